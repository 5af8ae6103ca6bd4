import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const CLI = fileURLToPath(new URL('../dist/cli.js', import.meta.url));

/** The built program, as a shell runs it. */
function after101(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, ...args], {
    encoding: 'utf8',
    input: 'GET / HTTP/1.1\nHost: h\n\n',
  });
  return { status, stdout, stderr };
}

test('the built program gives exit codes and keeps its two outputs apart', () => {
  expect(after101('--version')).toMatchObject({ status: 0, stderr: '' });
  expect(after101('explain', '-')).toMatchObject({ status: 0, stderr: '' });
  expect(after101('clause', 'nothing')).toMatchObject({ status: 2, stdout: '' });
});

test('output that is no terminal has no colours', () => {
  expect(after101('explain', '-').stdout).not.toContain('\x1b');
});

test('a reader that stops reading is no error', () => {
  const piped = spawnSync('sh', ['-c', `"${process.execPath}" "${CLI}" draw clauses | head -n 1`], {
    encoding: 'utf8',
  });
  expect(piped).toMatchObject({ status: 0, stderr: '' });
});
