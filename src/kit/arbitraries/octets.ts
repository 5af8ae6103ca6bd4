/** Octets cut: what the arbitraries of streams share. */

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
