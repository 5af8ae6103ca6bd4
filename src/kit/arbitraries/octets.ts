/** Octets put together and cut: what the arbitraries of streams share. */

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

/**
 * Octets cut at places, in parts that are not empty.
 *
 * @param octets - any octets
 * @param places - offsets in any order; what lies outside cuts nothing
 * @returns the parts
 * @example
 * cutAt(new Uint8Array([1, 2, 3]), [1]).length; // 2
 */
export function cutAt(octets: Uint8Array, places: readonly number[]): readonly Uint8Array[] {
  const inside = places.filter((place) => place > 0 && place < octets.length);
  const ends = [...new Set([...inside, octets.length])].sort((one, other) => one - other);
  let from = 0;
  return ends.flatMap((to) => {
    const part = octets.subarray(from, to);
    from = to;
    return part.length === 0 ? [] : [part];
  });
}
