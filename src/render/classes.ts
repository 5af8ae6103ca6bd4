/**
 * The page of spelling classes: for each element a table of its classes, their spellings, what is told of
 * them, and what is permitted.
 *
 * 1. Spellings of a class with the same facts, expectation and outcomes share a row.
 * 2. Facts and what is expected are those written down; what is permitted is asked of the tables, so the page
 *    shows both. A test holds that they agree.
 * 3. A spelling is shown by what replaces the reference, as printable text; of many or long ones the rest is
 *    counted.
 */
import {
  type Element,
  type Expected,
  REFERENCE_LINES,
  REFERENCE_REQUEST,
  readSpelling,
  type Spelling,
  type SpellingClass,
  textOf,
} from '../explore/classes/class.js';
import { outcomesOfRead } from '../explore/classes/expected.js';
import { SPELLING_CLASSES } from '../explore/classes/index.js';
import type { Facts } from '../spec/axes.js';
import { markdownTable } from './grid.js';
import { code, list, many, page, part } from './page.js';
import { printable } from './printable.js';

/** How many spellings of a row are shown, and how much of each. */
const MOST_SHOWN = 16;
const MOST_TEXT = 90;

/** What the words mean in which an expectation is written. */
const WORDS: Readonly<Record<Extract<Expected, string>, string>> = {
  OFFER: 'some outcome may grant the handshake',
  NO: 'it is not taken as a handshake, and never granted',
  ERR: 'it is taken as a handshake that may not be granted',
  '400': 'every outcome refuses it, and 400 is among the answers',
  '400c': 'the same, and the connection ends',
  'REJ|FIX': 'it is refused by 400, or judged as the repaired text',
  same: 'nothing differs from the reference handshake',
};

/** What a spelling puts where the reference has something else. */
function shown(spelling: Spelling): string {
  const { head, request, lines, content, cuts, ended } = spelling;
  const parts: string[] = [];
  if (head !== undefined) parts.push(code(printable(textOf(head), MOST_TEXT)));
  if (request !== undefined) parts.push(code(printable(textOf(request), MOST_TEXT)));
  if (lines?.length === 0) parts.push('no line');
  for (const line of lines ?? []) parts.push(code(printable(textOf(line), MOST_TEXT)));
  if (parts.length === 0) parts.push('the reference');
  if (content !== undefined) parts.push(`with ${code(printable(textOf(content), MOST_TEXT))} behind it`);
  if (cuts !== undefined) parts.push(cuts === 'each' ? 'octet by octet' : `cut at ${cuts.join(', ')}`);
  if (ended) parts.push('then FIN');
  return parts.join(' / ');
}

const factsText = (facts: Partial<Facts>): string => {
  const told = Object.entries(facts).map(([axis, value]) => `${axis}: ${value}`);
  return told.length === 0 ? 'those of the reference' : told.join(', ');
};

const expectedText = (expected: Expected): string =>
  typeof expected === 'string' ? expected : expected.join(' / ');

/** One spelling in words: what its row says beside the spellings themselves. */
function cellsOf(of: SpellingClass, spelling: Spelling): readonly string[] {
  const { repaired } = spelling;
  const expected = expectedText(spelling.expected ?? of.expected);
  const persists = Object.entries(spelling.persists ?? of.persists ?? {});
  return [
    factsText(spelling.facts ?? of.facts),
    repaired === undefined ? expected : `${expected} (${expectedText(repaired.expected)})`,
    outcomesOfRead(readSpelling(of, spelling)).join(' / '),
    persists.map(([beside, kept]) => `${beside}: ${kept}`).join(', '),
    spelling.reads === undefined ? '' : `chunks: ${spelling.reads}`,
  ];
}

/** The rows of a class: one for all spellings of which the same is told. */
function rowsOf(of: SpellingClass): readonly (readonly string[])[] {
  const groups = new Map<string, { readonly cells: readonly string[]; readonly spellings: Spelling[] }>();
  for (const spelling of of.spellings) {
    const cells = cellsOf(of, spelling);
    const key = cells.join('\n');
    const group = groups.get(key) ?? { cells, spellings: [] };
    group.spellings.push(spelling);
    groups.set(key, group);
  }
  return [...groups.values()].map(({ cells, spellings }, at) => {
    const texts = spellings.slice(0, MOST_SHOWN).map(shown);
    const more = spellings.length - texts.length;
    const all = more > 0 ? [...texts, `and ${more} more`] : texts;
    const [facts = '', expected = '', permitted = '', persists = '', chunks = ''] = cells;
    const named = at === 0 ? [of.id, of.about] : ['', ''];
    return [
      ...named,
      all.join(' · '),
      facts,
      expected,
      permitted,
      [persists, chunks].filter(Boolean).join('; '),
    ];
  });
}

/** What is remarked on a class: its reasons, its trap, and what differs from the requirements. */
function remarksOf(of: SpellingClass): string {
  const remarks = [of.why.join(', ')];
  if (of.trap !== undefined) remarks.push(`trap: ${of.trap}`);
  if (of.corrected !== undefined) remarks.push(`corrected: ${of.corrected}`);
  for (const spelling of of.spellings) {
    if (spelling.corrected !== undefined) {
      remarks.push(`corrected for ${shown(spelling)}: ${spelling.corrected}`);
    }
  }
  const open = new Map(
    of.spellings.flatMap(({ open }) => (open === undefined ? [] : [[open.because, open]])),
  );
  for (const { got, because } of open.values()) {
    remarks.push(`open: the tables permit only ${got.join(' / ')}. ${because}`);
  }
  return `${code(of.id)}: ${remarks.join('; ')}`;
}

const HEAD = ['class', 'about', 'spellings', 'facts', 'expected', 'permitted', 'besides'] as const;

function elementPart(element: Element, classes: readonly SpellingClass[]): string {
  const rows = classes.flatMap(rowsOf);
  // the last column is for persistence and chunks, which most elements do not have
  const width = rows.some((row) => row.at(-1) !== '') ? HEAD.length : HEAD.length - 1;
  const table = { head: HEAD.slice(0, width), rows: rows.map((row) => row.slice(0, width)) };
  return part(element, `${markdownTable(table)}\n\n${list(classes.map(remarksOf))}`);
}

/**
 * All classes of spellings as a page in Markdown.
 *
 * @param classes - the classes; all of them when left out
 * @returns the page: what the words mean, then a part for each element
 * @see requirements §7
 */
export function classesPage(classes: readonly SpellingClass[] = SPELLING_CLASSES): string {
  const spellings = classes.reduce((sum, of) => sum + of.spellings.length, 0);
  const elements = [...new Set(classes.map(({ group }) => group))];
  const reference = [REFERENCE_REQUEST, ...REFERENCE_LINES.map(([, line]) => line)];
  return page(
    'Classes of spellings',
    `${many(classes.length, 'class', 'classes')} with ${many(spellings, 'spelling')}. Each spelling is the ` +
      'reference handshake with one element changed, so whatever differs is due to that element:',
    `\`\`\`http\n${reference.join('\n')}\n\`\`\``,
    'Facts are those that differ from the reference. What is permitted is every outcome of the tables; ' +
      '`and end` says that the connection ends for another reason than RFC 9112 §9.3. ' +
      'An expectation is the exact set of outcomes, or a word:',
    markdownTable({
      head: ['word', 'means'],
      rows: Object.entries(WORDS).map(([word, means]) => [code(word), means]),
    }),
    'Behind an ordinary answer the connection is kept (K), closed (C), or kept where keep-alive is ' +
      'honoured (k); before it stands the label or the option that is beside the spelling.',
    ...elements.map((element) =>
      elementPart(
        element,
        classes.filter(({ group }) => group === element),
      ),
    ),
  );
}
