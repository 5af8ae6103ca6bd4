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
import { hasMember, isDigits, isOctet, isWord, members, trimmed } from './fields.js';
import type { LengthChoice } from './framing.js';
import type { RepairKind } from './message.js';
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

/** A comma stands with nothing before or behind it. */
const hasEmptyMember = (line: string): boolean =>
  line.includes(',') && line.split(',').some((member) => trimmed(member) === '');

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
 * `last-list` read one line as a list, and to `full-list` a list with an empty member is none. `prefix` and
 * `substring` look at the start of a line or anywhere in it (of the first line or the last one:
 * `first-substring`, `last-substring`), `presence` only whether there is a line, and `not-empty` whether
 * one has text. `list-with-parameters` cuts each member at its semicolon.
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
  'full-list': (lines, word) => !lines.some(hasEmptyMember) && isListed(lines, word),
  'first-list': (lines, word) => hasMember(lines[0] ?? '', word),
  'last-list': (lines, word) => hasMember(lines.at(-1) ?? '', word),
  'list-with-parameters': (lines, word) =>
    members(lines).some((member) => isWord(trimmed(member.split(';', 1)[0] ?? ''), word)),
  'first-substring': (lines, word) => isSomewhereIn(lines[0] ?? '', word),
  'last-substring': (lines, word) => isSomewhereIn(lines.at(-1) ?? '', word),
  prefix: (lines, word) => lines.some((line) => standsIn(line, word, 0)),
  substring: (lines, word) => lines.some((line) => isSomewhereIn(line, word)),
  'not-empty': (lines) => lines.some((line) => line !== ''),
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
  'not-empty': (text) => (text === '' ? 'invalid' : 'valid'),
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

/** The text of one version: one of those taken, another number from 0 to 255, or none. */
function wsVersionIn(text: string, taken: readonly string[]): Value<'wsVersion'> {
  if (taken.includes(text)) return '13';
  // 0 to 255 without leading zero, so `013` and 269 (13 modulo 256) are no version (rfc6455#section-4.1).
  return isOctet(text) ? 'other' : 'invalid';
}

/** The number that the digits at the start of a text make, as C's atoi has it: none make 0. */
const numberAtStart = (text: string): string =>
  String(Number.parseInt(/^\d{1,9}/.exec(text)?.[0] ?? '0', 10));

type WsVersionReader = (lines: readonly string[], taken: readonly string[]) => Value<'wsVersion'>;

/** Reads one text of the lines; without a line there is no version. */
const oneOf =
  (choose: (lines: readonly string[]) => string): WsVersionReader =>
  (lines, taken) =>
    lines.length === 0 ? 'absent' : wsVersionIn(choose(lines), taken);

/**
 * The lines of Sec-WebSocket-Version are judged by one of these readers; to `ignored` every version is 13.
 *
 * `strict` takes one line, `first-line` the first of several. `first-member` and `any-member` read a list,
 * `number` the digits at the start of the first line. Which versions are taken for 13 is a list of its own.
 *
 * @see rfc6455#section-4.2.1
 * @example
 * WS_VERSION_READERS['strict'](['8'], ['13']); // 'other'
 */
export const WS_VERSION_READERS = {
  strict: (lines, taken) => (lines.length > 1 ? 'several' : oneOf(([only]) => only ?? '')(lines, taken)),
  'first-line': oneOf(([first]) => first ?? ''),
  'first-member': oneOf((lines) => members(lines)[0] ?? ''),
  'any-member': oneOf((lines) => {
    const all = members(lines);
    return all.find((member) => member === '13') ?? all[0] ?? '';
  }),
  number: oneOf(([first]) => numberAtStart(first ?? '')),
  present: (lines) => (lines.length > 0 ? '13' : 'absent'),
  ignored: () => '13',
} as const satisfies Record<string, WsVersionReader>;

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
  /** The versions of WebSocket that are taken for 13; the standards have one. */
  readonly wsVersions: readonly string[];
  readonly host: keyof typeof HOST_READERS;
  /** Which of several lengths is taken when they differ. */
  readonly lengths: LengthChoice;
  /** The whitespace that is no part of a value: HTAB counts as such, or stays in the value. */
  readonly trims: 'spaces-and-tabs' | 'spaces';
  /** Repairs that a recipient may make and this one refuses to; none in the standards. */
  readonly refuses: readonly RepairKind[];
  /**
   * Version labels that are taken for another version than they are, by their spelling; none in the
   * standards.
   */
  readonly labels: Readonly<Record<string, LabelReading>>;
  /** Methods that are taken for something else than they are, by their spelling; none in the standards. */
  readonly methods: Readonly<Record<string, Value<'method'>>>;
}

/** As which version a label counts. */
export interface LabelReading {
  /** For everything but persistence. */
  readonly as: Version;
  /** For persistence; the same where it is left out. */
  readonly persistsAs?: Version;
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
  wsVersions: ['13'],
  host: 'strict',
  lengths: 'all-the-same',
  trims: 'spaces-and-tabs',
  refuses: [],
  labels: {},
  methods: {},
};
