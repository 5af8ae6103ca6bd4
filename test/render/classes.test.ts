import { describe, expect, test } from 'vitest';
import { type SpellingClass, textOf } from '../../src/explore/classes/class.js';
import { SPELLING_CLASSES } from '../../src/explore/classes/index.js';
import { classesPage } from '../../src/render/classes.js';

/** A class of one spelling, which holds what could break a page. */
const WILD: SpellingClass = {
  id: 'W1',
  about: 'wild',
  group: 'upgrade',
  replaces: ['upgrade'],
  spellings: [
    { lines: ['Upgrade: a|b\x1b[31m'] },
    { lines: [['Upgrade: ', { repeat: 'x', times: 1000 }]] },
    { lines: [], facts: { upgrade: 'none' }, corrected: 'it is said' },
  ],
  facts: { upgrade: 'other' },
  expected: 'NO',
  why: ['Q-06'],
  trap: 'a substring',
};

describe('the page of classes', () => {
  const page = classesPage();

  test('is printable ASCII in lines, whatever the spellings hold', () => {
    expect(page).toMatch(/^[\x20-\x7e\n§·]+$/);
    for (const { spellings } of SPELLING_CLASSES) {
      for (const { lines = [] } of spellings) expect(lines.map(textOf).join('')).not.toContain('`');
    }
  });

  test('has a row for every class, all cells of it, and a part for every element', () => {
    for (const { id, group } of SPELLING_CLASSES) {
      expect(page).toContain(`\n| ${id} | `);
      expect(page).toContain(`\n- \`${id}\`: `);
      expect(page).toContain(`\n## ${group}\n`);
    }
    const widths = page.split('\n\n').flatMap((block) => {
      const lines = block.split('\n').filter((line) => line.startsWith('| '));
      return new Set(lines.map((line) => line.split(/(?<!\\)\|/).length)).size > 1 ? [block] : [];
    });
    expect(widths).toEqual([]);
  });

  test('counts what there is', () => {
    const spellings = SPELLING_CLASSES.flatMap((of) => of.spellings).length;
    expect(page).toContain(`\n${SPELLING_CLASSES.length} classes with ${spellings} spellings. `);
    expect(classesPage([WILD])).toContain('\n1 class with 3 spellings. ');
  });

  test('shows one row for spellings of which the same is told, with what the tables permit', () => {
    expect(classesPage([WILD])).toContain(
      '| W1 | wild | `Upgrade: a\\|b\\x1b[31m` · ' +
        `\`Upgrade: ${'x'.repeat(81)}... (919 more)\` | upgrade: other | NO | ordinary |`,
    );
    expect(classesPage([WILD])).toContain('|  |  | no line | upgrade: none | NO | ordinary |');
    expect(page).toContain(
      '| V2 | HTTP/1.0 | `GET / HTTP/1.0` | version: 1.0 | NO | ordinary | ' +
        'none: C, keep-alive: k, close: C |',
    );
  });

  test('counts spellings that are not shown', () => {
    expect(page).toContain('· and 704 more | origin: one | grant | grant |');
  });

  test('tells traps, corrections and what is open', () => {
    expect(classesPage([WILD])).toContain(
      '- `W1`: Q-06; trap: a substring; corrected for no line: it is said\n',
    );
    const unsettled: SpellingClass = {
      ...WILD,
      spellings: [{ lines: ['Upgrade: x'], open: { got: ['ordinary'], because: 'nobody has looked.' } }],
    };
    expect(classesPage([unsettled])).toContain('open: the tables permit only ordinary. nobody has looked.');
  });

  test('tells repair, FIN, segments, content and what its reader makes of it', () => {
    expect(page).toContain('| REJ\\|FIX (OFFER) |');
    expect(page).toContain(' / then FIN');
    expect(page).toContain('the reference / octet by octet');
    expect(page).toContain('the reference / cut at 15');
    expect(page).toContain('with `hello` behind it');
    expect(page).toContain('| chunks: fault |');
  });
});
