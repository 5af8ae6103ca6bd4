/**
 * The page of servers by clause: who does what about each, and a matrix of the groups.
 *
 * 1. A cell of the matrix is one sign; what it means stands above it.
 * 2. Every server is named under every clause, once.
 */
import { type Severity, severityOf } from '../../spec/clauses/severity.js';
import { markdownTable } from '../grid.js';
import { clauseFile, code, codeLink, headingSlug, link, list, many, page, part } from '../page.js';
import { type Cell, type Column, type Matrix, measuredDays, serverMatrix } from './matrix.js';
import type { ClauseRow } from './rows.js';
import { requestsOf } from './words.js';

/** The sign of a cell. */
function signOf({ known, finding }: Pick<Cell, 'known' | 'finding'>): string {
  if (known === 'documented') return 's';
  if (known === 'inferred') return 'i';
  if (known === 'unknown') return '';
  return SIGNS[finding] ?? '';
}

const SIGNS: Readonly<Record<string, string>> = {
  breaks: 'B',
  departs: 'D',
  asks: 'A',
  'no break': '.',
  choice: 'c',
  application: 'p',
  'not shown': '-',
};

/** What stands behind a clause, in a sentence. */
export const FORCE: Readonly<Record<Severity, string>> = {
  breaks: 'A MUST stands behind it.',
  departs: 'A SHOULD stands behind it.',
  asks: 'It follows from several sentences, or no text decides.',
};

const LEGEND: readonly string[] = [
  '`B` breaks: a MUST stands against what was observed',
  '`D` departs: a SHOULD stands against what was observed',
  '`A` asks: it follows from several sentences, or no text decides',
  '`.` no break in what is known',
  '`c` a choice, which is nobody’s fault',
  '`p` the application decides what would be seen: it never upgrades',
  '`-` asked, and the answers show nothing',
  '`s` documented by a source, not measured',
  '`i` inferred: it fits what was observed, and this was not asked',
  'empty: unknown, and assumed as the standards have it',
];

/** A row that somebody is known to do something about. */
export const isAsked = (row: ClauseRow, at: number, { columns }: Matrix): boolean =>
  row.cases.length > 0 || columns.some(({ cells }) => cells[at]?.known !== 'unknown');

/** Columns with the same cell, in words. */
interface Doing {
  readonly cell: Cell;
  readonly columns: readonly Column[];
}

/**
 * Who does what about a clause: those who break it first, and of those the most frequent ways.
 *
 * @param at - the place of the row
 * @param matrix - the matrix
 * @returns what is done, with the servers that do it
 */
export function doingAt(at: number, { columns }: Matrix): readonly Doing[] {
  const found = new Map<string, Column[]>();
  for (const column of columns) {
    const cell = column.cells[at];
    if (cell === undefined) continue;
    const key = `${cell.known}\n${cell.finding}\n${cell.does}`;
    found.set(key, [...(found.get(key) ?? []), column]);
  }
  const order = [...Object.keys(SIGNS), 'not asked'];
  const rank = ({ cell }: Doing): number => order.indexOf(cell.finding) + (cell.known === 'unknown' ? 1 : 0);
  return [...found.values()]
    .map((those): Doing => ({ cell: those[0]?.cells[at] as Cell, columns: those }))
    .toSorted((one, other) => rank(one) - rank(other) || other.columns.length - one.columns.length);
}

function clausePart(row: ClauseRow, at: number, matrix: Matrix): string {
  const { id, sentence } = row.clause;
  const head = ['finding', 'does', 'known', 'servers', 'who'];
  const rows = doingAt(at, matrix).map(({ cell, columns }) => [
    cell.finding,
    cell.does,
    cell.known,
    String(columns.length),
    columns.map(({ name }) => code(name)).join(', '),
  ]);
  const severity = row.breakable ? ` ${FORCE[severityOf(row.clause)]}` : '';
  const choice = row.leavesChoice ? ' It leaves a choice.' : '';
  return part(
    id,
    [
      `${sentence} (${codeLink(id, `../${clauseFile(id)}`)})${severity}${choice}`,
      `Asked by ${many(row.cases.length, 'request')}: ${requestsOf(id)}.`,
      markdownTable({ head, rows }),
    ].join('\n\n'),
  );
}

function groupMatrix(matrix: Matrix): string {
  const asked = matrix.rows.flatMap((row, at) => (isAsked(row, at, matrix) ? [{ row, at }] : []));
  const head = [
    'servers',
    ...asked.map(({ row }, number) => link(String(number + 1), `#${headingSlug(row.clause.id)}`)),
  ];
  const rows = matrix.groups.map(({ columns }) => {
    const [first] = columns;
    const others = columns.length > 1 ? ` and ${columns.length - 1} alike` : '';
    return [`${code(first.name)}${others}`, ...asked.map(({ at }) => signOf(first.cells[at] as Cell))];
  });
  const numbers = asked.map(
    ({ row }, number) => `${number + 1} ${link(row.clause.id, `#${headingSlug(row.clause.id)}`)}`,
  );
  return [numbers.join(', '), markdownTable({ head, rows })].join('\n\n');
}

/**
 * The page of servers by clause.
 *
 * @returns the page's text
 */
export function serversPage(): string {
  const matrix = serverMatrix();
  const measured = matrix.columns.filter((column) => column.measured !== undefined);
  const alike = matrix.groups.filter(({ columns }) => columns.length > 1);
  const unasked = matrix.rows.filter((row, at) => !isAsked(row, at, matrix));
  return page(
    'Servers by clause',
    `${many(matrix.columns.length, 'server')}, of which ${measured.length} were measured ` +
      `(${measuredDays(matrix.columns).join(', ')}), make ${many(matrix.groups.length, 'group')}: servers of ` +
      'one group are the same in every row. The version stands in each name.',
    part('Signs', list(LEGEND)),
    part('Groups', groupMatrix(matrix)),
    part('Who is alike', list(alike.map(({ columns }) => columns.map(({ name }) => code(name)).join(', ')))),
    ...matrix.rows.flatMap((row, at) => (isAsked(row, at, matrix) ? [clausePart(row, at, matrix)] : [])),
    part(
      'Asked of nobody',
      `Of these clauses nothing is known of any server: ${unasked
        .map(({ clause }) => codeLink(clause.id, `../${clauseFile(clause.id)}`))
        .join(', ')}.`,
    ),
  );
}
