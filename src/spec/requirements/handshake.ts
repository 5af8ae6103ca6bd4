/**
 * The opening handshake of WebSocket: what the client sends, what it checks, what the server does.
 *
 * The sentences are ours; the texts stand behind the anchors.
 */
import { defineRows, type Requirement } from './row.js';

/** The rows of the groups `WS-REQ`, `WS-RSP`, `WS-SRV`. */
export const HANDSHAKE_ROWS: readonly Requirement[] = defineRows({
  'WS-REQ-1': [
    'C',
    'MUST',
    'rfc6455#section-4.1 rfc6455#section-3',
    'Start only from a valid ws/wss URI without fragment; otherwise fail the connection.',
  ],
  'WS-REQ-2': [
    'C',
    'MUST / SHOULD',
    'rfc6455#section-4.1',
    'At most one connection in CONNECTING per remote address and port; others wait. Behind a proxy ' +
      'that hides the address, treat each name as its own host, and limit the total.',
    { corrected: true },
  ],
  'WS-REQ-3': [
    'C',
    'MUST',
    'rfc6455#section-4.1',
    'If transport, proxy or TLS set-up fails, fail the connection; for wss do TLS with SNI before any ' +
      'handshake octet.',
  ],
  'WS-REQ-4': [
    'C',
    'MUST',
    'rfc6455#section-4.1',
    'The handshake is a valid HTTP request with method GET and version at least 1.1.',
  ],
  'WS-REQ-5': [
    'C',
    'MUST',
    'rfc6455#section-4.1',
    'The target is the resource name, or an absolute http/https URI that denotes the same host, port ' +
      'and resource.',
  ],
  'WS-REQ-6': [
    'C',
    'MUST',
    'rfc6455#section-4.1',
    'Host holds the host, plus the port when it is not the default.',
  ],
  'WS-REQ-7': [
    'C',
    'MUST',
    'rfc6455#section-4.1',
    'Upgrade includes the websocket keyword (other members are not excluded).',
  ],
  'WS-REQ-8': [
    'C',
    'MUST',
    'rfc6455#section-4.1',
    'Connection includes the Upgrade token (other members are not excluded).',
  ],
  'WS-REQ-9': [
    'C',
    'MUST / MUST NOT',
    'rfc6455#section-4.1 rfc6455#section-11.3.1',
    'Exactly one Sec-WebSocket-Key: base64 of 16 fresh random octets, new for each connection.',
  ],
  'WS-REQ-10': [
    'C',
    'MUST',
    'rfc6455#section-4.1',
    'Browsers send Origin (ASCII serialisation); other clients may.',
  ],
  'WS-REQ-11': [
    'C',
    'MUST / MUST NOT',
    'rfc6455#section-4.1 rfc6455#section-11.3.5',
    'Exactly one Sec-WebSocket-Version with value 13. 9 to 12 are reserved and never used.',
  ],
  'WS-REQ-12': [
    'C',
    'MAY / MUST',
    'rfc6455#section-4.1 rfc6455#section-11.3.4',
    'Sec-WebSocket-Protocol lists non-empty, distinct tokens by preference; it may span several ' + 'lines.',
  ],
  'WS-REQ-13': [
    'C',
    'MAY',
    'rfc6455#section-4.1 rfc6455#section-9.1',
    'Sec-WebSocket-Extensions offers extensions; an offer is not use.',
  ],
  'WS-REQ-14': [
    'C',
    'MUST',
    'rfc6455#section-4.1',
    "After the handshake request, send nothing until the server's response arrived.",
  ],
  'WS-REQ-15': [
    'C',
    'SHOULD',
    'rfc6455#section-4.1',
    'With a proxy configured, ask it to open a connection to host and port (CONNECT is the example) ' +
      'and run the handshake inside.',
    { corrected: true },
  ],
  'WS-REQ-16': [
    'C',
    'can',
    'rfc6455#section-4.4',
    'After a refusal that lists versions, the client can repeat the handshake with one of them.',
    { corrected: true },
  ],
  'WS-RSP-1': [
    'C',
    'definition',
    'rfc6455#section-4.1 rfc6455#section-1.3',
    'A status other than 101 is handled as plain HTTP (authenticate, follow a redirect if it wishes); ' +
      'the handshake has not completed.',
  ],
  'WS-RSP-2': [
    'C',
    'MUST',
    'rfc6455#section-4.1',
    'Fail if Upgrade is missing or holds a value other than websocket (ASCII case ignored).',
  ],
  'WS-RSP-3': [
    'C',
    'MUST',
    'rfc6455#section-4.1',
    'Fail if Connection is missing or has no Upgrade token (case ignored); other tokens are not ' +
      'excluded.',
  ],
  'WS-RSP-4': [
    'C',
    'MUST',
    'rfc6455#section-4.1',
    'Fail if Sec-WebSocket-Accept is missing or, edge whitespace aside, differs from base64(SHA-1(key ' +
      'text + GUID)).',
  ],
  'WS-RSP-5': [
    'C',
    'MUST',
    'rfc6455#section-4.1 rfc6455#section-9.1',
    'Fail if the response names an extension not offered, or the field is outside its grammar.',
  ],
  'WS-RSP-6': ['C', 'MUST', 'rfc6455#section-4.1', 'Fail if the response names a subprotocol not offered.'],
  'WS-RSP-7': [
    'C',
    'MUST',
    'rfc6455#section-4.1 rfc6455#section-4.2.2 rfc6455#section-11.3.3 rfc6455#section-11.3.4',
    'Fail on any other departure of the response from 4.1 and 4.2.2, such as an empty subprotocol. ' +
      'That Accept and Protocol have one line stands in 11.3.3 and 11.3.4.',
    { corrected: true },
  ],
  'WS-RSP-8': [
    'C',
    'definition',
    'rfc6455#section-4.1',
    'When all checks pass the state is OPEN; extensions and subprotocol in use are what the response ' +
      'says (null when absent).',
  ],
  'WS-RSP-9': [
    'SC',
    'MUST',
    'rfc2616#section-3.1 rfc9110#status.1xx',
    'A message incompatible with HTTP/1.0 is labelled 1.1, and 1.0 has no 1xx: no server sends a 101 ' +
      'labelled 1.0. What a client does with one is unstated.',
    { corrected: true },
  ],
  'WS-SRV-1': [
    'S',
    'MUST',
    'rfc6455#section-4.2.1',
    'When what is being read as a client handshake departs from the description (items below or their ' +
      'ABNF), stop processing it as one and answer with an HTTP error such as 400.',
  ],
  'WS-SRV-2': ['S', 'MUST', 'rfc6455#section-4.2.1', 'Required: GET, HTTP/1.1 or higher.'],
  'WS-SRV-3': [
    'S',
    'MUST',
    'rfc6455#section-4.2.1',
    'Required: a target read as a resource name, or an absolute http/https URI containing it.',
  ],
  'WS-SRV-4': ['S', 'MUST', 'rfc6455#section-4.2.1', "Required: a Host holding the server's authority."],
  'WS-SRV-5': [
    'S',
    'MUST',
    'rfc6455#section-4.2.1',
    'Required: Upgrade containing websocket, ASCII case ignored.',
  ],
  'WS-SRV-6': [
    'S',
    'MUST',
    'rfc6455#section-4.2.1',
    'Required: Connection including the token Upgrade, ASCII case ignored.',
  ],
  'WS-SRV-7': [
    'S',
    'MUST',
    'rfc6455#section-4.2.1 rfc6455#section-4.2.2 rfc6455#section-11.3.1',
    'Required: one Sec-WebSocket-Key whose base64 text stands for 16 octets (decoding it is not ' +
      'itself necessary).',
  ],
  'WS-SRV-8': [
    'S',
    'MUST',
    'rfc6455#section-4.2.1 rfc6455#section-11.3.5',
    'Required: one Sec-WebSocket-Version with value 13.',
  ],
  'WS-SRV-9': [
    'S',
    'MUST',
    'rfc6455#section-4.2.2 rfc6455#section-4.4',
    'A version the server does not speak: abort the handshake, answer an HTTP error (426 is the ' +
      'example, 400 in §4.4) with Sec-WebSocket-Version listing every version it would use.',
  ],
  'WS-SRV-10': [
    'S',
    'MAY / MUST / SHOULD',
    'rfc6455#section-4.2.2 rfc6455#section-4.2.1 rfc6455#section-10.2',
    'Origin may decide acceptance; if it is unwanted the handshake is aborted with an HTTP error (403 ' +
      'recommended). Sites for known pages only should check it. Without Origin, do not take the client ' +
      'for a browser.',
    { corrected: true },
  ],
  'WS-SRV-11': [
    'S',
    'MUST',
    'rfc6455#section-4.2.2',
    'A service that is not available gets an HTTP error (such as 404) and no handshake.',
    { corrected: true },
  ],
  'WS-SRV-12': [
    'S',
    'MUST',
    'rfc6455#section-4.2.2 rfc6455#section-11.3.4',
    'The subprotocol in the 101 is one the client listed, on one line; when none is agreed the field ' +
      'is absent (never empty).',
  ],
  'WS-SRV-13': [
    'S',
    'MUST / MUST NOT',
    'rfc6455#section-4.2.2 rfc6455#section-9 rfc6455#section-11.3.2',
    'Extensions in the 101 are chosen from those offered; the field may be split over lines (erratum ' +
      '3433 replaces the contrary sentence of §11.3.2).',
    { corrected: true },
  ],
  'WS-SRV-14': [
    'S',
    'MUST',
    'rfc6455#section-4.2.2 rfc6455#section-11.3.3',
    'Acceptance is a valid HTTP response with status 101, Upgrade with value websocket, Connection ' +
      'with value Upgrade, and one Sec-WebSocket-Accept, computed from the key.',
    { corrected: true },
  ],
  'WS-SRV-15': [
    'S',
    'definition',
    'rfc6455#section-4.2.2',
    "With the response sent and nothing aborted the server's state is OPEN; it may send at once.",
  ],
  'WS-SRV-16': [
    'S',
    'MAY',
    'rfc6455#section-4.2.2',
    '401 (with challenge) and 3xx are available before acceptance.',
    { seen: 'policy' },
  ],
  'WS-SRV-17': [
    'S',
    'MUST',
    'rfc6455#section-7.2.2 rfc6455#section-10.7',
    '"Abort the WebSocket Connection" means simply to close it. The sections on the handshake do not ' +
      'use the term: they say "abort the WebSocket handshake" and ask for an HTTP error.',
    { corrected: true },
  ],
  'WS-SRV-18': [
    'S',
    'MAY / SHOULD',
    'rfc6455#section-10.7',
    'Invalid data may be met by dropping TCP; during the handshake an HTTP status should be returned, ' +
      'afterwards a Close frame with a code should precede.',
  ],
  'WS-SRV-19': [
    'S',
    'MUST',
    'rfc6455#section-4.2.2',
    'On an HTTPS port do TLS first; close if it fails; everything later runs inside.',
  ],
  'WS-SRV-20': [
    'S',
    'definition',
    'rfc6455#section-4.2',
    '"Server" means everything from the first device that terminates the client\'s TCP connection to ' +
      "the final process; a load balancer's behaviour counts as the server's.",
    { seen: 'policy' },
  ],
  'WS-SRV-21': [
    'S',
    'definition',
    'rfc6455#section-4.2.1',
    'Field order is irrelevant and unknown fields are ignored.',
  ],
  'WS-SRV-22': [
    'S',
    'derived',
    'rfc6455#section-4.2.2 rfc9110#field.upgrade rfc9110#status.426',
    'A 426 for a version mismatch must satisfy both documents: Sec-WebSocket-Version (6455) and ' +
      'Upgrade plus upgrade option (9110).',
  ],
  'WS-SRV-23': [
    'S',
    'derived',
    'rfc9112#persistent.tear-down rfc9110#status.codes rfc9110#status.1xx rfc6455#section-7.3 ' +
      'rfc6455#section-5.5.1',
    'HTTP closing duties attach to final responses; a 101 is none, and behind it the connection ends ' +
      'by the WebSocket closing rules. To close straight after a 101 because the request said close, or ' +
      'was 1.0, satisfies neither document.',
    { corrected: true },
  ],
});
