/**
 * Real servers from npm in this process, each an echo, as subjects of the kit. Which version was measured stands in the
 * catalogue under the name given here.
 */
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { Duplex } from 'node:stream';
import { acceptProof } from '../../src/spec/proof.js';
import { nodeServer } from '../../src/wire/node/in-process.js';
import type { Subject } from '../../src/wire/subject.js';

const load = createRequire(import.meta.url);
// what these packages export is used in a few lines each, and some bring no types
// biome-ignore lint/suspicious/noExplicitAny: see above
type Anything = any;

const plain = (): Server =>
  createServer((request, response) => {
    request.resume();
    response.end('plain');
  });

/** A server under test, and what the catalogue calls it. */
export interface KnownServer {
  readonly name: string;
  /** The dialect of the catalogue that was measured with the same application. */
  readonly dialect: string;
  readonly version: string;
  subject(): Promise<Subject>;
}

const versionOf = (name: string): string => (load(`${name}/package.json`) as { version: string }).version;

function ws(): Subject {
  const { WebSocketServer } = load('ws') as Anything;
  const server = plain();
  const sockets = new WebSocketServer({ server });
  sockets.on('connection', (socket: Anything) => {
    socket.on('error', () => {});
    socket.on('message', (data: Uint8Array, binary: boolean) => socket.send(data, { binary }));
  });
  return nodeServer(server, { name: 'ws' });
}

function nodejsWebsocket(): Subject {
  const { createServer: serve } = load('nodejs-websocket') as Anything;
  const server = serve((connection: Anything) => {
    connection.on('error', () => {});
    connection.on('text', (text: string) => connection.sendText(text));
    connection.on('binary', (stream: Anything) => stream.resume());
  });
  // the server of node:net is what listens
  return nodeServer(server.socket as Server, { name: 'nodejs-websocket' });
}

function fayeWebsocket(): Subject {
  const WebSocket = load('faye-websocket') as Anything;
  const server = plain();
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, body: Uint8Array) => {
    // without it a client that resets ends the process
    socket.on('error', () => {});
    if (!WebSocket.isWebSocket(request)) return;
    const one = new WebSocket(request, socket, body);
    one.on('message', (event: Anything) => one.send(event.data));
    one.on('error', () => {});
  });
  return nodeServer(server, { name: 'faye-websocket' });
}

function socketIo(): Subject {
  const { Server: Io } = load('socket.io') as Anything;
  const server = plain();
  new Io(server, { transports: ['websocket'] });
  return nodeServer(server, { name: 'socket.io', path: '/socket.io/?EIO=4&transport=websocket' });
}

function nodeHttp(): Subject {
  return nodeServer(plain(), { name: 'node:http' });
}

/** What a reader of Node's own documentation writes: the listener answers 101, and the library is left out. */
function nodeUpgrade(): Subject {
  const server = plain();
  server.on('upgrade', (request: IncomingMessage, socket: Duplex) => {
    const proof = acceptProof(request.headers['sec-websocket-key'] ?? '');
    socket.on('error', () => {});
    socket.write(
      'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
        `Sec-WebSocket-Accept: ${proof}\r\n\r\n`,
    );
  });
  return nodeServer(server, { name: 'node:http, upgrade' });
}

async function fastifyWebsocket(): Promise<Subject> {
  const fastify = load('fastify') as Anything;
  const app = fastify();
  await app.register(load('@fastify/websocket') as Anything);
  app.register(async (scope: Anything) => {
    scope.route({
      method: 'GET',
      url: '/',
      handler: (_request: Anything, reply: Anything) => reply.send('plain'),
      wsHandler: (socket: Anything) => {
        socket.on('error', () => {});
        socket.on('message', (data: Uint8Array, binary: boolean) => socket.send(data, { binary }));
      },
    });
  });
  await app.ready();
  return nodeServer(app.server as Server, { name: '@fastify/websocket' });
}

function expressWs(): Subject {
  const express = load('express') as Anything;
  const app = express();
  const server = createServer(app as Anything);
  (load('express-ws') as Anything)(app, server);
  app.ws('/', (socket: Anything) => {
    socket.on('error', () => {});
    socket.on('message', (data: Uint8Array) => socket.send(data));
  });
  app.get('/', (_request: IncomingMessage, response: Anything) => response.send('plain'));
  return nodeServer(server, { name: 'express-ws' });
}

const now = async (subject: Subject): Promise<Subject> => subject;

/** Every server, in the order of the issue that asked for them. */
export const SERVERS: readonly KnownServer[] = [
  { name: 'ws', dialect: 'ws@8.23.0+node20.20.2', version: versionOf('ws'), subject: () => now(ws()) },
  {
    name: 'nodejs-websocket',
    dialect: 'nodejs-websocket@1.7.2+node20.20.2',
    version: versionOf('nodejs-websocket'),
    subject: () => now(nodejsWebsocket()),
  },
  {
    name: 'faye-websocket',
    dialect: 'faye-websocket-node@0.11.4+node20.20.2',
    version: versionOf('faye-websocket'),
    subject: () => now(fayeWebsocket()),
  },
  {
    name: 'socket.io',
    dialect: 'socket.io@4.8.4+node20.20.2',
    version: versionOf('socket.io'),
    subject: () => now(socketIo()),
  },
  {
    name: 'node:http',
    dialect: 'node-http@20.20.2',
    version: process.versions.node,
    subject: () => now(nodeHttp()),
  },
  {
    name: 'node:http, upgrade',
    dialect: 'node-http@20.20.2/upgrade',
    version: process.versions.node,
    subject: () => now(nodeUpgrade()),
  },
  {
    name: '@fastify/websocket',
    dialect: 'fastify-websocket@11.3.6+node20.20.2',
    version: versionOf('@fastify/websocket'),
    subject: fastifyWebsocket,
  },
  {
    name: 'express-ws',
    dialect: 'express-ws@5.0.2+node20.20.2',
    version: versionOf('express-ws'),
    subject: () => now(expressWs()),
  },
];
