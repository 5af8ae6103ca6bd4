import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formFaults, formOf } from '../../src/spec/answer.js';
import { CLAUSES } from '../../src/spec/clauses/index.js';
import {
  acceptableOffers,
  extensionsAnswered,
  judgeExtensions,
  NEGOTIATION_FAULTS,
  type NegotiationFault,
  type ParameterFault,
} from '../../src/spec/negotiation.js';
import { extensionsIn, extensionsOffered } from '../../src/spec/offers.js';

const DEFLATE = 'permessage-deflate';

describe('an extension is read with its parameters', () => {
  test.each([
    [['foo'], [['foo']]],
    [['foo; a; b=1'], [['foo', 'a', 'b=1']]],
    [['foo ;\ta = 1 ,, bar'], [['foo', 'a=1'], ['bar']]],
    [['foo;a="1\\0"'], [['foo', 'a=10']]],
    [
      ['foo', 'bar; c=d'],
      [['foo'], ['bar', 'c=d']],
    ],
    [[''], []],
    [[','], []],
  ])('%j', (lines, extensions) => {
    const read = extensionsIn(lines)?.map(({ name, parameters }) => [
      name,
      ...parameters.map(({ name: key, value }) => (value === undefined ? key : `${key}=${value}`)),
    ]);
    expect(read).toEqual(extensions);
  });

  test.each([
    ...[';;', ';', '=', 'foo;', 'foo; =1', 'foo; a=', 'foo; a="', 'a b', 'foo; x="a b"', 'foo; a=""'],
    ...['foo; a="1" b', '"foo"', 'foo=1', 'foo; a=1=2'],
  ])('E4: %s is outside the grammar', (line) => {
    expect(extensionsIn([line])).toBeUndefined();
    expect(acceptableOffers(['foo', line])).toBeUndefined();
    expect(judgeExtensions(['foo'], [line]).faults).toMatchObject([{ fault: 'malformed', at: undefined }]);
  });
});

describe('an offer of permessage-deflate may be accepted, or has to be declined', () => {
  const cases: readonly (readonly [parameters: string, decline: ParameterFault | undefined])[] = [
    ['', undefined],
    ['; server_no_context_takeover', undefined],
    ['; client_no_context_takeover; server_no_context_takeover', undefined],
    ['; client_max_window_bits', undefined],
    ['; client_max_window_bits=9', undefined],
    ...['8', '9', '10', '11', '12', '13', '14', '15', '"10"', '"1\\0"'].map(
      (bits) => [`; server_max_window_bits=${bits}`, undefined] as const,
    ),
    // E8
    ...['7', '16', '0', '015', '08', '-1', '+10', '10.0', '1', '150'].flatMap((bits) => [
      [`; server_max_window_bits=${bits}`, 'invalid'] as const,
      [`; client_max_window_bits=${bits}`, 'invalid'] as const,
    ]),
    ['; server_max_window_bits', 'invalid'],
    // E9
    ['; server_no_context_takeover=1', 'invalid'],
    ['; client_no_context_takeover=1', 'invalid'],
    // E10
    ['; client_max_window_bits; client_max_window_bits', 'repeated'],
    ['; server_max_window_bits=10; server_max_window_bits=10', 'repeated'],
    // E11, E7, and names that an object has without being asked
    ['; foo', 'undefined'],
    ['; Server_Max_Window_Bits=10', 'undefined'],
    ['; constructor', 'undefined'],
    ['; foo; foo', 'undefined'],
  ];

  test.each(cases)('%s: %s', (parameters, decline) => {
    expect(acceptableOffers([DEFLATE + parameters])?.map((one) => one.decline)).toEqual([decline]);
  });

  test('each offer by itself: the next one is not touched by a bad one', () => {
    const offers = [`${DEFLATE}; foo, ${DEFLATE}`, 'foo; bar=1'];
    expect(acceptableOffers(offers)?.map((one) => one.decline)).toEqual(['undefined', undefined, undefined]);
    expect(extensionsOffered(offers)).toBe('offered');
  });

  test('of another extension nothing is known, and of another case it is another', () => {
    const offers = ['foo; server_max_window_bits=99, Permessage-Deflate; foo'];
    expect(acceptableOffers(offers)?.map((one) => one.decline)).toEqual([undefined, undefined]);
  });
});

const pmd = (parameters: string): string => DEFLATE + parameters;
const TAKEOVER = '; server_no_context_takeover';
const CLIENT = '; client_max_window_bits';
const server = (bits: number): string => `; server_max_window_bits=${bits}`;

describe('an answer to offers', () => {
  const cases: readonly (readonly [offer: string, answer: string, fault: NegotiationFault | undefined])[] = [
    // RFC 6455 §9.1
    ['foo, bar', 'bar', undefined],
    ['foo, bar', 'bar, foo', undefined],
    ['foo, foo', 'foo, foo', undefined],
    ['foo; a=1', 'foo; a=2', undefined],
    ['foo', 'bar', 'unoffered'],
    ['foo', 'Foo', 'unoffered'],
    ['foo', 'foo, foo', 'unoffered'],
    ['foo', DEFLATE, 'unoffered'],
    ['foo;', 'foo', 'unoffered'],
    ['foo', '', 'malformed'],
    ['foo', ',', 'malformed'],
    ['foo', 'foo;', 'malformed'],
    // RFC 7692 §7: parameters of the answer by themselves
    [DEFLATE, pmd('; foo'), 'parameter'],
    [DEFLATE, pmd(`${TAKEOVER}${TAKEOVER}`), 'parameter'],
    [DEFLATE, pmd(`${TAKEOVER}=1`), 'parameter'],
    [DEFLATE, pmd('; server_max_window_bits'), 'parameter'],
    [DEFLATE, pmd(server(16)), 'parameter'],
    [pmd(CLIENT), pmd(`${CLIENT}=7`), 'parameter'],
    // §7.1.1: context takeover
    [pmd(TAKEOVER), pmd(TAKEOVER), undefined],
    [pmd(TAKEOVER), DEFLATE, 'takeover'],
    [DEFLATE, pmd(TAKEOVER), undefined],
    [DEFLATE, pmd('; client_no_context_takeover'), undefined],
    [pmd('; client_no_context_takeover'), DEFLATE, undefined],
    // §7.1.2.1: the window of the server
    [pmd(server(10)), pmd(server(10)), undefined],
    [pmd(server(10)), pmd(server(9)), undefined],
    [pmd(server(10)), pmd(server(8)), undefined],
    [pmd(server(9)), pmd(server(10)), 'server-window'],
    [pmd(server(10)), pmd(server(11)), 'server-window'],
    [pmd(server(15)), DEFLATE, 'server-window'],
    [DEFLATE, pmd(server(12)), undefined],
    // §7.1.2.2: the window of the client
    [pmd(CLIENT), pmd(`${CLIENT}=10`), undefined],
    [pmd(CLIENT), pmd(CLIENT), undefined],
    [pmd(CLIENT), DEFLATE, undefined],
    [pmd(`${CLIENT}=10`), pmd(`${CLIENT}=12`), undefined],
    [DEFLATE, pmd(`${CLIENT}=10`), 'client-window'],
    [pmd(server(10)), pmd(`${server(10)}${CLIENT}=10`), 'client-window'],
    // §7: an offer that has to be declined
    [pmd('; foo'), DEFLATE, 'declined'],
    [pmd(server(16)), pmd(server(10)), 'declined'],
    [pmd(`${CLIENT}${CLIENT}`), DEFLATE, 'declined'],
    // offers with a fallback
    [`${pmd(server(10))}, ${DEFLATE}`, DEFLATE, undefined],
    [`${pmd('; foo')}, ${DEFLATE}`, DEFLATE, undefined],
    [`${pmd('; foo')}, ${pmd(TAKEOVER)}`, DEFLATE, 'takeover'],
    [`${DEFLATE}, ${DEFLATE}`, `${DEFLATE}, ${DEFLATE}`, 'conflicting'],
    [`${DEFLATE}, ${pmd(CLIENT)}`, `${pmd(`${CLIENT}=9`)}, ${pmd(`${CLIENT}=9`)}`, 'conflicting'],
    [DEFLATE, `${DEFLATE}, ${DEFLATE}`, 'unoffered'],
    [`${DEFLATE}, foo`, `foo, ${DEFLATE}`, undefined],
  ];

  test.each(cases)('to %s: %s gives %s', (offer, answer, fault) => {
    const worst = extensionsAnswered([offer], [answer]);
    expect(worst).toBe(fault ?? 'offered');
    expect(judgeExtensions([offer], [answer]).faults.length > 0).toBe(fault !== undefined);
  });

  test('no lines accept nothing, and that is no fault', () => {
    expect(judgeExtensions(['foo'], [])).toEqual({ accepted: [], faults: [] });
    expect(extensionsAnswered(['foo'], [])).toBe('none');
  });

  test('each accepted extension names the offer that it answers, in the order of applying them', () => {
    const offers = [`${pmd(server(10))}, foo`, `${DEFLATE}, foo; a`];
    const { accepted, faults } = judgeExtensions(offers, ['foo, foo', DEFLATE]);
    expect(accepted.map(({ extension, answers }) => [extension.name, answers])).toEqual([
      ['foo', 1],
      ['foo', 3],
      [DEFLATE, 2],
    ]);
    expect(faults).toEqual([]);
    expect(judgeExtensions([`${DEFLATE}, ${DEFLATE}`], [DEFLATE]).accepted[0]?.answers).toBe(0);
  });

  test('parameters that are at fault by themselves are not compared with those of the offer', () => {
    const { faults } = judgeExtensions([pmd(TAKEOVER)], [pmd('; foo')]);
    expect(faults.map(({ fault }) => fault)).toEqual(['parameter']);
    expect(judgeExtensions(['foo'], ['foo;']).accepted).toEqual([]);
  });

  test('every fault is told, each with the extension that has it', () => {
    const { accepted, faults } = judgeExtensions([DEFLATE], [`foo, ${pmd(`${CLIENT}=9`)}, ${pmd('; foo')}`]);
    expect(faults.map(({ fault, at }) => [fault, at])).toEqual([
      ['unoffered', 0],
      ['client-window', 1],
      ['unoffered', 2],
      ['parameter', 2],
    ]);
    expect(accepted.map(({ answers }) => answers)).toEqual([undefined, 0, undefined]);
  });
});

describe('a fault of negotiation', () => {
  const context = { status: '101', servedAs: '1.1', closing: 'no', refusesVersion: 'no' } as const;
  const all = Object.entries(NEGOTIATION_FAULTS) as [NegotiationFault, string][];

  test.each(all)('%s breaks %s in a 101, and nothing else', (fault, clause) => {
    expect(formFaults({ ...formOf(context), extensions: fault }, context)).toEqual([clause]);
    expect(CLAUSES[clause]).toBeDefined();
  });

  test('no fault breaks nothing', () => {
    for (const extensions of ['none', 'offered'] as const) {
      expect(formFaults({ ...formOf(context), extensions }, context)).toEqual([]);
    }
  });
});

const name = fc.constantFrom(DEFLATE, DEFLATE, 'foo', 'bar');
const parameter = fc.constantFrom(
  ...['server_no_context_takeover', 'client_no_context_takeover', 'client_max_window_bits', 'foo'],
  ...['server_max_window_bits=8', 'server_max_window_bits=12', 'server_max_window_bits', 'a="'],
  ...['client_max_window_bits=9', 'server_no_context_takeover=1', 'server_max_window_bits="15"'],
);
const extension = fc
  .tuple(name, fc.array(parameter, { maxLength: 3 }))
  .map(([first, rest]) => [first, ...rest].join('; '));
const list = fc.array(extension, { minLength: 1, maxLength: 4 }).map((all) => all.join(', '));
const anyList = fc.oneof({ weight: 5, arbitrary: list }, { weight: 1, arbitrary: fc.string() });

/** What a server that keeps to the texts answers to one offer: what is asked of it, and nothing more. */
function obedient(offer: string): string {
  const [first, ...parameters] = offer.split('; ');
  return [first, ...parameters.filter((one) => one.startsWith('server_'))].join('; ');
}

describe('negotiation in general', () => {
  test('any two fields have a judgement, which holds each accepted extension once and no offer twice', () => {
    const seen: Record<string, number> = {};
    fc.assert(
      fc.property(
        fc.array(anyList, { maxLength: 3 }),
        fc.array(anyList, { maxLength: 2 }),
        (offers, answer) => {
          const { accepted, faults } = judgeExtensions(offers, answer);
          const offered = extensionsIn(offers) ?? [];
          const answered = accepted.flatMap(({ answers }) => answers ?? []);
          expect(new Set(answered).size).toBe(answered.length);
          for (const { extension: one, answers } of accepted) {
            if (answers !== undefined) expect(offered[answers]?.name).toBe(one.name);
          }
          const worst = extensionsAnswered(offers, answer);
          seen[worst] = (seen[worst] ?? 0) + 1;
          expect(faults.length > 0).toBe(worst !== 'none' && worst !== 'offered');
        },
      ),
      { numRuns: 5000, seed: 7692 },
    );
    console.log(`answers judged: ${JSON.stringify(seen)}`);
    expect(Object.keys(NEGOTIATION_FAULTS).filter((fault) => seen[fault] === undefined)).toEqual([]);
    expect(seen.offered).toBeGreaterThan(50);
  });

  test('an offer that may be accepted is, by who repeats what it asks; and one that may not never is', () => {
    const reached = { accepted: 0, declined: 0 };
    fc.assert(
      fc.property(extension, (offer) => {
        const [one] = acceptableOffers([offer]) ?? [];
        if (one === undefined) return;
        const found = extensionsAnswered([offer], [obedient(offer)]);
        reached[one.decline === undefined ? 'accepted' : 'declined'] += 1;
        expect(found === 'offered').toBe(one.decline === undefined);
        // without parameters the answer has no fault of its own, so what is told is that the offer had to
        // be declined
        if (one.decline !== undefined) expect(extensionsAnswered([offer], [DEFLATE])).toBe('declined');
      }),
      { numRuns: 2000 },
    );
    expect(Math.min(...Object.values(reached))).toBeGreaterThan(100);
  });

  test('a further offer of the same extension never makes a sound answer faulty', () => {
    let sound = 0;
    fc.assert(
      fc.property(list, extension, extension, (offers, more, answer) => {
        if (extensionsAnswered([offers], [answer]) !== 'offered' || extensionsIn([more]) === undefined)
          return;
        sound += 1;
        expect(extensionsAnswered([offers, more], [answer])).toBe('offered');
        expect(extensionsAnswered([more, offers], [answer])).toBe('offered');
      }),
      { numRuns: 5000 },
    );
    expect(sound).toBeGreaterThan(100);
  });

  test('ten thousand offers and as many accepted are judged', () => {
    const many = Array.from({ length: 10_000 }, () => 'a').join();
    expect(extensionsAnswered([many], [many])).toBe('offered');
    const deflates = Array.from({ length: 3_000 }, () => pmd(server(8))).join();
    expect(extensionsAnswered([deflates], [deflates])).toBe('conflicting');
    expect(extensionsAnswered([deflates], [deflates.replaceAll(server(8), TAKEOVER)])).toBe('conflicting');
  });
});
