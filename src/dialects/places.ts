/**
 * Where a product looks at what the clauses about a request ask for: first, inside the handshake, or not at
 * all.
 *
 * 1. The rows are those of the standards' tables, and stay in their order. A product moves rows from one
 *    place to another; it has none of its own.
 * 2. A row that is looked at `first` refuses any request; one that is looked at when something is
 *    `offered`, any with an Upgrade field; one that is looked at `inside`, a handshake. One that makes the
 *    offer `not-a-handshake` leaves an ordinary request. One that is looked at `never` refuses nothing.
 * 3. Rows of one place are looked at in the order of the standards. Of those looked at first, what belongs
 *    to a handshake (the method) stands before the rest, and what belongs to an offer (the version) behind
 *    it.
 */
import { type Admission, type FinalStatus, REFUSALS, TOLERANCES } from '../spec/admission.js';
import { type Facts, VALUES } from '../spec/axes.js';
import type { Rules } from '../spec/decide.js';
import { DEFAULT_CHOICES } from '../spec/defaults.js';
import { HANDSHAKE, type Holds, OFFER, type Offer } from '../spec/handshake.js';
import { type Condition, defineTable, type Row } from '../spec/table.js';

/** Where a row is looked at; of two places that explain as much the first one is taken. */
export const PLACES = ['never', 'inside', 'not-a-handshake', 'offered', 'first'] as const;

/** Where a row is looked at. */
export type Place = (typeof PLACES)[number];

/** Where the rows stand that are not in their usual place, by the names of the checks. */
export type Checks = Readonly<Record<string, Place>>;

/** A row of the standards that can be moved, or a part of one. */
export interface Check {
  /** The clause; and where a row is told apart by a value, that value behind a colon. */
  readonly name: string;
  readonly clause: string;
  readonly when: Condition<Facts>;
  /** Its usual place: where the standards have it, and the default choice where they leave it open. */
  readonly usual: Place;
  /** What it refuses with where it is looked at first; that of the standards if they have it there. */
  readonly refusal: Extract<Admission, { does: 'refuse' }> | undefined;
  /** How the refusal of a handshake is told, where the row is inside. */
  readonly inside: Holds;
  /** A row about the same fault: where that is never looked at, this one usually is not either. */
  readonly follows: string | undefined;
}

/**
 * The value of Host that a row in an earlier table is about, and that row. Without Host only a request of
 * HTTP/1.0 comes so far, and a product that takes its offers reads them by the rules of HTTP/1.0, to which
 * Host is nothing.
 */
const HOSTS: readonly (readonly [Facts['host'], string | undefined])[] = [
  ['empty', undefined],
  ['absent', 'offer.old-version'],
  ['several', 'host.repeated'],
  ['invalid', 'host.invalid'],
];

/** A row on Host is told apart by value, since the handshake asks again what an earlier table has refused. */
function byValue(check: Check): readonly Check[] {
  if (check.clause !== 'handshake.host') return [check];
  return HOSTS.map(([value, follows]) => ({
    ...check,
    name: follows === undefined ? check.clause : `${check.clause}:${value}`,
    when: { host: [value] },
    follows,
  }));
}

/** Rows that are no check: the last one of each table, and the plain request, which offers nothing. */
const FIXED = ['request.admitted', 'offer.absent', 'offer.websocket', 'handshake.holds'];

const isRefusal = (outcome: Admission): outcome is Extract<Admission, { does: 'refuse' }> =>
  outcome.does === 'refuse';

const picked = (clause: string): string | undefined => DEFAULT_CHOICES.picks[clause];

const admissionCheck =
  (isTolerated: boolean) =>
  (row: Row<Facts, Admission>): Check => ({
    name: row.clause,
    clause: row.clause,
    when: row.when,
    usual: isTolerated && picked(row.clause) === 'go-on' ? 'never' : 'first',
    refusal: row.then.find(isRefusal),
    inside: 'faulty',
    follows: undefined,
  });

function offerCheck(row: Row<Facts, Offer>): Check {
  const outcome = (picked(row.clause) as Offer | undefined) ?? row.then[0];
  const usual = outcome === 'websocket' ? 'never' : 'not-a-handshake';
  return {
    name: row.clause,
    clause: row.clause,
    when: row.when,
    usual,
    refusal: undefined,
    inside: 'faulty',
    follows: undefined,
  };
}

function handshakeCheck(row: Row<Facts, Holds>): Check {
  const outcome = (picked(row.clause) as Holds | undefined) ?? row.then[0];
  return {
    name: row.clause,
    clause: row.clause,
    when: row.when,
    usual: outcome === 'holds' ? 'never' : 'inside',
    refusal: undefined,
    inside: row.then.find((one) => one !== 'holds') ?? 'faulty',
    follows: row.clause === 'handshake.ambiguous-framing' ? 'framing.both' : undefined,
  };
}

/** Every row that can be moved, in the order of the standards. */
export const CHECKS: readonly Check[] = [
  ...REFUSALS.rows.map(admissionCheck(false)),
  ...TOLERANCES.rows.map(admissionCheck(true)),
  ...OFFER.rows.map(offerCheck),
  ...HANDSHAKE.rows.map(handshakeCheck),
]
  .filter(({ clause }) => !FIXED.includes(clause))
  .flatMap(byValue);

/** The answer a row is given, as far as the tables need it: its class, and whether the connection ends. */
export interface Refusal {
  readonly status: FinalStatus;
  readonly ends: boolean;
}

/** The rows that decide whether a handshake holds. */
export const isOfHandshake = (clause: string): boolean => HANDSHAKE.rows.some((row) => row.clause === clause);

/**
 * Where a row is looked at.
 *
 * @param checks - the rows that are moved
 * @param check - the row
 * @param ignores - whether the application never upgrades, so that nobody looks whether a handshake holds
 * @returns its place
 */
export function placeOf(checks: Checks, check: Check, ignores: boolean): Place {
  const moved = checks[check.name];
  if (moved !== undefined) return moved;
  if (ignores && isOfHandshake(check.clause)) return 'never';
  return check.follows !== undefined && checks[check.follows] === 'never' ? 'never' : check.usual;
}

/**
 * The rows that are looked at first, in their order.
 *
 * @param checks - the rows that are moved
 * @param ignores - whether the application never upgrades
 * @returns the rows of the handshake that stand here, then those the standards have first, then those on
 *   the offer
 */
export function firstRows(checks: Checks, ignores: boolean): readonly Check[] {
  const first = CHECKS.filter((check) => placeOf(checks, check, ignores) === 'first');
  const rank = ({ clause, refusal }: Check): number =>
    isOfHandshake(clause) ? 0 : refusal !== undefined ? 1 : 2;
  return first.toSorted((one, other) => rank(one) - rank(other));
}

/** A refusal outside those permitted, or of a row that refuses nothing in the standards, widens the row. */
function refusalOf(check: Check, given: Refusal | undefined): Admission {
  const own = check.refusal;
  const answers = own?.answers ?? ['400'];
  if (given === undefined) return { does: 'refuse', answers, ends: own?.ends ?? false };
  const among = answers.includes(given.status) && own !== undefined;
  return { does: 'refuse', answers: among ? answers : [given.status], ends: given.ends };
}

/** A row that is looked at only where something is offered. */
function offered(check: Check, offering: readonly Facts['upgrade'][]): Check {
  const { upgrade = offering } = check.when;
  return { ...check, when: { ...check.when, upgrade: upgrade.filter((value) => offering.includes(value)) } };
}

/**
 * The tables of the standards with their rows in other places.
 *
 * @param checks - the rows that are moved
 * @param ignores - whether the application never upgrades
 * @param refusals - how a product refuses, by clause
 * @returns the four tables that the rows stand in
 */
export function placed(
  checks: Checks,
  ignores: boolean,
  refusals: (clause: string) => Refusal | undefined,
): Pick<Rules, 'refusals' | 'tolerances' | 'offer' | 'handshake'> {
  const at = (place: Place): readonly Check[] =>
    CHECKS.filter((check) => placeOf(checks, check, ignores) === place);
  const row = <O>({ clause, when }: Check, then: O): Row<Facts, O> => ({ clause, when, then: [then] });
  const refused = (check: Check): Admission => refusalOf(check, refusals(check.clause));
  const offering = VALUES.upgrade.filter((value) => value !== 'none');
  const last = <O>(clause: string, then: O): Row<Facts, O> => ({ clause, when: {}, then: [then] });
  const granted = at('never').filter(({ clause }) => isOfHandshake(clause));
  const absent = OFFER.rows.filter(({ clause }) => clause === 'offer.absent');
  return {
    refusals: defineTable<Facts, Admission>(REFUSALS.title, VALUES, [
      ...firstRows(checks, ignores).map((check) => row(check, refused(check))),
      ...at('offered').map((check) => row(offered(check, offering), refused(check))),
      last('request.admitted', { does: 'go-on' }),
    ]),
    tolerances: defineTable<Facts, Admission>(TOLERANCES.title, VALUES, []),
    offer: defineTable<Facts, Offer>(OFFER.title, VALUES, [
      ...absent,
      ...at('not-a-handshake').map((check) => row<Offer>(check, 'nothing')),
      last('offer.websocket', 'websocket'),
    ]),
    handshake: defineTable<Facts, Holds>(HANDSHAKE.title, VALUES, [
      ...at('inside').map((check) => row(check, check.inside)),
      ...granted.map((check) => row<Holds>(check, 'holds')),
      last('handshake.holds', 'holds'),
    ]),
  };
}
