/**
 * Subjects in this process: a Node server, and a function that is given one connection.
 *
 * 1. What they throw where nobody catches it is theirs: it is collected while they are asked, and told.
 * 2. So are listeners and connections that are still there when everybody has left.
 */
import type { EventEmitter } from 'node:events';
import type { AddressInfo, Server } from 'node:net';
import { type Duplex, duplexPair } from 'node:stream';
import { type Line, type Subject, Unreachable } from '../subject.js';
import { collectErrors } from './caught.js';
import { StreamLine } from './stream-line.js';
import { tcp } from './tcp.js';

/** How a subject in this process is asked. */
export interface InProcess {
  readonly name?: string;
  /** The path that requests are aimed at; `/` when not given. */
  readonly path?: string;
  /** What requests name in Host. */
  readonly authority?: string;
  /** Milliseconds of silence after which nothing more is awaited; 40 when not given. */
  readonly quiet?: number;
}

const QUIET = 40;
/** How many different errors are told. */
const MOST_TOLD = 8;

/** What was noticed beside what passed. */
class Noticed {
  private readonly errors = new Map<string, number>();

  error(error: unknown): void {
    const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    this.errors.set(text, (this.errors.get(text) ?? 0) + 1);
  }

  told(): readonly string[] {
    return [...this.errors]
      .slice(0, MOST_TOLD)
      .map(([text, times]) => `threw where nobody caught it: ${text}${times > 1 ? ` (${times} times)` : ''}`);
  }
}

/** A line whose errors are collected as long as it is open. */
function watched(line: Line, stop: () => void): Line {
  return {
    write: (octets) => line.write(octets),
    fin: () => line.fin(),
    rst: () => line.rst(),
    next: (ms) => line.next(ms),
    close: () => {
      line.close();
      stop();
    },
  };
}

/** How many listeners each event of an emitter has. */
const listening = (emitter: EventEmitter): ReadonlyMap<string | symbol, number> =>
  new Map(emitter.eventNames().map((name) => [name, emitter.listenerCount(name)]));

/** Listeners that came since, if they are so many that each connection may have left one. */
function leftBehind(
  emitter: EventEmitter,
  before: ReadonlyMap<string | symbol, number>,
  asked: number,
): readonly string[] {
  return [...listening(emitter)].flatMap(([name, now]) => {
    const more = now - (before.get(name) ?? 0);
    return more > 1 && more * 2 >= asked
      ? [`left ${more} listeners for '${String(name)}' behind, after ${asked} connections`]
      : [];
  });
}

/**
 * A Node server in this process is a subject: `http.Server`, or any server of `node:net`.
 *
 * One that listens is asked where it listens. Otherwise it listens on the loopback until the subject is closed.
 *
 * @param server - the server
 * @param options - the path that is asked for, and how long silence is
 * @returns the subject
 * @example
 * import { createServer } from 'node:http';
 *
 * nodeServer(createServer((request, response) => response.end('hello'))).name; // 'a Node server'
 */
export function nodeServer(server: Server, options: InProcess = {}): Subject {
  const { name = 'a Node server', quiet = QUIET, ...where } = options;
  const noticed = new Noticed();
  let before: ReadonlyMap<string | symbol, number> | undefined;
  let asked = 0;
  let begun = false;
  let address: Promise<Subject> | undefined;
  const listen = async (): Promise<Subject> => {
    if (!server.listening) {
      begun = true;
      await new Promise<void>((done, fail) => {
        server.once('error', (error) => fail(new Unreachable(`${name} does not listen: ${error.message}`)));
        server.listen(0, '127.0.0.1', done);
      });
    }
    const at = server.address() as AddressInfo | string | null;
    if (at === null) throw new Unreachable(`${name} does not listen`);
    return tcp({
      ...where,
      name,
      quiet,
      ...(typeof at === 'string' ? { socketPath: at } : { port: at.port }),
    });
  };
  return {
    name,
    quiet,
    path: options.path ?? '/',
    ...(options.authority === undefined ? {} : { host: options.authority }),
    connect: async () => {
      address ??= listen();
      const subject = await address;
      before ??= listening(server);
      asked += 1;
      const stop = collectErrors((error) => noticed.error(error));
      try {
        return watched(await subject.connect(), stop);
      } catch (error) {
        stop();
        throw error;
      }
    },
    left: () => [...noticed.told(), ...(before === undefined ? [] : leftBehind(server, before, asked))],
    close: async () => {
      address = undefined;
      if (!begun || !server.listening) return;
      (server as Server & { closeAllConnections?: () => void }).closeAllConnections?.();
      await new Promise<void>((done) => {
        server.close(() => done());
        // a server that keeps connections open is not waited for
        setTimeout(done, 500).unref();
      });
    },
  };
}

/**
 * A function that is given the server's end of each connection is a subject.
 *
 * @param handle - is called with one end of a pair of streams, for each connection
 * @param options - what it is called, and how long silence is
 * @returns the subject
 * @example
 * handler((socket) => socket.on('data', () => socket.end('HTTP/1.1 204 No Content\r\n\r\n'))).name; // 'a handler'
 */
export function handler(handle: (socket: Duplex) => void, options: InProcess = {}): Subject {
  const { name = 'a handler', quiet = QUIET, path = '/', authority } = options;
  const noticed = new Noticed();
  return {
    name,
    quiet,
    path,
    ...(authority === undefined ? {} : { host: authority }),
    connect: () => {
      const [ours, theirs] = duplexPair({ allowHalfOpen: true });
      const stop = collectErrors((error) => noticed.error(error));
      // what breaks off one end breaks off the other
      theirs.on('error', () => {});
      theirs.on('close', () => ours.destroy());
      ours.on('close', () => setImmediate(() => theirs.destroy()));
      const line = watched(new StreamLine(ours), stop);
      try {
        handle(theirs);
      } catch (error) {
        noticed.error(error);
        theirs.destroy();
      }
      return Promise.resolve(line);
    },
    left: () => noticed.told(),
  };
}
