import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { HOPS, hopNames, resolveHop } from '../../../src/dialects/hops/catalogue.js';
import { REQUEST_PARAMETERS } from '../../../src/dialects/hops/request-parameters.js';
import { RESPONSE_PARAMETERS } from '../../../src/dialects/hops/response-parameters.js';
import { catalogueSource, fitAll } from '../../evidence/hop-catalogue.js';
import { CONFIGURATIONS } from '../../evidence/hops.js';

const nameOf = (text: string): string => {
  const found = resolveHop(text);
  return 'hop' in found ? found.hop.name : `none; nearest ${found.nearest.join(', ')}`;
};

describe('the catalogue of hops', () => {
  test('is what the evidence gives; UPDATE_HOPS=1 writes it', { timeout: 120_000 }, () => {
    const file = new URL('../../../src/dialects/hops/measured.ts', import.meta.url);
    const source = catalogueSource(fitAll());
    if (process.env.UPDATE_HOPS === '1') writeFileSync(file, source);
    expect(readFileSync(file, 'utf8')).toBe(source);
  });

  test('has a hop for each configuration, with its date and how often it was asked', () => {
    expect(hopNames()).toEqual(CONFIGURATIONS.map(({ name }) => name));
    expect(new Set(hopNames()).size).toBe(HOPS.length);
    for (const { evidence } of HOPS) {
      expect(evidence).toMatchObject({ observed: '2026-11-22', kind: 'observed' });
      expect(evidence.source).toMatch(/ 389 exchanges /);
    }
  });

  test('has for each parameter one of its values, and no other parameter', () => {
    for (const { request, response } of HOPS) {
      const { refusals: _refusals, ...chosen } = request;
      for (const [parameters, side] of [
        [REQUEST_PARAMETERS, chosen],
        [RESPONSE_PARAMETERS, response],
      ] as const) {
        expect(Object.keys(side).sort()).toEqual(Object.keys(parameters).sort());
        for (const [name, value] of Object.entries(side)) {
          const { values } = parameters[name as keyof typeof parameters] as { values: object };
          expect(Object.keys(values)).toContain(value);
        }
      }
    }
  });

  test('is plain data: it goes through JSON as it is', () => {
    expect(JSON.parse(JSON.stringify(HOPS))).toEqual(HOPS);
  });

  test('uses every value of every parameter: none is there for nothing', () => {
    const unused = (parameters: object, sides: readonly object[]) =>
      Object.entries(parameters as Record<string, { values: object }>).flatMap(([name, { values }]) =>
        Object.keys(values)
          .filter((value) => !sides.some((side) => (side as Record<string, unknown>)[name] === value))
          .map((value) => `${name} ${value}`),
      );
    const { request, response } = {
      request: unused(
        REQUEST_PARAMETERS,
        HOPS.map((one) => one.request),
      ),
      response: unused(
        RESPONSE_PARAMETERS,
        HOPS.map((one) => one.response),
      ),
    };
    console.log('values that no measured hop has:', [...request, ...response].join('; '));
    expect([...request, ...response]).toEqual([]);
  });
});

describe('a name of a hop', () => {
  test('in full is its hop', () => {
    for (const name of hopNames()) expect(nameOf(name)).toBe(name);
  });

  test.each([
    ['nginx', 'nginx@1.31.5/default'],
    ['nginx@1.22', 'nginx@1.22.1/default'],
    ['nginx@1', 'nginx@1.31.5/default'],
    ['NGINX@v1.22.1/WS-Map', 'nginx@1.22.1/ws-map'],
    ['nginx/bug-hardcoded', 'nginx@1.22.1/bug-hardcoded'],
    [' haproxy@2.6 ', 'haproxy@2.6.12/default'],
    ['haproxy/tcp', 'haproxy@2.6.12/tcp'],
    ['varnish/pass', 'varnish@7.1.1/pass'],
    ['http-proxy/ws', 'http-proxy@1.18.1/ws'],
  ])('%s is %s', (typed, name) => {
    expect(nameOf(typed)).toBe(name);
  });

  test.each([
    ['ngnix', 'nginx'],
    ['haproxi', 'haproxy'],
    ['nginx@1.22.1/ws-mapp', 'nginx@1.22.1/ws-map'],
    ['nginx@1.23', 'nginx'],
  ])('%s is none, and %s is near', (typed, near) => {
    const found = resolveHop(typed);
    expect('nearest' in found && found.nearest).toContain(near);
  });

  test('that is any text at all is answered at once, with at most three nearest', () => {
    for (const text of ['', '@', '/', '\u0000', '__proto__', 'constructor', 'x'.repeat(1_000_000)]) {
      const found = resolveHop(text);
      expect('nearest' in found && found.nearest.length).toBe(3);
    }
  });
});
