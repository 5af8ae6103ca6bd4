/**
 * What a case looks at: its requests read and decided, its answers read, and its events run through the machine.
 *
 * Nothing is decided here: tables, machine and judge of `src/spec/` are asked.
 */
import type { AnswerContext, ResponseFacts } from '../../src/spec/answer.js';
import { permittedFor, type Verdict } from '../../src/spec/decide.js';
import { factsOf } from '../../src/spec/facts.js';
import { type Judgement, judge } from '../../src/spec/judge.js';
import type { ConnectionEvent } from '../../src/spec/machine.js';
import { linesOf, type RequestHead, readResponse } from '../../src/spec/message.js';
import { ROW_PERSISTS } from '../../src/spec/persistence.js';
import { readResponseFacts } from '../../src/spec/response.js';
import { run, step, type Trace } from '../../src/spec/step.js';
import { type Case, listOf, octetsOfBlock } from './cases.js';
import { type Asked, chosen, eventOf, observationsOf } from './words.js';

/** Everything a line of a list can look at. */
export interface Run {
  readonly requests: readonly Asked[];
  readonly verdict: Verdict;
  readonly responses: readonly ResponseFacts[];
  readonly context: (closing: string | undefined) => AnswerContext;
  readonly trace: Trace;
  /** The clauses by which events were left unread when they came. */
  readonly waits: readonly string[];
  /** The judgement of what a `seen` line tells. */
  readonly judged: (seen: string) => Judgement;
}

function ask(text: string): Asked {
  const read = factsOf(octetsOfBlock(text));
  if (read.outcome === 'need-more') return { outcome: 'need-more', permitted: [] };
  const { facts, head, refused } = read;
  const outcome = refused === undefined ? 'head' : `refused ${refused.reason}`;
  return { outcome, facts, head, permitted: permittedFor(facts) };
}

/** The answers of a case as facts, compared with what its first request asked. */
function responsesOf(one: Case, head: RequestHead | undefined): readonly ResponseFacts[] {
  const valuesOf = (key: string): readonly string[] =>
    head === undefined ? [] : linesOf(head, key).map((line) => line.value);
  const [key] = valuesOf('sec-websocket-key');
  const asked = {
    ...(key === undefined ? {} : { key }),
    protocols: valuesOf('sec-websocket-protocol').flatMap(listOf),
    extensions: valuesOf('sec-websocket-extensions'),
    ...(head === undefined ? {} : { upgrade: valuesOf('upgrade') }),
  };
  return one.responses.map((text) => {
    const read = readResponse(octetsOfBlock(text));
    if (read.outcome !== 'head') throw new Error(`the response is ${read.outcome}`);
    return readResponseFacts(read.head, asked);
  });
}

/**
 * A case is read, decided and run.
 *
 * @param one the case
 * @returns everything its list can look at
 */
export function runCase(one: Case): Run {
  const requests = one.requests.map(ask);
  const [first] = requests;
  const verdict = chosen(first);
  const responses = responsesOf(one, first?.head);
  const [response] = responses;
  const closes = first !== undefined && (!ROW_PERSISTS[verdict.persistence] || verdict.ends);
  const context = (closing: string | undefined): AnswerContext => ({
    status: response?.status ?? '2xx',
    servedAs: verdict.servedAs,
    closing: (closing as 'yes' | 'no') ?? (closes && response?.status !== '101' ? 'yes' : 'no'),
    refusesVersion: verdict.namesVersions ? 'yes' : 'no',
  });
  const words = one.expectations.find(({ name }) => name === 'events')?.value.split(' -> ')[0];
  const script = words === undefined ? [] : listOf(words).map((word) => eventOf(word, requests));
  const waits = script.flatMap((event, at) => {
    const [arrow] = step(run(script.slice(0, at)).end, event).arrows;
    return arrow?.unread === true ? [arrow.clause] : [];
  });
  const judged = (seen: string): Judgement => judge(observationsOf(listOf(seen), requests, responses));
  return { requests, verdict, responses, context, trace: run(script), waits, judged };
}

/** The request answered with a status, its content read before that, until the answer is out. */
export function answeredWith(status: string, verdict: Verdict): Trace {
  const content: readonly ConnectionEvent[] =
    verdict.content === 'follows' ? [{ type: 'client.content', part: 'end' }] : [];
  return run([
    { type: 'client.head', verdict },
    ...content,
    eventOf(`app.respond ${status}`, []),
    { type: 'policy.written' },
  ]);
}
