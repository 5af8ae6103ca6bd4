/**
 * Method and target (requirements §7.3).
 *
 * Whether a target has a resource, and whether its authority is this server's, no head tells; nor does it
 * tell whether the connection is over TLS.
 */
import { NO_FIELDS } from '../spell.js';
import { REFERENCE_REQUEST, type Spelling, type SpellingClass, type Text } from './class.js';
import { NO_REQUEST_LINE, TOO_LARGE, UNKNOWN_METHOD } from './octets.js';

const GROUP = { group: 'method and target', replaces: [] } as const;
const requests = (...all: readonly Text[]): readonly Spelling[] => all.map((request) => ({ request }));
const methods = (...all: readonly string[]): readonly Spelling[] =>
  requests(...all.map((method) => `${method} / HTTP/1.1`));
const targets = (...all: readonly string[]): readonly Spelling[] =>
  requests(...all.map((target) => `GET ${target} HTTP/1.1`));
const loose = (request: string): Spelling => ({
  request,
  facts: { syntax: 'repaired' },
  expected: 'REJ|FIX',
  repaired: { request: REFERENCE_REQUEST, expected: 'same' },
});
const longMethod = (times: number): Text => [{ repeat: 'M', times }, ' / HTTP/1.1'];
const longTarget = (times: number): Text => ['GET /', { repeat: 'x', times: times - 1 }, ' HTTP/1.1'];

const METHOD_CLASSES: readonly SpellingClass[] = [
  {
    ...GROUP,
    id: 'M1',
    about: 'GET',
    spellings: methods('GET'),
    facts: {},
    expected: 'same',
    why: ['WS-SRV-2'],
  },
  {
    ...GROUP,
    id: 'M2',
    about: 'GET in another case: another method',
    spellings: methods('get', 'Get', 'gET'),
    facts: { method: 'unknown' },
    expected: UNKNOWN_METHOD,
    why: ['H-LINE-5'],
  },
  {
    ...GROUP,
    id: 'M3',
    about: 'another known method, without content',
    spellings: [
      ...methods('HEAD', 'DELETE', 'TRACE'),
      ...methods('OPTIONS').map((one): Spelling => ({ ...one, facts: { method: 'OPTIONS' } })),
    ],
    facts: { method: 'other' },
    expected: 'ERR',
    why: ['WS-SRV-2', 'Q-28'],
  },
  {
    ...GROUP,
    id: 'M4',
    about: 'a method that usually has content',
    spellings: [
      {
        request: 'POST / HTTP/1.1',
        lines: ['Content-Length: 0'],
        facts: { method: 'other', framing: 'zero' },
      },
      {
        request: 'POST / HTTP/1.1',
        lines: ['Content-Length: 5'],
        content: 'hello',
        facts: { method: 'other', framing: 'length' },
      },
      { request: 'PUT / HTTP/1.1' },
    ],
    facts: { method: 'other' },
    expected: 'ERR',
    why: ['Q-28', 'H-UPG-13'],
  },
  {
    ...GROUP,
    id: 'M5',
    about: 'CONNECT',
    spellings: requests('CONNECT h:80 HTTP/1.1'),
    facts: { method: 'CONNECT', target: 'authority' },
    expected: 'ERR',
    why: ['H-FRAME-3', 'H-UPG-19'],
  },
  {
    ...GROUP,
    id: 'M6',
    about: 'an unknown method',
    spellings: methods('BREW', 'G', 'GETT', 'X-GET'),
    facts: { method: 'unknown' },
    expected: UNKNOWN_METHOD,
    why: ['H-LINE-5'],
  },
  {
    ...GROUP,
    id: 'M7',
    about: 'no token, and what stands before the method',
    spellings: [
      ...methods('', 'GE T', 'GET\0', 'G\xc9T', '\xef\xbb\xbfGET'),
      loose(' GET / HTTP/1.1'),
      loose('\tGET / HTTP/1.1'),
      ...methods('\r\nGET').map((one): Spelling => ({ ...one, facts: {}, expected: 'same' })),
    ],
    facts: NO_REQUEST_LINE,
    expected: '400c',
    why: ['H-LINE-2', 'H-LINE-7', 'H-LINE-10'],
  },
  {
    ...GROUP,
    id: 'M8',
    about: 'a long method',
    spellings: [
      ...requests(longMethod(7_999), longMethod(8_000), longMethod(8_001)),
      {
        request: longMethod(65_536),
        facts: { ...NO_REQUEST_LINE, syntax: 'large' },
      },
    ],
    facts: { ...NO_FIELDS, method: 'unknown', syntax: 'large' },
    expected: TOO_LARGE,
    why: ['H-LINE-4'],
  },
];

const TARGET_CLASSES: readonly SpellingClass[] = [
  {
    ...GROUP,
    id: 'T1',
    about: 'origin form',
    spellings: targets('/', '/chat?x=1', '/a;b', '//x/', '/%2e%2e'),
    facts: {},
    expected: 'same',
    why: ['WS-SRV-3', 'WS-SRV-11'],
  },
  {
    ...GROUP,
    id: 'T2',
    about: 'absolute form, the authority of Host',
    spellings: targets('http://h/', 'HTTP://H:80/', 'https://h/'),
    facts: { target: 'absolute' },
    expected: 'OFFER',
    why: ['H-LINE-6'],
  },
  {
    ...GROUP,
    id: 'T3',
    about: 'absolute form, another authority than Host',
    spellings: targets('http://other/'),
    facts: { target: 'absolute' },
    expected: 'OFFER',
    why: ['H-LINE-6', 'H-HOST-5'],
  },
  {
    ...GROUP,
    id: 'T4',
    about: 'absolute form, another scheme',
    spellings: [
      ...targets('ws://h/', 'wss://h/', 'ftp://h/'),
      {
        request: 'GET https://h/ HTTP/1.1',
        facts: { target: 'absolute' },
        expected: 'OFFER',
        corrected:
          'A head does not tell whether it came over TLS: these are the octets of T2, with its verdict.',
      },
    ],
    facts: { target: 'other-scheme' },
    expected: 'ERR',
    why: ['WS-SRV-3', 'H-HOST-6'],
  },
  {
    ...GROUP,
    id: 'T5',
    about: 'asterisk form',
    spellings: [
      ...targets('*'),
      {
        request: 'OPTIONS * HTTP/1.1',
        facts: { method: 'OPTIONS', target: 'asterisk' },
        expected: 'ERR',
        corrected:
          'With an offer it is M3: a handshake at fault, for which the ordinary answer is permitted.',
      },
    ],
    facts: { target: 'asterisk' },
    expected: '400',
    why: ['H-LINE-11'],
  },
  {
    ...GROUP,
    id: 'T6',
    about: 'authority form with GET',
    spellings: targets('h:80'),
    facts: { target: 'authority' },
    expected: '400',
    why: ['H-LINE-11'],
  },
  {
    ...GROUP,
    id: 'T7',
    about: 'none of the four forms',
    spellings: [
      ...targets('/a#f', 'a', '\\', '/\xc3\xa9', '/%zz', 'http:///', 'http://u@h/'),
      ...targets('', '/a b', '/\x7f').map((one): Spelling => ({ ...one, facts: NO_REQUEST_LINE })),
      {
        request: 'GET /%00 HTTP/1.1',
        facts: {},
        expected: 'same',
        corrected:
          "An encoded NUL is inside the grammar (rfc3986#section-2.1); what it names is the resource's.",
      },
    ],
    facts: { target: 'malformed' },
    expected: '400',
    why: ['H-LINE-3'],
  },
  {
    ...GROUP,
    id: 'T8',
    about: 'the length of a target; the limit here is 8192',
    spellings: [
      ...requests(longTarget(1), longTarget(8_000), longTarget(8_001), longTarget(8_192)),
      {
        request: longTarget(8_193),
        facts: { ...NO_FIELDS, syntax: 'long-target' },
        expected: ['414 and end'],
      },
      {
        request: longTarget(65_536),
        facts: { ...NO_REQUEST_LINE, syntax: 'long-target' },
        expected: ['414 and end'],
      },
    ],
    facts: {},
    expected: 'same',
    why: ['H-LINE-4'],
  },
  {
    ...GROUP,
    id: 'T9',
    about: 'more than one space between the words, or another separator',
    spellings: [
      loose('GET  /  HTTP/1.1'),
      loose('GET\t/\tHTTP/1.1'),
      loose('GET\v/\vHTTP/1.1'),
      loose('GET\f/\fHTTP/1.1'),
      loose('GET\r/\rHTTP/1.1'),
    ],
    facts: { syntax: 'repaired' },
    expected: 'REJ|FIX',
    why: ['H-LINE-2'],
  },
];

/** The classes of method and target. */
export const METHOD_TARGET_CLASSES: readonly SpellingClass[] = [...METHOD_CLASSES, ...TARGET_CLASSES];
