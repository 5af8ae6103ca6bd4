import { describe, expect, test } from 'vitest';
import { type FrameFacts, REFERENCE_FRAME } from '../../src/spec/frame-axes.js';
import { frameFactsAfter, frameFactsOf } from '../../src/spec/frame-facts.js';
import { DEFAULT_FRAME_LIMITS, type LengthForm } from '../../src/spec/frame-header.js';
import { type FrameArrival, type FrameReaderOptions, frameReader } from '../../src/spec/frame-reader.js';
import { applyMask, type Frame, type FrameRead, printFrame, readFrame } from '../../src/spec/frames.js';
import { octetsOf } from '../../src/spec/message.js';

const KEY = [0x37, 0xfa, 0x21, 0x3d];
const EMPTY = new Uint8Array(0);

/** Octets from hexadecimal digits; what is no digit is passed over. */
const hex = (text: string): Uint8Array =>
  new Uint8Array((text.match(/[0-9a-f]{2}/g) ?? []).map((pair) => Number.parseInt(pair, 16)));

/** How the length stands in the header, written out here so that the printer is not what is tested. */
function lengthOctets(length: number, form: LengthForm): number[] {
  if (form === 7) return [length];
  if (form === 16) return [126, length >> 8, length & 0xff];
  return [127, 0, 0, 0, 0, length >>> 24, (length >> 16) & 0xff, (length >> 8) & 0xff, length & 0xff];
}

type Payload = string | readonly number[] | Uint8Array;
const payloadOctets = (payload: Payload): Uint8Array =>
  typeof payload === 'string' ? octetsOf(payload) : new Uint8Array(payload);

/** The octets of a masked frame with this first octet. */
function masked(first: number, payload: Payload = '', form?: LengthForm, key = KEY): Uint8Array {
  const octets = payloadOctets(payload);
  const { length } = octets;
  const [short, ...more] = lengthOctets(length, form ?? (length > 0xffff ? 64 : length > 125 ? 16 : 7));
  const body = octets.map((octet, i) => octet ^ (key[i % 4] as number));
  return new Uint8Array([first, 0x80 | (short as number), ...more, ...key, ...body]);
}

const joined = (...all: Uint8Array[]): Uint8Array => new Uint8Array(all.flatMap((one) => [...one]));
const facts = (changed: Partial<FrameFacts> = {}): FrameFacts => ({ ...REFERENCE_FRAME, ...changed });

function arrivals(octets: Uint8Array, options: Partial<FrameReaderOptions> = {}): FrameArrival[] {
  const reader = frameReader({ from: 'client', ...options });
  return [...reader.push(octets), ...reader.end()];
}

/** The facts of all frames; a refusal without facts is its reason. */
const factsIn = (octets: Uint8Array, options: Partial<FrameReaderOptions> = {}) =>
  arrivals(octets, options).map((one) => ('facts' in one ? one.facts : one.reason));

function frameOf(read: FrameRead): Frame {
  if (read.outcome !== 'frame') throw new Error(`expected a frame, got ${JSON.stringify(read)}`);
  return read.frame;
}

type Case = readonly [claim: string, octets: Uint8Array, told: readonly (FrameFacts | 'ended-early')[]];
type Options = Partial<FrameReaderOptions>;

function table(name: string, cases: readonly Case[], options: Options = {}): void {
  describe(name, () => {
    for (const [claim, octets, told] of cases) {
      test(claim, () => expect(factsIn(octets, options)).toEqual(told));
    }
  });
}

const zeros = (length: number) => new Uint8Array(length);
const ping = facts({ opcode: 'ping' });
const pong = facts({ opcode: 'pong' });
const binary = facts({ opcode: 'binary' });
const close = facts({ opcode: 'close' });
const continuation = facts({ opcode: 'continuation' });
const unmasked = facts({ mask: 'unmasked' });

table('FR1: the mask', [
  ['a masked frame is masked', hex('81 85 37fa213d 7f9f4d5158'), [facts()]],
  [
    'an unmasked frame is unmasked, and its payload is read as it stands',
    hex('81 01 ff'),
    [facts({ mask: 'unmasked', payload: 'not-utf8' })],
  ],
]);

table('FR2: the masking key', [
  ['a key of zeros is a key', masked(0x81, 'Hello', 7, [0, 0, 0, 0]), [facts()]],
  [
    'any key is taken off: what is UTF-8 only without it is UTF-8',
    masked(0x81, 'Hello', 7, [255, 1, 2, 3]),
    [facts()],
  ],
]);

table('FR3: reserved bits when nothing is negotiated', [
  ['none', masked(0x81), [facts()]],
  ['RSV1', masked(0xc1), [facts({ reserved: 'unknown' })]],
  ['RSV2', masked(0xa1), [facts({ reserved: 'unknown' })]],
  ['RSV3', masked(0x91), [facts({ reserved: 'unknown' })]],
  [
    'RSV1 leaves text to be read',
    masked(0xc1, [0xff]),
    [facts({ reserved: 'unknown', payload: 'not-utf8' })],
  ],
]);

table(
  'FR3: reserved bits when compression is negotiated',
  [
    ['none', masked(0x81, [0xff]), [facts({ payload: 'not-utf8' })]],
    ['RSV1 on text: its text is not read', masked(0xc1, [0xff]), [facts({ reserved: 'compressed' })]],
    ['RSV1 on binary', masked(0xc2, [0xff]), [facts({ reserved: 'compressed', opcode: 'binary' })]],
    [
      'RSV1 on the first fragment holds for the others',
      joined(masked(0x41, [0xff]), masked(0x80, [0xff])),
      [facts({ reserved: 'compressed', fin: 'more' }), continuation],
    ],
    [
      'RSV1 on a continuation',
      joined(masked(0x41), masked(0xc0)),
      [
        facts({ reserved: 'compressed', fin: 'more' }),
        facts({ reserved: 'compressed', opcode: 'continuation' }),
      ],
    ],
    ['RSV1 on a Ping', masked(0xc9), [facts({ reserved: 'compressed', opcode: 'ping' })]],
    ['RSV1 on an unknown opcode', masked(0xc3), [facts({ reserved: 'compressed', opcode: 'unknown' })]],
    ['RSV1 and RSV2', masked(0xe1, [0xff]), [facts({ reserved: 'unknown', payload: 'not-utf8' })]],
    ['RSV2', masked(0xa1), [facts({ reserved: 'unknown' })]],
    ['RSV3', masked(0x91), [facts({ reserved: 'unknown' })]],
  ],
  { compressed: true },
);

table('FR4: the opcode', [
  ['0 to 2', joined(masked(0x80), masked(0x81), masked(0x82)), [continuation, facts(), binary]],
  ['8 to A', joined(masked(0x88), masked(0x89), masked(0x8a)), [close, ping, pong]],
  ...[3, 4, 5, 6, 7, 0xb, 0xc, 0xd, 0xe, 0xf].map(
    (opcode): Case => [
      `${opcode.toString(16)} is unknown`,
      masked(0x80 | opcode, [0xff]),
      [facts({ opcode: 'unknown' })],
    ],
  ),
]);

const HUGE: readonly [claim: string, length: string, length_: FrameFacts['length']][] = [
  ['2^63-1 octets are more than is taken', '7fffffffffffffff', 'over-limit'],
  ['2^63 octets have the top bit', '8000000000000000', 'top-bit'],
  ['2^64-1 octets have the top bit', 'ffffffffffffffff', 'top-bit'],
];

table('FR5: the length', [
  ['0', masked(0x82), [binary]],
  ['125', masked(0x82, zeros(125)), [binary]],
  ['126 as 16 bits', masked(0x82, zeros(126)), [facts({ opcode: 'binary', length: 'long' })]],
  ['125 as 16 bits', masked(0x82, zeros(125), 16), [facts({ opcode: 'binary', length: 'not-minimal' })]],
  ['0 as 16 bits', masked(0x82, '', 16), [facts({ opcode: 'binary', length: 'not-minimal' })]],
  ['0 as 64 bits', masked(0x82, '', 64), [facts({ opcode: 'binary', length: 'not-minimal' })]],
  [
    '126 as 64 bits: the form is told, not that it is long',
    masked(0x82, zeros(126), 64),
    [facts({ opcode: 'binary', length: 'not-minimal' })],
  ],
  ['65535 as 16 bits', masked(0x82, zeros(65_535)), [facts({ opcode: 'binary', length: 'long' })]],
  ['65535 as 64 bits', masked(0x82, zeros(65_535), 64), [facts({ opcode: 'binary', length: 'not-minimal' })]],
  ['65536 as 64 bits', masked(0x82, zeros(65_536)), [facts({ opcode: 'binary', length: 'long' })]],
  ...HUGE.map(
    ([claim, length, told]): Case => [
      claim,
      hex(`82 ff ${length}`),
      [facts({ opcode: 'binary', length: told })],
    ],
  ),
]);

table('FR6: control frames', [
  ['0 octets', masked(0x89), [ping]],
  ['125 octets', masked(0x89, zeros(125)), [ping]],
  ['126 octets', masked(0x89, zeros(126)), [facts({ opcode: 'ping', length: 'long' })]],
  [
    'a Close of 126 octets',
    masked(0x88, [0x03, 0xe8, ...zeros(124)]),
    [facts({ opcode: 'close', length: 'long' })],
  ],
  ['without FIN', masked(0x09), [facts({ opcode: 'ping', fin: 'more' })]],
  [
    'between fragments, which go on',
    joined(masked(0x01, [0xc3]), masked(0x89, [0xff]), masked(0x80, [0xa9])),
    [facts({ fin: 'more' }), ping, continuation],
  ],
]);

table('FR7: fragments', [
  ['a continuation first is of no text', masked(0x80, [0xff]), [continuation]],
  [
    'a continuation first begins nothing',
    joined(masked(0x00, [0xff]), masked(0x80, [0xff])),
    [facts({ opcode: 'continuation', fin: 'more' }), continuation],
  ],
  [
    'a message inside a message is judged by itself, and the other goes on',
    joined(masked(0x01, [0xc3]), masked(0x81, [0xa9]), masked(0x80, [0xa9])),
    [facts({ fin: 'more' }), facts({ payload: 'not-utf8' }), continuation],
  ],
  [
    'a message begun inside a message takes its place',
    joined(masked(0x01, [0xc3]), masked(0x02, [0xff]), masked(0x80, [0xff])),
    [facts({ fin: 'more' }), facts({ opcode: 'binary', fin: 'more' }), continuation],
  ],
  [
    'a text begun inside a binary message is text',
    joined(masked(0x02, [0xff]), masked(0x01), masked(0x80, [0xff])),
    [
      facts({ opcode: 'binary', fin: 'more' }),
      facts({ fin: 'more' }),
      facts({ opcode: 'continuation', payload: 'not-utf8' }),
    ],
  ],
  [
    'a continuation behind the last fragment is of no text',
    joined(masked(0x01), masked(0x80), masked(0x80, [0xff])),
    [facts({ fin: 'more' }), continuation, continuation],
  ],
  [
    'an unknown opcode or a Close without FIN neither begins nor ends a message',
    joined(masked(0x01, [0xc3]), masked(0x03), masked(0x08), masked(0x80, [0x41])),
    [
      facts({ fin: 'more' }),
      facts({ opcode: 'unknown', fin: 'more' }),
      facts({ opcode: 'close', fin: 'more' }),
      facts({ opcode: 'continuation', payload: 'not-utf8' }),
    ],
  ],
  [
    'empty fragments change nothing',
    joined(masked(0x01, [0xe2]), masked(0x00), masked(0x00, [0x82, 0xac]), masked(0x80)),
    [
      facts({ fin: 'more' }),
      facts({ opcode: 'continuation', fin: 'more' }),
      facts({ opcode: 'continuation', fin: 'more' }),
      continuation,
    ],
  ],
]);

test('FR7: 100 000 fragments are a message like others, of which nothing is kept but its length', () => {
  const one = masked(0x00, 'a');
  const all = new Uint8Array(100_000 * one.length);
  for (let i = 0; i < 100_000; i += 1) all.set(one, i * one.length);
  const reader = frameReader({ from: 'client', limits: { payload: 1, message: 100_001 } });
  reader.push(masked(0x01, 'a'));
  expect(reader.push(all).length).toBe(100_000);
  const [refused] = reader.push(masked(0x80, 'a'));
  expect(refused).toMatchObject({ outcome: 'refused', reason: 'over-limit' });
});

/** The octet that shows a fault to another decoder; their number when that is the end; beyond it when there is none. */
function firstFault(octets: Uint8Array): number {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  for (let at = 0; at <= octets.length; at += 1) {
    try {
      decoder.decode(octets.subarray(at, at + 1), { stream: at < octets.length });
    } catch {
      return at;
    }
  }
  return octets.length + 1;
}

const TEXTS: readonly [claim: string, octets: string, utf8: boolean][] = [
  ['ASCII', '48 65 6c 6c 6f 00 7f', true],
  ['two octets', 'c2 80 df bf', true],
  ['three octets', 'e0 a0 80 ed 9f bf ee 80 80 ef bf bf', true],
  ['four octets', 'f0 90 80 80 f4 8f bf bf', true],
  ['overlong in two octets', 'c0 80', false],
  ['overlong in three octets', 'e0 9f bf', false],
  ['overlong in four octets', 'f0 8f bf bf', false],
  ['a surrogate', 'ed a0 80', false],
  ['the last surrogate', 'ed bf bf', false],
  ['above U+10FFFF', 'f4 90 80 80', false],
  ['F5', 'f5 80 80 80', false],
  ['FF', 'ff', false],
  ['a continuation octet first', '80', false],
  ['truncated at the end', 'e2 82', false],
  ['cut by ASCII', 'c3 41', false],
  ['cut by another character', 'e2 82 c3 a9', false],
];
table(
  'FR8: text in one frame',
  TEXTS.map(
    ([claim, octets, utf8]): Case => [
      claim,
      masked(0x81, hex(octets)),
      [facts({ payload: utf8 ? 'plain' : 'not-utf8' })],
    ],
  ),
);
table(
  'FR8: the same text, one octet in a fragment',
  TEXTS.map(([claim, octets, utf8]) => {
    const fragments = [...hex(octets)].map((octet, i) => masked(i === 0 ? 0x01 : 0x00, [octet]));
    const first = firstFault(hex(octets));
    const expected = [...fragments, EMPTY].map((_, i) =>
      facts({
        opcode: i === 0 ? 'text' : 'continuation',
        fin: i === fragments.length ? 'last' : 'more',
        payload: i >= first ? 'not-utf8' : 'plain',
      }),
    );
    expect(first <= fragments.length).toBe(!utf8);
    return [claim, joined(...fragments, masked(0x80)), expected] as Case;
  }),
);

test('FR8: what is not UTF-8 is told with the fragment that shows it, and with each one behind it', () => {
  const payloads = (...fragments: string[]) =>
    factsIn(
      joined(...fragments.map((octets, i) => masked(i === 0 ? 0x01 : 0x00, hex(octets))), masked(0x80)),
    ).map((one) => typeof one !== 'string' && one.payload);
  expect(payloads('e0', '9f', 'bf')).toEqual(['plain', 'not-utf8', 'not-utf8', 'not-utf8']);
  expect(payloads('e2', '82')).toEqual(['plain', 'plain', 'not-utf8']);
  expect(payloads('c3', 'a9', 'ff', '41')).toEqual(['plain', 'plain', 'not-utf8', 'not-utf8', 'not-utf8']);
});

table('FR8: what is no text is not read as text', [
  ['binary', masked(0x82, [0xff]), [binary]],
  [
    'a binary message in fragments',
    joined(masked(0x02, [0xc3]), masked(0x80, [0xff])),
    [facts({ opcode: 'binary', fin: 'more' }), continuation],
  ],
]);

table('FR9: Ping and Pong', [
  ['a Ping of 0 octets', masked(0x89), [ping]],
  ['a Ping of 125 octets, of any kind', masked(0x89, zeros(125).fill(0xff)), [ping]],
  ['a Pong that nobody asked for', masked(0x8a, [0xff]), [pong]],
  ['two Pings', joined(masked(0x89, 'a'), masked(0x89, 'b')), [ping, ping]],
  ['a Ping behind a Close', joined(masked(0x88), masked(0x89)), [close, ping]],
]);

table('FR10: truncated frames', [
  ['nothing was begun', EMPTY, []],
  ['one octet', hex('81'), ['ended-early']],
  ['a header without its key', hex('81 85 37'), ['ended-early']],
  ['half a payload', masked(0x81, 'Hello').subarray(0, 8), ['ended-early']],
  ['a whole frame before', joined(masked(0x81), hex('81')), [facts(), 'ended-early']],
  ['an open message is no cut frame', masked(0x01, 'Hel'), [facts({ fin: 'more' })]],
]);

table('FR11: text behind the 101 that is HTTP', [
  [
    'G is RSV1, and opcode 7 without FIN; E is an unmasked length of 69',
    octetsOf(`GET /${'x'.repeat(66)}`),
    [facts({ mask: 'unmasked', reserved: 'unknown', opcode: 'unknown', fin: 'more' })],
  ],
]);

table('CB1: the length of a Close body', [
  ['0', masked(0x88), [close]],
  ['1', masked(0x88, [0x03]), [facts({ opcode: 'close', payload: 'one-octet' })]],
  ['2', masked(0x88, [0x03, 0xe8]), [close]],
  ['3 that are UTF-8', masked(0x88, [0x03, 0xe8, 0x41]), [close]],
  ['3 that are not', masked(0x88, [0x03, 0xe8, 0xff]), [facts({ opcode: 'close', payload: 'not-utf8' })]],
  ['125', masked(0x88, [0x03, 0xe8, ...zeros(123).fill(0x41)]), [close]],
  ['126', masked(0x88, [0x03, 0xe8, ...zeros(124).fill(0x41)]), [facts({ opcode: 'close', length: 'long' })]],
]);

const CODES: readonly [name: string, payload: FrameFacts['payload'], codes: readonly number[]][] = [
  ['CB2: codes under 1000', 'code-outside', [0, 999]],
  [
    'CB3: codes of the protocol, and 1012 to 1014, registered later',
    'plain',
    [1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014],
  ],
  ['CB4: 1004, which is reserved', 'code-reserved', [1004]],
  ['CB4: codes that are never sent', 'code-forbidden', [1005, 1006, 1015]],
  ['CB5: codes without a meaning yet', 'code-reserved', [1016, 2000, 2999]],
  ['CB6: codes for libraries and for private use', 'plain', [3000, 3999, 4000, 4999]],
  ['CB7: codes above all ranges', 'code-outside', [5000, 65_535]],
];
for (const [name, payload, codes] of CODES) {
  table(
    name,
    codes.flatMap((code): Case[] => {
      const body = [code >> 8, code & 0xff];
      const fact = facts({ opcode: 'close', payload });
      const bad = facts({ opcode: 'close', payload: 'not-utf8' });
      return [
        [`${code}`, masked(0x88, body), [fact]],
        [
          `${code}, with a reason that is not UTF-8: the reason is told`,
          masked(0x88, [...body, 0xff]),
          [bad],
        ],
      ];
    }),
  );
}

table('CB8: the reason', [
  ['empty', masked(0x88, [0x03, 0xe8]), [close]],
  ['123 octets', masked(0x88, [0x03, 0xe8, ...zeros(123).fill(0x7a)]), [close]],
  ['UTF-8', masked(0x88, [0x03, 0xe8, 0xe2, 0x82, 0xac]), [close]],
  ['not UTF-8', masked(0x88, [0x03, 0xe8, 0xc0, 0x80]), [facts({ opcode: 'close', payload: 'not-utf8' })]],
  [
    'a cut character',
    masked(0x88, [0x03, 0xe8, 0xe2, 0x82]),
    [facts({ opcode: 'close', payload: 'not-utf8' })],
  ],
  [
    'without FIN too',
    masked(0x08, [0x03, 0xe8, 0xe2]),
    [facts({ opcode: 'close', fin: 'more', payload: 'not-utf8' })],
  ],
]);

describe('a frame is read', () => {
  test('with all that was on the wire', () => {
    const octets = joined(hex('00 00'), masked(0x51, 'Hello', 16), hex('ff'));
    const frame = frameOf(readFrame(octets, { from: 2 }));
    expect(frame).toEqual({
      at: 2,
      fin: false,
      reserved: 5,
      opcode: 1,
      masked: true,
      length: 5,
      lengthForm: 16,
      key: new Uint8Array(KEY),
      payloadAt: 10,
      end: 15,
      payload: octetsOf('Hello'),
    });
  });

  test('unmasked as a view on what arrived, masked as a copy', () => {
    const plain = hex('81 02 48 69');
    const hidden = masked(0x81, 'Hi');
    expect(frameOf(readFrame(plain)).payload.buffer).toBe(plain.buffer);
    expect(frameOf(readFrame(plain)).key).toEqual(EMPTY);
    const before = [...hidden];
    expect(frameOf(readFrame(hidden)).payload).toEqual(octetsOf('Hi'));
    expect([...hidden]).toEqual(before);
  });

  test('and needs no more octets than decide', () => {
    const need = (octets: string) => {
      const read = readFrame(hex(octets));
      return read.outcome === 'need-more' ? [read.have, read.need] : read.outcome;
    };
    expect(need('')).toEqual([0, 2]);
    expect(need('81')).toEqual([1, 2]);
    expect(need('81 00')).toBe('frame');
    expect(need('81 02 48')).toEqual([3, 4]);
    expect(need('81 80')).toEqual([2, 6]);
    expect(need('81 81 00000000')).toEqual([6, 7]);
    expect(need('81 fe')).toEqual([2, 4]);
    expect(need('81 fe 0100')).toEqual([4, 8]);
    expect(need('81 7f')).toEqual([2, 3]);
    expect(need('81 ff 00')).toEqual([3, 10]);
    expect(need('81 ff 0000000000000100')).toEqual([10, 14]);
    expect(need('81 7f 0000000000000100')).toEqual([10, 266]);
  });

  test('from an offset outside the octets as from the nearest one inside', () => {
    expect(readFrame(hex('89 00'), { from: 9 })).toEqual({ outcome: 'need-more', have: 0, need: 2 });
    expect(frameOf(readFrame(hex('89 00'), { from: -3 })).at).toBe(0);
  });
});

describe('a refusal', () => {
  const limits = { payload: 10, message: 20 };

  test('is made at the first octet of a length with the top bit, and of no octet behind it', () => {
    const expected = {
      outcome: 'refused',
      reason: 'top-bit',
      at: 5,
      soFar: {
        at: 3,
        octets: hex('c2 ff 80'),
        fin: true,
        reserved: 4,
        opcode: 2,
        masked: true,
        lengthForm: 64,
      },
    };
    expect(readFrame(hex('000000 c2ff80'), { from: 3 })).toEqual(expected);
    expect(readFrame(hex('000000 c2ff80 112233445566 77889900'), { from: 3, ended: true })).toEqual(expected);
  });

  test('is made when the length is known, without the key', () => {
    expect(readFrame(hex('01 8b 01020304'), { limits })).toEqual({
      outcome: 'refused',
      reason: 'over-limit',
      at: 1,
      soFar: {
        at: 0,
        octets: hex('01 8b'),
        fin: false,
        reserved: 0,
        opcode: 1,
        masked: true,
        lengthForm: 7,
        length: 11,
      },
    });
    const wide = readFrame(hex('00 82 7f 0000000000000100 00'), { from: 1, limits });
    expect(wide).toMatchObject({ at: 3, soFar: { at: 1, length: 256, key: EMPTY, octets: { length: 10 } } });
  });

  test('of a cut frame says where the octets ended, and what of the header they hold', () => {
    const cutAt = (octets: string) => {
      const read = readFrame(hex(octets), { ended: true });
      return read.outcome === 'refused' && read.reason === 'ended-early' ? [read.at, read.soFar] : read;
    };
    const first = { at: 0, fin: true, reserved: 0, opcode: 1 };
    expect(cutAt('')).toEqual([0, { at: 0, octets: EMPTY }]);
    expect(cutAt('81')).toEqual([1, { ...first, octets: hex('81') }]);
    const second = { ...first, masked: true, lengthForm: 16 };
    expect(cutAt('81 fe 00')).toEqual([3, { ...second, octets: hex('81 fe 00') }]);
    expect(cutAt('81 fe 0102 aabb')).toEqual([6, { ...second, length: 258, octets: hex('81 fe 0102 aabb') }]);
    const whole = { ...second, length: 258, key: hex('aabbccdd'), octets: hex('81 fe 0102 aabbccdd') };
    expect(cutAt('81 fe 0102 aabbccdd 99')).toEqual([9, whole]);
  });

  test('needs a length of one more than the limit', () => {
    expect(readFrame(masked(0x82, zeros(10)), { limits }).outcome).toBe('frame');
    expect(readFrame(masked(0x82, zeros(11)), { limits })).toMatchObject({ reason: 'over-limit' });
    expect(readFrame(masked(0x89, zeros(11)), { limits })).toMatchObject({ reason: 'over-limit' });
    // The limit of a message alone: no message is longer, and what is no message has none.
    const alone = { payload: 100, message: 20 };
    expect(readFrame(masked(0x81, zeros(20)), { limits: alone }).outcome).toBe('frame');
    for (const first of [0x80, 0x81, 0x82]) {
      expect(readFrame(masked(first, zeros(21)), { limits: alone })).toMatchObject({ reason: 'over-limit' });
    }
    for (const first of [0x83, 0x88]) {
      expect(readFrame(masked(first, zeros(21)), { limits: alone }).outcome).toBe('frame');
    }
  });

  test('comes of a length that a double cannot hold, whatever the limits', () => {
    const none = { payload: Number.POSITIVE_INFINITY, message: Number.POSITIVE_INFINITY };
    const { MAX_SAFE_INTEGER } = Number;
    expect(readFrame(hex('82 7f 001fffffffffffff'), { limits: none })).toEqual({
      outcome: 'need-more',
      have: 10,
      need: MAX_SAFE_INTEGER + 10,
    });
    expect(readFrame(hex('82 7f 0020000000000000'), { limits: none })).toMatchObject({
      reason: 'over-limit',
      soFar: { length: MAX_SAFE_INTEGER + 1 },
    });
  });

  test('by the default limits comes at one octet more than 16 MiB', () => {
    expect(DEFAULT_FRAME_LIMITS).toEqual({ payload: 2 ** 24, message: 2 ** 26 });
    expect(readFrame(hex('82 7f 0000000001000000')).outcome).toBe('need-more');
    expect(readFrame(hex('82 7f 0000000001000001'))).toMatchObject({ reason: 'over-limit' });
  });

  test('has the facts that the header decides', () => {
    const [over] = arrivals(hex('41 8b'), { limits, compressed: true });
    expect(over).toEqual({
      ...readFrame(hex('41 8b'), { limits }),
      facts: facts({ reserved: 'compressed', fin: 'more', length: 'over-limit' }),
    });
    const [bare] = arrivals(hex('7f 7f ff'));
    expect(bare).toMatchObject({ soFar: { fin: false, reserved: 7, opcode: 15 }, facts: { fin: 'more' } });
    const [top] = arrivals(hex('c0 7f ff'), { compressed: true });
    expect(top).toMatchObject({
      facts: {
        mask: 'unmasked',
        reserved: 'compressed',
        opcode: 'continuation',
        fin: 'last',
        length: 'top-bit',
        payload: 'plain',
      },
    });
  });

  test('comes of a message that is longer than is taken, fragment by fragment', () => {
    const ten = (first: number) => masked(first, zeros(10));
    const lengths = (...frames: Uint8Array[]) =>
      factsIn(joined(...frames), { limits }).map((one) => typeof one !== 'string' && one.length);
    expect(lengths(ten(0x02), ten(0x80))).toEqual(['short', 'short']);
    expect(lengths(ten(0x02), ten(0x00), masked(0x80))).toEqual(['short', 'short', 'short']);
    expect(lengths(ten(0x02), ten(0x00), masked(0x80, 'a'))).toEqual(['short', 'short', 'over-limit']);
    // Control frames, whole messages, and a message begun anew are not counted to it.
    expect(lengths(ten(0x02), ten(0x00), ten(0x89), ten(0x82), masked(0x80))).not.toContain('over-limit');
    expect(lengths(ten(0x02), ten(0x00), ten(0x02), ten(0x80))).not.toContain('over-limit');
    expect(lengths(ten(0x02), ten(0x80), ten(0x02), ten(0x80))).not.toContain('over-limit');
  });

  test('is the last thing a reader tells', () => {
    const reader = frameReader({ from: 'client' });
    const told = reader.push(joined(masked(0x81), hex('81ffff'), masked(0x81)));
    expect(told.map((one) => one.outcome)).toEqual(['frame', 'refused']);
    expect(reader.push(masked(0x81))).toEqual([]);
    expect(reader.end()).toEqual([]);
  });
});

describe('a reader', () => {
  test('tells offsets from the first octet of the first segment', () => {
    const reader = frameReader({ from: 'server' });
    expect(reader.from).toBe('server');
    const told = [
      ...reader.push(hex('89 00 81')),
      ...reader.push(hex('02 48')),
      ...reader.push(hex('69 88')),
    ];
    expect(
      told.map((one) => one.outcome === 'frame' && [one.frame.at, one.frame.payloadAt, one.frame.end]),
    ).toEqual([
      [0, 2, 2],
      [2, 4, 6],
    ]);
    expect(reader.end()).toEqual([
      {
        outcome: 'refused',
        reason: 'ended-early',
        at: 7,
        soFar: { at: 6, octets: hex('88'), fin: true, reserved: 0, opcode: 8 },
      },
    ]);
  });

  test('counts the octets of a cut payload to where the peer ended', () => {
    const reader = frameReader({ from: 'client' });
    reader.push(masked(0x81, 'Hello').subarray(0, 7));
    reader.push(masked(0x81, 'Hello').subarray(7, 9));
    expect(reader.end()).toMatchObject([{ reason: 'ended-early', at: 9, soFar: { at: 0, length: 5 } }]);
  });

  test('tells nothing behind the end', () => {
    const reader = frameReader({ from: 'client' });
    expect(reader.end()).toEqual([]);
    expect(reader.push(masked(0x81))).toEqual([]);
    expect(reader.end()).toEqual([]);
  });

  test('does not keep what it was given: a segment may be used again by its owner', () => {
    const reader = frameReader({ from: 'client' });
    const octets = masked(0x81, 'Hello');
    const segment = octets.slice(0, 8);
    reader.push(segment);
    segment.fill(0);
    const [told] = reader.push(octets.subarray(8));
    expect(told?.outcome === 'frame' && told.frame.payload).toEqual(octetsOf('Hello'));
    expect(told?.outcome === 'frame' && told.frame.key).toEqual(new Uint8Array(KEY));
  });

  test('takes room for what has arrived, not for what is announced', () => {
    const sixteen = hex('82 ff 0000000001000000 01020304');
    const readers = Array.from({ length: 20 }, () => frameReader({ from: 'client' }));
    const before = process.memoryUsage().arrayBuffers;
    for (const reader of readers) {
      reader.push(sixteen);
      reader.push(hex('aa bb'));
    }
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2 ** 22);
    expect(readers.every((reader) => reader.end().length === 1)).toBe(true);
  });
});

describe('the facts of a single frame', () => {
  const read = (octets: Uint8Array) => frameOf(readFrame(octets));

  test('are those that a reader tells of it first', () => {
    for (const octets of [masked(0x81, [0xff]), masked(0x88, [0]), masked(0xc1), hex('8a00')]) {
      for (const compressed of [false, true]) {
        expect(frameFactsOf(read(octets), { compressed })).toEqual(factsIn(octets, { compressed })[0]);
      }
    }
    expect(frameFactsOf(read(hex('8100')))).toEqual(unmasked);
    expect(frameFactsOf(read(masked(0xc1))).reserved).toBe('unknown');
  });

  test('say over-limit where limits are lower than those it was read under, whatever the form', () => {
    const limits = { payload: 4, message: 4 };
    expect(frameFactsOf(read(masked(0x82, zeros(5), 64)), { limits }).length).toBe('over-limit');
    expect(frameFactsOf(read(masked(0x82, zeros(4), 64)), { limits }).length).toBe('not-minimal');
    const { message } = frameFactsAfter(read(masked(0x02, zeros(4))), undefined, { limits });
    expect(frameFactsAfter(read(masked(0x80, 'a')), message, { limits }).facts.length).toBe('over-limit');
  });

  test('come with the message under way behind it', () => {
    const left = (first: number, before?: Parameters<typeof frameFactsAfter>[1]) =>
      frameFactsAfter(read(masked(first, 'ab')), before).message;
    const begun = { text: true, utf8: 0, octets: 2 };
    expect(left(0x01)).toEqual(begun);
    expect(left(0x02)).toEqual({ text: false, utf8: 0, octets: 2 });
    expect(left(0x81)).toBeUndefined();
    expect(left(0x00)).toBeUndefined();
    expect(left(0x00, begun)).toEqual({ text: true, utf8: 0, octets: 4 });
    expect(left(0x80, begun)).toBeUndefined();
    for (const first of [0x81, 0x82, 0x83, 0x03, 0x88, 0x89]) expect(left(first, begun)).toBe(begun);
  });
});

test('a mask is put on the octets from one offset to another, and on no others', () => {
  for (const [from, to] of [
    [0, 5],
    [3, 9],
    [1, 190],
    [2, 131],
    [4, 132],
  ] as const) {
    const payload = zeros(200).fill(0x55);
    applyMask(payload, from, to, new Uint8Array(KEY));
    const expected = zeros(200).map((_, i) => (i < from || i >= to ? 0x55 : 0x55 ^ (KEY[i % 4] as number)));
    expect(payload).toEqual(expected);
  }
});

describe('printing', () => {
  const hello = octetsOf('Hello');

  test('gives the frames of RFC 6455 §5.7', () => {
    expect(printFrame({ opcode: 1, payload: hello })).toEqual(hex('81 05 48656c6c6f'));
    expect(printFrame({ opcode: 1, payload: hello, key: new Uint8Array(KEY) })).toEqual(
      hex('81 85 37fa213d 7f9f4d5158'),
    );
    expect(printFrame({ opcode: 1, fin: false, payload: octetsOf('Hel') })).toEqual(hex('01 03 48656c'));
    expect(printFrame({ opcode: 0, payload: octetsOf('lo') })).toEqual(hex('80 02 6c6f'));
    expect(printFrame({ opcode: 9, payload: hello })).toEqual(hex('89 05 48656c6c6f'));
    expect(printFrame({ opcode: 2, payload: zeros(256) }).subarray(0, 5)).toEqual(hex('82 7e 0100 00'));
    expect(printFrame({ opcode: 2, payload: zeros(65_536) }).subarray(0, 11)).toEqual(
      hex('82 7f 0000000000010000 00'),
    );
  });

  test('takes the shortest form that holds the length, unless a longer one is asked for', () => {
    const form = (length: number, lengthForm?: LengthForm) =>
      frameOf(
        readFrame(
          printFrame({
            opcode: 2,
            payload: zeros(length),
            ...(lengthForm === undefined ? {} : { lengthForm }),
          }),
        ),
      ).lengthForm;
    expect([0, 125, 126, 65_535, 65_536].map((length) => form(length))).toEqual([7, 7, 16, 16, 64]);
    expect([form(1, 16), form(1, 64), form(126, 7), form(65_536, 16), form(126, 64)]).toEqual([
      16, 64, 16, 64, 64,
    ]);
  });

  test('is total: numbers out of range lose their upper bits, and a key has four octets', () => {
    expect(printFrame({ opcode: 0x1f, reserved: 0xf })).toEqual(hex('ff 00'));
    expect(printFrame({ opcode: 2, key: hex('ff'), payload: hex('0102') })).toEqual(
      hex('82 82 ff000000 fe02'),
    );
    expect(printFrame({ opcode: 2, key: hex('0102030405') })).toEqual(hex('82 80 01020304'));
  });

  test('leaves the payload as it was', () => {
    const payload = octetsOf('Hello');
    printFrame({ opcode: 1, payload, key: new Uint8Array(KEY) });
    expect(payload).toEqual(hello);
  });
});
