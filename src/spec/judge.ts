/**
 * Was what was seen permitted? The inverse of prediction.
 *
 * 1. A hypothesis is a state of the machine that explains everything seen so far, and how much of what the client
 *    sent that state has read: a server may read late, so octets wait for it.
 * 2. Between two things seen from the server anything silent may happen: reading, permitted choices, ignoring an
 *    offer, finishing an answer that persists.
 * 3. When no hypothesis is left, what was seen is not permitted, and what the last ones could have sent is.
 * 4. Silence breaks nothing: the standards give no time limits, so it cannot be told from slowness. What is still
 *    owed in the end is said.
 * 5. A reset of the server is an end like a FIN, which timing can make of it; nothing is sent behind it.
 * 6. A server that fails may drop the connection, and no observer can tell that from a server that does as it likes.
 *    Where nothing but a failure explains what was seen, that is an outcome of its own.
 * 7. A 101 to another protocol that the client offered is permitted, and judging stops there: what follows is not
 *    modelled, and so is neither permitted nor at fault.
 * 8. Where a request is refused by a SHOULD only, serving it departs and is permitted (`overlooked.ts`).
 */

import { frameFaults } from './active.js';
import type { FinalStatus } from './admission.js';
import { formFaults, type ResponseFacts } from './answer.js';
import { againstElsewhere, NOT_MODELLED, SWITCH_OFFERED } from './elsewhere.js';
import type { FrameFacts } from './frame-axes.js';
import {
  closure,
  type Departure,
  distinct,
  dueIn,
  explained,
  foremost,
  type Hypothesis,
  type Owing,
  owedAfter,
  type Sending,
} from './hypotheses.js';
import type { ConnectionEvent } from './machine.js';
import { type Connection, newConnection, step } from './step.js';
import type { Observation } from './wire.js';

export type { Departure, Owing } from './hypotheses.js';

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
  | ({ readonly outcome: 'not-modelled' } & Elsewhere)
  | ({ readonly outcome: 'only-by-failure' } & Against)
  | ({ readonly outcome: 'not-permitted' } & Against);

/** Where what was seen goes on in a protocol that is not modelled. All before it was permitted. */
interface Elsewhere {
  /** Index of the 101 that switches to it; nothing behind it is judged. */
  readonly at: number;
  readonly seen: Observation;
  /** The clauses by which the switch is permitted. */
  readonly clauses: readonly string[];
  /** The same in one sentence. */
  readonly says: string;
  /** Where the server departed from a SHOULD so far, on the way that departs least. */
  readonly departs: readonly Departure[];
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
  const refused = hypotheses.flatMap(({ state, owed }) => {
    const { arrows, sent } = step(state, event);
    // an arrow that sends it does not stand against it; one that sends the end in its place does
    const sends = sent.some(({ what }) => what === 'frame');
    return owed.length > 0 || sends ? [] : (arrows[0]?.clause ?? []);
  });
  return [...new Set(refused)];
}

/** The hypotheses that owe nothing to be seen, and of those the ones that have read most and know most. */
function foremostSilent(hypotheses: readonly Hypothesis[]): readonly Hypothesis[] {
  const silent = hypotheses.filter(({ owed }) => owed.length === 0);
  const most = Math.max(...silent.map(({ read }) => read));
  return silent.filter(({ read }) => read === most);
}

/** The clauses against an end: of what had to come first, or of a bare end in a WebSocket. */
function againstEnd(hypotheses: readonly Hypothesis[]): readonly string[] {
  const clauses = foremostSilent(hypotheses).flatMap(({ state }) => {
    const [first] = dueIn(state);
    if (first !== undefined) return first.what === 'fin' ? [] : [first.clause];
    const endings = (['policy.written', 'app.end'] as const).map((type) => step(state, { type }));
    return endings.flatMap(({ sent, arrows }) => (sent[0]?.what === 'fin' ? [] : (arrows[0]?.clause ?? [])));
  });
  return [...new Set(clauses)];
}

/** What a 101 to another protocol may be an answer to, and the clauses against it there. */
function waysElsewhere(hypotheses: readonly Hypothesis[], facts: ResponseFacts) {
  return hypotheses.flatMap((from) => {
    const clauses = from.owed.length > 0 ? undefined : againstElsewhere(from.state, facts);
    return clauses === undefined ? [] : [{ from, clauses }];
  });
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
  if (seen.what === 'fin' || seen.what === 'rst') return againstEnd(hypotheses);
  if (seen.what !== 'response') return [];
  const { status } = seen.facts;
  const forms = hypotheses.flatMap(({ owed }) =>
    owed
      .slice(0, 1)
      .flatMap(({ sent, context }) =>
        sent.what === 'response' && context !== undefined && sent.facts.status === status
          ? [formFaults(seen.facts, context)]
          : [],
      ),
  );
  // of the ways to send such an answer, the one that it comes nearest to
  const [nearest] = forms.filter((faults) => faults.length > 0).sort((a, b) => a.length - b.length);
  if (nearest !== undefined) return nearest;
  const event: ConnectionEvent =
    status === '101'
      ? { type: 'app.accept' }
      : status === '100' || status === '1xx'
        ? { type: 'app.interim', status }
        : { type: 'app.respond', status: status as FinalStatus, then: 'decide' };
  const refused = foremostSilent(hypotheses).flatMap(({ state }) => {
    // where the end is due, that is what stands against any answer
    const [due] = dueIn(state);
    if (due?.what === 'fin') return [due.clause];
    const { trail, mayGrant } = state.context.verdict;
    const stands = step(state, event).arrows[0]?.clause;
    if (status === '101' && !mayGrant) return [stands, trail.offer, trail.handshake, trail.refusals];
    // which answers are permitted is said by the clause that refused the request
    return stands === 'answer.not-permitted' ? [stands, trail.refusals] : [stands];
  });
  return [...new Set(refused.filter((one) => one !== undefined))];
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
  return excused.outcome === 'not-permitted' ? excused : { ...judged, outcome: 'only-by-failure' };
}

/** Of ways that explain what was seen those that depart least, what they pass over and nobody has seen yet included. */
function departingLeast(hypotheses: readonly Hypothesis[]): readonly Hypothesis[] {
  const weight = ({ departs, overlooks }: Hypothesis): number => departs.length + overlooks.length;
  const least = Math.min(...hypotheses.map(weight));
  return hypotheses.filter((one) => weight(one) === least);
}

/** What was permitted where something else was seen; what only departs is not told. */
function permittedIn(possible: readonly Hypothesis[]): readonly Observation[] {
  const permitted = possible.flatMap(({ owed: [first] }) =>
    first === undefined || first.overlooks.length > 0
      ? []
      : [[JSON.stringify(first.sent), first.sent] as const],
  );
  return [...new Map(permitted).values()];
}

type Judged = Exclude<Judgement, { readonly outcome: 'only-by-failure' }>;

/** What nothing explains is at fault, unless it is a 101 that leads to another protocol. */
function unexplained(possible: readonly Hypothesis[], seen: Observation, at: number): Judged {
  const ways = seen.what === 'response' ? waysElsewhere(possible, seen.facts) : [];
  const [best] = departingLeast(ways.flatMap(({ from, clauses }) => (clauses.length === 0 ? [from] : [])));
  if (best !== undefined) {
    const departs = [...best.departs, ...best.overlooks.map((clause) => ({ at, clause }))];
    return { outcome: 'not-modelled', at, seen, clauses: [SWITCH_OFFERED], says: NOT_MODELLED, departs };
  }
  const [nearest] = ways.sort((one, other) => one.clauses.length - other.clauses.length);
  const clauses = nearest?.clauses ?? against(possible, seen);
  return { outcome: 'not-permitted', at, seen, permitted: permittedIn(possible), clauses };
}

function judgeWith(
  seen: readonly Observation[],
  from: readonly Connection[] | undefined,
  failure: boolean,
): Judged {
  let hypotheses: readonly Hypothesis[] = (from ?? [newConnection()]).map((state) => ({
    state,
    read: 0,
    owed: [],
    departs: [],
    heard: 0,
    failsOver: undefined,
    overlooks: [],
  }));
  const sending: Sending = { client: [], readTo: new Map() };
  for (const [at, one] of seen.entries()) {
    if (one.from === 'nobody') continue;
    if (one.from === 'client') {
      sending.client.push(one);
      continue;
    }
    const possible = closure(hypotheses, sending, failure);
    const left = possible.flatMap((hypothesis) => explained(hypothesis, one, at));
    if (left.length === 0) return unexplained(possible, one, at);
    hypotheses = foremost(distinct(left), sending);
  }
  const best = departingLeast(hypotheses);
  return {
    outcome: 'permitted',
    ends: best.map(({ state }) => state),
    owed: owedAfter(best, sending.client),
    departs: best[0]?.departs ?? [],
  };
}
