import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { CASES, OBSERVED } from '../../src/render/compare/observed.js';
import { calledOf, SINGLE } from '../evidence/catalogue.js';
import { ENDPOINTS, REQUESTS } from '../evidence/servers.js';
import { seenSource } from './compare-seen.js';

const FILE = new URL('../../src/render/compare/seen.ts', import.meta.url);

test('what servers were seen to do is what the evidence says; UPDATE_DOCS=1 writes it', () => {
  const source = seenSource();
  if (process.env.UPDATE_DOCS === '1') writeFileSync(FILE, source);
  expect(readFileSync(FILE, 'utf8') === source).toBe(true);
});

test('every request has the octets of the evidence', () => {
  expect(CASES.map(({ id }) => id)).toEqual(SINGLE);
  for (const { id, octets } of CASES) expect([...octets], id).toEqual([...(REQUESTS.get(id) ?? [])]);
});

test('every cell has the status and the end of the evidence', () => {
  expect(OBSERVED.map(({ name }) => name)).toEqual(ENDPOINTS.map((one) => calledOf(one).name));
  for (const endpoint of ENDPOINTS) {
    const seen = OBSERVED.find(({ name }) => name === calledOf(endpoint).name);
    for (const [at, id] of SINGLE.entries()) {
      const recorded = endpoint.cells.get(id);
      const cell = seen?.cells[at];
      expect(cell?.status, `${endpoint.name} ${id}`).toBe(
        recorded === undefined ? undefined : (recorded.status ?? 'none'),
      );
      expect(cell?.closed).toBe(recorded === undefined ? undefined : recorded.fate !== 'open');
    }
  }
});
