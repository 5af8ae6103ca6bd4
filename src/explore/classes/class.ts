/**
 * What a class of spellings is: octets that differ in one element only, what is told of them, and what is
 * permitted (requirements §7).
 *
 * 1. A class is plain data. It can be written as JSON and read by any other program; what is large is said as
 *    a repetition.
 * 2. A spelling is the reference handshake with one element changed, so whatever a server does otherwise is
 *    due to that element.
 * 3. Facts and verdicts are written by hand, from the requirements. That they are those of the reader and of
 *    the tables is what a test finds out.
 */
import type { FinalStatus } from '../../spec/admission.js';
import { type Axis, type Facts, REFERENCE } from '../../spec/axes.js';
import type { Verdict } from '../../spec/decide.js';
import { headReader, octetsOf, type Read, type RequestHead } from '../../spec/message.js';
import { FIELD_LINES, WORDS } from '../spellings.js';

/** Text of one character per octet: as it stands, or in pieces of which some are repeated. */
export type Text = string | readonly (string | { readonly repeat: string; readonly times: number })[];

/** A field that the reference handshake has a line of. */
export type ReferenceField = 'host' | 'upgrade' | 'connection' | 'key' | 'wsVersion';

/** An element of the input: what a class is about. */
export type Element =
  | 'field lines'
  | 'version'
  | 'method and target'
  | 'host'
  | 'connection'
  | 'upgrade'
  | 'key'
  | 'websocket version'
  | 'offers'
  | 'framing'
  | 'expectation and others';

/** One way to take a request; `more` when the head has not ended. */
type Way = 'grant' | 'ordinary' | 'faulty' | 'versions' | FinalStatus;

/**
 * One permitted way to take a request, and whether the connection ends for another reason than §9.3.
 *
 * `grant` may answer 101, `faulty` is a handshake that may not be granted, `versions` the same where the
 * refusal names the versions spoken, `ordinary` no handshake; a status refuses from the head. `more` stands
 * alone: there is nothing to take, since the head has not ended.
 */
export type Outcome = Way | `${Way} and end` | 'more';

/**
 * What is permitted, in the words of the requirements or as the exact set of outcomes.
 *
 * | word | means |
 * |---|---|
 * | `OFFER` | some outcome may grant |
 * | `NO` | not taken as a handshake, and never granted |
 * | `ERR` | taken as a handshake that may not be granted |
 * | `400`, `400c` | every outcome refuses, 400 is among them; and the connection ends |
 * | `REJ|FIX` | 400, or the verdict of the repaired text |
 * | `same` | nothing differs from the reference handshake |
 */
export type Expected = 'OFFER' | 'NO' | 'ERR' | '400' | '400c' | 'REJ|FIX' | 'same' | readonly Outcome[];

/**
 * Does the connection persist behind an ordinary answer: keep, close, or kept only where keep-alive is
 * honoured?
 */
export type Persists = 'K' | 'C' | 'k';

/** What of the reference handshake is replaced. */
export interface Replacement {
  /** The request line without its line end. */
  readonly request?: Text;
  /** Which lines of the reference are taken away; those of the class when not given. */
  readonly replaces?: readonly ReferenceField[];
  /**
   * The lines, without line ends, that stand in the place of the first one taken away, or behind all
   * others.
   */
  readonly lines?: readonly Text[];
}

/** Octets of a class. What it says of facts or verdict holds instead of what its class says. */
export interface Spelling extends Replacement {
  /** The whole head, where it is not the reference with something replaced. */
  readonly head?: Text;
  /** What comes behind the head. */
  readonly content?: Text;
  /** What the reader of chunked content makes of it. */
  readonly reads?: 'some' | 'end' | 'fault';
  /** The peer has sent its FIN behind these octets. */
  readonly ended?: true;
  /** Where the octets are cut into segments; `each` octet may be one. */
  readonly cuts?: 'each' | readonly number[];
  readonly facts?: Partial<Facts>;
  readonly expected?: Expected;
  /** For `REJ|FIX`: the repaired text, and what is permitted for it. */
  readonly repaired?: Replacement & { readonly expected: Exclude<Expected, 'REJ|FIX'> };
  readonly persists?: Readonly<Record<string, Persists>>;
  /** Why this is not what the requirements say of the class. */
  readonly corrected?: string;
  /** What the tables permit instead, where it is not what the standards permit. */
  readonly open?: { readonly got: readonly Outcome[]; readonly because: string };
}

/** One cell of the partition of an element. */
export interface SpellingClass {
  readonly id: string;
  readonly about: string;
  readonly group: Element;
  readonly replaces: readonly ReferenceField[];
  readonly spellings: readonly Spelling[];
  /** What of the facts differs from those of the reference handshake. */
  readonly facts: Partial<Facts>;
  readonly expected: Expected;
  /** Requirements and questions, by id. */
  readonly why: readonly string[];
  /** The technique of implementation that gets the class wrong. */
  readonly trap?: string;
  readonly corrected?: string;
  /** Whether a 100 is owed before content is read, as the head alone tells. */
  readonly expects?: Verdict['expects'];
  /**
   * Persistence of an ordinary answer, by what else is in the request: the label for a class of Connection
   * (`1.1`, `1.0`), the option for a class of labels (`none`, `keep-alive`, `close`).
   */
  readonly persists?: Readonly<Record<string, Persists>>;
}

/** The lines of the reference handshake in their order, each by the field it is of. */
export const REFERENCE_LINES: readonly (readonly [ReferenceField, string])[] = (
  ['host', 'upgrade', 'connection', 'key', 'wsVersion'] as const
).map((field) => {
  const spelled = FIELD_LINES[field] as Readonly<Record<string, readonly string[]>>;
  return [field, spelled[REFERENCE[field as Axis]]?.[0] ?? ''];
});

/** The request line of the reference handshake. */
export const REFERENCE_REQUEST = `${WORDS.method.GET} ${WORDS.target.origin} ${WORDS.version['1.1']}`;

/**
 * Text in pieces is written out.
 *
 * @param text - as it stands, or in pieces
 * @returns one character per octet
 * @example
 * textOf([{ repeat: 'a,', times: 3 }, 'close']); // 'a,a,a,close'
 */
export function textOf(text: Text): string {
  if (typeof text === 'string') return text;
  return text.map((piece) => (typeof piece === 'string' ? piece : piece.repeat.repeat(piece.times))).join('');
}

/** The lines of the reference with those of a replacement in their place. */
function linesWith(put: Replacement, usual: readonly ReferenceField[]): readonly string[] {
  if (put.lines === undefined) return REFERENCE_LINES.map(([, line]) => line);
  const gone = put.replaces ?? usual;
  const at = REFERENCE_LINES.findIndex(([field]) => gone.includes(field));
  const kept = (from: number, to: number): string[] =>
    REFERENCE_LINES.slice(from, to).flatMap(([field, line]) => (gone.includes(field) ? [] : [line]));
  const place = at < 0 ? REFERENCE_LINES.length : at;
  return [...kept(0, place), ...put.lines.map(textOf), ...kept(place, REFERENCE_LINES.length)];
}

/**
 * The octets of a spelling: a whole head, and what comes behind it.
 *
 * @param of - its class
 * @param spelling - the spelling, or the repaired text of one
 * @returns head and content, one octet per character of the text
 * @example
 * spellingOctets({ replaces: ['connection'] }, { lines: [] }).length; // 119
 */
export function spellingOctets(of: Pick<SpellingClass, 'replaces'>, spelling: Spelling): Uint8Array {
  const content = textOf(spelling.content ?? '');
  if (spelling.head !== undefined) return octetsOf(textOf(spelling.head) + content);
  const request = textOf(spelling.request ?? REFERENCE_REQUEST);
  return octetsOf([request, ...linesWith(spelling, of.replaces), '', content].join('\r\n'));
}

/**
 * A spelling is read as it arrives: in its segments, and with the FIN behind it if there is one.
 *
 * @param of - its class
 * @param spelling - the spelling
 * @returns the head, the refusal, or that there is no head yet
 */
export function readSpelling(of: Pick<SpellingClass, 'replaces'>, spelling: Spelling): Read<RequestHead> {
  const octets = spellingOctets(of, spelling);
  const reader = headReader('request');
  const cuts = spelling.cuts === 'each' ? Array.from(octets, (_, at) => at) : (spelling.cuts ?? []);
  let from = 0;
  for (const cut of [...cuts, octets.length]) {
    reader.push(octets.subarray(from, cut));
    from = cut;
  }
  return spelling.ended ? reader.end() : reader.push(new Uint8Array(0));
}

/**
 * One line of a field for each value, each a spelling of its own.
 *
 * @param name - the field name
 * @param values - the values, as they stand behind the colon and one space
 * @returns the spellings
 * @example
 * each('Connection', 'Upgrade', 'upgrade').length; // 2
 */
export function each(name: string, ...values: readonly Text[]): readonly Spelling[] {
  return values.map((value) => ({ lines: [line(name, value)] }));
}

/**
 * Several lines of a field, which are one spelling together.
 *
 * @param name - the field name
 * @param values - the value of each line
 * @returns the spelling
 */
export function together(name: string, ...values: readonly Text[]): Spelling {
  return { lines: values.map((value) => line(name, value)) };
}

/** A field line; nothing stands behind the colon when the value is empty. */
function line(name: string, value: Text): Text {
  if (typeof value === 'string') return value === '' ? `${name}:` : `${name}: ${value}`;
  return [`${name}: `, ...value];
}
