/**
 * Two WebSocket servers to be judged: ws with an echo, and one made by hand that is wrong on purpose.
 */
import { createRequire } from 'node:module';
import type { AddressInfo, Socket } from 'node:net';

/** What is used of ws, which brings no types. */
interface Echoing {
  on(event: 'error', taken: () => void): void;
  on(event: 'message', taken: (data: Buffer, binary: boolean) => void): void;
  send(data: Buffer, options: { readonly binary: boolean }): void;
  terminate(): void;
}
interface Listening {
  readonly clients: Iterable<Echoing>;
  on(event: 'connection', taken: (client: Echoing) => void): void;
  on(event: 'listening', taken: () => void): void;
  address(): AddressInfo;
  close(): void;
}
const { WebSocketServer } = createRequire(import.meta.url)('ws') as {
  readonly WebSocketServer: new (options: {
    readonly port: number;
    readonly host: string;
    readonly perMessageDeflate: boolean;
  }) => Listening;
};

/** ws sends every message back, and agrees on compression where that is offered. */
export async function echoOfWs(): Promise<{ readonly port: number; readonly close: () => void }> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: true });
  server.on('connection', (client) => {
    client.on('error', () => {});
    client.on('message', (data, binary) => client.send(data, { binary }));
  });
  await new Promise<void>((done) => server.on('listening', done));
  const close = (): void => {
    for (const client of server.clients) client.terminate();
    server.close();
  };
  return { port: server.address().port, close };
}

const PING = 9;
const PONG = 10;
const CLOSE = 8;

/** The first frame there, by its opcode and payload, whether it is masked or not; lengths of 64 bits are not read. */
function firstFrame(octets: Buffer) {
  const length = (octets[1] ?? 127) & 127;
  if (octets.length < 4 || length === 127) return undefined;
  const size = length === 126 ? octets.readUInt16BE(2) : length;
  const keyAt = length === 126 ? 4 : 2;
  const masked = (octets[1] ?? 0) > 127;
  const begins = keyAt + (masked ? 4 : 0);
  if (octets.length < begins + size) return undefined;
  const payload = octets.subarray(begins, begins + size);
  const plain = masked ? payload.map((octet, at) => octet ^ (octets[keyAt + (at % 4)] ?? 0)) : payload;
  return { opcode: (octets[0] ?? 0) & 15, payload: plain, end: begins + size };
}

/**
 * A connection of a server that is wrong: its proof is always the same, and is that of no key; it takes frames
 * that are not masked, and answers a Ping among them; and a Close gets its own body back, whatever code is there.
 */
export function wrongSocket(socket: Socket): void {
  let octets = Buffer.alloc(0);
  let switched = false;
  socket.on('error', () => {});
  socket.on('end', () => socket.end());
  socket.on('data', (more) => {
    octets = Buffer.concat([octets, more]);
    const head = octets.indexOf('\r\n\r\n');
    if (!switched && head >= 0) {
      switched = true;
      octets = octets.subarray(head + 4);
      socket.write(
        'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
          'Sec-WebSocket-Accept: AAAAAAAAAAAAAAAAAAAAAAAAAAA=\r\n\r\n',
      );
    }
    for (let frame = switched ? firstFrame(octets) : undefined; frame; frame = firstFrame(octets)) {
      octets = octets.subarray(frame.end);
      const { opcode, payload } = frame;
      if (payload.length > 125 || (opcode !== PING && opcode !== CLOSE)) continue;
      const answer = opcode === PING ? PONG : CLOSE;
      socket.write(Buffer.concat([Buffer.from([0x80 + answer, payload.length]), payload]));
      if (opcode === CLOSE) socket.end();
    }
  });
}
