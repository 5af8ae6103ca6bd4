/**
 * The index by RFC section: for whoever has the text open and asks what becomes of a paragraph here.
 *
 * 1. A section is here because something cites it. What nothing cites is not here, however important.
 * 2. An arrow counts for a section if its clause cites it, whatever else the clause cites.
 * 3. Each text has a page; the index has every section in one line.
 */
import { citedSections, type Section, sectionTitle, sourceUrl, textSlug } from './citations.js';
import { stateLink } from './clause-page.js';
import { STRENGTH } from './clauses.js';
import type { GraphArrow } from './graph.js';
import { markdownTable } from './grid.js';
import { ruleStrength } from './invariants.js';
import {
  caseLink,
  clauseFile,
  code,
  codeLink,
  type Given,
  headingSlug,
  link,
  list,
  many,
  page,
  part,
  rowFile,
  ruleFile,
  stateName,
} from './page.js';

/** From the folder of the texts to `docs/reference/`. */
const REFERENCE = '../';
const ROOT = '../../../';

/** The events on which arrows leave each state, in the machine's order. */
function bySource(
  arrows: readonly GraphArrow[],
): readonly (readonly [state: string, events: readonly string[]])[] {
  const states = [...new Set(arrows.map((arrow) => arrow.from))];
  const leaving = (state: string): readonly string[] => [
    ...new Set(arrows.filter((arrow) => arrow.from === state).map(({ event }) => event)),
  ];
  return states.map((state) => [state, leaving(state)]);
}

function casesText(one: Section, given: Given): string {
  const ids = one.clauses.map(({ id }) => id);
  const cases = given.cases.filter((each) => each.clauses.some((id) => ids.includes(id)));
  return cases.length === 0 ? '' : `Literate cases:\n\n${list(cases.map((each) => caseLink(each, ROOT)))}`;
}

/** A table, or nothing at all when it has no rows. */
const tableOf = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  rows.length === 0 ? '' : markdownTable({ head, rows });

function sectionText(one: Section, given: Given): string {
  const clauses = one.clauses.map((each) => [
    codeLink(each.id, `${REFERENCE}${clauseFile(each.id)}`),
    each.sentence,
    each.strength,
  ]);
  const rules = one.rules.map((rule) => [
    link(rule.id, `${REFERENCE}${ruleFile(rule.id)}`),
    rule.sentence,
    ruleStrength(rule),
  ]);
  const rows = one.rows.map((row) => [
    codeLink(row.id, `${REFERENCE}${rowFile(row.id)}`),
    row.sentence.replaceAll('*', '\\*'),
    row.strength.join(', '),
  ]);
  const states = bySource(one.arrows).map(
    ([state, events]) => `${stateLink(state, REFERENCE)}: ${events.map(code).join(', ')}`,
  );
  return [
    `## ${sectionTitle(one)}`,
    link('the text', sourceUrl(one.anchor)),
    clauses.length === 0 ? 'No clause cites this section.' : '',
    tableOf(['clause', 'says', 'strength'], clauses),
    tableOf(['invariant', 'what must hold', 'strength'], rules),
    tableOf(['requirement row', 'asks', 'strength'], rows),
    states.length === 0
      ? ''
      : `${many(one.arrows.length, 'arrow')}, by the state they leave and the events:\n\n${list(states)}`,
    casesText(one, given),
  ]
    .filter((text) => text !== '')
    .join('\n\n');
}

/** The cited sections, text by text. */
function byText(): readonly (readonly Section[])[] {
  const sections = citedSections();
  const texts = [...new Set(sections.map(({ text }) => text))];
  return texts.map((text) => sections.filter((one) => one.text === text));
}

const textFile = (anchor: string): string => `by-section/${textSlug(anchor)}.md`;
/** A section without its text, which is said before. */
const shortTitle = (one: Section): string => sectionTitle(one).slice(one.text.length + 1);

/**
 * A page for each text: every section of it that is cited, with what cites it.
 *
 * @param given - literate cases
 * @returns the names under `docs/reference/` and what the files hold
 */
export function textPages(given: Given): Readonly<Record<string, string>> {
  return Object.fromEntries(
    byText().map((sections) => {
      const [first] = sections as readonly [Section, ...Section[]];
      const contents = sections.map((one) => link(shortTitle(one), `#${headingSlug(sectionTitle(one))}`));
      const text = page(
        first.text,
        `Every section of ${first.text} that is cited here. ${link('All texts', `${REFERENCE}by-section.md`)}.`,
        contents.join(', '),
        ...sections.map((one) => sectionText(one, given)),
      );
      return [textFile(first.anchor), text];
    }),
  );
}

/**
 * The index of all texts: every section that is cited in one line, with how much cites it.
 *
 * @returns the page's text
 */
export function sectionsPage(): string {
  const head = ['section', 'clauses', 'invariants', 'rows', 'arrows'];
  const count = (some: readonly unknown[]): string => (some.length === 0 ? '' : String(some.length));
  const parts = byText().map((sections) => {
    const [first] = sections as readonly [Section, ...Section[]];
    const rows = sections.map((one) => [
      link(shortTitle(one), `${textFile(one.anchor)}#${headingSlug(sectionTitle(one))}`),
      ...[one.clauses, one.rules, one.rows, one.arrows].map(count),
    ]);
    const whole = link(`All that is cited of ${first.text}`, textFile(first.anchor));
    return part(first.text, `${whole}.\n\n${markdownTable({ head, rows })}`);
  });
  return page(
    'By RFC section',
    'Every section that a clause, an invariant or a requirement row cites. An arrow of the machine counts where ' +
      'its clause does.',
    ...parts,
  );
}

/** Rows of a report under the line that counts them, or nothing. */
const counted = (number: number, noun: string, rows: readonly string[]): readonly string[] =>
  number === 0 ? [] : ['', many(number, noun), ...rows];

function reportLines(one: Section): readonly string[] {
  const states = bySource(one.arrows).map(([state, events]) => `  ${stateName(state)}: ${events.join(', ')}`);
  return [
    `${sectionTitle(one)}  ${one.anchor}`,
    sourceUrl(one.anchor),
    ...(one.clauses.length === 0 ? ['', 'No clause cites this section.'] : []),
    ...counted(
      one.clauses.length,
      'clause',
      one.clauses.flatMap((each) => [`  ${each.id}: ${each.sentence}`, `    ${STRENGTH[each.strength]}`]),
    ),
    ...counted(
      one.rules.length,
      'invariant',
      one.rules.map((rule) => `  ${rule.id}: ${rule.sentence} (${ruleStrength(rule)})`),
    ),
    ...counted(
      one.rows.length,
      'requirement row',
      one.rows.map((row) => `  ${row.id}: ${row.sentence} (${row.strength.join(', ')})`),
    ),
    ...(states.length === 0 ? [] : ['', `${many(one.arrows.length, 'arrow')}, by the state they leave`]),
    ...states,
    '',
  ];
}

/**
 * What cites some sections, as text.
 *
 * @param sections - the sections
 * @returns the report, section by section
 */
export const sectionsReport = (sections: readonly Section[]): string =>
  sections.flatMap(reportLines).join('\n');
