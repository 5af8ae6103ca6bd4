/**
 * The catalogue of servers from the evidence: what `src/dialects/catalogue/measured.ts` is generated from.
 *
 * The names of products, versions, runtimes and applications come apart here, since the evidence has them
 * in one word.
 */
import type { Deviation } from '../../src/dialects/dialect.js';
import { type Inferred, infer, type SeenCase, tellsTheSame } from '../../src/dialects/infer.js';
import { connectionOf } from '../../src/spec/facts.js';
import { STANDARDS_READING } from '../../src/spec/reading.js';
import { ENDPOINTS, type Endpoint, REQUESTS } from './servers.js';

/** What an endpoint is called: its name in the catalogue and its parts. */
export interface Called {
  readonly name: string;
  readonly product: string;
  /** With its runtime behind a plus. */
  readonly version: string;
  readonly application: string;
}

/** Products whose names in the evidence end in the application on them; the usual one first. */
const APPLICATIONS: Readonly<Record<string, readonly string[]>> = {
  aiohttp: ['', 'canprepare'],
  apache2: ['static'],
  'bun-node-http': ['plain'],
  'gevent-pywsgi': ['plain'],
  'go-nethttp': ['plain'],
  'gunicorn-gthread': ['plain'],
  'gunicorn-sync': ['plain'],
  h2o: ['static'],
  lighttpd: ['static', 'wstunnel'],
  nginx: ['static', 'nchan'],
  'node-http': ['plain', 'upgrade', 'shouldupgrade'],
  ws: ['', 'port'],
  'xnet-websocket': ['', 'server'],
};

/** Versions in which the evidence has the application: it is told from the version here. */
const IN_VERSION: Readonly<Record<string, (version: string) => readonly [string, string]>> = {
  'python-http.server': (version) => {
    const [http = '', release = ''] = version.split('-');
    return [release, `http-${http}`];
  },
  swoole: (version) => {
    const [, release = '', application = ''] = /^([\d.]+)-[abc]-(.*)$/.exec(version) ?? [];
    return [release, application.replace('builtin-', '').replace('userhandshake', 'user-handshake')];
  },
};

const USUAL_IN_VERSION = ['builtin', 'http-1.1'];

/** What an endpoint is called. */
export function calledOf({ product, version }: Endpoint): Called {
  const apart = IN_VERSION[product]?.(version);
  if (apart !== undefined) {
    const [release, application] = apart;
    const behind = USUAL_IN_VERSION.includes(application) ? '' : `/${application}`;
    return { name: `${product}@${release}${behind}`, product, version: release, application };
  }
  for (const [base, applications] of Object.entries(APPLICATIONS)) {
    const at = applications.findIndex(
      (application) => product === (application === '' ? base : `${base}-${application}`),
    );
    if (at < 0) continue;
    const application = applications[at] || 'own';
    const behind = at === 0 ? '' : `/${application}`;
    return { name: `${base}@${version}${behind}`, product: base, version, application };
  }
  return { name: `${product}@${version}`, product, version, application: 'own' };
}

/** Case ids of single requests, in their order. */
export const SINGLE = [...REQUESTS.keys()];

/** What an endpoint did with each single request, as observations. */
export function observationsOf(endpoint: Endpoint, ids: readonly string[] = SINGLE): readonly SeenCase[] {
  return ids.flatMap((id): readonly SeenCase[] => {
    const cell = endpoint.cells.get(id);
    const octets = REQUESTS.get(id);
    if (cell === undefined || octets === undefined) return [];
    const { status = 'none', fate, live } = cell;
    const seen: SeenCase = { id, octets, status, closed: fate !== 'open', live: live === true };
    if (status === 'none') return [seen];
    return [{ ...seen, connection: connectionOf(cell.connection ?? [], STANDARDS_READING) }];
  });
}

/** A text frame before anything was sent in a WebSocket. */
function greets(endpoint: Endpoint): boolean {
  return SINGLE.some((id) =>
    (endpoint.cells.get(id)?.unsolicited ?? []).some((frame) => Array.isArray(frame) && frame[0] === 1),
  );
}

const inferred = new Map<Endpoint, Inferred>();

/** The dialect of an endpoint, inferred once. */
function inferredOf(endpoint: Endpoint): Inferred {
  const known = inferred.get(endpoint);
  if (known !== undefined) return known;
  const called = calledOf(endpoint);
  const found = infer(observationsOf(endpoint), {
    ...called,
    application: { name: called.application, greeting: greets(endpoint) },
    observed: endpoint.observed,
    source: endpoint.name,
  });
  inferred.set(endpoint, found);
  return found;
}

/** Settings that belong to a product, whatever the application on it. */
const OF_PRODUCT = /^(persist\.|framing\.|reading\.(close|keepAlive|trims|refuses|lengths)|label\.)/;

/** A setting that an endpoint has from another application of the same product and version. */
interface Borrowed {
  readonly value: string;
  readonly from: string;
}

/**
 * What no case of an endpoint decided and another application of the same product and version showed: taken
 * over where it makes no difference to what was measured, and called inferred.
 */
function borrowedBy(endpoint: Endpoint): Readonly<Record<string, Borrowed>> {
  const called = calledOf(endpoint);
  const own = inferredOf(endpoint);
  const siblings = ENDPOINTS.filter((other) => {
    const there = calledOf(other);
    return other !== endpoint && there.product === called.product && there.version === called.version;
  });
  const found: Record<string, Borrowed> = {};
  let settings = own.settings;
  for (const sibling of siblings) {
    for (const [name, value] of Object.entries(inferredOf(sibling).settings)) {
      if (settings[name] !== undefined || !OF_PRODUCT.test(name)) continue;
      const wider = { ...settings, [name]: value };
      if (!tellsTheSame(observationsOf(endpoint), settings, wider, own.dialect.answers ?? {})) continue;
      settings = wider;
      found[name] = { value, from: sibling.name };
    }
  }
  return found;
}

const numbersOf = (ids: readonly string[]): readonly number[] => ids.map((id) => SINGLE.indexOf(id));

/** A deviation as it is written: clause, note, cases, and what it does unless it was only seen. */
function deviationRow({ clause, note, evidence, does }: Deviation): readonly unknown[] {
  const row = [clause, note, numbersOf(evidence)];
  return does === 'seen' ? row : [...row, does];
}

const HEAD = `/**
 * The servers as measured. Generated from the evidence by \`UPDATE_CATALOGUE=1\` and the test of the catalogue; not
 * written by hand. Cases are told by their place in the list.
 */
// biome-ignore-all format: one entry, one line
import type { Deviation, Says } from '../dialect.js';

/** One server with one application. */
export interface Row {
  readonly name: string;
  readonly product: string;
  readonly version: string;
  readonly application: string;
  readonly endpoint: string;
  readonly observed: string;
  readonly source: number;
  readonly greets?: true;
  readonly settings: Readonly<Record<string, string>>;
  readonly borrowed?: Readonly<Record<string, { readonly value: string; readonly from: string }>>;
  readonly answers: Readonly<Record<string, string>>;
  readonly evidence: Readonly<Record<string, readonly number[]>>;
  readonly deviations: readonly (readonly [string, string, readonly number[], Deviation['does']?])[];
  readonly says?: Says;
  readonly residue: readonly number[];
  readonly undecided: readonly string[];
}
`;

/** The source of the generated module. */
export function catalogueSource(): string {
  const sources = [...new Set(ENDPOINTS.map(({ from }) => from))];
  const rows = ENDPOINTS.map((endpoint) => {
    const called = calledOf(endpoint);
    const { dialect, settings, evidence, residue, undecided } = inferredOf(endpoint);
    const borrowed = borrowedBy(endpoint);
    const answers = Object.entries(dialect.answers ?? {}).map(([name, { status, then }]) => [
      name,
      `${status} ${then}`,
    ]);
    return JSON.stringify({
      ...called,
      endpoint: endpoint.name,
      observed: endpoint.observed,
      source: sources.indexOf(endpoint.from),
      ...(dialect.application.greeting ? { greets: true } : {}),
      settings,
      ...(Object.keys(borrowed).length > 0 ? { borrowed } : {}),
      answers: Object.fromEntries(answers),
      evidence: Object.fromEntries(
        Object.entries(evidence).flatMap(([name, ids]) => (ids.length > 0 ? [[name, numbersOf(ids)]] : [])),
      ),
      deviations: dialect.deviations.map(deviationRow),
      ...(Object.keys(dialect.says ?? {}).length > 0 ? { says: dialect.says } : {}),
      residue: numbersOf(residue),
      undecided,
    });
  });
  const list = (name: string, type: string, items: readonly string[]): string =>
    `\nexport const ${name}: readonly ${type}[] = [\n${items.join(',\n')},\n];\n`;
  return [
    HEAD,
    list('CASES', 'string', [SINGLE.map((id) => JSON.stringify(id)).join(', ')]),
    list('SOURCES', 'string', sources.map((from) => JSON.stringify(from))),
    list('ROWS', 'Row', rows),
  ].join('');
}
