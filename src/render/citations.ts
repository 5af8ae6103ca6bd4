/**
 * Anchors the other way round: where a cited section is read, what number it has, and what cites it.
 *
 * 1. An anchor is the identity of a section. Its number is taken from the clauses that cite it, for reading only.
 * 2. Sections stand in the order of their texts: by RFC, then by number, appendices last.
 */
import { INVARIANTS } from '../explore/invariants.js';
import { POSITION, RELATIONS } from '../explore/relations.js';
import { CLAUSES, type Clause } from '../spec/clauses/index.js';
import { type GraphArrow, machineGraph } from './graph.js';

/** What must hold on every connection, without how it is watched. */
export interface Rule {
  readonly id: string;
  readonly sentence: string;
  readonly sources: readonly string[];
  readonly strength: 'breaks' | 'departs' | 'asks';
  readonly derived?: true;
}

/** Every invariant: of one connection, of pairs of requests, and of positions. */
export const RULES: readonly Rule[] = [...INVARIANTS, ...RELATIONS, POSITION];

/** A section of a text, and everything that cites it. */
export interface Section {
  /** Such as `RFC 9112`. */
  readonly text: string;
  /** Such as `9.3`; empty when no clause and no list knows its number. */
  readonly section: string;
  readonly anchor: string;
  readonly clauses: readonly Clause[];
  readonly rules: readonly Rule[];
  /** The arrows of the machine whose clause cites the section. */
  readonly arrows: readonly GraphArrow[];
}

/** Numbers of sections that an invariant cites and no clause does. */
const OTHER_NUMBERS: Readonly<Record<string, string>> = {
  'rfc9110#fields.names': '5.1',
  'rfc9110#field.lines': '5.2',
};

const textOf = (anchor: string): string => anchor.replace(/^rfc([0-9]+)#.*$/, 'RFC $1');
const nameOf = (anchor: string): string => anchor.slice(anchor.indexOf('#') + 1);

function numberOf(anchor: string): string {
  const [, number] = /#section-(.+)$/.exec(anchor) ?? [];
  return number ?? OTHER_NUMBERS[anchor] ?? '';
}

/**
 * A cited section can be opened: RFC 9110 and RFC 9112 by name at the working group, all others by number.
 *
 * @param anchor - such as `rfc9112#persistent.connections`
 * @returns the address
 * @example
 * sourceUrl('rfc6455#section-4.2.1'); // 'https://www.rfc-editor.org/rfc/rfc6455#section-4.2.1'
 */
export function sourceUrl(anchor: string): string {
  const [text = '', name = ''] = anchor.split('#');
  return text === 'rfc9110' || text === 'rfc9112'
    ? `https://httpwg.org/specs/${text}.html#${name}`
    : `https://www.rfc-editor.org/rfc/${text}#${name}`;
}

/**
 * A section is called by its text, its number, and its name where it has one.
 *
 * @param one - the section
 * @returns such as `RFC 9112 §9.3 persistent.connections`
 */
export function sectionTitle(one: Pick<Section, 'text' | 'section' | 'anchor'>): string {
  const name = nameOf(one.anchor);
  const number = one.section === '' ? '' : ` §${one.section}`;
  return `${one.text}${number}${name === `section-${one.section}` ? '' : ` ${name}`}`;
}

/** Numbers by their size, letters behind numbers, and what is shorter first. */
function byNumber(a: string, b: string): number {
  const [one, other] = [a.split('.'), b.split('.')];
  for (let at = 0; at < Math.max(one.length, other.length); at += 1) {
    const [x, y] = [one[at], other[at]];
    if (x === y) continue;
    if (x === undefined || y === undefined) return x === undefined ? -1 : 1;
    const [m, n] = [Number(x), Number(y)];
    if (Number.isNaN(m) !== Number.isNaN(n)) return Number.isNaN(m) ? 1 : -1;
    return Number.isNaN(m) ? (x < y ? -1 : 1) : m - n;
  }
  return 0;
}

function inOrder(a: Section, b: Section): number {
  if (a.text !== b.text) return byNumber(a.text.replace('RFC ', ''), b.text.replace('RFC ', ''));
  if ((a.section === '') !== (b.section === '')) return a.section === '' ? 1 : -1;
  return byNumber(a.section, b.section) || (a.anchor < b.anchor ? -1 : 1);
}

let known: readonly Section[] | undefined;

/**
 * Every section that a clause or an invariant cites, in the order of the texts.
 *
 * @returns the sections, collected once
 */
export function citedSections(): readonly Section[] {
  if (known !== undefined) return known;
  const clauses = Object.values(CLAUSES);
  const numbers = new Map(
    clauses.flatMap((one) => one.sources.map((at) => [at.anchor, at.section] as const)),
  );
  const anchors = new Set([...numbers.keys(), ...RULES.flatMap((rule) => rule.sources)]);
  const { arrows } = machineGraph();
  known = [...anchors]
    .map((anchor): Section => {
      const citing = clauses.filter((one) => one.sources.some((at) => at.anchor === anchor));
      const ids = new Set(citing.map((one) => one.id));
      return {
        text: textOf(anchor),
        section: numbers.get(anchor) ?? numberOf(anchor),
        anchor,
        clauses: citing,
        rules: RULES.filter((rule) => rule.sources.includes(anchor)),
        arrows: arrows.filter((arrow) => ids.has(arrow.clause)),
      };
    })
    .toSorted(inOrder);
  return known;
}

/** What is longer than this is the name of no section. */
const LONGEST = 120;

/**
 * The sections that somebody means: by anchor, by text and number with what is under it, or by name or number alone.
 *
 * @param query - such as `RFC 9112 §9.3`, `rfc9112#persistent.connections`, `9112 9`, `§9.3`, `status.101`
 * @returns the sections in the order of the texts; none when nothing cited is called so
 * @example
 * sectionsNamed('rfc 9112 §9.3').map(({ anchor }) => anchor)[0]; // 'rfc9112#persistent.connections'
 */
export function sectionsNamed(query: string): readonly Section[] {
  const sought = query.trim().toLowerCase();
  if (sought === '' || sought.length > LONGEST) return [];
  const all = citedSections();
  const called = (one: Section): readonly string[] => [one.anchor, nameOf(one.anchor), sectionTitle(one)];
  const exact = all.filter((one) => called(one).some((name) => name.toLowerCase() === sought));
  if (exact.length > 0) return exact;
  const [, text, number = ''] =
    /^(?:rfc ?([0-9]{1,5}))?[ ,#]*(?:§|section[ -])? ?([0-9a-z]+(?:\.[0-9]+)*)?\.?$/.exec(
      // a number alone in front of another is that of the text
      sought.replace(/^([0-9]{4,5})(?=[ §#]|$)/, 'rfc $1'),
    ) ?? [];
  if (text === undefined && number === '') return [];
  return all.filter((one) => {
    const section = one.section.toLowerCase();
    const under = number === '' || section === number || section.startsWith(`${number}.`);
    return under && (text === undefined || one.text === `RFC ${text}`);
  });
}
