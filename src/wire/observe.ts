/**
 * Octets of both ends to what passed on the wire, in order, each with the place it came from.
 *
 * 1. Nothing is judged here. What cannot be read is said, with its offset.
 * 2. A request is seen when its last octet was sent, and an answer when its head is there: what a server did is
 *    never taken to be earlier than it was.
 */
import type { Observation } from '../spec/wire.js';
import { ClientStream, type SentRequest } from './client-stream.js';
import type { Exchange, Passed } from './exchange.js';
import { type CutShort, type SeenResponse, ServerStream, type Unreadable } from './server-stream.js';

/** Where an element of the wire came from. */
export interface Seen {
  readonly seen: Observation;
  /** Index of what passed when it was told. */
  readonly at: number;
}

/** Collects what passes, and tells what it is. */
export class Observer {
  readonly all: Seen[] = [];
  readonly client: ClientStream;
  readonly server: ServerStream;
  /** Which end of which side was seen. */
  readonly ends: Set<'client fin' | 'client rst' | 'server fin' | 'server rst'> = new Set();
  private at = -1;

  constructor() {
    const tell = (seen: Observation): void => {
      this.all.push({ seen, at: this.at });
    };
    this.client = new ClientStream(tell);
    this.server = new ServerStream(this.client, tell);
  }

  push(passed: Passed): void {
    this.at += 1;
    this.server.passed = this.at;
    if (passed.from === 'nobody') {
      this.all.push({ seen: { from: 'nobody', what: 'quiet' }, at: this.at });
      return;
    }
    if (passed.what !== 'octets') {
      this.ends.add(`${passed.from} ${passed.what}`);
      if (passed.from === 'server') this.server.end(passed.what);
      else if (passed.what === 'fin') this.client.end();
      else this.all.push({ seen: { from: 'client', what: 'rst' }, at: this.at });
      return;
    }
    if (passed.from === 'client') this.client.push(passed.octets);
    else this.server.push(passed.octets);
  }

  /** Whether the server has ended its direction. */
  get isOver(): boolean {
    return this.ends.has('server fin') || this.ends.has('server rst');
  }

  /** How many whole requests wait for their answer. */
  get unanswered(): number {
    return this.client.requests.length - this.server.answered;
  }
}

/** What passed, read. */
export interface Observed {
  readonly all: readonly Seen[];
  readonly requests: readonly SentRequest[];
  readonly responses: readonly SeenResponse[];
  /** From where on the client's octets could not be told apart. */
  readonly lost: { readonly at: number; readonly why: string } | undefined;
  /** Octets of the server that are no message. */
  readonly unreadable: Unreadable | undefined;
  /** In the middle of what the server ended. */
  readonly cutShort: CutShort | undefined;
  readonly observer: Observer;
}

/**
 * The octets of an exchange are requests, answers, frames and ends, in the order in which they passed.
 *
 * @param exchange - what passed
 * @returns what it was, and what could not be read
 * @see rfc9112#associating.response.to.request
 * @example
 * import { octetsOf } from 'after101';
 *
 * const octets = octetsOf('GET / HTTP/1.1\r\nHost: h\r\n\r\n');
 * observe({ passed: [{ from: 'client', what: 'octets', octets }] }).requests[0]?.facts.host; // 'one'
 */
export function observe(exchange: Exchange): Observed {
  const observer = new Observer();
  for (const one of exchange.passed) observer.push(one);
  return observedBy(observer);
}

/** What an observer has read so far. */
export function observedBy(observer: Observer): Observed {
  const { all, client, server } = observer;
  return {
    all,
    requests: client.requests,
    responses: server.responses,
    lost: client.lost,
    unreadable: server.unreadable,
    cutShort: server.cutShort,
    observer,
  };
}
