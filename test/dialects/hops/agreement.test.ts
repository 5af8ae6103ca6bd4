import { describe, expect, test } from 'vitest';
import { HOPS } from '../../../src/dialects/hops/catalogue.js';
import { CONFIGURATIONS, originAnswers } from '../../evidence/hops.js';
import { type Agreement, COUNTED, type Counted, halfSplit, hopAgreement, hopOf, told } from './agreement.js';

const agreement = hopAgreement();
const shareOf = (counts: Agreement, name: Counted): number => counts[name].told / counts[name].of;
const percent = (share: number): string => `${(100 * share).toFixed(2)} %`;

/** The middle of some numbers, and the least. */
function middleOf(numbers: readonly number[]): { readonly median: number; readonly least: number } {
  const sorted = numbers.filter((one) => !Number.isNaN(one)).toSorted((one, other) => one - other);
  return { median: sorted[sorted.length >> 1] ?? Number.NaN, least: sorted[0] ?? Number.NaN };
}

describe('what intermediaries were measured to do is told by their parameters', () => {
  test('67 configurations of 12 products, 389 exchanges each', () => {
    expect(CONFIGURATIONS).toHaveLength(67);
    expect(new Set(CONFIGURATIONS.map(({ product }) => product)).size).toBe(12);
    for (const { cases } of CONFIGURATIONS) expect(cases).toHaveLength(389);
  });

  test('the head upstream in 99 of 100, what the client gets in 95 of 100, and each element of both', () => {
    for (const name of COUNTED) {
      const { of, told: right } = agreement.counts[name];
      console.log(`hops, ${name}: ${right} of ${of} (${percent(right / of)})`);
    }
    for (const name of COUNTED) {
      const least = name === 'forwarded' || name.startsWith('upstream') ? 0.99 : 0.95;
      expect(shareOf(agreement.counts, name), name).toBeGreaterThanOrEqual(least);
    }
  });

  test('in each configuration too', () => {
    for (const { name, counts } of agreement.each) {
      expect(shareOf(counts, 'forwarded'), name).toBeGreaterThanOrEqual(0.95);
      expect(shareOf(counts, 'upstream'), name).toBeGreaterThanOrEqual(0.97);
      expect(shareOf(counts, 'client'), name).toBeGreaterThanOrEqual(0.95);
    }
  });

  test('with far fewer sides than configurations', () => {
    const { requestSides, responseSides, configurations } = agreement;
    console.log(
      `hops: ${requestSides} request sides and ${responseSides} response sides for ${configurations} configurations`,
    );
    expect(requestSides).toBeLessThan(configurations);
    expect(responseSides).toBeLessThanOrEqual(configurations / 2);
  });

  test('and where they do not, the case is named in the catalogue', () => {
    const exact = agreement.each.filter(({ residue }) => residue.length === 0).length;
    console.log(`hops: ${exact} of ${agreement.configurations} configurations without residue; the others:`);
    const residues = new Map<string, string[]>();
    for (const { name, residue } of agreement.each) {
      if (residue.length === 0) continue;
      const text = residue.join(', ');
      residues.set(text, [...(residues.get(text) ?? []), name]);
    }
    for (const [text, names] of residues) console.log(`  ${names.join(' ')}: ${text}`);
    for (const one of CONFIGURATIONS) {
      const hop = hopOf(one);
      const missed = one.cases
        .filter((each) => {
          const { forwarded, upstream = true, client } = told(hop, each);
          return forwarded === false || !upstream || client === false;
        })
        .map(({ id }) => id);
      expect([...(hop.residue ?? [])].sort(), one.name).toEqual(missed.sort());
    }
    expect(exact).toBeGreaterThanOrEqual(CONFIGURATIONS.length / 2);
  });
});

describe('the parameters tell what they were not fitted to', () => {
  const SEEDS = [1, 2, 3];

  test.each(['case', 'request'] as const)(
    'the other half of all, halved by %s',
    { timeout: 120_000 },
    (by) => {
      const halves = SEEDS.map((seed) => ({ seed, each: halfSplit(seed, by) }));
      const of = (name: Counted): readonly number[] =>
        halves.flatMap(({ each }) => each.map(({ counts }) => shareOf(counts, name)));
      for (const name of ['forwarded', 'upstream', 'client', 'client from own head'] as const) {
        const { median, least } = middleOf(of(name));
        console.log(
          `hops, other half by ${by}, seeds ${SEEDS.join(' ')}, ${name}: median ${percent(median)}, least ${percent(least)}`,
        );
      }
      expect(middleOf(of('upstream')).median).toBeGreaterThanOrEqual(0.99);
      expect(middleOf(of('client')).median).toBeGreaterThanOrEqual(0.95);
    },
  );
});

describe('the recording origin', () => {
  const tcp = CONFIGURATIONS.find(({ name }) => name === 'haproxy@2.6.12/tcp');

  test('answered as its model does: a hop that passes octets on shows it, but for the kind of an end', () => {
    expect(tcp?.cases.length).toBe(389);
    for (const one of tcp?.cases ?? []) {
      const { status, version, connection, upgrade, fate, live } = originAnswers(one.mode, one.asked);
      expect(
        {
          status,
          version: status === 'none' ? undefined : version,
          connection,
          upgrade,
          fate: fate === 'open' ? 'open' : 'closed',
          live,
        },
        one.id,
      ).toEqual(one.got);
    }
  });
});

test('every hop that was measured is one of the evidence', () => {
  const names = new Set(CONFIGURATIONS.map(({ name }) => name));
  for (const { name } of HOPS) expect(names.has(name)).toBe(true);
});
