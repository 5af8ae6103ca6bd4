/**
 * The commands of a client: each runs only where it means something, together they reach what a client can
 * lead to, wrong servers are caught and shrunk, and races are seen.
 */
import { createServer } from 'node:http';
import type { Duplex } from 'node:stream';
import * as fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { WebSocketServer } from 'ws';
import { STANDARDS_DIALECT } from '../../src/dialects/dialect.js';
import { spell } from '../../src/explore/spell.js';
import { COMMAND_KINDS, ConnectionCommand } from '../../src/kit/model/command.js';
import { type CommandOptions, connectionCommands } from '../../src/kit/model/commands.js';
import { raced } from '../../src/kit/model/races.js';
import { CommandsFailed, type ModelOptions } from '../../src/kit/model/real.js';
import { connectionModel, type ModelRun, runCommands, runRaced } from '../../src/kit/model/run.js';
import { REFERENCE } from '../../src/spec/axes.js';
import { printFrame, readFrame } from '../../src/spec/frames.js';
import { machine } from '../../src/spec/machine.js';
import { latin1, linesOf, octetsOf, readRequest } from '../../src/spec/message.js';
import { converse } from '../../src/wire/converse.js';
import type { Passed } from '../../src/wire/exchange.js';
import { handler, nodeServer } from '../../src/wire/node/in-process.js';
import { observe } from '../../src/wire/observe.js';
import type { PureServer } from '../../src/wire/purely.js';
import { Speaker } from '../../src/wire/speaker.js';
import { pure, type Subject, speaks, Unreachable } from '../../src/wire/subject.js';
import { judgeExchange } from '../../src/wire/verdict.js';
import { counted } from './shrinks.js';

const reach = counted();
afterAll(() => console.log(reach.printed('commands, reached')));

const REFERENCE_SERVER = speaks({ dialect: STANDARDS_DIALECT });
const right = (): Speaker => new Speaker({ dialect: STANDARDS_DIALECT });
const says = (octets: Uint8Array | string): Passed => ({
  from: 'server',
  what: 'octets',
  octets: typeof octets === 'string' ? octetsOf(octets) : octets,
});
const textOf = (one: Passed): string =>
  one.from === 'server' && one.what === 'octets' ? latin1(one.octets) : '';
const isFrame = (one: Passed): boolean => textOf(one) !== '' && !textOf(one).startsWith('HTTP/');
const CLOSE = printFrame({ opcode: 8, payload: new Uint8Array([0x03, 0xe8]) });

const some = (options?: CommandOptions) =>
  fc.commands(connectionCommands(options), { maxCommands: 20, size: 'max' });

function counts({ model }: ModelRun): void {
  for (const kind of model.ran) reach.note(`command ${kind}`);
  for (const status of model.reached()) reach.note(`status ${status}`);
}

/** The right server, but for what it is told and what it says. */
function altered(alter: () => (said: readonly Passed[], heard: Uint8Array | undefined) => readonly Passed[]) {
  return (): PureServer => {
    const server = right();
    const change = alter();
    return {
      receive: (octets) => change(server.receive(octets), octets),
      end: () => change(server.end(), undefined),
      reset: () => server.reset(),
    };
  };
}

/** Sends its own Close in the place of the first echo. */
const closesFirst = altered(() => {
  let isClosing = false;
  return (said) =>
    said.flatMap((one) => {
      if (!isFrame(one)) return [one];
      const read = readFrame(octetsOf(textOf(one)));
      const opcode = read.outcome === 'frame' ? read.frame.opcode : 0;
      if (isClosing) return opcode === 10 ? [one] : [];
      isClosing = opcode < 8 || opcode === 8;
      return [opcode < 8 ? says(CLOSE) : one];
    });
});

/** Grants a handshake before its content has come, and closes at once if it is one of those. */
function eager(closes: boolean): PureServer {
  const server = right();
  let left = 0;
  let isEager = false;
  const behind = (said: readonly Passed[]): readonly Passed[] =>
    closes && isEager ? said.filter((one) => !isFrame(one)) : said;
  const receive = (octets: Uint8Array): readonly Passed[] => {
    if (left > 0) {
      const taken = Math.min(left, octets.length);
      left -= taken;
      return taken < octets.length ? behind(server.receive(octets.subarray(taken))) : [];
    }
    const read = readRequest(octets);
    const [line] = read.outcome === 'head' ? linesOf(read.head, 'content-length') : [];
    const [key] = read.outcome === 'head' ? linesOf(read.head, 'sec-websocket-key') : [];
    if (read.outcome !== 'head' || line === undefined || key === undefined || !/^\d+$/.test(line.value))
      return behind(server.receive(octets));
    const without = latin1(octets.subarray(0, read.head.length)).replace(/\r\ncontent-length:[^\r]*/i, '');
    const said = server.receive(octetsOf(without));
    if (!said.some((one) => textOf(one).startsWith('HTTP/1.1 101'))) return said;
    isEager = true;
    left = Number(line.value);
    const rest = octets.subarray(read.head.length);
    return [...said, ...(closes ? [says(CLOSE)] : []), ...(rest.length > 0 ? receive(rest) : [])];
  };
  return { receive, end: () => behind(server.end()), reset: () => server.reset() };
}

describe('the reference server', () => {
  test('passes a thousand runs of commands', async () => {
    await fc.assert(
      fc.asyncProperty(some(), (commands) => runCommands(REFERENCE_SERVER, commands, { told: counts })),
      { numRuns: 1000, seed: 1 },
    );
  }, 30_000);

  test('passes three hundred runs with races', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), some({ early: true }), (scheduler, commands) =>
        runRaced(REFERENCE_SERVER, scheduler, commands, { told: counts }),
      ),
      { numRuns: 300, seed: 1 },
    );
  }, 30_000);

  test('and servers that close first, or grant before the content, pass as well', async () => {
    const only = [
      'handshake',
      'some content',
      'end of content',
      'message',
      'ping',
      'close',
      'frame at fault',
    ] as const;
    for (const [name, makes] of [
      ['closes first', closesFirst],
      ['eager', () => eager(false)],
      ['eager to close', () => eager(true)],
    ] as const) {
      await fc.assert(
        fc.asyncProperty(some({ only }), (commands) =>
          runCommands(pure(name, makes), commands, { told: counts }),
        ),
        { numRuns: 150, seed: 1 },
      );
    }
  }, 30_000);

  test('passes where a handshake waits behind requests', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), some({ only: ['request', 'handshake'] }), (scheduler, commands) =>
        runRaced(REFERENCE_SERVER, scheduler, commands, { told: counts }),
      ),
      { numRuns: 100, seed: 1 },
    );
  }, 30_000);

  test('is asked everything: every kind of command runs', () => {
    expect(reach.of('command ')).toEqual([...COMMAND_KINDS].sort());
  });

  test('is led to every status of the machine', () => {
    const { status } = machine.config.states as unknown as {
      status: { states: Record<string, { states: Record<string, unknown> }> };
    };
    const all = Object.entries(status.states).flatMap(([outer, { states }]) =>
      Object.keys(states).map((inner) => `${outer}.${inner}`),
    );
    expect(reach.of('status ')).toEqual(all.sort());
  });
});

/** What fast-check finds, shrunk: the error, the commands as they print themselves, and the scheduler. */
interface Found {
  readonly error: CommandsFailed;
  readonly commands: readonly string[];
  readonly scheduler: string;
}

function foundIn<T extends unknown[]>(details: fc.RunDetails<T>): Found {
  const { counterexample, errorInstance } = details;
  if (!(errorInstance instanceof CommandsFailed)) throw errorInstance ?? new Error('nothing was found');
  const commands = [...((counterexample?.at(-1) ?? []) as Iterable<ConnectionCommand>)].map(String);
  return { error: errorInstance, commands, scheduler: String(counterexample?.[0]) };
}

const checked = (subject: Subject, options?: CommandOptions, numRuns = 1000, settings?: ModelOptions) =>
  fc.check(
    fc.asyncProperty(some(options), (commands) => runCommands(subject, commands, settings)),
    { numRuns, seed: 1 },
  );

const checkedRaced = (
  makes: (scheduler: fc.Scheduler) => Subject,
  options?: CommandOptions,
  numRuns = 1000,
) =>
  fc.check(
    fc.asyncProperty(fc.scheduler(), some(options), (scheduler, commands) =>
      runRaced(makes(scheduler), scheduler, commands),
    ),
    { numRuns, seed: 1 },
  );

const GRANTS_OLD = speaks({
  dialect: {
    ...STANDARDS_DIALECT,
    name: 'grants HTTP/1.0',
    deviations: [
      {
        clause: 'offer.old-version',
        does: 'not-applied',
        basis: 'observed',
        evidence: [],
        note: 'deliberately',
      },
    ],
  },
});

describe('a wrong server', () => {
  test('that grants offers of HTTP/1.0 is caught by one handshake', async () => {
    const { error, commands } = foundIn(await checked(GRANTS_OLD));
    expect(error.finding.clause).toBe('offer.old-version');
    expect(commands).toHaveLength(1);
    expect(commands[0]).toMatch(/^(?:any request|handshake at fault) "GET \/ HTTP\/1\.0/);
  });

  test('that sends data behind its Close is caught by a handshake and a Close', async () => {
    const bye = says(printFrame({ opcode: 1, payload: octetsOf('bye') }));
    const talksOn = altered(
      () => (said) =>
        said.flatMap((one) => (isFrame(one) && textOf(one).startsWith('\x88') ? [one, bye] : [one])),
    );
    const { error, commands } = foundIn(await checked(pure('talks on', talksOn)));
    expect(error.finding.clause).toBe('closing.no-data');
    expect(commands.map((one) => one.split(' ')[0])).toEqual(['handshake', 'close']);
  });

  test('that answers the fourth request twice is caught by three and the probe', async () => {
    const twice = altered(() => {
      let answers = 0;
      return (said) =>
        said.flatMap((one) => {
          if (!textOf(one).startsWith('HTTP/1.1 200')) return [one];
          answers += 1;
          return answers === 4 ? [one, one] : [one];
        });
    });
    const { error, commands } = foundIn(await checked(pure('twice', twice)));
    expect(error.finding.clause).toBe('answer.once');
    expect(commands).toHaveLength(3);
    // it argues: the fault first, then what passed, the clause, and how to see it again
    const [first, ...rest] = error.message.split('\n');
    expect(first).toMatch(/^twice breaks answer\.once with an answer 2xx: /);
    const parts = ['asked ', 'sent ', 'came ', 'clause ', 'permitted ', 'again '];
    for (const part of parts)
      expect(
        rest.some((line) => line.trim().startsWith(part)),
        part,
      ).toBe(true);
    expect(error.message).toContain(`run again: ${commands.join(', ')}`);
  });

  test('whose fault is known is thrown at no more, and its runs end with the fault', async () => {
    const outcomes = counted();
    await fc.assert(
      fc.asyncProperty(some(), (commands) =>
        runCommands(GRANTS_OLD, commands, {
          known: ['offer.old-version'],
          told: ({ verdict }) => outcomes.note(verdict.findings[0]?.clause ?? verdict.outcome),
        }),
      ),
      { numRuns: 300, seed: 1 },
    );
    expect(outcomes.times('offer.old-version')).toBeGreaterThan(0);
    expect(outcomes.times('conforms')).toBeGreaterThan(200);
  });
});

/** Answers go through a lookup each, and leave when it is done: in order only as long as lookups are. */
function lookingUp(look: () => Promise<unknown>): Subject {
  const handle = (socket: Duplex): void => {
    const server = right();
    const pending: Promise<void>[] = [];
    const send = (said: readonly Passed[]): void => {
      for (const one of said) {
        if (one.what === 'octets') pending.push(look().then(() => void socket.write(one.octets)));
        else void Promise.all(pending).then(() => socket.end());
      }
    };
    socket.on('error', () => {});
    socket.on('data', (octets: Uint8Array) => send(server.receive(octets)));
    socket.on('end', () => send(server.end()));
  };
  return handler(handle, { name: 'looks up', quiet: 2 });
}

/** Reads what comes in one delivery behind a request again, and answers it again. */
const readsAgain = (): PureServer => {
  const server = right();
  const receive = (octets: Uint8Array): readonly Passed[] => {
    const said = server.receive(octets);
    const read = readRequest(octets);
    const rest = read.outcome === 'head' ? octets.subarray(read.head.length) : octets.subarray(octets.length);
    return rest.length > 0 ? [...said, ...server.receive(rest)] : said;
  };
  return { receive, end: () => server.end(), reset: () => server.reset() };
};

describe('races', () => {
  test('of answers that leave out of order are caught with a scheduler, and not without', async () => {
    const calm = await checked(
      lookingUp(() => Promise.resolve()),
      {},
      100,
    );
    expect(calm.failed).toBe(false);
    const scheduled = (scheduler: fc.Scheduler): Subject =>
      lookingUp(() => scheduler.schedule(Promise.resolve(), 'lookup'));
    const { error, commands, scheduler } = foundIn(await checkedRaced(scheduled));
    expect(error.finding.severity).toBe('breaks');
    expect(commands.length).toBeLessThanOrEqual(3);
    for (const part of ['to the server from "GET ', 'lookup', 'to the client "HTTP'])
      expect(scheduler).toContain(part);
  }, 30_000);

  test('of two requests in one delivery are caught where they meet, and not without', async () => {
    const subject = pure('reads again', readsAgain);
    const options: CommandOptions = { together: false, only: ['request', 'fin'] };
    const calm = await checked(subject, options);
    expect(calm.failed).toBe(false);
    const { error, commands, scheduler } = foundIn(await checkedRaced(() => subject, options));
    expect(error.finding).toMatchObject({ severity: 'breaks', saw: expect.stringMatching(/^an answer /) });
    expect(commands.length).toBeLessThanOrEqual(3);
    // fast-check tells in which order things happened: the second request was sent before the first arrived
    expect(scheduler).toMatch(/run@request .*\n(?:.*\n)*.*run@request .*\n(?:.*\n)*.*to the server/);
  }, 30_000);

  test('leave a conversation as it is for a server without them', async () => {
    const steps = [
      spell(REFERENCE),
      printFrame({ opcode: 9, payload: octetsOf('a'), key: new Uint8Array(4) }),
    ];
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        const held = converse(
          raced(REFERENCE_SERVER, scheduler),
          steps.map((octets) => ({ what: 'octets', octets })),
          { quiet: 1 },
        );
        const exchange = await scheduler.waitFor(held);
        expect(judgeExchange(exchange).outcome).toBe('conforms');
        expect(exchange.observer.server.pongs).toContain('a');
      }),
      { numRuns: 50, seed: 1 },
    );
  });
});

describe('what is seen', () => {
  test('has the FIN of a client behind the octets that wait for an answer', () => {
    const sent = (octets: Uint8Array): Passed => ({ from: 'client', what: 'octets', octets });
    const { all } = observe({
      passed: [
        sent(spell(REFERENCE)),
        sent(printFrame({ opcode: 9, key: new Uint8Array(4) })),
        { from: 'client', what: 'fin' },
        ...right().receive(spell(REFERENCE)),
      ],
    });
    expect(all.map(({ seen }) => seen.what)).toEqual(['request', 'response', 'frame', 'fin']);
  });
});

describe('the parts of a run', () => {
  test('are given to fast-check by whoever wants them', async () => {
    await fc.assert(
      fc.asyncProperty(some(), async (commands) => {
        const open = await connectionModel(REFERENCE_SERVER);
        try {
          await fc.asyncModelRun(open.setup, commands);
          expect((await open.finish()).outcome).not.toBe('breaks');
        } finally {
          open.close();
        }
      }),
      { numRuns: 50, seed: 1 },
    );
  });

  test('are commands that say where they may be done', async () => {
    const { model, setup, close } = await connectionModel(REFERENCE_SERVER);
    const { real } = await setup();
    const may = (): readonly string[] => {
      const commands = fc.sample(fc.tuple(...connectionCommands()), { numRuns: 40, seed: 1 }).flat();
      return [...new Set(commands.filter((one) => one.check(model)).map(({ kind }) => kind))].sort();
    };
    const heads = ['any request', 'handshake', 'handshake at fault', 'request'];
    const ends = ['fin', 'quiet', 'rst'];
    expect(may()).toEqual([...heads, ...ends, 'line break', 'part of a head'].sort());
    real.does({
      what: 'octets',
      octets: octetsOf('POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\n'),
    });
    await real.answered();
    expect(may()).toEqual([...ends, 'end of content', 'some content'].sort());
    real.does({ what: 'octets', octets: octetsOf('hello') });
    real.does({ what: 'octets', octets: spell(REFERENCE) });
    await real.answered();
    const frames = ['close', 'first fragment', 'frame at fault', 'message', 'ping', 'pong'];
    expect(may()).toEqual([...ends, ...frames].sort());
    real.does({ what: 'octets', octets: printFrame({ opcode: 8, key: new Uint8Array(4) }) });
    await real.ended();
    expect(may()).toEqual([]);
    close();
  });

  test('stop a server that goes on for ever, by octets and by time', async () => {
    const forever = (socket: Duplex): void => {
      const say = (): void => {
        if (!socket.destroyed && socket.write('HTTP/1.1 102 Processing\r\n\r\n')) setImmediate(say);
        else if (!socket.destroyed) socket.once('drain', say);
      };
      socket.on('error', () => {});
      socket.once('data', say);
    };
    const subject = handler(forever, { name: 'for ever' });
    const request = new ConnectionCommand({
      kind: 'request',
      may: (model) => model.isBetween,
      does: (_, real) => {
        real.does({ what: 'octets', octets: octetsOf('GET / HTTP/1.1\r\nHost: h\r\n\r\n') });
        return real.answered();
      },
    });
    const runs: ModelRun[] = [];
    const told = (run: ModelRun): void => void runs.push(run);
    await runCommands(subject, [request], { told, most: 10_000 });
    await runCommands(subject, [request], { told, patience: 30 });
    expect(runs.map(({ model }) => model.stopped)).toEqual(['too-much', 'patience']);
    expect(runs[0]?.verdict.notes).toContain('the server sent more than is read');
  });
});

describe('a server on sockets', () => {
  /** What the catalogue has against ws, and what it does with content and with what its cases do not ask. */
  const KNOWN: readonly string[] = [
    'offer.old-version',
    'version.major-0',
    'version.major-unserved',
    'host.missing',
    'host.repeated',
    'host.invalid',
    'handshake.host',
    'handshake.version-unsupported',
    'handshake.version-malformed',
    'handshake.extensions-malformed',
    'handshake.target',
    'handshake.content',
    'content.more',
    'switch.not-before-continue',
    'framing.chunked-not-last',
    'framing.unknown-coding',
    'target.asterisk',
    'persist.close-wins',
    'target.malformed',
    'form.names-versions',
    'answer.once',
  ];

  test('runs 150 sequences of commands, deviates as is known, and nothing stays open', async () => {
    const server = createServer((request, response) => {
      request.resume();
      response.end('plain');
    });
    const sockets = new WebSocketServer({ server });
    sockets.on('connection', (socket) => {
      socket.on('error', () => {});
      socket.on('message', (data, binary) => socket.send(data, { binary }));
    });
    const subject = nodeServer(server, { name: 'ws', quiet: 15 });
    const told = ({ verdict }: ModelRun): void => {
      for (const { clause } of verdict.findings) reach.note(`ws breaks ${clause}`);
    };
    try {
      await fc.assert(
        fc.asyncProperty(some(), (commands) => runCommands(subject, commands, { known: KNOWN, told })),
        { numRuns: 150, seed: 2 },
      );
    } finally {
      await subject.close?.();
    }
    expect(subject.left?.()).toEqual([]);
    expect(server.listening).toBe(false);
    expect(await new Promise((done) => server.getConnections((_, count) => done(count)))).toBe(0);
  }, 30_000);

  test('that does not listen is not tested: the line is what fails', async () => {
    const nobody: Subject = {
      name: 'nobody',
      quiet: 1,
      connect: () => Promise.reject(new Unreachable('no')),
    };
    await expect(runCommands(nobody, [])).rejects.toThrow(Unreachable);
  });
});
