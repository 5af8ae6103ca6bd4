import { describe, expect, test } from 'vitest';
import { type Deviation, type Dialect, rulesOf, STANDARDS_DIALECT } from '../../src/dialects/dialect.js';
import { type Prediction, predict } from '../../src/dialects/predict.js';
import { SWOOLE } from '../../src/dialects/swoole.js';
import { type Facts, REFERENCE, VALUES } from '../../src/spec/axes.js';
import { CLAUSES } from '../../src/spec/clauses/index.js';
import { permittedFor, STANDARDS, verdictKey } from '../../src/spec/decide.js';
import { DEFAULT_CHOICES } from '../../src/spec/defaults.js';
import { factsOf } from '../../src/spec/facts.js';
import { type Cell, ENDPOINTS, type Endpoint, type Group, REQUESTS } from '../evidence/swoole.js';

/** The application of each endpoint by its name in the evidence. The server mode makes no difference. */
const APPLICATION_OF: Readonly<Record<string, string>> = {
  'a-builtin': 'builtin',
  'a-builtin-nopush': 'nopush',
  'a-builtin-nopush-base': 'nopush',
  'a-builtin-nopush-process': 'nopush',
  'a-builtin-onrequest': 'onrequest',
  'b-userhandshake': 'user-handshake',
  'b-userhandshake-deny': 'user-handshake-deny',
  'c-http': 'http',
};

function dialectOf(endpoint: Endpoint): Dialect {
  const found = SWOOLE.find(
    (one) =>
      one.version === endpoint.version && one.application.name === APPLICATION_OF[endpoint.application],
  );
  if (found === undefined) throw new Error(`no dialect for ${endpoint.name}`);
  return found;
}

const octetsOf = (id: string): Uint8Array => REQUESTS.get(id) ?? new Uint8Array();

/** The class of a status, as the answers of the model have it. */
function classOf(status: Cell['status']): string {
  const own = ['101', '400', '414', '417', '426', '501', '505'];
  const text = String(status);
  return status === 'none' || own.includes(text) ? text : `${text[0]}xx`;
}

const seen = (cell: Cell): string => `${classOf(cell.status)} ${cell.fate}${cell.live ? ' live' : ''}`;
const said = ({ status, fate, live }: Prediction): string => `${status} ${fate}${live ? ' live' : ''}`;

const predicted = new Map<string, string>();

/** What is predicted of a request, kept, since several endpoints share a dialect. */
function sayOf(dialect: Dialect, id: string): string {
  const key = `${dialect.name} ${id}`;
  const found = predicted.get(key) ?? said(predict(dialect, octetsOf(id)));
  predicted.set(key, found);
  return found;
}

/** How many cells a group has, how many are predicted, and the others by case. */
function agreement(group: Group): {
  readonly cells: number;
  readonly agree: number;
  readonly residue: readonly string[];
} {
  const residue = new Map<string, number>();
  let [cells, agree] = [0, 0];
  for (const endpoint of ENDPOINTS) {
    const dialect = dialectOf(endpoint);
    for (const cell of endpoint.cells) {
      if (cell.group !== group) continue;
      cells += 1;
      const say = sayOf(dialect, cell.id);
      if (say === seen(cell)) agree += 1;
      else {
        const line = `${cell.id}, ${dialect.name}: seen ${seen(cell)}, predicted ${say}`;
        residue.set(line, (residue.get(line) ?? 0) + 1);
      }
    }
  }
  return { cells, agree, residue: [...residue].map(([line, times]) => `${line} (${times})`) };
}

const without = (dialect: Dialect, dropped: Deviation): Dialect => ({
  ...dialect,
  deviations: dialect.deviations.filter((one) => one !== dropped),
});

describe('what Swoole was measured to do is predicted', () => {
  test('there are 14 endpoints, and 308 requests were sent to each', () => {
    expect(ENDPOINTS).toHaveLength(14);
    expect(REQUESTS.size).toBe(308);
    for (const endpoint of ENDPOINTS) expect(endpoint.cells).toHaveLength(308);
  });

  test('every core cell: status or none, fate, live', () => {
    const { cells, agree, residue } = agreement('core');
    console.log(`swoole core: ${agree} of ${cells} cells predicted`);
    expect(residue).toEqual([]);
    expect({ cells, agree }).toEqual({ cells: 1260, agree: 1260 });
  });

  test('every version cell but those of the simple request, for whose empty line Swoole waits', () => {
    const { cells, agree, residue } = agreement('version');
    console.log(`swoole version: ${agree} of ${cells} cells predicted`);
    const cases = [...new Set(residue.map((line) => line.slice(0, line.indexOf(','))))];
    for (const id of cases) console.log(`  ${id}: seen none open, predicted 400 closed, all 14 endpoints`);
    const options = ['none', 'upgrade', 'keep-alive', 'ka+up'];
    expect(cases).toEqual(options.flatMap((one) => [`None|${one}|none`, `None|${one}|websocket`]));
    for (const line of residue) expect(line).toMatch(/: seen none open, predicted 400 closed \(\d\)$/);
    expect({ cells, agree }).toEqual({ cells: 1344, agree: 1344 - 8 * 14 });
  });

  test('every ofat cell but six: Proxy-Connection, and the target that an application compares', () => {
    const { cells, agree, residue } = agreement('ofat');
    console.log(`swoole ofat: ${agree} of ${cells} cells predicted`);
    for (const line of residue) console.log(`  ${line}`);
    const deny = 'swoole@6.2.2/user-handshake-deny';
    // Swoole reads Proxy-Connection as Connection; no reader of the door does.
    const proxy = (name: string) =>
      `1.0|proxy-connection, ${name}: seen 2xx open live, predicted 2xx closed (1)`;
    expect(residue).toEqual([
      proxy('swoole@4.8.13/onrequest'),
      proxy('swoole@4.8.13/http'),
      proxy('swoole@6.2.2/onrequest'),
      `1.1|absolute, ${deny}: seen 101 open live, predicted 4xx closed (1)`,
      `1.0|absolute, ${deny}: seen 101 closed, predicted 4xx closed (1)`,
      proxy('swoole@6.2.2/http'),
    ]);
    expect({ cells, agree }).toEqual({ cells: 1708, agree: 1702 });
  });
});

describe('a deviation', () => {
  const measured = [...new Set(ENDPOINTS.map(({ version }) => version))];
  const deviationsOf = (version: string) =>
    new Set(SWOOLE.filter((one) => one.version === version).flatMap(({ deviations }) => deviations));

  test('is needed: without it a cell is predicted otherwise, unless it is documented only', () => {
    for (const version of measured) {
      for (const deviation of deviationsOf(version)) {
        const having = SWOOLE.filter((one) => one.version === version && one.deviations.includes(deviation));
        const changes = (id: string): boolean =>
          having.some((full) => said(predict(without(full, deviation), octetsOf(id))) !== sayOf(full, id));
        const about = `${version} ${deviation.clause}`;
        // An observed one is needed in every case it names; one that no cell shows is not called observed.
        if (deviation.basis === 'observed') {
          expect(
            deviation.evidence.filter((id) => !changes(id)),
            about,
          ).toEqual([]);
        } else {
          expect([...REQUESTS.keys()].filter(changes), about).toEqual([]);
        }
      }
    }
  });

  test('rests on cases that were sent, or on a source with its year', () => {
    for (const dialect of SWOOLE) {
      expect(dialect.evidence.observed).toMatch(/^\d{4}(-\d{2}-\d{2})?$/);
      for (const { basis, clause, evidence } of dialect.deviations) {
        expect(evidence.length, clause).toBeGreaterThan(0);
        for (const one of evidence) {
          if (basis === 'observed') expect(REQUESTS.has(one), one).toBe(true);
          else expect(one).toMatch(/\b20\d\d\b/);
        }
      }
    }
  });

  test('is no choice: by itself it leads outside what the standards permit for some request', () => {
    const near = [...factsNear(REFERENCE)];
    const all = new Set(SWOOLE.flatMap(({ deviations }) => deviations));
    for (const deviation of all) {
      const rules = rulesOf({ ...STANDARDS_DIALECT, deviations: [deviation] });
      const outside = near.some((facts) => {
        const permitted = new Set(permittedFor(facts).map(verdictKey));
        return permittedFor(facts, rules).some((verdict) => !permitted.has(verdictKey(verdict)));
      });
      expect(outside, deviation.clause).toBe(true);
    }
  });

  test('names a clause that is explained', () => {
    for (const { clause } of SWOOLE.flatMap(({ deviations }) => deviations)) {
      expect(Object.hasOwn(CLAUSES, clause), clause).toBe(true);
    }
  });
});

/** Facts that differ from others on at most two axes. */
function* factsNear(from: Facts): Generator<Facts> {
  const axes = Object.keys(VALUES) as (keyof Facts)[];
  const changes = axes.flatMap((axis) => VALUES[axis].map((value) => ({ [axis]: value })));
  for (const one of changes) for (const other of changes) yield { ...from, ...one, ...other } as Facts;
}

test('a choice of Swoole is about a clause that permits several outcomes', () => {
  const clauses = new Set<string>();
  for (const facts of factsNear(REFERENCE)) {
    for (const verdict of permittedFor(facts)) {
      for (const [clause, pick] of Object.entries(verdict.picks)) clauses.add(`${clause} ${pick}`);
    }
  }
  for (const { choices } of SWOOLE) {
    for (const [clause, pick] of Object.entries(choices.picks ?? {})) {
      expect(clauses.has(`${clause} ${pick}`), `${clause} ${pick}`).toBe(true);
      expect(Object.hasOwn(DEFAULT_CHOICES.picks, clause), clause).toBe(true);
    }
  }
});

describe('the reading of Swoole', () => {
  const factsIn = (dialect: Dialect, id: string): string => {
    const read = factsOf(octetsOf(id), dialect.reading);
    return JSON.stringify(read.outcome === 'facts' ? read.facts : read);
  };
  const same = (dialect: Dialect, [one, other]: readonly [string, string]): boolean =>
    factsIn(dialect, one) === factsIn(dialect, other);

  test('up to 4.8 tells apart what the standards do not: two options in one line or in two', () => {
    const pair = ['1.0|ka+up|websocket', '1.0|up-2lines|websocket'] as const;
    expect(same(STANDARDS_DIALECT, pair)).toBe(true);
    for (const dialect of SWOOLE) {
      expect(same(dialect, pair), dialect.name).toBe(dialect.version === '6.2.2');
    }
  });

  test('takes for one what the standards tell apart: with and without the upgrade option', () => {
    const pair = ['1.1|none|websocket', '1.1|upgrade|websocket'] as const;
    expect(same(STANDARDS_DIALECT, pair)).toBe(false);
    for (const dialect of SWOOLE) expect(same(dialect, pair), dialect.name).toBe(true);
  });

  test('takes 24 characters for a key in the built-in handshake', () => {
    const pair = ['1.1|key-15', '1.1|key-17'] as const;
    expect(same(STANDARDS_DIALECT, pair)).toBe(true);
    for (const dialect of SWOOLE) {
      expect(same(dialect, pair), dialect.name).toBe(dialect.application.faulty !== undefined);
    }
  });
});

describe('the rules of a dialect', () => {
  test('are made once, and share every table in which nothing deviates', () => {
    for (const dialect of SWOOLE) {
      const rules = rulesOf(dialect);
      expect(rulesOf(dialect)).toBe(rules);
      expect(rules.content).toBe(STANDARDS.content);
      expect(rules.offer).not.toBe(STANDARDS.offer);
    }
  });
});
