/** The guard before `ws` on a real server: what is refused, what goes on, and what is left behind. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import * as fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { GUARD_CHOICES, type GuardFinding, guard } from '../../src/oracle/guard.js';
import { formFaults } from '../../src/spec/answer.js';
import { octetsOf, readResponse } from '../../src/spec/message.js';
import { readResponseFacts } from '../../src/spec/response.js';
import { GRANTED, head, KEY, OFFER, VALID, VERSION, with_ } from './faulty.js';
import { type Echo, echo, echoes, echoOn, message, talk } from './wire.js';

const unhandled: unknown[] = [];
const note = (reason: unknown): void => void unhandled.push(reason);
const open: Echo[] = [];

async function served(prepare: (server: Server) => void = () => {}): Promise<Echo> {
  const one = await echo(prepare);
  open.push(one);
  return one;
}

beforeAll(() => {
  process.on('unhandledRejection', note);
  process.on('uncaughtException', note);
});
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
  expect(unhandled.splice(0)).toEqual([]);
});
afterAll(() => {
  process.off('unhandledRejection', note);
  process.off('uncaughtException', note);
});

/** A message goes there and back behind a valid handshake, in one write with it. */
async function stillEchoes(port: number): Promise<boolean> {
  const { octets } = await talk(port, with_(VALID, message('hello')), {
    quiet: 1000,
    enough: (heard) => echoes(heard, 'hello'),
  });
  return echoes(octets, 'hello');
}

/** A guarded server, and what its report was told. */
async function guarded(options: Parameters<typeof guard>[1] = {}) {
  const findings: GuardFinding[] = [];
  const one = await served((server) => {
    guard(server, { report: (finding) => findings.push(finding), linger: 50, ...options });
  });
  return { ...one, findings };
}

describe('without the guard, ws grants', () => {
  test.each(GRANTED)('%s', async (_, octets) => {
    const { port } = await served();
    expect((await talk(port, octets)).status).toBe(101);
  });

  test('and takes the body of a request for frames', async () => {
    const { port } = await served();
    const body = message('hello');
    const octets = head(
      'GET / HTTP/1.1',
      'Host: h',
      ...OFFER,
      KEY,
      VERSION,
      `Content-Length: ${body.length}`,
    );
    const heard = await talk(port, with_(octets, body));
    expect(echoes(heard.octets, 'hello')).toBe(true);
  });
});

describe('with the guard it is refused, and the clause is named', () => {
  test.each(GRANTED)('%s', async (_, octets, clause, status) => {
    const { port, findings } = await guarded();
    const heard = await talk(port, octets, { quiet: 1000 });
    expect([heard.status, heard.closed]).toEqual([status, true]);
    expect(findings.map((finding) => [finding.clause, finding.status, finding.refused])).toEqual([
      [clause, status, true],
    ]);
    const read = readResponse(heard.octets);
    if (read.outcome !== 'head') throw new Error('the answer is no response');
    expect(read.head.length).toBe(heard.octets.length);
    const { servedAs, namesVersions } = findings[0]?.decision.verdict ?? {};
    const context = {
      status: String(status) as '400',
      servedAs: servedAs ?? '1.1',
      closing: 'yes',
      refusesVersion: namesVersions === true ? 'yes' : 'no',
    } as const;
    expect(formFaults(readResponseFacts(read.head, { method: 'GET' }), context)).toEqual([]);
    expect(read.head.fields.some(({ key }) => key.startsWith('x-'))).toBe(false);
    expect(read.head.fields.filter(({ key }) => key === 'date')).toHaveLength(1);
    expect(await stillEchoes(port)).toBe(true);
  });

  test('the status is among the answers permitted', async () => {
    const { port, findings } = await guarded();
    for (const [, octets] of GRANTED) await talk(port, octets, { quiet: 1000 });
    expect(findings).toHaveLength(GRANTED.length);
    for (const { status, decision } of findings) expect(decision.answers).toContain(String(status));
  });
});

describe('what may be granted goes on', () => {
  test('with the octets behind its head', async () => {
    const { port, findings } = await guarded();
    expect(await stillEchoes(port)).toBe(true);
    expect(findings).toEqual([]);
  });

  test('also where the standards leave it open, but for content', async () => {
    const { port, findings } = await guarded();
    const padded = head(
      'GET / HTTP/1.1',
      'Host: h',
      ...OFFER,
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZR==',
      VERSION,
    );
    expect((await talk(port, padded)).status).toBe(101);
    const origins = head(
      'GET / HTTP/1.1',
      'Host: h',
      ...OFFER,
      KEY,
      VERSION,
      'Origin: http://h http://i',
      'Content-Length: 0',
    );
    expect((await talk(port, origins)).status).toBe(101);
    // this one ws refuses, and not the guard
    const versioned = head(
      'GET / HTTP/1.1',
      'Host: h',
      'Connection: Upgrade',
      'Upgrade: websocket/13',
      KEY,
      VERSION,
    );
    expect((await talk(port, versioned)).octets.toString('latin1')).toContain('Invalid Upgrade header');
    expect(findings).toEqual([]);
  });

  test('and is refused where the choices of the caller say so', async () => {
    const picks = { ...GUARD_CHOICES.picks, 'handshake.key-padding': 'faulty' };
    const { port, findings } = await guarded({
      choices: { ...GUARD_CHOICES, picks, faultyHandshake: '4xx' },
    });
    const padded = head(
      'GET / HTTP/1.1',
      'Host: h',
      ...OFFER,
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZR==',
      VERSION,
    );
    expect((await talk(port, padded, { quiet: 1000 })).status).toBe(403);
    expect(findings.map(({ clause }) => clause)).toEqual(['handshake.key-padding']);
  });

  test('and so does an offer of another protocol, which is for whoever speaks it', async () => {
    const { port, findings } = await guarded();
    const other = head('GET / HTTP/1.1', 'Host: h', 'Connection: Upgrade', 'Upgrade: h2c');
    // ws has it, and speaks WebSocket only
    const heard = await talk(port, other);
    expect([heard.status, heard.octets.toString('latin1').includes('Invalid Upgrade header')]).toEqual([
      400,
      true,
    ]);
    expect(findings).toEqual([]);
  });

  test('and a plain request is not looked at', async () => {
    const { port, findings, emitted } = await guarded();
    const heard = await talk(port, head('GET / HTTP/1.1', 'Host: h'));
    expect([heard.status, emitted.request, findings.length]).toEqual([200, 1, 0]);
  });
});

describe('report-only', () => {
  test('refuses nothing, and tells all', async () => {
    const { port, findings } = await guarded({ reportOnly: true });
    for (const [, octets] of GRANTED) expect((await talk(port, octets)).status).toBe(101);
    expect(findings.map(({ clause }) => clause)).toEqual(GRANTED.map(([, , clause]) => clause));
    expect(findings.some(({ refused }) => refused)).toBe(false);
    expect(findings[0]?.request.httpVersion).toBe('1.0');
  });
});

describe('a report', () => {
  test('that throws, or rejects, changes nothing', async () => {
    const reports: readonly (() => void)[] = [
      () => {
        throw new Error('report');
      },
      async () => {
        await Promise.reject(new Error('report'));
      },
    ];
    for (const report of reports) {
      const { port } = await guarded({ report });
      expect((await talk(port, GRANTED[0]?.[1] as Uint8Array, { quiet: 1000 })).status).toBe(400);
      expect(await stillEchoes(port)).toBe(true);
    }
  });
});

describe('listeners', () => {
  /** A bare server with these listeners, in which nobody answers. */
  async function bare(prepare: (server: Server) => void): Promise<{ server: Server; port: number }> {
    const server = createServer();
    prepare(server);
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    return { server, port: (server.address() as AddressInfo).port };
  }
  const over = async (server: Server): Promise<void> => {
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  };

  test('that come before and after are guarded, each gets what Node gave, and none is added', async () => {
    const seen: [string, string, string][] = [];
    const listener = (name: string) => (request: IncomingMessage, socket: Socket, early: Buffer) => {
      seen.push([name, request.httpVersion, early.toString('latin1')]);
      socket.destroy();
    };
    const { server, port } = await bare((one) => {
      one.on('upgrade', listener('before'));
      guard(one, { linger: 50 });
      expect(one.listenerCount('upgrade')).toBe(1);
      one.on('upgrade', listener('after'));
    });
    await talk(port, with_(VALID, octetsOf('early')), { quiet: 1000 });
    expect(seen).toEqual([
      ['before', '1.1', 'early'],
      ['after', '1.1', 'early'],
    ]);
    expect((await talk(port, GRANTED[0]?.[1] as Uint8Array, { quiet: 1000 })).status).toBe(400);
    expect(seen).toHaveLength(2);
    await over(server);
  });

  test('without one, an upgrade stays a plain request, as without the guard', async () => {
    const { server, port } = await bare((one) => {
      guard(one);
      one.on('request', (_, response) => response.end('plain'));
    });
    expect((await talk(port, GRANTED[0]?.[1] as Uint8Array)).status).toBe(200);
    await over(server);
  });

  test('that came later, `ws` among them, are guarded', async () => {
    let silence = (): void => {};
    const { server, port } = await bare((one) => void guard(one, { linger: 50 }));
    silence = echoOn(server);
    expect((await talk(port, GRANTED[1]?.[1] as Uint8Array, { quiet: 1000 })).status).toBe(400);
    expect(await stillEchoes(port)).toBe(true);
    silence();
    await over(server);
  });
});

describe('taken off', () => {
  test('the server is as it was, and ws grants again', async () => {
    let unguard = (): void => {};
    let before: unknown;
    const { server, port } = await served((one) => {
      before = one.emit;
      unguard = guard(one, { linger: 50 });
    });
    const [, octets] = GRANTED[0] as (typeof GRANTED)[number];
    expect((await talk(port, octets, { quiet: 1000 })).status).toBe(400);
    unguard();
    unguard();
    expect(server.emit).toBe(before);
    expect((await talk(port, octets)).status).toBe(101);
  });

  test('nothing is left on a server whose emit was its class’s', () => {
    const server = createServer();
    const unguard = guard(server);
    expect(Object.hasOwn(server, 'emit')).toBe(true);
    unguard();
    expect(Object.hasOwn(server, 'emit')).toBe(false);
  });

  test('in any order, of two guards and of what somebody else wrapped around', async () => {
    const seen: string[] = [];
    const offs: (() => void)[] = [];
    const { server, port } = await served((one) => {
      offs.push(guard(one, { report: () => seen.push('inner'), reportOnly: true }));
      offs.push(guard(one, { report: () => seen.push('outer'), reportOnly: true }));
    });
    const [, octets] = GRANTED[0] as (typeof GRANTED)[number];
    await talk(port, octets);
    expect(seen.splice(0)).toEqual(['outer', 'inner']);
    offs[0]?.();
    await talk(port, octets);
    expect(seen.splice(0)).toEqual(['outer']);
    offs[1]?.();
    expect((await talk(port, octets)).status).toBe(101);
    expect(seen).toEqual([]);
    expect(server.listenerCount('upgrade')).toBe(1);
  });
});

/** No connection is left at the server. */
async function gone(server: Server): Promise<void> {
  const count = await new Promise<number>((counted) => server.getConnections((_, n) => counted(n)));
  if (count > 0) await new Promise((later) => setTimeout(later, 10)).then(() => gone(server));
}

describe('a peer that is refused', () => {
  test('and never ends is cut off in time, whatever it goes on sending', async () => {
    const { port, server } = await guarded({ linger: 100 });
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    socket.on('error', () => {});
    await once(socket, 'connect');
    const begun = performance.now();
    socket.write(GRANTED[0]?.[1] as Uint8Array);
    const more = setInterval(() => socket.write('x'.repeat(1000)), 5);
    socket.resume();
    await gone(server);
    clearInterval(more);
    expect(performance.now() - begun).toBeGreaterThan(80);
    expect(performance.now() - begun).toBeLessThan(2000);
    socket.destroy();
  });

  test('and ends is let go at once, whatever it had sent, and no timer is left', async () => {
    const linger = 54_321;
    const { port, server } = await guarded({ linger });
    const set = vi.spyOn(globalThis, 'setTimeout');
    const cleared = vi.spyOn(globalThis, 'clearTimeout');
    const begun = performance.now();
    const socket = connect({ port, host: '127.0.0.1' });
    socket.on('error', () => {});
    socket.resume();
    socket.end(with_(GRANTED[0]?.[1] as Uint8Array, new Uint8Array(4_000_000)));
    await once(socket, 'close');
    await gone(server);
    expect(performance.now() - begun).toBeLessThan(linger / 10);
    const timer = set.mock.calls.findIndex(([, after]) => after === linger);
    expect(timer).toBeGreaterThanOrEqual(0);
    expect(cleared.mock.calls.map(([one]) => one)).toContain(set.mock.results[timer]?.value);
    vi.restoreAllMocks();
  });

  test('gets its answer though it has sent much more than was read', async () => {
    const { port } = await guarded({ linger: 1000 });
    const much = with_(GRANTED[0]?.[1] as Uint8Array, new Uint8Array(4_000_000));
    const heard = await talk(port, much, { quiet: 1000 });
    expect(heard.status).toBe(400);
  });

  test('and resets throws nothing', async () => {
    const { port, findings } = await guarded();
    for (let time = 0; time < 50; time += 1) {
      const socket = connect({ port, host: '127.0.0.1' });
      socket.on('error', () => {});
      await once(socket, 'connect');
      socket.write(GRANTED[time % GRANTED.length]?.[1] as Uint8Array);
      if (time % 2 === 0) await new Promise((later) => setImmediate(later));
      socket.resetAndDestroy();
    }
    expect(await stillEchoes(port)).toBe(true);
    expect(findings.length).toBeGreaterThan(0);
  });

  test('on a socket that is gone, or is none, throws nothing', () => {
    const emitted: unknown[] = [];
    const server = { emit: (...values: unknown[]) => emitted.push(values) > 0 };
    const findings: GuardFinding[] = [];
    guard(server, { report: (finding) => findings.push(finding) });
    const request = { method: 'GET', url: '/', httpVersion: '1.0', rawHeaders: [] };
    const gone = { destroyed: true, on: () => {}, destroy: () => {}, end: () => expect.unreachable() };
    for (const socket of [gone, undefined, null, 'socket', {}]) {
      expect(server.emit('upgrade', request, socket, new Uint8Array(0))).toBe(true);
    }
    expect([findings.length, emitted.length]).toEqual([5, 0]);
    for (const nobody of [undefined, null, 'request']) server.emit('upgrade', nobody);
    server.emit('request', request);
    expect(emitted).toHaveLength(4);
  });
});

describe('hostile octets', () => {
  test('are no end of the server: it still echoes', async () => {
    const { port } = await guarded();
    const [texts] = [GRANTED.map(([, octets]) => octets)];
    const spoiled = fc
      .tuple(
        fc.constantFrom(...texts, VALID),
        fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { maxLength: 4 }),
      )
      .map(([octets, changes]) => {
        const copy = Uint8Array.from(octets);
        for (const [at, octet] of changes) copy[at % copy.length] = octet;
        return copy;
      });
    await fc.assert(
      fc.asyncProperty(fc.oneof(spoiled, fc.uint8Array({ maxLength: 200 })), async (octets) => {
        await talk(port, octets, { quiet: 5, patience: 5, enough: () => true });
      }),
      { numRuns: 200 },
    );
    expect(await stillEchoes(port)).toBe(true);
  });
});
