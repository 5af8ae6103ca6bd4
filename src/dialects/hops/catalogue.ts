/**
 * The hops that were measured, by their names.
 *
 * 1. `product@version/config`, in any case. A version may be short; without one it is the newest that has the
 *    configuration; without a configuration it is `default`.
 * 2. A name that is none gives the nearest ones, never a guess.
 */
import { byVersion, isOf, LONGEST, nearestTo } from '../nearest.js';
import type { Hop, HopRequest, HopResponse } from './hop.js';
import { OPEN, REQUESTS, RESPONSES, ROWS, type Row } from './measured.js';
import { REQUEST_PARAMETERS } from './request-parameters.js';
import { RESPONSE_PARAMETERS } from './response-parameters.js';

/** The first value of each parameter. */
function firstOf(parameters: Readonly<Record<string, { readonly values: object }>>): object {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, { values }]) => [name, Object.keys(values)[0] ?? '']),
  );
}

/** The request side that has the first value of each parameter, and refuses nothing. */
const FIRST_REQUEST = { ...firstOf(REQUEST_PARAMETERS), refusals: [] } as unknown as HopRequest;
const FIRST_RESPONSE = firstOf(RESPONSE_PARAMETERS) as unknown as HopResponse;

/** Equal sides are one object, so that they can be compared and counted. */
const SIDES = {
  request: REQUESTS.map((one): HopRequest => ({ ...FIRST_REQUEST, ...one })),
  response: RESPONSES.map((one): HopResponse => ({ ...FIRST_RESPONSE, ...one })),
};

function hopOf(row: Row): Hop {
  const [product, version, config, observed, installed, exchanges, request, response, open, residue] = row;
  return {
    product,
    version,
    config,
    name: `${product}@${version}/${config}`,
    request: SIDES.request[request] ?? FIRST_REQUEST,
    response: SIDES.response[response] ?? FIRST_RESPONSE,
    evidence: {
      observed,
      kind: 'observed',
      source: `${product} ${installed}, ${exchanges} exchanges over loopback`,
    },
    residue,
    assumed: OPEN[open] ?? [],
  };
}

/**
 * Every hop that was measured.
 *
 * @example
 * HOPS.length > 0; // true
 */
export const HOPS: readonly Hop[] = ROWS.map(hopOf);

/**
 * The full names of all hops.
 *
 * @returns names, each of which `resolveHop` takes
 * @example
 * hopNames().includes('nginx@1.22.1/default'); // true
 */
export function hopNames(): readonly string[] {
  return HOPS.map(({ name }) => name);
}

/**
 * A name as people type it is a hop, or has nearest names.
 *
 * @param text - such as `nginx@1.22/ws-map`, `haproxy`, `varnish/pass`
 * @returns the hop, or at most three names that come near
 * @example
 * const found = resolveHop('haproxy@2.6');
 * 'hop' in found && found.hop.config; // 'default'
 */
export function resolveHop(text: string): { readonly hop: Hop } | { readonly nearest: string[] } {
  const typed = text.slice(0, LONGEST).trim().toLowerCase();
  const [, product, version = '', config = 'default'] =
    /^([a-z0-9-]+)(?:@v?([0-9.]+))?(?:\/([a-z0-9-]+))?$/.exec(typed) ?? [];
  const hop = HOPS.filter(
    (one) => one.product === product && one.config === config && isOf(one.version, version),
  )
    .toSorted(byVersion)
    .at(-1);
  if (hop !== undefined && text.length <= LONGEST) return { hop };
  return { nearest: nearestTo(typed, [...hopNames(), ...new Set(HOPS.map((one) => one.product))]) };
}
