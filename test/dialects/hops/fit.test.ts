import { describe, expect, test } from 'vitest';
import { fitHop } from '../../../src/dialects/hops/fit.js';
import { REQUEST_PARAMETERS } from '../../../src/dialects/hops/request-parameters.js';
import { RESPONSE_PARAMETERS } from '../../../src/dialects/hops/response-parameters.js';
import { CONFIGURATIONS } from '../../evidence/hops.js';

function casesOf(name: string) {
  const found = CONFIGURATIONS.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no configuration ${name}`);
  return found.cases;
}

describe('fitting', () => {
  test('does not depend on the order of the cases, nor on anything else but them', () => {
    for (const name of ['nginx@1.22.1/ws-map', 'nghttpx@1.52.0/default']) {
      const cases = casesOf(name);
      const fitted = fitHop(cases);
      expect(fitHop(cases)).toEqual(fitted);
      expect(fitHop(cases.toReversed())).toEqual(fitted);
      expect(fitHop([...cases.slice(200), ...cases.slice(0, 200)])).toEqual(fitted);
    }
  });

  test('of no case has the first value of every parameter, and says that none is decided', () => {
    const { request, response, residue, undecided } = fitHop([]);
    const first = (parameters: Readonly<Record<string, { readonly values: object }>>) =>
      Object.fromEntries(
        Object.entries(parameters).map(([name, { values }]) => [name, Object.keys(values)[0]]),
      );
    expect(request).toEqual({ ...first(REQUEST_PARAMETERS), refusals: [] });
    expect(response).toEqual(first(RESPONSE_PARAMETERS));
    expect(residue).toEqual([]);
    expect(undecided.request).toEqual(Object.keys(REQUEST_PARAMETERS));
    expect(undecided.response).toEqual(Object.keys(RESPONSE_PARAMETERS));
  });

  test('copes with one case, and decides what that one tells', () => {
    const one = casesOf('nginx@1.22.1/bug-map').filter(({ id }) => id === '101-stay 1.1|Upgrade|websocket');
    const { request, residue, undecided } = fitHop(one);
    expect(one).toHaveLength(1);
    expect(residue).toEqual([]);
    expect(request.version).toBe('1.0');
    expect(undecided.request).not.toContain('version');
    expect(undecided.request).toContain('upgradeFrom');
  });

  test('names what no value tells', () => {
    const cases = casesOf('nginx@1.22.1/ws-map');
    const wrong = cases.map((one) =>
      one.id === '200-plain 1.1|plain|none' ? { ...one, got: { ...one.got, status: 418 } } : one,
    );
    expect(fitHop(wrong).residue).toEqual(['200-plain 1.1|plain|none']);
  });
});
