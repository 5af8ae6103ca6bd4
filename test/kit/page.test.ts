/** The example of the page about the kit is run as it is written, and fails as it says. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import ts from 'typescript';
import { expect, test } from 'vitest';
import * as after101 from '../../src/index.js';
import * as kit from '../../src/kit/index.js';

const page = readFileSync(new URL('../../docs/kit.md', import.meta.url), 'utf8');

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

test('the page names every arbitrary that the kit exports', () => {
  const functions = Object.entries(kit).flatMap(([name, value]) =>
    typeof value === 'function' ? [name] : [],
  );
  expect(functions.filter((name) => !page.includes(`\`${name}(`))).toEqual([]);
});
