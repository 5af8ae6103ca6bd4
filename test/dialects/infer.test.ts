import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { measuredServers } from '../../src/dialects/catalogue/catalogue.js';
import { type Answer, type Dialect, STANDARDS_DIALECT } from '../../src/dialects/dialect.js';
import { readCases } from '../../src/dialects/infer/cases.js';
import { expectedWith, numbered } from '../../src/dialects/infer/evaluate.js';
import { dimensionsFor } from '../../src/dialects/infer/settings.js';
import { deviationsBy, dialectFrom, infer, type SeenCase } from '../../src/dialects/infer.js';
import { predict } from '../../src/dialects/predict.js';
import { octetsOf } from '../../src/spec/message.js';
import { observationsOf, SINGLE } from '../evidence/catalogue.js';
import { halves, median } from '../evidence/halves.js';
import { ENDPOINTS, REQUESTS } from '../evidence/servers.js';

const ABOUT = {
  product: 'somebody',
  version: '1',
  name: 'somebody@1',
  application: { name: 'own', greeting: false },
  observed: '2026-11-22',
  source: 'a test',
};

/** What a dialect does with each case, as if it had been seen. */
function seenOf(dialect: Dialect, ids: readonly string[] = SINGLE): readonly SeenCase[] {
  return ids.map((id) => {
    const octets = REQUESTS.get(id) ?? new Uint8Array();
    const { code, fate, live } = predict(dialect, octets);
    return { id, octets, status: code, closed: fate === 'closed', live };
  });
}

const said = (dialect: Dialect, id: string): string => {
  const { code, fate } = predict(dialect, REQUESTS.get(id) ?? new Uint8Array());
  return `${code} ${fate}`;
};

const endpoint = (name: string) => {
  const found = ENDPOINTS.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no ${name}`);
  return found;
};

describe('inference', () => {
  test('finds nothing to set about a server that does as the standards and the usual choices', () => {
    const { settings, dialect, residue } = infer(seenOf(STANDARDS_DIALECT), ABOUT);
    // what is chosen where the standards leave it open is an answer, and no setting
    expect(Object.keys(settings).filter((name) => !name.startsWith('check.'))).toEqual([]);
    expect(residue).toEqual([]);
    expect(dialect.deviations).toEqual([]);
  });

  test('gives back a dialect that behaves the same on every case, for every server of the catalogue', () => {
    for (const { dialect } of measuredServers().filter((_, at) => at % 9 === 0)) {
      const again = infer(seenOf(dialect), ABOUT);
      const missed = SINGLE.filter((id) => said(again.dialect, id) !== said(dialect, id));
      expect(missed.length, `${dialect.name}: ${missed.join(' ')}`).toBeLessThanOrEqual(3);
    }
  });

  test('does not depend on the order in which the cases were asked', () => {
    const seen = observationsOf(endpoint('tornado-6.2'));
    const there = infer(seen, ABOUT);
    const back = infer([...seen].reverse(), ABOUT);
    expect(back.settings).toEqual(there.settings);
    expect(back.dialect.answers).toEqual(there.dialect.answers);
  });

  test('takes a reset for a close, and a contradiction for what most observations say', () => {
    const seen = observationsOf(endpoint('ws-8.23.0+node20.20.2'));
    const plain = infer(seen, ABOUT);
    const contradicting = seen.slice(0, 3).map((one) => ({ ...one, status: 418, closed: !one.closed }));
    const noisy = infer([...seen, ...contradicting], ABOUT);
    expect(noisy.settings).toEqual(plain.settings);
    expect(noisy.residue.length).toBe(plain.residue.length + 3);
  });

  test('of no cases at all is the standards, and everything is undecided', () => {
    const { settings, dialect, residue, undecided } = infer([], ABOUT);
    expect(settings).toEqual({});
    expect(residue).toEqual([]);
    expect(undecided).toContain('reading.close');
    expect(said(dialect, '1.1|upgrade|websocket')).toBe('101 open');
  });

  test('of one case sets nothing: a setting must explain two', () => {
    const octets = REQUESTS.get('1.0|upgrade|websocket') ?? new Uint8Array();
    const one = { id: 'one', octets, status: 101, closed: false, live: true };
    expect(infer([one], ABOUT).settings).toEqual({});
    expect(infer([one], ABOUT).residue).toEqual(['one']);
  });

  test('reads each request by its octets, and not by its name and length', () => {
    const ask = (option: string) => {
      const octets = octetsOf(`GET / HTTP/1.1\r\nHost: h\r\nConnection: ${option}\r\n\r\n`);
      const seen = ['one', 'two'].map((id) => ({ id, octets, status: 200, closed: true, live: false }));
      return infer(seen, ABOUT).dialect.answers?.ordinary?.then;
    };
    // closed where nothing asked for it is a choice of the product; closed as asked is not
    expect([ask('other'), ask('close'), ask('other')]).toEqual(['close', 'decide', 'close']);
  });

  test('of any octets and any answers comes to an end, with a residue among the cases', () => {
    const seen = fc.record({
      id: fc.string({ maxLength: 4 }),
      octets: fc.oneof(fc.uint8Array({ maxLength: 60 }), fc.constantFrom(...REQUESTS.values())),
      status: fc.oneof(fc.integer({ min: 200, max: 599 }), fc.constantFrom(101, 'none' as const)),
      closed: fc.boolean(),
      live: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(seen, { maxLength: 12 }), (cases) => {
        const { residue, dialect } = infer(cases as readonly SeenCase[], ABOUT);
        const ids = cases.map(({ id }) => id);
        expect(residue.every((id) => ids.includes(id))).toBe(true);
        for (const { octets } of cases) predict(dialect, octets);
      }),
      { numRuns: 60 },
    );
  });
});

describe('what inference reckons by bits', () => {
  const cases = readCases(SINGLE.map((id) => ({ id, octets: REQUESTS.get(id) ?? new Uint8Array() })));
  const dimensions = dimensionsFor(cases).concat({ name: 'application.handshake', values: ['ignore'] });
  const setting = fc
    .constantFrom(...dimensions)
    .chain(({ name, values }) => fc.constantFrom(...values).map((value) => [name, value] as const));
  const answer = fc.constantFrom<Answer>(
    { status: 400, then: 'close' },
    { status: 200, then: 'decide' },
    { status: 426, then: 'decide' },
    { status: 505, then: 'nothing' },
    { status: 'none', then: 'close' },
    { status: 'none', then: 'wait' },
  );
  const granted = fc.constantFrom<Answer>({ status: 101, then: 'decide' }, { status: 101, then: 'close' });

  test('is what the tables, the machine and the answers say, for any settings', () => {
    const evidence = { cases, seen: numbered([]), counts: new Uint8Array(SINGLE.length) };
    let different = 0;
    fc.assert(
      fc.property(
        fc.array(setting, { maxLength: 8 }),
        fc.record({ refusal: answer, ordinary: answer, 'ordinary-other': answer, grant: granted }),
        (chosen, answers) => {
          const settings = Object.fromEntries(chosen);
          const dialect = dialectFrom(ABOUT, settings, answers, deviationsBy(settings, {}));
          const reckoned = expectedWith(evidence, settings, answers);
          if (reckoned.some(({ status }) => status === 101)) different += 1;
          for (const [at, id] of SINGLE.entries()) {
            const { status, closed } = reckoned[at] ?? { status: 'none', closed: false };
            expect(said(dialect, id), `${id} ${JSON.stringify(settings)}`).toBe(
              `${status} ${closed ? 'closed' : 'open'}`,
            );
          }
        },
      ),
      { numRuns: 150 },
    );
    expect(different).toBeGreaterThan(50);
  });
});

describe('from half of the cases the other half is told', () => {
  test.each([
    ['without a prior', false],
    ['with a prior from other families', true],
  ] as const)('%s', { timeout: 600_000 }, (name, withPrior) => {
    // every third server here; `npm run agreement` asks all of them, with more seeds
    const shares = halves(1, withPrior, 3);
    const text = Object.entries(shares).map(([group, each]) => `${group} ${median(each).toFixed(1)} %`);
    console.log(`half of the cases, ${name}, seed 1: medians ${text.join(', ')}`);
    expect(median(shares.core)).toBeGreaterThanOrEqual(98);
    expect(median(shares.version)).toBeGreaterThanOrEqual(96);
    expect(median(shares.ofat)).toBeGreaterThanOrEqual(88);
  });
});
