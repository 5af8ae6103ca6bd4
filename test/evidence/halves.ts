/**
 * From a random half of the cases of a server, how much of the other half is told: what inference is worth.
 */
import { measuredServers } from '../../src/dialects/catalogue/catalogue.js';
import { infer } from '../../src/dialects/infer.js';
import { priorFrom } from '../../src/dialects/infer/prior.js';
import { predict } from '../../src/dialects/predict.js';
import { calledOf, observationsOf, SINGLE } from './catalogue.js';
import { ENDPOINTS, GROUP_OF, type Group } from './servers.js';

/** Numbers below one, the same for the same seed. */
function numbersFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1664525 + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

function shuffled(ids: readonly string[], seed: number): readonly string[] {
  const next = numbersFrom(seed);
  return ids
    .map((id) => ({ id, at: next() }))
    .sort((one, other) => one.at - other.at)
    .map(({ id }) => id);
}

/** By group, the share of the other half that is told, in percent, for each server. */
export type Shares = Record<'core' | 'version' | 'ofat', number[]>;

/** From a random half of the cases of every server, how much of the other half is told. */
export function halves(seed: number, withPrior: boolean, every: number): Shares {
  const shares: Shares = { core: [], version: [], ofat: [] };
  for (const [at, one] of ENDPOINTS.entries()) {
    if (at % every !== 0) continue;
    const called = calledOf(one);
    const half = new Set(shuffled(SINGLE, seed * 1000 + at).slice(0, SINGLE.length >> 1));
    const others = measuredServers().filter(({ dialect }) => dialect.product !== called.product);
    const cost = withPrior ? priorFrom(others.map(({ settings }) => settings)) : undefined;
    const { dialect } = infer(
      observationsOf(one, SINGLE.filter((id) => half.has(id))),
      { ...called, application: { name: called.application, greeting: false }, observed: one.observed, source: one.name },
      cost,
    );
    const right: Partial<Record<Group, [number, number]>> = {};
    for (const { id, octets, status, closed } of observationsOf(one, SINGLE.filter((id) => !half.has(id)))) {
      const group = GROUP_OF.get(id) ?? 'core';
      const { code, fate } = predict(dialect, octets);
      const [all, agree] = right[group] ?? [0, 0];
      const isRight = code === status && (fate === 'closed') === closed;
      right[group] = [all + 1, agree + (isRight ? 1 : 0)];
    }
    for (const group of ['core', 'version', 'ofat'] as const) {
      const [all, agree] = right[group] ?? [1, 0];
      shares[group].push((100 * agree) / all);
    }
  }
  return shares;
}

/** The number in the middle. */
export const median = (numbers: readonly number[]): number =>
  [...numbers].sort((one, other) => one - other)[numbers.length >> 1] ?? 0;
