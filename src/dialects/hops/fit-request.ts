/** The request side of a hop from the heads that arrived upstream. */
import type { Asked } from './asked.js';
import { counted, requestKey, type SeenUpstream, same } from './cases.js';
import type { HopRequest } from './hop.js';
import type { Cost } from './search.js';
import { sentOf } from './sent.js';

const hasLines = (lines: readonly string[]): boolean => lines.length > 0;

/** The names that stand for those of the upstream and of the hop while its parameters are fitted. */
export const NAMES = { upstream: 'upstream:1', own: 'own' } as const;

/**
 * Whose name a Host upstream is.
 *
 * @param host - the name, of those in `NAMES` or of the client
 * @param asked - the request
 * @returns whose it is
 */
export function whose(host: string | undefined, asked: Asked): SeenUpstream['host'] {
  if (host === undefined) return 'none';
  if (host === NAMES.upstream) return 'upstream';
  if (host === 'upstream') return 'upstream-name';
  return host === asked.host ? 'client' : 'own';
}

export interface ReadRequest {
  readonly asked: Asked;
  readonly seen: SeenUpstream;
}

/** The groups of the request side: what depends on one another is searched together. */
export const REQUEST_GROUPS = [
  ['upgrade', 'upgradeLines', 'upgradeFrom', 'upgradeOption', 'optionLines'],
  ['upgradeForm'],
  ['upgradeContent', 'upgradeMethod'],
  ['version'],
  ['connectionWith'],
  ['connectionWithout'],
  ['host', 'noHost'],
] as const;

/** The value that is there most often, the first of several. */
function most<V extends string>(values: readonly (V | undefined)[]): V | undefined {
  const counts = new Map<V, number>();
  for (const value of values) if (value !== undefined) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].toSorted(([, one], [, other]) => other - one)[0]?.[0];
}

/**
 * Some parameters have an outcome that was recorded by itself: of these the value seen most often is taken.
 *
 * @param read - the requests that arrived upstream
 * @returns values for those that were recorded
 */
export function recorded(read: readonly ReadRequest[]): Partial<HopRequest> {
  const seen = read.map((one) => one.seen);
  const chunked = read.filter((one) => one.asked.content === 'chunked');
  const offers = read.filter((one) => one.seen.upgrade.length > 0);
  const framing = most(chunked.map((one) => one.seen.framing));
  const content = { chunked: 'as-sent', length: 'length', none: 'length-or-none' } as const;
  const found = {
    named: most(seen.map((one) => one.named)),
    keepAliveField: most(seen.map((one) => one.keepAliveField)),
    teField: most(seen.map((one) => one.teField)),
    via: most(seen.map((one) => one.via)),
    handshake: most(offers.map((one) => one.seen.handshake)),
    content: framing === undefined ? undefined : content[framing],
  };
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined));
}

/**
 * What a request side costs: the elements that were forwarded otherwise. Whether Upgrade was counts most.
 *
 * @param all - the requests that arrived upstream
 * @returns the cost of a choice
 */
export function requestCost(all: readonly ReadRequest[]): Cost {
  const read = counted(all, ({ asked, seen }) => JSON.stringify([requestKey(asked), seen]));
  return (chosen, most) => {
    const request = { ...chosen, refusals: [] } as unknown as HopRequest;
    let cost = 0;
    for (const { value, times } of read) {
      const { asked, seen } = value;
      const sent = sentOf(request, asked, NAMES);
      if (sent.version !== seen.version) cost += times;
      if (!same(sent.upgrade, seen.upgrade))
        cost += times * (hasLines(sent.upgrade) === hasLines(seen.upgrade) ? 1 : 8);
      if (!same(sent.connection, seen.connection)) cost += times;
      if (whose(sent.host, asked) !== seen.host) cost += times;
      if (cost >= most) return cost;
    }
    return cost;
  };
}
