/**
 * The Upgrade field, and what stands between client and server.
 *
 * The sentences are ours; the texts stand behind the anchors.
 */
import { defineRows, type Requirement } from './row.js';

/** The rows of the groups `H-UPG`, `H-INT`. */
export const UPGRADE_ROWS: readonly Requirement[] = defineRows({
  'H-UPG-1': [
    'C',
    'MAY',
    'rfc9110#field.upgrade',
    'A client may list protocols, best first, to invite a switch before the final response.',
  ],
  'H-UPG-2': [
    'S',
    'MAY',
    'rfc9110#field.upgrade',
    'The server may ignore the offer and go on in HTTP; an offer can never compel.',
  ],
  'H-UPG-3': [
    'R',
    'definition / SHOULD',
    'rfc9110#field.upgrade rfc9110#upgrade.token.registry',
    'Upgrade is a comma list of name or name/version; names are compared without regard to case.',
    { status: 'changed' },
  ],
  'H-UPG-4': [
    'S',
    'MUST',
    'rfc9110#field.upgrade rfc9110#status.101',
    'A 101 carries Upgrade naming what the connection is switched to, lowest layer first if several.',
  ],
  'H-UPG-5': [
    'S',
    'MUST NOT',
    'rfc9110#field.upgrade',
    'Never switch to a protocol the request did not list.',
  ],
  'H-UPG-6': ['S', 'MAY', 'rfc9110#field.upgrade', "The client's order may be disregarded when choosing."],
  'H-UPG-7': [
    'S',
    'MUST',
    'rfc9110#field.upgrade rfc9110#status.426',
    'A 426 carries Upgrade listing acceptable protocols, the preferred first.',
    { corrected: true },
  ],
  'H-UPG-8': [
    'S',
    'MAY',
    'rfc9110#field.upgrade',
    'Any other response may carry Upgrade as an advertisement; it does not change the connection.',
  ],
  'H-UPG-9': [
    'X',
    'MUST',
    'rfc9110#field.upgrade',
    'Whoever sends Upgrade also lists the upgrade option in Connection: requests, 101, 426, ' +
      'advertisements alike.',
  ],
  'H-UPG-10': [
    'S',
    'derived',
    'rfc9110#field.connection rfc9110#field.upgrade',
    'An Upgrade field arriving without the option was presumably forwarded by mistake: treat as not ' +
      'offered.',
  ],
  'H-UPG-11': ['S', 'MUST', 'rfc9110#field.upgrade', 'Ignore Upgrade in an HTTP/1.0 request.'],
  'H-UPG-12': [
    'C',
    'definition',
    'rfc9110#field.upgrade',
    'The new protocol cannot start in the client-to-server direction before the last octet of the ' +
      'request message.',
  ],
  'H-UPG-13': [
    'S',
    'MUST NOT',
    'rfc9110#field.upgrade',
    'Do not switch unless the new protocol can honour what the received message means (OPTIONS always ' +
      'can).',
  ],
  'H-UPG-14': [
    'S',
    'expected',
    'rfc9110#field.upgrade rfc2616#section-14.42',
    'After the 101 the request is still to be answered: the server is expected to do so in the new ' +
      'protocol, without the request being repeated.',
    { status: 'changed' },
  ],
  'H-UPG-15': [
    'SC',
    'definition',
    'rfc9110#field.upgrade',
    'Upgrade changes the protocol on top of this connection only; it cannot move to another ' +
      'connection or transport.',
  ],
  'H-UPG-16': [
    'S',
    'definition',
    'rfc9110#field.upgrade rfc9112#pipelining',
    "The 101 is the response to a particular request and takes that request's place in the FIFO " + 'order.',
  ],
  'H-UPG-17': [
    'C',
    'MUST NOT',
    'rfc6455#section-4.1 rfc9931#section-6.2',
    'Nothing of the new protocol is sent optimistically before the 101.',
  ],
  'H-UPG-18': [
    'S',
    'definition',
    'rfc9931#section-5',
    'A refused upgrade leaves an ordinary HTTP connection; there is no general duty to close it, and ' +
      'closing is normally not appropriate.',
  ],
  'H-UPG-19': [
    'CI',
    'MUST',
    'rfc9931#section-8',
    'CONNECT only: a proxy client acting for untrusted TCP peers waits for 2xx or sends close; a ' +
      'proxy refusing a CONNECT closes the connection without processing more requests (it may skip ' +
      'that for clients known to wait).',
    { corrected: true },
  ],
  'H-UPG-20': [
    'S',
    'MUST',
    'rfc7540#section-3.2',
    'Ignore an "h2" member of Upgrade.',
    { status: 'obsolete' },
  ],
  'H-UPG-21': [
    'S',
    'MUST NOT',
    'rfc7540#section-3.2.1',
    'No switch to h2c unless exactly one HTTP2-Settings field came with it (and HTTP2-Settings is ' +
      'listed in Connection).',
    { status: 'obsolete' },
  ],
  'H-UPG-22': [
    'SC',
    'definition',
    'rfc9113#section-3.1 rfc9113#section-11.2 rfc9113#appendix-B',
    'The h2c upgrade token and HTTP2-Settings are deprecated and no longer specified; cleartext ' +
      'HTTP/2 starts by prior knowledge.',
    { status: 'changed' },
  ],
  'H-UPG-23': [
    'X',
    'MUST',
    'rfc2616#section-14.42 rfc9110#field.upgrade',
    'RFC 2616 asked for the upgrade option in HTTP/1.1 messages only, and for a response as first act ' +
      'of the new protocol; since RFC 7230 the option is asked of all, the act is expected, any ' +
      'response may have Upgrade, and the list has an order.',
    { status: 'changed' },
  ],
  'H-UPG-24': [
    'R',
    'MUST',
    'rfc9113#section-8.2.2 rfc9113#section-8.6 rfc9114#section-4.2 rfc9114#section-4.5',
    'In HTTP/2 and HTTP/3 Connection, Upgrade, Keep-Alive, Proxy-Connection and Transfer-Encoding ' +
      'make a message malformed and 101 does not exist.',
  ],
  'H-INT-1': [
    'I',
    'definition',
    'rfc9110#intermediaries',
    'A tunnel relays without changing anything, is no party to HTTP while active, and ends when both ' +
      'ends are closed.',
  ],
  'H-INT-2': [
    'I',
    'MUST',
    'rfc9110#CONNECT',
    'When one side of a CONNECT tunnel closes: try to deliver what is outstanding, close both sides, ' +
      'discard the rest.',
  ],
  'H-INT-3': [
    'I',
    'MUST NOT',
    'rfc9110#idempotent.methods',
    'A proxy never auto-retries non-idempotent requests.',
  ],
  'H-INT-4': [
    'I',
    'MAY / SHOULD',
    'rfc9112#pipelining',
    'Pipelined requests may be pipelined onward; if the inbound connection fails, retry only when all ' +
      'are idempotent, else forward what arrived and close the outbound connection.',
  ],
  'H-INT-5': [
    'I',
    'MUST',
    'rfc9112#message.body.length',
    'A proxy that gets a response with invalid Content-Length, unless it repeats one valid number, ' +
      'closes the connection to the server, discards the response and answers 502.',
    { corrected: true },
  ],
  'H-INT-6': [
    'I',
    'MUST',
    'rfc2616#section-8.1.3 rfc9110#field.connection',
    'Persistence is signalled separately on each hop; nothing about it is copied from one to the ' + 'other.',
    { status: 'changed', corrected: true },
  ],
  'H-INT-7': [
    'I',
    'MUST',
    'rfc9110#field.via',
    'A proxy adds Via to what it forwards; an HTTP gateway does so on inbound requests.',
  ],
  'H-INT-8': [
    'I',
    'derived',
    'rfc9110#field.connection rfc9110#field.upgrade rfc9110#intermediaries',
    'An intermediary that wants a switch to happen end to end acts as client on the inbound hop: it ' +
      'sends its own Upgrade plus upgrade option, and answers 101 outbound only after receiving 101 ' +
      'inbound.',
  ],
  'H-INT-9': [
    'I',
    'MUST NOT',
    'rfc6455#section-5.4',
    'Do not refragment control frames; nor any message when unknown reserved bits or unknown ' +
      'extensions are in use, or when the handshake was not observed.',
  ],
  'H-INT-10': [
    'I',
    'derived',
    'rfc9110#status.1xx rfc9110#field.upgrade',
    'A 101 from inbound that answers no Upgrade sent by this intermediary is an invalid response; the ' +
      'forwarding rule for 1xx cannot apply because the outbound client offered nothing.',
  ],
  'H-INT-11': [
    'I',
    'MUST NOT',
    'rfc9110#message.forwarding',
    'Do not forward a message to oneself without loop protection.',
  ],
  'H-INT-12': [
    'I',
    'MUST',
    'rfc9113#section-8.2.2',
    'Converting HTTP/1.x to HTTP/2 removes all connection-specific fields, so that a WebSocket offer ' +
      'becomes an extended CONNECT or is lost.',
    { corrected: true },
  ],
  'H-INT-13': [
    'I',
    'derived',
    'rfc9112#persistent.connections rfc9110#field.upgrade',
    'Once a 101 was relayed neither leg returns to any pool and neither carries HTTP again.',
  ],
});
