/**
 * The index by RFC section: for whoever has the text open and asks what becomes of a paragraph here.
 *
 * 1. A section is here because something cites it. What nothing cites is not here, however important.
 * 2. An arrow counts for a section if its clause cites it, whatever else the clause cites.
 */
import {
  citedSections,
  type Rule,
  type Section,
  sectionsNamed,
  sectionTitle,
  sourceUrl,
} from './citations.js';
import { stateLink } from './clause-page.js';
import { STRENGTH } from './clauses.js';
import type { GraphArrow } from './graph.js';
import { markdownTable } from './grid.js';
import {
  caseLink,
  clauseFile,
  codeLink,
  type Given,
  headingSlug,
  link,
  list,
  many,
  page,
  stateName,
} from './page.js';

const ruleStrength = (rule: Rule): string => rule.strength + (rule.derived === true ? ', derived' : '');

/** How many arrows leave each state, in the machine's order. */
function bySource(arrows: readonly GraphArrow[]): readonly (readonly [state: string, count: number])[] {
  const states = [...new Set(arrows.map((arrow) => arrow.from))];
  return states.map((state) => [state, arrows.filter((arrow) => arrow.from === state).length]);
}

function casesText(one: Section, given: Given): string {
  const ids = one.clauses.map(({ id }) => id);
  const cases = given.cases.filter((each) => each.clauses.some((id) => ids.includes(id)));
  return cases.length === 0
    ? ''
    : `Literate cases:\n\n${list(cases.map((each) => caseLink(each, '../../')))}`;
}

function sectionText(one: Section, given: Given): string {
  const clauses = one.clauses.map((each) => [
    codeLink(each.id, clauseFile(each.id)),
    each.sentence,
    each.strength,
  ]);
  const rules = one.rules.map((rule) => [link(rule.id, 'invariants.md'), rule.sentence, ruleStrength(rule)]);
  const states = bySource(one.arrows).map(([state, count]) => `${stateLink(state, '')} ${count}`);
  return [
    `### ${sectionTitle(one)}`,
    link('the text', sourceUrl(one.anchor)),
    clauses.length === 0 ? '' : markdownTable({ head: ['clause', 'says', 'strength'], rows: clauses }),
    rules.length === 0
      ? ''
      : markdownTable({ head: ['invariant', 'what must hold', 'strength'], rows: rules }),
    states.length === 0 ? '' : `${many(one.arrows.length, 'arrow')}: ${states.join(', ')}.`,
    casesText(one, given),
  ]
    .filter((text) => text !== '')
    .join('\n\n');
}

/**
 * Every section that is cited, with what cites it.
 *
 * @param given - literate cases
 * @returns the page's text
 */
export function sectionsPage(given: Given): string {
  const sections = citedSections();
  const texts = [...new Set(sections.map(({ text }) => text))];
  const of = (text: string): readonly Section[] => sections.filter((one) => one.text === text);
  const entry = (one: Section): string =>
    link(sectionTitle(one).slice(one.text.length + 1), `#${headingSlug(sectionTitle(one))}`);
  return page(
    'By RFC section',
    'Every section that a clause or an invariant cites. An arrow of the machine counts where its clause does.',
    ...texts.map((text) => `**${text}**: ${of(text).map(entry).join(', ')}`),
    ...texts.flatMap((text) => [`## ${text}`, ...of(text).map((one) => sectionText(one, given))]),
  );
}

function reportLines(one: Section): readonly string[] {
  const states = bySource(one.arrows).map(([state, count]) => `  ${stateName(state)}: ${count}`);
  return [
    `${sectionTitle(one)}  ${one.anchor}`,
    sourceUrl(one.anchor),
    ...(one.clauses.length === 0 ? [] : ['', many(one.clauses.length, 'clause')]),
    ...one.clauses.flatMap((each) => [`  ${each.id}: ${each.sentence}`, `    ${STRENGTH[each.strength]}`]),
    ...(one.rules.length === 0 ? [] : ['', many(one.rules.length, 'invariant')]),
    ...one.rules.map((rule) => `  ${rule.id}: ${rule.sentence} (${ruleStrength(rule)})`),
    ...(states.length === 0 ? [] : ['', `${many(one.arrows.length, 'arrow')}, by the state they leave`]),
    ...states,
    '',
  ];
}

/**
 * What cites a section, as text.
 *
 * @param query - as for `sectionsNamed`: `RFC 9112 §9.3`, `rfc9112#persistent.connections`, ...
 * @returns the report, section by section; undefined when nothing that is called so is cited
 * @example
 * sectionReport('rfc9112#persistent.connections')?.startsWith('RFC 9112 §9.3'); // true
 */
export function sectionReport(query: string): string | undefined {
  const found = sectionsNamed(query);
  return found.length === 0 ? undefined : found.flatMap(reportLines).join('\n');
}
