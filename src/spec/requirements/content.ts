/**
 * What delimits a message, what comes before the answer, and who waits for whom.
 *
 * The sentences are ours; the texts stand behind the anchors.
 */
import { defineRows, type Requirement } from './row.js';

/** The rows of the groups `H-FRAME`, `H-INFO`, `H-EXPECT`. */
export const CONTENT_ROWS: readonly Requirement[] = defineRows({
  'H-FRAME-1': [
    'R',
    'definition',
    'rfc9112#message.body',
    'A request has a body exactly when Content-Length or Transfer-Encoding is present; the method ' +
      'does not matter.',
  ],
  'H-FRAME-2': [
    'R',
    'definition',
    'rfc9112#message.body.length',
    'Responses to HEAD and all 1xx, 204, 304 end at the empty line whatever their fields say.',
  ],
  'H-FRAME-3': [
    'R',
    'definition',
    'rfc9112#message.body.length rfc9110#CONNECT',
    'A 2xx to CONNECT turns the connection into a tunnel right after the head; CL/TE there are ' +
      'ignored (client MUST).',
  ],
  'H-FRAME-4': [
    'R',
    'definition / MAY / MUST',
    'rfc9112#message.body.length rfc9112#field.transfer-encoding',
    'With both Transfer-Encoding and Content-Length present, Transfer-Encoding decides; the server ' +
      'may refuse such a request, and in any case closes after answering.',
    { corrected: true },
  ],
  'H-FRAME-5': [
    'S',
    'MUST',
    'rfc9112#message.body.length',
    'TE present in a request without chunked as the last coding: 400, then close.',
  ],
  'H-FRAME-6': [
    'S',
    'MUST',
    'rfc9112#message.body.length rfc9110#field.content-length',
    'No TE and an invalid Content-Length: 400, then close; the one tolerated form is a list of ' +
      'identical valid numbers, which may be used as one (or rejected).',
  ],
  'H-FRAME-7': [
    'R',
    'MUST',
    'rfc9112#message.body.length rfc9112#incomplete.messages',
    'A body cut short by closure or timeout makes the message incomplete and the connection is ' + 'closed.',
  ],
  'H-FRAME-8': [
    'R',
    'definition',
    'rfc9112#message.body.length',
    'A request with neither CL nor TE has no body; requests are never delimited by closure.',
  ],
  'H-FRAME-9': [
    'R',
    'definition',
    'rfc9112#message.body.length',
    'A response with neither runs until the server closes.',
  ],
  'H-FRAME-10': [
    'SC',
    'MUST',
    'rfc9112#field.transfer-encoding',
    'A Transfer-Encoding in an HTTP/1.0 message makes its framing faulty even if CL is there: process ' +
      'it as such and close the connection.',
  ],
  'H-FRAME-11': [
    'S',
    'MUST NOT',
    'rfc9112#field.transfer-encoding rfc9110#field.content-length',
    'No TE and no CL in 1xx or 204, nor in a 2xx to CONNECT.',
  ],
  'H-FRAME-12': [
    'S',
    'MUST NOT',
    'rfc9112#field.transfer-encoding',
    'No TE in a response unless the request was HTTP/1.1 or later.',
  ],
  'H-FRAME-13': ['S', 'SHOULD', 'rfc9112#field.transfer-encoding', 'Unknown transfer coding: 501.'],
  'H-FRAME-14': [
    'X',
    'MUST NOT',
    'rfc9112#body.content-length rfc9112#field.transfer-encoding',
    'No CL together with TE; chunked never twice; in a request chunked is always last.',
  ],
  'H-FRAME-15': [
    'C',
    'SHOULD NOT',
    'rfc9110#GET rfc9110#field.content-length',
    'No content in a GET, unless the origin server has said that it has a purpose: some recipients ' +
      'reject it and close. Without content no Content-Length either.',
    { corrected: true },
  ],
  'H-FRAME-16': [
    'S',
    'MAY',
    'rfc9112#message.body.length',
    'A body without Content-Length may be refused with 411.',
    { seen: 'policy' },
  ],
  'H-FRAME-17': [
    'R',
    'MUST',
    'rfc9110#field.content-length rfc9112#chunked.encoding',
    'Guard against overflow when reading CL and chunk sizes.',
  ],
  'H-FRAME-18': [
    'I',
    'MUST / MUST NOT',
    'rfc9112#message.body.length rfc9110#field.content-length',
    'When forwarding a message that had TE and CL, drop CL first; never forward a CL known to be ' +
      'wrong or outside the grammar (identical repeats may be collapsed).',
  ],
  'H-FRAME-19': [
    'R',
    'definition',
    'rfc9112#field.transfer-encoding rfc9112#changes.from.rfc.7230',
    'New in RFC 9112: behind Content-Length with Transfer-Encoding the server closes, and behind ' +
      'Transfer-Encoding in HTTP/1.0 server or client; RFC 7230 had neither duty.',
    { status: 'changed', corrected: true },
  ],
  'H-INFO-1': ['S', 'MUST NOT', 'rfc9110#status.1xx', 'Never send a 1xx response to an HTTP/1.0 client.'],
  'H-INFO-2': [
    'R',
    'definition',
    'rfc9110#status.1xx',
    'A 1xx ends with its header section; no content, no trailers.',
  ],
  'H-INFO-3': [
    'C',
    'MUST / MAY',
    'rfc9110#status.1xx',
    'Be able to read one or more 1xx before the final response even when none was asked for; ' +
      'unexpected ones may be ignored by a user agent.',
  ],
  'H-INFO-4': [
    'I',
    'MUST',
    'rfc9110#status.1xx',
    'A proxy forwards 1xx responses unless it asked for them itself.',
  ],
  'H-INFO-5': [
    'C',
    'MUST',
    'rfc9110#status.codes',
    'Treat an unknown code as x00 of its class; codes outside 100 to 599 as 5xx (SHOULD).',
  ],
  'H-INFO-6': [
    'S',
    'definition',
    'rfc9110#status.101 rfc9110#field.upgrade',
    "101 says the server understood the Upgrade request and agrees; the protocols named in the 101's " +
      'Upgrade are in force after this response.',
    { status: 'changed' },
  ],
  'H-EXPECT-1': [
    'S',
    'MUST',
    'rfc9110#field.expect',
    'Ignore a 100-continue expectation in an HTTP/1.0 request.',
  ],
  'H-EXPECT-2': [
    'S',
    'MUST / MUST NOT',
    'rfc9110#field.expect',
    'On a 1.1 head with 100-continue and content announced, at once send either a final status or ' +
      '100; do not wait for the content first.',
  ],
  'H-EXPECT-3': [
    'S',
    'MAY',
    'rfc9110#field.expect',
    'The 100 may be left out if some content has already arrived or the framing shows there is none.',
  ],
  'H-EXPECT-4': [
    'S',
    'MAY',
    'rfc9110#field.expect rfc9110#status.417',
    'Any other expectation may be refused with 417.',
  ],
  'H-EXPECT-5': [
    'S',
    'MUST',
    'rfc9110#field.expect',
    'After a 100, a final status is eventually sent once the content has been received and processed, ' +
      'unless the connection goes first.',
    { corrected: true },
  ],
  'H-EXPECT-6': [
    'S',
    'SHOULD',
    'rfc9110#field.expect',
    'A final response sent before the content was read should tell whether the server will close or ' +
      'read on.',
  ],
  'H-EXPECT-7': [
    'C',
    'MUST NOT',
    'rfc9110#field.expect',
    'No 100-continue in a request without content (so never in a WebSocket handshake).',
  ],
  'H-EXPECT-8': [
    'S',
    'MUST',
    'rfc9110#field.upgrade',
    'If a request has both Upgrade and 100-continue, a 100 goes out before any 101.',
  ],
  'H-EXPECT-9': [
    'R',
    'definition',
    'rfc9110#field.expect rfc9110#changes.from.rfc.7231',
    'Expect is a comma list again (RFC 7231 had a single fixed value), its value compared ' +
      'case-insensitively.',
    { status: 'changed' },
  ],
  'H-EXPECT-10': [
    'I',
    'MUST',
    'rfc9110#field.expect',
    'A proxy answers finally from the head alone or forwards line and head onward; it may itself send ' +
      '100 if it believes the next hop is 1.0 only.',
  ],
});
