/**
 * Was what was seen permitted? The inverse of prediction.
 *
 * 1. A hypothesis is a state of the machine that explains everything seen so far, and how much of what the client
 *    sent that state has read: a server may read late, so octets wait for it.
 * 2. Between two things seen from the server anything silent may happen: reading, permitted choices, ignoring an
 *    offer, finishing an answer that persists.
 * 3. When no hypothesis is left, what was seen is not permitted, and what the last ones could have sent is.
 * 4. Silence breaks nothing: the standards give no time limits, so it cannot be told from slowness. What is still
 *    owed in the end is said. A limit can have run out only behind a quiet.
 * 5. A server that fails may drop the connection, and no observer can tell that from a server that does as it likes.
 *    Where nothing but a failure explains what was seen, that is an outcome of its own.
 */

import { frameFaults, permittedForFrame } from './active.js';
import type { FinalStatus } from './admission.js';
import { type AnswerContext, formFaults, isFinal, type ResponseFacts } from './answer.js';
import { clause } from './clauses/index.js';
import { severityOf } from './clauses/severity.js';
import { permittedFor, type Verdict } from './decide.js';
import { CHOICES } from './events.js';
import type { FrameFacts } from './frame-axes.js';
import type { ConnectionEvent, Sent } from './machine.js';
import { type Connection, keyOf, newConnection, placeOf, type Step, step } from './step.js';
import type { Observation } from './wire.js';

/** What judging gives. */
export type Judgement =
  | {
      readonly outcome: 'permitted';
      /** The states that explain what was seen. */
      readonly ends: readonly Connection[];
      /** What the server still has to send, whichever of them it is. */
      readonly owed: readonly Owing[];
      /** Where it departed from a SHOULD, on the way that departs least: what was seen, and the clause. */
      readonly departs: readonly Departure[];
    }
  | ({ readonly outcome: 'only-by-failure' } & Against)
  | ({ readonly outcome: 'not-permitted' } & Against);

/** Something that a server still has to send, and the clauses that ask for it. */
export interface Owing {
  readonly what: Sent;
  readonly clauses: readonly string[];
}

/** Something seen that departs from a SHOULD. */
export interface Departure {
  /** Index of what was seen. */
  readonly at: number;
  readonly clause: string;
}

/** Where what was seen stops being explained. */
export interface Against {
  /** Index of the first thing seen that nothing permitted explains. */
  readonly at: number;
  readonly seen: Observation;
  /** What was permitted there instead. */
  readonly permitted: readonly Observation[];
  /** The clauses that stood against it: of forms broken, and of arrows that deliberately do nothing. */
  readonly clauses: readonly string[];
}

interface Hypothesis {
  readonly state: Connection;
  /** How many of the client's elements it has read. */
  readonly read: number;
  /** What its last arrow sent that was not seen yet, the forms it was checked by included. */
  readonly owed: readonly Owed[];
  /** Where it departed from a SHOULD so far; of two that are otherwise alike, the one with fewer is kept. */
  readonly departs: readonly Departure[];
}

interface Owed {
  readonly sent: Observation;
  /** The clause of the arrow that sends it. */
  readonly clause: string;
  readonly context: AnswerContext | undefined;
}

/** The events that one element from the client may be: for a request, one per permitted verdict. */
function eventsOf(seen: Observation): readonly ConnectionEvent[] {
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

function after(taken: Step, read: number, departs: readonly Departure[]): Hypothesis {
  const clause = taken.arrows.find((arrow) => arrow.sends !== undefined)?.clause ?? '';
  const owed = taken.sent.map((sent) => ({
    sent,
    clause,
    context: sent.what === 'response' ? contextOf(taken, sent.facts) : undefined,
  }));
  return { state: taken.after, read, owed, departs };
}

const choices = new WeakMap<Verdict, Map<string, readonly Step[]>>();

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
    steps = CHOICES.map((event) => step(state, event)).filter(
      (taken) => taken.sent.length > 0 || taken.arrows.some((arrow) => arrow.moves),
    );
    byState.set(key, steps);
  }
  return steps;
}

const keyOfHypothesis = (one: Hypothesis): string =>
  `${keyOf(one.state)} ${one.read} ${JSON.stringify(one.owed)}`;

/** What a hypothesis may become by reading the next thing that the client sent. */
function readingsOf(
  { state, read, departs }: Hypothesis,
  client: readonly Observation[],
): readonly Hypothesis[] {
  const next = client[read];
  return (next === undefined ? [] : eventsOf(next))
    .map((event) => step(state, event))
    .filter((taken) => taken.arrows[0]?.unread !== true)
    .map((taken) => after(taken, read + 1, departs));
}

/** What else than permitted choices explains what is seen. */
interface Allowing {
  /** Something was awaited in vain, so a limit can have run out. */
  readonly limits: boolean;
  /** The server may have failed. */
  readonly failure: boolean;
}

const allowed = ({ limits, failure }: Allowing, { event }: Step): boolean =>
  (limits || event.type !== 'policy.limit') && (failure || event.type !== 'policy.fail');

/** Everything a hypothesis may become before the next thing is seen from the server. */
function closure(
  from: readonly Hypothesis[],
  client: readonly Observation[],
  allowing: Allowing,
): readonly Hypothesis[] {
  const known = new Map(from.map((one) => [keyOfHypothesis(one), one]));
  const queue = [...from];
  for (let at = 0; at < queue.length; at++) {
    const { state, read, owed, departs } = queue[at] as Hypothesis;
    if (owed.length > 0) continue;
    const choosing = choicesIn(state)
      .filter((taken) => allowed(allowing, taken))
      .map((taken) => after(taken, read, departs));
    for (const one of [...readingsOf(queue[at] as Hypothesis, client), ...choosing]) {
      const key = keyOfHypothesis(one);
      const before = known.get(key);
      if (before !== undefined && before.departs.length <= one.departs.length) continue;
      known.set(key, one);
      queue.push(one);
    }
  }
  return [...known.values()];
}

/** How many requests are among the first elements that the client sent. */
function requestsIn(client: readonly Observation[], read: number): number {
  let requests = 0;
  for (let at = 0; at < read; at++) if (client[at]?.what === 'request') requests++;
  return requests;
}

type SeenFrame = Extract<Observation, { readonly what: 'frame' }>;

const kindOf = ({ opcode, fin }: FrameFacts): string => `${opcode === 'binary' ? 'text' : opcode} ${fin}`;

/** Whether a frame seen is the one that is owed; of a Pong that answers a Ping the payload counts too. */
function explainsFrame(sent: SeenFrame, seen: SeenFrame): boolean {
  if (frameFaults(seen.facts).length > 0 || kindOf(sent.facts) !== kindOf(seen.facts)) return false;
  return sent.echoes !== true || seen.echoes !== false;
}

/**
 * Whether what is owed is what was seen; of answers the form is judged, not the preferred value.
 *
 * @returns the clauses departed from, none as a rule; undefined where it is something else, or breaks a clause
 */
function explains(owed: Owed, seen: Observation): readonly string[] | undefined {
  const { sent, context } = owed;
  if (sent.from !== seen.from || sent.what !== seen.what) return undefined;
  if (sent.what === 'frame') return explainsFrame(sent, seen as typeof sent) ? [] : undefined;
  if (sent.what !== 'response' || context === undefined) return [];
  const facts = (seen as typeof sent).facts;
  const untilClose = (one: ResponseFacts): boolean => one.framing === 'until-close';
  if (facts.status !== sent.facts.status || untilClose(facts) !== untilClose(sent.facts)) return undefined;
  const faults = formFaults(facts, context);
  return faults.every(isDeparture) ? faults : undefined;
}

/** Whether who breaks the clause only departs from a SHOULD. */
function isDeparture(id: string): boolean {
  const found = clause(id);
  return found !== undefined && severityOf(found) === 'departs';
}

/** The next thing that a hypothesis owes is what was seen. */
function explained(one: Hypothesis, seen: Observation, at: number): readonly Hypothesis[] {
  const [first, ...rest] = one.owed;
  const departed = first === undefined ? undefined : explains(first, seen);
  if (departed === undefined) return [];
  return [{ ...one, owed: rest, departs: [...one.departs, ...departed.map((id) => ({ at, clause: id }))] }];
}

interface Due {
  readonly what: Sent;
  readonly clause: string;
}

/** What a state has to send, sooner or later. */
function dueIn(state: Connection): readonly Due[] {
  return choicesIn(state).flatMap(({ arrows: [first] }) => {
    const what = first?.sends?.[0];
    return first?.due === true && what !== undefined ? [{ what, clause: first.clause }] : [];
  });
}

/** The clauses against a frame of the server: of its form, and of the arrows that refused to send it. */
function againstFrame(hypotheses: readonly Hypothesis[], facts: FrameFacts): readonly string[] {
  const faults = frameFaults(facts);
  if (faults.length > 0) return faults;
  const { opcode, fin } = facts;
  const control = opcode === 'ping' || opcode === 'pong' ? opcode : undefined;
  const part =
    opcode === 'continuation' ? (['ends', 'continues'] as const) : (['message', 'begins'] as const);
  const event: ConnectionEvent =
    opcode === 'close'
      ? { type: 'app.end' }
      : { type: 'app.send', frame: control ?? part[fin === 'last' ? 0 : 1] };
  const refused = hypotheses.flatMap(({ state, owed }) =>
    owed.length > 0 ? [] : (step(state, event).arrows[0]?.clause ?? []),
  );
  return [...new Set(refused)];
}

/** The clauses against something seen; where none refuses it by itself, those of what had to come before it. */
function against(hypotheses: readonly Hypothesis[], seen: Observation): readonly string[] {
  const clauses = refusing(hypotheses, seen);
  if (clauses.length > 0) return clauses;
  return [...new Set(hypotheses.flatMap(({ owed }) => owed.slice(0, 1).map(({ clause }) => clause)))];
}

/** The clauses of the form, and of the arrows that refused to send it. */
function refusing(hypotheses: readonly Hypothesis[], seen: Observation): readonly string[] {
  if (seen.what === 'frame') return againstFrame(hypotheses, seen.facts);
  if (seen.what === 'fin')
    return [...new Set(hypotheses.flatMap(({ state }) => dueIn(state).map(({ clause }) => clause)))];
  if (seen.what !== 'response') return [];
  const { status } = seen.facts;
  const forms = hypotheses.flatMap(({ owed }) =>
    owed
      .slice(0, 1)
      .flatMap(({ sent, context }) =>
        sent.what === 'response' && context !== undefined && sent.facts.status === status
          ? formFaults(seen.facts, context)
          : [],
      ),
  );
  if (forms.length > 0) return [...new Set(forms)];
  const event: ConnectionEvent =
    status === '101'
      ? { type: 'app.accept' }
      : status === '100' || status === '1xx'
        ? { type: 'app.interim', status }
        : { type: 'app.respond', status: status as FinalStatus, then: 'decide' };
  const refused = hypotheses.flatMap(({ state, owed }) => {
    if (owed.length > 0) return [];
    const { trail } = state.context.verdict;
    const why = status === '101' ? [trail.offer, trail.handshake, trail.refusals] : [];
    return [step(state, event).arrows[0]?.clause, ...why.filter((one) => one !== undefined)];
  });
  return [...new Set(refused.flatMap((one) => one ?? []))];
}

/**
 * What was seen on the wire was permitted, or the first thing that was not is named with what was.
 *
 * @param seen - everything seen on one connection, in order
 * @param from - the states to begin with; a new connection when left out, all states for a capture that starts late
 * @returns permitted, with the states that explain it; or where it is not, and what was permitted there
 * @example
 * import { judge, REFERENCE } from 'after101';
 *
 * const request = { from: 'client', what: 'request', facts: { ...REFERENCE, version: '1.0' } } as const;
 * judge([request, { from: 'server', what: 'fin' }]).outcome; // 'permitted'
 */
export function judge(seen: readonly Observation[], from?: readonly Connection[]): Judgement {
  const judged = judgeWith(seen, from, false);
  if (judged.outcome !== 'not-permitted') return judged;
  const excused = judgeWith(seen, from, true);
  return excused.outcome === 'permitted' ? { ...judged, outcome: 'only-by-failure' } : excused;
}

const distinct = (hypotheses: readonly Hypothesis[]): readonly Hypothesis[] => [
  ...new Map(
    [...hypotheses]
      .sort((one, other) => other.departs.length - one.departs.length)
      .map((one) => [keyOfHypothesis(one), one]),
  ).values(),
];

/** What each hypothesis has still to send when it has read all it can, as far as all of them agree. */
function owedAfter(hypotheses: readonly Hypothesis[], client: readonly Observation[]): readonly Owing[] {
  const ends: Hypothesis[] = [];
  const queue = [...hypotheses];
  for (let at = 0; at < queue.length; at++) {
    const one = queue[at] as Hypothesis;
    const readings = one.owed.length > 0 ? [] : readingsOf(one, client);
    if (readings.length === 0) ends.push(one);
    queue.push(...readings);
  }
  const dues = ends.map(({ state, owed }) =>
    owed.length > 0 ? owed.map(({ sent, clause }) => ({ what: kindSent(sent), clause })) : dueIn(state),
  );
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

function judgeWith(
  seen: readonly Observation[],
  from: readonly Connection[] | undefined,
  failure: boolean,
): Exclude<Judgement, { readonly outcome: 'only-by-failure' }> {
  let hypotheses: readonly Hypothesis[] = (from ?? [newConnection()]).map((state) => ({
    state,
    read: 0,
    owed: [],
    departs: [],
  }));
  const client: Observation[] = [];
  let finals = 0;
  let limits = false;
  for (const [at, one] of seen.entries()) {
    if (one.from === 'nobody') {
      limits = true;
      continue;
    }
    if (one.from === 'client') {
      client.push(one);
      continue;
    }
    if (one.what === 'rst') continue;
    if (one.what === 'response' && isFinal(one.facts.status)) finals++;
    const possible = closure(hypotheses, client, { limits, failure });
    limits = false;
    const left = possible
      .flatMap((hypothesis) => explained(hypothesis, one, at))
      // The machine knows no number of pending requests, but an observer from the start does: each final answer is to
      // a request that was read, but for one error that may come before its head is complete.
      .filter(({ read }) => from !== undefined || finals <= requestsIn(client, read) + 1);
    if (left.length === 0) {
      const permitted = new Map(
        possible.flatMap(({ owed }) =>
          owed[0] === undefined ? [] : [[JSON.stringify(owed[0].sent), owed[0].sent]],
        ),
      );
      return {
        outcome: 'not-permitted',
        at,
        seen: one,
        permitted: [...permitted.values()],
        clauses: against(possible, one),
      };
    }
    hypotheses = distinct(left);
  }
  // of the ways that explain it, those that depart least
  const least = Math.min(...hypotheses.map(({ departs }) => departs.length));
  const best = hypotheses.filter(({ departs }) => departs.length === least);
  return {
    outcome: 'permitted',
    ends: best.map(({ state }) => state),
    owed: owedAfter(best, client),
    departs: best[0]?.departs ?? [],
  };
}
