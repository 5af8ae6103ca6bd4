/**
 * `npm run reference`: a hundred thousand conversations with the right server, which are all to conform.
 *
 * `--runs N` has another number of them, `--seed N` others. Whatever is found is printed with its conversation,
 * and the exit code is 1.
 */
import { parseArgs } from 'node:util';
import * as fc from 'fast-check';
import { STANDARDS_DIALECT } from '../../../src/dialects/dialect.js';
import { conversation } from '../../../src/kit/index.js';
import { Speaker } from '../../../src/wire/speaker.js';
import { counted } from '../shrinks.js';
import { tallied } from './reach.js';

/** At most so many findings are printed. */
const MOST = 10;

/** A whole number that was given, or the usual one. */
function numberIn(text: string | undefined, usual: number): number {
  if (text === undefined) return usual;
  if (/^-?\d+$/.test(text)) return Number(text);
  console.error(
    `${JSON.stringify(text)} is no whole number\n\nUsage: npm run reference -- [--runs N] [--seed N]`,
  );
  process.exit(2);
}

const { values } = parseArgs({ options: { runs: { type: 'string' }, seed: { type: 'string' } } });
const runs = numberIn(values.runs, 100_000);
const seed = numberIn(values.seed, 101);

const reach = counted();
let found = 0;
const start = performance.now();
const property = fc.property(conversation(), (one) => {
  const { findings, reached } = tallied(new Speaker({ dialect: STANDARDS_DIALECT }), one.steps);
  for (const what of reached) reach.note(what);
  if (findings.length === 0) return;
  found += 1;
  if (found > MOST) return;
  console.log(fc.stringify(one));
  for (const { clause, severity, saw } of findings) console.log(`  ${clause} (${severity}): ${saw}`);
});
fc.assert(property, { numRuns: runs, seed });
const seconds = (performance.now() - start) / 1000;
console.log(
  reach.printed(`${runs} conversations with the right server, seed ${seed}, in ${seconds.toFixed(0)} s`),
);
console.log(`${found} with a finding`);
process.exitCode = found === 0 ? 0 : 1;
