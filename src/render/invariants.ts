/**
 * Invariants as text and data: what must hold, how it is watched, and which wrong specifications show that it is.
 *
 * 1. A mutant stands with an invariant if its own list names that invariant. The tests of the exploration hold
 *    these lists.
 * 2. What belongs to another party is told too, with the reason, and never as held.
 */
import { mutants, wrongSubjects } from '../explore/mutants.js';
import { OF_OTHERS, type OfOthers } from '../explore/of-others.js';
import { RULES, type Rule, sourceUrl } from './citations.js';
import { markdownTable } from './grid.js';
import { code, codeLink, list, page, part } from './page.js';

/** A wrong specification that an invariant finds out. */
export interface FoundOut {
  readonly id: string;
  /** What is wrong with it, as a claim somebody could believe. */
  readonly believes: string;
}

let known: ReadonlyMap<string, readonly FoundOut[]> | undefined;

/** Every wrong specification by the invariants it breaks; they are built once, as that costs time. */
function foundOut(): ReadonlyMap<string, readonly FoundOut[]> {
  if (known !== undefined) return known;
  const wrong = [
    ...mutants(),
    ...wrongSubjects().map(({ id, believes, breaks }) => ({ id, believes, breaks: [breaks] })),
    { id: 'unforgetting', believes: 'what a request did to its connection stays', breaks: ['SI-31'] },
  ];
  known = new Map(
    RULES.map((rule) => [
      rule.id,
      wrong.filter(({ breaks }) => breaks.includes(rule.id)).map(({ id, believes }) => ({ id, believes })),
    ]),
  );
  return known;
}

/** The wrong specifications that an invariant finds out, in the order in which they are written. */
const brokenBy = (id: string): readonly FoundOut[] => foundOut().get(id) ?? [];

/** How an invariant is watched, in words. */
const KIND: Readonly<Record<Rule['kind'], string>> = {
  monitor: 'monitor (watches every connection)',
  relation: 'relation (compares requests)',
};

/**
 * How strongly an invariant is held, in a word or two.
 *
 * @param rule - the invariant
 * @returns such as `breaks, derived`
 */
export const ruleStrength = (rule: Rule): string =>
  rule.strength + (rule.derived === true ? ', derived' : '');

/** An invariant, or a property that is no server's. */
export type Property = Rule | (OfOthers & { readonly id: string });

/**
 * The property that somebody means by a number.
 *
 * @param name - such as `SI-14` or `l-5`, in letters of either case
 * @returns the invariant, or the property of another party; undefined when there is no such number
 */
export function propertyNamed(name: string): Property | undefined {
  const id = name.trim().slice(0, 40).toUpperCase();
  const other = Object.hasOwn(OF_OTHERS, id) ? OF_OTHERS[id] : undefined;
  return other === undefined ? RULES.find((rule) => rule.id === id) : { id, ...other };
}

/**
 * A property in full.
 *
 * @param one - the property
 * @returns lines of text
 */
export function propertyReport(one: Property): string {
  const sources = one.sources.map((anchor) => `source        ${anchor}`);
  if ('whose' in one) {
    return [
      one.sentence,
      '',
      `property      ${one.id}`,
      `belongs to    the ${one.whose}, whose machine is not part of this version`,
      `not here      ${one.why}`,
      ...sources,
      '',
    ].join('\n');
  }
  const found = brokenBy(one.id);
  return [
    one.sentence,
    '',
    `invariant     ${one.id}`,
    `strength      ${ruleStrength(one)}`,
    `kind          ${KIND[one.kind]}`,
    ...sources,
    '',
    `broken by ${found.length} wrong specification${found.length === 1 ? '' : 's'}`,
    ...found.map(({ id, believes }) => `  ${id}: ${believes}`),
    '',
  ].join('\n');
}

/**
 * A property as data.
 *
 * @param one - the property
 * @returns plain data, as `schema/clause.json` says
 */
export function propertyData(one: Property) {
  if ('whose' in one) return { kind: 'property of others' as const, ...one };
  const { kind: watched, derived, ...rule } = one;
  return {
    kind: 'invariant' as const,
    ...rule,
    derived: derived === true,
    watched,
    brokenBy: brokenBy(one.id),
  };
}

const sourceLinks = (sources: readonly string[]): string =>
  sources.map((anchor) => codeLink(anchor, sourceUrl(anchor))).join(' ');

/**
 * The invariants as a page, by number, each a heading to link to; then what belongs to others.
 *
 * @returns the page's text
 */
export function invariantsPage(): string {
  const rows = RULES.map((one) => [
    `<a id="${one.id.toLowerCase()}"></a>${one.id}`,
    one.sentence,
    ruleStrength(one),
    one.kind,
    sourceLinks(one.sources),
    brokenBy(one.id)
      .map(({ id }) => code(id))
      .join(', '),
  ]);
  const others = Object.entries(OF_OTHERS).map(
    ([id, { sentence, whose, why, sources }]) =>
      `<a id="${id.toLowerCase()}"></a>${id}, of the ${whose}: ${sentence} ${why} ${sourceLinks(sources)}`,
  );
  const head = ['id', 'what must hold', 'strength', 'kind', 'sources', 'mutants that break it'];
  return page(
    'Invariants',
    'A monitor watches every connection there can be. A relation compares requests, or places of one request. ' +
      'A mutant is a specification that is wrong on purpose: which of them an invariant finds shows what it is ' +
      'worth.',
    markdownTable({ head, rows }),
    part('Properties of others', `No trace of a server shows these.\n\n${list(others)}`),
  );
}
