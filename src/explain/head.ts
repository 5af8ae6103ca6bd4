/**
 * A head in hand, such as a file somebody saved: to a head that can be explained, or to one sentence why not.
 *
 * 1. A text file whose head has only LF is read as if it had CRLF, and one note says so; `asIs` takes octets as
 *    they are. What stands behind the head is never changed.
 * 2. A head that a server would refuse is explained as far as it was read. Only what is no head at all, or not all
 *    of one, is turned away.
 */
import {
  DEFAULT_LIMITS,
  latin1,
  type Read,
  type RefusalReason,
  type Refused,
  type RequestHead,
  type ResponseHead,
  readRequest,
  readResponse,
} from '../spec/message.js';

const LF = 0x0a;
const CR = 0x0d;

/** Why octets are turned away, as it is said behind the name of the file. */
const REASONS: Readonly<Record<RefusalReason, string>> = {
  'empty-request-line': 'is not HTTP/1.x: it has line breaks where the request line should be',
  'request-line': 'is not HTTP/1.x: it does not begin with a request line',
  'status-line': 'is not HTTP/1.x: it does not begin with a status line, as an answer does',
  'control-in-start-line': 'is not HTTP/1.x: its first line has a control character',
  'space-before-colon': 'has whitespace between a field name and its colon',
  'no-colon': 'has a field line without a colon',
  'empty-field-name': 'has a field line without a name',
  'field-name': 'has a field name that is no token',
  'request-line-too-long': `has a request line of more than ${DEFAULT_LIMITS.requestLine} octets`,
  'target-too-long': `has a request target of more than ${DEFAULT_LIMITS.target} octets`,
  'method-too-long': `has a method of more than ${DEFAULT_LIMITS.method} octets`,
  'field-line-too-long': `has a field line of more than ${DEFAULT_LIMITS.fieldLine} octets`,
  'head-too-long': `has a head of more than ${DEFAULT_LIMITS.head} octets`,
  'too-many-fields': `has more than ${DEFAULT_LIMITS.fields} field lines`,
  'ended-early': 'ends before its head does: add the lines that are missing, the last one empty',
};

/** Why a head was refused, as a phrase to stand behind a subject, with the offset of the octet at fault. */
function refusalText(refused: Refused): string {
  return `${REASONS[refused.reason]} (octet ${refused.at})`;
}

/** A head in hand. */
export type InHand<Head> =
  | {
      readonly outcome: 'head';
      /** The head, or what a refusal has of it. */
      readonly head: Head;
      readonly refused: Refused<Head> | undefined;
      /** The octets that were read, with CRLF where the file had LF. */
      readonly octets: Uint8Array;
      readonly notes: readonly string[];
    }
  | { readonly outcome: 'unusable'; readonly at: number; readonly says: string };

/** Where the head ends if its lines end in LF alone, or 0 when a CR stands before one of them. */
function endOfBareLines(octets: Uint8Array): number {
  let end = octets.length;
  let content = false;
  for (const [at, octet] of octets.entries()) {
    if (octet === LF) {
      if (octets[at - 1] === CR) return 0;
      if (content && octets[at - 1] === LF) {
        end = at + 1;
        break;
      }
    } else content = true;
  }
  return octets.subarray(0, end).includes(LF) ? end : 0;
}

/**
 * A text whose head has only LF gets CRLF.
 *
 * @param octets - the text
 * @returns the octets with every LF of the head as CRLF; the same octets when a CRLF stands in the head
 */
export function withCrlf(octets: Uint8Array): Uint8Array {
  const end = endOfBareLines(octets);
  if (end === 0) return octets;
  const lines = octets.subarray(0, end).reduce((sum, octet) => sum + (octet === LF ? 1 : 0), 0);
  const longer = new Uint8Array(octets.length + lines);
  let to = 0;
  for (let at = 0; at < end; at += 1) {
    if (octets[at] === LF) longer[to++] = CR;
    longer[to++] = octets[at] as number;
  }
  longer.set(octets.subarray(end), to);
  return longer;
}

const LF_NOTE = 'its lines end in LF and were read as CRLF; --octets takes them as they are';

/** Whether a refusal left so much of a head that it can be explained. */
const hasStartLine = (head: RequestHead | ResponseHead | undefined): boolean =>
  head !== undefined && (head.kind === 'request' ? head.method !== '' : head.status !== 0);

function inHand<Head extends RequestHead | ResponseHead>(
  read: (octets: Uint8Array) => Read<Head>,
  given: Uint8Array,
  asIs: boolean,
): InHand<Head> {
  if (given.length === 0)
    return {
      outcome: 'unusable',
      at: 0,
      says: 'is empty (octet 0): give it the head of a message, as it went over the wire',
    };
  const octets = asIs ? given : withCrlf(given);
  const notes = octets === given ? [] : [LF_NOTE];
  const result = read(octets);
  if (result.outcome === 'head') {
    return { outcome: 'head', head: result.head, refused: undefined, octets, notes };
  }
  if (result.outcome === 'need-more') {
    const says = `${REASONS['ended-early']} (octet ${given.length})`;
    return { outcome: 'unusable', at: given.length, says };
  }
  if (result.reason === 'ended-early' || !hasStartLine(result.soFar)) {
    return { outcome: 'unusable', at: result.at, says: refusalText(result as Refused) };
  }
  return { outcome: 'head', head: result.soFar, refused: result, octets, notes };
}

/**
 * The head of a request in hand.
 *
 * @param octets - what the file has
 * @param asIs - whether LF stays LF
 * @returns the head with notes, or one phrase why there is none
 */
export function requestInHand(octets: Uint8Array, asIs = false): InHand<RequestHead> {
  const found = inHand((given) => readRequest(given), octets, asIs);
  const isAnswer = found.outcome === 'unusable' && latin1(octets, 0, 5) === 'HTTP/';
  if (!isAnswer) return found;
  const says = 'is an answer, not a request: give the request first, and this behind --response (octet 0)';
  return { outcome: 'unusable', at: 0, says };
}

/** An answer in hand, with the interim responses that stood before it. */
export type AnswerInHand = InHand<ResponseHead> & { readonly interim: readonly number[] };

/**
 * The head of the answer in hand: the first response that is no interim one, or the last one there is.
 *
 * @param octets - what the file has
 * @param asIs - whether LF stays LF
 * @returns the head with notes, or one phrase why there is none; and the interim responses before it
 */
export function responseInHand(octets: Uint8Array, asIs = false): AnswerInHand {
  const interim: number[] = [];
  let found = inHand((given) => readResponse(given), octets, asIs);
  for (;;) {
    if (found.outcome === 'unusable' || found.refused !== undefined) return { ...found, interim };
    const { status } = found.head;
    const isInterim = status >= 100 && status < 200 && status !== 101;
    const rest = found.octets.subarray(found.head.length);
    if (!isInterim || rest.length === 0) return { ...found, interim };
    const next = inHand((given) => readResponse(given), rest, true);
    if (next.outcome === 'unusable') return { ...found, interim };
    interim.push(status);
    const note = `an interim response ${status} stands before the answer that is judged`;
    found = { ...next, notes: [...found.notes, note] };
  }
}
