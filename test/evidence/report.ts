/**
 * `npm run agreement`: how far what is said about products agrees with what was measured.
 *
 * `--out FILE` writes one JSON line for each cell, so that anybody can recount. `--halves` also infers from
 * half of the cases, with and without a prior, which takes some minutes.
 */
import { closeSync, openSync, writeSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { measuredServers } from '../../src/dialects/catalogue/catalogue.js';
import { halfSplit, hopAgreement } from '../dialects/hops/agreement.js';
import { agreementCells, connectionCount, countOf, liveCount, OWN, percent } from './agreement.js';
import { halves, median } from './halves.js';
import { ENDPOINTS, GROUPS } from './servers.js';

const USAGE = `Usage: npm run agreement -- [--out FILE] [--halves]

Says how far the catalogue of servers and the hops predict what was measured.

  --out FILE   writes one JSON line for each cell: {endpoint, case, group, predicted, observed}
  --halves     infers from a random half of the cases and predicts the other half (minutes)
`;

function options() {
  try {
    const { values } = parseArgs({
      options: {
        out: { type: 'string' },
        halves: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    });
    return values;
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\n\n${USAGE}`);
    process.exit(2);
  }
}

function writeCells(file: string): void {
  let to: number;
  try {
    to = openSync(file, 'w');
  } catch (error) {
    console.error(`${file} cannot be written: ${error instanceof Error ? error.message : error}`);
    process.exit(2);
  }
  const lines = agreementCells().map((cell) => JSON.stringify(cell));
  writeSync(to, `${lines.join('\n')}\n`);
  closeSync(to);
  console.log(`${lines.length} cells written to ${file}`);
}

function settings(): void {
  const rows = measuredServers().map(({ endpoint, settings, dialect, residue }) => {
    const [set, answers] = [Object.keys(settings).length, Object.keys(dialect.answers ?? {}).length];
    const missed = GROUPS.map((group) => {
      const { cells, agree } = countOf(group, endpoint);
      return `${group} ${agree}/${cells}`;
    });
    return { endpoint, set, answers, missed, residue: residue.length };
  });
  for (const { endpoint, set, answers, missed } of rows) {
    console.log(`${endpoint.padEnd(52)} settings ${set} and answers ${answers}: ${missed.join(', ')}`);
  }
  const counts = rows.map(({ set, answers }) => set + answers);
  console.log(`settings and answers for each endpoint: median ${median(counts)}, most ${Math.max(...counts)}`);
}

function servers(): void {
  settings();
  for (const group of GROUPS) {
    const count = countOf(group);
    console.log(`${group}: ${count.agree} of ${count.cells} cells, ${percent(count)}`);
  }
  const whole = ENDPOINTS.filter(({ name }) => countOf('core', name).cells === countOf('core', name).agree);
  console.log(`no residue in core: ${whole.length} of ${ENDPOINTS.length} endpoints`);
  console.log(`live: ${percent(liveCount())}; Connection of the answer: ${percent(connectionCount())}`);
  console.log(`sequences with a value of their own, not predicted: ${OWN.join(', ')}`);
}

function hops(): void {
  const { configurations, requestSides, responseSides, counts } = hopAgreement();
  console.log(
    `hops: ${configurations} configurations, fitted with ${requestSides} request sides and ${responseSides} response sides`,
  );
  for (const [name, { of, told }] of Object.entries(counts)) {
    console.log(`hops, ${name}: ${told} of ${of}, ${((100 * told) / of).toFixed(2)} %`);
  }
}

function halfSplits(): void {
  for (const seed of [1, 2, 3]) {
    const each = halfSplit(seed, 'request');
    const middle = (name: 'upstream' | 'client'): string =>
      `${median(each.map(({ counts }) => (100 * counts[name].told) / Math.max(1, counts[name].of))).toFixed(2)} %`;
    console.log(`half of the requests, hops, seed ${seed}: upstream ${middle('upstream')}, client ${middle('client')}`);
  }
  for (const withPrior of [false, true]) {
    for (const seed of [1, 2, 3]) {
      const text = Object.entries(halves(seed, withPrior, 1)).map(
        ([group, each]) => `${group} ${median(each).toFixed(2)} %`,
      );
      console.log(`half of the cases, ${withPrior ? 'with' : 'without'} a prior, seed ${seed}: ${text.join(', ')}`);
    }
  }
}

const { out, halves: half, help } = options();
if (help === true) console.log(USAGE);
else {
  servers();
  hops();
  if (out !== undefined) writeCells(out);
  if (half === true) halfSplits();
}
