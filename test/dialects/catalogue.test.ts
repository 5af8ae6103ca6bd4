import { readFileSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { measuredServers } from '../../src/dialects/catalogue/catalogue.js';
import { dialectNames, resolveDialect } from '../../src/dialects/names.js';
import { brokenBy } from '../../src/dialects/permitted.js';
import { predict } from '../../src/dialects/predict.js';
import { CLAUSES } from '../../src/spec/clauses/index.js';
import { factsOf } from '../../src/spec/facts.js';
import {
  agreementCells,
  agrees,
  connectionCount,
  countOf,
  FOLLOWING,
  liveCount,
  OWN,
  percent,
} from '../evidence/agreement.js';
import { calledOf, catalogueSource, SINGLE } from '../evidence/catalogue.js';
import { ENDPOINTS, REQUESTS } from '../evidence/servers.js';

const FILE = 'src/dialects/catalogue/measured.ts';

describe('the catalogue of servers', () => {
  test('is what inference makes of the evidence, to the letter', { timeout: 300_000 }, () => {
    const source = catalogueSource();
    if (process.env.UPDATE_CATALOGUE === '1') writeFileSync(FILE, source);
    expect(readFileSync(FILE, 'utf8'), 'UPDATE_CATALOGUE=1 writes it anew').toBe(source);
  });

  test('has every endpoint of the evidence, each under a name of its own that resolves to it', () => {
    expect(measuredServers().map(({ endpoint }) => endpoint)).toEqual(ENDPOINTS.map(({ name }) => name));
    expect(new Set(dialectNames()).size).toBe(dialectNames().length);
    for (const name of dialectNames()) {
      const found = resolveDialect(name);
      expect('dialect' in found && found.dialect.name, name).toBe(name);
    }
    expect(ENDPOINTS.map((endpoint) => calledOf(endpoint).name)).toContain('tornado@6.2');
  });

  test('is small: under 150 kB compressed', () => {
    const size = gzipSync(readFileSync(FILE)).length;
    console.log(
      `catalogue: ${size} octets compressed; evidence: ${readFileSync('test/evidence/servers.json').length}`,
    );
    expect(size).toBeLessThan(150_000);
    expect(readFileSync('test/evidence/servers.json').length).toBeLessThan(2_000_000);
  });

  test('has few settings for each: 20 in the median, 60 at most', () => {
    const counts = measuredServers()
      .map(
        ({ settings, dialect }) => Object.keys(settings).length + Object.keys(dialect.answers ?? {}).length,
      )
      .sort((one, other) => one - other);
    const median = counts[counts.length >> 1] ?? 0;
    console.log(`settings and answers for each server: median ${median}, most ${counts.at(-1)}`);
    expect(median).toBeLessThanOrEqual(20);
    expect(counts.at(-1)).toBeLessThanOrEqual(60);
  });

  test('tells for each setting the cases that need it, and two of them at least', () => {
    const lone = measuredServers().flatMap(({ settings, evidence, dialect }) =>
      Object.keys(settings)
        .filter((name) => name !== 'application.handshake' && (evidence[name] ?? []).length < 2)
        .map((name) => `${dialect.name} ${name}`),
    );
    console.log(`settings that fewer than two cases need by themselves: ${lone.length}; ${lone.join(', ')}`);
    expect(lone.length).toBeLessThan(20);
  });

  test('tells the residue, which is every cell that is not predicted', () => {
    for (const { endpoint, residue } of measuredServers()) {
      const missed = agreementCells().filter(
        (cell) => cell.endpoint === endpoint && cell.group !== 'sequence' && !agrees(cell),
      );
      expect(missed.map((cell) => cell.case).sort(), endpoint).toEqual([...residue].sort());
    }
  });
});

describe('what was measured is predicted', () => {
  test.each([
    ['core', 99.5],
    ['version', 99.5],
    ['ofat', 98.5],
    ['sequence', 94],
  ] as const)('%s: at least %s %% of the cells', (group, least) => {
    const count = countOf(group);
    console.log(`${group}: ${count.agree} of ${count.cells} cells, ${percent(count)}`);
    expect((100 * count.agree) / count.cells).toBeGreaterThanOrEqual(least);
  });

  test('core without a residue: at least 80 endpoints of 86', () => {
    const whole = ENDPOINTS.filter(({ name }) => {
      const { cells, agree } = countOf('core', name);
      return cells === agree;
    });
    console.log(`endpoints without a residue in core: ${whole.length} of ${ENDPOINTS.length}`);
    expect(whole.length).toBeGreaterThanOrEqual(80);
  });

  test('what is counted apart: live, and the Connection field; what has a value of its own is listed', () => {
    const [live, connection] = [liveCount(), connectionCount()];
    console.log(
      `live: ${percent(live)} of ${live.cells}; Connection: ${percent(connection)} of ${connection.cells}`,
    );
    console.log(
      `sequences that follow: ${FOLLOWING.join(', ')}; with a value of their own: ${OWN.join(', ')}`,
    );
    expect(live.agree / live.cells).toBeGreaterThan(0.99);
    expect(connection.cells).toBeGreaterThan(20_000);
    expect(OWN.length + FOLLOWING.length).toBe(25);
  });
});

describe('a deviation of the catalogue', () => {
  test('names a clause that is explained, and cases that were sent, unless it is documented', () => {
    for (const { dialect } of measuredServers()) {
      for (const { clause, basis, evidence } of dialect.deviations) {
        expect(Object.hasOwn(CLAUSES, clause), clause).toBe(true);
        expect(evidence.length, `${dialect.name} ${clause}`).toBeGreaterThan(0);
        for (const id of evidence) {
          if (basis === 'observed') expect(SINGLE.includes(id), id).toBe(true);
          else expect(id).toMatch(/\b20\d\d\b/);
        }
      }
    }
  });

  test('is what the cells show: every case it names breaks its clause, or follows from the arrow it enables', () => {
    for (const { dialect, residue } of measuredServers()) {
      for (const { clause, does, evidence, basis } of dialect.deviations) {
        if (does !== 'seen' || basis !== 'observed') continue;
        for (const id of evidence) {
          const octets = REQUESTS.get(id) ?? new Uint8Array();
          const read = factsOf(octets);
          if (read.outcome !== 'facts') throw new Error(`${id} has no head`);
          const { code, fate } = predict(dialect, octets);
          expect(residue).not.toContain(id);
          expect(
            brokenBy(read.facts, { status: code, closed: fate === 'closed' }),
            `${dialect.name} ${id}`,
          ).toBe(clause);
        }
      }
    }
  });
});
