/**
 * An exchange judged: which clauses it breaks, departs from or asks about, where, and what was permitted there.
 *
 * 1. `judge` of the specification decides. Here its answer is turned round: which octets, of whom, by which clause.
 * 2. What cannot be told is `inconclusive` and never a break: octets of the client that cannot be told apart, an
 *    observer that stopped, silence.
 * 3. Two findings have no state of the machine behind them and are made here: octets of the server that are no message
 *    of its protocol, and a Close that blames the client for a fault that it did not make.
 */
import { brokenBy } from '../dialects/permitted.js';
import { permittedForFrame } from '../spec/active.js';
import { isFinal } from '../spec/answer.js';
import { SEVERITY_WEIGHT, type Severity, severityById } from '../spec/clauses/severity.js';
import { permittedFor } from '../spec/decide.js';
import type { FrameFacts } from '../spec/frame-axes.js';
import { type Judgement, judge, type Owing } from '../spec/judge.js';
import { ROW_PERSISTS } from '../spec/persistence.js';
import type { Observation } from '../spec/wire.js';
import type { Exchange } from './exchange.js';
import { type Observed, type Observer, observe, observedBy, type Seen } from './observe.js';

/** One thing that was wrong, or may be asked about. */
export interface WireFinding {
  /** The clause that decided. */
  readonly clause: string;
  readonly severity: Severity;
  /** Other clauses that stood against it. */
  readonly beside: readonly string[];
  /** Index among what passed. */
  readonly at: number;
  /** What was seen, in words. */
  readonly saw: string;
  /** What was permitted in its place, in words; none where nothing is listed. */
  readonly permitted: readonly string[];
}

/** What an exchange comes out as. */
export interface WireVerdict {
  readonly outcome: 'conforms' | 'departs' | 'asks' | 'breaks' | 'inconclusive';
  readonly findings: readonly WireFinding[];
  /** What the server had still to send when watching ended. Silence breaks nothing. */
  readonly owes: readonly Owing[];
  /** Why it cannot be told, where it cannot; or what of the exchange was not looked at. */
  readonly notes: readonly string[];
  readonly judgement: Judgement;
  readonly observed: Observed;
}

/** An element of the wire in a few words. */
function toldAs(seen: Observation): string {
  switch (seen.what) {
    case 'response': {
      const { status, connection } = seen.facts;
      const says = connection === 'none' ? '' : `, Connection: ${connection.replaceAll('+', ', ')}`;
      return `an answer ${status}${says}`;
    }
    case 'frame':
      return `a ${seen.facts.opcode} frame`;
    case 'request':
      return 'a request';
    case 'fin':
      return 'the end of the connection';
    case 'rst':
      return 'a reset';
    case 'quiet':
      return 'nothing';
    case 'content':
      return 'content';
    default:
      return seen.what;
  }
}

const NOT_SAID = ['switch.not-permitted', 'answer.not-permitted'];

/** Of the clauses against something seen, the one about the request comes first, as products are compared by it. */
function ordered(clauses: readonly string[], seen: Observation, observed: Observed): readonly string[] {
  const about = aboutRequest(seen, observed);
  const telling = clauses.filter((id) => !NOT_SAID.includes(id));
  // an answer too many is a second one to the request before it; a 408 may come to say that time is over
  const isMore = seen.what === 'response' && clauses.includes('answer.nothing-asked');
  const { responses } = observed;
  const index = responses.findIndex(({ facts }) => seen.what === 'response' && facts === seen.facts);
  const isSecond = responses.slice(0, Math.max(0, index)).some(({ facts }) => isFinal(facts.status));
  const twice = isMore && isSecond && responses[index]?.head?.status !== 408 ? ['answer.once'] : [];
  const first = [
    ...(about === undefined ? [] : [about]),
    ...aboutFrame(clauses, observed),
    ...aboutEnd(clauses, seen, observed),
    ...twice,
  ];
  const all = new Set([...first, ...telling, ...clauses]);
  // that nothing refuses the request stands beside much, and against nothing
  const against = [...all].filter((id) => id !== 'request.admitted');
  return bindingFirst(against.length > 0 ? against : [...all]);
}

/** Where another fault of the request has to be refused by a MUST, what only a SHOULD asks for does not name it. */
function bindingFirst(clauses: readonly string[]): readonly string[] {
  const [first = ''] = clauses;
  const binding = clauses.find((id) => /^(host|syntax|framing)\./.test(id) && severityById(id) === 'breaks');
  if (severityById(first) !== 'departs' || binding === undefined) return clauses;
  return [binding, ...clauses.filter((id) => id !== binding)];
}

/** Which clause about a frame of the client is broken where the connection goes on that had to fail. */
function aboutFrame(clauses: readonly string[], { all }: Observed): readonly string[] {
  if (!clauses.includes('fail.nothing-sent')) return [];
  for (const { seen } of all) {
    if (seen.what !== 'frame' || seen.from !== 'client') continue;
    const verdicts = permittedForFrame(seen.facts);
    if (verdicts.every(({ takes }) => takes === 'fault')) return verdicts.map((one) => one.clause);
  }
  return [];
}

/** Where the request let the connection persist, its persistence does not explain a bare end of the WebSocket. */
function aboutEnd(clauses: readonly string[], seen: Observation, { responses }: Observed): readonly string[] {
  const isEnd = seen.what === 'fin' || seen.what === 'rst';
  const { to } = responses.at(-1) ?? {};
  // whether the end came before a Ping or behind it is a matter of timing
  const isBare = clauses.includes('after101.close-first') || clauses[0] === 'frame.ping';
  if (!isEnd || to === undefined || !isBare) return [];
  const persists = permittedFor(to.facts).every(({ persistence }) => ROW_PERSISTS[persistence]);
  return persists ? ['after101.close-first'] : ['after101.persistence'];
}

/** Which clause about the request an answer breaks, if it breaks any. */
function aboutRequest(seen: Observation, { responses }: Observed): string | undefined {
  if (seen.what === 'fin' || seen.what === 'rst') {
    const last = responses.at(-1);
    const switched = last?.facts.status === '101' && last.to !== undefined;
    return switched ? brokenBy(last.to.facts, { status: 101, closed: false }) : undefined;
  }
  if (seen.what !== 'response') return undefined;
  const at = responses.findIndex(({ facts }) => facts === seen.facts);
  const { to, head } = responses[at] ?? {};
  if (head === undefined) return undefined;
  const before = responses.slice(0, at).findLast((one) => one.to !== undefined && one.facts.status !== '100');
  // an answer behind one that had to end the connection: why it had to
  const ending =
    before?.to === undefined || before.head === undefined
      ? undefined
      : brokenBy(before.to.facts, { status: before.head.status, closed: false });
  if (ending !== undefined) return ending;
  // a 101 and the end behind it are two things
  return to === undefined
    ? undefined
    : brokenBy(to.facts, { status: head.status, closed: head.status !== 101 });
}

function findingAt(
  clauses: readonly string[],
  { seen, at }: Seen,
  permitted: readonly Observation[],
): readonly WireFinding[] {
  const [first = 'answer.not-permitted', ...beside] = clauses;
  // where some clause binds, what was seen breaks it, whatever else stands beside it
  const worst = clauses.map(severityById).reduce(heavier, 'asks');
  return [
    {
      clause: first,
      severity: worst,
      beside,
      at,
      saw: toldAs(seen),
      permitted: [...new Set(permitted.map(toldAs))],
    },
  ];
}

const heavier = (one: Severity, other: Severity): Severity =>
  SEVERITY_WEIGHT[one] >= SEVERITY_WEIGHT[other] ? one : other;

/**
 * Whether any receiver may find a fault in what the client sent as frames. What it cannot take for reasons of its own
 * breaks no protocol; what is in a message, and what is compressed, nobody outside can tell.
 */
function mayBlame(frames: readonly FrameFacts[], code: number): boolean {
  let inside = false;
  for (const facts of frames) {
    const faults = permittedForFrame(facts).filter(({ takes }) => takes === 'fault');
    const isOwn = code === BROKE_PROTOCOL && facts.reserved !== 'compressed';
    if (faults.some((fault) => !isOwn || fault.clause !== 'frame.data')) return true;
    const { opcode, fin } = facts;
    if (opcode === 'continuation' && !inside) return true;
    if ((opcode === 'text' || opcode === 'binary') && inside) return true;
    if (opcode === 'text' || opcode === 'binary' || opcode === 'continuation') inside = fin === 'more';
  }
  return false;
}

/** Codes by which a server says that the client broke the protocol, or sent text that is none. */
const BROKE_PROTOCOL = 1002;
const BLAMES = [BROKE_PROTOCOL, 1007];

/** A Close whose code blames the client, where the client did nothing that could be blamed. */
function blamedForNothing(observed: Observed): readonly WireFinding[] {
  const { all, observer } = observed;
  const code = observer.server.closes.find((one) => BLAMES.includes(one));
  // a code of the client's own that comes back blames nobody
  if (code !== undefined && observer.client.closes.includes(code)) return [];
  if (code === undefined) return [];
  const until = all.findIndex(
    ({ seen }) => seen.what === 'frame' && seen.from === 'server' && seen.facts.opcode === 'close',
  );
  // a frame may be at fault before it has come to its end, so those that ended later count too
  const frames = all.flatMap(({ seen }) =>
    seen.what === 'frame' && seen.from === 'client' ? [seen.facts] : [],
  );
  const { head } = observed.requests.at(-1) ?? {};
  const isOpen = observer.client.inFrame || observed.lost !== undefined;
  if (mayBlame(frames, code) || head === undefined || isOpen) return [];
  const [content] = all.filter(({ seen }) => seen.what === 'content');
  const last = observed.requests.at(-1)?.facts.framing;
  const framed = last !== 'none' && last !== 'zero' && content !== undefined;
  return [
    {
      clause: framed ? 'content.more' : 'after101.frames',
      severity: 'breaks',
      beside: framed ? ['handshake.content', 'fail.required'] : ['fail.required'],
      at: all[until]?.at ?? 0,
      saw: `a close frame with ${code}, which blames the client, whose frames had no fault`,
      permitted: ['a frame', 'a close frame with another code'],
    },
  ];
}

/** What stands against octets that are no message. */
function unreadable(observed: Observed): readonly WireFinding[] {
  const found = observed.unreadable;
  if (found === undefined) return [];
  const clauses = { head: 'answer.final', content: 'form.one-framing', frames: 'after101.frames' };
  return [
    {
      clause: clauses[found.inside],
      severity: 'breaks',
      beside: [],
      at: found.passed,
      saw: `octets from ${found.at} on that are no ${found.inside === 'frames' ? 'frame' : 'HTTP response'} (${found.why})`,
      permitted: [],
    },
  ];
}

/** Whether what stands against the server may come of octets of the client that could not be told apart. */
const mayBeLost = (observed: Observed, index: number): boolean => {
  if (observed.lost === undefined) return false;
  const before = observed.all.slice(0, index);
  const finals = before.filter(
    ({ seen }) => seen.what === 'response' && !/^1/.test(seen.facts.status),
  ).length;
  return finals >= observed.requests.length;
};

/** How far nothing stands against what was seen. */
function soundTo(judgement: Judgement): number {
  if (judgement.outcome === 'permitted') return judgement.departs[0]?.at ?? Number.POSITIVE_INFINITY;
  return judgement.outcome === 'not-modelled' ? Number.POSITIVE_INFINITY : judgement.at;
}

/**
 * What was seen, judged. A head larger than a server wishes to read may be refused for that alone, whatever else is in
 * it; where that explains more of what was seen, it was.
 */
function judged({ all, requests }: Observed): Judgement {
  let taken = all.map(({ seen }) => seen);
  let now = judge(taken);
  for (const { facts, tooLarge } of requests) {
    if (tooLarge === undefined || soundTo(now) === Number.POSITIVE_INFINITY) continue;
    const at = taken.findIndex((one) => one.what === 'request' && one.facts === facts);
    const refused = taken.with(at, { from: 'client', what: 'request', facts: tooLarge });
    const other = judge(refused);
    if (soundTo(other) <= soundTo(now)) continue;
    taken = refused;
    now = other;
  }
  return now;
}

/** What of the exchange was not looked at, or had not come to its end. */
function notesOf({ lost, cutShort, observer }: Observed, stopped: Exchange['stopped']): readonly string[] {
  const { server, isOver } = observer;
  const notes: string[] = [];
  if (lost !== undefined) notes.push(`behind octet ${lost.at} of the client: ${lost.why}`);
  if (cutShort !== undefined) notes.push(`the server ended inside a ${cutShort}`);
  if (!isOver && (server.mode === 'length' || server.mode === 'chunks'))
    notes.push('the content of an answer had not come to its end');
  if (stopped === 'patience') notes.push('the server had not come to an end when patience was over');
  if (stopped === 'too-much') notes.push('the server sent more than is read');
  return notes;
}

/**
 * An exchange conforms, or the clauses it breaks are named, with what was permitted in the place.
 *
 * @param exchange - what passed, or an observer that has read it
 * @returns the outcome, the findings, what is still owed, and what cannot be told
 * @see rfc9110#error.handling
 * @example
 * import { octetsOf } from 'after101';
 *
 * const of = (from, text) => ({ from, what: 'octets', octets: octetsOf(text) });
 * const asked = of('client', 'GET / HTTP/1.1\r\nHost: h\r\n\r\n');
 * judgeExchange({ passed: [asked, of('server', 'HTTP/1.1 204 No Content\r\n\r\n')] }).outcome; // 'conforms'
 */
export function judgeExchange(exchange: Exchange | Observer): WireVerdict {
  const observed = 'passed' in exchange ? observe(exchange) : observedBy(exchange);
  const judgement = judged(observed);
  const notes = notesOf(observed, 'passed' in exchange ? exchange.stopped : undefined);
  const base = { judgement, observed, notes };
  const garbled = unreadable(observed);
  if (garbled.length > 0 && mayBeLost(observed, observed.all.length)) {
    return { ...base, outcome: 'inconclusive', findings: [], owes: [] };
  }
  if (judgement.outcome === 'permitted' || judgement.outcome === 'not-modelled') {
    const departs = judgement.departs.flatMap(({ at, clause: id }): readonly WireFinding[] => {
      const seen = observed.all[at];
      return seen === undefined
        ? []
        : [{ ...findingAt([id], seen, [])[0], severity: 'departs' } as WireFinding];
    });
    const ours = judgement.outcome === 'permitted' ? [...garbled, ...blamedForNothing(observed)] : [];
    const findings = [...ours, ...departs];
    const worst = findings.map((one) => one.severity).reduce(heavier, 'asks');
    const owes = judgement.outcome === 'permitted' ? judgement.owed : [];
    // what was not watched to its end is not known to conform
    const sound = 'passed' in exchange && exchange.stopped !== undefined ? 'inconclusive' : 'conforms';
    return { ...base, outcome: findings.length === 0 ? sound : worst, findings, owes };
  }
  const seen = observed.all[judgement.at] as Seen;
  const [garbage] = garbled;
  if (garbage !== undefined && garbage.at < seen.at) {
    return { ...base, outcome: 'breaks', findings: garbled, owes: [] };
  }
  if (mayBeLost(observed, judgement.at)) return { ...base, outcome: 'inconclusive', findings: [], owes: [] };
  const clauses = ordered(judgement.clauses, seen.seen, observed);
  const findings = findingAt(clauses, seen, judgement.permitted);
  if (judgement.outcome === 'only-by-failure') {
    const asked = findings.map((one) => ({
      ...one,
      severity: 'asks' as const,
      beside: ['transport.failure', ...one.beside],
    }));
    return { ...base, outcome: 'asks', findings: asked, owes: [] };
  }
  const [first] = findings;
  return { ...base, outcome: first?.severity ?? 'breaks', findings, owes: [] };
}
