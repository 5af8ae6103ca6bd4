/**
 * How a generated value is told in the report of a failure: in one printable line, not as a list of octets.
 */
import * as fc from 'fast-check';
import { printable } from '../../render/printable.js';
import { latin1 } from '../../spec/message.js';

/** Longer texts are cut, and what is left is counted. */
const MOST = 1000;

/**
 * A value is told by fast-check in these words; it is still plain data, and equal to one without them.
 *
 * @param value - the value, which is given back
 * @param words - what is printed for it
 * @returns the same value
 * @example
 * shown({ a: 1 }, () => 'one').a; // 1
 */
export function shown<T extends object>(value: T, words: () => string): T {
  return Object.defineProperty(value, fc.toStringMethod, { value: words, enumerable: false });
}

/**
 * Octets are told as printable text in quotes.
 *
 * @param octets - any octets
 * @returns one line
 * @example
 * quoted(new Uint8Array([0x68, 0x0d])); // '"h\\r"'
 */
export function quoted(octets: Uint8Array): string {
  return `"${printable(latin1(octets.subarray(0, MOST + 1)), MOST)}"`;
}
