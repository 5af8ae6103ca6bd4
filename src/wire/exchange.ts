/**
 * What passed on one connection, as octets: the record that a driver writes, and that can be judged.
 *
 * 1. Everything is in the order in which the client's end had it: what it sent when it was handed over, what the
 *    server sent when it arrived. So the server may have sent something earlier than it stands here, and never later.
 * 2. Silence is an element like others: nothing came for as long as was waited.
 */

/** One thing that passed, or the silence in which nothing did. */
export type Passed = {
  /** Milliseconds since the connection was made, where somebody looked at a clock. */
  readonly ms?: number;
} & (
  | { readonly from: 'client' | 'server'; readonly what: 'octets'; readonly octets: Uint8Array }
  | { readonly from: 'client' | 'server'; readonly what: 'fin' }
  | { readonly from: 'client' | 'server'; readonly what: 'rst' }
  | { readonly from: 'nobody'; readonly what: 'quiet' }
);

/** Why the observer stopped before the end. */
export type Stopped = 'patience' | 'too-much';

/** One connection from its beginning, as the client's end had it. */
export interface Exchange {
  readonly passed: readonly Passed[];
  /**
   * Which of the client's elements were sent by the driver to see whether the connection lives, and not by
   * whoever wrote the conversation: the index of the first one.
   */
  readonly probedFrom?: number;
  /** `patience`: the server went on beyond the time allowed. `too-much`: it sent more than is read. */
  readonly stopped?: Stopped;
}
