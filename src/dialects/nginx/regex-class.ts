/** Classes of characters, as ranges of codes. */

/** Characters by their codes, first and last of each range. */
export type Ranges = readonly (readonly [number, number])[];

/** Behind a backslash: `d`, `w` and `s`. */
export const DIGIT: Ranges = [[0x30, 0x39]];
export const WORD: Ranges = [...DIGIT, [0x41, 0x5a], [0x5f, 0x5f], [0x61, 0x7a]];
export const SPACE: Ranges = [
  [0x09, 0x0d],
  [0x20, 0x20],
];
/** Classes that are written by name, as `[:digit:]`. */
export const NAMED: Readonly<Record<string, Ranges>> = {
  digit: DIGIT,
  word: WORD,
  space: SPACE,
  alpha: [
    [0x41, 0x5a],
    [0x61, 0x7a],
  ],
  alnum: [...DIGIT, [0x41, 0x5a], [0x61, 0x7a]],
  upper: [[0x41, 0x5a]],
  lower: [[0x61, 0x7a]],
  xdigit: [...DIGIT, [0x41, 0x46], [0x61, 0x66]],
};
/** Letters that stand for one control character behind a backslash. */
export const CONTROLS: Readonly<Record<string, number>> = {
  n: 0x0a,
  r: 0x0d,
  t: 0x09,
  f: 0x0c,
  e: 0x1b,
  a: 0x07,
};

/** Is a character in one of the ranges? */
export const within = (ranges: Ranges, code: number): boolean =>
  ranges.some(([from, to]) => code >= from && code <= to);

/** ASCII letters in the other case; anything else is itself. */
export const other = (code: number): number => {
  if (code >= 0x41 && code <= 0x5a) return code + 0x20;
  return code >= 0x61 && code <= 0x7a ? code - 0x20 : code;
};

/** All other characters. */
export const inverted = (ranges: Ranges): Ranges => {
  const sorted = [...ranges].sort((one, two) => one[0] - two[0]);
  const result: [number, number][] = [];
  let from = 0;
  for (const [low, high] of sorted) {
    if (low > from) result.push([from, low - 1]);
    from = Math.max(from, high + 1);
  }
  return [...result, [from, 0x10ffff]];
};
