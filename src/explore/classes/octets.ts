/**
 * Octets that spoil a token, and facts that many classes share.
 *
 * 1. SP and HTAB are the only whitespace around a member (rfc9110#whitespace). Every other control octet, and
 *    every octet from 0x80 up, stays part of what stands beside it, so the member is another one.
 * 2. CR and NUL in a field value are refused, or become SP (rfc9110#fields.values). At an end of the value
 *    the SP vanishes; inside it parts what it stands in.
 */
import type { Facts } from '../../spec/axes.js';
import { NO_FIELDS } from '../spell.js';
import type { Outcome, Spelling } from './class.js';

/** The control octets that nothing turns into whitespace (F13). */
export const CONTROLS: readonly string[] = [
  '\x01',
  '\x0b',
  '\x0c',
  '\x1b',
  '\x1c',
  '\x1d',
  '\x1e',
  '\x1f',
  '\x7f',
];

/** What other programs take for whitespace: NBSP in two encodings, NEL, ZWSP, BOM, LS (F14). */
export const FOREIGN_SPACES: readonly string[] = [
  '\xa0',
  '\xc2\xa0',
  '\x85',
  '\xe2\x80\x8b',
  '\xef\xbb\xbf',
  '\xe2\x80\xa8',
];

/**
 * A word with an octet before it, behind it and inside it.
 *
 * @param word - the word
 * @param octet - what is put there
 * @returns the three texts
 * @example
 * spoiled('close', '!').join(); // '!close,close!,cl!ose'
 */
export function spoiled(word: string, octet: string): readonly string[] {
  return [octet + word, word + octet, word.slice(0, 2) + octet + word.slice(2)];
}

/**
 * A field line with a CR or a NUL in its value, before, behind and inside a word, with its repair.
 *
 * @param name - the field name
 * @param word - the value without the octet
 * @param facts - of the word, and of the word in two
 * @param expected - likewise
 * @returns the spellings: refused, or taken with SP in the place of the octet
 */
export function strayed(
  name: string,
  word: string,
  facts: { readonly whole: Partial<Facts>; readonly parted: Partial<Facts> },
  expected: { readonly whole: 'OFFER' | 'NO'; readonly parted: 'NO' },
): readonly Spelling[] {
  return ['\r', '\0'].flatMap((octet) =>
    spoiled(word, octet).map((text): Spelling => {
      const inside = !text.startsWith(octet) && !text.endsWith(octet);
      const value = inside ? text.replace(octet, ' ') : word;
      return {
        lines: [`${name}: ${text}`],
        facts: { ...(inside ? facts.parted : facts.whole), syntax: 'repaired' },
        expected: 'REJ|FIX',
        repaired: { lines: [`${name}: ${value}`], expected: inside ? expected.parted : expected.whole },
      };
    }),
  );
}

/** The facts where the request line could not be read: there is neither method nor target nor label. */
export const NO_REQUEST_LINE: Partial<Facts> = {
  ...NO_FIELDS,
  version: 'none',
  method: 'unknown',
  target: 'malformed',
  syntax: 'broken',
};

/** What is permitted for a head that is larger than the server reads. */
export const TOO_LARGE: readonly Outcome[] = ['4xx and end', '400 and end', '414 and end', '501 and end'];

/** What is permitted where granting and refusing the handshake both are. */
export const EITHER: readonly Outcome[] = ['grant', 'faulty'];

/** What is permitted for a method the server does not know. */
export const UNKNOWN_METHOD: readonly Outcome[] = ['501', '4xx', '400'];

/**
 * What is permitted for a length written several times: taken once, or refused. Only an invalid length must
 * also end the connection (rfc9110#field.content-length, rfc9112#message.body.length).
 */
export const ONCE_OR_REFUSED: readonly Outcome[] = ['grant', 'faulty', '400', '400 and end'];
