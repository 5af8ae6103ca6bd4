import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { HOPS, resolveHop } from '../../../src/dialects/hops/catalogue.js';
import { forward } from '../../../src/dialects/hops/forward.js';
import type { Forwarded, Hop } from '../../../src/dialects/hops/hop.js';
import { latin1, linesOf, octetsOf, type RequestHead, readRequest } from '../../../src/spec/message.js';
import { HOP_REQUESTS } from '../../evidence/hops.js';

function hop(name: string): Hop {
  const found = resolveHop(name);
  if (!('hop' in found)) throw new Error(`no hop ${name}`);
  return found.hop;
}

function headOf(text: string | Uint8Array): RequestHead {
  const read = readRequest(typeof text === 'string' ? octetsOf(text) : text);
  if (read.outcome !== 'head') throw new Error(`no head: ${JSON.stringify(read)}`);
  return read.head;
}

const head = (lines: readonly string[], line = 'GET /chat HTTP/1.1'): RequestHead =>
  headOf(`${[line, ...lines].join('\r\n')}\r\n\r\n`);

const HANDSHAKE = [
  'Host: app.example',
  'Connection: keep-alive, Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
  'Sec-WebSocket-Version: 13',
];

/** What goes upstream, as lines. */
function linesOfForwarded(made: Forwarded): readonly string[] {
  if (made.does !== 'forwards') throw new Error(`does not forward: ${made.why}`);
  return latin1(made.octets).split('\r\n').slice(0, -2);
}

const upstream = { upstream: 'app:8080' };

describe('a head that goes upstream', () => {
  test('is the one of the story: HTTP/1.0 with an offer, from a configuration that forgot the version', () => {
    expect(linesOfForwarded(forward(hop('nginx@1.22.1/bug-map'), head(HANDSHAKE), upstream))).toEqual([
      'GET /chat HTTP/1.0',
      'Host: app:8080',
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
      'Sec-WebSocket-Version: 13',
      'Upgrade: websocket',
      'Connection: upgrade',
    ]);
  });

  test('keeps the offer and its version where both are configured', () => {
    const lines = linesOfForwarded(forward(hop('nginx@1.22.1/ws-map'), head(HANDSHAKE), upstream));
    expect(lines).toContain('GET /chat HTTP/1.1');
    expect(lines).toContain('Upgrade: websocket');
    expect(lines).toContain('Connection: upgrade');
  });

  test('has lost the offer where nothing is configured', () => {
    const lines = linesOfForwarded(forward(hop('nginx@1.22.1'), head(HANDSHAKE), upstream));
    expect(lines).toContain('Connection: close');
    expect(lines.join('\n')).not.toMatch(/upgrade/i);
  });

  test('of two lines of Upgrade has the first, both in one, or each', () => {
    const twice = head([...HANDSHAKE, 'Upgrade: h2c']);
    const upgradeOf = (name: string) =>
      linesOfForwarded(forward(hop(name), twice)).filter((line) => line.startsWith('Upgrade:'));
    expect(upgradeOf('nginx@1.22.1/ws-map')).toEqual(['Upgrade: websocket']);
    expect(upgradeOf('nginx@1.31.5/ws-map')).toEqual(['Upgrade: websocket, h2c']);
    expect(upgradeOf('haproxy')).toEqual(['Upgrade: websocket', 'Upgrade: h2c']);
  });

  test('has the version that the client had, where octets or versions are passed on', () => {
    const old = head(HANDSHAKE, 'GET /chat HTTP/1.0');
    const first = (name: string) => linesOfForwarded(forward(hop(name), old))[0];
    expect(first('haproxy')).toBe('GET /chat HTTP/1.0');
    expect(first('haproxy/tcp')).toBe('GET /chat HTTP/1.0');
    expect(first('varnish/ws')).toBe('GET /chat HTTP/1.0');
    expect(first('varnish')).toBe('GET /chat HTTP/1.1');
  });

  test('has the fields that Connection names or has them not', () => {
    const named = head(['Host: a', 'Connection: X-Hop', 'X-Hop: 1']);
    expect(linesOfForwarded(forward(hop('nginx'), named)).join('\n')).toContain('X-Hop: 1');
    expect(linesOfForwarded(forward(hop('squid'), named)).join('\n')).not.toContain('X-Hop: 1');
  });

  test('frames chunked content as the client did, or with its length', () => {
    const chunked = head(['Host: a', 'Transfer-Encoding: chunked'], 'POST / HTTP/1.1');
    const framing = (name: string) =>
      linesOfForwarded(forward(hop(name), chunked, { content: 5 })).filter((line) =>
        /^(Content|Transfer)-/.test(line),
      );
    expect(framing('haproxy')).toEqual(['Transfer-Encoding: chunked']);
    expect(framing('nginx')).toEqual(['Content-Length: 5']);
  });

  test('says which parameter made each of its four elements', () => {
    const made = forward(hop('nginx@1.22.1/bug-map'), head(HANDSHAKE));
    expect(made.does === 'forwards' && made.because).toEqual([
      { field: 'version', parameter: 'version', value: '1.0', says: 'HTTP/1.0, whatever the client sent' },
      { field: 'Upgrade', parameter: 'upgrade', value: 'any', says: 'any Upgrade is forwarded' },
      { field: 'Connection', parameter: 'connectionWith', value: 'upgrade', says: 'the constant upgrade' },
      { field: 'Host', parameter: 'host', value: 'upstream', says: 'the name of the upstream server' },
    ]);
    const lost = forward(hop('squid/ws'), head(HANDSHAKE, 'GET / HTTP/1.0'));
    expect(lost.does === 'forwards' && lost.because[1]).toMatchObject({
      parameter: 'upgradeFrom',
      value: '1.1',
    });
  });

  test('is not led by a name that was given with a line end in it', () => {
    const made = forward(hop('nginx'), head(HANDSHAKE), { upstream: 'a\r\nX-Evil: 1' });
    expect(linesOfForwarded(made)).toContain('Host: aX-Evil: 1');
  });
});

describe('a request that is not forwarded', () => {
  test('has an answer of the hop, and the situation that held', () => {
    const made = forward(hop('nginx'), head([], 'GET / HTTP/1.1'));
    expect(made).toMatchObject({ does: 'answers', status: 400, fate: 'closed', why: 'no Host' });
  });

  test('or none', () => {
    const made = forward(hop('http-proxy/ws'), head([...HANDSHAKE.slice(0, 2), 'Upgrade: h2c']));
    expect(made).toMatchObject({ does: 'silent', fate: 'closed' });
    expect('sees' in made && made.sees).toMatchObject({ status: 'none', live: false });
  });

  test('closes as its own request has it, where the hop does no more', () => {
    const unnamed = ['Host: a', 'Upgrade: websocket'];
    const fateOf = (line: string) => {
      const made = forward(hop('fastify-http-proxy'), head(unnamed, line));
      return made.does === 'answers' ? `${made.status} ${made.fate}` : made.does;
    };
    expect(fateOf('GET / HTTP/1.1')).toBe('500 open');
    expect(fateOf('GET / HTTP/1.0')).toBe('500 closed');
  });
});

/** One hop for each request side. */
const SIDES = [...new Map(HOPS.map((one) => [one.request, one])).values()];
const HEADS = [...HOP_REQUESTS.values()].map(headOf);

/** What goes upstream is a head to its last octet; a request without a version is one line. */
function expectHead(made: Forwarded): void {
  if (made.does !== 'forwards') return;
  const read = readRequest(made.octets);
  expect(read.outcome).toBe('head');
  if (read.outcome === 'head') expect(read.head.length).toBe(made.octets.length);
}

describe('hops compose', () => {
  test('what one forwards into another is a head, for any two that differ', () => {
    let pairs = 0;
    for (const one of SIDES) {
      const firsts = new Map<string, RequestHead>();
      for (const sent of HEADS.filter((_, at) => at % 3 === 0)) {
        const made = forward(one, sent, upstream);
        if (made.does === 'forwards') firsts.set(latin1(made.octets), headOf(made.octets));
      }
      for (const other of SIDES) {
        for (const sent of firsts.values()) {
          const made = forward(other, sent, upstream);
          if (made.does !== 'forwards') continue;
          if (readRequest(made.octets).outcome !== 'head') expectHead(made);
          pairs += 1;
        }
      }
    }
    console.log(`hops: ${pairs} heads through two hops, of ${SIDES.length} request sides`);
    expect(pairs).toBeGreaterThan(10_000);
  });

  test('an offer survives two hops only where both forward it', () => {
    const through = (...names: readonly string[]): readonly string[] => {
      const last = names.reduce((sent, name) => {
        const made = forward(hop(name), sent, upstream);
        if (made.does !== 'forwards') throw new Error(`${name} does not forward`);
        return headOf(made.octets);
      }, head(HANDSHAKE));
      return [last.version, ...linesOf(last, 'upgrade').map(({ value }) => value)];
    };
    expect(through('haproxy', 'nginx@1.22.1/ws-map')).toEqual(['HTTP/1.1', 'websocket']);
    expect(through('nginx@1.22.1', 'nginx@1.22.1/ws-map')).toEqual(['HTTP/1.1']);
    expect(through('nginx@1.22.1/bug-map', 'haproxy')).toEqual(['HTTP/1.0', 'websocket']);
    // A later hop that needs HTTP/1.1 for an offer takes it off.
    expect(through('nginx@1.22.1/bug-map', 'squid/ws')).toEqual(['HTTP/1.1']);
  });
});

describe('any request at all', () => {
  const text = fc.oneof(
    fc.constantFrom(
      'websocket',
      'WebSocket, h2c',
      'close',
      'keep-alive, Upgrade',
      'upgrade,,',
      '',
      '5',
      '0',
      'chunked',
      'x',
    ),
    fc.string({ unit: 'grapheme-ascii', maxLength: 12 }),
  );
  const name = fc.constantFrom(
    'Host',
    'Connection',
    'Upgrade',
    'Content-Length',
    'Transfer-Encoding',
    'Keep-Alive',
    'TE',
    'Via',
    'Proxy-Connection',
    'HTTP2-Settings',
    'Sec-WebSocket-Key',
    'Sec-WebSocket-Version',
    'cOnnection',
    'X',
  );
  const field = fc.tuple(name, text).map(([key, value]) => `${key}: ${value}`);
  const line = fc.constantFrom(
    'GET / HTTP/1.1',
    'GET / HTTP/1.0',
    'POST /x HTTP/1.1',
    'GET http://a/ HTTP/1.1',
    'HEAD * HTTP/2.0',
    'get / http/1.1',
    'GET / HTTP/0.9',
    'GET / HTTP/',
    'GET /',
    'A B C',
  );

  test('is forwarded as a head, answered, or met with silence; nothing is thrown', () => {
    fc.assert(
      fc.property(
        line,
        fc.array(field, { maxLength: 12 }),
        fc.constantFrom(...SIDES),
        text,
        (first, fields, one, given) => {
          const read = readRequest(octetsOf(`${[first, ...fields].join('\r\n')}\r\n\r\n`));
          if (read.outcome !== 'head') return;
          const made = forward(one, read.head, { upstream: given, own: given, content: 3 });
          expectHead(made);
          expect(forward(one, read.head, { upstream: given, own: given, content: 3 })).toEqual(made);
        },
      ),
    );
  });
});
