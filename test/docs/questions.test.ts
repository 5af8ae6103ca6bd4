/**
 * The open questions in docs/questions/ are complete, and they and the clauses speak of the same things.
 *
 * 1. Every question stands there once. Each section has the same parts, and its cases are run by test/examples/.
 * 2. The index is generated from the sections and from the clauses; UPDATE_DOCS=1 writes it.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { CLAUSES } from '../../src/spec/clauses/index.js';
import { casesIn, pagesOf, QUESTIONS, questionsIn, textOf } from '../examples/cases.js';
import { outcomesOf } from '../examples/checking.js';

const ROOT = new URL('../../', import.meta.url);
const INDEX = `${QUESTIONS}README.md`;
const DISPUTE = 'docs/dispute-a-verdict.md';

/** One question as its section has it. */
interface Section {
  readonly file: string;
  readonly id: string;
  readonly title: string;
  readonly text: string;
}

const sections: readonly Section[] = pagesOf(QUESTIONS).flatMap((file) =>
  textOf(file)
    .split(/^## /m)
    .slice(1)
    .map((text) => {
      const title = text.slice(0, text.indexOf('\n'));
      return { file, id: title.slice(0, 4), title, text };
    }),
);

const IDS = Array.from({ length: 35 }, (_, number) => `Q-${String(number).padStart(2, '0')}`);
const KIND = /^Kind: (clear|derived|disagree|silent)\. Concerns: (.+)\.$/m;
const PARTS = ['**The texts.**', '**The readings.**', '**Permitted here, and why.**'];
const absent = (whose: string): string =>
  `This concerns the ${whose}, whose machine is not part of this version.`;

/** The text of prose as one line, so that line ends do not matter. */
const flat = (text: string): string => text.replaceAll(/\s+/g, ' ');
const concerns = ({ text }: Section, whose: string): boolean =>
  KIND.exec(text)?.[2]?.includes(whose) === true;
const clausesIn = (text: string): readonly string[] =>
  [...text.matchAll(/`([a-z][a-z0-9]*\.[a-z][a-z0-9-]*)`/g)].map((found) => found[1] as string);
const touching = (id: string): readonly string[] =>
  Object.values(CLAUSES)
    .filter(({ questions }) => questions.includes(id))
    .map((clause) => clause.id);

/** The name that a heading gets where pages are rendered. */
const slugOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');

/** The index: a row for each question. */
function indexTable(): string {
  const rows = [...sections]
    .sort((one, other) => one.id.localeCompare(other.id))
    .map((section) => {
      const { file, id, title, text } = section;
      const [, kind, whom] = KIND.exec(text) ?? [];
      const link = `<a id="${id.toLowerCase()}"></a>[${title}](${file.slice(QUESTIONS.length)}#${slugOf(title)})`;
      const clauses = touching(id).map((one) => `\`${one}\``);
      return `| ${link} | ${kind} | ${whom} | ${clauses.join(', ')} |`;
    });
  return `${['| question | kind | concerns | clauses |', '|---|---|---|---|', ...rows].join('\n')}\n`;
}

describe('the open questions', () => {
  test('are Q-00 to Q-34, each of them once', () => {
    expect(sections.map(({ id }) => id).sort()).toEqual(IDS);
  });

  test('stand in their order on each page', () => {
    for (const file of pagesOf(QUESTIONS)) {
      const ids = sections.filter((section) => section.file === file).map(({ id }) => id);
      expect(ids, file).toEqual([...ids].sort());
    }
  });

  test('that clauses touch are among them', () => {
    const touched = new Set(Object.values(CLAUSES).flatMap(({ questions }) => questions));
    expect([...touched].filter((id) => !IDS.includes(id))).toEqual([]);
  });

  test('that the pages speak of are among them', () => {
    const pages = [...pagesOf(QUESTIONS), INDEX, DISPUTE];
    expect(pages.flatMap((file) => questionsIn(textOf(file))).filter((id) => !IDS.includes(id))).toEqual([]);
  });
});

describe.each(sections)('$title', (section) => {
  const { id, text, file } = section;
  const prose = text.split(/^(?:```|### )/m)[0] as string;
  const cases = casesIn(file, `## ${text}`);

  test('says its kind, the texts, the readings and what is permitted, in this order', () => {
    expect(text).toMatch(KIND);
    const places = PARTS.map((part) => prose.indexOf(part));
    expect(places).not.toContain(-1);
    expect(places).toEqual([...places].sort((one, other) => one - other));
  });

  test('cites a text by its anchor', () => {
    const [, texts = ''] = prose.split(PARTS[0] as string);
    expect(texts.split(PARTS[1] as string)[0]).toMatch(/`rfc[0-9]{4}#[\w.-]+`/);
  });

  test('names clauses that exist, and every one that touches it', () => {
    const named = clausesIn(prose);
    expect(named.filter((one) => CLAUSES[one] === undefined)).toEqual([]);
    expect(touching(id).filter((one) => !named.includes(one))).toEqual([]);
  });

  test('is not of the kind that a text decides, where a clause that touches it is silent', () => {
    const [, kind] = KIND.exec(text) ?? [];
    const silent = touching(id).some((one) => CLAUSES[one]?.strength === 'silent');
    if (silent) expect(['silent', 'disagree']).toContain(kind);
  });

  test('has cases for what is accepted and for what is rejected, where it concerns the server', () => {
    const outcomes = cases.map(outcomesOf);
    const wanted = concerns(section, 'the server');
    expect(outcomes.some(({ accepted }) => accepted)).toBe(wanted);
    expect(outcomes.some(({ rejected }) => rejected)).toBe(wanted);
    expect(cases.filter((_, at) => !outcomes[at]?.accepted && !outcomes[at]?.rejected)).toEqual([]);
  });

  test('says what it concerns that has no machine yet, and gives the oracle in words', () => {
    for (const whose of ['client', 'intermediary']) {
      const concerned = concerns(section, `the ${whose}`);
      expect(flat(prose).includes(absent(whose))).toBe(concerned);
      expect(flat(prose).includes(`Oracle for the ${whose}`)).toBe(concerned);
    }
  });
});

describe('the pages about questions', () => {
  test('have the index that follows from the sections; UPDATE_DOCS=1 writes it', () => {
    const marked = /(<!-- generated: questions -->\n)([\s\S]*?)(<!-- \/generated -->)/;
    const text = textOf(INDEX);
    const now = indexTable();
    if (process.env.UPDATE_DOCS === '1') {
      const written = text.replace(marked, (_, begin, _old, end) => `${begin}${now}${end}`);
      writeFileSync(new URL(INDEX, ROOT), written);
    } else expect(marked.exec(text)?.[2]).toBe(now);
  });

  test('link to files and headings that exist', () => {
    const broken = [...pagesOf(QUESTIONS), INDEX, DISPUTE].flatMap((file) =>
      [...textOf(file).matchAll(/\]\(([^)#\s]*)(?:#([^)\s]+))?\)/g)]
        .filter(([, path = '']) => !path.includes('://'))
        .filter(([, path = '', heading]) => {
          const target = path === '' ? new URL(file, ROOT) : new URL(path, new URL(file, ROOT));
          if (!existsSync(target)) return true;
          if (heading === undefined) return false;
          const headings = [...readFileSync(target, 'utf8').matchAll(/^#+ (.+)$/gm)];
          return !headings.some(([, one = '']) => slugOf(one) === heading);
        })
        .map(([link]) => `${file}: ${link}`),
    );
    expect(broken).toEqual([]);
  });

  test('name clauses that exist', () => {
    const named = [INDEX, DISPUTE].flatMap((file) => clausesIn(textOf(file)));
    expect(named.filter((one) => CLAUSES[one] === undefined)).toEqual([]);
  });
});
