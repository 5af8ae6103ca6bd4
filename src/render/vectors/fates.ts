/**
 * Every answer there can be to what a client sent, each with what the connection does behind it.
 *
 * 1. The machine is run with every choice of the application and of policy; nothing is decided here.
 * 2. Where several fates may follow one answer, the one that leaves most open is told.
 */

import type { Verdict } from '../../spec/decide.js';
import { CHOICES } from '../../spec/events.js';
import type { ConnectionEvent } from '../../spec/machine.js';
import { type Connection, keyOf, newConnection, placeOf, type Step, step } from '../../spec/step.js';
import { choosing } from './choices.js';

/**
 * What the connection does behind an answer.
 *
 * `closes`: no further request is answered. `may-persist`: the next request may be answered, or the
 * connection ends. `websocket`: frames follow, and no HTTP. `http-continues`: the answer was interim, the
 * final one is still owed. `waits`: nothing is owed before more octets come.
 */
export type Then = 'closes' | 'may-persist' | 'websocket' | 'http-continues' | 'waits';

const UNSEEN: readonly ConnectionEvent['type'][] = [
  'policy.fail',
  'policy.limit',
  'policy.read-on',
  'policy.earlier-answered',
  'policy.reply',
  'app.send',
];
const choices = choosing(CHOICES.filter(({ type }) => !UNSEEN.includes(type)));

/** One way so far: the state, how much of the client's was read, and the final answer that went out. */
interface Way {
  readonly state: Connection;
  readonly read: number;
  readonly answer: string | undefined;
}

/** What an answer may be followed by: the fate that leaves most open is the one told. */
const OPENNESS: readonly Then[] = ['closes', 'may-persist', 'websocket'];

function keep(fates: Map<string, Then>, answer: string, then: Then): void {
  const known = fates.get(answer);
  if (known === undefined || OPENNESS.indexOf(then) > OPENNESS.indexOf(known)) fates.set(answer, then);
}

/** The answer that a step sends, if it sends one. */
function answerIn({ sent }: Step): string | undefined {
  const [first] = sent;
  if (first?.what === 'response') return first.facts.status;
  return first?.what === 'fin' ? 'none' : undefined;
}

/** Notes what a step tells, and gives the way that is still to be followed, if any. */
function follow(taken: Step, read: number, before: string | undefined, fates: Map<string, Then>): Way[] {
  const sent = answerIn(taken);
  const { status } = placeOf(taken.after);
  if (before !== undefined) {
    if (status.startsWith('CLOSED')) keep(fates, before, 'closes');
    else if (status === 'NONE.idle') keep(fates, before, 'may-persist');
    else return [{ state: taken.after, read, answer: before }];
    return [];
  }
  if (sent === '101') keep(fates, sent, 'websocket');
  else if (sent === 'none') keep(fates, sent, 'closes');
  else if (sent === '100' || sent === '1xx') {
    fates.set(sent, 'http-continues');
    return [{ state: taken.after, read, answer: undefined }];
  } else {
    if (sent !== undefined) keep(fates, sent, 'closes');
    return [{ state: taken.after, read, answer: sent }];
  }
  return [];
}

/**
 * Every answer there can be to what the client sent, each with what may follow.
 *
 * @param client - the events of the client, its head first
 * @returns by class of answer, `none` for an end without one
 */
export function fatesOf(client: readonly ConnectionEvent[]): ReadonlyMap<string, Then> {
  const fates = new Map<string, Then>();
  const queue: Way[] = [{ state: newConnection(), read: 0, answer: undefined }];
  const known = new Set<string>();
  for (let at = 0; at < queue.length; at++) {
    const { state, read, answer } = queue[at] as Way;
    const key = `${keyOf(state)} ${read} ${answer}`;
    if (known.has(key)) continue;
    known.add(key);
    const next = client[read];
    if (next !== undefined) queue.push(...follow(step(state, next), read + 1, answer, fates));
    if (read === 0) continue;
    for (const taken of choices(state)) queue.push(...follow(taken, read, answer, fates));
  }
  return fates;
}

/**
 * Octets behind the head: all of the content, some of it, content that breaks its framing; or no head
 * yet.
 */
export type Behind = 'all' | 'some' | 'fault';

/**
 * What a client sends, as the events that a verdict makes of it.
 *
 * @param verdict - how its head is taken
 * @param behind - how much of the content follows, where there is some
 * @param ended - whether the client then ends its direction
 * @returns the events
 */
export function eventsOf(verdict: Verdict, behind: Behind, ended: boolean): readonly ConnectionEvent[] {
  const part = ({ all: 'end', some: 'some', fault: 'fault' } as const)[behind];
  return [
    { type: 'client.head', verdict },
    ...(verdict.content === 'follows' ? [{ type: 'client.content', part } as const] : []),
    ...(ended ? [{ type: 'client.fin' } as const] : []),
  ];
}
