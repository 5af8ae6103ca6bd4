/**
 * A hop is an intermediary as data: what it makes of a request head, and of what came back.
 *
 * 1. A hop turns a request head into the octets of another, or answers itself, or is silent. It turns
 *    what came from upstream into what its client sees. Both are pure, total, and throw nothing.
 * 2. It has no code of its own: one value for each parameter, and the situations in which it does not
 *    forward. Two hops with equal values are one hop.
 * 3. What goes upstream is octets, to be read again by the next leg: nothing of the first reading passes.
 * 4. It has no memory: a hop decides about one exchange. Reuse of upstream connections is not told here.
 */
import type { Situation } from './asked.js';
import type { REQUEST_PARAMETERS } from './request-parameters.js';
import type { RESPONSE_PARAMETERS } from './response-parameters.js';

/** One value for each parameter. */
type Chosen<P extends Record<string, { readonly values: object }>> = {
  readonly [K in keyof P]: keyof P[K]['values'];
};

/** A situation in which a hop does not forward, and what it does instead. */
export interface Refusal {
  readonly when: Situation;
  /** Only for a client below HTTP/1.1, or only for one at 1.1 or above; both when left out. */
  readonly at?: 'old' | '1.1';
  /** The status of its own answer; `none` where it gives none. */
  readonly status: number | 'none';
  /** The connection is closed, or as the client's request has it. */
  readonly fate: 'closed' | 'as-asked';
  /** The version of the status line. */
  readonly version: '1.1' | '1.0';
  /** What Connection says: what it says in any answer of the hop, close, or nothing. */
  readonly says: 'announced' | 'close' | 'none';
  /** The protocol that the answer names in Upgrade. */
  readonly upgrade?: string;
}

/**
 * The request side of a hop: one value for each parameter, and when it does not forward; the first that
 * holds.
 */
export interface HopRequest extends Chosen<typeof REQUEST_PARAMETERS> {
  readonly refusals: readonly Refusal[];
}

/** The response side of a hop: one value for each parameter. */
export type HopResponse = Chosen<typeof RESPONSE_PARAMETERS>;

/** One product in one version, under one configuration. */
export interface Hop {
  readonly product: string;
  readonly version: string;
  readonly config: string;
  /** `product@version/config`. */
  readonly name: string;
  readonly request: HopRequest;
  readonly response: HopResponse;
  readonly evidence: {
    /** When it was observed, year first. */
    readonly observed: string;
    readonly kind: 'observed' | 'documented' | 'inferred';
    readonly source: string;
  };
  /** The cases that the parameters do not tell as they were observed. */
  readonly residue?: readonly string[];
  /** The parameters, as `request.name` or `response.name`, that no case decided: their values are assumed. */
  readonly assumed?: readonly string[];
}

/** What decided one element of the head that goes upstream. */
export interface Decided {
  readonly field: 'version' | 'Upgrade' | 'Connection' | 'Host';
  readonly parameter: keyof typeof REQUEST_PARAMETERS;
  readonly value: string;
  /** What the value means, in words. */
  readonly says: string;
}

/** What a client sees of one exchange. */
export interface ClientSees {
  /** `none`: no answer came. */
  readonly status: number | 'none';
  readonly version: '1.1' | '1.0' | undefined;
  /** The lines of Connection and of Upgrade in the answer. */
  readonly connection: readonly string[];
  readonly upgrade: readonly string[];
  /** What becomes of the connection behind it; `closed` by FIN or reset; `none`: neither answer nor end. */
  readonly fate: 'open' | 'closed' | 'none';
  /** Behind a 101: frames are answered. Behind another answer: the next request is. */
  readonly live: boolean;
  /** The parameter that decided, its value and what it means. */
  readonly because: string;
}

/** What an upstream did: its answer, and what became of its connection. */
export interface UpstreamAnswer {
  readonly status: number | 'none';
  readonly version: '1.1' | '1.0';
  readonly connection: readonly string[];
  readonly upgrade: readonly string[];
  /** How the content is delimited; `ends`: by the end of the connection; `none`: there is none. */
  readonly framing: 'length' | 'chunked' | 'ends' | 'none';
  readonly fate: 'open' | 'closed' | 'reset';
  readonly live: boolean;
}

/** What a hop does with a request. */
export type Forwarded =
  /** The octets of the head that goes upstream. */
  | { readonly does: 'forwards'; readonly octets: Uint8Array; readonly because: readonly Decided[] }
  | {
      readonly does: 'answers';
      readonly status: number;
      readonly fate: 'closed' | 'open';
      readonly sees: ClientSees;
      readonly why: Situation;
    }
  | {
      readonly does: 'silent';
      readonly fate: 'closed' | 'open';
      readonly sees: ClientSees;
      readonly why: Situation;
    };
