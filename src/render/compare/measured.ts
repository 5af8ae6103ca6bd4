/** What a server was measured to do with the very octets in hand, whatever its settings predict. */
import type { SeenAnswer } from '../../dialects/permitted.js';
import { latin1 } from '../../spec/message.js';
import { CASES, OBSERVED } from './observed.js';

/** A request without what differed between servers: its target, and the host it names. */
function withoutPlace(text: string): string {
  const end = text.indexOf('\r\n');
  const line = text.slice(0, Math.max(0, end)).replace(/^(\S+) \S+ /, '$1 / ');
  return line + text.slice(Math.max(0, end)).replace(/\r\nHost: [^\r\n]+/gi, '\r\nHost: h');
}

const known = new Map(CASES.map(({ text }, at) => [withoutPlace(text), at]));

/**
 * What a server was measured to do with a request like this one, but for target and host.
 *
 * @param name - the name of its dialect
 * @param octets - the request
 * @returns the case and what was seen; undefined where nobody asked
 */
export function measuredFor(
  name: string,
  octets: Uint8Array,
): { readonly id: string; readonly seen: SeenAnswer } | undefined {
  const at = known.get(withoutPlace(latin1(octets)));
  const sent = at === undefined ? undefined : CASES[at];
  const seen = at === undefined ? undefined : OBSERVED.find((one) => one.name === name)?.cells[at];
  return sent === undefined || seen === undefined ? undefined : { id: sent.id, seen };
}
