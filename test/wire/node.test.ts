/**
 * Subjects that misbehave: whatever they do there is an exchange with a verdict, within limits of time and room, and
 * nothing stays behind, neither open nor listening.
 */
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer as createHttp, type Server } from 'node:http';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { afterEach, describe, expect, test } from 'vitest';
import { STANDARDS_DIALECT } from '../../src/dialects/dialect.js';
import { type Conversed, type Conversing, converse } from '../../src/wire/converse.js';
import { handler, type InProcess, nodeServer } from '../../src/wire/node/in-process.js';
import { tcp } from '../../src/wire/node/tcp.js';
import type { ClientStep } from '../../src/wire/purely.js';
import { Speaker } from '../../src/wire/speaker.js';
import { decides, pure, type Subject, speaks, Unreachable } from '../../src/wire/subject.js';
import { judgeExchange } from '../../src/wire/verdict.js';
import { echoOn } from '../oracle/wire.js';
import { GET, handshake, masked, OK, switching } from './exchanges.js';

const says = (octets: string | Uint8Array): ClientStep => ({
  what: 'octets',
  octets: typeof octets === 'string' ? Buffer.from(octets, 'latin1') : octets,
});
const ask = says(GET);
const open = says(handshake());

const EVENTS = ['uncaughtException', 'unhandledRejection'] as const;
const listenersNow = () => EVENTS.map((event) => process.rawListeners(event as 'exit'));
const before = listenersNow();

/** What keeps the process alive, but for the pipes of whoever runs the tests. */
const openNow = (): readonly string[] =>
  process.getActiveResourcesInfo().filter((name) => /TCP|PipeServer|TLS/.test(name));
const openBefore = openNow().length;

afterEach(async () => {
  // sockets that were destroyed are gone a turn later
  for (let turn = 0; turn < 100 && openNow().length > openBefore; turn += 1) {
    await new Promise((done) => setTimeout(done, 5));
  }
  expect(openNow().length, `nothing is left open: ${openNow().join()}`).toBeLessThanOrEqual(openBefore);
  expect(listenersNow(), 'who listens for errors of the process listens again').toEqual(before);
});

interface Asked {
  readonly talk: Conversed;
  readonly left: readonly string[];
  /** Milliseconds. */
  readonly took: number;
}

/** One conversation with a subject, which is closed then. */
async function asked(
  subject: Subject,
  steps: readonly ClientStep[] = [ask],
  how: Conversing = {},
): Promise<Asked> {
  const begin = performance.now();
  try {
    const talk = await converse(subject, steps, how);
    const took = performance.now() - begin;
    await subject.close?.();
    return { talk, left: subject.left?.() ?? [], took };
  } finally {
    await subject.close?.();
  }
}

type Serving = (socket: Duplex) => void;

type Made = (serve: Serving, options?: InProcess & { readonly half?: boolean }) => Subject;

/** The same code as each kind of subject: a server of net that is listened to, and a function that is given a stream. */
const KINDS: readonly (readonly [string, Made])[] = [
  ['a handler', (serve, options) => handler(serve, options)],
  [
    'a server',
    (serve, { half = false, ...options } = {}) =>
      nodeServer(createServer({ allowHalfOpen: half }, serve as (socket: Socket) => void), options),
  ],
];

/** What came from the server, as text. */
const heard = ({ passed }: Conversed): string =>
  passed
    .map((one) =>
      one.from !== 'server'
        ? ''
        : one.what === 'octets'
          ? Buffer.from(one.octets).toString('latin1')
          : `<${one.what}>`,
    )
    .join('');

const lastOf = ({ passed }: Conversed): string => {
  const last = passed.at(-1);
  return last === undefined ? '' : `${last.from} ${last.what}`;
};

describe.each(KINDS)('%s', (_, subjectOf) => {
  test('that never answers is met with silence, which breaks nothing', async () => {
    const { talk, left, took } = await asked(subjectOf((socket) => socket.resume(), { quiet: 20 }));
    expect(lastOf(talk)).toBe('nobody quiet');
    expect(judgeExchange(talk).outcome).toBe('conforms');
    expect(took, 'silence is waited for, and no longer').toBeLessThan(1500);
    expect(left).toEqual([]);
  });

  test('that never reads is no different', async () => {
    const { talk } = await asked(subjectOf(() => {}, { quiet: 20 }));
    expect(lastOf(talk)).toBe('nobody quiet');
  });

  test('that answers for ever is stopped when it has sent too much, and fills no memory', async () => {
    const part = Buffer.alloc(65_536, 'x');
    const endless = (socket: Duplex): void => {
      socket.on('error', () => {});
      socket.write('HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n');
      const more = (): void => {
        if (socket.destroyed) return;
        if (socket.write(part)) setImmediate(more);
        else socket.once('drain', more);
      };
      more();
    };
    const heap = process.memoryUsage().arrayBuffers;
    const { talk, took } = await asked(subjectOf(endless));
    expect(talk.stopped).toBe('too-much');
    expect(process.memoryUsage().arrayBuffers - heap).toBeLessThan(32 * 1024 * 1024);
    expect(took).toBeLessThan(2000);
    const verdict = judgeExchange(talk);
    expect(verdict.outcome).toBe('inconclusive');
    expect(verdict.notes).toContain('the server sent more than is read');
  });

  test('that sends very much at once is stopped, and little of it is kept', async () => {
    const much = Buffer.alloc(256 * 1024 * 1024);
    const { talk } = await asked(
      subjectOf((socket) => {
        socket.on('error', () => {});
        socket.write('HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n');
        socket.write(much);
      }),
    );
    expect(talk.stopped).toBe('too-much');
    const kept = talk.passed.reduce((sum, one) => sum + (one.what === 'octets' ? one.octets.length : 0), 0);
    expect(kept).toBeLessThan(4 * 1024 * 1024);
  });

  test('that goes on octet by octet is stopped when patience is over', async () => {
    const slow = (socket: Duplex): void => {
      socket.on('error', () => {});
      const octets = [...OK.replace('\r\n\r\n', `\r\nX: ${'x'.repeat(500)}\r\n\r\n`)];
      const timer = setInterval(() => {
        const next = octets.shift();
        if (next === undefined || socket.destroyed) clearInterval(timer);
        else socket.write(next);
      }, 10);
      socket.on('close', () => clearInterval(timer));
    };
    const { talk, took } = await asked(subjectOf(slow, { quiet: 100 }), [ask], { patience: 300 });
    expect(talk.stopped).toBe('patience');
    expect(took).toBeLessThan(1000);
    expect(judgeExchange(talk).outcome).toBe('inconclusive');
  });

  test('that ends at once has ended, which is permitted', async () => {
    const { talk, took } = await asked(subjectOf((socket) => socket.resume().end()));
    expect(heard(talk)).toBe('<fin>');
    expect(judgeExchange(talk).outcome).toBe('conforms');
    expect(took).toBeLessThan(1000);
  });

  test('that breaks off at once has reset the connection', async () => {
    const breaks = (socket: Duplex): void => {
      const { resetAndDestroy } = socket as Socket;
      if (resetAndDestroy === undefined) socket.destroy();
      else resetAndDestroy.call(socket);
    };
    const { talk } = await asked(subjectOf(breaks));
    expect(heard(talk)).toBe('<rst>');
    expect(judgeExchange(talk).outcome).toBe('conforms');
  });

  test('that answers and ends has its answer heard before its end', async () => {
    const { talk } = await asked(
      subjectOf((socket) =>
        socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nhello')),
      ),
    );
    expect(heard(talk)).toBe('HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nhello<fin>');
    expect(judgeExchange(talk).outcome).toBe('conforms');
  });

  test('has its FIN passed on while it still reads, and gets that of the client while it still writes', async () => {
    const events: string[] = [];
    const serve = (socket: Duplex): void => {
      socket.on('data', (octets: Buffer) => events.push(octets.toString('latin1')));
      socket.on('end', () => {
        events.push('end');
        socket.end(OK);
      });
    };
    const { talk } = await asked(subjectOf(serve, { half: true }), [ask, { what: 'fin' }]);
    expect(events).toEqual([GET, 'end']);
    expect(heard(talk)).toBe(`${OK}<fin>`);
    const half: string[] = [];
    const first = subjectOf((socket) => {
      socket.end(OK);
      socket.on('data', (octets: Buffer) => half.push(octets.toString('latin1')));
    });
    const line = await first.connect();
    const came = [await line.next(500), await line.next(500)];
    expect(came.map((one) => one?.what)).toEqual(['octets', 'fin']);
    line.write(Buffer.from('still'));
    await line.next(50);
    line.close();
    await first.close?.();
    expect(half.join('')).toBe('still');
  });

  test('is told of a reset of the client', async () => {
    const events: string[] = [];
    const subject = subjectOf((socket) => {
      socket.resume();
      socket.on('error', (error: NodeJS.ErrnoException) => events.push(error.code ?? error.message));
      socket.on('close', () => events.push('close'));
    });
    const line = await subject.connect();
    line.write(Buffer.from('GET / HT'));
    await line.next(20);
    line.rst();
    await new Promise((done) => setTimeout(done, 20));
    line.close();
    await subject.close?.();
    expect(events).toEqual(['ECONNRESET', 'close']);
    const { talk } = await asked(subject, [ask, { what: 'rst' }]);
    expect(lastOf(talk)).toBe('client rst');
  });

  test('that throws when it is connected is told, and no test fails for it', async () => {
    const { talk, left } = await asked(
      subjectOf(
        () => {
          throw new RangeError('no room');
        },
        { quiet: 10 },
      ),
    );
    expect(left).toContain('threw where nobody caught it: RangeError: no room');
    expect(judgeExchange(talk).outcome).toBe('conforms');
  });

  test('that throws when octets come, in a later turn, or rejects a promise is told each time', async () => {
    const serve = (socket: Duplex): void => {
      socket.once('data', () => {
        setImmediate(() => {
          throw new Error('in a later turn');
        });
        void Promise.reject(new Error('as a promise'));
        throw new Error('at once');
      });
    };
    const subject = subjectOf(serve, { quiet: 10 });
    const { left } = await asked(subject);
    expect([...left].sort()).toEqual([
      'threw where nobody caught it: Error: as a promise',
      'threw where nobody caught it: Error: at once',
      'threw where nobody caught it: Error: in a later turn',
    ]);
  });

  test('that fails a little after the connection is closed is told too', async () => {
    const serve = (socket: Duplex): void => {
      socket.on('error', () => {});
      socket.on('close', () =>
        setTimeout(() => {
          throw new Error('afterwards');
        }, 2),
      );
      socket.resume();
    };
    const { left } = await asked(subjectOf(serve, { quiet: 10 }));
    expect(left).toEqual(['threw where nobody caught it: Error: afterwards']);
  });

  test('that leaves a listener behind for each connection is told', async () => {
    const added: (() => void)[] = [];
    const subject = subjectOf((socket) => {
      const listener = (): void => void socket.destroy();
      process.on('SIGUSR2', listener);
      added.push(() => process.off('SIGUSR2', listener));
      socket.on('error', () => {});
      socket.once('data', () => socket.write(OK));
    });
    for (let time = 0; time < 4; time += 1) await converse(subject, [ask], { probe: false });
    const left = subject.left?.() ?? [];
    await subject.close?.();
    for (const remove of added) remove();
    expect(left).toEqual(["left 4 listeners for 'SIGUSR2' of the process behind, after 4 connections"]);
  });

  test('that gives the proof for somebody else breaks the form of a 101', async () => {
    const foreign = handshake().replace('dGhlIHNhbXBsZSBub25jZQ==', 'AAAAAAAAAAAAAAAAAAAAAA==');
    const { talk } = await asked(
      subjectOf((socket) => {
        socket.once('data', () => socket.write(switching())).on('error', () => {});
      }),
      [says(foreign)],
      { quiet: 10 },
    );
    const verdict = judgeExchange(talk);
    expect(verdict.outcome).toBe('breaks');
    expect(verdict.findings[0]?.clause).toBe('form.switch-proof');
  });

  test('that answers before it is asked breaks that nothing was asked', async () => {
    const { talk } = await asked(
      subjectOf((socket) => {
        socket.on('error', () => {});
        socket.resume();
        socket.write(OK);
      }),
      [],
    );
    const verdict = judgeExchange(talk);
    expect(verdict.outcome).not.toBe('conforms');
    expect(verdict.findings[0]?.clause).toBe('answer.nothing-asked');
  });

  test('that speaks another protocol breaks what an answer is', async () => {
    const { talk } = await asked(
      subjectOf((socket) =>
        socket
          .on('error', () => {})
          .resume()
          .end('220 smtp.example ESMTP\r\n'),
      ),
    );
    const verdict = judgeExchange(talk);
    expect(verdict.outcome).toBe('breaks');
    expect(verdict.findings[0]?.clause).toBe('answer.final');
  });
});

describe('a server of Node', () => {
  const http = (server: Server) => nodeServer(server);
  const plain = () =>
    createHttp((request, response) => {
      request.resume();
      response.end('plain');
    });

  test('that answers is asked again instead of waiting, on the same connection', async () => {
    const { talk, left, took } = await asked(http(plain()));
    expect(talk.passed.filter(({ from }) => from === 'client').length).toBe(2);
    expect(talk.probedFrom).toBeGreaterThan(0);
    expect(judgeExchange(talk).outcome).toBe('conforms');
    expect(left).toEqual([]);
    expect(took, 'nothing is waited for').toBeLessThan(500);
  });

  test('with a WebSocket on it lives, which a Ping tells', async () => {
    const server = plain();
    const silence = echoOn(server);
    const { talk, left } = await asked(http(server), [open, says(masked(1, 'hello'))]);
    silence();
    expect(talk.observer.server.messages).toEqual(['hello']);
    expect(talk.observer.server.pongs).toEqual(['after101']);
    expect(judgeExchange(talk).outcome).toBe('conforms');
    expect(left).toEqual([]);
  });

  test('that keeps an upgraded connection open for ever is told, and ends all the same', async () => {
    const server = plain();
    server.on('upgrade', (_request, socket) => socket.write(switching()));
    const begin = performance.now();
    const { left } = await asked(http(server), [open], { quiet: 10 });
    expect(left).toEqual(['kept 1 connections open that were over, of 1']);
    expect(server.listening).toBe(false);
    expect(performance.now() - begin).toBeLessThan(2000);
  });

  test('whose close never calls back ends within its limit', async () => {
    const server = plain();
    const { close } = server;
    server.close = (() => {
      close.call(server);
      return server;
    }) as Server['close'];
    const subject = http(server);
    await converse(subject, [ask]);
    const begin = performance.now();
    await subject.close?.();
    expect(performance.now() - begin).toBeLessThan(1500);
  });

  test('that listens already is asked where it listens, and is not closed', async () => {
    const server = plain().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { talk } = await asked(http(server));
    expect(judgeExchange(talk).outcome).toBe('conforms');
    expect(server.listening).toBe(true);
    expect(server.listenerCount('connection'), 'nobody listens who did not before').toBe(1);
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  });

  test('that cannot listen is unreachable, and says why', async () => {
    const server = createServer();
    server.listen = (() => {
      setImmediate(() => server.emit('error', new Error('no port is left')));
      return server;
    }) as typeof server.listen;
    await expect(nodeServer(server, { name: 'mine' }).connect()).rejects.toThrow(
      new Unreachable('mine does not listen: no port is left'),
    );
  });

  test('that never begins to listen is unreachable, within a limit', async () => {
    const server = createServer();
    server.listen = (() => server) as typeof server.listen;
    await expect(nodeServer(server, { name: 'mine' }).connect()).rejects.toThrow(
      /mine does not listen: it had not begun/,
    );
    expect(server.eventNames(), 'nobody waits for it any more').toEqual(['connection']);
  });

  test('may be asked many times at once', async () => {
    const subject = http(plain());
    const all = await Promise.all(Array.from({ length: 20 }, () => converse(subject, [ask])));
    expect(all.map((talk) => judgeExchange(talk).outcome)).toEqual(all.map(() => 'conforms'));
    await subject.close?.();
    expect(subject.left?.()).toEqual([]);
  });
});

describe('an address', () => {
  const refusal = async (subject: Subject): Promise<string> => {
    const error = await subject.connect().then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(Unreachable);
    return (error as Error).message;
  };

  test('where nobody listens is unreachable', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    await new Promise((done) => server.close(done));
    expect(await refusal(tcp({ port }))).toMatch(
      new RegExp(`^no connection to 127\\.0\\.0\\.1:${port}: .*ECONNREFUSED`),
    );
  });

  test('of a host that does not exist is unreachable', async () => {
    expect(await refusal(tcp({ host: 'nowhere.invalid', port: 80, within: 4000 }))).toMatch(
      /^no connection to nowhere\.invalid:80: /,
    );
  });

  test('of a unix socket that does not exist is unreachable', async () => {
    const socketPath = join(tmpdir(), 'after101-nobody.sock');
    expect(await refusal(tcp({ socketPath }))).toContain(`no connection to ${socketPath}: `);
  });

  test('may be a unix socket', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'after101-'));
    const socketPath = join(folder, 's');
    const server = createServer((socket) => socket.on('data', () => socket.write(OK))).listen(socketPath);
    await once(server, 'listening');
    const { talk } = await asked(tcp({ socketPath }));
    const again = await asked(nodeServer(server));
    await new Promise((done) => server.close(done));
    rmSync(folder, { recursive: true });
    expect(judgeExchange(talk).outcome).toBe('conforms');
    expect(judgeExchange(again.talk).outcome).toBe('conforms');
  });
});

describe('a pure subject', () => {
  test('is asked without waiting', async () => {
    const { talk, took } = await asked(speaks({ dialect: STANDARDS_DIALECT }), [
      open,
      says(masked(1, 'hello')),
    ]);
    expect(talk.observer.server.messages).toEqual(['hello']);
    expect(took).toBeLessThan(200);
  });

  test('may be a function that only decides; what it leaves open is done as the standards have it', async () => {
    const { talk } = await asked(
      decides('mine', () => 404),
      [open],
    );
    expect(talk.observer.server.responses.map(({ head }) => head?.status)).toEqual([404, 404]);
    expect(judgeExchange(talk).outcome).toBe('conforms');
    const granted = await asked(
      decides('mine', () => 101),
      [says(handshake().replace('HTTP/1.1', 'HTTP/1.0'))],
    );
    expect(judgeExchange(granted.talk).findings[0]?.clause).toBe('offer.old-version');
  });

  test('whose function throws, or gives no status, answers 500, and that is told', async () => {
    const faulty = decides('mine', () => {
      throw new Error('not decided');
    });
    const { talk, left } = await asked(faulty, [ask]);
    expect(talk.observer.server.responses[0]?.head?.status).toBe(500);
    expect(left).toEqual(['threw: Error: not decided (2 times)']);
    const late = decides('mine', (() => Promise.resolve(200)) as unknown as () => number);
    const other = await asked(late, [ask]);
    expect(other.talk.observer.server.responses[0]?.head?.status).toBe(500);
    expect(other.left).toEqual(['decided what is no status of an answer: {} (2 times)']);
  });

  test('that throws has broken off, and that is told', async () => {
    const server = pure('mine', () => ({
      receive: () => {
        throw new Error('cannot be');
      },
      end: () => [],
      reset: () => [],
    }));
    const { talk, left } = await asked(server);
    expect(heard(talk)).toBe('<rst>');
    expect(left).toEqual(['threw: Error: cannot be']);
  });

  test('and one behind a stream say the same', async () => {
    const serve = (socket: Duplex): void => {
      const speaker = new Speaker({ dialect: STANDARDS_DIALECT });
      socket.on('error', () => {});
      const pass = (said: ReturnType<Speaker['receive']>): void => {
        for (const one of said) {
          if (one.what === 'octets') socket.write(one.octets);
          else socket.end();
        }
      };
      socket.on('data', (octets: Buffer) => pass(speaker.receive(octets)));
      socket.on('end', () => pass(speaker.end()));
    };
    for (const steps of [[ask], [open, says(masked(1, 'hello'))], [says('GET / HTTP/1.0\r\n\r\n')]]) {
      const pure = await asked(speaks({ dialect: STANDARDS_DIALECT }), steps);
      const streamed = await asked(handler(serve), steps);
      expect(heard(streamed.talk)).toBe(heard(pure.talk));
    }
  });
});
