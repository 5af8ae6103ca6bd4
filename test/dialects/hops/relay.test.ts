import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { HOPS, resolveHop } from '../../../src/dialects/hops/catalogue.js';
import { forward } from '../../../src/dialects/hops/forward.js';
import type { ClientSees, Hop, UpstreamAnswer } from '../../../src/dialects/hops/hop.js';
import { relay } from '../../../src/dialects/hops/relay.js';
import { octetsOf, type RequestHead, readRequest } from '../../../src/spec/message.js';
import { HOP_REQUESTS } from '../../evidence/hops.js';

function hop(name: string): Hop {
  const found = resolveHop(name);
  if (!('hop' in found)) throw new Error(`no hop ${name}`);
  return found.hop;
}

function headOf(octets: Uint8Array): RequestHead {
  const read = readRequest(octets);
  if (read.outcome !== 'head') throw new Error('no head');
  return read.head;
}

const asking = (line: string, ...fields: readonly string[]): RequestHead =>
  headOf(octetsOf(`${[line, 'Host: a', ...fields].join('\r\n')}\r\n\r\n`));

const OFFER = [
  'Connection: Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
  'Sec-WebSocket-Version: 13',
];

const ANSWER: UpstreamAnswer = {
  status: 200,
  version: '1.1',
  connection: [],
  upgrade: [],
  framing: 'length',
  fate: 'open',
  live: true,
};
const SWITCH: UpstreamAnswer = {
  ...ANSWER,
  status: 101,
  connection: ['Upgrade'],
  upgrade: ['websocket'],
  framing: 'none',
};

/** What the client of a hop sees of an answer to what the hop made of its request. */
function seenBy(name: string, asked: RequestHead, answer: UpstreamAnswer, behind = false): ClientSees {
  const made = forward(hop(name), asked);
  if (made.does !== 'forwards') return made.sees;
  return relay(hop(name), asked, headOf(made.octets), answer, behind);
}

const told = ({ status, fate, live }: ClientSees): string => `${status} ${fate}${live ? ' live' : ''}`;

describe('a 101', () => {
  const offer = asking('GET / HTTP/1.1', ...OFFER);
  const plain = asking('GET / HTTP/1.1');

  test('becomes a tunnel where Upgrade was forwarded', () => {
    for (const name of [
      'nginx@1.22.1/ws-map',
      'apache/ws-upgrade',
      'haproxy',
      'squid/ws',
      'varnish/ws',
      'h2o/ws',
    ]) {
      expect(told(seenBy(name, offer, SWITCH)), name).toBe('101 open live');
    }
  });

  test('becomes a tunnel too where the client asked for what was not forwarded', () => {
    expect(told(seenBy('nginx@1.22.1', offer, SWITCH))).toBe('101 open live');
    expect(told(seenBy('nginx@1.22.1', plain, SWITCH))).toBe('none none');
  });

  test('is an error, silence, a final answer, where it was not asked for', () => {
    expect(told(seenBy('squid', plain, SWITCH))).toBe('502 open live');
    expect(told(seenBy('varnish', plain, SWITCH))).toBe('503 open live');
    expect(told(seenBy('http-proxy', plain, SWITCH))).toBe('none none');
    expect(told(seenBy('h2o', plain, SWITCH))).toBe('101 open');
    expect(told(seenBy('nghttpx', plain, SWITCH))).toBe('101 closed');
  });

  test('that names another protocol than was forwarded is no tunnel to some', () => {
    const other = { ...SWITCH, upgrade: ['other'] };
    expect(told(seenBy('apache/ws-upgrade', offer, other))).toBe('502 open live');
    expect(told(seenBy('nginx@1.22.1/ws-map', offer, other))).toBe('101 open live');
  });

  test('is no tunnel to a client at HTTP/1.0, to one', () => {
    const old = asking('GET / HTTP/1.0', ...OFFER);
    expect(told(seenBy('apache/ws-upgrade', old, SWITCH))).toBe('none none');
    expect(told(seenBy('apache/ws-upgrade', old, { ...SWITCH, fate: 'closed' }))).toBe('none closed');
    expect(told(seenBy('haproxy', old, SWITCH))).toBe('101 open live');
  });

  test('of the story is closed at once, as its upstream was', () => {
    const closed = { ...SWITCH, fate: 'closed', live: false } as const;
    expect(told(seenBy('nginx@1.22.1/bug-map', offer, closed))).toBe('101 closed');
  });

  test('was given before the upstream answered, by one that ends two WebSockets', () => {
    expect(told(seenBy('fastify-http-proxy/ws', offer, SWITCH))).toBe('101 open live');
    expect(told(seenBy('fastify-http-proxy/ws', offer, ANSWER))).toBe('101 open');
  });
});

describe('another answer', () => {
  test('leaves the client’s connection as its own request has it', () => {
    for (const [line, field, fate] of [
      ['GET / HTTP/1.1', 'X: 1', '200 open live'],
      ['GET / HTTP/1.1', 'Connection: close', '200 closed'],
      ['GET / HTTP/1.0', 'X: 1', '200 closed'],
      ['GET / HTTP/1.0', 'Connection: keep-alive', '200 open live'],
    ] as const) {
      for (const name of ['nginx', 'apache', 'varnish', 'squid', 'trafficserver']) {
        expect(told(seenBy(name, asking(line, field), ANSWER)), `${name} ${line} ${field}`).toBe(fate);
      }
    }
  });

  test('that ends upstream ends at the client too, or does not', () => {
    const ends = { ...ANSWER, connection: ['close'], fate: 'closed', live: false } as const;
    const plain = asking('GET / HTTP/1.1');
    expect(told(seenBy('nginx', plain, ends))).toBe('200 open live');
    expect(told(seenBy('nghttpx', plain, ends))).toBe('200 closed');
    expect(told(seenBy('fastify-http-proxy', plain, ends))).toBe('200 closed');
  });

  test('closes behind an offer that was forwarded, with some', () => {
    const offer = asking('GET / HTTP/1.1', ...OFFER);
    expect(told(seenBy('trafficserver/ws', offer, ANSWER))).toBe('200 closed');
    expect(told(seenBy('http-proxy/ws', offer, ANSWER))).toBe('200 closed');
    expect(told(seenBy('nginx/ws-map', offer, ANSWER))).toBe('200 open live');
  });

  test('is closed behind where octets stand that are no request', () => {
    const offer = asking('GET / HTTP/1.1', ...OFFER);
    expect(told(seenBy('nginx/ws-map', offer, ANSWER, true))).toBe('200 closed');
    expect(told(seenBy('apache', offer, ANSWER, true))).toBe('200 open live');
  });

  test('is an error of the hop where none came', () => {
    const none: UpstreamAnswer = { ...ANSWER, status: 'none', framing: 'none', fate: 'closed', live: false };
    const plain = asking('GET / HTTP/1.1');
    expect(told(seenBy('nginx', plain, none))).toBe('502 open live');
    expect(told(seenBy('varnish', plain, none))).toBe('503 open live');
    expect(told(seenBy('haproxy/tcp', plain, none))).toBe('none closed');
  });

  test('says the parameter that decided, and what its value means', () => {
    const seen = seenBy('nginx', asking('GET / HTTP/1.1', 'Connection: close'), ANSWER);
    expect(seen.because).toBe(
      'clientPersists options: by version and options, as rfc9112#persistent.connections has it',
    );
  });
});

describe('any exchange at all', () => {
  const heads = [...HOP_REQUESTS.values()].map(headOf);
  const lines = fc.array(fc.constantFrom('close', 'keep-alive', 'Upgrade', 'upgrade, close', 'x', ''), {
    maxLength: 2,
  });
  const answer = fc.record({
    status: fc.oneof(fc.constant('none' as const), fc.integer({ min: 0, max: 999 })),
    version: fc.constantFrom('1.1' as const, '1.0' as const),
    connection: lines,
    upgrade: fc.array(fc.constantFrom('websocket', 'h2c', 'other, websocket', ''), { maxLength: 2 }),
    framing: fc.constantFrom('length' as const, 'chunked' as const, 'ends' as const, 'none' as const),
    fate: fc.constantFrom('open' as const, 'closed' as const, 'reset' as const),
    live: fc.boolean(),
  });

  test('is told: nothing is live that is not open, and nothing has a version that has no status', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...HOPS),
        fc.constantFrom(...heads),
        fc.constantFrom(...heads),
        answer,
        fc.boolean(),
        (one, asked, sent, came, behind) => {
          const seen = relay(one, asked, sent, came, behind);
          // Octets that pass as they are have the upstream's word for it.
          const consistent = came.fate === 'open' || !came.live;
          if (consistent && seen.live) expect(seen.fate).toBe('open');
          expect(seen.version === undefined).toBe(seen.status === 'none');
          expect(relay(one, asked, sent, came, behind)).toEqual(seen);
        },
      ),
    );
  });
});
