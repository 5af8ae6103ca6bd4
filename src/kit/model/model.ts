/**
 * The model that commands are checked against: what passed on the connection, read, and where it may stand
 * by that.
 *
 * 1. Nothing is foretold. What the subject did is taken as it came, and the states that explain it say what
 *    may follow.
 * 2. Beside it stand the few things that a client knows of what it has begun: the rest of a head, how much
 *    content is left, and whether its frames are at fault.
 */
import { permittedForFrame } from '../../spec/active.js';
import { permittedFor } from '../../spec/decide.js';
import type { FrameFacts } from '../../spec/frame-axes.js';
import type { ConnectionEvent } from '../../spec/machine.js';
import { linesOf } from '../../spec/message.js';
import { type Connection, placeOf } from '../../spec/step.js';
import type { Exchange, Passed, Stopped } from '../../wire/exchange.js';
import { Observer } from '../../wire/observe.js';
import type { CommandKind } from './command.js';
import { Explaining, means } from './explaining.js';

/** How the content is delimited that a client has still to send. */
type ContentLeft =
  | { readonly by: 'length'; readonly left: number }
  /** Between two chunks. */
  | { readonly by: 'chunks' };

/**
 * What a client has done and seen on one connection, and where it may stand by that.
 *
 * @see rfc9112#connection.management
 * @example
 * new ConnectionModel().states.map((state) => placeOf(state).status); // ['NONE.idle']
 */
export class ConnectionModel {
  readonly observer = new Observer();
  readonly passed: Passed[] = [];
  /** The commands that were run, as they print themselves. */
  readonly did: string[] = [];
  /** Of which kinds they were. */
  readonly ran: CommandKind[] = [];
  /** What is left of a head that was begun. */
  rest: Uint8Array | undefined;
  /** What is left of the content of the last request. */
  content: ContentLeft | undefined;
  /** Whether a frame at fault was sent, behind which a client says nothing more. */
  isFaulty = false;
  stopped: Stopped | undefined;
  /** Whether something was found, so that nothing further is looked at. */
  isJudged = false;
  probedFrom: number | undefined;
  private readonly explaining = new Explaining();
  private told = 0;
  private requests = 0;

  /** Takes what passed next. */
  note(one: Passed): void {
    this.passed.push(one);
    this.observer.push(one);
    for (const { seen } of this.observer.all.slice(this.told)) this.explaining.push(seen);
    this.told = this.observer.all.length;
    this.beginContent();
  }

  private beginContent(): void {
    const { client } = this.observer;
    if (client.requests.length === this.requests) return;
    this.requests = client.requests.length;
    const last = client.requests.at(-1);
    this.content = undefined;
    if (client.mode !== 'content' || last === undefined) return;
    const { framing } = last.facts;
    if (framing === 'chunked' || framing === 'both') {
      this.content = { by: 'chunks' };
      return;
    }
    const [line] = linesOf(last.head, 'content-length');
    this.content = { by: 'length', left: Number(/\d+/.exec(line?.value ?? '')?.[0] ?? 0) };
  }

  /** The states that explain what was seen, and have read all that was sent. */
  get states(): readonly Connection[] {
    return this.explaining.states;
  }

  /**
   * The statuses of the machine in which the connection may have stood at some time, such as `NONE.idle`.
   */
  reached(): ReadonlySet<string> {
    const again = new Explaining();
    const found = again.states.map((state) => placeOf(state).status);
    for (const { seen } of this.observer.all) {
      again.push(seen);
      found.push(...again.states.map((state) => placeOf(state).status));
    }
    return new Set(found);
  }

  /** Whether there is nothing more to be done, and why does not matter. */
  get isOver(): boolean {
    const { observer, stopped, isJudged } = this;
    return observer.isOver || observer.ends.has('client rst') || stopped !== undefined || isJudged;
  }

  /** What passed, to be judged and printed. */
  get exchange(): Exchange {
    const { passed, stopped, probedFrom } = this;
    return {
      passed,
      ...(stopped === undefined ? {} : { stopped }),
      ...(probedFrom === undefined ? {} : { probedFrom }),
    };
  }

  /** Whether one of the events means something in a state that explains what was seen. */
  takes(...events: readonly ConnectionEvent[]): boolean {
    return this.states.some((state) => events.some((event) => means(state, event)));
  }

  /** Whether a request head may begin here. */
  get isBetween(): boolean {
    const { client } = this.observer;
    return client.mode === 'head' && !client.inHead;
  }

  /** Whether what the client sends is read as frames: the 101 has come. */
  get isWebSocket(): boolean {
    const { client, server } = this.observer;
    return client.mode === 'frames' && server.mode === 'frames' && !this.isFaulty;
  }

  /** Whether octets would wait behind a handshake that has no answer yet. */
  get isOffered(): boolean {
    return this.observer.client.mode === 'held' && !this.isFaulty && this.states.length > 0;
  }

  /** Whether a request with one of the verdicts on these facts may be sent. */
  takesRequest(facts: Parameters<typeof permittedFor>[0]): boolean {
    return (
      this.isBetween &&
      this.takes(...permittedFor(facts).map((verdict) => ({ type: 'client.head', verdict }) as const))
    );
  }

  /** Whether such content is awaited. */
  takesContent(part: 'some' | 'end' | 'fault'): boolean {
    return this.observer.client.mode === 'content' && this.takes({ type: 'client.content', part });
  }

  /** Whether such a frame is read. */
  takesFrame(facts: FrameFacts): boolean {
    const verdicts = permittedForFrame(facts);
    return (
      this.isWebSocket &&
      this.takes(...verdicts.map((verdict) => ({ type: 'client.frame', verdict }) as const))
    );
  }

  /** Whether a data frame is in turn: it begins a message between messages, and goes on inside of one. */
  isInTurn(opcode: FrameFacts['opcode']): boolean {
    if (opcode === 'close' || opcode === 'ping' || opcode === 'pong') return true;
    const wanted = opcode === 'continuation' ? 'inside' : 'between';
    return this.states.some((state) => placeOf(state).message === wanted);
  }
}
