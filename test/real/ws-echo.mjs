/** An echo on `ws` from npm, behind a `node:http` server that answers what is no handshake: node ws-echo.mjs PORT. */
import { createServer } from 'node:http';
import process from 'node:process';
import { WebSocketServer } from 'ws';

const server = createServer((_request, response) => response.end('ok'));
new WebSocketServer({ server }).on('connection', (socket) => {
  socket.on('error', () => {});
  socket.on('message', (data, binary) => socket.send(data, { binary }));
});
server.listen(Number(process.argv[2]), '127.0.0.1');
