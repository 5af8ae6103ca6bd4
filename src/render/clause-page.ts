/**
 * One page for each clause: what it says, who says so, where it decides, and who does otherwise.
 *
 * 1. Where a clause decides is found by its id in the tables and in the machine; no use is written down twice.
 * 2. An invariant is told where its first source is the clause's first source. For others the section is one of
 *    several, and the index by section has them.
 */
import { ANSWER_CONTEXT } from '../spec/answer.js';
import { AXIS_NAMES, VALUES } from '../spec/axes.js';
import { CLAUSES, type Clause } from '../spec/clauses/index.js';
import { severityOf } from '../spec/clauses/severity.js';
import { RULES, sourceUrl } from './citations.js';
import { deviationItems, examplesPart, measuredItems } from './clause-evidence.js';
import { STRENGTH } from './clauses.js';
import { type GraphArrow, machineGraph } from './graph.js';
import { type Grid, markdownTable } from './grid.js';
import {
  clauseFile,
  code,
  codeLink,
  type Given,
  headingSlug,
  link,
  list,
  page,
  part,
  ruleFile,
  stateFile,
  stateName,
} from './page.js';
import { type ShownTable, shownTables } from './tables.js';

/** From the folder of the clauses to `docs/reference/`. */
const REFERENCE = '../';
const DOCS = '../../';

const KNOWN_VALUES: Readonly<Record<string, readonly string[]>> = { ...ANSWER_CONTEXT, ...VALUES };
const FACTS: readonly string[] = AXIS_NAMES;

/** One part of a condition: the values, or those left out where nearly all are meant. */
function axisText(axis: string, values: readonly string[]): string {
  const all = KNOWN_VALUES[axis];
  const knows = all !== undefined && values.every((value) => all.includes(value));
  const left = knows ? all.filter((value) => !values.includes(value)) : [];
  const shown = FACTS.includes(axis)
    ? codeLink(axis, `${REFERENCE}facts.md#${headingSlug(axis)}`)
    : code(axis);
  if (left.length > 0 && left.length < values.length) {
    return `${shown} is ${left.length > 1 ? 'none of' : 'not'} ${left.map(code).join(', ')}`;
  }
  return `${shown} is ${values.length > 1 ? 'one of ' : ''}${values.map(code).join(', ')}`;
}

/**
 * The condition of a row in words.
 *
 * @param when - axes with the values under which the row holds
 * @returns such as `version is one of 1.1, 1.2+`; `always` for a row without condition
 */
function conditionText(when: Readonly<Record<string, readonly string[]>>): string {
  const parts = Object.entries(when).map(([axis, values]) => axisText(axis, values));
  return parts.length === 0 ? 'always' : `if ${parts.join(' and ')}`;
}

function tableItems(table: ShownTable, id: string): readonly string[] {
  const to = `${REFERENCE}tables.md#${headingSlug(`${table.name}: ${table.title}`)}`;
  return table.rows
    .filter((row) => row.clause === id)
    .map((row) => {
      const place = `row ${row.position} of ${table.rows.length} of ${link(table.title, to)}`;
      const then = row.outcomes.map(code).join(' or ');
      return `${place}: ${conditionText(row.when)}, then ${then}`;
    });
}

/**
 * A state as a link; a state around others has no page of its own, and stands in the list of states.
 *
 * @param id - the state
 * @param reference - the way from the page to `docs/reference/`
 * @returns the link
 */
export function stateLink(id: string, reference: string): string {
  const node = machineGraph().nodes.find((one) => one.id === id);
  if (node?.leaf === true) return link(stateName(id), `${reference}${stateFile(id)}`);
  return link(`any state of ${stateName(id)}`, `${reference}states/README.md#${headingSlug(stateName(id))}`);
}

/**
 * What an arrow does, in words.
 *
 * @param arrow - the arrow
 * @param reference - the way from the page to `docs/reference/`
 * @returns such as `moves to ACTIVE.open`
 */
export function arrowText(arrow: GraphArrow, reference: string): string {
  const deviation = arrow.deviation === true ? ' (DEVIATION: only a product takes this)' : '';
  if (arrow.to !== undefined) return `moves to ${stateLink(arrow.to, reference)}${deviation}`;
  if (arrow.unread === true) return `leaves it unread${deviation}`;
  const acts = (arrow.sends ?? []).length > 0;
  return `${acts ? 'stays' : 'stays, and sends nothing'}${deviation}`;
}

function arrowsGrid(arrows: readonly GraphArrow[]): Grid {
  return {
    head: ['in', 'on', 'if', 'what happens', 'sends'],
    rows: arrows.map((arrow) => [
      stateLink(arrow.from, REFERENCE),
      code(arrow.event),
      arrow.guard ?? '',
      arrowText(arrow, REFERENCE),
      (arrow.sends ?? []).join(', '),
    ]),
  };
}

/** The invariants whose first source is the first of the clause. */
function rulesPart(one: Clause): string {
  const first = one.sources[0]?.anchor;
  const rules = RULES.filter((rule) => rule.sources[0] === first);
  return list(rules.map((rule) => `${link(rule.id, `${REFERENCE}${ruleFile(rule.id)}`)}: ${rule.sentence}`));
}

const premiseText = (premise: string): string => {
  const [id = '', ...rest] = premise.split(' ');
  return [Object.hasOwn(CLAUSES, id) ? codeLink(id, `${id}.md`) : code(id), ...rest].join(' ');
};

const FORCE: Readonly<Record<ReturnType<typeof severityOf>, string>> = {
  breaks: 'Who does otherwise *breaks* it.',
  departs: 'Who does otherwise *departs* from it.',
  asks: 'Nobody is blamed by this clause alone: a report only *asks*.',
};

/** The link to an open question: to its section where that was found, else to the list of questions. */
function questionItem(id: string, given: Given): string {
  const found = given.questions[id];
  return found === undefined
    ? link(id, `${DOCS}questions/README.md#${id.toLowerCase()}`)
    : link(found.title, `${DOCS}${found.to}`);
}

/** What the page tells about where its clause is at work. */
function usesPart(id: string): string {
  const rows = shownTables().flatMap((table) => tableItems(table, id));
  const arrows = machineGraph().arrows.filter((arrow) => arrow.clause === id);
  const taken = arrows.length === 0 ? '' : markdownTable(arrowsGrid(arrows));
  return [list(rows), taken].filter((text) => text !== '').join('\n\n');
}

/**
 * The page of a clause.
 *
 * @param one - the clause
 * @param given - literate cases, measurements and questions
 * @param requirements - how a requirement row is shown, such as a link to the ledger
 * @returns the page's text
 */
export function clausePage(one: Clause, given: Given, requirements: (id: string) => string): string {
  const sources = one.sources.map(
    ({ text, section, anchor }) => `${link(`${text} §${section}`, sourceUrl(anchor))} (${code(anchor)})`,
  );
  const deviations = [...deviationItems(one.id), ...measuredItems(one.id, given)];
  return page(
    one.id,
    one.sentence,
    `**${STRENGTH[one.strength]}**. ${FORCE[severityOf(one)]}`,
    part('Premises', list((one.premises ?? []).map(premiseText))),
    part(one.strength === 'silent' ? 'Where one would look for it' : 'Sources', list(sources)),
    part('What is permitted', one.permitted),
    part('Requirement rows', one.requirements.map(requirements).join(', ')),
    part('Open questions', list(one.questions.map((id) => questionItem(id, given)))),
    part('Where it decides', usesPart(one.id)),
    part('Examples', examplesPart(one.id, given)),
    part('Invariants of the same section', rulesPart(one)),
    part(
      'Who deviates',
      deviations.length > 0
        ? list(deviations)
        : 'No product described here, and no endpoint measured in an open WebSocket, is known to. ' +
            'What was not observed is assumed, not known.',
    ),
    part('See it', code(`after101 clause ${one.id}`)),
  );
}

/**
 * The list of clauses, group by group.
 *
 * @returns Markdown: a table for each group, each clause linked to its page
 */
export function clausesList(): string {
  const all = Object.values(CLAUSES);
  const groups = [...new Set(all.map(({ group }) => group))];
  const rows = (group: string) =>
    all
      .filter((one) => one.group === group)
      .map((one) => [
        link(one.id, clauseFile(one.id)),
        one.sentence,
        one.strength,
        one.sources.map(({ anchor }) => link(anchor, sourceUrl(anchor))).join(', '),
        one.permitted,
      ]);
  const head = ['clause', 'says', 'strength', 'sources', 'permitted'];
  return groups.map((group) => part(group, markdownTable({ head, rows: rows(group) }))).join('\n\n');
}
