/**
 * Which field lines tell something, and what: the only list of field names of a request.
 */
import type { Axis } from './axes.js';
import type { FieldLine, RequestHead } from './message.js';

/** The values of some field lines, in order. */
export type Lines = readonly string[];

/**
 * The fields that tell something, each by its name in lower case and the axis it tells.
 *
 * @see rfc9110#fields.names
 * @example
 * FIELDS.transfer; // ['transfer-encoding', 'framing']
 */
export const FIELDS = {
  connection: ['connection', 'connection'],
  upgrade: ['upgrade', 'upgrade'],
  host: ['host', 'host'],
  key: ['sec-websocket-key', 'key'],
  wsVersion: ['sec-websocket-version', 'wsVersion'],
  length: ['content-length', 'framing'],
  transfer: ['transfer-encoding', 'framing'],
  expect: ['expect', 'expect'],
  extensions: ['sec-websocket-extensions', 'extensions'],
  protocols: ['sec-websocket-protocol', 'protocols'],
  origin: ['origin', 'origin'],
} as const satisfies Record<string, readonly [string, Axis]>;

const NO_LINES: Lines = [];

/**
 * A head has these lines of every field that tells something, found in one pass.
 *
 * @param head A request head.
 * @param withTabs Whether HTAB at the ends of a value stays part of it, as no standard has it.
 * @returns For each field the values of its lines, in order.
 * @see rfc9110#fields.order
 * @example
 * linesByField(head).connection; // ['keep-alive', 'Upgrade']
 */
export function linesByField(head: RequestHead, withTabs = false): Record<keyof typeof FIELDS, Lines> {
  const found = {
    connection: NO_LINES,
    upgrade: NO_LINES,
    host: NO_LINES,
    key: NO_LINES,
    wsVersion: NO_LINES,
    length: NO_LINES,
    transfer: NO_LINES,
    expect: NO_LINES,
    extensions: NO_LINES,
    protocols: NO_LINES,
    origin: NO_LINES,
  };
  for (const field of head.fields) {
    const { key } = field;
    const value = withTabs ? valueWithTabs(head, field) : field.value;
    switch (key) {
      case 'connection':
        found.connection = joined(found.connection, value);
        break;
      case 'upgrade':
        found.upgrade = joined(found.upgrade, value);
        break;
      case 'host':
        found.host = joined(found.host, value);
        break;
      case 'sec-websocket-key':
        found.key = joined(found.key, value);
        break;
      case 'sec-websocket-version':
        found.wsVersion = joined(found.wsVersion, value);
        break;
      case 'content-length':
        found.length = joined(found.length, value);
        break;
      case 'transfer-encoding':
        found.transfer = joined(found.transfer, value);
        break;
      case 'expect':
        found.expect = joined(found.expect, value);
        break;
      case 'sec-websocket-extensions':
        found.extensions = joined(found.extensions, value);
        break;
      case 'sec-websocket-protocol':
        found.protocols = joined(found.protocols, value);
        break;
      case 'origin':
        found.origin = joined(found.origin, value);
        break;
    }
  }
  return found;
}

const SP = 0x20;
const HTAB = 0x09;

/**
 * The value of a line to whom HTAB is no whitespace: it stays, at the ends too, and is written as its
 * symbol, so that no reader takes it for whitespace after all. That of a folded line keeps its ends.
 */
function valueWithTabs(head: RequestHead, field: FieldLine): string {
  const last = head.fields.at(-1) ?? field;
  const emptyLine = head.octets.at(-2) === 0x0d ? 2 : 1;
  const first = field.valueAt - (last.end + emptyLine - head.octets.length);
  const isBlank = (at: number): boolean => head.octets[at] === SP || head.octets[at] === HTAB;
  let [from, to] = [first, first + field.value.length];
  while (isBlank(from - 1)) from -= 1;
  while (isBlank(to)) to += 1;
  while (head.octets[from] === SP) from += 1;
  while (to > from && head.octets[to - 1] === SP) to -= 1;
  const tabs = (begin: number, end: number): string => '\t'.repeat(Math.max(0, end - begin));
  const whole = tabs(from, first) + field.value + tabs(first + field.value.length, to);
  return whole.replaceAll('\t', SYMBOL_FOR_HTAB);
}

const SYMBOL_FOR_HTAB = '\u2409';

/** Lines with one more; the first makes a list of its own, which the others are pushed to. */
function joined(lines: Lines, value: string): Lines {
  if (lines === NO_LINES) return [value];
  (lines as string[]).push(value);
  return lines;
}
