import { readFileSync } from 'node:fs';
/** The literate cases beside this file and in docs/questions/ are run: README.md says how one is written. */
import { describe, expect, test } from 'vitest';
import { CLAUSES } from '../../src/spec/clauses/index.js';
import { casesIn, clausesNamed, EXAMPLES, literateCases, QUESTIONS, questionsIn } from './cases.js';
import { checkCase, outcomesOf } from './checking.js';

const cases = literateCases();
const files = [...new Set(cases.map(({ file }) => file))];
const beside = cases.filter(({ file }) => file.startsWith(EXAMPLES));

for (const file of files) {
  describe(file, () => {
    test.each(cases.filter((one) => one.file === file))('$title', (one) => checkCase(one));
  });
}

describe('the cases together', () => {
  test('stand here and in the open questions', () => {
    expect(files.some((file) => file.startsWith(EXAMPLES))).toBe(true);
    expect(files.some((file) => file.startsWith(QUESTIONS))).toBe(true);
  });

  test('every group of clauses is in some case, those about who sends in the cases about paths', () => {
    const paths = readFileSync('docs/the-article.md', 'utf8').match(/\b(?:send|hop)\.[a-z-]+/g) ?? [];
    expect(paths.filter((id) => CLAUSES[id] === undefined)).toEqual([]);
    const named = new Set([...cases.flatMap(clausesNamed), ...paths].map((id) => CLAUSES[id]?.group));
    const groups = [...new Set(Object.values(CLAUSES).map(({ group }) => group))];
    expect(groups.filter((group) => !named.has(group))).toEqual([]);
  });

  test('every clause named is one that exists', () => {
    expect(cases.flatMap(clausesNamed).filter((id) => CLAUSES[id] === undefined)).toEqual([]);
  });

  test('every open question that a clause touches is named by a case', () => {
    const asked = new Set(cases.flatMap(({ questions }) => questions));
    const touched = [...new Set(Object.values(CLAUSES).flatMap(({ questions }) => questions))].sort();
    expect(touched.filter((question) => !asked.has(question))).toEqual([]);
  });

  test('a case whose title names a question names a clause that touches it', () => {
    const astray = beside.filter((one) =>
      questionsIn(one.title).some(
        (question) => !clausesNamed(one).some((id) => CLAUSES[id]?.questions.includes(question)),
      ),
    );
    expect(astray.map(({ file, title }) => `${file}: ${title}`)).toEqual([]);
  });

  test('no two cases make the same claim', () => {
    const titles = cases.map(({ title }) => title);
    expect(titles.filter((title, at) => titles.indexOf(title) !== at)).toEqual([]);
  });
});

const PLAIN = '```http\nGET / HTTP/1.1\nHost: h\n\n```\n';
const ONE = `${QUESTIONS}x.md`;
const caseOf = (text: string) => {
  const [one] = casesIn(ONE, text);
  if (one === undefined) throw new Error('no case');
  return one;
};
/** What is thrown by a case that does not hold. */
function failureOf(text: string): string {
  try {
    checkCase(caseOf(text));
  } catch (error) {
    return (error as Error).message;
  }
  return 'nothing failed';
}

describe('a case', () => {
  test('that is wrong fails, and says by which clause and which source', () => {
    const said = failureOf(`## Q-19 X\n### A wrong claim\n${PLAIN}\n- switch: permitted\n`);
    expect(said).toContain(`${ONE}:2: A wrong claim`);
    expect(said).toContain('switch: permitted, and that does not hold');
    expect(said).toMatch(/offer\.absent \(definition, RFC 9110 §7\.8\): Without a member/);
  });

  test('that judges wrongly fails, and says what was permitted there', () => {
    const said = failureOf(`## Q-19 X\n### W\n${PLAIN}\n- seen: request, 101\n- judged: permitted\n`);
    expect(said).toMatch(/the judge says: not permitted at 2 by switch\.no-offer, offer\.absent/);
    expect(said).toMatch(/permitted there: .*2xx/);
  });

  test('that leaves out a permitted verdict fails', () => {
    const old = PLAIN.replace('1.1', '1.0').replace('Host: h', 'Connection: keep-alive');
    expect(failureOf(`## Q-13 X\n### W\n${old}\n- takes: ordinary\n`)).toContain('every permitted verdict');
  });

  test('with a line of an unknown name, a word that is none, or nothing to judge, fails', () => {
    expect(failureOf(`## Q-19 X\n### W\n${PLAIN}\n- feels: right\n`)).toContain('is called "feels"');
    expect(failureOf(`## Q-19 X\n### W\n${PLAIN}\n- events: jump -> NONE.idle\n`)).toContain('event "jump"');
    expect(failureOf(`## Q-19 X\n### W\n${PLAIN}\n- seen: jump\n- judged: permitted\n`)).toContain('"jump"');
    expect(failureOf(`## Q-19 X\n### W\n${PLAIN}\n- judged: permitted\n`)).toContain('behind a line "seen"');
    expect(failureOf(`## Q-19 X\n### W\n${PLAIN}\n- seen: request, 2xx\n`)).toContain('does not hold');
    const other = '- seen: request, 101\n- judged: not permitted at 2 (form.label)\n';
    expect(failureOf(`## Q-19 X\n### W\n${PLAIN}\n${other}`)).toContain('does not hold');
    const owed = '- seen: request, 2xx\n- judged: permitted\n- owes: fin\n';
    expect(failureOf(`## Q-19 X\n### W\n${PLAIN}\n${owed}`)).toContain('does not hold');
  });

  test('has the message of its question unless it brings its own', () => {
    const two = casesIn(ONE, `## Q-19 X\n${PLAIN}\n### A\n- takes: ordinary\n### B\n${PLAIN}${PLAIN}`);
    expect(two.map(({ requests }) => requests.length)).toEqual([1, 2]);
    expect(two.map(({ questions }) => questions)).toEqual([['Q-19'], ['Q-19']]);
  });

  test('is nowhere but where it can be read', () => {
    expect(() => casesIn(ONE, `## Q-19 X\n\`\`\`ts\n\`\`\`\n`)).toThrow('no place');
    expect(() => casesIn(ONE, '## Q-19 X\n### W\n- no expectation\n')).toThrow('no expectation');
    expect(() => casesIn(ONE, '## Q-19 X\n```http\n')).toThrow('not ended');
    expect(() => casesIn(`${EXAMPLES}x.md`, '- takes: ordinary\n')).toThrow('no expectation');
    expect(casesIn(ONE, '## Q-19 X\n- a list in prose\n')).toEqual([]);
  });

  test('shows which outcomes are accepted and which are rejected', () => {
    const of = (list: string) => outcomesOf(caseOf(`## Q-19 X\n### W\n${PLAIN}\n${list}`));
    expect(of('- seen: request, 2xx\n- judged: permitted\n')).toEqual({ accepted: true, rejected: false });
    expect(of('- switch: forbidden\n')).toEqual({ accepted: false, rejected: true });
    expect(of('- events: head, app.accept -> NONE.answering\n').rejected).toBe(true);
    expect(of('- events: head, fin -> NONE.answering\n').rejected).toBe(false);
    expect(of('- takes: ordinary\n')).toEqual({ accepted: false, rejected: false });
  });
});
