/**
 * Real servers from npm in this process: what the suite finds by itself, beside what the catalogue lists for them.
 *
 * 1. The catalogue was inferred from answers that were recorded elsewhere, with the applications described there. The
 *    suite knows nothing of it.
 * 2. Everything listed has to be found, or the difference has a reason here.
 * 3. What is found and not listed was not asked by the evidence, or has a reason here as well.
 */
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { afterAll, describe, expect, test } from 'vitest';
import type { Dialect } from '../../src/dialects/dialect.js';
import { resolveDialect } from '../../src/dialects/names.js';
import { conforms, nodeServer, type Survey } from '../../src/kit/index.js';
import { guard } from '../../src/oracle/guard.js';
import { clause as clauseOf } from '../../src/spec/clauses/index.js';
import { latin1 } from '../../src/spec/message.js';
import { REQUESTS } from '../evidence/servers.js';
import { type KnownServer, SERVERS } from './servers.js';

/** A request by its start line and its field lines in any order, whatever host it names. */
function signatureOf(octets: Uint8Array): string {
  const [start = '', ...lines] = latin1(octets).split('\r\n\r\n', 1)[0]?.split('\r\n') ?? [];
  const named = lines.map((line) => line.replace(/^Host: (?:127\.0\.0\.1|h)$/, 'Host: any'));
  return [start, ...named.sort()].join('\n');
}

/** Every single request that the evidence asked. */
const ASKED = new Set([...REQUESTS.values()].map(signatureOf));

/** Why a clause is in one list only, where the lists differ. */
const REASONS: Readonly<Record<string, string>> = {
  'after101.persistence':
    'the evidence saw a 101 and a close behind handshakes with content; the suite sees the Close frame with 1002, since ' +
    'the content was read as frames: content.more',
  'content.more': 'see after101.persistence: the evidence did not read the code of the Close',
  'answer.once': 'the evidence sent no FIN in content: a 200 goes out, and a 400 behind it',
  'close.ends':
    'the evidence sent no FIN in content: a second answer goes out behind one that ends the connection',
};

interface Compared {
  readonly server: KnownServer;
  readonly both: readonly string[];
  readonly listed: readonly string[];
  readonly found: readonly string[];
}

/** Whether the evidence asked one of the requests by which a clause was found. */
function wasAsked({ found }: Survey, clause: string): boolean {
  const example = found.find(({ finding }) => finding.clause === clause);
  const { requests = [] } = example?.exchange.observer.client ?? {};
  return requests.length === 1 && requests.some(({ head }) => ASKED.has(signatureOf(head.octets)));
}

/** Groups of clauses about answers, frames and sequences. A dialect lists what is broken by taking a request. */
const NOT_OF_A_DIALECT = ['answer', 'close', 'closing', 'content', 'fail', 'form', 'frame', 'sent', 'switch'];

const compared: Compared[] = [];

/** The reason why a clause is found only, or listed only; undefined where there is none. */
function reasonFor(clause: string, report: Survey, isFound: boolean): string | undefined {
  const reason = REASONS[clause];
  if (reason !== undefined) return reason;
  if (!isFound) return undefined;
  // a 101 breaks more than the SHOULD that it is named by here
  if (clauseOf(clause)?.strength === 'preferred')
    return 'a dialect does not list what only a SHOULD asks for';
  if (NOT_OF_A_DIALECT.includes(clause.split('.')[0] ?? '')) return 'a dialect lists requests only';
  return wasAsked(report, clause) ? undefined : 'the evidence does not ask it, or not in this spelling';
}

afterAll(() => {
  const lines = compared.flatMap(({ server, both, listed, found }) => [
    `${server.name} ${server.version}, measured as ${server.dialect}`,
    `  listed and found  ${both.join(', ')}`,
    `  listed only       ${listed.join(', ') || 'none'}`,
    `  found only        ${found.join(', ') || 'none'}`,
  ]);
  console.log(['deviations, as the catalogue lists them and as the suite finds them', ...lines].join('\n'));
  console.log(
    Object.entries(REASONS)
      .map(([clause, reason]) => `${clause}: ${reason}`)
      .join('\n'),
  );
});

function dialectOf(name: string): Dialect {
  const resolved = resolveDialect(name);
  if ('nearest' in resolved) throw new Error(`${name} is not in the catalogue`);
  return resolved.dialect;
}

describe('the suite finds by itself what the catalogue lists', () => {
  test.each(SERVERS)('for $name', { timeout: 60_000 }, async (server) => {
    const subject = await server.subject();
    const isPlain = server.name === 'node:http';
    const report = await conforms(subject, { runs: 0, budget: 40_000, websocket: !isPlain }).report();
    const known = dialectOf(server.dialect).deviations.map(({ clause }) => clause);
    // a dialect lists what breaks a clause of any strength but a SHOULD, which is no deviation
    const seen = new Set(
      report.found.flatMap(({ finding }) => (finding.severity === 'departs' ? [] : [finding.clause])),
    );
    const listed = known.filter((clause) => !seen.has(clause));
    const found = [...seen].filter((clause) => !known.includes(clause));
    compared.push({ server, both: known.filter((clause) => seen.has(clause)), listed, found });
    const unexplained = [
      ...listed
        .filter((clause) => reasonFor(clause, report, false) === undefined)
        .map((clause) => `${clause}, listed`),
      ...found
        .filter((clause) => reasonFor(clause, report, true) === undefined)
        .map((clause) => `${clause}, found`),
    ];
    expect(unexplained, `${server.name}: in one list only, and for no reason that is known`).toEqual([]);
    expect(report.unasked).toBe(0);
  });
});

interface WebSocketLike {
  on(event: 'error', listener: (error: Error) => void): void;
}

const { WebSocketServer } = createRequire(import.meta.url)('ws') as {
  readonly WebSocketServer: new (
    options: object,
  ) => {
    on(event: 'connection', listener: (socket: WebSocketLike) => void): void;
  };
};

describe('a guard before ws', () => {
  /** What Node answers before anybody is asked: the guard sees no upgrade in it. */
  const OF_NODE = [
    'version.major-0',
    'version.major-unserved',
    'version.simple-request',
    'target.asterisk',
    'host.repeated',
    'host.invalid',
    'framing.chunked-not-last',
    'answer.once',
  ];

  test('leaves nothing that is required, but for what Node decides before it', {
    timeout: 60_000,
  }, async () => {
    const server = createServer((request, response) => {
      request.resume();
      response.end('plain');
    });
    guard(server);
    new WebSocketServer({ server }).on('connection', (socket) => socket.on('error', () => {}));
    const report = await conforms(nodeServer(server, { name: 'ws behind the guard' }), {
      runs: 0,
      budget: 40_000,
    }).report();
    const broken = report.found.filter(({ finding }) => finding.severity === 'breaks');
    const granted = broken.filter(({ exchange }) => exchange.observer.server.last?.status === '101');
    expect(
      granted.map(({ finding }) => finding.clause),
      'a 101 that breaks a clause',
    ).toEqual([]);
    const left = broken.map(({ finding, from }) => `${finding.clause} (${from}: ${finding.saw})`);
    console.log(['what Node decides before the guard', ...left].join('\n  '));
    expect(broken.map(({ finding }) => finding.clause).filter((clause) => !OF_NODE.includes(clause))).toEqual(
      [],
    );
    expect(report.control).toBeUndefined();
  });
});
