/**
 * Products and paths, as arbitraries: what was measured or documented, and nothing that was made up.
 */
import * as fc from 'fast-check';
import { type Dialect, STANDARDS_DIALECT } from '../../dialects/dialect.js';
import { HOPS } from '../../dialects/hops/catalogue.js';
import { allDialects } from '../../dialects/names.js';
import type { Path } from '../../dialects/path.js';
import { hopOnPath } from '../../explain/via.js';
import { shown } from './shown.js';

/**
 * The dialect of the standards, or of a server that was measured or documented.
 *
 * A shrink goes to the standards.
 *
 * @returns the arbitrary
 * @example
 * dialect().map(({ name }) => name); // rfc, swoole@4.8.13, ...
 */
export function dialect(): fc.Arbitrary<Dialect> {
  const [first = STANDARDS_DIALECT, ...rest] = allDialects();
  return fc.oneof(
    { withCrossShrink: true },
    { weight: 1, arbitrary: fc.constant(first) },
    { weight: 9, arbitrary: fc.constantFrom(first, ...rest) },
  );
}

/**
 * A path: no hop, or up to three that were measured, and a server behind them.
 *
 * A shrink goes to the standards without a hop.
 *
 * @returns the arbitrary
 * @see rfc9110#message.forwarding
 * @example
 * path().map((any) => walkPath(any, spell(REFERENCE)).works);
 */
export function path(): fc.Arbitrary<Path> {
  const hops = fc.array(fc.constantFrom(...HOPS), { maxLength: 3 });
  return fc.tuple(hops, dialect()).map(([some, origin]) => {
    const made: Path = { hops: some.map(hopOnPath), origin };
    return shown(made, () => ['client', ...some.map(({ name }) => name), origin.name].join(' > '));
  });
}
