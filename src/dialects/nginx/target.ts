/**
 * The request target that goes upstream: the client's own, or its path with the prefix replaced by the URI
 * part of `proxy_pass`.
 */
import { addressOf, type Evaluator } from './evaluate.js';
import type { Asked } from './fields.js';
import type { NginxProxy, Undecided } from './proxy.js';

/** What nginx escapes again in a path it has decoded. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is escaped
const ESCAPED = /[\u0000-\u0020"%<>\\^`{|}?#\u007f-\u00ff]/g;

const escaped = (path: string): string =>
  path.replace(ESCAPED, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`);

const WORD_BREAK = /[\s\0]/;

/**
 * The target that goes upstream.
 *
 * @param proxy The place of the configuration.
 * @param evaluator For the variables of `proxy_pass`.
 * @param asked The request.
 * @param undecided Where to say that it is not decided.
 * @returns The target; the client's, where nothing else is known.
 */
export function upstreamTarget(
  proxy: NginxProxy,
  evaluator: Evaluator,
  asked: Asked,
  undecided: Undecided[],
): string {
  const { rewritten } = proxy;
  const args = rewritten?.args ?? asked.target?.args ?? '';
  const withArgs = (path: string) => `${path}${args === '' ? '' : `?${args}`}`;
  const own = rewritten === undefined ? (asked.target?.unparsed ?? '/') : withArgs(escaped(rewritten.path));
  const { url, at } = proxy.passTo;
  const directive = `proxy_pass ${url.source}`;
  const say = (asks: string) => {
    undecided.push({ directive, at, asks });
    return own;
  };
  const text = evaluator.value(url);
  if (text.unknown.length > 0) return say((text.unknown[0] as { asks: string }).asks);
  const address = addressOf(text.text);
  if (address === undefined) return say('an address that begins with http:// or https://');
  if (address.uri === '') return own;
  const hasVariables = url.pieces.some((piece) => 'variable' in piece);
  if (WORD_BREAK.test(address.uri)) return say('a URI part without white space');
  if (hasVariables) return address.uri;
  const path = rewritten?.path ?? asked.target?.path;
  if (path === undefined || proxy.prefix === undefined) return own;
  const rest = path.startsWith(proxy.prefix) ? path.slice(proxy.prefix.length) : path;
  return withArgs(`${address.uri}${escaped(rest)}`);
}
