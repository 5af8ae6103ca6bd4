/**
 * What a product does by itself, where its configuration says nothing, by version.
 *
 * 1. A range of versions has one set of defaults. Who does not say the version is told of every range.
 * 2. What was measured is named as measured; what lies between is documented, and no more than that.
 */
import { byVersion } from '../nearest.js';
import type { HopRequest } from './hop.js';

/** The defaults of a product in a range of versions. */
export interface VersionDefaults {
  readonly product: string;
  /** The first version that has them; the first of all when left out. */
  readonly from?: string;
  /** The last version known before they changed; none when left out. */
  readonly until?: string;
  /** What the request side has by default. */
  readonly request: Pick<HopRequest, 'version' | 'upgrade' | 'connectionWithout' | 'host'>;
  /** Whether connections to an upstream that is named in an `upstream` block are kept for other requests. */
  readonly keepalive: 'none' | '32 local';
  /** The hops that were measured with these defaults. */
  readonly measured: readonly string[];
  /** The sentence of the source, its place and date. */
  readonly documented: { readonly says: string; readonly source: string; readonly date: string };
}

const CHANGE = {
  says: 'Since 1.29.7, version 1.1 is used by default. Before 1.29.7, version 1.0 was used by default.',
  source: 'nginx, ngx_http_proxy_module, proxy_http_version; ngx_http_upstream_module, keepalive',
  date: '2026-03-24',
} as const;

/**
 * The defaults that are known, by product and range, the oldest first.
 *
 * @example
 * VERSION_DEFAULTS.map(({ request }) => request.version); // ['1.0', '1.1']
 */
export const VERSION_DEFAULTS: readonly VersionDefaults[] = [
  {
    product: 'nginx',
    until: '1.29.6',
    request: { version: '1.0', upgrade: 'none', connectionWithout: 'close', host: 'upstream' },
    keepalive: 'none',
    measured: ['nginx@1.22.1/default'],
    documented: CHANGE,
  },
  {
    product: 'nginx',
    from: '1.29.7',
    request: { version: '1.1', upgrade: 'none', connectionWithout: 'none', host: 'upstream' },
    keepalive: '32 local',
    measured: ['nginx@1.31.5/default', 'nginx@1.31.5/default-upstream'],
    documented: CHANGE,
  },
];

const isBefore = (version: string, other: string): boolean => byVersion({ version }, { version: other }) < 0;

/**
 * The defaults of a product in a version; those of every range when the version is not known.
 *
 * @param product - such as `nginx`
 * @param version - a full version; or nothing
 * @returns one set, or several that differ, or none for a product of which nothing is known
 * @example
 * defaultsOf('nginx', '1.18.0').length; // 1
 * defaultsOf('nginx').length; // 2
 */
export function defaultsOf(product: string, version?: string): readonly VersionDefaults[] {
  const ranges = VERSION_DEFAULTS.filter((one) => one.product === product);
  // A version that is no number says nothing about its place.
  if (version === undefined || !/^[0-9]+(\.[0-9]+)*$/.test(version)) return ranges;
  return ranges.filter(
    ({ from, until }) =>
      (from === undefined || !isBefore(version, from)) && (until === undefined || !isBefore(until, version)),
  );
}
