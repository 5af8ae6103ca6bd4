/**
 * The matrix as data: for JSON, as `schema/compare.json` says, and for CSV.
 *
 * 1. Requests are listed once, and told by their places in that list, as ranges.
 * 2. A cell has what it says, how that is known, and the requests that showed it; the server has version
 *    and date.
 * 3. Cells that are equal are listed once, and a server has their places. A parameter that an intermediary
 *    does not name is unknown.
 */
import { severityOf } from '../../spec/clauses/severity.js';
import { effectMatrix, type HopColumn } from './effects.js';
import { type Cell, type Column, serverMatrix } from './matrix.js';
import { CASES } from './observed.js';
import type { ClauseRow } from './rows.js';

/** Places as ranges, such as `3-7,9`. */
function rangesOf(places: readonly number[]): string {
  const ranges: [number, number][] = [];
  for (const at of places) {
    const last = ranges.at(-1);
    if (last !== undefined && last[1] === at - 1) last[1] = at;
    else ranges.push([at, at]);
  }
  return ranges.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)).join();
}

const filled = (name: string, places: readonly number[]) =>
  places.length === 0 ? {} : { [name]: rangesOf(places) };

/** Cells that are equal are one. */
function cellsOnce() {
  const places = new Map<string, number>();
  const all: object[] = [];
  const of = (cell: object): number => {
    const key = JSON.stringify(cell);
    const at = places.get(key) ?? all.push(cell) - 1;
    places.set(key, at);
    return at;
  };
  return { all, of };
}

function cellData({ clause, cases }: ClauseRow, { known, finding, does, broken, kept, chosen }: Cell) {
  const others = kept.length > 0 && kept.length + broken.length === cases.length;
  const showed = {
    ...filled('broken', broken),
    ...(others ? { kept: 'others' } : filled('kept', kept)),
    ...filled('chosen', chosen),
  };
  return { clause: clause.id, known, finding, ...(known === 'unknown' ? {} : { does }), ...showed };
}

function serverData(column: Column, only: (clause: string) => boolean, placeOf: (cell: object) => number) {
  const { rows, groups } = serverMatrix();
  const { name, dialect, upgrades } = column;
  const { product, version, application, evidence } = dialect;
  return {
    name,
    product,
    version,
    application: application.name,
    observed: evidence.observed,
    kind: evidence.kind,
    upgrades,
    group: groups.findIndex(({ columns }) => columns.includes(column)),
    cells: rows.flatMap((row, at) => {
      const cell = column.cells[at];
      return cell === undefined || !only(row.clause.id) ? [] : [placeOf(cellData(row, cell))];
    }),
  };
}

function hopData(column: HopColumn) {
  const { effects, groups } = effectMatrix();
  const { name, product, version, config, evidence, residue = [] } = column.hop;
  return {
    name,
    product,
    version,
    configuration: config,
    observed: evidence.observed,
    kind: evidence.kind,
    group: groups.findIndex((group) => group.includes(column)),
    does: Object.fromEntries(
      effects.flatMap((effect, at) => {
        const cell = column.cells[at];
        return cell === undefined || cell.known === 'unknown' ? [] : [[effect.name, cell.value]];
      }),
    ),
    refuses: column.refuses,
    unexplained: residue.length,
  };
}

/** What is compared: all servers and intermediaries, or some; all clauses, or one. */
export interface Selection {
  readonly servers?: readonly Column[];
  readonly hops?: readonly HopColumn[];
  readonly clause?: string;
}

/** What a selection has; everything where nothing was selected, and no intermediary where a clause was. */
function selectedOf({ servers, hops, clause }: Selection) {
  const isAll = servers === undefined && hops === undefined;
  return {
    servers: servers ?? (isAll ? serverMatrix().columns : []),
    hops: hops ?? (isAll && clause === undefined ? effectMatrix().columns : []),
  };
}

/**
 * The matrix, or what was selected of it, as plain data.
 *
 * @param selection - everything where it is left out
 * @returns plain data, as `schema/compare.json` says
 */
export function compareData(selection: Selection = {}) {
  const { servers, hops } = selectedOf(selection);
  const { clause } = selection;
  const [matrix, effects] = [serverMatrix(), effectMatrix()];
  const only = (id: string): boolean => clause === undefined || id === clause;
  const cells = cellsOnce();
  const shown = servers.map((column) => serverData(column, only, cells.of));
  return {
    kind: 'compare' as const,
    cases: CASES.map(({ id }) => id),
    clauses: matrix.rows
      .filter((row) => only(row.clause.id))
      .map((row) => ({
        id: row.clause.id,
        severity: severityOf(row.clause),
        choice: row.leavesChoice,
        asked: rangesOf(row.cases),
      })),
    parameters: effects.effects.map(({ name, about, values }) => ({ name, about, values })),
    cells: cells.all,
    servers: shown,
    intermediaries: hops.map(hopData),
  };
}

/**
 * Data as text in which every item of a list of objects has a line of its own, so that a change shows where
 * it is.
 */
export function linesOfJson(data: ReturnType<typeof compareData>): string {
  const parts = Object.entries(data).map(([name, value]) => {
    const isList = Array.isArray(value) && typeof value[0] === 'object';
    const items = isList ? (value as readonly object[]).map((one) => JSON.stringify(one)) : [];
    return `${JSON.stringify(name)}:${isList ? `[\n${items.join(',\n')}\n]` : JSON.stringify(value)}`;
  });
  return `{\n${parts.join(',\n')}\n}\n`;
}

/** A cell of CSV: quoted where it must be, and never the beginning of a formula. */
function quoted(text: string): string {
  const safe = /^[=+@-]/.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** A cell in a few words: how it is known, what is found, what it does, and how many requests showed it. */
function cellText({ known, finding, does, broken, kept, chosen }: Cell): string {
  if (known === 'unknown') return known;
  const showed = broken.length || chosen.length || kept.length;
  return `${known}: ${finding}: ${does}${showed === 0 ? '' : ` (${showed})`}`;
}

/**
 * The matrix, or what was selected of it, as CSV: a column for each product, a line for each clause and
 * parameter.
 *
 * @param selection - everything where it is left out
 * @returns lines, the first three with name, version and date
 */
export function compareCsv(selection: Selection = {}): string {
  const { servers, hops } = selectedOf(selection);
  const { rows } = serverMatrix();
  const { effects } = effectMatrix();
  const named = [...servers.map(({ dialect }) => dialect), ...hops.map(({ hop }) => hop)];
  const isShown = ({ clause }: (typeof rows)[number]): boolean =>
    selection.clause === undefined || selection.clause === clause.id;
  const lines = [
    ['name', ...named.map(({ name }) => name)],
    ['version', ...named.map(({ version }) => version)],
    ['observed', ...named.map(({ evidence }) => evidence.observed)],
    ...rows.flatMap((row, at) => {
      if (servers.length === 0 || !isShown(row)) return [];
      const cells = servers.map(({ cells: own }) => (own[at] === undefined ? '' : cellText(own[at])));
      return [[row.clause.id, ...cells, ...hops.map(() => '')]];
    }),
    ...effects.flatMap(({ name }, at) => {
      if (hops.length === 0) return [];
      const cells = hops.map(({ cells: own }) => `${own[at]?.known}: ${own[at]?.value}`);
      return [[name, ...servers.map(() => ''), ...cells]];
    }),
  ];
  return lines.map((row) => `${row.map(quoted).join(',')}\n`).join('');
}
