/**
 * A real server that speaks as a dialect: each connection is a `Speaker`, and a socket carries its octets.
 *
 * 1. It listens on the loopback. Any other address has to be allowed in so many words.
 * 2. What it does follows from the octets alone, so the same client sees the same each time. Nothing is timed.
 * 3. A connection that does what a dialect does not know ends; the server goes on.
 */
import { createServer, isIP, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import type { Dialect } from '../dialects/dialect.js';
import type { Step } from '../spec/step.js';
import type { Passed } from '../wire/exchange.js';
import { Speaker } from '../wire/speaker.js';

/** Certificate and key, as PEM. */
export interface Identity {
  readonly cert: string;
  readonly key: string;
}

/** How a server speaks, and where. */
export interface Serving {
  readonly dialect: Dialect;
  /** 0 lets the system choose; that is what is taken when not given. */
  readonly port?: number;
  /** The loopback when not given. */
  readonly host?: string;
  /** Whether an address that is not of the loopback is meant. */
  readonly anyAddress?: boolean;
  readonly tls?: Identity;
  /** Whether messages are sent back; true when not given. */
  readonly echo?: boolean;
  /** Connections at once; behind it new ones are closed. 1000 when not given. */
  readonly most?: number;
  /** Is told what happens on each connection. */
  readonly tell?: (told: Told) => void;
}

/** What happened on a connection: it was opened, something passed, a step was taken, it ended. */
export type Told = { readonly connection: number } & (
  | { readonly what: 'opened'; readonly from: string }
  | { readonly what: 'passed'; readonly passed: Passed }
  | { readonly what: 'step'; readonly step: Step }
  | { readonly what: 'ended' }
);

/** A server that is up. */
export interface Served {
  readonly port: number;
  readonly host: string;
  /** Such as `http://127.0.0.1:8080/`. */
  readonly url: string;
  close(): Promise<void>;
}

const LOOPBACK = '127.0.0.1';
const MOST = 1000;
/** How long a client may be silent before its connection ends. */
const IDLE = 120_000;

/** Whether an address reaches this machine alone. */
function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}

/** One connection. */
class Connection {
  private readonly socket: Socket;
  private readonly speaker: Speaker;
  private readonly tell: (told: Told) => void;
  private readonly id: number;
  private over = false;

  constructor(socket: Socket, id: number, { dialect, echo, tell = () => {} }: Serving) {
    this.socket = socket;
    this.id = id;
    this.tell = tell;
    this.speaker = new Speaker({
      dialect,
      ...(echo === undefined ? {} : { echo }),
      trace: (step) => tell({ connection: id, what: 'step', step }),
    });
    tell({ connection: id, what: 'opened', from: `${socket.remoteAddress}:${socket.remotePort}` });
    socket.setNoDelay(true);
    socket.setTimeout(IDLE, () => socket.destroy());
    socket.on('data', (octets: Uint8Array) => this.heard({ from: 'client', what: 'octets', octets }));
    socket.on('end', () => this.heard({ from: 'client', what: 'fin' }));
    socket.on('error', () => this.heard({ from: 'client', what: 'rst' }));
    socket.on('close', () => tell({ connection: id, what: 'ended' }));
  }

  private heard(passed: Exclude<Passed, { readonly from: 'nobody' }>): void {
    if (this.over) return;
    this.tell({ connection: this.id, what: 'passed', passed });
    const { speaker } = this;
    if (passed.what === 'octets') this.say(speaker.receive(passed.octets));
    else if (passed.what === 'fin') this.say(speaker.end());
    else this.say(speaker.reset());
    if (passed.what === 'fin') this.socket.end();
  }

  private say(all: readonly Passed[]): void {
    for (const passed of all) {
      this.tell({ connection: this.id, what: 'passed', passed });
      if (passed.what === 'octets') {
        // what the client does not take is not kept for ever
        if (!this.socket.write(passed.octets)) this.wait();
      } else {
        // what still comes is read and dropped, so that no reset overtakes what was sent
        this.over = true;
        this.socket.end();
        this.socket.resume();
      }
    }
  }

  private wait(): void {
    this.socket.pause();
    this.socket.once('drain', () => this.socket.resume());
  }
}

/**
 * A server that speaks as a dialect is up, on the loopback unless another address is allowed.
 *
 * @param serving - the dialect, and where it listens
 * @returns where it listens, and how it is closed
 * @throws RangeError for an address that is not of the loopback, unless `anyAddress` is set
 * @throws Error of Node when it cannot listen
 * @see rfc6455#section-4.2
 * @example
 * serve({ dialect: STANDARDS_DIALECT }).then((served) => served.close());
 */
export async function serve(serving: Serving): Promise<Served> {
  const { host = LOOPBACK, port = 0, tls, most = MOST, anyAddress = false } = serving;
  if (!isLoopback(host) && !anyAddress) {
    throw new RangeError(`${host} is not an address of the loopback: a server made to be wrong stays there`);
  }
  let connections = 0;
  const open = new Set<Socket>();
  const raw = new Set<Socket>();
  const accept = (socket: Socket): void => {
    if (open.size >= most) {
      socket.destroy();
      return;
    }
    open.add(socket);
    socket.on('close', () => open.delete(socket));
    connections += 1;
    new Connection(socket, connections, serving);
  };
  const server: Server =
    tls === undefined
      ? createServer({ allowHalfOpen: true }, accept)
      : createTlsServer({ ...tls, allowHalfOpen: true, ALPNProtocols: ['http/1.1'] }, accept);
  server.on('tlsClientError', () => {});
  // behind TLS a connection is there before anything is agreed on
  server.on('connection', (socket: Socket) => {
    raw.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => raw.delete(socket));
  });
  await new Promise<void>((listening, fail) => {
    server.once('error', fail);
    server.listen(port, host, () => {
      server.off('error', fail);
      listening();
    });
  });
  const at = server.address() as { readonly port: number };
  const shown = host.includes(':') ? `[${host}]` : host;
  return {
    host,
    port: at.port,
    url: `${tls === undefined ? 'http' : 'https'}://${shown}:${at.port}/`,
    close: async () => {
      for (const socket of [...open, ...raw]) socket.destroy();
      await new Promise<void>((closed) => server.close(() => closed()));
    },
  };
}
