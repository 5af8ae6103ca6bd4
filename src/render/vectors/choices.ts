/**
 * What a server may do by itself in a state. Asked once for each state: vectors by the thousand share
 * them.
 */
import type { ConnectionEvent } from '../../spec/machine.js';
import { type Connection, keyOf, type Step, step } from '../../spec/step.js';

/**
 * The steps that lead somewhere or send something, for some events.
 *
 * @param events - the choices of application and policy that are of interest
 * @returns a function that gives the steps of a state
 */
export function choosing(events: readonly ConnectionEvent[]): (state: Connection) => readonly Step[] {
  const known = new Map<string, readonly Step[]>();
  return (state) => {
    const key = keyOf(state);
    let steps = known.get(key);
    if (steps === undefined) {
      steps = events
        .map((event) => step(state, event))
        .filter(({ sent, arrows }) => sent.length > 0 || arrows.some(({ moves }) => moves));
      known.set(key, steps);
    }
    return steps;
  };
}
