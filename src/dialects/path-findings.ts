/**
 * Who is blamed for what on a path: requests as they are sent, the origin's answer, what a hop passes back.
 *
 * A party is at fault exactly when what it sent is not permitted by what it had received.
 */
import type { ResponseFacts } from '../spec/answer.js';
import type { Axis, Facts } from '../spec/axes.js';
import { type Severity, severityById } from '../spec/clauses/severity.js';
import { linesOf, type RequestHead } from '../spec/message.js';
import { forwardedAgainst, namedFields, sentAgainst } from '../spec/sending.js';
import type { Dialect } from './dialect.js';
import type { ClientSees, UpstreamAnswer } from './hops/hop.js';
import { brokenBy } from './permitted.js';
import type { Prediction } from './predict.js';

/**
 * Why an element of a head that goes upstream is as it is: the value, what says so, and where that stands.
 */
export interface Reason {
  readonly field: 'version' | 'Upgrade' | 'Connection' | 'Host';
  readonly says: string;
  /**
   * The file, line and column of a directive; undefined for a default, or a product without a configuration
   * here.
   */
  readonly at: { readonly file: string; readonly line: number; readonly column: number } | undefined;
}

/** Something on the way that no text permits, or that the texts leave open. */
export interface PathFinding {
  readonly who: string;
  readonly role: 'client' | 'hop' | 'origin';
  readonly clause: string;
  readonly severity: Severity;
  /** What it sent, in words. */
  readonly sent: string;
  /** The place of a directive that made it so. */
  readonly at: Reason['at'];
}

/** One request on its way. */
export interface Leg {
  readonly from: string;
  readonly to: string;
  readonly head: RequestHead;
  readonly octets: Uint8Array;
  /** By the standards' reading. */
  readonly facts: Facts;
  readonly because: readonly Reason[];
}

const finding = (
  id: string,
  who: string,
  role: PathFinding['role'],
  sent: string,
  at?: Reason['at'],
): PathFinding => ({ who, role, clause: id, severity: severityById(id), sent, at });

const fieldOf = (head: RequestHead, key: string): string =>
  linesOf(head, key)
    .map(({ value }) => value)
    .join(', ');

/** A request in a few words: what of it matters to an upgrade. */
function inWords(head: RequestHead): string {
  const [connection, upgrade] = [fieldOf(head, 'connection'), fieldOf(head, 'upgrade')];
  return [
    ...(head.method === 'GET' ? [] : [head.method]),
    head.version || 'no version',
    ...(linesOf(head, 'host').length === 0 ? ['no Host'] : []),
    upgrade === '' ? 'no Upgrade' : `Upgrade: ${upgrade}`,
    connection === '' ? 'no Connection' : `Connection: ${connection}`,
  ].join(', ');
}

/** Which element of a head a clause is about, so that the directive behind it can be told. */
const ABOUT: Readonly<Record<string, Reason['field']>> = {
  'send.offer-version': 'version',
  'send.option': 'Connection',
  'send.offer-and-close': 'Connection',
  'hop.offers-for-itself': 'version',
};

/** The axes that clauses about the handshake itself read: their fields are for the server, not for this hop. */
const END_TO_END: Readonly<Record<string, Axis>> = {
  'send.handshake-method': 'method',
  'send.handshake-key': 'key',
  'send.handshake-version': 'wsVersion',
};

/** What a party is blamed for in the request it sent. */
export function requestFindings(
  leg: Leg,
  role: 'client' | 'hop',
  before: Leg | undefined,
): readonly PathFinding[] {
  const words = inWords(leg.head);
  // what is for the server, and went on as it came, is its sender's and not that of who passed it on
  const isPassedOn = (id: string): boolean => {
    const axis = END_TO_END[id];
    return axis !== undefined && before !== undefined && before.facts[axis] === leg.facts[axis];
  };
  const own = sentAgainst(leg.facts).filter((id) => !isPassedOn(id));
  const place = (id: string): Reason['at'] => leg.because.find(({ field }) => field === ABOUT[id])?.at;
  const all = own.map((id) => finding(id, leg.from, role, words, place(id)));
  if (role === 'client' || before === undefined) return all;
  const isFaulty = all.some(({ severity }) => severity === 'breaks');
  const passed = forwardedAgainst({
    named: namedFields(before.head, leg.head),
    offer: isFaulty ? 'faulty' : 'sound',
    switched: 'asked',
  });
  return [...all, ...passed.map((id) => finding(id, leg.from, role, words, place(id)))];
}

/** What of the answer's form the hops read. */
export function answerOf(prediction: Prediction): UpstreamAnswer {
  const sent = prediction.trace.steps.flatMap((step) => step.sent);
  const response = sent.findLast((one) => one.what === 'response');
  const facts: ResponseFacts | undefined = response?.what === 'response' ? response.facts : undefined;
  const options = prediction.connection === 'none' ? [] : prediction.connection.split('+');
  const framing = facts?.framing === 'length' || facts?.framing === 'chunked' ? facts.framing : 'ends';
  return {
    status: prediction.code,
    version: '1.1',
    connection: options.length > 0 ? [options.join(', ')] : [],
    upgrade: prediction.code === 101 ? ['websocket'] : [],
    framing: prediction.code === 101 ? 'none' : framing,
    fate: prediction.fate,
    live: prediction.live,
  };
}

export const asSeen = (answer: UpstreamAnswer): ClientSees => ({
  status: answer.status,
  version: answer.status === 'none' ? undefined : answer.version,
  connection: answer.connection,
  upgrade: answer.upgrade,
  fate: answer.fate === 'open' ? 'open' : 'closed',
  live: answer.live,
  because: '',
});

const answered = ({ status, fate }: ClientSees): string => {
  const then = fate === 'closed' ? ', and the connection is closed' : '';
  return status === 'none' ? `no answer${then}` : `${status}${then}`;
};

/** What the origin is blamed for: its answer, and the arrows that only a deviation enables. */
export function originFindings(
  origin: Dialect,
  prediction: Prediction,
  facts: Facts,
): readonly PathFinding[] {
  const words = answered(asSeen(answerOf(prediction)));
  const isClosed = prediction.fate === 'closed';
  const broken = brokenBy(facts, { status: prediction.code, closed: isClosed });
  const arrows = prediction.trace.steps.flatMap((step) =>
    step.arrows.flatMap((arrow) => (arrow.deviation === true ? [arrow.clause] : [])),
  );
  const ids = [...new Set([...(broken === undefined ? [] : [broken]), ...arrows])];
  return ids.map((id) => finding(id, origin.name, 'origin', words));
}

/** What a hop is blamed for in what its client sees, as a server of that client. */
export function relayFindings(hop: string, asked: Leg, sent: Leg, sees: ClientSees): readonly PathFinding[] {
  if (sees.status !== 101) return [];
  const broken = brokenBy(asked.facts, { status: 101, closed: false });
  // whether a handshake holds is for its server to say; what cannot be answered 101 at all is not passed on
  const ofOffer = broken?.startsWith('offer.') === true ? broken : undefined;
  const unasked = fieldOf(sent.head, 'upgrade') === '';
  const passed = forwardedAgainst({
    named: 'removed',
    offer: 'sound',
    switched: unasked ? 'unasked' : 'asked',
  });
  const ids = [...passed, ...(ofOffer === undefined ? [] : [ofOffer])];
  return ids.map((id) => finding(id, hop, 'hop', answered(sees)));
}
