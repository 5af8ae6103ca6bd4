/**
 * The rows of the matrix: the clauses about a request that a server can be seen to break, or that leave it
 * a choice.
 *
 * 1. Nothing is listed by hand. A clause is a row if the tables of the standards, asked about some request,
 *    have an answer that breaks it, or permit several outcomes by it.
 * 2. A request asks about a clause if some answer to it would break the clause. An answer shows that the
 *    clause was not broken only if another answer in its place would have broken it: a 101 says nothing
 *    about persistence.
 * 3. A server that never upgrades shows nothing of where it would: that is its application.
 */
import { brokenBy, type SeenAnswer } from '../../dialects/permitted.js';
import { FINAL_STATUSES } from '../../spec/admission.js';
import { type Axis, type Facts, REFERENCE } from '../../spec/axes.js';
import { CLAUSES, type Clause } from '../../spec/clauses/index.js';
import { permittedFor, type Question, STANDARDS } from '../../spec/decide.js';
import type { Table } from '../../spec/table.js';
import { CASES, type Seen } from './observed.js';

/** The tables that a single answer can show something of. */
const ASKED: readonly Question[] = [
  'refusals',
  'tolerances',
  'persistence',
  'endings',
  'offer',
  'handshake',
  'after101',
];

/** One number of each class of status, and 101. */
const STATUSES: readonly number[] = [
  101,
  ...FINAL_STATUSES.flatMap((status) => {
    if (status === 'bare') return [];
    return [Number(status.replace('xx', status === '2xx' || status === '3xx' ? '00' : '99'))];
  }),
];

/** What the answers to a request can break and choose. */
interface Asks {
  /** For each clause that some answer breaks, the statuses that break it whatever the connection does. */
  readonly breakable: ReadonlyMap<string, readonly number[]>;
  readonly choices: readonly string[];
}

const asked = new Map<Facts, Asks>();

function asksOf(facts: Facts): Asks {
  const known = asked.get(facts);
  if (known !== undefined) return known;
  const breakable = new Map<string, number[]>();
  for (const status of STATUSES) {
    const [open, closed] = [false, true].map((one) => brokenBy(facts, { status, closed: one }));
    for (const clause of [open, closed])
      if (clause !== undefined) breakable.set(clause, breakable.get(clause) ?? []);
    if (open !== undefined && open === closed) breakable.get(open)?.push(status);
  }
  const choices = [...new Set(permittedFor(facts).flatMap(({ picks }) => Object.keys(picks)))];
  const asks = { breakable, choices };
  asked.set(facts, asks);
  return asks;
}

/** What one answer shows of a clause. */
export type Shows = 'broken' | 'kept' | 'nothing';

/**
 * What an answer shows of a clause that can be broken.
 *
 * @param facts - the facts of the request
 * @param clause - the clause
 * @param seen - the answer
 * @returns what it shows
 * @example
 * showsOf({ ...REFERENCE, version: '1.0' }, 'offer.old-version', { status: 101, closed: false }); // 'broken'
 * showsOf({ ...REFERENCE, version: '1.0' }, 'persist.otherwise', { status: 101, closed: false }); // 'nothing'
 */
export function showsOf(facts: Facts, clause: string, seen: SeenAnswer): Shows {
  if (brokenBy(facts, seen) === clause) return 'broken';
  if (seen.status === 'none' && !seen.closed) return 'nothing';
  if (brokenBy(facts, { ...seen, closed: !seen.closed }) === clause) return 'kept';
  return (asksOf(facts).breakable.get(clause) ?? []).length > 0 ? 'kept' : 'nothing';
}

/** The tables about upgrading: only a server that upgrades shows something of their rows. */
const UPGRADING: readonly Question[] = ['offer', 'handshake', 'after101'];

/** Whether only a server that upgrades shows something of a row. */
export const isOfUpgrading = ({ tables }: ClauseRow): boolean =>
  tables.length > 0 && tables.every((table) => UPGRADING.includes(table));

/** A row of the matrix. */
export interface ClauseRow {
  readonly clause: Clause;
  /** The tables its clause stands in. */
  readonly tables: readonly Question[];
  /** The places of the requests that ask about it, among all. */
  readonly cases: readonly number[];
  /** Whether an answer can break it, and whether it leaves a choice. */
  readonly breakable: boolean;
  readonly leavesChoice: boolean;
}

/** Some requests, as facts, for which a row of a table decides: the reference with what the row is about. */
function pointsOf(when: Partial<Record<Axis, readonly string[]>>): readonly Facts[] {
  return Object.entries(when).reduce<readonly Facts[]>(
    (points, [axis, values]) =>
      points.flatMap((facts) => values.map((value) => ({ ...facts, [axis]: value }) as Facts)),
    [REFERENCE],
  );
}

const asksAbout = (facts: Facts, id: string): boolean =>
  asksOf(facts).breakable.has(id) || asksOf(facts).choices.includes(id);

function rowsOf(extra: readonly string[]): readonly ClauseRow[] {
  const tables = Object.entries(STANDARDS) as [Question, Table<Facts, unknown>][];
  const rows = tables
    .filter(([question]) => ASKED.includes(question))
    .flatMap(([question, table]) => table.rows.map(({ clause, when }) => ({ question, clause, when })));
  const ids = Object.keys(CLAUSES).filter(
    (id) =>
      extra.includes(id) ||
      CASES.some(({ facts }) => asksAbout(facts, id)) ||
      rows.some(({ clause, when }) => clause === id && pointsOf(when).some((facts) => asksAbout(facts, id))),
  );
  return ids.flatMap((id): readonly ClauseRow[] => {
    const clause = CLAUSES[id];
    if (clause === undefined) return [];
    const own = rows.filter((row) => row.clause === id);
    const points = [...own.flatMap(({ when }) => pointsOf(when)), ...CASES.map(({ facts }) => facts)];
    return [
      {
        clause,
        tables: [...new Set(own.map(({ question }) => question))],
        cases: CASES.flatMap(({ facts }, at) => (asksAbout(facts, id) ? [at] : [])),
        breakable: points.some((facts) => asksOf(facts).breakable.has(id)),
        leavesChoice: points.some((facts) => asksOf(facts).choices.includes(id)),
      },
    ];
  });
}

const known = new Map<string, readonly ClauseRow[]>();

/**
 * Every row, in the order in which a request meets the clauses.
 *
 * @param extra - clauses that are rows in any case, since something is documented of them
 * @returns the rows
 */
export function clauseRows(extra: readonly string[] = []): readonly ClauseRow[] {
  const key = extra.join();
  const rows = known.get(key) ?? rowsOf(extra);
  known.set(key, rows);
  return rows;
}

/** An answer in two or three words. */
export function answerWords({ status, closed }: SeenAnswer): string {
  if (status === 'none') return closed ? 'closes' : 'no answer';
  if (status === 101) return closed ? '101, then closes' : '101';
  return `${status}, ${closed ? 'closes' : 'stays open'}`;
}

/**
 * The choice that an answer shows, in a word or two; undefined where it shows none.
 *
 * @param row - the clause that leaves it
 * @param seen - the answer
 * @returns what the connection does, or how the request is taken
 */
export function choiceWords(row: ClauseRow, { status, closed }: Seen): string | undefined {
  if (row.tables.includes('persistence')) {
    if (status === 101 || status === 'none') return undefined;
    return closed ? 'closes' : 'stays open';
  }
  if (status === 'none') return closed ? 'closes' : undefined;
  if (status === 101) return 'grants';
  return status >= 400 ? 'answers an error' : 'answers as usual';
}
