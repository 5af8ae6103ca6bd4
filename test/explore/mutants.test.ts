import { describe, expect, test } from 'vitest';
import { INVARIANTS } from '../../src/explore/invariants.js';
import { mutants } from '../../src/explore/mutants.js';
import { classesOfFrames, tabulate } from '../../src/explore/search.js';
import { breaksIn, classesOfSpace } from '../../src/explore/verify.js';
import { STANDARDS } from '../../src/spec/decide.js';

const MUTANTS = mutants();

describe('a wrong specification is found out', () => {
  let ofStandards: ReturnType<typeof classesOfSpace>['classes'] | undefined;
  for (const mutant of MUTANTS) {
    test(`${mutant.id}: "${mutant.believes}" breaks ${mutant.breaks.join(', ')} and nothing else`, {
      timeout: 120_000,
    }, () => {
      ofStandards ??= classesOfSpace(STANDARDS).classes;
      const classes = mutant.rules === undefined ? ofStandards : classesOfSpace(mutant.rules).classes;
      const table = tabulate(classes, mutant.ask, mutant.start, classesOfFrames(mutant.frames));
      const broken = breaksIn(table, mutant.ask, mutant.start).map((one) => one.invariant);
      expect(broken).toEqual(mutant.breaks);
    });
  }

  test('every invariant that is a monitor is broken by some mutant', () => {
    const broken = new Set(MUTANTS.flatMap((mutant) => mutant.breaks));
    expect(INVARIANTS.map((one) => one.id).filter((id) => !broken.has(id))).toEqual([]);
  });

  test('two invariants that the same mutants break are told apart, or one is implied by the other', () => {
    const by = (id: string): string =>
      MUTANTS.filter((mutant) => mutant.breaks.includes(id))
        .map((mutant) => mutant.id)
        .join(' ');
    const alike = INVARIANTS.flatMap((one, at) =>
      INVARIANTS.slice(at + 1)
        .filter((other) => by(one.id) === by(other.id))
        .map((other) => `${one.id} ${other.id}`),
    );
    expect(alike).toEqual([]);
  });
});
