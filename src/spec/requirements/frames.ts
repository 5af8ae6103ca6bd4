/**
 * Frames, the closing handshake, and extensions.
 *
 * The sentences are ours; the texts stand behind the anchors.
 */
import { defineRows, type Requirement } from './row.js';

/** The rows of the groups `WS-FRM`, `WS-CLS`, `WS-EXT`, `WS-PMD`. */
export const FRAME_ROWS: readonly Requirement[] = defineRows({
  'WS-FRM-1': [
    'C',
    'MUST',
    'rfc6455#section-5.1 rfc6455#section-5.3',
    'Every client frame is masked with a fresh unpredictable key.',
  ],
  'WS-FRM-2': [
    'S',
    'MUST',
    'rfc6455#section-5.1',
    'An unmasked client frame: close the connection (may send 1002 first).',
  ],
  'WS-FRM-3': [
    'S',
    'MUST NOT',
    'rfc6455#section-5.1',
    'Server frames are never masked; a client that sees a masked one closes (MUST).',
  ],
  'WS-FRM-4': [
    'SC',
    'MUST',
    'rfc6455#section-5.2',
    'Reserved bits that are not zero without a negotiated meaning, or an unknown opcode: fail the ' +
      'connection. Who sends writes the length in its shortest form, with the top bit of the 64-bit ' +
      'form zero.',
    { corrected: true },
  ],
  'WS-FRM-5': [
    'SC',
    'MUST',
    'rfc6455#section-5.4 rfc6455#section-5.5',
    'Who sends: control frames have at most 125 octets and are never fragmented, and fragments of two ' +
      'messages are not interleaved. Who receives: control frames between fragments are handled.',
    { corrected: true },
  ],
  'WS-FRM-6': [
    'SC',
    'MUST',
    'rfc6455#section-5.6 rfc6455#section-8.1',
    'Text messages, and whatever else is read as UTF-8, must be valid UTF-8, else fail; the rule ' +
      'names the opening handshake too.',
    { corrected: true },
  ],
  'WS-FRM-7': [
    'SC',
    'MUST / must',
    'rfc6455#section-5.5.2 rfc6455#section-5.5.3',
    'Answer a Ping with a Pong unless a Close was already received; the Pong has the payload of the ' +
      'Ping. Only the latest of several Pings need be answered; unsolicited Pongs are allowed and ' +
      'unanswered.',
    { corrected: true },
  ],
  'WS-FRM-8': [
    'SC',
    'MUST / SHOULD',
    'rfc6455#section-10.4',
    'An implementation with limits on frames or messages protects itself against exceeding them; ' +
      'limits should exist.',
    { corrected: true },
  ],
  'WS-FRM-9': [
    'SC',
    'MUST',
    'rfc6455#section-5.1 rfc6455#section-6.1',
    "Data is sent only in OPEN: after the handshake and before one's own Close.",
  ],
  'WS-CLS-1': [
    'SC',
    'MUST NOT',
    'rfc6455#section-5.5.1',
    'After sending Close the application sends no data frame.',
    { corrected: true },
  ],
  'WS-CLS-2': [
    'SC',
    'MUST / SHOULD / MAY',
    'rfc6455#section-5.5.1',
    'A Close received before one was sent is answered by a Close (typically same code), soon; it may ' +
      'wait for the end of the message being sent.',
  ],
  'WS-CLS-3': [
    'S',
    'MUST / SHOULD',
    'rfc6455#section-5.5.1 rfc6455#section-7.1.1 rfc6455#section-7.1.2',
    'With Close both sent and received the server closes TCP immediately. Section 5.5.1 makes it a ' +
      'MUST; 7.1.1 and 7.1.2 only a SHOULD.',
    { corrected: true },
  ],
  'WS-CLS-4': [
    'C',
    'SHOULD / MAY',
    'rfc6455#section-5.5.1 rfc6455#section-7.1.1',
    "The client then waits for the server's TCP close, but may close any time, e.g. after a " +
      'reasonable wait.',
  ],
  'WS-CLS-5': [
    'SC',
    'definition / MAY / SHOULD NOT',
    'rfc6455#section-7.1.2 rfc6455#section-7.3',
    'Who closes an established connection initiates it by the closing handshake, which begins with a ' +
      'Close frame. Servers may do so whenever they like; clients should not arbitrarily.',
    { corrected: true },
  ],
  'WS-CLS-6': [
    'SC',
    'definition',
    'rfc6455#section-7.1.3 rfc6455#section-7.1.4',
    'CLOSING begins with a Close sent or received; CLOSED when TCP is closed, "cleanly" if the ' +
      'closing handshake had completed.',
  ],
  'WS-CLS-7': [
    'SC',
    'definition',
    'rfc6455#section-7.1.5 rfc6455#section-7.1.6',
    "The connection's close code is that of the first Close received; 1005 if it had none; 1006 if " +
      'none was received at all. The peers may disagree.',
  ],
  'WS-CLS-8': [
    'SC',
    'MUST / SHOULD / MUST NOT',
    'rfc6455#section-7.1.7',
    'Failing: close TCP; if established, send a Close with a fitting code first (SHOULD; may be ' +
      'omitted if pointless); process nothing more from the peer. The server should log it.',
  ],
  'WS-CLS-9': [
    'C',
    'MUST',
    'rfc6455#section-7.2.1',
    'If the transport is lost unexpectedly the client fails the connection.',
  ],
  'WS-CLS-10': [
    'SC',
    'MUST NOT',
    'rfc6455#section-7.4.1',
    '1005, 1006 and 1015 never appear in a Close frame.',
  ],
  'WS-CLS-11': [
    'SC',
    'definition',
    'rfc6455#section-7.4.1 rfc6455#section-7.4.2 rfc6455#section-11.7',
    'Codes below 1000 are not used, 1000 to 2999 belong to the protocol (1004 reserved), 3000 to 3999 ' +
      'are registered with IANA, 4000 to 4999 private.',
  ],
  'WS-CLS-12': [
    'SC',
    'MUST',
    'rfc6455#section-5.5.1',
    'Who sends: the body of a Close is empty or starts with a two-octet code in network order, then ' +
      'optional UTF-8; a body of one octet is impossible.',
    { corrected: true },
  ],
  'WS-CLS-13': [
    'SC',
    'SHOULD',
    'rfc6455#section-7.1.1',
    'Close TCP (and TLS) cleanly, dropping octets that still arrive; in the normal case the server ' +
      'closes first so that it holds TIME_WAIT.',
  ],
  'WS-CLS-14': [
    'C',
    'SHOULD',
    'rfc6455#section-7.2.3',
    'After an abnormal closure reconnect with a random initial delay and growing back-off.',
    { seen: 'policy' },
  ],
  'WS-CLS-15': [
    'C',
    'SHOULD NOT',
    'rfc6455#section-7.1.7 rfc6455#section-7.2.1 rfc6455#section-7.3',
    "Outside these rules and the application's wish, a client does not close.",
  ],
  'WS-CLS-16': [
    'C',
    'MAY / SHOULD',
    'rfc6455#section-7.4.1',
    'A client that needed an extension the server did not accept ends with 1010, listing it in the ' +
      'reason; a server refuses the handshake instead.',
  ],
  'WS-CLS-17': [
    'SC',
    'definition',
    'rfc6455#section-5.5.1 rfc6455#section-1.4',
    'Prose: after receiving a Close, further data is discarded. Normative text only says there is no ' +
      'guarantee that a peer which has sent a Close continues to process data.',
  ],
  'WS-EXT-1': [
    'SC',
    'MUST',
    'rfc6455#section-9.1 rfc6455#section-4.2.1',
    'A Sec-WebSocket-Extensions value outside the grammar (token, parameters, a quoted value that ' +
      'unescapes to a token) makes its recipient fail the connection at once; from a server the opening ' +
      'handshake asks for an HTTP error.',
    { corrected: true },
  ],
  'WS-EXT-2': [
    'S',
    'MUST NOT',
    'rfc6455#section-9',
    'Never answer with an extension that was not requested.',
  ],
  'WS-EXT-3': [
    'SC',
    'definition',
    'rfc6455#section-9.1',
    'Unless the extensions define it otherwise, offers are a preference order, and the accepted list ' +
      'is the order in which they are applied.',
    { corrected: true },
  ],
  'WS-PMD-1': [
    'S',
    'MUST',
    'rfc7692#section-7 rfc7692#section-5',
    'Decline a permessage-deflate offer that has an undefined parameter, an invalid value, a repeated ' +
      'parameter, or a configuration the server cannot do. Declining one offer is not refusing the ' +
      'handshake; a later offer or no compression follows.',
  ],
  'WS-PMD-2': [
    'C',
    'MUST',
    'rfc7692#section-7',
    'Fail if the accepted extension has an undefined, invalid or repeated parameter, or a ' +
      'configuration the client cannot do.',
  ],
  'WS-PMD-3': [
    'S',
    'definition / SHOULD / MAY',
    'rfc7692#section-7.1.1.1',
    'server_no_context_takeover takes no value; accepting an offer with it is done by repeating it. ' +
      'Servers should support it, and may volunteer it.',
    { corrected: true },
  ],
  'WS-PMD-4': [
    'SC',
    'MAY / MUST',
    'rfc7692#section-7.1.1.2',
    'client_no_context_takeover in the response binds the client, which must support it; in an offer ' +
      'it is a hint that may be ignored.',
    { corrected: true },
  ],
  'WS-PMD-5': [
    'S',
    'MUST / definition / MAY',
    'rfc7692#section-7.1.2.1',
    'server_max_window_bits is a number from 8 to 15 without leading zero, and digits (MUST). An ' +
      'offer with it is accepted by an equal or smaller number, else declined; without an offer of it ' +
      'the server may set it.',
    { corrected: true },
  ],
  'WS-PMD-6': [
    'S',
    'MUST NOT / definition',
    'rfc7692#section-7.1.2.2',
    'client_max_window_bits appears in the response only if the offer had it, with or without value; ' +
      'in the response it has one, from 8 to 15.',
    { corrected: true },
  ],
  'WS-PMD-7': [
    'SC',
    'MUST',
    'rfc7692#section-6 rfc7692#section-6.1 rfc7692#section-6.2',
    'RSV1 on the first frame of a data message marks compression; RSV1 on continuation or control ' +
      'frames is an error.',
  ],
});
