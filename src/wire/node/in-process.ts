/**
 * Subjects in this process: a Node server, and a function that is given one connection.
 *
 * 1. What they throw where nobody catches it is theirs: it is collected while they are asked, and told.
 * 2. So are listeners and connections that are still there when everybody has left.
 */
import type { EventEmitter } from 'node:events';
import type { AddressInfo, Server, Socket } from 'node:net';
import process from 'node:process';
import { type Duplex, duplexPair } from 'node:stream';
import { Errors } from '../noticed.js';
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

/** What was noticed beside what passed. */
class Noticed extends Errors {
  constructor() {
    super('threw where nobody caught it');
  }

  /** Collects errors for one line; what stops it also waits for those that come a little later. */
  collect(): () => void {
    const stop = collectErrors((error) => this.error(error));
    return () => {
      const done = stop();
      this.stopping.add(done);
      void done.then(() => this.stopping.delete(done));
    };
  }

  private readonly stopping = new Set<Promise<void>>();

  /** Is done when nothing is collected any more for lines that are closed. */
  async settled(): Promise<void> {
    await Promise.all(this.stopping);
  }
}

/** A line whose errors are collected as long as it is open; a stream in this process may throw what its reader throws. */
function watched(line: Line, stop: () => void, threw: (error: unknown) => void): Line {
  let isBroken = false;
  const attempt = (does: () => void): void => {
    if (isBroken) return;
    try {
      does();
    } catch (error) {
      isBroken = true;
      threw(error);
    }
  };
  return {
    write: (octets) => attempt(() => line.write(octets)),
    fin: () => attempt(() => line.fin()),
    rst: () => attempt(() => line.rst()),
    next: (ms) => line.next(ms),
    close: () => {
      line.close();
      stop();
    },
  };
}

type Listening = ReadonlyMap<string, number>;

/** The errors of the process are listened to here. */
const OWN_EVENTS: readonly (string | symbol)[] = ['uncaughtException', 'unhandledRejection'];

/** How many listeners each event has, of an emitter and of the process. */
function listening(emitter?: EventEmitter): Listening {
  const own = (of: EventEmitter, name: string) =>
    of
      .eventNames()
      .filter((event) => !OWN_EVENTS.includes(event))
      .map((event) => [`'${String(event)}' of ${name}`, of.listenerCount(event)] as const);
  return new Map([
    ...(emitter === undefined ? [] : own(emitter, 'the server')),
    ...own(process, 'the process'),
  ]);
}

/** Listeners that came since, if they are so many that each connection may have left one. */
function leftBehind(now: Listening, before: Listening, asked: number): readonly string[] {
  return [...now].flatMap(([name, count]) => {
    const more = count - (before.get(name) ?? 0);
    return more > 1 && more * 2 >= asked
      ? [`left ${more} listeners for ${name} behind, after ${asked} connections`]
      : [];
  });
}

/** Milliseconds for which a server may take to listen, and to let go of connections that are over. */
const TO_LISTEN = 2000;
const TO_LET_GO = 200;
const TO_CLOSE = 500;

/** Waits until something holds, and no longer than that. */
async function within(ms: number, holds: () => boolean): Promise<void> {
  for (let waited = 0; waited < ms && !holds(); waited += 5) {
    await new Promise((done) => setTimeout(done, 5));
  }
}

/** Makes a server listen on the loopback. */
function listen(server: Server, name: string): Promise<void> {
  return new Promise((done, fail) => {
    const settle = (why?: string): void => {
      clearTimeout(timer);
      server.off('error', failed);
      server.off('listening', listens);
      if (why === undefined) done();
      else fail(new Unreachable(`${name} does not listen: ${why}`));
    };
    const failed = (error: Error): void => settle(error.message);
    const listens = (): void => settle();
    const timer = setTimeout(() => settle(`it had not begun to within ${TO_LISTEN} ms`), TO_LISTEN);
    server.once('error', failed);
    server.once('listening', listens);
    try {
      server.listen(0, '127.0.0.1');
    } catch (error) {
      failed(error as Error);
    }
  });
}

/** Where a server listens; on the loopback if it does not yet. */
async function listenOn(server: Server, name: string): Promise<AddressInfo | string> {
  if (!server.listening) await listen(server, name);
  const at = server.address() as AddressInfo | string | null;
  if (at === null) throw new Unreachable(`${name} does not listen`);
  return at;
}

/** Ends a server that was begun here, with everything that it holds open. */
async function ended(server: Server, sockets: ReadonlySet<Socket>): Promise<void> {
  await new Promise<void>((done) => {
    const timer = setTimeout(done, TO_CLOSE);
    server.close(() => {
      clearTimeout(timer);
      done();
    });
    for (const socket of sockets) socket.destroy();
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
  if (typeof (server as Partial<Server> | undefined)?.listen !== 'function') {
    throw new TypeError('nodeServer() takes a server of node:http or node:net');
  }
  const { name = 'a Node server', quiet = QUIET, ...where } = options;
  const noticed = new Noticed();
  const sockets = new Set<Socket>();
  const keep = (socket: Socket): void => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  };
  let before: Listening = new Map();
  let asked = 0;
  let kept = 0;
  let begun = false;
  let address: Promise<Subject> | undefined;
  const begin = async (): Promise<Subject> => {
    begun = !server.listening;
    // before others, which may throw
    server.prependListener('connection', keep);
    const at = await listenOn(server, name);
    before = listening(server);
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
      address ??= begin();
      const subject = await address;
      asked += 1;
      const stop = noticed.collect();
      try {
        return watched(await subject.connect(), stop, (error) => noticed.error(error));
      } catch (error) {
        stop();
        throw error;
      }
    },
    left: () => [
      ...noticed.told(),
      ...(asked === 0 ? [] : leftBehind(listening(server), before, asked)),
      ...(kept === 0 ? [] : [`kept ${kept} connections open that were over, of ${asked}`]),
    ],
    close: async () => {
      address = undefined;
      await noticed.settled();
      await within(TO_LET_GO, () => sockets.size === 0);
      kept = sockets.size;
      server.off('connection', keep);
      if (begun && server.listening) await ended(server, sockets);
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
  let before: Listening | undefined;
  let asked = 0;
  return {
    name,
    quiet,
    path,
    ...(authority === undefined ? {} : { host: authority }),
    connect: () => {
      const [ours, theirs] = duplexPair({ allowHalfOpen: true });
      const stop = noticed.collect();
      joinEnds(ours, theirs);
      const line = watched(new StreamLine(ours), stop, (error) => {
        noticed.error(error);
        theirs.destroy();
      });
      before ??= listening();
      asked += 1;
      try {
        handle(theirs);
      } catch (error) {
        noticed.error(error);
        theirs.destroy();
      }
      return Promise.resolve(line);
    },
    left: () => [...noticed.told(), ...(before === undefined ? [] : leftBehind(listening(), before, asked))],
    close: () => noticed.settled(),
  };
}

/** What breaks off one end of a pair breaks off the other, as a reset does; what was sent and ended arrives before. */
function joinEnds(ours: Duplex, theirs: Duplex): void {
  theirs.on('error', () => {});
  theirs.on('close', () =>
    setImmediate(() => {
      if (theirs.writableFinished && !ours.readableEnded) ours.once('end', () => ours.destroy());
      else ours.destroy();
    }),
  );
  ours.on('close', () =>
    setImmediate(() => {
      const reset = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });
      if (ours.writableFinished) theirs.destroy();
      else theirs.destroy(reset);
    }),
  );
}
