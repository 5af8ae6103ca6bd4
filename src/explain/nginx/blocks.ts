/**
 * Tokens to directives, with what `include` brings put in place.
 *
 * 1. What is whole is kept: a problem in one directive takes nothing from the others.
 * 2. All that is read together is bounded in size, and the place is told where reading stopped.
 * 3. A file that is included and was not given stays in the tree as a directive, marked as missing.
 */
import type { Position } from '../../dialects/nginx/proxy.js';
import { shown as shownText } from '../../dialects/nginx/shown.js';
import { isDocumented } from './known.js';
import { type Problem, type Token, tokensOf } from './tokens.js';

/** One directive; with a block, what stands in it. */
export interface Directive {
  readonly name: string;
  readonly args: readonly string[];
  readonly at: Position;
  /** As it stands, on one line and without its block. */
  readonly text: string;
  readonly block: readonly Directive[] | undefined;
  /** Of an `include` only: nobody gave the file. */
  readonly missing: boolean;
}

/** A file and its text. */
export interface NginxFile {
  readonly name: string;
  readonly text: string;
}

/**
 * Gives the files that a name behind `include` stands for; none is right for a pattern that matches nothing.
 */
export type Include = (name: string) => readonly NginxFile[] | undefined;

/** What was read. */
export interface Blocks {
  readonly blocks: readonly Directive[];
  readonly problems: readonly Problem[];
  /** Characters read, of all files together, and how many were left. */
  readonly read: { readonly files: number; readonly characters: number; readonly left: number };
}

/** Characters that are read of all files together. */
export const MOST_CHARACTERS = 2 * 1024 * 1024;
const DEEPEST_INCLUDE = 16;
const DEEPEST_BLOCK = 64;
const MOST_PROBLEMS = 500;

interface Reading {
  readonly include: Include;
  readonly problems: Problem[];
  files: number;
  characters: number;
  left: number;
}

interface OpenBlock {
  readonly directive: Directive & { readonly block: Directive[] };
  readonly brace: Position;
}

interface File {
  readonly name: string;
  readonly text: string;
  readonly trail: readonly string[];
  /** The text was cut: what is open at its end is no fault. */
  readonly cut: boolean;
  readonly open: OpenBlock[];
  readonly top: Directive[];
  words: Token[];
}

function say(reading: Reading, kind: Problem['kind'], at: Position, says: string): void {
  if (reading.problems.length < MOST_PROBLEMS) reading.problems.push({ kind, at, says });
  // That reading stopped is told in any case, but once.
  else if (kind === 'too-large' && reading.problems.every((one) => one.kind !== kind)) {
    reading.problems[MOST_PROBLEMS - 1] = { kind, at, says };
  }
}

const LONGEST_TEXT = 200;

const shown = (text: string): string => shownText(text, LONGEST_TEXT);

const into = (file: File): Directive[] => file.open.at(-1)?.directive.block ?? file.top;

function made(file: File, words: readonly Token[], block: Directive[] | undefined): Directive {
  const [first, ...rest] = words as [Token, ...Token[]];
  const last = rest.at(-1) ?? first;
  const text = shown(file.text.slice(first.from, Math.min(last.to, first.from + 4 * LONGEST_TEXT)));
  return { name: first.text, args: rest.map((word) => word.text), at: first.at, text, block, missing: false };
}

const BEGINS = new Set(['location', 'server', 'return', 'root', 'listen', 'rewrite', 'set', 'include', 'if']);

/** A word that begins a line inside a directive and is the name of another: a `;` is missing before it. */
function beginsAnother({ text, at }: Token, before: Token): boolean {
  if (before.at.line === at.line) return false;
  return BEGINS.has(text) || (text.includes('_') && isDocumented(text));
}

function finish(reading: Reading, file: File, block: Directive[] | undefined): Directive | undefined {
  const { words } = file;
  file.words = [];
  let from = 0;
  for (let at = 1; at < words.length; at += 1) {
    const before = words[at - 1] as Token;
    if (!beginsAnother(words[at] as Token, before)) continue;
    say(reading, 'missing-semicolon', before.at, `a ; is missing behind ${shown(before.text)}`);
    take(reading, file, made(file, words.slice(from, at), undefined));
    from = at;
  }
  const directive = made(file, words.slice(from), block);
  if (block === undefined) take(reading, file, directive);
  return directive;
}

function take(reading: Reading, file: File, directive: Directive): void {
  const target = into(file);
  const name = directive.args[0];
  if (directive.name !== 'include' || name === undefined || directive.args.length !== 1) {
    target.push(directive);
    return;
  }
  const found = reading.include(name);
  if (found === undefined) {
    say(reading, 'missing-include', directive.at, `the file ${shown(name)} is included and was not given`);
    target.push({ ...directive, missing: true });
    return;
  }
  for (const each of found) {
    if (file.trail.includes(each.name)) {
      say(reading, 'include-cycle', directive.at, `${shown(each.name)} includes itself`);
    } else if (file.trail.length >= DEEPEST_INCLUDE) {
      say(reading, 'too-deep', directive.at, `more than ${DEEPEST_INCLUDE} files include each other`);
      target.push({ ...directive, missing: true });
    } else for (const one of readFile(reading, each, file.trail, directive)) target.push(one);
  }
}

function openBlock(reading: Reading, file: File, brace: Token): void {
  if (file.words.length === 0) {
    say(reading, 'unexpected', brace.at, 'a { stands here without a directive before it');
    file.words = [{ ...brace, kind: 'word', text: '' }];
  }
  const block: Directive[] = [];
  const directive = finish(reading, file, block) as Directive & { readonly block: Directive[] };
  if (file.open.length >= DEEPEST_BLOCK) {
    say(reading, 'too-deep', brace.at, `blocks are nested more than ${DEEPEST_BLOCK} deep`);
  } else into(file).push(directive);
  file.open.push({ directive, brace: brace.at });
}

function closeBlock(reading: Reading, file: File, brace: Token): void {
  if (file.words.length > 0) {
    const last = file.words.at(-1) as Token;
    say(reading, 'missing-semicolon', last.at, `a ; is missing behind ${shown(last.text)}`);
    finish(reading, file, undefined);
  }
  if (file.open.length === 0) say(reading, 'unexpected', brace.at, 'a } stands here and no block is open');
  else file.open.pop();
}

function end(reading: Reading, file: File): void {
  if (file.words.length > 0 && !file.cut) {
    const last = file.words.at(-1) as Token;
    say(reading, 'missing-semicolon', last.at, `the file ends and a ; is missing behind ${shown(last.text)}`);
    finish(reading, file, undefined);
  }
  if (file.cut) return;
  for (const { directive, brace } of file.open) {
    say(reading, 'unclosed-block', brace, `the block of ${shown(directive.text)} is not closed`);
  }
}

function readFile(
  reading: Reading,
  { name, text }: NginxFile,
  trail: readonly string[],
  by: Directive | undefined,
): readonly Directive[] {
  const room = MOST_CHARACTERS - reading.characters;
  const cut = text.length > room;
  const kept = cut ? text.slice(0, room) : text;
  reading.files += 1;
  reading.characters += kept.length;
  reading.left += text.length - kept.length;
  const { tokens, problems } = tokensOf(name, kept);
  // A quote that has no end because the text was cut is no fault of the text.
  const whole = cut ? problems.filter(({ kind }) => kind !== 'unclosed-quote') : problems;
  for (const { kind, at, says } of whole) say(reading, kind, at, says);
  const file: File = { name, text: kept, trail: [...trail, name], cut, open: [], top: [], words: [] };
  for (const token of tokens) {
    if (token.kind === 'word') file.words.push(token);
    else if (token.kind === '{') openBlock(reading, file, token);
    else if (token.kind === '}') closeBlock(reading, file, token);
    else if (file.words.length > 0) finish(reading, file, undefined);
    else say(reading, 'unexpected', token.at, 'a ; stands here without a directive before it');
  }
  end(reading, file);
  if (cut) {
    const at = tokens.at(-1)?.at ?? by?.at ?? { file: name, line: 1, column: 1 };
    const says = `${MOST_CHARACTERS} characters are read of all files together; what follows here is not`;
    say(reading, 'too-large', at, says);
  }
  return file.top;
}

/**
 * Files become directives.
 *
 * @param files The files to begin with, in order; usually one.
 * @param include What gives the others.
 * @returns The directives, the problems, and how much was read. Nothing is thrown.
 * @example
 * blocksOf([{ name: 'nginx.conf', text: 'events { }' }]).blocks[0]?.name; // 'events'
 */
export function blocksOf(files: readonly NginxFile[], include: Include = () => undefined): Blocks {
  const reading: Reading = { include, problems: [], files: 0, characters: 0, left: 0 };
  const blocks = files.flatMap((file) => readFile(reading, file, [], undefined));
  const { characters, left } = reading;
  return { blocks, problems: reading.problems, read: { files: reading.files, characters, left } };
}
