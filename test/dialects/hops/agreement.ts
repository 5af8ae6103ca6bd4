/** How far hops tell what was measured, counted. */
import { HOPS, resolveHop } from '../../../src/dialects/hops/catalogue.js';
import { fitHop } from '../../../src/dialects/hops/fit.js';
import { forward } from '../../../src/dialects/hops/forward.js';
import type { ClientSees, Hop } from '../../../src/dialects/hops/hop.js';
import { relay } from '../../../src/dialects/hops/relay.js';
import { linesOf, type RequestHead, readRequest } from '../../../src/spec/message.js';
import { CONFIGURATIONS, type Configuration, type HopCase, originAnswers } from '../../evidence/hops.js';

/** Of so many cases, so many are told as they were measured. */
export interface Count {
  readonly of: number;
  readonly told: number;
}

/** What is counted. */
export const COUNTED = [
  /** Whether a request is forwarded at all; of all cases. */
  'forwarded',
  /** Version, Upgrade, Connection and Host at once, then each; of the requests that arrived upstream. */
  'upstream',
  'upstream version',
  'upstream Upgrade',
  'upstream Connection',
  'upstream Host',
  /** How many WebSocket fields arrive, which of the other fields, how content is framed; of the same. */
  'upstream WebSocket fields',
  'upstream other fields',
  'upstream framing',
  /**
   * What the client gets: status, fate and live at once; of all cases. The head that arrived is taken as it
   * was.
   */
  'client',
  'client version',
  'client Connection',
  'client Upgrade',
  /** The same from the hop's own head upstream and what the origin does with that one. */
  'client from own head',
] as const;

/** One thing that is counted. */
export type Counted = (typeof COUNTED)[number];

/** Counts by what is counted. */
export type Agreement = Readonly<Record<Counted, Count>>;

const NAMES = { upstream: 'upstream:1', own: 'own' };

const valuesOf = (head: RequestHead, key: string): readonly string[] =>
  linesOf(head, key).map(({ value }) => value);

const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

function headOf(octets: Uint8Array): RequestHead {
  const read = readRequest(octets);
  if (read.outcome !== 'head') throw new Error('what goes upstream is no head');
  return read.head;
}

function whose(head: RequestHead, asked: RequestHead): string {
  const [host] = valuesOf(head, 'host');
  if (host === undefined) return 'none';
  if (host === NAMES.upstream) return 'upstream';
  if (host === 'upstream') return 'upstream-name';
  return valuesOf(asked, 'host').includes(host) ? 'client' : 'own';
}

const isWebSocket = ({ key }: { readonly key: string }): boolean => key.startsWith('sec-websocket-');

function framingOf(head: RequestHead): string {
  if (linesOf(head, 'transfer-encoding').length > 0) return 'chunked';
  return linesOf(head, 'content-length').length > 0 ? 'length' : 'none';
}

type Tells = Partial<Record<Counted, boolean>>;

/** What of a head that arrived is told. */
function upstreamTold(one: HopCase, head: RequestHead | undefined): Tells {
  if (one.upstream === undefined) return {};
  const { seen, head: arrived } = one.upstream;
  if (head === undefined) return Object.fromEntries(COUNTED.slice(1, 9).map((name) => [name, false]));
  const version = head.version === seen.version;
  const upgrade = same(valuesOf(head, 'upgrade'), seen.upgrade);
  const connection = same(valuesOf(head, 'connection'), seen.connection);
  const host = whose(head, one.asked) === seen.host;
  const kept = (key: string) =>
    linesOf(one.asked, key).length === 0 ? undefined : linesOf(head, key).length > 0;
  const others = (['x-hop', 'keep-alive', 'te'] as const).map(kept);
  const recorded = [seen.named, seen.keepAliveField, seen.teField].map((is) =>
    is === undefined ? undefined : is === 'kept',
  );
  return {
    upstream: version && upgrade && connection && host,
    'upstream version': version,
    'upstream Upgrade': upgrade,
    'upstream Connection': connection,
    'upstream Host': host,
    'upstream WebSocket fields':
      head.fields.filter(isWebSocket).length === arrived.fields.filter(isWebSocket).length,
    'upstream other fields':
      same(others, recorded) && linesOf(head, 'via').length > 0 === (seen.via === 'added'),
    'upstream framing': framingOf(head) === seen.framing,
  };
}

const isSeen = (sees: ClientSees | undefined, { got }: HopCase): boolean =>
  sees !== undefined && sees.status === got.status && sees.fate === got.fate && sees.live === got.live;

/** What of one case a hop tells. */
export function told(hop: Hop, one: HopCase): Tells {
  const makes = forward(hop, one.asked, { ...NAMES, content: 5 });
  const head = makes.does === 'forwards' ? headOf(makes.octets) : undefined;
  const own =
    head === undefined ? undefined : relay(hop, one.asked, head, originAnswers(one.mode, head), one.behind);
  const refused = makes.does === 'forwards' ? undefined : makes.sees;
  const { upstream, answer, got } = one;
  const sees =
    upstream === undefined || answer === undefined
      ? refused
      : relay(hop, one.asked, upstream.head, answer, one.behind);
  return {
    forwarded: (head !== undefined) === (upstream !== undefined),
    ...upstreamTold(one, head),
    client: isSeen(sees, one),
    'client version': sees?.version === got.version,
    'client Connection': same(sees?.connection, got.connection),
    'client Upgrade': same(sees?.upgrade, got.upgrade),
    'client from own head': isSeen(own ?? refused, one),
  };
}

/** What of some cases a hop tells. */
function scoreOf(hop: Hop, cases: readonly HopCase[]): Agreement {
  const counts = Object.fromEntries(COUNTED.map((name) => [name, { of: 0, told: 0 }])) as Record<
    Counted,
    { of: number; told: number }
  >;
  for (const one of cases) {
    for (const [name, is] of Object.entries(told(hop, one)) as [Counted, boolean][]) {
      counts[name].of += 1;
      if (is) counts[name].told += 1;
    }
  }
  return counts;
}

function sumOf(all: readonly Agreement[]): Agreement {
  const sum = (name: Counted, of: keyof Count) => all.reduce((total, one) => total + one[name][of], 0);
  return Object.fromEntries(
    COUNTED.map((name) => [name, { of: sum(name, 'of'), told: sum(name, 'told') }]),
  ) as Agreement;
}

/** The hop of a configuration. */
export function hopOf({ name }: Configuration): Hop {
  const found = resolveHop(name);
  if (!('hop' in found)) throw new Error(`no hop for ${name}`);
  return found.hop;
}

/** How far the catalogue tells the evidence. */
export function hopAgreement(): {
  readonly configurations: number;
  /** How many sides there are that differ. */
  readonly requestSides: number;
  readonly responseSides: number;
  readonly counts: Agreement;
  readonly each: readonly {
    readonly name: string;
    readonly counts: Agreement;
    readonly residue: readonly string[];
  }[];
} {
  const each = CONFIGURATIONS.map((one) => {
    const hop = hopOf(one);
    return { name: one.name, counts: scoreOf(hop, one.cases), residue: hop.residue ?? [] };
  });
  return {
    configurations: CONFIGURATIONS.length,
    requestSides: new Set(HOPS.map(({ request }) => request)).size,
    responseSides: new Set(HOPS.map(({ response }) => response)).size,
    counts: sumOf(each.map(({ counts }) => counts)),
    each,
  };
}

/** A generator of numbers below one, the same for the same seed. */
function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/**
 * Each configuration fitted on a random half, and scored on the other half.
 *
 * @param seed - the same seed halves the same way
 * @param by - whether cases are halved, or requests: then the other half asks what was never asked in the
 *   first
 */
export function halfSplit(
  seed: number,
  by: 'case' | 'request',
): readonly { readonly name: string; readonly counts: Agreement }[] {
  const random = randomOf(seed);
  for (let warm = 0; warm < 8; warm += 1) random();
  return CONFIGURATIONS.map((one) => {
    const sides = new Map<string, boolean>();
    const isIn = ({ id, request }: HopCase): boolean => {
      const key = by === 'case' ? id : request;
      const side = sides.get(key) ?? random() < 0.5;
      sides.set(key, side);
      return side;
    };
    const { request, response } = fitHop(one.cases.filter(isIn));
    const hop: Hop = { ...hopOf(one), request, response };
    return {
      name: one.name,
      counts: scoreOf(
        hop,
        one.cases.filter((other) => !isIn(other)),
      ),
    };
  });
}
