/**
 * Field lines in general: what may be spelled otherwise in any field, what is repaired, and what is refused
 * (requirements §7.1).
 *
 * What is not shown by a head is left to the machine: a pause longer than the limit (F24), silence and reset
 * before the head has ended (F25).
 */
import { NO_FIELDS } from '../spell.js';
import {
  each,
  REFERENCE_LINES,
  REFERENCE_REQUEST,
  type Spelling,
  type SpellingClass,
  together,
} from './class.js';
import {
  CONTROLS,
  EITHER,
  FOREIGN_SPACES,
  NO_REQUEST_LINE,
  ONCE_OR_REFUSED,
  spoiled,
  TOO_LARGE,
} from './octets.js';

const GROUP = { group: 'field lines', replaces: ['connection'] } as const;
const raw = (...lines: readonly string[]): readonly Spelling[] => lines.map((line) => ({ lines: [line] }));
const LINES: readonly string[] = REFERENCE_LINES.map(([, line]) => line);
const LINE_COUNTS = [1, 99, 100, 101, 1000, 10_000] as const;
const VALUE_SIZES = [0, 1, 255, 256, 8191, 8192, 8193, 65_535, 65_536, 1_048_576] as const;

/** A line that is repaired, with the lines it becomes. */
function repair(
  line: string,
  becomes: readonly string[],
  facts: Spelling['facts'],
  expected: 'OFFER' | 'NO' | '400' | 'same',
  replaces: Spelling['replaces'] = ['connection'],
): Spelling {
  return {
    lines: [line],
    replaces,
    facts: { ...facts, syntax: 'repaired' },
    expected: 'REJ|FIX',
    repaired: { lines: becomes, replaces, expected },
  };
}

const asReference = { lines: ['Connection: Upgrade'], expected: 'same' } as const;

/** The reference with these line ends: of the request line, of each field line, and of the empty line. */
function withLineEnds(request: string, fields: (at: number) => string, last: string): Spelling {
  const head = REFERENCE_REQUEST + request + LINES.map((line, at) => line + fields(at)).join('') + last;
  return { head, facts: { syntax: 'repaired' }, expected: 'REJ|FIX', repaired: asReference };
}

/** Every order of some lines. */
function permutations(lines: readonly string[]): readonly (readonly string[])[] {
  if (lines.length === 0) return [[]];
  return lines.flatMap((line, at) => permutations(lines.toSpliced(at, 1)).map((rest) => [line, ...rest]));
}

const headOf = (lines: readonly string[]): string => [REFERENCE_REQUEST, ...lines, '', ''].join('\r\n');
const REFERENCE_HEAD = headOf(LINES);

/** Names, whitespace and the places where a line may be broken. */
const NAMES_AND_SPACES: readonly SpellingClass[] = [
  {
    ...GROUP,
    id: 'F1',
    about: 'case of the field name',
    spellings: raw('connection: Upgrade', 'CONNECTION: Upgrade', 'cOnNeCtIoN: Upgrade'),
    facts: {},
    expected: 'same',
    why: ['H-FLD-1'],
  },
  {
    ...GROUP,
    id: 'F2',
    about: 'whitespace behind the colon',
    spellings: raw(
      'Connection:Upgrade',
      'Connection: Upgrade',
      'Connection:\tUpgrade',
      'Connection: \t  Upgrade',
    ),
    facts: {},
    expected: 'same',
    why: ['H-FLD-2'],
  },
  {
    ...GROUP,
    id: 'F3',
    about: 'whitespace at the end of the line',
    spellings: raw('Connection: Upgrade \t '),
    facts: {},
    expected: 'same',
    why: ['H-FLD-2'],
  },
  {
    ...GROUP,
    id: 'F4',
    about: 'whitespace before the colon',
    spellings: raw('Connection : Upgrade', 'Connection\t: Upgrade'),
    facts: { connection: 'none', syntax: 'spaced-name' },
    expected: '400',
    why: ['H-FLD-3'],
    trap: 'trimming the name',
  },
  {
    ...GROUP,
    id: 'F5',
    about: 'no name, or no colon',
    spellings: raw(': Upgrade', 'Upgrade'),
    facts: { connection: 'none', syntax: 'broken' },
    expected: '400',
    why: ['H-LINE-10'],
  },
  {
    ...GROUP,
    id: 'F6',
    about: 'a name that is no token',
    spellings: raw(
      'Conn ection: Upgrade',
      'Connection(: Upgrade',
      '"Connection": Upgrade',
      'Connect\xefon: Upgrade',
      'Connection\0: Upgrade',
    ),
    facts: { connection: 'none', syntax: 'broken' },
    expected: '400',
    why: ['H-LINE-10'],
  },
  {
    ...GROUP,
    id: 'F7',
    about: 'a name that looks alike: an unknown field',
    spellings: [
      ...raw('Connections: Upgrade', 'X-Connection: Upgrade'),
      ...['Sec_WebSocket_Key', 'Sec-WebSocket-Key2', 'Sec-WebSocket-Key-'].map(
        (name): Spelling => ({
          lines: [`${name}: dGhlIHNhbXBsZSBub25jZQ==`],
          replaces: ['key'],
          facts: { key: 'absent' },
          expected: 'ERR',
        }),
      ),
    ],
    facts: { connection: 'none' },
    expected: 'NO',
    why: ['H-FLD-11'],
    trap: 'reading `-` and `_` as the same, as CGI does',
  },
  {
    ...GROUP,
    id: 'F8',
    about: 'a first line that begins with whitespace',
    spellings: [repair(' Host: h', [], { host: 'absent' }, '400', ['host'])],
    facts: { host: 'absent', syntax: 'repaired' },
    expected: 'REJ|FIX',
    why: ['H-LINE-8'],
  },
  {
    ...GROUP,
    id: 'F9',
    about: 'a folded line',
    spellings: [
      repair(
        'Connection: keep-alive,\r\n Upgrade',
        ['Connection: keep-alive, Upgrade'],
        { connection: 'keep-alive+upgrade' },
        'OFFER',
      ),
      repair('Connection:\r\n\tUpgrade', ['Connection: Upgrade'], {}, 'same'),
      repair('Upgrade: web\r\n socket', ['Upgrade: web socket'], { upgrade: 'invalid' }, 'NO', ['upgrade']),
      repair('Connection: Upgrade\r\n ', ['Connection: Upgrade'], {}, 'same'),
    ],
    facts: { syntax: 'repaired' },
    expected: 'REJ|FIX',
    why: ['H-FLD-4'],
  },
];

/** Line ends, and octets that stand where none should. */
const STRAY_OCTETS: readonly SpellingClass[] = [
  {
    ...GROUP,
    id: 'F10',
    about: 'a CR alone',
    spellings: [
      repair('Upgrade: websocket\r', ['Upgrade: websocket'], {}, 'same', ['upgrade']),
      repair('Connection: Up\rgrade', ['Connection: Up grade'], { connection: 'none' }, 'NO'),
      repair('Upgrade: websocket\rX: y', ['Upgrade: websocket X: y'], { upgrade: 'invalid' }, 'NO', [
        'upgrade',
      ]),
    ],
    facts: { syntax: 'repaired' },
    expected: 'REJ|FIX',
    why: ['H-LINE-9'],
    trap: 'a CR taken for a line end',
  },
  {
    ...GROUP,
    id: 'F11',
    about: 'an LF alone',
    spellings: [
      withLineEnds('\n', () => '\n', '\n'),
      withLineEnds('\n', () => '\r\n', '\r\n'),
      withLineEnds('\r\n', (at) => (at === 2 ? '\n' : '\r\n'), '\r\n'),
      withLineEnds('\r\n', (at) => (at === LINES.length - 1 ? '\n' : '\r\n'), '\n'),
      withLineEnds('\r\n', () => '\r\n', '\n'),
      withLineEnds('\r\n', (at) => (at === LINES.length - 1 ? '\n' : '\r\n'), '\r\n'),
    ],
    facts: { syntax: 'repaired' },
    expected: 'REJ|FIX',
    why: ['H-LINE-9'],
  },
  {
    ...GROUP,
    id: 'F12',
    about: 'a NUL',
    spellings: [
      repair('Connection: Upgrade\0', ['Connection: Upgrade'], {}, 'same'),
      repair('Connection: \0Upgrade', ['Connection: Upgrade'], {}, 'same'),
      repair('Connection: Up\0grade', ['Connection: Up grade'], { connection: 'none' }, 'NO'),
      repair('Upgrade: websocket\0evil', ['Upgrade: websocket evil'], { upgrade: 'invalid' }, 'NO', [
        'upgrade',
      ]),
      repair(
        'Connection: Upgrade\0, close',
        ['Connection: Upgrade , close'],
        { connection: 'close+upgrade' },
        'OFFER',
      ),
    ],
    facts: { syntax: 'repaired' },
    expected: 'REJ|FIX',
    why: ['H-FLD-5'],
    trap: 'strings that end at a NUL',
  },
  {
    ...GROUP,
    id: 'F13',
    about: 'another control octet around a token or in it',
    spellings: CONTROLS.flatMap((octet) => each('Connection', ...spoiled('Upgrade', octet))),
    facts: { connection: 'none' },
    expected: 'NO',
    why: ['H-FLD-10'],
    trap: 'isspace(), strip(), a trim() of everything up to 0x20',
  },
  {
    ...GROUP,
    id: 'F14',
    about: 'what is whitespace in other character sets',
    spellings: FOREIGN_SPACES.flatMap((octets) => each('Connection', `${octets}Upgrade`)),
    facts: { connection: 'none' },
    expected: 'NO',
    why: ['H-FLD-14', 'H-LINE-12'],
    trap: 'a trim() of Unicode',
  },
  {
    ...GROUP,
    id: 'F15',
    about: 'letters that some folding of case maps to ASCII, or that look like it',
    spellings: [
      ...['web\xc5\xbfocket', 'websoc\xe2\x84\xaaet', 'webs\xd0\xbecket', 'w\xd0\xb5bsocket'].map(
        (value): Spelling => ({
          lines: [`Upgrade: ${value}`],
          replaces: ['upgrade'],
          facts: { upgrade: 'invalid' },
        }),
      ),
      ...each('Connection', '\xe2\x84\xaaeep-alive', 'keep-al\xc4\xb1ve', 'KEEP-AL\xc4\xb0VE'),
      ...each('Connection', 'Upgrad\xd0\xb5', 'U\xd1\x80grade'),
      {
        lines: ['Connect\xc4\xb1on: Upgrade'],
        facts: { connection: 'none', syntax: 'broken' },
        expected: '400',
        corrected:
          'In a name it is no look-alike of a token: a name outside ASCII is no token at all, as in F6.',
      },
    ],
    facts: { connection: 'none' },
    expected: 'NO',
    why: ['H-FLD-10'],
    trap: 'folding case by Unicode or by a locale',
  },
];

/** Lines of one field, and members of one list. */
const LISTS: readonly SpellingClass[] = [
  {
    ...GROUP,
    id: 'F16',
    about: 'a list field on several lines',
    spellings: [
      together('Connection', 'keep-alive', 'Upgrade'),
      together('Connection', 'keep-alive', 'x', 'Upgrade'),
      { lines: ['Connection: keep-alive', 'X: y', 'X: z', 'Connection: Upgrade'] },
      { ...together('Connection', 'Upgrade', 'Upgrade'), facts: {}, expected: 'same' },
    ],
    facts: { connection: 'keep-alive+upgrade' },
    expected: 'OFFER',
    why: ['H-FLD-6'],
  },
  {
    ...GROUP,
    id: 'F17',
    about: 'a field of one line on two',
    spellings: [
      { ...together('Host', 'h', 'h'), replaces: ['host'] },
      { ...together('Host', 'h', 'i'), replaces: ['host'] },
      ...['dGhlIHNhbXBsZSBub25jZQ==', 'AAAAAAAAAAAAAAAAAAAAAA=='].map(
        (other): Spelling => ({
          ...together('Sec-WebSocket-Key', 'dGhlIHNhbXBsZSBub25jZQ==', other),
          replaces: ['key'],
          facts: { key: 'several' },
          expected: 'ERR',
        }),
      ),
      ...['13', '8'].map(
        (other): Spelling => ({
          ...together('Sec-WebSocket-Version', '13', other),
          replaces: ['wsVersion'],
          facts: { wsVersion: 'several' },
          expected: 'ERR',
        }),
      ),
      {
        ...together('Content-Length', '5', '5'),
        replaces: [],
        facts: { framing: 'equal-lengths' },
        expected: ONCE_OR_REFUSED,
      },
      {
        ...together('Content-Length', '5', '6'),
        replaces: [],
        facts: { framing: 'bad-length' },
        expected: '400c',
      },
      ...['http://h', 'http://i'].map(
        (other): Spelling => ({
          ...together('Origin', 'http://h', other),
          replaces: [],
          facts: { origin: 'several' },
          expected: EITHER,
        }),
      ),
    ],
    facts: { host: 'several' },
    expected: '400',
    why: ['H-FLD-7'],
  },
  {
    ...GROUP,
    id: 'F18',
    about: 'empty members of a list',
    spellings: [
      ...each('Connection', '', ',', ' , ').map(
        (one): Spelling => ({ ...one, facts: { connection: 'none' }, expected: 'NO' }),
      ),
      ...each('Connection', ',,Upgrade', 'Upgrade,'),
      { ...together('Connection', 'Upgrade, ,close'), facts: { connection: 'close+upgrade' } },
      ...each(
        'Connection',
        [{ repeat: ',', times: 100 }, 'Upgrade'],
        [{ repeat: ',', times: 10_000 }, 'Upgrade'],
        ['Upgrade', { repeat: ',', times: 10_000 }],
      ),
    ],
    facts: {},
    expected: 'OFFER',
    why: ['H-FLD-8'],
    trap: 'a split that yields an empty name, or takes time that grows with the square',
  },
  {
    ...GROUP,
    id: 'F19',
    about: 'commas without space, or with space before them',
    spellings: each('Connection', 'keep-alive,Upgrade', 'keep-alive ,Upgrade', 'keep-alive\t,\tUpgrade'),
    facts: { connection: 'keep-alive+upgrade' },
    expected: 'OFFER',
    why: ['H-FLD-8'],
  },
  {
    ...GROUP,
    id: 'F20',
    about: 'quoted text in a list of tokens',
    spellings: [
      ...each('Connection', '"Upgrade"', '"a,close"'),
      // split at every comma, as here, it has close; a reader that knows quotes finds none: no rule tells
      { ...together('Connection', 'x="a, close, b"'), facts: { connection: 'close' } },
    ],
    facts: { connection: 'none' },
    expected: 'NO',
    why: ['H-FLD-10', 'Q-23'],
  },
];

/** Sizes, order, arrival, and what is no head. */
const WHOLE_HEADS: readonly SpellingClass[] = [
  {
    ...GROUP,
    id: 'F21',
    about: 'the size of a value and the number of lines',
    replaces: [],
    spellings: [
      ...VALUE_SIZES.map(
        (times): Spelling => ({
          lines: [['X-Filler: ', { repeat: 'x', times }]],
          ...(times > 16_000 ? { facts: { syntax: 'large' }, expected: TOO_LARGE } : {}),
        }),
      ),
      ...LINE_COUNTS.map(
        (times): Spelling => ({
          lines: [[{ repeat: 'X: y\r\n', times: times - 1 }, 'X: y']],
          ...(times > 256 ? { facts: { syntax: 'large' }, expected: TOO_LARGE } : {}),
        }),
      ),
    ],
    facts: {},
    expected: 'same',
    why: ['H-FLD-12'],
    trap: 'cutting a value at the limit and using what is left',
  },
  {
    ...GROUP,
    id: 'F22',
    about: 'the order of lines',
    spellings: [
      { head: headOf(['Connection: Upgrade', ...LINES.filter((line) => line !== 'Connection: Upgrade')]) },
      { head: headOf([...LINES.filter((line) => line !== 'Connection: Upgrade'), 'Connection: Upgrade']) },
      { lines: [[{ repeat: 'X: y\r\n', times: 100 }, 'Connection: Upgrade']] },
      ...permutations([...LINES, 'Origin: http://h']).map(
        (lines): Spelling => ({ head: headOf(lines), facts: { origin: 'one' }, expected: ['grant'] }),
      ),
    ],
    facts: {},
    expected: 'same',
    why: ['WS-SRV-21', 'SI-29'],
  },
  {
    ...GROUP,
    id: 'F23',
    about: 'fields in the trailer section of a chunked content',
    replaces: [],
    spellings: [
      'Connection: close',
      'Upgrade: websocket',
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
      'Host: i',
    ].map((trailer) => ({
      lines: ['Transfer-Encoding: chunked'],
      content: `5\r\nhello\r\n0\r\n${trailer}\r\n\r\n`,
      reads: 'end',
    })),
    facts: { framing: 'chunked' },
    expected: EITHER,
    why: ['H-FLD-15'],
  },
  {
    ...GROUP,
    id: 'F24',
    about: 'how the octets arrive',
    spellings: [
      { cuts: 'each' },
      { cuts: [REFERENCE_REQUEST.length + 1] },
      { cuts: [REFERENCE_HEAD.length - 1] },
      { cuts: [REFERENCE_HEAD.length - 2] },
      { content: '\x89\x80\x01\x02\x03\x04' },
    ],
    facts: {},
    expected: 'same',
    why: ['H-FLD-13', 'SI-28'],
  },
  {
    ...GROUP,
    id: 'F25',
    about: 'a head that does not end',
    spellings: [
      { head: REFERENCE_HEAD.slice(0, -2), ended: true, facts: { syntax: 'broken' }, expected: '400c' },
      { head: REFERENCE_HEAD.slice(0, -1), ended: true, facts: { syntax: 'broken' }, expected: '400c' },
      { head: REFERENCE_HEAD.slice(0, -2) },
      { head: REFERENCE_HEAD.slice(0, -1) },
    ],
    facts: {},
    expected: ['more'],
    why: ['H-CLOSE-20'],
  },
  {
    ...GROUP,
    id: 'F26',
    about: 'no HTTP at all',
    spellings: [
      { head: '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03' },
      { head: 'PROXY TCP4 192.0.2.1 192.0.2.2 56324 80\r\n', content: headOf(LINES) },
      { head: '\x8e\x17\xd4\r\n\x00\xff\r\n\r\n' },
      { head: '\x81\x85\x01\x02\x03\x04\x69\x67\x6f\x68\x6e' },
      {
        head: 'PRI * HTTP/2.0\r\n\r\n',
        content: 'SM\r\n\r\n',
        facts: { ...NO_FIELDS, version: '2+', method: 'unknown', target: 'asterisk' },
        corrected:
          'The preface of HTTP/2 is a request line in the grammar: refused for its version, by 505 too.',
      },
    ],
    facts: NO_REQUEST_LINE,
    expected: '400c',
    why: ['H-LINE-10'],
  },
];

/** The classes of field lines in general. */
export const FIELD_LINE_CLASSES: readonly SpellingClass[] = [
  ...NAMES_AND_SPACES,
  ...STRAY_OCTETS,
  ...LISTS,
  ...WHOLE_HEADS,
];
