/**
 * What nginx refuses to start with, of the directives that decide what goes upstream: so that none of them is
 * passed over in silence.
 */
import type { Position } from '../../dialects/nginx/proxy.js';
import type { Directive } from './blocks.js';
import type { Problem } from './tokens.js';

/** How many arguments a directive takes, and whether it has a block. */
interface Shape {
  readonly least: number;
  readonly most: number;
  readonly block: boolean;
}

const line = (least: number, most = least): Shape => ({ least, most, block: false });
const block = (least: number, most = least): Shape => ({ least, most, block: true });

const SHAPES: Readonly<Record<string, Shape>> = {
  http: block(0),
  location: block(1, 2),
  map: block(2),
  upstream: block(1),
  if: block(1, Infinity),
  proxy_pass: line(1),
  proxy_set_header: line(2),
  proxy_http_version: line(1),
  proxy_method: line(1),
  proxy_pass_request_headers: line(1),
  proxy_request_buffering: line(1),
  underscores_in_headers: line(1),
  ignore_invalid_headers: line(1),
  merge_slashes: line(1),
  keepalive: line(1, 2),
  listen: line(1, Infinity),
  server_name: line(1, Infinity),
  set: line(2),
  return: line(1, 2),
  rewrite: line(2, 3),
  include: line(1),
};

/** At most one of each in a block. */
const ONCE = new Set(['proxy_pass', 'proxy_http_version', 'proxy_method', 'proxy_request_buffering']);

function shapeFault({ name, args, block: inner }: Directive): string | undefined {
  const shape = Object.hasOwn(SHAPES, name) ? SHAPES[name] : undefined;
  if (shape === undefined) return undefined;
  if (shape.block !== (inner !== undefined))
    return shape.block ? 'has no block' : 'has a block, and takes none';
  if (args.length >= shape.least && args.length <= shape.most) return undefined;
  const { least, most } = shape;
  const range = most === Infinity ? `${least} or more` : `${least} to ${most}`;
  return `has the wrong number of arguments: ${args.length}, and it takes ${most === least ? least : range}`;
}

function valueFault({ name, args: [first = ''] }: Directive): string | undefined {
  if (name === 'proxy_http_version' && !['1.0', '1.1', '2'].includes(first))
    return 'has no value that nginx knows';
  const isAddress = /^https?:\/\//i.test(first) || first.includes('$');
  // In the stream part an address has no scheme; nothing else is read there.
  return name === 'proxy_pass' && !isAddress ? 'has no http:// or https:// address' : undefined;
}

/** Blocks with other rules, or with entries that are no directives. */
const APART = /^(?:stream|mail|map|geo|types|charset_map|split_clients|match|.*_by_lua_block)$/;

/** Prefixes and exact paths may stand once, expressions more often. */
function locationKey({ name, args }: Directive): string {
  if (name !== 'location') return '';
  const path = args.join(' ').replace(/^\^~ ?/, '');
  return path.startsWith('~') ? '' : path.replace(/^= /, '=');
}

function walk(
  directives: readonly Directive[],
  around: string,
  say: (at: Position, says: string) => void,
): void {
  const seen = new Map<string, Directive>();
  for (const directive of directives) {
    const { name, at, text } = directive;
    const fault = shapeFault(directive) ?? valueFault(directive);
    if (fault !== undefined) say(at, `${text} ${fault}`);
    if (name === 'proxy_set_header' && around === 'if') say(at, `${text} is not allowed inside if`);
    const key = ONCE.has(name) ? name : locationKey(directive);
    const first = key === '' ? undefined : seen.get(key);
    if (first !== undefined)
      say(at, `${text} stands here for the second time (first in line ${first.at.line})`);
    if (key !== '' && first === undefined) seen.set(key, directive);
    if (directive.block === undefined) continue;
    if (name === 'map') for (const entry of directive.block) mapEntry(entry, say);
    if (!APART.test(name)) walk(directive.block, name, say);
  }
}

function mapEntry({ name, args, at, text }: Directive, say: (at: Position, says: string) => void): void {
  const isAlone = name === 'hostnames' || name === 'volatile';
  if (args.length !== 1 && !(isAlone && args.length === 0)) say(at, `${text} is no entry of a map`);
}

/** More of these are not listed. */
const MOST = 100;

/**
 * The directives that matter are such as nginx starts with.
 *
 * @param directives What was read.
 * @returns What is wrong with them; each with its place.
 */
export function faultsOf(directives: readonly Directive[]): readonly Problem[] {
  const found: Problem[] = [];
  walk(directives, '', (at, says) => {
    if (found.length < MOST) found.push({ kind: 'not-allowed', at, says });
  });
  return found;
}
