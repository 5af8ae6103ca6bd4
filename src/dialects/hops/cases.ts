/** Exchanges that were observed of a hop, and how equal ones are known. */
import type { RequestHead } from '../../spec/message.js';
import type { Asked } from './asked.js';
import type { ClientSees, UpstreamAnswer } from './hop.js';
import type { Sent } from './sent.js';

/** What a client saw, as far as it was recorded. */
export type Seen = Pick<ClientSees, 'status' | 'version' | 'connection' | 'upgrade' | 'fate' | 'live'>;

/** What of the head upstream is fitted, and beside it what was recorded of the rest. */
export interface SeenUpstream extends Omit<Sent, 'host'> {
  /** Whose name Host had: the client's, the upstream's with or without port, another, or there was none. */
  readonly host: 'client' | 'upstream' | 'upstream-name' | 'own' | 'none';
  readonly named: 'kept' | 'removed' | undefined;
  readonly keepAliveField: 'kept' | 'removed' | undefined;
  readonly teField: 'kept' | 'removed' | undefined;
  readonly via: 'added' | 'none';
  readonly handshake: 'own' | 'client';
  readonly framing: 'none' | 'length' | 'chunked';
}

/** One exchange that was observed. */
export interface Case {
  readonly id: string;
  readonly asked: RequestHead;
  /** Octets that are no request came behind it. */
  readonly behind?: boolean;
  /** The head as it arrived upstream, and what of it was recorded; absent where nothing arrived. */
  readonly upstream?: { readonly head: RequestHead; readonly seen: SeenUpstream };
  /** What the upstream did then. */
  readonly answer?: UpstreamAnswer;
  readonly got: Seen;
}

/** A case with what is read of it once, and how often it was seen. */
export interface Counted<T> {
  readonly value: T;
  readonly times: number;
}

/**
 * Equal things are counted once.
 *
 * @param all - the things
 * @param keyOf - text that is the same for equal ones
 * @returns each with how often it was there, in the order in which they came first
 */
export function counted<T>(all: readonly T[], keyOf: (one: T) => string): readonly Counted<T>[] {
  const found = new Map<string, { value: T; times: number }>();
  for (const value of all) {
    const key = keyOf(value);
    const known = found.get(key);
    if (known === undefined) found.set(key, { value, times: 1 });
    else known.times += 1;
  }
  return [...found.values()];
}

export const same = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((line, at) => line === other[at]);

export const requestKey = ({ head }: Asked): string =>
  JSON.stringify([
    head.method,
    head.version,
    head.target.startsWith('/'),
    head.fields.map(({ key, value }) => [key, value]),
  ]);
export const seenKey = (got: Seen): string =>
  JSON.stringify([got.status, got.version, got.connection, got.upgrade, got.fate, got.live]);

/** Whether status, fate and live are as they were seen. */
export const isAsSeen = (sees: ClientSees, got: Seen): boolean =>
  sees.status === got.status && sees.fate === got.fate && sees.live === got.live;
