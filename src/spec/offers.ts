/**
 * The lists by which a client offers something: protocols to switch to, WebSocket extensions, subprotocols.
 *
 * Each is one list over all its lines. What a member means is not asked here, only whether it is one.
 */
import type { Value } from './axes.js';
import { isToken, isWord, members } from './fields.js';

/**
 * The Upgrade field offers websocket, alone, among others, with a version, or not at all.
 *
 * A member is a name or a name and a version, parted by one slash, both tokens. What else stands beside
 * websocket, be it no protocol, makes it one among others; a second `websocket` does not.
 *
 * @param lines The values of the field's lines.
 * @returns The fact; `none` for no line and for an empty list.
 * @see rfc9110#field.upgrade
 * @example
 * protocolsOffered(['h2c, websocket']); // 'among'
 * protocolsOffered(['websocket/13']); // 'versioned'
 */
export function protocolsOffered(lines: readonly string[]): Value<'upgrade'> {
  if (lines.length === 0) return 'none';
  if (lines.length === 1 && isWord(lines[0] as string, 'websocket')) return 'websocket';
  const seen = { plain: false, versioned: false, protocol: false, beside: false };
  const all = members(lines);
  for (const member of all) {
    if (isWord(member, 'websocket')) seen.plain = true;
    else {
      seen.beside = true;
      if (!isProtocol(member)) continue;
      seen.protocol = true;
      if (isWord(member, 'websocket', 0, member.indexOf('/'))) seen.versioned = true;
    }
  }
  if (seen.plain) return seen.beside ? 'among' : 'websocket';
  if (seen.versioned) return 'versioned';
  if (seen.protocol) return 'other';
  return all.length > 0 ? 'invalid' : 'none';
}

/** Is this `protocol-name [ "/" protocol-version ]` (rfc9110#field.upgrade)? */
function isProtocol(member: string): boolean {
  const slash = member.indexOf('/');
  return slash < 0 ? isToken(member) : isToken(member, 0, slash) && isToken(member, slash + 1);
}

/**
 * The Sec-WebSocket-Protocol field offers distinct subprotocols, or it is at fault.
 *
 * @param lines The values of the field's lines.
 * @returns `faulty` when no member is left, one is no token, or one is repeated in the same case.
 * @see rfc6455#section-11.3.4
 * @example
 * subprotocolsOffered(['chat, superchat']); // 'offered'
 */
export function subprotocolsOffered(lines: readonly string[]): Value<'protocols'> {
  if (lines.length === 0) return 'none';
  const names = members(lines);
  if (names.length === 0 || names.some((name) => !isToken(name))) return 'faulty';
  return names.length === 1 || new Set(names).size === names.length ? 'offered' : 'faulty';
}

/**
 * The Sec-WebSocket-Extensions field offers extensions within the grammar, or it is malformed.
 *
 * @param lines The values of the field's lines.
 * @returns `malformed` also for lines that hold no extension: the grammar wants one.
 * @see rfc6455#section-9.1
 * @example
 * extensionsOffered(['permessage-deflate; server_max_window_bits="10"']); // 'offered'
 * extensionsOffered(['permessage-deflate;']); // 'malformed'
 */
export function extensionsOffered(lines: readonly string[]): Value<'extensions'> {
  if (lines.length === 0) return 'none';
  const names = extensionNames(lines);
  return names !== undefined && names.length > 0 ? 'offered' : 'malformed';
}

/** One parameter of an extension; a quoted value stands without its quotes and backslashes. */
export interface ExtensionParameter {
  readonly name: string;
  /** Undefined where the parameter has no value. */
  readonly value: string | undefined;
}

/** One extension with its parameters, as offered or as accepted. */
export interface Extension {
  readonly name: string;
  readonly parameters: readonly ExtensionParameter[];
}

/** The names of the extensions in a list of them, in order; undefined outside the grammar. */
function extensionNames(lines: readonly string[]): readonly string[] | undefined {
  return extensionsIn(lines)?.map(({ name }) => name);
}

/**
 * The extensions in a list of them, in order, each with its parameters.
 *
 * RFC 6455 writes its grammar in the notation of RFC 2616: whitespace may stand around `;` and `=`, and
 * members may be empty. A quoted value is allowed only if, without its quotes and backslashes, it is a
 * token.
 *
 * @param lines The values of the field's lines, of a request or a response.
 * @returns The extensions as spelled, none for empty lines; undefined outside the grammar.
 * @see rfc6455#section-9.1
 * @example
 * extensionsIn(['foo;a="1", bar'])?.[0]; // { name: 'foo', parameters: [{ name: 'a', value: '1' }] }
 */
export function extensionsIn(lines: readonly string[]): readonly Extension[] | undefined {
  const all: Extension[] = [];
  for (const line of lines) {
    const scan: Scan = { text: line, at: 0 };
    for (;;) {
      const name = takeToken(scan);
      if (name !== '') {
        const parameters = takeParameters(scan);
        if (parameters === undefined) return undefined;
        all.push({ name, parameters });
      }
      // A token without its end, a stray quote, `;` or `=`: nothing but a comma may stand here.
      if (scan.at < line.length && line[scan.at] !== ',') return undefined;
      if (scan.at >= line.length) break;
      scan.at += 1;
    }
  }
  return all;
}

/** A line and how far it is read. */
interface Scan {
  readonly text: string;
  at: number;
}

/** Takes `*( ";" token [ "=" value ] )`; undefined when a parameter is at fault. */
function takeParameters(scan: Scan): readonly ExtensionParameter[] | undefined {
  const parameters: ExtensionParameter[] = [];
  while (scan.text[scan.at] === ';') {
    scan.at += 1;
    const name = takeToken(scan);
    if (name === '') return undefined;
    let value: string | undefined;
    if (scan.text[scan.at] === '=') {
      scan.at += 1;
      value = takeToken(scan) || takeQuoted(scan);
      if (value === undefined) return undefined;
    }
    parameters.push({ name, value });
  }
  return parameters;
}

function passBlanks(scan: Scan): void {
  while (scan.text[scan.at] === ' ' || scan.text[scan.at] === '\t') scan.at += 1;
}

/** Takes a token with the whitespace around it; '' when none stands here. */
function takeToken(scan: Scan): string {
  passBlanks(scan);
  const from = scan.at;
  while (scan.at < scan.text.length && isToken(scan.text, scan.at, scan.at + 1)) scan.at += 1;
  const token = scan.text.slice(from, scan.at);
  passBlanks(scan);
  return token;
}

/** Takes a quoted value and the blanks behind it; undefined unless it closes and is a token once unquoted. */
function takeQuoted(scan: Scan): string | undefined {
  if (scan.text[scan.at] !== '"') return undefined;
  let value = '';
  for (scan.at += 1; scan.at < scan.text.length && scan.text[scan.at] !== '"'; scan.at += 1) {
    if (scan.text[scan.at] === '\\') scan.at += 1;
    value += scan.text[scan.at] ?? '';
  }
  if (scan.at >= scan.text.length) return undefined;
  scan.at += 1;
  passBlanks(scan);
  return isToken(value) ? value : undefined;
}
