/** The programs in examples/kit run as they are, against the package as it was built, and find what they say. */
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { clause } from '../../src/spec/clauses/index.js';

const FOLDER = new URL('../../examples/kit/', import.meta.url);
const programs = readdirSync(FOLDER).filter((name) => name.endsWith('.js'));
const textOf = (name: string): string => readFileSync(new URL(name, FOLDER), 'utf8');

/** What a program printed on each stream, and its exit code. */
function ran(name: string): Promise<{ code: number | null; out: string; err: string }> {
  return new Promise((done) => {
    const child = spawn(process.execPath, [fileURLToPath(new URL(name, FOLDER))], { timeout: 50_000 });
    let [out, err] = ['', ''];
    child.stdout.on('data', (part: Buffer) => {
      out += part.toString();
    });
    child.stderr.on('data', (part: Buffer) => {
      err += part.toString();
    });
    child.on('close', (code) => done({ code, out, err }));
  });
}

describe('the examples of the kit', () => {
  test.each(programs)(
    '%s finds what it says',
    async (name) => {
      const [said = ''] = /^(?:\/\/ .*\n)+/.exec(textOf(name)) ?? [];
      const clauses = [...said.matchAll(/`([^`]+)`/g)].map(([, id = '']) => id);
      expect(clauses.length).toBeGreaterThan(0);
      expect(clauses.filter((id) => clause(id) === undefined)).toEqual([]);
      const { code, out, err } = await ran(name);
      expect({ code, err }).toEqual({ code: 0, err: '' });
      const [control, ...found] = out.trim().split('\n');
      expect(control).toBe('live');
      for (const id of clauses) expect(found.map((line) => line.split(' ')[1])).toContain(id);
    },
    60_000,
  );

  test('are listed, each once', () => {
    const listed = [...textOf('README.md').matchAll(/^\| `(.+?)` \|/gm)].map(([, name]) => name);
    expect([...listed].sort()).toEqual([...programs].sort());
  });
});
