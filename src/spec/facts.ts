/**
 * The head of a request to its facts, under a reading. Behind this file nobody sees a string from the wire.
 *
 * 1. Total: any head and any refusal have a value on every axis. What a refusal has of a head is read as
 *    far as it goes, and the rest counts as absent; its syntax says that the head was refused.
 * 2. Each axis is read from its own lines and from nothing else, so that two axes never disagree about a
 *    line.
 * 3. Under the standards' reading nothing depends on field order, name case, whitespace, or how a list is
 *    split.
 */
import type { Facts, Value } from './axes.js';
import { isWord, members } from './fields.js';
import { framingOf } from './framing.js';
import { type Lines, linesByField } from './lines.js';
import {
  type Read,
  type ReadOptions,
  type RefusalReason,
  type Refused,
  type RequestHead,
  readRequest,
} from './message.js';
import { extensionsOffered, protocolsOffered, subprotocolsOffered } from './offers.js';
import {
  HOST_READERS,
  KEY_READERS,
  LINE_CHOICES,
  OPTION_READERS,
  type OptionReading,
  type Reading,
  STANDARDS_READING,
  VERSION_READERS,
  WS_VERSION_READERS,
} from './reading.js';
import { targetForm } from './uri.js';

/** What a refusal makes of the syntax, where it is not simply broken. */
const SYNTAX_OF_REFUSAL: Partial<Record<RefusalReason, Value<'syntax'>>> = {
  'space-before-colon': 'spaced-name',
  'request-line-too-long': 'long-target',
  'target-too-long': 'long-target',
  'method-too-long': 'large',
  'field-line-too-long': 'large',
  'head-too-long': 'large',
  'too-many-fields': 'large',
};

/**
 * The empty lines swallowed before a request line are no fault (rfc9112#message.parsing); every other
 * repair is.
 */
function syntaxOf(head: RequestHead, reading: Reading): Value<'syntax'> {
  if (head.repairs.some((repair) => reading.refuses.includes(repair.kind))) return 'broken';
  return head.repairs.some((repair) => repair.kind !== 'leading-line-break') ? 'repaired' : 'clean';
}

/**
 * The lines of Connection have a shape: which of the three options there are, each found by its own reader.
 *
 * @param lines The values of the field's lines, of a request or a response.
 * @param reading How options are found.
 * @returns The shape.
 * @see rfc9110#field.connection
 * @example
 * connectionOf(['keep-alive', 'Upgrade'], STANDARDS_READING); // 'keep-alive+upgrade'
 */
export function connectionOf(lines: Lines, reading: Reading): Value<'connection'> {
  const close = OPTION_READERS[reading.close](lines, 'close');
  const keepAlive = OPTION_READERS[reading.keepAlive](lines, 'keep-alive');
  const upgrade = OPTION_READERS[reading.upgrade](lines, 'upgrade');
  if (close && keepAlive) return upgrade ? 'close+keep-alive+upgrade' : 'close+keep-alive';
  if (close) return upgrade ? 'close+upgrade' : 'close';
  if (keepAlive) return upgrade ? 'keep-alive+upgrade' : 'keep-alive';
  return upgrade ? 'upgrade' : 'none';
}

/** The lines a reader of options looks at, by its name. */
function linesSeen(lines: Lines, reading: OptionReading): Lines {
  if (reading.startsWith('first-')) return lines.slice(0, 1);
  return reading.startsWith('last-') ? lines.slice(-1) : lines;
}

/**
 * What Upgrade offers. A reader that is no list finds websocket or does not; what it does not find is another
 * protocol to it.
 */
function upgradeOf(lines: Lines, reading: OptionReading): Value<'upgrade'> {
  const offered = protocolsOffered(linesSeen(lines, reading));
  if (reading === 'list' || reading === 'first-list' || reading === 'last-list') return offered;
  if (reading === 'full-list')
    return offered === 'none' || OPTION_READERS[reading](lines, 'websocket') ? offered : 'invalid';
  if (OPTION_READERS[reading](lines, 'websocket')) return 'websocket';
  return offered === 'none' || offered === 'invalid' ? offered : 'other';
}

/** The other methods of RFC 9110 §9 and RFC 5789; names are case-sensitive, so `head` is none of them. */
const OTHER_METHODS = ['HEAD', 'POST', 'PUT', 'DELETE', 'TRACE', 'PATCH'];

function methodOf(method: string, reading: Reading): Value<'method'> {
  const taken = Object.hasOwn(reading.methods, method) ? reading.methods[method] : undefined;
  if (taken !== undefined) return taken;
  if (method === 'GET' || method === 'OPTIONS' || method === 'CONNECT') return method;
  return OTHER_METHODS.includes(method) ? 'other' : 'unknown';
}

/** What is read of the label, unless it is taken for something else. */
function versionOf(head: RequestHead, reading: Reading): Value<'version'> {
  const taken = Object.hasOwn(reading.labels, head.version) ? reading.labels[head.version] : undefined;
  return taken?.as ?? VERSION_READERS[reading.version](head.version);
}

/**
 * The version by whose rules a connection persists is that of the label, unless a reading tells the two
 * apart.
 *
 * @param head A request head as read.
 * @param reading How text becomes facts.
 * @returns The version; to the standards the same that `readFacts` tells.
 * @see rfc9112#persistent.connections
 * @example
 * persistsAs(head, STANDARDS_READING); // '1.1'
 */
export function persistsAs(head: RequestHead, reading: Reading): Value<'version'> {
  const taken = Object.hasOwn(reading.labels, head.version) ? reading.labels[head.version] : undefined;
  return taken?.persistsAs ?? versionOf(head, reading);
}

function keyOf(lines: Lines, reading: Reading): Value<'key'> {
  const [text, another] = LINE_CHOICES[reading.keyLines](lines);
  if (text === undefined) return 'absent';
  return another === undefined ? KEY_READERS[reading.key](text) : 'several';
}

/** An empty list is no expectation; `100-continue;q=1` is another one (rfc9110#field.expect). */
function expectOf(lines: Lines): Value<'expect'> {
  const all = members(lines);
  if (all.length === 0) return 'none';
  const rest = all.filter((member) => !isWord(member, '100-continue'));
  if (rest.length === 0) return 'continue';
  return rest.length < all.length ? 'continue+other' : 'other';
}

/**
 * An origin holds neither comma nor whitespace; what it is otherwise is for the policy to compare (O3,
 * O4).
 */
function originOf(lines: Lines): Value<'origin'> {
  const [text, another] = lines;
  if (text === undefined) return 'none';
  const single = another === undefined && !text.includes(',') && !text.includes(' ') && !text.includes('\t');
  return single ? 'one' : 'several';
}

/**
 * The Origin of a request is that of the host it asks, as a browser's is on a page of that host.
 *
 * @param head A request head as read.
 * @returns Whether there is one Origin, and behind its scheme stands what Host says.
 * @see rfc6455#section-10.2
 * @example
 * isSameOrigin(head); // false
 */
export function isSameOrigin(head: RequestHead): boolean {
  const { origin, host } = linesByField(head);
  const [from, another] = origin;
  const [to] = host;
  if (from === undefined || another !== undefined || to === undefined || to === '') return false;
  const behind = from.indexOf('://');
  return behind > 0 && isWord(from.slice(behind + 3), to.toLowerCase());
}

/**
 * A head has one value on every axis, whatever is in it.
 *
 * @param head A request head as read, or a refusal, of which `soFar` is read.
 * @param reading How text becomes facts; the standards' reading when not given.
 * @returns The facts, one value on each of the fourteen axes. Nothing is thrown.
 * @see rfc9110#fields.values
 * @see rfc9112#http.version
 * @see rfc6455#section-4.2.1
 * @example
 * import { octetsOf, readFacts, readRequest } from 'after101';
 * const read = readRequest(octetsOf('GET / HTTP/1.0\r\nConnection: keep-alive, Upgrade\r\n\r\n'));
 * console.log(read.outcome === 'head' && readFacts(read.head).connection); // keep-alive+upgrade
 */
export function readFacts(
  head: RequestHead | Refused<RequestHead>,
  reading: Reading = STANDARDS_READING,
): Facts {
  if ('outcome' in head) {
    const facts = readFacts(head.soFar, reading);
    return { ...facts, syntax: SYNTAX_OF_REFUSAL[head.reason] ?? 'broken' };
  }
  const lines = linesByField(head, reading.trims === 'spaces');
  return {
    version: versionOf(head, reading),
    connection: connectionOf(lines.connection, reading),
    upgrade: upgradeOf(lines.upgrade, reading.websocket),
    method: methodOf(head.method, reading),
    target: targetForm(head.target),
    host: HOST_READERS[reading.host](lines.host),
    key: keyOf(lines.key, reading),
    wsVersion: WS_VERSION_READERS[reading.wsVersion](lines.wsVersion, reading.wsVersions),
    framing: framingOf(lines.length, lines.transfer, reading.lengths),
    expect: expectOf(lines.expect),
    extensions: extensionsOffered(lines.extensions),
    protocols: subprotocolsOffered(lines.protocols),
    origin: originOf(lines.origin),
    syntax: syntaxOf(head, reading),
  };
}

/** What octets tell: the facts of a request, or that there are too few of them. */
export type FactsRead =
  | {
      readonly outcome: 'facts';
      readonly facts: Facts;
      /** The head, or what a refusal has of it. */
      readonly head: RequestHead;
      /** The refusal, when the octets were refused. */
      readonly refused: Refused<RequestHead> | undefined;
    }
  | Extract<Read<RequestHead>, { outcome: 'need-more' }>;

/**
 * Octets have the facts of the request they begin with, unless the head has not ended yet.
 *
 * @param octets What arrived.
 * @param reading How text becomes facts; the standards' reading when not given.
 * @param options Where to begin, whether the peer has sent its FIN, and the limits, as for `readRequest`.
 * @returns The facts with the head they were read from, and the refusal if there was one; or need-more.
 * @see rfc9112#message.parsing
 * @example
 * import { factsOf, octetsOf } from 'after101';
 * const read = factsOf(octetsOf('GET / HTTP/1.1\r\nHost: h\r\n\r\n'));
 * console.log(read.outcome === 'facts' && read.facts.host); // one
 */
export function factsOf(
  octets: Uint8Array,
  reading: Reading = STANDARDS_READING,
  options: ReadOptions = {},
): FactsRead {
  const read = readRequest(octets, options);
  if (read.outcome === 'need-more') return read;
  if (read.outcome === 'head') {
    return { outcome: 'facts', facts: readFacts(read.head, reading), head: read.head, refused: undefined };
  }
  return { outcome: 'facts', facts: readFacts(read, reading), head: read.soFar, refused: read };
}
