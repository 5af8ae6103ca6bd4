import { describe, expect, test } from 'vitest';
import { STANDARDS_DIALECT } from '../../src/dialects/dialect.js';
import { spelledHeads } from '../../src/explore/heads.js';
import { unforgetting, wrongSubjects } from '../../src/explore/mutants.js';
import { POSITION, positionsThatMatter, RELATIONS, subjectOf } from '../../src/explore/relations.js';
import { tabulate } from '../../src/explore/search.js';
import { classesOfSpace } from '../../src/explore/verify.js';
import { STANDARDS } from '../../src/spec/decide.js';

const HEADS = spelledHeads();
const TIMEOUT = { timeout: 60_000 };

describe('a wrong way of taking requests is found out by a relation', () => {
  for (const wrong of wrongSubjects()) {
    test(`${wrong.id}: "${wrong.believes}" breaks ${wrong.breaks}`, TIMEOUT, () => {
      const broken = RELATIONS.filter((one) => one.differences(wrong.subject, HEADS).length > 0);
      expect(broken.map((one) => one.id)).toContain(wrong.breaks);
    });
  }

  test(
    'every relation over heads is broken by some wrong subject, and by none of the standards',
    TIMEOUT,
    () => {
      const broken = new Set(wrongSubjects().map((one) => one.breaks));
      expect(RELATIONS.map((one) => one.id).filter((id) => !broken.has(id))).toEqual([]);
      for (const relation of RELATIONS) {
        expect(relation.differences(subjectOf(STANDARDS_DIALECT), HEADS)).toEqual([]);
      }
    },
  );

  test(`a machine that does not forget the request before breaks ${POSITION.id}`, TIMEOUT, () => {
    const { ask, start } = unforgetting();
    const heads = classesOfSpace(STANDARDS).classes.filter((_, at) => at % 20 === 0);
    expect(positionsThatMatter(tabulate(heads, ask, start)).length).toBeGreaterThan(0);
    expect(positionsThatMatter(tabulate(heads))).toEqual([]);
  });
});
