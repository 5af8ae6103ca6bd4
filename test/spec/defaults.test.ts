import { describe, expect, test } from 'vitest';
import { type Facts, REFERENCE } from '../../src/spec/axes.js';
import { permittedFor, STANDARDS } from '../../src/spec/decide.js';
import { type Choices, choose, DEFAULT_CHOICES, refusalAnswer } from '../../src/spec/defaults.js';

const chosen = (facts: Partial<Facts>, picks: Readonly<Record<string, string>> = {}) => {
  const choices: Choices = { ...DEFAULT_CHOICES, picks: { ...DEFAULT_CHOICES.picks, ...picks } };
  const { takes, ends } = choose(permittedFor({ ...REFERENCE, ...facts }), choices);
  return takes === 'refused' ? `refused, ${ends ? 'ends' : 'decides'}` : takes;
};
const TOLERATED = { syntax: 'repaired', version: '1.2+', framing: 'equal-lengths' } as const;

describe('the default choices', () => {
  test('pick an outcome for every clause that permits several', () => {
    const open = Object.values(STANDARDS).flatMap((table) =>
      (table.rows as readonly { readonly clause: string; readonly then: readonly unknown[] }[])
        .filter(({ then }) => then.length > 1)
        .map(({ clause }) => clause),
    );
    expect(open.length).toBeGreaterThan(10);
    expect(open.filter((clause) => DEFAULT_CHOICES.picks[clause] === undefined)).toEqual([]);
  });

  test('go on where a request may be refused, but for two framings', () => {
    for (const [axis, value] of Object.entries(TOLERATED))
      expect(chosen({ [axis]: value })).toBe('handshake');
    expect(chosen({ expect: 'other' })).toBe('handshake');
    expect(chosen({ framing: 'both' })).toBe('refused, ends');
  });
});

test('a refusal gets its preferred status, a faulty version 426, any other fault 400', () => {
  const answer = (facts: Partial<Facts>) => refusalAnswer(choose(permittedFor({ ...REFERENCE, ...facts })));
  expect(answer({ syntax: 'long-target' })).toBe('414');
  expect(answer({ wsVersion: 'other' })).toBe('426');
  expect(answer({ key: 'absent' })).toBe('400');
});

describe('a choice to refuse', () => {
  test('ends the connection, or leaves it to §9.3, as the choice says', () => {
    const clauses = {
      syntax: 'syntax.repairable',
      version: 'version.higher-minor',
      framing: 'framing.equal-lengths',
    };
    for (const [axis, value] of Object.entries(TOLERATED) as [keyof typeof clauses, string][]) {
      expect(chosen({ [axis]: value }, { [clauses[axis]]: 'refuse' })).toBe('refused, ends');
      expect(chosen({ [axis]: value }, { [clauses[axis]]: 'refuse-and-decide' })).toBe('refused, decides');
    }
  });

  test('decides alone how, beside a clause that would go on', () => {
    const facts = { syntax: 'repaired', version: '1.2+' } as const;
    expect(chosen(facts, { 'version.higher-minor': 'refuse-and-decide' })).toBe('refused, decides');
    expect(chosen(facts, { 'version.higher-minor': 'refuse' })).toBe('refused, ends');
  });

  test('leaves the other choices as they are', () => {
    const facts = { ...REFERENCE, version: '1.0', connection: 'keep-alive', syntax: 'repaired' } as const;
    for (const honours of ['keep-alive', 'otherwise'] as const) {
      const picks = { 'syntax.repairable': 'refuse-and-decide', 'persist.keep-alive': honours };
      const { takes, ends, persistence } = choose(permittedFor(facts), { ...DEFAULT_CHOICES, picks });
      expect([takes, ends, persistence]).toEqual(['refused', false, honours]);
    }
  });

  test('ends the connection where two clauses choose differently how', () => {
    const picks = { 'syntax.repairable': 'refuse-and-decide', 'version.higher-minor': 'refuse' };
    expect(chosen({ syntax: 'repaired', version: '1.2+' }, picks)).toBe('refused, ends');
  });

  test('to leave it to §9.3 is not heard where the framing ends the connection', () => {
    const picks = { 'syntax.repairable': 'refuse-and-decide', 'framing.both': 'go-on' };
    expect(chosen({ syntax: 'repaired', framing: 'both' }, picks)).toBe('refused, ends');
  });
});
