/**
 * What a request is: its version, its line, its fields, its Host.
 *
 * The sentences are ours; the texts stand behind the anchors.
 */
import { defineRows, type Requirement } from './row.js';

/** The rows of the groups `H-VER`, `H-LINE`, `H-FLD`, `H-HOST`. */
export const REQUEST_ROWS: readonly Requirement[] = defineRows({
  'H-VER-1': [
    'R',
    'definition',
    'rfc9112#http.version',
    'A version label is exactly the four capitals HTTP, a slash, one digit, a dot, one digit; ' +
      'comparison is case-sensitive. Anything else is not a version and makes the start line invalid.',
  ],
  'H-VER-2': [
    'RX',
    'definition',
    'rfc9110#protocol.version',
    'The first digit fixes the wire syntax; the second digit announces the highest revision inside ' +
      'that syntax that the sender can understand from now on, even when the message itself uses only ' +
      'older features.',
    { seen: 'internal' },
  ],
  'H-VER-3': [
    'R',
    'SHOULD',
    'rfc9110#message.control.data',
    'A message with a known major digit and a newer minor digit than the recipient implements is ' +
      'handled as the newest minor the recipient does implement.',
  ],
  'H-VER-4': [
    'S',
    'SHOULD',
    'rfc9110#message.control.data',
    'Answer with the highest version the server conforms to whose major digit does not exceed that of ' +
      'the request.',
  ],
  'H-VER-5': [
    'SC',
    'MUST NOT',
    'rfc9110#message.control.data',
    'Never label a message with a version one does not conform to.',
    { seen: 'internal' },
  ],
  'H-VER-6': [
    'S',
    'can / SHOULD',
    'rfc9110#message.control.data rfc9110#status.505',
    'A server can send 505 to a major version it will not serve; the representation should say why, ' +
      'and which protocols are supported.',
    { corrected: true },
  ],
  'H-VER-7': [
    'C',
    'SHOULD',
    'rfc9110#message.control.data',
    "Send the highest version the client conforms to, not above the server's known major; a lower one " +
      'only after at least one normal request showed the server mishandles the higher one (MAY).',
    { seen: 'internal' },
  ],
  'H-VER-8': [
    'S',
    'MAY / SHOULD NOT',
    'rfc9112#http.version',
    'An HTTP/1.0 answer to an HTTP/1.1 request is allowed only for a client known or suspected of ' +
      'mishandling newer responses; otherwise the downgrade should not happen.',
  ],
  'H-VER-9': [
    'R',
    'definition',
    'rfc9110#fields.names',
    "A field keeps its meaning across minor versions; only the behaviour in the field's absence may " +
      'change. Host and Connection in particular are expected to be understood by every implementation, ' +
      '1.0 included.',
  ],
  'H-VER-10': [
    'R',
    'definition',
    'rfc2616#section-3.1 rfc7230#section-2.6 rfc7230#appendix-A.2',
    'RFC 2068/2616 allowed several digits per part and told recipients to drop leading zeros; since ' +
      'RFC 7230 each part is a single digit.',
    { status: 'changed' },
  ],
  'H-VER-11': [
    'S',
    'definition',
    'rfc9112#changes.from.0.9 rfc9110#message.framing rfc7230#appendix-A.2',
    'Support for 0.9 is no longer expected; a name-based server ought to disable it. A 0.9 request ' +
      'has no fields, its response is ended by closure.',
  ],
  'H-VER-12': [
    'I',
    'MUST',
    'rfc9112#http.version rfc9110#message.control.data',
    'A forwarding intermediary that is not a tunnel writes its own version in the start line it ' +
      'sends, unless it downgrades on purpose around an upstream defect.',
  ],
  'H-LINE-1': [
    'RX',
    'definition',
    'rfc9112#request.line',
    'The request line is method, one SP, request target, one SP, version.',
  ],
  'H-LINE-2': [
    'R',
    'MAY',
    'rfc9112#request.line',
    'A recipient may instead split on runs of SP, HTAB, VT, FF or bare CR and ignore such octets at ' +
      'the ends; the text warns that this leniency feeds smuggling.',
    { seen: 'policy' },
  ],
  'H-LINE-3': [
    'R',
    'SHOULD / SHOULD NOT',
    'rfc9112#request.target',
    'An invalid request line gets 400 (or a 301 to a properly encoded target); it should not be ' +
      'silently repaired and then processed.',
    { corrected: true },
  ],
  'H-LINE-4': [
    'S',
    'MUST / SHOULD',
    'rfc9112#request.line',
    'A target longer than the server wants to parse gets 414 (MUST); a method longer than any it ' +
      'implements gets 501 (SHOULD). Request lines of 8000 octets are recommended to be supported.',
  ],
  'H-LINE-5': [
    'R',
    'definition',
    'rfc9112#request.method rfc9110#method.overview',
    'Method names are case-sensitive tokens.',
  ],
  'H-LINE-6': [
    'S',
    'MUST',
    'rfc9112#absolute-form',
    'The absolute form of the target must be accepted, and then the Host field is ignored in favour ' +
      "of the target's authority.",
  ],
  'H-LINE-7': [
    'S',
    'SHOULD',
    'rfc9112#message.parsing',
    'While waiting for a request line, swallow at least one empty line that precedes it.',
  ],
  'H-LINE-8': [
    'R',
    'MUST',
    'rfc9112#message.parsing',
    'If whitespace sits between the start line and the first field, either reject the message or drop ' +
      'every whitespace-led line until a proper field or the end of the head.',
  ],
  'H-LINE-9': [
    'R',
    'MUST / MAY',
    'rfc9112#message.parsing',
    'A lone CR outside content makes its element invalid or is replaced by SP before use; a lone LF ' +
      'may be accepted as a line end.',
  ],
  'H-LINE-10': [
    'S',
    'SHOULD',
    'rfc9112#message.parsing',
    'Octets that do not match the message grammar (beyond the listed leniencies) are answered with ' +
      '400 and the connection is closed.',
  ],
  'H-LINE-11': [
    'C',
    'MUST NOT / MUST',
    'rfc9110#target.resource rfc9112#authority-form rfc9112#asterisk-form',
    'host:port targets are for CONNECT only, which has no other, and * is for OPTIONS only.',
    { corrected: true },
  ],
  'H-LINE-12': [
    'R',
    'MUST',
    'rfc9112#message.parsing',
    'Parse messages as octets in an ASCII superset, not as a decoded Unicode string.',
    { seen: 'internal' },
  ],
  'H-LINE-13': [
    'C',
    'MUST NOT',
    'rfc9112#message.parsing',
    'An HTTP/1.1 user agent puts no extra CRLF before or after a request; a CRLF meant as content is ' +
      'counted in its length.',
    { corrected: true },
  ],
  'H-FLD-1': [
    'R',
    'definition',
    'rfc9110#fields.names rfc9112#header.field.syntax',
    'Field names are case-insensitive tokens.',
  ],
  'H-FLD-2': [
    'R',
    'MUST',
    'rfc9110#fields.values rfc9112#field.parsing',
    'Strip leading and trailing SP/HTAB from a field line value before evaluating it.',
    { status: 'changed' },
  ],
  'H-FLD-3': [
    'S',
    'MUST',
    'rfc9112#field.parsing',
    'Whitespace between a field name and its colon in a request is answered 400; a proxy strips it ' +
      'from responses (MUST).',
  ],
  'H-FLD-4': [
    'S',
    'MUST',
    'rfc9112#line.folding',
    'An obsolete line fold in a request is either refused with 400 or turned into one or more SP ' +
      'before the value is read. A user agent turns it into SP in responses (MUST); a proxy or gateway ' +
      'does so or answers 502.',
  ],
  'H-FLD-5': [
    'R',
    'MUST',
    'rfc9110#fields.values',
    'CR, LF or NUL inside a value: reject the message or replace each with SP before further use. ' +
      'Other control octets are invalid too, but may be kept where safe.',
  ],
  'H-FLD-6': [
    'R',
    'definition / MAY',
    'rfc9110#field.lines rfc9110#fields.order',
    'Several lines of one name form one value, in order, joined by commas; their relative order is ' +
      'significant and a proxy MUST NOT change it.',
  ],
  'H-FLD-7': [
    'X',
    'MUST NOT',
    'rfc9110#fields.order',
    'Do not repeat a field name unless its definition is a comma list (Set-Cookie excepted).',
  ],
  'H-FLD-8': [
    'R',
    'MUST',
    'rfc9110#abnf.extension.recipient',
    'Accept and ignore a reasonable number of empty list members; they count for nothing.',
  ],
  'H-FLD-9': ['X', 'MUST NOT', 'rfc9110#abnf.extension.sender', 'Never generate empty list members.'],
  'H-FLD-10': [
    'R',
    'definition',
    'rfc9110#tokens',
    "A token is one or more of ALPHA DIGIT and ! # $ % & ' * + - . ^ _ ` | ~ ; no whitespace, no " +
      'delimiter, no octet from 0x80.',
  ],
  'H-FLD-11': [
    'R',
    'SHOULD',
    'rfc9110#fields.names',
    'Unrecognised fields are ignored; a proxy MUST forward them unless Connection names them or it is ' +
      'configured otherwise.',
  ],
  'H-FLD-12': [
    'S',
    'MUST',
    'rfc9110#fields.limits',
    'A field line, value or set of fields larger than the server will process is answered with a 4xx, ' +
      'not skipped.',
  ],
  'H-FLD-13': [
    'S',
    'MUST NOT',
    'rfc9110#fields.order',
    'Do not apply a request to its target before its whole header section has been received.',
    { corrected: true },
  ],
  'H-FLD-14': ['R', 'SHOULD', 'rfc9110#fields.values', 'Octets 0x80 to 0xFF in a value are opaque data.'],
  'H-FLD-15': [
    'RX',
    'MUST NOT',
    'rfc9110#trailers.limitations rfc9112#chunked.trailer.section',
    'A trailer field is not generated unless its definition permits it, and is never merged into the ' +
      'head unless its definition says how. Connection, Upgrade, Host and the Sec-WebSocket fields give ' +
      'no such permission.',
  ],
  'H-FLD-16': [
    'R',
    'MAY',
    'rfc9110#error.handling',
    'Unless told otherwise a recipient may try to recover something usable from an invalid construct.',
    { seen: 'policy' },
  ],
  'H-HOST-1': [
    'C',
    'MUST',
    'rfc9112#request.target rfc9110#field.host',
    "Every HTTP/1.1 request carries Host, equal to the target URI's authority without userinfo, or " +
      'empty when there is no authority.',
  ],
  'H-HOST-2': [
    'S',
    'MUST',
    'rfc9112#request.target',
    '400 for an HTTP/1.1 request without Host.',
    { corrected: true },
  ],
  'H-HOST-3': [
    'S',
    'MUST',
    'rfc9112#request.target',
    '400 for any request, whatever its version, with more than one Host line or with a Host value ' +
      'outside the grammar.',
  ],
  'H-HOST-4': [
    'R',
    'definition',
    'rfc9110#field.host rfc9112#reconstructing.target.uri',
    'Host is a URI host with an optional colon and port; an empty value is legal syntax, and means ' +
      'the authority is unknown: the server may reject or use a configured default.',
  ],
  'H-HOST-5': [
    'I',
    'MUST',
    'rfc9112#absolute-form',
    'A proxy given an absolute-form target ignores the received Host and forwards one made from the ' +
      'target.',
  ],
  'H-HOST-6': [
    'S',
    'MUST',
    'rfc9110#routing.reject rfc9110#status.421',
    'Unless it trusts the gateway, an origin server refuses requests whose scheme requirements are ' +
      'unmet (https over an unsecured connection); a target it is not authoritative for can get 421. ' +
      'Proxies never generate 421.',
  ],
  'H-HOST-7': [
    'S',
    'definition',
    'rfc2616#section-5.2 rfc9110#routing.reject',
    'RFC 2616 demanded 400 of a server that tells hosts apart when the host is none of its own; today ' +
      'that choice is open.',
    { seen: 'policy', status: 'changed', corrected: true },
  ],
});
