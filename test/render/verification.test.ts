import { describe, expect, test } from 'vitest';
import type { Broken, Verification } from '../../src/explore/verify.js';
import { checkReport, isBroken } from '../../src/render/verification.js';
import { REFERENCE } from '../../src/spec/axes.js';
import { octetsOf } from '../../src/spec/message.js';

const FOUND: Verification = {
  dialect: 'toy@1',
  points: 0,
  cubes: 0,
  classes: 3,
  states: 1234,
  columns: 5,
  heads: 7,
  invariants: ['SI-1', 'SI-2'],
  arrows: { taken: 1, all: 2, untaken: ['an arrow'] },
  guards: { bothWays: 1, all: 2, oneWay: ['a guard'] },
  deviationArrows: { all: 2, enabled: 0 },
  broken: [],
};

const example = (version: '1.0' | '1.1') => ({
  octets: octetsOf('GET /\x1b HTTP/1.0\r\n\r\n'),
  facts: { ...REFERENCE, version },
  differs: version === '1.0' ? (['version'] as const) : [],
  steps: [],
  says: 'this,\x1b because',
});

const BROKEN: Broken = {
  invariant: 'SI-1',
  sentence: 'Something holds.',
  clauses: ['persist.close-wins', 'rfc9110#status.101'],
  strength: 'breaks',
  derived: true,
  counterexamples: [example('1.0'), example('1.1')],
  count: 1000,
};

describe('the report of a check', () => {
  test('nothing broken: the verdict with every count', () => {
    const report = checkReport(FOUND, 'again');
    expect(report).toMatch(
      /^toy@1: no break in 7 spelled heads and 1,234 states x 3 classes, for every permitted/,
    );
    expect(report).toMatch(/Again\n {2}again\n$/);
    expect(isBroken(FOUND)).toBe(false);
  });

  test('a broken MUST: the argument first, the nearest in full, its neighbours a line each', () => {
    const report = checkReport({ ...FOUND, broken: [BROKEN] }, 'again');
    expect(report).toMatch(/^toy@1 breaks 1 of 2 invariants .*; first SI-1: this,\\x1b because\n/);
    expect(report).toContain('  nearest: differs in version 1.0 (not 1.1)\n    GET /\\x1b HTTP/1.0\\r\\n');
    expect(report).toContain('  then: the reference handshake itself\n  and 998 more\n');
    expect(report).toContain('persist.close-wins: A message that lists close');
    expect(report).toContain('source: rfc9110#status.101');
    expect(report).not.toContain('\x1b');
    expect(isBroken({ ...FOUND, broken: [BROKEN] })).toBe(true);
  });

  test('a SHOULD that is not kept departs and breaks nothing', () => {
    const found: Verification = {
      ...FOUND,
      broken: [{ ...BROKEN, strength: 'departs', counterexamples: [] }],
    };
    expect(isBroken(found)).toBe(false);
    expect(checkReport(found, 'again')).toMatch(
      /^toy@1: no break .* Beside that it departs from 1 that SHOULD hold\./,
    );
  });

  test('arrows never taken are told of the standards only', () => {
    expect(checkReport(FOUND, 'again')).not.toContain('an arrow');
    const standards = checkReport({ ...FOUND, heads: 0, points: 9 }, 'again');
    expect(standards).toContain('a dialect needs them\n  an arrow');
    expect(standards).toContain('9 points (0 cubes)');
  });
});
