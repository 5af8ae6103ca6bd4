/**
 * The head of a response to its facts: what an answer looks like to the client that asked.
 *
 * 1. Total: any head has a value of every part; text is compared with what the client sent, octet for octet.
 * 2. Whether the answer is permitted is not asked here: `answer.ts` judges its form.
 */
import type { ResponseFacts, Status } from './answer.js';
import { connectionOf } from './facts.js';
import { members } from './fields.js';
import { framingOf } from './framing.js';
import { linesOf, type ResponseHead } from './message.js';
import { extensionNames, protocolsOffered } from './offers.js';
import { acceptProof } from './proof.js';
import { STANDARDS_READING, VERSION_READERS } from './reading.js';

/** What the client asked, as far as an answer is compared with it. */
export interface Asked {
  /** The value of its Sec-WebSocket-Key. */
  readonly key?: string;
  /** The subprotocols it offered. */
  readonly protocols?: readonly string[];
  /** The extensions it offered, with or without parameters. */
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

/** To a client, websocket with a version is not the protocol it asked for. */
function upgradeOf(lines: Lines): ResponseFacts['upgrade'] {
  const named = protocolsOffered(lines);
  return named === 'versioned' || named === 'invalid' ? 'other' : named;
}

function proofOf(lines: Lines, key: string | undefined): ResponseFacts['proof'] {
  const [text, another] = lines;
  if (text === undefined) return 'none';
  if (another !== undefined) return 'several';
  return key !== undefined && text === acceptProof(key) ? 'right' : 'wrong';
}

/**
 * What delimits the content. Without a usable length the connection's end does, but for answers that never
 * have content (rfc9112#message.body.length); fields that such an answer must not have are told all the
 * same.
 */
function framingOfResponse(status: number, lengths: Lines, transfers: Lines): ResponseFacts['framing'] {
  switch (framingOf(lengths, transfers, 'all-the-same')) {
    case 'none':
      return status < 200 || status === 204 || status === 304 ? 'none' : 'until-close';
    case 'zero':
    case 'length':
    case 'equal-lengths':
      return 'length';
    case 'chunked':
      return 'chunked';
    case 'both':
      return 'both';
    case 'unknown-coding':
      return lengths.length > 0 ? 'both' : 'chunked';
    case 'chunked-not-last':
      return lengths.length > 0 ? 'both' : 'until-close';
    case 'bad-length':
      return 'until-close';
  }
}

function protocolOf(lines: Lines, offered: readonly string[]): ResponseFacts['protocol'] {
  const [text, another] = lines;
  if (text === undefined) return 'none';
  if (another !== undefined || members(lines).length > 1) return 'several';
  return offered.includes(text) ? 'offered' : 'unoffered';
}

/** An extension may be accepted as often as it was offered, and no more (rfc6455#section-9.1). */
function extensionsOf(lines: Lines, offers: readonly string[]): ResponseFacts['extensions'] {
  if (lines.length === 0) return 'none';
  const accepted = extensionNames(lines);
  if (accepted === undefined || accepted.length === 0) return 'malformed';
  const left = [...(extensionNames(offers) ?? [])];
  for (const name of accepted) {
    const at = left.indexOf(name);
    if (at < 0) return 'unoffered';
    left.splice(at, 1);
  }
  return 'offered';
}

/**
 * A response has one value of every part, whatever is in it.
 *
 * @param head A response head as read.
 * @param asked What the client had sent; a proof without a key to prove is wrong.
 * @returns The facts, as `answer.ts` knows them. Whether the request was HEAD is not known here.
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
  return {
    status: statusOf(head.status),
    version: versionOf(head.version),
    connection: connectionOf(lines('connection'), STANDARDS_READING),
    upgrade: upgradeOf(lines('upgrade')),
    proof: proofOf(lines('sec-websocket-accept'), asked.key),
    framing: framingOfResponse(head.status, lines('content-length'), lines('transfer-encoding')),
    wsVersions: members(lines('sec-websocket-version')).length > 0 ? 'listed' : 'none',
    protocol: protocolOf(lines('sec-websocket-protocol'), asked.protocols ?? []),
    extensions: extensionsOf(lines('sec-websocket-extensions'), asked.extensions ?? []),
  };
}
