/**
 * Facts of request heads, as arbitraries.
 *
 * 1. Facts are the reference handshake with some differences. A shrink goes to fewer differences, and where
 *    there are as many to earlier ones, version first: the order of counterexamples.
 * 2. All facts are those of some head. Where a difference needs others (a request without a label has no
 *    fields), those come with it; what was asked for is never changed.
 */
import type * as fc from 'fast-check';
import { NO_FIELDS, obstacle, realizable } from '../../explore/spell.js';
import { AXIS_NAMES, type Axis, type Facts, REFERENCE, VALUES } from '../../spec/axes.js';
import {
  checkGiven,
  type Difference,
  differencesIn,
  differingAxes,
  type FactSpace,
  NearestArbitrary,
} from './nearest.js';

/** What makes facts that no head has those of one, tried in this order. */
const AMENDS: readonly Partial<Facts>[] = [
  {},
  NO_FIELDS,
  { ...NO_FIELDS, target: 'origin' },
  { ...NO_FIELDS, method: 'unknown' },
  { ...NO_FIELDS, method: 'unknown', target: 'malformed' },
  { ...NO_FIELDS, syntax: 'clean' },
  { syntax: 'clean' },
  { version: '1.1' },
  { version: '1.1', syntax: 'clean' },
];

/**
 * Facts that no head has become those of one, by the values that were not asked for.
 *
 * @param any - any facts
 * @param given - the values that stay
 * @returns facts that are realizable; undefined when the given values alone prevent it
 * @see rfc9112#request.line
 * @example
 * settled({ ...REFERENCE, version: 'none' }, { version: 'none' })?.host; // 'absent'
 */
export function settled(any: Facts, given: Partial<Facts>): Facts | undefined {
  for (const amends of AMENDS) {
    const tried: Facts = { ...any, ...amends, ...given };
    if (realizable(tried)) return tried;
  }
  return undefined;
}

const HEADS: FactSpace<Facts> = { names: AXIS_NAMES, values: VALUES, reference: REFERENCE, settled };

/**
 * The axes on which facts are not those of the reference handshake.
 *
 * @param head - any facts
 * @returns the axes in their order
 * @example
 * differsFrom({ ...REFERENCE, version: '1.0' }); // ['version']
 */
export function differsFrom(head: Facts): readonly Axis[] {
  return differingAxes(HEADS, head);
}

/**
 * Facts that have only some of the differences there are from the reference handshake.
 *
 * @param differences - those that they may have
 * @returns the arbitrary
 * @example
 * factsAmong([{ axis: 'version', value: '1.0' }]).map(({ version }) => version); // 1.1 or 1.0
 */
export function factsAmong(differences: readonly Difference[]): fc.Arbitrary<Facts> {
  return new NearestArbitrary(HEADS, {}, differences, REFERENCE);
}

/** With more differences hardly any request would be served, and hardly any connection live. */
const FEW = 3;
const OFFERS_NOTHING = { upgrade: 'none', key: 'absent', wsVersion: 'absent' } as const;

/**
 * The facts of a request that offers nothing and has nothing but Host.
 *
 * @example
 * PLAIN.connection; // 'none'
 */
export const PLAIN: Facts = { ...REFERENCE, ...OFFERS_NOTHING, connection: 'none' };

/**
 * Facts of requests that offer nothing: a shrink goes to the plain one.
 *
 * @param differences - those from the plain request that they may have; one that stands twice comes up more
 * @returns the arbitrary
 * @example
 * plainFacts([{ axis: 'connection', value: 'close' }]).map(({ upgrade }) => upgrade); // none
 */
export function plainFacts(differences: readonly Difference[]): fc.Arbitrary<Facts> {
  return new NearestArbitrary({ ...HEADS, reference: PLAIN }, OFFERS_NOTHING, differences, PLAIN, FEW);
}

/**
 * Facts that some request head has: every value of every axis, near the reference handshake and far from it.
 *
 * A shrink goes to the fewest differences from the reference handshake, and then to the earliest.
 *
 * @param given - the values of some axes, which are kept; all others are any
 * @returns the arbitrary
 * @throws RangeError with the reason when no head has the given values
 * @see rfc9112#message.format
 * @example
 * // the property of a table: it answers whatever the facts
 * facts({ version: '1.0' }).map((any) => permittedFor(any).length);
 */
export function facts(given: Partial<Facts> = {}): fc.Arbitrary<Facts> {
  checkGiven(HEADS, given);
  const wanted = { ...REFERENCE, ...given };
  const least = settled(wanted, given);
  if (least === undefined) throw new RangeError(`no head has these facts: ${obstacle(wanted)}`);
  return new NearestArbitrary(HEADS, given, differencesIn(HEADS), least);
}
