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
import type { Facts } from '../spec/axes.js';
import { permittedFor, type Verdict } from '../spec/decide.js';
import { type Choices, choose, refusalAnswer } from '../spec/defaults.js';
import { factsOf, readFacts } from '../spec/facts.js';
import type { ConnectionEvent } from '../spec/machine.js';
import { placeOf, run, type Trace } from '../spec/step.js';
import { choicesOf, type Dialect, rulesOf } from './dialect.js';

/** What is predicted of one request. */
export interface Prediction {
  /** The class of the 101 or final answer; none when there is no answer. */
  readonly status: Status | 'none';
  /** Whether the server ends the connection behind its answer, nothing further being sent. */
  readonly fate: 'closed' | 'open';
  /** Whether a WebSocket frame, or a second request, would be dealt with. */
  readonly live: boolean;
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

/** What the product or the application on it answers. */
function answerOf(dialect: Dialect, verdict: Verdict, choices: Choices): readonly ConnectionEvent[] {
  const { plain, handshake, faulty, greeting } = dialect.application;
  const plainly = respond(plain.answer, plain.closes);
  if (verdict.takes === 'ordinary') return [plainly];
  if (verdict.takes === 'handshake') {
    if (handshake === 'ignore') return [{ type: 'app.ignore' }, plainly];
    if (handshake !== 'accept') return [respond(handshake.deny, choices.closesAfterRefusal)];
    if (verdict.mayGrant) {
      const written: readonly ConnectionEvent[] = [{ type: 'app.accept' }, { type: 'policy.written' }];
      return greeting ? [...written, { type: 'app.send', frame: 'message' }] : written;
    }
    if (faulty !== undefined) return [respond(faulty, choices.closesAfterRefusal)];
  }
  return [respond(refusalOf(dialect, verdict, choices), choices.closesAfterRefusal)];
}

/** The events of one request and its answer. */
function scriptOf(dialect: Dialect, verdict: Verdict, isThere: boolean): readonly ConnectionEvent[] {
  const answer = answerOf(dialect, verdict, choicesOf(dialect));
  const written = answer.some(({ type }) => type === 'policy.written');
  return [
    { type: 'client.head', verdict },
    ...contentOf(verdict, isThere),
    ...answer,
    ...(written ? [] : [{ type: 'policy.written' } as const]),
  ];
}

/** The class of the last answer that is not interim. */
function statusOf(trace: Trace): Status | 'none' {
  const answers = trace.steps.flatMap(({ sent }) =>
    sent.flatMap((seen) => (seen.what === 'response' ? [seen.facts.status] : [])),
  );
  return answers.findLast((status) => status !== '100' && status !== '1xx') ?? 'none';
}

/** What is seen of a trace from outside. */
function seenOf(trace: Trace): Pick<Prediction, 'status' | 'fate' | 'live' | 'trace'> {
  const { status } = placeOf(trace.end);
  return {
    status: statusOf(trace),
    fate: status.startsWith('CLOSED') ? 'closed' : 'open',
    live: status.startsWith('ACTIVE') || status === 'NONE.idle',
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
  const verdict = choose(permittedFor(read.facts, rulesOf(dialect)), choicesOf(dialect));
  const trace = run(scriptOf(dialect, verdict, octets.length > read.head.length));
  const permitted = permittedFor(readFacts(read.refused ?? read.head));
  return { ...seenOf(trace), facts: read.facts, verdict, permitted };
}
