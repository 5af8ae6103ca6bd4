import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { referencePages } from '../../src/render/reference.js';

const FOLDER = new URL('../../docs/reference/', import.meta.url);

describe('the reference in docs/reference', () => {
  const pages = referencePages();
  for (const [name, text] of Object.entries(pages)) {
    test(`${name} is what the objects say; UPDATE_DOCS=1 writes it`, () => {
      if (process.env.UPDATE_DOCS === '1') {
        mkdirSync(FOLDER, { recursive: true });
        writeFileSync(new URL(name, FOLDER), text);
      }
      expect(readFileSync(new URL(name, FOLDER), 'utf8')).toBe(text);
    });
  }

  test('holds no page that nothing writes', () => {
    expect(readdirSync(FOLDER).sort()).toEqual(Object.keys(pages).sort());
  });
});
