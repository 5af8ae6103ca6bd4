/**
 * How much of what was observed a set of settings explains, and with which answers.
 *
 * 1. Settings part the cases by the clause that decides them; each part has one answer, the one that most
 *    of its cases were given. So answers need no search.
 * 2. A 101 is never the answer of a fault: where a fault is answered so, it was not looked at.
 * 3. The answer the product usually refuses with costs nothing, nor does one to an ordinary request; a
 *    permitted answer of its own costs little, and one that is not permitted as much as a setting.
 */
import { ERROR_STATUSES } from '../../spec/admission.js';
import type { Answer, Answers } from '../dialect.js';
import { classOf } from '../dialect.js';
import type { Check } from '../places.js';
import type { Cases } from './cases.js';
import {
  CAUSES,
  checkOf,
  type Decided,
  decide,
  GRANT,
  isFault,
  isOrdinary,
  nameOf,
  ORDINARY,
  ORDINARY_OTHER,
} from './decide.js';
import type { Settings } from './settings.js';

/** What was observed of one case. A reset counts as closed, and so does a Close frame. */
export interface Observed {
  readonly status: number | 'none';
  readonly closed: boolean;
  readonly live: boolean;
}

/** What settings explain. */
export interface Explained {
  /** Cells that are not explained, and what the settings and answers cost. */
  readonly loss: number;
  readonly answers: Answers;
  /** What is expected of each case. */
  readonly expected: readonly Observed[];
  /** The decisive clause of each case: that of a fault, of a grant, or a word for the kind of request. */
  readonly causes: readonly string[];
}

/** What a setting costs, in cells; a prior may make some dearer and some cheaper. */
export type Cost = (name: string, value: string) => number;

/** One server's cases, ready to be explained. */
export interface Evidence {
  readonly cases: Cases;
  readonly seen: Numbered;
  /** Which cases count: all of them, or those of a half. */
  readonly counts: Uint8Array;
}

/**
 * What was observed, as numbers: the status by its place, then whether it closed, then whether it was live.
 */
export interface Numbered {
  readonly statuses: readonly (number | 'none')[];
  readonly codes: Int16Array;
}

/**
 * Observations are numbered, so that counting them is quick.
 *
 * @param observed - what was observed, one for each case
 * @returns their statuses, and a code for each case
 */
export function numbered(observed: readonly Observed[]): Numbered {
  const statuses: (number | 'none')[] = [...new Set(observed.map(({ status }) => status))];
  const codes = Int16Array.from(
    observed,
    ({ status, closed, live }) => statuses.indexOf(status) * 4 + (closed ? 2 : 0) + (live ? 1 : 0),
  );
  return { statuses, codes };
}

/** The ways of an answer, by number; a status or none with each of them is an answer. */
const WAYS = ['decide', 'close', 'nothing', 'wait'] as const;
const WAYS_WITH_STATUS = [0, 1, 2];
const WAYS_WITHOUT = [1, 3];

const answerNumbered = (seen: Numbered, number: number): Answer =>
  ({ status: seen.statuses[number >> 2] ?? 'none', then: WAYS[number & 3] ?? 'close' }) as Answer;

/** A cell whose connection is live where that is not expected, or the other way round, is half explained. */
const HALF_EXPLAINED = 0.6;
const OWN_ANSWER = 0.35;
const DEVIATION = 1.4;

/**
 * How many cells of a part an answer explains. The counts of a status stand at `at`: eight, by closed,
 * live, and whether the connection would persist.
 */
function explains(counts: Uint16Array, at: number, way: number, isFree: boolean): number {
  const n = (place: number): number => counts[at + place] as number;
  if (way === 1) return n(4) + n(5) + n(6) + n(7);
  const [dead, live] = [n(0) + n(1), n(2) + n(3)];
  if (way === 3) return dead + live;
  if (way === 2) return dead + HALF_EXPLAINED * live;
  if (isFree) return live + HALF_EXPLAINED * dead;
  return n(3) + HALF_EXPLAINED * n(1) + n(4) + n(6);
}

/** An answer to a fault is permitted where the clause, or for want of one a text on handshakes, has it. */
function isPermitted(check: Check, answer: Answer): boolean {
  if (answer.then === 'nothing') return false;
  if (answer.status === 'none') return true;
  const status = classOf(answer.status);
  if (check.refusal === undefined) return ERROR_STATUSES.includes(status);
  return check.refusal.answers.includes(status) && (answer.then === 'close' || !check.refusal.ends);
}

/** Whether an answer is permitted by a clause, asked once for each. */
const permitted = new Map<string, boolean>();

function permits(check: Check, answer: Answer): boolean {
  const key = `${check.name} ${answer.status} ${answer.then}`;
  let known = permitted.get(key);
  if (known === undefined) {
    known = isPermitted(check, answer);
    permitted.set(key, known);
  }
  return known;
}

/** The numbers of the answers of all parts, and what they gain. */
interface Answered extends Decided {
  readonly all: number;
  readonly gain: number;
  readonly switches: boolean;
  /** By cause: the number of its own answer, -1 where it has the usual one. */
  readonly own: Int16Array;
  readonly refusal: number;
  readonly granted: number;
}

/** Room for counting, used again and again: a search counts some thousand times. */
interface Room {
  readonly counts: Uint16Array;
  readonly sizes: Uint16Array;
  readonly explained: Float32Array;
  readonly votes: Float32Array;
}

const rooms = new Map<number, Room>();

/** The room for so many statuses, emptied. */
function roomFor(statuses: number): Room {
  let room = rooms.get(statuses);
  if (room === undefined) {
    room = {
      counts: new Uint16Array(CAUSES * statuses * 8),
      sizes: new Uint16Array(CAUSES),
      explained: new Float32Array(CAUSES * statuses * 4),
      votes: new Float32Array(statuses * 4),
    };
    rooms.set(statuses, room);
  }
  room.counts.fill(0);
  room.sizes.fill(0);
  room.explained.fill(0);
  room.votes.fill(0);
  return room;
}

/** Counts what was observed by cause; returns how many cases count. */
function countInto({ counts, sizes }: Room, evidence: Evidence, { causes, persists }: Decided): number {
  const { cases, seen, counts: included } = evidence;
  const width = seen.statuses.length * 8;
  let all = 0;
  for (let at = 0; at < cases.ids.length; at += 1) {
    if (included[at] === 0) continue;
    all += 1;
    const cause = causes[at] as number;
    sizes[cause] = (sizes[cause] as number) + 1;
    const place = cause * width + (seen.codes[at] as number) * 2 + (persists[at] as number);
    counts[place] = (counts[place] as number) + 1;
  }
  return all;
}

/**
 * Finds the answers: for every part what each explains, then the usual ones, then where another is worth
 * its price.
 */
function answered(evidence: Evidence, settings: Settings): Answered {
  const decided = decide(evidence.cases, settings);
  const { seen } = evidence;
  const room = roomFor(seen.statuses.length);
  const all = countInto(room, evidence, decided);
  const { counts, sizes, explained, votes } = room;
  const width = seen.statuses.length * 8;
  const switches = settings['after101.persistence'] !== undefined;
  const many = seen.statuses.length * 4;
  for (let cause = 0; cause < CAUSES; cause += 1) {
    if (sizes[cause] === 0) continue;
    seen.statuses.forEach((status, place) => {
      const isSwitch = status === 101;
      const refuses = status === 'none' || status >= 300;
      if (isSwitch && (isFault(cause) || isOrdinary(cause))) return;
      for (const way of status === 'none' ? WAYS_WITHOUT : WAYS_WITH_STATUS) {
        const value = explains(counts, cause * width + place * 8, way, isSwitch && !switches);
        explained[cause * many + place * 4 + way] = value;
        if (isFault(cause) && refuses)
          votes[place * 4 + way] = (votes[place * 4 + way] as number) + Math.min(value, 4);
      }
    });
  }
  const best = (from: number): number => {
    let found = -1;
    for (let number = 0; number < many; number += 1) {
      const value = explained[from + number] as number;
      if (value > 0 && (found < 0 || value > (explained[from + found] as number) + 1e-6)) found = number;
    }
    return found;
  };
  let refusal = -1;
  for (let number = 0; number < many; number += 1) {
    if ((votes[number] as number) > (refusal < 0 ? 0 : (votes[refusal] as number) + 1e-6)) refusal = number;
  }
  const granted = best(GRANT * many);
  const plain = best(ORDINARY * many);
  const usual = { refusal, granted, plain };
  const found = chooseAnswers(seen, sizes, explained, usual);
  return { ...decided, all, switches, refusal, granted, ...found };
}

interface Usual {
  readonly refusal: number;
  readonly granted: number;
  readonly plain: number;
}

/**
 * The cause whose own answer a cause has where it has none: content that is read as frames is so however it
 * is framed.
 */
const LIKE: Readonly<Record<string, string>> = { 'handshake.ambiguous-framing': 'handshake.content' };

function usualOf(cause: number, usual: Usual, own: Int16Array): number {
  if (isFault(cause)) return usual.refusal;
  if (cause === ORDINARY) return -1;
  if (cause === ORDINARY_OTHER) return usual.plain;
  const at = LIKE_OF[cause] as number;
  return at >= 0 && (own[at] ?? -1) >= 0 ? (own[at] as number) : usual.granted;
}

const nameOfGrant = new Map(
  Array.from({ length: CAUSES }, (_, cause) => cause)
    .filter((cause) => !isFault(cause) && !isOrdinary(cause))
    .map((cause) => [nameOf(cause), cause] as const),
);

/** For each cause the one whose answer it has; -1 for none. */
const LIKE_OF = Int16Array.from({ length: CAUSES }, (_, cause) =>
  isFault(cause) || isOrdinary(cause) ? -1 : (nameOfGrant.get(LIKE[nameOf(cause)] ?? '') ?? -1),
);

/** The order in which parts are given their answers: those that others look at first. */
const ORDER = Array.from({ length: CAUSES }, (_, cause) => cause).sort(
  (one, other) => Number(nameOf(one) in LIKE) - Number(nameOf(other) in LIKE) || one - other,
);

function priceOf(cause: number, answer: Answer): number {
  if (cause === ORDINARY || cause === GRANT) return 0;
  if (cause === ORDINARY_OTHER) return OWN_ANSWER;
  if (!isFault(cause)) return DEVIATION;
  return permits(checkOf(cause), answer) ? OWN_ANSWER : DEVIATION;
}

/** The answer that each part is given: the usual one, unless another explains more than it costs. */
function chooseAnswers(seen: Numbered, sizes: Uint16Array, explained: Float32Array, usual: Usual) {
  const many = seen.statuses.length * 4;
  const own = new Int16Array(CAUSES).fill(-1);
  let gain = 0;
  for (const cause of ORDER) {
    if (sizes[cause] === 0) continue;
    const expected = usualOf(cause, usual, own);
    const from = cause * many;
    let best = expected < 0 ? 0 : (explained[from + expected] as number);
    for (let number = 0; number < many; number += 1) {
      const value = explained[from + number] as number;
      if (number === expected || value <= best) continue;
      const worth = value - priceOf(cause, answerNumbered(seen, number));
      if (worth > best + 1e-6) {
        best = worth;
        own[cause] = number;
      }
    }
    gain += best;
  }
  return { own, gain };
}

/**
 * What settings lose: the cells they do not explain, and what they and their answers cost.
 *
 * @param evidence - the cases with what was observed
 * @param settings - the settings
 * @param cost - what each setting costs
 * @returns the loss; less is better
 */
export function lossOf(evidence: Evidence, settings: Settings, cost: Cost): number {
  return lossBy(answered(evidence, settings), settings, cost);
}

function lossBy({ all, gain }: Answered, settings: Settings, cost: Cost): number {
  let price = 0;
  for (const name in settings) price += cost(name, settings[name] as string);
  return all - gain + price;
}

/** What an answer makes of a connection that would persist, or not. */
function expectedOf(answer: Answer, persists: boolean, switches: boolean): Observed {
  const { status, then } = answer;
  if (then === 'close') return { status, closed: true, live: false };
  if (then === 'wait' || then === 'nothing') return { status, closed: false, live: false };
  const stays = status === 101 && !switches ? true : persists;
  return { status, closed: !stays, live: stays };
}

const USUALLY: Readonly<Record<'refusal' | 'ordinary' | 'grant', Answer>> = {
  refusal: { status: 400, then: 'close' },
  ordinary: { status: 200, then: 'decide' },
  grant: { status: 101, then: 'decide' },
};

/** The answers by name: those of parts that have their own, and the usual ones. */
function answersBy(seen: Numbered, { own, refusal, granted }: Answered): Answers {
  const answers: Record<string, Answer> = {};
  if (refusal >= 0) answers.refusal = answerNumbered(seen, refusal);
  if (granted >= 0) answers.grant = answerNumbered(seen, granted);
  own.forEach((number, cause) => {
    if (number >= 0 && cause !== GRANT) answers[nameOf(cause)] = answerNumbered(seen, number);
  });
  const like = answers['handshake.content'];
  for (const name of Object.keys(LIKE)) if (like !== undefined) answers[name] ??= like;
  return answers;
}

/**
 * What settings and answers make of every case.
 *
 * @param evidence - the cases with what was observed
 * @param settings - the settings
 * @param answers - the answers, by clause or kind of request
 * @returns what is expected of each case
 */
export function expectedWith({ cases }: Evidence, settings: Settings, answers: Answers): readonly Observed[] {
  const { causes, persists } = decide(cases, settings);
  const switches = settings['after101.persistence'] !== undefined;
  const toCause: Answer[] = [];
  return Array.from(causes, (cause, at) => {
    toCause[cause] ??= answerTo(cause, answers);
    return expectedOf(toCause[cause], persists[at] === 1, switches);
  });
}

/** The answer to a cause: its own, or the usual one of its kind. */
function answerTo(cause: number, answers: Answers): Answer {
  const own = answers[nameOf(cause)];
  if (own !== undefined) return own;
  if (isFault(cause)) return answers.refusal ?? USUALLY.refusal;
  if (isOrdinary(cause)) return answers.ordinary ?? USUALLY.ordinary;
  return answers.grant ?? USUALLY.grant;
}

/**
 * What settings explain, in full.
 *
 * @param evidence - the cases with what was observed
 * @param settings - the settings
 * @param cost - what each setting costs
 * @returns the loss, the answers, and what is expected of every case
 */
export function explain(evidence: Evidence, settings: Settings, cost: Cost): Explained {
  const found = answered(evidence, settings);
  const answers = answersBy(evidence.seen, found);
  return {
    loss: lossBy(found, settings, cost),
    answers,
    expected: expectedWith(evidence, settings, answers),
    causes: Array.from(found.causes, nameOf),
  };
}
