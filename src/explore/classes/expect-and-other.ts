/**
 * Expect, Keep-Alive, HTTP2-Settings and TE (requirements §7.11).
 *
 * Whether content came in the same segment (X3) is not told by a head: what is owed stands there as for X2,
 * and the machine stops owing it once content has begun.
 */
import { each, type Spelling, type SpellingClass, together } from './class.js';
import { EITHER } from './octets.js';

const GROUP = { group: 'expectation and others', replaces: [] } as const;
const EXPECTATIONS = ['100-continue', '100-Continue', '100-CONTINUE'] as const;
/** The expectation with content announced. */
const announced: readonly Spelling[] = EXPECTATIONS.map((value) => ({
  lines: ['Content-Length: 5', `Expect: ${value}`],
}));

const EXPECT_CLASSES: readonly SpellingClass[] = [
  {
    ...GROUP,
    id: 'X1',
    about: 'no expectation',
    spellings: [{ lines: [] }],
    facts: {},
    expected: 'same',
    expects: 'no',
    why: ['H-EXPECT-2'],
  },
  {
    ...GROUP,
    id: 'X2',
    about: 'content announced, not sent',
    spellings: announced,
    facts: { expect: 'continue', framing: 'length' },
    expected: EITHER,
    expects: 'owed',
    why: ['H-EXPECT-2', 'Q-08'],
  },
  {
    ...GROUP,
    id: 'X3',
    about: 'content announced and sent with the head',
    spellings: announced.map((one): Spelling => ({ ...one, content: 'hello' })),
    facts: { expect: 'continue', framing: 'length' },
    expected: EITHER,
    why: ['H-EXPECT-2', 'Q-08'],
  },
  {
    ...GROUP,
    id: 'X4',
    about: 'no content: the handshake itself',
    spellings: [...each('Expect', ...EXPECTATIONS)],
    facts: { expect: 'continue' },
    expected: ['grant'],
    expects: 'optional',
    why: ['H-EXPECT-3', 'Q-09'],
  },
  {
    ...GROUP,
    id: 'X5',
    about: 'in HTTP/1.0: not seen',
    spellings: [...announced, ...each('Expect', '100-continue')].map((one): Spelling => {
      const framing = one.lines?.length === 2 ? 'length' : 'none';
      return { ...one, request: 'GET / HTTP/1.0', facts: { version: '1.0', expect: 'continue', framing } };
    }),
    facts: { version: '1.0', expect: 'continue' },
    expected: 'NO',
    expects: 'no',
    why: ['H-EXPECT-1', 'H-INFO-1'],
  },
  {
    ...GROUP,
    id: 'X6',
    about: 'another expectation, alone or beside',
    spellings: [
      ...each('Expect', '100-continue, foo'),
      together('Expect', '100-continue', 'foo'),
      { ...together('Expect', 'foo'), facts: { expect: 'other' } },
    ],
    facts: { expect: 'continue+other' },
    expected: ['grant', '417'],
    why: ['H-EXPECT-4', 'H-EXPECT-9'],
  },
  {
    ...GROUP,
    id: 'X7',
    about: 'what is not the expectation',
    spellings: [
      ...each('Expect', '100-continue;q=1', '"100-continue"', '100 continue'),
      {
        ...together('Expect', ''),
        facts: {},
        expected: 'same',
        corrected:
          'An empty list expects nothing (rfc9110#abnf.extension.recipient): there is no reason for 417.',
      },
    ],
    facts: { expect: 'other' },
    expected: ['grant', '417'],
    expects: 'no',
    why: ['H-EXPECT-4'],
  },
];

const OTHER_CLASSES: readonly SpellingClass[] = [
  {
    ...GROUP,
    id: 'KA1',
    about: 'Keep-Alive, with the option and without',
    replaces: ['connection'],
    spellings: [
      { lines: ['Connection: Upgrade', 'Keep-Alive: timeout=5, max=100'] },
      {
        lines: ['Connection: keep-alive, Upgrade', 'Keep-Alive: timeout=5, max=100'],
        facts: { connection: 'keep-alive+upgrade' },
        expected: ['grant'],
        persists: { '1.1': 'K', '1.0': 'k' },
      },
    ],
    facts: {},
    expected: 'same',
    persists: { '1.1': 'K', '1.0': 'C' },
    why: ['H-PERSIST-15'],
  },
  {
    ...GROUP,
    id: 'KA2',
    about: 'odd values of Keep-Alive',
    spellings: each('Keep-Alive', 'timeout=0', 'max=0', 'timeout=-1', '300'),
    facts: {},
    expected: 'same',
    persists: { '1.1': 'K', '1.0': 'C' },
    why: ['H-PERSIST-15'],
  },
  {
    ...GROUP,
    id: 'HS1',
    about: 'HTTP2-Settings with Upgrade: h2c',
    replaces: ['upgrade'],
    spellings: [
      { lines: ['Upgrade: h2c'] },
      { lines: ['Upgrade: h2c', 'HTTP2-Settings: AAMAAABkAAQAAP__'] },
      { lines: ['Upgrade: h2c', 'HTTP2-Settings: AAMAAABkAAQAAP__', 'HTTP2-Settings: AAMAAABkAAQAAP__'] },
      { lines: ['Upgrade: h2c', 'HTTP2-Settings: +/+/=='] },
    ],
    facts: { upgrade: 'other' },
    expected: 'NO',
    why: ['H-UPG-22'],
  },
  {
    ...GROUP,
    id: 'TE-req',
    about: 'TE, with the option and without',
    replaces: ['connection'],
    spellings: [
      { lines: ['Connection: Upgrade', 'TE: trailers'] },
      { lines: ['Connection: TE, Upgrade', 'TE: trailers'] },
      { lines: ['Connection: Upgrade', 'TE: chunked'] },
    ],
    facts: {},
    expected: 'same',
    persists: { '1.1': 'K', '1.0': 'C' },
    why: ['H-CONN-1'],
  },
];

/** The classes of Expect and of fields that decide nothing. */
export const EXPECT_AND_OTHER_CLASSES: readonly SpellingClass[] = [...EXPECT_CLASSES, ...OTHER_CLASSES];
