/**
 * The alphabet of the machine: what can happen to it, what its arrows send, and what they say of themselves.
 *
 * 1. An event is named by who causes it: `client.*` is the peer, `app.*` the application, `policy.*` the
 *    server's own policy.
 * 2. What an event brings is a verdict or one of a few values, never text from the wire.
 * 3. An arrow without a target is written with its clause too: that nothing is done is a rule as well.
 */
import type { FrameVerdict } from '../active.js';
import type { FinalStatus } from '../admission.js';
import type { Verdict } from '../decide.js';

/** The frames an application may ask to be sent: a message whole or in parts, and Ping and Pong unasked. */
export const SENDABLE = ['message', 'begins', 'continues', 'ends', 'ping', 'pong'] as const;
export type Sendable = (typeof SENDABLE)[number];

/** What can happen to a connection. */
export type ConnectionEvent =
  | { readonly type: 'client.line-break' }
  | { readonly type: 'client.octets' }
  | { readonly type: 'client.head'; readonly verdict: Verdict }
  | { readonly type: 'client.content'; readonly part: 'some' | 'end' | 'fault' }
  | { readonly type: 'client.frame'; readonly verdict: FrameVerdict }
  | { readonly type: 'client.fin' }
  | { readonly type: 'client.rst' }
  | { readonly type: 'app.accept' }
  | {
      readonly type: 'app.respond';
      readonly status: FinalStatus;
      readonly then: 'decide' | 'close' | 'until-close';
    }
  | { readonly type: 'app.interim'; readonly status: '100' | '1xx' }
  | { readonly type: 'app.ignore' }
  | { readonly type: 'app.send'; readonly frame: Sendable }
  | { readonly type: 'app.end' }
  | { readonly type: 'policy.written' }
  | { readonly type: 'policy.reply' }
  | { readonly type: 'policy.read-on' }
  | { readonly type: 'policy.earlier-answered'; readonly more: boolean; readonly close: boolean }
  | { readonly type: 'policy.stop' }
  | { readonly type: 'policy.limit' }
  | { readonly type: 'policy.fail' };

/** What an arrow puts on the wire. */
export type Sent =
  | 'response'
  | 'interim'
  | 'switch'
  | 'earlier-response'
  | 'frame'
  | 'pong'
  | 'close-frame'
  | 'fin';

/** What every arrow says of itself. */
export interface ArrowMeta {
  readonly clause: string;
  /** Rows of the transition table of requirements §5.1 that the arrow is. */
  readonly row?: string;
  readonly sends?: readonly Sent[];
  readonly deviation?: true;
  readonly unread?: true;
  /** The standards ask for this arrow to be taken, sooner or later. */
  readonly due?: true;
  /** Only a server that fails takes it; nobody outside can tell that from a fault. */
  readonly failure?: true;
}

/**
 * An arrow that deliberately does nothing.
 *
 * @param clause - the rule by which nothing is done
 * @returns the arrow, without guard and target
 */
export const nothing = (clause: string) => ({ meta: { clause } satisfies ArrowMeta });

/**
 * Octets that stay with the transport until the state changes.
 *
 * @param clause - the rule by which they are not read yet
 * @returns the arrow, without guard and target
 */
export const unread = (clause: string) => ({ meta: { clause, unread: true } satisfies ArrowMeta });
