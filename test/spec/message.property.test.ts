import * as fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import {
  type FieldLine,
  type HeadReader,
  headReader,
  type Limits,
  latin1,
  octetsOf,
  printHead,
  type Read,
  type RefusalReason,
  type RepairKind,
  type RequestHead,
  type ResponseHead,
  readRequest,
  readResponse,
} from '../../src/spec/message.js';

type Head = RequestHead | ResponseHead;
type Kind = Head['kind'];

const REASONS: Record<RefusalReason, true> = {
  'empty-request-line': true,
  'request-line': true,
  'status-line': true,
  'control-in-start-line': true,
  'space-before-colon': true,
  'no-colon': true,
  'empty-field-name': true,
  'field-name': true,
  'request-line-too-long': true,
  'target-too-long': true,
  'method-too-long': true,
  'field-line-too-long': true,
  'head-too-long': true,
  'too-many-fields': true,
  'ended-early': true,
};
const REPAIRS: Record<RepairKind, true> = {
  'bare-lf': true,
  'leading-line-break': true,
  'obs-fold': true,
  'bare-cr-to-space': true,
  'nul-to-space': true,
  'spaced-first-line': true,
  'loose-request-line': true,
  'loose-status-line': true,
};

/** Small enough that generated heads pass each of them now and then. */
const SMALL: Limits = { requestLine: 24, method: 8, target: 10, fieldLine: 24, fields: 4, head: 110 };

/** How often each outcome, reason and repair came up, over all properties; printed at the end. */
const reach = new Map<string, number>();
const count = (what: string): void => void reach.set(what, (reach.get(what) ?? 0) + 1);

function noted<R extends Read<Head>>(read: R): R {
  count(read.outcome);
  if (read.outcome === 'refused') count(read.reason);
  if (read.outcome === 'head')
    for (const kind of new Set(read.head.repairs.map((one) => one.kind))) count(kind);
  return read;
}

function read(kind: Kind, octets: Uint8Array, ended: boolean, limits: Limits): Read<Head> {
  const options = { ended, limits };
  return noted(kind === 'request' ? readRequest(octets, options) : readResponse(octets, options));
}

const readerOf = (kind: Kind, limits: Limits): HeadReader<Head> =>
  kind === 'request' ? headReader('request', limits) : headReader('response', limits);

/** Mostly the first, now and then one of the rest. */
const mostly = (usual: string, ...others: string[]) =>
  fc.oneof(
    { weight: 12, arbitrary: fc.constant(usual) },
    { weight: 1, arbitrary: fc.constantFrom(...others) },
  );

const lineEnd = mostly('\r\n', '\n', '\r\r\n', '\r', '\0\r\n', '\n\n');
const gap = mostly(' ', '  ', '\t', '\v', '\f', '\r', ' \0', '');
const requestLine = fc.tuple(
  mostly('', ' ', '\r\n', '\n', '\r', '\t', '\r\n'.repeat(9), '\x16', '\xff'),
  mostly('GET', 'get', 'G(T', 'MMMMMMMMM', '', '\xc9'),
  gap,
  mostly('/', '/chat', '*', `/${'t'.repeat(10)}`, '', '/a b', '/\x7f'),
  gap,
  mostly('HTTP/1.1', 'HTTP/1.0', 'HTTP/1.1 ', '', `HTTP/1.${'1'.repeat(16)}`),
);
const statusLine = fc.tuple(
  mostly('', ' ', '\r\n', '\xff'),
  mostly('HTTP/1.1', 'HTTP/1.0', ''),
  gap,
  mostly('101', '200', '000', '1O1', '1010', '10'),
  mostly(' ', '\t', '', '  '),
  mostly('OK', '', 'a\tb', 'a\rb', 'a\0', ' a ', 'x'.repeat(110)),
);
const fieldLine = fc.oneof(
  {
    weight: 9,
    arbitrary: fc.tuple(
      mostly('Host', 'A', 'cOnNection', '', 'B ', 'C\t', 'D(', 'no colon', ' E', '\tF', '\rG', 'H\0'),
      mostly(':', '', '::'),
      mostly(' ', '', '\t', ' \t '),
      mostly('a', '', 'b, c', 'd\re', 'f\0g', '\xe9', '\x01', 'h'.repeat(24), 'i '),
    ),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(fc.constantFrom(' ', '\t', ' \t'), fc.constantFrom('', 'x', 'x: y', '\0', '\r')),
  },
);
const lineText = (line: fc.Arbitrary<string[]>) =>
  fc.tuple(line, lineEnd).map(([parts, end]) => parts.join('') + end);

/** Octets that are nearly a head, with a part behind or missing. */
const nearly = (kind: Kind): fc.Arbitrary<Uint8Array> =>
  fc
    .tuple(
      lineText(kind === 'request' ? requestLine : statusLine),
      fc.array(lineText(fieldLine as fc.Arbitrary<string[]>), { maxLength: 6 }),
      mostly('\r\n', '\n', '', '\r', '\r\n\x81\x05'),
    )
    .map(([start, fields, end]) => octetsOf(start + fields.join('') + end));

/** Octets of any kind: of heads nearly right, of what heads are made of, and just any. */
const anyOctets = (kind: Kind): fc.Arbitrary<Uint8Array> =>
  fc.oneof(
    { weight: 6, arbitrary: nearly(kind) },
    {
      weight: 1,
      arbitrary: fc
        .array(
          fc.constantFrom('\r', '\n', ' ', '\t', ':', 'A', '\0', '/', '1', '\xff', '\r\n', 'GET / H\r\n'),
        )
        .map((parts) => octetsOf(parts.join(''))),
    },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 150 }) },
  );

const cases = fc.constantFrom<Kind>('request', 'response').chain((kind) =>
  fc.record({
    kind: fc.constant(kind),
    octets: anyOctets(kind),
    ended: fc.boolean(),
    limits: fc.constantFrom<Limits>(SMALL, { ...SMALL, head: 40 }, { ...SMALL, fields: 0 }, wide(SMALL)),
  }),
);

function wide(limits: Limits): Limits {
  return { ...limits, requestLine: 100, fieldLine: 60, fields: 20, head: 1000 };
}

/** Octets cut at the given places (any order, any number, taken modulo the length). */
function cut(octets: Uint8Array, places: readonly number[]): Uint8Array[] {
  const at = [0, ...places.map((place) => place % (octets.length + 1)), octets.length].sort((a, b) => a - b);
  return at.slice(1).map((to, i) => octets.subarray(at[i], to));
}

const RUNS = { numRuns: 3000 };

afterAll(() => {
  const lines = [...reach].sort().map(([what, times]) => `  ${what}: ${times}`);
  console.log(`reading heads, reached:\n${lines.join('\n')}`);
});

describe('reading', () => {
  test('is total: any octets give a head, need-more, or a refusal at an octet there is', () => {
    void fc.assert(
      fc.property(cases, ({ kind, octets, ended, limits }) => {
        const got = read(kind, octets, ended, limits);
        if (got.outcome === 'need-more') {
          expect(ended).toBe(false);
          expect(got.have).toBe(octets.length);
        } else if (got.outcome === 'refused') {
          expect(got.at).toBeGreaterThanOrEqual(0);
          expect(got.at).toBeLessThanOrEqual(octets.length);
          expect(got.soFar?.kind).toBe(kind);
          expect(got.reason in REASONS).toBe(true);
        } else {
          expect(got.head.length).toBeLessThanOrEqual(limits.head);
          expect(got.head.fields.length).toBeLessThanOrEqual(limits.fields);
        }
      }),
      RUNS,
    );
  });

  test('does not depend on segments: any cut of the octets gives what one piece gives', () => {
    const places = fc.array(fc.nat(200), { maxLength: 12 });
    void fc.assert(
      fc.property(cases, places, ({ kind, octets, ended, limits }, at) => {
        const reader = readerOf(kind, limits);
        let got = reader.push(new Uint8Array(0));
        for (const segment of cut(octets, at)) got = reader.push(segment);
        if (ended) got = reader.end();
        expect(got).toEqual(read(kind, octets, ended, limits));
      }),
      RUNS,
    );
  });

  test('one octet at a time gives what one piece gives, and every beginning what it gives alone', () => {
    void fc.assert(
      fc.property(cases, ({ kind, octets, limits }) => {
        const reader = readerOf(kind, limits);
        for (let have = 1; have <= octets.length; have += 1) {
          const got = reader.push(octets.subarray(have - 1, have));
          expect(got).toEqual(read(kind, octets.subarray(0, have), false, limits));
        }
      }),
      { numRuns: 500 },
    );
  });

  test('from an offset gives the same, moved by the offset', () => {
    void fc.assert(
      fc.property(cases, fc.uint8Array({ maxLength: 9 }), ({ kind, octets, ended, limits }, before) => {
        const all = new Uint8Array([...before, ...octets]);
        const from = before.length;
        const options = { from, ended, limits };
        const got = kind === 'request' ? readRequest(all, options) : readResponse(all, options);
        const moved = (head: Head | undefined): unknown =>
          head && {
            ...head,
            fields: head.fields.map((line) => ({
              ...line,
              at: line.at + from,
              valueAt: line.valueAt + from,
              end: line.end + from,
            })),
            repairs: head.repairs.map((one) => ({ ...one, at: one.at + from })),
          };
        const alone = read(kind, octets, ended, limits);
        if (alone.outcome === 'need-more') expect(got).toEqual(alone);
        else if (alone.outcome === 'head') expect(got).toEqual({ ...alone, head: moved(alone.head) });
        else expect(got).toEqual({ ...alone, at: alone.at + from, soFar: moved(alone.soFar) });
      }),
      RUNS,
    );
  });

  test('looks at each octet a bounded number of times, however the octets are cut', () => {
    // Each octet is copied (twice on average), searched, made text, and read as a name or a value.
    const most = (octets: number) => 8 * octets + 8;
    const hostile: [string, string][] = [
      ['bare LF', 'A: b\n'],
      ['folds', ' c\n'],
      ['no colon', 'A\n'],
      ['names', `${'n'.repeat(50)}\n`],
      ['NUL', `A:${'\0'.repeat(50)}\n`],
      ['CR', `A:${'\r'.repeat(50)}\n`],
      ['SP', `A${' '.repeat(50)}\n`],
      ['one line', 'x'],
    ];
    const limits = { ...wide(SMALL), fieldLine: 1e6, fields: 1e6, head: 1e6 };
    for (const [name, part] of hostile) {
      for (const size of [1_000, 8_000]) {
        const text = `GET / HTTP/1.1\n${part.repeat(size / part.length)}\n\n`;
        for (const step of [1, 100, size * 2]) {
          const reader = headReader('request', limits);
          const octets = octetsOf(text);
          for (let at = 0; at < octets.length; at += step) reader.push(octets.subarray(at, at + step));
          expect(reader.end().outcome).not.toBe('need-more');
          expect(reader.visited, `${name}, ${size} octets by ${step}`).toBeLessThan(most(octets.length));
          expect(reader.visited).toBeGreaterThanOrEqual(octets.length);
        }
      }
    }
    void fc.assert(
      fc.property(cases, fc.array(fc.nat(200)), ({ kind, octets, limits }, at) => {
        const reader = readerOf(kind, limits);
        for (const segment of cut(octets, at)) reader.push(segment);
        reader.end();
        expect(reader.visited).toBeLessThanOrEqual(most(octets.length));
      }),
      RUNS,
    );
  });
});

describe('what was read', () => {
  const headOf = (got: Read<Head>): Head | undefined =>
    got.outcome === 'head' ? got.head : got.outcome === 'refused' ? got.soFar : undefined;
  const plain = ({ name, key, value }: FieldLine) => ({ name, key, value });

  test('stands where its offsets say', () => {
    void fc.assert(
      fc.property(cases, ({ kind, octets, ended, limits }) => {
        const head = headOf(read(kind, octets, ended, limits));
        if (head === undefined) return;
        expect(latin1(head.octets)).toBe(latin1(octets, 0, head.length));
        let behind = 0;
        for (const { name, key, value, at, valueAt, end } of head.fields) {
          expect(at).toBeGreaterThanOrEqual(behind);
          expect(latin1(octets, at, at + name.length + 1)).toBe(`${name}:`);
          expect(key).toBe(name.toLowerCase());
          expect(octets[end - 1]).toBe(0x0a);
          expect(value).not.toMatch(/^[ \t]|[ \t]$|[\r\n\0]/);
          const raw = latin1(octets, valueAt, end).replace(/\r?\n$/, '');
          const unfolded = raw.replace(/[\r\0]/g, ' ').replace(/[ \t]*\n[ \t]*/g, ' ');
          const spaces = (text: string) => text.replace(/[ \t]+/g, ' ').trim();
          expect(spaces(value)).toBe(spaces(unfolded));
          if (value !== '') expect(latin1(octets, valueAt, valueAt + 1)).toBe(value.charAt(0));
          behind = end;
        }
        for (const { at } of head.repairs) expect(at).toBeLessThan(octets.length);
        expect(head.repairs.map((one) => one.at)).toEqual(
          head.repairs.map((one) => one.at).sort((one, other) => one - other),
        );
      }),
      RUNS,
    );
  });

  test('printed and read again is the same, and needs no repair', () => {
    void fc.assert(
      fc.property(cases, ({ kind, octets }) => {
        const limits = wide(SMALL);
        const got = read(kind, octets, false, limits);
        if (got.outcome !== 'head') return;
        // A folded value takes one line when printed, so lines may be longer than they were.
        const longer = { ...limits, requestLine: 2000, fieldLine: 2000, head: 2000 };
        const again = read(kind, printHead(got.head), true, longer);
        if (again.outcome !== 'head') throw new Error('what was printed is not a head');
        const same = ({ octets: _, length: __, fields, repairs: ___, ...startLine }: Head) => ({
          ...startLine,
          fields: fields.map(plain),
        });
        expect(same(again.head)).toEqual(same(got.head));
        expect(again.head.repairs).toEqual([]);
        expect(printHead(again.head)).toEqual(again.head.octets);
      }),
      RUNS,
    );
  });

  test('without repairs and in canonical spelling is printed octet for octet', () => {
    const token = fc.stringMatching(/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,6}$/);
    const value = fc.stringMatching(/^([!-~\x80-\xff]([ \t!-~\x80-\xff]{0,8}[!-~\x80-\xff])?)?$/);
    const line = fc
      .tuple(token, value)
      .map(([name, text]) => (text === '' ? `${name}:` : `${name}: ${text}`));
    const start = fc.oneof(
      fc.tuple(token, fc.stringMatching(/^[!-~\x80-\xff]{1,8}$/)).map(([m, t]) => `${m} ${t} HTTP/1.1`),
      fc.tuple(fc.stringMatching(/^\d{3}$/), value).map(([code, reason]) => `HTTP/1.1 ${code} ${reason}`),
    );
    void fc.assert(
      fc.property(start, fc.array(line, { maxLength: 5 }), (first, lines) => {
        const text = `${[first, ...lines].join('\r\n')}\r\n\r\n`;
        const isStatus = /^HTTP\/1\.1 \d{3} /.test(first);
        const got = read(isStatus ? 'response' : 'request', octetsOf(text), false, wide(SMALL));
        if (got.outcome !== 'head') throw new Error(`not a head: ${JSON.stringify(text)}`);
        expect(got.head.repairs).toEqual([]);
        expect(latin1(printHead(got.head))).toBe(text);
      }),
      RUNS,
    );
  });
});

test('the properties reached every outcome, every reason to refuse and every repair', () => {
  const every = ['head', 'need-more', 'refused', ...Object.keys(REASONS), ...Object.keys(REPAIRS)];
  expect([...reach.keys()].sort()).toEqual(every.sort());
});
