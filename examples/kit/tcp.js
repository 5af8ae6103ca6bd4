// A server that listens on a port, in whatever language it is written: node examples/kit/tcp.js 8080 /chat
// Without arguments it asks a server with ws that it starts itself, which is found against `offer.old-version`.
import { once } from 'node:events';
import { conforms, tcp } from 'after101/kit';
import { WebSocketServer } from 'ws';

async function startOne() {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  server.on('connection', (socket) => socket.on('error', () => {}));
  await once(server, 'listening');
  return server;
}

const [port, path = '/'] = process.argv.slice(2);
const own = port === undefined ? await startOne() : undefined;

const subject = tcp({ port: own?.address().port ?? Number(port), path });
const { control, found } = await conforms(subject).report();
console.log(control ?? 'live');
for (const { finding, from } of found) console.log(finding.severity, finding.clause, `(${from})`);

own?.close();
for (const socket of own?.clients ?? []) socket.terminate();
