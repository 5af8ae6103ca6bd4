/**
 * A live server asked what it does: case after case, judged, and compared with the products that are known.
 *
 * 1. First a control. Where a correct handshake gives no live WebSocket, what depends on one is inconclusive, and what
 *    may be missing is said.
 * 2. Politely: few connections at once, a bounded number a second, a budget of time, a field that says who asks. A server
 *    that struggles is asked one by one and more slowly.
 * 3. What it does with single requests is a dialect, inferred. Known products are compared with it by what they would
 *    have answered to the same requests.
 */
import type { Dialect } from '../dialects/dialect.js';
import { type Inferred, infer, type SeenCase } from '../dialects/infer.js';
import { allDialects } from '../dialects/names.js';
import { predict } from '../dialects/predict.js';
import { CLAUSES } from '../spec/clauses/index.js';
import { severityById, severityOf } from '../spec/clauses/severity.js';
import { type Case, isSingle } from '../wire/cases.js';
import { type Conversed, lives } from '../wire/converse.js';
import { OF_OTHERS, OF_WEBSOCKETS } from '../wire/coverage.js';
import { type TlsOptions, tcp } from '../wire/node/tcp.js';
import { type Line, type Subject, Unreachable } from '../wire/subject.js';
import { controlOf, each, type Found, heaviestFirst, Surveyor } from '../wire/surveyor.js';
import type { WireVerdict } from '../wire/verdict.js';
import { casesFor, clausesIn, type Wanted } from './cases.js';
import { serverNameOf, type Target } from './target.js';

/** How a server is asked. */
export interface Probing extends Wanted {
  /** Milliseconds for everything; 60,000 when not given. */
  readonly budget?: number;
  /** Connections at once; 4 when not given. */
  readonly atOnce?: number;
  /** New connections a second; 200 when not given. */
  readonly perSecond?: number;
  /** Milliseconds of silence after which nothing more is awaited; found from the first round trips when not given. */
  readonly quiet?: number;
  /** Field lines that requests have besides. */
  readonly fields?: readonly string[];
  readonly tls?: TlsOptions;
  /** False for a server that is not expected to speak WebSocket. */
  readonly websocket?: boolean;
  /** Is told how far it is. */
  readonly progress?: (asked: number, of: number) => void;
  /** Ends the probe: what was found so far is the report. */
  readonly signal?: AbortSignal;
}

/** What is said of one clause. */
export type ClauseOutcome =
  | 'breaks'
  | 'departs'
  | 'asks'
  | 'conforms'
  | 'permitted choice'
  | 'inconclusive'
  | 'not asked';

/** A known product, and how it differs in what was asked. */
export interface Nearest {
  readonly name: string;
  /** Cases in which it would have answered as was seen, of those compared. */
  readonly agree: number;
  readonly of: number;
  /** The cases in which it would not. */
  readonly differs: readonly string[];
}

/** What came of a probe. */
export interface ProbeReport {
  readonly target: Target;
  /** Why the control failed; undefined where it is live. */
  readonly control: string | undefined;
  readonly clauses: Readonly<Record<string, ClauseOutcome>>;
  readonly found: readonly Found[];
  readonly outcomes: Readonly<Record<WireVerdict['outcome'], number>>;
  readonly notes: readonly string[];
  readonly owing: readonly string[];
  /** What its answers to single requests make of it; undefined where nothing was answered. */
  readonly inferred: Inferred | undefined;
  /** Known products, the nearest first. */
  readonly nearest: readonly Nearest[];
  readonly seen: readonly SeenCase[];
  /** Cases to which something came back. */
  readonly answered: number;
  readonly asked: number;
  readonly unasked: number;
  readonly interrupted: boolean;
  readonly quiet: number;
  readonly ms: number;
}

const BUDGET = 60_000;
const AT_ONCE = 4;
const PER_SECOND = 200;
const MOST_NEAREST = 5;
/** So many for each connection at once are asked before it is seen whether that works. */
const FIRST = 3;
/** Milliseconds between the connections of a server that deals with one at a time. */
const BREATH = 20;
/** What says who asks. */
const USER_AGENT = 'User-Agent: after101-probe (conformance of HTTP upgrades)';

/** The subject that a target is, asked with these fields and this much patience. */
export function subjectOf(target: Target, { fields = [], tls }: Probing, quiet: number): Subject {
  const servername = serverNameOf(target);
  const subject = tcp({
    ...(target.socketPath === undefined
      ? { host: target.host, port: target.port }
      : { socketPath: target.socketPath }),
    ...(target.tls ? { tls: { ...(servername === undefined ? {} : { servername }), ...tls } } : {}),
    path: target.path,
    authority: hostIn(fields) ?? target.authority,
    name: target.url,
    quiet,
  });
  return { ...subject, fields: [...fields.filter((line) => !/^host:/i.test(line)), USER_AGENT] };
}

const hostIn = (fields: readonly string[]): string | undefined =>
  fields.flatMap((line) => /^host:\s*(.*)$/i.exec(line)?.[1] ?? []).at(0);

/** Waits that grow, for a server that takes no more connections for a while. */
const WAITS = [100, 400, 1600];

/** No more than so many connections a second; a server that refuses one is left alone for a while, and asked again. */
function paced(subject: Subject, perSecond: number, note: (text: string) => void): Subject {
  let free = 0;
  const connect = async (tries = 0): Promise<Line> => {
    const now = Date.now();
    free = Math.max(free, now);
    const wait = free - now;
    free += 1000 / perSecond;
    if (wait > 1) await pause(wait);
    try {
      return await subject.connect();
    } catch (error) {
      const longer = WAITS[tries];
      if (!(error instanceof Unreachable) || longer === undefined) throw error;
      note('a connection was refused: it was left alone for a while, and asked again');
      await pause(longer);
      return connect(tries + 1);
    }
  };
  return { ...subject, connect: () => connect() };
}

const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

/**
 * Milliseconds of silence that mean nothing more comes, by how long a connection takes to be made. Who cannot be
 * reached is not asked at all.
 */
async function quietFor(target: Target, probing: Probing): Promise<number> {
  const subject = subjectOf(target, probing, LEAST_QUIET);
  const begun = performance.now();
  const line = await subject.connect();
  line.close();
  if (probing.quiet !== undefined) return probing.quiet;
  return Math.min(MOST_QUIET, Math.max(LEAST_QUIET, Math.ceil((performance.now() - begun) * ROUND_TRIPS)));
}

const LEAST_QUIET = 60;
const MOST_QUIET = 2000;
/** A connection takes one round trip, an answer another, and servers take time. */
const ROUND_TRIPS = 8;

/** An alert of TLS, where HTTP was asked for: content type 21, a version 3.x (RFC 8446 §5.1). */
function looksLikeTls({ passed }: Conversed): boolean {
  const first = passed.find((one) => one.from === 'server');
  return first?.what === 'octets' && first.octets[0] === 0x15 && first.octets[1] === 0x03;
}

/** What was seen of a single request, for inference: its answer, and what became of the connection. */
function seenOf(one: Case, exchange: Conversed): SeenCase | undefined {
  const [first] = one.steps;
  const { server, client, isOver } = exchange.observer;
  // content that was announced and not sent, or whose end is not told, leaves a server waiting for it
  const isWhole = client.mode !== 'content' && client.lost === undefined;
  if (!isSingle(one) || first?.what !== 'octets' || !isWhole) return undefined;
  const answer = server.responses.find(({ facts }) => facts.status !== '100' && facts.status !== '1xx');
  return {
    id: one.id,
    octets: first.octets,
    status: answer?.head?.status ?? 'none',
    closed: isOver,
    live: lives(exchange),
    ...(answer === undefined ? {} : { connection: answer.facts.connection }),
  };
}

/** Whether a dialect would have answered as was seen. */
function agrees(dialect: Dialect, seen: SeenCase): boolean {
  const { code, fate } = predict(dialect, seen.octets);
  return code === seen.status && (fate === 'closed') === seen.closed;
}

function nearestTo(seen: readonly SeenCase[]): readonly Nearest[] {
  if (seen.every(({ status }) => status === 'none')) return [];
  return allDialects()
    .map((dialect): Nearest => {
      const differs = seen.filter((one) => !agrees(dialect, one)).map(({ id }) => id);
      return { name: dialect.name, agree: seen.length - differs.length, of: seen.length, differs };
    })
    .sort((one, other) => other.agree - one.agree)
    .slice(0, MOST_NEAREST);
}

/** What is said of each clause: what was found, that it came up and nothing was, or that it could not be told. */
function clausesBy(
  found: readonly Found[],
  asked: readonly Case[],
  answered: ReadonlySet<string>,
  control: string | undefined,
): Readonly<Record<string, ClauseOutcome>> {
  const met = clausesIn(asked);
  const told = clausesIn(asked.filter(({ id }) => answered.has(id)));
  const worst = new Map<string, ClauseOutcome>();
  for (const { finding } of [...heaviestFirst(found)].reverse()) {
    worst.set(finding.clause, finding.severity);
    // what only a SHOULD asks for departs; the MUST that is broken with it stands beside
    const binding = finding.beside.find((id) => severityById(id) === 'breaks');
    if (finding.severity !== 'breaks' || severityById(finding.clause) !== 'departs' || binding === undefined)
      continue;
    worst.set(finding.clause, 'departs');
    worst.set(binding, 'breaks');
  }
  const outcome = (id: string): ClauseOutcome => {
    const known = worst.get(id);
    if (known !== undefined) return known;
    const one = CLAUSES[id];
    if (one === undefined || !met.has(id)) return 'not asked';
    // silence keeps no clause
    if (!told.has(id)) return 'inconclusive';
    if (control !== undefined && OF_WEBSOCKETS.includes(one.group)) return 'inconclusive';
    return one.strength === 'optional' || severityOf(one) === 'asks' ? 'permitted choice' : 'conforms';
  };
  const all = Object.values(CLAUSES).filter(({ group }) => !OF_OTHERS.includes(group));
  return Object.fromEntries(all.map(({ id }) => [id, outcome(id)]));
}

/** A dialect inferred from what was seen. */
function inferredFrom(seen: readonly SeenCase[], target: Target): Inferred | undefined {
  if (seen.every(({ status }) => status === 'none')) return undefined;
  const today = new Date().toISOString().slice(0, 10);
  return infer(seen, {
    product: 'probed',
    version: '',
    name: target.url,
    application: { name: 'probed', greeting: false },
    observed: today,
    source: `a probe of ${target.url}`,
  });
}

/**
 * A server is asked, and what it does is told.
 *
 * @param target - the server
 * @param probing - how much is asked, and how
 * @returns the report; with `signal` aborted that of what was asked so far
 * @throws {Unreachable} when no connection can be made at all
 * @see rfc9110#conformance
 * @example
 * serve({ dialect: STANDARDS_DIALECT }).then(async (served) => {
 *   const report = await probe(targetOf(served.url), { depth: 'quick' });
 *   await served.close();
 *   return report.nearest[0].name; // 'rfc'
 * });
 */
export async function probe(target: Target, probing: Probing): Promise<ProbeReport> {
  const begun = performance.now();
  const { budget = BUDGET, atOnce = AT_ONCE, perSecond = PER_SECOND, signal, progress } = probing;
  const quiet = await quietFor(target, probing);
  const subject = paced(subjectOf(target, probing, quiet), perSecond, (text) => surveyor.note(text));
  const cases = casesFor(probing, subject);
  const seen: SeenCase[] = [];
  const asked: Case[] = [];
  const surveyor = new Surveyor(subject, {
    budget,
    tell: (one, exchange) => {
      asked.push(one);
      if (looksLikeTls(exchange)) surveyor.noteOnce('what came looks like TLS: ask with https');
      const known = seenOf(one, exchange);
      if (known !== undefined) seen.push(known);
      progress?.(asked.length, cases.length);
    },
  });
  const isWebSocket = probing.websocket ?? true;
  const control = await controlOf(surveyor, casesFor({ depth: 'quick' }, subject), isWebSocket);
  // without a WebSocket nothing that is sent in one tells anything
  const useful = control === undefined ? cases : cases.filter(({ asks }) => asks !== 'frame');
  const ask = async (one: Case): Promise<void> => {
    if (signal?.aborted === true) surveyor.unasked += 1;
    else await surveyor.take(one);
  };
  const first = useful.slice(0, FIRST * atOnce);
  await each(first, atOnce, ask);
  // who answers nobody as soon as several ask is asked one by one
  const silent = first.filter(({ id }) => !surveyor.answered.has(id));
  const isAlone = atOnce > 1 && control === undefined && silent.length > first.length / 2;
  if (isAlone) surveyor.noteOnce('it deals with one connection at a time: it is asked one by one');
  const rest = [...(isAlone ? silent : []), ...useful.slice(first.length)];
  await each(rest, isAlone ? 1 : atOnce, async (one) => {
    // it is given time to let go of the connection before
    if (isAlone) await pause(BREATH);
    await ask(one);
  });
  const found = heaviestFirst(surveyor.found.values());
  return {
    target,
    control,
    clauses: clausesBy(found, asked, surveyor.answered, control),
    found,
    outcomes: surveyor.outcomes,
    notes: [...surveyor.reasons].map(([reason, times]) =>
      times > 1 ? `${reason} (${times} times)` : reason,
    ),
    owing: surveyor.owing,
    inferred: inferredFrom(seen, target),
    nearest: nearestTo(seen),
    seen,
    answered: surveyor.answered.size,
    asked: surveyor.asked,
    unasked: surveyor.unasked + (cases.length - useful.length),
    interrupted: signal?.aborted === true,
    quiet,
    ms: performance.now() - begun,
  };
}
