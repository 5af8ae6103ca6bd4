/**
 * Steps that were taken before, for who asks for the same few again and again: a judge, or a server of a dialect.
 *
 * 1. The machine remembers nothing but its state, so the same event leads from the same state to the same step.
 * 2. States are the same when all their regions and their verdict are. One of them stands for all.
 * 3. What is kept is bounded: when there are more steps than that, all are forgotten.
 */
import type { Verdict } from './decide.js';
import type { ConnectionEvent } from './machine.js';
import { type Connection, placeOf, type Step, step } from './step.js';

/** A state, and the steps that were taken from it. */
interface Known {
  readonly state: Connection;
  readonly steps: Map<unknown, Step>;
}

const MOST_STEPS = 1 << 16;
let kept = 0;
let byState = new WeakMap<Connection, Known>();
let byPlace = new Map<Verdict, Map<string, Known>>();

function forget(): void {
  kept = 0;
  byState = new WeakMap();
  byPlace = new Map();
}

/** What stands for a state. */
function knownAs(state: Connection): Known {
  let known = byState.get(state);
  if (known !== undefined) return known;
  const { verdict } = state.context;
  let places = byPlace.get(verdict);
  if (places === undefined) {
    places = new Map();
    byPlace.set(verdict, places);
  }
  const place = Object.values(placeOf(state)).join(' ');
  known = places.get(place);
  if (known === undefined) {
    known = { state, steps: new Map() };
    places.set(place, known);
  }
  byState.set(state, known);
  return known;
}

/** Two events are the same when this is. A verdict is one object for all that are decided alike. */
function keyOfEvent(event: ConnectionEvent): unknown {
  switch (event.type) {
    case 'client.head':
    case 'client.frame':
      return event.verdict;
    case 'client.content':
      return `${event.type} ${event.part}`;
    case 'app.respond':
      return `${event.type} ${event.status} ${event.then}`;
    case 'app.interim':
      return `${event.type} ${event.status}`;
    case 'app.send':
      return `${event.type} ${event.frame}`;
    case 'policy.earlier-answered':
      return `${event.type} ${event.more} ${event.close}`;
    default:
      return event.type;
  }
}

/**
 * As `step`, asked once for each state and event: states that are the same are one object in what it gives.
 *
 * @param before - the state
 * @param event - what happens
 * @returns the step, with the forms of the standards
 * @example
 * import { newConnection } from 'after101';
 *
 * const fin = { type: 'client.fin' } as const;
 * knownStep(newConnection(), fin) === knownStep(newConnection(), fin); // true
 */
export function knownStep(before: Connection, event: ConnectionEvent): Step {
  const { state, steps } = knownAs(before);
  const key = keyOfEvent(event);
  const known = steps.get(key);
  if (known !== undefined) return known;
  const taken = step(state, event);
  const sure = { ...taken, after: knownAs(taken.after).state };
  steps.set(key, sure);
  kept += 1;
  if (kept > MOST_STEPS) forget();
  return sure;
}
