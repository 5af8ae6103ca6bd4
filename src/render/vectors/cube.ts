/**
 * The group `cube`: for every cube of fact space the head that is nearest to the reference handshake.
 *
 * 1. All points of a cube are decided by the same rows, so a server that is right on every line is right
 *    on every combination of facts, as far as it reads facts as the standards do.
 * 2. A cube that holds no head is skipped and counted.
 */

import { type Cube, nearest, walk } from '../../explore/cubes.js';
import { NO_FIELDS, realizable, spell } from '../../explore/spell.js';
import { AXIS_NAMES, type Facts, REFERENCE, VALUES } from '../../spec/axes.js';
import { decideSeen, STANDARDS } from '../../spec/decide.js';
import { contentFor, made, permittedFrom } from './head.js';
import { differing, idOf, type Lines, spelledOctets, type Vector } from './line.js';

const holds = (cube: Cube, facts: Facts): boolean =>
  AXIS_NAMES.every(
    (axis, at) => ((cube[at] as number) >> (VALUES[axis] as readonly string[]).indexOf(facts[axis])) & 1,
  );

/** The nearest point of a cube that a head can have. */
function witness(cube: Cube): Facts | undefined {
  const { facts } = nearest(cube);
  const bare = { ...facts, ...NO_FIELDS };
  const others = VALUES.target.map((target) => ({ ...bare, target }));
  return [facts, bare, ...others].find((one) => holds(cube, one) && realizable(one));
}

/**
 * One line for each cube of fact space that holds a head.
 *
 * @returns the lines, and how many cubes hold none
 */
export function cubeVectors(): Lines {
  const lines: Vector[] = [];
  let skipped = 0;
  walk(
    (see) => decideSeen(STANDARDS, see),
    (_, cube) => {
      const facts = witness(cube);
      if (facts === undefined) skipped++;
      else lines.push(lineOf(facts));
    },
  );
  return { lines, skipped };
}

function lineOf(facts: Facts): Vector {
  const octets = spell(facts);
  const content = contentFor(octets, facts);
  const differs = differing(facts, REFERENCE);
  return {
    id: `cube/${idOf(differs)}`,
    group: 'cube',
    on: 'new',
    octets: spelledOctets(octets),
    ...(content === undefined || content.length === 0 ? {} : { content: spelledOctets(content) }),
    facts: differs,
    ...permittedFrom(octets, facts, made(content), false),
  };
}
