/**
 * One server in plain sentences: what it does, with the cases that showed it.
 *
 * 1. The same parts are a page and a report of the command line; how a case id or a clause is shown is given.
 * 2. What was not asked is said, and what is not explained is not left out.
 */

import { type Cell, type Column, type Finding, type Matrix, serverMatrix } from './matrix.js';
import { CASES } from './observed.js';
import type { ClauseRow } from './rows.js';
import {
  answerSentence,
  brokenSentence,
  choiceSentence,
  idsText,
  openPhrase,
  requestsOf,
  settingSentence,
} from './words.js';

/** A part of what is told: a title and its lines. */
export interface Part {
  readonly title: string;
  readonly lines: readonly string[];
  /** The lines are words of one list, rather than sentences. */
  readonly isList?: boolean;
}

/** How what is quoted is shown. */
export interface Shows {
  readonly id: (id: string) => string;
  readonly clause: (id: string) => string;
}

/** As it stands, for a terminal. */
export const PLAIN: Shows = { id: (id) => id, clause: (id) => id };

const PLACES = new Map(CASES.map(({ id }, at) => [id, at]));
const placesOf = (ids: readonly string[]): readonly number[] => ids.flatMap((id) => PLACES.get(id) ?? []);

type Told = readonly (readonly [ClauseRow, Cell])[];

/** The cells of a column with a finding. */
const those = (rows: readonly ClauseRow[], { cells }: Column, ...findings: readonly Finding[]): Told =>
  rows.flatMap((row, at) => {
    const cell = cells[at];
    return cell !== undefined && findings.includes(cell.finding) ? [[row, cell] as const] : [];
  });

const BREAKS: readonly (readonly [Finding, string])[] = [
  ['breaks', 'Breaks (a MUST stands against it)'],
  ['departs', 'Departs (a SHOULD stands against it)'],
  ['asks', 'Asks (it follows from several sentences, or no text decides)'],
];

function settingParts(
  { measured, dialect }: Column,
  shows: Shows,
  unknown: readonly string[],
): readonly Part[] {
  if (measured === undefined) return [];
  const needs = (name: string): string => {
    const places = placesOf(measured.evidence[name] ?? []);
    if (places.length === 0) return '';
    return ` (${places.length} case${places.length === 1 ? '' : 's'}: ${idsText(places, 1, shows.id)})`;
  };
  const settings = Object.entries(measured.settings)
    .filter(([name]) => name !== 'application.handshake')
    .map(([name, value]) => `${settingSentence(name, value) ?? `${name} is ${value}.`}${needs(name)}`);
  const answers = Object.entries(dialect.answers ?? {}).map(
    ([name, answer]) => `${answerSentence(name, answer)}${needs(`answer.${name}`)}`,
  );
  return [
    { title: 'How it reads and checks', lines: settings },
    { title: 'Answers', lines: answers },
    { title: 'Seen and not explained by this', lines: measured.residue.map(shows.id), isList: true },
    {
      title: 'What no case decided, of how it reads',
      lines: measured.undecided.flatMap((name) => (isReading(name) ? [openPhrase(name) ?? name] : [])),
      isList: true,
    },
    {
      title: 'What no case decided, of when it refuses',
      lines: measured.undecided.flatMap((name) =>
        isReading(name) || unknown.includes(clauseOf(name)) ? [] : [openPhrase(name) ?? name],
      ),
      isList: true,
    },
  ];
}

const isReading = (name: string): boolean => name.startsWith('reading.');
/** The clause of a check. */
const clauseOf = (name: string): string => name.replace('check.', '').split(':')[0] ?? '';

function applicationLines({ dialect, measured, upgrades }: Column): readonly string[] {
  const { name, greeting, handshake } = dialect.application;
  const does =
    typeof handshake === 'object'
      ? `answers an offer ${handshake.deny}`
      : handshake === 'ignore'
        ? 'never upgrades'
        : 'accepts a handshake that holds';
  const seen = measured === undefined || upgrades ? '' : ' No 101 was seen.';
  const greets = greeting ? ', and sends a message as soon as the WebSocket is open' : '';
  return [
    `${name === 'own' ? 'The application' : `The application is called ${name}. It`} ${does}${greets}.` +
      `${seen} What it decides is counted neither for nor against the product.`,
  ];
}

/** What is told from sources. */
function toldLines({ dialect }: Column, shows: Shows): readonly string[] {
  return dialect.deviations
    .filter(({ basis }) => basis !== 'observed')
    .map(
      ({ clause, note, basis, evidence }) =>
        `${note} (${shows.clause(clause)}; ${basis}: ${evidence.join('; ')})`,
    );
}

/**
 * What a server does, part by part; a part without lines is left out.
 *
 * @param column - the server
 * @param shows - how ids and clauses are shown
 * @param matrix - the matrix it stands in
 * @returns the parts
 */
export function serverParts(
  column: Column,
  shows: Shows = PLAIN,
  matrix: Matrix = serverMatrix(),
): readonly Part[] {
  const { rows } = matrix;
  const seen = column.observed?.cells ?? [];
  const lines = (told: Told): readonly string[] =>
    told
      .filter(([, { known }]) => known === 'observed')
      .map(([row, cell]) => `${brokenSentence(row, cell, seen, shows.id)} ${shows.clause(row.clause.id)}`);
  const names = (told: Told) => told.map(([row]) => shows.id(row.clause.id));
  const inferred = those(rows, column, 'not asked').filter(([, { known }]) => known === 'inferred');
  const unknown = those(rows, column, 'not asked').filter(([, { known }]) => known === 'unknown');
  const parts: readonly Part[] = [
    { title: 'Application', lines: applicationLines(column) },
    ...BREAKS.map(([finding, title]) => ({ title, lines: lines(those(rows, column, finding)) })),
    {
      title: 'Not measured with this application: from sources, or shown by another one',
      lines: toldLines(column, shows),
    },
    {
      title: 'Choices, which are nobody’s fault',
      lines: those(rows, column, 'choice').map(([row, cell]) => choiceSentence(row, cell, shows.id)),
    },
    { title: 'No break in what is known', lines: names(those(rows, column, 'no break')), isList: true },
    {
      title: 'Left to the application, or not shown',
      lines: names(those(rows, column, 'application', 'not shown')),
      isList: true,
    },
    ...settingParts(
      column,
      shows,
      unknown.map(([row]) => row.clause.id),
    ),
    {
      title: 'Inferred, not asked',
      lines: inferred.map(([row, { does }]) => `${requestsOf(row.clause.id)}: ${does}`),
    },
    { title: 'Unknown, and assumed as the standards have it', lines: names(unknown), isList: true },
  ];
  return parts.filter((part) => part.lines.length > 0);
}

/**
 * The servers that do the same in every row, without the server itself.
 *
 * @param column - the server
 * @param matrix - the matrix it stands in
 * @returns their names
 */
export function alikeTo(column: Column, matrix: Matrix = serverMatrix()): readonly string[] {
  const group = matrix.groups.find(({ columns }) => columns.includes(column));
  return (group?.columns ?? []).flatMap(({ name }) => (name === column.name ? [] : [name]));
}

/** When and from what a column is known, in one sentence. */
export function evidenceSentence({ dialect, measured }: Column): string {
  const { observed, source } = dialect.evidence;
  return measured === undefined
    ? `Documented, not measured: ${source} (${observed}).`
    : `Measured on ${observed}: ${source}.`;
}
