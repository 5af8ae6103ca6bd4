/**
 * What serves a location once it is chosen: `proxy_pass`, something else, or files; and what may come
 * between.
 */
import type { Position, Undecided } from '../../dialects/nginx/proxy.js';
import type { Directive } from './blocks.js';
import type { Context } from './context.js';

/** What serves a location. */
export type Content =
  | { readonly serves: 'proxy'; readonly pass: Directive }
  | {
      readonly serves: 'other';
      readonly why: string;
      readonly at: Position;
      /** Nothing says what serves it: files, then. */
      readonly isFallback: boolean;
    }
  | { readonly serves: 'named'; readonly name: string; readonly by: Directive }
  | { readonly serves: 'unknown'; readonly by: Directive; readonly asks: string };

const OTHER: Readonly<Record<string, string>> = {
  fastcgi_pass: 'FastCGI',
  uwsgi_pass: 'uwsgi',
  scgi_pass: 'SCGI',
  grpc_pass: 'gRPC, over HTTP/2',
  memcached_pass: 'memcached',
  stub_status: "nginx's own status page",
  empty_gif: 'an empty picture of nginx itself',
  api: 'the API of nginx itself',
};

const CODE = /^(?:content_by_lua.*|js_content|perl|passenger_enabled|njs_content)$/;

/**
 * What serves a location.
 *
 * @param location Its level.
 * @param within The block of an `if` that holds and has a handler, which then counts.
 * @returns What serves it.
 */
export function contentOf(location: Context, within: readonly Directive[] | undefined): Content {
  const directives = [...location.directives, ...(within ?? [])];
  const code = directives.find(({ name, args }) => CODE.test(name) && args[0] !== 'off');
  if (code !== undefined) return { serves: 'unknown', by: code, asks: 'what the code answers' };
  const handler = directives.findLast(
    ({ name, args }) => (name === 'proxy_pass' && args.length > 0) || Object.hasOwn(OTHER, name),
  );
  const files = directives.find(({ name }) => name === 'try_files');
  const last = files?.args.at(-1);
  if (files !== undefined && last?.startsWith('@')) return { serves: 'named', name: last, by: files };
  if (handler?.name === 'proxy_pass') return { serves: 'proxy', pass: handler };
  if (handler !== undefined) {
    const why = `it goes to ${OTHER[handler.name]}, not to an HTTP/1.x upstream: ${handler.text}`;
    return { serves: 'other', why, at: handler.at, isFallback: false };
  }
  if (files !== undefined && last !== undefined && !last.startsWith('=')) {
    return {
      serves: 'unknown',
      by: files,
      asks: `whether a file is there; if none is, ${last} is looked for`,
    };
  }
  const root = location.directives.find(({ name }) => name === 'root' || name === 'alias');
  const why = `nginx serves files${root === undefined ? '' : `: ${root.text}`}`;
  const at = files?.at ?? root?.at ?? location.at;
  return { serves: 'other', why, at, isFallback: files === undefined && root === undefined };
}

/** Code and modules that can refuse a request or change it before it is proxied. */
const BETWEEN: readonly (readonly [RegExp, string])[] = [
  [/^(?:access|rewrite|server_rewrite)_by_lua/, 'what the code does with the request'],
  [/^js_(?:access|fetch_access)$/, 'what the code does with the request'],
  [/^more_(?:set|clear)_input_headers$/, 'the request fields as this module changes them'],
  [/^auth_request$/, 'whether that subrequest lets the request pass'],
];

/** What may refuse a request by a rule that is no business of the upgrade. */
const MAY_REFUSE = /^(?:deny|auth_basic|auth_jwt|satisfy|limit_req|limit_conn|valid_referers|limit_except)$/;

/**
 * What may come between the request and its upstream.
 *
 * @param levels The levels in force, outermost first.
 * @returns What is not decided, and notes.
 */
export function betweenOf(levels: readonly Context[]): {
  readonly undecided: readonly Undecided[];
  readonly notes: readonly string[];
} {
  const undecided: Undecided[] = [];
  const refuse = new Set<string>();
  for (const { name, args, text, at } of levels.flatMap(({ directives }) => directives)) {
    if (args[0] === 'off') continue;
    const found = BETWEEN.find(([pattern]) => pattern.test(name));
    if (found !== undefined) undecided.push({ directive: text, at, asks: found[1] });
    if (MAY_REFUSE.test(name)) refuse.add(`${name} (line ${at.line})`);
  }
  const notes =
    refuse.size === 0
      ? []
      : [`may refuse the request before it is proxied: ${[...refuse].slice(0, 8).join(', ')}`];
  return { undecided, notes };
}
