/**
 * The ways to spell each value of each axis, taken from the classes of spellings and from nowhere else.
 *
 * 1. A spelling stands for a value when it changes no other fact of the reference handshake. One that
 *    changes several is left to `wildHead`.
 * 2. The first way is that of `spellings.ts`, which `spell` uses; the others stand behind it, shortest
 *    first.
 * 3. What is very long is left out, but for heads that are to be too large.
 */
import type { Spelling, SpellingClass } from '../../explore/classes/class.js';
import { textOf } from '../../explore/classes/class.js';
import { SPELLING_CLASSES } from '../../explore/classes/index.js';
import { FIELD_LINES, WORDS } from '../../explore/spellings.js';
import { AXIS_NAMES, type Axis, type Facts, REFERENCE } from '../../spec/axes.js';

/** Lines that together spell one value. */
export type Way = readonly string[];
/** Ways by axis and value. */
type Pool = Map<string, Way[]>;

/** An axis that is a word of the request line. */
export const WORD_AXES = ['method', 'target', 'version'] as const;

/** The longest way taken, in characters; longer ones are only for heads that are to be too large. */
const LONGEST = 6000;
const LONGEST_TAIL = 20_000;
/** The longest line without a meaning that is put beside others. */
const LONGEST_EXTRA = 300;
/** The most lines of one way: several ways together must stay below what is read of a head. */
const MOST_LINES = 20;

const at = (axis: Axis, value: string): string => `${axis} ${value}`;
const sizeOf = (way: Way): number => way.reduce((sum, line) => sum + line.length, 0);
const linesIn = (way: Way): number => way.join('\n').split('\n').length;

/** What a spelling tells that the reference handshake does not. */
function differences(facts: Partial<Facts>): readonly Axis[] {
  return AXIS_NAMES.filter((axis) => facts[axis] !== undefined && facts[axis] !== REFERENCE[axis]);
}

/** The names of the fields that tell something, by axis. */
const NAMES: ReadonlyMap<string, Axis> = new Map(
  Object.entries(FIELD_LINES).flatMap(([axis, values]) =>
    Object.values(values).flatMap((lines) =>
      lines.map((line): [string, Axis] => [nameOf(line), axis as Axis]),
    ),
  ),
);

function nameOf(line: string): string {
  return line.slice(0, Math.max(0, line.indexOf(':'))).toLowerCase();
}

/** Everything that the classes give. */
interface Pools {
  /** Lines for a value of an axis of fields, in a head whose syntax is clean. */
  readonly lines: Pool;
  /** The same where the lines are read only after a repair. */
  readonly repaired: Pool;
  /** Words of the request line. */
  readonly words: Pool;
  /** Last lines that give a head its syntax. */
  readonly tails: Pool;
  /** Lines that tell nothing. */
  readonly extras: Way[];
}

function add(pool: Pool, key: string, way: Way): void {
  const ways = pool.get(key) ?? [];
  pool.set(key, ways);
  if (!ways.some((one) => one.join('\n') === way.join('\n'))) ways.push(way);
}

/** The ways of `spellings.ts`. */
function first(): Pools {
  const pools: Pools = {
    lines: new Map(),
    repaired: new Map(),
    words: new Map(),
    tails: new Map(),
    extras: [],
  };
  for (const [axis, values] of Object.entries(FIELD_LINES)) {
    for (const [value, lines] of Object.entries(values)) add(pools.lines, at(axis as Axis, value), lines);
  }
  for (const axis of WORD_AXES) {
    for (const [value, word] of Object.entries(WORDS[axis])) add(pools.words, at(axis, value), [word]);
  }
  return pools;
}

/** The three words of a request line, each for the value that it has. */
function addWords(pools: Pools, request: string, facts: Partial<Facts>): void {
  const words = request.split(' ');
  const isPlain = differences(facts).every((axis) => (WORD_AXES as readonly Axis[]).includes(axis));
  if (words.length !== 3 || !isPlain || request.length > LONGEST) return;
  for (const [index, axis] of WORD_AXES.entries()) {
    add(pools.words, at(axis, facts[axis] ?? REFERENCE[axis]), [words[index] ?? '']);
  }
}

/** The axis that the lines of a spelling are about: what they replace, change, or name. */
function axisOf(replaces: readonly Axis[], changed: readonly Axis[], lines: Way): Axis | undefined {
  const [axis, another] = [...new Set([...replaces, ...changed])];
  if (another !== undefined) return undefined;
  return axis ?? NAMES.get(nameOf(lines[0] ?? ''));
}

function addLines(pools: Pools, of: SpellingClass, spelling: Spelling, lines: Way): void {
  const facts = spelling.facts ?? of.facts;
  const changed = differences(facts);
  const replaces = spelling.replaces ?? of.replaces;
  // a line that begins with whitespace is another one, depending on what stands before it
  if (lines.some((line) => /^[ \t]/.test(line))) return;
  const others = changed.filter((axis) => axis !== 'syntax');
  const axis = axisOf(replaces, others, lines);
  const size = sizeOf(lines);
  const syntax = facts.syntax ?? 'clean';
  if (syntax !== 'clean' && syntax !== 'repaired') {
    const isTail = syntax === 'large' ? others.length === 0 && replaces.length === 0 : axis !== undefined;
    if (isTail && size <= LONGEST_TAIL) add(pools.tails, at('syntax', syntax), lines);
    return;
  }
  if (size > LONGEST || linesIn(lines) > MOST_LINES) return;
  if (axis === undefined) {
    if (changed.length === 0 && replaces.length === 0 && lines.length > 0 && size <= LONGEST_EXTRA) {
      pools.extras.push(lines);
    }
    return;
  }
  add(syntax === 'clean' ? pools.lines : pools.repaired, at(axis, facts[axis] ?? REFERENCE[axis]), lines);
}

function made(): Pools {
  const pools = first();
  for (const of of SPELLING_CLASSES) {
    for (const spelling of of.spellings) {
      const { request, lines, head } = spelling;
      if (head !== undefined) continue;
      if (request !== undefined && lines === undefined) {
        addWords(pools, textOf(request), spelling.facts ?? of.facts);
      }
      if (request === undefined && lines !== undefined) addLines(pools, of, spelling, lines.map(textOf));
    }
  }
  const shortest = (one: Way, other: Way): number => sizeOf(one) - sizeOf(other);
  for (const pool of [pools.lines, pools.words]) {
    for (const [key, [usual = [], ...rest]] of pool) pool.set(key, [usual, ...rest.sort(shortest)]);
  }
  for (const pool of [pools.repaired, pools.tails]) {
    for (const ways of pool.values()) ways.sort(shortest);
  }
  pools.extras.sort(shortest);
  return pools;
}

let known: Pools | undefined;
const pools = (): Pools => {
  known ??= made();
  return known;
};

/**
 * A value of an axis is spelled in these ways, the usual one first.
 *
 * @param axis - an axis of words or of field lines
 * @param value - one of its values
 * @returns for a word of the request line that word, else the field lines
 * @see rfc9110#fields.values
 * @example
 * waysOf('connection', 'upgrade')[0]; // ['Connection: Upgrade']
 */
export function waysOf(axis: Axis, value: string): readonly Way[] {
  const { words, lines } = pools();
  return words.get(at(axis, value)) ?? lines.get(at(axis, value)) ?? [];
}

/**
 * A value of an axis is spelled in these ways in a head that has to be repaired, or refused.
 *
 * @param axis - an axis of field lines
 * @param value - one of its values
 * @returns the field lines, perhaps none
 * @see rfc9112#message.robustness
 * @example
 * repairedWaysOf('upgrade', 'websocket').length > 0; // true
 */
export function repairedWaysOf(axis: Axis, value: string): readonly Way[] {
  return pools().repaired.get(at(axis, value)) ?? [];
}

/**
 * Behind all other lines, these give a head its syntax.
 *
 * @param syntax - a value of the axis of syntax
 * @returns the lines, perhaps none
 * @see rfc9112#message.format
 * @example
 * tailsOf('spaced-name').length > 0; // true
 */
export function tailsOf(syntax: string): readonly Way[] {
  return pools().tails.get(at('syntax', syntax)) ?? [];
}

/**
 * These lines tell nothing, whatever stands beside them.
 *
 * @returns lines of fields that no rule here reads, or that no longer are those fields
 * @see rfc9110#fields.extensibility
 * @example
 * extraLines().length > 0; // true
 */
export function extraLines(): readonly Way[] {
  return pools().extras;
}
