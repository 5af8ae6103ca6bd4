/**
 * A conversation with any subject: what a client does is done, and what passes is written down.
 *
 * 1. Whether a connection lives is asked and not waited for: a Ping in a WebSocket, another request in HTTP.
 *    Only where nothing can be asked, silence is waited for.
 * 2. Everything has a limit: time, octets, silence. What stopped the exchange is written down with it.
 * 3. What happens is the exchange. Nothing here throws but `Unreachable`, and nothing stays open.
 */
import { aimed } from './aim.js';
import type { Exchange, Passed, Stopped } from './exchange.js';
import { Observer } from './observe.js';
import { type ClientStep, probeFor } from './purely.js';
import type { Line, Subject } from './subject.js';

/** How a conversation is held. */
export interface Conversing {
  /** Milliseconds of silence after which nothing more is awaited; that of the subject when not given. */
  readonly quiet?: number;
  /**
   * Milliseconds of silence while a whole request, or the Ping that asks for life, has no answer; five times `quiet` when
   * not given.
   */
  readonly owed?: number;
  /** Milliseconds for the whole conversation; 2000 when not given. */
  readonly patience?: number;
  /** Octets of the server that are read; a mebibyte when not given. */
  readonly most?: number;
  /** Whether each step waits until the one before it has been dealt with; false when not given. */
  readonly paced?: boolean;
  /** Whether life is asked for at the end; true when not given. */
  readonly probe?: boolean;
  /** What is asked in HTTP to see whether the connection lives. */
  readonly ask?: Uint8Array;
}

/** What passed, with the observer that has read it. */
export interface Conversed extends Exchange {
  readonly observer: Observer;
  /** The status of every answer, that to the probe included. */
  readonly answers: readonly number[];
}

const PATIENCE = 2000;
/** An answer may take longer than silence behind one. */
const OWED = 5;
const MOST = 1 << 20;

/** Holds one conversation. */
class Conversation {
  readonly passed: Passed[] = [];
  readonly observer = new Observer();
  stopped: Stopped | undefined;
  probedFrom: number | undefined;
  private readonly line: Line;
  private readonly quiet: number;
  private readonly owed: number;
  private readonly most: number;
  private readonly begun = Date.now();
  private readonly until: number;
  private octets = 0;

  constructor(line: Line, subject: Subject, options: Conversing) {
    this.line = line;
    this.quiet = options.quiet ?? subject.quiet;
    this.owed = options.owed ?? OWED * this.quiet;
    this.most = options.most ?? MOST;
    this.until = Date.now() + (options.patience ?? PATIENCE);
  }

  does(step: ClientStep): void {
    this.note({ from: 'client', ...step });
    if (step.what === 'octets') this.line.write(step.octets);
    else if (step.what === 'fin') this.line.fin();
    else this.line.rst();
  }

  note(one: Passed): void {
    this.passed.push({ ...one, ms: Date.now() - this.begun });
    this.observer.push(one);
  }

  get isOver(): boolean {
    return this.observer.isOver || this.stopped !== undefined || this.observer.ends.has('client rst');
  }

  /** Takes what the server does next; false when it does nothing for so long. */
  async take(ms: number): Promise<boolean> {
    const left = this.until - Date.now();
    if (left <= 0) {
      this.stopped = 'patience';
      return false;
    }
    const one = await this.line.next(Math.min(ms, left));
    if (one === undefined) {
      if (left <= ms) this.stopped = 'patience';
      return false;
    }
    this.note(one);
    if (one.what === 'octets') this.octets += one.octets.length;
    if (this.octets > this.most) this.stopped = 'too-much';
    return true;
  }

  /** What has arrived already. */
  async arrived(): Promise<void> {
    while (!this.isOver && (await this.take(0))) {
      // goes on
    }
  }

  /** Waits until there is nothing left to wait for. */
  async settle(isDone: () => boolean): Promise<void> {
    await this.arrived();
    while (!this.isOver && !isDone() && (await this.take(this.isOwed ? this.owed : this.quiet))) {
      // goes on
    }
  }

  /** Whether something whole was asked, and nothing came. */
  get isOwed(): boolean {
    const { server, client, unanswered } = this.observer;
    if (this.probedFrom !== undefined && server.mode === 'frames') return true;
    const isWhole = client.isBetween || client.mode === 'held';
    return isWhole && unanswered > 0 && server.mode === 'head';
  }

  /** Whether everything that was asked has its answer, and the connection goes on. */
  get isAnswered(): boolean {
    const { server, client, unanswered, ends } = this.observer;
    // where an end is due it is waited for
    if (ends.has('client fin') || server.last?.connection.split('+').includes('close') === true) return false;
    if (server.mode === 'frames') return client.mode === 'frames' && client.closes.length === 0;
    const isAsked = client.requests.length > 0;
    return isAsked && unanswered <= 0 && server.mode === 'head' && client.isBetween && !client.inHead;
  }
}

/**
 * A client does things on a new connection to a subject, and what passes is written down.
 *
 * Requests for `/` with the Host `h`, as arbitraries and cases have them, are aimed at the path and the host of the
 * subject.
 *
 * @param subject - what is under test
 * @param steps - what the client does, in order
 * @param options - how long is waited, and for what
 * @returns what passed; it is judged with `judgeExchange`
 * @throws {Unreachable} when no connection can be made
 * @see rfc9112#persistent.tear-down
 * @example
 * const subject = speaks({ dialect: STANDARDS_DIALECT });
 * converse(subject, [{ what: 'octets', octets: spell(REFERENCE) }]);
 */
export async function converse(
  subject: Subject,
  steps: readonly ClientStep[],
  options: Conversing = {},
): Promise<Conversed> {
  const line = await subject.connect();
  const held = new Conversation(line, subject, options);
  try {
    await hold(held, subject, steps, options);
  } finally {
    line.close();
  }
  const { passed, observer, stopped, probedFrom } = held;
  const answers = observer.server.responses.flatMap(({ head }) => (head === undefined ? [] : [head.status]));
  return {
    passed,
    observer,
    answers,
    ...(stopped === undefined ? {} : { stopped }),
    ...(probedFrom === undefined ? {} : { probedFrom }),
  };
}

async function hold(
  held: Conversation,
  subject: Subject,
  steps: readonly ClientStep[],
  options: Conversing,
): Promise<void> {
  for (const one of aimed(steps, subject)) {
    if (held.isOver) break;
    held.does(one);
    if (options.paced === true) await held.settle(() => held.isAnswered);
    else await held.arrived();
  }
  await held.settle(() => held.isAnswered);
  if (held.isOver) return;
  const probe = options.probe === false ? undefined : probeFor(held.observer, options.ask);
  if (probe !== undefined) {
    held.probedFrom = held.passed.length;
    const { pongs } = held.observer.server;
    const before = pongs.length;
    held.does({ what: 'octets', octets: probe });
    const { server } = held.observer;
    await held.settle(() => (server.mode === 'frames' ? pongs.length > before : held.isAnswered));
    // an answer too many would be there by now
    await held.arrived();
  }
  if (!held.isOver && !held.isAnswered) held.note({ from: 'nobody', what: 'quiet' });
}

/**
 * Whether the connection was seen to live: life was asked for, and something came of it.
 *
 * @param exchange - what passed
 * @returns whether the server did anything behind the probe, and did not end
 * @example
 * lives({ passed: [], answers: [], observer: new Observer() }); // false
 */
export const lives = ({ observer, probedFrom }: Conversed): boolean =>
  probedFrom !== undefined &&
  !observer.isOver &&
  observer.all.some(({ seen, at }) => seen.from === 'server' && at > probedFrom);
