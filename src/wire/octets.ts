/** Octets put together: what rooms that send share. */

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
