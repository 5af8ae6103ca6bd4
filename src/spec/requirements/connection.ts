/**
 * What a connection is: its options, how long it persists, how it ends, and the order on it.
 *
 * The sentences are ours; the texts stand behind the anchors.
 */
import { defineRows, type Requirement } from './row.js';

/** The rows of the groups `H-CONN`, `H-PERSIST`, `H-CLOSE`, `H-PIPE`. */
export const CONNECTION_ROWS: readonly Requirement[] = defineRows({
  'H-CONN-1': [
    'R',
    'definition',
    'rfc9110#field.connection',
    'Connection is a comma list of tokens, case-insensitive, possibly spread over several lines, ' +
      'possibly empty.',
  ],
  'H-CONN-2': [
    'X',
    'MUST',
    'rfc9110#field.connection',
    'Any other field that carries control data for this hop is named in Connection.',
  ],
  'H-CONN-3': [
    'I',
    'MUST',
    'rfc9110#field.connection',
    'Before forwarding, read Connection, delete from head and trailer every field it names, then ' +
      'delete or replace Connection itself.',
  ],
  'H-CONN-4': [
    'I',
    'SHOULD',
    'rfc9110#field.connection',
    'Also delete (after acting on them) the fields known to be hop-by-hop, listed or not: ' +
      'Proxy-Connection, Keep-Alive, TE, Transfer-Encoding, Upgrade.',
  ],
  'H-CONN-5': [
    'X',
    'MUST NOT',
    'rfc9110#field.connection',
    'Never list a field that is intended for all recipients of the content, such as Cache-Control.',
    { corrected: true },
  ],
  'H-CONN-6': [
    'R',
    'ought',
    'rfc9110#field.connection',
    'A connection-specific field that arrives without its option was most likely forwarded by mistake ' +
      'and ought to be ignored.',
  ],
  'H-CONN-7': [
    'R',
    'definition',
    'rfc9110#field.connection',
    'An option need not correspond to any field present.',
  ],
  'H-CONN-8': [
    'I',
    'MUST',
    'rfc9110#message.forwarding',
    'Every intermediary that is not acting as a tunnel implements Connection.',
  ],
  'H-CONN-9': [
    'R',
    'definition',
    'rfc9112#persistent.tear-down',
    '"Close" is reserved as a field name so that it cannot collide with the option.',
  ],
  'H-CONN-10': [
    'R',
    'MUST',
    'rfc2616#section-14.10',
    'RFC 2616 told a recipient of a 1.0 message to delete and ignore every field named in its ' +
      'Connection. No current text says so; Upgrade in 1.0 is ignored for its own reason (H-UPG-11).',
    { status: 'obsolete' },
  ],
  'H-PERSIST-1': [
    'R',
    'definition',
    'rfc9112#persistent.connections',
    'First test: if the message most recently received lists the close option, the connection ends ' +
      'with the current response. This test precedes every other one, whatever the version and whatever ' +
      'else is listed.',
  ],
  'H-PERSIST-2': [
    'R',
    'definition',
    'rfc9112#persistent.connections',
    'Second test: otherwise, if the message is HTTP/1.1 or later, the connection continues.',
  ],
  'H-PERSIST-3': [
    'R',
    'definition',
    'rfc9112#persistent.connections rfc9112#compatibility.with.http.1.0.persistent.connections ' +
      'rfc2068#section-19.7.1',
    'Third test: otherwise an HTTP/1.0 message listing keep-alive continues the connection if the ' +
      'recipient chooses to honour that mechanism and is not a proxy reading a request (a proxy may do ' +
      'so for a response).',
  ],
  'H-PERSIST-4': [
    'R',
    'definition',
    'rfc9112#persistent.connections',
    'Last test: in every other case the connection ends with the current response.',
  ],
  'H-PERSIST-5': [
    'C',
    'MUST',
    'rfc9112#persistent.connections',
    'A client without persistent connections sends close in every request.',
  ],
  'H-PERSIST-6': [
    'S',
    'MUST',
    'rfc9112#persistent.connections',
    'A server without persistent connections sends close in every response that is not 1xx.',
  ],
  'H-PERSIST-7': [
    'C',
    'MAY',
    'rfc9112#persistent.connections rfc9112#persistent.tear-down',
    'Further requests may be sent until the client has sent close, received close, or received an ' +
      'HTTP/1.0 response without keep-alive.',
  ],
  'H-PERSIST-8': [
    'X',
    'definition',
    'rfc9112#persistent.connections',
    'Persistence needs every message on the connection to be self-delimited; a response ended by ' +
      'closure ends the connection.',
  ],
  'H-PERSIST-9': [
    'S',
    'MUST',
    'rfc9112#persistent.connections',
    'Read the whole request body, or close after the response.',
  ],
  'H-PERSIST-10': [
    'C',
    'MUST',
    'rfc9112#persistent.connections',
    'Read the whole response body before reusing the connection.',
  ],
  'H-PERSIST-11': [
    'I',
    'MUST NOT',
    'rfc9112#persistent.connections',
    'A proxy does not keep a connection with an HTTP/1.0 client persistent.',
  ],
  'H-PERSIST-12': [
    'SCI',
    'SHOULD',
    'rfc9112#persistent.connections',
    'Support persistent connections.',
    { seen: 'policy' },
  ],
  'H-PERSIST-13': [
    'S',
    'derived',
    'rfc9112#persistent.connections rfc2068#section-19.7.1',
    'To make a 1.0 connection actually last, the response must itself say keep-alive (the client ' +
      'stops at a 1.0 response without it; a 1.0 client knows no other signal).',
  ],
  'H-PERSIST-14': [
    'S',
    'MUST',
    'rfc2068#section-19.7.1 rfc9112#field.transfer-encoding rfc9110#field.content-length',
    'A persistent response to a 1.0 client has no transfer coding; where it may have content, ' +
      'Content-Length delimits it.',
    { corrected: true },
  ],
  'H-PERSIST-15': [
    'RX',
    'MUST',
    'rfc2068#section-19.7.1.1',
    'A Keep-Alive field is sent only together with the keep-alive option and is ignored when it ' +
      'arrives without it; no parameter is defined there.',
  ],
  'H-PERSIST-16': [
    'C',
    'MUST NOT / ought',
    'rfc2068#section-19.7.1 rfc9112#compatibility.with.http.1.0.persistent.connections',
    'Do not send keep-alive to a proxy.',
  ],
  'H-PERSIST-17': [
    'CI',
    'discouraged',
    'rfc9112#compatibility.with.http.1.0.persistent.connections rfc9110#field.connection',
    'Proxy-Connection should not be sent, and is removed by intermediaries; it has no defined effect ' +
      'at an origin server.',
  ],
  'H-PERSIST-18': [
    'R',
    'derived',
    'rfc9112#persistent.connections',
    'keep-alive in an HTTP/1.1 message changes nothing; together with close, close wins in either ' +
      'order and across lines.',
  ],
  'H-PERSIST-19': [
    'R',
    'definition',
    'rfc7230#section-6.3 rfc9112#persistent.connections',
    'RFC 7230 excluded proxies from the keep-alive rule altogether; RFC 9112 lets a proxy honour it ' +
      'when the message is a response from its inbound server.',
    { status: 'changed' },
  ],
  'H-PERSIST-20': [
    'S',
    'definition',
    'rfc9112#persistent.connections',
    'The status does not enter the decision: an error response leaves a connection open when the ' +
      'algorithm says so.',
    { corrected: true },
  ],
  'H-PERSIST-21': [
    'SC',
    'definition',
    'rfc1945#section-1.3 rfc9112#compatibility.with.http.1.0.persistent.connections',
    'Base HTTP/1.0: the client opens one connection per request and the server closes it after the ' +
      'response.',
  ],
  'H-PERSIST-22': [
    'X',
    'MUST',
    'rfc2616#section-14.10 rfc7230#section-6.1 rfc9112#persistent.connections',
    'RFC 2616 wanted close in every message of an application without persistence; since RFC 7230 a ' +
      "server's 1xx responses are exempt.",
    { status: 'changed', corrected: true },
  ],
  'H-CLOSE-1': [
    'X',
    'definition',
    'rfc9112#persistent.tear-down',
    'close announces that its sender will close the connection once the response is complete: in a ' +
      'request it is the last request, in a response the connection ends after that response.',
  ],
  'H-CLOSE-2': ['X', 'SHOULD', 'rfc9112#persistent.tear-down', 'Send close whenever intending to close.'],
  'H-CLOSE-3': [
    'C',
    'MUST NOT',
    'rfc9112#persistent.tear-down',
    'After a request with close, send no further request on the connection.',
  ],
  'H-CLOSE-4': [
    'C',
    'MUST',
    'rfc9112#persistent.tear-down',
    'After a request with close, close the connection once its final response has been read.',
  ],
  'H-CLOSE-5': [
    'S',
    'MUST',
    'rfc9112#persistent.tear-down',
    'On a request with close, begin closing after sending the final response to that request.',
  ],
  'H-CLOSE-6': [
    'S',
    'SHOULD',
    'rfc9112#persistent.tear-down',
    'Put close in the final response on that connection.',
    { corrected: true },
  ],
  'H-CLOSE-7': [
    'S',
    'MUST NOT',
    'rfc9112#persistent.tear-down',
    'Process no request received after the one with close.',
  ],
  'H-CLOSE-8': [
    'S',
    'MUST',
    'rfc9112#persistent.tear-down',
    'A server that sends close begins closing after the response that carries it.',
  ],
  'H-CLOSE-9': [
    'S',
    'MUST NOT',
    'rfc9112#persistent.tear-down',
    'And processes no further request received on that connection.',
  ],
  'H-CLOSE-10': [
    'C',
    'MUST',
    'rfc9112#persistent.tear-down',
    'On receiving close, stop sending requests and close after reading that response.',
  ],
  'H-CLOSE-11': [
    'C',
    'SHOULD NOT',
    'rfc9112#persistent.tear-down',
    'Do not assume that requests pipelined behind such a response will be processed.',
    { seen: 'internal', corrected: true },
  ],
  'H-CLOSE-12': [
    'S',
    'informative',
    'rfc9112#persistent.tear-down',
    'To keep the last response from being destroyed by a reset, servers usually shut the write side ' +
      'first, keep reading until the peer closes or has surely acknowledged, then close fully.',
  ],
  'H-CLOSE-13': [
    'S',
    'definition',
    'rfc9112#persistent.tear-down',
    'A half-close by the client neither ends a request message nor implies that the client no longer ' +
      'wants the response.',
    { corrected: true },
  ],
  'H-CLOSE-14': [
    'SCI',
    'MAY',
    'rfc9112#persistent.failures',
    'Any party may close the transport at any time.',
    { corrected: true },
  ],
  'H-CLOSE-15': [
    'SC',
    'SHOULD',
    'rfc9112#persistent.failures',
    "Time out with a graceful close; watch open connections for the peer's closure and react " + 'promptly.',
  ],
  'H-CLOSE-16': [
    'S',
    'SHOULD',
    'rfc9112#persistent.failures',
    'Keep persistent connections up and let flow control deal with overload rather than dropping ' + 'them.',
    { seen: 'policy' },
  ],
  'H-CLOSE-17': [
    'C',
    'SHOULD',
    'rfc9112#persistent.failures',
    'While sending a body, watch for an error response; if it shows the server is closing, stop ' +
      'sending and close.',
  ],
  'H-CLOSE-18': [
    'C',
    'MUST',
    'rfc9112#tls.connection.closure',
    "Over TLS send a closure alert before closing; the client may then not wait for the server's.",
  ],
  'H-CLOSE-19': [
    'S',
    'MUST',
    'rfc9112#tls.connection.closure',
    'Over TLS try to exchange closure alerts before closing; after sending its own the server may ' +
      'close.',
  ],
  'H-CLOSE-20': [
    'S',
    'MAY',
    'rfc9112#incomplete.messages',
    'An incomplete request (aborted, timed out) may get an error response before the connection is ' +
      'closed.',
  ],
  'H-CLOSE-21': [
    'S',
    'SHOULD',
    'rfc7231#section-6.5.7 rfc9110#status.408',
    'RFC 7231 asked for close in a 408; RFC 9110 only says the connection may be unusable.',
    { status: 'changed' },
  ],
  'H-PIPE-1': [
    'C',
    'MAY',
    'rfc9112#pipelining',
    'A client with persistent connections may send requests without waiting for responses.',
  ],
  'H-PIPE-2': [
    'S',
    'MUST',
    'rfc9112#pipelining rfc9112#associating.response.to.request',
    'Responses go out in the order the requests came in; parallel work is allowed only for safe ' +
      'methods.',
  ],
  'H-PIPE-3': [
    'C',
    'MUST',
    'rfc9112#associating.response.to.request',
    'Keep the list of outstanding requests and give each response to the oldest one without a final ' +
      'response.',
  ],
  'H-PIPE-4': [
    'C',
    'MUST NOT',
    'rfc9112#associating.response.to.request',
    'Octets received with no outstanding request are not a response; the client should close, unless ' +
      'they are bare CRLFs.',
  ],
  'H-PIPE-5': [
    'C',
    'MUST NOT',
    'rfc9112#message.body.length',
    'Extra octets after the last complete final response are never processed, cached or forwarded as ' +
      'a separate response.',
  ],
  'H-PIPE-6': [
    'C',
    'SHOULD / MUST NOT',
    'rfc9112#pipelining',
    'After a connection fails, unanswered pipelined requests should be retried, but not pipelined ' +
      'straight away on the new connection.',
  ],
  'H-PIPE-7': [
    'C',
    'SHOULD NOT',
    'rfc9112#pipelining rfc9110#idempotent.methods',
    'A user agent does not pipeline behind a non-idempotent request until its final status is in, ' +
      'unless it can recover from partial failures; it does not retry such a request by itself without ' +
      'knowing that this is safe, nor a failed retry.',
    { corrected: true },
  ],
  'H-PIPE-8': [
    'S',
    'definition',
    'rfc9110#connections',
    'Requests stand alone: an Upgrade (or CONNECT) request may come at any position on a connection, ' +
      'not only first.',
  ],
  'H-PIPE-9': [
    'S',
    'MUST NOT',
    'rfc9110#connections',
    'Do not assume two requests on one connection come from one user agent unless the connection is ' +
      'secured and dedicated.',
    { seen: 'internal' },
  ],
  'H-PIPE-10': [
    'S',
    'definition',
    'rfc9110#status.codes rfc9112#associating.response.to.request',
    'A request has any number of interim responses, followed by exactly one final response.',
    { corrected: true },
  ],
});
