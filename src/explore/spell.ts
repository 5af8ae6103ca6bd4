/**
 * Facts to octets: for any facts that a head can have, one short head that has them.
 *
 * 1. `factsOf(spell(facts))` gives the facts back (a test), so an explorer's finding can be sent to a server.
 * 2. What spoils the syntax stands behind everything else, so that the other facts are still read.
 *
 * Not every combination can be written. A request without a version label has no fields; a target that is
 * too long is refused before any field is read; and octets that are no request line have neither method nor
 * target.
 */
import { AXIS_NAMES, type Facts, type Value } from '../spec/axes.js';
import { DEFAULT_LIMITS, octetsOf } from '../spec/message.js';
import { FIELD_LINES, LONG_TARGETS, WORDS } from './spellings.js';

/** The lines of all facts that have lines, in the usual order. */
function linesOf(facts: Facts): string[] {
  const { host, upgrade, connection, key, wsVersion, framing, expect, extensions, protocols, origin } =
    FIELD_LINES;
  return [
    ...host[facts.host],
    ...upgrade[facts.upgrade],
    ...connection[facts.connection],
    ...key[facts.key],
    ...wsVersion[facts.wsVersion],
    ...framing[facts.framing],
    ...expect[facts.expect],
    ...extensions[facts.extensions],
    ...protocols[facts.protocols],
    ...origin[facts.origin],
  ];
}

/** The lines that give a head its syntax, behind all others; `before` is how many those are. */
function syntaxLines(syntax: Value<'syntax'>, before: number): readonly string[] {
  switch (syntax) {
    case 'repaired':
      return ['X-After101: folded', ' once'];
    case 'spaced-name':
      return ['X-After101 : spaced'];
    case 'broken':
      return [': nameless'];
    case 'large':
      return Array.from({ length: DEFAULT_LIMITS.fields + 1 - before }, () => 'x:');
    case 'clean':
    case 'long-target':
      return [];
  }
}

/** The facts of a head with no field that tells anything. */
export const NO_FIELDS: Partial<Facts> = {
  connection: 'none',
  upgrade: 'none',
  host: 'absent',
  key: 'absent',
  wsVersion: 'absent',
  framing: 'none',
  expect: 'none',
  extensions: 'none',
  protocols: 'none',
  origin: 'none',
};

function have(facts: Facts, wanted: Partial<Facts>): boolean {
  return AXIS_NAMES.every((axis) => wanted[axis] === undefined || wanted[axis] === facts[axis]);
}

/**
 * Some facts are those of no head, and there is a reason.
 *
 * @param facts Any facts.
 * @returns The reason in one sentence; undefined when there is a head with these facts.
 * @see rfc9112#request.line
 * @example
 * obstacle({ ...REFERENCE, version: 'none' }); // 'a request without a version label has no fields'
 */
export function obstacle(facts: Facts): string | undefined {
  const { syntax, version, method, target } = facts;
  if (syntax === 'long-target') {
    if (!have(facts, NO_FIELDS)) return 'a target that is too long is refused before any field is read';
    return target === 'asterisk' ? 'the asterisk form has one character' : undefined;
  }
  if (version !== 'none') return undefined;
  if (!have(facts, NO_FIELDS)) return 'a request without a version label has no fields';
  if (syntax === 'spaced-name') return 'a request without a version label has no field name';
  if (syntax === 'large' && method !== 'unknown') return 'without fields only a method can make a head large';
  const unread = method === 'unknown' && target === 'malformed';
  return syntax === 'broken' && !unread ? 'a broken request line has neither method nor target' : undefined;
}

/**
 * Facts are realizable when a head has them: the whole product, but for what `obstacle` tells.
 *
 * @param facts Any facts.
 * @returns True when `spell` gives a head with these facts.
 * @see rfc9112#request.line
 * @example
 * realizable(REFERENCE); // true
 */
export function realizable(facts: Facts): boolean {
  return obstacle(facts) === undefined;
}

/**
 * A head spelled from facts has these facts under the standards' reading.
 *
 * @param facts Facts that are realizable.
 * @returns The octets of one head, to be read with the limits that hold by default; content is not added.
 * @throws RangeError with the reason when no head has these facts
 * @see rfc9112#message.format
 * @example
 * spell(REFERENCE); // GET / HTTP/1.1, Host: h, Upgrade: websocket, Connection: Upgrade, ...
 */
export function spell(facts: Facts): Uint8Array {
  const reason = obstacle(facts);
  if (reason !== undefined) throw new RangeError(`no head has these facts: ${reason}`);
  if (facts.version === 'none') return octetsOf(simpleRequest(facts));
  const lines = linesOf(facts);
  const all = [requestLine(facts), ...lines, ...syntaxLines(facts.syntax, lines.length), '', ''];
  return octetsOf(all.join('\r\n'));
}

function requestLine(facts: Facts): string {
  const target = facts.syntax === 'long-target' ? longTarget(facts.target) : WORDS.target[facts.target];
  const line = `${WORDS.method[facts.method]} ${target}`;
  return facts.version === 'none' ? line : `${line} ${WORDS.version[facts.version]}`;
}

function longTarget(form: Value<'target'>): string {
  return LONG_TARGETS[form] + 'h'.repeat(DEFAULT_LIMITS.target) + (form === 'authority' ? ':80' : '');
}

/** An HTTP/0.9 request is one line, and so is what spoils it. */
function simpleRequest(facts: Facts): string {
  if (facts.syntax === 'broken') return '\0\r\n\r\n';
  const line = requestLine(facts);
  if (facts.syntax === 'repaired') return `${line}\n`;
  // With a method that is too long nothing else needs to be.
  return facts.syntax === 'large'
    ? `${'G'.repeat(DEFAULT_LIMITS.method + 1 - WORDS.method.unknown.length)}${line}\r\n`
    : `${line}\r\n`;
}
