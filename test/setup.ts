/**
 * What every test file begins with: properties draw the same values on each run, so that a red test stays
 * red.
 *
 * `FC_SEED=1 npm test` draws others; `FC_RUNS=10000 npm test` draws more, for each property that does not
 * say how many it needs.
 */
import * as fc from 'fast-check';

const DEFAULT_SEED = 101;

/** An environment variable that must be a whole number when it is set. */
function wholeNumber(name: string): number | undefined {
  const text = process.env[name];
  if (text === undefined || text === '') return undefined;
  if (!/^-?\d+$/.test(text)) throw new Error(`${name} must be a whole number, not ${JSON.stringify(text)}`);
  return Number(text);
}

const runs = wholeNumber('FC_RUNS');

fc.configureGlobal({
  seed: wholeNumber('FC_SEED') ?? DEFAULT_SEED,
  ...(runs === undefined ? {} : { numRuns: runs }),
});
