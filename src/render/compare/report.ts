/**
 * The matrix on a terminal, or as Markdown: everything in groups, one product in sentences, several where
 * they differ, or all servers at one clause.
 *
 * 1. A line has at most `WIDTH` columns; what does not fit is cut where it says so, or goes on in the next
 *    line.
 * 2. Nothing from outside is printed here but names that were resolved.
 */

import { severityOf } from '../../spec/clauses/severity.js';
import type { Grid } from '../grid.js';
import { markdownTable } from '../grid.js';
import { explainCommand, tellingCase } from './command.js';
import { type EffectCell, type EffectMatrix, effectMatrix, type HopColumn } from './effects.js';
import { hopParts } from './hop.js';
import { cut, differing, type Form, grid, names, plain, sections, WIDTH, wrapped } from './lines.js';
import {
  type Cell,
  type Column,
  cellKey,
  countOf,
  type Finding,
  type Matrix,
  measuredDays,
  serverMatrix,
} from './matrix.js';
import { alikeTo, evidenceSentence, serverParts } from './product.js';
import { doingAt, FORCE, isAsked } from './server-pages.js';
import { requestsOf } from './words.js';

const COUNTED: readonly Finding[] = ['breaks', 'departs', 'asks', 'choice', 'no break', 'not asked'];

function serverGroups({ groups }: Matrix, form: Form): Grid {
  const most = form === 'md' ? Number.POSITIVE_INFINITY : WIDTH - 57;
  return {
    head: ['breaks', 'departs', 'asks', 'choices', 'no break known', 'unknown', 'servers'],
    rows: groups.map((group) => {
      const [first] = group.columns;
      const counts = COUNTED.map((finding) => String(countOf(first, finding)));
      const shown = group.columns.map(({ name }) => name);
      return [...counts, names(shown, most)];
    }),
  };
}

/** The effects that are told of every group: what most people look for first. */
const FIRST_EFFECTS = ['request.version', 'request.upgrade', 'request.connectionWith', 'response.unasked'];

function hopGroups({ groups, effects }: EffectMatrix, form: Form): Grid {
  const places = FIRST_EFFECTS.map((name) => effects.findIndex((effect) => effect.name === name));
  const value = ({ cells }: HopColumn, at: number): string =>
    cut(cells[at]?.value ?? '', 13) + (cells[at]?.known === 'unknown' ? '?' : '');
  return {
    head: ['version', 'Upgrade', 'Connection', '101 unasked', 'intermediaries'],
    rows: groups.flatMap((group) => {
      const [first] = group;
      if (first === undefined) return [];
      const most = form === 'md' ? Number.POSITIVE_INFINITY : WIDTH - 64;
      return [
        [
          ...places.map((at) => value(first, at)),
          names(
            group.map(({ hop }) => hop.name),
            most,
          ),
        ],
      ];
    }),
  };
}

/**
 * All products, in groups.
 *
 * @param form - for a terminal or as Markdown
 * @returns lines of text
 */
export function allReport(form: Form): string {
  const [matrix, effects] = [serverMatrix(), effectMatrix()];
  const measured = matrix.columns.filter((column) => column.measured !== undefined).length;
  return [
    `${measured} servers were measured (${measuredDays(matrix.columns).join(', ')}) and ` +
      `${matrix.columns.length - measured} are documented: ${matrix.groups.length} groups, ` +
      `by ${matrix.rows.length} clauses.`,
    `${effects.columns.length} configurations of intermediaries were measured: ${effects.groups.length} groups.`,
    '',
    grid(serverGroups(matrix, form), form),
    '',
    grid(hopGroups(effects, form), form),
    '',
    'Numbers count clauses. A value with ? is assumed: no case decided it. No product is said to keep a clause.',
    'One product: after101 compare NAME. Several, where they differ: after101 compare NAME NAME.',
    '',
  ].join('\n');
}

/**
 * One server in plain sentences.
 *
 * @param column - the server
 * @param form - for a terminal or as Markdown
 * @returns lines of text
 */
export function serverReport(column: Column, form: Form): string {
  const alike = alikeTo(column);
  const same = alike.length === 0 ? [] : [`In every row of the matrix the same as ${alike.join(', ')}.`];
  const title = `${column.name}, a server. ${evidenceSentence(column)}`;
  const told = [title, ...same];
  const command = explainCommand(tellingCase(column), column.name);
  return [
    ...(form === 'md'
      ? [`# ${column.name}`, '', told.join(' ')]
      : told.flatMap((line) => wrapped(line, '', ''))),
    '',
    ...sections(serverParts(column), form),
    form === 'md' ? `\`\`\`sh\n${command}\n\`\`\`` : `See it\n  ${command}`,
    '',
  ].join('\n');
}

/**
 * One intermediary in plain sentences.
 *
 * @param column - the intermediary
 * @param form - for a terminal or as Markdown
 * @returns lines of text
 */
export function hopReport(column: HopColumn, form: Form): string {
  const { name, evidence } = column.hop;
  const group = effectMatrix().groups.find((one) => one.includes(column)) ?? [];
  const alike = group.flatMap(({ hop }) => (hop.name === name ? [] : [hop.name]));
  const told = [
    `${name}, an intermediary. Measured on ${evidence.observed}: ${evidence.source}.`,
    ...(alike.length === 0 ? [] : [`The same values explain ${alike.join(', ')}.`]),
  ];
  return [
    ...(form === 'md' ? [`# ${name}`, '', told.join(' ')] : told.flatMap((line) => wrapped(line, '', ''))),
    '',
    ...sections(hopParts(column), form),
  ].join('\n');
}

/** A cell beside others. */
function besides({ known, finding, does, broken, chosen, kept }: Cell): string {
  if (known === 'unknown') return 'unknown';
  const showed = broken.length || chosen.length || kept.length;
  const how = known === 'observed' ? (showed === 0 ? '' : ` (${showed})`) : ` (${known})`;
  return `${finding === 'not asked' ? '' : `${finding}: `}${does}${how}`;
}

/**
 * Several servers side by side, where they differ.
 *
 * @param columns - the servers
 * @param form - for a terminal or as Markdown
 * @returns lines of text
 */
export function serversReport(columns: readonly Column[], form: Form): string {
  const { rows } = serverMatrix();
  const keys = (at: number) =>
    columns.map(({ cells }) =>
      cells[at] === undefined ? '' : cellKey(rows[at] as (typeof rows)[number], cells[at]),
    );
  const differ = rows.flatMap((row, at) => (new Set(keys(at)).size > 1 ? [{ row, at }] : []));
  const unknown = rows.filter((_, at) => columns.every(({ cells }) => cells[at]?.known === 'unknown')).length;
  const alike = rows.length - differ.length - unknown;
  const table = differ.map(({ row, at }) => ({
    about: row.clause.id,
    cells: columns.map(({ cells }) => (cells[at] === undefined ? '' : besides(cells[at]))),
  }));
  return [
    `${columns.length} servers differ in ${differ.length} of ${rows.length} clauses; ` +
      `they are alike in ${alike}, and of ${unknown} nothing is known of any of them.`,
    '',
    differ.length === 0
      ? 'Nothing that was seen tells them apart.'
      : differing(
          columns.map(({ name }) => name),
          table,
          form,
        ),
    '',
    ...columns.map((column) =>
      cut(`${column.name}: ${evidenceSentence(column)}`, form === 'md' ? 1000 : WIDTH),
    ),
    '',
  ].join('\n');
}

/** The words of a value, and whether it is assumed. */
const assumedWords = (cell: EffectCell | undefined): string =>
  cell === undefined ? '' : `${cell.known === 'unknown' ? '(assumed) ' : ''}${cell.says}`;

/**
 * Several intermediaries side by side, where they differ.
 *
 * @param columns - the intermediaries
 * @param form - for a terminal or as Markdown
 * @returns lines of text
 */
export function hopsReport(columns: readonly HopColumn[], form: Form): string {
  const { effects } = effectMatrix();
  const differ = effects.flatMap((effect, at) =>
    new Set(columns.map(({ cells }) => cells[at]?.value)).size > 1 ? [{ effect, at }] : [],
  );
  const table = differ.map(({ effect, at }) => ({
    about: effect.name,
    cells: columns.map(({ cells }) => assumedWords(cells[at])),
  }));
  return [
    `${columns.length} intermediaries differ in ${differ.length} of ${effects.length} parameters; ` +
      `in ${effects.length - differ.length} no difference is known.`,
    '',
    differ.length === 0
      ? 'No parameter tells them apart.'
      : differing(
          columns.map(({ hop }) => hop.name),
          table,
          form,
        ),
    '',
  ].join('\n');
}

/** The clauses that are compared. */
export const comparedClauses = (): readonly string[] => serverMatrix().rows.map(({ clause }) => clause.id);

/**
 * All servers, or some, at one clause.
 *
 * @param id - a clause that is compared
 * @param columns - the servers
 * @param form - for a terminal or as Markdown
 * @returns lines of text
 */
export function clauseReport(id: string, columns: readonly Column[], form: Form): string {
  const whole = serverMatrix();
  const at = whole.rows.findIndex(({ clause }) => clause.id === id);
  const row = whole.rows[at];
  if (row === undefined) return '';
  const found = doingAt(at, { ...whole, columns });
  const lead = [
    `${id}: ${row.clause.sentence}`,
    `Measured on ${measuredDays(columns).join(', ')}. ` +
      `Asked by ${row.cases.length} requests: ${requestsOf(id)}. ${FORCE[severityOf(row.clause)]}`,
    ...(isAsked(row, at, whole) ? [] : ['Nothing is known of any server.']),
  ];
  if (form === 'md') {
    const rows = found.map(({ cell, columns: who }) => [
      cell.finding,
      cell.does,
      cell.known,
      String(who.length),
      who.map(({ name }) => name).join(', '),
    ]);
    return [
      ...lead,
      '',
      markdownTable({ head: ['finding', 'does', 'known', 'servers', 'who'], rows }),
      '',
    ].join('\n\n');
  }
  return [
    ...lead.flatMap((line) => wrapped(line, '', '')),
    '',
    ...found.flatMap(({ cell, columns: who }) => [
      plain(
        cell.known === 'unknown'
          ? `${who.length} unknown`
          : `${who.length} ${cell.finding}: ${cell.does} (${cell.known})`,
      ),
      ...wrapped(who.map(({ name }) => name).join(', '), '  ', '  '),
    ]),
    '',
  ].join('\n');
}
