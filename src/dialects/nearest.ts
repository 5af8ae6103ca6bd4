/** Names as people type them: versions that may be short, and what comes near a name that is none. */

/** Names longer than this are compared by their beginning only, so that any text is answered at once. */
export const LONGEST = 64;

const numbersOf = (version: string): readonly number[] => version.split('.').map(Number);

/**
 * Versions in order, the newest last.
 *
 * @param one - something of a version
 * @param other - something else of a version
 * @returns below zero when the one is older
 * @example
 * byVersion({ version: '1.9' }, { version: '1.10' }) < 0; // true
 */
export function byVersion(one: { readonly version: string }, other: { readonly version: string }): number {
  const [a, b] = [numbersOf(one.version), numbersOf(other.version)];
  const at = a.findIndex((number, index) => number !== b[index]);
  return at < 0 ? a.length - b.length : (a[at] ?? 0) - (b[at] ?? -1);
}

/**
 * Whether a version is the one asked for, or a release of it.
 *
 * @param version - a full version
 * @param asked - a version that may be short, or empty for any
 * @returns whether it is
 * @example
 * isOf('2.6.12', '2.6'); // true
 * isOf('2.61', '2.6'); // false
 */
export function isOf(version: string, asked: string): boolean {
  return asked === '' || version === asked || version.startsWith(`${asked}.`);
}

/** How many letters must be put in, taken out or replaced to make one word of the other. */
function distance(one: string, other: string): number {
  let last = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (let row = 1; row <= one.length; row += 1) {
    const next = [row];
    for (let at = 1; at <= other.length; at += 1) {
      const replaced = (last[at - 1] ?? 0) + (one[row - 1] === other[at - 1] ? 0 : 1);
      next.push(Math.min(replaced, (last[at] ?? 0) + 1, (next[at - 1] ?? 0) + 1));
    }
    last = next;
  }
  return last[other.length] ?? 0;
}

/**
 * The names nearest to a text, at most three; those that need fewest changes first.
 *
 * @param text - what was typed, no longer than `LONGEST`
 * @param names - what it might have been
 * @returns names
 * @example
 * nearestTo('ngnix', ['nginx', 'varnish', 'haproxy', 'squid'])[0]; // 'nginx'
 */
export function nearestTo(text: string, names: readonly string[]): string[] {
  const near = names
    .map((name) => ({ name, away: distance(text, name) }))
    .sort((a, b) => a.away - b.away || a.name.length - b.name.length || (a.name < b.name ? -1 : 1));
  return [...new Set(near.map(({ name }) => name))].slice(0, 3);
}
