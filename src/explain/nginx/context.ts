/**
 * Where servers, maps and upstreams stand in what was read: a whole configuration, one file of it, or a few
 * lines.
 *
 * A text without `server` is read as the inside of one, and a text that is nothing but the inside of a
 * location as that. What an outer level sets is then not known, which is said.
 */
import type { Position } from '../../dialects/nginx/proxy.js';
import type { Directive } from './blocks.js';

/** A block that directives are inherited from, or a text that stands for one. */
export interface Context {
  readonly kind: 'http' | 'server' | 'location';
  readonly text: string;
  readonly at: Position;
  readonly directives: readonly Directive[];
  /** The text itself, since there is no such block in it. */
  readonly isText: boolean;
}

/** The parts of a configuration that serve HTTP. */
export interface Http {
  /** The level above all servers; of a text without `server`, without anything to inherit. */
  readonly http: Context;
  readonly servers: readonly Context[];
  /** Where `map`, `upstream` and the like stand. */
  readonly top: readonly Directive[];
}

const START: Position = { file: '', line: 1, column: 1 };

const contextOf = (kind: Context['kind'], directive: Directive): Context => ({
  kind,
  text: directive.text,
  at: directive.at,
  directives: directive.block ?? [],
  isText: false,
});

/** These name parts of nginx that serve no HTTP. */
const ELSEWHERE = new Set(['events', 'stream', 'mail']);

const SERVES = /^(?:location|listen|server_name|root|return|rewrite|try_files|proxy_[a-z_]+)$/;

/**
 * The servers of what was read, with what is above them.
 *
 * @param blocks The directives.
 * @returns The levels; no server when the text has nothing that serves HTTP.
 */
export function httpOf(blocks: readonly Directive[]): Http {
  const own = blocks.filter(({ name, block }) => name === 'http' && block !== undefined);
  const rest = blocks.filter(({ name, block }) => name !== 'http' || block === undefined);
  const loose = rest.filter(({ name }) => !ELSEWHERE.has(name));
  const inside = own.flatMap(({ block }) => block ?? []);
  const top = [...inside, ...loose];
  const at = own[0]?.at ?? top[0]?.at ?? START;
  const servers = top.filter(({ name, block }) => name === 'server' && block !== undefined);
  const isPart = servers.length === 0 && own.length === 0 && loose.some(({ name }) => SERVES.test(name));
  const http: Context = {
    kind: 'http',
    text: 'http',
    at,
    directives: isPart ? [] : top,
    isText: own.length === 0,
  };
  if (!isPart) return { http, servers: servers.map((server) => contextOf('server', server)), top };
  const server: Context = { kind: 'server', text: 'the text', at, directives: top, isText: true };
  return { http, servers: [server], top };
}

/**
 * A location as a level.
 *
 * @param location The directive.
 * @returns Its level.
 */
export function locationContext(location: Directive): Context {
  return contextOf('location', location);
}

/**
 * A directive in force at a level of its own.
 *
 * @param context The level.
 * @param name The directive.
 * @returns The last one of that name, or none.
 */
export function lastOf(context: Context, name: string): Directive | undefined {
  return context.directives.findLast((directive) => directive.name === name);
}
