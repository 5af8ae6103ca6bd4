/**
 * A request, and perhaps its answer, judged: what of it no permitted way of taking the request allows.
 *
 * 1. Nothing is decided here. The tables decide about the request, the machine says whether an answer can be sent
 *    under a verdict, and the table of forms what it must contain.
 * 2. An answer is permitted when it is under any permitted verdict. When it is under none, the clauses told are
 *    those of the verdict that it comes nearest to.
 * 3. A refusal that a SHOULD asks for may be passed over. That departs, and what the answer then breaks is told as well.
 * 4. A 101 to another protocol that was offered is permitted. What follows it is not modelled, and that is said.
 */
import { type Dialect, STANDARDS_DIALECT } from '../dialects/dialect.js';
import { brokenBy, type SeenAnswer } from '../dialects/permitted.js';
import { predict } from '../dialects/predict.js';
import { measuredFor } from '../render/compare/measured.js';
import type { Explanation, Finding, ProductReport } from '../render/explanation.js';
import { formFaults, isFinal, type ResponseFacts } from '../spec/answer.js';
import type { Facts } from '../spec/axes.js';
import { severityById } from '../spec/clauses/severity.js';
import { permittedFor, type Verdict } from '../spec/decide.js';
import { choose } from '../spec/defaults.js';
import { againstElsewhere, NOT_MODELLED } from '../spec/elsewhere.js';
import { factsOf, readFacts } from '../spec/facts.js';
import type { ConnectionEvent } from '../spec/machine.js';
import { linesOf, type Refused, type RequestHead, type ResponseHead } from '../spec/message.js';
import { onlyDeparts, overlooking, type Way } from '../spec/overlooked.js';
import { readResponseFacts } from '../spec/response.js';
import { explainFacts } from '../spec/sources.js';
import { placeOf, run, type Step, type Trace } from '../spec/step.js';

/** What is in hand: a request as read, and perhaps an answer and a product to ask about. */
export interface Exchange {
  readonly head: RequestHead;
  readonly refused: Refused<RequestHead> | undefined;
  readonly octets: Uint8Array;
  readonly response: ResponseHead | undefined;
  /** Whether a 100 stood before the answer. */
  readonly continued: boolean;
  readonly to: Dialect | undefined;
  readonly notes: readonly string[];
  /** The command that shows it again. */
  readonly again: string;
}

const finding = (id: string, who: Finding['who']): Finding => {
  return { clause: id, who, severity: severityById(id) };
};

/** The clause that denies the request what every verdict denies it; none when some verdict serves it. */
function faultOfRequest(verdicts: readonly Verdict[]): readonly Finding[] {
  const [first] = verdicts;
  if (first === undefined) return [];
  if (verdicts.every((verdict) => verdict.takes === 'refused')) {
    return [finding(first.trail.refusals ?? '', 'client')];
  }
  if (verdicts.every((verdict) => verdict.takes === 'handshake' && !verdict.mayGrant)) {
    return [finding(first.trail.handshake ?? '', 'client')];
  }
  return [];
}

/** What was seen between the head of the request and the answer that is judged. */
interface Between {
  /** Content of the request stands behind its head. */
  readonly content: boolean;
  /** A 100 went out before the answer. */
  readonly continued: boolean;
}

/** What may have happened under a verdict before the server answers. */
function scriptsBefore(verdict: Verdict, between: Between): readonly (readonly ConnectionEvent[])[] {
  const head: ConnectionEvent = { type: 'client.head', verdict };
  const end: ConnectionEvent = { type: 'client.content', part: 'end' };
  const before: (readonly ConnectionEvent[])[] = [[head]];
  if (between.content) before.push([head, { type: 'client.content', part: 'some' }], [head, end]);
  if (between.continued) {
    const goOn: ConnectionEvent = { type: 'app.interim', status: '100' };
    before.push([head, goOn], [head, goOn, end]);
  }
  return before;
}

/** The choices by which a server sends an answer of this status. */
function answersOf(status: ResponseFacts['status']): readonly ConnectionEvent[] {
  if (status === '100' || status === '1xx') return [{ type: 'app.interim', status }];
  if (!isFinal(status)) return [{ type: 'app.accept' }];
  return (['decide', 'close', 'until-close'] as const).map((then) => ({ type: 'app.respond', status, then }));
}

/** The step of a trace that sends an answer of this status, if one does. */
const answering = (trace: Trace, facts: ResponseFacts): Step | undefined =>
  trace.steps.findLast((step) =>
    step.sent.some((seen) => seen.what === 'response' && seen.facts.status === facts.status),
  );

/** The machine's say on an answer in one trace: the clauses it breaks. */
function faultsIn(trace: Trace, verdict: Verdict, facts: ResponseFacts): readonly string[] {
  if (answering(trace, facts) === undefined) {
    const asked = trace.steps.findLast((step) => step.event.type.startsWith('app.'));
    return [asked?.arrows[0]?.clause ?? 'answer.not-permitted'];
  }
  const ends = placeOf(trace.end).persistence === 'last' || verdict.ends;
  return formFaults(facts, {
    status: facts.status,
    servedAs: verdict.servedAs,
    closing: ends && facts.status !== '101' ? 'yes' : 'no',
    refusesVersion: verdict.namesVersions ? 'yes' : 'no',
  });
}

/** The clause about the request by which a verdict denies it this answer; none when the answer itself is at fault. */
function deniedBy(verdict: Verdict, status: ResponseFacts['status']): string | undefined {
  const { refusals, offer, handshake } = verdict.trail;
  if (verdict.takes === 'refused') return refusals;
  if (status !== '101' || verdict.mayGrant) return undefined;
  return verdict.takes === 'ordinary' ? offer : handshake;
}

interface Judged {
  readonly faults: readonly string[];
  readonly trace: Trace;
  /** The answer leads to another protocol, as far as nothing is at fault. */
  readonly elsewhere: boolean;
}

/** The ways to take a request: the permitted verdicts, and those that depart. */
const waysFor = (verdicts: readonly Verdict[], facts: Facts): readonly Way[] => [
  ...verdicts.map((verdict) => ({ verdict, clauses: [] })),
  ...overlooking(facts),
];

/**
 * An answer under one way to take the request, after one script. None where the way refuses the request and need not:
 * another way then tells what the answer is to who serves it.
 */
function judgeUnder({ verdict, clauses }: Way, script: readonly ConnectionEvent[], facts: ResponseFacts) {
  const before = run(script.slice(0, -1));
  const elsewhere = againstElsewhere(before.end, facts);
  if (elsewhere !== undefined) {
    return { faults: [...clauses, ...elsewhere], trace: before, elsewhere: elsewhere.length === 0 };
  }
  const trace = run(script);
  const sent = answering(trace, facts) !== undefined;
  const denied = sent ? undefined : deniedBy(verdict, facts.status);
  const served = verdict.trail.tolerances !== undefined || onlyDeparts(denied ?? '');
  if (denied !== undefined && verdict.takes === 'refused' && served) return undefined;
  const faults = denied === undefined ? faultsIn(trace, verdict, facts) : [denied];
  return { faults: [...clauses, ...faults], trace, elsewhere: false };
}

/** How far an answer is from what is permitted: what is more than a departure counts first. */
const distanceOf = ({ faults }: Judged): number =>
  faults.length + 100 * faults.filter((id) => !onlyDeparts(id)).length;

/** An answer is judged under the way and the script that it comes nearest to. */
function judgeAnswer(ways: readonly Way[], facts: ResponseFacts, between: Between): Judged {
  let best: Judged | undefined;
  for (const way of ways) {
    for (const before of scriptsBefore(way.verdict, between)) {
      for (const answer of answersOf(facts.status)) {
        const judged = judgeUnder(way, [...before, answer], facts);
        if (judged === undefined) continue;
        if (best === undefined || distanceOf(judged) < distanceOf(best)) best = judged;
        if (judged.faults.length === 0) return judged;
      }
    }
  }
  return best ?? { faults: [], trace: run([]), elsewhere: false };
}

/** The values of a field, to compare an answer with. */
const valuesOf = (head: RequestHead, key: string): readonly string[] =>
  linesOf(head, key).map((line) => line.value);

function answerFacts(response: ResponseHead, head: RequestHead): ResponseFacts {
  const [key] = valuesOf(head, 'sec-websocket-key');
  return readResponseFacts(response, {
    ...(key === undefined ? {} : { key }),
    method: head.method,
    upgrade: valuesOf(head, 'upgrade'),
    protocols: valuesOf(head, 'sec-websocket-protocol').flatMap((value) =>
      value.split(',').map((one) => one.trim()),
    ),
    extensions: valuesOf(head, 'sec-websocket-extensions'),
  });
}

/** What was measured with these octets: it stands, whatever was predicted. */
function measuredNote({ id, seen }: { id: string; seen: SeenAnswer }, differs: boolean): string {
  const answer = seen.status === 'none' ? 'it gave no answer' : `it answered ${seen.status}`;
  const then = seen.closed ? 'closed' : 'left the connection open';
  const but = differs
    ? ' That is not what its settings predict, which is told above; what was measured stands.'
    : '';
  return `measured with such a request (${id}): ${answer} and ${then}.${but}`;
}

/** What a product does with the request, and what of that nothing permits. */
function productReport(to: Dialect, octets: Uint8Array, ways: readonly Way[]): ProductReport {
  const predicted = predict(to, octets);
  const statuses = predicted.trace.steps.flatMap((step) =>
    step.sent.flatMap((seen) => (seen.what === 'response' ? [seen.facts.status] : [])),
  );
  const took = predicted.trace.steps.some((step) => step.event.type === 'client.content');
  const between = { content: took, continued: statuses.includes('100') };
  const answers = predicted.trace.steps.flatMap((step) =>
    step.sent.flatMap((seen) => (seen.what === 'response' ? [seen.facts] : [])),
  );
  const broken = answers.flatMap((facts) => judgeAnswer(ways, facts, between).faults);
  const deviating = predicted.trace.steps.flatMap((step) =>
    step.arrows.filter((arrow) => arrow.deviation === true).map((arrow) => arrow.clause),
  );
  const measured = measuredFor(to.name, octets);
  const differs =
    measured !== undefined &&
    (measured.seen.status !== predicted.code || measured.seen.closed !== (predicted.fate === 'closed'));
  const facts = factsOf(octets);
  const seenBroken = differs && facts.outcome === 'facts' ? brokenBy(facts.facts, measured.seen) : undefined;
  const clauses = [...new Set([...broken, ...deviating, ...(seenBroken === undefined ? [] : [seenBroken])])];
  return {
    name: to.name,
    basis: `${to.evidence.kind} ${to.evidence.observed}: ${to.evidence.source}`,
    facts: predicted.facts,
    status: predicted.status,
    fate: predicted.fate,
    live: predicted.live,
    steps: predicted.trace.steps,
    findings: clauses.map((id) => finding(id, 'product')),
    notes: [
      ...(measured === undefined ? [] : [measuredNote(measured, differs)]),
      ...to.deviations.filter((one) => clauses.includes(one.clause)).map((one) => one.note),
    ],
  };
}

/**
 * An exchange is judged: what was seen, which clause decided each question, what is permitted, what follows.
 *
 * @param exchange - what is in hand
 * @returns all that a report tells
 */
export function explainExchange(exchange: Exchange): Explanation {
  const { head, refused, octets, response, to, notes, again } = exchange;
  const facts = readFacts(refused ?? head);
  const verdicts = permittedFor(facts);
  const ways = waysFor(verdicts, facts);
  const answer = response === undefined ? undefined : answerFacts(response, head);
  const judged =
    answer === undefined
      ? undefined
      : judgeAnswer(ways, answer, {
          content: octets.length > head.length,
          continued: exchange.continued,
        });
  const ofServer = (judged?.faults ?? []).map((id) => finding(id, 'server'));
  const product = to === undefined ? undefined : productReport(to, octets, ways);
  const findings = [...ofServer, ...faultOfRequest(verdicts)];
  const breaks = [...findings, ...(product?.findings ?? [])].some((one) => one.severity !== 'departs');
  return {
    permitted: !breaks,
    notes,
    head,
    facts,
    sources: explainFacts(head),
    refused,
    verdicts,
    taken: choose(verdicts),
    findings,
    notModelled: judged?.elsewhere === true ? NOT_MODELLED : undefined,
    response: answer === undefined || response === undefined ? undefined : { head: response, facts: answer },
    steps:
      judged !== undefined && judged.faults.length === 0
        ? judged.trace.steps
        : predict(STANDARDS_DIALECT, octets).trace.steps,
    product,
    again,
  };
}
