/** Subjects behind a TCP address or a unix socket. */
import { connect, type NetConnectOpts, type Socket } from 'node:net';
import { type Line, type Subject, Unreachable } from '../subject.js';
import { StreamLine } from './stream-line.js';

/** Where a server listens, and how it is asked. */
export interface TcpAddress {
  /** The loopback when not given. */
  readonly host?: string;
  readonly port?: number;
  /** The path of a unix socket, in the place of host and port. */
  readonly socketPath?: string;
  /** The path that requests are aimed at; `/` when not given. */
  readonly path?: string;
  /** What requests name in Host; `h` when not given. */
  readonly authority?: string;
  readonly name?: string;
  /** Milliseconds of silence after which nothing more is awaited; 100 when not given. */
  readonly quiet?: number;
  /** Milliseconds that a connection may take to be made; 2000 when not given. */
  readonly within?: number;
}

const QUIET = 100;
const WITHIN = 2000;

/** A socket that is open, or why it is not. */
function opened(options: NetConnectOpts, within: number, where: string): Promise<Socket> {
  return new Promise((done, fail) => {
    const socket = connect(options);
    const give = (why: string): void => {
      socket.destroy();
      fail(new Unreachable(`no connection to ${where}: ${why}`));
    };
    const timer = setTimeout(() => give(`none was made within ${within} ms`), within);
    const failed = (error: NodeJS.ErrnoException): void => {
      clearTimeout(timer);
      give(error.code ?? error.message);
    };
    socket.once('error', failed);
    socket.once('connect', () => {
      clearTimeout(timer);
      socket.off('error', failed);
      done(socket);
    });
  });
}

/**
 * A server behind an address is a subject.
 *
 * @param address - host and port, or the path of a unix socket
 * @returns the subject
 * @see rfc9112#persistent.tear-down
 * @example
 * tcp({ port: 8080, path: '/chat' }).name; // '127.0.0.1:8080/chat'
 */
export function tcp(address: TcpAddress): Subject {
  const {
    host = '127.0.0.1',
    port = 80,
    socketPath,
    path = '/',
    authority,
    quiet = QUIET,
    within = WITHIN,
  } = address;
  const where = socketPath ?? `${host}:${port}`;
  const options: NetConnectOpts =
    socketPath === undefined
      ? { host, port, allowHalfOpen: true, noDelay: true }
      : { path: socketPath, allowHalfOpen: true };
  return {
    name: address.name ?? `${where}${path}`,
    quiet,
    path,
    ...(authority === undefined ? {} : { host: authority }),
    connect: async (): Promise<Line> => new StreamLine(await opened(options, within, where)),
  };
}
