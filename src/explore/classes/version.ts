/**
 * The version label (requirements §7.2).
 *
 * Boundaries: 1.0 and 1.1, 1.1 and 1.2, 1.9 and 1.10, 1.9 and 2.0, 0.9 and 1.0. A label is `HTTP/`, a digit,
 * a dot and a digit, in upper case (rfc9112#http.version): what has more digits is no label.
 */
import { NO_FIELDS } from '../spell.js';
import { REFERENCE_REQUEST, type Spelling, type SpellingClass } from './class.js';
import { NO_REQUEST_LINE } from './octets.js';

const GROUP = { group: 'version', replaces: [] } as const;
const labels = (...all: readonly string[]): readonly Spelling[] =>
  all.map((label) => ({ request: `GET / ${label}` }));

/** The connection ends behind any answer. */
const CLOSES = { none: 'C', 'keep-alive': 'C', close: 'C' } as const;
const AS_11 = { none: 'K', 'keep-alive': 'K', close: 'C' } as const;

/** The classes of the version label. */
export const VERSION_CLASSES: readonly SpellingClass[] = [
  {
    ...GROUP,
    id: 'V1',
    about: 'HTTP/1.1',
    spellings: labels('HTTP/1.1'),
    facts: {},
    expected: 'same',
    persists: AS_11,
    why: ['H-PERSIST-2'],
  },
  {
    ...GROUP,
    id: 'V2',
    about: 'HTTP/1.0',
    spellings: labels('HTTP/1.0'),
    facts: { version: '1.0' },
    expected: 'NO',
    persists: { none: 'C', 'keep-alive': 'k', close: 'C' },
    why: ['H-UPG-11', 'H-INFO-1', 'Q-03'],
  },
  {
    ...GROUP,
    id: 'V3',
    about: 'a higher minor version',
    spellings: labels('HTTP/1.2', 'HTTP/1.9'),
    facts: { version: '1.2+' },
    expected: ['grant', '505', '400', '505 and end', '400 and end'],
    persists: AS_11,
    why: ['H-VER-3', 'Q-26'],
    trap: 'comparing with HTTP/1.1, or taking all that is not 1.0 for 1.1',
  },
  {
    ...GROUP,
    id: 'V4',
    about: 'no label',
    spellings: [
      { request: 'GET /' },
      {
        request: 'GET / ',
        facts: NO_REQUEST_LINE,
        expected: '400c',
        corrected: 'With a space behind the target it is no simple request, so a body alone is no answer.',
      },
    ],
    facts: { ...NO_FIELDS, version: 'none' },
    expected: ['400 and end', 'bare and end'],
    persists: CLOSES,
    why: ['H-VER-11'],
  },
  {
    ...GROUP,
    id: 'V5',
    about: 'major version 0',
    spellings: labels('HTTP/0.9', 'HTTP/0.0', 'HTTP/0.1'),
    facts: { version: '0.x' },
    expected: ['505 and end', '400 and end'],
    persists: CLOSES,
    why: ['H-VER-6'],
  },
  {
    ...GROUP,
    id: 'V6',
    about: 'a major version from 2 up',
    spellings: labels('HTTP/2.0', 'HTTP/2.1', 'HTTP/3.0', 'HTTP/9.9'),
    facts: { version: '2+' },
    expected: ['505 and end', '400 and end'],
    persists: CLOSES,
    why: ['H-VER-6', 'H-UPG-24', 'Q-26'],
    trap: 'a version of at least 1.1',
  },
  {
    ...GROUP,
    id: 'V7',
    about: 'numbers that are not one digit, a dot and one digit',
    spellings: labels(
      'HTTP/1.01',
      'HTTP/1.10',
      'HTTP/1.11',
      'HTTP/01.1',
      'HTTP/10.1',
      'HTTP/11',
      'HTTP/1',
      'HTTP/1.',
      'HTTP/.1',
      'HTTP/1.1.1',
      'HTTP/+1.1',
      'HTTP/-1.1',
      'HTTP/1,1',
      'HTTP/1_1',
      'HTTP/0x1.1',
    ),
    facts: { version: 'malformed' },
    expected: '400',
    persists: CLOSES,
    why: ['H-VER-1', 'H-VER-10'],
    trap: 'a number parsed as a float, or by atoi',
  },
  {
    ...GROUP,
    id: 'V8',
    about: 'another name',
    spellings: labels('http/1.1', 'Http/1.1', 'HTTPS/1.1', 'HTP/1.1', 'RTSP/1.0', 'ICY', 'WS/1.1'),
    facts: { version: 'malformed' },
    expected: '400',
    persists: CLOSES,
    why: ['H-VER-1'],
  },
  {
    ...GROUP,
    id: 'V9',
    about: 'what stands at the edges of the label',
    spellings: [
      ...['HTTP/1.1 ', 'HTTP/1.1\t'].map(
        (label): Spelling => ({
          request: `GET / ${label}`,
          facts: { syntax: 'repaired' },
          expected: 'REJ|FIX',
          repaired: { request: REFERENCE_REQUEST, expected: 'same' },
        }),
      ),
      ...labels('HTTP/1.1x', 'HTTP/1.1;', 'HTTP/\xef\xbc\x91.1'),
      ...labels('HTTP /1.1', 'HTTP/ 1.1', 'HTTP/1.1\0').map(
        (one): Spelling => ({ ...one, facts: NO_REQUEST_LINE }),
      ),
    ],
    facts: { version: 'malformed' },
    expected: '400',
    why: ['H-LINE-2', 'H-LINE-3'],
  },
];
