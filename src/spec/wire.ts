/**
 * The wire alphabet: what can be seen to pass on a connection, in either direction. A closed list.
 *
 * 1. What a machine receives and what it sends are of this one type, so that ends and hops plug together.
 * 2. A verdict never travels on the wire: a request is seen as facts, and each end decides for itself.
 */
import type { ResponseFacts } from './answer.js';
import type { Facts } from './axes.js';
import type { FrameFacts } from './frame-axes.js';

/** One element of the wire. */
export type Observation =
  | { readonly from: 'client'; readonly what: 'line-break' }
  /** Octets of a request head that is not complete yet. */
  | { readonly from: 'client'; readonly what: 'octets' }
  | { readonly from: 'client'; readonly what: 'request'; readonly facts: Facts }
  /** Content of a request: some, its last octet, or octets that break its framing. */
  | { readonly from: 'client'; readonly what: 'content'; readonly part: 'some' | 'end' | 'fault' }
  | { readonly from: 'server'; readonly what: 'response'; readonly facts: ResponseFacts }
  | {
      readonly from: 'client' | 'server';
      readonly what: 'frame';
      readonly facts: FrameFacts;
      /**
       * Whether the payload is that of a frame of the client: of a Pong, that of a Ping, the latest if there are
       * several. Not known when left out.
       */
      readonly echoes?: boolean;
    }
  | { readonly from: 'client' | 'server'; readonly what: 'fin' }
  | { readonly from: 'client' | 'server'; readonly what: 'rst' }
  /** Nothing passed within the time that the observer waited. */
  | { readonly from: 'nobody'; readonly what: 'quiet' };
