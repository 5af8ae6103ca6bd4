/**
 * Facts of a frame to octets: one short frame that has them.
 *
 * 1. What is spelled is read back, and given only if it has the facts that were asked for.
 * 2. A frame that is refused by its length alone is a header: the payload it announces is never sent.
 */
import { FRAME_AXIS_NAMES, type FrameFacts } from '../../spec/frame-axes.js';
import { frameFactsAfter, type MessageSoFar, refusedFacts } from '../../spec/frame-facts.js';
import type { LengthForm } from '../../spec/frame-header.js';
import { printFrame, readFrame } from '../../spec/frames.js';
import { octetsOf } from '../../spec/message.js';
import { UTF8_WHOLE } from '../../spec/utf8.js';

/** Whether a message is under way in fragments. */
export type UnderWay = 'between' | 'inside';

const OPCODES: Readonly<Record<FrameFacts['opcode'], number>> = {
  continuation: 0,
  text: 1,
  binary: 2,
  unknown: 3,
  close: 8,
  ping: 9,
  pong: 10,
};
const RESERVED: Readonly<Record<FrameFacts['reserved'], number>> = { none: 0, compressed: 4, unknown: 1 };
/** The masking key of the examples in RFC 6455 §5.7. */
const KEY = [0x37, 0xfa, 0x21, 0x3d];
/** "Hello" compressed, from RFC 7692 §7.2.3.1. */
const COMPRESSED = '\xf2\x48\xcd\xc9\xc9\x07\x00';
const MORE_THAN_SHORT = 126;

const CLOSES: Readonly<Record<FrameFacts['payload'], string>> = {
  plain: '\x03\xe8',
  'not-utf8': '\x03\xe8\xff',
  'one-octet': '\x03',
  'code-forbidden': '\x03\xed',
  'code-reserved': '\x03\xec',
  'code-outside': '\x03\xe7',
};

function payloadOf({ opcode, payload, length, reserved }: FrameFacts): string {
  const text =
    opcode === 'close'
      ? CLOSES[payload]
      : reserved === 'compressed'
        ? COMPRESSED
        : payload === 'not-utf8'
          ? 'Hel\xff'
          : 'Hello';
  return length === 'long' ? text.padEnd(MORE_THAN_SHORT, 'x') : text;
}

/** A length that nobody takes: 2^62 octets, or one whose first bit is set. */
function announcing(frame: Uint8Array, first: number, masked: boolean): Uint8Array {
  const length = [first, 0, 0, 0, 0, 0, 0, 0];
  const second = (masked ? 0x80 : 0) | 127;
  return new Uint8Array([frame[0] as number, second, ...length, ...(masked ? KEY : [])]);
}

function spelled(facts: FrameFacts): Uint8Array {
  const form: { readonly lengthForm?: LengthForm } = facts.length === 'not-minimal' ? { lengthForm: 16 } : {};
  const frame = printFrame({
    opcode: OPCODES[facts.opcode],
    fin: facts.fin === 'last',
    reserved: RESERVED[facts.reserved],
    payload: octetsOf(payloadOf(facts)),
    key: new Uint8Array(facts.mask === 'masked' ? KEY : []),
    ...form,
  });
  if (facts.length === 'top-bit') return announcing(frame, 0x80, facts.mask === 'masked');
  return facts.length === 'over-limit' ? announcing(frame, 0x40, facts.mask === 'masked') : frame;
}

const BEGUN: MessageSoFar = { text: true, utf8: UTF8_WHOLE, octets: 5 };

/** A frame that begins a text message, from either end: what is under way where a message is. */
export function beginning(from: 'client' | 'server'): Uint8Array {
  const mask = from === 'client' ? 'masked' : 'unmasked';
  return spelled({ mask, reserved: 'none', opcode: 'text', fin: 'more', length: 'short', payload: 'plain' });
}

/** The facts of a spelled frame, as the reader tells them. */
function readBack(octets: Uint8Array, underWay: UnderWay, compressed: boolean): FrameFacts | undefined {
  const read = readFrame(octets);
  if (read.outcome === 'need-more') return undefined;
  if (read.outcome === 'frame') {
    return frameFactsAfter(read.frame, underWay === 'inside' ? BEGUN : undefined, { compressed }).facts;
  }
  return read.reason === 'ended-early' ? undefined : refusedFacts(read.soFar, read.reason, compressed);
}

/**
 * A frame spelled from facts has these facts.
 *
 * @param facts - any facts
 * @param underWay - whether a text message is under way before it
 * @returns the octets of one frame; undefined when no frame that is spelled here has these facts
 * @see rfc6455#section-5.2
 * @example
 * frameOctets({ ...REFERENCE_FRAME, opcode: 'ping' }, 'between')?.[0]; // 0x89
 */
export function frameOctets(facts: FrameFacts, underWay: UnderWay): Uint8Array | undefined {
  const octets = spelled(facts);
  const read = readBack(octets, underWay, facts.reserved === 'compressed');
  return FRAME_AXIS_NAMES.every((axis) => read?.[axis] === facts[axis]) ? octets : undefined;
}
