/**
 * Was what was seen permitted? The inverse of prediction.
 *
 * 1. A hypothesis is a state of the machine that explains everything seen so far, and how much of what the client
 *    sent that state has read: a server may read late, so octets wait for it.
 * 2. Between two things seen from the server anything silent may happen: reading, permitted choices, ignoring an
 *    offer, finishing an answer that persists.
 * 3. When no hypothesis is left, what was seen is not permitted, and what the last ones could have sent is.
 * 4. Silence breaks nothing: the standards give no time limits, so it cannot be told from slowness.
 */
import type { FinalStatus } from './admission.js';
import { type AnswerContext, formFaults, isFinal, type ResponseFacts } from './answer.js';
import { permittedFor, type Verdict } from './decide.js';
import { CHOICES } from './events.js';
import type { ConnectionEvent } from './machine.js';
import { type Connection, keyOf, newConnection, placeOf, type Step, step } from './step.js';
import type { Observation } from './wire.js';

/** What judging gives. */
export type Judgement =
  | { readonly outcome: 'permitted'; readonly ends: readonly Connection[] }
  | {
      readonly outcome: 'not-permitted';
      /** Index of the first thing seen that nothing permitted explains. */
      readonly at: number;
      readonly seen: Observation;
      /** What was permitted there instead. */
      readonly permitted: readonly Observation[];
      /** The clauses that stood against it: of forms broken, and of arrows that deliberately do nothing. */
      readonly clauses: readonly string[];
    };

interface Hypothesis {
  readonly state: Connection;
  /** How many of the client's elements it has read. */
  readonly read: number;
  /** What its last arrow sent that was not seen yet, the forms it was checked by included. */
  readonly owed: readonly Owed[];
}

interface Owed {
  readonly sent: Observation;
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
      return [{ type: 'client.frame' }];
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

function after(taken: Step, read: number): Hypothesis {
  const owed = taken.sent.map((sent) => ({
    sent,
    context: sent.what === 'response' ? contextOf(taken, sent.facts) : undefined,
  }));
  return { state: taken.after, read, owed };
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

/** Everything a hypothesis may become before the next thing is seen from the server. */
function closure(from: readonly Hypothesis[], client: readonly Observation[]): readonly Hypothesis[] {
  const known = new Map(from.map((one) => [keyOfHypothesis(one), one]));
  const queue = [...from];
  for (let at = 0; at < queue.length; at++) {
    const { state, read, owed } = queue[at] as Hypothesis;
    if (owed.length > 0) continue;
    const next = client[read];
    const reading = (next === undefined ? [] : eventsOf(next))
      .map((event) => step(state, event))
      .filter((taken) => taken.arrows[0]?.unread !== true)
      .map((taken) => after(taken, read + 1));
    const choosing = choicesIn(state).map((taken) => after(taken, read));
    for (const one of [...reading, ...choosing]) {
      const key = keyOfHypothesis(one);
      if (known.has(key)) continue;
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

/** Whether what is owed is what was seen; of answers the form is judged, not the preferred value. */
function explains(owed: Owed, seen: Observation): boolean {
  const { sent, context } = owed;
  if (sent.from !== seen.from || sent.what !== seen.what) return false;
  if (sent.what === 'frame') return sent.close === (seen as typeof sent).close;
  if (sent.what !== 'response' || context === undefined) return true;
  const facts = (seen as typeof sent).facts;
  const untilClose = (one: ResponseFacts): boolean => one.framing === 'until-close';
  if (facts.status !== sent.facts.status || untilClose(facts) !== untilClose(sent.facts)) return false;
  return formFaults(facts, context).length === 0;
}

/** The clauses against something seen: of the form, and of the arrows that refused to send it. */
function against(hypotheses: readonly Hypothesis[], seen: Observation): readonly string[] {
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
  let hypotheses: readonly Hypothesis[] = (from ?? [newConnection()]).map((state) => ({
    state,
    read: 0,
    owed: [],
  }));
  const client: Observation[] = [];
  let finals = 0;
  for (const [at, one] of seen.entries()) {
    if (one.from === 'nobody') continue;
    if (one.from === 'client') {
      client.push(one);
      continue;
    }
    if (one.what === 'rst') continue;
    if (one.what === 'response' && isFinal(one.facts.status)) finals++;
    const possible = closure(hypotheses, client);
    const left = possible
      .filter(({ owed }) => owed[0] !== undefined && explains(owed[0], one))
      .map((hypothesis) => ({ ...hypothesis, owed: hypothesis.owed.slice(1) }))
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
    const distinct = new Map(left.map((hypothesis) => [keyOfHypothesis(hypothesis), hypothesis]));
    hypotheses = [...distinct.values()];
  }
  return { outcome: 'permitted', ends: hypotheses.map(({ state }) => state) };
}
