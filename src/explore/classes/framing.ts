/**
 * Content-Length, Transfer-Encoding and the syntax of chunks (requirements §7.10).
 *
 * A head tells that content follows and how it is delimited. Whether it comes is not its to tell: for chunks
 * the reader of chunked content is asked, and a fault there demands 400 and the end of the connection
 * (H-FRAME-17).
 */
import { each, type Outcome, type Spelling, type SpellingClass, together } from './class.js';
import { EITHER, ONCE_OR_REFUSED } from './octets.js';

const GROUP = { group: 'framing', replaces: [] } as const;
const LENGTH = 'Content-Length';
const TRANSFER = 'Transfer-Encoding';
const UNKNOWN_CODING: readonly Outcome[] = ['501', '400'];

const LENGTH_CLASSES: readonly SpellingClass[] = [
  {
    ...GROUP,
    id: 'CL1',
    about: 'absent',
    spellings: [{ lines: [] }],
    facts: {},
    expected: 'same',
    why: ['H-FRAME-8'],
  },
  {
    ...GROUP,
    id: 'CL2',
    about: 'zero',
    spellings: each(LENGTH, '0', '00'),
    facts: { framing: 'zero' },
    expected: ['grant'],
    why: ['H-FRAME-15', 'Q-08'],
  },
  {
    ...GROUP,
    id: 'CL3',
    about: 'positive, with as many octets',
    spellings: each(LENGTH, '5', '05').map((one): Spelling => ({ ...one, content: 'hello' })),
    facts: { framing: 'length' },
    expected: EITHER,
    why: ['Q-08', 'H-FRAME-1'],
  },
  {
    ...GROUP,
    id: 'CL4',
    about: 'positive, with fewer octets',
    spellings: [
      { ...together(LENGTH, '5'), content: 'hel', ended: true },
      { ...together(LENGTH, '5'), content: 'hel' },
    ],
    facts: { framing: 'length' },
    expected: EITHER,
    why: ['Q-08', 'H-FRAME-7'],
  },
  {
    ...GROUP,
    id: 'CL5',
    about: 'positive, with more octets: the next request, or a frame',
    spellings: [
      { ...together(LENGTH, '5'), content: 'helloGET / HTTP/1.1\r\nHost: h\r\n\r\n' },
      { ...together(LENGTH, '5'), content: 'hello\x89\x80\x01\x02\x03\x04' },
    ],
    facts: { framing: 'length' },
    expected: EITHER,
    why: ['Q-08', 'H-FRAME-1'],
  },
  {
    ...GROUP,
    id: 'CL6',
    about: 'no number',
    spellings: each(
      LENGTH,
      '',
      '-5',
      '-0',
      '+5',
      '5.0',
      '0x5',
      '5e0',
      '1_0',
      'five',
      '5 5',
      '5;',
      '"5"',
      '\x0b5',
      '\xef\xbc\x95',
    ),
    facts: { framing: 'bad-length' },
    expected: '400c',
    why: ['H-FRAME-6'],
  },
  {
    ...GROUP,
    id: 'CL7',
    about: 'one number several times',
    spellings: [...each(LENGTH, '5, 5', '0, 0'), together(LENGTH, '5', '5')],
    facts: { framing: 'equal-lengths' },
    expected: ONCE_OR_REFUSED,
    corrected: 'Closing is not asked for: equal numbers are exempt from it (rfc9112#message.body.length).',
    why: ['H-FRAME-6'],
  },
  {
    ...GROUP,
    id: 'CL8',
    about: 'different numbers',
    spellings: [...each(LENGTH, '5, 6'), together(LENGTH, '5', '6'), together(LENGTH, '0', '5')],
    facts: { framing: 'bad-length' },
    expected: '400c',
    why: ['H-FRAME-6'],
  },
  {
    ...GROUP,
    id: 'CL9',
    about: 'lists that are doubtful',
    spellings: [...each(LENGTH, '5, 05', '5,')],
    facts: { framing: 'equal-lengths' },
    expected: ONCE_OR_REFUSED,
    why: ['H-FRAME-6', 'H-FLD-8'],
  },
  {
    ...GROUP,
    id: 'CL10',
    about: 'large numbers: exact, or refused, and never wrapped',
    spellings: [
      ...each(LENGTH, '2147483647', '2147483648', '4294967296', '9007199254740991', [
        { repeat: '0', times: 5000 },
        '5',
      ]),
      ...each(
        LENGTH,
        '9007199254740992',
        '9223372036854775807',
        '9223372036854775808',
        '18446744073709551615',
        '18446744073709551616',
        [{ repeat: '9', times: 40 }],
      ),
    ],
    facts: { framing: 'length' },
    expected: EITHER,
    why: ['H-FRAME-17'],
  },
];

const TRANSFER_CLASSES: readonly SpellingClass[] = [
  {
    ...GROUP,
    id: 'TE1',
    about: 'chunked',
    spellings: each(TRANSFER, 'chunked', 'Chunked', ',chunked,', '\tchunked'),
    facts: { framing: 'chunked' },
    expected: EITHER,
    why: ['Q-08', 'H-FRAME-1'],
  },
  {
    ...GROUP,
    id: 'TE2',
    about: 'chunked over a known coding',
    spellings: [...each(TRANSFER, 'gzip, chunked'), together(TRANSFER, 'gzip', 'chunked')],
    facts: { framing: 'chunked' },
    expected: EITHER,
    why: ['H-FRAME-13', 'Q-08'],
  },
  {
    ...GROUP,
    id: 'TE3',
    about: 'chunked is not last',
    spellings: [...each(TRANSFER, 'chunked, gzip', 'gzip'), together(TRANSFER, 'chunked', 'gzip')],
    facts: { framing: 'chunked-not-last' },
    expected: '400c',
    why: ['H-FRAME-5'],
  },
  {
    ...GROUP,
    id: 'TE4',
    about: 'chunked twice',
    spellings: [...each(TRANSFER, 'chunked, chunked'), together(TRANSFER, 'chunked', 'chunked')],
    facts: { framing: 'chunked-not-last' },
    expected: '400c',
    why: ['H-FRAME-5', 'H-FRAME-14'],
  },
  {
    ...GROUP,
    id: 'TE5',
    about: 'unknown codings',
    spellings: [
      ...each(TRANSFER, 'xchunked', 'chunkedd', 'foo'),
      {
        ...together(TRANSFER, 'foo, chunked'),
        facts: { framing: 'unknown-coding' },
        expected: UNKNOWN_CODING,
      },
    ],
    facts: { framing: 'chunked-not-last' },
    expected: '400c',
    why: ['H-FRAME-5', 'H-FRAME-13'],
  },
  {
    ...GROUP,
    id: 'TE6',
    about: 'identity, which is no coding any more',
    spellings: [
      ...each(TRANSFER, 'identity'),
      {
        ...together(TRANSFER, 'identity, chunked'),
        facts: { framing: 'unknown-coding' },
        expected: UNKNOWN_CODING,
      },
    ],
    facts: { framing: 'chunked-not-last' },
    expected: '400c',
    why: ['H-FRAME-5', 'H-FRAME-13'],
  },
  {
    ...GROUP,
    id: 'TE7',
    about: 'decorated',
    spellings: [
      ...each(TRANSFER, 'chunked;x', '"chunked"', 'chunked ;a=b', '\x0bchunked', 'chun ked', '\xa0chunked'),
      {
        lines: [`${TRANSFER}: chunked\0`],
        facts: { framing: 'chunked', syntax: 'repaired' },
        expected: 'REJ|FIX',
        repaired: { lines: [`${TRANSFER}: chunked`], expected: EITHER },
        corrected: 'A NUL in a value is refused or becomes SP (rfc9110#fields.values), as in F12.',
      },
    ],
    facts: { framing: 'chunked-not-last' },
    expected: '400c',
    why: ['H-FRAME-5'],
    trap: 'two readers that disagree',
  },
  {
    ...GROUP,
    id: 'TE8',
    about: 'empty',
    spellings: each(TRANSFER, '', ','),
    facts: { framing: 'chunked-not-last' },
    expected: '400c',
    corrected:
      'It is not as if absent: the field is there without chunked last (rfc9112#message.body.length).',
    why: ['H-FRAME-5'],
  },
  {
    ...GROUP,
    id: 'TE9',
    about: 'with a Content-Length',
    spellings: ['5', '0', 'x'].flatMap((length): readonly Spelling[] => [
      { lines: [`${TRANSFER}: chunked`, `${LENGTH}: ${length}`] },
      { lines: [`${LENGTH}: ${length}`, `${TRANSFER}: chunked`] },
    ]),
    facts: { framing: 'both' },
    expected: ['faulty and end', '400 and end'],
    why: ['Q-25', 'H-FRAME-4'],
  },
  {
    ...GROUP,
    id: 'TE10',
    about: 'in HTTP/1.0',
    spellings: [
      { request: 'GET / HTTP/1.0', lines: [`${TRANSFER}: chunked`] },
      {
        request: 'GET / HTTP/1.0',
        lines: [`${TRANSFER}: chunked`, `${LENGTH}: 5`],
        facts: { version: '1.0', framing: 'both' },
        expected: ['ordinary and end', '400 and end'],
      },
    ],
    facts: { version: '1.0', framing: 'chunked' },
    expected: ['ordinary and end'],
    why: ['H-FRAME-10', 'H-UPG-11'],
  },
  {
    ...GROUP,
    id: 'TE11',
    about: 'names that look alike',
    spellings: [
      { lines: ['Transfer_Encoding: chunked'] },
      { lines: ['X-Transfer-Encoding: chunked'] },
      { lines: ['TE: chunked'] },
      { lines: ['Transfer-Encoding : chunked'], facts: { syntax: 'spaced-name' }, expected: '400' },
    ],
    facts: {},
    expected: 'same',
    why: ['H-FLD-3', 'H-FLD-11'],
  },
];

/** Chunked content, with what its reader makes of it. */
function chunks(reads: 'some' | 'end' | 'fault', ...contents: readonly string[]): readonly Spelling[] {
  return contents.map((content) => ({ lines: [`${TRANSFER}: chunked`], content, reads }));
}
const HELLO = '\r\nhello\r\n0\r\n\r\n';
const sizes = (...all: readonly string[]): readonly string[] => all.map((size) => size + HELLO);

const CHUNKS: SpellingClass = {
  ...GROUP,
  id: 'CH',
  about: 'the syntax of chunks',
  spellings: [
    ...chunks('end', '0\r\n\r\n', ...sizes('5', '00005', '5;ext', '5;ext="a"', '5 ;ext')),
    ...chunks('end', '0\r\nX: y\r\n\r\n'),
    ...chunks('fault', ...sizes('5 ', '0x5', '-1', '+5', '', 'FFFFFFFFFFFFFFFF', '00000000000000005')),
    ...chunks('fault', '5\nhello\n0\n\n', '5\r\nhello0\r\n\r\n'),
    ...chunks('some', '5\r\nhello\r\n'),
    {
      lines: [`${TRANSFER}: chunked`],
      content: ['0\r\nX: ', { repeat: 'y', times: 20_000 }, '\r\n\r\n'],
      reads: 'fault',
    },
    ...chunks('fault', '5\r\nhello\r\n').map((one): Spelling => ({ ...one, ended: true })),
  ],
  facts: { framing: 'chunked' },
  expected: EITHER,
  why: ['H-FRAME-17', 'Q-08'],
  trap: 'a number of fixed width, or a line end that only one of two readers takes',
};

/** The classes of Content-Length, Transfer-Encoding and chunks. */
export const FRAMING_CLASSES: readonly SpellingClass[] = [...LENGTH_CLASSES, ...TRANSFER_CLASSES, CHUNKS];
