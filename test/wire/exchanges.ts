/** Exchanges as they are written by hand: who sent what, in order. */
import { printFrame } from '../../src/spec/frames.js';
import { octetsOf } from '../../src/spec/message.js';
import { acceptProof } from '../../src/spec/proof.js';
import type { Exchange, Passed } from '../../src/wire/exchange.js';

/** Octets of the client, as they are or as text. */
export const client = (octets: string | Uint8Array): Passed => sent('client', octets);

/** Octets of the server. */
export const server = (octets: string | Uint8Array): Passed => sent('server', octets);

const sent = (from: 'client' | 'server', octets: string | Uint8Array): Passed => ({
  from,
  what: 'octets',
  octets: typeof octets === 'string' ? octetsOf(octets) : octets,
});

export const CLIENT_FIN: Passed = { from: 'client', what: 'fin' };
export const SERVER_FIN: Passed = { from: 'server', what: 'fin' };
export const SERVER_RST: Passed = { from: 'server', what: 'rst' };
export const QUIET: Passed = { from: 'nobody', what: 'quiet' };

/** What passed, as an exchange. */
export const exchange = (...passed: readonly Passed[]): Exchange => ({ passed });

export const GET = 'GET / HTTP/1.1\r\nHost: h\r\n\r\n';
export const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';

const KEY = 'dGhlIHNhbXBsZSBub25jZQ==';

/** The opening handshake, with other lines behind it. */
export const handshake = (...lines: readonly string[]): string =>
  [
    'GET / HTTP/1.1',
    'Host: h',
    'Connection: Upgrade',
    'Upgrade: websocket',
    `Sec-WebSocket-Key: ${KEY}`,
    'Sec-WebSocket-Version: 13',
    ...lines,
    '',
    '',
  ].join('\r\n');

/** The 101 to it, with other lines behind it. */
export const switching = (...lines: readonly string[]): string =>
  [
    'HTTP/1.1 101 Switching Protocols',
    'Upgrade: websocket',
    'Connection: Upgrade',
    `Sec-WebSocket-Accept: ${acceptProof(KEY)}`,
    ...lines,
    '',
    '',
  ].join('\r\n');

const MASK = new Uint8Array([1, 2, 3, 4]);

/** A frame of the client. */
export const masked = (opcode: number, payload: string | Uint8Array = '', fin = true): Uint8Array =>
  printFrame({ opcode, fin, payload: typeof payload === 'string' ? octetsOf(payload) : payload, key: MASK });

/** A frame of the server. */
export const bare = (opcode: number, payload: string | Uint8Array = '', fin = true): Uint8Array =>
  printFrame({ opcode, fin, payload: typeof payload === 'string' ? octetsOf(payload) : payload });

/** The payload of a Close: its code. */
export const code = (number: number): Uint8Array => new Uint8Array([number >> 8, number & 0xff]);
