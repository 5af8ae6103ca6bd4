/**
 * The arbitraries of heads: each gives what it says, reaches all it says, and its shrinks keep the claim.
 */
import * as fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { dialectNames } from '../../src/dialects/names.js';
import { walkPath } from '../../src/dialects/path.js';
import { brokenBy } from '../../src/dialects/permitted.js';
import { SPELLING_CLASSES } from '../../src/explore/classes/index.js';
import { realizable, spell } from '../../src/explore/spell.js';
import {
  almostHandshake,
  dialect,
  type FaultyHead,
  facts,
  type GeneratedHead,
  HANDSHAKE_FAULTS,
  path,
  requestHead,
  validHandshake,
  wildHead,
} from '../../src/kit/index.js';
import { REFUSALS } from '../../src/spec/admission.js';
import { AXIS_NAMES, type Axis, type Facts, REFERENCE, VALUES } from '../../src/spec/axes.js';
import { permittedFor } from '../../src/spec/decide.js';
import { factsOf } from '../../src/spec/facts.js';
import { HANDSHAKE, OFFER } from '../../src/spec/handshake.js';
import { latin1, type RefusalReason, readRequest } from '../../src/spec/message.js';
import { counted, descent, shrunk } from './shrinks.js';

const RUNS = { numRuns: 3000 };

const readBack = (octets: Uint8Array): Facts | undefined => {
  const read = factsOf(octets);
  return read.outcome === 'facts' ? read.facts : undefined;
};
const distance = (head: Facts): number => AXIS_NAMES.filter((axis) => head[axis] !== REFERENCE[axis]).length;
const everyValue = AXIS_NAMES.flatMap((axis) => VALUES[axis].map((value) => `${axis} ${value}`));
const valuesOf = (head: Facts): string[] => AXIS_NAMES.map((axis) => `${axis} ${head[axis]}`);
const isGranted = (head: Facts): boolean => permittedFor(head).every(({ mayGrant }) => mayGrant);

const reach = counted();
afterAll(() => console.log(reach.printed('arbitraries of heads, reached')));

/** What holds of every head that is generated from facts. */
function isAsItSays({ octets, facts: said, differs }: GeneratedHead): void {
  expect(readBack(octets)).toEqual(said);
  expect(differs).toEqual(AXIS_NAMES.filter((axis) => said[axis] !== REFERENCE[axis]));
}

describe('facts', () => {
  test('are those of a head, and have every value of every axis', () => {
    fc.assert(
      fc.property(facts(), (any) => {
        for (const value of valuesOf(any)) reach.note(`facts ${value}`);
        expect(realizable(any)).toBe(true);
      }),
      RUNS,
    );
    expect(reach.of('facts ')).toEqual([...everyValue].sort());
  });

  test('keep what is given, each value alone and many together', () => {
    for (const axis of AXIS_NAMES) {
      for (const value of VALUES[axis]) {
        const given = { [axis]: value } as Partial<Facts>;
        for (const any of fc.sample(facts(given), 20)) {
          expect(any[axis]).toBe(value);
          expect(realizable(any)).toBe(true);
        }
      }
    }
    fc.assert(
      fc.property(facts(), fc.subarray([...AXIS_NAMES]), fc.nat(), (all, axes, seed) => {
        const given = Object.fromEntries(axes.map((axis) => [axis, all[axis]])) as Partial<Facts>;
        const [any] = fc.sample(facts(given), { numRuns: 1, seed });
        expect(any).toMatchObject(given);
        expect(realizable(any as Facts)).toBe(true);
      }),
    );
  });

  test('that no head has are refused with the reason', () => {
    expect(() => facts({ version: 'none', host: 'one' })).toThrow(
      'no head has these facts: a request without a version label has no fields',
    );
  });

  test('shrink to the reference handshake', () => {
    expect(shrunk(facts(), () => true)).toEqual(REFERENCE);
  });

  test('shrink to a value alone, or with what it needs', () => {
    for (const axis of AXIS_NAMES) {
      for (const value of VALUES[axis]) {
        const least = shrunk(facts(), (any) => any[axis] === value);
        const alone = { ...REFERENCE, [axis]: value } as Facts;
        if (realizable(alone)) expect(least).toEqual(alone);
        else
          expect([axis, value]).toBeOneOf([
            ['version', 'none'],
            ['syntax', 'long-target'],
          ]);
      }
    }
  });

  test('shrink to the first of what is as near: version before host', () => {
    const least = shrunk(facts(), (any) => any.version === '1.0' || any.host === 'several');
    expect(least).toEqual({ ...REFERENCE, version: '1.0' });
  });
});

describe('a request head', () => {
  test('has the facts it says, however it is spelled', () => {
    fc.assert(
      fc.property(requestHead(), (head) => {
        isAsItSays(head);
        for (const value of valuesOf(head.facts)) reach.note(`head ${value}`);
      }),
      { numRuns: 10_000 },
    );
    expect(reach.of('head ')).toEqual([...everyValue].sort());
  });

  test('of given facts has these facts, and is not always spelled the same', () => {
    fc.assert(
      fc.property(facts(), fc.nat(), (any, seed) => {
        const heads = fc.sample(requestHead(any), { numRuns: 30, seed });
        for (const head of heads) {
          isAsItSays(head);
          expect(head.facts).toEqual(any);
        }
        const ways = new Set(heads.map(({ octets }) => latin1(octets))).size;
        const isOneLine = any.version === 'none' || any.syntax === 'long-target';
        expect(ways > 1).toBe(!isOneLine);
      }),
      { numRuns: 200 },
    );
  });

  test('is spelled in every class that changes one fact at most', () => {
    const texts = AXIS_NAMES.flatMap((axis) =>
      VALUES[axis].flatMap((value) =>
        fc.sample(requestHead({ [axis]: value } as Partial<Facts>), axis === 'connection' ? 3000 : 500),
      ),
    ).map(({ octets }) => latin1(octets));
    const missing = SPELLING_CLASSES.filter(({ group, spellings }) => {
      const lines = spellings.flatMap(
        ({ lines: all }) => all?.map((line) => (typeof line === 'string' ? line : '')) ?? [],
      );
      const known = lines.filter((line) => line !== '' && !/^[ \t]/.test(line));
      if (group === 'field lines' || known.length === 0) return false;
      return !texts.some((text) => known.some((line) => text.includes(`\r\n${line}\r\n`)));
    });
    expect(missing.map(({ id }) => id)).toEqual([]);
  }, 30_000);

  test('comes in other cases, with other whitespace, in another order, with lists on several lines', () => {
    const texts = fc.sample(requestHead(REFERENCE), 2000).map(({ octets }) => latin1(octets));
    const forms: Record<string, RegExp> = {
      'name in lower case': /\r\nconnection:/,
      'name in upper case': /\r\nCONNECTION:/,
      'name in mixed case': /\r\ncOnNeCtIoN:/,
      'no whitespace': /\r\nHost:h\r\n/,
      'a tab': /:\t/,
      'whitespace behind': /h[ \t]+\r\n/,
      'another order': /Connection:[\s\S]*\r\nHost:/,
      'option in upper case': /Connection: UPGRADE/,
      'two lines': /Connection:[\s\S]*\r\nConnection:/i,
      'a line that tells nothing': /\r\nKeep-Alive: /,
      'a line break before': /^\r\nGET/,
    };
    for (const [name, form] of Object.entries(forms)) {
      const times = texts.filter((text) => form.test(text)).length;
      reach.note(`spelled with ${name}`, times);
      expect(times, name).toBeGreaterThan(0);
    }
  });

  test('shrinks to the octets that spell the facts shortest', () => {
    expect(latin1(shrunk(requestHead(), () => true).octets)).toBe(latin1(spell(REFERENCE)));
    for (const axis of AXIS_NAMES) {
      for (const value of VALUES[axis]) {
        const least = shrunk(requestHead({ [axis]: value } as Partial<Facts>), () => true);
        expect(latin1(least.octets), `${axis} ${value}`).toBe(latin1(spell(least.facts)));
      }
    }
  });

  test('shrinks to the shortest with a spelling that is looked for', () => {
    const isSplit = (head: GeneratedHead): boolean =>
      (latin1(head.octets).match(/\r\nConnection:/gi) ?? []).length > 1;
    const least = shrunk(requestHead(), isSplit);
    expect(distance(least.facts)).toBeLessThanOrEqual(1);
    expect(least.octets.length).toBeLessThan(spell(REFERENCE).length + 30);
    reach.note('octets of the least head with Connection on two lines', least.octets.length);
  });

  test('keeps its facts true in every shrink, and what was given', () => {
    const given = { version: '1.0', framing: 'chunked' } as const;
    for (const head of descent(requestHead(given), 400)) {
      isAsItSays(head);
      expect(head.facts).toMatchObject(given);
    }
  });
});

describe('a valid handshake', () => {
  /** All facts whose every value is granted by itself. */
  const single = AXIS_NAMES.flatMap((axis) =>
    VALUES[axis]
      .filter((value) => isGranted({ ...REFERENCE, [axis]: value }))
      .map((value) => `${axis} ${value}`),
  );

  test('may be granted, however it is taken', () => {
    fc.assert(
      fc.property(validHandshake(), (head) => {
        isAsItSays(head);
        expect(isGranted(head.facts)).toBe(true);
        for (const value of valuesOf(head.facts)) reach.note(`valid ${value}`);
      }),
      RUNS,
    );
    expect(reach.of('valid ')).toEqual([...single].sort());
  });

  test('may be granted in every shrink, the last of which is the reference handshake', () => {
    for (const head of descent(validHandshake(), 400)) {
      isAsItSays(head);
      expect(isGranted(head.facts)).toBe(true);
    }
    expect(latin1(shrunk(validHandshake(), () => true).octets)).toBe(latin1(spell(REFERENCE)));
  });
});

describe('a handshake that is almost one', () => {
  /** The clauses of rows that let nothing be granted: a list that is not asked the way the faults are. */
  const clauses = [
    ...REFUSALS.rows.filter(({ then }) => then.every(({ does }) => does === 'refuse')),
    ...OFFER.rows.filter(({ then }) => then.every((outcome) => outcome === 'nothing')),
    ...HANDSHAKE.rows.filter(({ then }) => then.every((outcome) => outcome !== 'holds')),
  ].map(({ clause }) => clause);

  test('has a fault for every clause that forbids a 101, and no others', () => {
    expect([...new Set(HANDSHAKE_FAULTS.map(({ clause }) => clause))].sort()).toEqual([...clauses].sort());
  });

  /** The facts with the values of the reference handshake in the place of some faults. */
  const without = (said: Facts, faults: readonly { readonly axis: Axis }[]): Facts => ({
    ...said,
    ...Object.fromEntries(faults.map(({ axis }) => [axis, REFERENCE[axis]])),
  });

  /** What holds of one: it may not be granted, and each of its faults alone is decided by its clause. */
  function isAtFault({ octets, facts: said, faults, decides }: FaultyHead): void {
    expect(readBack(octets)).toEqual(said);
    expect(faults.length).toBeOneOf([1, 2]);
    expect(new Set(faults.map(({ axis }) => axis)).size).toBe(faults.length);
    expect(permittedFor(said).some(({ mayGrant }) => mayGrant)).toBe(false);
    expect(brokenBy(said, { status: 101, closed: false })).toBe(decides);
    expect(faults.map(({ clause }) => clause)).toContain(decides);
    for (const { axis, value, clause } of faults) {
      expect(said[axis]).toBe(value);
      if (faults.length === 1) expect(decides).toBe(clause);
      const others = faults.filter((other) => other.axis !== axis);
      const mended = without(said, others);
      expect(brokenBy(mended, { status: 101, closed: false })).toBe(clause);
    }
    // what is no fault is such that without the faults it may be granted
    const hides = said.version === 'none' || said.syntax === 'long-target';
    expect(hides || isGranted(without(said, faults))).toBe(true);
  }

  test('has one fault or two, each with the clause that decides', () => {
    fc.assert(
      fc.property(almostHandshake(), (head) => {
        isAtFault(head);
        reach.note(`${head.faults.length} faults`);
        for (const { clause } of head.faults) reach.note(`fault ${clause}`);
        reach.note(`decides ${head.decides}`);
      }),
      { numRuns: 5000 },
    );
    expect(reach.of('fault ')).toEqual([...clauses].sort());
    expect(reach.of('decides ')).toEqual([...clauses].sort());
    expect(reach.times('1 faults')).toBeGreaterThan(0);
    expect(reach.times('2 faults')).toBeGreaterThan(0);
  });

  test('of a wanted clause has faults of that clause only', () => {
    for (const clause of clauses) {
      for (const head of fc.sample(almostHandshake([clause]), 20)) {
        isAtFault(head);
        expect(head.faults.every((fault) => fault.clause === clause)).toBe(true);
      }
    }
    expect(() => almostHandshake(['handshake.nobody'])).toThrow('no fault of a handshake has the clause');
  });

  test('stays at fault in every shrink', () => {
    for (const head of descent(almostHandshake(), 600)) isAtFault(head);
  });

  test('shrinks to one fault of the reference handshake, for each fault', () => {
    const lengths: number[] = [];
    for (const fault of HANDSHAKE_FAULTS) {
      const has = (head: FaultyHead): boolean =>
        head.faults.some(({ axis, value }) => axis === fault.axis && value === fault.value);
      const least = shrunk(almostHandshake(), has);
      expect(least.faults).toEqual([fault]);
      expect(latin1(least.octets), fault.value).toBe(latin1(spell(least.facts)));
      const hides = fault.value === 'none' || fault.value === 'long-target';
      if (fault.axis !== 'version' && fault.axis !== 'syntax') expect(distance(least.facts)).toBe(1);
      else expect(hides || distance(least.facts) === 1).toBe(true);
      lengths.push(least.octets.length);
    }
    const middle = lengths.toSorted((a, b) => a - b)[Math.floor(lengths.length / 2)] ?? 0;
    reach.note('octets of the middle one of the least faulty heads', middle);
    expect(middle).toBeLessThanOrEqual(spell(REFERENCE).length + 20);
  });
});

/** Why a request is refused; `status-line` is for responses. */
const REASONS: readonly RefusalReason[] = [
  'empty-request-line',
  'request-line',
  'control-in-start-line',
  'space-before-colon',
  'no-colon',
  'empty-field-name',
  'field-name',
  'request-line-too-long',
  'target-too-long',
  'method-too-long',
  'field-line-too-long',
  'head-too-long',
  'too-many-fields',
  'ended-early',
];

describe('a wild head', () => {
  test('is read or refused, and never thrown at', () => {
    fc.assert(
      fc.property(wildHead(), fc.boolean(), ({ octets, from }, ended) => {
        const read = readRequest(octets, { ended });
        reach.note(`wild ${from.replace(/^class .*/, 'a class')}`);
        reach.note(`wild read as ${read.outcome === 'refused' ? `refused, ${read.reason}` : read.outcome}`);
        if (from.startsWith('class ')) reach.note(`wild ${from}`);
      }),
      { numRuns: 20_000 },
    );
    const ids = SPELLING_CLASSES.map(({ id }) => `class ${id}`);
    expect(reach.of('wild class ').map((id) => `class ${id}`)).toEqual([...ids].sort());
    for (const from of ['a head with changes', 'lines of any kind', 'octets']) {
      expect(reach.times(`wild ${from}`)).toBeGreaterThan(0);
    }
    for (const outcome of ['head', 'need-more'])
      expect(reach.times(`wild read as ${outcome}`)).toBeGreaterThan(0);
  });

  test('is refused for every reason there is but the size of a whole head', () => {
    const reasons = new Set(reach.of('wild read as refused, '));
    expect(REASONS.filter((reason) => !reasons.has(reason))).toEqual(['head-too-long']);
  });

  test('shrinks to octets as few as are needed', () => {
    expect(shrunk(wildHead(), () => true).octets.length).toBe(0);
    const least = shrunk(wildHead(), ({ octets }) => readRequest(octets).outcome === 'head');
    reach.note('octets of the least wild head that is read', least.octets.length);
    expect(least.octets.length).toBeLessThan(200);
  });
});

describe('products', () => {
  test('are every dialect there is, and shrink to the standards', () => {
    const names = new Set(fc.sample(dialect(), 5000).map(({ name }) => name));
    expect([...names].sort()).toEqual([...dialectNames()].sort());
    reach.note('dialects', names.size);
    expect(shrunk(dialect(), () => true).name).toBe('rfc');
  });

  test('stand on paths of any length up to three hops, which can be walked', () => {
    fc.assert(
      fc.property(path(), requestHead({ syntax: 'clean' }), (any, { octets }) => {
        reach.note(`hops on a path: ${any.hops.length}`);
        expect(walkPath(any, octets).legs.length).toBeLessThanOrEqual(any.hops.length + 1);
      }),
      { numRuns: 500 },
    );
    expect(reach.of('hops on a path: ')).toEqual(['0', '1', '2', '3']);
    const least = shrunk(path(), ({ hops }) => hops.length > 0);
    expect([least.hops.length, least.origin.name]).toEqual([1, 'rfc']);
    expect(fc.stringify(shrunk(path(), () => true))).toBe('client > rfc');
  });
});

test('a generated head is told in words, and is plain data', () => {
  const [head] = fc.sample(requestHead({ ...REFERENCE, version: '1.0' }), { numRuns: 1, seed: 1 });
  expect(fc.stringify(head)).toContain('version 1.0');
  expect(Object.keys(head as object)).toEqual(['octets', 'facts', 'differs']);
  const axis: Axis | undefined = head?.differs[0];
  expect(axis).toBe('version');
});

test('whatever is generated is told in printable ASCII, on one line', () => {
  for (const arbitrary of [wildHead(), requestHead(), almostHandshake()]) {
    for (const value of fc.sample<object>(arbitrary, 500)) expect(fc.stringify(value)).toMatch(/^[ -~]+$/);
  }
});
