/**
 * A product is a dialect: the standards plus a reading, choices and deviations.
 *
 * 1. A choice picks one of the permitted outcomes, and nobody is blamed for it. A deviation lies outside
 *    them and carries evidence. What the program on top decided is the application, and counts as neither.
 * 2. A dialect changes rows of the standards' tables: it drops one or replaces its outcome. It has no table
 *    and no machine of its own; arrows that only a deviation enables stand in the machine of the standards.
 * 3. What a dialect does not name is as in the standards, and is thereby assumed, not known.
 */
import type { FinalStatus } from '../spec/admission.js';
import type { Axis, Facts } from '../spec/axes.js';
import { type Question, type Rules, STANDARDS } from '../spec/decide.js';
import { type Choices, DEFAULT_CHOICES } from '../spec/defaults.js';
import { type Reading, STANDARDS_READING } from '../spec/reading.js';
import { type Condition, defineTable, type Row, type Table } from '../spec/table.js';

/** Where a claim about a product comes from. */
export type Basis = 'observed' | 'documented' | 'inferred';

/** Something a product does that the standards do not permit. */
export interface Deviation {
  /** The clause that is not applied, or is answered differently. */
  readonly clause: string;
  /** The clause is skipped, or has another outcome: always, or only where `where` holds. */
  readonly does: 'not-applied' | { readonly outcome: string; readonly where?: Condition<Facts> };
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
  const rules =
    dialect.deviations.length === 0
      ? STANDARDS
      : (Object.fromEntries(
          tables.map(([question, table]) => [question, changed(question, table, dialect.deviations)]),
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
