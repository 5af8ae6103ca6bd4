/**
 * How each fact is spelled: for every value of every axis one spelling, the shortest that a reader of a
 * report recognizes at sight.
 */
import type { Axis, Value } from '../spec/axes.js';

/** The axes that are words of the request line. */
type WordAxis = 'method' | 'target' | 'version';
/** The axes that are field lines. */
type FieldAxis = Exclude<Axis, WordAxis | 'syntax'>;

/**
 * A fact of the request line is spelled as one word of it.
 *
 * @see rfc9112#request.line
 * @example
 * WORDS.version['2+']; // 'HTTP/2.0'
 */
export const WORDS: { readonly [A in WordAxis]: Readonly<Record<Value<A>, string>> } = {
  method: {
    GET: 'GET',
    OPTIONS: 'OPTIONS',
    CONNECT: 'CONNECT',
    other: 'PUT',
    unknown: 'BREW',
  },
  target: {
    origin: '/',
    absolute: 'http://h/',
    'other-scheme': 'ws://h/',
    asterisk: '*',
    authority: 'h:80',
    malformed: '/#',
  },
  version: {
    '1.1': 'HTTP/1.1',
    '1.0': 'HTTP/1.0',
    '1.2+': 'HTTP/1.2',
    '2+': 'HTTP/2.0',
    '0.x': 'HTTP/0.9',
    none: '',
    malformed: 'HTTP/11',
  },
};

/**
 * A target that is too long begins so, in its own form; the asterisk form cannot be long.
 *
 * @see rfc9112#request.target
 * @example
 * LONG_TARGETS.absolute; // 'http://'
 */
export const LONG_TARGETS: Readonly<Record<Value<'target'>, string>> = {
  origin: '/',
  absolute: 'http://',
  'other-scheme': 'ws://',
  asterisk: '*',
  authority: '',
  malformed: '/#',
};

/**
 * A fact of the header section is spelled as these field lines; the axes stand in the usual order of the
 * lines.
 *
 * @see rfc9110#fields.values
 * @example
 * FIELD_LINES.host.several; // ['Host: h', 'Host: h']
 */
export const FIELD_LINES: { readonly [A in FieldAxis]: Readonly<Record<Value<A>, readonly string[]>> } = {
  host: {
    one: ['Host: h'],
    empty: ['Host:'],
    absent: [],
    several: ['Host: h', 'Host: h'],
    invalid: ['Host: a b'],
  },
  upgrade: {
    websocket: ['Upgrade: websocket'],
    among: ['Upgrade: h2c, websocket'],
    versioned: ['Upgrade: websocket/13'],
    other: ['Upgrade: h2c'],
    invalid: ['Upgrade: /13'],
    none: [],
  },
  connection: {
    upgrade: ['Connection: Upgrade'],
    none: [],
    close: ['Connection: close'],
    'keep-alive': ['Connection: keep-alive'],
    'close+upgrade': ['Connection: close, Upgrade'],
    'keep-alive+upgrade': ['Connection: keep-alive, Upgrade'],
    'close+keep-alive': ['Connection: close, keep-alive'],
    'close+keep-alive+upgrade': ['Connection: close, keep-alive, Upgrade'],
  },
  key: {
    valid: ['Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=='],
    'loose-pad': ['Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZR=='],
    absent: [],
    several: ['Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==', 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=='],
    invalid: ['Sec-WebSocket-Key: x'],
  },
  wsVersion: {
    '13': ['Sec-WebSocket-Version: 13'],
    absent: [],
    other: ['Sec-WebSocket-Version: 8'],
    several: ['Sec-WebSocket-Version: 13', 'Sec-WebSocket-Version: 13'],
    invalid: ['Sec-WebSocket-Version: 013'],
  },
  framing: {
    none: [],
    zero: ['Content-Length: 0'],
    length: ['Content-Length: 5'],
    chunked: ['Transfer-Encoding: chunked'],
    'equal-lengths': ['Content-Length: 5, 5'],
    both: ['Content-Length: 5', 'Transfer-Encoding: chunked'],
    'bad-length': ['Content-Length: -5'],
    'chunked-not-last': ['Transfer-Encoding: gzip'],
    'unknown-coding': ['Transfer-Encoding: foo, chunked'],
  },
  expect: {
    none: [],
    continue: ['Expect: 100-continue'],
    other: ['Expect: foo'],
    'continue+other': ['Expect: 100-continue, foo'],
  },
  extensions: {
    none: [],
    offered: ['Sec-WebSocket-Extensions: foo'],
    malformed: ['Sec-WebSocket-Extensions: ;'],
  },
  protocols: {
    none: [],
    offered: ['Sec-WebSocket-Protocol: chat'],
    faulty: ['Sec-WebSocket-Protocol: a b'],
  },
  origin: {
    none: [],
    one: ['Origin: http://h'],
    several: ['Origin: http://h http://i'],
  },
};
