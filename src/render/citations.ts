/**
 * Anchors the other way round: where a cited section is read, what number it has, and what cites it.
 *
 * 1. An anchor is the identity of a section. Its number is taken from the clauses that cite it, for reading only.
 * 2. Sections stand in the order of their texts: by RFC, then by number, appendices last; behind them what has no
 *    numbers.
 * 3. A clause, an invariant and a requirement row cite alike: what one of them names is a section here.
 */
import { INVARIANTS } from '../explore/invariants.js';
import { POSITION, RELATIONS } from '../explore/relations.js';
import { CLAUSES, type Clause } from '../spec/clauses/index.js';
import { REQUIREMENTS, type Requirement } from '../spec/requirements/index.js';
import { type GraphArrow, machineGraph } from './graph.js';

/** What must hold on every connection, without how it is watched. */
export interface Rule {
  readonly id: string;
  readonly sentence: string;
  readonly sources: readonly string[];
  readonly strength: 'breaks' | 'departs' | 'asks';
  readonly derived?: true;
  /** A monitor watches one connection; a relation compares requests, or places of one request. */
  readonly kind: 'monitor' | 'relation';
}

type Watched = Omit<Rule, 'kind'>;

/** What is said of an invariant, without the functions that watch it. */
function ruleOf({ id, sentence, sources, strength, derived }: Watched, kind: Rule['kind']): Rule {
  return { id, sentence, sources, strength, ...(derived === undefined ? {} : { derived }), kind };
}

/** `SI-2` before `SI-10`, and safety before what has to happen some day. */
function byId({ id: a }: Rule, { id: b }: Rule): number {
  const [one = '', other = ''] = [a, b].map((id) => id.replace(/-[0-9]+$/, ''));
  if (one !== other) return one < other ? 1 : -1;
  return Number(a.slice(one.length + 1)) - Number(b.slice(other.length + 1));
}

/** Every invariant, of one connection, of pairs of requests, and of positions, by number: SI, then L. */
export const RULES: readonly Rule[] = [
  ...INVARIANTS.map((one) => ruleOf(one, 'monitor')),
  ...[...RELATIONS, POSITION].map((one) => ruleOf(one, 'relation')),
].toSorted(byId);

/** A section of a text, and everything that cites it. */
export interface Section {
  /** Such as `RFC 9112`. */
  readonly text: string;
  /** Such as `9.3`; empty where the text has no numbers. */
  readonly section: string;
  readonly anchor: string;
  readonly clauses: readonly Clause[];
  readonly rules: readonly Rule[];
  readonly rows: readonly Requirement[];
  /** The arrows of the machine whose clause cites the section. */
  readonly arrows: readonly GraphArrow[];
}

/** Numbers of sections with names that an invariant or a row cites and no clause does. */
const OTHER_NUMBERS: Readonly<Record<string, string>> = {
  'rfc9110#intermediaries': '3.7',
  'rfc9110#fields.names': '5.1',
  'rfc9110#field.lines': '5.2',
  'rfc9110#tokens': '5.6.2',
  'rfc9110#trailers.limitations': '6.5.1',
  'rfc9110#routing.reject': '7.4',
  'rfc9110#message.forwarding': '7.6',
  'rfc9110#field.via': '7.6.3',
  'rfc9110#idempotent.methods': '9.2.2',
  'rfc9110#status.421': '15.5.20',
  'rfc9110#upgrade.token.registry': '16.7',
  'rfc9110#changes.from.rfc.7231': 'B.3',
  'rfc9112#reconstructing.target.uri': '3.3',
  'rfc9112#header.field.syntax': '5',
  'rfc9112#chunked.trailer.section': '7.1.2',
  'rfc9112#tls.connection.closure': '9.8',
  'rfc9112#changes.from.rfc.7230': 'C.3',
};

/** The texts that are no RFC. */
const OTHER_TEXTS: Readonly<Record<string, string>> = {
  fetch: 'WHATWG Fetch',
  websockets: 'WHATWG WebSockets',
};

/** The text of an anchor in letters of files and links, such as `rfc9112`. */
export const textSlug = (anchor: string): string => anchor.slice(0, anchor.indexOf('#'));

const textOf = (anchor: string): string =>
  OTHER_TEXTS[textSlug(anchor)] ?? anchor.replace(/^rfc([0-9]+)#.*$/, 'RFC $1');
const nameOf = (anchor: string): string => anchor.slice(anchor.indexOf('#') + 1);

function numberOf(anchor: string): string {
  const [, number] = /#(?:section|appendix)-(.+)$/.exec(anchor) ?? [];
  return number ?? OTHER_NUMBERS[anchor] ?? '';
}

/**
 * A cited section can be opened: RFC 9110 and RFC 9112 by name at the working group, other RFCs by number at their
 * editor, and the living standards where they live.
 *
 * @param anchor - such as `rfc9112#persistent.connections`
 * @returns the address
 * @example
 * sourceUrl('rfc6455#section-4.2.1'); // 'https://www.rfc-editor.org/rfc/rfc6455#section-4.2.1'
 */
export function sourceUrl(anchor: string): string {
  const [text = '', name = ''] = anchor.split('#');
  if (Object.hasOwn(OTHER_TEXTS, text)) return `https://${text}.spec.whatwg.org/#${name}`;
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
  return `${one.text}${number}${/^(section|appendix)-/.test(name) ? '' : ` ${name}`}`;
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
 * Every section that a clause, an invariant or a requirement row cites, in the order of the texts.
 *
 * @returns the sections, collected once
 */
export function citedSections(): readonly Section[] {
  if (known !== undefined) return known;
  const clauses = Object.values(CLAUSES);
  const numbers = new Map(
    clauses.flatMap((one) => one.sources.map((at) => [at.anchor, at.section] as const)),
  );
  const anchors = new Set([
    ...numbers.keys(),
    ...[...RULES, ...REQUIREMENTS].flatMap(({ sources }) => sources),
  ]);
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
        rows: REQUIREMENTS.filter((row) => row.sources.includes(anchor)),
        arrows: arrows.filter((arrow) => ids.has(arrow.clause)),
      };
    })
    .toSorted(inOrder);
  return known;
}
