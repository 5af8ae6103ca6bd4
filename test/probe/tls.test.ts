/** A probe over TLS and over a unix socket: what is asked is the same, and each mistake is one sentence. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { createServer as createPlainServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer as createTlsServer } from 'node:tls';
import { afterEach, describe, expect, test } from 'vitest';
import { resolveDialect } from '../../src/dialects/names.js';
import { type Probing, probe } from '../../src/probe/probe.js';
import { serve } from '../../src/probe/serve.js';
import { targetOf } from '../../src/probe/target.js';
import type { Passed } from '../../src/wire/exchange.js';
import { Speaker } from '../../src/wire/speaker.js';

const pem = (name: string): string => readFileSync(new URL(`./tls/${name}.pem`, import.meta.url), 'utf8');
const [cert, key] = [pem('cert'), pem('key')];
const QUICK: Probing = { depth: 'quick', atOnce: 8, perSecond: 100_000, quiet: 60, budget: 15_000 };

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

async function spoken(name: string): Promise<string> {
  const found = resolveDialect(name);
  if ('nearest' in found) throw new Error(`${name} is not known`);
  const served = await serve({ dialect: found.dialect, tls: { cert, key } });
  open.push(served);
  // the certificate is for a name
  return served.url.replace('127.0.0.1', 'localhost');
}

describe('over TLS', () => {
  test('the same is found, with the authority that is given, by the name that is asked for', async () => {
    const { control, nearest, found } = await probe(targetOf(await spoken('tornado@6.2')), {
      ...QUICK,
      tls: { ca: cert },
    });
    expect(control).toBeUndefined();
    expect(nearest[0]?.name).toBe('tornado@6.2');
    expect(found.map(({ finding }) => finding.clause)).toContain('offer.old-version');
  });

  test('a certificate that is not trusted, or for another name, is told; it may be taken all the same', async () => {
    const url = await spoken('rfc');
    await expect(probe(targetOf(url), QUICK)).rejects.toThrow('its certificate is signed by itself');
    const other = url.replace('localhost', '127.0.0.1');
    await expect(probe(targetOf(other), { ...QUICK, tls: { ca: cert } })).rejects.toThrow('for another name');
    const report = await probe(targetOf(other), { ...QUICK, tls: { insecure: true } });
    expect([report.control, report.found]).toEqual([undefined, []]);
  });

  test('a server that speaks HTTP/2 alone is told by what ALPN chose', async () => {
    const server = createTlsServer({ cert, key, ALPNProtocols: ['h2'] }, (socket) => socket.destroy());
    server.on('tlsClientError', () => {});
    await new Promise<void>((up) => server.listen(0, '127.0.0.1', up));
    open.push(server);
    const { port } = server.address() as { port: number };
    await expect(
      probe(targetOf(`https://localhost:${port}/`), { ...QUICK, tls: { ca: cert } }),
    ).rejects.toThrow('ALPN chose h2');
  });
});

describe('over a unix socket', () => {
  test('the same is found as over TCP', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'after101-socket-'));
    const socketPath = join(folder, 'a.sock');
    const server = createServer((_, response) => response.end('plain'));
    await new Promise<void>((up) => server.listen(socketPath, up));
    open.push({
      close: () => {
        server.closeAllConnections();
        server.close();
        rmSync(folder, { recursive: true, force: true });
      },
    });
    const report = await probe(targetOf(`unix:${socketPath}:/`), { ...QUICK, websocket: false });
    expect(report.nearest[0]?.name).toMatch(/^node-http@/);
    expect(report.found.map(({ finding }) => finding.clause)).toContain('host.repeated');
  });
});

describe('a server that struggles', () => {
  /** The standards, spoken on one connection at a time: those that come meanwhile are accepted and get no answer. */
  async function oneAtATime(): Promise<string> {
    const found = resolveDialect('rfc');
    if ('nearest' in found) throw new Error('rfc is known');
    let taken: Socket | undefined;
    const server = createPlainServer({ allowHalfOpen: true }, (socket) => {
      socket.on('error', () => {});
      if (taken !== undefined) {
        socket.resume();
        socket.on('end', () => socket.end());
        return;
      }
      taken = socket;
      const speaker = new Speaker({ dialect: found.dialect });
      const say = (all: readonly Passed[]): void => {
        for (const one of all) {
          if (one.what === 'octets') socket.write(one.octets);
          else socket.end();
        }
      };
      socket.on('data', (octets) => say(speaker.receive(octets)));
      socket.on('end', () => say(speaker.end()));
      socket.on('close', () => {
        taken = undefined;
      });
    });
    await new Promise<void>((up) => server.listen(0, '127.0.0.1', up));
    open.push(server);
    return `http://127.0.0.1:${(server.address() as { port: number }).port}/`;
  }

  test('and deals with one connection at a time is asked one by one', { timeout: 60_000 }, async () => {
    const report = await probe(targetOf(await oneAtATime()), { ...QUICK, atOnce: 4, budget: 50_000 });
    expect(report.control).toBeUndefined();
    expect(report.notes.join()).toContain('it deals with one connection at a time');
    expect(report.found).toEqual([]);
    expect(report.answered).toBeGreaterThan(40);
  });

  test('and refuses connections for a while is left alone, and asked again', {
    timeout: 60_000,
  }, async () => {
    let connections = 0;
    const server = createServer((_, response) => response.end('plain'));
    await new Promise<void>((up) => server.listen(0, '127.0.0.1', up));
    const { port } = server.address() as { port: number };
    open.push({
      close: () => {
        server.closeAllConnections();
        server.close();
      },
    });
    server.on('connection', () => {
      connections += 1;
      if (connections !== 10) return;
      server.close();
      setTimeout(() => server.listen(port, '127.0.0.1'), 200);
    });
    const report = await probe(targetOf(`http://127.0.0.1:${port}/`), {
      ...QUICK,
      atOnce: 2,
      websocket: false,
    });
    expect(report.notes.join()).toContain('a connection was refused');
    expect(report.unasked).toBe(0);
  });
});
