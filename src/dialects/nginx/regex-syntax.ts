/**
 * The syntax of regular expressions, as far as PCRE and this reader agree: text to a tree, or what it uses
 * that is not read here.
 */

import { CONTROLS, DIGIT, inverted, NAMED, other, type Ranges, SPACE, WORD, within } from './regex-class.js';

/** A part of a pattern. */
export type Node =
  | { readonly kind: 'one'; readonly of: (code: number) => boolean }
  | { readonly kind: 'assert'; readonly is: 'start' | 'end' | 'last' | 'word' | 'not-word' }
  | { readonly kind: 'all'; readonly of: readonly Node[] }
  | { readonly kind: 'either'; readonly of: readonly Node[] }
  | { readonly kind: 'group'; readonly number: number; readonly of: Node }
  | {
      readonly kind: 'repeat';
      readonly of: Node;
      readonly min: number;
      readonly max: number;
      readonly lazy: boolean;
    };

interface Reader {
  readonly source: string;
  at: number;
  depth: number;
  groups: number;
  ignoreCase: boolean;
  readonly names: Record<string, number>;
}

/** What a pattern uses that is not read here. */
class Uses extends Error {}

/** Deeper nesting than this is no configuration. */
const DEEPEST = 100;

function oneOf(reader: Reader, ranges: Ranges, negated = false): Node {
  const both = reader.ignoreCase;
  const of = (code: number) => (within(ranges, code) || (both && within(ranges, other(code)))) !== negated;
  return { kind: 'one', of };
}

/** A class behind a backslash, or one character. */
function escaped(reader: Reader, inClass: boolean): Ranges {
  const { source } = reader;
  const letter = source[reader.at] ?? '';
  reader.at += 1;
  const known: Readonly<Record<string, Ranges>> = { d: DIGIT, w: WORD, s: SPACE };
  const found = known[letter] ?? known[letter.toLowerCase()];
  if (found !== undefined) return letter in known ? found : inverted(found);
  const control = CONTROLS[letter];
  if (control !== undefined) return [[control, control]];
  if (letter === 'x') {
    const hex = /^[0-9A-Fa-f]{2}/.exec(source.slice(reader.at, reader.at + 2));
    if (hex === null) throw new Uses('a character by an unusual code');
    reader.at += 2;
    const code = Number.parseInt(hex[0], 16);
    return [[code, code]];
  }
  if (letter === 'b' && inClass) return [[0x08, 0x08]];
  if (letter === '') throw new Uses('a backslash with nothing behind it');
  if (/[0-9]/.test(letter)) throw new Uses('a back reference or an octal code');
  if (/[A-Za-z]/.test(letter)) throw new Uses(`the escape \\${letter}`);
  const code = letter.charCodeAt(0);
  return [[code, code]];
}

/** One member of a class: a range, a named class, or an escape. */
function member(reader: Reader): Ranges {
  const { source } = reader;
  if (source[reader.at] === '[' && /[:.=]/.test(source[reader.at + 1] ?? '')) {
    const named = /^\[:(\^?)([a-z]{1,8}):\]/.exec(source.slice(reader.at, reader.at + 14));
    const ranges = named === null ? undefined : NAMED[named[2] as string];
    if (named === null || ranges === undefined) throw new Uses('a class by an unusual name');
    reader.at += named[0].length;
    return named[1] === '^' ? inverted(ranges) : ranges;
  }
  if (source[reader.at] === '\\') {
    reader.at += 1;
    return escaped(reader, true);
  }
  const code = source.charCodeAt(reader.at);
  reader.at += 1;
  return [[code, code]];
}

const single = (ranges: Ranges): number | undefined => {
  const only = ranges.length === 1 ? ranges[0] : undefined;
  return only !== undefined && only[0] === only[1] ? only[0] : undefined;
};

function readClass(reader: Reader): Node {
  const { source } = reader;
  const negated = source[reader.at] === '^';
  if (negated) reader.at += 1;
  const ranges: (readonly [number, number])[] = [];
  for (let first = true; first || source[reader.at] !== ']'; first = false) {
    if (reader.at >= source.length) throw new Uses('a class that does not end');
    const low = member(reader);
    const from = single(low);
    const isRange = from !== undefined && source[reader.at] === '-' && source[reader.at + 1] !== ']';
    if (!isRange || reader.at + 1 >= source.length) {
      ranges.push(...low);
      continue;
    }
    reader.at += 1;
    const to = single(member(reader));
    if (to === undefined || to < from) throw new Uses('a range that is none');
    ranges.push([from, to]);
  }
  reader.at += 1;
  return oneOf(reader, ranges, negated);
}

/** Behind `(?`: what kind of group it is. */
function groupKind(reader: Reader): 'plain' | 'none' {
  const rest = reader.source.slice(reader.at, reader.at + 80);
  if (rest.startsWith('?:')) {
    reader.at += 2;
    return 'none';
  }
  const named = /^\?(?:P?<([A-Za-z_]\w{0,63})>|'([A-Za-z_]\w{0,63})')/.exec(rest);
  if (named !== null) {
    reader.at += named[0].length;
    reader.names[(named[1] ?? named[2]) as string] = reader.groups + 1;
    return 'plain';
  }
  const [, sign] = rest;
  if (sign === '=' || sign === '!' || sign === '<') throw new Uses('a look-around');
  throw new Uses('a group of an unusual kind');
}

function readGroup(reader: Reader): Node {
  const kind = reader.source[reader.at] === '?' ? groupKind(reader) : 'plain';
  if (kind === 'plain') reader.groups += 1;
  const number = reader.groups;
  const inner = readEither(reader);
  if (reader.source[reader.at] !== ')') throw new Uses('a group that does not end');
  reader.at += 1;
  return kind === 'none' ? inner : { kind: 'group', number, of: inner };
}

function readAtom(reader: Reader): Node {
  const letter = reader.source[reader.at] as string;
  reader.at += 1;
  if (letter === '(') return readGroup(reader);
  if (letter === '[') return readClass(reader);
  if (letter === '^') return { kind: 'assert', is: 'start' };
  if (letter === '$') return { kind: 'assert', is: 'end' };
  if (letter === '.') return { kind: 'one', of: (code) => code !== 0x0a };
  if (letter === '*' || letter === '+' || letter === '?') throw new Uses('a quantifier of nothing');
  if (letter !== '\\') return oneOf(reader, [[letter.charCodeAt(0), letter.charCodeAt(0)]]);
  const sign = reader.source[reader.at] ?? '';
  const assertion = { b: 'word', B: 'not-word', A: 'start', z: 'last', Z: 'end' } as const;
  if (sign in assertion) {
    reader.at += 1;
    return { kind: 'assert', is: assertion[sign as keyof typeof assertion] };
  }
  return oneOf(reader, escaped(reader, false));
}

function quantified(reader: Reader, of: Node): Node {
  const { source } = reader;
  const found = /^(?:([*+?])|\{(\d{1,5})(,?)(\d{0,5})\})/.exec(source.slice(reader.at, reader.at + 16));
  if (found === null) return of;
  reader.at += found[0].length;
  const sign = found[1];
  const least = sign === undefined ? Number(found[2]) : sign === '+' ? 1 : 0;
  const open = found[3] === ',' ? Infinity : least;
  const most = found[4] === '' || found[4] === undefined ? open : Number(found[4]);
  const max = sign === undefined ? most : sign === '?' ? 1 : Infinity;
  if (max < least) throw new Uses('a quantifier that is none');
  if (source[reader.at] === '+') throw new Uses('a possessive quantifier');
  const lazy = source[reader.at] === '?';
  if (lazy) reader.at += 1;
  return quantified(reader, { kind: 'repeat', of, min: least, max, lazy });
}

function readEither(reader: Reader): Node {
  reader.depth += 1;
  if (reader.depth > DEEPEST) throw new Uses('very deep nesting');
  const branches: Node[] = [];
  for (;;) {
    const parts: Node[] = [];
    for (;;) {
      const letter = reader.source[reader.at];
      if (letter === undefined || letter === '|' || letter === ')') break;
      parts.push(quantified(reader, readAtom(reader)));
    }
    branches.push(parts.length === 1 ? (parts[0] as Node) : { kind: 'all', of: parts });
    if (reader.source[reader.at] !== '|') break;
    reader.at += 1;
  }
  reader.depth -= 1;
  return branches.length === 1 ? (branches[0] as Node) : { kind: 'either', of: branches };
}

/**
 * A pattern becomes a tree, or a phrase that says what it uses that is not read here.
 *
 * @param source The pattern.
 * @param ignoreCase Whether letters match both ways; `(?i)` at its beginning says so too.
 * @returns The tree with the number of groups and their names, or the phrase.
 * @example
 * 'uses' in parsePattern('(?=a)', false); // true
 */
export function parsePattern(
  source: string,
  ignoreCase: boolean,
):
  | { readonly node: Node; readonly groups: number; readonly names: Readonly<Record<string, number>> }
  | { readonly uses: string } {
  const inline = source.startsWith('(?i)');
  const reader: Reader = {
    source,
    at: inline ? 4 : 0,
    depth: 0,
    groups: 0,
    ignoreCase: ignoreCase || inline,
    names: {},
  };
  try {
    const node = readEither(reader);
    if (reader.at < source.length) return { uses: 'a closing parenthesis too many' };
    return { node, groups: reader.groups, names: reader.names };
  } catch (fault) {
    return { uses: fault instanceof Uses ? fault.message : 'very deep nesting' };
  }
}
