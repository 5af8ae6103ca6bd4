/**
 * What is under test, as far as its client's end can tell: connections on which octets go and come.
 *
 * 1. A subject is anything to which a line can be opened. What carries the octets is its own affair.
 * 2. A line says what came, or that nothing did within a time. It never throws for what the server does: a server
 *    that breaks off has sent an end.
 * 3. Where a line cannot be opened, that is `Unreachable`: nobody was tested, and nobody failed.
 */

import { STANDARDS_DIALECT } from '../dialects/dialect.js';
import type { Facts } from '../spec/axes.js';
import type { RequestHead } from '../spec/message.js';
import type { Passed } from './exchange.js';
import { Errors } from './noticed.js';
import type { PureServer } from './purely.js';
import { type Decision, Speaker, type Speaking } from './speaker.js';

/** Something that the server did. */
export type FromServer = Extract<Passed, { readonly from: 'client' | 'server' }>;

/** One connection, from the client's end. */
export interface Line {
  write(octets: Uint8Array): void;
  fin(): void;
  rst(): void;
  /**
   * The next thing that the server did; undefined when there was none within so many milliseconds. With 0 it tells
   * what has arrived already.
   */
  next(ms: number): Promise<FromServer | undefined>;
  /** Leaves nothing open, whatever the server does. */
  close(): void;
}

/** Something that connections can be made to. */
export interface Subject {
  readonly name: string;
  /** After how many milliseconds of silence nothing more is awaited. 0: whatever it does follows at once. */
  readonly quiet: number;
  /** The path and the host that its requests are aimed at; `/` and `h` when not given. */
  readonly path?: string;
  readonly host?: string;
  /** Field lines that its requests have besides, such as `Origin: https://chat.example`. */
  readonly fields?: readonly string[];
  /** @throws {Unreachable} when no connection can be made */
  connect(): Promise<Line>;
  /** What the subject has left behind: listeners, connections, errors that nobody caught. */
  left?(): readonly string[];
  /** Ends what was begun for the test, and nothing else. */
  close?(): Promise<void>;
}

/** No connection could be made: the harness or the address is at fault, and no server was tested. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable';
}

/** A line to a pure server: whatever it does has been done when it is asked. */
class PureLine implements Line {
  private readonly server: PureServer;
  private readonly errors: Errors;
  private came: FromServer[] = [];
  private over = false;

  constructor(server: PureServer, errors: Errors) {
    this.server = server;
    this.errors = errors;
  }

  write(octets: Uint8Array): void {
    this.take(() => this.server.receive(octets));
  }

  fin(): void {
    this.take(() => this.server.end());
  }

  rst(): void {
    this.take(() => this.server.reset());
    this.over = true;
  }

  next(_ms: number): Promise<FromServer | undefined> {
    return Promise.resolve(this.came.shift());
  }

  close(): void {
    this.over = true;
    this.came = [];
  }

  private take(does: () => readonly Passed[]): void {
    if (this.over) return;
    try {
      for (const one of does()) if (one.from !== 'nobody') this.came.push(one);
    } catch (error) {
      this.errors.error(error);
      this.over = true;
      this.came.push({ from: 'server', what: 'rst' });
    }
  }
}

/**
 * A pure server is a subject: it is asked without sockets and without waiting. One that throws has broken off.
 *
 * @param name - what it is called in reports
 * @param server - makes the server end of one connection
 * @returns the subject
 * @example
 * pure('mine', () => new Speaker({ dialect: STANDARDS_DIALECT })).quiet; // 0
 */
export function pure(name: string, server: () => PureServer): Subject {
  const errors = new Errors('threw');
  const connect = async (): Promise<Line> => new PureLine(server(), errors);
  return { name, quiet: 0, connect, left: () => errors.told() };
}

/**
 * A server that speaks a dialect is a subject.
 *
 * @param speaking - the dialect, and what is decided in its place
 * @returns the subject
 * @example
 * speaks({ dialect: STANDARDS_DIALECT }).name; // 'rfc'
 */
export function speaks(speaking: Speaking): Subject {
  return pure(speaking.dialect.name, () => new Speaker(speaking));
}

/** What a function decides about a request: a status, or a status and what becomes of the connection. */
export type Decides = (head: RequestHead, facts: Facts) => number | Decision | undefined;

/**
 * Code that only decides is a subject: everything that it leaves open is done as the standards have it.
 *
 * A status alone leaves it to RFC 9112 §9.3 whether the connection persists. What the function throws is a 500, and so
 * is what is no status of an answer.
 *
 * @param name - what it is called in reports
 * @param decides - tells for a request head the status of the answer; undefined leaves it to the standards
 * @returns the subject
 * @see rfc9112#persistent.connections
 * @example
 * decides('mine', (head) => (head.version === 'HTTP/1.1' ? 101 : 400)).name; // 'mine'
 */
export function decides(name: string, decides: Decides): Subject {
  const errors = new Errors('threw');
  const others = new Errors('decided what is no status of an answer');
  const decide = (head: RequestHead, facts: Facts): Decision | undefined => {
    try {
      const said = decides(head, facts);
      if (said === undefined) return undefined;
      const decision = typeof said === 'number' ? { status: said } : said;
      if (isFinalCode(decision.status)) return decision;
      others.error(JSON.stringify(said));
    } catch (error) {
      errors.error(error);
    }
    return { status: 500 };
  };
  const subject = pure(name, () => new Speaker({ dialect: STANDARDS_DIALECT, decides: decide }));
  return { ...subject, left: () => [...errors.told(), ...others.told()] };
}

/** Whether a number is the status of an answer that is not interim, or 101. */
const isFinalCode = (code: number): boolean =>
  Number.isInteger(code) && (code === 101 || (code >= 200 && code <= 599));
