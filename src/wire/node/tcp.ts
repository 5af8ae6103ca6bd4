/** Subjects behind a TCP address, with TLS or without, or a unix socket. */
import { connect, type NetConnectOpts, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { type FromServer, type Line, type Subject, Unreachable } from '../subject.js';
import { StreamLine } from './stream-line.js';

/** How TLS is spoken. */
export interface TlsOptions {
  /** The name that is asked for (SNI), and that the certificate has to have. */
  readonly servername?: string;
  /** Authorities that are trusted, as PEM; those of Node when not given. */
  readonly ca?: string;
  /** Whether any certificate is taken. */
  readonly insecure?: boolean;
}

/** Where a server listens, and how it is asked. */
export interface TcpAddress {
  /** The loopback when not given. */
  readonly host?: string;
  readonly port?: number;
  /** The path of a unix socket, in the place of host and port. */
  readonly socketPath?: string;
  /** TLS is spoken where this is given. */
  readonly tls?: TlsOptions;
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

/** Why no connection was made, in words where there are better ones than a code. */
const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there (ECONNREFUSED)',
  ENOTFOUND: 'there is no such host (ENOTFOUND)',
  EAI_AGAIN: 'the name could not be resolved (EAI_AGAIN)',
  EHOSTUNREACH: 'the host cannot be reached (EHOSTUNREACH)',
  ENOENT: 'there is no such socket (ENOENT)',
  EPROTO: 'it does not speak TLS there (EPROTO)',
  ERR_SSL_WRONG_VERSION_NUMBER: 'it does not speak TLS there, or no version that is spoken here',
  ERR_SSL_PACKET_LENGTH_TOO_LONG: 'it does not speak TLS there',
  ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL: 'it speaks no HTTP/1.1 behind TLS: ALPN refused http/1.1',
  DEPTH_ZERO_SELF_SIGNED_CERT:
    'its certificate is signed by itself: give its authority, or take any certificate',
  SELF_SIGNED_CERT_IN_CHAIN: 'its authority is not trusted: give it, or take any certificate',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its authority is not known: give it, or take any certificate',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name',
};

/** A socket that is connected: with TLS, once that is agreed on. */
function begun(
  options: NetConnectOpts,
  tls: TlsOptions | undefined,
): { readonly socket: Socket; readonly ready: string } {
  if (tls === undefined) return { socket: connect(options), ready: 'connect' };
  const { servername, ca, insecure = false } = tls;
  const socket = connectTls({
    ...(options as object),
    ALPNProtocols: ['http/1.1'],
    rejectUnauthorized: !insecure,
    ...(servername === undefined ? {} : { servername }),
    ...(ca === undefined ? {} : { ca }),
  });
  return { socket, ready: 'secureConnect' };
}

/** A line that was reset as soon as it was made. */
class BrokenLine implements Line {
  private told = false;

  next(): Promise<FromServer | undefined> {
    const one: FromServer | undefined = this.told ? undefined : { from: 'server', what: 'rst' };
    this.told = true;
    return Promise.resolve(one);
  }

  write(): void {}
  fin(): void {}
  rst(): void {}
  close(): void {}
}

const NO_HTTP1 = [
  'ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL',
  'ERR_SSL_SSL/TLS_ALERT_NO_APPLICATION_PROTOCOL',
];

/** What ALPN chooses where HTTP/2 is offered as well, in words. */
function chosenIn(options: NetConnectOpts, tls: TlsOptions): Promise<string> {
  return new Promise((done) => {
    const { servername } = tls;
    const socket = connectTls({
      ...(options as object),
      ALPNProtocols: ['h2', 'http/1.1'],
      rejectUnauthorized: false,
      ...(servername === undefined ? {} : { servername }),
    });
    const end = (text: string): void => {
      socket.on('error', () => {});
      socket.destroy();
      done(text);
    };
    socket.setTimeout(WITHIN, () => end('ALPN refused http/1.1'));
    socket.once('error', () => end('ALPN refused http/1.1'));
    socket.once('secureConnect', () =>
      end(`ALPN chose ${socket.alpnProtocol || 'nothing'}, which is not asked here`),
    );
  });
}

/** A line that is open, or why there is none. */
function opened(options: NetConnectOpts, { tls, within = WITHIN }: TcpAddress, where: string): Promise<Line> {
  return new Promise((done, fail) => {
    const { socket, ready } = begun(options, tls);
    const give = (why: string): void => {
      // it may fail once more while it is given up
      socket.on('error', () => {});
      socket.destroy();
      fail(new Unreachable(`no connection to ${where}: ${why}`));
    };
    const timer = setTimeout(() => give(`none was made within ${within} ms`), within);
    const failed = (error: NodeJS.ErrnoException): void => {
      clearTimeout(timer);
      const code = error.code ?? '';
      // who refuses a connection does not accept it first
      if (code === 'ECONNRESET' && tls === undefined) done(new BrokenLine());
      else if (tls !== undefined && NO_HTTP1.includes(code))
        void chosenIn(options, tls).then((chosen) => give(`it speaks no HTTP/1.1 behind TLS: ${chosen}`));
      else give(REASONS[code] ?? (code === '' ? error.message : code));
    };
    const closed = (): void => {
      clearTimeout(timer);
      const why = 'it was closed before it was agreed on';
      if (tls === undefined) give(why);
      else void chosenIn(options, tls).then((chosen) => give(`${why}; ${chosen}`));
    };
    socket.once('error', failed);
    socket.once('close', closed);
    socket.once(ready, () => {
      clearTimeout(timer);
      socket.off('error', failed);
      socket.off('close', closed);
      done(new StreamLine(socket));
    });
  });
}

const isPort = (port: unknown): boolean =>
  Number.isInteger(port) && Number(port) > 0 && Number(port) < 65_536;

/**
 * A server behind an address is a subject.
 *
 * @param address - host and port, or the path of a unix socket
 * @returns the subject
 * @throws RangeError when neither a port nor a socket is given
 * @see rfc9112#persistent.tear-down
 * @example
 * tcp({ port: 8080, path: '/chat' }).name; // '127.0.0.1:8080/chat'
 */
export function tcp(address: TcpAddress): Subject {
  if (address.socketPath === undefined && !isPort(address.port)) {
    throw new RangeError(`tcp() takes a port from 1 to 65535, or a socketPath; not ${String(address.port)}`);
  }
  const { host = '127.0.0.1', port = 80, socketPath, path = '/', authority, quiet = QUIET } = address;
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
    connect: () => opened(options, address, where),
  };
}
