import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { after101, expectPrintable } from './cli.run.js';

const ajv = new Ajv({ allErrors: true, allowUnionTypes: true });
const validate = ajv.compile(
  JSON.parse(readFileSync(new URL('../schema/compare.json', import.meta.url), 'utf8')),
);

/** What is printed as JSON, which is as the schema says. */
async function data(...args: readonly string[]) {
  const ran = await after101(['compare', ...args, '--json']);
  expect(ran.code).toBe(0);
  const parsed = JSON.parse(ran.out);
  validate(parsed);
  expect(ajv.errorsText(validate.errors)).toBe('No errors');
  return parsed;
}

const longest = (text: string): number => Math.max(...text.split('\n').map((line) => line.length));

describe('compare without names', () => {
  test('prints all groups in lines of at most 110 columns, and says how many there are', async () => {
    const ran = await after101(['compare']);
    expect(ran.code).toBe(0);
    expectPrintable(ran);
    expect(longest(ran.out)).toBeLessThanOrEqual(110);
    expect(ran.out).toMatch(/^86 servers were measured \(2026-11-22\) and 2 are documented: \d+ groups, /);
    expect(ran.out).toMatch(/^67 configurations of intermediaries were measured: \d+ groups\.$/m);
    expect(ran.out).toContain('tornado@6.2');
    expect(ran.out).toContain('squid@5.7/default');
  });

  test('prints the whole matrix as data', async () => {
    const all = await data();
    expect(all.servers).toHaveLength(88);
    expect(all.intermediaries).toHaveLength(67);
  });
});

describe('compare with one name', () => {
  test('tells a server in plain sentences, with its requests and a command', async () => {
    const ran = await after101(['compare', 'tornado']);
    expect(ran.code).toBe(0);
    expectPrintable(ran);
    expect(ran.out).toMatch(/^tornado@6\.2, a server\. Measured on 2026-11-22: /);
    const flat = ran.out.replaceAll(/\s+/g, ' ');
    expect(flat).toContain(
      'To a WebSocket offer of HTTP/1.0 it answers 101 and closes, which rfc9110#field.upgrade forbids: ',
    );
    expect(flat).toContain('What it decides is counted neither for nor against the product.');
    expect(ran.out).toMatch(/^ {2}printf 'GET .*' \| npx after101 explain - --octets --to tornado@6\.2$/m);
    expect(longest(ran.out.replaceAll(/^ {2}printf .*$/gm, ''))).toBeLessThanOrEqual(110);
  });

  test('tells an intermediary by its effects, and both where a name is both', async () => {
    const hop = await after101(['compare', 'nginx@1.22/ws-map']);
    expect(hop.out).toMatch(/^nginx@1\.22\.1\/ws-map, an intermediary\. /);
    expect(hop.out).toContain('- which version the request line has that goes upstream: HTTP/1.1');
    const both = await after101(['compare', 'nginx']);
    expect(both.out).toMatch(/^nginx@1\.22\.1, a server\. /);
    expect(both.out).toMatch(/^nginx@1\.31\.5\/default, an intermediary\. /m);
  });

  test('says of a product that is only documented that it was not measured', async () => {
    const ran = await after101(['compare', 'swoole@4.5']);
    expect(ran.out).toMatch(/^swoole@4\.5, a server\. Documented, not measured: /);
    expect(ran.out).toContain('Not measured with this application: from sources');
  });

  test('never says that something holds of a clause', async () => {
    for (const name of ['tornado', 'ws', 'swoole@4.5', 'gunicorn-sync', 'lighttpd']) {
      const { out } = await after101(['compare', name]);
      expect(out.replaceAll(/(handshake|one|first) that\s+holds/g, ''), name).not.toMatch(/\bholds\b/);
    }
  });
});

describe('compare with several names', () => {
  test('prints only where servers differ, and how many clauses are alike', async () => {
    const ran = await after101(['compare', 'ws', 'tornado']);
    expect(ran.code).toBe(0);
    expectPrintable(ran);
    expect(longest(ran.out)).toBeLessThanOrEqual(110);
    const [, differ, all, alike, unknown] =
      /^2 servers differ in (\d+) of (\d+) clauses; they are alike in (\d+), and of (\d+) nothing/.exec(
        ran.out,
      ) ?? [];
    expect(Number(differ) + Number(alike) + Number(unknown)).toBe(Number(all));
    const lines = ran.out.split('\n').filter((line) => /^[a-z0-9]+\.[a-z0-9-]+ /.test(line));
    expect(lines).toHaveLength(Number(differ));
    expect(ran.out).toMatch(/^host\.missing +breaks: 101 \(1\) +no break: 400, stays open \(1\)$/m);
  });

  test('says so where nothing tells servers apart', async () => {
    const ran = await after101(['compare', 'node-http@20', 'node-http@24']);
    expect(ran.out).toContain('Nothing that was seen tells them apart.');
  });

  test('compares intermediaries by their parameters, and more than three below each other', async () => {
    const two = await after101(['compare', 'nginx@1.22/ws-map', 'haproxy']);
    expect(two.out).toMatch(
      /^2 intermediaries differ in \d+ of 46 parameters; in \d+ no difference is known\.$/m,
    );
    expect(longest(two.out)).toBeLessThanOrEqual(110);
    const four = await after101(['compare', 'ws', 'tornado', 'aiohttp', 'yaws']);
    expect(four.out).toMatch(/^ {2}yaws@2\.1\.1: /m);
    expect(longest(four.out)).toBeLessThanOrEqual(110);
  });

  test('a server and an intermediary have nothing to compare: exit 2', async () => {
    const ran = await after101(['compare', 'tornado', 'haproxy']);
    expect(ran).toMatchObject({ code: 2, out: '' });
    expect(ran.err).toBe('tornado is a server and haproxy an intermediary: they have no rows in common.\n');
  });
});

describe('compare by clause', () => {
  test('names every server once, those who break it first', async () => {
    const ran = await after101(['compare', '--clause', 'offer.old-version']);
    expect(ran.code).toBe(0);
    expectPrintable(ran);
    const counts = [
      ...ran.out.matchAll(/^(\d+) (?:breaks|no break|application|choice|not|unknown|asks|departs)/gm),
    ];
    expect(counts.reduce((sum, [, count]) => sum + Number(count), 0)).toBe(88);
    expect(ran.out.indexOf('breaks: 101')).toBeLessThan(ran.out.indexOf('no break: '));
    const one = await data('--clause', 'offer.old-version');
    expect(one.clauses).toHaveLength(1);
    expect(one.intermediaries).toEqual([]);
  });

  test('a clause that is none, or that no answer shows, is misuse with the nearest', async () => {
    const none = await after101(['compare', '--clause', 'offer.old-versoin']);
    expect(none).toMatchObject({ code: 2, out: '' });
    expect(none.err).toContain('Nearest: offer.old-version');
    const other = await after101(['compare', '--clause', 'close.done']);
    expect(other.code).toBe(2);
    expect(other.err).toContain('No answer to a single request shows anything of close.done.');
  });
});

describe('formats and misuse', () => {
  test('Markdown and CSV of everything, of one, of several, and by clause', async () => {
    for (const args of [
      [],
      ['tornado'],
      ['ws', 'tornado'],
      ['haproxy', 'squid'],
      ['--clause', 'host.missing'],
    ]) {
      const md = await after101(['compare', ...args, '--format', 'md']);
      expect(md.code, args.join()).toBe(0);
      expect(md.out).toMatch(/^(\||#|- )/m);
      const csv = await after101(['compare', ...args, '--format', 'csv']);
      expect(csv.code).toBe(0);
      expect(csv.out).toMatch(/^name,.*\nversion,.*\nobserved,.*\n/);
    }
  });

  test('a product that is none is misuse with the nearest, and shows no escape', async () => {
    const ran = await after101(['compare', 'torndo\x1b[31m']);
    expect(ran).toMatchObject({ code: 2, out: '' });
    expectPrintable(ran);
    expect(ran.err).toContain('Nearest: tornado');
    expect((await after101(['compare', 'x'.repeat(100_000)])).code).toBe(2);
  });

  test('the standards, and a format there is not, are misuse', async () => {
    expect((await after101(['compare', 'rfc'])).code).toBe(2);
    expect((await after101(['compare', '--format', 'html'])).code).toBe(2);
  });

  test('prints the same with and without colours', async () => {
    const plain = await after101(['compare', 'tornado']);
    expect(await after101(['compare', 'tornado'], { colour: true })).toEqual(plain);
  });
});
