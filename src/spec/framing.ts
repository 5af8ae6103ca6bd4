/**
 * Content-Length and Transfer-Encoding as one fact (RFC 9112 §6).
 *
 * 1. A Transfer-Encoding that cannot be used is worse than any Content-Length beside it, so it is told first.
 * 2. Several lengths are one only if all are numbers and the same number; empty members of the list count for
 *    nothing, so `5,` is such a list (rfc9112#message.body.length, rfc9110#abnf.extension.recipient).
 * 3. Lengths are compared as digits and never as numbers, so that none is too large to be exact (H-FRAME-17).
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
  const written = lines.flatMap((line) => line.split(',')).map((member) => trimmed(member));
  const numbers = written.filter((member) => member !== '').map((member) => digitsOf(member));
  const taken = choice === 'last' ? numbers.at(-1) : numbers[0];
  if (taken === undefined) return 'bad-length';
  if (choice === 'all-the-same' && written.length > 1) {
    return numbers.every((number) => number === taken) ? 'equal-lengths' : 'bad-length';
  }
  return taken === '0' ? 'zero' : 'length';
}

/** The digits of a length without leading zeros; none outside the grammar. */
function digitsOf(text: string): string | undefined {
  if (!isDigits(text)) return undefined;
  let first = 0;
  while (first < text.length - 1 && text[first] === '0') first += 1;
  return text.slice(first);
}
