/**
 * The probe: how long it takes beside a plain loop that opens as many connections and reads one answer each, and beside
 * what waiting alone would take.
 */
import { once } from 'node:events';
import { connect } from 'node:net';
import { STANDARDS_DIALECT } from '../../src/dialects/dialect.js';
import { casesFor, type Depth } from '../../src/probe/cases.js';
import { probe } from '../../src/probe/probe.js';
import { type Served, serve } from '../../src/probe/serve.js';
import { targetOf } from '../../src/probe/target.js';
import type { Case } from '../../src/wire/cases.js';
import { each } from '../../src/wire/surveyor.js';
import { factor, type Row, time } from './rounds.js';

const AT_ONCE = 8;
const QUIET = 60;
/** Milliseconds that a quick probe on the loopback may take. */
const QUICK = 2000;
/** How much more than waiting for each case a probe may take. */
const MOST = 1.5;

/** The octets of a case in one segment, and one answer, or silence. */
async function plainly({ port }: Served, { steps }: Case): Promise<void> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  socket.on('error', () => {});
  await once(socket, 'connect');
  for (const step of steps) if (step.what === 'octets') socket.write(step.octets);
  await Promise.race([
    once(socket, 'data'),
    once(socket, 'close'),
    new Promise((done) => setTimeout(done, QUIET)),
  ]);
  socket.destroy();
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}

async function rowFor(
  served: Served,
  depth: Depth,
  target: string,
  most: (cases: number) => number,
): Promise<Row> {
  const cases = casesFor({ depth }, {});
  const how = { depth, atOnce: AT_ONCE, perSecond: 100_000, quiet: QUIET };
  const loop = await timed(() => each(cases, AT_ONCE, (one) => plainly(served, one)));
  const ours = await timed(() => probe(targetOf(served.url), how));
  return {
    measured: `a ${depth} probe of a server on the loopback, ${cases.length} cases, ${AT_ONCE} at once`,
    figure: `${time(ours)}; a loop that reads one answer each ${time(loop)} (${factor(ours / loop)} as long)`,
    target,
    met: ours <= most(cases.length),
  };
}

/** The rows about the probe. */
export async function probeRows(): Promise<readonly Row[]> {
  const served = await serve({ dialect: STANDARDS_DIALECT });
  const waiting = (cases: number): number => MOST * Math.ceil(cases / AT_ONCE) * QUIET;
  try {
    // the first one is for the engine to compile
    await probe(targetOf(served.url), { depth: 'quick', atOnce: AT_ONCE, perSecond: 100_000, quiet: QUIET });
    return [
      await rowFor(served, 'quick', `under ${QUICK / 1000} s`, () => QUICK),
      await rowFor(served, 'usual', `at most ${MOST} times waiting for every case`, waiting),
    ];
  } finally {
    await served.close();
  }
}
