import { describe, expect, test } from 'vitest';
import { measuredServers } from '../../src/dialects/catalogue/catalogue.js';
import { type Dialect, rulesOf, STANDARDS_DIALECT } from '../../src/dialects/dialect.js';
import { resolveDialect } from '../../src/dialects/names.js';
import { predict } from '../../src/dialects/predict.js';
import { SWOOLE_DOCUMENTED } from '../../src/dialects/swoole.js';
import { type Facts, REFERENCE, VALUES } from '../../src/spec/axes.js';
import { permittedFor, STANDARDS, verdictKey } from '../../src/spec/decide.js';
import { factsOf } from '../../src/spec/facts.js';
import { calledOf } from '../evidence/catalogue.js';
import { CASES, ENDPOINTS, type Endpoint, REQUESTS } from '../evidence/servers.js';
import { SWOOLE_BY_HAND } from './by-hand/swoole.js';

const MEASURED = ENDPOINTS.filter(({ product }) => product === 'swoole');

/**
 * The application of an endpoint as the dialects by hand have it: the server mode makes no difference to
 * them.
 */
const applicationOf = (endpoint: Endpoint): string =>
  calledOf(endpoint).application.replace(/-(base|process)$/, '');

function byHand(endpoint: Endpoint): Dialect {
  const { version } = calledOf(endpoint);
  const found = SWOOLE_BY_HAND.find(
    (one) => one.version === version && one.application.name === applicationOf(endpoint),
  );
  if (found === undefined) throw new Error(`nobody wrote ${endpoint.name}`);
  return found;
}

function inferred(endpoint: Endpoint): Dialect {
  const found = measuredServers().find((one) => one.endpoint === endpoint.name);
  if (found === undefined) throw new Error(`no ${endpoint.name} in the catalogue`);
  return found.dialect;
}

const octetsOf = (id: string): Uint8Array => REQUESTS.get(id) ?? new Uint8Array();

/** The class of a status, which is all that the dialects by hand know. */
const classOf = (status: number | 'none'): string =>
  status === 'none' || [101, 400, 414, 417, 426, 501, 505].includes(status)
    ? String(status)
    : `${String(status)[0]}xx`;

/** How many cells of a group a dialect predicts: class of status, fate, live. */
function predicted(dialect: Dialect, endpoint: Endpoint, group: 'core' | 'version' | 'ofat'): number {
  return CASES[group].filter((id) => {
    const { status = 'none', fate, live } = endpoint.cells.get(id) ?? {};
    const said = predict(dialect, octetsOf(id));
    const isClosed = fate !== 'open';
    return (
      classOf(said.code) === classOf(status) &&
      (said.fate === 'closed') === isClosed &&
      said.live === (live === true)
    );
  }).length;
}

describe('what was written of Swoole by hand comes out of inference, the same or better', () => {
  test.each(['core', 'version', 'ofat'] as const)('%s', (group) => {
    let [hand, found] = [0, 0];
    for (const endpoint of MEASURED) {
      const [one, other] = [
        predicted(byHand(endpoint), endpoint, group),
        predicted(inferred(endpoint), endpoint, group),
      ];
      expect(other, endpoint.name).toBeGreaterThanOrEqual(one - 2);
      hand += one;
      found += other;
    }
    const cells = MEASURED.length * CASES[group].length;
    console.log(`swoole ${group}: by hand ${hand} of ${cells}, inferred ${found}`);
    expect(found).toBeGreaterThanOrEqual(hand);
  });

  test('the clauses that were said to be broken are found broken', () => {
    for (const endpoint of MEASURED) {
      const dialect = inferred(endpoint);
      const clauses = dialect.deviations.map(({ clause }) => clause);
      if (dialect.application.handshake !== 'accept') continue;
      expect(clauses, dialect.name).toContain('offer.old-version');
      expect(clauses, dialect.name).toContain('after101.persistence');
      expect(clauses, dialect.name).toContain('handshake.method');
    }
  });

  test('what evidence cannot show stays, marked as documented', () => {
    const documented = (name: string) => {
      const found = resolveDialect(name);
      if (!('dialect' in found)) throw new Error(name);
      return found.dialect.deviations
        .filter(({ basis }) => basis === 'documented')
        .map(({ clause }) => clause);
    };
    expect(documented('swoole@6.2.2/user-handshake')).toEqual(['handshake.frames-early']);
    expect(documented('swoole@4.8.13/user-handshake')).toContain('handshake.frames-early');
    expect(documented('swoole@4.8')).toEqual(['persist.close-wins']);
    expect(documented('swoole@6.2.2')).toEqual([]);
  });
});

describe('swoole@4.5, the release of the article', () => {
  test('is documented only: every deviation has a source with its year, and none is called observed', () => {
    for (const dialect of SWOOLE_DOCUMENTED) {
      expect(dialect.evidence.kind).toBe('documented');
      for (const { basis, evidence } of dialect.deviations) {
        expect(basis).not.toBe('observed');
        for (const one of evidence) expect(one).toMatch(/\b20\d\d\b/);
      }
    }
  });

  test('grants the offer of HTTP/1.0 and closes behind the 101, as in the packets of the article', () => {
    const [dialect] = SWOOLE_DOCUMENTED as [Dialect];
    expect(predict(dialect, octetsOf('1.0|upgrade|websocket'))).toMatchObject({ code: 101, fate: 'closed' });
    expect(predict(dialect, octetsOf('1.1|upgrade|websocket'))).toMatchObject({ code: 101, fate: 'open' });
  });

  test('deviates by choices of its own: each leads outside what the standards permit for some request', () => {
    const all = new Set(SWOOLE_DOCUMENTED.flatMap(({ deviations }) => deviations));
    for (const deviation of all) {
      const rules = rulesOf({ ...STANDARDS_DIALECT, deviations: [deviation] });
      const outside = [...factsNear(REFERENCE)].some((facts) => {
        const permitted = new Set(permittedFor(facts).map(verdictKey));
        return permittedFor(facts, rules).some((verdict) => !permitted.has(verdictKey(verdict)));
      });
      expect(outside, deviation.clause).toBe(true);
    }
  });

  test('shares every table in which nothing deviates, and has its rules made once', () => {
    for (const dialect of SWOOLE_DOCUMENTED) {
      const rules = rulesOf(dialect);
      expect(rulesOf(dialect)).toBe(rules);
      expect(rules.content).toBe(STANDARDS.content);
      expect(rules.offer).not.toBe(STANDARDS.offer);
    }
  });
});

/** Facts that differ from others on at most two axes. */
function* factsNear(from: Facts): Generator<Facts> {
  const axes = Object.keys(VALUES) as (keyof Facts)[];
  const changes = axes.flatMap((axis) => VALUES[axis].map((value) => ({ [axis]: value })));
  for (const one of changes) for (const other of changes) yield { ...from, ...one, ...other } as Facts;
}

describe('the reading of Swoole', () => {
  const factsIn = (dialect: Dialect, id: string): string => {
    const read = factsOf(octetsOf(id), dialect.reading);
    return JSON.stringify(read.outcome === 'facts' ? read.facts : read);
  };
  const same = (dialect: Dialect, [one, other]: readonly [string, string]): boolean =>
    factsIn(dialect, one) === factsIn(dialect, other);
  const builtin = MEASURED.map(inferred).filter(({ application }) => application.name === 'builtin');

  test('up to 4.8 tells apart what the standards do not: two options in one line or in two', () => {
    const pair = ['1.0|ka+up|websocket', '1.0|up-2lines|websocket'] as const;
    expect(same(STANDARDS_DIALECT, pair)).toBe(true);
    for (const dialect of builtin)
      expect(same(dialect, pair), dialect.name).toBe(dialect.version === '6.2.2');
  });

  test('takes for one what the standards tell apart: with and without the upgrade option', () => {
    const pair = ['1.1|none|websocket', '1.1|upgrade|websocket'] as const;
    expect(same(STANDARDS_DIALECT, pair)).toBe(false);
    for (const dialect of builtin) expect(predict(dialect, octetsOf(pair[0])).code).toBe(101);
  });
});
