/**
 * What people call a section, and which cited section they mean.
 *
 * 1. A section is found by its anchor, by its text and number with all that is under it, or by its name alone.
 * 2. What nothing cites is told as that, with the cited sections around it; it is never replaced by them in silence.
 */
import { citedSections, type Section, sectionTitle } from './citations.js';
import { nearest, printable } from './printable.js';

/** What is longer than this is the name of no section. */
const LONGEST = 120;

const nameOf = (anchor: string): string => anchor.slice(anchor.indexOf('#') + 1);

/** A text and a number in it, as they were asked for: at least one of the two. */
interface Numbered {
  /** Such as `RFC 9112`. */
  readonly text: string | undefined;
  /** Such as `9.3`; empty for the whole text. */
  readonly number: string;
}

/** A query read as a text and a number; undefined when it is something else. */
function numbered(sought: string): Numbered | undefined {
  const [, text, number = ''] =
    /^(?:rfc ?([0-9]{1,5}))?[ ,#]*(?:§|section[ -]|appendix[ -])? ?([0-9a-z]+(?:\.[0-9]+)*)?\.?$/.exec(
      // a number alone in front of another is that of the text
      sought.replace(/^([0-9]{4,5})(?=[ §#]|$)/, 'rfc $1'),
    ) ?? [];
  if (text === undefined && number === '') return undefined;
  return { text: text === undefined ? undefined : `RFC ${text}`, number };
}

const ofText = (one: Section, text: string | undefined): boolean => text === undefined || one.text === text;

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
  const meant = numbered(sought);
  if (meant === undefined) return [];
  return all.filter((one) => {
    const section = one.section.toLowerCase();
    const under = meant.number === '' || section === meant.number || section.startsWith(`${meant.number}.`);
    return under && ofText(one, meant.text);
  });
}

/** How a section is asked for. */
const asked = (one: Section): string => (one.section === '' ? one.anchor : `${one.text} §${one.section}`);

/** The nearest cited section around a number: without its last part, and so on. */
function parentOf({ text, number }: Numbered): Section | undefined {
  for (let outer = number; outer.includes('.'); ) {
    outer = outer.slice(0, outer.lastIndexOf('.'));
    const found = citedSections().find((one) => ofText(one, text) && one.section.toLowerCase() === outer);
    if (found !== undefined) return found;
  }
  return undefined;
}

/**
 * What is said of a section that nothing cites: which cited section is around it, or what is cited of its text.
 *
 * @param query - what was asked for
 * @returns one sentence; undefined when the query does not look like a section at all
 * @example
 * uncitedSection('RFC 9112 §9.3.1')?.includes('RFC 9112 §9.3'); // true
 */
export function uncitedSection(query: string): string | undefined {
  const sought = query.trim().toLowerCase();
  if (sought.length > LONGEST) return undefined;
  const called = printable(query.trim().replace('§', 'section '), 80);
  const nothing = `No clause, invariant or requirement row cites ${called}`;
  if (/^[a-z0-9]+#/.test(sought)) {
    const near = nearest(
      sought,
      citedSections().map(({ anchor }) => anchor),
    ).join(', ');
    return `${nothing}. Nearest: ${near}.`;
  }
  const meant = /^(rfc|§|[0-9])/.test(sought) ? numbered(sought) : undefined;
  if (meant === undefined) return undefined;
  const parent = parentOf(meant);
  if (parent !== undefined) {
    return `${nothing}. The section around it that is cited: ${sectionTitle(parent)} (ask for "${asked(parent)}").`;
  }
  const ofSame = citedSections().filter((one) => one.text === meant.text);
  if (ofSame.length > 0)
    return `${nothing}. Cited of ${meant.text}: ${ofSame.map((one) => `§${one.section}`).join(', ')}.`;
  const texts = [...new Set(citedSections().map(({ text }) => text))];
  return `${nothing}. Cited texts: ${texts.join(', ')}.`;
}
