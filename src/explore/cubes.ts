/**
 * All of fact space, as disjoint cubes.
 *
 * 1. A question about facts that is still open is answered both ways. What is left of every axis when nothing
 *    more is asked is a cube: one decision, for all its points.
 * 2. The cubes are disjoint and their sizes sum to the whole space, which the walk checks.
 * 3. This proves something about every point as long as the decision is pure; random points test that it is.
 */
import { AXIS_NAMES, type Axis, type Facts, REFERENCE, VALUES } from '../spec/axes.js';
import type { See } from '../spec/table.js';

/** For every axis the values left, as bits in the order of the axis. */
export type Cube = readonly number[];

/** How many cubes there were, and how many points they hold together. */
export interface Walked {
  readonly cubes: number;
  readonly points: number;
}

const SIZES = AXIS_NAMES.map((axis) => VALUES[axis].length);
const WHOLE: Cube = SIZES.map((size) => (1 << size) - 1);

/** The number of points in all of fact space. */
export const SPACE_SIZE = SIZES.reduce((product, size) => product * size, 1);

function bitsIn(mask: number): number {
  let left = mask;
  let count = 0;
  for (; left !== 0; left &= left - 1) count++;
  return count;
}

/**
 * The points of a cube are counted without listing them.
 *
 * @param cube - the values left on every axis
 * @returns how many combinations there are
 */
export function sizeOf(cube: Cube): number {
  return cube.reduce((product, mask) => product * bitsIn(mask), 1);
}

/**
 * A question is asked both ways wherever its answer is open, until every point of the space was decided.
 *
 * @param decide - asks whatever it needs through `see`; must depend on nothing else
 * @param visit - told each decision with its cube
 * @param within - where to walk; the whole space when left out
 * @returns the number of cubes and points
 */
export function walk<T>(
  decide: (see: See) => T,
  visit: (decided: T, cube: Cube) => void,
  within: Cube = WHOLE,
): Walked {
  const answers: boolean[] = [];
  let cubes = 0;
  let points = 0;
  for (;;) {
    const left = [...within];
    let asked = 0;
    const see: See = (axis, among) => {
      const mask = left[axis] as number;
      const yes = mask & among;
      if (yes === 0 || yes === mask) return yes !== 0;
      if (asked === answers.length) answers.push(true);
      const answer = answers[asked++] as boolean;
      left[axis] = answer ? yes : mask & ~among;
      return answer;
    };
    const decided = decide(see);
    cubes++;
    points += sizeOf(left);
    visit(decided, left);
    while (answers.length > 0 && answers[answers.length - 1] === false) answers.pop();
    if (answers.length === 0) return { cubes, points };
    answers[answers.length - 1] = false;
  }
}

const REFERENCE_BITS: Cube = AXIS_NAMES.map(
  (axis) => 1 << (VALUES[axis] as readonly string[]).indexOf(REFERENCE[axis]),
);

/**
 * How far the nearest point of a cube is from the reference handshake, as the order of counterexamples has it.
 *
 * @param cube - the values left on every axis
 * @returns the rank: fewer differing facts first, then the earlier axis
 */
export function rankOf(cube: Cube): number {
  let differs = 0;
  let first = 0;
  for (let axis = 0; axis < cube.length; axis++) {
    if (((cube[axis] as number) & (REFERENCE_BITS[axis] as number)) !== 0) continue;
    if (differs++ === 0) first = axis;
  }
  return differs * 1e6 + first;
}

/**
 * The point of a cube that is nearest to the reference handshake.
 *
 * @param cube - the values left on every axis
 * @returns its facts, and on which axes they differ from the reference
 */
export function nearest(cube: Cube): { readonly facts: Facts; readonly differs: readonly Axis[] } {
  const differs: Axis[] = [];
  const facts = Object.fromEntries(
    AXIS_NAMES.map((axis, position) => {
      const values: readonly string[] = VALUES[axis];
      const mask = cube[position] as number;
      if ((mask >> values.indexOf(REFERENCE[axis])) & 1) return [axis, REFERENCE[axis]];
      differs.push(axis);
      return [axis, values.find((_, at) => (mask >> at) & 1)];
    }),
  ) as unknown as Facts;
  return { facts, differs };
}
