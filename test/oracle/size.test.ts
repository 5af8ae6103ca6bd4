/** What importing `after101/oracle` costs, bundled as an application would bundle it. */
import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';

const MOST = 15_000;

interface Bundle {
  generate(options: { readonly minify: boolean; readonly format: 'esm' }): Promise<{
    readonly output: readonly { readonly code?: string; readonly moduleIds?: readonly string[] }[];
  }>;
  close(): Promise<void>;
}

/** The bundler of vite, which vitest brings. */
async function bundler(): Promise<(options: { readonly input: string }) => Promise<Bundle>> {
  const ofVitest = createRequire(createRequire(import.meta.url).resolve('vitest/package.json'));
  const ofVite = createRequire(ofVitest.resolve('vite'));
  const { rolldown } = (await import(ofVite.resolve('rolldown'))) as {
    rolldown: (options: { readonly input: string }) => Promise<Bundle>;
  };
  return rolldown;
}

/** Entry to its one chunk, minified, and the modules of src/ in it. */
async function bundled(entry: string) {
  const src = new URL('../../src/', import.meta.url).pathname;
  const bundle = await (await bundler())({ input: `${src}${entry}` });
  const { output } = await bundle.generate({ minify: true, format: 'esm' });
  await bundle.close();
  expect(output).toHaveLength(1);
  const [{ code = '', moduleIds = [] } = {}] = output;
  return { code, modules: moduleIds.map((id) => (id.startsWith(src) ? id.slice(src.length) : id)).sort() };
}

describe('the oracle alone', () => {
  test(`is under ${MOST} octets, minified and compressed`, async () => {
    const { code, modules } = await bundled('oracle/index.ts');
    const size = gzipSync(code, { level: 9 }).length;
    console.log(
      `after101/oracle: ${size} octets (minified ${code.length}, gzip -9), ${modules.length} modules`,
    );
    expect(size).toBeLessThan(MOST);
  }, 60_000);

  test('has nothing of the explorer, the prose, the dialects, xstate, fast-check or Node in it', async () => {
    const { code, modules } = await bundled('oracle/index.ts');
    expect(modules).toContain('oracle/decide.ts');
    expect(modules).toContain('spec/decide.ts');
    const rooms = readdirSync(new URL('../../src/', import.meta.url), { withFileTypes: true })
      .filter((one) => one.isDirectory())
      .map(({ name }) => name);
    expect(rooms).toContain('explore');
    const others = rooms.filter((room) => room !== 'oracle' && room !== 'spec');
    const foreign = modules.filter(
      (id) =>
        others.some((room) => id.startsWith(`${room}/`)) ||
        /^spec\/(?:clauses|machine)\b/.test(id) ||
        !/^(?:oracle|spec)\//.test(id),
    );
    expect(foreign).toEqual([]);
    expect(code).not.toMatch(/\bimport\b|\brequire\(/);
  }, 60_000);
});
