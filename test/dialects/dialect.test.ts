import { describe, expect, test } from 'vitest';
import { choicesOf, type Deviation, rulesOf, STANDARDS_DIALECT } from '../../src/dialects/dialect.js';
import { REFERENCE } from '../../src/spec/axes.js';
import { permittedFor, STANDARDS } from '../../src/spec/decide.js';
import { DEFAULT_CHOICES } from '../../src/spec/defaults.js';

const having = (clause: string, does: Deviation['does']) => ({
  ...STANDARDS_DIALECT,
  deviations: [{ clause, does, basis: 'observed' as const, evidence: [], note: '' }],
});

describe('the standards as a dialect', () => {
  test('have the rules of the standards and the default choices', () => {
    expect(rulesOf(STANDARDS_DIALECT)).toBe(STANDARDS);
    expect(choicesOf(STANDARDS_DIALECT)).toEqual(DEFAULT_CHOICES);
  });
});

describe('a deviation', () => {
  test('drops the row it does not apply, and the next one that holds decides', () => {
    const rules = rulesOf(having('offer.old-version', 'not-applied'));
    expect(rules.offer.rows).toHaveLength(STANDARDS.offer.rows.length - 1);
    expect(permittedFor({ ...REFERENCE, version: '1.0' }, rules)[0]?.mayGrant).toBe(true);
  });

  test('replaces an outcome', () => {
    const rules = rulesOf(having('after101.persistence', { outcome: 'persistence' }));
    expect(permittedFor(REFERENCE, rules)[0]?.after101).toBe('persistence');
    expect(permittedFor(REFERENCE)[0]?.after101).toBe('websocket');
  });

  test('replaces an outcome only where it says', () => {
    const rules = rulesOf(
      having('persist.close-wins', {
        outcome: 'keep-alive',
        where: { version: ['1.0'], connection: ['close+keep-alive', 'upgrade'] },
      }),
    );
    const row = (version: '1.0' | '1.1', connection: 'close' | 'close+keep-alive' | 'upgrade') =>
      permittedFor({ ...REFERENCE, version, connection }, rules)[0]?.persistence;
    expect(row('1.0', 'close+keep-alive')).toBe('keep-alive');
    expect(row('1.1', 'close+keep-alive')).toBe('close');
    expect(row('1.0', 'close')).toBe('close');
    // the row never held for it, so the deviation does not either
    expect(row('1.0', 'upgrade')).toBe('otherwise');
  });

  test('that names no clause, or an outcome the table does not have, is a mistake', () => {
    expect(() => rulesOf(having('offer.odl-version', 'not-applied'))).toThrow(/no table has the clause/);
    expect(() => rulesOf(having('after101.persistence', { outcome: 'keep-alive' }))).toThrow(/no outcome/);
    expect(() => rulesOf(having('host.missing', { outcome: 'go-on' }))).toThrow(/no outcome/);
  });
});
