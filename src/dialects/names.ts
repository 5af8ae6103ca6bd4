/**
 * Dialects by their names, as people type them.
 *
 * 1. `product@version/application`, in any case. A version may be short: `swoole@4.8` is its newest patch,
 *    and `swoole` the newest release. Without an application it is the usual one.
 * 2. The standards are `rfc` or `standards`.
 * 3. A name that is none gives the nearest ones, never a guess.
 */
import { type Dialect, STANDARDS_DIALECT } from './dialect.js';
import { SWOOLE } from './swoole.js';

const DIALECTS: readonly Dialect[] = [STANDARDS_DIALECT, ...SWOOLE];

/** Other names of products and applications. */
const ALIASES: Readonly<Record<string, string>> = { standards: 'rfc', standard: 'rfc' };

/** What a name leads to. */
export type Resolved = { readonly dialect: Dialect } | { readonly nearest: string[] };

/** Names longer than this are compared by their beginning only, so that any text is answered at once. */
const LONGEST = 64;

const numbersOf = (version: string): readonly number[] => version.split('.').map(Number);

/** Newest last. */
function byVersion(one: Dialect, other: Dialect): number {
  const [a, b] = [numbersOf(one.version), numbersOf(other.version)];
  const at = a.findIndex((number, index) => number !== b[index]);
  return at < 0 ? a.length - b.length : (a[at] ?? 0) - (b[at] ?? -1);
}

/** Whether a version is the one asked for, or a release of it. */
function isOf(version: string, asked: string): boolean {
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

/** The names nearest to a text, at most three; those that need fewest changes first. */
function nearestTo(text: string): string[] {
  const near = [
    ...dialectNames(),
    ...Object.keys(ALIASES),
    ...new Set(DIALECTS.map(({ product }) => product)),
  ]
    .map((name) => ({ name, away: distance(text, name) }))
    .sort((a, b) => a.away - b.away || a.name.length - b.name.length || (a.name < b.name ? -1 : 1));
  return [...new Set(near.map(({ name }) => name))].slice(0, 3);
}

/**
 * The full names of all dialects, the standards first.
 *
 * @returns names, each of which `resolveDialect` takes
 * @example
 * import { dialectNames } from 'after101';
 *
 * dialectNames()[0]; // 'rfc'
 */
export function dialectNames(): readonly string[] {
  return DIALECTS.map(({ name }) => name);
}

/**
 * A name as people type it is a dialect, or has nearest names.
 *
 * @param text - such as `swoole@4.8`, `Swoole`, `swoole@6.2.2/user-handshake`, `rfc`
 * @returns the dialect, or at most three names that come near
 * @example
 * import { resolveDialect } from 'after101';
 *
 * const found = resolveDialect('swoole@4.8');
 * 'dialect' in found && found.dialect.name; // 'swoole@4.8.13'
 */
export function resolveDialect(text: string): Resolved {
  const typed = text.slice(0, LONGEST).trim().toLowerCase();
  const [, name = '', version = '', application = ''] =
    /^([a-z0-9-]+)(?:@v?([0-9.]+))?(?:\/([a-z-]+))?$/.exec(typed) ?? [];
  const product = Object.hasOwn(ALIASES, name) ? ALIASES[name] : name;
  const releases = DIALECTS.filter((one) => one.product === product && isOf(one.version, version));
  const newest = releases.toSorted(byVersion).at(-1)?.version;
  const dialect = releases.find(
    (one) => one.version === newest && (application === '' || one.application.name === application),
  );
  return dialect === undefined || text.length > LONGEST ? { nearest: nearestTo(typed) } : { dialect };
}
