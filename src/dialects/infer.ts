/**
 * From what a server was seen to do, the smallest dialect that explains it, what it cannot explain, and
 * what no case decided.
 *
 * 1. A dialect is found as settings (`infer/settings.ts`): readings, checks, labels and values,
 *    persistence. Its answers follow from them. Each setting is told with the cases that need it.
 * 2. Missing cases decide nothing, a reset is a close, and where two observations contradict each other the
 *    settings that explain more of them are taken and the others are residue.
 * 3. What of the behaviour the standards do not permit is told as deviations, by the clause that is broken,
 *    with the cases that show it. The rest are choices, and nobody is blamed for them.
 */
import type { Value } from '../spec/axes.js';
import { type FactsRead, factsOf } from '../spec/facts.js';
import {
  type Answers,
  type Application,
  classOf,
  type Deviation,
  type Dialect,
  type DialectChoices,
  SAYS_WHEN,
  type Says,
} from './dialect.js';
import { type Cases, readCases } from './infer/cases.js';
import {
  type Cost,
  type Evidence,
  type Explained,
  expectedWith,
  explain,
  numbered,
  type Observed,
} from './infer/evaluate.js';
import { PLAIN_COST, searchSettings } from './infer/search.js';
import { checksOf, dimensionsFor, readingOf, type Settings } from './infer/settings.js';
import { brokenBy } from './permitted.js';
import { saysWhen } from './predict.js';

/** What a server did with one request. */
export interface SeenCase extends Observed {
  /** The name of the case; two observations may have the same. */
  readonly id: string;
  /** The octets that were sent. */
  readonly octets: Uint8Array;
  /** The options of the answer's Connection; left out where they were not kept. */
  readonly connection?: Value<'connection'>;
}

/** Whom the observations are about. */
export interface About {
  readonly product: string;
  readonly version: string;
  readonly name: string;
  /** The name of the application, and whether it greets. */
  readonly application: Pick<Application, 'name' | 'greeting'>;
  /** When it was observed. */
  readonly observed: string;
  readonly source: string;
}

/** What came out. */
export interface Inferred {
  readonly dialect: Dialect;
  readonly settings: Settings;
  /** For each setting and answer, the cases that are not explained without it. */
  readonly evidence: Readonly<Record<string, readonly string[]>>;
  /** The cases that are not explained. */
  readonly residue: readonly string[];
  /** The settings that no case decided: at another value as much would be explained. */
  readonly undecided: readonly string[];
}

/** Requests by the standards' reading, read once: the same ones are sent to many servers. */
const readBefore = new WeakMap<Uint8Array, FactsRead>();

function readOnce(octets: Uint8Array): FactsRead {
  const known = readBefore.get(octets) ?? factsOf(octets);
  readBefore.set(octets, known);
  return known;
}

/** What answers say in Connection most of the time, where it is not what the standards' form has first. */
function saysBy(observations: readonly SeenCase[]): Says {
  const counts = new Map<keyof Says, Map<Value<'connection'>, number>>();
  for (const { octets, status, closed, connection } of observations) {
    const read = readOnce(octets);
    if (connection === undefined || status === 'none' || read.outcome !== 'facts') continue;
    const when = saysWhen(status, closed, read.head.version === 'HTTP/1.0');
    const ofWhen = counts.get(when) ?? new Map<Value<'connection'>, number>();
    ofWhen.set(connection, (ofWhen.get(connection) ?? 0) + 1);
    counts.set(when, ofWhen);
  }
  const says: Partial<Record<keyof Says, Value<'connection'>>> = {};
  for (const when of SAYS_WHEN) {
    const [most] = [...(counts.get(when) ?? [])].sort(([, one], [, other]) => other - one);
    // as with settings, one case is not enough
    if (most !== undefined && most[1] > 1 && most[0] !== USUALLY_SAYS[when]) says[when] = most[0];
  }
  return says;
}

/** What the standards' form has first. */
const USUALLY_SAYS: Required<Says> = {
  switched: 'upgrade',
  'goes-on': 'none',
  ends: 'close',
  'goes-on-in-1.0': 'keep-alive',
  'ends-in-1.0': 'close',
};

const isSame = (one: Observed | undefined, other: Observed | undefined): boolean =>
  one?.status === other?.status && one?.closed === other?.closed;

/** The choices that settings make. */
function choicesBy(settings: Settings): DialectChoices {
  const keepAlive = settings['persist.keep-alive'];
  return keepAlive === undefined ? {} : { picks: { 'persist.keep-alive': keepAlive } };
}

/**
 * The deviations that settings make in tables whose rows have no other place.
 *
 * @param settings - the settings
 * @param evidence - the cases that need each
 * @returns the deviations
 * @example
 * deviationsBy({ 'after101.persistence': 'persistence' }, {}).length; // 1
 */
export function deviationsBy(settings: Settings, evidence: Inferred['evidence']): readonly Deviation[] {
  const told = (
    name: string,
    deviation: Pick<Deviation, 'clause' | 'does' | 'note'>,
  ): readonly Deviation[] =>
    settings[name] === undefined ? [] : [{ ...deviation, basis: 'observed', evidence: evidence[name] ?? [] }];
  return [
    ...told('after101.persistence', {
      clause: 'after101.persistence',
      does: { outcome: 'persistence' },
      note: 'When the 101 is out, it closes the connection if the request was not to persist.',
    }),
    ...told('persist.close-wins', {
      clause: 'persist.close-wins',
      does: {
        outcome: 'keep-alive',
        where: { version: ['1.0'], connection: ['close+keep-alive', 'close+keep-alive+upgrade'] },
      },
      note: 'In HTTP/1.0 only keep-alive is looked for: with it the connection persists, close or not.',
    }),
    ...told('framing.coding-in-http10', {
      clause: 'framing.coding-in-http10',
      does: 'not-applied',
      note: 'It keeps a connection whose HTTP/1.0 request had a Transfer-Encoding.',
    }),
  ];
}

/** What was seen, in words. */
function inWords({ status, closed }: Observed): string {
  const then = closed ? 'closes' : 'leaves the connection open';
  return status === 'none' ? `gives no answer and ${then}` : `answers ${status} and ${then}`;
}

/** The clauses that what was seen and is explained breaks, each with the cases that show it. */
function brokenClauses(
  observations: readonly SeenCase[],
  expected: readonly Observed[],
  known: readonly Deviation[],
): readonly Deviation[] {
  const found = new Map<string, { readonly ids: string[]; readonly ways: Set<string> }>();
  observations.forEach((seen, at) => {
    if (!isSame(seen, expected[at])) return;
    const read = readOnce(seen.octets);
    const clause = read.outcome === 'facts' ? brokenBy(read.facts, seen) : undefined;
    if (clause === undefined) return;
    const entry = found.get(clause) ?? { ids: [], ways: new Set() };
    entry.ids.push(seen.id);
    entry.ways.add(inWords(seen));
    found.set(clause, entry);
  });
  return [...found]
    .filter(([clause]) => !known.some((deviation) => deviation.clause === clause))
    .map(([clause, { ids, ways }]) => ({
      clause,
      does: 'seen' as const,
      basis: 'observed' as const,
      evidence: ids,
      note: `It ${[...ways].sort().slice(0, 3).join('; or ')}.`,
    }));
}

/** The cases that settings explain, and without one of them do not. */
function needs(evidence: Evidence, settings: Settings, explained: Explained, observed: readonly Observed[]) {
  const right = explained.expected.map((expected, at) => isSame(expected, observed[at]));
  const needed: Record<string, readonly string[]> = {};
  const without = (name: string, others: Settings, answers: Answers): void => {
    const expected = expectedWith(evidence, others, answers);
    needed[name] = evidence.cases.ids.filter(
      (_, at) => right[at] === true && !isSame(expected[at], observed[at]),
    );
  };
  for (const name of Object.keys(settings)) {
    const { [name]: _left, ...others } = settings;
    without(name, others, explained.answers);
  }
  for (const name of Object.keys(explained.answers)) {
    const { [name]: _left, ...others } = explained.answers;
    without(`answer.${name}`, settings, others);
  }
  return needed;
}

/**
 * Whether two sets of settings, with the same answers, tell the same of every case.
 *
 * @param seen - the cases
 * @param one - settings
 * @param other - other settings
 * @param answers - the answers of both
 * @returns whether no case tells them apart
 * @example
 * tellsTheSame([], {}, { 'reading.close': 'joined' }, {}); // true
 */
export function tellsTheSame(
  seen: readonly SeenCase[],
  one: Settings,
  other: Settings,
  answers: Answers,
): boolean {
  const cases = casesOf(seen);
  const evidence: Evidence = { cases, seen: numbered(seen), counts: new Uint8Array(seen.length).fill(1) };
  const there = expectedWith(evidence, other, answers);
  return expectedWith(evidence, one, answers).every((expected, at) => isSame(expected, there[at]));
}

/** The dimensions at which another value explains every case as well. */
function undecidedIn(evidence: Evidence, settings: Settings, answers: Answers): readonly string[] {
  const here = expectedWith(evidence, settings, answers);
  const tellsHere = (name: string, value: string): boolean => {
    const there = expectedWith(evidence, { ...settings, [name]: value }, answers);
    return there.every((expected, at) => isSame(expected, here[at]));
  };
  return dimensionsFor(evidence.cases)
    .filter(({ name }) => /^(reading|check)\./.test(name) && settings[name] === undefined)
    .filter(({ name, values }) => values.every((value) => tellsHere(name, value)))
    .map(({ name }) => name);
}

/** Requests that were sent to several servers are read once: they are known by their octets. */
const casesByKey = new Map<string, { readonly sent: readonly Uint8Array[]; readonly cases: Cases }>();
const MOST_SETS = 64;

const isSameOctets = (one: Uint8Array, other: Uint8Array | undefined): boolean =>
  one === other ||
  (one.length === other?.length && one.every((octet, at) => octet === (other as Uint8Array)[at]));

function casesOf(observations: readonly SeenCase[]): Cases {
  const key = observations.map(({ id, octets }) => `${id} ${octets.length}`).join('\n');
  const known = casesByKey.get(key);
  if (known !== undefined && observations.every(({ octets }, at) => isSameOctets(octets, known.sent[at])))
    return known.cases;
  const cases = readCases(observations);
  if (casesByKey.size >= MOST_SETS) casesByKey.clear();
  casesByKey.set(key, { sent: observations.map(({ octets }) => octets), cases });
  return cases;
}

/** The application, as far as answers tell it. */
function applicationOf(about: About, settings: Settings, answers: Answers): Application {
  const ordinary = answers.ordinary;
  const grant = answers.grant;
  const isDenied = grant !== undefined && grant.status !== 101 && grant.status !== 'none';
  return {
    name: about.application.name,
    greeting: about.application.greeting,
    plain: {
      answer: ordinary === undefined || ordinary.status === 'none' ? '400' : classOf(ordinary.status),
      closes: ordinary?.then === 'close',
    },
    handshake:
      settings['application.handshake'] === 'ignore'
        ? 'ignore'
        : isDenied
          ? { deny: classOf(grant.status) }
          : 'accept',
  };
}

/**
 * Settings and answers make a dialect.
 *
 * @param about - whom it is about
 * @param settings - the settings
 * @param answers - the answers, by clause or kind of request
 * @param deviations - what of it is not permitted
 * @param says - what its answers say in Connection
 * @returns the dialect
 * @example
 * import { dialectFrom } from 'after101';
 *
 * const about = { product: 'mine', version: '1', name: 'mine@1', observed: '2026', source: 'a test' };
 * const whole = { ...about, application: { name: 'one', greeting: false } };
 * dialectFrom(whole, { 'reading.close': 'joined' }, {}, []).reading.close; // 'joined'
 */
export function dialectFrom(
  about: About,
  settings: Settings,
  answers: Answers,
  deviations: readonly Deviation[],
  says: Says = {},
): Dialect {
  return {
    product: about.product,
    version: about.version,
    name: about.name,
    application: applicationOf(about, settings, answers),
    reading: readingOf(settings),
    choices: choicesBy(settings),
    deviations,
    checks: checksOf(settings),
    answers,
    says,
    evidence: { observed: about.observed, source: about.source, kind: 'observed' },
  };
}

/**
 * Observations of one server become a dialect.
 *
 * @param observations - what it did with each request; any number of them, in any order
 * @param about - whom they are about
 * @param cost - what each setting costs, in cells; without it every one costs the same
 * @returns the dialect with its settings, the cases behind each, the residue, and what is undecided
 * @example
 * import { infer, octetsOf } from 'after101';
 *
 * const octets = octetsOf('GET / HTTP/1.1\r\nHost: h\r\n\r\n');
 * const seen = [{ id: 'plain', octets, status: 204, closed: true, live: false }];
 * const about = { product: 'mine', version: '1', name: 'mine@1', observed: '2026', source: 'a test' };
 * const found = infer(seen, { ...about, application: { name: 'one', greeting: false } });
 * found.dialect.answers?.ordinary?.then; // 'close'
 */
export function infer(observations: readonly SeenCase[], about: About, cost: Cost = PLAIN_COST): Inferred {
  const cases = casesOf(observations);
  const evidence: Evidence = {
    cases,
    seen: numbered(observations),
    counts: new Uint8Array(observations.length).fill(1),
  };
  const settings = searchSettings(evidence, cost);
  const explained = explain(evidence, settings, cost);
  const needed = needs(evidence, settings, explained, observations);
  const made = deviationsBy(settings, needed);
  const broken = brokenClauses(observations, explained.expected, made);
  const dialect = dialectFrom(about, settings, explained.answers, [...made, ...broken], saysBy(observations));
  return {
    dialect,
    settings,
    evidence: needed,
    residue: cases.ids.filter((_, at) => !isSame(explained.expected[at], observations[at])),
    undecided: undecidedIn(evidence, settings, explained.answers),
  };
}
