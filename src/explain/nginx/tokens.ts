/**
 * The text of a configuration to its tokens, as nginx's own reader takes them (ngx_conf_file.c).
 *
 * 1. Every token and every problem has file, line and column, counted from one.
 * 2. A quote that is never closed ends with its line, is a problem, and what stands behind is read on.
 * 3. A character is looked at a bounded number of times, and nothing is thrown.
 */
import type { Position } from '../../dialects/nginx/proxy.js';

/** A word, or one of the signs that end a directive. */
export interface Token {
  readonly kind: 'word' | ';' | '{' | '}';
  /** The word, with quotes taken away and escapes replaced. */
  readonly text: string;
  readonly at: Position;
  /** Offsets in the text, quotes included. */
  readonly from: number;
  readonly to: number;
}

/** Something nginx would refuse to start with, or that could not be read here. */
export interface Problem {
  readonly kind:
    | 'unclosed-quote'
    | 'unclosed-block'
    | 'unexpected'
    | 'missing-semicolon'
    | 'control-character'
    | 'missing-include'
    | 'include-cycle'
    | 'too-deep'
    | 'too-large'
    | 'not-allowed';
  readonly at: Position;
  readonly says: string;
}

interface Scan {
  readonly file: string;
  readonly text: string;
  readonly tokens: Token[];
  readonly problems: Problem[];
  at: number;
  line: number;
  lineStart: number;
  /** The line end that was found last, and from where it was looked for. */
  lf: number;
  lfFrom: number;
  /** The first word of the directive that is being read. */
  directive: string;
  /** How often each quote was found to have no end: then it is no longer looked for. */
  readonly endless: Record<string, number>;
}

/** More problems of one file are not listed. */
const MOST_PROBLEMS = 200;

const positionAt = ({ file, line, at, lineStart }: Scan): Position => ({
  file,
  line,
  column: at - lineStart + 1,
});

function problem(scan: Scan, kind: Problem['kind'], at: Position, says: string): void {
  if (scan.problems.length < MOST_PROBLEMS) scan.problems.push({ kind, at, says });
}

const isSpace = (letter: string | undefined): boolean =>
  letter === ' ' || letter === '\t' || letter === '\r' || letter === '\n';

/** The end of the line that `from` is in; looked for once for each line. */
function lineEnd(scan: Scan, from: number): number {
  if (from < scan.lfFrom || from > scan.lf) {
    const lf = scan.text.indexOf('\n', from);
    scan.lfFrom = from;
    scan.lf = lf < 0 ? scan.text.length : lf;
  }
  return scan.lf;
}

/** Moves on to an offset, counting the lines passed. */
function moveTo(scan: Scan, to: number): void {
  for (let lf = lineEnd(scan, scan.at); lf < to; lf = lineEnd(scan, scan.at)) {
    scan.line += 1;
    scan.lineStart = lf + 1;
    scan.at = lf + 1;
  }
  scan.at = to;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  "'": "'",
  '\\': '\\',
  t: '\t',
  r: '\r',
  n: '\n',
};

const ESCAPE = /\\(["'\\trn])/g;

const unescaped = (text: string): string =>
  text.includes('\\') ? text.replace(ESCAPE, (_, letter: string) => ESCAPES[letter] as string) : text;

/** The offset of the quote that ends the one before `from`, or -1 when there is none before `to`. */
function quoteEnd(text: string, quote: string, from: number, to = text.length): number {
  for (let at = from; at < to; at += 1) {
    const letter = text[at];
    if (letter === '\\') at += 1;
    else if (letter === quote) return at;
  }
  return -1;
}

/** May this stand behind a quoted word? */
const endsQuoted = (letter: string | undefined): boolean =>
  letter === undefined || isSpace(letter) || letter === ';' || letter === '{' || letter === ')';

function readQuoted(scan: Scan): void {
  const { text, at: from } = scan;
  const start = positionAt(scan);
  const quote = text[from] as string;
  const tried = scan.endless[quote] ?? 0;
  const end = tried < 3 ? quoteEnd(text, quote, from + 1) : -1;
  const lines = lineEnd(scan, from);
  // Over several lines and with a letter right behind: the quote that is missing is the first line's.
  const swallows = end > lines && !endsQuoted(text[end + 1]);
  if (end < 0 || swallows) {
    if (end < 0) scan.endless[quote] = tried + 1;
    problem(scan, 'unclosed-quote', start, `the quote ${quote} that begins here is not closed`);
    // A semicolon that ends the line ends the directive, not the word.
    const line = text.slice(from + 1, lines).trimEnd();
    const kept = (line.endsWith(';') || line.endsWith('{') ? line.slice(0, -1) : line).trimEnd();
    scan.tokens.push({
      kind: 'word',
      text: unescaped(kept),
      at: start,
      from,
      to: from + 1 + kept.length,
    });
    moveTo(scan, from + 1 + kept.length);
    return;
  }
  scan.tokens.push({
    kind: 'word',
    text: unescaped(text.slice(from + 1, end)),
    at: start,
    from,
    to: end + 1,
  });
  moveTo(scan, end + 1);
  if (endsQuoted(text[scan.at])) return;
  const says = 'a space or ; is missing behind the quote that ends before this';
  problem(scan, 'unexpected', positionAt(scan), says);
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/;

function readPlain(scan: Scan): void {
  const { text, at: from } = scan;
  const start = positionAt(scan);
  let at = from;
  let variable = false;
  for (; at < text.length; at += 1) {
    const letter = text[at] as string;
    if (letter === '{' && variable) continue;
    variable = letter === '$';
    if (letter === '\\') at += 1;
    else if (isSpace(letter) || letter === ';' || (letter === '{' && at > from)) break;
  }
  const to = Math.min(at, text.length);
  const word = unescaped(text.slice(from, to));
  if (CONTROL.test(word) && !scan.problems.some(({ kind }) => kind === 'control-character')) {
    problem(scan, 'control-character', start, 'a control character stands here: is this a text file?');
  }
  scan.tokens.push({ kind: 'word', text: word, at: start, from, to });
  moveTo(scan, to);
}

/** Code of another language behind `{`: to its closing brace, with quotes and comments of Lua passed over. */
function passCode(scan: Scan): void {
  const { text } = scan;
  let depth = 1;
  let at = scan.at;
  for (; at < text.length && depth > 0; at += 1) {
    const letter = text[at];
    if (letter === '{') depth += 1;
    else if (letter === '}') depth -= 1;
    else if (letter === '-' && text[at + 1] === '-') at = lineEnd(scan, at);
    else if (letter === '"' || letter === "'") {
      const end = quoteEnd(text, letter, at + 1, lineEnd(scan, at));
      if (end >= 0) at = end;
    }
  }
  moveTo(scan, depth === 0 ? at - 1 : text.length);
}

function readSign(scan: Scan, kind: ';' | '{' | '}'): void {
  const from = scan.at;
  scan.tokens.push({ kind, text: kind, at: positionAt(scan), from, to: from + 1 });
  scan.at += 1;
  if (kind === '{' && scan.directive.endsWith('_by_lua_block')) passCode(scan);
  scan.directive = '';
}

/**
 * A text becomes tokens, with the problems found on the way.
 *
 * @param file The name that positions carry.
 * @param text The text, of any content.
 * @returns Every token in order. Nothing is thrown.
 * @example
 * tokensOf('nginx.conf', 'daemon off;').tokens.map(({ text }) => text); // ['daemon', 'off', ';']
 */
export function tokensOf(file: string, text: string): Pick<Scan, 'tokens' | 'problems'> {
  const scan: Scan = {
    file,
    text,
    tokens: [],
    problems: [],
    at: text.startsWith('\uFEFF') ? 1 : 0,
    line: 1,
    lineStart: 0,
    lf: -1,
    lfFrom: 0,
    directive: '',
    endless: {},
  };
  while (scan.at < text.length) {
    const letter = text[scan.at] as string;
    if (letter === '\n') {
      scan.line += 1;
      scan.at += 1;
      scan.lineStart = scan.at;
    } else if (isSpace(letter)) scan.at += 1;
    else if (letter === '#') scan.at = lineEnd(scan, scan.at);
    else if (letter === ';' || letter === '{' || letter === '}') readSign(scan, letter);
    else {
      const first = scan.directive === '';
      if (letter === '"' || letter === "'") readQuoted(scan);
      else readPlain(scan);
      if (first) scan.directive = scan.tokens.at(-1)?.text ?? '';
    }
  }
  return { tokens: scan.tokens, problems: scan.problems };
}
