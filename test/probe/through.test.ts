/** A proxy between the probe and its origin: what arrives is told, and what a WebSocket needs. */
import { connect, createServer, type Server } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { targetOf } from '../../src/probe/target.js';
import { through } from '../../src/probe/through.js';
import { throughData, throughText } from '../../src/probe/through-report.js';
import { tcp } from '../../src/wire/node/tcp.js';

const open: Server[] = [];
afterEach(() => {
  for (const one of open.splice(0)) one.close();
});

async function listening(server: Server): Promise<number> {
  open.push(server);
  await new Promise<void>((up) => server.listen(0, '127.0.0.1', up));
  return (server.address() as { port: number }).port;
}

/** A free port, for an origin that is not there yet. */
async function freePort(): Promise<number> {
  const server = createServer();
  const port = await listening(server);
  await new Promise((closed) => server.close(closed));
  return port;
}

/** A proxy that changes what passes to the origin as text, and gives back what comes. */
const proxy = (origin: number, change: (text: string) => string): Promise<number> =>
  listening(
    createServer((client) => {
      const upstream = connect({ port: origin, host: '127.0.0.1' });
      client.on('data', (octets) => upstream.write(Buffer.from(change(octets.toString('latin1')), 'latin1')));
      client.on('end', () => upstream.end());
      upstream.on('data', (octets) => client.write(octets));
      upstream.on('end', () => client.end());
      for (const socket of [client, upstream]) socket.on('error', () => socket.destroy());
      client.on('close', () => upstream.destroy());
      upstream.on('close', () => client.destroy());
    }),
  );

const asNginxDid = (text: string): string =>
  text
    .replace(/ HTTP\/1\.1\r\n/, ' HTTP/1.0\r\n')
    .replace(/Upgrade: [^\r]*\r\n/i, '')
    .replace(/Connection: [^\r]*\r\n/i, 'Connection: close\r\n');

describe('through a proxy', () => {
  test('that passes everything on nothing is needed, and the WebSocket lives', async () => {
    const origin = await freePort();
    const port = await proxy(origin, (text) => text);
    const found = await through(tcp({ port, quiet: 60 }), { port: origin });
    expect(found.needs).toEqual([]);
    expect(found.legs[0]).toMatchObject({ id: 'handshake', answered: 101, came: 101, live: true });
    expect(throughText(targetOf(`http://127.0.0.1:${port}/`), found)).toContain('passes a handshake on');
  });

  test('that does what nginx did, its own directives are named, and it is known for one', async () => {
    const origin = await freePort();
    const port = await proxy(origin, asNginxDid);
    const found = await through(tcp({ port, quiet: 60 }), { port: origin });
    expect(found.needs.map(({ nginx }) => nginx)).toEqual([
      'proxy_http_version 1.1;',
      'proxy_set_header Upgrade $http_upgrade;',
      'proxy_set_header Connection "upgrade";',
    ]);
    expect(found.nearest[0]?.name).toMatch(/^nginx@1\.22/);
    const target = targetOf(`http://127.0.0.1:${port}/`);
    expect(throughText(target, found)).toContain('nginx: proxy_http_version 1.1;');
    expect(JSON.parse(JSON.stringify(throughData(target, found))).needs).toHaveLength(3);
  });

  test('that passes the 101 and no frame behind it, that is what is said', async () => {
    const origin = await freePort();
    const port = await proxy(origin, (text) => (text.startsWith('GET ') ? text : ''));
    const { needs } = await through(tcp({ port, quiet: 60 }), { port: origin });
    expect(needs.map(({ says }) => says)).toEqual(['behind the 101 no frame comes back']);
  });

  test('that passes nothing on, that is what is said', async () => {
    const port = await listening(
      createServer((client) => void client.end('HTTP/1.1 502 Bad Gateway\r\n\r\n')),
    );
    const found = await through(tcp({ port, quiet: 60 }), { port: await freePort() });
    expect(found.needs.map(({ says }) => says).join()).toContain('nothing arrived at the origin');
  });
});
