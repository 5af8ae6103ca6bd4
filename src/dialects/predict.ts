/**
 * What a dialect does with the octets of one request: its answer, what becomes of the connection, and why.
 *
 * 1. Octets become facts under the dialect's reading, facts a verdict by its rules and choices, and a
 *    verdict a script for the machine of the standards, in which the dialect's application answers.
 * 2. The client sends one request and then nothing. Where the head says that content follows, it is taken as
 *    sent whole: at once if octets stand behind the head, otherwise when a 100 that is owed has gone out.
 * 3. What stands behind the request is not read.
 */
import type { FinalStatus } from '../spec/admission.js';
import type { Status } from '../spec/answer.js';
import type { Facts, Value } from '../spec/axes.js';
import { permittedFor, type Verdict } from '../spec/decide.js';
import { type Choices, refusalAnswer } from '../spec/defaults.js';
import { factsOf, isSameOrigin, readFacts } from '../spec/facts.js';
import type { ConnectionEvent } from '../spec/machine.js';
import type { RequestHead } from '../spec/message.js';
import { placeOf, run, type Trace } from '../spec/step.js';
import { type Answer, choicesOf, classOf, type Dialect, type Says, verdictOf } from './dialect.js';

/** What is predicted of one request. */
export interface Prediction {
  /** The class of the 101 or final answer; none when there is no answer. */
  readonly status: Status | 'none';
  /** The number of the status, where the dialect knows it; else one of its class. */
  readonly code: number | 'none';
  /** Whether the server ends the connection behind its answer, nothing further being sent. */
  readonly fate: 'closed' | 'open';
  /** Whether a WebSocket frame, or a second request, would be dealt with. */
  readonly live: boolean;
  /** The options that the Connection of its answer lists; none without an answer. */
  readonly connection: Value<'connection'>;
  readonly trace: Trace;
  /** The facts under the dialect's reading; absent while the head has not ended. */
  readonly facts: Facts | undefined;
  /** The verdict that the dialect takes; absent with the facts. */
  readonly verdict: Verdict | undefined;
  /** What the standards, by their own reading, permit of the same octets; empty until the head has ended. */
  readonly permitted: readonly Verdict[];
}

/** The content of a request that is not refused: sent whole, behind the 100 if the client waits for one. */
function contentOf(verdict: Verdict, isThere: boolean): readonly ConnectionEvent[] {
  if (verdict.takes === 'refused' || verdict.content !== 'follows') return [];
  const end: ConnectionEvent = { type: 'client.content', part: 'end' };
  return verdict.expects === 'owed' && !isThere ? [{ type: 'app.interim', status: '100' }, end] : [end];
}

const respond = (status: FinalStatus, closes: boolean): ConnectionEvent => ({
  type: 'app.respond',
  status,
  then: closes ? 'close' : 'decide',
});

/** The answer to a request that is refused: the dialect's, wherever it is permitted. */
function refusalOf(dialect: Dialect, verdict: Verdict, choices: Choices): FinalStatus {
  const { refusals } = dialect.choices;
  if (verdict.takes === 'refused' && refusals !== undefined && verdict.answers.includes(refusals)) {
    return refusals;
  }
  return refusalAnswer(verdict, choices);
}

/** A granted handshake: the 101 and what the application sends at once. */
function grantBy({ greeting }: Dialect['application']): readonly ConnectionEvent[] {
  const written: readonly ConnectionEvent[] = [{ type: 'app.accept' }, { type: 'policy.written' }];
  return greeting ? [...written, { type: 'app.send', frame: 'message' }] : written;
}

/** What the product or the application on it answers, where the dialect has no answers of its own. */
function usualAnswer(dialect: Dialect, verdict: Verdict, choices: Choices): readonly ConnectionEvent[] {
  const { plain, handshake, faulty } = dialect.application;
  const plainly = [respond(plain.answer, plain.closes), WRITTEN];
  if (verdict.takes === 'ordinary') return plainly;
  if (verdict.takes === 'handshake') {
    if (handshake === 'ignore') return [{ type: 'app.ignore' }, ...plainly];
    if (handshake !== 'accept') return [respond(handshake.deny, choices.closesAfterRefusal), WRITTEN];
    if (verdict.mayGrant) return grantBy(dialect.application);
    if (faulty !== undefined) return [respond(faulty, choices.closesAfterRefusal), WRITTEN];
  }
  return [respond(refusalOf(dialect, verdict, choices), choices.closesAfterRefusal), WRITTEN];
}

const WRITTEN: ConnectionEvent = { type: 'policy.written' };

/**
 * The answer of a dialect that has answers: by the clause that decided, or the one for all of its kind.
 *
 * @param dialect - the dialect
 * @param verdict - the verdict it takes
 * @param facts - the facts of the request under its reading
 * @param sameOrigin - whether the request has the Origin of the host it asks
 * @returns the answer; none when the dialect has no answers
 */
function answerBy(dialect: Dialect, verdict: Verdict, facts: Facts, sameOrigin: boolean): Answer | undefined {
  const { answers } = dialect;
  if (answers === undefined) return undefined;
  const { refusals = '', handshake = '' } = verdict.trail;
  if (verdict.takes === 'refused') return answers[refusals] ?? answers.refusal ?? REFUSAL;
  const isIgnored = dialect.application.handshake === 'ignore';
  if (verdict.takes === 'handshake' && !verdict.mayGrant) {
    return answers[handshake] ?? answers.refusal ?? REFUSAL;
  }
  if (verdict.takes === 'ordinary' || isIgnored) {
    const other = facts.method === 'GET' ? undefined : answers['ordinary-other'];
    return other ?? answers.ordinary ?? ORDINARY;
  }
  // what was asked with a foreign Origin tells nothing of one's own, which is granted as without any
  const isForeign = handshake !== 'handshake.origin' || !sameOrigin;
  return (isForeign ? answers[handshake] : undefined) ?? answers.grant ?? GRANT;
}

const REFUSAL: Answer = { status: 400, then: 'close' };
const ORDINARY: Answer = { status: 200, then: 'decide' };
const GRANT: Answer = { status: 101, then: 'decide' };

/** The events of an answer. */
function eventsOf(answer: Answer, dialect: Dialect, verdict: Verdict): readonly ConnectionEvent[] {
  if (answer.status === 'none') return answer.then === 'wait' ? [] : [{ type: 'policy.fail' }];
  if (answer.status === 101) {
    if (answer.then === 'nothing') return [{ type: 'app.accept' }];
    const granted = grantBy(dialect.application);
    return answer.then === 'close' ? [...granted, { type: 'policy.fail' }] : granted;
  }
  const ignored = verdict.takes === 'handshake' && dialect.application.handshake === 'ignore';
  const said = respond(classOf(answer.status), answer.then === 'close');
  const before: readonly ConnectionEvent[] = ignored ? [{ type: 'app.ignore' }, said] : [said];
  return answer.then === 'nothing' ? before : [...before, WRITTEN];
}

/** The events of one request and its answer. */
function scriptOf(
  dialect: Dialect,
  verdict: Verdict,
  answer: Answer | undefined,
  isThere: boolean,
): readonly ConnectionEvent[] {
  const events = eventsFor(dialect, verdict, answer);
  return [{ type: 'client.head', verdict }, ...contentOf(verdict, isThere), ...events];
}

/** What a dialect does about a request: how it takes it, and the events of its answer, content not included. */
export interface Answering {
  readonly verdict: Verdict;
  /** The answer, where the dialect has answers of its own. */
  readonly answer: Answer | undefined;
  readonly events: readonly ConnectionEvent[];
}

/**
 * What a dialect does about a request that was read.
 *
 * @param dialect - the dialect
 * @param read - the facts under its reading, and the head
 * @returns the verdict it takes, and the events of its answer
 * @example
 * const read = factsOf(spell(REFERENCE));
 * answeringOf(STANDARDS_DIALECT, read).events[0].type; // 'app.accept'
 */
export function answeringOf(
  dialect: Dialect,
  read: { readonly facts: Facts; readonly head: RequestHead },
): Answering {
  const verdict = verdictOf(dialect, read);
  const answer = answerBy(dialect, verdict, read.facts, isSameOrigin(read.head));
  return { verdict, answer, events: eventsFor(dialect, verdict, answer) };
}

const eventsFor = (
  dialect: Dialect,
  verdict: Verdict,
  answer: Answer | undefined,
): readonly ConnectionEvent[] =>
  answer === undefined
    ? usualAnswer(dialect, verdict, choicesOf(dialect))
    : eventsOf(answer, dialect, verdict);

/**
 * Traces by verdict, kept: a dialect has few verdicts, and a request that is taken as one of them runs as
 * the others.
 */
const traces = new WeakMap<Dialect, WeakMap<Verdict, Map<string, Trace>>>();

function traceOf(dialect: Dialect, verdict: Verdict, answer: Answer | undefined, isThere: boolean): Trace {
  const ofDialect = traces.get(dialect) ?? new WeakMap<Verdict, Map<string, Trace>>();
  traces.set(dialect, ofDialect);
  const known = ofDialect.get(verdict) ?? new Map<string, Trace>();
  ofDialect.set(verdict, known);
  const key = `${answer?.status} ${answer?.then} ${isThere}`;
  const trace = known.get(key) ?? run(scriptOf(dialect, verdict, answer, isThere));
  known.set(key, trace);
  return trace;
}

/** The class of the last answer that is not interim. */
function statusOf(trace: Trace): Status | 'none' {
  const answers = trace.steps.flatMap(({ sent }) =>
    sent.flatMap((seen) => (seen.what === 'response' ? [seen.facts.status] : [])),
  );
  return answers.findLast((status) => status !== '100' && status !== '1xx') ?? 'none';
}

/** A number of each class, for dialects that know no more than the class. */
const CODES: Readonly<Partial<Record<Status, number>>> = { '2xx': 200, '3xx': 301, '4xx': 403, '5xx': 500 };

const codeOf = (status: Status | 'none'): number | 'none' =>
  status === 'none' || status === 'bare' ? 'none' : (CODES[status] ?? Number(status));

/** What the answer of a trace says in Connection, by the form of the standards. */
function formSays(trace: Trace): Value<'connection'> {
  const sent = trace.steps.flatMap((step) => step.sent);
  const response = sent.findLast((one) => one.what === 'response');
  return response?.what === 'response' ? response.facts.connection : 'none';
}

/**
 * When an answer is given, for what it says in Connection.
 *
 * @param status - the status of the answer
 * @param closed - whether the connection ends behind it
 * @param old - whether the request is one of HTTP/1.0
 * @returns the word for it
 * @example
 * saysWhen(200, true, false); // 'ends'
 */
export function saysWhen(status: number | 'none', closed: boolean, old: boolean): keyof Says {
  if (status === 101) return 'switched';
  const when = closed ? 'ends' : 'goes-on';
  return old ? `${when}-in-1.0` : when;
}

/** What is seen of a trace from outside. */
function seenOf(
  trace: Trace,
  dialect?: Dialect,
  answer?: Answer,
  isOld = false,
): Pick<Prediction, 'status' | 'code' | 'fate' | 'live' | 'connection' | 'trace'> {
  const { status } = placeOf(trace.end);
  const seen = statusOf(trace);
  const code = answer !== undefined && seen !== 'none' ? answer.status : codeOf(seen);
  const fate = status.startsWith('CLOSED') ? 'closed' : 'open';
  const says = dialect?.says?.[saysWhen(code, fate === 'closed', isOld)];
  return {
    status: seen,
    code,
    fate,
    live: (status.startsWith('ACTIVE') || status === 'NONE.idle') && answer?.then !== 'nothing',
    connection: code === 'none' ? 'none' : (says ?? formSays(trace)),
    trace,
  };
}

/**
 * The octets of one request tell what a dialect does with it.
 *
 * @param dialect - the product and its application, or the standards
 * @param octets - one request from its first octet, and its content if it has any; no octets throw
 * @returns the answer, the fate of the connection, the trace with its clauses, and what is permitted instead
 * @example
 * import { octetsOf, predict, STANDARDS_DIALECT } from 'after101';
 *
 * predict(STANDARDS_DIALECT, octetsOf('GET / HTTP/1.0\r\n\r\n')).fate; // 'closed'
 * predict(STANDARDS_DIALECT, octetsOf('GET / HTTP/1.1\r\nHost: h\r\n\r\n')).live; // true
 */
export function predict(dialect: Dialect, octets: Uint8Array): Prediction {
  const read = factsOf(octets, dialect.reading);
  if (read.outcome === 'need-more') {
    const trace = run(read.have > 0 ? [{ type: 'client.octets' }] : []);
    return { ...seenOf(trace), facts: undefined, verdict: undefined, permitted: [] };
  }
  const verdict = verdictOf(dialect, read);
  const answer = answerBy(dialect, verdict, read.facts, isSameOrigin(read.head));
  const trace = traceOf(dialect, verdict, answer, octets.length > read.head.length);
  const permitted = permittedFor(readFacts(read.refused ?? read.head));
  const isOld = read.head.version === 'HTTP/1.0';
  return { ...seenOf(trace, dialect, answer, isOld), facts: read.facts, verdict, permitted };
}
