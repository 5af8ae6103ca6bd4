/**
 * The Host field (requirements §7.4).
 *
 * Which authorities a server serves is its own; a head only tells whether one is named.
 */
import { each, type Spelling, type SpellingClass, together } from './class.js';

const GROUP = { group: 'host', replaces: ['host'] } as const;
const OLD = 'GET / HTTP/1.0';

/** The classes of Host. */
export const HOST_CLASSES: readonly SpellingClass[] = [
  {
    ...GROUP,
    id: 'HO1',
    about: 'a host, with or without port',
    // a comma is a character of names; two lines that somebody joined look the same (decision 007)
    spellings: each('Host', 'h', 'h:80', 'H', '127.0.0.1', '[::1]', '[::1]:80', 'xn--a', 'a,b'),
    facts: {},
    expected: 'same',
    why: ['H-HOST-4'],
  },
  {
    ...GROUP,
    id: 'HO2',
    about: 'an empty port',
    spellings: each('Host', 'h:'),
    facts: {},
    expected: 'same',
    why: ['H-HOST-4'],
  },
  {
    ...GROUP,
    id: 'HO3',
    about: 'empty: legal in HTTP, and not the authority a handshake must have',
    spellings: each('Host', ''),
    facts: { host: 'empty' },
    expected: 'ERR',
    why: ['H-HOST-4', 'WS-SRV-4'],
  },
  {
    ...GROUP,
    id: 'HO4',
    about: 'absent from HTTP/1.1 on',
    spellings: [{ lines: [] }],
    facts: { host: 'absent' },
    expected: '400',
    why: ['H-HOST-2'],
  },
  {
    ...GROUP,
    id: 'HO5',
    about: 'absent in HTTP/1.0',
    spellings: [{ request: OLD, lines: [] }],
    facts: { version: '1.0', host: 'absent' },
    expected: 'NO',
    why: ['H-HOST-2', 'H-UPG-11'],
  },
  {
    ...GROUP,
    id: 'HO6',
    about: 'two lines',
    spellings: [
      together('Host', 'h', 'h'),
      together('Host', 'h', 'i'),
      together('Host', 'h', ''),
      { ...together('Host', 'h', 'h'), request: OLD, facts: { version: '1.0', host: 'several' } },
    ],
    facts: { host: 'several' },
    expected: '400',
    why: ['H-HOST-3'],
  },
  {
    ...GROUP,
    id: 'HO7',
    about: 'a list',
    spellings: each('Host', 'a, b'),
    facts: { host: 'invalid' },
    expected: '400',
    why: ['H-HOST-3'],
    trap: 'two lines that were joined by a comma',
  },
  {
    ...GROUP,
    id: 'HO8',
    about: 'octets that no host has',
    spellings: [
      ...each('Host', 'a b', 'a/b', 'u@h', 'a?b', 'a#b', 'a\\b', 'h:8o', 'h:-1', '[::1', '::1', 'h\ti'),
      ...each('Host', '\xc3\xa9', '%zz'),
      {
        lines: ['Host: h\0'],
        facts: { syntax: 'repaired' },
        expected: 'REJ|FIX',
        repaired: { lines: ['Host: h'], expected: 'same' },
        corrected: 'A NUL in a value is refused or becomes SP (rfc9110#fields.values), as in F12.',
      } satisfies Spelling,
    ],
    facts: { host: 'invalid' },
    expected: '400',
    why: ['H-HOST-3'],
  },
  {
    ...GROUP,
    id: 'HO9',
    about: 'any port: digits are legal, what is served is policy',
    spellings: each('Host', 'h:0', 'h:65535', 'h:65536', 'h:99999999999'),
    facts: {},
    expected: 'same',
    why: ['H-HOST-7'],
  },
  {
    ...GROUP,
    id: 'HO10',
    about: 'an authority of somebody else: what is served is policy',
    spellings: each('Host', 'evil.example'),
    facts: {},
    expected: 'same',
    why: ['H-HOST-6', 'H-HOST-7'],
  },
  {
    ...GROUP,
    id: 'HO11',
    about: 'a dot at the end, and another case',
    spellings: each('Host', 'h.', 'EXAMPLE.com'),
    facts: {},
    expected: 'same',
    why: ['H-HOST-4'],
  },
];
