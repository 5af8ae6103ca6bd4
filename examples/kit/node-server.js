// A Node server in this process, with ws on it and the guard before it. It listens on a free port as long as it is asked.
// Node answers a request with several Hosts by itself, so `host.repeated` is left.
import { createServer } from 'node:http';
import { conforms, nodeServer } from 'after101/kit';
import { guard } from 'after101/oracle';
import { WebSocketServer } from 'ws';

const server = createServer((_request, response) => response.end('hello'));
guard(server);

const sockets = new WebSocketServer({ server, path: '/chat' });
sockets.on('connection', (socket) => {
  socket.on('error', () => {});
  socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary }));
});

const subject = nodeServer(server, { name: 'ws behind the guard', path: '/chat' });
const { control, found } = await conforms(subject).report();
console.log(control ?? 'live');
for (const { finding, from } of found) console.log(finding.severity, finding.clause, `(${from})`);
