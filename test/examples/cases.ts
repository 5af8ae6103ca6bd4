/**
 * The literate cases as they are written: the files beside this one, and the pages of docs/questions/.
 *
 * 1. Here a case is a `## claim` of a file. In docs/questions/ a `## Q-nn` is a question, and a `### claim` under it
 *    is a case.
 * 2. A message that stands under a question and before its first case belongs to every case of that question that
 *    has none of its own.
 * 3. Nothing is skipped in silence: a line or a block that has no place is an error with the file and the line.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { octetsOf } from '../../src/spec/message.js';

const ROOT = new URL('../../', import.meta.url);

/** The folder of the cases, and that of the open questions. */
export const EXAMPLES = 'test/examples/';
export const QUESTIONS = 'docs/questions/';

/** One line of a list. */
export interface Expectation {
  readonly name: string;
  readonly value: string;
}

/** One claim of a file: its messages and its list. */
export interface Case {
  readonly file: string;
  readonly line: number;
  readonly title: string;
  /** The question the case stands under or names in its title. */
  readonly questions: readonly string[];
  readonly requests: readonly string[];
  readonly responses: readonly string[];
  readonly expectations: readonly Expectation[];
}

type Draft = { -readonly [K in keyof Case]: Case[K] };

/** The questions that a text names. */
export const questionsIn = (text: string): readonly string[] => text.match(/Q-[0-9]{2}/g) ?? [];

/** The pages of a folder, but for the one that explains it. */
export function pagesOf(folder: string): readonly string[] {
  const url = new URL(folder, ROOT);
  if (!existsSync(url)) return [];
  return readdirSync(url)
    .filter((file) => file.endsWith('.md') && file !== 'README.md')
    .sort()
    .map((file) => `${folder}${file}`);
}

/** The text of a file of the project. */
export const textOf = (file: string): string => readFileSync(new URL(file, ROOT), 'utf8');

const LIST_LINE = /^- ([a-z0-9 ]+): (.+)$/;

/** Reads one file from its first line to its last. */
class Reader {
  readonly cases: Draft[] = [];
  private question: Pick<Draft, 'questions' | 'requests'> | undefined;
  private current: Draft | undefined;
  private block: { readonly kind: string; readonly lines: string[] } | undefined;

  private readonly file: string;
  private readonly asksQuestions: boolean;

  constructor(file: string) {
    this.file = file;
    this.asksQuestions = file.startsWith(QUESTIONS);
  }

  read(text: string): readonly Case[] {
    for (const [index, line] of text.split('\n').entries()) this.take(line, index + 1);
    if (this.block !== undefined) throw new Error(`${this.file}: a block is not ended`);
    return this.cases;
  }

  private take(line: string, at: number): void {
    if (this.block !== undefined) {
      if (line === '```') this.endBlock(at);
      else this.block.lines.push(line);
    } else if (line.startsWith('```')) this.block = { kind: line.slice(3), lines: [] };
    else if (/^##? /.test(line) && this.asksQuestions) this.beginQuestion(line);
    else if (line.startsWith(this.asksQuestions ? '### ' : '## ')) this.beginCase(line, at);
    else if (line.startsWith('- ')) this.takeExpectation(line, at);
  }

  private beginQuestion(line: string): void {
    this.question = { questions: questionsIn(line), requests: [] };
    this.current = undefined;
  }

  private beginCase(line: string, at: number): void {
    const title = line.replace(/^#+ /, '');
    const questions = this.question?.questions ?? questionsIn(title);
    const requests = this.question?.requests ?? [];
    this.current = { file: this.file, line: at, title, questions, requests, responses: [], expectations: [] };
    this.cases.push(this.current);
  }

  private endBlock(at: number): void {
    const { kind, lines } = this.block as { readonly kind: string; readonly lines: readonly string[] };
    this.block = undefined;
    const text = lines.map((one) => `${one}\n`).join('');
    const { current, question } = this;
    if (kind === 'http' && current !== undefined) {
      // the first message of its own takes the place of the question's
      const own = current.requests === question?.requests ? [] : current.requests;
      current.requests = [...own, text];
    } else if (kind === 'response' && current !== undefined) current.responses = [...current.responses, text];
    else if (kind === 'http' && question !== undefined) question.requests = [...question.requests, text];
    else throw new Error(`${this.file}:${at}: a block "${kind}" has no place here`);
  }

  private takeExpectation(line: string, at: number): void {
    if (this.current === undefined && this.asksQuestions) return;
    const [, name, value] = LIST_LINE.exec(line) ?? [];
    if (this.current === undefined || name === undefined || value === undefined) {
      throw new Error(`${this.file}:${at}: no expectation: ${line}`);
    }
    this.current.expectations = [...this.current.expectations, { name, value }];
  }
}

/**
 * The cases of one text.
 *
 * @param file the file it stands in, as a path from the root of the project
 * @param text what stands there
 * @returns its cases, in order
 * @throws where a line or a block has no place, with the file and the line
 */
export function casesIn(file: string, text: string): readonly Case[] {
  return new Reader(file).read(text);
}

/** Every case that is written anywhere, in the order of the files. */
export function literateCases(): readonly Case[] {
  return [...pagesOf(EXAMPLES), ...pagesOf(QUESTIONS)].flatMap((file) => casesIn(file, textOf(file)));
}

const ESCAPE = /\\(?:x([0-9a-f]{2})|\((.)\*([0-9]+)\)|([0trn\\])|\n)|\n/gi;
const NAMED: Readonly<Record<string, string>> = { 0: '\0', t: '\t', r: '\r', n: '\n', '\\': '\\' };

/** The octets a block spells: a line end is CRLF, unless a backslash stands before it. */
export function octetsOfBlock(text: string): Uint8Array {
  const spelled = text.replace(ESCAPE, (all, hex?: string, what?: string, times?: string, name?: string) => {
    if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
    if (what !== undefined) return what.repeat(Number(times));
    if (name !== undefined) return NAMED[name] as string;
    return all === '\n' ? '\r\n' : '';
  });
  return octetsOf(spelled);
}

/** The members of a list such as `head, app.accept`. */
export const listOf = (text: string): readonly string[] => text.split(',').map((one) => one.trim());

const NAMES_CLAUSES: readonly string[] = ['clause', 'arrows', 'waits', 'breaks', 'departs', 'persistence'];

/** The clauses a case names in its list. */
export function clausesNamed(one: Case): readonly string[] {
  return one.expectations.flatMap(({ name, value }) => {
    if (name === 'judged') return listOf(/\((.*)\)/.exec(value)?.[1] ?? '').filter((id) => id !== '');
    return NAMES_CLAUSES.includes(name) && value !== 'nothing' ? listOf(value) : [];
  });
}
