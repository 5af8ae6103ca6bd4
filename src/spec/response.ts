/**
 * The head of a response to its facts: what an answer looks like to the client that asked.
 *
 * 1. Total: any head has a value of every part; text is compared with what the client sent, octet for octet.
 * 2. Whether the answer is permitted is not asked here: `answer.ts` judges its form.
 */
import type { ResponseFacts, Status } from './answer.js';
import { connectionOf } from './facts.js';
import { isToken, isWord, members, trimmed } from './fields.js';
import { framingOf } from './framing.js';
import { linesOf, type ResponseHead } from './message.js';
import { extensionsAnswered } from './negotiation.js';
import { protocolsOffered } from './offers.js';
import { acceptProof } from './proof.js';
import { STANDARDS_READING, VERSION_READERS } from './reading.js';

/** What the client asked, as far as an answer is compared with it. */
export interface Asked {
  /** Its method: an answer to HEAD has no content, and behind a 2xx to CONNECT there is a tunnel. */
  readonly method?: string;
  /** The value of its Sec-WebSocket-Key. */
  readonly key?: string;
  /** The subprotocols it offered. */
  readonly protocols?: readonly string[];
  /** The protocols it offered to switch to: the values of its Upgrade lines. Not compared when left out. */
  readonly upgrade?: readonly string[];
  /** The extensions it offered: the values of its lines, as they were sent. */
  readonly extensions?: readonly string[];
}

type Lines = readonly string[];

/** The final statuses that some rule tells apart by their number. */
const OWN_NUMBER = ['400', '414', '417', '426', '501', '505'] as const satisfies readonly Status[];

/** A status that is none, as 000 or 999, is processed as 5xx (rfc9110#status.codes). */
function statusOf(status: number): Status {
  if (status === 100 || status === 101) return `${status}`;
  const own = OWN_NUMBER.find((number) => Number(number) === status);
  if (own !== undefined) return own;
  if (status >= 100 && status < 200) return '1xx';
  if (status >= 200 && status < 300) return '2xx';
  if (status >= 300 && status < 400) return '3xx';
  return status >= 400 && status < 500 ? '4xx' : '5xx';
}

function versionOf(label: string): ResponseFacts['version'] {
  const version = VERSION_READERS.label(label);
  return version === '1.1' || version === '1.0' || version === 'none' ? version : 'other';
}

/**
 * What an answer names in Upgrade. To a client, websocket with a version is not the protocol it asked for.
 *
 * A 101 must name nothing but what was offered (rfc9110#field.upgrade). Any other answer may advertise what it likes,
 * and then lists the option. A 426 and a 101 must have it in any case, which rows of their own say.
 */
function upgradeOf(
  status: number,
  lines: Lines,
  connection: ResponseFacts['connection'],
  offers: Lines | undefined,
): ResponseFacts['upgrade'] {
  const named = protocolsOffered(lines);
  if (named === 'none') return 'none';
  const listed = connection.split('+').includes('upgrade');
  if (status !== 101 && status !== 426 && !listed) return 'unlisted';
  const plain = named === 'websocket' || named === 'among';
  if (status === 101 && offers !== undefined && !allOffered(lines, offers, plain)) return 'unoffered';
  return plain ? named : 'other';
}

/**
 * Whether a 101 names nothing but what was offered. Names are compared without case and version. Where websocket itself
 * is not named, websocket with a version is offered only as it stands, and what is no protocol never is.
 */
function allOffered(lines: Lines, offers: Lines, plain: boolean): boolean {
  const offered = members(offers).map((member) => member.toLowerCase());
  const names = offered.map(nameOf);
  return members(lines).every((member) => {
    const kind = plain ? 'other' : protocolsOffered([member]);
    if (kind === 'invalid') return false;
    return kind === 'versioned' ? offered.includes(member.toLowerCase()) : names.includes(nameOf(member));
  });
}

/** The name of a protocol without its version, in lower case. */
const nameOf = (member: string): string => (member.split('/', 1)[0] ?? '').toLowerCase();

function proofOf(lines: Lines, key: string | undefined): ResponseFacts['proof'] {
  const [text, another] = lines;
  if (text === undefined) return 'none';
  if (another !== undefined) return 'several';
  return key !== undefined && text === acceptProof(key) ? 'right' : 'wrong';
}

/**
 * What delimits the content (rfc9112#message.body.length). Without a usable length the connection's end
 * does, but for answers that never have content: to HEAD, 1xx, 204, 304, and a 2xx to CONNECT. Fields are
 * told all the same, since such an answer may not be allowed to have them.
 */
function framingOfResponse(
  status: number,
  method: string | undefined,
  lengths: Lines,
  transfers: Lines,
): ResponseFacts['framing'] {
  const tunnel = method === 'CONNECT' && status >= 200 && status < 300;
  if (status === 204 || tunnel) return lengths.length + transfers.length > 0 ? 'forbidden' : 'none';
  const ends = status < 200 || status === 304 || method === 'HEAD';
  switch (framingOf(lengths, transfers, 'all-the-same')) {
    case 'none':
      return ends ? 'none' : 'until-close';
    case 'zero':
    case 'length':
      return 'length';
    case 'equal-lengths':
      return 'repeated-length';
    case 'chunked':
      return 'chunked';
    case 'both':
      return 'both';
    case 'unknown-coding':
      return lengths.length > 0 ? 'both' : 'chunked';
    case 'chunked-not-last':
      if (lengths.length > 0) return 'both';
      if (members(transfers).filter((coding) => isWord(coding, 'chunked')).length > 1) return 'chunked-twice';
      return ends ? 'chunked' : 'until-close';
    case 'bad-length':
      return ends ? 'length' : 'until-close';
  }
}

/** Fields that are meant for whoever gets the content, and so no options of a hop (rfc9110#field.connection). */
const END_TO_END: readonly string[] = [
  ...['cache-control', 'content-encoding', 'content-language', 'content-location', 'content-range'],
  ...['content-type', 'date', 'etag', 'expires', 'last-modified', 'location', 'server', 'set-cookie', 'vary'],
  ...['sec-websocket-accept', 'sec-websocket-extensions', 'sec-websocket-protocol', 'sec-websocket-version'],
];

/** The worst fault of what is said for this hop: a list of no member at all is none. */
function optionsOf(connection: Lines, upgrade: Lines, keepAlive: Lines): ResponseFacts['options'] {
  const named = members(connection).map((option) => option.toLowerCase());
  if (named.some((option) => END_TO_END.includes(option))) return 'end-to-end';
  if (keepAlive.length > 0 && !named.includes('keep-alive')) return 'keep-alive-unlisted';
  const empty = (line: string): boolean =>
    line.includes(',') && line.split(',').some((one) => trimmed(one) === '');
  return [...connection, ...upgrade].some(empty) ? 'empty-member' : 'sound';
}

/** A subprotocol is one token; what is none was not agreed on, even if a faulty offer has it (WS-SRV-12). */
function protocolOf(lines: Lines, offered: readonly string[]): ResponseFacts['protocol'] {
  const [text, another] = lines;
  if (text === undefined) return 'none';
  if (another !== undefined || members(lines).length > 1) return 'several';
  return isToken(text) && offered.includes(text) ? 'offered' : 'unoffered';
}

/**
 * A response has one value of every part, whatever is in it.
 *
 * @param head A response head as read.
 * @param asked What the client had sent; a proof without a key to prove is wrong, and without a method the
 *   answer is taken as one to a request that is neither HEAD nor CONNECT.
 * @returns The facts, as `answer.ts` knows them.
 * @throws RangeError if the key asked with has a character above U+00FF, which no key from a wire has
 * @see rfc6455#section-4.1
 * @see rfc9112#message.body.length
 * @example
 * import { octetsOf, readResponse, readResponseFacts } from 'after101';
 * const read = readResponse(octetsOf('HTTP/1.1 101 Yes\r\nUpgrade: websocket\r\n\r\n'));
 * console.log(read.outcome === 'head' && readResponseFacts(read.head, {}).upgrade); // websocket
 */
export function readResponseFacts(head: ResponseHead, asked: Asked): ResponseFacts {
  const lines = (key: string): Lines => linesOf(head, key).map((line) => line.value);
  const connection = connectionOf(lines('connection'), STANDARDS_READING);
  return {
    status: statusOf(head.status),
    version: versionOf(head.version),
    connection,
    upgrade: upgradeOf(head.status, lines('upgrade'), connection, asked.upgrade),
    proof: proofOf(lines('sec-websocket-accept'), asked.key),
    framing: framingOfResponse(
      head.status,
      asked.method,
      lines('content-length'),
      lines('transfer-encoding'),
    ),
    wsVersions: members(lines('sec-websocket-version')).length > 0 ? 'listed' : 'none',
    options: optionsOf(lines('connection'), lines('upgrade'), lines('keep-alive')),
    protocol: protocolOf(lines('sec-websocket-protocol'), asked.protocols ?? []),
    extensions: extensionsAnswered(asked.extensions ?? [], lines('sec-websocket-extensions')),
  };
}
