/**
 * What the standards say about one request: every permitted way to take it, as verdicts.
 *
 * 1. The tables are asked in the order of requirements §3, from what a server learns first to what it
 *    learns last.
 * 2. Where a table permits several outcomes, each makes a verdict of its own; where the standards decide,
 *    there is one. A request never has none.
 * 3. A verdict holds all that the machine needs, and nothing of the message: facts end here.
 * 4. The rules are a record of tables. A dialect is the same record with rows of it changed (`dialects/`).
 */
import {
  type Admission,
  FINAL_STATUSES,
  type FinalStatus,
  REFUSALS,
  SERVED_AS,
  type ServedAs,
  TOLERANCES,
} from './admission.js';
import { AXIS_NAMES, type Axis, type Facts, VALUES } from './axes.js';
import { CONTENT, type Content, EXPECTATION, type Expectation } from './content.js';
import {
  AFTER_101,
  type After101,
  EARLY_FRAMES,
  type EarlyFrames,
  HANDSHAKE,
  type Holds,
  OFFER,
  type Offer,
} from './handshake.js';
import { ENDINGS, PERSISTENCE, type PersistenceRow } from './persistence.js';
import { ask, askAll, type PlacedRow, type See, seeing, type Table } from './table.js';

/** The tables that decide about a request. */
export interface Rules {
  readonly servedAs: Table<Facts, ServedAs>;
  readonly refusals: Table<Facts, Admission>;
  readonly tolerances: Table<Facts, Admission>;
  readonly persistence: Table<Facts, PersistenceRow>;
  readonly endings: Table<Facts, 'ends' | 'no'>;
  readonly content: Table<Facts, Content>;
  readonly expectation: Table<Facts, Expectation>;
  readonly offer: Table<Facts, Offer>;
  readonly handshake: Table<Facts, Holds>;
  readonly after101: Table<Facts, After101>;
  readonly earlyFrames: Table<Facts, EarlyFrames>;
}

/** The rules of the standards: RFC 9110, RFC 9112 and RFC 6455. */
export const STANDARDS: Rules = {
  servedAs: SERVED_AS,
  refusals: REFUSALS,
  tolerances: TOLERANCES,
  persistence: PERSISTENCE,
  endings: ENDINGS,
  content: CONTENT,
  expectation: EXPECTATION,
  offer: OFFER,
  handshake: HANDSHAKE,
  after101: AFTER_101,
  earlyFrames: EARLY_FRAMES,
};

/** The questions that the tables of the rules answer, by name. */
export type Question = keyof Rules;

/** Which clause answered each question that was asked; the tolerances that held, separated by spaces. */
export type Trail = { readonly [Q in Question]?: string };

/** Which of several permitted outcomes a verdict takes, by the clause that leaves it open. */
export type Picks = Readonly<Record<string, string>>;

/**
 * One permitted way to take a request: what the machine acts on.
 *
 * `takes` says what it is taken as: refused from the head, an ordinary request, or a WebSocket handshake.
 */
export interface Verdict {
  readonly takes: 'refused' | 'ordinary' | 'handshake';
  /** The final answers permitted. */
  readonly answers: readonly FinalStatus[];
  /** Whether a 101 may be the answer. */
  readonly mayGrant: boolean;
  /** Whether an error answer names the WebSocket versions spoken. */
  readonly namesVersions: boolean;
  /** The version the request is served as; 1xx exists in 1.1 only. */
  readonly servedAs: ServedAs;
  readonly content: Content | 'lost';
  readonly expects: Expectation;
  /** The row of RFC 9112 §9.3 that fired. */
  readonly persistence: PersistenceRow;
  /** Whether the request ends the connection for another reason than §9.3. */
  readonly ends: boolean;
  readonly after101: After101;
  readonly earlyFrames: EarlyFrames;
  /** The clause behind each of these; not part of what distinguishes two verdicts. */
  readonly trail: Trail;
  /** What was picked where the standards permit several outcomes; likewise. */
  readonly picks: Picks;
}

type Decided<Outcome> = PlacedRow<Facts, Outcome>;

/**
 * The rows that decided; undefined where a table was not asked. What follows is the same whenever they are
 * the same.
 */
interface Deciding {
  readonly servedAs: Decided<ServedAs>;
  readonly refusal: Decided<Admission>;
  readonly tolerances: readonly Decided<Admission>[];
  readonly persistence: Decided<PersistenceRow> | undefined;
  readonly ending: Decided<'ends' | 'no'> | undefined;
  readonly content: Decided<Content> | undefined;
  readonly expectation: Decided<Expectation> | undefined;
  readonly offer: Decided<Offer> | undefined;
  readonly handshake: Decided<Holds> | undefined;
  readonly after101: Decided<After101> | undefined;
  readonly earlyFrames: Decided<EarlyFrames> | undefined;
}

/** Asks the tables in the order of requirements §3, and none whose answer cannot matter. */
function askTables(rules: Rules, see: See): Deciding {
  const servedAs = ask(rules.servedAs, see);
  const refusal = ask(rules.refusals, see);
  const admission = refusal.then[0];
  const refused = admission?.does === 'refuse';
  // where the connection ends behind the refusal, nothing else of the request matters
  const ends = admission?.does === 'refuse' && admission.ends;
  const offer = refused ? undefined : ask(rules.offer, see);
  const seen = offer?.then.includes('websocket') === true;
  return {
    servedAs,
    refusal,
    tolerances: refused ? NO_ROWS : askAll(rules.tolerances, see),
    persistence: ends ? undefined : ask(rules.persistence, see),
    ending: ends ? undefined : ask(rules.endings, see),
    content: ends ? undefined : ask(rules.content, see),
    expectation: refused ? undefined : ask(rules.expectation, see),
    offer,
    handshake: seen ? ask(rules.handshake, see) : undefined,
    after101: seen ? ask(rules.after101, see) : undefined,
    earlyFrames: seen ? ask(rules.earlyFrames, see) : undefined,
  };
}

const NO_ROWS: readonly Decided<Admission>[] = [];

/**
 * A number that is the same exactly when the same rows decided: their positions as digits, 0 for none. A
 * dialect may have moved rows, so the tables that they move between have room for all of them; the whole is
 * below 2^53.
 */
function signature(deciding: Deciding): number {
  let tolerances = 0;
  for (const row of deciding.tolerances) tolerances |= 1 << row.position;
  const digit = (sum: number, row: { readonly position: number } | undefined, base: number): number =>
    sum * base + (row === undefined ? 0 : row.position + 1);
  const admitted = digit(digit(tolerances, deciding.servedAs, 8), deciding.refusal, 64);
  const persists = digit(digit(admitted, deciding.persistence, 16), deciding.ending, 16);
  const content = digit(digit(persists, deciding.content, 8), deciding.expectation, 8);
  const offered = digit(digit(content, deciding.offer, 64), deciding.handshake, 64);
  return offered * 64 + (deciding.after101?.position ?? 7) * 8 + (deciding.earlyFrames?.position ?? 7);
}

/** The clause of every question asked. */
function trailOf(deciding: Deciding): Trail {
  const trail: Record<string, string> = {
    servedAs: deciding.servedAs.clause,
    refusals: deciding.refusal.clause,
  };
  if (deciding.tolerances.length > 0) {
    trail.tolerances = deciding.tolerances.map((row) => row.clause).join(' ');
  }
  for (const [question, row] of Object.entries({
    persistence: deciding.persistence,
    endings: deciding.ending,
    content: deciding.content,
    expectation: deciding.expectation,
    offer: deciding.offer,
    handshake: deciding.handshake,
    after101: deciding.after101,
    earlyFrames: deciding.earlyFrames,
  })) {
    if (row !== undefined) trail[question] = row.clause;
  }
  return trail;
}

/** The outcomes of a row, each with what was picked where there are several. */
function outcomes<Outcome extends string>(
  row: Decided<Outcome> | undefined,
): readonly { readonly outcome: Outcome | undefined; readonly picks: Picks }[] {
  if (row === undefined) return [{ outcome: undefined, picks: {} }];
  if (row.then.length === 1) return [{ outcome: row.then[0], picks: {} }];
  return row.then.map((outcome) => ({ outcome, picks: { [row.clause]: outcome } }));
}

/**
 * The verdicts that refuse the request from its head. Where some refusal leaves the connection to §9.3 and
 * others end it, both are permitted, ending first: one ground for refusing is enough, and the server picks
 * it.
 */
function refusing(
  deciding: Deciding,
  rows: readonly Decided<Admission>[],
  picks: (ends: boolean) => Picks,
): readonly Verdict[] {
  const refusals = rows.flatMap((row) => row.then.filter((outcome) => outcome.does === 'refuse'));
  const framingEnds = deciding.ending?.then.includes('ends') === true;
  const ways = [true, false].filter((ends) =>
    framingEnds ? ends : refusals.some((refusal) => refusal.ends === ends),
  );
  return ways.flatMap((ends) =>
    outcomes(deciding.persistence).map(
      (persistence): Verdict => ({
        takes: 'refused',
        answers: [...new Set(refusals.flatMap((refusal) => refusal.answers))],
        mayGrant: false,
        namesVersions: false,
        servedAs: deciding.servedAs.then[0] ?? '1.1',
        content: ends ? 'lost' : (deciding.content?.then[0] ?? 'none'),
        expects: 'no',
        persistence: persistence.outcome ?? 'otherwise',
        ends,
        after101: 'websocket',
        earlyFrames: 'wait',
        trail: trailOf(deciding),
        picks: { ...picks(ends), ...persistence.picks },
      }),
    ),
  );
}

/** The final answers any request may get; a 101 stands beside them. */
const ANY_FINAL: readonly FinalStatus[] = FINAL_STATUSES.filter((status) => status !== 'bare');

/** The verdicts that take the request as what it is. */
function taking(deciding: Deciding, picks: Picks): readonly Verdict[] {
  const verdicts: Verdict[] = [];
  for (const persistence of outcomes(deciding.persistence)) {
    for (const offer of outcomes(deciding.offer)) {
      const asked = offer.outcome === 'websocket';
      for (const holds of asked ? outcomes(deciding.handshake) : outcomes<Holds>(undefined)) {
        verdicts.push({
          takes: asked ? 'handshake' : 'ordinary',
          answers: ANY_FINAL,
          mayGrant: holds.outcome === 'holds',
          namesVersions: holds.outcome === 'version',
          servedAs: deciding.servedAs.then[0] ?? '1.1',
          content: deciding.content?.then[0] ?? 'none',
          expects: deciding.expectation?.then[0] ?? 'no',
          persistence: persistence.outcome ?? 'otherwise',
          ends: deciding.ending?.then[0] === 'ends',
          after101: (asked ? deciding.after101?.then[0] : undefined) ?? 'websocket',
          earlyFrames: (asked ? deciding.earlyFrames?.then[0] : undefined) ?? 'wait',
          trail: trailOf(deciding),
          picks: { ...picks, ...persistence.picks, ...offer.picks, ...holds.picks },
        });
      }
    }
  }
  return verdicts;
}

/** What follows from the rows that decided. */
function verdictsOf(deciding: Deciding): readonly Verdict[] {
  if (deciding.refusal.then[0]?.does === 'refuse') return refusing(deciding, [deciding.refusal], () => ({}));
  const picked = (pick: (row: Decided<Admission>) => string): Picks =>
    Object.fromEntries(deciding.tolerances.map((row) => [row.clause, pick(row)]));
  const going = taking(
    deciding,
    picked(() => 'go-on'),
  );
  if (deciding.tolerances.length === 0) return going;
  const refused = refusing(deciding, deciding.tolerances, (ends) =>
    picked((row) => (!ends && row.then.length > 1 ? 'refuse-and-decide' : 'refuse')),
  );
  return [...going, ...refused];
}

/** Verdicts by signature, kept per set of rules: the same rows deciding give the same verdicts, once. */
const known = new WeakMap<Rules, Map<number, readonly Verdict[]>>();

/**
 * Every permitted way to take a request follows from how its facts are seen.
 *
 * @param rules - the tables to ask, those of the standards or of a dialect
 * @param see - how the facts are seen
 * @returns the verdicts, never none; the first takes the first outcome of every row
 * @throws when a table has no row that holds, which only a mutant can cause
 */
export function decideSeen(rules: Rules, see: See): readonly Verdict[] {
  let verdicts = known.get(rules);
  if (verdicts === undefined) {
    verdicts = new Map();
    known.set(rules, verdicts);
  }
  const deciding = askTables(rules, see);
  const key = signature(deciding);
  let found = verdicts.get(key);
  if (found === undefined) {
    found = verdictsOf(deciding);
    verdicts.set(key, found);
  }
  return found;
}

/**
 * Every permitted way to take a request follows from its facts.
 *
 * @param facts - what is told of the request head
 * @param rules - the tables to ask; those of the standards when left out
 * @returns the verdicts, never none; the first takes the first outcome of every row
 * @see requirements §3, stages P1 to P18
 * @example
 * import { permittedFor, REFERENCE } from 'after101';
 *
 * permittedFor(REFERENCE)[0].mayGrant; // true
 * permittedFor({ ...REFERENCE, version: '1.0' })[0].mayGrant; // false
 */
export function permittedFor(facts: Facts, rules: Rules = STANDARDS): readonly Verdict[] {
  let decided = decidedPoints.get(rules);
  if (decided === undefined || decided.size >= MOST_POINTS) {
    decided = new Map();
    decidedPoints.set(rules, decided);
  }
  const key = pointOf(facts);
  let verdicts = decided.get(key);
  if (verdicts === undefined) {
    verdicts = decideSeen(rules, seeing(VALUES, facts));
    decided.set(key, verdicts);
  }
  return verdicts;
}

/** Points decided before, by rules: real traffic has few. Bounded, since hostile traffic may have many. */
const decidedPoints = new WeakMap<Rules, Map<number, readonly Verdict[]>>();
const MOST_POINTS = 4096;

const POSITIONS = AXIS_NAMES.map(
  (axis) => new Map((VALUES[axis] as readonly string[]).map((value, position) => [value, position])),
);

/** The number of a point: its values as digits. */
function pointOf(facts: Facts): number {
  let point = 0;
  for (let axis = 0; axis < AXIS_NAMES.length; axis++) {
    const positions = POSITIONS[axis] as ReadonlyMap<string, number>;
    point = point * positions.size + (positions.get(facts[AXIS_NAMES[axis] as Axis]) ?? 0);
  }
  return point;
}

/**
 * What distinguishes two verdicts for the machine, as text: all of a verdict but its trail and picks.
 *
 * @param verdict - the verdict
 * @returns a key equal for verdicts that the machine cannot tell apart
 */
export function verdictKey(verdict: Verdict): string {
  return [
    verdict.takes,
    verdict.answers,
    verdict.mayGrant,
    verdict.namesVersions,
    verdict.servedAs,
    verdict.content,
    verdict.expects,
    verdict.persistence,
    verdict.ends,
    verdict.after101,
    verdict.earlyFrames,
  ].join(' ');
}
