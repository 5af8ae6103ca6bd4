/**
 * A lock on what a subject does today: "we know that we differ here; tell us when it changes".
 *
 * 1. Every finite case of a suite is asked, and what was seen is kept as one line of text.
 * 2. Whether it is right is not asked. A change is told with what was, what is, and the clauses that it gains or loses.
 * 3. A dialect can stand in the place of a lock. It knows answers to single requests, so only those are compared.
 */
import type { Dialect } from '../../dialects/dialect.js';
import { spell } from '../../explore/spell.js';
import { printable } from '../../render/printable.js';
import { aimedOctets } from '../../wire/aim.js';
import { exchangeLines } from '../../wire/argue.js';
import { type Case, isSingle, PLAIN, suiteCases } from '../../wire/cases.js';
import { type Conversed, converse, lives } from '../../wire/converse.js';
import type { Observer } from '../../wire/observe.js';
import { type Subject, speaks } from '../../wire/subject.js';
import { each } from '../../wire/surveyor.js';
import { judgeExchange } from '../../wire/verdict.js';
import type { SuiteTest } from './conforms.js';

/** What a subject did with every case, as text that can be kept in a file. */
export interface Lock {
  /** What the lines mean; a lock of another format is taken anew. */
  readonly format: 1;
  readonly subject: string;
  /** The day on which it was taken, year first. */
  readonly taken: string;
  /** By the id of the case: what was seen, such as `101 upgrade; live`. */
  readonly cases: Readonly<Record<string, string>>;
}

/** Where a lock is kept: a file, or anything else. */
export interface LockStore {
  /** What it is called in messages. */
  readonly name: string;
  /** The lock; undefined where there is none yet. @throws when what is there is no lock */
  read(): Lock | undefined;
  write(lock: Lock): void;
  /** Whether a lock may be written: where there is none, and where it is to be taken anew. */
  readonly may: { readonly create: boolean; readonly update: boolean };
}

/** How a lock is taken. */
export interface LockOptions {
  readonly atOnce?: number;
  readonly quiet?: number;
  readonly patience?: number;
  readonly name?: string;
}

const AT_ONCE = 8;
const TIMEOUT = 30_000;

/** The answers that were seen, each with what it said about the connection. */
const answersOf = (observer: Observer): readonly string[] =>
  observer.server.responses.map(({ head, facts }) => {
    const says = facts.connection === 'none' ? '' : ` ${facts.connection}`;
    return `${head?.status ?? 'bare'}${says}`;
  });

/** The frames that were seen, those of the probe left out. */
function framesOf({ observer, probedFrom }: Conversed): readonly string[] {
  const codes = [...observer.server.closes];
  return observer.all.flatMap(({ seen, at }) => {
    if (seen.what !== 'frame' || seen.from !== 'server' || at > (probedFrom ?? Number.POSITIVE_INFINITY))
      return [];
    return seen.facts.opcode === 'close' ? [`close ${codes.shift() ?? ''}`.trim()] : [seen.facts.opcode];
  });
}

/** How the connection ended, or that it lives. Whether an end is a reset is a matter of timing. */
function fateOf(exchange: Conversed): string {
  if (exchange.stopped !== undefined) return exchange.stopped;
  if (exchange.observer.isOver) return 'ended';
  return lives(exchange) ? 'live' : 'silent';
}

/** An answer to the probe is told by `live` alone. */
function seenIn(exchange: Conversed): string {
  const fate = fateOf(exchange);
  const all = answersOf(exchange.observer);
  const probed = fate === 'live' && exchange.observer.server.mode !== 'frames';
  const answers = probed ? all.slice(0, -1) : all;
  const shown = [answers.join(', ') || 'no answer', ...framesOf(exchange), fate];
  return shown.join('; ');
}

/** The same without what a dialect does not know: form of the answers, and frames. */
const coarse = (seen: string): string =>
  seen
    .split('; ')
    .filter((_, at, all) => at === 0 || at === all.length - 1)
    .map((part) => part.replaceAll(/(\d{3}) [a-z+-]+/g, '$1'))
    .join('; ');

interface Seen {
  readonly line: string;
  readonly exchange: Conversed;
}

/** Every case asked once. */
async function askAll(
  subject: Subject,
  cases: readonly Case[],
  { atOnce = AT_ONCE, quiet, patience }: LockOptions,
): Promise<ReadonlyMap<string, Seen>> {
  const seen = new Map<string, Seen>();
  const ask = aimedOctets(spell(PLAIN), subject);
  const how = {
    ask,
    ...(quiet === undefined ? {} : { quiet }),
    ...(patience === undefined ? {} : { patience }),
  };
  try {
    await each(cases, atOnce, async ({ id, steps, paced }) => {
      const exchange = await converse(subject, steps, { ...how, paced });
      seen.set(id, { line: seenIn(exchange), exchange });
    });
  } finally {
    await subject.close?.();
  }
  return seen;
}

/** Which date it is, year first. */
const today = (): string => new Date().toISOString().slice(0, 10);

const lockFrom = (subject: Subject, cases: readonly Case[], seen: ReadonlyMap<string, Seen>): Lock => ({
  format: 1,
  subject: subject.name,
  taken: today(),
  cases: Object.fromEntries(
    cases.flatMap(({ id }) => (seen.has(id) ? [[id, seen.get(id)?.line ?? '']] : [])),
  ),
});

/**
 * What a subject does today, with every finite case of a suite.
 *
 * @param subject - what is asked; it is closed in the end
 * @param options - how it is asked
 * @returns the lock, which is plain data
 * @throws {Unreachable} when no connection can be made
 * @example
 * const { cases } = await lockOf(speaks({ dialect: STANDARDS_DIALECT }));
 * cases.handshake; // '101 upgrade; live'
 */
export async function lockOf(subject: Subject, options: LockOptions = {}): Promise<Lock> {
  const cases = suiteCases(false, subject);
  return lockFrom(subject, cases, await askAll(subject, cases, options));
}

/** What is expected, and which cases it knows. */
interface Expected {
  readonly of: string;
  readonly lines: ReadonlyMap<string, string>;
  readonly compared: (line: string) => string;
}

/** What a dialect does: it speaks, and is asked the same. */
async function expectedOf(dialect: Dialect, cases: readonly Case[]): Promise<Expected> {
  const single = cases.filter(isSingle);
  const seen = await askAll(speaks({ dialect }), single, {});
  const lines = new Map([...seen].map(([id, { line }]) => [id, line] as const));
  return { of: dialect.name, lines, compared: coarse };
}

/** A change, told. */
function changed(id: string, was: string, { line, exchange }: Seen, compared: Expected['compared']): string {
  const { findings } = judgeExchange(exchange.observer);
  const against = findings.map(({ clause, severity }) => `${clause} (${severity})`);
  return [
    `${id}`,
    `was       ${printable(compared(was))}`,
    `is        ${printable(compared(line))}`,
    ...exchangeLines(exchange),
    against.length === 0 ? 'permitted' : `against   ${against.join(', ')}`,
  ].join('\n    ');
}

/** The parts of a lock, one test each, by what their cases ask. */
const PARTS: Readonly<Record<Case['asks'], string>> = {
  handshake: 'handshakes',
  plain: 'plain requests',
  spelling: 'spellings',
  frame: 'frames',
  sequence: 'what comes one behind the other',
};
/** Changes that are told in full. */
const MOST_TOLD = 5;

/** One lock on one subject. */
class Agreement {
  private readonly subject: Subject;
  private readonly expected: Dialect | Lock | LockStore;
  private readonly options: LockOptions;
  private readonly cases: readonly Case[];
  private asked: Promise<{ seen: ReadonlyMap<string, Seen>; expected: Expected }> | undefined;

  constructor(subject: Subject, expected: Dialect | Lock | LockStore, options: LockOptions) {
    this.subject = subject;
    this.expected = expected;
    this.options = options;
    this.cases = suiteCases(false, subject);
  }

  tests(): readonly SuiteTest[] {
    const before = this.options.name === undefined ? '' : `${this.options.name}: `;
    return Object.entries(PARTS).map(([asks, part]) => ({
      name: `${before}as it was: ${part}`,
      kind: 'required' as const,
      group: part,
      clauses: [],
      timeout: TIMEOUT,
      run: () => this.compare(asks),
    }));
  }

  private compareAll() {
    this.asked ??= this.askBoth();
    return this.asked;
  }

  private async askBoth() {
    const seen = await askAll(this.subject, this.cases, this.options);
    return { seen, expected: await this.expectedFrom(seen) };
  }

  private async expectedFrom(seen: ReadonlyMap<string, Seen>): Promise<Expected> {
    const { expected } = this;
    if ('reading' in expected) return expectedOf(expected, this.cases);
    if ('cases' in expected) return expectedLock(expected, expected.subject);
    const { may } = expected;
    const lock = may.update ? undefined : expected.read();
    if (lock !== undefined) return expectedLock(lock, expected.name);
    if (!may.update && !may.create) {
      throw new Error(
        `${expected.name} is not there, and is not written here: run the tests once where it is, and commit it`,
      );
    }
    const taken = lockFrom(this.subject, this.cases, seen);
    const before = may.update ? readOr(expected) : undefined;
    // where nothing has changed the file does not change either, its date included
    const isSame = before !== undefined && JSON.stringify(before.cases) === JSON.stringify(taken.cases);
    if (!isSame) expected.write(taken);
    return expectedLock(isSame ? before : taken, expected.name);
  }

  private async compare(asks: string): Promise<void> {
    const { seen, expected } = await this.compareAll();
    const here = new Set(this.cases.flatMap((one) => (one.asks === asks ? [one.id] : [])));
    const changes = [...expected.lines].flatMap(([id, was]) => {
      const now = seen.get(id);
      if (!here.has(id) || now === undefined) return [];
      const same = expected.compared(was) === expected.compared(now.line);
      return same ? [] : [changed(id, was, now, expected.compared)];
    });
    if (changes.length === 0) return;
    const more = changes.length > MOST_TOLD ? [`and ${changes.length - MOST_TOLD} more`] : [];
    const first = `${printable(this.subject.name)} is not as ${printable(expected.of)} in ${changes.length} cases:`;
    throw new Error([first, ...changes.slice(0, MOST_TOLD), ...more].join('\n  '));
  }
}

/** The lock that is there; none where there is none that can be read, since it is written anew. */
function readOr(store: LockStore): Lock | undefined {
  try {
    return store.read();
  } catch {
    return undefined;
  }
}

function expectedLock(lock: Lock, name: string): Expected {
  return {
    of: `${name} (${lock.taken})`,
    lines: new Map(Object.entries(lock.cases)),
    compared: (line) => line,
  };
}

/**
 * A subject does what it did when the lock was taken, or what a dialect does: one test for each part.
 *
 * The lock says nothing about right and wrong. It is red when something changes, and tells what the change gains or
 * loses by the standards.
 *
 * @param subject - what is under test
 * @param expected - a dialect, a lock, or where a lock is kept
 * @param options - how it is asked
 * @returns the tests, to be run as those of `conforms`
 * @example
 * const rfc = speaks({ dialect: STANDARDS_DIALECT });
 * agreesWith(rfc, STANDARDS_DIALECT).map(({ name }) => name)[0]; // 'as it was: handshakes'
 */
export function agreesWith(
  subject: Subject,
  expected: Dialect | Lock | LockStore,
  options: LockOptions = {},
): readonly SuiteTest[] {
  return new Agreement(subject, expected, options).tests();
}
