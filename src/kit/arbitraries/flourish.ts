/**
 * What may be written otherwise in any head without changing what it says: case, whitespace, order, and how
 * a list is split over lines.
 *
 * 1. Every choice is drawn from a list of numbers; where the list has ended, 0 is drawn, and 0 changes
 *    nothing.
 * 2. Lines of one name keep their order, since that may matter (rfc9110#field.lines).
 * 3. A line that is not inside the grammar is left as it is.
 */
import { FIELD_LINES } from '../../explore/spellings.js';

/** Draws a number below `count`; 0 when nothing is left to draw from. */
export type Draw = (count: number) => number;

/**
 * Numbers are drawn one after the other, and then only 0.
 *
 * @param numbers - from 0 to 999
 * @returns what draws
 * @example
 * drawing([500])(4); // 2
 */
export function drawing(numbers: readonly number[]): Draw {
  let next = 0;
  return (count) => {
    const number = numbers[next] ?? 0;
    next += 1;
    return Math.floor((number * count) / 1000);
  };
}

/**
 * One of several is picked by a number: the larger the number, the later it stands.
 *
 * @param all - what is picked from
 * @param number - from 0 to 999
 * @returns one of them; undefined when there is none
 * @example
 * pick(['a', 'b'], 999); // 'b'
 */
export function pick<T>(all: readonly T[], number: number): T | undefined {
  return all[Math.floor((number * all.length) / 1000)];
}

const nameIn = (line: string | undefined): string => (line ?? '').split(':', 1)[0]?.toLowerCase() ?? '';
const { connection, upgrade, expect, extensions, protocols } = FIELD_LINES;
/** Fields that are one list over all their lines (rfc9110#fields.values). */
const LISTS: readonly string[] = [
  nameIn(connection.upgrade[0]),
  nameIn(upgrade.websocket[0]),
  nameIn(expect.continue[0]),
  nameIn(extensions.offered[0]),
  nameIn(protocols.offered[0]),
  nameIn(FIELD_LINES.framing.chunked[0]),
];
/** Those of them whose members are compared whatever their case. */
const FOLDED: readonly string[] = LISTS.filter(
  (name) => name !== nameIn(extensions.offered[0]) && name !== nameIn(protocols.offered[0]),
);

const lower = (text: string): string => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
const upper = (text: string): string => text.replace(/[a-z]/g, (letter) => letter.toUpperCase());
const mixed = (text: string): string =>
  [...text].map((letter, index) => (index % 2 === 0 ? lower(letter) : upper(letter))).join('');
const trimmed = (text: string): string => text.replace(/^[ \t]+|[ \t]+$/g, '');
const CASES = [(text: string): string => text, lower, upper, mixed] as const;
const BEFORE = ['', '\t', '   ', '\t '] as const;
const BEHIND = ['', ' ', '\t', ' \t'] as const;
const COMMAS = [',', ' ,', ',\t', ' , '] as const;

/** A list is split over no more lines than these: a head has room for some hundreds. */
const MOST_LINES = 8;

/** The parts of a line that is inside the grammar. */
const LINE = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([^\r\n\0]*)$/;

function otherwise(line: string, draw: Draw, splits: boolean): readonly string[] {
  const parts = LINE.exec(line);
  if (parts === null) return [line];
  const [, name = '', value = ''] = parts;
  const key = lower(name);
  const written = (CASES[draw(4)] ?? lower)(name);
  const cased = FOLDED.includes(key) ? (CASES[draw(4)] ?? lower)(value) : value;
  // a comma inside quotes separates nothing
  const isList = LISTS.includes(key) && !value.includes('"');
  const parted = isList && draw(2) === 1 && splits ? cased.split(',').map(trimmed) : [];
  const values = parted.length > 0 && parted.length <= MOST_LINES ? parted : [cased];
  const comma = isList ? (COMMAS[draw(4)] ?? ',') : ',';
  const [before, behind] = [draw(5), draw(4)];
  if (written === name && cased === value && values.length === 1 && comma === ',' && before + behind === 0) {
    return [line];
  }
  return values.map((one) => {
    const text = comma === ',' ? one : one.replaceAll(',', comma);
    return `${written}:${before === 0 ? ' ' : BEFORE[before - 1]}${text}${BEHIND[behind]}`;
  });
}

/**
 * Field lines are written otherwise, as the numbers drawn say, and still say the same.
 *
 * @param lines - field lines without line ends
 * @param draw - what draws
 * @param splits - whether lists may be split over lines, which takes empty members out of a line
 * @returns other lines, in another order
 * @see rfc9110#field.lines
 * @example
 * flourished(['Host: h'], drawing([])); // ['Host: h']
 */
export function flourished(lines: readonly string[], draw: Draw, splits = true): readonly string[] {
  const written = lines.flatMap((line) => otherwise(line, draw, splits));
  const ranks = new Map<string, number>();
  const rankOf = (line: string): number => {
    const name = nameIn(line);
    const rank = ranks.get(name) ?? draw(1000);
    ranks.set(name, rank);
    return rank;
  };
  return written
    .map((line) => ({ line, rank: rankOf(line) }))
    .sort((one, other) => one.rank - other.rank)
    .map(({ line }) => line);
}
