import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { after101, asSchema, expectPrintable, fileOf } from './cli.run.js';

const HANDSHAKE =
  'GET /ws HTTP/1.1\r\nHost: app.example\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n';

const folder = mkdtempSync(join(tmpdir(), 'after101-via-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let number = 0;

/** A configuration in a folder of its own, perhaps with other files beside it. */
function configuration(text: string, others: Readonly<Record<string, string>> = {}): string {
  number += 1;
  const own = join(folder, String(number));
  mkdirSync(own);
  writeFileSync(join(own, 'nginx.conf'), text);
  for (const [name, content] of Object.entries(others)) {
    mkdirSync(join(own, name, '..'), { recursive: true });
    writeFileSync(join(own, name), content);
  }
  return join(own, 'nginx.conf');
}

const server = (lines: string): string => `http { server { listen 80; ${lines} } }`;
const PASS = 'proxy_pass http://127.0.0.1:9501; proxy_set_header Upgrade $http_upgrade;';

async function via(...args: readonly string[]) {
  const ran = await after101(['explain', fileOf(HANDSHAKE), ...args]);
  expectPrintable(ran);
  return ran;
}

describe('explain --via', () => {
  test('names the first fault, who is at fault, and the directive with file and line', async () => {
    const file = configuration(server(`\nlocation /ws {\n${PASS}\nproxy_set_header Connection upgrade;\n}`));
    const ran = await via('--via', `${file}#/ws@1.18`, '--to', 'swoole@4.5');
    expect(ran.code).toBe(1);
    expect(ran.out.split('\n')[0]).toMatch(/nginx\.conf#\/ws breaks send\.offer-version \(RFC 6455 §4\.1\)/);
    expect(ran.out.split('\n')[0]).toMatch(
      /nginx\.conf:\d+:\d+: before the directive that stands here add {2}proxy_http_version 1\.1$/,
    );
  });

  test('without a version tells both sides of 1.29.7', async () => {
    const file = configuration(server(`location / { ${PASS} proxy_set_header Connection upgrade; }`));
    const ran = await via('--via', `${file}#/ws`, '--to', 'swoole@4.5', '--json');
    const data = asSchema('path', ran.out) as unknown as { ways: readonly { works: boolean }[] };
    expect(data.ways.map(({ works }) => works)).toEqual([false, true]);
  });

  test('says of a version outside what was measured that it is one', async () => {
    const file = configuration(server(`location / { ${PASS} proxy_set_header Connection upgrade; }`));
    const basisOf = async (version: string) =>
      (await via('--via', `${file}#/ws@${version}`, '--to', 'swoole@4.8')).out;
    const outside = /read from the configuration; nginx [\d.]+, (older|newer) than any that was measured/;
    expect((await basisOf('1.18')).match(outside)?.[1]).toBe('older');
    expect((await basisOf('9.9')).match(outside)?.[1]).toBe('newer');
    for (const inside of ['1.22', '1.22.1', '1.31.5']) expect(await basisOf(inside)).not.toMatch(outside);
  });

  test('finds includes under the folder of the configuration, and nowhere else', async () => {
    const file = configuration(
      server('include conf.d/*.conf; include /etc/nginx/up.conf; include ../../../etc/passwd;'),
      {
        'conf.d/ws.conf': `location /ws { ${PASS} include up.conf; }`,
        'up.conf': 'proxy_http_version 1.1; proxy_set_header Connection upgrade;',
      },
    );
    const ran = await via('--via', `${file}#/ws@1.22.1`, '--to', 'rfc');
    expect(ran.out).not.toContain('root:');
    expect(ran.out).toMatch(/passwd/);
    expect(ran.code).toBeLessThanOrEqual(1);
    expect(ran.out).toContain('HTTP/1.1');
  });

  test('takes any number of hops', async () => {
    const ran = await via(
      '--via',
      'haproxy@2.6',
      '--via',
      'varnish/ws',
      '--via',
      'nginx/ws-map',
      '--to',
      'ws',
      '--json',
    );
    const data = asSchema('path', ran.out) as unknown as { ways: readonly { legs: readonly unknown[] }[] };
    expect(data.ways[0]?.legs).toHaveLength(4);
  });

  test.each([
    [['--via', 'ngnix@1.22'], /No intermediary is called "ngnix@1\.22".*Nearest: /],
    [['--via', 'no-such.conf#/ws'], /no-such\.conf cannot be read: there is no such file/],
    [['--via', 'nginx/default', '--response', '-'], /--response and --via do not go together/],
    [['--via', 'nginx/default', '--to', 'nobody'], /No product is called "nobody"/],
  ])('%j is a misuse, told in one sentence', async (args, says) => {
    const ran = await via(...(args as readonly string[]));
    expect(ran.code).toBe(2);
    expect(ran.err).toMatch(says as RegExp);
    expect(ran.out).toBe('');
  });

  test('blames nobody for what the configuration leaves open, names the directive, and exits with 2', async () => {
    const file = configuration(server(`location / { ${PASS} proxy_set_header Connection $cookie_c; }`));
    const ran = await via('--via', `${file}#/ws@1.22.1`, '--to', 'swoole@4.5');
    expect(ran.code).toBe(2);
    expect(ran.out).toMatch(/^Not decided: what .* sends upstream depends on what is not known here/);
    expect(ran.out).not.toMatch(/ breaks /);
    const missing = configuration(server(`location / { ${PASS} include snippets/ws.conf; }`));
    const unread = await via('--via', `${missing}#/ws@1.22.1`, '--to', 'rfc');
    expect(unread.code).toBe(2);
    expect(unread.out).toMatch(/^Not decided: .*snippets\/ws\.conf/);
  });

  test('blames who sends for a missing Host, another method, a bad key and another version', async () => {
    const host = configuration(
      server(
        `location / { ${PASS} proxy_http_version 1.1; proxy_set_header Connection upgrade; proxy_set_header Host ""; }`,
      ),
    );
    expect((await via('--via', `${host}#/ws@1.22.1`, '--to', 'rfc')).out).toMatch(
      / breaks send\.host \(RFC 9112 §3\.2\)/,
    );
    const post = configuration(
      server(
        `location / { ${PASS} proxy_http_version 1.1; proxy_set_header Connection upgrade; proxy_method POST; }`,
      ),
    );
    expect((await via('--via', `${post}#/ws@1.22.1`, '--to', 'rfc')).out).toMatch(
      / breaks send\.handshake-method/,
    );
    const key = HANDSHAKE.replace('dGhlIHNhbXBsZSBub25jZQ==', 'short');
    const ran = await after101(['explain', fileOf(key), '--via', 'haproxy', '--to', 'tornado']);
    expect(ran.out).toMatch(/^client breaks send\.handshake-key/);
    // a hop that relays what the server granted did not grant it
    expect(ran.out).not.toMatch(/haproxy\S* breaks/);
  });

  test('names a location that is not that of the request, and refuses what is no version or no path', async () => {
    const file = configuration(server(`location /chat { ${PASS} }`));
    expect((await via('--via', `${file}#/chat@1.22.1`)).out).toMatch(
      /the location is that of \/chat, and the request is for \/ws/,
    );
    for (const odd of [`${file}#/ws@latest`, `${file}#ws`, `${file}#/ws@`]) {
      const ran = await via('--via', odd);
      expect(ran.code, odd).toBe(2);
    }
    expect((await via('--root', folder)).err).toContain('--root goes with --via');
    expect((await via('--via', `${file}#/chat`, '--root', '/no/such/folder')).err).toContain(
      'there is no such folder',
    );
  });

  test.each([
    ['nothing at all', ''],
    ['an unclosed brace', 'http { server { listen 80; location / { proxy_pass http://u;'],
    ['an unclosed quote', 'http { server { listen 80; location / { proxy_pass "http://u; } } }'],
    ['a cycle of includes', 'include nginx.conf;'],
    ['no proxy', server('location / { return 301 https://$host$request_uri; }')],
    ['octets', `${String.fromCharCode(0, 27, 91, 51, 49, 109)} http {`],
  ])('a configuration that is %s is told, and nothing is guessed', async (_, text) => {
    const ran = await via('--via', `${configuration(text)}#/ws@1.22.1`, '--to', 'rfc');
    expect([0, 1, 2]).toContain(ran.code);
    expect((ran.out + ran.err).length).toBeGreaterThan(20);
  });
});

describe('check --via', () => {
  test('explores spelling space through the path, exit 1 where something on it breaks', async () => {
    const file = configuration(server(`location / { ${PASS} proxy_set_header Connection upgrade; }`));
    const args = ['check', '--via', `${file}#/ws@1.18`, '--to', 'swoole@4.5'];
    const ran = await after101(args);
    expectPrintable(ran);
    expect(ran.code).toBe(1);
    expect(ran.out).toMatch(/0 of \d+ sound offers end as an open WebSocket/);
    const data = asSchema('path-check', (await after101([...args, '--json'])).out);
    expect(data).toMatchObject({ verdict: 'broken' });
  });

  test('exit 0, and no word of holding, where nothing is known to break', async () => {
    const ran = await after101(['check', '--via', 'haproxy@2.6', '--to', 'rfc']);
    if (ran.code === 0) expect(ran.out).toMatch(/^No break in what is known/);
    expect(ran.out).not.toMatch(/\bholds\b/);
    const only = await after101(['check', '--via', 'haproxy@2.6', '--only', 'SI-1']);
    expect(only.code).toBe(2);
  });
});
