/**
 * The page about the kit: its files are written and its commands run, in a folder of a reader; its example without a
 * runner fails as it says. UPDATE_DOCS=1 writes what the commands print.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import fc from 'fast-check';
import ts from 'typescript';
import { afterAll, expect, test } from 'vitest';
import * as after101 from '../../src/index.js';
import * as kit from '../../src/kit/index.js';
import { folderFor, follow, masked, shownOn } from '../docs/shown.js';

const PAGE = new URL('../../docs/kit.md', import.meta.url);
const page = readFileSync(PAGE, 'utf8');
const folder = folderFor('kit');
afterAll(() => folder.remove());

test('the page shows what its commands print', async () => {
  await folder.run('npm install');
  folder.write('package.json', '{ "type": "module" }\n');
  const followed = await follow(page, folder);
  if (process.env.UPDATE_DOCS === '1') writeFileSync(PAGE, followed.page);
  else
    for (const { commands, shown, came } of followed.compared)
      expect({ commands, shown: masked(shown) }).toEqual({ commands, shown: masked(came) });
  const [suite = '', node = '', others = ''] = followed.compared.map(({ came }) => came);
  expect(suite).toContain('1 failed');
  expect(suite).toContain('mine breaks offer.old-version');
  expect(node).toContain('# fail 0');
  expect(node).not.toContain('# pass 0');
  expect(others).not.toContain('failed');
}, 120_000);

test('every block of the page is run by one of these tests', () => {
  const fences = [...page.matchAll(/^```(.+)$/gm)].map(([, info]) => info);
  expect(fences.filter((info) => info !== 'js').length).toBe(shownOn(page).length);
  expect(fences.filter((info) => info === 'js').length).toBe(1);
});

test('the example ends with the least request that should not have been accepted', () => {
  const [, code = ''] = /^```js\n([\s\S]*?)^```$/m.exec(page) ?? [];
  const { outputText } = ts.transpileModule(code, {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2023 },
  });
  const packages: Record<string, object> = {
    'fast-check': { __esModule: true, default: fc },
    after101,
    'after101/kit': kit,
  };
  const run = new Function('require', 'exports', outputText);
  const failure = (() => {
    try {
      run((name: string) => packages[name], {});
    } catch (error) {
      return error as Error;
    }
    return undefined;
  })();
  const [, claimed = ''] = /\/\/ throws: (.*)$/m.exec(code) ?? [];
  expect(claimed).toContain('offer.old-version');
  expect((failure?.cause as Error | undefined)?.message).toBe(claimed);
  expect(failure?.message).toContain('GET / HTTP/1.0\\r\\nHost: h\\r\\nUpgrade: websocket\\r\\n');
});

test('the page names every function that the kit exports', () => {
  const functions = Object.entries(kit).flatMap(([name, value]) =>
    typeof value === 'function' && !/^[A-Z]/.test(name) ? [name] : [],
  );
  expect(functions.filter((name) => !new RegExp(`\\b${name}\\(`).test(page))).toEqual([]);
});
