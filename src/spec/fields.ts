/**
 * Field values as the grammar builds them: ASCII letters, tokens, comma lists, authorities.
 *
 * 1. Text is one character per octet. A character above `~` is in no token and has no other case: folding
 *    with Unicode's rules would make a `k` of U+212A and let a protocol through that nobody named.
 * 2. Only SP and HTAB are whitespace; NBSP, VT and NUL are not, so they stay part of the member beside them.
 * 3. A list is split at every comma, those inside quotes too: the lists split here hold tokens, in which a
 *    quote has no meaning (requirements F20). Extensions, whose grammar has quoted values, are read in
 *    `offers.ts`.
 */

const HTAB = 0x09;
const SP = 0x20;

/** A set of ASCII characters: 1 at the code of each. */
export type CharacterSet = Uint8Array;

/**
 * These characters make a set.
 *
 * @param characters ASCII characters in any order.
 * @returns The set, with 128 places.
 * @see rfc9110#tokens
 * @example
 * isAllOf(setOf('01'), '0110'); // true
 */
export function setOf(characters: string): CharacterSet {
  const set = new Uint8Array(128);
  for (let at = 0; at < characters.length; at += 1) set[characters.charCodeAt(at)] = 1;
  return set;
}

/**
 * A part of a text is one or more characters of a set.
 *
 * @param set The set.
 * @param text The text.
 * @param from Offset of the first character of the part; 0 when not given.
 * @param to Offset behind its last character; the end when not given.
 * @returns False for the empty text, and where a character is beyond ASCII.
 * @see rfc9110#tokens
 * @example
 * isAllOf(setOf('01'), '012'); // false
 */
export function isAllOf(set: CharacterSet, text: string, from = 0, to: number = text.length): boolean {
  for (let at = from; at < to; at += 1) if (set[text.charCodeAt(at)] !== 1) return false;
  return from < to;
}

/** The decimal digits of ASCII. */
export const DIGITS = '0123456789';
/** The letters of ASCII. */
export const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';

const TCHAR = setOf(`!#$%&'*+-.^_\`|~${DIGITS}${LETTERS}`);
const DIGIT = setOf(DIGITS);

/**
 * A part of a text is a token: one or more of the characters of which names and options are made.
 *
 * @param text The text, one character per octet.
 * @param from Offset of the first character of the part; 0 when not given.
 * @param to Offset behind its last character; the end when not given.
 * @returns True for a token; false for the empty text.
 * @see rfc9110#tokens
 * @example
 * isToken('keep-alive'); // true
 * isToken('Upgrade;x'); // false
 */
export function isToken(text: string, from = 0, to: number = text.length): boolean {
  return isAllOf(TCHAR, text, from, to);
}

/**
 * A text is digits and nothing else.
 *
 * @param text The text.
 * @param from Offset of the first character looked at; 0 when not given.
 * @returns True for one or more digits, of ASCII only.
 * @see rfc9110#field.content-length
 * @example
 * isDigits('05'); // true
 * isDigits('+5'); // false
 */
export function isDigits(text: string, from = 0): boolean {
  return isAllOf(DIGIT, text, from);
}

/**
 * A part of a text is this word, whatever the case of its ASCII letters.
 *
 * @param text The text.
 * @param word The word, in lower case.
 * @param from Offset of the first character of the part; 0 when not given.
 * @param to Offset behind its last character; the end when not given.
 * @returns True when the part has the length of the word and its letters.
 * @see rfc9110#field.connection
 * @example
 * isWord('UPGRADE', 'upgrade'); // true
 * isWord('upgraded', 'upgrade'); // false
 */
export function isWord(text: string, word: string, from = 0, to: number = text.length): boolean {
  if (to - from !== word.length) return false;
  for (let at = 0; at < word.length; at += 1) {
    const code = text.charCodeAt(from + at);
    const lower = code >= 0x41 && code <= 0x5a ? code + 0x20 : code;
    if (lower !== word.charCodeAt(at)) return false;
  }
  return true;
}

/**
 * A text without the whitespace at its ends.
 *
 * @param text The text.
 * @param from Offset of the first character of the part meant; 0 when not given.
 * @param to Offset behind its last character; the end when not given.
 * @returns The part without SP and HTAB at its ends; all other characters stay.
 * @see rfc9110#fields.values
 * @example
 * trimmed('\t Upgrade '); // 'Upgrade'
 */
export function trimmed(text: string, from = 0, to: number = text.length): string {
  let first = from;
  let behind = to;
  while (first < behind && isBlank(text, first)) first += 1;
  while (behind > first && isBlank(text, behind - 1)) behind -= 1;
  return text.slice(first, behind);
}

/** The character is SP or HTAB. */
function isBlank(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code === SP || code === HTAB;
}

/**
 * The members of a list field: those of all its lines, in order.
 *
 * @param lines The values of the field's lines.
 * @returns The members, trimmed; empty ones are left out, as a recipient must.
 * @see rfc9110#abnf.extension.recipient
 * @example
 * members([',, Upgrade ,', 'close']); // ['Upgrade', 'close']
 */
export function members(lines: readonly string[]): string[] {
  const found: string[] = [];
  for (const line of lines) {
    let from = 0;
    while (from <= line.length) {
      const comma = line.indexOf(',', from);
      const to = comma < 0 ? line.length : comma;
      const member = trimmed(line, from, to);
      if (member !== '') found.push(member);
      from = to + 1;
    }
  }
  return found;
}

/**
 * A list line has this word among its members: what `members` would find, without making them.
 *
 * @param line The value of one line.
 * @param word The word, in lower case.
 * @returns True when a member is the word, whatever its case.
 * @see rfc9110#field.connection
 * @example
 * hasMember('keep-alive,Upgrade', 'upgrade'); // true
 */
export function hasMember(line: string, word: string): boolean {
  let from = 0;
  for (;;) {
    const comma = line.indexOf(',', from);
    const to = comma < 0 ? line.length : comma;
    if (to - from >= word.length) {
      let first = from;
      let behind = to;
      while (first < behind && isBlank(line, first)) first += 1;
      while (behind > first && isBlank(line, behind - 1)) behind -= 1;
      if (isWord(line, word, first, behind)) return true;
    }
    if (comma < 0) return false;
    from = comma + 1;
  }
}

/**
 * A text is a number from 0 to 255 without leading zeros.
 *
 * @param text The text.
 * @returns True for the decimal spelling of an octet.
 * @see rfc6455#section-11.3.5
 * @example
 * isOctet('13'); // true
 * isOctet('013'); // false
 */
export function isOctet(text: string): boolean {
  return isDigits(text) && text.length <= 3 && Number(text) <= 255 && String(Number(text)) === text;
}
