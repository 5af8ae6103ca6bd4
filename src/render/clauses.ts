/** Clauses as text: one in full, and the list. */

import { CLAUSES, type Clause, clause, type Strength } from '../spec/clauses/index.js';
import { machineGraph } from './graph.js';
import type { Grid } from './grid.js';
import { shownTables } from './tables.js';

/** Every strength in words. */
export const STRENGTH: Readonly<Record<Strength, string>> = {
  required: 'required (MUST)',
  preferred: 'preferred (SHOULD)',
  optional: 'optional (MAY)',
  definition: 'definition (no keyword, but the protocol is built on it)',
  derived: 'derived (follows from the premises)',
  silent: 'the standards do not decide',
};

/** Sources in one line: text, section and anchor, as `RFC 9112 §9.3 (rfc9112#persistent.connections)`. */
function sourcesText(one: Clause): string {
  return one.sources.map(({ text, section, anchor }) => `${text} §${section} (${anchor})`).join('; ');
}

/**
 * A clause in a report: id, sentence, strength and source.
 *
 * @param id - the id of the clause
 * @returns two lines, or one that says the id has no prose
 */
export function clauseInShort(id: string): readonly string[] {
  const one = clause(id);
  if (one === undefined) return [`${id}: (no prose)`];
  return [`${id}: ${one.sentence}`, `  ${STRENGTH[one.strength]}; ${sourcesText(one)}`];
}

/** Where a clause is at work: rows of tables, forms of answers, arrows. */
export interface Use {
  readonly where: 'table' | 'form' | 'arrow';
  readonly what: string;
}

/**
 * Where the clause decides something.
 *
 * @param id - the id of the clause
 * @returns the rows and arrows that name it
 */
export function usesOf(id: string): readonly Use[] {
  const rows = shownTables().flatMap((table) =>
    table.rows
      .filter((row) => row.clause === id)
      .map((row): Use => {
        const where = /form$/i.test(table.name) ? 'form' : 'table';
        return { where, what: `${table.title} row ${row.position}` };
      }),
  );
  const arrows = machineGraph()
    .arrows.filter((arrow) => arrow.clause === id)
    .map((arrow): Use => {
      const stays = arrow.unread === true ? 'left unread' : 'stays';
      const to = arrow.to === undefined ? stays : `to ${arrow.to}`;
      return { where: 'arrow', what: `${arrow.from}, ${arrow.event}: ${to}` };
    });
  return [...rows, ...arrows];
}

/**
 * One clause in full.
 *
 * @param one - the clause
 * @returns lines of text
 */
export function clauseReport(one: Clause): string {
  const uses = usesOf(one.id);
  return [
    one.sentence,
    '',
    `clause        ${one.id}`,
    `strength      ${STRENGTH[one.strength]}`,
    ...(one.premises ?? []).map((premise) => `premise       ${premise}`),
    ...one.sources.map(({ text, section, anchor }) => `source        ${text} §${section}  ${anchor}`),
    `permitted     ${one.permitted}`,
    ...(one.requirements.length > 0 ? [`requirements  ${one.requirements.join(', ')}`] : []),
    ...(one.questions.length > 0 ? [`questions     ${one.questions.join(', ')}`] : []),
    '',
    `used in ${uses.length} place${uses.length === 1 ? '' : 's'}`,
    ...uses.map((use) => `  ${use.where}: ${use.what}`),
    '',
  ].join('\n');
}

/**
 * Every clause, one row each.
 *
 * @returns the grid
 */
export function clausesGrid(): Grid {
  return {
    head: ['clause', 'says', 'strength', 'sources', 'permitted'],
    rows: Object.values(CLAUSES).map((one) => [
      one.id,
      one.sentence,
      one.strength,
      one.sources.map(({ anchor }) => anchor).join(', '),
      one.permitted,
    ]),
  };
}
