/**
 * A reading: how text from the wire becomes facts, one named reader for each element.
 *
 * 1. The standards are one reading. A product may have another, and then only its reading differs: the
 *    tables that decide are the same.
 * 2. Every reader stands under its name in one of the records below, and does nothing but what the name says.
 * 3. That facts do not depend on order, case or the splitting of lines is true of the standards' reading. A
 *    reading that looks at one line, or at a whole line, breaks it; where a product does, that is a
 *    finding.
 */
import type { Value } from './axes.js';
import { hasMember, isDigits, isWord } from './fields.js';
import type { LengthChoice } from './framing.js';
import { keyShape } from './proof.js';
import { hostAndPort } from './uri.js';

/** How one option is looked for in the lines of a field; the word sought is in lower case. */
type OptionReader = (lines: readonly string[], word: string) => boolean;

/** A word is in the text, whatever the case of its ASCII letters, at this place or anywhere. */
const standsIn = (text: string, word: string, at: number): boolean =>
  isWord(text, word, at, at + word.length);
const isSomewhereIn = (text: string, word: string): boolean => {
  for (let at = 0; at + word.length <= text.length; at += 1) if (standsIn(text, word, at)) return true;
  return false;
};

/** A word is a member of some line: a loop of its own, since this is asked three times of every head. */
function isListed(lines: readonly string[], word: string): boolean {
  for (const line of lines) if (hasMember(line, word)) return true;
  return false;
}

/**
 * An option of Connection, or a protocol of Upgrade, is found by one of these readers.
 *
 * `list` is the standards' reader: a member of the list that all lines make together. `joined` compares the
 * value of the whole field, `each-line`, `first-line` and `last-line` that of one line; `first-list` and
 * `last-list` read one line as a list. `prefix` and `substring` look at the start of a line or anywhere in
 * it, `presence` only whether there is a line.
 *
 * @see rfc9110#field.connection
 * @example
 * OPTION_READERS['list'](['keep-alive', 'Upgrade'], 'upgrade'); // true
 * OPTION_READERS['first-line'](['keep-alive', 'Upgrade'], 'upgrade'); // false
 */
export const OPTION_READERS = {
  list: isListed,
  joined: (lines, word) => isWord(lines.join(', '), word),
  'each-line': (lines, word) => lines.some((line) => isWord(line, word)),
  'first-line': (lines, word) => isWord(lines[0] ?? '', word),
  'last-line': (lines, word) => isWord(lines.at(-1) ?? '', word),
  'first-list': (lines, word) => hasMember(lines[0] ?? '', word),
  'last-list': (lines, word) => hasMember(lines.at(-1) ?? '', word),
  prefix: (lines, word) => lines.some((line) => standsIn(line, word, 0)),
  substring: (lines, word) => lines.some((line) => isSomewhereIn(line, word)),
  presence: (lines) => lines.length > 0,
  never: () => false,
  always: () => true,
} as const satisfies Record<string, OptionReader>;

type Version = Value<'version'>;

/** The fact that two numbers of a version are (rfc9110#protocol.version). */
function versionOf(major: number, minor: number): Version {
  if (major === 0) return '0.x';
  if (major > 1) return '2+';
  if (minor === 0) return '1.0';
  return minor === 1 ? '1.1' : '1.2+';
}

/** Exactly `HTTP/`, a digit, a dot and a digit. */
function exactLabel(label: string): Version {
  if (label === 'HTTP/1.1') return '1.1';
  if (label === '') return 'none';
  if (label.length !== 8 || label[6] !== '.') return 'malformed';
  return numbered(label);
}

/** `HTTP/`, digits, a dot and digits, as RFC 2616 had it: leading zeros count for nothing. */
function numbered(label: string): Version {
  if (label === '') return 'none';
  const dot = label.indexOf('.');
  const [major, minor] = [label.slice(5, Math.max(dot, 5)), label.slice(dot + 1)];
  if (!label.startsWith('HTTP/') || !isDigits(major) || !isDigits(minor)) return 'malformed';
  return versionOf(Number(major), Number(minor));
}

/** As the exact label, but `http` is `HTTP`. */
function anyCaseLabel(label: string): Version {
  return exactLabel(isWord(label, 'http', 0, 4) ? `HTTP${label.slice(4)}` : label);
}

/**
 * The version label is judged by one of these readers; the empty label is `none` to each.
 *
 * @see rfc9112#http.version
 * @example
 * VERSION_READERS['label']('HTTP/1.01'); // 'malformed'
 * VERSION_READERS['leading-zeros']('HTTP/1.01'); // '1.1'
 */
export const VERSION_READERS = {
  label: exactLabel,
  'leading-zeros': numbered,
  'any-case': anyCaseLabel,
} as const satisfies Record<string, (label: string) => Version>;

/**
 * The value of one Sec-WebSocket-Key line is judged by one of these readers.
 *
 * `length-24` also lets through the base64 of 17 or 18 octets, and text that is no base64 at all.
 *
 * @see rfc6455#section-4.2.1
 * @example
 * KEY_READERS['length-24']('x'.repeat(24)); // 'valid'
 */
export const KEY_READERS = {
  strict: keyShape,
  'length-24': (text) => (text.length === 24 ? 'valid' : 'invalid'),
  present: () => 'valid',
} as const satisfies Record<string, (text: string) => ReturnType<typeof keyShape>>;

/**
 * Of several lines of a field that may have one, these are read.
 *
 * @see rfc6455#section-11.3.1
 * @example
 * LINE_CHOICES['last'](['a', 'b']); // ['b']
 */
export const LINE_CHOICES = {
  all: (lines) => lines,
  first: (lines) => lines.slice(0, 1),
  last: (lines) => lines.slice(-1),
} as const satisfies Record<string, (lines: readonly string[]) => readonly string[]>;

/** One line, 13 or another number from 0 to 255. */
function strictWsVersion(lines: readonly string[]): Value<'wsVersion'> {
  const [text, another] = lines;
  if (text === undefined) return 'absent';
  if (another !== undefined) return 'several';
  if (text === '13') return '13';
  // 0 to 255 without leading zero, so `013` and 269 (13 modulo 256) are no version (rfc6455#section-4.1).
  const number = isDigits(text) && text.length <= 3 ? Number(text) : 256;
  return number < 256 && String(number) === text ? 'other' : 'invalid';
}

/**
 * The lines of Sec-WebSocket-Version are judged by one of these readers; to `ignored` every version is 13.
 *
 * @see rfc6455#section-4.2.1
 * @example
 * WS_VERSION_READERS['strict'](['8']); // 'other'
 */
export const WS_VERSION_READERS = {
  strict: strictWsVersion,
  present: (lines) => (lines.length > 0 ? '13' : 'absent'),
  ignored: () => '13',
} as const satisfies Record<string, (lines: readonly string[]) => Value<'wsVersion'>>;

/** One line, empty or with a host. */
function strictHost(lines: readonly string[]): Value<'host'> {
  const [text, another] = lines;
  if (text === undefined) return 'absent';
  if (another !== undefined) return 'several';
  const authority = hostAndPort(text);
  if (authority === undefined) return 'invalid';
  // `:80` is inside the grammar, but like the empty line it names nobody.
  return authority.host === '' ? 'empty' : 'one';
}

/**
 * The lines of Host are judged by one of these readers; to `ignored` there always is one.
 *
 * @see rfc9112#request.target
 * @see rfc9110#field.host
 * @example
 * HOST_READERS['strict'](['a', 'b']); // 'several'
 */
export const HOST_READERS = {
  strict: strictHost,
  ignored: () => 'one',
} as const satisfies Record<string, (lines: readonly string[]) => Value<'host'>>;

/** The name of a reader of options. */
export type OptionReading = keyof typeof OPTION_READERS;

/** How the text of a head becomes facts: the name of a reader for each element. */
export interface Reading {
  /** The version label of the request line. */
  readonly version: keyof typeof VERSION_READERS;
  /** The close option of Connection. */
  readonly close: OptionReading;
  /** The keep-alive option of Connection. */
  readonly keepAlive: OptionReading;
  /** The upgrade option of Connection. */
  readonly upgrade: OptionReading;
  /** The protocol websocket in Upgrade. */
  readonly websocket: OptionReading;
  /** The value of Sec-WebSocket-Key. */
  readonly key: keyof typeof KEY_READERS;
  /** Which lines of Sec-WebSocket-Key are read. */
  readonly keyLines: keyof typeof LINE_CHOICES;
  readonly wsVersion: keyof typeof WS_VERSION_READERS;
  readonly host: keyof typeof HOST_READERS;
  /** Which of several lengths is taken when they differ. */
  readonly lengths: LengthChoice;
}

/**
 * The standards read every option as a member of one list over all lines, and everything else strictly.
 *
 * @see rfc9110#fields.values
 * @example
 * const wholeLine: Reading = { ...STANDARDS_READING, websocket: 'joined' };
 */
export const STANDARDS_READING: Reading = {
  version: 'label',
  close: 'list',
  keepAlive: 'list',
  upgrade: 'list',
  websocket: 'list',
  key: 'strict',
  keyLines: 'all',
  wsVersion: 'strict',
  host: 'strict',
  lengths: 'all-the-same',
};
