/**
 * What the pages of the reference have in common: a title, the note on who writes them at the foot, and links.
 *
 * 1. A page links to pages beside it by relative path, so that it reads the same in a checkout and on the web.
 * 2. A link to a heading is what GitHub makes of the heading's text.
 */

/** What every page says at its foot. */
const NOTE = 'This page is written by the objects that run. Change them, not it.';

/** A claim of the documentation that the tests run: a literate case, as the reader of those files found it. */
export interface LiterateCase {
  readonly title: string;
  /** The file's path from the root of the repository. */
  readonly file: string;
  /** The clauses that its expectations name. */
  readonly clauses: readonly string[];
  /** The state of the connection in which it expects to end, such as `ACTIVE.open`. */
  readonly ends?: string;
}

/** A page about an open question, as a link. */
export interface QuestionPage {
  readonly title: string;
  /** The path from `docs/`, with the heading, such as `questions/offers.md#q-03-...`. */
  readonly to: string;
}

/** Servers that were seen to do what a clause stands against. */
export interface Measured {
  readonly clause: string;
  /** The endpoints by name, once each. */
  readonly endpoints: readonly string[];
  /** The day, such as `2026-11-22`. */
  readonly on: string;
}

/** What the pages tell of files that this room cannot read. */
export interface Given {
  readonly cases: readonly LiterateCase[];
  /** What was seen in open WebSockets, clause by clause. */
  readonly measured: readonly Measured[];
  /** By id, such as `Q-03`. */
  readonly questions: Readonly<Record<string, QuestionPage>>;
}

/** Nothing was read: pages without literate cases and measurements. */
export const NOTHING_GIVEN: Given = { cases: [], measured: [], questions: {} };

/**
 * A page is a title, its parts, and the note on who writes it, an empty line between them.
 *
 * @param title - the heading
 * @param parts - what follows; empty ones are left out
 * @returns the page's text
 */
export function page(title: string, ...parts: readonly string[]): string {
  const told = parts.map((part) => part.trim()).filter((part) => part !== '');
  return `${[`# ${title}`, ...told, '---', NOTE].join('\n\n')}\n`;
}

/**
 * A part of a page with its heading, or nothing at all when it has no content.
 *
 * @param heading - the heading's text
 * @param text - what stands under it
 * @returns heading and text
 */
export function part(heading: string, text: string): string {
  return text.trim() === '' ? '' : `## ${heading}\n\n${text}`;
}

/**
 * Text as code.
 *
 * @param text - without backticks
 * @returns the text in backticks
 */
export const code = (text: string): string => `\`${text}\``;

/**
 * Lines as a list.
 *
 * @param items - one line each
 * @returns the list
 */
export const list = (items: readonly string[]): string => items.map((item) => `- ${item}`).join('\n');

/** A number with its noun, as `1 row` and `2 rows`; a plural that is more than an `s` is given. */
export const many = (number: number, noun: string, plural = `${noun}s`): string =>
  `${number} ${number === 1 ? noun : plural}`;

/**
 * A link. What would end the link's text, or begin a tag, is escaped.
 *
 * @param text - what is shown
 * @param to - where it leads
 * @returns the link in Markdown
 */
export function link(text: string, to: string): string {
  return `[${text.replaceAll(/[\\[\]<>*_]/g, '\\$&')}](${to})`;
}

/** A link whose text is code. */
export const codeLink = (text: string, to: string): string => `[${code(text)}](${to})`;

/**
 * What GitHub calls a heading in links: lower case, without punctuation, hyphens for spaces.
 *
 * @param heading - the text of the heading
 * @returns what stands behind `#`
 * @example
 * headingSlug('Q-03: HTTP/1.0, with Upgrade'); // 'q-03-http10-with-upgrade'
 */
export function headingSlug(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');
}

/** The file of a clause's page under `docs/reference/`. */
export const clauseFile = (id: string): string => `clauses/${id}.md`;

/** Where a requirement row stands under `docs/reference/`, with its heading. */
export const rowFile = (id: string): string => `requirements.md#${id.toLowerCase()}`;

/** Where an invariant stands under `docs/reference/`, with its anchor. */
export const ruleFile = (id: string): string => `invariants.md#${id.toLowerCase()}`;

/** The file of a state's page under `docs/reference/`; states of the connection go without their region. */
export const stateFile = (id: string): string => `states/${stateName(id)}.md`;

/**
 * A state's name for readers: its path, without the region where that is the connection's status.
 *
 * @param id - such as `status.NONE.idle` or `persistence.last`
 * @returns such as `NONE.idle` or `persistence.last`
 */
export const stateName = (id: string): string => id.replace(/^status\./, '');

/**
 * A literate case as a link to the heading that is its claim.
 *
 * @param one - the case
 * @param root - the way from the page to the root of the repository, such as `../../`
 * @returns the link
 */
export const caseLink = (one: LiterateCase, root: string): string =>
  link(one.title, `${root}${one.file}#${headingSlug(one.title)}`);
