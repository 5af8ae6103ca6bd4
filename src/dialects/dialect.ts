/**
 * A product is a dialect: the standards plus a reading, choices and deviations.
 *
 * 1. A choice picks one of the permitted outcomes, and nobody is blamed for it. A deviation lies outside
 *    them and carries evidence. What the program on top decided is the application, and counts as neither.
 * 2. A dialect changes rows of the standards' tables: it drops one, replaces its outcome, or looks at it in
 *    another place (`places.ts`). It has no table and no machine of its own; arrows that only a deviation
 *    enables stand in the machine of the standards.
 * 3. What a dialect does not name is as in the standards, and is thereby assumed, not known.
 */
import { FINAL_STATUSES, type FinalStatus } from '../spec/admission.js';
import { type Axis, type Facts, VALUES, type Value } from '../spec/axes.js';
import { permittedFor, type Question, type Rules, STANDARDS, type Verdict } from '../spec/decide.js';
import { type Choices, choose, DEFAULT_CHOICES } from '../spec/defaults.js';
import { persistsAs } from '../spec/facts.js';
import type { RequestHead } from '../spec/message.js';
import { type Reading, STANDARDS_READING } from '../spec/reading.js';
import { ask, type Condition, defineTable, type Row, seeing, type Table } from '../spec/table.js';
import { type Checks, placed, type Refusal } from './places.js';

/** Where a claim about a product comes from. */
export type Basis = 'observed' | 'documented' | 'inferred';

/**
 * How a clause is not kept: it is not applied, or it was seen broken, of which the dialect's reading,
 * checks and answers have the particulars.
 */
export type DeviationKind = 'not-applied' | 'seen';

/** Something a product does that the standards do not permit. */
export interface Deviation {
  /** The clause that is not applied, or is answered differently. */
  readonly clause: string;
  /** The clause is skipped, or has another outcome: always, or only where `where` holds. */
  readonly does: DeviationKind | { readonly outcome: string; readonly where?: Condition<Facts> };
  readonly basis: Basis;
  /** The ids of the cases that show it, or the sentence of a source with its date. */
  readonly evidence: readonly string[];
  /** What the product does, in one sentence. */
  readonly note: string;
}

/** What the program on top of the product decided. */
export interface Application {
  readonly name: string;
  /** The answer to an ordinary request, and whether it closes a connection that could persist. */
  readonly plain: { readonly answer: FinalStatus; readonly closes: boolean };
  /** A handshake that holds is accepted, denied with a status, or not looked at. */
  readonly handshake: 'accept' | 'ignore' | { readonly deny: FinalStatus };
  /** The answer to a faulty handshake, where the application gives it rather than the product. */
  readonly faulty?: FinalStatus;
  /** Whether it sends a message of its own as soon as the WebSocket is open. */
  readonly greeting: boolean;
}

/**
 * An answer as a product gives it: its status, and what becomes of the connection. `decide` leaves that to
 * persistence, or to WebSocket behind a 101; `nothing` leaves the connection open and deals with nothing
 * more. Without a status the product closes, or waits for more.
 */
export type Answer =
  | { readonly status: number; readonly then: 'decide' | 'close' | 'nothing' }
  | { readonly status: 'none'; readonly then: 'close' | 'wait' };

/**
 * The answers of a product: by the clause that decided, and where none is given for it, those to an
 * ordinary request, to a fault, and to a handshake that holds.
 */
export type Answers = Readonly<Record<string, Answer>>;

/**
 * When an answer says what in Connection: behind a 101; where the connection goes on, or ends; and the same
 * to a request of HTTP/1.0.
 */
export const SAYS_WHEN = ['switched', 'goes-on', 'ends', 'goes-on-in-1.0', 'ends-in-1.0'] as const;

/** What answers say in Connection, where it is not what the standards' form has first. */
export type Says = { readonly [W in (typeof SAYS_WHEN)[number]]?: Value<'connection'> };

/** What a product takes where several outcomes are permitted. */
export interface DialectChoices extends Partial<Choices> {
  /** The answer to what is refused from the head, wherever it is among those permitted. */
  readonly refusals?: FinalStatus;
}

/** One product in one version, under one application. */
export interface Dialect {
  readonly product: string;
  readonly version: string;
  /** `product@version`, and the application behind a slash unless it is the usual one. */
  readonly name: string;
  readonly application: Application;
  readonly reading: Reading;
  readonly choices: DialectChoices;
  readonly deviations: readonly Deviation[];
  /** The rows that are looked at in another place than usual; with them the answers are exact. */
  readonly checks?: Checks;
  readonly answers?: Answers;
  readonly says?: Says;
  readonly evidence: {
    /** When it was observed, or from when the source is; year first. */
    readonly observed: string;
    readonly source: string;
    readonly kind: Basis;
  };
}

/**
 * The standards are a dialect without deviations; their application grants what may be granted.
 *
 * @example
 * import { rulesOf, STANDARDS, STANDARDS_DIALECT } from 'after101';
 *
 * rulesOf(STANDARDS_DIALECT) === STANDARDS; // true
 */
export const STANDARDS_DIALECT: Dialect = {
  product: 'rfc',
  version: '',
  name: 'rfc',
  application: {
    name: 'grants',
    plain: { answer: '2xx', closes: false },
    handshake: 'accept',
    greeting: false,
  },
  reading: STANDARDS_READING,
  choices: {},
  deviations: [],
  evidence: {
    observed: '2022-06',
    source: 'RFC 9110 and RFC 9112 (June 2022), RFC 6455 (December 2011)',
    kind: 'documented',
  },
};

/** The outcomes that a deviation may give, for every table whose outcomes are words. */
const OUTCOMES: { readonly [Q in Question]?: readonly string[] } = {
  servedAs: ['1.1', '1.0'],
  persistence: ['close', 'http/1.1', 'keep-alive', 'otherwise'],
  endings: ['ends', 'no'],
  content: ['none', 'follows'],
  expectation: ['owed', 'optional', 'no'],
  offer: ['websocket', 'nothing'],
  handshake: ['holds', 'faulty', 'version'],
  after101: ['websocket', 'persistence'],
  earlyFrames: ['wait', 'activate'],
};

/** Where both conditions hold. */
function bothHold(one: Condition<Facts>, other: Condition<Facts>): Condition<Facts> {
  const met: Partial<Record<Axis, readonly string[]>> = { ...one };
  for (const [axis, values] of Object.entries(other) as [Axis, readonly string[]][]) {
    met[axis] = met[axis]?.filter((value) => values.includes(value)) ?? values;
  }
  return met as Condition<Facts>;
}

/** The rows that a deviation makes of the row it is about. */
function deviating<O>(
  question: Question,
  row: Row<Facts, O>,
  deviation: Deviation,
): readonly Row<Facts, O>[] {
  if (deviation.does === 'not-applied') return [];
  if (typeof deviation.does === 'string') return [row];
  const { outcome, where } = deviation.does;
  if (!OUTCOMES[question]?.includes(outcome)) throw new Error(`${row.clause}: no outcome ${outcome}`);
  const other = { ...row, then: [outcome as O] };
  return where === undefined ? [other] : [{ ...other, when: bothHold(row.when, where) }, row];
}

/** The table with the rows that deviate changed; the table itself when none does. */
function changed<O>(
  question: Question,
  table: Table<Facts, O>,
  deviations: readonly Deviation[],
): Table<Facts, O> {
  const about = (row: Row<Facts, O>) => deviations.find(({ clause }) => clause === row.clause);
  if (!table.rows.some(about)) return table;
  const rows = table.rows.flatMap((row): readonly Row<Facts, O>[] => {
    const deviation = about(row);
    return deviation === undefined ? [row] : deviating(question, row, deviation);
  });
  return defineTable(table.title, table.space, rows);
}

/** The class of a status, as the tables know it. */
export function classOf(status: number): FinalStatus {
  const own = FINAL_STATUSES.find((one) => one === String(status));
  return own ?? (`${Math.min(5, Math.max(2, Math.floor(status / 100)))}xx` as FinalStatus);
}

/** How a dialect refuses by a clause, as far as its tables need it. */
function refusalBy(answers: Answers, clause: string): Refusal | undefined {
  const answer = answers[clause] ?? answers.refusal;
  if (answer === undefined || answer.status === 'none') return undefined;
  return { status: classOf(answer.status), ends: answer.then === 'close' };
}

/**
 * The tables of the standards with the rows of a dialect in their places; those of the standards if it
 * moves none.
 */
function withChecks(dialect: Dialect): Rules {
  const { checks, answers = {} } = dialect;
  if (checks === undefined) return STANDARDS;
  const by = (clause: string): Refusal | undefined => refusalBy(answers, clause);
  // a fault of the framing ends the connection as its refusal does, and not where it is no fault to the
  // product
  const refusing: Readonly<Record<string, string>> = { 'framing.both-ends': 'framing.both' };
  const ends = (clause: string): boolean => {
    const refusal = refusing[clause];
    if (refusal !== undefined) return checks[refusal] !== 'never';
    return (checks[clause] ?? 'first') === 'first' && by(clause)?.ends !== false;
  };
  const endings = STANDARDS.endings.rows.filter(({ clause, then }) => then[0] === 'no' || ends(clause));
  return {
    ...STANDARDS,
    ...placed(checks, dialect.application.handshake === 'ignore', by),
    endings: defineTable(STANDARDS.endings.title, STANDARDS.endings.space, endings),
  };
}

const known = new WeakMap<Dialect, Rules>();

/**
 * The rules of a dialect are those of the standards, with the rows it deviates in dropped or replaced.
 *
 * @param dialect - the dialect
 * @returns its rules, made once
 * @throws when a deviation names a clause or an outcome that no table has
 * @example
 * import { REFERENCE, permittedFor, resolveDialect, rulesOf } from 'after101';
 *
 * const named = resolveDialect('swoole@4.8');
 * const old = { ...REFERENCE, version: '1.0' };
 * 'dialect' in named && permittedFor(old, rulesOf(named.dialect))[0].mayGrant; // true
 */
export function rulesOf(dialect: Dialect): Rules {
  const found = known.get(dialect);
  if (found !== undefined) return found;
  const tables = Object.entries(STANDARDS) as [Question, Table<Facts, unknown>][];
  for (const { clause } of dialect.deviations) {
    if (!tables.some(([, table]) => table.rows.some((row) => row.clause === clause))) {
      throw new Error(`${dialect.name}: no table has the clause ${clause}`);
    }
  }
  const base = withChecks(dialect);
  const rules =
    dialect.deviations.length === 0
      ? base
      : (Object.fromEntries(
          (Object.entries(base) as typeof tables).map(([question, table]) => [
            question,
            changed(question, table, dialect.deviations),
          ]),
        ) as unknown as Rules);
  known.set(dialect, rules);
  return rules;
}

/**
 * The choices of a dialect are the default ones, with those it names in their place.
 *
 * @param dialect - the dialect
 * @returns a full table of choices
 * @example
 * import { choicesOf, DEFAULT_CHOICES, STANDARDS_DIALECT } from 'after101';
 *
 * choicesOf(STANDARDS_DIALECT).faultyHandshake === DEFAULT_CHOICES.faultyHandshake; // true
 */
export function choicesOf(dialect: Dialect): Choices {
  const { refusals: _refusals, picks, ...choices } = dialect.choices;
  return { ...DEFAULT_CHOICES, ...choices, picks: { ...DEFAULT_CHOICES.picks, ...picks } };
}

/**
 * A dialect takes a request as one of the verdicts that its rules leave, by its choices.
 *
 * @param dialect - the dialect
 * @param read - the facts of the request under the dialect's reading, with its head
 * @returns the verdict
 * @example
 * import { factsOf, octetsOf, STANDARDS_DIALECT, verdictOf } from 'after101';
 *
 * const read = factsOf(octetsOf('GET / HTTP/1.1\r\nHost: h\r\n\r\n'), STANDARDS_DIALECT.reading);
 * read.outcome === 'facts' && verdictOf(STANDARDS_DIALECT, read).takes; // 'ordinary'
 */
export function verdictOf(
  dialect: Dialect,
  read: { readonly facts: Facts; readonly head: RequestHead },
): Verdict {
  const rules = rulesOf(dialect);
  const choices = choicesOf(dialect);
  const verdict = choose(permittedFor(read.facts, rules), choices);
  const version = persistsAs(read.head, dialect.reading);
  if (version === read.facts.version) return verdict;
  // the label counts as another version for persistence than for everything else
  const see = seeing(VALUES, { ...read.facts, version });
  const row = ask(rules.persistence, see);
  const persistence = row.then.find((one) => one === choices.picks[row.clause]) ?? row.then[0];
  return {
    ...verdict,
    persistence: persistence ?? verdict.persistence,
    trail: { ...verdict.trail, persistence: row.clause },
  };
}
