/** Which clauses a case shows: those that come up when a server that speaks as the standards have it is asked. */
import { STANDARDS_DIALECT } from '../dialects/dialect.js';
import type { Case } from './cases.js';
import { exchangeWith } from './purely.js';
import { Speaker } from './speaker.js';

/** A case has the same id wherever it is, and shows the same whatever it is aimed at. */
const before = new Map<string, ReadonlySet<string>>();

/**
 * The clauses that come up when the standards take a case: of the tables that decide, and of the arrows taken.
 *
 * @param one - a case
 * @returns the ids of the clauses
 * @example
 * clausesOf(suiteCases(false, {})[0]).has('switch.granted'); // true
 */
export function clausesOf({ id, steps }: Case): ReadonlySet<string> {
  const known = before.get(id);
  if (known !== undefined) return known;
  const met = new Set<string>();
  const speaker = new Speaker({
    dialect: STANDARDS_DIALECT,
    trace: ({ arrows, after }) => {
      for (const arrow of arrows) met.add(arrow.clause);
      for (const id of Object.values(after.context.verdict.trail))
        for (const one of (id ?? '').split(' ')) met.add(one);
    },
  });
  exchangeWith(speaker, steps);
  before.set(id, met);
  return met;
}

/** Groups of clauses about other roles than the server: nothing that a server sends is against them. */
export const OF_OTHERS: readonly string[] = ['send', 'hop'];

/** Groups of clauses that only a live WebSocket shows. */
export const OF_WEBSOCKETS: readonly string[] = [
  ...['frame', 'sent', 'fail', 'closing', 'after101', 'negotiation', 'switch'],
];
