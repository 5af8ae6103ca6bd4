/** What the tests of arbitraries share: counts of what was reached, and shrinks. */
import * as fc from 'fast-check';

/** Counts what came up, and tells it. */
export function counted() {
  const reach = new Map<string, number>();
  return {
    note: (what: string, times = 1): void => void reach.set(what, (reach.get(what) ?? 0) + times),
    times: (what: string): number => reach.get(what) ?? 0,
    /** What was reached under a name, without the name. */
    of: (name: string): readonly string[] =>
      [...reach.keys()]
        .filter((what) => what.startsWith(name))
        .map((what) => what.slice(name.length))
        .sort(),
    printed: (title: string): string =>
      [`${title}:`, ...[...reach].sort().map(([what, times]) => `  ${what}: ${times}`)].join('\n'),
  };
}

/**
 * The value to which fast-check shrinks, of those that a property is about.
 *
 * Several seeds are tried, and the largest result counts, so that luck of one seed is no proof.
 */
export function shrunk<T>(arbitrary: fc.Arbitrary<T>, holds: (value: T) => boolean): T {
  const found: T[] = [];
  for (let seed = 1; seed <= 3; seed += 1) {
    const property = fc.property(arbitrary, (value) => !holds(value));
    const { counterexample, failed } = fc.check(property, { seed, numRuns: 20_000, endOnFailure: false });
    if (!failed || counterexample === null) throw new Error('no value is one of these');
    found.push(counterexample[0]);
  }
  const size = (value: T): number => fc.stringify(value).length;
  return found.reduce((largest, one) => (size(one) > size(largest) ? one : largest));
}

/** Values on the way down from generated ones: all those on a path of shrinks that turns by chance. */
export function descent<T>(arbitrary: fc.Arbitrary<T>, trees: number): readonly T[] {
  const met: T[] = [];
  let turn = 1;
  const next = (): number => {
    turn = (turn * 48_271) % 2_147_483_647;
    return turn / 2_147_483_647;
  };
  for (let tree = 0; tree < trees; tree += 1) {
    // a property that fails by chance follows a path of shrinks; every value asked for is kept
    const property = fc.property(arbitrary, (value) => {
      met.push(value);
      return next() < 0.5;
    });
    fc.check(property, { seed: tree, numRuns: 3 });
  }
  return met;
}
