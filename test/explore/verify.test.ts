import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { STANDARDS_DIALECT } from '../../src/dialects/dialect.js';
import { resolveDialect } from '../../src/dialects/names.js';
import { type Cube, nearest, SPACE_SIZE, sizeOf, walk } from '../../src/explore/cubes.js';
import { NO_FIELDS, obstacle, realizable, spell } from '../../src/explore/spell.js';
import { verify } from '../../src/explore/verify.js';
import { AXIS_NAMES, type Facts, VALUES } from '../../src/spec/axes.js';
import { decideSeen, permittedFor, STANDARDS, verdictKey } from '../../src/spec/decide.js';
import { factsOf } from '../../src/spec/facts.js';

const TIMEOUT = { timeout: 120_000 };
const named = (name: string) => {
  const found = resolveDialect(name);
  if (!('dialect' in found)) throw new Error(`no dialect ${name}`);
  return found.dialect;
};

describe('the cubes of fact space', () => {
  test('are disjoint and together are the whole space', TIMEOUT, () => {
    let points = 0;
    const walked = walk(
      (see) => decideSeen(STANDARDS, see),
      (_, cube) => {
        points += sizeOf(cube);
      },
    );
    expect(points).toBe(SPACE_SIZE);
    expect(walked.points).toBe(SPACE_SIZE);
  });

  test(
    'are each reached by a concrete head that reads back as it, or hold no head that can be written',
    TIMEOUT,
    () => {
      let reached = 0;
      const out: string[] = [];
      walk(
        (see) => decideSeen(STANDARDS, see),
        (_, cube) => {
          const has = (facts: Facts): boolean =>
            AXIS_NAMES.every(
              (axis, at) =>
                ((cube[at] as number) >> (VALUES[axis] as readonly string[]).indexOf(facts[axis])) & 1,
            );
          const { facts } = nearest(cube);
          // a request without label, or with a target too long, has no fields: the same cube without them
          const bare: Facts = { ...facts, ...NO_FIELDS };
          const bareBroken: Facts = { ...bare, method: 'other', target: 'malformed' };
          const point = [
            facts,
            bare,
            { ...bare, method: facts.method, target: facts.target },
            bareBroken,
          ].find((one) => has(one) && realizable(one));
          if (point === undefined) {
            out.push(`${facts.version} ${facts.syntax} ${obstacle(facts)}`);
            return;
          }
          const read = factsOf(spell(point), undefined, { ended: true });
          expect(read.outcome === 'facts' && has(read.facts)).toBe(true);
          reached++;
        },
      );
      console.log(
        `cubes reached by a head: ${reached}; without one: ${[...new Set(out)].join('; ') || 'none'}`,
      );
      expect(out).toEqual([]);
    },
  );

  test('decide as plain points do, whatever else was decided before', TIMEOUT, () => {
    const cubes: { readonly cube: Cube; readonly keys: string }[] = [];
    walk(
      (see) => decideSeen(STANDARDS, see).map(verdictKey).join(),
      (keys, cube) => cubes.push({ cube: [...cube], keys }),
    );
    const reached = new Set<number>();
    const point = fc.record(
      Object.fromEntries(AXIS_NAMES.map((axis) => [axis, fc.constantFrom(...VALUES[axis])])),
    ) as unknown as fc.Arbitrary<Facts>;
    fc.assert(
      fc.property(fc.nat(cubes.length - 1), point, (at, facts) => {
        const { cube, keys } = cubes[at] as (typeof cubes)[number];
        const within = Object.fromEntries(
          AXIS_NAMES.map((axis, position) => {
            const values: readonly string[] = VALUES[axis];
            const left = values.filter((_, bit) => ((cube[position] as number) >> bit) & 1);
            return [axis, left.includes(facts[axis]) ? facts[axis] : left[0]];
          }),
        ) as unknown as Facts;
        reached.add(at);
        expect(permittedFor(within).map(verdictKey).join()).toBe(keys);
      }),
      { numRuns: 3000 },
    );
    console.log(`points checked in ${reached.size} of ${cubes.length} cubes`);
    expect(reached.size).toBeGreaterThan(1000);
  });
});

describe('the standards', () => {
  test('break no invariant, for every permitted choice', TIMEOUT, () => {
    const found = verify(STANDARDS_DIALECT);
    expect(found.broken).toEqual([]);
    expect(found.points).toBe(SPACE_SIZE);
    expect(found.deviationArrows.enabled).toBe(0);
  });

  test('take every arrow but those that only a dialect needs', TIMEOUT, () => {
    const { arrows } = verify(STANDARDS_DIALECT);
    expect(arrows.untaken).toEqual([
      // an offer served as HTTP/1.0, which the standards never take as one
      'status.HANDSHAKE app.interim 3',
      // the deviation arrows
      'status.HANDSHAKE.deciding client.frame 1',
      'status.ACTIVE.open policy.written 1',
    ]);
  });
});

describe('Swoole', () => {
  test(
    "4.8 breaks SI-14 by the article's request first, and by its HTTP/1.1 neighbours next",
    TIMEOUT,
    () => {
      const found = verify(named('swoole@4.8'));
      const ways = found.broken.find((one) => one.invariant === 'SI-14')?.counterexamples ?? [];
      expect(ways[0]?.differs).toEqual(['version']);
      expect(ways[0]?.facts?.version).toBe('1.0');
      expect(ways.slice(1, 3).map((way) => [way.facts?.version, way.facts?.connection])).toEqual([
        ['1.1', 'close'],
        ['1.1', 'close+upgrade'],
      ]);
    },
  );

  test.each([
    ['swoole@4.5', 'SI-1 SI-2 SI-3 SI-5 SI-12 SI-13 SI-14 SI-19 SI-23 L-2 SI-15 SI-30'],
    ['swoole@4.8', 'SI-1 SI-2 SI-3 SI-5 SI-12 SI-13 SI-14 SI-19 SI-20 SI-23 L-2 L-11 SI-15 SI-30'],
    [
      'swoole@4.8/user-handshake',
      'SI-1 SI-2 SI-3 SI-5 SI-12 SI-13 SI-14 SI-19 SI-20 SI-23 L-2 L-11 SI-15 SI-30',
    ],
    ['swoole@6.2', 'SI-1 SI-2 SI-3 SI-5 SI-12 SI-13 SI-14 SI-19 SI-23 L-2 SI-15'],
    ['swoole@6.2/user-handshake', 'SI-1 SI-2 SI-3 SI-5 SI-12 SI-13 SI-14 SI-19 SI-23 L-2 SI-15'],
  ])('%s breaks exactly these invariants', TIMEOUT, (name, invariants) => {
    expect(
      verify(named(name))
        .broken.map((one) => one.invariant)
        .join(' '),
    ).toBe(invariants);
  });
});
