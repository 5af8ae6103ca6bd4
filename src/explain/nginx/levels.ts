/**
 * What is in force where a request is proxied, by nginx's rules of inheritance.
 *
 * 1. A directive is inherited from the nearest outer level that has it.
 * 2. `proxy_set_header` is inherited as a whole, and only where the level itself has none
 *    (ngx_http_proxy_module).
 * 3. What no level says is a default of the version: up to 1.29.6 HTTP/1.0 and `Connection: close`, from
 *    1.29.7 HTTP/1.1, no Connection, and connections to an `upstream` block kept.
 */
import { addressOf, Evaluator } from '../../dialects/nginx/evaluate.js';
import type { Asked } from '../../dialects/nginx/fields.js';
import {
  atLeast,
  type KeepAlive,
  type Level,
  type NginxProxy,
  type Position,
  type Said,
  type Scope,
  type SetHeader,
  type Template,
  templateOf,
  type Undecided,
} from '../../dialects/nginx/proxy.js';
import type { Directive } from './blocks.js';
import { type Context, lastOf } from './context.js';
import { mapBlocks, mapsFor } from './maps.js';

/** A place where requests are proxied, with all that is in force there. */
export interface Place {
  /** Outermost first; the last is the location. */
  readonly levels: readonly Context[];
  readonly top: readonly Directive[];
  readonly pass: Directive;
  readonly prefix: string | undefined;
  readonly scope: Scope;
  readonly asked: Asked;
  readonly rewritten: NginxProxy['rewritten'];
  readonly undecided: readonly Undecided[];
}

const setsOf = ({ directives }: Context): readonly SetHeader[] =>
  directives
    .filter(({ name, args }) => name === 'proxy_set_header' && args.length === 2)
    .map(({ args, at }) => ({ name: args[0] as string, value: templateOf(args[1] as string), at }));

/** The directive in force, looked for outwards. */
export function inForce(levels: readonly Context[], name: string): Directive | undefined {
  return levels
    .toReversed()
    .map((level) => lastOf(level, name))
    .find((directive) => directive !== undefined);
}

function flag(levels: readonly Context[], name: string, otherwise: boolean): Said<boolean> {
  const found = inForce(levels, name);
  return found === undefined
    ? { value: otherwise, at: 'default' }
    : { value: found.args[0] !== 'off', at: found.at };
}

function httpVersion(levels: readonly Context[], scope: Scope): NginxProxy['httpVersion'] {
  const found = inForce(levels, 'proxy_http_version');
  const value = found?.args[0];
  if (found !== undefined && (value === '1.0' || value === '1.1' || value === '2')) {
    return { value, at: found.at };
  }
  return { value: atLeast(scope, [1, 29, 7]) === true ? '1.1' : '1.0', at: 'default' };
}

/** Files whose names say that they set nothing for a proxy. */
const HARMLESS = [
  /(?:^|\/)(?:mime\.types|fastcgi(?:_params|\.conf)|uwsgi_params|scgi_params|koi-\w+|win-utf)$/,
  /ssl|modules-|letsencrypt|acme/,
];

/**
 * Files that a level includes, that were not given and that may matter.
 *
 * @param context The level.
 * @returns The directives that include them.
 */
export const missingIn = ({ directives }: Context): readonly Directive[] =>
  directives.filter(({ missing, args }) => missing && !HARMLESS.some((name) => name.test(args[0] ?? '')));

/** Files not given that stand where they could set what is looked for here. */
function missingFiles(levels: readonly Context[]): readonly Undecided[] {
  const has = (name: string) => levels.findLastIndex((level) => lastOf(level, name) !== undefined);
  const from = Math.max(0, Math.min(has('proxy_set_header'), has('proxy_http_version')));
  return levels.slice(from).flatMap((level) =>
    missingIn(level).map(({ text, at, args }) => ({
      directive: text,
      at,
      asks: `the file ${args[0]}: it may set what goes upstream`,
    })),
  );
}

/** The `upstream` block that an address names: its host, without a port. */
function upstreamOf(top: readonly Directive[], url: string): Directive | undefined {
  const address = addressOf(url);
  const name = address?.host.toLowerCase();
  return top.find((one) => one.name === 'upstream' && one.args[0]?.toLowerCase() === name);
}

function keepalive(upstream: Directive | undefined, scope: Scope): Said<KeepAlive | undefined> {
  if (upstream === undefined) return { value: undefined, at: 'default' };
  const own = upstream.block?.findLast(({ name }) => name === 'keepalive');
  const connections = Number(own?.args[0]);
  if (own !== undefined && Number.isSafeInteger(connections)) {
    const value = connections === 0 ? undefined : { connections, local: own.args.includes('local') };
    return { value, at: own.at };
  }
  const kept = atLeast(scope, [1, 29, 7]) === true ? { connections: 32, local: true } : undefined;
  return { value: kept, at: 'default' };
}

function methodOf(levels: readonly Context[]): Said<Template | undefined> {
  const found = inForce(levels, 'proxy_method');
  const value = found?.args[0];
  return found === undefined || value === undefined
    ? { value: undefined, at: 'default' }
    : { value: templateOf(value), at: found.at };
}

function levelOf(context: Context): Level {
  return { kind: context.kind, text: context.text, at: context.at, sets: setsOf(context) };
}

/**
 * The `proxy_set_header` in force, and those that are not inherited because of them.
 *
 * @param levels The levels, outermost first.
 * @returns Both lists; empty when no level has any.
 */
export function inheritedSets(levels: readonly Level[]): Pick<NginxProxy, 'sets' | 'hidden'> {
  const inner = levels.findLastIndex(({ sets }) => sets.length > 0);
  const outer = levels.slice(0, Math.max(inner, 0)).findLast(({ sets }) => sets.length > 0);
  return { sets: levels[inner]?.sets ?? [], hidden: outer?.sets ?? [] };
}

/** The directive of the location that a line can be put before: an `if` takes no `proxy_set_header`. */
function besideOf(location: Context | undefined, pass: Directive): Position {
  const around = location?.directives.find(({ block }) => block?.includes(pass) === true);
  return (around ?? pass).at;
}

/** Everything of one place, for one side of 1.29.7. */
function proxyOf(place: Place, side: Scope['side']): NginxProxy {
  const { levels, top, pass } = place;
  const scope = { ...place.scope, side };
  const own = levels.map(levelOf);
  const { sets, hidden } = inheritedSets(own);
  const url = templateOf(pass.args[0] ?? '');
  const method = methodOf(levels);
  const templates = [url, ...sets.map(({ value }) => value), ...(method.value ? [method.value] : [])];
  const blocks = mapBlocks(top);
  // Hidden lines may be brought back by a repair, and the usual map may be named by one.
  const wanted = [...templates, ...hidden.map(({ value }) => value), templateOf('$connection_upgrade')];
  const maps = mapsFor(wanted, blocks, scope.variables);
  const beside = besideOf(levels.at(-1), pass);
  const passTo = { url, at: pass.at, beside, upstream: undefined };
  const address = new Evaluator({ ...scope, maps, passTo }, place.asked).value(url);
  const upstream = address.unknown.length > 0 ? undefined : upstreamOf(top, address.text);
  const caching = inForce(levels, 'proxy_cache');
  return {
    ...scope,
    maps,
    passTo: { ...passTo, upstream: upstream?.args[0] },
    prefix: place.prefix,
    httpVersion: httpVersion(levels, scope),
    sets,
    hidden,
    levels: own,
    keepalive: keepalive(upstream, scope),
    passRequestHeaders: flag(levels, 'proxy_pass_request_headers', true),
    requestBuffering: flag(levels, 'proxy_request_buffering', true),
    caching:
      caching === undefined
        ? { value: false, at: 'default' }
        : { value: caching.args[0] !== 'off', at: caching.at },
    method,
    rewritten: place.rewritten,
    undecided: [...place.undecided, ...missingFiles(levels)],
  };
}

const sameHead = (one: NginxProxy, other: NginxProxy): boolean =>
  one.httpVersion.value === other.httpVersion.value &&
  one.sets.some(({ name }) => name.toLowerCase() === 'connection') &&
  one.keepalive.value?.connections === other.keepalive.value?.connections;

/**
 * What a place makes of requests: one answer, or two where the version is not known and 1.29.7 makes a
 * difference.
 *
 * @param place The place.
 * @returns The answers; of two, the one up to 1.29.6 first.
 */
export function proxiesOf(place: Place): readonly NginxProxy[] {
  if (atLeast({ ...place.scope, side: undefined }, [1, 29, 7]) !== undefined)
    return [proxyOf(place, undefined)];
  const before = proxyOf(place, 'up to 1.29.6');
  const since = proxyOf(place, 'from 1.29.7');
  return sameHead(before, since) ? [proxyOf(place, undefined)] : [before, since];
}
