/**
 * What HTTP/1.x does not carry: WebSocket over HTTP/2 and HTTP/3, and what browsers add.
 *
 * The sentences are ours; the texts stand behind the anchors.
 */
import { defineRows, type Requirement } from './row.js';

/** The rows of the groups `WS-H2`, `WEB`. */
export const BEYOND_ROWS: readonly Requirement[] = defineRows({
  'WS-H2-1': [
    'SC',
    'MAY / MUST / MUST NOT',
    'rfc8441#section-3 rfc8441#section-4',
    'A client may use extended CONNECT once SETTINGS_ENABLE_CONNECT_PROTOCOL = 1 was received; ' +
      'before, the request is malformed to the peer. The value is 0 or 1, and its sender never goes ' +
      'back from 1 to 0.',
    { corrected: true },
  ],
  'WS-H2-2': [
    'C',
    'MUST',
    'rfc8441#section-4 rfc8441#section-5',
    'The request is CONNECT with :protocol = websocket, with :scheme, :path, :authority of the target ' +
      '(https for wss, http for ws).',
  ],
  'WS-H2-3': [
    'C',
    'MUST NOT / definition',
    'rfc8441#section-5',
    'No Connection and no Upgrade in the request. Host is :authority; Sec-WebSocket-Key and Accept ' +
      'are not processed; Version, Protocol, Extensions and Origin keep their meaning.',
    { corrected: true },
  ],
  'WS-H2-4': [
    'S',
    'definition',
    'rfc8441#section-5 rfc9113#section-8.5',
    'Acceptance is a 2xx (200 in the example), not 101; the stream then plays the part of the TCP ' +
      'connection and the state is OPEN.',
  ],
  'WS-H2-5': [
    'SC',
    'definition / MUST NOT',
    'rfc8441#section-5 rfc8441#section-4',
    'END_STREAM stands for an orderly TCP close, RST_STREAM(CANCEL) for a reset. The server does not ' +
      'tunnel to the authority as with plain CONNECT.',
    { corrected: true },
  ],
  'WS-H2-6': [
    'SC',
    'definition / SHOULD',
    'rfc9220#section-3',
    'HTTP/3 is the same with setting 0x08, FIN on the stream for close, H3_REQUEST_CANCELLED for ' +
      'reset. A server that advertises extended CONNECT should answer an unknown :protocol with 501.',
    { corrected: true },
  ],
  'WEB-1': [
    'C',
    'must',
    'websockets#websocket-opening-handshake fetch#http-network-fetch',
    'The request is made with redirect mode error, cache no-store, credentials included; Upgrade: ' +
      'websocket, Connection: Upgrade, a random key, version 13, joined protocols, one user-agent ' +
      'chosen permessage-deflate offer.',
    { status: 'living' },
  ],
  'WEB-2': [
    'C',
    'must',
    'websockets#websocket-opening-handshake',
    'A network error or any status but 101 fails the connection: no redirects, no plain-HTTP ' + 'fallback.',
    { status: 'living', corrected: true },
  ],
  'WEB-3': [
    'C',
    'must',
    'websockets#websocket-opening-handshake',
    'If subprotocols were asked for and the response has none (missing, empty, unparsable), fail: ' +
      'stricter than RFC 6455.',
    { status: 'living' },
  ],
  'WEB-4': [
    'C',
    'must',
    'websockets#websocket-opening-handshake',
    'Then checks 2 to 6 of RFC 6455 §4.1 apply.',
    { status: 'living' },
  ],
  'WEB-5': [
    'C',
    'must',
    'fetch#http-network-fetch',
    '1xx responses are skipped until a non-1xx, except that a websocket-mode fetch stops at 101; a ' +
      '101 in any other mode is skipped like other 1xx.',
    { status: 'living' },
  ],
  'WEB-6': [
    'C',
    'must',
    'websockets#feedback-from-the-protocol',
    'A failed connection fires error and then close, not clean. Scripts cannot tell apart the ways in ' +
      'which a connection is not established or abruptly lost: all are 1006, and 1015 is not used.',
    { status: 'living', corrected: true },
  ],
  'WEB-7': [
    'C',
    'must',
    'websockets#dom-websocket-close',
    'close() takes only 1000 or 3000 to 4999 and at most 123 octets of reason; before establishment ' +
      'it fails the connection; with neither argument the Close has no body (the standard calls the ' +
      "RFC's required code a mistake).",
    { status: 'living' },
  ],
  'WEB-8': [
    'C',
    'must',
    'websockets#feedback-from-the-protocol',
    'code is that of RFC 6455 §7.1.5: 1005 for a Close without code; wasClean only after a complete ' +
      'closing handshake.',
    { status: 'living' },
  ],
  'WEB-9': [
    'C',
    'must not',
    'websockets#ping-and-pong-frames',
    'User agents may ping on their own account but not to help servers; there is no API.',
    { seen: 'internal', status: 'living' },
  ],
});
