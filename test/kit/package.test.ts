/** fast-check is needed by the kit and by nothing else that is published. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

const SRC = new URL('../../src/', import.meta.url);

/** Every module that an entry imports, itself and through others, and every package. */
function importedBy(entry: string): {
  readonly modules: ReadonlySet<string>;
  readonly packages: ReadonlySet<string>;
} {
  const modules = new Set<string>();
  const packages = new Set<string>();
  const visit = (url: URL): void => {
    if (modules.has(url.pathname)) return;
    modules.add(url.pathname);
    const text = readFileSync(url, 'utf8').replaceAll(/^ *(\/\*\*|\*).*$/gm, '');
    for (const [, name = ''] of text.matchAll(/\bfrom '([^']+)'|\bimport\('([^']+)'\)/g)) {
      if (name.startsWith('.')) visit(new URL(name.replace(/\.js$/, '.ts'), url));
      else packages.add(name);
    }
  };
  visit(new URL(entry, SRC));
  return { modules, packages };
}

const manifest = JSON.parse(readFileSync(new URL('../package.json', SRC), 'utf8'));

describe('the package', () => {
  test('has a main entry that imports neither the kit nor fast-check', () => {
    const { modules, packages } = importedBy('index.ts');
    expect(modules.size).toBeGreaterThan(50);
    expect([...modules].filter((path) => path.includes('/kit/'))).toEqual([]);
    expect([...packages]).not.toContain('fast-check');
  });

  test('has the kit as an entry of its own, which imports fast-check and nothing of a test runner', () => {
    const { packages } = importedBy('kit/index.ts');
    expect([...packages]).toContain('fast-check');
    expect([...packages]).not.toContain('vitest');
    expect(manifest.exports['./kit']).toEqual({
      types: './dist/kit/index.d.ts',
      default: './dist/kit/index.js',
    });
  });

  test('has the matchers as an entry of their own, which alone imports vitest', () => {
    expect([...importedBy('kit/vitest.ts').packages]).toContain('vitest');
    expect(manifest.exports['./kit/vitest']).toEqual({
      types: './dist/kit/vitest.d.ts',
      default: './dist/kit/vitest.js',
    });
    expect(manifest.peerDependenciesMeta.vitest).toEqual({ optional: true });
  });

  test('asks for fast-check only beside the kit', () => {
    expect(manifest.peerDependencies).toHaveProperty('fast-check');
    expect(manifest.peerDependenciesMeta['fast-check']).toEqual({ optional: true });
    expect(manifest.dependencies).not.toHaveProperty('fast-check');
  });
});
