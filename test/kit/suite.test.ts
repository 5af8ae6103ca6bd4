/**
 * The suite: what it finds, what it leaves alone, and that no fault of a harness makes it red.
 */
import type { Duplex } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { STANDARDS_DIALECT } from '../../src/dialects/dialect.js';
import {
  agreesWith,
  conforms,
  decides,
  handler,
  type Lock,
  type LockStore,
  lockOf,
  type Subject,
  type SuiteTest,
  speaks,
  type TestContext,
  tcp,
} from '../../src/kit/index.js';
import '../../src/kit/vitest.js';
import type { Facts } from '../../src/spec/axes.js';
import { octetsOf } from '../../src/spec/message.js';
import { judgeExchange } from '../../src/wire/verdict.js';

/** What became of a test: green, skipped with a note, or red with a message. */
type Outcome = { readonly is: 'green' } | { readonly is: 'skipped' | 'red'; readonly says: string };

async function ran({ run }: SuiteTest): Promise<Outcome> {
  let note: string | undefined;
  const context: TestContext = {
    skip: (text) => {
      note = text ?? '';
    },
  };
  try {
    await run(context);
  } catch (error) {
    return { is: 'red', says: (error as Error).message };
  }
  return note === undefined ? { is: 'green' } : { is: 'skipped', says: note };
}

/** Every test of a suite by its name. */
async function outcomes(tests: Iterable<SuiteTest>): Promise<ReadonlyMap<string, Outcome>> {
  const all = new Map<string, Outcome>();
  for (const one of tests) all.set(one.name, await ran(one));
  return all;
}

const named = (all: ReadonlyMap<string, Outcome>, is: Outcome['is']): readonly string[] =>
  [...all].flatMap(([name, one]) => (one.is === is ? [name] : []));

const CONTROL = 'required: control, a correct handshake gives a live WebSocket';
/** What red tests say. */
const told = (all: ReadonlyMap<string, Outcome>): string =>
  [...all].flatMap(([name, one]) => (one.is === 'red' ? [`${name}: ${one.says}`] : [])).join('\n');

const rfc = (): Subject => speaks({ dialect: STANDARDS_DIALECT });
const QUICK = { runs: 20 };
/** Nothing is odd about the request but its method. */
const isOddMethod = ({ method, syntax, target, version, host, framing }: Facts): boolean =>
  [method, syntax, target, version, host, framing].join() === 'unknown,clean,origin,1.1,one,none';

describe('a suite', () => {
  test('is green for a server that speaks as the standards have it, and skips nothing', async () => {
    const all = await outcomes(conforms(rfc(), QUICK));
    expect(named(all, 'red')).toEqual([]);
    expect(named(all, 'skipped')).toEqual([]);
    expect(all.size).toBeGreaterThan(30);
  });

  test('has one test for each group of clauses and kind, a control before and hygiene behind', () => {
    const { tests } = conforms(rfc());
    expect(tests[0]?.group).toMatch(/^control/);
    expect(tests.map(({ group }) => group).slice(-3)).toEqual([
      'hygiene, nothing is left behind',
      'all was asked in time',
      'nothing was owed any more',
    ]);
    const names = tests.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toContain('required: offer');
    expect(names).toContain('preferred: form');
    expect(names).toContain('asking: closing');
  });

  test('finds one fault of a function that only decides, and argues with its clause', async () => {
    const mine = decides('mine', (_, facts) =>
      facts.version === '1.0' && facts.upgrade === 'websocket' ? 101 : undefined,
    );
    const all = await outcomes(conforms(mine, QUICK));
    const red = named(all, 'red');
    expect(red).toEqual(['required: offer']);
    const says = (all.get('required: offer') as { says: string }).says;
    expect(says).toMatch(/^mine breaks offer\.old-version with an answer 101/);
    expect(says).toContain('asked     version 1.0\n');
    expect(says).toContain('rfc9110#field.upgrade');
    expect(says).toContain('again     handshake, version 1.0');
    expect(says).toContain("printf 'GET / HTTP/1.0\\r\\nHost: h\\r\\n");
  });

  test('keeps what is preferred from being red, unless that is asked for', async () => {
    const ignores = (fail?: readonly ['required', 'preferred']) =>
      conforms(
        decides('mine', (_, facts) => (isOddMethod(facts) ? 200 : undefined)),
        { ...QUICK, ...(fail === undefined ? {} : { fail }) },
      );
    const lenient = await outcomes(ignores());
    expect(named(lenient, 'red')).toEqual([]);
    expect(named(lenient, 'skipped')).toEqual(['preferred: method']);
    const strict = await outcomes(ignores(['required', 'preferred']));
    expect(named(strict, 'red')).toEqual(['preferred: method']);
  });

  test('leaves out what is known', async () => {
    const mine = decides('mine', (_, facts) =>
      facts.version === '1.0' && facts.upgrade === 'websocket' ? 101 : undefined,
    );
    const all = await outcomes(conforms(mine, { ...QUICK, known: ['offer.old-version'] }));
    expect(named(all, 'red')).toEqual([]);
  });

  test('aims at the path and the host of the subject, and reads lengths as they are', async () => {
    const seen = new Set<string>();
    const speaks101 = decides('mine', (head) => {
      seen.add(head.target);
      return undefined;
    });
    const { control, found } = await conforms(
      { ...speaks101, path: '/chat/room?a=b', host: 'chat.example' },
      QUICK,
    ).report();
    expect([control, found]).toEqual([undefined, []]);
    expect(seen.has('/chat/room?a=b')).toBe(true);
  });
});

describe('a subject that cannot be tested', () => {
  const BRIEF = { runs: 5, budget: 1500, quiet: 10, patience: 200 };
  const silent = (): Subject => handler((socket: Duplex) => void socket.resume(), { name: 'silent' });

  test('and never answers makes the control red, and nothing else', async () => {
    const all = await outcomes(conforms(silent(), BRIEF));
    expect(named(all, 'red'), told(all)).toEqual([CONTROL]);
    const [first] = [...all.values()];
    expect((first as { says: string }).says).toContain('gave no answer in time');
    expect(named(all, 'skipped')).toContain('required: frame');
  });

  test('and is not there is told in one sentence, and no other test is red', async () => {
    const all = await outcomes(conforms(tcp({ port: 1, name: 'nobody' }), BRIEF));
    expect(named(all, 'red'), told(all)).toEqual([CONTROL]);
    const [first] = [...all.values()];
    expect((first as { says: string }).says).toMatch(
      /^nobody: no connection to 127\.0\.0\.1:1: nothing listens there \(ECONNREFUSED\)/,
    );
    expect(named(all, 'green').filter((name) => !/hygiene|owed/.test(name))).toEqual([]);
  });

  test('because it answers for ever stops at its limits', async () => {
    const endless = handler(
      (socket) => {
        socket.on('error', () => {});
        const more = (): void => {
          while (!socket.destroyed && socket.write('x'.repeat(65_536)));
          if (!socket.destroyed) socket.once('drain', more);
        };
        socket.once('data', () => {
          socket.write('HTTP/1.1 200 OK\r\n\r\n');
          more();
        });
      },
      { name: 'endless' },
    );
    const begun = performance.now();
    const { notes } = await conforms(endless, BRIEF).report();
    expect(notes.join()).toContain('stopped: too-much');
    expect(performance.now() - begun).toBeLessThan(20_000);
  });

  test('since it throws is red for that, and no error reaches anybody else', async () => {
    const throws = handler(
      (socket) => {
        socket.on('data', () => {
          throw new Error('a fault of the server');
        });
      },
      { name: 'throws' },
    );
    const all = await outcomes(conforms(throws, BRIEF));
    const hygiene = all.get('required: hygiene, nothing is left behind') as { is: string; says: string };
    expect(hygiene.is).toBe('red');
    expect(hygiene.says).toContain('threw where nobody caught it: Error: a fault of the server');
  });

  test('as it closes at once breaks nothing, since a server may, and fails the control', async () => {
    const all = await outcomes(
      conforms(
        handler((socket) => void socket.end(), { name: 'closes' }),
        BRIEF,
      ),
    );
    expect(named(all, 'red'), told(all)).toEqual([CONTROL]);
  });

  test("and answers somebody else's handshake breaks the proof", async () => {
    const answer =
      'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
      'Sec-WebSocket-Accept: AAAAAAAAAAAAAAAAAAAAAAAAAAA=\r\n\r\n';
    const other = handler((socket) => {
      socket.on('error', () => {});
      socket.once('data', () => socket.write(answer));
    });
    const { found } = await conforms(other, BRIEF).report();
    expect(found.map(({ finding }) => finding.clause)).toContain('form.switch-proof');
  });
});

describe('a lock', () => {
  const memory = (may: LockStore['may']): LockStore & { kept?: Lock } => {
    const store: LockStore & { kept?: Lock } = {
      name: 'memory',
      may,
      read: () => store.kept,
      write: (lock) => {
        store.kept = lock;
      },
    };
    return store;
  };

  test('is taken where there is none, agrees with itself, and tells a change with its clause', async () => {
    const store = memory({ create: true, update: false });
    expect(named(await outcomes(agreesWith(rfc(), store)), 'red')).toEqual([]);
    expect(store.kept?.cases.handshake).toBe('101 upgrade; live');
    expect(named(await outcomes(agreesWith(rfc(), store)), 'red')).toEqual([]);
    const changed = decides('changed', (_, facts) =>
      facts.version === '1.0' && facts.upgrade === 'websocket' ? 101 : undefined,
    );
    const all = await outcomes(agreesWith(changed, store));
    expect(named(all, 'red')).toContain('as it was: handshakes');
    const { says } = all.get('as it was: handshakes') as { says: string };
    expect(says).toMatch(/^changed is not as memory \(\d{4}-\d\d-\d\d\) in \d+ cases:/);
    expect(says).toContain('against   offer.old-version (breaks)');
  });

  test('is not written where it may not be, and says so', async () => {
    const all = await outcomes(agreesWith(rfc(), memory({ create: false, update: false })));
    expect(named(all, 'green')).toEqual([]);
    expect([...all.values()].map((one) => 'says' in one && one.says)[0]).toContain(
      'run the tests once where it is',
    );
  });

  test('says the same each time it is taken', async () => {
    expect(await lockOf(rfc())).toEqual(await lockOf(rfc()));
  });
});

describe('the matchers', () => {
  const asked = { from: 'client', what: 'octets', octets: octetsOf('GET / HTTP/1.0\r\n\r\n') } as const;
  const came = (text: string) => ({ from: 'server', what: 'octets', octets: octetsOf(text) }) as const;

  test('take an exchange that conforms, and argue with one that does not', () => {
    const fine = { passed: [asked, came('HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n')] };
    expect(fine).toConform();
    const broken = {
      passed: [asked, came('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n')],
    };
    expect(judgeExchange(broken).findings[0]?.clause).toBe('form.no-coding-to-old');
    expect(() => expect(broken).toConform()).toThrow(/breaks form\.no-coding-to-old/);
    expect(broken).not.toConform();
  });

  test('ask a subject whether it speaks as the standards or as a product', async () => {
    await expect(rfc()).toSpeak('rfc', QUICK);
    await expect(rfc()).not.toSpeak('ws@8');
    await expect(expect(rfc()).toSpeak('wss@8')).rejects.toThrow(/no dialect is called wss@8; near it: ws/);
  });
});
