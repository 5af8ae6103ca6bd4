/** A probe of servers that are wrong, hostile, or not there: a right report in bounded time, and never "conforms". */

import { createServer as createHttpServer } from 'node:http';
import { createRequire } from 'node:module';
import { createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { resolveDialect } from '../../src/dialects/names.js';
import { baselineIn, baselineOf, changesSince } from '../../src/probe/baseline.js';
import { casesFor } from '../../src/probe/cases.js';
import { probeHtml } from '../../src/probe/html.js';
import { type ProbeReport, type Probing, probe } from '../../src/probe/probe.js';
import { probeData, probeJunit, probeText } from '../../src/probe/report.js';
import { serve } from '../../src/probe/serve.js';
import { BadTarget, targetOf } from '../../src/probe/target.js';
import { Unreachable } from '../../src/wire/subject.js';

const QUICK: Probing = { depth: 'quick', atOnce: 8, perSecond: 100_000, quiet: 40, budget: 5000 };

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

/** A server that does one thing with each connection. */
async function server(does: (socket: Socket) => void): Promise<string> {
  const sockets = new Set<Socket>();
  const up: Server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    does(socket);
  });
  await new Promise<void>((listening) => up.listen(0, '127.0.0.1', listening));
  open.push({
    close: () => {
      for (const socket of sockets) socket.destroy();
      up.close();
    },
  });
  return `http://127.0.0.1:${(up.address() as { port: number }).port}/`;
}

async function spoken(name: string): Promise<string> {
  const found = resolveDialect(name);
  if ('nearest' in found) throw new Error(`${name} is not known`);
  const served = await serve({ dialect: found.dialect });
  open.push(served);
  return served.url;
}

const asked = (url: string, more: Partial<Probing> = {}): Promise<ProbeReport> =>
  probe(targetOf(url), { ...QUICK, ...more });

/** A report is of use, and says of nothing that depends on a WebSocket that it conforms. */
function isInconclusive(report: ProbeReport): void {
  expect(report.control).toBeDefined();
  const ofFrames = Object.entries(report.clauses).filter(([id]) => /^(frame|closing|after101)\./.test(id));
  expect(ofFrames.filter(([, outcome]) => outcome === 'conforms')).toEqual([]);
  expect(probeText(report)).toContain('control: ');
}

describe('a server that is at fault itself', () => {
  test('and never answers gives a report that says so', async () => {
    const report = await asked(await server((socket) => socket.resume()));
    expect(report.control).toContain('gave no answer in time');
    expect(report.inferred).toBeUndefined();
    isInconclusive(report);
  });

  test('and answers one octet at a time is waited for no longer than patience', async () => {
    const begun = performance.now();
    const url = await server((socket) => {
      const timer = setInterval(() => socket.writable && socket.write('H'), 20);
      socket.on('close', () => clearInterval(timer));
      socket.resume();
    });
    const report = await asked(url, { budget: 3000 });
    isInconclusive(report);
    expect(performance.now() - begun).toBeLessThan(15_000);
  });

  test('and resets every connection breaks nothing, and conforms to nothing', async () => {
    isInconclusive(
      await asked(await server((socket) => socket.once('data', () => socket.resetAndDestroy()))),
    );
  });

  test('and sends without end is read up to a limit', { timeout: 60_000 }, async () => {
    const before = process.memoryUsage().rss;
    const chunk = Buffer.alloc(1 << 16, 'x');
    const url = await server((socket) => {
      const more = (): void => {
        while (!socket.destroyed && socket.write(chunk));
        if (!socket.destroyed) socket.once('drain', more);
      };
      socket.once('data', () => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n');
        more();
      });
    });
    const report = await asked(url);
    expect(report.notes.join()).toContain('stopped: too-much');
    isInconclusive(report);
    expect(process.memoryUsage().rss - before).toBeLessThan(300 * 2 ** 20);
  });

  test('and closes after it accepts is told', async () => {
    isInconclusive(await asked(await server((socket) => socket.end())));
  });

  test('and speaks TLS where plain text is asked for is told', async () => {
    const alert = Buffer.from([0x15, 0x03, 0x01, 0x00, 0x02, 0x02, 0x46]);
    const report = await asked(await server((socket) => socket.once('data', () => socket.end(alert))));
    isInconclusive(report);
    expect(report.notes).toContain('what came looks like TLS: ask with https');
  });

  test('and falls over midway is not asked on and on', async () => {
    let connections = 0;
    const up = createHttpServer((_, response) => response.end('plain'));
    up.on('connection', () => {
      connections += 1;
      if (connections === 20) {
        up.closeAllConnections();
        up.close();
      }
    });
    await new Promise<void>((listening) => up.listen(0, '127.0.0.1', listening));
    const url = `http://127.0.0.1:${(up.address() as { port: number }).port}/`;
    const report = await asked(url, { websocket: false });
    expect(report.notes.join()).toContain('nothing listens there');
    expect(report.unasked).toBeGreaterThan(0);
  });

  test.each([
    ['301 Moved\r\nLocation: https://b.example/chat', 'it leads to https://b.example/chat; ask there'],
    ['407 Proxy Authentication Required', 'it is a proxy that asks who you are'],
    ['401 Unauthorized', 'give the field that says so'],
    ['404 Not Found', 'give the path'],
  ])('and answers %j is told with what to do', async (answer, says) => {
    const url = await server((socket) =>
      socket.on('data', () => socket.write(`HTTP/1.1 ${answer}\r\nContent-Length: 0\r\n\r\n`)),
    );
    expect((await asked(url)).control).toContain(says);
  });

  test('and is not there is one sentence', async () => {
    await expect(asked('http://127.0.0.1:1/')).rejects.toThrow(Unreachable);
    await expect(asked('http://127.0.0.1:1/')).rejects.toThrow('nothing listens there (ECONNREFUSED)');
    const url = await server((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    await expect(asked(url.replace('http', 'https'))).rejects.toThrow('does not speak TLS');
  });
});

describe('what was typed', () => {
  test.each([
    ['ftp://host/', 'ftp: is not spoken here'],
    ['chat.example', 'write it with its scheme, such as http://chat.example'],
    ['http://user:word@host/', 'User and password are not sent'],
    ['unix:', 'A unix socket is written as'],
  ])('%s is told in a sentence', (text, says) => {
    expect(() => targetOf(text)).toThrow(BadTarget);
    expect(() => targetOf(text)).toThrow(says);
  });

  test('names host, port, path and what Host says', () => {
    expect(targetOf('wss://chat.example/a?b#c')).toEqual({
      url: 'wss://chat.example/a?b',
      tls: true,
      host: 'chat.example',
      port: 443,
      path: '/a?b',
      authority: 'chat.example',
    });
    expect(targetOf('http://[::1]:8080/')).toMatchObject({
      host: '::1',
      port: 8080,
      authority: '[::1]:8080',
    });
    expect(targetOf('unix:/run/a.sock:/chat')).toMatchObject({ socketPath: '/run/a.sock', path: '/chat' });
  });
});

describe('a report', () => {
  test('has the same findings in every format, and no octet of the server as it came', async () => {
    const evil =
      'HTTP/1.1 101 \x1b[31m<script>alert(1)</script>\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n';
    const report = await asked(await server((socket) => socket.once('data', () => socket.write(evil))));
    expect(report.found.map(({ finding }) => finding.clause)).toContain('answer.final');
    for (const text of [
      probeText(report),
      probeHtml(report),
      probeJunit(report),
      JSON.stringify(probeData(report)),
    ]) {
      expect(text).toContain('answer.final');
      expect(text).not.toContain('\x1b');
    }
    expect(probeHtml(report)).not.toContain('<script');
    expect(probeJunit(report)).not.toContain('<script');
  });

  test('names the product that was spoken as the nearest, and one case by its id alone', async () => {
    const url = await spoken('tornado@6.2');
    const { nearest, found } = await asked(url);
    expect(nearest[0]?.name).toBe('tornado@6.2');
    const one = found.find(({ finding }) => finding.clause === 'offer.old-version');
    const again = await asked(url, { id: one?.from ?? '' });
    expect(again.found.map(({ finding }) => finding.clause)).toEqual(['offer.old-version']);
    expect(casesFor({ depth: 'usual', id: one?.from ?? '' }, {}).length).toBe(1);
  });

  test('with a clause asks only cases in which it comes up', async () => {
    const few = casesFor({ depth: 'usual', clause: 'framing.both' }, {});
    expect(few.length).toBeGreaterThan(0);
    expect(few.length).toBeLessThan(60);
  });

  test('fails against a baseline only for what has changed', async () => {
    const before = baselineOf(await asked(await spoken('tornado@6.2')));
    expect(baselineIn(JSON.stringify(before))).toEqual(before);
    expect(changesSince(await asked(await spoken('tornado@6.2')), before)).toEqual([]);
    const changes = changesSince(await asked(await spoken('rfc')), before);
    expect(changes).toContain('keeps offer.old-version, which was breaks');
    expect(baselineIn('{')).toBeUndefined();
    expect(baselineIn('null')).toBeUndefined();
  });

  test('of what was asked until it was interrupted says so', async () => {
    const stop = new AbortController();
    const url = await spoken('rfc');
    const report = await asked(url, {
      signal: stop.signal,
      progress: (done) => {
        if (done > 5) stop.abort();
      },
    });
    expect(report.interrupted).toBe(true);
    expect(report.unasked).toBeGreaterThan(10);
    expect(probeText(report)).toContain('interrupted');
  });
});

describe('a server that speaks as a product', () => {
  const { WebSocket } = createRequire(import.meta.url)('ws') as {
    readonly WebSocket: new (
      url: string,
    ) => {
      on(event: string, listener: (...values: readonly unknown[]) => void): void;
      send(text: string): void;
      close(code: number): void;
    };
  };

  test.each(['rfc', 'ws@8', 'tornado@6.2', 'swoole@4.8'])(
    '%s is a WebSocket to a foreign client',
    async (name) => {
      const url = await spoken(name);
      const socket = new WebSocket(url.replace('http', 'ws'));
      const events: unknown[] = [];
      await new Promise<void>((done, fail) => {
        socket.on('open', () => socket.send('hello'));
        socket.on('message', (data) => {
          events.push(String(data));
          socket.close(1000);
        });
        socket.on('close', (code) => {
          events.push(code);
          done();
        });
        socket.on('error', fail);
      });
      // a greeting of its own may come first
      expect(events.slice(-2)).toEqual(['hello', 1000]);
    },
  );

  test('stays on the loopback unless it is told otherwise', async () => {
    const found = resolveDialect('rfc');
    if ('nearest' in found) throw new Error('rfc is known');
    await expect(serve({ dialect: found.dialect, host: '0.0.0.0' })).rejects.toThrow(RangeError);
  });
});
