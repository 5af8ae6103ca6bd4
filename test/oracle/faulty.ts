/** Handshakes with one fault that `ws` grants on Node, for the tests of the guard and for its page. */
import { octetsOf } from '../../src/spec/message.js';
import { message } from './wire.js';

export const KEY = 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==';
export const VERSION = 'Sec-WebSocket-Version: 13';
export const OFFER = ['Connection: Upgrade', 'Upgrade: websocket'];
export const head = (...lines: string[]): Uint8Array => octetsOf([...lines, '', ''].join('\r\n'));
export const VALID = head('GET / HTTP/1.1', 'Host: h', ...OFFER, KEY, VERSION);
export const with_ = (octets: Uint8Array, more: Uint8Array): Uint8Array => Buffer.concat([octets, more]);

/** Faulty handshakes that `ws` grants: what is wrong, its octets, the clause, and the answer. */
export const GRANTED: readonly (readonly [string, Uint8Array, string, number])[] = [
  ['HTTP/1.0', head('GET / HTTP/1.0', 'Host: h', ...OFFER, KEY, VERSION), 'offer.old-version', 400],
  ['no Host', head('GET / HTTP/1.1', ...OFFER, KEY, VERSION), 'host.missing', 400],
  ['Host twice', head('GET / HTTP/1.1', 'Host: h', 'Host: i', ...OFFER, KEY, VERSION), 'host.repeated', 400],
  ['Host not a host', head('GET / HTTP/1.1', 'Host: a b', ...OFFER, KEY, VERSION), 'host.invalid', 400],
  ['Host empty', head('GET / HTTP/1.1', 'Host:', ...OFFER, KEY, VERSION), 'handshake.host', 400],
  [
    'a body, framed by length',
    with_(head('GET / HTTP/1.1', 'Host: h', ...OFFER, KEY, VERSION, 'Content-Length: 6'), message('')),
    'handshake.content',
    400,
  ],
  [
    'a body in chunks',
    with_(
      head('GET / HTTP/1.1', 'Host: h', ...OFFER, KEY, VERSION, 'Transfer-Encoding: chunked'),
      octetsOf('0\r\n\r\n'),
    ),
    'handshake.content',
    400,
  ],
  [
    'WebSocket version 8',
    head('GET / HTTP/1.1', 'Host: h', ...OFFER, KEY, 'Sec-WebSocket-Version: 8'),
    'handshake.version-unsupported',
    426,
  ],
  [
    'WebSocket version 013',
    head('GET / HTTP/1.1', 'Host: h', ...OFFER, KEY, 'Sec-WebSocket-Version: 013'),
    'handshake.version-malformed',
    400,
  ],
  [
    'a coding nobody knows',
    head('GET / HTTP/1.1', 'Host: h', ...OFFER, KEY, VERSION, 'Transfer-Encoding: foo, chunked'),
    'framing.unknown-coding',
    501,
  ],
  ['the asterisk', head('GET * HTTP/1.1', 'Host: h', ...OFFER, KEY, VERSION), 'target.asterisk', 400],
  [
    'extensions outside the grammar',
    head('GET / HTTP/1.1', 'Host: h', ...OFFER, KEY, VERSION, 'Sec-WebSocket-Extensions: ;'),
    'handshake.extensions-malformed',
    400,
  ],
];
