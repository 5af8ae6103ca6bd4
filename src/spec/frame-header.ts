/**
 * The octets before the payload of a WebSocket frame (RFC 6455 §5.2), and how much of a payload is taken
 * (§10.4).
 *
 * 1. An answer comes with the first octet that decides it, and is made of the octets up to that one alone.
 * 2. A length is exact or refused: what a double cannot hold is more than anybody takes.
 */

/** How the payload length is written: in 7 bits, or in 16 or 64 bits behind them. */
export type LengthForm = 7 | 16 | 64;

/** What the octets before the payload say. */
export interface FrameHeader {
  /** The FIN bit. */
  readonly fin: boolean;
  /** RSV1 to RSV3 as one number, 0 to 7; RSV1 alone is 4. */
  readonly reserved: number;
  /** 0 to 15. */
  readonly opcode: number;
  /** The MASK bit. */
  readonly masked: boolean;
  /** Octets of the payload: exact in every frame, and rounded beyond 2^53, which only a refusal has. */
  readonly length: number;
  readonly lengthForm: LengthForm;
  /** The masking key: four octets, or none when the frame is not masked. */
  readonly key: Uint8Array;
}

/** The header of a refused frame, as far as it was read: what is absent was not read. */
export interface FrameSoFar extends Partial<FrameHeader> {
  readonly at: number;
  /** The octets of the header that were read, 14 at most: none of the payload. */
  readonly octets: Uint8Array;
}

/** How much is read before the reader refuses, in octets of payload. */
export interface FrameLimits {
  /** Octets of one frame. */
  readonly payload: number;
  /** Octets of one message, all its fragments together. */
  readonly message: number;
}

/**
 * What is read when nobody says otherwise. RFC 6455 gives no number, only that there should be one for
 * frames and one for messages: a peer may announce 2^60 octets, or never end a message.
 *
 * What others chose by default, from their documentation (ws, websockets: from their source):
 *
 * | | one frame | one message |
 * |---|---|---|
 * | tungstenite, `max_frame_size`, `max_message_size` | 16 MiB | 64 MiB |
 * | ws, `maxPayload` | | 100 MiB |
 * | websockets (Python), `max_size` | | 1 MiB |
 * | WebSocket-Node, `maxReceivedFrameSize`, `maxReceivedMessageSize` | 64 KiB | 1 MiB |
 *
 * Ours are those of tungstenite. They are among the larger ones, since what a product would refuse should
 * still be read here; a reader holds one frame at most, and of a message only its length.
 *
 * @see rfc6455#section-10.4
 * @example
 * import { DEFAULT_FRAME_LIMITS, readFrame } from 'after101';
 *
 * const limits = { ...DEFAULT_FRAME_LIMITS, payload: 4 };
 * const read = readFrame(new Uint8Array([0x81, 0x05]), { limits });
 * read.outcome === 'refused' && read.reason; // 'over-limit'
 */
export const DEFAULT_FRAME_LIMITS: FrameLimits = { payload: 16 * 1024 * 1024, message: 64 * 1024 * 1024 };

/** The longest header: two octets, a length of eight, and a key of four. */
export const HEADER_ROOM = 14;

const CONTINUATION = 0x0;
const BINARY = 0x2;

/** None. */
export const NO_OCTETS = new Uint8Array(0);

/** Where the length ends in a header, by its form. */
export const LENGTH_END: { readonly [form in LengthForm]: number } = { 7: 2, 16: 4, 64: 10 };

/** What the octets of a header give; offsets and sizes count from its first octet. */
export type HeaderRead =
  | { readonly outcome: 'header'; readonly header: FrameHeader; readonly size: number }
  | { readonly outcome: 'need-more'; readonly need: number }
  | {
      readonly outcome: 'refused';
      readonly reason: 'top-bit' | 'over-limit';
      readonly at: number;
      /** How many octets decided: the refusal is made of these alone. */
      readonly size: number;
    };

/**
 * A length is more than is taken, of one frame or of the message that it belongs to.
 *
 * @param opcode The opcode: a text or binary frame begins a message, a continuation adds to one, others do
 *   neither.
 * @param length Octets of the payload.
 * @param limits How much is taken; a length that a double cannot hold exactly is more than anybody takes.
 * @param before Octets of the message under way.
 * @returns True when it is too much.
 * @see rfc6455#section-10.4
 * @example
 * isOverLimit(0x0, 1, { payload: 4, message: 8 }, 8); // true
 */
export function isOverLimit(opcode: number, length: number, limits: FrameLimits, before: number): boolean {
  if (length > limits.payload || length > Number.MAX_SAFE_INTEGER) return true;
  if (opcode > BINARY) return false;
  return (opcode === CONTINUATION ? before + length : length) > limits.message;
}

/**
 * The first octets of a frame are a header, or too few, or refused by their length alone.
 *
 * @param octets Any octets.
 * @param from Offset of the frame's first octet.
 * @param to Offset behind the last octet that has arrived.
 * @param limits How much is taken.
 * @param before Octets of the message under way, which a continuation adds to.
 * @returns The header and its size, how many octets decide next, or the refusal.
 * @see rfc6455#section-5.2
 * @example
 * readHeader(new Uint8Array([0x82, 0x7e]), 0, 2, DEFAULT_FRAME_LIMITS, 0); // { outcome: 'need-more', need:
 * 4 }
 */
export function readHeader(
  octets: Uint8Array,
  from: number,
  to: number,
  limits: FrameLimits,
  before: number,
): HeaderRead {
  const have = to - from;
  if (have < 2) return { outcome: 'need-more', need: 2 };
  const first = octets[from] as number;
  const second = octets[from + 1] as number;
  const lengthForm = formOf(second);
  const lengthEnd = LENGTH_END[lengthForm];
  if (lengthForm === 64) {
    // The most significant bit must be 0, so the first octet of the length is enough to refuse it.
    if (have < 3) return { outcome: 'need-more', need: 3 };
    if ((octets[from + 2] as number) > 0x7f) return { outcome: 'refused', reason: 'top-bit', at: 2, size: 3 };
  }
  if (have < lengthEnd) return { outcome: 'need-more', need: lengthEnd };
  const length = lengthOf(octets, from, lengthForm);
  const opcode = first & 0x0f;
  if (isOverLimit(opcode, length, limits, before)) {
    return { outcome: 'refused', reason: 'over-limit', at: lengthForm === 7 ? 1 : 2, size: lengthEnd };
  }
  const masked = second > 0x7f;
  const size = masked ? lengthEnd + 4 : lengthEnd;
  if (have < size) return { outcome: 'need-more', need: size };
  const key = masked ? copyOf(octets, from + lengthEnd, from + size) : NO_OCTETS;
  const fin = first > 0x7f;
  const reserved = (first >> 4) & 0x7;
  return { outcome: 'header', header: { fin, reserved, opcode, masked, length, lengthForm, key }, size };
}

/** The form of the length, by the second octet of the header. */
function formOf(second: number): LengthForm {
  const short = second & 0x7f;
  return short === 127 ? 64 : short === 126 ? 16 : 7;
}

/** The length in a header whose first octet is at `from`, in network byte order. */
function lengthOf(octets: Uint8Array, from: number, form: LengthForm): number {
  if (form === 7) return (octets[from + 1] as number) & 0x7f;
  let length = 0;
  for (let at = 2; at < LENGTH_END[form]; at += 1) length = length * 256 + (octets[from + at] as number);
  return length;
}

function copyOf(octets: Uint8Array, from: number, to: number): Uint8Array {
  const copy = new Uint8Array(to - from);
  for (let at = from; at < to; at += 1) copy[at - from] = octets[at] as number;
  return copy;
}

/**
 * The first octets of a header tell so much of it.
 *
 * @param octets Any octets.
 * @param from Offset of the frame's first octet.
 * @param size How many octets of the header are told.
 * @param at The offset that is told as the frame's.
 * @returns Every part that these octets hold; the rest is absent.
 * @see rfc6455#section-5.2
 * @example
 * headerSoFar(new Uint8Array([0x81]), 0, 1, 0).opcode; // 1
 */
export function headerSoFar(octets: Uint8Array, from: number, size: number, at: number): FrameSoFar {
  const taken = copyOf(octets, from, from + size);
  const [first, second] = taken;
  if (first === undefined) return { at, octets: taken };
  const begun = { at, octets: taken, fin: first > 0x7f, reserved: (first >> 4) & 0x7, opcode: first & 0x0f };
  if (second === undefined) return begun;
  const lengthForm = formOf(second);
  const lengthEnd = LENGTH_END[lengthForm];
  const masked = second > 0x7f;
  if (size < lengthEnd) return { ...begun, masked, lengthForm };
  const sized = { ...begun, masked, lengthForm, length: lengthOf(taken, 0, lengthForm) };
  if (!masked) return { ...sized, key: NO_OCTETS };
  return size < lengthEnd + 4 ? sized : { ...sized, key: taken.subarray(lengthEnd) };
}
