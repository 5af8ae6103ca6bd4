/**
 * Dialects by their names, as people type them.
 *
 * 1. `product@version/application`, in any case. A version may be short: `swoole@4.8` is its newest patch,
 *    and `swoole` the newest release; a runtime stands behind a plus. Without an application it is the
 *    usual one.
 * 2. The standards are `rfc` or `standards`.
 * 3. A name that is none gives the nearest ones, never a guess.
 */
import { measuredServers } from './catalogue/catalogue.js';
import { type Dialect, STANDARDS_DIALECT } from './dialect.js';
import { byVersion, isOf, LONGEST, nearestTo } from './nearest.js';
import { SWOOLE_DOCUMENTED } from './swoole.js';

const DIALECTS: readonly Dialect[] = [
  STANDARDS_DIALECT,
  ...SWOOLE_DOCUMENTED,
  ...measuredServers().map(({ dialect }) => dialect),
];

/**
 * Every dialect there is, the standards first.
 *
 * @returns the dialects
 * @example
 * allDialects()[0].name; // 'rfc'
 */
export const allDialects = (): readonly Dialect[] => DIALECTS;

/** Other names of products and applications. */
const ALIASES: Readonly<Record<string, string>> = { standards: 'rfc', standard: 'rfc' };

/** The version without its runtime. */
const releaseOf = ({ version }: Dialect): string => version.split('+', 1)[0] ?? version;

const isCalled = ({ application }: Dialect, asked: string): boolean =>
  asked === '' || application.name === asked;

const wholeName = ({ product, application }: Dialect): string => `${product}-${application.name}`;

/** Newest last; of one release the newest runtime. */
function byAge(one: Dialect, other: Dialect): number {
  const runtime = ({ version }: Dialect) => ({ version: /\+[a-z]*([0-9.]+)/.exec(version)?.[1] ?? '0' });
  return (
    byVersion({ version: releaseOf(one) }, { version: releaseOf(other) }) ||
    byVersion(runtime(one), runtime(other))
  );
}

/** What a name leads to. */
export type Resolved = { readonly dialect: Dialect } | { readonly nearest: string[] };

/** The names nearest to a text, at most three. */
function nearest(text: string): string[] {
  return nearestTo(text, [
    ...dialectNames(),
    ...Object.keys(ALIASES),
    ...new Set(DIALECTS.map(({ product }) => product)),
  ]);
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
    /^([a-z0-9.-]+)(?:@v?([0-9][0-9a-z.+]*))?(?:\/([a-z0-9.-]+))?$/.exec(typed) ?? [];
  const product = Object.hasOwn(ALIASES, name) ? ALIASES[name] : name;
  const asked = DIALECTS.filter((one) => isOf(one.version, version) || isOf(releaseOf(one), version));
  const named = asked.filter((one) => one.product === product && isCalled(one, application));
  // a product may be written with its application in one word, as its own documentation has it
  const found = named.length > 0 ? named : asked.filter((one) => wholeName(one) === product);
  const usual = found.filter((one) => !one.name.includes('/'));
  const dialect = (usual.length > 0 ? usual : found).toSorted(byAge).at(-1);
  return dialect === undefined || text.length > LONGEST ? { nearest: nearest(typed) } : { dialect };
}
