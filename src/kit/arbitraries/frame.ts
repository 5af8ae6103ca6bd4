/**
 * WebSocket frames, as arbitraries: facts, and octets that have them.
 *
 * 1. A frame is read back to the facts it was made of, where permessage-deflate was negotiated or not as it
 *    says, and no message is under way.
 * 2. Of a frame whose length alone refuses it, only the header is there.
 * 3. A shrink goes to a short text frame from a client, with a mask of zeros and without payload.
 */
import * as fc from 'fast-check';
import {
  FRAME_AXIS_NAMES,
  FRAME_VALUES,
  type FrameFacts,
  type FrameValue,
  REFERENCE_FRAME,
} from '../../spec/frame-axes.js';
import type { LengthForm } from '../../spec/frame-header.js';
import { printFrame } from '../../spec/frames.js';
import { joined } from '../../wire/octets.js';
import { pick } from './flourish.js';
import { checkGiven, differencesIn, type FactSpace, NearestArbitrary } from './nearest.js';
import { quoted, shown } from './shown.js';

/** A frame with what is told of it. */
export interface GeneratedFrame {
  readonly octets: Uint8Array;
  readonly facts: FrameFacts;
  /** Whether permessage-deflate was negotiated; it gives the first reserved bit its meaning. */
  readonly compressed: boolean;
}

/** What of a frame is not told by its facts. */
interface Filling {
  readonly number: number;
  readonly compressed: boolean;
  readonly key: Uint8Array;
  readonly size: number;
  readonly text: readonly Uint8Array[];
  readonly octets: Uint8Array;
  readonly code: number;
}

const some = (...octets: readonly number[]): Uint8Array => new Uint8Array(octets);
/** Characters of one to four octets. */
const CHARACTERS = [some(0x61), some(0xc3, 0xa9), some(0xe2, 0x82, 0xac), some(0xf0, 0x9f, 0x98, 0x80)];
/** No text: an octet that begins nothing, one that goes on with nothing, an overlong form, a surrogate. */
const NO_TEXT = [some(0xff), some(0x80), some(0xc0, 0x80), some(0xed, 0xa0, 0x80)];

const OPCODES: { readonly [value in FrameValue<'opcode'>]: readonly number[] } = {
  text: [1],
  binary: [2],
  continuation: [0],
  close: [8],
  ping: [9],
  pong: [10],
  unknown: [3, 4, 5, 6, 7, 11, 12, 13, 14, 15],
};
/** From where to where the codes of a value go (rfc6455#section-7.4); the edges come up most. */
const CODES: { readonly [value in FrameValue<'payload'>]?: readonly (readonly [number, number])[] } = {
  plain: [
    [1000, 1003],
    [1007, 1014],
    [3000, 4999],
  ],
  'not-utf8': [[1000, 1003]],
  'code-forbidden': [
    [1005, 1006],
    [1015, 1015],
  ],
  'code-reserved': [
    [1004, 1004],
    [1016, 2999],
  ],
  'code-outside': [
    [0, 999],
    [5000, 65_535],
  ],
};
const SIZES = [126, 127, 300, 65_535, 65_536] as const;

/** Facts of a frame contradict one another, and the reason; undefined when some frame has them. */
function contradiction({ opcode, reserved, length, payload }: FrameFacts): string | undefined {
  if (payload === 'plain') return undefined;
  if (length === 'over-limit' || length === 'top-bit')
    return 'of a frame refused by its length no payload is read';
  if (payload === 'not-utf8') {
    const isText = opcode === 'close' || (opcode === 'text' && reserved !== 'compressed');
    return isText ? undefined : 'only text, or the reason of a Close, is read as UTF-8';
  }
  if (opcode !== 'close') return 'only a Close has a code';
  return payload === 'one-octet' && length === 'long' ? 'one octet is not long' : undefined;
}

/** What makes facts that no frame has those of one, tried in this order. */
const AMENDS: readonly Partial<FrameFacts>[] = [
  {},
  { opcode: 'close' },
  { opcode: 'close', length: 'short' },
  { length: 'short' },
  { reserved: 'none' },
  { opcode: 'text', reserved: 'none' },
  { payload: 'plain' },
];

function settled(facts: FrameFacts, given: Partial<FrameFacts>): FrameFacts | undefined {
  for (const amends of AMENDS) {
    const tried: FrameFacts = { ...facts, ...amends, ...given };
    if (contradiction(tried) === undefined) return tried;
  }
  return undefined;
}

const FRAMES: FactSpace<FrameFacts> = {
  names: FRAME_AXIS_NAMES,
  values: FRAME_VALUES,
  reference: REFERENCE_FRAME,
  settled,
};

const reservedBits = (facts: FrameFacts, { number, compressed }: Filling): number => {
  if (facts.reserved === 'none') return 0;
  if (facts.reserved === 'compressed') return 4;
  return pick(compressed ? [2, 1, 3, 5, 6, 7] : [4, 2, 1, 3, 5, 6, 7], number) ?? 1;
};

/** The body of a Close: nothing, or a code with a reason. */
function closeBody(facts: FrameFacts, { number, code, text }: Filling): Uint8Array {
  if (facts.payload === 'one-octet') return some(0x03);
  if (facts.payload === 'plain' && facts.length !== 'long' && code === 0 && text.length === 0) return some();
  const [from, to] = pick(CODES[facts.payload] ?? [], number) ?? [1000, 1000];
  const all = from + Math.round((code * (to - from)) / 999);
  const bad = facts.payload === 'not-utf8' ? [pick(NO_TEXT, number) ?? some(0xff)] : [];
  return joined([some(all >> 8, all & 0xff), ...text, ...bad]);
}

function payloadOf(facts: FrameFacts, filling: Filling): Uint8Array {
  const own = (): Uint8Array => {
    if (facts.opcode === 'close') return closeBody(facts, filling);
    if (facts.opcode !== 'text') return filling.octets;
    const bad = facts.payload === 'not-utf8' ? [pick(NO_TEXT, filling.number) ?? some(0xff)] : [];
    return joined([...filling.text, ...bad]);
  };
  const body = own();
  if (facts.length !== 'long') return body;
  const size = pick(SIZES, filling.size) ?? 126;
  // what is added is text, so that it changes nothing of what is told
  return joined([body, new Uint8Array(Math.max(0, size - body.length)).fill(0x61)]);
}

const NOT_MINIMAL: readonly LengthForm[] = [16, 64];

/** The header of a frame whose length refuses it: more than 16 MiB, or with the first bit set. */
function refusedHeader(facts: FrameFacts, first: number, { key, size }: Filling): Uint8Array {
  const isMasked = facts.mask === 'masked';
  const length =
    facts.length === 'top-bit'
      ? some(0x80, 0, 0, 0, 0, 0, 0, size & 0xff)
      : some(0, 0, 0, size & 0x0f, 1, 0, 0, 1);
  return joined([some(first, isMasked ? 0xff : 0x7f), length, ...(isMasked ? [key] : [])]);
}

function framed(facts: FrameFacts, filling: Filling): GeneratedFrame {
  const compressed = facts.reserved === 'compressed' || filling.compressed;
  const opcode = pick(OPCODES[facts.opcode], filling.number) ?? 0;
  const reserved = reservedBits(facts, { ...filling, compressed });
  const fin = facts.fin === 'last';
  const isRefused = facts.length === 'over-limit' || facts.length === 'top-bit';
  const octets = isRefused
    ? refusedHeader(facts, (fin ? 0x80 : 0) | (reserved << 4) | opcode, filling)
    : printFrame({
        opcode,
        reserved,
        fin,
        payload: payloadOf(facts, filling),
        ...(facts.mask === 'masked' ? { key: filling.key } : {}),
        ...(facts.length === 'not-minimal' ? { lengthForm: pick(NOT_MINIMAL, filling.size) ?? 16 } : {}),
      });
  const words = FRAME_AXIS_NAMES.map((axis) => facts[axis]).join(' ');
  return shown(
    { octets, facts, compressed },
    () => `${quoted(octets)} (${words}${compressed ? ', deflate' : ''})`,
  );
}

const filling: fc.Arbitrary<Filling> = fc.record({
  number: fc.nat(999),
  compressed: fc.boolean(),
  key: fc.uint8Array({ minLength: 4, maxLength: 4 }),
  size: fc.nat(999),
  text: fc.array(fc.constantFrom(...CHARACTERS), { maxLength: 8 }),
  octets: fc.uint8Array({ maxLength: 20 }),
  code: fc.oneof(fc.nat(999), fc.constantFrom(0, 999)),
});

/**
 * A WebSocket frame: every value of every axis, spelled in every way.
 *
 * A shrink goes to the fewest differences from a short text frame of a client, and to the shortest frame.
 *
 * @param given - the values of some axes, which are kept; all others are any
 * @returns the arbitrary
 * @throws RangeError with the reason when no frame has the given values
 * @see rfc6455#section-5.2
 * @example
 * frame({ mask: 'masked', opcode: 'ping' }).map(({ octets }) => readFrame(octets).outcome); // frame
 */
export function frame(given: Partial<FrameFacts> = {}): fc.Arbitrary<GeneratedFrame> {
  checkGiven(FRAMES, given);
  const wanted = { ...REFERENCE_FRAME, ...given };
  const least = settled(wanted, given);
  if (least === undefined) throw new RangeError(`no frame has these facts: ${contradiction(wanted)}`);
  const facts = new NearestArbitrary(FRAMES, given, differencesIn(FRAMES), least);
  return fc.tuple(facts, filling).map(([one, how]) => framed(one, how));
}

/**
 * A Close frame: without a body, with every kind of code, with a reason that is text or not.
 *
 * A shrink goes to the shortest frame with the fewest differences from a Close of a client without a body.
 *
 * @param given - the values of some axes, which are kept; all others are any
 * @returns the arbitrary
 * @throws RangeError with the reason when no Close has the given values
 * @see rfc6455#section-5.5.1
 * @example
 * closeFrame({ payload: 'code-forbidden' }).map(({ facts }) => facts.opcode); // close
 */
export function closeFrame(given: Partial<Omit<FrameFacts, 'opcode'>> = {}): fc.Arbitrary<GeneratedFrame> {
  if ('opcode' in given) throw new RangeError('a Close has the opcode of a Close: use frame() for others');
  return frame({ ...given, opcode: 'close' });
}
