/** `probe` and `serve` as commands: exit codes, files, and one sentence for each mistake. */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { resolveDialect } from '../src/dialects/names.js';
import { serve } from '../src/probe/serve.js';
import { after101, asSchema, expectPrintable } from './cli.run.js';

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});
const folder = mkdtempSync(join(tmpdir(), 'after101-probe-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function spoken(name: string): Promise<string> {
  const found = resolveDialect(name);
  if ('nearest' in found) throw new Error(`${name} is not known`);
  const served = await serve({ dialect: found.dialect });
  open.push(served);
  return served.url;
}

const FAST = ['--quick', '--at-once', '8', '--per-second', '100000', '--silence', '40'];

describe('probe', () => {
  test('exits with 0 for the standards, and with 1 where something breaks', async () => {
    const fine = await after101(['probe', await spoken('rfc'), ...FAST]);
    expect([fine.code, fine.err]).toEqual([0, '']);
    expect(fine.out).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/ was not found to break anything\.\n/);
    expectPrintable(fine);
    const broken = await after101(['probe', await spoken('tornado@6.2'), ...FAST]);
    expect(broken.code).toBe(1);
    expect(broken.out).toContain('breaks offer.old-version with an answer 101');
    expect(broken.out).toContain('nearest known product: tornado@6.2');
    expectPrintable(broken);
  });

  test('prints data as its schema says, and writes a page and JUnit beside it', async () => {
    const [html, junit] = [join(folder, 'a.html'), join(folder, 'a.xml')];
    const ran = await after101([
      'probe',
      await spoken('ws@8'),
      ...FAST,
      '--json',
      '--html',
      html,
      '--junit',
      junit,
    ]);
    const data = asSchema('probe', ran.out);
    expect((data.nearest as { name: string }[])[0]?.name).toMatch(/^ws@8/);
    expect(readFileSync(html, 'utf8')).toContain('<!doctype html>');
    expect(readFileSync(junit, 'utf8')).toContain('<testsuite name="after101 probe');
  });

  test('asks one case again by the line that a finding gives', async () => {
    const url = await spoken('tornado@6.2');
    const again = await after101(['probe', url, ...FAST.slice(1), '--case', 'handshake, version 1.0']);
    expect(again.code).toBe(1);
    expect(again.out).toContain('breaks 1 clause.');
  });

  test('with a baseline fails for a change alone', async () => {
    const baseline = join(folder, 'baseline.json');
    const first = await after101(['probe', await spoken('tornado@6.2'), ...FAST, '--baseline', baseline]);
    expect([first.code, existsSync(baseline)]).toEqual([0, true]);
    const same = await after101(['probe', await spoken('tornado@6.2'), ...FAST, '--baseline', baseline]);
    expect([same.code, same.err]).toEqual([0, '']);
    const other = await after101(['probe', await spoken('rfc'), ...FAST, '--baseline', baseline]);
    expect(other.code).toBe(1);
    expect(other.err).toContain('changed: keeps offer.old-version, which was breaks');
  });

  test.each([
    [['probe', 'ftp://a/'], 'ftp: is not spoken here'],
    [['probe', 'http://127.0.0.1:1/'], 'nothing listens there (ECONNREFUSED)'],
    [['probe', 'http://127.0.0.1:1/', '--only', 'offer.old'], 'Nearest: offer.old-version'],
    [['probe', 'http://127.0.0.1:1/', '--case', 'no such'], 'No case is called "no such"'],
    [['probe', 'http://127.0.0.1:1/', '--field', 'no field'], '--field takes one line'],
    [['probe', 'http://127.0.0.1:1/', '--budget', 'x'], '--budget is a number above 0'],
    [['probe', 'https://127.0.0.1:1/', '--ca', 'no/such/file'], 'cannot be read: ENOENT'],
    [['serve', '--as', 'tornada'], 'Nearest: tornado'],
    [['serve', '--port', '70000'], '--port is a number up to 65535'],
    [['serve', '--host', '0.0.0.0'], 'To listen there all the same: --any-address'],
    [['serve', '--cert', 'a'], '--cert and --key are given together'],
  ])('%j is told in a sentence, with exit code 2', async (args, says) => {
    const ran = await after101(args);
    expect(ran.code).toBe(2);
    expect(ran.err).toContain(says);
    expect(ran.out).toBe('');
    expectPrintable(ran);
  });
});

describe('serve', () => {
  test('says where it speaks, traces what passes with its clauses, and ends when it is told', async () => {
    const cli = fileURLToPath(new URL('../dist/cli.js', import.meta.url));
    const up = spawn(process.execPath, [cli, 'serve', '--as', 'swoole@4.8', '--trace']);
    let out = '';
    const said = (text: string): Promise<void> =>
      new Promise((done, fail) => {
        const timer = setTimeout(() => fail(new Error(`it did not say ${text}: ${out}`)), 10_000);
        const look = (): void => {
          if (!out.includes(text)) return;
          clearTimeout(timer);
          done();
        };
        up.stdout.on('data', look);
        look();
      });
    up.stdout.on('data', (data) => {
      out += String(data);
    });
    await said('is spoken at');
    const [, url = ''] = /spoken at (\S+)/.exec(out) ?? [];
    const ran = await after101(['probe', url, ...FAST.slice(1), '--case', 'handshake, version 1.0']);
    expect(ran.code).toBe(1);
    await said('app.accept');
    expect(out).toMatch(/client\.head: NONE\.idle to HANDSHAKE\.deciding, by head\.offer/);
    const ended = new Promise((done) => up.once('exit', done));
    up.kill('SIGINT');
    expect(await ended).toBe(0);
  });
});
