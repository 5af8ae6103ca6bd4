/**
 * The Sec-WebSocket-Version field (requirements §7.8): a number from 0 to 255 without leading zero, on one
 * line (rfc6455#section-4.1, rfc6455#section-11.3.5).
 */
import { each, type Outcome, type SpellingClass, together } from './class.js';

const GROUP = { group: 'websocket version', replaces: ['wsVersion'] } as const;
const NAME = 'Sec-WebSocket-Version';
const why = ['WS-SRV-8', 'WS-SRV-9', 'Q-15'];

/** Refused, and the refusal names the versions spoken. */
const NAMES: readonly Outcome[] = ['versions'];
/** Refused; naming the versions is left open. */
const MAY_NAME: readonly Outcome[] = ['faulty', 'versions'];

/** One spelling outside the grammar for each value. */
function outside(id: string, about: string, trap: string, ...values: readonly string[]): SpellingClass {
  const facts = { wsVersion: 'invalid' } as const;
  return { ...GROUP, id, about, spellings: each(NAME, ...values), facts, expected: 'ERR', why, trap };
}

/** The classes of Sec-WebSocket-Version. */
export const WS_VERSION_CLASSES: readonly SpellingClass[] = [
  {
    ...GROUP,
    id: 'SV1',
    about: '13',
    spellings: each(NAME, '13', '13 ', '\t13'),
    facts: {},
    expected: 'same',
    why: ['WS-SRV-8'],
  },
  {
    ...GROUP,
    id: 'SV2',
    about: 'absent',
    spellings: [{ lines: [] }],
    facts: { wsVersion: 'absent' },
    expected: MAY_NAME,
    why,
    trap: 'taking 13 for granted',
  },
  outside('SV3', 'empty', 'an empty value taken for an absent field', ''),
  {
    ...GROUP,
    id: 'SV4',
    about: 'versions of the drafts',
    spellings: each(NAME, '0', '4', '7', '8'),
    facts: { wsVersion: 'other' },
    expected: NAMES,
    why,
    trap: 'support of the drafts',
  },
  {
    ...GROUP,
    id: 'SV5',
    about: 'reserved versions',
    spellings: each(NAME, '9', '10', '11', '12'),
    facts: { wsVersion: 'other' },
    expected: NAMES,
    why,
    trap: 'a version of at least 8',
  },
  {
    ...GROUP,
    id: 'SV6',
    about: 'versions above 13',
    spellings: each(NAME, '14', '15', '99', '255'),
    facts: { wsVersion: 'other' },
    expected: NAMES,
    why,
    trap: 'a version of at least 13',
  },
  outside(
    'SV7',
    'out of range, among them 13 modulo 2^8 and 2^32',
    'a narrow integer',
    '256',
    '-1',
    '269',
    '4294967309',
  ),
  outside('SV8', 'a leading zero or a sign', 'int(), atoi', '013', '0013', '+13', '00'),
  outside(
    'SV9',
    'other spellings of a number',
    'a comparison of numbers',
    '13.0',
    '1.3e1',
    '0x0d',
    '0xD',
    '0b1101',
    '0o15',
    '1_3',
    '13n',
    '13.',
  ),
  outside(
    'SV10',
    'something behind the number',
    'parseInt, a prefix',
    '13;x',
    '13abc',
    '13 8',
    '13/1',
    '"13"',
  ),
  outside('SV11', 'a list', 'looking for a token', '13, 8', '8, 13', '13,13', '13,'),
  {
    ...GROUP,
    id: 'SV12',
    about: 'two lines',
    spellings: [together(NAME, '13', '13'), together(NAME, '13', '8'), together(NAME, '8', '13')],
    facts: { wsVersion: 'several' },
    expected: MAY_NAME,
    why,
    trap: 'the first line wins, or the last',
  },
  outside(
    'SV13',
    'digits of other scripts',
    'a test for digits that knows Unicode',
    '\xef\xbc\x91\xef\xbc\x93',
    '\xd9\xa1\xd9\xa3',
  ),
  {
    ...outside('SV14', 'a longer number with 13 in it', 'looking for a substring', '113', '130', '131'),
    facts: { wsVersion: 'other' },
  },
];
