/**
 * Octets to the head of one HTTP/1.x message (RFC 9112 §2 to §5), and nothing more: no meaning is read here.
 *
 * Three laws hold of the reader. It is total: any octets give a head, need-more, or a refusal, and nothing is
 * thrown. It is lossless: octets, spellings and offsets are kept, and every repair is said. It is indifferent
 * to segments: octets that arrive one by one give what they give together, and each is looked at a bounded
 * number of times.
 */

/** One line of the header section, as it stood on the wire. Text is one character per octet (ISO-8859-1). */
export interface FieldLine {
  /** The name as spelled, e.g. `cOnNection`. */
  readonly name: string;
  /** The name in lower case (ASCII only), by which lines are looked up. */
  readonly key: string;
  /** The value without leading and trailing SP and HTAB, after the repairs listed in `repairs`. */
  readonly value: string;
  /** Offset of the first octet of the line in the octets given to the reader. */
  readonly at: number;
  /** Offset of the first octet of the trimmed value. */
  readonly valueAt: number;
  /** Offset behind the line's last octet, its line end included. */
  readonly end: number;
}

/** A repair that RFC 9112 allows a recipient, taken by the reader and said. */
export type RepairKind =
  | 'bare-lf'
  | 'leading-line-break'
  | 'obs-fold'
  | 'bare-cr-to-space'
  | 'nul-to-space'
  | 'spaced-first-line'
  | 'loose-request-line'
  | 'loose-status-line';

/** One repair and the octet it happened at. */
export interface Repair {
  readonly kind: RepairKind;
  readonly at: number;
}

/** What every head has. */
interface HeadOctets {
  /** The octets of the head, from the first one read to the end of the empty line. */
  readonly octets: Uint8Array;
  /**
   * How many octets the head took, leading line breaks included: what follows begins so far behind `from`.
   */
  readonly length: number;
  readonly fields: readonly FieldLine[];
  readonly repairs: readonly Repair[];
}

/** The head of a request. */
export interface RequestHead extends HeadOctets {
  readonly kind: 'request';
  readonly method: string;
  readonly target: string;
  /** The version label as spelled (`HTTP/1.1`), not judged here; empty when the line has none (HTTP/0.9). */
  readonly version: string;
}

/** The head of a response. */
export interface ResponseHead extends HeadOctets {
  readonly kind: 'response';
  readonly version: string;
  /** Three digits as a number, 0 to 999. */
  readonly status: number;
  readonly reason: string;
}

/** Why octets are not the head of an HTTP/1.x message. */
export type RefusalReason =
  | 'empty-request-line'
  | 'request-line'
  | 'status-line'
  | 'control-in-start-line'
  | 'space-before-colon'
  | 'no-colon'
  | 'empty-field-name'
  | 'field-name'
  | 'request-line-too-long'
  | 'target-too-long'
  | 'method-too-long'
  | 'field-line-too-long'
  | 'head-too-long'
  | 'too-many-fields'
  | 'ended-early';

/** The octets are refused: the first fault found, and what could be read beside it. */
export interface Refused<Head = RequestHead | ResponseHead> {
  readonly outcome: 'refused';
  readonly reason: RefusalReason;
  /** Offset of the octet at fault. */
  readonly at: number;
  /**
   * What was read: text is empty and the status 0 where reading did not get so far. After a fault in one
   * field line it holds every sound line of the head, also those behind it. The reader always gives it.
   */
  readonly soFar: Head;
}

/** What reading gives: any octets give one of the three. */
export type Read<Head> =
  | { readonly outcome: 'head'; readonly head: Head }
  /** `have`: how many octets were read so far. None of them is at fault, or the head has not ended yet. */
  | { readonly outcome: 'need-more'; readonly have: number }
  | Refused<Head>;

/**
 * How much is read before the reader refuses, in octets or in lines; line ends are not counted but in `head`.
 */
export interface Limits {
  /** Octets of a request line. A status line is held by `head` alone. */
  readonly requestLine: number;
  readonly method: number;
  readonly target: number;
  /** Octets of one line of the header section; a fold begins a new line. */
  readonly fieldLine: number;
  /** Lines of the header section that begin a field. */
  readonly fields: number;
  /** Octets of the whole head, leading line breaks and line ends included. */
  readonly head: number;
}

/**
 * What is read when nobody says otherwise: a request line of the 8000 octets that RFC 9112 recommends fits
 * twice.
 *
 * What others chose by default, from their documentation (h11: from its source):
 *
 * | | request line | one field line | fields | head |
 * |---|---|---|---|---|
 * | nginx, `large_client_header_buffers 4 8k` | 8 KiB | 8 KiB | | |
 * | Apache httpd, `LimitRequestLine`, `-FieldSize`, `-Fields` | 8190 | 8190 | 100 | |
 * | gunicorn, `limit_request_line`, `-_field_size`, `-_fields` | 4094 | 8190 | 100 | |
 * | Node.js, `--max-http-header-size`, `maxHeadersCount` | | | 2000 | 16 KiB |
 * | h11, `HTTP_DEFAULT_MAX_BUFFER_SIZE` | | | | 16 KiB |
 *
 * @see rfc9112#section-3
 * @see rfc9110#section-5.4
 * @example
 * import { DEFAULT_LIMITS, octetsOf, readRequest } from 'after101';
 * const limits = { ...DEFAULT_LIMITS, target: 4 };
 * const read = readRequest(octetsOf('GET /chat HTTP/1.1\r\n\r\n'), { limits });
 * console.log(read.outcome === 'refused' && read.reason); // target-too-long
 */
export const DEFAULT_LIMITS: Limits = {
  requestLine: 16_384,
  method: 256,
  target: 8_192,
  fieldLine: 16_384,
  fields: 256,
  head: 131_072,
};

/**
 * How many empty lines before a request line are passed over. RFC 9112 asks for at least one; eight is ours,
 * so that a peer that sends nothing but line breaks is told so.
 *
 * @see rfc9112#section-2.2
 * @example
 * import { LEADING_LINE_BREAKS, octetsOf, readRequest } from 'after101';
 * const breaks = '\r\n'.repeat(LEADING_LINE_BREAKS);
 * console.log(readRequest(octetsOf(`${breaks}GET / HTTP/1.1\r\n\r\n`)).outcome); // head
 */
export const LEADING_LINE_BREAKS = 8;

const NUL = 0x00;
const HTAB = 0x09;
const LF = 0x0a;
const CR = 0x0d;
const SP = 0x20;
const COLON = 0x3a;

// What an octet may be; one octet can be several: SP is SEPARATOR and BLANK.
/** tchar (rfc9110#section-5.6.2). */
const TCHAR = 1;
/** SP, HTAB, VT, FF, bare CR: what may part the words of a start line (rfc9112#section-3). */
const SEPARATOR = 2;
/** SP and HTAB, and CR and NUL, which are read as SP in a field value (rfc9110#section-5.5). */
const BLANK = 4;
/** The other control octets: no start line holds them. */
const CONTROL = 8;

const CLASS = new Uint8Array(256);
CLASS.fill(CONTROL, 0x00, 0x20);
CLASS[0x7f] = CONTROL;
for (const separator of ' \t\v\f\r') CLASS[separator.charCodeAt(0)] = SEPARATOR;
for (const blank of [SP, HTAB, CR, NUL]) CLASS[blank] = (CLASS[blank] as number) | BLANK;
for (const tchar of "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ") {
  CLASS[tchar.charCodeAt(0)] = TCHAR;
}

/** Is the octet at `at` of this class? Beyond the end it is of none. */
function is(octets: Uint8Array, at: number, kind: number): boolean {
  return ((CLASS[octets[at] as number] as number) & kind) !== 0;
}

/** Is it SP or HTAB: does the line that begins here continue the one before (rfc9112#section-5.2)? */
function isWhitespace(octet: number | undefined): boolean {
  return octet === SP || octet === HTAB;
}

type Latin1Slice = (this: Uint8Array, from: number, to: number) => string;

/** Where there is a Buffer (Node, Bun), it gives the same text ten times as fast; elsewhere there is none. */
const LATIN1_SLICE = (globalThis as { Buffer?: { prototype: { latin1Slice?: Latin1Slice } } }).Buffer
  ?.prototype.latin1Slice;

/**
 * Octets as text, one character per octet: ISO-8859-1, so that nothing is lost and nothing is decoded.
 *
 * @param o The octets.
 * @param from Offset of the first octet taken; 0 when not given.
 * @param to Offset behind the last octet taken; the end when not given.
 * @returns Text of `to - from` characters, U+0000 to U+00FF; of offsets outside the octets the part inside.
 * @see rfc9112#section-2.2
 * @example
 * import { latin1 } from 'after101';
 * console.log(latin1(new Uint8Array([0x47, 0x45, 0x54, 0xff]), 0, 3)); // GET
 */
export function latin1(octets: Uint8Array, from = 0, to: number = octets.length): string {
  const first = Math.max(from, 0);
  const behind = Math.max(Math.min(to, octets.length), first);
  if (first >= octets.length) return '';
  if (LATIN1_SLICE !== undefined) return LATIN1_SLICE.call(octets, first, behind);
  // An engine takes only so many arguments in one call.
  const most = 8192;
  let text = '';
  for (let at = first; at < behind; at += most) {
    const piece = octets.subarray(at, Math.min(at + most, behind));
    text += String.fromCharCode.apply(null, piece as unknown as number[]);
  }
  return text;
}

/**
 * Text as octets, one octet per character: the inverse of `latin1`.
 *
 * @param text Characters U+0000 to U+00FF; any other becomes `?`, so that none becomes a line end.
 * @returns As many octets as `text` has characters.
 * @see rfc9112#section-2.2
 * @example
 * import { octetsOf } from 'after101';
 * console.log(octetsOf('GET').length); // 3
 */
export function octetsOf(text: string): Uint8Array {
  const octets = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    octets[at] = code > 0xff ? 0x3f : code;
  }
  return octets;
}

type AnyHead = RequestHead | ResponseHead;

/** The words of a start line, by what they mean; a request has the first three, a response the last three. */
interface StartLine {
  readonly method: string;
  readonly target: string;
  readonly version: string;
  readonly status: number;
  readonly reason: string;
}

const NO_START_LINE: StartLine = { method: '', target: '', version: '', status: 0, reason: '' };

interface Fault {
  readonly reason: RefusalReason;
  readonly at: number;
}

/**
 * A head while it is read. Lines are found first, as octets arrive; fields are read once, when the head is
 * whole.
 */
interface Reading {
  readonly kind: 'request' | 'response';
  readonly limits: Limits;
  /** Where the head begins. */
  readonly from: number;
  /** What has arrived, of which never more is held than one octet over the limit of the head. */
  octets: Uint8Array;
  /** Where the line begins that has not ended yet. */
  at: number;
  /** All line ends before this offset are known. */
  searched: number;
  breaks: number;
  begun: boolean;
  startLine: StartLine | undefined;
  /** Three offsets for each line of the header section: its first octet, its line end, the next line. */
  readonly lines: number[];
  fieldCount: number;
  /** How many CR and NUL were found that are of no line end: when none, no value needs a repair. */
  strays: number;
  readonly repairs: Repair[];
  visited: number;
}

function begin(kind: 'request' | 'response', octets: Uint8Array, from: number, limits: Limits): Reading {
  return {
    kind,
    limits,
    from,
    octets,
    at: from,
    searched: from,
    breaks: 0,
    begun: kind === 'response',
    startLine: undefined,
    lines: [],
    fieldCount: 0,
    strays: 0,
    repairs: [],
    visited: 0,
  };
}

/** Reads on from where reading stopped, until the head has ended, a fault is found, or no octet is left. */
function readOn(reading: Reading, ended: boolean): Read<AnyHead> {
  const { octets } = reading;
  const early = reading.begun ? undefined : passLineBreaks(reading);
  if (early !== undefined) return conclude(reading, early);
  for (;;) {
    const lf = findLineEnd(reading);
    const found = lf < octets.length;
    // A CR in the last place may be half of a CRLF, so it is not counted to the line yet.
    const crlf = lf > reading.at && octets[lf - 1] === CR;
    const end = crlf ? lf - 1 : lf;
    const next = found ? lf + 1 : lf;
    const excess = overLimit(reading, end, next);
    if (excess !== undefined) return conclude(reading, excess);
    if (!found && ended) return conclude(reading, { reason: 'ended-early', at: octets.length });
    if (!found) return { outcome: 'need-more', have: octets.length - reading.from };
    if (crlf) reading.strays -= 1;
    else reading.repairs.push({ kind: 'bare-lf', at: lf });
    const done = takeLine(reading, end, next);
    if (done !== undefined) return done;
  }
}

/**
 * Passes over empty lines before a request line (rfc9112#section-2.2), then looks at its first octet: what
 * can begin no request line (a TLS record, a WebSocket frame) is refused at once, since a line end may never
 * come.
 */
function passLineBreaks(reading: Reading): Fault | undefined {
  const { octets } = reading;
  for (;;) {
    const { at } = reading;
    const lf = octets[at] === CR ? at + 1 : at;
    if (lf >= octets.length) return undefined;
    if (octets[lf] !== LF) break;
    if (reading.breaks === LEADING_LINE_BREAKS) return { reason: 'empty-request-line', at };
    reading.breaks += 1;
    reading.repairs.push({ kind: 'leading-line-break', at });
    if (lf === at) reading.repairs.push({ kind: 'bare-lf', at });
    reading.at = lf + 1;
    reading.visited += reading.at - at;
    // A CR that came alone was taken for a stray one.
    reading.searched = reading.at;
    reading.strays = 0;
  }
  reading.begun = true;
  if (is(octets, reading.at, TCHAR | SEPARATOR)) return undefined;
  const control = is(octets, reading.at, CONTROL);
  return { reason: control ? 'control-in-start-line' : 'request-line', at: reading.at };
}

/** The offset of the next LF, or of the end where none has come yet; counts CR and NUL on the way. */
function findLineEnd(reading: Reading): number {
  const { octets, searched } = reading;
  const { length } = octets;
  let at = searched;
  for (; at < length; at += 1) {
    const octet = octets[at] as number;
    if (octet > CR) continue;
    if (octet === LF) break;
    if (octet === CR || octet === NUL) reading.strays += 1;
  }
  reading.searched = Math.min(at + 1, length);
  reading.visited += reading.searched - searched;
  return at;
}

/**
 * Is a limit passed by the line that begins at `reading.at`, known up to `end` (its line end, if it has come)
 * and read up to `next`? The answer does not change with what comes later, so segments do not matter.
 */
function overLimit(reading: Reading, end: number, next: number): Fault | undefined {
  const { octets, at, limits } = reading;
  const inFields = reading.startLine !== undefined;
  if (inFields && reading.fieldCount >= limits.fields && end > at && !isWhitespace(octets[at])) {
    return { reason: 'too-many-fields', at };
  }
  const headEnd = reading.from + limits.head;
  const startLimit = reading.kind === 'request' ? limits.requestLine : limits.head;
  const lineEnd = at + (inFields ? limits.fieldLine : startLimit);
  if (end > lineEnd && lineEnd < headEnd) {
    if (!inFields && isLongMethod(reading)) return { reason: 'method-too-long', at: at + limits.method };
    return { reason: inFields ? 'field-line-too-long' : 'request-line-too-long', at: lineEnd };
  }
  return next > headEnd ? { reason: 'head-too-long', at: headEnd } : undefined;
}

/** Does the request line begin with a method that is longer than any? It has an answer of its own. */
function isLongMethod(reading: Reading): boolean {
  const { octets, at, limits } = reading;
  let end = at;
  while (end <= at + limits.method && is(octets, end, TCHAR)) end += 1;
  reading.visited += end - at;
  return end > at + limits.method;
}

/** Takes the line from `reading.at` to its line end at `end`; gives the outcome if the head ends here. */
function takeLine(reading: Reading, end: number, next: number): Read<AnyHead> | undefined {
  const { at, octets } = reading;
  reading.at = next;
  if (reading.startLine !== undefined) {
    if (end === at) return conclude(reading, undefined);
    if (!isWhitespace(octets[at])) reading.fieldCount += 1;
    reading.lines.push(at, end, next);
    return undefined;
  }
  reading.strays = 0;
  const isRequest = reading.kind === 'request';
  const fault = isRequest ? readRequestLine(reading, at, end) : readStatusLine(reading, at, end);
  if (fault !== undefined) return conclude(reading, fault);
  // A request line without a version is a whole HTTP/0.9 request: no fields follow.
  const { version } = reading.startLine ?? NO_START_LINE;
  return isRequest && version === '' ? conclude(reading, undefined) : undefined;
}

/**
 * The words of a start line as offsets, first and behind the last octet in turn: words are parted by SP,
 * HTAB, VT, FF and bare CR (rfc9112#section-3, rfc9112#section-4). Any other control octet is a fault.
 */
function wordsOf(reading: Reading, at: number, end: number): number[] | Fault {
  const { octets } = reading;
  const words: number[] = [];
  let inWord = false;
  reading.visited += end - at;
  for (let i = at; i < end; i += 1) {
    if (is(octets, i, CONTROL)) return { reason: 'control-in-start-line', at: i };
    if (is(octets, i, SEPARATOR) === inWord) {
      words.push(i);
      inWord = !inWord;
    }
  }
  if (inWord) words.push(end);
  return words;
}

/**
 * Reads `method SP request-target SP HTTP-version` (rfc9112#section-3), of which neither target nor version
 * is judged.
 *
 * Three words parted otherwise than by one SP each are taken as well, and said ('loose-request-line'). Two
 * words are an HTTP/0.9 request only in the strict form: in `GET  HTTP/1.1` or ` x HTTP/1.1` a word is
 * missing, and to take what is left for a target would invent a request. One word, or more than three, are
 * never a request.
 */
function readRequestLine(reading: Reading, at: number, end: number): Fault | undefined {
  const { octets, limits } = reading;
  const words = wordsOf(reading, at, end);
  if (!Array.isArray(words)) return words;
  if (words.length === 0) return { reason: 'empty-request-line', at };
  if (words.length > 6) return { reason: 'request-line', at: words[6] as number };
  const [methodAt = end, methodEnd = end, targetAt = end, targetEnd = end, versionAt = end] = words;
  const simple = words.length === 4;
  const strict =
    methodAt === at &&
    words.at(-1) === end &&
    isOneSpace(octets, methodEnd, targetAt) &&
    (simple || isOneSpace(octets, targetEnd, versionAt));
  if (words.length < 4 || (simple && !strict)) return { reason: 'request-line', at: end };
  if (!strict) reading.repairs.push({ kind: 'loose-request-line', at });
  for (let i = methodAt; i < methodEnd; i += 1) {
    if (!is(octets, i, TCHAR)) return { reason: 'request-line', at: i };
  }
  const text = latin1(octets, at, end);
  reading.visited += text.length;
  const method = text.slice(methodAt - at, methodEnd - at);
  const target = text.slice(targetAt - at, targetEnd - at);
  const version = text.slice(versionAt - at, (words[5] ?? end) - at);
  reading.startLine = { method, target, version, status: 0, reason: '' };
  if (method.length > limits.method) return { reason: 'method-too-long', at: methodAt + limits.method };
  if (target.length > limits.target) return { reason: 'target-too-long', at: targetAt + limits.target };
  return undefined;
}

/** Does exactly one SP part the word that ends at `end` from the one that begins at `next`? */
function isOneSpace(octets: Uint8Array, end: number, next: number): boolean {
  return next === end + 1 && octets[end] === SP;
}

/**
 * Reads `HTTP-version SP status-code SP [ reason-phrase ]` (rfc9112#section-4), of which the version is not
 * judged.
 *
 * The RFC lets a recipient part the words by any whitespace. That is taken, and said ('loose-status-line'):
 * the SP missing in `HTTP/1.1 101` is one such case. The reason phrase is then its words with one SP between
 * them.
 */
function readStatusLine(reading: Reading, at: number, end: number): Fault | undefined {
  const { octets } = reading;
  const words = wordsOf(reading, at, end);
  if (!Array.isArray(words)) return words;
  const [versionAt, versionEnd, statusAt, statusEnd] = words;
  if (versionAt === undefined || versionEnd === undefined) return { reason: 'status-line', at };
  if (statusAt === undefined || statusEnd === undefined) return { reason: 'status-line', at: end };
  const text = latin1(octets, at, end);
  reading.visited += text.length;
  const digits = text.slice(statusAt - at, statusEnd - at);
  if (!/^[0-9]{3}$/.test(digits)) return { reason: 'status-line', at: statusAt };
  const rest = text.slice(statusEnd - at);
  const spaced = versionAt === at && isOneSpace(octets, versionEnd, statusAt);
  const strict = spaced && rest.startsWith(' ') && !/[\v\f\r]/.test(rest);
  if (!strict) reading.repairs.push({ kind: 'loose-status-line', at });
  const reason = strict
    ? rest.slice(1)
    : rest
        .split(/[ \t\v\f\r]+/)
        .filter(Boolean)
        .join(' ');
  const version = text.slice(versionAt - at, versionEnd - at);
  reading.startLine = { method: '', target: '', version, status: Number(digits), reason };
  return undefined;
}

/**
 * The outcome: a head, or the first fault, be it one found in a field line or the one that stopped the
 * reading.
 */
function conclude(reading: Reading, stop: Fault | undefined): Read<AnyHead> {
  const fields: FieldLine[] = [];
  const fault = readFields(reading, fields) ?? stop;
  const { method, target, version, status, reason } = reading.startLine ?? NO_START_LINE;
  // Whole lines only: how much there is of an unfinished one depends on the segments.
  const octets = reading.octets.subarray(reading.from, reading.at);
  const { length } = octets;
  const { repairs } = reading;
  // Those of start line and line ends were found first.
  if (repairs.length > 1) repairs.sort((one, other) => one.at - other.at);
  const head: AnyHead =
    reading.kind === 'request'
      ? { kind: 'request', method, target, version, octets, length, fields, repairs }
      : { kind: 'response', version, status, reason, octets, length, fields, repairs };
  if (fault === undefined) return { outcome: 'head', head };
  return { outcome: 'refused', reason: fault.reason, at: fault.at, soFar: head };
}

/**
 * Reads the lines found into `fields`, folds and dropped lines too; the first fault is kept, and the lines
 * after it are read on.
 */
function readFields(reading: Reading, fields: FieldLine[]): Fault | undefined {
  const { octets, lines, repairs } = reading;
  const base = lines[0] ?? 0;
  const text = latin1(octets, base, lines.at(-1) ?? 0);
  // In lower case at once, not name by name; no character below U+0100 changes in length.
  const lower = text.toLowerCase();
  reading.visited += text.length;
  let first: Fault | undefined;
  let before: 'start-line' | 'field' | 'fault' = 'start-line';
  for (let i = 0; i < lines.length; i += 3) {
    const at = lines[i] as number;
    const lineEnd = lines[i + 1] as number;
    const end = lines[i + 2] as number;
    if (isWhitespace(octets[at])) {
      // With no line to continue it is dropped, as all such lines until a field (rfc9112#section-2.2).
      if (before === 'start-line') repairs.push({ kind: 'spaced-first-line', at });
      if (before === 'field') addFold(reading, fields, text, at, lineEnd, end);
      continue;
    }
    let colon = at;
    while (is(octets, colon, TCHAR)) colon += 1;
    reading.visited += colon - at;
    if (octets[colon] !== COLON || colon === at) {
      first ??= faultOfName(reading, at, colon, lineEnd);
      before = 'fault';
      continue;
    }
    before = 'field';
    const name = text.slice(at - base, colon - base);
    const key = lower.slice(at - base, colon - base);
    const valueAt = trimStart(reading, colon + 1, lineEnd);
    const value = valueFrom(reading, text, valueAt, lineEnd);
    if (reading.strays > 0) sayStrays(reading, colon, lineEnd);
    fields.push({ name, key, value, at, valueAt, end });
  }
  return first;
}

/** Reads a fold into the last field as one SP (rfc9112#section-5.2); at the ends of its value it vanishes. */
function addFold(
  reading: Reading,
  fields: FieldLine[],
  text: string,
  at: number,
  lineEnd: number,
  end: number,
) {
  reading.repairs.push({ kind: 'obs-fold', at });
  sayStrays(reading, at, lineEnd);
  const moreAt = trimStart(reading, at, lineEnd);
  const more = valueFrom(reading, text, moreAt, lineEnd);
  const open = fields.pop() as FieldLine;
  const valueAt = open.value === '' ? moreAt : open.valueAt;
  const value = open.value === '' || more === '' ? open.value + more : `${open.value} ${more}`;
  fields.push({ name: open.name, key: open.key, value, at: open.at, valueAt, end });
}

/** What is wrong with a line whose name, all tchar, ends at `nameEnd` with no colon there, or is empty. */
function faultOfName(reading: Reading, at: number, nameEnd: number, lineEnd: number): Fault {
  const { octets } = reading;
  let colon = nameEnd;
  while (colon < lineEnd && octets[colon] !== COLON) colon += 1;
  reading.visited += colon - nameEnd;
  if (colon === lineEnd) return { reason: 'no-colon', at: lineEnd };
  if (colon === at) return { reason: 'empty-field-name', at };
  let behind = nameEnd;
  while (isWhitespace(octets[behind])) behind += 1;
  // Never trimmed: `Connection : close` is another field to one recipient than to the next
  // (rfc9112#section-5.1).
  return { reason: behind === colon ? 'space-before-colon' : 'field-name', at: nameEnd };
}

/** The offset of the first octet that is not blank, or `end`. */
function trimStart(reading: Reading, from: number, end: number): number {
  let at = from;
  while (at < end && is(reading.octets, at, BLANK)) at += 1;
  reading.visited += at - from;
  return at;
}

/** The value that begins at `from` and ends before the blanks at `end`, with bare CR and NUL read as SP. */
function valueFrom(reading: Reading, text: string, from: number, end: number): string {
  let behind = end;
  while (behind > from && is(reading.octets, behind - 1, BLANK)) behind -= 1;
  reading.visited += end - behind;
  const base = reading.lines[0] as number;
  const value = text.slice(from - base, behind - base);
  return reading.strays > 0 ? value.replaceAll('\r', ' ').replaceAll('\0', ' ') : value;
}

/** Says each bare CR and NUL of a value: they are read as SP (rfc9112#section-2.2, rfc9110#section-5.5). */
function sayStrays(reading: Reading, from: number, end: number): void {
  reading.visited += end - from;
  for (let at = from; at < end; at += 1) {
    const octet = reading.octets[at];
    if (octet === CR) reading.repairs.push({ kind: 'bare-cr-to-space', at });
    if (octet === NUL) reading.repairs.push({ kind: 'nul-to-space', at });
  }
}

/** How octets are read. */
export interface ReadOptions {
  /** Offset of the head's first octet; 0 when not given. */
  readonly from?: number;
  /** True when the peer has sent its FIN: no more octets will come. */
  readonly ended?: boolean;
  readonly limits?: Limits;
}

function read(kind: 'request' | 'response', octets: Uint8Array, options: ReadOptions): Read<AnyHead> {
  const { ended = false, limits = DEFAULT_LIMITS } = options;
  const from = Math.min(Math.max(options.from ?? 0, 0), octets.length);
  // Octets behind the limit are not looked at.
  const most = from + limits.head + 1;
  return readOn(begin(kind, octets.length > most ? octets.subarray(0, most) : octets, from, limits), ended);
}

/**
 * Octets are the head of an HTTP/1.x request, or too few to tell, or refused with a reason and an offset.
 *
 * What the grammar does not allow is refused, but for the repairs that RFC 9112 allows a recipient: they are
 * taken and listed in `head.repairs`, so that a stricter reader can still refuse. Neither version label nor
 * target are judged. A fault in one field line is told when the head has ended, with every sound line in
 * `soFar`.
 *
 * @param octets What arrived, from the offset `from` on; octets behind the head are left alone. Nothing is
 * copied:
 *   `head.octets` is a view on them.
 * @param options Where to begin, whether the peer has sent its FIN (then need-more becomes the refusal
 *   `ended-early`), and the limits. All offsets given back count from the first octet of `octets`, whatever
 *   `from`.
 * @returns The head, need-more, or the refusal. Nothing is thrown.
 * @see rfc9112#section-2.1
 * @see rfc9112#section-3
 * @see rfc9112#section-5
 * @example
 * import { octetsOf, readRequest } from 'after101';
 * const read = readRequest(octetsOf('GET /chat HTTP/1.0\r\nConnection: upgrade\r\n\r\n'));
 * console.log(read.outcome === 'head' && read.head.version); // HTTP/1.0
 */
export function readRequest(octets: Uint8Array, options: ReadOptions = {}): Read<RequestHead> {
  return read('request', octets, options) as Read<RequestHead>;
}

/**
 * Octets are the head of an HTTP/1.x response, or too few to tell, or refused with a reason and an offset.
 *
 * As `readRequest`, but no line break may come before a status line, and of the limits on start lines none
 * applies.
 *
 * @param octets What arrived, from the offset `from` on; octets behind the head are left alone.
 * @param options Where to begin, whether the peer has sent its FIN, and the limits, as for `readRequest`.
 * @returns The head, need-more, or the refusal. Nothing is thrown.
 * @see rfc9112#section-4
 * @see rfc9112#section-5
 * @example
 * import { octetsOf, readResponse } from 'after101';
 * const read = readResponse(octetsOf('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n'));
 * console.log(read.outcome === 'head' && read.head.status); // 101
 */
export function readResponse(octets: Uint8Array, options: ReadOptions = {}): Read<ResponseHead> {
  return read('response', octets, options) as Read<ResponseHead>;
}

/** Reads one head from octets that arrive in segments. */
export interface HeadReader<Head> {
  /**
   * Takes a segment, and tells what all segments together are. After a head or a refusal the answer stays.
   */
  push(octets: Uint8Array): Read<Head>;
  /** Takes the peer's FIN: need-more becomes the refusal `ended-early`. */
  end(): Read<Head>;
  /** How many times an octet was looked at or copied; it grows with the octets, not with the segments. */
  readonly visited: number;
}

/** Collects segments in one room, and reads on there. A head that comes in one segment is never moved. */
class SegmentReader implements HeadReader<AnyHead> {
  private readonly reading: Reading;
  private room = new Uint8Array(0);
  private have = 0;
  private copied = 0;
  private last: Read<AnyHead> = { outcome: 'need-more', have: 0 };

  constructor(kind: 'request' | 'response', limits: Limits) {
    this.reading = begin(kind, this.room, 0, limits);
  }

  push(octets: Uint8Array): Read<AnyHead> {
    if (this.last.outcome !== 'need-more') return this.last;
    const taken = octets.subarray(0, this.reading.limits.head + 1 - this.have);
    const first = this.have === 0;
    if (!first) this.append(taken);
    this.reading.octets = first ? taken : this.room.subarray(0, this.have);
    this.last = readOn(this.reading, false);
    if (first && this.last.outcome === 'need-more') this.append(taken);
    return this.last;
  }

  end(): Read<AnyHead> {
    if (this.last.outcome !== 'need-more') return this.last;
    this.reading.octets = this.room.subarray(0, this.have);
    this.last = readOn(this.reading, true);
    return this.last;
  }

  get visited(): number {
    return this.reading.visited + this.copied;
  }

  private append(octets: Uint8Array): void {
    const have = this.have + octets.length;
    if (have > this.room.length) {
      // Twice the room each time, so that an octet is moved once on average.
      const larger = new Uint8Array(2 * have);
      larger.set(this.room.subarray(0, this.have));
      this.copied += this.have;
      this.room = larger;
    }
    this.room.set(octets, this.have);
    this.copied += octets.length;
    this.have = have;
  }
}

/**
 * A reader gives for segments, however cut, what one reading of all octets gives, and looks at each octet a
 * bounded number of times.
 *
 * Of what arrives it holds no more than one octet over `limits.head`. A head that came in one segment is a
 * view on that segment, as with `readRequest`; any other is a copy.
 *
 * @param kind Which head is expected.
 * @param limits How much is read; `DEFAULT_LIMITS` when not given.
 * @returns The reader. Offsets count from the first octet of the first segment. Nothing is thrown.
 * @see rfc9112#section-2.2
 * @example
 * import { headReader, octetsOf } from 'after101';
 * const reader = headReader('request');
 * console.log(reader.push(octetsOf('GET / HTTP/1.1\r')).outcome); // need-more
 * console.log(reader.push(octetsOf('\n\r\n')).outcome); // head
 */
export function headReader(kind: 'request', limits?: Limits): HeadReader<RequestHead>;
export function headReader(kind: 'response', limits?: Limits): HeadReader<ResponseHead>;
export function headReader(
  kind: 'request' | 'response',
  limits: Limits = DEFAULT_LIMITS,
): HeadReader<RequestHead> | HeadReader<ResponseHead> {
  const reader: HeadReader<AnyHead> = new SegmentReader(kind, limits);
  return reader as HeadReader<RequestHead> | HeadReader<ResponseHead>;
}

/**
 * A head has these lines of one name, in the order they came.
 *
 * @param head Any head, or what a refusal has of one.
 * @param key The field name in lower case, e.g. `connection`.
 * @returns The lines; none when the field is absent.
 * @see rfc9110#section-5.2
 * @example
 * import { linesOf, octetsOf, readRequest } from 'after101';
 * const read = readRequest(octetsOf('GET / HTTP/1.1\r\nCONNECTION: close\r\n\r\n'));
 * console.log(read.outcome === 'head' && linesOf(read.head, 'connection')[0]?.value); // close
 */
export function linesOf(head: RequestHead | ResponseHead, key: string): readonly FieldLine[] {
  return head.fields.filter((line) => line.key === key);
}

/**
 * A head printed and read again has the same start line, names and values.
 *
 * The spelling is the canonical one: CRLF ends each line, one SP follows the colon unless the value is empty,
 * and nothing is folded. A head that stood so on the wire is given back octet for octet.
 *
 * @param head A head as read, or written by hand; only start line, names and values are used.
 * @returns The octets of the head, the empty line included (a request without a version has none).
 * @see rfc9112#section-2.1
 * @example
 * import { latin1, octetsOf, printHead, readRequest } from 'after101';
 * const read = readRequest(octetsOf('GET  / HTTP/1.1\nHost:a\n\n'));
 * const text = read.outcome === 'head' ? latin1(printHead(read.head)) : '';
 * console.log(text === 'GET / HTTP/1.1\r\nHost: a\r\n\r\n'); // true
 */
export function printHead(head: RequestHead | ResponseHead): Uint8Array {
  if (head.kind === 'request' && head.version === '') return octetsOf(`${head.method} ${head.target}\r\n`);
  const startLine =
    head.kind === 'request'
      ? `${head.method} ${head.target} ${head.version}`
      : `${head.version} ${String(head.status).padStart(3, '0')} ${head.reason}`;
  const lines = head.fields.map(({ name, value }) =>
    value === '' ? `${name}:\r\n` : `${name}: ${value}\r\n`,
  );
  return octetsOf(`${startLine}\r\n${lines.join('')}\r\n`);
}
