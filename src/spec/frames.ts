/**
 * Octets behind a 101 to one WebSocket frame, and a frame to octets (RFC 6455 §5.2). No meaning is read
 * here.
 *
 * 1. The reader is total: any octets give a frame, need-more, or a refusal, and nothing is thrown.
 * 2. It is lossless: `printFrame` gives back the octets of every frame, its key and the form of its length
 *    included.
 * 3. It is indifferent to segments: an answer comes with the first octet that decides it, and is made of the
 *    octets up to that one alone.
 * 4. Room is taken for what has arrived, never for what is only announced.
 */
import {
  DEFAULT_FRAME_LIMITS,
  type FrameHeader,
  type FrameLimits,
  type FrameSoFar,
  headerSoFar,
  LENGTH_END,
  type LengthForm,
  NO_OCTETS,
  readHeader,
} from './frame-header.js';

/** One frame as it stood on the wire. */
export interface Frame extends FrameHeader {
  /** Offset of the frame's first octet. */
  readonly at: number;
  /** Offset of the first octet of the payload. */
  readonly payloadAt: number;
  /** Offset behind the last octet of the frame. */
  readonly end: number;
  /** The payload with its mask taken off; as it stands where the frame is not masked, whoever sent it. */
  readonly payload: Uint8Array;
}

/** Why octets are not read as a frame. */
export type FrameRefusalReason = 'top-bit' | 'over-limit' | 'ended-early';

/** The octets are refused, and nothing behind them can be read. */
export interface FrameRefused {
  readonly outcome: 'refused';
  readonly reason: FrameRefusalReason;
  /** Offset of the length that is at fault, or behind the last octet there is. */
  readonly at: number;
  readonly soFar: FrameSoFar;
}

/** What reading gives: any octets give one of the three. */
export type FrameRead =
  | { readonly outcome: 'frame'; readonly frame: Frame }
  /**
   * `have`: how many octets of the frame there are. `need`: how many there must be before the answer can be
   * another; that is the whole frame as soon as the header is whole.
   */
  | { readonly outcome: 'need-more'; readonly have: number; readonly need: number }
  | FrameRefused;

/** How octets are read. */
export interface ReadFrameOptions {
  /** Offset of the frame's first octet; 0 when not given. */
  readonly from?: number;
  /** True when the peer has sent its FIN: no more octets will come. */
  readonly ended?: boolean;
  readonly limits?: FrameLimits;
}

/**
 * Octets begin with a WebSocket frame, or are too few to tell, or refused with a reason and an offset.
 *
 * Only a length refuses: its top bit, or more octets than are taken. Reserved bits, opcodes, the mask and a
 * length in a longer form than it needs are told in the frame and judged by others.
 *
 * @param octets What arrived, from the offset `from` on; octets behind the frame are left alone.
 * @param options Where to begin, whether the peer has sent its FIN (then need-more becomes the refusal
 *   `ended-early`), and the limits. Offsets given back count from the first octet of `octets`, whatever
 *   `from`.
 * @returns The frame, need-more, or the refusal. The payload is a copy when the frame is masked, else a
 *   view.
 * @see rfc6455#section-5.2
 * @example
 * import { readFrame } from 'after101';
 *
 * const read = readFrame(new Uint8Array([0x81, 0x02, 0x48, 0x69]));
 * read.outcome === 'frame' && read.frame.payload.length; // 2
 */
export function readFrame(octets: Uint8Array, options: ReadFrameOptions = {}): FrameRead {
  const { ended = false, limits = DEFAULT_FRAME_LIMITS } = options;
  const to = octets.length;
  const from = Math.min(Math.max(options.from ?? 0, 0), to);
  const read = readHeader(octets, from, to, limits, 0);
  if (read.outcome === 'refused') {
    const soFar = headerSoFar(octets, from, read.size, from);
    return { outcome: 'refused', reason: read.reason, at: from + read.at, soFar };
  }
  const have = to - from;
  if (read.outcome === 'header' && have >= read.size + read.header.length) {
    const { header, size } = read;
    const payload = payloadOf(header, octets, from + size, from + size + header.length);
    return { outcome: 'frame', frame: frameWith(header, size, from, payload) };
  }
  if (!ended) {
    const need = read.outcome === 'header' ? read.size + read.header.length : read.need;
    return { outcome: 'need-more', have, need };
  }
  const size = read.outcome === 'header' ? read.size : have;
  return { outcome: 'refused', reason: 'ended-early', at: to, soFar: headerSoFar(octets, from, size, from) };
}

/**
 * The octets of a payload that stand together give it without its mask.
 *
 * @param header What the header says of it.
 * @param octets Octets that hold the payload.
 * @param from Offset of its first octet.
 * @param to Offset behind its last octet.
 * @returns A copy when the frame is masked, else a view on `octets`.
 * @see rfc6455#section-5.3
 * @example
 * const octets = new Uint8Array([0x81, 0x01, 0x48]);
 * const read = readHeader(octets, 0, 3, DEFAULT_FRAME_LIMITS, 0);
 * read.outcome === 'header' && payloadOf(read.header, octets, 2, 3).length; // 1
 */
export function payloadOf(header: FrameHeader, octets: Uint8Array, from: number, to: number): Uint8Array {
  if (!header.masked) return octets.subarray(from, to);
  const payload = new Uint8Array(to - from);
  payload.set(octets.subarray(from, to));
  applyMask(payload, 0, payload.length, header.key);
  return payload;
}

/**
 * A header and its payload are a frame.
 *
 * @param header What the header says.
 * @param size Octets of the header.
 * @param at Offset of the frame's first octet.
 * @param payload The payload without its mask.
 * @returns The frame.
 * @see rfc6455#section-5.2
 * @example
 * const read = readHeader(new Uint8Array([0x89, 0x00]), 0, 2, DEFAULT_FRAME_LIMITS, 0);
 * read.outcome === 'header' && frameWith(read.header, read.size, 10, new Uint8Array()).end; // 12
 */
export function frameWith(header: FrameHeader, size: number, at: number, payload: Uint8Array): Frame {
  const { fin, reserved, opcode, masked, length, lengthForm, key } = header;
  const payloadAt = at + size;
  const end = payloadAt + length;
  return { at, fin, reserved, opcode, masked, length, lengthForm, key, payloadAt, end, payload };
}

const KEY_OCTETS = new Uint8Array(4);
/** The same four octets as one word, in whichever order this processor has them. */
const KEY_WORD = new Int32Array(KEY_OCTETS.buffer);
/** Fewer octets than these are quicker one by one. */
const FEW = 128;

/**
 * Octets of a payload are masked, or unmasked, where they stand: both are the same.
 *
 * @param payload The payload from its first octet on, at the beginning of its own buffer; it is changed.
 * @param from Offset of the first octet taken.
 * @param to Offset behind the last octet taken.
 * @param key Four octets.
 * @see rfc6455#section-5.3
 * @example
 * const payload = new Uint8Array([0x7f, 0x9f]);
 * applyMask(payload, 0, 2, new Uint8Array([0x37, 0xfa, 0x21, 0x3d]));
 * payload; // new Uint8Array([0x48, 0x65])
 */
export function applyMask(payload: Uint8Array, from: number, to: number, key: Uint8Array): void {
  let at = from;
  if (to - from >= FEW) {
    // Four at a time, between the first and the last offset that four divides.
    KEY_OCTETS.set(key);
    const word = KEY_WORD[0] as number;
    for (; (at & 3) !== 0; at += 1) payload[at] = (payload[at] as number) ^ (key[at & 3] as number);
    const words = new Int32Array(payload.buffer, payload.byteOffset + at, (to - at) >> 2);
    for (let i = 0; i < words.length; i += 1) words[i] = (words[i] as number) ^ word;
    at += words.length * 4;
  }
  for (; at < to; at += 1) payload[at] = (payload[at] as number) ^ (key[at & 3] as number);
}

/** What a frame is printed from; a frame that was read is such a thing. */
export interface FrameParts {
  /** 0 to 15; of a larger number the last four bits. */
  readonly opcode: number;
  /** True when not given. */
  readonly fin?: boolean;
  /** RSV1 to RSV3 as one number, 0 when not given; of a larger number the last three bits. */
  readonly reserved?: number;
  /** Without its mask; none when not given. */
  readonly payload?: Uint8Array;
  /** Four octets mask the frame; it is not masked when there are none. Missing octets are 0. */
  readonly key?: Uint8Array;
  /** The shortest form that holds the length when not given, or when the one given does not. */
  readonly lengthForm?: LengthForm;
}

/**
 * A frame is printed as the octets it was read from, and parts are printed as the frame they make.
 *
 * @param parts A frame that was read, or parts of one to be sent. Nothing is judged: what no peer may send
 *   can be printed too.
 * @returns The octets of the frame.
 * @see rfc6455#section-5.2
 * @example
 * import { printFrame } from 'after101';
 *
 * printFrame({ opcode: 0x9, fin: true }); // new Uint8Array([0x89, 0x00])
 */
export function printFrame(parts: FrameParts): Uint8Array {
  const { fin = true, reserved = 0, opcode, payload = NO_OCTETS, key = NO_OCTETS } = parts;
  const { length } = payload;
  const shortest: LengthForm = length > 0xffff ? 64 : length > 125 ? 16 : 7;
  const form = Math.max(parts.lengthForm ?? shortest, shortest) as LengthForm;
  const lengthEnd = LENGTH_END[form];
  const masked = key.length > 0;
  const payloadAt = masked ? lengthEnd + 4 : lengthEnd;
  const octets = new Uint8Array(payloadAt + length);
  octets[0] = (fin ? 0x80 : 0) | ((reserved & 0x7) << 4) | (opcode & 0x0f);
  octets[1] = (masked ? 0x80 : 0) | (form === 7 ? length : form === 16 ? 126 : 127);
  let rest = length;
  for (let at = lengthEnd - 1; at > 1; at -= 1) {
    octets[at] = rest % 256;
    rest = Math.floor(rest / 256);
  }
  if (!masked) {
    octets.set(payload, payloadAt);
    return octets;
  }
  const room = new Uint8Array(payload);
  const whole = new Uint8Array(4);
  whole.set(key.subarray(0, 4));
  applyMask(room, 0, length, whole);
  octets.set(whole, lengthEnd);
  octets.set(room, payloadAt);
  return octets;
}
