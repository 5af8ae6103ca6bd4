/**
 * The proof a server gives that it read the client's key: base64(SHA-1(key + GUID)).
 *
 * SHA-1 and base64 are ours because the heart runs where there is neither Node nor a DOM. SHA-1 guards no
 * secret here: it shows that the answer comes from a program that speaks WebSocket, and from no cache.
 */

/** What RFC 6455 appends to the key; no server that does not know the protocol would. */
const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const BLOCK = 64; // octets
const ROUNDS = 80;
type Mix = (b: number, c: number, d: number) => number;
const choose: Mix = (b, c, d) => (b & c) | (~b & d);
const parity: Mix = (b, c, d) => b ^ c ^ d;
const majority: Mix = (b, c, d) => (b & c) | (b & d) | (c & d);

/** The eighty rounds go by quarters, each with its own function and constant. */
const QUARTERS: readonly (readonly [Mix, number])[] = [
  [choose, 0x5a827999],
  [parity, 0x6ed9eba1],
  [majority, 0x8f1bbcdc],
  [parity, 0xca62c1d6],
];
type State = readonly [number, number, number, number, number];
const START: State = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0];

const rotate = (word: number, bits: number): number => (word << bits) | (word >>> (32 - bits));

/**
 * Gives the SHA-1 digest of any octets, the empty ones included.
 *
 * @param octets the message, of any length in octets; it is not changed
 * @returns the digest, 20 octets
 * @see rfc3174#section-6.1
 * @example
 * sha1(new Uint8Array()); // da 39 a3 ee 5e 6b 4b 0d 32 55 bf ef 95 60 18 90 af d8 07 09
 */
export function sha1(octets: Uint8Array): Uint8Array {
  const message = padded(octets);
  let state = START;
  for (let at = 0; at < message.length; at += BLOCK) {
    state = absorb(state, message.subarray(at, at + BLOCK));
  }
  const digest = new DataView(new ArrayBuffer(20));
  for (const [index, word] of state.entries()) digest.setUint32(4 * index, word);
  return new Uint8Array(digest.buffer);
}

/** The message, a one bit, zeros, and the message's length in bits as 64 bits: whole blocks. */
function padded(octets: Uint8Array): Uint8Array {
  const length = Math.ceil((octets.length + 1 + 8) / BLOCK) * BLOCK;
  const message = new Uint8Array(length);
  message.set(octets);
  message[octets.length] = 0x80;
  new DataView(message.buffer).setBigUint64(length - 8, BigInt(octets.length) * 8n);
  return message;
}

/** The state after one more block. */
function absorb(state: State, block: Uint8Array): State {
  const words = schedule(block);
  let [a, b, c, d, e] = state;
  let round = 0;
  for (const [mix, constant] of QUARTERS) {
    for (const end = round + ROUNDS / QUARTERS.length; round < end; round++) {
      const next = (rotate(a, 5) + mix(b, c, d) + e + constant + words.getUint32(4 * round)) | 0;
      e = d;
      d = c;
      c = rotate(b, 30);
      b = a;
      a = next;
    }
  }
  return [(state[0] + a) | 0, (state[1] + b) | 0, (state[2] + c) | 0, (state[3] + d) | 0, (state[4] + e) | 0];
}

/** One word a round: the sixteen of the block, then each from four before it. */
function schedule(block: Uint8Array): DataView {
  const words = new DataView(new ArrayBuffer(4 * ROUNDS));
  new Uint8Array(words.buffer).set(block);
  const word = (index: number): number => words.getUint32(4 * index);
  for (let t = BLOCK / 4; t < ROUNDS; t++) {
    words.setUint32(4 * t, rotate(word(t - 3) ^ word(t - 8) ^ word(t - 14) ^ word(t - 16), 1));
  }
  return words;
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/**
 * Writes octets in base64, padded with `=` to a multiple of four characters.
 *
 * @param octets of any length in octets
 * @returns four characters for every three octets begun
 * @see rfc4648#section-4
 * @example
 * base64(Uint8Array.of(1, 2)); // 'AQI='
 */
export function base64(octets: Uint8Array): string {
  let text = '';
  for (let at = 0; at < octets.length; at += 3) {
    const [first = 0, second, third] = octets.subarray(at, at + 3);
    const group = (first << 16) | ((second ?? 0) << 8) | (third ?? 0);
    const letter = (shift: number): string => ALPHABET.charAt((group >> shift) & 63);
    text += letter(18) + letter(12);
    text += second === undefined ? '=' : letter(6);
    text += third === undefined ? '=' : letter(0);
  }
  return text;
}

/**
 * Proves that the key was read: what `Sec-WebSocket-Accept` must say. The key is never decoded, so a faulty
 * one has a proof too; its form is for {@link keyShape} to judge.
 *
 * @param key the field's value without surrounding whitespace, one character per octet (ISO-8859-1)
 * @returns the proof, 28 characters
 * @throws RangeError if a character is no octet (above U+00FF)
 * @see rfc6455#section-4.2.2
 * @example
 * acceptProof('dGhlIHNhbXBsZSBub25jZQ=='); // 's3pPLMBiTxaQ9kYGzzhZRbK+xOo='
 */
export function acceptProof(key: string): string {
  const text = key + GUID;
  const octets = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) {
    const octet = text.charCodeAt(at);
    if (octet > 0xff) throw new RangeError(`character ${at} of the key is no octet`);
    octets[at] = octet;
  }
  return base64(sha1(octets));
}

/**
 * Tells whether a key is the base64 of 16 octets: 22 letters and `==`. The last letter carries two bits of
 * the key and four of padding, which an encoder leaves zero and a decoder may insist on.
 *
 * @param text the value of one field line without surrounding whitespace, one character per octet
 * @returns `valid`, `loose-pad` (padding bits not zero), or `invalid` for everything else
 * @see rfc6455#section-4.2.1 and rfc4648#section-3.5
 * @example
 * keyShape('dGhlIHNhbXBsZSBub25jZQ=='); // 'valid'
 * keyShape('dGhlIHNhbXBsZSBub25jZR=='); // 'loose-pad'
 * keyShape('dGhlIHNhbXBsZSBub25jZQ'); // 'invalid'
 */
export function keyShape(text: string): 'valid' | 'loose-pad' | 'invalid' {
  if (!/^[A-Za-z0-9+/]{22}==$/.test(text)) return 'invalid';
  return 'AQgw'.includes(text.charAt(21)) ? 'valid' : 'loose-pad';
}
