/**
 * The facts of a frame (see `frame-axes.ts`), and what must be known of the message under way to tell them.
 *
 * 1. Each fact is told by itself: a frame out of turn, or one that should never have been sent, has facts
 *    like others.
 * 2. Of a message only its kind, its length and a state of UTF-8 are kept, never its octets.
 * 3. A text or binary frame without FIN begins a message, and what was under way is forgotten. With FIN it
 *    is a whole message, judged by itself, and leaves what is under way as it was. A continuation goes on
 *    with what is under way, and ends it with FIN; where nothing is, its payload is nothing that a rule
 *    reads.
 * 4. Text is read only as it stands: that of a compressed message would have to be inflated first.
 */
import type { FrameFacts, FrameValue } from './frame-axes.js';
import {
  DEFAULT_FRAME_LIMITS,
  type FrameHeader,
  type FrameLimits,
  isOverLimit,
  type LengthForm,
} from './frame-header.js';
import type { Frame } from './frames.js';
import { isUtf8, UTF8_INVALID, UTF8_WHOLE, type Utf8State, utf8After } from './utf8.js';

/** What is known of a message under way. */
export interface MessageSoFar {
  /** Whether its octets are read as text: it began with a text frame, and is not compressed. */
  readonly text: boolean;
  /** What is known of its text; `UTF8_WHOLE` when it is none. */
  readonly utf8: Utf8State;
  /** Octets of its fragments so far. */
  readonly octets: number;
}

/** How the facts of a frame are told. */
export interface FrameFactsOptions {
  /** Whether permessage-deflate was negotiated, which gives RSV1 its meaning; false when not given. */
  readonly compressed?: boolean;
  readonly limits?: FrameLimits;
}

type Opcode = FrameValue<'opcode'>;
const NAMES: readonly Opcode[] = ['continuation', 'text', 'binary'];
const CONTROL_NAMES: readonly Opcode[] = ['close', 'ping', 'pong'];
const RSV1 = 4;

/** The name of an opcode; those of control frames begin at 8. */
function opcodeOf(opcode: number): Opcode {
  return (opcode < 8 ? NAMES[opcode] : CONTROL_NAMES[opcode - 8]) ?? 'unknown';
}

/** RSV1 alone means compression where that was negotiated (rfc7692#section-6). On which frames is asked by others. */
function reservedOf(reserved: number, compressed: boolean): FrameValue<'reserved'> {
  if (reserved === 0) return 'none';
  return reserved === RSV1 && compressed ? 'compressed' : 'unknown';
}

/** The form is told before the length itself, since a longer one than needed is a fault in every frame. */
function lengthFact(length: number, form: LengthForm): FrameValue<'length'> {
  const most = form === 64 ? 0xffff : form === 16 ? 125 : -1;
  if (length <= most) return 'not-minimal';
  return length > 125 ? 'long' : 'short';
}

/** What a code says of a Close: nothing when it may be sent (rfc6455#section-7.4). */
function codeFact(code: number): FrameValue<'payload'> | undefined {
  if (code < 1000 || code > 4999) return 'code-outside';
  if (code === 1005 || code === 1006 || code === 1015) return 'code-forbidden';
  // 1012 to 1014 were registered with IANA after the RFC.
  if (code === 1004 || (code > 1015 && code < 3000)) return 'code-reserved';
  return undefined;
}

/** What is in a Close: where both the code and the reason are at fault, the reason is told, which binds its reader. */
function closeFact(body: Uint8Array): FrameValue<'payload'> {
  const [high, low] = body;
  if (high === undefined) return 'plain';
  if (low === undefined) return 'one-octet';
  if (!isUtf8(body, 2)) return 'not-utf8';
  return codeFact(high * 256 + low) ?? 'plain';
}

/**
 * The header of a frame whose length alone refuses it has these facts; nothing is told of a payload never
 * read.
 *
 * @param header What was read of the header.
 * @param length Why it was refused.
 * @param compressed Whether permessage-deflate was negotiated.
 * @returns The facts.
 * @see rfc6455#section-5.2
 * @example
 * refusedFacts({ fin: true, reserved: 0, opcode: 2, masked: true }, 'top-bit', false).opcode; // 'binary'
 */
export function refusedFacts(
  header: Partial<FrameHeader>,
  length: 'top-bit' | 'over-limit',
  compressed: boolean,
): FrameFacts {
  const { masked = false, reserved = 0, opcode = 0, fin = false } = header;
  const name = opcodeOf(opcode);
  return {
    mask: masked ? 'masked' : 'unmasked',
    reserved: reservedOf(reserved, compressed),
    opcode: name,
    fin: fin ? 'last' : 'more',
    length,
    payload: 'plain',
  };
}

/**
 * A header that was taken has these facts, whatever its payload is going to be: that counts as plain.
 *
 * @param header The header.
 * @param options Whether compression was negotiated, and the limits.
 * @returns The facts.
 * @see rfc6455#section-5.2
 */
export function headerFacts(header: FrameHeader, options: FrameFactsOptions = {}): FrameFacts {
  const facts = refusedFacts(header, 'over-limit', options.compressed ?? false);
  return { ...facts, length: lengthFact(header.length, header.lengthForm) };
}

/**
 * The message that a frame belongs to, as it is behind the frame; none when it is no data frame in a
 * message.
 */
function messageWith(
  frame: Frame,
  { opcode, reserved }: Pick<FrameFacts, 'opcode' | 'reserved'>,
  before: MessageSoFar | undefined,
): MessageSoFar | undefined {
  const { payload, length } = frame;
  if (opcode === 'text' || opcode === 'binary') {
    const text = opcode === 'text' && reserved !== 'compressed';
    return { text, utf8: text ? utf8After(UTF8_WHOLE, payload) : UTF8_WHOLE, octets: length };
  }
  if (opcode !== 'continuation' || before === undefined) return undefined;
  const { text, utf8, octets } = before;
  return { text, utf8: text ? utf8After(utf8, payload) : utf8, octets: octets + length };
}

/**
 * A frame has these facts behind the frames before it, and leaves this message under way.
 *
 * @param frame The frame.
 * @param before The message under way; undefined when there is none.
 * @param options Whether compression was negotiated, and the limits.
 * @returns The facts, and the message under way behind the frame.
 * @see rfc6455#section-5.4
 * @see rfc6455#section-5.6
 * @example
 * import { frameFactsAfter, printFrame, readFrame } from 'after101';
 *
 * const half = readFrame(printFrame({ opcode: 0x1, fin: false, payload: new Uint8Array([0xc3]) }));
 * half.outcome === 'frame' && frameFactsAfter(half.frame, undefined).facts.payload; // 'plain'
 */
export function frameFactsAfter(
  frame: Frame,
  before: MessageSoFar | undefined,
  options: FrameFactsOptions = {},
): { readonly facts: FrameFacts; readonly message: MessageSoFar | undefined } {
  const { compressed = false, limits = DEFAULT_FRAME_LIMITS } = options;
  const opcode = opcodeOf(frame.opcode);
  const reserved = reservedOf(frame.reserved, compressed);
  const message = messageWith(frame, { opcode, reserved }, before);
  const over = isOverLimit(frame.opcode, frame.length, limits, before?.octets ?? 0);
  const facts: FrameFacts = {
    mask: frame.masked ? 'masked' : 'unmasked',
    reserved,
    opcode,
    fin: frame.fin ? 'last' : 'more',
    length: over ? 'over-limit' : lengthFact(frame.length, frame.lengthForm),
    payload: opcode === 'close' ? closeFact(frame.payload) : textFact(message, frame.fin),
  };
  if (message === undefined || (frame.fin && opcode !== 'continuation')) return { facts, message: before };
  return { facts, message: frame.fin ? undefined : message };
}

/** A character may be cut between fragments, but not at the end of the message. */
function textFact(message: MessageSoFar | undefined, ended: boolean): FrameValue<'payload'> {
  if (message === undefined || message.utf8 === UTF8_WHOLE) return 'plain';
  return ended || message.utf8 === UTF8_INVALID ? 'not-utf8' : 'plain';
}

/**
 * A single frame has these facts, no message being under way before it.
 *
 * @param frame The frame.
 * @param options Whether compression was negotiated, and the limits.
 * @returns The facts. A continuation alone is of no text, so its payload is `plain`.
 * @see rfc6455#section-5.2
 * @example
 * import { frameFactsOf, readFrame } from 'after101';
 *
 * const read = readFrame(new Uint8Array([0x88, 0x02, 0x03, 0xed]));
 * read.outcome === 'frame' && frameFactsOf(read.frame).payload; // 'code-forbidden'
 */
export function frameFactsOf(frame: Frame, options: FrameFactsOptions = {}): FrameFacts {
  return frameFactsAfter(frame, undefined, options).facts;
}
