/**
 * What the catalogue costs: reading the evidence, inferring one server, and walking a path.
 *
 * Inference has no peer. What it is set beside is the least anybody would do with the same data: predicting every case
 * of one server once.
 */
import { readFileSync } from 'node:fs';
import { measuredServers } from '../../src/dialects/catalogue/catalogue.js';
import { infer } from '../../src/dialects/infer.js';
import { predict } from '../../src/dialects/predict.js';
import { observationsOf } from '../evidence/catalogue.js';
import { ENDPOINTS } from '../evidence/servers.js';
import { median, type Row } from './rounds.js';

const ABOUT = {
  product: 'one',
  version: '1',
  name: 'one@1',
  application: { name: 'own', greeting: false },
  observed: '2026',
  source: 'a bench',
};

function timed(work: () => unknown): number {
  const begin = performance.now();
  work();
  return performance.now() - begin;
}

/** The rows about evidence and inference. */
export function evidenceRows(): readonly Row[] {
  const reading = [1, 2, 3, 4, 5].map(() =>
    timed(() => JSON.parse(readFileSync('test/evidence/servers.json', 'utf8'))),
  );
  // the first servers let the engine compile, and are counted like the others
  const inferring = ENDPOINTS.map((endpoint) => {
    const seen = observationsOf(endpoint);
    return timed(() => infer(seen, ABOUT));
  });
  const predicting = ENDPOINTS.map((endpoint) => {
    const dialect = measuredServers().find((one) => one.endpoint === endpoint.name)?.dialect;
    if (dialect === undefined) throw new Error(`no ${endpoint.name}`);
    const seen = observationsOf(endpoint);
    return timed(() => seen.map(({ octets }) => predict(dialect, octets)));
  });
  const [read, inferred, predicted] = [median(reading), median(inferring), median(predicting)];
  const slowest = Math.max(...inferring);
  return [
    {
      measured: 'the evidence of 86 servers read',
      figure: `${read.toFixed(1)} ms`,
      target: '200 ms',
      met: read < 200,
    },
    {
      measured: 'one server inferred from 308 cases',
      figure: `${inferred.toFixed(0)} ms in the median, ${slowest.toFixed(0)} ms at most`,
      target: '100 ms in the median',
      met: inferred < 100,
    },
    {
      measured: 'beside it, its 308 cases predicted once',
      figure: `${predicted.toFixed(1)} ms; inferring costs ${(inferred / predicted).toFixed(0)} times as much`,
    },
  ];
}
