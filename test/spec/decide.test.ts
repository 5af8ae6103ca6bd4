import { describe, expect, test } from 'vitest';
import { type Facts, REFERENCE } from '../../src/spec/axes.js';
import { permittedFor, type Verdict } from '../../src/spec/decide.js';
import { judge } from '../../src/spec/judge.js';
import { placeOf, run } from '../../src/spec/step.js';
import type { Observation } from '../../src/spec/wire.js';

const permitted = (facts: Partial<Facts>): readonly Verdict[] => permittedFor({ ...REFERENCE, ...facts });
const refusals = (facts: Partial<Facts>): readonly Verdict[] =>
  permitted(facts).filter(({ takes }) => takes === 'refused');

/** Where a connection stands when a verdict's request, its content read, was answered with 400. */
function answered(verdict: Verdict): string {
  const content = verdict.content === 'follows' ? ([{ type: 'client.content', part: 'end' }] as const) : [];
  const events = [{ type: 'client.head', verdict } as const, ...content];
  return placeOf(
    run([...events, { type: 'app.respond', status: '400', then: 'decide' }, { type: 'policy.written' }]).end,
  ).status;
}

const TOLERATED: readonly (readonly [string, Partial<Facts>])[] = [
  ['syntax.repairable', { syntax: 'repaired' }],
  ['version.higher-minor', { version: '1.2+' }],
  ['framing.equal-lengths', { framing: 'equal-lengths', upgrade: 'none' }],
];

describe('refusing what could have been processed', () => {
  test.each(TOLERATED)('%s: the connection may end with it, and may persist', (clause, facts) => {
    const [ending, deciding, ...others] = refusals(facts);
    expect(others).toEqual([]);
    expect(ending).toMatchObject({ ends: true, content: 'lost', picks: { [clause]: 'refuse' } });
    expect(deciding).toMatchObject({ ends: false, picks: { [clause]: 'refuse-and-decide' } });
    expect(answered(ending as Verdict)).toMatch(/^CLOSED/);
    expect(answered(deciding as Verdict)).toBe('NONE.idle');
  });

  test('content of a refused request is still content where the connection may persist', () => {
    expect(refusals({ framing: 'equal-lengths' }).map(({ content }) => content)).toEqual(['lost', 'follows']);
  });

  test('close in the request ends the connection, whatever refuses it', () => {
    for (const [, facts] of TOLERATED) {
      for (const verdict of refusals({ ...facts, connection: 'close' })) {
        expect(answered(verdict)).toMatch(/^CLOSED/);
      }
    }
  });

  test('two framings end it however it is refused, and so does a coding in HTTP/1.0', () => {
    for (const facts of [{ framing: 'both' }, { framing: 'chunked', version: '1.0' }] as const) {
      const all = refusals({ ...facts, syntax: 'repaired', expect: 'other' });
      expect(all.length).toBeGreaterThan(0);
      expect(all.every(({ ends }) => ends)).toBe(true);
    }
  });

  test('a refusal that leaves the connection alone adds no ending of its own', () => {
    expect(refusals({ expect: 'other' }).map(({ ends }) => ends)).toEqual([false]);
  });

  test('one ground for refusing is enough: beside 417 a repairable fault may end it or not', () => {
    const both = refusals({ expect: 'other', syntax: 'repaired' });
    expect(
      both.map(({ ends, answers, picks }) => [ends, answers.join(), Object.values(picks).join()]),
    ).toEqual([
      [true, '400,417', 'refuse,refuse'],
      [false, '400,417', 'refuse-and-decide,refuse'],
    ]);
  });
});

describe('what was not read to its end', () => {
  test.each(['broken', 'spaced-name', 'long-target', 'large'] as const)('%s: it ends', (syntax) => {
    const all = permitted({ syntax });
    expect(all.map(({ takes, ends, content }) => [takes, ends, content])).toEqual([
      ['refused', true, 'lost'],
    ]);
  });
});

test('judge takes a refusal of HTTP/1.2 without close, and what the client asks next', () => {
  const request = (facts: Partial<Facts>): Observation => ({
    from: 'client',
    what: 'request',
    facts: { ...REFERENCE, upgrade: 'none', connection: 'none', ...facts },
  });
  const [refused] = refusals({ version: '1.2+' });
  expect(refused?.answers).toContain('505');
  const trace = run([
    { type: 'client.head', verdict: refusals({ version: '1.2+' })[1] as Verdict },
    { type: 'app.respond', status: '505', then: 'decide' },
  ]);
  const answer = trace.steps.flatMap(({ sent }) => sent);
  expect(answer).toMatchObject([{ what: 'response', facts: { status: '505', connection: 'none' } }]);
  const seen = [request({ version: '1.2+' }), ...answer];
  expect(judge(seen).outcome).toBe('permitted');
  expect(judge([...seen, request({}), ...answer]).outcome).toBe('permitted');
});
