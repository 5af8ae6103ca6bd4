/**
 * What is known of a request, and its fields as `$http_...` gives them.
 *
 * A variable whose value the text and the request do not give is named, never guessed: its name stays in
 * place.
 */
import type { FieldLine, RequestHead } from '../../spec/message.js';
import { atLeast, type Position, type Scope, type TakenNames } from './proxy.js';
import { hostName, type Target, targetOf } from './uri.js';

/** Something that is not known, and what would tell. */
export interface Unknown {
  readonly variable: string;
  readonly asks: string;
}

/** The text of a template. */
export interface Value {
  readonly text: string;
  readonly unknown: readonly Unknown[];
  /** The entries of maps it went through. */
  readonly through: readonly { readonly directive: string; readonly at: Position }[];
}

/** What is known of the request. */
export interface Asked {
  readonly head: RequestHead | undefined;
  readonly target: Target | undefined;
  readonly host: string | undefined;
}

/** An empty value. */
export const EMPTY: Value = { text: '', unknown: [], through: [] };
/** A value that is known whole. */
export const plain = (text: string): Value => ({ ...EMPTY, text });
/** A value that is not known. */
export const unknown = (variable: string, asks: string): Value => ({
  text: `$${variable}`,
  unknown: [{ variable, asks }],
  through: [],
});

/** Letters, digits and hyphens; underscores only where they are switched on. */
const VALID = /^[A-Za-z0-9-]+$/;
const VALID_UNDERSCORES = /^[A-Za-z0-9_-]+$/;

function isTaken(name: string, { underscores, ignoreInvalid }: TakenNames): boolean {
  return !ignoreInvalid || (underscores ? VALID_UNDERSCORES : VALID).test(name);
}

/**
 * These field lines of a request are taken by nginx; the others it drops before anything else.
 *
 * The server is chosen by Host, so lines before it are read by the default server, unless the target has a
 * host.
 *
 * @param head The request.
 * @param scope `underscores_in_headers` and `ignore_invalid_headers`, of both servers.
 * @returns The lines in order.
 */
export function takenFields(
  head: RequestHead,
  scope: Pick<Scope, 'taken' | 'takenBefore'>,
): readonly FieldLine[] {
  const at = head.target.startsWith('/') ? head.fields.findIndex(({ key }) => key === 'host') : -1;
  const from = head.target.startsWith('/') && at < 0 ? head.fields.length : at;
  return head.fields.filter(({ name }, index) =>
    isTaken(name, index > from ? scope.taken : scope.takenBefore),
  );
}

/**
 * What is known of a request is put together from its head and from what was said beside it.
 *
 * @param scope The configuration.
 * @param head The request, if there is one.
 * @param target A target, if there is no head.
 * @param host A host, if there is no head.
 * @returns What variables are read from.
 */
export function askedOf(scope: Scope, head?: RequestHead, target?: string, host?: string): Asked {
  const sent = head?.target ?? target;
  const parts = sent === undefined ? undefined : targetOf(sent, scope.mergeSlashes);
  const line = head === undefined ? undefined : takenFields(head, scope).find(({ key }) => key === 'host');
  const fromLine = line === undefined ? undefined : hostName(line.value);
  const known = parts?.host ?? fromLine ?? (host === undefined ? undefined : hostName(host));
  return { head, target: parts, host: known };
}

/** The values of fields that a request may have once; of others, before 1.23.0, the first line was taken. */
const FIRST_LINE = new Set(['host', 'user_agent', 'referer', 'via']);

/**
 * The value of `$http_` and a name.
 *
 * @param scope The version decides about repeated lines (nginx 1.23.0 joins them).
 * @param asked The request.
 * @param name The field name in lower case with underscores.
 * @returns Its value; empty when there is no such field.
 */
export function fieldValue(scope: Scope, asked: Asked, name: string): Value {
  const variable = `http_${name}`;
  if (asked.head === undefined) return unknown(variable, 'the head of the request');
  const lines = takenFields(asked.head, scope).filter(({ key }) => key.replaceAll('-', '_') === name);
  if (lines.length === 0) return EMPTY;
  const first = (lines[0] as FieldLine).value;
  if (lines.length === 1) return plain(first);
  const values = lines.map(({ value }) => value);
  if (name === 'cookie') return plain(values.join('; '));
  const joins = name === 'x_forwarded_for' ? true : atLeast(scope, [1, 23, 0]);
  if (joins === true) return plain(values.join(', '));
  if (joins === false || FIRST_LINE.has(name)) return plain(first);
  return unknown(variable, 'the version: before 1.23.0 it is the first line, from then on all lines joined');
}
