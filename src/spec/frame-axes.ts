/**
 * The space of frames: what can be told about one WebSocket frame, as six small closed sets of values.
 *
 * 1. A frame's facts are finite, as those of a request head are: lengths, payloads and keys are not kept.
 * 2. What a frame is to its receiver depends on one thing more, whether a message is under way; that is a state
 *    of the connection, not a fact of the frame.
 * 3. Both directions have the same axes: what one end sends is what the other receives.
 */

/** One axis: what it tells, and for each value why it exists. */
interface AxisText {
  readonly about: string;
  readonly values: Readonly<Record<string, string>>;
}

/** Every axis of a frame with its values; the reason names the requirement that needs the value. */
export const FRAME_AXES = {
  mask: {
    about: 'the MASK bit (RFC 6455 §5.1, §5.2)',
    values: {
      masked: 'what a client sends (WS-FRM-1)',
      unmasked: 'what a server sends (WS-FRM-3)',
    },
  },
  reserved: {
    about: 'the bits RSV1 to RSV3 (RFC 6455 §5.2)',
    values: {
      none: 'all zero',
      compressed: 'RSV1 alone, where permessage-deflate was negotiated (WS-PMD-7)',
      unknown: 'any other: no extension gives it a meaning (WS-FRM-4)',
    },
  },
  opcode: {
    about: 'the opcode (RFC 6455 §5.2)',
    values: {
      text: 'a text message begins',
      binary: 'a binary message begins',
      continuation: 'a message goes on (WS-FRM-5)',
      close: 'the closing handshake (WS-CLS-2)',
      ping: 'asks for a Pong (WS-FRM-7)',
      pong: 'answers a Ping, or nothing (WS-FRM-7)',
      unknown: '3 to 7 and B to F: reserved (WS-FRM-4)',
    },
  },
  fin: {
    about: 'the FIN bit of the frame: whether its message ends here (RFC 6455 §5.2, §5.4)',
    values: {
      last: 'the last or only frame of its message',
      more: 'more frames follow; a control frame cannot say that (WS-FRM-5)',
    },
  },
  length: {
    about: 'the payload length and its form (RFC 6455 §5.2, §5.5)',
    values: {
      short: 'up to 125 octets, which every frame may have',
      long: 'more than 125 octets, which a control frame cannot have (WS-FRM-5)',
      'not-minimal': 'written in a longer form than it needs (WS-FRM-4)',
      'over-limit': 'more than this end takes, or the whole message is (WS-FRM-8)',
      'top-bit': 'a 64-bit length with its first bit set (WS-FRM-4)',
    },
  },
  payload: {
    about: 'what is in the payload, as far as a rule reads it (RFC 6455 §5.5.1, §5.6, §7.4)',
    values: {
      plain: 'any octets; for text, UTF-8 up to here; for a Close, no body or a code that may be sent',
      'not-utf8': 'text, or the reason of a Close, that is not UTF-8 (WS-FRM-6)',
      'one-octet': 'a Close body of one octet (WS-CLS-12)',
      'code-forbidden': 'a Close with 1005, 1006 or 1015, which are never sent (WS-CLS-10)',
      'code-reserved': 'a Close with 1004 or 1016 to 2999, which have no meaning yet (WS-CLS-11)',
      'code-outside': 'a Close with a code under 1000 or over 4999 (WS-CLS-11)',
    },
  },
} as const satisfies Record<string, AxisText>;

/** The name of an axis of frames. */
export type FrameAxis = keyof typeof FRAME_AXES;

/** The values of one axis of frames. */
export type FrameValue<A extends FrameAxis> = keyof (typeof FRAME_AXES)[A]['values'] & string;

/** What is told of one frame: one value on every axis. */
export type FrameFacts = { readonly [A in FrameAxis]: FrameValue<A> };

/** The axes of frames in their order. */
export const FRAME_AXIS_NAMES = Object.keys(FRAME_AXES) as readonly FrameAxis[];

/** The values of every axis of frames in their order. */
export const FRAME_VALUES = Object.fromEntries(
  FRAME_AXIS_NAMES.map((axis) => [axis, Object.keys(FRAME_AXES[axis].values)]),
) as unknown as { readonly [A in FrameAxis]: readonly FrameValue<A>[] };

/** The facts of a short text message from a client, whole in one frame. */
export const REFERENCE_FRAME: FrameFacts = {
  mask: 'masked',
  reserved: 'none',
  opcode: 'text',
  fin: 'last',
  length: 'short',
  payload: 'plain',
};
