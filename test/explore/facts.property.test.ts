import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { rulesOf, STANDARDS_DIALECT } from '../../src/dialects/dialect.js';
import { SWOOLE_DOCUMENTED } from '../../src/dialects/swoole.js';
import { SPACE_SIZE, walk } from '../../src/explore/cubes.js';
import { type SpelledHead, spelledHeads } from '../../src/explore/heads.js';
import { INVARIANTS } from '../../src/explore/invariants.js';
import { positionsThatMatter, RELATIONS, subjectOf } from '../../src/explore/relations.js';
import { type HeadClass, tabulate } from '../../src/explore/search.js';
import { obstacle, realizable, spell } from '../../src/explore/spell.js';
import { traitsSeen } from '../../src/explore/traits.js';
import { breaksIn } from '../../src/explore/verify.js';
import { AXIS_NAMES, type Axis, type Facts, REFERENCE, VALUES, type Value } from '../../src/spec/axes.js';
import { decideSeen, permittedFor, STANDARDS, verdictKey } from '../../src/spec/decide.js';
import { factsOf } from '../../src/spec/facts.js';
import type { ConnectionEvent } from '../../src/spec/machine.js';
import { latin1 } from '../../src/spec/message.js';
import { ROW_PERSISTS } from '../../src/spec/persistence.js';
import { STANDARDS_READING } from '../../src/spec/reading.js';
import { placeOf, run } from '../../src/spec/step.js';
import { type See, seeing } from '../../src/spec/table.js';
import { SWOOLE_BY_HAND } from '../dialects/by-hand/swoole.js';

const SWOOLE = [...SWOOLE_DOCUMENTED, ...SWOOLE_BY_HAND];

const TIMEOUT = { timeout: 120_000 };

const anyFacts = fc.record(
  Object.fromEntries(AXIS_NAMES.map((axis) => [axis, fc.constantFrom(...VALUES[axis])])),
) as unknown as fc.Arbitrary<Facts>;

/** A decision as text: verdicts, and the clauses behind them. */
function decisionOn(facts: Facts, rules = STANDARDS): string {
  const verdicts = permittedFor(facts, rules);
  return `${verdicts.map(verdictKey).join('\n')}\n${JSON.stringify(verdicts[0]?.trail)}`;
}

/** A request without any field that tells anything. */
const BARE: Facts = {
  ...REFERENCE,
  connection: 'none',
  upgrade: 'none',
  host: 'absent',
  key: 'absent',
  wsVersion: 'absent',
};

/** Requests of which each makes other tables speak. */
const BASES: readonly Facts[] = [
  REFERENCE,
  BARE,
  { ...REFERENCE, version: '1.0', connection: 'keep-alive', upgrade: 'none' },
  { ...REFERENCE, connection: 'none', upgrade: 'none', framing: 'length', expect: 'continue' },
];

/** Any facts, half of them near requests that reach the later tables. */
const nearOrAny = (): fc.Arbitrary<Facts> => {
  const one = fc.constantFrom(...BASES.flatMap(near));
  const another = fc
    .tuple(fc.constantFrom(...near(REFERENCE)), fc.constantFrom(...AXIS_NAMES), anyFacts)
    .map(([facts, axis, other]): Facts => ({ ...facts, [axis]: other[axis] }));
  return fc.oneof(anyFacts, one, another);
};

/** Every two values of every axis. */
const pairsOn = <A extends Axis>(axis: A): readonly (readonly [Value<A>, Value<A>])[] =>
  VALUES[axis].flatMap((one, at) => VALUES[axis].slice(at + 1).map((other) => [one, other] as const));

/** The values of a base changed on one axis, and the base. */
const near = (base: Facts): readonly Facts[] => [
  base,
  ...AXIS_NAMES.flatMap((axis) => VALUES[axis].map((value) => ({ ...base, [axis]: value }) as Facts)),
];

/**
 * Under the standards close wins over keep-alive wherever both stand, so these are never decided otherwise.
 * Dialects need them (`persist.close-wins` deviates in all of Swoole).
 */
const NEEDED_BY_DIALECTS = [
  ['close', 'close+keep-alive'],
  ['close+upgrade', 'close+keep-alive+upgrade'],
] as const;

describe('the values of an axis', () => {
  test('are all needed: between any two of them some request is decided otherwise', TIMEOUT, () => {
    const contexts = BASES.flatMap(near);
    let told = 0;
    const alike = AXIS_NAMES.flatMap((axis) =>
      pairsOn(axis).flatMap(([one, other]) => {
        const differs = (facts: Facts): boolean =>
          decisionOn({ ...facts, [axis]: one }) !== decisionOn({ ...facts, [axis]: other });
        if (contexts.some(differs)) {
          told++;
          return [];
        }
        // none of the near contexts: any context at all?
        const found = fc.check(
          fc.property(anyFacts, (facts) => !differs(facts)),
          { numRuns: 1000 },
        );
        if (found.failed) told++;
        return found.failed ? [] : [`${axis}: ${one} and ${other}`];
      }),
    );
    console.log(`${told} pairs of values told apart by some request, ${alike.length} by none`);
    // held by the tests below
    expect(alike).toEqual(NEEDED_BY_DIALECTS.map(([one, other]) => `connection: ${one} and ${other}`));
  });

  for (const [one, other] of NEEDED_BY_DIALECTS) {
    // close wins, so keep-alive beside it matters to no standard; a dialect that deviates there needs the
    // value
    test(`${one} and ${other} are decided alike by the standards, in all of fact space`, TIMEOUT, () => {
      let differs = 0;
      walk(
        (see) => [one, other].map((shape) => decideSeen(STANDARDS, shaped(see, shape))),
        ([first, second]) => {
          if (first !== second) differs++;
        },
      );
      expect(differs).toBe(0);
    });

    test(`${one} and ${other} are told apart by every dialect of Swoole`, () => {
      for (const dialect of SWOOLE) {
        const rules = rulesOf(dialect);
        const differs = BASES.flatMap(near).filter(
          (facts) =>
            decisionOn({ ...facts, connection: one }, rules) !==
            decisionOn({ ...facts, connection: other }, rules),
        );
        expect(differs.length, dialect.name).toBeGreaterThan(0);
      }
    });
  }
});

/** Facts with two values set: those of some head, or the reason why no head has them. */
function withBoth(both: Partial<Facts>): Facts | string {
  const surroundings = [REFERENCE, BARE].flatMap((base) =>
    VALUES.method.flatMap((method) =>
      VALUES.target.map((target) => ({ ...base, method, target, ...both }) as Facts),
    ),
  );
  return surroundings.find(realizable) ?? (obstacle(surroundings.at(-1) as Facts) as string);
}

describe('every pair of values of two axes', () => {
  test('is in a head that reads back as it, but for those that no head can have', TIMEOUT, () => {
    const impossible = new Map<string, string[]>();
    const valuesSeen = new Set<string>();
    let reached = 0;
    for (const [at, one] of AXIS_NAMES.entries()) {
      for (const other of AXIS_NAMES.slice(at + 1)) {
        for (const value of VALUES[one]) {
          for (const second of VALUES[other]) {
            const facts = withBoth({ [one]: value, [other]: second });
            if (typeof facts === 'string') {
              impossible.set(facts, [
                ...(impossible.get(facts) ?? []),
                `${one} ${value}, ${other} ${second}`,
              ]);
              continue;
            }
            const read = factsOf(spell(facts));
            expect(read.outcome === 'facts' ? read.facts : read.outcome).toEqual(facts);
            valuesSeen.add(`${one} ${value}`).add(`${other} ${second}`);
            reached++;
          }
        }
      }
    }
    const without = [...impossible.values()].flat().length;
    console.log(
      `${reached} pairs and ${valuesSeen.size} values in heads that read back; ${without} pairs in none`,
    );
    expect(valuesSeen.size).toBe(AXIS_NAMES.reduce((sum, axis) => sum + VALUES[axis].length, 0));
    expect(Object.fromEntries(impossible)).toMatchInlineSnapshot(`
      {
        "a request without a version label has no field name": [
          "version none, syntax spaced-name",
        ],
        "a request without a version label has no fields": [
          "version none, connection upgrade",
          "version none, connection close",
          "version none, connection keep-alive",
          "version none, connection close+upgrade",
          "version none, connection keep-alive+upgrade",
          "version none, connection close+keep-alive",
          "version none, connection close+keep-alive+upgrade",
          "version none, upgrade websocket",
          "version none, upgrade among",
          "version none, upgrade versioned",
          "version none, upgrade other",
          "version none, upgrade invalid",
          "version none, host one",
          "version none, host empty",
          "version none, host several",
          "version none, host invalid",
          "version none, key valid",
          "version none, key loose-pad",
          "version none, key several",
          "version none, key invalid",
          "version none, wsVersion 13",
          "version none, wsVersion other",
          "version none, wsVersion several",
          "version none, wsVersion invalid",
          "version none, framing zero",
          "version none, framing length",
          "version none, framing chunked",
          "version none, framing equal-lengths",
          "version none, framing both",
          "version none, framing bad-length",
          "version none, framing chunked-not-last",
          "version none, framing unknown-coding",
          "version none, expect continue",
          "version none, expect other",
          "version none, expect continue+other",
          "version none, extensions offered",
          "version none, extensions malformed",
          "version none, protocols offered",
          "version none, protocols faulty",
          "version none, origin one",
          "version none, origin several",
        ],
        "a target that is too long is refused before any field is read": [
          "connection upgrade, syntax long-target",
          "connection close, syntax long-target",
          "connection keep-alive, syntax long-target",
          "connection close+upgrade, syntax long-target",
          "connection keep-alive+upgrade, syntax long-target",
          "connection close+keep-alive, syntax long-target",
          "connection close+keep-alive+upgrade, syntax long-target",
          "upgrade websocket, syntax long-target",
          "upgrade among, syntax long-target",
          "upgrade versioned, syntax long-target",
          "upgrade other, syntax long-target",
          "upgrade invalid, syntax long-target",
          "host one, syntax long-target",
          "host empty, syntax long-target",
          "host several, syntax long-target",
          "host invalid, syntax long-target",
          "key valid, syntax long-target",
          "key loose-pad, syntax long-target",
          "key several, syntax long-target",
          "key invalid, syntax long-target",
          "wsVersion 13, syntax long-target",
          "wsVersion other, syntax long-target",
          "wsVersion several, syntax long-target",
          "wsVersion invalid, syntax long-target",
          "framing zero, syntax long-target",
          "framing length, syntax long-target",
          "framing chunked, syntax long-target",
          "framing equal-lengths, syntax long-target",
          "framing both, syntax long-target",
          "framing bad-length, syntax long-target",
          "framing chunked-not-last, syntax long-target",
          "framing unknown-coding, syntax long-target",
          "expect continue, syntax long-target",
          "expect other, syntax long-target",
          "expect continue+other, syntax long-target",
          "extensions offered, syntax long-target",
          "extensions malformed, syntax long-target",
          "protocols offered, syntax long-target",
          "protocols faulty, syntax long-target",
          "origin one, syntax long-target",
          "origin several, syntax long-target",
        ],
        "the asterisk form has one character": [
          "target asterisk, syntax long-target",
        ],
      }
    `);
  });
});

const CONNECTION = AXIS_NAMES.indexOf('connection');
const VERSION = AXIS_NAMES.indexOf('version');
const maskOf = <A extends Axis>(axis: A, values: readonly Value<A>[]): number =>
  values.reduce((mask, value) => mask | (1 << VALUES[axis].indexOf(value)), 0);
const whole = AXIS_NAMES.map((axis) => (1 << VALUES[axis].length) - 1);
const within = (at: number, mask: number): readonly number[] => whole.with(at, mask);

/** The facts seen as they are, but with this Connection shape. */
const shaped =
  (see: See, shape: Value<'connection'>): See =>
  (axis, among) =>
    axis === CONNECTION ? (maskOf('connection', [shape]) & among) !== 0 : see(axis, among);

const has = (shape: string, option: string): boolean => shape.split('+').includes(option);
const closing = VALUES.connection.filter((shape) => has(shape, 'close'));
/** The same shape with close added. */
const withClose = (shape: Value<'connection'>): Value<'connection'> =>
  closing.find(
    (one) =>
      has(one, 'upgrade') === has(shape, 'upgrade') && has(one, 'keep-alive') === has(shape, 'keep-alive'),
  ) as Value<'connection'>;

describe('close', () => {
  test('never makes a connection persist: with it none does, in all of fact space', TIMEOUT, () => {
    const wrong: unknown[] = [];
    const walked = walk(
      (see) => decideSeen(STANDARDS, see),
      (verdicts, cube) => {
        if (verdicts.some((verdict) => ROW_PERSISTS[verdict.persistence] && !verdict.ends)) wrong.push(cube);
      },
      within(CONNECTION, maskOf('connection', closing)),
    );
    console.log(`with close: ${walked.points} points in ${walked.cubes} cubes, none persists`);
    expect(wrong).toEqual([]);
  });

  test('never leads the machine back to idle, whatever is permitted', TIMEOUT, () => {
    let persisted = 0;
    let ended = 0;
    const rests = (facts: Facts): boolean =>
      permittedFor(facts).some((verdict) => {
        const status = verdict.answers.find((one) => one !== 'bare');
        if (status === undefined) return false;
        const script: readonly ConnectionEvent[] = [
          { type: 'client.head', verdict },
          { type: 'client.content', part: 'end' },
          { type: 'app.respond', status, then: 'decide' },
          { type: 'policy.written' },
        ];
        const { end } = run(script);
        return placeOf(end).status === 'NONE.idle';
      });
    fc.assert(
      fc.property(nearOrAny(), (facts) => {
        if (rests(facts)) persisted++;
        else ended++;
        expect(rests({ ...facts, connection: withClose(facts.connection) })).toBe(false);
      }),
      { numRuns: 1500 },
    );
    console.log(`without close ${persisted} persisted and ${ended} ended; with it all ended`);
    expect(persisted).toBeGreaterThan(100);
  });
});

describe('switching', () => {
  test.each([
    ['with', VALUES.connection.filter((shape) => has(shape, 'upgrade'))],
    ['without', VALUES.connection.filter((shape) => !has(shape, 'upgrade'))],
  ] as const)('does not depend on close or keep-alive from 1.1 on, %s the option', TIMEOUT, (_, shapes) => {
    const wrong: unknown[] = [];
    let granted = 0;
    const walked = walk(
      (see) =>
        shapes.map((shape) => {
          const verdicts = decideSeen(STANDARDS, shaped(see, shape));
          return [...new Set(verdicts.map((verdict) => `${verdict.takes} ${verdict.mayGrant}`))]
            .sort()
            .join();
        }),
      (outcomes, cube) => {
        if (outcomes[0]?.includes('true')) granted++;
        if (new Set(outcomes).size !== 1) wrong.push(cube);
      },
      within(VERSION, maskOf('version', ['1.1', '1.2+'])),
    );
    console.log(`${shapes.length} shapes alike in ${walked.cubes} cubes, ${granted} of which may switch`);
    expect(wrong).toEqual([]);
    expect(granted > 0).toBe(shapes.some((shape) => has(shape, 'upgrade')));
  });
});

describe('a decision', () => {
  test('is the same whatever was decided before, and in whatever order', TIMEOUT, () => {
    const decisions = new Set<string>();
    let points = 0;
    fc.assert(
      fc.property(fc.array(fc.tuple(nearOrAny(), fc.nat()), { minLength: 2, maxLength: 40 }), (drawn) => {
        const fresh = { ...STANDARDS };
        const inOrder = drawn.map(([facts]) => decisionOn(Object.freeze({ ...facts })));
        const shuffled = [...drawn.entries()].sort((a, b) => a[1][1] - b[1][1]);
        for (const [at, [facts]] of shuffled) expect(decisionOn(facts, fresh)).toBe(inOrder[at]);
        for (const one of inOrder) decisions.add(one);
        points += drawn.length;
      }),
      { numRuns: 300 },
    );
    console.log(`${points} random points, ${decisions.size} different decisions`);
    expect(decisions.size).toBeGreaterThan(200);
  });

  test('asks about its facts and about nothing else', () => {
    const asked = new Set<number>();
    fc.assert(
      fc.property(nearOrAny(), (facts) => {
        const see = seeing(VALUES, facts);
        const noting: See = (axis, among) => {
          asked.add(axis);
          expect(among & ~(whole[axis] as number)).toBe(0);
          return see(axis, among);
        };
        expect(decideSeen(STANDARDS, noting)).toBe(permittedFor(facts));
      }),
      { numRuns: 1000 },
    );
    console.log(`${asked.size} of ${AXIS_NAMES.length} axes asked about, of ${SPACE_SIZE} points`);
    expect([...asked].sort((a, b) => a - b)).toEqual(AXIS_NAMES.map((_, at) => at));
  });
});

const heads = spelledHeads();
const textOf = (head: SpelledHead): string => latin1(head.octets, 0, head.octets.length);

describe('a sweep of versions and headers as spelled', () => {
  test("breaks no invariant under the standards' reading, for every permitted verdict", TIMEOUT, () => {
    const classes = new Map<string, HeadClass>();
    let read = 0;
    for (const { octets, rank } of heads) {
      const found = factsOf(octets, STANDARDS_READING);
      if (found.outcome === 'need-more') continue;
      read++;
      const traits = traitsSeen(seeing(VALUES, found.facts), true);
      for (const verdict of permittedFor(found.facts)) {
        const key = `${traits} ${verdictKey(verdict)}`;
        if (!classes.has(key)) classes.set(key, { verdict, traits, rank });
      }
    }
    const table = tabulate([...classes.values()]);
    console.log(
      `${read} spelled heads, ${classes.size} classes, ${table.states.length} states:`,
      `${INVARIANTS.length} invariants and ${RELATIONS.length} relations hold`,
    );
    expect(read).toBe(heads.length);
    expect(breaksIn(table).map((one) => one.invariant)).toEqual([]);
    expect(positionsThatMatter(table)).toEqual([]);
    for (const relation of RELATIONS) {
      expect(relation.differences(subjectOf(STANDARDS_DIALECT), heads), relation.id).toEqual([]);
    }
  });

  test('reads back what it spells: the facts told of a spelled head are those of its octets', () => {
    const versions = new Set(heads.map(({ facts }) => facts.version));
    for (const { octets, facts } of heads) {
      const read = factsOf(octets);
      expect(read.outcome === 'facts' ? read.facts : read.outcome).toEqual(facts);
      expect(realizable(facts)).toBe(true);
    }
    console.log(`${heads.length} spelled heads with ${versions.size} kinds of version`);
  });
});

describe('the reading of a dialect', () => {
  type AnyDialect = typeof STANDARDS_DIALECT;
  const readAs = (head: SpelledHead, dialect: AnyDialect): string => {
    const read = factsOf(head.octets, dialect.reading);
    return read.outcome === 'facts' ? JSON.stringify(read.facts) : read.outcome;
  };
  const startLine = (head: SpelledHead): string => textOf(head).split('\r\n')[0] as string;

  /** For each group of heads that one dialect reads alike, the first two that another tells apart. */
  function pairs(alike: AnyDialect, apart: AnyDialect): readonly (readonly [SpelledHead, SpelledHead])[] {
    const groups = new Map<string, SpelledHead[]>();
    for (const head of heads) {
      const key = `${startLine(head)} ${readAs(head, alike)}`;
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [head]);
      else group.push(head);
    }
    return [...groups.values()].flatMap((group) => {
      const first = group[0] as SpelledHead;
      const other = group.find((one) => readAs(one, apart) !== readAs(first, apart));
      return other === undefined ? [] : [[first, other] as const];
    });
  }

  /** The lines that only one of two heads has. */
  function told([one, other]: readonly [SpelledHead, SpelledHead]): string {
    const lines = (head: SpelledHead): readonly string[] => textOf(head).split('\r\n');
    const only = (here: SpelledHead, there: SpelledHead): string =>
      lines(here)
        .filter((line) => !lines(there).includes(line))
        .join(' / ') || '(no such line)';
    return `${only(one, other)}  <>  ${only(other, one)}`;
  }

  const byLine = SWOOLE.filter(({ version }) => version !== '6.2.2');
  const byList = SWOOLE.filter(({ version }) => version === '6.2.2');

  test.each(byLine)('$name: heads that the standards read alike are told apart', (dialect) => {
    const found = pairs(STANDARDS_DIALECT, dialect);
    const respelled = found.filter(([one, other]) => /Connection:.*,/.test(textOf(one) + textOf(other)));
    console.log(
      `${dialect.name}: ${found.length} pairs, such as ${told(respelled[0] ?? (found[0] as never))}`,
    );
    expect(respelled.length).toBeGreaterThan(0);
  });

  test.each(byList)('$name: heads that the standards tell apart are read alike', (dialect) => {
    const found = pairs(dialect, STANDARDS_DIALECT);
    console.log(`${dialect.name}: ${found.length} pairs, such as ${told(found[0] as never)}`);
    expect(found.length).toBeGreaterThan(0);
    // its lists are those of the standards: no order, case, whitespace or split of lines matters to it either
    expect(pairs(STANDARDS_DIALECT, dialect).map(told)).toEqual([]);
  });

  test('is that of the standards, for the standards', () => {
    expect(pairs(STANDARDS_DIALECT, STANDARDS_DIALECT)).toEqual([]);
  });
});
