/**
 * The single requests of the evidence, sent by our wire to real servers: the answers that were recorded come again. The
 * evidence was taken by another program, so what the wire sees is what another one saw.
 *
 * A server that is not installed is skipped with a sentence.
 */
import { createRequire } from 'node:module';
import process from 'node:process';
import { afterAll, describe, expect, test } from 'vitest';
import { probe } from '../../src/probe/probe.js';
import { targetOf } from '../../src/probe/target.js';
import { aimedOctets } from '../../src/wire/aim.js';
import { converse } from '../../src/wire/converse.js';
import { tcp } from '../../src/wire/node/tcp.js';
import type { Subject } from '../../src/wire/subject.js';
import { ENDPOINTS, type Endpoint, REQUESTS, type Recorded } from '../evidence/servers.js';
import { explanation } from './explained.js';
import { missing, packageVersion, started } from './processes.js';
import { type RealServer, SERVERS } from './servers.js';

/** What of an answer is compared: a reset and a Close frame are ends as well. */
const recordedAs = ({ status, fate = 'open' }: Recorded): string =>
  `${status ?? 'none'} ${fate === 'open' ? 'open' : 'closed'}`;

async function seenAs(subject: Subject, request: Uint8Array): Promise<string> {
  const octets = aimedOctets(request, subject);
  const { observer } = await converse(subject, [{ what: 'octets', octets }]);
  const [answer] = observer.server.responses.filter(({ facts }) => facts.status !== '100');
  return `${answer?.head?.status ?? 'none'} ${observer.isOver ? 'closed' : 'open'}`;
}

/** A cell in which a server did not do what was recorded. */
interface Difference {
  readonly id: string;
  readonly seen: string;
  readonly recorded: string;
}

async function compared(
  subject: Subject,
  cells: ReadonlyMap<string, Recorded>,
): Promise<{ readonly of: number; readonly differing: readonly Difference[] }> {
  const wanted = [...REQUESTS].filter(([id]) => cells.has(id));
  const differing: Difference[] = [];
  const compare = async ([id, octets]: (typeof wanted)[number]): Promise<void> => {
    const recorded = recordedAs(cells.get(id) ?? {});
    const seen = await seenAs(subject, octets);
    if (seen !== recorded) differing.push({ id, seen, recorded });
  };
  for (let at = 0; at < wanted.length; at += AT_ONCE) {
    await Promise.all(wanted.slice(at, at + AT_ONCE).map(compare));
  }
  return { of: wanted.length, differing };
}

/** At least so many of a hundred cells agree; what differs is listed, each with its explanation. */
const LEAST = 0.99;
const AT_ONCE = 8;

const npmVersion = (): string => {
  const { version } = createRequire(import.meta.url)('ws/package.json') as { version: string };
  return `${version}+node${process.versions.node}`;
};

const installed = ({ packages }: RealServer): string =>
  packages.length === 0
    ? npmVersion()
    : packages.map((name) => `${name} ${packageVersion(name) ?? 'missing'}`).join(', ');

const told: string[] = [];
afterAll(() => console.log(['requests of the evidence, sent to real servers', ...told].join('\n  ')));

/** The known product that a quick probe finds nearest. */
async function nearestTo(url: string): Promise<string> {
  const { nearest, asked, control } = await probe(targetOf(url), { depth: 'quick' });
  const [first] = nearest;
  const lives = control === undefined ? 'its WebSocket lives' : 'it gives no WebSocket there';
  return `a probe of ${asked} cases: ${lives}, nearest ${first?.name} (${first?.agree} of ${first?.of})`;
}

async function askAt(server: RealServer, port: number, { path, version, cells }: Endpoint): Promise<void> {
  const { name } = server;
  const { of, differing } = await compared(tcp({ port, path, name }), cells);
  const agree = of - differing.length;
  const percent = ((100 * agree) / of).toFixed(1);
  const lines = differing.map(({ id, seen, recorded }) => {
    const why = explanation(name, id) ?? 'NOT EXPLAINED';
    return `${id}: ${seen}, recorded ${recorded}: ${why}`;
  });
  told.push(`${name} (${installed(server)}; recorded ${version}): ${agree} of ${of}, ${percent} %`);
  told.push(...lines.map((line) => `  ${line}`), `  ${await nearestTo(`http://127.0.0.1:${port}${path}`)}`);
  expect(of).toBeGreaterThan(200);
  expect(
    agree / of,
    `${name} answers otherwise than was recorded:\n${lines.join('\n')}`,
  ).toBeGreaterThanOrEqual(LEAST);
  expect(
    differing.filter(({ id }) => explanation(name, id) === undefined).map(({ id }) => id),
    `nobody has explained yet why ${name} differs in these`,
  ).toEqual([]);
}

async function ask(server: RealServer): Promise<void> {
  const endpoint = ENDPOINTS.find((one) => one.name === server.endpoint);
  if (endpoint === undefined) throw new Error(`the evidence has no ${server.endpoint}`);
  const beside = await server.beside?.();
  try {
    const running = await started(server.name, (place) => server.start(place, beside?.port));
    try {
      await askAt(server, running.port, endpoint);
    } finally {
      await running.stop();
    }
  } finally {
    await beside?.stop();
  }
}

describe('a real server answers as was recorded', () => {
  for (const server of SERVERS) {
    test(`${server.name}, as ${server.endpoint}`, { timeout: 180_000 }, async ({ skip }) => {
      const lacks = missing(server.packages);
      if (lacks !== undefined) {
        told.push(`${server.name}: skipped, ${lacks}`);
        skip(lacks);
      }
      await ask(server);
    });
  }
});
