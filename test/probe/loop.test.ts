/**
 * The loop: a server that speaks as a dialect is asked, and what comes back is that dialect.
 *
 * Both ends share the readers of octets, so this shows that they agree and not that they are right: foreign clients and
 * foreign servers are asked in other tests.
 */
import { afterAll, describe, expect, test } from 'vitest';
import { dialectNames, resolveDialect } from '../../src/dialects/names.js';
import { predict } from '../../src/dialects/predict.js';
import { probe } from '../../src/probe/probe.js';
import { serve } from '../../src/probe/serve.js';
import { targetOf } from '../../src/probe/target.js';

const FAST = { atOnce: 8, perSecond: 100_000, quiet: 40 };
const told: string[] = [];
let cases = 0;
afterAll(() => console.log([`${cases} answers, each as the dialect that was spoken`, ...told].join('\n  ')));

describe('a probe of what is served finds it again', () => {
  test.each(dialectNames())('%s', { timeout: 60_000 }, async (name) => {
    const found = resolveDialect(name);
    if ('nearest' in found) throw new Error(`${name} is not known`);
    const served = await serve({ dialect: found.dialect });
    try {
      const { seen, nearest } = await probe(targetOf(served.url), { ...FAST, depth: 'quick' });
      cases += seen.length;
      const differing = seen.flatMap((one) => {
        const { code, fate } = predict(found.dialect, one.octets);
        const is = `${one.status} ${one.closed ? 'closed' : 'open'}`;
        return is === `${code} ${fate}` ? [] : [`${one.id}: ${is}, spoken as ${code} ${fate}`];
      });
      expect(differing, name).toEqual([]);
      // of what is asked quickly, several products may do all alike
      const [first] = nearest;
      expect(first?.agree).toBe(first?.of);
      const alike = nearest.filter(({ agree, of }) => agree === of).map((one) => one.name);
      if (!alike.includes(name)) told.push(`${name} is not among the nearest five: ${alike.join(', ')}`);
      expect(seen.length).toBeGreaterThan(20);
    } finally {
      await served.close();
    }
  });
});
