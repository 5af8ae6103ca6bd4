/**
 * The catalogue of hops from the evidence: what `src/dialects/hops/measured.ts` is generated from.
 *
 * A value is written where it is not the first of its parameter; equal sides are written once.
 */
import { type Fitted, fitHop, settle } from '../../src/dialects/hops/fit.js';
import { REQUEST_PARAMETERS } from '../../src/dialects/hops/request-parameters.js';
import { RESPONSE_PARAMETERS } from '../../src/dialects/hops/response-parameters.js';
import { CONFIGURATIONS, type Configuration } from './hops.js';

/** Every configuration with what fits it: first by itself, then with what its product decides elsewhere. */
export function fitAll(): ReadonlyMap<Configuration, Fitted> {
  const alone = new Map(CONFIGURATIONS.map((one) => [one, fitHop(one.cases)]));
  return new Map(
    [...alone].map(([one, fitted]) => {
      const others = [...alone]
        .filter(([{ product, version }]) => product === one.product && version === one.version)
        .filter(([other]) => other !== one)
        .map(([, other]) => other);
      return [one, settle(one.cases, fitted, others)];
    }),
  );
}

type Parameters = Readonly<Record<string, { readonly values: object }>>;

/** The values that are not the first ones, and what is no parameter. */
function besideFirst(parameters: Parameters, chosen: object): object {
  return Object.fromEntries(
    Object.entries(chosen).filter(
      ([name, value]) => Object.keys(parameters[name]?.values ?? {})[0] !== value,
    ),
  );
}

/** Things that are written once, and their places. */
function shared(): { readonly all: string[]; readonly placeOf: (one: object) => number } {
  const all: string[] = [];
  return {
    all,
    placeOf: (one) => {
      const text = JSON.stringify(one);
      const at = all.indexOf(text);
      return at < 0 ? all.push(text) - 1 : at;
    },
  };
}

const HEAD = `/**
 * The hops as measured. Generated from the evidence by \`UPDATE_HOPS=1\` and the test of the catalogue; not
 * written by hand. A parameter that is not named has its first value.
 */
// biome-ignore-all format: one entry, one line
import type { HopRequest, HopResponse } from './hop.js';
`;

const ROW = `
/**
 * Product, version, configuration, date, version as installed, how many exchanges; the places of request
 * side, response side and what is open; residue.
 */
export type Row = readonly [
  ...about: readonly [string, string, string, string, string, number],
  ...places: readonly [number, number, number],
  residue: readonly string[],
];
`;

/** The source of the generated module. */
export function catalogueSource(fitted: ReadonlyMap<Configuration, Fitted>): string {
  const [requests, responses, open] = [shared(), shared(), shared()];
  const rows = [...fitted].map(([one, { request, response, residue, undecided }]) =>
    JSON.stringify([
      one.product,
      one.version,
      one.config,
      one.observed,
      one.installed,
      one.cases.length,
      requests.placeOf(besideFirst(REQUEST_PARAMETERS, request)),
      responses.placeOf(besideFirst(RESPONSE_PARAMETERS, response)),
      open.placeOf([
        ...undecided.request.map((name) => `request.${name}`),
        ...undecided.response.map((name) => `response.${name}`),
      ]),
      residue,
    ]),
  );
  const list = (name: string, doc: string, type: string, lines: readonly string[]) => {
    const entries = lines.map((line) => `  ${line},\n`).join('');
    return `\n/** ${doc} */\nexport const ${name}: readonly ${type}[] = [\n${entries}];\n`;
  };
  return [
    HEAD,
    list('REQUESTS', 'The request sides that differ.', 'Partial<HopRequest>', requests.all),
    list('RESPONSES', 'The response sides that differ.', 'Partial<HopResponse>', responses.all),
    list('OPEN', 'What no case decided.', '(readonly string[])', open.all),
    ROW,
    list('ROWS', 'One configuration each.', 'Row', rows),
  ].join('');
}
