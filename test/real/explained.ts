/** Why some answers of real products differ from what was recorded, by product and case. */

interface Explanation {
  /** The server or the configuration, by the beginning of its name. */
  readonly of: RegExp;
  readonly cases: RegExp;
  readonly why: string;
}

const EXPLANATIONS: readonly Explanation[] = [
  {
    of: /^h2o@/,
    cases: /1\.1\|absolute$/,
    why: 'no mode answers 404, so the origin of the evidence did not read absolute form; ours does (RFC 9112 §3.2.2)',
  },
  {
    of: /^varnish@/,
    cases: /^200-(?:11-)?no-length 1\.0\|/,
    why: 'a race: with all of the content fetched in time Varnish tells its length and the connection stays',
  },
];

/**
 * Why a case differs.
 *
 * @param name - the server or the configuration
 * @param id - the case
 * @returns the reason; undefined where nobody knows
 */
export const explanation = (name: string, id: string): string | undefined =>
  EXPLANATIONS.find(({ of, cases }) => of.test(name) && cases.test(id))?.why;
