/**
 * The article end to end: a real nginx that passes the offer on and speaks HTTP/1.0 to the upstream, before a server that
 * speaks as Swoole 4.5 is documented to. The client sees "open", and then the end, again and again. One directive more,
 * and the connection stays.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import WebSocket from 'ws';
import { resolveDialect } from '../../src/dialects/names.js';
import { probe } from '../../src/probe/probe.js';
import { type Served, serve } from '../../src/probe/serve.js';
import { targetOf } from '../../src/probe/target.js';
import { through } from '../../src/probe/through.js';
import { tcp } from '../../src/wire/node/tcp.js';
import { inBrowser } from './browser.js';
import { freePort, missing, packageVersion, type Running, started } from './processes.js';
import { nginxConf, nginxStart } from './servers.js';

const NGINX = ['nginx-light'];
const lacks = missing(NGINX);
/** Until 1.29.7 nginx speaks HTTP/1.0 to the upstream unless it is told otherwise. */
const speaks10 = /^1\.(?:1?\d|2[0-8])\./.test(packageVersion('nginx-light') ?? '');

/** The location of the article, and what is added to it. */
const location = (upstream: string, added: string): string => `location /ws {
      proxy_pass ${upstream};
      ${added}
      proxy_set_header Host $host;
      proxy_set_header Upgrade $http_upgrade;
      proxy_set_header Connection "upgrade";
    }`;

const nginxBefore = (upstream: string, added: string): Promise<Running> =>
  started('nginx', ({ port, directory }) => {
    const server = `server { listen 127.0.0.1:${port}; ${location(upstream, added)} }`;
    return nginxStart(directory, nginxConf(directory, server));
  });

let swoole: Served;
let asPublished: Running;
let repaired: Running;

beforeAll(async () => {
  if (lacks !== undefined) return;
  const found = resolveDialect('swoole@4.5');
  if ('nearest' in found) throw new Error('swoole@4.5 is not known');
  swoole = await serve({ dialect: found.dialect });
  const upstream = swoole.url.replace(/\/$/, '');
  asPublished = await nginxBefore(upstream, '');
  repaired = await nginxBefore(upstream, 'proxy_http_version 1.1;');
});

afterAll(async () => {
  await asPublished?.stop();
  await repaired?.stop();
  await swoole?.close();
});

/** What the client says. */
const SAID = 'anybody there?';

const urlOf = ({ port }: Running): string => `ws://127.0.0.1:${port}/ws`;

/** What a probe with an origin of its own behind nginx says has to be changed, as directives. */
async function directivesFor(added: string): Promise<readonly (string | undefined)[]> {
  const port = await freePort();
  const nginx = await nginxBefore(`http://127.0.0.1:${port}`, added);
  try {
    const { needs } = await through(tcp({ port: nginx.port, path: '/ws' }), { port });
    return needs.map((need) => need.nginx);
  } finally {
    await nginx.stop();
  }
}

/** What a client sees that opens one connection and says something; who is still there after a while is told so. */
function seenBy(url: string): Promise<readonly string[]> {
  return new Promise((done) => {
    const seen: string[] = [];
    const socket = new WebSocket(url);
    let stays: NodeJS.Timeout | undefined;
    socket.on('open', () => {
      seen.push('open');
      socket.send(SAID);
    });
    socket.on('message', (data) => {
      seen.push(`message ${data}`);
      if (`${data}` !== SAID) return;
      stays = setTimeout(() => {
        seen.push('stays');
        socket.terminate();
      }, 700);
    });
    socket.on('error', (error) => seen.push(`error ${error.message}`));
    socket.on('close', (code) => {
      clearTimeout(stays);
      done(seen.at(-1) === 'stays' ? seen : [...seen, `close ${code}`]);
    });
  });
}

/** The same in a page, which connects again when it is closed, as that of the article did. */
const pageOf = (url: string, attempts: number): string => `
const seen = [];
let attempts = 0;
function attempt() {
  const socket = new WebSocket(${JSON.stringify(url)});
  socket.onopen = () => { seen.push('open'); socket.send(${JSON.stringify(SAID)}); };
  socket.onmessage = ({ data }) => {
    seen.push('message ' + data);
    if (data !== ${JSON.stringify(SAID)}) return;
    setTimeout(() => { seen.push(socket.readyState === 1 ? 'stays' : 'gone'); tell(seen); }, 700);
  };
  socket.onclose = ({ code }) => {
    seen.push('close ' + code);
    attempts += 1;
    if (attempts < ${attempts}) attempt(); else tell(seen);
  };
}
attempt();`;

const AGAIN = ['open', 'close 1006', 'open', 'close 1006', 'open', 'close 1006'];
/** The server of the article greets who connects; then what was said comes back. */
const STAYS = ['open', 'message hello', `message ${SAID}`, 'stays'];
const BROWSER = missing(['chromium']);

describe('nginx as it was published, before swoole@4.5', () => {
  test('a client sees open and then 1006, again and again', async ({ skip }) => {
    if (lacks !== undefined) skip(lacks);
    if (!speaks10) skip('this nginx speaks HTTP/1.1 to the upstream by itself');
    const url = urlOf(asPublished);
    const seen = [...(await seenBy(url)), ...(await seenBy(url)), ...(await seenBy(url))];
    expect(
      seen,
      'RFC 9110 §7.8 has the offer ignored in HTTP/1.0; who grants it and ends is seen as 1006',
    ).toEqual(AGAIN);
  });

  test('Chromium sees open and then 1006, again and again', async ({ skip }) => {
    const without = lacks ?? BROWSER;
    if (without !== undefined) skip(without);
    if (!speaks10) skip('this nginx speaks HTTP/1.1 to the upstream by itself');
    expect(await inBrowser(pageOf(urlOf(asPublished), 3))).toEqual(AGAIN);
  });

  test('a probe says that no WebSocket lives behind the 101', async ({ skip }) => {
    if (lacks !== undefined) skip(lacks);
    if (!speaks10) skip('this nginx speaks HTTP/1.1 to the upstream by itself');
    const { control } = await probe(targetOf(urlOf(asPublished)), { depth: 'quick' });
    expect(control).toMatch(/101/);
  });

  test('a probe with its own origin behind nginx names the directive that is missing', async ({ skip }) => {
    if (lacks !== undefined) skip(lacks);
    if (!speaks10) skip('this nginx speaks HTTP/1.1 to the upstream by itself');
    expect(await directivesFor('')).toEqual(['proxy_http_version 1.1;']);
  });
});

describe('nginx with proxy_http_version 1.1, before swoole@4.5', () => {
  test('the connection stays and messages come back', async ({ skip }) => {
    if (lacks !== undefined) skip(lacks);
    expect(await seenBy(urlOf(repaired))).toEqual(STAYS);
  });

  test('it stays in Chromium', async ({ skip }) => {
    const without = lacks ?? BROWSER;
    if (without !== undefined) skip(without);
    expect(await inBrowser(pageOf(urlOf(repaired), 3))).toEqual(STAYS);
  });

  test('a probe finds a WebSocket that lives', async ({ skip }) => {
    if (lacks !== undefined) skip(lacks);
    const { control } = await probe(targetOf(urlOf(repaired)), { depth: 'quick' });
    expect(control).toBeUndefined();
  });

  test('nothing is left that a WebSocket needs', async ({ skip }) => {
    if (lacks !== undefined) skip(lacks);
    expect(await directivesFor('proxy_http_version 1.1;')).toEqual([]);
  });
});
