/**
 * What explains what was seen so far: states of the machine, each with how much of the client's octets it has read.
 *
 * 1. Everything silent may happen between two things seen: reading, permitted choices, finishing an answer.
 * 2. A hypothesis that has sent something owes it to the observer, who has to see it next.
 * 3. Of two hypotheses that are otherwise alike the one that departs less is kept.
 * 4. What makes no difference when it is read is read at once, so that a long conversation has few hypotheses.
 * 5. What SHOULD be refused may be served all the same; the answer then departs from the clauses that refuse it.
 */
import { frameFaults, frameVerdictKey, permittedForFrame } from './active.js';
import { type AnswerContext, formFaults, type ResponseFacts } from './answer.js';
import { permittedFor, type Verdict } from './decide.js';
import { CHOICES } from './events.js';
import type { FrameFacts } from './frame-axes.js';
import { knownStep } from './known-steps.js';
import type { ConnectionEvent, Sent } from './machine.js';
import { onlyDeparts, overlooking } from './overlooked.js';
import { type Connection, keyOf, placeOf, type Step } from './step.js';
import type { Observation } from './wire.js';

/** Something seen that departs from a SHOULD. */
export interface Departure {
  /** Index of what was seen. */
  readonly at: number;
  readonly clause: string;
}

/** Something that a server still has to send, and the clauses that ask for it. */
export interface Owing {
  readonly what: Sent;
  readonly clauses: readonly string[];
}

/** Which kinds of frames were taken, as bits. */
type Heard = number;
const PING = 1;
const DATA = 2;

/** One explanation of what was seen so far. */
export interface Hypothesis {
  readonly state: Connection;
  /** How many of the client's elements it has read. */
  readonly read: number;
  /** What its last arrow sent that was not seen yet, the forms it was checked by included. */
  readonly owed: readonly Owed[];
  /** Which frames of the client it has taken: only these can be echoed. */
  readonly heard: Heard;
  /** The clause of the frame over which it fails; undefined unless it does, and has sent no Close. */
  readonly failsOver: string | undefined;
  /** The clauses by which the request in hand SHOULD be refused, if that is passed over. */
  readonly overlooks: readonly string[];
  /** Where it departed from a SHOULD so far; of two that are otherwise alike, the one with fewer is kept. */
  readonly departs: readonly Departure[];
}

/** Something that was sent and not seen yet. */
export interface Owed {
  readonly sent: Observation;
  /** The clause of the arrow that sends it. */
  readonly clause: string;
  readonly context: AnswerContext | undefined;
  /** The clauses by which the request that it answers should have been refused. */
  readonly overlooks: readonly string[];
}

/**
 * The events that one element from the client may be: for a request or a frame, one per permitted verdict.
 *
 * @param seen - an element of the wire
 * @returns the events; none for what the server sends
 */
export function eventsOf(seen: Observation): readonly ConnectionEvent[] {
  if (seen.from !== 'client') return [];
  switch (seen.what) {
    case 'line-break':
      return [{ type: 'client.line-break' }];
    case 'octets':
      return [{ type: 'client.octets' }];
    case 'request':
      return permittedFor(seen.facts).map((verdict) => ({ type: 'client.head', verdict }));
    case 'content':
      return [{ type: 'client.content', part: seen.part }];
    case 'frame':
      return permittedForFrame(seen.facts).map((verdict) => ({ type: 'client.frame', verdict }));
    case 'fin':
      return [{ type: 'client.fin' }];
    case 'rst':
      return [{ type: 'client.rst' }];
    default:
      return [];
  }
}

/** What an answer sent in this step had to be like. */
function contextOf(taken: Step, facts: ResponseFacts): AnswerContext {
  const verdict = taken.before.context.verdict;
  const earlier = taken.event.type === 'policy.earlier-answered';
  const close = earlier ? taken.event.close : placeOf(taken.after).persistence === 'last' || verdict.ends;
  return {
    status: facts.status,
    servedAs: earlier ? '1.1' : verdict.servedAs,
    closing: facts.status === '101' || !close ? 'no' : 'yes',
    refusesVersion: !earlier && verdict.namesVersions ? 'yes' : 'no',
  };
}

/** Whether this answers the request in hand, and by more than an interim response. */
const answersIt = ({ event, sent }: Step): boolean =>
  event.type !== 'policy.earlier-answered' &&
  sent.some((one) => one.what === 'response' && one.facts.status !== '100' && one.facts.status !== '1xx');

/** What a hypothesis becomes by a step that has read so much, and has passed over these clauses. */
function after(from: Hypothesis, taken: Step, read: number, overlooks = from.overlooks): Hypothesis {
  const answered = answersIt(taken);
  const owed = owedBy(taken, answered ? overlooks : NONE);
  const { departs } = from;
  const failsOver = placeOf(taken.after).status === 'ACTIVE.failing' ? clauseOfFrame(taken) : from.failsOver;
  return {
    state: taken.after,
    read,
    owed,
    departs,
    heard: from.heard | heardIn(taken),
    failsOver,
    overlooks: answered ? NONE : overlooks,
  };
}

const NONE: readonly string[] = [];
const NOTHING_OWED: readonly Owed[] = [];
const owedKnown = new WeakMap<Step, readonly Owed[]>();

/** What a step has sent, to be seen next; the same for the same step, unless an answer passes over something. */
function owedBy(taken: Step, overlooks: readonly string[]): readonly Owed[] {
  if (taken.sent.length === 0) return NOTHING_OWED;
  const known = overlooks.length === 0 ? owedKnown.get(taken) : undefined;
  if (known !== undefined) return known;
  const clause = taken.arrows.find((arrow) => arrow.sends !== undefined)?.clause ?? '';
  const owed = taken.sent.map((sent) => ({
    sent,
    clause,
    context: sent.what === 'response' ? contextOf(taken, sent.facts) : undefined,
    overlooks: sent.what === 'response' ? overlooks : NONE,
  }));
  if (overlooks.length === 0) owedKnown.set(taken, owed);
  return owed;
}

/** The clause that decided about the frame that was read. */
const clauseOfFrame = ({ event }: Step): string | undefined =>
  event.type === 'client.frame' ? event.verdict.clause : undefined;

/** What was taken of a frame: a Ping or data, in a WebSocket that reads. */
function heardIn({ event, before, arrows }: Step): Heard {
  const reads = event.type === 'client.frame' && placeOf(before).status.startsWith('ACTIVE');
  if (!reads || arrows[0]?.moves === true || arrows[0]?.unread === true) return 0;
  return event.verdict.takes === 'ping' ? PING : event.verdict.takes === 'data' ? DATA : 0;
}

const choices = new WeakMap<Verdict, Map<string, readonly Step[]>>();

/**
 * A server may read the next request before it has answered the one in hand. Nobody sees that, since answers go out in
 * order, so it explains nothing that reading later does not.
 */
const READS_ON = 'policy.read-on';

/** What a state may do by itself that is sent or leads somewhere. It is asked once: hypotheses share states. */
function choicesIn(state: Connection): readonly Step[] {
  const { verdict } = state.context;
  let byState = choices.get(verdict);
  if (byState === undefined) {
    byState = new Map();
    choices.set(verdict, byState);
  }
  const key = keyOf(state);
  let steps = byState.get(key);
  if (steps === undefined) {
    steps = CHOICES.filter(({ type }) => type !== READS_ON)
      .map((event) => knownStep(state, event))
      .filter((taken) => taken.sent.length > 0 || taken.arrows.some((arrow) => arrow.moves));
    byState.set(key, steps);
  }
  return steps;
}

const numbers = new Map<string, number>();
const numbered = new WeakMap<object, number>();

/**
 * A number in the place of a long text by which things are the same or not. There are as many as there are states, and
 * things that a state may owe.
 */
function numberOf<T extends object>(thing: T, textOf: (thing: T) => string): number {
  let number = numbered.get(thing);
  if (number === undefined) {
    const text = textOf(thing);
    number = numbers.get(text) ?? numbers.size;
    numbers.set(text, number);
    numbered.set(thing, number);
  }
  return number;
}

/** Two hypotheses are the same, whatever they depart from, exactly when this text is. */
const keyOfHypothesis = (one: Hypothesis, read = one.read): string =>
  `${numberOf(one.state, keyOf)} ${read} ${one.heard} ${one.failsOver ?? ''} ${one.overlooks.join()} ` +
  `${one.owed.length > 0 ? numberOf(one.owed, JSON.stringify) : ''}`;

/** What a hypothesis may become by reading the next thing that the client sent. */
function readingsOf(one: Hypothesis, client: readonly Observation[]): readonly Hypothesis[] {
  const { state, read } = one;
  const next = client[read];
  if (next === undefined) return [];
  const ways = eventsOf(next).map((event) => ({ taken: knownStep(state, event), overlooks: one.overlooks }));
  return [...ways, ...ways.flatMap(({ taken }) => contentServed(one, taken)), ...headServed(one, next)]
    .filter(({ taken }) => taken.arrows[0]?.unread !== true)
    .map(({ taken, overlooks }) => after(one, taken, read + 1, overlooks));
}

/** A way to read the next thing, with the clauses that are passed over until the request is answered. */
interface Reading {
  readonly taken: Step;
  readonly overlooks: readonly string[];
}

/** A request that SHOULD be refused may be served: that departs. */
function headServed({ state }: Hypothesis, next: Observation): readonly Reading[] {
  if (next.from !== 'client' || next.what !== 'request') return [];
  return overlooking(next.facts)
    .map(({ verdict, clauses }) => ({
      taken: knownStep(state, { type: 'client.head', verdict }),
      overlooks: clauses,
    }))
    .filter(({ taken }) => taken.arrows[0]?.moves === true);
}

/** So may one whose content is at fault, if the clause by which it is refused then is no MUST: as if it had ended. */
function contentServed({ state, overlooks }: Hypothesis, taken: Step): readonly Reading[] {
  const [arrow] = taken.arrows;
  const refused = taken.event.type === 'client.content' && taken.after.context.verdict.takes === 'refused';
  if (!refused || arrow?.moves !== true || !onlyDeparts(arrow.clause)) return [];
  return [
    {
      taken: knownStep(state, { type: 'client.content', part: 'end' }),
      overlooks: [...overlooks, arrow.clause],
    },
  ];
}

/** What the client sent, and how far it was read at once from a state: further octets are read on from there. */
export interface Sending {
  readonly client: Observation[];
  readonly readTo: Map<string, Pick<Hypothesis, 'state' | 'read'>>;
}

/**
 * Reading the next thing makes no difference to what may be sent: the connection stays where it is, nothing is sent,
 * and that in one way only. A message under way and a Pong that is owed are kept in the state, whenever it is read.
 */
function readAtOnce(one: Hypothesis, { client, readTo }: Sending): Hypothesis {
  if (one.owed.length > 0) return one;
  const from = `${numberOf(one.state, keyOf)} ${one.read}`;
  let now: Hypothesis = { ...one, ...readTo.get(from) };
  for (;;) {
    const what = client[now.read]?.what;
    if (what !== 'frame' && what !== 'content') break;
    const [only, another] = distinct(readingsOf(now, client));
    if (only === undefined || another !== undefined || only.owed.length > 0) break;
    if (placeOf(only.state).status !== placeOf(now.state).status) break;
    now = only;
  }
  readTo.set(from, { state: now.state, read: now.read });
  return now;
}

/** What the next thing is to who reads it, as text. */
function nextAs(one: Hypothesis, client: readonly Observation[]): string {
  const next = client[one.read];
  if (next?.what !== 'frame') return next?.what ?? 'nothing';
  return permittedForFrame(next.facts).map(frameVerdictKey).join();
}

/**
 * What a hypothesis has in common with those of which the one that has read most is enough. In a WebSocket these are
 * the same state and the same kind of frame to be read next: what reading it leads to ends the WebSocket, and what
 * follows makes no difference any more. In HTTP it is the hypothesis alone.
 */
function alike(one: Hypothesis, { client }: Sending): string {
  const active = placeOf(one.state).status.startsWith('ACTIVE');
  const key = active ? `${keyOfHypothesis(one, 0)} ${nextAs(one, client)}` : keyOfHypothesis(one);
  return `${key} ${one.departs.length}`;
}

/**
 * Of hypotheses that are alike the one that has read most.
 *
 * @param hypotheses - what explains all that was seen
 * @param sending - what the client sent so far
 * @returns the foremost ones
 */
export function foremost(hypotheses: readonly Hypothesis[], sending: Sending): readonly Hypothesis[] {
  const kept = new Map<string, Hypothesis>();
  for (const one of hypotheses) {
    const key = alike(one, sending);
    const before = kept.get(key);
    if (before === undefined || before.read < one.read) kept.set(key, one);
  }
  return [...kept.values()];
}

/** Whether this speaks where nothing was asked. Where the client has asked, an answer is an answer to that. */
const speaksUnasked = ({ before, sent }: Step): boolean =>
  placeOf(before).status === 'NONE.idle' && sent[0]?.what === 'response';

/** Whether only a server that fails does this. */
const isFailure = ({ arrows }: Step): boolean => arrows[0]?.failure === true;

/**
 * Everything a hypothesis may become before the next thing is seen from the server.
 *
 * @param hypotheses - what explains all that was seen
 * @param sending - what the client sent so far
 * @param failure - whether a failure of the server may be part of it
 * @returns the hypotheses, those that have sent something included
 */
export function closure(
  hypotheses: readonly Hypothesis[],
  sending: Sending,
  failure: boolean,
): readonly Hypothesis[] {
  const begin = hypotheses.map((one) => readAtOnce(one, sending));
  const known = new Map(begin.map((one) => [keyOfHypothesis(one), one]));
  const queue = [...known.values()];
  const furthest = new Map(foremost(queue, sending).map((one) => [alike(one, sending), one.read]));
  for (let at = 0; at < queue.length; at++) {
    const from = queue[at] as Hypothesis;
    if (from.owed.length > 0) continue;
    const asked = sending.client.length > from.read;
    const choosing = choicesIn(from.state)
      .filter((taken) => (failure || !isFailure(taken)) && !(asked && speaksUnasked(taken)))
      .map((taken) => after(from, taken, from.read));
    for (const next of [...readingsOf(from, sending.client), ...choosing]) {
      const one = readAtOnce(next, sending);
      const key = keyOfHypothesis(one);
      const before = known.get(key);
      if (before !== undefined && before.departs.length <= one.departs.length) continue;
      const kin = alike(one, sending);
      if ((furthest.get(kin) ?? -1) > one.read) continue;
      furthest.set(kin, one.read);
      known.set(key, one);
      queue.push(one);
    }
  }
  return [...known.values()];
}

type SeenFrame = Extract<Observation, { readonly what: 'frame' }>;

const kindOf = ({ opcode, fin }: FrameFacts): string => `${opcode === 'binary' ? 'text' : opcode} ${fin}`;

/**
 * Whether a frame seen is the one that is owed. Of a Pong that answers a Ping the payload counts too, and what echoes
 * a frame of the client can only come from a server that has taken such a frame.
 */
function explainsFrame(sent: SeenFrame, seen: SeenFrame, heard: Heard): boolean {
  if (frameFaults(seen.facts).length > 0 || kindOf(sent.facts) !== kindOf(seen.facts)) return false;
  if (sent.echoes === true) return seen.echoes !== false;
  return seen.echoes !== true || (heard & (seen.facts.opcode === 'pong' ? PING : DATA)) !== 0;
}

/**
 * Whether what is owed is what was seen; of answers the form is judged, not the preferred value.
 *
 * @returns the clauses departed from, none as a rule; undefined where it is something else, or breaks a clause
 */
function explains(owed: Owed, seen: Observation, heard: Heard): readonly string[] | undefined {
  const { sent, context } = owed;
  if (sent.from !== seen.from || sent.what !== seen.what) return undefined;
  if (sent.what === 'frame') return explainsFrame(sent, seen as typeof sent, heard) ? [] : undefined;
  if (sent.what !== 'response' || context === undefined) return [];
  const facts = (seen as typeof sent).facts;
  const untilClose = (one: ResponseFacts): boolean => one.framing === 'until-close';
  if (facts.status !== sent.facts.status || untilClose(facts) !== untilClose(sent.facts)) return undefined;
  const faults = formFaults(facts, context);
  return faults.every(onlyDeparts) ? faults : undefined;
}

const CLOSE_FIRST = 'fail.close-first';

/** A failure should begin with a Close; only over a frame without a mask may it be left out (RFC 6455 §5.1, §7.1.7). */
const leavesOutClose = ({ failsOver }: Hypothesis, { sent, clause: id }: Owed): boolean =>
  sent.what === 'fin' && id === 'fail.ends' && failsOver !== undefined && failsOver !== 'frame.unmasked';

/**
 * The next thing that a hypothesis owes is what was seen. A reset may stand in the place of a FIN, and may come
 * behind one.
 */
export function explained(one: Hypothesis, seen: Observation, at: number): readonly Hypothesis[] {
  const [first, ...rest] = one.owed;
  if (seen.what === 'rst' && first === undefined && placeOf(one.state).status.startsWith('CLOSED'))
    return [one];
  const end: Observation = seen.what === 'rst' ? { from: 'server', what: 'fin' } : seen;
  const departed = first === undefined ? undefined : explains(first, end, one.heard);
  if (first === undefined || departed === undefined) return [];
  const all = [...first.overlooks, ...departed, ...(leavesOutClose(one, first) ? [CLOSE_FIRST] : [])];
  return [{ ...one, owed: rest, departs: [...one.departs, ...all.map((id) => ({ at, clause: id }))] }];
}

interface Due {
  readonly what: Sent;
  readonly clause: string;
}

/** How far duties are followed: behind a Close that is owed the FIN is. */
const MOST_DUTIES = 3;

/** What a state has to send, sooner or later, in order. */
export function dueIn(state: Connection, most = MOST_DUTIES): readonly Due[] {
  if (most === 0) return [];
  return choicesIn(state).flatMap(({ arrows: [first], after: next }) => {
    const what = first?.sends?.[0];
    if (first?.due !== true || what === undefined) return [];
    return [{ what, clause: first.clause }, ...dueIn(next, most - 1)];
  });
}

/** Each hypothesis once. */
export const distinct = (hypotheses: readonly Hypothesis[]): readonly Hypothesis[] => [
  ...new Map(
    [...hypotheses]
      .sort((one, other) => other.departs.length - one.departs.length)
      .map((one) => [keyOfHypothesis(one), one]),
  ).values(),
];

/** What each hypothesis has still to send when it has read all it can, as far as all of them agree. */
export function owedAfter(
  hypotheses: readonly Hypothesis[],
  client: readonly Observation[],
): readonly Owing[] {
  const ends: Hypothesis[] = [];
  let queue = hypotheses;
  while (queue.length > 0) {
    const next = queue.map((one) => (one.owed.length > 0 ? [] : readingsOf(one, client)));
    ends.push(...queue.filter((_, at) => next[at]?.length === 0));
    queue = distinct(next.flat());
  }
  const dues = ends.map(({ state, owed }) => [
    ...owed.map(({ sent, clause }) => ({ what: kindSent(sent), clause })),
    ...dueIn(state),
  ]);
  const kinds = [...new Set((dues[0] ?? []).map(({ what }) => what))];
  return kinds
    .filter((what) => dues.every((due) => due.some((one) => one.what === what)))
    .map((what) => ({
      what,
      clauses: [...new Set(dues.flat().flatMap((one) => (one.what === what ? [one.clause] : [])))],
    }));
}

/** As an arrow names what it sends. */
function kindSent(sent: Observation): Sent {
  if (sent.what === 'fin') return 'fin';
  if (sent.what !== 'frame') return 'response';
  return sent.facts.opcode === 'close' ? 'close-frame' : sent.facts.opcode === 'pong' ? 'pong' : 'frame';
}
