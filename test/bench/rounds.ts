/**
 * Timing side by side: what is compared takes turns in the same process, so that a noisy machine disturbs all alike.
 *
 * 1. The order turns round with each round; nobody is always first.
 * 2. A ratio is taken within one round, and the median of the rounds is told. Noise that lasts for a round cancels.
 */

/** One line of the table that is printed. */
export interface Row {
  readonly measured: string;
  readonly figure: string;
  /** Undefined where nothing is promised. */
  readonly target?: string;
  /** Undefined where nothing is promised, or nothing could be measured. */
  readonly met?: boolean;
}

/** What is timed: it does its work `times` times over in one round. */
interface Timed {
  readonly work: () => unknown;
  readonly times?: number;
}

/** Milliseconds for one piece of work in each round, in the order in which they were given. */
type Rounds = readonly (readonly number[])[];

/** Kept, so that no engine may leave out work whose result nobody reads. */
const kept: unknown[] = [];

function millisecondsOf({ work, times = 1 }: Timed): number {
  const begin = performance.now();
  for (let time = 0; time < times; time += 1) kept[0] = work();
  return (performance.now() - begin) / times;
}

/**
 * Several pieces of work take turns.
 *
 * @param count - how many rounds are counted; one more is run before them, for the engine to compile
 * @param timed - the work
 * @returns for each piece of work its time in every round
 */
export function takeTurns(count: number, ...timed: readonly Timed[]): Rounds {
  const rounds = timed.map((): number[] => []);
  for (const one of timed) millisecondsOf(one);
  for (let round = 0; round < count; round += 1) {
    const order = [...timed.keys()];
    if (round % 2 === 1) order.reverse();
    for (const at of order) rounds[at]?.push(millisecondsOf(timed[at] as Timed));
  }
  return rounds;
}

/** The value in the middle, or the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const upper = sorted[Math.floor(middle)] ?? Number.NaN;
  return Number.isInteger(middle) ? ((sorted[middle - 1] ?? Number.NaN) + upper) / 2 : upper;
}

/** How many times as long one took as the other: the median of the ratios of the rounds. */
export function ratio(long: readonly number[], short: readonly number[]): number {
  return median(long.map((value, round) => value / (short[round] ?? Number.NaN)));
}

/** A time in the unit that suits it. */
export function time(milliseconds: number): string {
  if (milliseconds >= 1000) return `${(milliseconds / 1000).toFixed(2)} s`;
  if (milliseconds >= 1) return `${milliseconds.toFixed(milliseconds < 10 ? 2 : 0)} ms`;
  return `${(milliseconds * 1000).toFixed(2)} µs`;
}

/** A ratio with as many digits as it deserves. */
export function factor(value: number): string {
  return `${value.toFixed(value < 100 ? 2 : 0)} times`;
}
