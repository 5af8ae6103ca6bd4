/**
 * The Upgrade field (requirements §7.6).
 *
 * A member is a protocol name, perhaps with a slash and a version, all tokens (rfc9110#field.upgrade). Names
 * are compared whatever their case (rfc6455#section-4.2.1), and nothing else is.
 */
import { each, type Spelling, type SpellingClass, together } from './class.js';
import { CONTROLS, FOREIGN_SPACES, spoiled, strayed, TOO_LARGE } from './octets.js';

const GROUP = { group: 'upgrade', replaces: ['upgrade'] } as const;

/** A head of which the Upgrade line is too long is read no further. */
const UNREAD: Spelling['facts'] = {
  upgrade: 'none',
  connection: 'none',
  key: 'absent',
  wsVersion: 'absent',
  syntax: 'large',
};

const OFFERS: readonly SpellingClass[] = [
  {
    ...GROUP,
    id: 'U1',
    about: 'websocket',
    spellings: each('Upgrade', 'websocket'),
    facts: {},
    expected: 'same',
    why: ['WS-SRV-5'],
  },
  {
    ...GROUP,
    id: 'U2',
    about: 'in another case',
    spellings: each('Upgrade', 'WebSocket', 'WEBSOCKET', 'wEbSoCkEt'),
    facts: {},
    expected: 'same',
    why: ['WS-SRV-5'],
    trap: 'comparing with case',
  },
  {
    ...GROUP,
    id: 'U3',
    about: 'a list, websocket first',
    spellings: each('Upgrade', 'websocket, h2c', 'websocket,foo/1'),
    facts: { upgrade: 'among' },
    expected: 'OFFER',
    why: ['Q-06'],
  },
  {
    ...GROUP,
    id: 'U4',
    about: 'a list, websocket later',
    spellings: each('Upgrade', 'h2c, websocket', 'foo/1 , websocket', 'TLS/1.0, websocket'),
    facts: { upgrade: 'among' },
    expected: 'OFFER',
    why: ['Q-06'],
  },
  {
    ...GROUP,
    id: 'U5',
    about: 'two lines: one list',
    spellings: [
      { ...together('Upgrade', 'h2c', 'websocket'), facts: { upgrade: 'among' }, expected: 'OFFER' },
      together('Upgrade', 'websocket', 'websocket'),
      together('Upgrade', '', 'websocket'),
    ],
    facts: {},
    expected: 'same',
    why: ['Q-06', 'H-FLD-6'],
    trap: 'the first line, the last, or both joined and compared as a whole',
  },
  {
    ...GROUP,
    id: 'U6',
    about: 'empty members',
    spellings: each('Upgrade', ',websocket,', ', ,websocket'),
    facts: {},
    expected: 'same',
    why: ['H-FLD-8'],
  },
  {
    ...GROUP,
    id: 'U7',
    about: 'with a version',
    spellings: each('Upgrade', 'websocket/13', 'websocket/8', 'WebSocket/13.0'),
    facts: { upgrade: 'versioned' },
    expected: ['ordinary', 'grant'],
    why: ['Q-07'],
  },
  {
    ...GROUP,
    id: 'U15',
    about: 'many members, and a long one; a line of 16384 octets is read here',
    spellings: [
      {
        ...together('Upgrade', [{ repeat: 'a,', times: 7999 }, 'websocket']),
        facts: { upgrade: 'among' },
        expected: 'OFFER',
      },
      ...each('Upgrade', [{ repeat: 'a,', times: 9999 }, 'websocket'], [{ repeat: 'a', times: 65_536 }]),
    ],
    facts: UNREAD,
    expected: TOO_LARGE,
    why: ['H-FLD-12'],
  },
];

const NO_OFFERS: readonly SpellingClass[] = [
  {
    ...GROUP,
    id: 'U8',
    about: 'a version that is none',
    spellings: each('Upgrade', 'websocket/', 'websocket /13', 'websocket/ 13', '/13', 'websocket/13/1'),
    facts: { upgrade: 'invalid' },
    expected: 'NO',
    why: ['H-UPG-3'],
  },
  {
    ...GROUP,
    id: 'U9',
    about: 'names that nearly are websocket',
    spellings: [
      ...each('Upgrade', 'websockets', 'xwebsocket', 'web-socket', 'websocket1', 'ws', 'wss'),
      { ...together('Upgrade', 'web socket'), facts: { upgrade: 'invalid' } },
    ],
    facts: { upgrade: 'other' },
    expected: 'NO',
    why: ['H-UPG-5'],
    trap: 'looking for a substring',
  },
  {
    ...GROUP,
    id: 'U10',
    about: 'decorated',
    spellings: [
      ...each('Upgrade', '"websocket"', 'websocket;x', 'websocket; version=13', 'websocket=1'),
      { ...together('Upgrade', "'websocket'"), facts: { upgrade: 'other' } },
    ],
    facts: { upgrade: 'invalid' },
    expected: 'NO',
    why: ['H-UPG-3', 'H-FLD-10'],
  },
  {
    ...GROUP,
    id: 'U11',
    about: 'other separators than a comma',
    spellings: each('Upgrade', 'h2c websocket', 'h2c; websocket', 'h2c\twebsocket'),
    facts: { upgrade: 'invalid' },
    expected: 'NO',
    why: ['H-FLD-8', 'H-UPG-3'],
  },
  {
    ...GROUP,
    id: 'U12',
    about: 'empty, and absent: the option alone offers nothing',
    spellings: [...each('Upgrade', '', ','), { lines: [] }],
    facts: { upgrade: 'none' },
    expected: 'NO',
    why: ['H-CONN-7', 'Q-05'],
  },
  {
    ...GROUP,
    id: 'U13',
    about: 'other protocols',
    spellings: [
      ...each(
        'Upgrade',
        'h2c',
        'h2',
        'HTTP/2.0',
        'HTTP/1.1',
        'HTTP/1.0',
        'TLS/1.0',
        'IRC/6.9',
        'connect-udp',
      ),
      { lines: ['Upgrade: h2c', 'HTTP2-Settings: AAMAAABkAAQAAP__'] },
    ],
    facts: { upgrade: 'other' },
    expected: 'NO',
    why: ['H-UPG-5', 'H-UPG-22'],
  },
  {
    ...GROUP,
    id: 'U14',
    about: 'controls, octets from 0x80 up, letters that some folding of case maps to ASCII',
    spellings: [
      ...[...CONTROLS, ...FOREIGN_SPACES].flatMap((octets) =>
        each('Upgrade', ...spoiled('websocket', octets)),
      ),
      ...each('Upgrade', 'web\xc5\xbfocket', 'websoc\xe2\x84\xaaet', 'webs\xd0\xbecket'),
      ...strayed(
        'Upgrade',
        'websocket',
        { whole: {}, parted: { upgrade: 'invalid' } },
        { whole: 'OFFER', parted: 'NO' },
      ),
    ],
    facts: { upgrade: 'invalid' },
    expected: 'NO',
    why: ['H-FLD-5', 'H-FLD-10', 'H-FLD-14', 'H-LINE-9'],
  },
];

/** The classes of Upgrade. */
export const UPGRADE_CLASSES: readonly SpellingClass[] = [...OFFERS, ...NO_OFFERS];
