import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { obstacle, realizable, spell } from '../../src/explore/spell.js';
import { ANSWER_PARTS, STATUSES } from '../../src/spec/answer.js';
import { AXIS_NAMES, type Axis, type Facts, REFERENCE, VALUES } from '../../src/spec/axes.js';
import { factsOf, readFacts } from '../../src/spec/facts.js';
import { octetsOf, type RefusalReason, type RequestHead } from '../../src/spec/message.js';
import {
  HOST_READERS,
  KEY_READERS,
  LINE_CHOICES,
  OPTION_READERS,
  type Reading,
  STANDARDS_READING,
  VERSION_READERS,
  WS_VERSION_READERS,
} from '../../src/spec/reading.js';
import { readResponseFacts } from '../../src/spec/response.js';
import { explainFacts } from '../../src/spec/sources.js';

const FIELDS = [
  'connection',
  'upgrade',
  'host',
  'sec-websocket-key',
  'sec-websocket-version',
  'content-length',
  'transfer-encoding',
  'expect',
  'sec-websocket-extensions',
  'sec-websocket-protocol',
  'origin',
  'x-other',
];
/** The fields that are lists, so that a line may be cut at a comma. */
const LISTS = [
  'connection',
  'upgrade',
  'transfer-encoding',
  'expect',
  'sec-websocket-extensions',
  'sec-websocket-protocol',
];

const oneOf = <T>(values: readonly T[]) => fc.constantFrom(...values);
const keysOf = <T extends object>(record: T) => oneOf(Object.keys(record) as (keyof T)[]);

/** Pieces that values are made of: what the readers look for, near misses, and what separates. */
const pieces = oneOf([
  ...[
    'close',
    'Close',
    'keep-alive',
    'Upgrade',
    'upgraded',
    'websocket',
    'WebSocket',
    'websocket/13',
    'h2c',
    '/',
  ],
  ...[
    '13',
    '8',
    '013',
    '5',
    '0',
    '05',
    '-',
    'chunked',
    'gzip',
    'foo',
    '100-continue',
    'chat',
    'a b',
    ';',
    '=',
  ],
  ...['"', '\\', 'h', 'h:80', '[::1]', '%zz', '@', 'http://h', ',', ', ', ' ,\t', '\xa0', '\x0b', '\x01'],
  'dGhlIHNhbXBsZSBub25jZQ==',
]);
const anyText = fc.uint8Array({ maxLength: 30 }).map((octets) => String.fromCharCode(...octets));
const value = fc.oneof(
  { weight: 6, arbitrary: fc.array(pieces, { maxLength: 6 }).map((parts) => parts.join('')) },
  { weight: 1, arbitrary: anyText },
);

interface Line {
  readonly key: string;
  readonly value: string;
}
const lines = fc.array(fc.record({ key: oneOf(FIELDS), value }), { maxLength: 8 });

function headOf(start: readonly [string, string, string], fields: readonly Line[]): RequestHead {
  const [method, target, version] = start;
  const full = fields.map((line, at) => ({ ...line, name: line.key, at, valueAt: at, end: at + 1 }));
  return {
    kind: 'request',
    method,
    target,
    version,
    octets: new Uint8Array(),
    length: 0,
    fields: full,
    repairs: [],
  };
}
const startLine = fc.tuple(
  fc.oneof(oneOf(['GET', 'get', 'HEAD', '']), anyText),
  fc.oneof(oneOf(['/', '*', 'h:80', 'ws://h/', 'http://h/', 'a']), value, anyText),
  fc.oneof(oneOf(['HTTP/1.1', 'HTTP/1.0', 'HTTP/1.01', 'http/1.1', '']), anyText),
);
const anyHead = fc.tuple(startLine, lines).map(([start, fields]) => headOf(start, fields));
const option = keysOf(OPTION_READERS);
const anyReading: fc.Arbitrary<Reading> = fc.record({
  version: keysOf(VERSION_READERS),
  close: option,
  keepAlive: option,
  upgrade: option,
  websocket: option,
  key: keysOf(KEY_READERS),
  keyLines: keysOf(LINE_CHOICES),
  wsVersion: keysOf(WS_VERSION_READERS),
  host: keysOf(HOST_READERS),
  wsVersions: fc.subarray(['13', '8', '0', 'x']),
  lengths: oneOf(['all-the-same', 'first', 'last'] as const),
  trims: oneOf(['spaces-and-tabs', 'spaces'] as const),
  refuses: fc.subarray(['nul-to-space', 'obs-fold'] as const),
  labels: fc.constantFrom<Reading['labels']>(
    {},
    { 'HTTP/1.0': { as: '1.1', persistsAs: '1.0' } },
    { 'http/1.1': { as: '1.1' }, '': { as: '1.0' } },
  ),
  methods: fc.constantFrom<Reading['methods']>({}, { get: 'GET', HEAD: 'GET' }),
});
const anyFacts = fc.record(
  Object.fromEntries(AXIS_NAMES.map((axis) => [axis, oneOf(VALUES[axis] as readonly string[])])),
) as unknown as fc.Arbitrary<Facts>;

const isFacts = (facts: Facts): boolean =>
  AXIS_NAMES.every((axis) => (VALUES[axis] as readonly string[]).includes(facts[axis])) &&
  Object.keys(facts).length === AXIS_NAMES.length;

/** The octets of a head; every line ends in CRLF, and values are written as given. */
const written = (fields: readonly Line[], ows: readonly [string, string] = [' ', '']): Uint8Array =>
  octetsOf(
    `GET / HTTP/1.1\r\n${fields.map((f) => `${f.key}:${ows[0]}${f.value}${ows[1]}\r\n`).join('')}\r\n`,
  );

/** Facts of what is written, or nothing for a head that goes on. */
const factsOfWritten = (octets: Uint8Array): Facts | undefined => {
  const read = factsOf(octets, STANDARDS_READING, { ended: true });
  return read.outcome === 'facts' ? read.facts : undefined;
};
/** Lines whose values hold no line end and no NUL, so that writing them does not change what the head is. */
const plainLines = lines.map((all) =>
  all.map((f) => ({ ...f, value: f.value.replaceAll(/[\r\n\0]/g, '_') })),
);

describe('reading facts is total', () => {
  test('any head under any reading has one value on every axis', () => {
    fc.assert(fc.property(anyHead, anyReading, (head, reading) => isFacts(readFacts(head, reading))));
  });

  test('any octets have facts once the peer has sent its FIN', () => {
    const octets = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      value.map(octetsOf),
      plainLines.map((l) => written(l)),
    );
    fc.assert(
      fc.property(octets, anyReading, (any, reading) => {
        const read = factsOf(any, reading, { ended: true });
        return read.outcome === 'facts' && isFacts(read.facts);
      }),
    );
  });

  test('a refusal has facts, whatever was read before it', () => {
    const reasons: RefusalReason[] = ['request-line', 'ended-early', 'space-before-colon', 'too-many-fields'];
    fc.assert(
      fc.property(oneOf(reasons), anyHead, (reason, soFar) => {
        const facts = readFacts({ outcome: 'refused', reason, at: 0, soFar });
        return isFacts(facts) && facts.syntax !== 'clean' && facts.syntax !== 'repaired';
      }),
    );
  });

  test('any response has one value of every part', () => {
    fc.assert(
      fc.property(anyHead, fc.integer({ min: 0, max: 999 }), value, (head, status, key) => {
        const { octets, length, fields, repairs, version } = head;
        const common = { octets, length, fields, repairs };
        const facts = readResponseFacts(
          { kind: 'response', version, status, reason: '', ...common },
          { key },
        );
        const parts = Object.entries(ANSWER_PARTS) as [keyof typeof ANSWER_PARTS, readonly string[]][];
        return (
          STATUSES.includes(facts.status) && parts.every(([part, values]) => values.includes(facts[part]))
        );
      }),
    );
  });
});

describe('under the standards’ reading facts do not change', () => {
  const same = (one: Uint8Array, other: Uint8Array): void => {
    expect(factsOfWritten(other)).toEqual(factsOfWritten(one));
  };

  test('with the order of lines of different names', () => {
    fc.assert(
      fc.property(plainLines, fc.func(fc.nat()), (all, rank) => {
        const sorted = [...all].sort((a, b) => rank(a.key) - rank(b.key) || a.key.localeCompare(b.key));
        same(written(all), written(sorted));
      }),
    );
  });

  test('with the case of names', () => {
    fc.assert(
      fc.property(plainLines, fc.infiniteStream(fc.boolean()), (all, upper) => {
        const flip = (letter: string) => (upper.next().value ? letter.toUpperCase() : letter);
        same(written(all), written(all.map((f) => ({ ...f, key: [...f.key].map(flip).join('') }))));
      }),
    );
  });

  test('with whitespace around a value', () => {
    const blanks = fc.array(oneOf([' ', '\t']), { maxLength: 3 }).map((all) => all.join(''));
    fc.assert(
      fc.property(plainLines, blanks, blanks, (all, a, b) => same(written(all), written(all, [a, b]))),
    );
  });

  test('with whitespace around the commas of a list', () => {
    const spaced = (f: Line) =>
      LISTS.includes(f.key) ? { ...f, value: f.value.replaceAll(',', '\t , ') } : f;
    const unquoted = plainLines.filter((all) => all.every((f) => !f.value.includes('"')));
    fc.assert(fc.property(unquoted, (all) => same(written(all), written(all.map(spaced)))));
  });

  test('with the splitting of a list over lines', () => {
    // A comma inside quotes does not separate extensions, so values with quotes are left out.
    const unquoted = plainLines.filter((all) => all.every((f) => !f.value.includes('"')));
    const split = (f: Line): Line[] =>
      LISTS.includes(f.key) ? f.value.split(',').map((part) => ({ ...f, value: part })) : [f];
    fc.assert(fc.property(unquoted, (all) => same(written(all), written(all.flatMap(split)))));
  });

  test('with the case of options, protocols, codings and expectations', () => {
    const folded = ['connection', 'upgrade', 'transfer-encoding', 'expect'];
    const shout = (f: Line) =>
      folded.includes(f.key) ? { ...f, value: f.value.replaceAll(/[a-z]/g, (c) => c.toUpperCase()) } : f;
    fc.assert(fc.property(plainLines, (all) => same(written(all), written(all.map(shout)))));
  });

  test('with lines of fields that tell nothing', () => {
    fc.assert(
      fc.property(plainLines, fc.nat(8), (all, at) => {
        const other = { key: 'sec_websocket_key', value: 'x' };
        same(written(all), written([...all.slice(0, at), other, ...all.slice(at)]));
      }),
    );
  });
});

describe('facts are spelled as heads that have them', () => {
  const readBack = (facts: Facts) => {
    const read = factsOf(spell(facts));
    return read.outcome === 'facts' ? read.facts : read.outcome;
  };

  test('for any facts that are realizable', () => {
    fc.assert(
      fc.property(anyFacts.filter(realizable), (facts) => {
        expect(readBack(facts)).toEqual(facts);
      }),
      { numRuns: 5000 },
    );
  });

  test('for the facts of one-line requests and of targets that are too long', () => {
    const none = {
      ...REFERENCE,
      connection: 'none',
      upgrade: 'none',
      host: 'absent',
      key: 'absent',
      wsVersion: 'absent',
    } as const;
    let count = 0;
    for (const method of VALUES.method) {
      for (const target of VALUES.target) {
        for (const version of VALUES.version) {
          for (const syntax of VALUES.syntax) {
            const facts: Facts = { ...none, method, target, version, syntax };
            if (!realizable(facts)) continue;
            expect(readBack(facts)).toEqual(facts);
            count += 1;
          }
        }
      }
    }
    expect(count).toBeGreaterThan(0);
  });

  const values = AXIS_NAMES.flatMap((axis) => VALUES[axis].map((v): [Axis, string] => [axis, v]));
  test.each(values)('%s: %s is reached', (axis, v) => {
    const bare = {
      connection: 'none',
      upgrade: 'none',
      host: 'absent',
      key: 'absent',
      wsVersion: 'absent',
    } as const;
    const alone = v === 'long-target' || (axis === 'version' && v === 'none');
    const facts = { ...REFERENCE, ...(alone ? bare : {}), [axis]: v } as Facts;
    expect(obstacle(facts)).toBeUndefined();
    expect(readBack(facts)).toEqual(facts);
  });

  test('one head needs at most 30 KiB, and one whose syntax is clean less than a kilobyte', () => {
    fc.assert(
      fc.property(anyFacts.filter(realizable), (facts) => {
        expect(spell(facts).length).toBeLessThan(facts.syntax === 'clean' ? 1000 : 30_720);
      }),
    );
  });

  test('and facts that are not realizable are refused with the reason', () => {
    const facts: Facts = { ...REFERENCE, version: 'none' };
    expect(() => spell(facts)).toThrow(
      'no head has these facts: a request without a version label has no fields',
    );
  });

  test('no octets have facts that are called unrealizable', () => {
    const spoil = fc.tuple(anyFacts.filter(realizable), fc.nat(), fc.uint8Array({ maxLength: 4 }));
    fc.assert(
      fc.property(spoil, ([facts, where, junk]) => {
        const octets = spell(facts);
        const at = where % (octets.length + 1);
        const changed = new Uint8Array([...octets.subarray(0, at), ...junk, ...octets.subarray(at + 1)]);
        const found = factsOfWritten(changed);
        expect(found === undefined ? undefined : obstacle(found)).toBeUndefined();
      }),
      { numRuns: 2000 },
    );
  });
});

describe('the sources of facts', () => {
  test('no fact changes when the lines it was not read from are taken away', () => {
    fc.assert(
      fc.property(anyHead, anyReading, oneOf(AXIS_NAMES), (head, reading, axis) => {
        const sources = explainFacts(head, reading)[axis];
        const rest = { ...head, fields: head.fields.filter((_, index) => sources.includes(index)) };
        expect(readFacts(rest, reading)[axis]).toBe(readFacts(head, reading)[axis]);
      }),
      { numRuns: 3000 },
    );
  });
});
