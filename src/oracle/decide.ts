/**
 * One request head, decided for a server that runs: may its upgrade be granted, what may be answered
 * otherwise, and must the connection close behind that answer.
 *
 * 1. Nothing is decided here: the tables of `spec/` decide, and this puts what they say into one record.
 * 2. A head is given as octets, or as Node's `IncomingMessage` has it, of which only four parts are looked
 *    at. No octets and no such record throw.
 * 3. What is permitted and what is taken are two things. `mayGrant`, `answers` and `mustClose` tell of
 *    every permitted way; `verdict` is the one that the choices take.
 * 4. Small, since it runs in production: of `spec/` what decides about a request, of clauses their names.
 *    A dialect comes from the caller as data, so that no catalogue and no interpreter of dialects is in it.
 */
import type { FinalStatus } from '../spec/admission.js';
import { type Facts, VALUES } from '../spec/axes.js';
import { permittedFor, type Rules, STANDARDS, type Verdict } from '../spec/decide.js';
import { type Choices, choose, DEFAULT_CHOICES, refusalAnswer } from '../spec/defaults.js';
import { persistsAs, readFacts } from '../spec/facts.js';
import { FIELDS } from '../spec/lines.js';
import { type FieldLine, type RequestHead, readRequest } from '../spec/message.js';
import { ROW_PERSISTS } from '../spec/persistence.js';
import { type Reading, STANDARDS_READING } from '../spec/reading.js';
import { ask, seeing } from '../spec/table.js';

/**
 * A request head as Node's `IncomingMessage` has it.
 *
 * Of what stood on the wire it has lost: whitespace around values; lines behind `maxHeadersCount`; every
 * repair that the parser made; and all that the parser refused, which never comes here. So its syntax
 * always counts as clean, and its size as small enough. `rawHeaders` has lines as they came, in order and
 * not joined; `headers`, where lines are joined or dropped, is not looked at.
 */
export interface IncomingHead {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  /** Two numbers with a dot: `1.1`. */
  readonly httpVersion: string;
  /** Names and values in turn. */
  readonly rawHeaders: readonly string[];
}

/**
 * By what is decided: how text becomes facts, the rules, and what is taken where several outcomes are
 * permitted.
 */
export interface OracleDialect {
  readonly reading: Reading;
  readonly rules: Rules;
  readonly choices: Choices;
}

/**
 * The standards, and the default choices.
 *
 * @example
 * STANDARDS_ORACLE.rules === STANDARDS; // true
 */
export const STANDARDS_ORACLE: OracleDialect = {
  reading: STANDARDS_READING,
  rules: STANDARDS,
  choices: DEFAULT_CHOICES,
};

/** What follows from the permitted verdicts of one request, and the clauses that decided it. */
interface Conclusion {
  /** Whether a 101 is an answer that some permitted way of taking the request has. */
  readonly mayGrant: boolean;
  /** The classes of final answers that may be given otherwise, the preferred one first. */
  readonly answers: readonly FinalStatus[];
  /**
   * Whether every permitted way closes the connection behind such an answer. A 101 is no such answer:
   * behind it WebSocket's own rules hold.
   */
  readonly mustClose: boolean;
  /**
   * The clause that decided each of these; of closing the one by which the verdict taken closes or stays.
   */
  readonly clauses: { readonly grant: string; readonly answers: string; readonly close: string };
  /** The verdict that the choices take. */
  readonly verdict: Verdict;
  /** Every permitted verdict, never none. */
  readonly permitted: readonly Verdict[];
}

/** What is decided about one request. */
export interface Decision extends Conclusion {
  readonly outcome: 'decided';
  readonly facts: Facts;
}

/** The head has not ended yet; none of the octets read so far is at fault. */
export interface Undecided {
  readonly outcome: 'need-more';
  readonly have: number;
}

const NO_OCTETS = new Uint8Array(0);

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** A number for the length and the first letter of a name, whatever its case: below 1024. */
const shapeOf = (name: string): number => ((name.length & 31) << 5) | (name.charCodeAt(0) & 31);

/**
 * The shapes of the names by which `readFacts` finds lines. Other lines are not copied, so that they cost
 * little.
 */
const TELLING = new Uint8Array(1024);
for (const [name] of Object.values(FIELDS)) TELLING[shapeOf(name)] = 1;

/** The head that a record tells, as far as it tells one; what is no text counts as empty. */
function headOf(incoming: IncomingHead): RequestHead {
  const raw: readonly unknown[] = Array.isArray(incoming.rawHeaders) ? incoming.rawHeaders : [];
  const fields: FieldLine[] = [];
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const name = textOf(raw[at]);
    if (TELLING[shapeOf(name)] !== 1) continue;
    const key = name.toLowerCase();
    fields.push({ name, key, value: textOf(raw[at + 1]), at: 0, valueAt: 0, end: 0 });
  }
  return {
    kind: 'request',
    method: textOf(incoming.method),
    target: textOf(incoming.url),
    version: `HTTP/${textOf(incoming.httpVersion)}`,
    octets: NO_OCTETS,
    length: 0,
    fields,
    repairs: [],
  };
}

const closes = ({ ends, persistence }: Verdict): boolean => ends || !ROW_PERSISTS[persistence];

/**
 * The clause by which a request is refused: of several that may refuse, the first by which the choices do.
 */
function refusedBy({ trail }: Verdict, { picks }: Choices): string {
  const tolerances = trail.tolerances?.split(' ') ?? [];
  const chosen = tolerances.find((clause) => picks[clause]?.startsWith('refuse'));
  return chosen ?? tolerances[0] ?? trail.refusals ?? '';
}

/** The clause by which a verdict grants, or does not. */
function granting(verdict: Verdict, choices: Choices): string {
  if (verdict.takes === 'refused') return refusedBy(verdict, choices);
  return (verdict.takes === 'ordinary' ? verdict.trail.offer : verdict.trail.handshake) ?? '';
}

/**
 * The clause by which a verdict closes, or does not: its framing, its refusal, or a row of RFC 9112 §9.3.
 */
function closing(verdict: Verdict, choices: Choices): string {
  const { endings, persistence } = verdict.trail;
  if (verdict.ends && endings !== undefined && endings !== 'framing.sound') return endings;
  return verdict.ends ? refusedBy(verdict, choices) : (persistence ?? '');
}

/** What follows from the permitted verdicts, by the choices. */
function concluded(permitted: readonly Verdict[], choices: Choices): Conclusion {
  const verdict = choose(permitted, choices);
  const granted = verdict.mayGrant ? verdict : permitted.find(({ mayGrant }) => mayGrant);
  const preferred =
    verdict.takes === 'handshake' && !verdict.mayGrant ? [refusalAnswer(verdict, choices)] : [];
  const others = permitted.flatMap(({ answers }) => answers);
  return {
    mayGrant: granted !== undefined,
    answers: [...new Set([...preferred, ...verdict.answers, ...others])],
    mustClose: permitted.every(closes),
    clauses: {
      grant: granting(granted ?? verdict, choices),
      answers: granting(verdict, choices),
      close: closing(verdict, choices),
    },
    verdict,
    permitted,
  };
}

/**
 * Conclusions by dialect and verdicts, kept: of both there are few, and the same rows deciding give the
 * same verdicts.
 */
const known = new WeakMap<OracleDialect, WeakMap<readonly Verdict[], Conclusion>>();

function conclusionOf(permitted: readonly Verdict[], dialect: OracleDialect): Conclusion {
  let ofDialect = known.get(dialect);
  if (ofDialect === undefined) {
    ofDialect = new WeakMap();
    known.set(dialect, ofDialect);
  }
  let conclusion = ofDialect.get(permitted);
  if (conclusion === undefined) {
    conclusion = concluded(permitted, dialect.choices);
    ofDialect.set(permitted, conclusion);
  }
  return conclusion;
}

/** The verdicts of a label that counts as another version for persistence than for everything else. */
function persistingAs(
  version: Facts['version'],
  facts: Facts,
  permitted: readonly Verdict[],
  { rules, choices }: OracleDialect,
): readonly Verdict[] {
  const row = ask(rules.persistence, seeing(VALUES, { ...facts, version }));
  const picked = row.then.find((one) => one === choices.picks[row.clause]) ?? row.then[0];
  return permitted.map((verdict) => ({
    ...verdict,
    persistence: picked ?? verdict.persistence,
    trail: { ...verdict.trail, persistence: row.clause },
  }));
}

/**
 * A request head tells whether its upgrade may be granted, what may be answered otherwise, and whether the
 * connection must close behind that answer, each with the clause that decided.
 *
 * @param head The octets of a request, of which those behind the head are left alone; or what Node made of
 *   one, which has lost what `IncomingHead` says.
 * @param dialect By what is decided; the standards and the default choices when not given. Of a dialect of
 *   the main entry it is `{ reading: dialect.reading, rules: rulesOf(dialect), choices: choicesOf(dialect)
 *   }`, best made once.
 * @returns The decision; of octets whose head has not ended, that there are too few.
 * @see rfc9110#field.upgrade
 * @see rfc9112#persistent.connections
 * @see rfc6455#section-4.2.1
 * @example
 * const rawHeaders = ['Connection', 'upgrade', 'Upgrade', 'websocket'];
 * const old = decide({ method: 'GET', url: '/', httpVersion: '1.0', rawHeaders });
 * old.mayGrant; // false
 * old.clauses.grant; // 'offer.old-version'
 * old.mustClose; // true
 */
export function decide(head: IncomingHead, dialect?: OracleDialect): Decision;
export function decide(head: Uint8Array | IncomingHead, dialect?: OracleDialect): Decision | Undecided;
export function decide(
  head: Uint8Array | IncomingHead,
  dialect: OracleDialect = STANDARDS_ORACLE,
): Decision | Undecided {
  const { reading, rules } = dialect;
  const read = head instanceof Uint8Array ? readRequest(head) : headOf(head);
  if ('outcome' in read && read.outcome === 'need-more') return read;
  const taken = 'outcome' in read && read.outcome === 'head' ? read.head : read;
  const facts = readFacts(taken, reading);
  let permitted = permittedFor(facts, rules);
  if (reading !== STANDARDS_READING) {
    const version = persistsAs('soFar' in taken ? taken.soFar : taken, reading);
    if (version !== facts.version) permitted = persistingAs(version, facts, permitted, dialect);
  }
  const {
    mayGrant,
    answers,
    mustClose,
    clauses,
    verdict,
    permitted: ways,
  } = conclusionOf(permitted, dialect);
  return { outcome: 'decided', mayGrant, answers, mustClose, clauses, verdict, permitted: ways, facts };
}
