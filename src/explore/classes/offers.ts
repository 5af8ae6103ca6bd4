/**
 * What a client offers beside the switch: subprotocols, extensions, its origin (requirements §7.9).
 *
 * Which of them a server takes is its own. A head only tells whether they are offers at all.
 */
import { each, type Spelling, type SpellingClass, together } from './class.js';
import { EITHER, TOO_LARGE } from './octets.js';

const GROUP = { group: 'offers', replaces: [] } as const;
const PROTOCOL = 'Sec-WebSocket-Protocol';
const EXTENSIONS = 'Sec-WebSocket-Extensions';
const DEFLATE = 'permessage-deflate';
const NOTHING: readonly Spelling[] = [{ lines: [] }];

const PROTOCOL_CLASSES: readonly SpellingClass[] = [
  {
    ...GROUP,
    id: 'PR1',
    about: 'no subprotocol',
    spellings: NOTHING,
    facts: {},
    expected: 'same',
    why: ['Q-17'],
  },
  {
    ...GROUP,
    id: 'PR2',
    about: 'one subprotocol or several',
    spellings: [...each(PROTOCOL, 'chat', 'chat, superchat'), together(PROTOCOL, 'chat', 'superchat')],
    facts: { protocols: 'offered' },
    expected: ['grant'],
    why: ['SI-7'],
  },
  {
    ...GROUP,
    id: 'PR3',
    about: 'none that is supported',
    spellings: each(PROTOCOL, 'foo'),
    facts: { protocols: 'offered' },
    expected: ['grant'],
    why: ['Q-17'],
  },
  {
    ...GROUP,
    id: 'PR4',
    about: 'another case: another subprotocol',
    spellings: [...each(PROTOCOL, 'Chat'), ...each(PROTOCOL, 'Chat, chat')],
    facts: { protocols: 'offered' },
    expected: ['grant'],
    why: ['SI-7'],
  },
  {
    ...GROUP,
    id: 'PR5',
    about: 'one twice',
    spellings: [...each(PROTOCOL, 'chat, chat'), together(PROTOCOL, 'chat', 'chat')],
    facts: { protocols: 'faulty' },
    expected: EITHER,
    why: ['WS-REQ-12'],
  },
  {
    ...GROUP,
    id: 'PR6',
    about: 'empty, and empty members',
    spellings: [
      ...each(PROTOCOL, '', ','),
      { ...together(PROTOCOL, 'chat,,x'), facts: { protocols: 'offered' }, expected: ['grant'] },
    ],
    facts: { protocols: 'faulty' },
    expected: EITHER,
    why: ['WS-REQ-12', 'Q-17'],
  },
  {
    ...GROUP,
    id: 'PR7',
    about: 'no tokens',
    spellings: each(PROTOCOL, 'a b', 'a/b', '"chat"', 'ch\xe9t', 'a;b'),
    facts: { protocols: 'faulty' },
    expected: EITHER,
    why: ['WS-REQ-12'],
  },
  {
    ...GROUP,
    id: 'PR8',
    about: 'what must not come back in the answer',
    spellings: [
      {
        lines: [`${PROTOCOL}: chat\r\n X: y`],
        facts: { protocols: 'faulty', syntax: 'repaired' },
        expected: 'REJ|FIX',
        repaired: { lines: [`${PROTOCOL}: chat X: y`], expected: EITHER },
      },
      { lines: [`${PROTOCOL}: chat\r\nX: y`] },
      {
        lines: [`${PROTOCOL}: chat\0`],
        facts: { protocols: 'offered', syntax: 'repaired' },
        expected: 'REJ|FIX',
        repaired: { lines: [`${PROTOCOL}: chat`], expected: ['grant'] },
      },
    ],
    facts: { protocols: 'offered' },
    expected: ['grant'],
    why: ['H-FLD-4', 'H-FLD-5', 'SI-7'],
  },
  {
    ...GROUP,
    id: 'PR9',
    about: 'many, and a long one; a line of 16384 octets is read here',
    spellings: [
      ...each(PROTOCOL, Array.from({ length: 1000 }, (_, at) => `p${at}`).join(', ')),
      {
        ...together(PROTOCOL, [{ repeat: 'p', times: 65_536 }]),
        facts: { syntax: 'large' },
        expected: TOO_LARGE,
      },
    ],
    facts: { protocols: 'offered' },
    expected: ['grant'],
    why: ['H-FLD-12'],
  },
];

/** Extensions inside the grammar: whatever a server does not take, it declines, and the handshake goes on. */
function offered(
  id: string,
  about: string,
  why: readonly string[],
  ...values: readonly string[]
): SpellingClass {
  const facts = { extensions: 'offered' } as const;
  return { ...GROUP, id, about, spellings: each(EXTENSIONS, ...values), facts, expected: ['grant'], why };
}

const EXTENSION_CLASSES: readonly SpellingClass[] = [
  {
    ...offered('E1', 'absent, and a known extension', ['SI-7'], DEFLATE),
    spellings: [...each(EXTENSIONS, DEFLATE), { lines: [], facts: {}, expected: 'same' }],
  },
  offered('E2', 'an unknown extension', ['SI-7'], 'foo', 'foo; bar=1', 'x-webkit-deflate-frame'),
  {
    ...offered('E3', 'several extensions', ['SI-7']),
    spellings: [
      ...each(EXTENSIONS, `foo, ${DEFLATE}`, `${DEFLATE}; server_max_window_bits=10, ${DEFLATE}`),
      together(EXTENSIONS, 'foo', DEFLATE),
    ],
  },
  {
    ...GROUP,
    id: 'E4',
    about: 'outside the grammar',
    spellings: each(
      EXTENSIONS,
      ';;',
      ';',
      '=',
      `${DEFLATE};`,
      `${DEFLATE}; =1`,
      `${DEFLATE}; a=`,
      `${DEFLATE}; a="`,
      'a b',
      'foo; x="a b"',
    ),
    facts: { extensions: 'malformed' },
    expected: 'ERR',
    why: ['WS-EXT-1', 'Q-29'],
  },
  {
    ...offered('E5', 'empty members, and nothing but them', ['WS-EXT-1'], `,${DEFLATE},`),
    spellings: [
      ...each(EXTENSIONS, `,${DEFLATE},`),
      { ...together(EXTENSIONS, ''), facts: { extensions: 'malformed' }, expected: 'ERR' },
      {
        ...together(EXTENSIONS, ','),
        facts: { extensions: 'malformed' },
        expected: 'ERR',
        corrected:
          'The grammar wants one extension at least, and empty members do not count (rfc6455#section-9.1).',
      },
    ],
  },
  offered(
    'E6',
    'a quoted value',
    ['WS-EXT-1'],
    `${DEFLATE}; server_max_window_bits="10"`,
    `${DEFLATE}; server_max_window_bits="1\\0"`,
  ),
  offered('E7', 'another case', ['SI-7'], 'Permessage-Deflate', `${DEFLATE}; Server_Max_Window_Bits=10`),
  offered(
    'E8',
    'window bits, valid or not: a bad parameter declines the offer',
    ['WS-PMD-1', 'Q-29'],
    ...['7', '8', '9', '15', '16', '0', '015', '-1', '+10', '10.0'].map(
      (bits) => `${DEFLATE}; server_max_window_bits=${bits}`,
    ),
    `${DEFLATE}; server_max_window_bits`,
    `${DEFLATE}; client_max_window_bits`,
  ),
  offered(
    'E9',
    'a value where none belongs',
    ['WS-PMD-1', 'Q-29'],
    `${DEFLATE}; server_no_context_takeover=1`,
  ),
  offered(
    'E10',
    'a parameter twice',
    ['WS-PMD-1', 'Q-29'],
    `${DEFLATE}; client_max_window_bits; client_max_window_bits`,
  ),
  offered('E11', 'an unknown parameter', ['WS-PMD-1', 'Q-29'], `${DEFLATE}; foo`),
];

const ORIGIN_CLASSES: readonly SpellingClass[] = [
  {
    ...GROUP,
    id: 'O1',
    about: 'no origin',
    spellings: NOTHING,
    facts: {},
    expected: 'same',
    why: ['WS-SRV-10'],
  },
  {
    ...GROUP,
    id: 'O2',
    about: 'one origin: whether it is allowed is policy',
    spellings: each('Origin', 'https://site', 'https://evil'),
    facts: { origin: 'one' },
    expected: ['grant'],
    why: ['WS-SRV-10'],
  },
  {
    ...GROUP,
    id: 'O3',
    about: 'null and odd origins: policy compares the exact text',
    spellings: each(
      'Origin',
      'null',
      '',
      'https://SITE',
      'https://site:443',
      'https://site.evil',
      'https://evil/site',
      'file://',
    ),
    facts: { origin: 'one' },
    expected: ['grant'],
    why: ['WS-SRV-10'],
    trap: 'a substring or a suffix',
  },
  {
    ...GROUP,
    id: 'O4',
    about: 'not one origin',
    spellings: [
      together('Origin', 'https://site', 'https://evil'),
      ...each('Origin', 'https://site, https://evil', 'https://site https://evil'),
    ],
    facts: { origin: 'several' },
    expected: EITHER,
    why: ['WS-SRV-10'],
  },
];

/** The classes of subprotocols, extensions and origin. */
export const OFFER_CLASSES: readonly SpellingClass[] = [
  ...PROTOCOL_CLASSES,
  ...EXTENSION_CLASSES,
  ...ORIGIN_CLASSES,
];
