/**
 * Real servers on the loopback for the tests of the guard: `ws` behind `node:http`, and a client that
 * writes octets.
 */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import { type AddressInfo, connect } from 'node:net';
import type { UpgradeServer } from '../../src/oracle/guard.js';
import { printFrame } from '../../src/spec/frames.js';

interface WebSocketLike {
  on(event: 'message', listener: (data: Uint8Array, isBinary: boolean) => void): void;
  on(event: 'error', listener: (error: Error) => void): void;
  send(data: Uint8Array, options: { readonly binary: boolean }): void;
  terminate(): void;
}

interface WebSocketServerLike {
  readonly clients: ReadonlySet<WebSocketLike>;
  on(event: 'connection', listener: (socket: WebSocketLike) => void): void;
  close(): void;
}

/** `ws` brings no types, and this is all that is used of it. */
const { WebSocketServer } = createRequire(import.meta.url)('ws') as {
  readonly WebSocketServer: new (options: { readonly server: Server }) => WebSocketServerLike;
};

/** A server that echoes messages and answers every plain request. */
export interface Echo {
  readonly server: Server;
  readonly port: number;
  /** What Node emitted: how often each event came. */
  readonly emitted: { upgrade: number; request: number };
  close(): Promise<void>;
}

/** Listens to a server with `ws`, which echoes. */
export function echoOn(server: Server): () => void {
  const sockets = new WebSocketServer({ server });
  sockets.on('connection', (socket) => {
    socket.on('error', () => {});
    socket.on('message', (data, binary) => socket.send(data, { binary }));
  });
  return () => {
    for (const client of sockets.clients) client.terminate();
    sockets.close();
  };
}

/**
 * A server in this process that echoes.
 *
 * @param prepare - what is done with the server before `ws` listens to it
 */
export async function echo(prepare: (server: Server) => void = () => {}): Promise<Echo> {
  const emitted = { upgrade: 0, request: 0 };
  const server = createServer((request, response) => {
    emitted.request += 1;
    request.resume();
    response.end('plain');
  });
  // what Node emits is counted before anybody wraps the server
  const emit = server.emit as UpgradeServer['emit'];
  server.emit = function (this: Server, event: string, ...values: unknown[]): boolean {
    if (event === 'upgrade') emitted.upgrade += 1;
    return emit.call(this, event, ...values);
  } as Server['emit'];
  prepare(server);
  const silence = echoOn(server);
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  return {
    server,
    port,
    emitted,
    close: async () => {
      silence();
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

/** What came back on one connection. */
export interface Heard {
  readonly octets: Buffer;
  /** The status of the first answer; none when there is no answer. */
  readonly status: number | 'none';
  /** Whether the server ended the connection within the time given. */
  readonly closed: boolean;
  /** The port of the client, by which a server knows the connection. */
  readonly from: number;
}

const statusIn = (octets: Buffer): number | 'none' => {
  const found = /^HTTP\/1\.[01] (\d{3})/.exec(octets.toString('latin1'));
  return found === null ? 'none' : Number(found[1]);
};

/**
 * Writes octets on a connection of its own, and listens: until the server ends it, until `enough` was
 * heard, until it was quiet behind something heard, or until patience is over.
 */
export async function talk(
  port: number,
  octets: Uint8Array,
  { quiet = 60, patience = 5000, enough = (_: Buffer): boolean => false } = {},
): Promise<Heard> {
  const socket = connect({ port, host: '127.0.0.1' });
  const heard: Buffer[] = [];
  let closed = false;
  await once(socket, 'connect');
  await new Promise<void>((done) => {
    socket.setTimeout(patience, done);
    socket.on('error', () => {});
    socket.on('data', (data) => {
      heard.push(data);
      socket.setTimeout(quiet);
      if (enough(Buffer.concat(heard))) done();
    });
    socket.on('end', () => {
      closed = true;
      done();
    });
    socket.on('close', done);
    socket.write(octets);
  });
  const from = socket.localPort ?? 0;
  socket.destroy();
  const all = Buffer.concat(heard);
  return { octets: all, status: statusIn(all), closed, from };
}

const KEY = new Uint8Array([0x37, 0xfa, 0x21, 0x3d]);

/** A masked text message as octets. */
export const message = (text: string): Uint8Array =>
  printFrame({ opcode: 0x1, payload: new TextEncoder().encode(text), key: KEY });

/** What was sent came back in a frame behind the 101. */
export const echoes = (heard: Buffer, text: string): boolean => {
  const at = heard.indexOf('\r\n\r\n');
  if (at < 0) return false;
  const frame = heard.subarray(at + 4);
  return frame[0] === 0x81 && frame.subarray(2, 2 + text.length).toString('latin1') === text;
};
