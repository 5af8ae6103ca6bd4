/**
 * What sources say of products and the evidence cannot show: beside what was measured, and marked as
 * documented.
 */
import type { Deviation } from '../dialect.js';
import { FRAMES_EARLY, KEEP_ALIVE_BEATS_CLOSE } from '../swoole.js';

/** What is documented of a dialect, by the beginning of its name. */
const DOCUMENTED: readonly (readonly [string, Deviation])[] = [
  ['swoole@4.8.13', KEEP_ALIVE_BEATS_CLOSE],
  ['swoole@4.8.13/user-handshake', FRAMES_EARLY],
  ['swoole@6.2.2/user-handshake', FRAMES_EARLY],
];

/**
 * What is documented of a dialect and was not measured.
 *
 * @param name - its name
 * @param known - the clauses that were measured to be broken
 * @returns deviations, each with its source
 * @example
 * documentedOf('swoole@6.2.2/user-handshake', []).map(({ clause }) => clause); // ['handshake.frames-early']
 */
export function documentedOf(name: string, known: readonly string[]): readonly Deviation[] {
  return DOCUMENTED.flatMap(([beginning, deviation]) =>
    name.startsWith(beginning) && !known.includes(deviation.clause) ? [deviation] : [],
  );
}
