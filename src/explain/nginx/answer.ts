/** What is asked of a configuration, and what is answered. */
import type { NginxProxy, Position, Undecided } from '../../dialects/nginx/proxy.js';
import type { RequestHead } from '../../spec/message.js';

/** What is asked. */
export interface Question {
  /** The path, or the whole target of the request. */
  readonly path: string;
  readonly host?: string | undefined;
  readonly scheme?: 'http' | 'https' | 'ws' | 'wss' | undefined;
  readonly port?: number | undefined;
  /** The version of nginx, such as `1.18` or `1.22.1`; without it both sides of 1.29.7 are answered. */
  readonly version?: string | undefined;
  /** The request, for conditions that read its fields. */
  readonly head?: RequestHead | undefined;
}

/** A level by its text and place. */
export interface Named {
  readonly text: string;
  readonly at: Position;
}

/** The request is proxied over HTTP. */
export interface Proxied {
  readonly outcome: 'proxy';
  /** One, or two when the version is not given and the sides of 1.29.7 differ. */
  readonly proxies: readonly NginxProxy[];
  readonly location: Named;
  readonly server: Named;
  readonly notes: readonly string[];
  readonly undecided: readonly Undecided[];
}

/** What nginx does with the request. */
export type Answer =
  | Proxied
  | {
      readonly outcome: 'not-proxied';
      readonly why: string;
      readonly at: Position;
      readonly notes: readonly string[];
    }
  | {
      readonly outcome: 'undecided';
      readonly asks: string;
      readonly at: Position | undefined;
      readonly notes: readonly string[];
    };
