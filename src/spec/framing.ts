/**
 * Content-Length and Transfer-Encoding as one fact (RFC 9112 §6).
 *
 * 1. A Transfer-Encoding that cannot be used is worse than any Content-Length beside it, so it is told first.
 * 2. Several lengths are one only if all are numbers and the same number; `5,` has an empty one and is none.
 * 3. A length that a double cannot hold exactly is no length: it is refused, never rounded (H-FRAME-17).
 */
import type { Value } from './axes.js';
import { isDigits, isWord, members, trimmed } from './fields.js';

/** Which of several lengths is taken: the standards want all to be the same. */
export type LengthChoice = 'all-the-same' | 'first' | 'last';

/** Whether a Transfer-Encoding delimits the content, and if not why. */
type Transfer = 'absent' | 'chunked' | 'chunked-not-last' | 'unknown-coding';

/** The codings of the registry that are not chunked (rfc9112#section-7.2). */
const KNOWN_CODINGS = ['gzip', 'x-gzip', 'deflate', 'compress', 'x-compress'];

/**
 * Content-Length and Transfer-Encoding together say how the content is delimited, or that they do not say it.
 *
 * @param lengths The values of the Content-Length lines.
 * @param transfers The values of the Transfer-Encoding lines.
 * @param choice Which of several lengths is taken.
 * @returns The fact; an empty Transfer-Encoding counts as one in which chunked is not last.
 * @see rfc9112#message.body.length
 * @see rfc9110#field.content-length
 * @example
 * framingOf(['5'], ['chunked'], 'all-the-same'); // 'both'
 */
export function framingOf(
  lengths: readonly string[],
  transfers: readonly string[],
  choice: LengthChoice,
): Value<'framing'> {
  const transfer = transferOf(transfers);
  if (transfer === 'absent') return lengths.length === 0 ? 'none' : lengthOf(lengths, choice);
  if (transfer === 'chunked' && lengths.length > 0) return 'both';
  return transfer;
}

function transferOf(lines: readonly string[]): Transfer {
  if (lines.length === 0) return 'absent';
  const codings = members(lines);
  const final = codings.pop();
  if (final === undefined || !isWord(final, 'chunked')) return 'chunked-not-last';
  if (codings.some((coding) => isWord(coding, 'chunked'))) return 'chunked-not-last';
  const known = codings.every((coding) => KNOWN_CODINGS.some((name) => isWord(coding, name)));
  return known ? 'chunked' : 'unknown-coding';
}

function lengthOf(lines: readonly string[], choice: LengthChoice): Value<'framing'> {
  const numbers = lines.flatMap((line) => line.split(',')).map((member) => numberOf(trimmed(member)));
  const taken = choice === 'last' ? numbers.at(-1) : numbers[0];
  if (taken === undefined) return 'bad-length';
  if (choice === 'all-the-same' && numbers.length > 1) {
    return numbers.every((number) => number === taken) ? 'equal-lengths' : 'bad-length';
  }
  return taken === 0 ? 'zero' : 'length';
}

/** The number a Content-Length spells, leading zeros allowed; none outside the grammar or beyond 2^53 - 1. */
function numberOf(text: string): number | undefined {
  if (!isDigits(text)) return undefined;
  const number = Number(text);
  return Number.isSafeInteger(number) ? number : undefined;
}
