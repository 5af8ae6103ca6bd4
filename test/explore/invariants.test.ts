import { describe, expect, test } from 'vitest';
import { INVARIANTS } from '../../src/explore/invariants.js';
import { OF_OTHERS } from '../../src/explore/of-others.js';
import { POSITION, RELATIONS } from '../../src/explore/relations.js';

const KNOWN = [...INVARIANTS, ...RELATIONS, POSITION].map((one) => one.id);

describe('the properties of the requirements', () => {
  test('SI-1 to SI-32 each have a monitor or a relation, once', () => {
    const safety = Array.from({ length: 32 }, (_, at) => `SI-${at + 1}`);
    expect(safety.filter((id) => KNOWN.filter((known) => known === id).length !== 1)).toEqual([]);
  });

  test('L-1 to L-16 each have a monitor, but those that belong to others', () => {
    const liveness = Array.from({ length: 16 }, (_, at) => `L-${at + 1}`);
    expect(liveness.filter((id) => !KNOWN.includes(id))).toEqual(Object.keys(OF_OTHERS));
    expect(KNOWN.filter((id) => id in OF_OTHERS)).toEqual([]);
  });
});
