/**
 * The Connection field (requirements §7.5), with the persistence of an ordinary answer.
 *
 * 1. Options are tokens, compared whatever their case, in one list over all lines (rfc9110#field.connection).
 * 2. What is no option of these three tells nothing: it neither offers, nor keeps, nor closes.
 */
import { each, type Persists, type Spelling, type SpellingClass, together } from './class.js';
import { CONTROLS, FOREIGN_SPACES, spoiled, strayed, TOO_LARGE } from './octets.js';

const GROUP = { group: 'connection', replaces: ['connection'] } as const;
const persists = (at11: Persists, at10: Persists) => ({ '1.1': at11, '1.0': at10 });
const NOTHING = persists('K', 'C');
const KEEPS = persists('K', 'k');
const CLOSES = persists('C', 'C');

/** A head of which the Connection line is too long is read no further, so Key and Version are not seen. */
const UNREAD: Spelling['facts'] = {
  connection: 'none',
  key: 'absent',
  wsVersion: 'absent',
  syntax: 'large',
};

const WORDS: readonly SpellingClass[] = [
  {
    ...GROUP,
    id: 'CN1',
    about: 'absent',
    spellings: [{ lines: [] }],
    facts: { connection: 'none' },
    expected: 'NO',
    persists: NOTHING,
    why: ['Q-04', 'H-PERSIST-2', 'H-PERSIST-4'],
  },
  {
    ...GROUP,
    id: 'CN2',
    about: 'empty',
    spellings: each('Connection', '', ' ', ',', ', ,'),
    facts: { connection: 'none' },
    expected: 'NO',
    persists: NOTHING,
    why: ['H-FLD-8', 'Q-04'],
  },
  {
    ...GROUP,
    id: 'CN3',
    about: 'upgrade',
    spellings: each('Connection', 'Upgrade', 'upgrade', 'UPGRADE', 'uPgRaDe'),
    facts: {},
    expected: 'same',
    persists: NOTHING,
    why: ['H-CONN-1', 'H-UPG-10'],
  },
  {
    ...GROUP,
    id: 'CN4',
    about: 'keep-alive',
    spellings: each('Connection', 'keep-alive', 'Keep-Alive', 'KEEP-ALIVE'),
    facts: { connection: 'keep-alive' },
    expected: 'NO',
    persists: KEEPS,
    why: ['H-PERSIST-3', 'Q-04'],
  },
  {
    ...GROUP,
    id: 'CN5',
    about: 'close',
    spellings: each('Connection', 'close', 'Close', 'CLOSE'),
    facts: { connection: 'close' },
    expected: 'NO',
    persists: CLOSES,
    why: ['H-PERSIST-1', 'Q-05'],
  },
  {
    ...GROUP,
    id: 'CN6',
    about: 'keep-alive and upgrade',
    spellings: each('Connection', 'keep-alive, Upgrade', 'Upgrade, keep-alive', 'keep-alive,Upgrade'),
    facts: { connection: 'keep-alive+upgrade' },
    expected: 'OFFER',
    persists: KEEPS,
    why: ['H-UPG-10', 'H-PERSIST-3'],
  },
  {
    ...GROUP,
    id: 'CN7',
    about: 'close and upgrade',
    spellings: each('Connection', 'close, Upgrade', 'Upgrade, close', 'close,upgrade'),
    facts: { connection: 'close+upgrade' },
    expected: 'OFFER',
    persists: CLOSES,
    why: ['Q-01', 'H-PERSIST-1'],
  },
  {
    ...GROUP,
    id: 'CN8',
    about: 'close and keep-alive',
    spellings: each('Connection', 'close, keep-alive', 'keep-alive, close'),
    facts: { connection: 'close+keep-alive' },
    expected: 'NO',
    persists: CLOSES,
    why: ['H-PERSIST-18', 'Q-23'],
  },
  {
    ...GROUP,
    id: 'CN9',
    about: 'all three',
    spellings: each(
      'Connection',
      'close, keep-alive, Upgrade',
      'close, Upgrade, keep-alive',
      'keep-alive, close, Upgrade',
      'keep-alive, Upgrade, close',
      'Upgrade, close, keep-alive',
      'Upgrade, keep-alive, close',
    ),
    facts: { connection: 'close+keep-alive+upgrade' },
    expected: 'OFFER',
    persists: CLOSES,
    why: ['Q-01', 'Q-23'],
  },
];

const LISTS: readonly SpellingClass[] = [
  {
    ...GROUP,
    id: 'CN10',
    about: 'two lines: one list',
    spellings: [
      together('Connection', 'Upgrade', 'close'),
      together('Connection', 'close', 'Upgrade'),
      {
        ...together('Connection', 'keep-alive', 'Upgrade'),
        facts: { connection: 'keep-alive+upgrade' },
        persists: KEEPS,
      },
      {
        ...together('Connection', 'keep-alive', 'close'),
        facts: { connection: 'close+keep-alive' },
        expected: 'NO',
      },
      { ...together('Connection', '', 'Upgrade'), facts: {}, expected: 'same', persists: NOTHING },
      { ...together('Connection', 'Upgrade', ''), facts: {}, expected: 'same', persists: NOTHING },
    ],
    facts: { connection: 'close+upgrade' },
    expected: 'OFFER',
    persists: CLOSES,
    why: ['H-FLD-6', 'Q-01'],
    trap: 'the first line wins, or the last',
  },
  {
    ...GROUP,
    id: 'CN11',
    about: 'a list with commas and whitespace to spare',
    spellings: [
      ...each('Connection', ',, Upgrade ,,', '\tUpgrade\t'),
      ...each('Connection', 'Upgrade ,close', 'Upgrade,,close').map(
        (one): Spelling => ({
          ...one,
          facts: { connection: 'close+upgrade' },
          expected: 'OFFER',
          persists: CLOSES,
        }),
      ),
    ],
    facts: {},
    expected: 'same',
    persists: NOTHING,
    why: ['H-FLD-8'],
  },
  {
    ...GROUP,
    id: 'CN12',
    about: 'a member twice',
    spellings: [
      together('Connection', 'Upgrade, Upgrade'),
      {
        ...together('Connection', 'close, close'),
        facts: { connection: 'close' },
        expected: 'NO',
        persists: CLOSES,
      },
    ],
    facts: {},
    expected: 'same',
    persists: NOTHING,
    why: ['H-CONN-1'],
  },
  {
    ...GROUP,
    id: 'CN17',
    about: 'options that name fields of the handshake',
    spellings: each(
      'Connection',
      'Upgrade, Sec-WebSocket-Key',
      'Upgrade, Host',
      'Upgrade, Connection',
      'Upgrade, Content-Length',
      'Upgrade, Sec-WebSocket-Version',
    ),
    facts: {},
    expected: 'same',
    persists: NOTHING,
    why: ['Q-30'],
  },
  {
    ...GROUP,
    id: 'CN18',
    about: 'options that name other fields of this hop',
    spellings: [
      ...each('Connection', 'TE, Upgrade', 'Upgrade, HTTP2-Settings'),
      {
        lines: ['Connection: Upgrade, Keep-Alive', 'Keep-Alive: timeout=5'],
        facts: { connection: 'keep-alive+upgrade' },
        expected: 'OFFER',
        persists: KEEPS,
      },
    ],
    facts: {},
    expected: 'same',
    persists: NOTHING,
    why: ['H-CONN-1'],
  },
  {
    ...GROUP,
    id: 'CN20',
    about: 'many options, and a long one; a line of 16384 octets is read here',
    spellings: [
      ...each('Connection', [{ repeat: 'a,', times: 999 }, 'Upgrade']),
      {
        ...together('Connection', [{ repeat: 'a,', times: 999 }, 'close']),
        facts: { connection: 'close' },
        expected: 'NO',
        persists: CLOSES,
      },
      {
        lines: [
          ['Connection: Upgrade', { repeat: ',a', times: 4999 }],
          ['Connection: ', { repeat: 'a,', times: 4999 }, 'close'],
        ],
        facts: { connection: 'close+upgrade' },
        expected: 'OFFER',
        persists: CLOSES,
      },
      ...each(
        'Connection',
        [{ repeat: 'a,', times: 9999 }, 'Upgrade'],
        [{ repeat: 'a,', times: 9999 }, 'close'],
        [{ repeat: 'a', times: 65_536 }],
      ).map((one): Spelling => ({ ...one, facts: UNREAD, expected: TOO_LARGE, persists: CLOSES })),
    ],
    facts: {},
    expected: 'same',
    persists: NOTHING,
    why: ['H-FLD-12'],
    trap: 'only a prefix is looked at',
  },
];

/** Words that are none of the three options, whatever they look like. */
const OTHERS: readonly SpellingClass[] = [
  {
    ...GROUP,
    id: 'CN13',
    about: 'words that nearly are an option',
    spellings: each(
      'Connection',
      'upgraded',
      'xupgrade',
      'up-grade',
      'upgrade-insecure',
      'Upgrade1',
      'closed',
      'xclose',
      'keepalive',
      'keep_alive',
      'keep alive',
      'not-close',
    ),
    facts: { connection: 'none' },
    expected: 'NO',
    persists: NOTHING,
    why: ['H-CONN-1'],
    trap: 'looking for a substring',
  },
  {
    ...GROUP,
    id: 'CN14',
    about: 'options with parameters or values',
    spellings: each(
      'Connection',
      'Upgrade;x',
      'Upgrade; q=0',
      'close=1',
      'Upgrade=websocket',
      'keep-alive; timeout=5',
      'keep-alive=5',
    ),
    facts: { connection: 'none' },
    expected: 'NO',
    persists: NOTHING,
    why: ['H-CONN-1'],
    trap: 'a split at the semicolon',
  },
  {
    ...GROUP,
    id: 'CN15',
    about: 'quoted options',
    spellings: each('Connection', '"Upgrade"', "'Upgrade'", '"close"', 'Upgr\\ade'),
    facts: { connection: 'none' },
    expected: 'NO',
    persists: NOTHING,
    why: ['H-FLD-10'],
  },
  {
    ...GROUP,
    id: 'CN16',
    about: 'other separators than a comma',
    spellings: each(
      'Connection',
      'close; Upgrade',
      'close Upgrade',
      'close\tUpgrade',
      'close/Upgrade',
      'close|Upgrade',
    ),
    facts: { connection: 'none' },
    expected: 'NO',
    persists: NOTHING,
    why: ['H-FLD-8'],
  },
  {
    ...GROUP,
    id: 'CN19',
    about: 'controls, NUL, octets from 0x80 up',
    spellings: [
      ...[...CONTROLS, ...FOREIGN_SPACES].flatMap((octets) =>
        ['Upgrade', 'close', 'keep-alive'].flatMap((word) => each('Connection', ...spoiled(word, octets))),
      ),
      ...each('Connection', 'clo\xc5\xbfe', '\xe2\x84\xaaeep-alive', 'upgrad\xd0\xb5'),
      ...(['upgrade', 'close', 'keep-alive'] as const).flatMap((word) =>
        strayed(
          'Connection',
          word,
          { whole: { connection: word }, parted: { connection: 'none' } },
          { whole: word === 'upgrade' ? 'OFFER' : 'NO', parted: 'NO' },
        ).map((one): Spelling => {
          const whole = one.facts?.connection !== 'none';
          const persists = { close: CLOSES, 'keep-alive': KEEPS, upgrade: NOTHING }[word];
          return { ...one, persists: whole ? persists : NOTHING };
        }),
      ),
    ],
    facts: { connection: 'none' },
    expected: 'NO',
    persists: NOTHING,
    why: ['H-FLD-5', 'H-FLD-10', 'H-FLD-14', 'H-LINE-9'],
    trap: 'trimming, C strings, folding case by Unicode',
  },
  {
    ...GROUP,
    id: 'CN21',
    about: 'a field named Close',
    spellings: [
      { lines: ['Close: 1'] },
      { lines: ['Connection: Upgrade', 'Close: 1'], facts: {}, expected: 'same' },
    ],
    facts: { connection: 'none' },
    expected: 'NO',
    persists: NOTHING,
    why: ['H-CONN-9'],
  },
  {
    ...GROUP,
    id: 'CN22',
    about: 'Proxy-Connection',
    spellings: each('Proxy-Connection', 'keep-alive', 'close', 'upgrade'),
    facts: { connection: 'none' },
    expected: 'NO',
    persists: NOTHING,
    why: ['H-PERSIST-17'],
  },
  {
    ...GROUP,
    id: 'CN23',
    about: 'a folded line',
    spellings: [
      {
        lines: ['Connection: keep-alive,\r\n Upgrade'],
        repaired: { lines: ['Connection: keep-alive, Upgrade'], expected: 'OFFER' },
      },
    ],
    facts: { connection: 'keep-alive+upgrade', syntax: 'repaired' },
    expected: 'REJ|FIX',
    persists: KEEPS,
    why: ['H-FLD-4'],
  },
];

/** The classes of Connection. */
export const CONNECTION_CLASSES: readonly SpellingClass[] = [...WORDS, ...LISTS, ...OTHERS];
