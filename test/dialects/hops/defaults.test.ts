import { describe, expect, test } from 'vitest';
import { resolveHop } from '../../../src/dialects/hops/catalogue.js';
import { defaultsOf, VERSION_DEFAULTS } from '../../../src/dialects/hops/defaults.js';

describe('what a product does by default', () => {
  test('was measured on both sides of a documented change, and is as documented', () => {
    for (const { measured, request, documented, product } of VERSION_DEFAULTS) {
      expect(documented.date).toMatch(/^\d{4}-\d{2}-\d{2}$/);
      expect(measured.length).toBeGreaterThan(0);
      for (const name of measured) {
        const found = resolveHop(name);
        if (!('hop' in found)) throw new Error(`no hop ${name}`);
        expect(found.hop.product).toBe(product);
        expect(found.hop.request, name).toMatchObject(request);
        expect(defaultsOf(product, found.hop.version)).toHaveLength(1);
        expect(defaultsOf(product, found.hop.version)[0]?.measured).toContain(name);
      }
    }
  });

  test.each([
    ['1.0.0', ['1.0']],
    ['1.18.0', ['1.0']],
    ['1.29.6', ['1.0']],
    ['1.29.7', ['1.1']],
    ['1.30', ['1.1']],
    ['2.0.0', ['1.1']],
    ['mainline', ['1.0', '1.1']],
    ['', ['1.0', '1.1']],
  ])('nginx %s sends HTTP/%j upstream', (version, versions) => {
    expect(defaultsOf('nginx', version).map(({ request }) => request.version)).toEqual(versions);
  });

  test('is told for every range where no version is given, and for no other product', () => {
    expect(defaultsOf('nginx')).toEqual(VERSION_DEFAULTS);
    expect(defaultsOf('squid')).toEqual([]);
  });
});
