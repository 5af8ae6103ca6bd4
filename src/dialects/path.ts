/**
 * A path: a client, intermediaries in order, and the origin server; what each leg sees, and who is at fault.
 *
 * 1. Octets go from leg to leg: what a hop sends is read again by the next one, and nothing of the reading
 *    passes.
 * 2. A party is at fault exactly when what it sent is not permitted by what it had received. Requests are
 *    judged in the order in which they are sent, then the answers on their way back; the first forbidden
 *    thing is the first fault.
 * 3. The path is repaired where the client ends with an open WebSocket and nothing on the way breaks a
 *    clause. Changes are tried one at a time, at one place.
 */

import { readFacts } from '../spec/facts.js';
import { type RequestHead, readRequest } from '../spec/message.js';
import type { Dialect } from './dialect.js';
import type { ClientSees, UpstreamAnswer } from './hops/hop.js';
import {
  answerOf,
  asSeen,
  type Leg,
  originFindings,
  type PathFinding,
  type Reason,
  relayFindings,
  requestFindings,
} from './path-findings.js';
import { type Prediction, predict } from './predict.js';

export type { Leg, PathFinding, Reason } from './path-findings.js';

/** What a hop on a path makes of a request. */
export type Passed =
  | {
      readonly does: 'forwards';
      readonly octets: Uint8Array;
      readonly because: readonly Reason[];
      /** What the configuration does not decide, and what is asked. */
      readonly undecided: readonly string[];
      /** Whether that leaves open what matters to the upgrade: then nothing behind it is told as a fact. */
      readonly isOpen?: boolean;
    }
  | { readonly does: 'stops'; readonly sees: ClientSees; readonly why: string };

/** A change at one place, and the hop that results. */
export interface Change {
  readonly says: string;
  /** The lines to write, each with its place where there is one. */
  readonly lines: readonly string[];
  readonly hop: PathHop;
}

/** One intermediary on a path. */
export interface PathHop {
  readonly name: string;
  /** How it is known: observed, documented or read from a configuration, with its date. */
  readonly basis: string;
  readonly forward: (head: RequestHead, content: number) => Passed;
  readonly relay: (asked: RequestHead, sent: RequestHead, answer: UpstreamAnswer) => ClientSees;
  readonly repairs: () => readonly Change[];
}

/** Intermediaries in order, the nearest to the client first, and the server behind them. */
export interface Path {
  readonly hops: readonly PathHop[];
  readonly origin: Dialect;
}

/** One request taken down a path and back. */
export interface Walked {
  readonly legs: readonly Leg[];
  /** What the origin does; undefined where no request reaches it. */
  readonly origin: Prediction | undefined;
  /** Why no request reaches the origin. */
  readonly stopped: { readonly by: string; readonly why: string } | undefined;
  /** What each party sees of the answer, the client last. */
  readonly sees: readonly { readonly who: string; readonly sees: ClientSees }[];
  readonly client: ClientSees;
  readonly findings: readonly PathFinding[];
  /** The first thing sent that breaks a clause. */
  readonly first: PathFinding | undefined;
  readonly undecided: readonly string[];
  /** The hop whose configuration leaves open what matters; nobody is blamed from there on. */
  readonly open: string | undefined;
  /** Whether the client ends with an open WebSocket and nothing broke a clause. */
  readonly works: boolean;
}

/** What there is when a request has gone as far as it goes. */
interface Gone {
  readonly legs: readonly Leg[];
  readonly undecided: readonly string[];
  readonly open: string | undefined;
  readonly stopped: { readonly by: string; readonly why: string; readonly sees: ClientSees } | undefined;
}

function legOf(from: string, to: string, octets: Uint8Array, because: readonly Reason[]): Leg | undefined {
  const read = readRequest(octets);
  if (read.outcome === 'need-more') return undefined;
  const head = read.outcome === 'head' ? read.head : read.soFar;
  const facts = readFacts(read.outcome === 'head' ? read.head : read);
  return { from, to, head, octets, facts, because };
}

/** What a client sees that gets nothing. */
export const NOTHING_SEEN: ClientSees = {
  status: 'none',
  version: undefined,
  connection: [],
  upgrade: [],
  fate: 'none',
  live: false,
  because: '',
};

/** The request goes from hop to hop. */
function goDown({ hops, origin }: Path, octets: Uint8Array): Gone {
  const names = ['client', ...hops.map(({ name }) => name), origin.name];
  const legs: Leg[] = [];
  const undecided: string[] = [];
  let open: string | undefined;
  const first = legOf('client', names[1] ?? origin.name, octets, []);
  if (first === undefined) {
    const why = 'the head of the request has not ended';
    return { legs, undecided, open, stopped: { by: 'client', why, sees: NOTHING_SEEN } };
  }
  legs.push(first);
  const content = octets.length - first.head.length;
  for (const [at, hop] of hops.entries()) {
    const last = legs.at(-1) as Leg;
    const passed = hop.forward(last.head, content);
    if (passed.does === 'stops') {
      return { legs, undecided, open, stopped: { by: hop.name, why: passed.why, sees: passed.sees } };
    }
    undecided.push(...passed.undecided.map((asks) => `${hop.name}: ${asks}`));
    if (passed.isOpen === true) open ??= hop.name;
    const next = legOf(hop.name, names[at + 2] ?? origin.name, passed.octets, passed.because);
    if (next === undefined) {
      const why = 'what it sends upstream is no head';
      return { legs, undecided, open, stopped: { by: hop.name, why, sees: NOTHING_SEEN } };
    }
    legs.push(next);
  }
  return { legs, undecided, open, stopped: undefined };
}

/**
 * A request is taken down a path, and the answer back.
 *
 * @param path - the hops and the origin
 * @param octets - the request as the client sends it, and its content if it has any
 * @returns every leg, what each party sees, what is forbidden and by whom, and whether a WebSocket stays open
 * @see rfc9110#message.forwarding
 * @example
 * import { octetsOf, STANDARDS_DIALECT, walkPath } from 'after101';
 *
 * const path = { hops: [], origin: STANDARDS_DIALECT };
 * walkPath(path, octetsOf('GET / HTTP/1.1\r\nHost: h\r\n\r\n')).client.status; // 200
 */
export function walkPath(path: Path, octets: Uint8Array): Walked {
  const { legs, undecided, open, stopped } = goDown(path, octets);
  const findings: PathFinding[] = legs.flatMap((leg, at) =>
    requestFindings(leg, at === 0 ? 'client' : 'hop', legs[at - 1]),
  );
  const sees: { who: string; sees: ClientSees }[] = [];
  let origin: Prediction | undefined;
  let came: ClientSees = stopped?.sees ?? NOTHING_SEEN;
  const late: PathFinding[] = [];
  if (stopped === undefined) {
    const last = legs.at(-1) as Leg;
    origin = predict(path.origin, last.octets);
    const all = originFindings(path.origin, origin, last.facts);
    // the connection ends behind the answer, so what is forbidden about its end comes last
    findings.push(...all.filter(({ clause: id }) => id !== 'after101.persistence'));
    late.push(...all.filter(({ clause: id }) => id === 'after101.persistence'));
    came = asSeen(answerOf(origin));
    sees.push({ who: path.hops.at(-1)?.name ?? 'client', sees: came });
  }
  const reached = legs.length - 1;
  for (let at = reached - 1; at >= 0; at -= 1) {
    const hop = path.hops[at] as PathHop;
    const [asked, sent] = [legs[at] as Leg, legs[at + 1] as Leg];
    const answer: UpstreamAnswer = {
      status: came.status,
      version: came.version ?? '1.1',
      connection: came.connection,
      upgrade: came.upgrade,
      framing: came.status === 101 ? 'none' : 'length',
      fate: came.fate === 'closed' ? 'closed' : 'open',
      live: came.live,
    };
    came = hop.relay(asked.head, sent.head, answer);
    findings.push(...relayFindings(hop.name, asked, sent, came));
    sees.push({ who: path.hops[at - 1]?.name ?? 'client', sees: came });
  }
  if (stopped !== undefined && sees.length === 0) sees.push({ who: 'client', sees: came });
  findings.push(...late);
  // from a hop that leaves open what matters on, nothing is known, and nobody is blamed
  const from = path.hops.findIndex(({ name }) => name === open);
  const sure = open === undefined ? findings : findings.filter(({ who }) => isBefore(path, who, from));
  const breaking = sure.filter(({ severity }) => severity === 'breaks');
  return {
    legs,
    origin,
    stopped: stopped === undefined ? undefined : { by: stopped.by, why: stopped.why },
    sees,
    client: came,
    findings: sure,
    first: breaking[0],
    undecided,
    open,
    works:
      open === undefined && breaking.length === 0 && came.status === 101 && came.fate === 'open' && came.live,
  };
}

/** Whether a party stands before a hop on the way of the request. */
const isBefore = (path: Path, who: string, from: number): boolean => {
  const at = path.hops.findIndex(({ name }) => name === who);
  return who === 'client' || (at >= 0 && at < from);
};

/** A change at one place of a path, and what comes of it. */
export interface Repaired {
  /** Whose configuration is changed. */
  readonly who: string;
  readonly says: string;
  readonly lines: readonly string[];
  readonly walked: Walked;
}

/**
 * The smallest change at one place that repairs a path for a request.
 *
 * @param path - the path, which does not work for the request
 * @param octets - the request
 * @returns the change with fewest lines, the hop nearest to the origin first; undefined when no single one
 *   repairs it
 * @example
 * const plain = octetsOf('GET / HTTP/1.1\r\nHost: h\r\n\r\n');
 * repairOf({ hops: [], origin: STANDARDS_DIALECT }, plain); // undefined
 */
export function repairOf(path: Path, octets: Uint8Array): Repaired | undefined {
  const found: Repaired[] = [];
  for (const [at, hop] of path.hops.entries()) {
    for (const { says, lines, hop: changed } of hop.repairs()) {
      const hops = path.hops.map((one, place) => (place === at ? changed : one));
      const walked = walkPath({ ...path, hops }, octets);
      if (walked.works) found.push({ who: hop.name, says, lines, walked });
    }
  }
  return found.toSorted((one, other) => one.lines.length - other.lines.length)[0];
}
