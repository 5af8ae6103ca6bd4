/**
 * The space of facts: what can be told about the head of a request, as fourteen small closed sets of values.
 *
 * A fact has no value that no rule needs: for any two values of an axis some context exists in which a decision,
 * of the standards or of a dialect, differs (a test holds that). Most combinations can be written as a real head;
 * those that cannot (a request without version label has no fields, ...) are told by `obstacle` in the explorer.
 * Where values depend on each other, such as the options of one Connection field, they are one axis of shapes.
 *
 * A counterexample is near when few of its facts differ from those of the reference handshake.
 *
 * Laws kept here: 1 (nothing below this line has seen a string from the wire) and 2 (facts are finite).
 */

/** One axis: what it tells, and for each value why it exists. */
interface AxisText {
  readonly about: string;
  readonly values: Readonly<Record<string, string>>;
}

/** Every axis of a request head with its values; the reason names the requirement that needs the value. */
export const AXES = {
  version: {
    about: 'the version label in the request line (RFC 9112 §2.3)',
    values: {
      '1.1': 'HTTP/1.1: persistence is the default, interim responses and Upgrade exist (H-PERSIST-2)',
      '1.0': 'HTTP/1.0: no 1xx, Upgrade ignored, persistence only by keep-alive (H-UPG-11, H-INFO-1)',
      '1.2+': 'HTTP/1.2 to 1.9: to be handled as 1.1, refusal tolerated (H-VER-3)',
      '2+': 'a major version from 2 up in HTTP/1 syntax: not served here (H-VER-6)',
      '0.x': 'a label with major version 0 (H-VER-6, H-VER-11)',
      none: 'no label: an HTTP/0.9 simple request, without fields (H-VER-11)',
      malformed: 'not a version label at all: HTTP/1.01, http/1.1, HTTP/11 (H-VER-1, H-VER-10)',
    },
  },
  connection: {
    about: 'which of close, keep-alive and upgrade the Connection options contain (RFC 9110 §7.6.1)',
    values: {
      upgrade: 'only the upgrade option: the offer is for this hop (H-UPG-10)',
      none: 'none of the three (H-PERSIST-2, H-PERSIST-4)',
      close: 'close alone: the last request (H-PERSIST-1)',
      'keep-alive': 'keep-alive alone: decides in HTTP/1.0 only (H-PERSIST-3, H-PERSIST-18)',
      'close+upgrade': 'close with an offer: the standards are silent on the pair (Q-01)',
      'keep-alive+upgrade': 'the usual browser spelling',
      'close+keep-alive': 'close wins (H-PERSIST-18, Q-23)',
      'close+keep-alive+upgrade': 'all three: close wins, and the pair of Q-01',
    },
  },
  upgrade: {
    about: 'what the Upgrade field offers (RFC 9110 §7.8)',
    values: {
      websocket: 'websocket and nothing else (WS-SRV-5)',
      among: 'a list with websocket among other protocols (Q-06)',
      versioned: 'websocket with a protocol version, as websocket/13 (Q-07)',
      other: 'protocols, none of them websocket (H-UPG-5)',
      invalid: 'no member that is a protocol (H-UPG-3)',
      none: 'no Upgrade field, or an empty list (H-FLD-8)',
    },
  },
  method: {
    about: 'the request method (RFC 9110 §9)',
    values: {
      GET: 'the only method of a handshake (WS-SRV-2)',
      OPTIONS: 'the only method of the asterisk form (H-LINE-11)',
      CONNECT: 'the only method of the authority form (H-LINE-11)',
      other: 'another method a server knows (Q-28)',
      unknown: 'a method the server does not know: get, BREW (H-LINE-5)',
    },
  },
  target: {
    about: 'the form of the request target (RFC 9112 §3.2)',
    values: {
      origin: 'a path (WS-SRV-3)',
      absolute: 'an http or https URI: its authority replaces Host (H-LINE-6)',
      'other-scheme': 'a URI of another scheme, as ws: (WS-SRV-3)',
      asterisk: '* (H-LINE-11)',
      authority: 'host and port (H-LINE-11)',
      malformed: 'none of the four forms (H-LINE-3)',
    },
  },
  host: {
    about: 'the Host field (RFC 9112 §3.2)',
    values: {
      one: 'one line with a host (H-HOST-4)',
      empty: 'one empty line: legal in HTTP, not the authority a handshake needs (WS-SRV-4)',
      absent: 'no line: a fault from 1.1 on (H-HOST-2)',
      several: 'more than one line (H-HOST-3)',
      invalid: 'one line outside the grammar (H-HOST-3)',
    },
  },
  key: {
    about: 'the Sec-WebSocket-Key field (RFC 6455 §4.2.1)',
    values: {
      valid: 'one line, base64 of 16 octets (WS-SRV-7)',
      'loose-pad': 'the same with pad bits that are not zero: both outcomes are permitted (Q-15)',
      absent: 'no line',
      several: 'more than one line (RFC 6455 §11.3.1)',
      invalid: 'one line that is not base64 of 16 octets',
    },
  },
  wsVersion: {
    about: 'the Sec-WebSocket-Version field (RFC 6455 §4.2.1)',
    values: {
      '13': 'one line, 13 (WS-SRV-8)',
      absent: 'no line',
      other: 'one line, another version: the refusal names the versions spoken (WS-SRV-9)',
      several: 'more than one line (RFC 6455 §11.3.5)',
      invalid: 'one line outside the grammar, as 013, 13.0 or a list',
    },
  },
  framing: {
    about: 'Content-Length and Transfer-Encoding (RFC 9112 §6)',
    values: {
      none: 'neither: no content (H-FRAME-8)',
      zero: 'Content-Length: 0 (H-FRAME-15)',
      length: 'a positive Content-Length (H-FRAME-1)',
      chunked: 'Transfer-Encoding with chunked last and nothing unknown (H-FRAME-1)',
      'equal-lengths': 'one length written several times: refused or taken once (H-FRAME-6)',
      both: 'Content-Length and Transfer-Encoding: the connection ends (H-FRAME-4)',
      'bad-length': 'an invalid Content-Length (H-FRAME-6)',
      'chunked-not-last': 'Transfer-Encoding without chunked as its last coding (H-FRAME-5)',
      'unknown-coding': 'chunked last, over a coding the server does not know (H-FRAME-13)',
    },
  },
  expect: {
    about: 'the Expect field (RFC 9110 §10.1.1)',
    values: {
      none: 'no expectation',
      continue: '100-continue (H-EXPECT-2)',
      other: 'another expectation: 417 is permitted (H-EXPECT-4)',
      'continue+other': '100-continue and another one (H-EXPECT-9)',
    },
  },
  extensions: {
    about: 'the Sec-WebSocket-Extensions offers (RFC 6455 §9.1)',
    values: {
      none: 'no offer',
      offered: 'one or more offers inside the grammar (SI-7)',
      malformed: 'outside the grammar: no handshake (WS-EXT-1, Q-29)',
    },
  },
  protocols: {
    about: 'the Sec-WebSocket-Protocol offers (RFC 6455 §11.3.4)',
    values: {
      none: 'no offer',
      offered: 'distinct tokens (SI-7)',
      faulty: 'empty, repeated or no tokens: refusing and ignoring are both permitted (WS-REQ-12)',
    },
  },
  origin: {
    about: 'the Origin field (RFC 6455 §4.2.2, §10.2)',
    values: {
      none: 'absent: not a browser',
      one: 'one origin: it may decide acceptance (WS-SRV-10)',
      several: 'not one origin: a server that checks it cannot accept (WS-SRV-10)',
    },
  },
  syntax: {
    about: 'the grammar of the head (RFC 9112 §2.2, §3, §5)',
    values: {
      clean: 'inside the grammar, or repaired in a way that changes no verdict',
      repaired: 'outside it in a way that a recipient may repair or refuse (H-LINE-2/8/9, H-FLD-4/5)',
      'spaced-name': 'whitespace between a field name and its colon (H-FLD-3)',
      'long-target': 'a target longer than the server reads (H-LINE-4)',
      large: 'a head larger than the server reads (H-FLD-12)',
      broken: 'octets that are no request (H-LINE-10)',
    },
  },
} as const satisfies Record<string, AxisText>;

/** The name of an axis. */
export type Axis = keyof typeof AXES;

/** The values of one axis. */
export type Value<A extends Axis> = keyof (typeof AXES)[A]['values'] & string;

/** What is told of one request head: one value on every axis. */
export type Facts = { readonly [A in Axis]: Value<A> };

/** The axes in their order, which is also the order in which counterexamples are compared: version first. */
export const AXIS_NAMES = Object.keys(AXES) as readonly Axis[];

/** The values of every axis in their order: `VALUES.version[0]` is '1.1'. */
export const VALUES = Object.fromEntries(
  AXIS_NAMES.map((axis) => [axis, Object.keys(AXES[axis].values)]),
) as unknown as { readonly [A in Axis]: readonly Value<A>[] };

/** The facts of the reference handshake (docs/reading-verdicts.md): a GET that any server may grant. */
export const REFERENCE: Facts = {
  version: '1.1',
  connection: 'upgrade',
  upgrade: 'websocket',
  method: 'GET',
  target: 'origin',
  host: 'one',
  key: 'valid',
  wsVersion: '13',
  framing: 'none',
  expect: 'none',
  extensions: 'none',
  protocols: 'none',
  origin: 'none',
  syntax: 'clean',
};
