/**
 * Whether octets are UTF-8, told while they arrive (RFC 3629 §4): no characters are made of them.
 *
 * 1. A state is all that is known of the octets so far, so a character may be cut between two frames.
 * 2. What is not UTF-8 never becomes UTF-8 again: overlong forms, surrogates, what lies above U+10FFFF, and
 *    octets that begin no character are told at the first octet that shows it.
 * 3. Octets that end inside a character are UTF-8 so far, and not UTF-8 when nothing more comes.
 */

/**
 * What is known of octets so far: `UTF8_WHOLE`, `UTF8_INVALID`, or how a character that has begun goes on.
 */
export type Utf8State = number;

/**
 * Every character so far is whole: the state before the first octet, and the only good one after the last.
 */
export const UTF8_WHOLE: Utf8State = 0;
/** One, two, three more octets of 80 to BF are to come. */
const ONE_MORE = 1;
const TWO_MORE = 2;
const THREE_MORE = 3;
/**
 * Behind these first octets, not every second one is allowed: it would be overlong, a surrogate, or too
 * high.
 */
const AFTER_E0 = 4;
const AFTER_ED = 5;
const AFTER_F0 = 6;
const AFTER_F4 = 7;
/** The octets are not UTF-8, whatever follows. */
export const UTF8_INVALID: Utf8State = 8;

/** The grammar of RFC 3629 §4: in a state, octets from the first to the last lead to the next state. */
const RULES: readonly (readonly [Utf8State, number, number, Utf8State])[] = [
  [UTF8_WHOLE, 0x00, 0x7f, UTF8_WHOLE],
  [UTF8_WHOLE, 0xc2, 0xdf, ONE_MORE],
  [UTF8_WHOLE, 0xe0, 0xe0, AFTER_E0],
  [UTF8_WHOLE, 0xe1, 0xec, TWO_MORE],
  [UTF8_WHOLE, 0xed, 0xed, AFTER_ED],
  [UTF8_WHOLE, 0xee, 0xef, TWO_MORE],
  [UTF8_WHOLE, 0xf0, 0xf0, AFTER_F0],
  [UTF8_WHOLE, 0xf1, 0xf3, THREE_MORE],
  [UTF8_WHOLE, 0xf4, 0xf4, AFTER_F4],
  [ONE_MORE, 0x80, 0xbf, UTF8_WHOLE],
  [TWO_MORE, 0x80, 0xbf, ONE_MORE],
  [THREE_MORE, 0x80, 0xbf, TWO_MORE],
  [AFTER_E0, 0xa0, 0xbf, ONE_MORE],
  [AFTER_ED, 0x80, 0x9f, ONE_MORE],
  [AFTER_F0, 0x90, 0xbf, TWO_MORE],
  [AFTER_F4, 0x80, 0x8f, TWO_MORE],
];

/** The next state for each state and octet; what no rule names is not UTF-8. */
const NEXT = new Uint8Array((UTF8_INVALID + 1) * 256).fill(UTF8_INVALID);
for (const [state, first, last, next] of RULES) NEXT.fill(next, state * 256 + first, state * 256 + last + 1);

/**
 * Octets lead from what was known before them to what is known behind them.
 *
 * @param state What is known of the octets before these; `UTF8_WHOLE` when there are none.
 * @param octets The octets that follow.
 * @param from Offset of the first octet taken; 0 when not given.
 * @returns The state behind the last octet. Reading on from there gives what reading all at once gives.
 * @see rfc3629#section-4
 * @example
 * const half = utf8After(UTF8_WHOLE, new Uint8Array([0xc3]));
 * half === UTF8_WHOLE; // false
 * utf8After(half, new Uint8Array([0xa9])) === UTF8_WHOLE; // true
 */
export function utf8After(state: Utf8State, octets: Uint8Array, from = 0): Utf8State {
  const { length } = octets;
  let now = state;
  for (let at = from; at < length; at += 1) {
    const octet = octets[at] as number;
    // Most text is ASCII, which needs no table.
    if (now === UTF8_WHOLE && octet < 0x80) continue;
    now = NEXT[now * 256 + octet] as Utf8State;
    if (now === UTF8_INVALID) break;
  }
  return now;
}

/**
 * Octets are UTF-8 as a whole, or they are not.
 *
 * @param octets The octets of the whole text.
 * @param from Offset of the first octet taken; 0 when not given.
 * @returns True when every character is sound and the last one is whole; no octets are UTF-8.
 * @see rfc6455#section-8.1
 * @see rfc3629#section-4
 * @example
 * isUtf8(new Uint8Array([0xed, 0xa0, 0x80])); // false
 */
export function isUtf8(octets: Uint8Array, from = 0): boolean {
  return utf8After(UTF8_WHOLE, octets, from) === UTF8_WHOLE;
}
