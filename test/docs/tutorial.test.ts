/** The tutorial is followed as it is written, from an empty folder on; UPDATE_DOCS=1 writes what the commands print. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { type Followed, folderFor, follow, masked, shownOf, shownOn } from './shown.js';

const PAGE = new URL('../../docs/tutorial.md', import.meta.url);
const text = readFileSync(PAGE, 'utf8');
const folder = folderFor('tutorial');
afterAll(() => folder.remove());

let followed: Followed | undefined;

describe('the tutorial', () => {
  test('can be followed from an empty folder on', async () => {
    followed = await follow(text, folder);
    if (process.env.UPDATE_DOCS === '1') writeFileSync(PAGE, followed.page);
    else
      for (const { commands, shown, came } of followed.compared)
        expect({ commands, shown: masked(shown) }).toEqual({ commands, shown: masked(came) });
  }, 120_000);

  test('has a red test, and ends green', () => {
    const outputs = followed?.compared.map(({ came }) => came).join('\n') ?? '';
    expect(outputs).toMatch(/breaks offer\.old-version/);
    const runs = followed?.compared.filter(({ commands }) => commands[0]?.startsWith('npx vitest run')) ?? [];
    expect(runs.length).toBeGreaterThan(2);
    expect(runs.at(-1)?.came).toMatch(/Tests +\d+ passed/);
    expect(runs.at(-1)?.came).not.toContain('failed');
    expect(existsSync(join(folder.path, 'after101.lock.json'))).toBe(true);
  });

  test('has no other code than what is run', () => {
    const fences = [...text.matchAll(/^```(.+)$/gm)].map(([, info]) => info);
    expect(fences.length).toBe(shownOn(text).length);
  });
});

describe('what is shown of an output', () => {
  test('are the lines that are asked for, with dots between', () => {
    expect(shownOf('a\nb\nc\nd\ne', '/b/../c/, /e/')).toBe('b\nc\n...\ne\n');
    expect(shownOf('a', undefined)).toBe('a\n');
  });

  test('differs by more than times and counts where it is another', () => {
    expect(masked('one 12ms (3 times)')).toBe(masked('one 7ms (44 times)'));
    expect(masked('an answer 101')).not.toBe(masked('an answer 200'));
  });
});
