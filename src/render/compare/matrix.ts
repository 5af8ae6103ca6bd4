/**
 * The matrix: what every server does about every clause that can be seen, and how that is known.
 *
 * 1. A cell is observed, inferred, documented or unknown, and has the version and the date. A break or a
 *    choice that was observed comes first, then a source that tells of a break, then that none was
 *    observed.
 * 2. Nothing is said to hold: of a clause that was not broken there was no break in what is known.
 * 3. A choice is nobody's fault, and what the application decides is neither kept nor broken.
 * 4. Servers whose columns are the same in every row are one group.
 */
import { type Measured, measuredServers } from '../../dialects/catalogue/catalogue.js';
import type { Deviation, Dialect } from '../../dialects/dialect.js';
import { checksOf, type Settings } from '../../dialects/infer/settings.js';
import { CHECKS, type Place } from '../../dialects/places.js';
import { SWOOLE_DOCUMENTED } from '../../dialects/swoole.js';
import { type Severity, severityOf } from '../../spec/clauses/severity.js';
import { CASES, OBSERVED, type Observed, type Seen } from './observed.js';
import { answerWords, type ClauseRow, choiceWords, clauseRows, isOfUpgrading, showsOf } from './rows.js';

/** How something about a product is known. */
export type Known = 'observed' | 'inferred' | 'documented' | 'unknown';

/**
 * What a cell says: the severity where the clause is broken; `no break` in what is known; a choice that
 * nobody is blamed for; `application` where the program on top decides what would be seen; nothing shown,
 * or not asked.
 */
export type Finding = Severity | 'no break' | 'choice' | 'application' | 'not shown' | 'not asked';

/** One cell. */
export interface Cell {
  readonly known: Known;
  readonly finding: Finding;
  /** What it does, in a few words. */
  readonly does: string;
  /** The places of the requests that showed a break, no break, or the choice taken. */
  readonly broken: readonly number[];
  readonly kept: readonly number[];
  readonly chosen: readonly number[];
}

/** One server: its cells in the order of the rows. */
export interface Column {
  readonly name: string;
  readonly dialect: Dialect;
  /** What was measured; undefined for one that is only documented. */
  readonly measured: Measured | undefined;
  readonly observed: Observed | undefined;
  /** Whether it was ever seen to answer 101. */
  readonly upgrades: boolean;
  readonly cells: readonly Cell[];
}

/** Servers with the same column. */
export interface Group {
  readonly columns: readonly [Column, ...Column[]];
}

/** The whole matrix. */
export interface Matrix {
  readonly rows: readonly ClauseRow[];
  readonly columns: readonly Column[];
  readonly groups: readonly Group[];
}

/** The most frequent words, at most so many, in the order of the alphabet; and whether there are others. */
function frequent(words: readonly string[], most: number): string {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  const sorted = [...counts].toSorted(([, one], [, other]) => other - one).map(([word]) => word);
  const shown = sorted.slice(0, most).toSorted();
  return shown.join(' or ') + (sorted.length > most ? ' or other' : '');
}

const NOTHING = { broken: [], kept: [], chosen: [] } as const;

/** The cell of requests that were sent; undefined where none was. */
function observedCell(row: ClauseRow, server: Observed, upgrades: boolean): Cell | undefined {
  const asked = row.cases.filter((at) => server.cells[at] !== undefined);
  if (asked.length === 0) return undefined;
  const seen = (at: number): Seen => server.cells[at] as Seen;
  const facts = (at: number) => (CASES[at] as (typeof CASES)[number]).facts;
  const shows = new Map(asked.map((at) => [at, showsOf(facts(at), row.clause.id, seen(at))]));
  const those = (what: string): readonly number[] => asked.filter((at) => shows.get(at) === what);
  const [broken, kept] = [those('broken'), those('kept')];
  const words = (places: readonly number[]) => places.map((at) => answerWords(seen(at)));
  if (broken.length > 0) {
    const does = frequent(words(broken), 2);
    return { known: 'observed', finding: severityOf(row.clause), does, broken, kept, chosen: [] };
  }
  if (!upgrades && isOfUpgrading(row)) {
    return { known: 'observed', finding: 'application', does: 'never upgrades', ...NOTHING };
  }
  const chosen = row.leavesChoice ? asked.filter((at) => choiceWords(row, seen(at)) !== undefined) : [];
  if (chosen.length > 0) {
    const does = [...new Set(chosen.map((at) => choiceWords(row, seen(at)) ?? ''))].toSorted().join(' or ');
    return { known: 'observed', finding: 'choice', does, broken, kept, chosen };
  }
  if (kept.length > 0) {
    return { known: 'observed', finding: 'no break', does: frequent(words(kept), 2), broken, kept, chosen };
  }
  return { known: 'observed', finding: 'not shown', does: frequent(words(asked), 2), ...NOTHING };
}

/** Where a row is looked at, in a few words. */
const PLACE_WORDS: Readonly<Record<Place, string>> = {
  never: 'not looked for',
  inside: 'fails the handshake',
  'not-a-handshake': 'is no handshake',
  offered: 'refused with an offer',
  first: 'refused',
};

/**
 * What the settings of a server say of a clause that nobody asked it about; undefined where they say
 * nothing.
 */
function inferredWords(row: ClauseRow, { dialect, settings, undecided }: Measured): string | undefined {
  const own = CHECKS.filter(({ clause }) => clause === row.clause.id);
  const checks = checksOf(settings);
  for (const { name } of own) {
    const place = checks[name];
    if (place !== undefined && !undecided.includes(`check.${name}`)) return PLACE_WORDS[place];
  }
  const ignores = (axis: keyof Settings): boolean =>
    settings[`reading.${axis}`] === 'ignored' && !undecided.includes(`reading.${axis}`);
  const blind = own.length > 0 && own.every(({ when }) => Object.keys(when).some(ignores));
  return blind && dialect.application.handshake === 'accept' ? PLACE_WORDS.never : undefined;
}

function toldCell(row: ClauseRow, { basis, does }: Deviation): Cell {
  const words = typeof does === 'string' ? PLACE_WORDS.never : does.outcome;
  return { known: basis, finding: severityOf(row.clause), does: words, ...NOTHING };
}

/** What was observed and does not speak against a source that tells of a break. */
const SHOWS_NO_BREAK: readonly Finding[] = ['no break', 'application', 'not shown'];

function cellOf(row: ClauseRow, column: Omit<Column, 'cells'>): Cell {
  const { dialect, measured, observed, upgrades } = column;
  const seen = observed === undefined ? undefined : observedCell(row, observed, upgrades);
  const told = dialect.deviations.find(
    ({ clause, basis }) => clause === row.clause.id && basis !== 'observed',
  );
  if (told !== undefined && (seen === undefined || SHOWS_NO_BREAK.includes(seen.finding))) {
    return toldCell(row, told);
  }
  if (seen !== undefined) return seen;
  const words = measured === undefined ? undefined : inferredWords(row, measured);
  if (words !== undefined) return { known: 'inferred', finding: 'not asked', does: words, ...NOTHING };
  return { known: 'unknown', finding: 'not asked', does: 'not asked', ...NOTHING };
}

/**
 * What two columns must have in common to be the same: how it is known, what is found, and the choice taken.
 *
 * @param row - the row
 * @param cell - the cell
 * @returns words that are equal for cells that are the same
 */
export function cellKey(row: ClauseRow, { known, finding, does }: Cell): string {
  return `${known} ${finding} ${row.leavesChoice && finding === 'choice' ? does : ''}`;
}

function groupsOf(rows: readonly ClauseRow[], columns: readonly Column[]): readonly Group[] {
  const groups = new Map<string, [Column, ...Column[]]>();
  for (const column of columns) {
    const key = rows.map((row, at) => cellKey(row, column.cells[at] as Cell)).join('\n');
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [column]);
    else group.push(column);
  }
  return [...groups.values()].map((found) => ({ columns: found }));
}

/**
 * How many clauses have a finding.
 *
 * @param column - the server
 * @param finding - such as `breaks`
 * @returns how many, however it is known
 */
export const countOf = ({ cells }: Column, finding: Finding): number =>
  cells.filter((cell) => cell.finding === finding).length;

/**
 * The days on which servers were measured.
 *
 * @param columns - the servers
 * @returns days in their order, each once
 */
export function measuredDays(columns: readonly Column[]): readonly string[] {
  const days = columns.flatMap(({ measured, dialect }) =>
    measured === undefined ? [] : [dialect.evidence.observed],
  );
  return [...new Set(days)].toSorted();
}

let known: Matrix | undefined;

/**
 * The matrix of all servers, measured ones first, made once.
 *
 * @returns rows, columns and groups
 */
export function serverMatrix(): Matrix {
  if (known !== undefined) return known;
  const seen = new Map(OBSERVED.map((one) => [one.name, one]));
  const bare = [
    ...measuredServers().map((measured) => ({ dialect: measured.dialect, measured })),
    ...SWOOLE_DOCUMENTED.map((dialect) => ({ dialect, measured: undefined })),
  ].map(({ dialect, measured }) => {
    const observed = measured === undefined ? undefined : seen.get(dialect.name);
    const upgrades = observed?.cells.some((cell) => cell?.status === 101) === true;
    return { name: dialect.name, dialect, measured, observed, upgrades };
  });
  const told = bare.flatMap(({ dialect }) =>
    dialect.deviations.flatMap(({ clause, basis }) => (basis === 'observed' ? [] : [clause])),
  );
  const rows = clauseRows([...new Set(told)].toSorted());
  const columns = bare.map((column) => ({ ...column, cells: rows.map((row) => cellOf(row, column)) }));
  known = { rows, columns, groups: groupsOf(rows, columns) };
  return known;
}
