/** Octets put together, and how many a head announces: what both ends of a connection share. */
import { linesOf, type RequestHead, type ResponseHead } from '../spec/message.js';

/**
 * How many octets of content a head announces: the first number of its first Content-Length.
 *
 * @param head - a head whose framing says that a length delimits its content
 * @returns the number; 0 where there is none
 * @example
 * contentLengthIn(head); // 0
 */
export function contentLengthIn(head: RequestHead | ResponseHead): number {
  const [line] = linesOf(head, 'content-length');
  return Number(/\d+/.exec(line?.value ?? '')?.[0] ?? 0);
}

/**
 * Octets one behind the other.
 *
 * @param all - the parts
 * @returns a new array with all of them
 * @example
 * joined([new Uint8Array([1]), new Uint8Array([2])]); // new Uint8Array([1, 2])
 */
export function joined(all: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(all.reduce((sum, one) => sum + one.length, 0));
  let at = 0;
  for (const one of all) {
    whole.set(one, at);
    at += one.length;
  }
  return whole;
}
