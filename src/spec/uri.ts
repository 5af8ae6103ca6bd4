/**
 * The request target and the Host field: what is a host, and which of four forms a target has.
 *
 * A target is judged by the grammar of URIs and by nothing milder. Many servers take `/%zz` or raw UTF-8;
 * RFC 9112 says that an invalid request line should not be repaired and then processed, so such a target is
 * malformed here.
 */
import type { Value } from './axes.js';
import { DIGITS, isAllOf, isDigits, isOctet, isWord, LETTERS, setOf } from './fields.js';

const HEX = setOf(`${DIGITS}abcdefABCDEF`);
const ALPHA = setOf(LETTERS);
const SCHEME = setOf(`${DIGITS}${LETTERS}+-.`);
const UNRESERVED = `${DIGITS}${LETTERS}-._~`;
/**
 * The characters of a name; a comma is one of them, so two Host lines that somebody joined may look like one host
 * (decision 007).
 */
const NAME = setOf(`${UNRESERVED}!$&'()*+,;=`);
const USER = setOf(`${UNRESERVED}!$&'()*+,;=:`);
const FUTURE = setOf(`${UNRESERVED}!$&'()*+,;=:`);
/** What stands in a path or a query: there is no `#`, since a target has no fragment. */
const PATH_AND_QUERY = setOf(`${UNRESERVED}!$&'()*+,;=:@/?`);

/** Are these characters of a set, every `%` with its two hexadecimal digits (rfc3986#section-2.1)? */
function isEncoded(set: Uint8Array, text: string, from = 0): boolean {
  for (let at = from; at < text.length; at += 1) {
    if (set[text.charCodeAt(at)] === 1) continue;
    if (text[at] !== '%' || at + 3 > text.length || !isAllOf(HEX, text, at + 1, at + 3)) return false;
    at += 2;
  }
  return true;
}

/** Is this a host: an address in brackets, or a name, which may be empty (rfc3986#section-3.2.2)? */
function isHost(text: string): boolean {
  if (text.startsWith('[')) return text.endsWith(']') && isBracketed(text.slice(1, -1));
  return isEncoded(NAME, text);
}

/** Is this an IPv6address or an IPvFuture (rfc3986#section-3.2.2)? No zone belongs to either. */
function isBracketed(text: string): boolean {
  if (text.startsWith('v') || text.startsWith('V')) {
    const dot = text.indexOf('.');
    return dot > 1 && isAllOf(HEX, text, 1, dot) && isAllOf(FUTURE, text, dot + 1);
  }
  const [left = '', right, ...more] = text.split('::');
  if (more.length > 0) return false;
  if (right === undefined) return groupsIn(left, 'last') === 8;
  // '::' stands for one group at least; an IPv4 address can only be the end of the whole.
  return groupsIn(left, 'not last') + groupsIn(right, 'last') <= 7;
}

/** How many groups of 16 bits these are: too many where one of them is none. */
function groupsIn(text: string, place: 'last' | 'not last'): number {
  if (text === '') return 0;
  const tooMany = 9;
  let groups = 0;
  const parts = text.split(':');
  for (const [index, part] of parts.entries()) {
    const ipv4 = place === 'last' && index === parts.length - 1 && isIpv4(part);
    if (ipv4) groups += 2;
    else groups += part.length <= 4 && isAllOf(HEX, part) ? 1 : tooMany;
  }
  return groups;
}

function isIpv4(text: string): boolean {
  const parts = text.split('.');
  return parts.length === 4 && parts.every((part) => isOctet(part));
}

/**
 * A text is `uri-host [ ":" port ]`, or it is not.
 *
 * @param text The text; for a Host field the value of its line.
 * @returns Host and port as spelled, the port undefined without a colon; undefined outside the grammar.
 *   Both may be empty, and no port is too large.
 * @see rfc9110#field.host
 * @see rfc3986#section-3.2.2
 * @example
 * hostAndPort('[::1]:80'); // { host: '[::1]', port: '80' }
 * hostAndPort('h:8o'); // undefined
 */
export function hostAndPort(text: string): { host: string; port: string | undefined } | undefined {
  const colon = text.indexOf(':', text.startsWith('[') ? text.indexOf(']') + 1 : 0);
  const host = colon < 0 ? text : text.slice(0, colon);
  const port = colon < 0 ? undefined : text.slice(colon + 1);
  if (port !== undefined && port !== '' && !isDigits(port)) return undefined;
  return isHost(host) ? { host, port } : undefined;
}

/**
 * A target has one of four forms, or none.
 *
 * A text such as `h:80` could also be a URI of the scheme `h`; it is taken as host and port, which is what
 * its sender meant. A port that is empty makes no authority form, since CONNECT to it must be rejected.
 *
 * @param target The target as it stood in the request line; empty where none could be read.
 * @returns `absolute` for http and https with a host and no user, `other-scheme` for any other URI,
 *   `malformed` for what has none of the forms.
 * @see rfc9112#request.target
 * @see rfc9112#absolute-form
 * @see rfc9112#authority-form
 * @see rfc9112#asterisk-form
 * @example
 * targetForm('/chat?x=1'); // 'origin'
 * targetForm('/chat#top'); // 'malformed'
 */
export function targetForm(target: string): Value<'target'> {
  if (target.startsWith('/')) return isEncoded(PATH_AND_QUERY, target) ? 'origin' : 'malformed';
  if (target === '*') return 'asterisk';
  const authority = hostAndPort(target);
  if (authority?.port && authority.host !== '') return 'authority';
  const colon = target.indexOf(':');
  if (colon < 1 || !isAllOf(ALPHA, target, 0, 1) || !isAllOf(SCHEME, target, 0, colon)) return 'malformed';
  const rest = target.slice(colon + 1);
  if (isWord(target, 'http', 0, colon) || isWord(target, 'https', 0, colon)) {
    return isHierarchical(rest, 'a host and no user') ? 'absolute' : 'malformed';
  }
  const other = rest.startsWith('//')
    ? isHierarchical(rest, 'any')
    : rest !== '' && isEncoded(PATH_AND_QUERY, rest);
  return other ? 'other-scheme' : 'malformed';
}

/**
 * Is this `"//" authority path [ "?" query ]` (rfc3986#section-3)? A user in http is an error
 * (rfc9110#section-4.2.4).
 */
function isHierarchical(text: string, authority: 'a host and no user' | 'any'): boolean {
  if (!text.startsWith('//')) return false;
  let end = 2;
  while (end < text.length && text[end] !== '/' && text[end] !== '?') end += 1;
  const strict = authority === 'a host and no user';
  const behindUser = strict ? 2 : text.slice(0, end).lastIndexOf('@') + 1 || 2;
  if (behindUser > 2 && !isEncoded(USER, text.slice(2, behindUser - 1))) return false;
  const parts = hostAndPort(text.slice(behindUser, end));
  if (parts === undefined || (strict && parts.host === '')) return false;
  return isEncoded(PATH_AND_QUERY, text, end);
}
