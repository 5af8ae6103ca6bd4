import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { STANDARDS_DIALECT } from '../../src/dialects/dialect.js';
import { HOPS, resolveHop } from '../../src/dialects/hops/catalogue.js';
import { resolveDialect } from '../../src/dialects/names.js';
import { type Path, repairOf, walkPath } from '../../src/dialects/path.js';
import { predict } from '../../src/dialects/predict.js';
import { hopOnPath } from '../../src/explain/via.js';
import { explorePath } from '../../src/explore/paths.js';
import { octetsOf } from '../../src/spec/message.js';

const HANDSHAKE =
  'GET /ws HTTP/1.1\r\nHost: app.example\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n';

const hopNamed = (name: string) => {
  const found = resolveHop(name);
  if (!('hop' in found)) throw new Error(name);
  return hopOnPath(found.hop);
};

const dialectNamed = (name: string) => {
  const found = resolveDialect(name);
  if (!('dialect' in found)) throw new Error(name);
  return found.dialect;
};

const pathOf = (to: string, ...vias: readonly string[]): Path => ({
  hops: vias.map(hopNamed),
  origin: dialectNamed(to),
});

const anyHop = fc.constantFrom(...HOPS).map(hopOnPath);
const anyOrigin = fc
  .constantFrom('rfc', 'swoole@4.5', 'tornado@6.2', 'ws', 'nginx', 'uwebsockets')
  .map(dialectNamed);

describe('a path', () => {
  test('without a hop is the server itself', () => {
    const octets = octetsOf(HANDSHAKE);
    for (const name of ['rfc', 'tornado@6.2', 'swoole@4.5', 'node-http']) {
      const alone = predict(dialectNamed(name), octets);
      const { client } = walkPath(pathOf(name), octets);
      expect(client.status, name).toBe(alone.code);
      expect(client.fate, name).toBe(alone.fate);
    }
  });

  test('of any hops, any server and any octets comes to an end, and what goes upstream can be read', () => {
    const octets = fc.oneof(
      fc.uint8Array({ maxLength: 80 }),
      fc
        .string({ maxLength: 60 })
        .map((text) =>
          octetsOf(HANDSHAKE.replace('\r\nUpgrade', `\r\nX: ${text.replace(/[^ -~]/g, '')}\r\nUpgrade`)),
        ),
    );
    fc.assert(
      fc.property(fc.array(anyHop, { maxLength: 3 }), anyOrigin, octets, (hops, origin, sent) => {
        const walked = walkPath({ hops, origin }, sent);
        expect(walked.works).toBe(
          walked.first === undefined &&
            walked.client.status === 101 &&
            walked.client.fate === 'open' &&
            walked.client.live,
        );
        // who is blamed stands on the path
        const names = ['client', origin.name, ...hops.map(({ name }) => name)];
        for (const { who } of walked.findings) expect(names).toContain(who);
        expect(walked.legs.length).toBeLessThanOrEqual(hops.length + 1);
      }),
      { numRuns: 400 },
    );
  });

  test('blames nobody where every party does as the standards', () => {
    const walked = walkPath(pathOf('rfc', 'haproxy@2.6'), octetsOf(HANDSHAKE));
    expect(walked.findings).toEqual([]);
    expect(walked.works).toBe(true);
  });

  test('blames the client for what the client sends, and not who passes it on unchanged to a server that refuses it', () => {
    const old = octetsOf(HANDSHAKE.replace('HTTP/1.1', 'HTTP/1.0'));
    const { findings } = walkPath(pathOf('rfc'), old);
    expect(findings.map(({ who, clause }) => `${who} ${clause}`)).toEqual(['client send.offer-version']);
  });

  test('blames a hop that passes on what Connection names, and a 101 that answers no offer of its own', () => {
    const named = HANDSHAKE.replace('Connection: Upgrade', 'Connection: Upgrade, X-Hop\r\nX-Hop: 1');
    const kept = walkPath(pathOf('rfc', 'nginx/ws-map'), octetsOf(named)).findings;
    expect(kept.map(({ clause }) => clause)).toContain('hop.connection-fields');
    // nginx passes a 101 on where its client asked for one, though it did not ask itself
    const unasked = walkPath(pathOf('uwebsockets', 'nginx@1.22.1/v11-only'), octetsOf(HANDSHAKE));
    expect(unasked.client.status).toBe(101);
    expect(unasked.findings.map(({ clause }) => clause)).toContain('hop.unasked-switch');
  });

  test('stops where a hop answers itself, and says so', () => {
    const walked = walkPath(pathOf('rfc', 'nginx/default'), octetsOf('GET / HTTP/2.0\r\nHost: h\r\n\r\n'));
    expect(walked.stopped?.by).toMatch(/^nginx/);
    expect(walked.origin).toBeUndefined();
    expect(walked.client.status).toBe(505);
  });

  test('is repaired at one place, by another configuration of the same product where one was measured', () => {
    const path = pathOf('swoole@4.5', 'nginx@1.22.1/bug-map');
    expect(walkPath(path, octetsOf(HANDSHAKE)).works).toBe(false);
    const repair = repairOf(path, octetsOf(HANDSHAKE));
    expect(repair?.who).toBe('nginx@1.22.1/bug-map');
    expect(repair?.walked.works).toBe(true);
    expect(repairOf(pathOf('swoole@6.2.2', 'lighttpd/ws'), octetsOf(HANDSHAKE))).toBeUndefined();
  });
});

describe('a path explored', () => {
  test('of the standards alone breaks nothing, and every sound offer ends as an open WebSocket', () => {
    const { breaks, offers, heads } = explorePath({ hops: [], origin: STANDARDS_DIALECT });
    expect(breaks).toEqual([]);
    expect(offers.all).toBeGreaterThan(20);
    expect(offers.open).toBe(offers.all);
    expect(heads).toBeGreaterThan(2000);
  });

  test('through the bug of the article tells the reference handshake first', () => {
    const { breaks, offers } = explorePath(pathOf('swoole@4.5', 'nginx@1.22.1/bug-map'));
    const first = breaks.find(({ finding }) => finding.clause === 'send.offer-version');
    expect(first?.head.differs).toEqual([]);
    expect(offers.open).toBe(0);
  });
});
