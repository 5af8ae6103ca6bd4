/**
 * The Sec-WebSocket-Key field (requirements §7.7).
 *
 * Sixteen octets always make 22 letters and `==`. A test of the length alone, 24, also lets through 17 octets
 * (one `=`) and 18 octets (none).
 */
import { base64 } from '../../spec/proof.js';
import { each, type Spelling, type SpellingClass, together } from './class.js';
import { EITHER, TOO_LARGE } from './octets.js';

const GROUP = { group: 'key', replaces: ['key'] } as const;
const NAME = 'Sec-WebSocket-Key';
const KEY = 'dGhlIHNhbXBsZSBub25jZQ==';
const OTHER = 'AAAAAAAAAAAAAAAAAAAAAA==';
/** The base64 of so many octets: 1, 2, 3 and on. */
const keyOf = (octets: number): string => base64(Uint8Array.from({ length: octets }, (_, at) => at + 1));

const ACCEPTABLE: readonly SpellingClass[] = [
  {
    ...GROUP,
    id: 'K1',
    about: 'base64 of 16 octets',
    spellings: each(NAME, KEY, OTHER, '/////////////////////w==', '+++++++++++++++++++++Q=='),
    facts: {},
    expected: 'same',
    why: ['WS-SRV-7'],
  },
  {
    ...GROUP,
    id: 'K2',
    about: 'the same, with pad bits that are not zero',
    spellings: each(NAME, 'AQIDBAUGBwgJCgsMDQ4PEC==', 'dGhlIHNhbXBsZSBub25jZR=='),
    facts: { key: 'loose-pad' },
    expected: EITHER,
    why: ['Q-15'],
  },
  {
    ...GROUP,
    id: 'K8',
    about: 'whitespace around it',
    spellings: each(NAME, ` ${KEY}`, `${KEY} `, `\t${KEY}\t`),
    facts: {},
    expected: 'same',
    why: ['H-FLD-2'],
    trap: 'a proof over the untrimmed value',
  },
  {
    ...GROUP,
    id: 'K12',
    about: 'a key used before: no server can know',
    spellings: each(NAME, KEY),
    facts: {},
    expected: 'same',
    why: ['WS-REQ-9'],
  },
  {
    ...GROUP,
    id: 'K13',
    about: 'another case: another key',
    spellings: each(NAME, 'DGHLIHNHBXBSZSBUB25JZQ=='),
    facts: {},
    expected: 'same',
    why: ['WS-SRV-7'],
  },
];

const FAULTY: readonly SpellingClass[] = [
  {
    ...GROUP,
    id: 'K3',
    about: 'absent',
    spellings: [{ lines: [] }],
    facts: { key: 'absent' },
    expected: 'ERR',
    why: ['WS-SRV-7'],
  },
  {
    ...GROUP,
    id: 'K4',
    about: 'empty',
    spellings: each(NAME, '', ' '),
    facts: { key: 'invalid' },
    expected: 'ERR',
    why: ['WS-SRV-7'],
  },
  {
    ...GROUP,
    id: 'K5',
    about: 'base64 of another number of octets',
    spellings: each(NAME, ...[0, 1, 8, 15, 17, 18, 19, 32].map(keyOf)),
    facts: { key: 'invalid' },
    expected: 'ERR',
    why: ['WS-SRV-7', 'Q-15'],
    trap: 'a length of 24',
  },
  {
    ...GROUP,
    id: 'K6',
    about: 'padding missing, too long, or in another place',
    spellings: each(
      NAME,
      'dGhlIHNhbXBsZSBub25jZQ',
      'dGhlIHNhbXBsZSBub25jZQ=',
      'dGhlIHNhbXBsZSBub25jZQ===',
      '==dGhlIHNhbXBsZSBub25jZQ',
      'dGhlIHNhbXB==sZSBub25jZQ',
    ),
    facts: { key: 'invalid' },
    expected: 'ERR',
    why: ['WS-SRV-7', 'Q-15'],
  },
  {
    ...GROUP,
    id: 'K7',
    about: 'characters outside the alphabet',
    spellings: each(
      NAME,
      'dGhlIHNhbXBsZSBub25j-Q==',
      'dGhlIHNhbXBsZSBub25j_Q==',
      '!!!!!!!!!!!!!!!!!!!!!!!!',
      'dGhlIHNhbXBsZSBub25j.Q==',
      'dGhlIHNhbXB ZSBub25jZQ==',
      'dGhlIHNhbXB\tZSBub25jZQ==',
      'dGhlIHNhbXBsZSBub25jZQ%3D%3D',
      'dGhlIHNhbXBsZSBub25j\xc3Q==',
    ),
    facts: { key: 'invalid' },
    expected: 'ERR',
    why: ['WS-SRV-7', 'Q-15'],
    trap: 'a decoder that skips what it does not know',
  },
  {
    ...GROUP,
    id: 'K9',
    about: 'quoted, with a parameter, or with something behind it',
    spellings: each(NAME, `"${KEY}"`, `${KEY};x`, `${KEY},`, `${KEY}x`),
    facts: { key: 'invalid' },
    expected: 'ERR',
    why: ['WS-SRV-7'],
  },
  {
    ...GROUP,
    id: 'K10',
    about: 'two keys joined by a comma',
    spellings: each(NAME, `${KEY}, ${OTHER}`, `${KEY},${KEY}`),
    facts: { key: 'invalid' },
    expected: 'ERR',
    why: ['WS-SRV-7', 'H-FLD-7'],
  },
  {
    ...GROUP,
    id: 'K11',
    about: 'two lines',
    spellings: [together(NAME, KEY, KEY), together(NAME, KEY, OTHER), together(NAME, KEY, '')],
    facts: { key: 'several' },
    expected: 'ERR',
    why: ['WS-SRV-7', 'Q-15'],
  },
  {
    ...GROUP,
    id: 'K14',
    about: 'long; a line of 16384 octets is read here',
    spellings: [
      ...each(NAME, [{ repeat: 'AAAA', times: 1024 }]),
      {
        ...together(NAME, [{ repeat: 'AAAA', times: 16_384 }]),
        facts: { key: 'absent', wsVersion: 'absent', syntax: 'large' },
        expected: TOO_LARGE,
      },
    ],
    facts: { key: 'invalid' },
    expected: 'ERR',
    why: ['WS-SRV-7', 'H-FLD-12'],
  },
  {
    ...GROUP,
    id: 'K15',
    about: 'texts that the proof is made of: nothing special',
    spellings: each(
      NAME,
      '258EAFA5-E914-47DA-95CA-C5AB0DC85B11',
      `${KEY}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`,
      's3pPLMBiTxaQ9kYGzzhZRbK+xOo=',
    ),
    facts: { key: 'invalid' },
    expected: 'ERR',
    why: ['WS-SRV-7'],
  },
  {
    ...GROUP,
    id: 'K16',
    about: 'NUL and controls',
    spellings: [
      {
        lines: [`${NAME}: ${KEY}\0`],
        repaired: { lines: [`${NAME}: ${KEY}`], expected: 'same' },
      },
      {
        lines: [`${NAME}: ${KEY}\x0b`],
        facts: { key: 'invalid' },
        expected: 'ERR',
        corrected:
          'Only CR, LF and NUL become SP (rfc9110#fields.values): with another control it is no base64.',
      } satisfies Spelling,
    ],
    facts: { syntax: 'repaired' },
    expected: 'REJ|FIX',
    why: ['H-FLD-5', 'H-FLD-10'],
    trap: 'a proof over a string that ends at the NUL',
  },
];

/** The classes of Sec-WebSocket-Key. */
export const KEY_CLASSES: readonly SpellingClass[] = [...ACCEPTABLE, ...FAULTY];
