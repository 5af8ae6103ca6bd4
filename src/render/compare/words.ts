/**
 * Sentences put together: a setting, an answer, and what a cell says, in words.
 *
 * 1. Each is made of the words in `sentences.ts` and of the data, and of nothing else.
 * 2. What has no words is shown by its name, never left out.
 */
import type { Answer } from '../../dialects/dialect.js';
import { checksOf } from '../../dialects/infer/settings.js';
import type { Place } from '../../dialects/places.js';
import type { OptionReading, Reading } from '../../spec/reading.js';
import type { Cell } from './matrix.js';
import { CASES, type Seen } from './observed.js';
import type { ClauseRow } from './rows.js';
import {
  ANSWERED,
  FOUND,
  GROUPED,
  LABEL_AS,
  METHOD_AS,
  OPEN,
  OTHERWISE,
  PLACED,
  READ,
  REQUESTS_OF,
  SOUGHT,
} from './sentences.js';

const own = <T>(record: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(record, name) ? record[name] : undefined;

/** Words as a list in a sentence. */
export function inWords(words: readonly string[], last = 'and'): string {
  const [end, ...before] = words.toReversed();
  return before.length === 0 ? (end ?? '') : `${before.toReversed().join(', ')} ${last} ${end}`;
}

/** The requests of a clause or a check, as a phrase; its name where there is none. */
export const requestsOf = (name: string): string => own(REQUESTS_OF, name) ?? `a request of ${name}`;

function labelSentence(label: string, value: string): string {
  const [as = '', persistsAs] = value.split('/');
  const says = own(LABEL_AS, as) ?? as;
  const then =
    persistsAs === undefined ? '' : `, and lets it persist as ${own(LABEL_AS, persistsAs) ?? persistsAs}`;
  return `It takes the version label ${label} for ${says}${then}.`;
}

function readingSentence(name: string, value: string): string | undefined {
  const sought = SOUGHT[name as keyof Reading];
  if (sought !== undefined) {
    const found = own(FOUND, value as OptionReading);
    return found === undefined ? undefined : `It finds ${sought} ${found}.`;
  }
  if (name === 'wsVersions')
    return `Of the WebSocket versions 0, 8, 12, 13 and 14, which were asked, it takes ${inWords(value.split(','))}.`;
  return own(own(READ, name) ?? {}, value);
}

/** Checks that are left out together; a group that has no sentence of its own is told check by check. */
function groupSentence(group: string, value: string): string | undefined {
  const checks = Object.keys(checksOf({ [`checks.${group}`]: value }));
  if (value !== 'never' || checks.length === 0) return undefined;
  const told = own(GROUPED, group);
  return told ?? `It takes as any other: ${checks.map(requestsOf).join('; ')}.`;
}

/**
 * What a setting says of a server.
 *
 * @param name - such as `reading.upgrade`, `check.host.missing`, `label.HTTP/1.2`
 * @param value - its value
 * @returns one sentence; undefined where there are no words for it
 */
export function settingSentence(name: string, value: string): string | undefined {
  const dot = name.indexOf('.');
  const [kind, rest] = [name.slice(0, dot), name.slice(dot + 1)];
  const other = own(own(OTHERWISE, name) ?? {}, value);
  if (other !== undefined) return other;
  if (kind === 'reading') return readingSentence(rest, value);
  if (kind === 'checks') return groupSentence(rest, value);
  if (kind === 'label') return labelSentence(rest, value);
  if (name === 'methods.taken') return `It takes ${inWords(value.split(','))} as GET.`;
  const as = own(METHOD_AS, value);
  if (kind === 'method' && as !== undefined) return `It takes the method ${rest} ${as}.`;
  const [placed, phrase] = [own(PLACED, value as Place), own(REQUESTS_OF, rest)];
  return kind === 'check' && placed !== undefined && phrase !== undefined ? placed(phrase) : undefined;
}

/**
 * What is open where no case decided a setting: a reading, or when certain requests are refused.
 *
 * @param name - the setting
 * @returns a phrase, of a check that for its requests; undefined where there are no words for it
 */
export function openPhrase(name: string): string | undefined {
  const dot = name.indexOf('.');
  const [kind, rest] = [name.slice(0, dot), name.slice(dot + 1)];
  if (kind === 'reading') return OPEN[rest as keyof Reading];
  const phrase = kind === 'check' ? own(REQUESTS_OF, rest) : undefined;
  return phrase;
}

const THEN: Readonly<Record<string, string>> = {
  decide: '',
  close: ', and closes',
  nothing: ', and deals with nothing further',
};

/**
 * An answer in a sentence.
 *
 * @param name - the clause that decided, or the kind of request
 * @param answer - the answer
 * @returns such as `To an ordinary GET it answers 200.`
 */
export function answerSentence(name: string, { status, then }: Answer): string {
  const to = own(ANSWERED, name) ?? requestsOf(name);
  if (status === 'none')
    return then === 'wait' ? `It waits for more behind ${to}.` : `It closes without an answer to ${to}.`;
  return `To ${to} it answers ${status}${THEN[then] ?? ''}.`;
}

/** An answer behind `it`. */
function did({ status, closed }: Seen): string {
  if (status === 'none') return closed ? 'closes' : 'says nothing';
  if (status === 101) return closed ? 'answers 101 and closes' : 'answers 101';
  return `answers ${status} and ${closed ? 'closes' : 'leaves the connection open'}`;
}

const WHICH: Readonly<Record<string, (anchor: string) => string>> = {
  breaks: (anchor) => `which ${anchor} forbids`,
  departs: (anchor) => `which ${anchor} advises against`,
  asks: (anchor) => `which no sentence forbids in words (see ${anchor})`,
};

/** Case ids, the first ones, and how many more. */
export function idsText(places: readonly number[], most: number, show: (id: string) => string): string {
  const ids = places.slice(0, most).map((at) => show(CASES[at]?.id ?? ''));
  return places.length > most ? `${ids.join(', ')} and ${places.length - most} more` : ids.join(', ');
}

/**
 * A break in one sentence, with the requests that showed it.
 *
 * @param row - the clause
 * @param cell - the cell, in which a break was observed
 * @param seen - what was seen, request by request
 * @param show - how a case id is shown
 * @returns a sentence
 */
export function brokenSentence(
  row: ClauseRow,
  cell: Cell,
  seen: readonly (Seen | undefined)[],
  show: (id: string) => string = (id) => id,
): string {
  const anchor = row.clause.sources[0]?.anchor ?? '';
  const which = WHICH[cell.finding]?.(anchor) ?? '';
  const ways = [...new Set(cell.broken.flatMap((at) => (seen[at] === undefined ? [] : [did(seen[at])])))];
  const count = cell.broken.length;
  const asked = count + cell.kept.length;
  const showed = `${count === asked ? count : `${count} of ${asked}`} request${asked === 1 ? '' : 's'}`;
  const phrase = requestsOf(row.clause.id);
  const told = ways.length > 3 ? [...ways.slice(0, 3), 'does otherwise'] : ways;
  const grants = ways.join() === 'answers 101' && /^(a handshake|an offer|a WebSocket offer) /.test(phrase);
  const says = grants ? `It grants ${phrase}` : `To ${phrase} it ${inWords(told, 'or')}`;
  return `${says}, ${which}: ${showed} showed it (${idsText(cell.broken, 3, show)}).`;
}

const CHOSEN: Readonly<Record<string, string>> = {
  'answers an error': 'answers an error',
  'answers as usual': 'answers as usual',
  closes: 'closes',
  grants: 'answers 101',
  'stays open': 'leaves the connection open',
};

/**
 * A choice in one sentence.
 *
 * @param row - the clause that leaves it
 * @param cell - the cell, which is a choice
 * @param show - how a case id is shown
 * @returns a sentence
 */
export function choiceSentence(
  row: ClauseRow,
  cell: Cell,
  show: (id: string) => string = (id) => id,
): string {
  const does = cell.does.split(' or ').map((one) => own(CHOSEN, one) ?? one);
  const to = row.tables.includes('persistence') ? 'Behind' : 'To';
  return (
    `${to} ${requestsOf(row.clause.id)} it ${inWords(does, 'or')}: ` +
    `a choice (${idsText(cell.chosen, 1, show)}).`
  );
}
