/**
 * A server of one dialect: octets of a client in, octets out, without sockets and without time.
 *
 * 1. The machine of the standards says what is sent, the dialect how a request is taken and answered, and the
 *    application on it is an echo: it grants what may be granted, and sends messages back.
 * 2. What comes in is read with the dialect's reading, so a dialect that reads lists as strings does.
 * 3. Everything it does follows at once, so when it has nothing more to say it is quiet, and that is known.
 */
import { classOf, type Dialect } from '../dialects/dialect.js';
import { answeringOf, saysWhen } from '../dialects/predict.js';
import { permittedForFrame } from '../spec/active.js';
import type { ResponseFacts, Status } from '../spec/answer.js';
import type { Facts } from '../spec/axes.js';
import { type ChunkReader, chunkReader } from '../spec/chunks.js';
import type { Verdict } from '../spec/decide.js';
import { readFacts } from '../spec/facts.js';
import type { FrameFacts } from '../spec/frame-axes.js';
import { type FrameArrival, type FrameReader, frameReader } from '../spec/frame-reader.js';
import { type Frame, printFrame } from '../spec/frames.js';
import { knownStep } from '../spec/known-steps.js';
import type { ConnectionEvent } from '../spec/machine.js';
import {
  DEFAULT_LIMITS,
  type HeadReader,
  headReader,
  linesOf,
  octetsOf,
  type RequestHead,
} from '../spec/message.js';
import { type Connection, newConnection, type Place, placeOf, type Step } from '../spec/step.js';
import { READ_ON } from './client-stream.js';
import type { Passed } from './exchange.js';
import { joined } from './octets.js';
import { printAnswer } from './print-answer.js';

/** What is decided about a request by somebody else than the dialect. */
export interface Decision {
  readonly status: number;
  /** `stay` keeps HTTP going whatever the request asks for; left to the dialect when not given. */
  readonly then?: 'close' | 'stay';
}

/** How a server speaks. */
export interface Speaking {
  readonly dialect: Dialect;
  /** Decides in the place of the dialect; undefined leaves a request to it. */
  readonly decides?: (head: RequestHead, facts: Facts) => Decision | undefined;
  /** Whether messages are sent back; true when not given. */
  readonly echo?: boolean;
  /** Is told each step of the machine, with its clauses. */
  readonly trace?: (step: Step) => void;
}

type Sent = Extract<Passed, { readonly from: 'client' | 'server' }>;

const CODES: Readonly<Partial<Record<Status, number>>> = {
  '1xx': 102,
  '2xx': 200,
  '3xx': 301,
  '4xx': 403,
  '5xx': 500,
};
const codeOf = (status: Status): number => CODES[status] ?? Number(status);
const NONE = new Uint8Array(0);
const FIN: Sent = { from: 'server', what: 'fin' };

/** A server end of one connection. */
export class Speaker {
  /** What was sent and not taken yet. */
  private out: Sent[] = [];
  private readonly speaking: Speaking;
  private now: Connection = newConnection();
  private head: HeadReader<RequestHead> = headReader('request', DEFAULT_LIMITS);
  private pushed = 0;
  private left = 0;
  private chunks: ChunkReader | undefined;
  private chunked = 0;
  private frames: FrameReader = frameReader({ from: 'client' });
  private pending: readonly ConnectionEvent[] | undefined;
  /** Whether the dialect leaves the connection as it is behind its answer, or gives none. */
  private leaves = false;
  private asked: RequestHead | undefined;
  private code: number | undefined;
  private old = false;
  /** Deals with nothing more, and leaves the connection open. */
  private deaf = false;
  private ping: Uint8Array = NONE;
  private message: { readonly opcode: number; readonly parts: Uint8Array[] } | undefined;
  private sends: { readonly opcode: number; readonly payload: Uint8Array } = { opcode: 1, payload: NONE };
  private closing: Uint8Array = NONE;

  constructor(speaking: Speaking) {
    this.speaking = speaking;
  }

  /** Takes a segment of the client, and gives what the server does about it. */
  receive(octets: Uint8Array): readonly Passed[] {
    let rest = octets;
    while (rest.length > 0 && !this.isOver && !this.deaf) rest = this.take(rest);
    return this.taken();
  }

  /** Takes the FIN of the client. */
  end(): readonly Passed[] {
    if (this.isOver) return [];
    const cut = this.place.status !== 'NONE.idle' && this.place.status !== 'ACTIVE.open';
    this.does({ type: 'client.fin' });
    if (this.pending !== undefined || (cut && this.place.status === 'NONE.answering')) {
      this.pending = undefined;
      this.code = 400;
      this.does({ type: 'app.respond', status: '400', then: 'close' });
      this.does({ type: 'policy.written' });
    }
    if (!this.isOver) this.does({ type: 'policy.limit' });
    if (!this.isOver && !this.saidFin) this.does({ type: 'policy.fail' });
    return this.taken();
  }

  /** Takes the RST of the client. */
  reset(): readonly Passed[] {
    this.does({ type: 'client.rst' });
    this.out = [];
    return [];
  }

  private saidFin = false;
  private told: Status | undefined;

  private get place(): Place {
    return placeOf(this.now);
  }

  private get isOver(): boolean {
    return this.place.status.startsWith('CLOSED');
  }

  private taken(): readonly Passed[] {
    const { out } = this;
    this.out = [];
    return out;
  }

  private take(octets: Uint8Array): Uint8Array {
    const { status } = this.place;
    if (status === 'ACTIVE.request-content' || this.left > 0 || this.chunks !== undefined)
      return this.takeContent(octets);
    if (status.startsWith('ACTIVE')) return this.takeFrames(octets);
    return this.takeHead(octets);
  }

  private takeHead(octets: Uint8Array): Uint8Array {
    const before = this.pushed;
    const read = this.head.push(octets);
    this.pushed += octets.length;
    if (read.outcome === 'need-more') {
      const breaks =
        this.place.status === 'NONE.idle' && octets.every((octet) => octet === 13 || octet === 10);
      this.does({ type: breaks ? 'client.line-break' : 'client.octets' });
      return NONE;
    }
    const head = read.outcome === 'head' ? read.head : read.soFar;
    this.head = headReader('request');
    const rest = octets.subarray(Math.max(0, head.length - before));
    this.pushed = 0;
    this.request(
      head,
      readFacts(read.outcome === 'head' ? read.head : read, this.speaking.dialect.reading),
      rest.length > 0,
    );
    if (read.outcome === 'head' || READ_ON.includes(read.reason)) return rest;
    // where the next request begins is not known
    this.deaf = true;
    return NONE;
  }

  /** What is done about a request: by the dialect, or by who decides in its place. */
  private request(head: RequestHead, facts: Facts, more: boolean): void {
    const { dialect, decides } = this.speaking;
    const { verdict, answer, events } = answeringOf(dialect, { facts, head });
    this.asked = head;
    this.old = head.version === 'HTTP/1.0';
    this.code = typeof answer?.status === 'number' ? answer.status : undefined;
    const decision = decides?.(head, facts);
    const forced = decision === undefined ? verdict : forcedBy(decision, verdict);
    if (decision !== undefined) this.code = decision.status;
    this.does({ type: 'client.head', verdict: forced });
    this.pending = decision === undefined ? events : eventsOf(decision);
    this.leaves = decision === undefined && (answer?.then === 'nothing' || answer?.then === 'wait');
    const follows = forced.content === 'follows';
    // what is refused is refused from its head, and content behind it is read all the same
    if (!follows || forced.takes === 'refused') this.answer();
    if (!follows || this.isOver || this.deaf) return;
    if (forced.takes !== 'refused' && forced.expects === 'owed' && !more)
      this.does({ type: 'app.interim', status: '100' });
    this.beginContent(head, facts);
  }

  private answer(): void {
    const events = this.pending;
    if (events === undefined) return;
    this.pending = undefined;
    for (const event of events) {
      if (event.type === 'app.send') this.sends = { opcode: 1, payload: octetsOf('hello') };
      this.does(event);
    }
    const isTunnel = this.asked?.method === 'CONNECT' && this.told === '2xx';
    this.deaf ||=
      this.leaves ||
      isTunnel ||
      this.place.status === 'NONE.answering' ||
      this.place.status === 'HANDSHAKE.deciding';
  }

  private beginContent(head: RequestHead, facts: Facts): void {
    if (facts.framing === 'chunked' || facts.framing === 'both' || facts.framing === 'unknown-coding') {
      this.chunks = chunkReader();
      this.chunked = 0;
      return;
    }
    const lines = linesOf(head, 'content-length');
    // of lengths that differ some products take one; where it is not known which, here the last
    const line = this.speaking.dialect.reading.lengths === 'first' ? lines[0] : lines.at(-1);
    this.left = Number(/\d+/.exec(line?.value ?? '')?.[0] ?? 0);
    if (this.left === 0) this.content('end');
  }

  private content(part: 'end' | 'fault'): void {
    this.does({ type: 'client.content', part });
    if (part === 'end' || this.pending === undefined) {
      this.answer();
      return;
    }
    this.pending = undefined;
    this.code = 400;
    this.does({ type: 'app.respond', status: '400', then: 'close' });
    this.does({ type: 'policy.written' });
  }

  private takeContent(octets: Uint8Array): Uint8Array {
    if (this.chunks === undefined) {
      const taken = Math.min(this.left, octets.length);
      this.left -= taken;
      if (this.left === 0) this.content('end');
      return octets.subarray(taken);
    }
    const read = this.chunks.push(octets);
    const before = this.chunked;
    this.chunked += octets.length;
    if (read.outcome === 'some') return NONE;
    this.chunks = undefined;
    this.content(read.outcome);
    return octets.subarray(read.at - before);
  }

  private takeFrames(octets: Uint8Array): Uint8Array {
    for (const one of this.frames.push(octets)) {
      if (this.isOver) break;
      this.frame(one);
    }
    // a header at fault is enough to fail: its payload is not waited for
    const { begun } = this.frames;
    const isFault = begun !== undefined && permittedForFrame(begun).every(({ takes }) => takes === 'fault');
    if (isFault && !this.isOver) this.frameWith(begun, undefined);
    return NONE;
  }

  private frame(one: FrameArrival): void {
    if ('facts' in one) this.frameWith(one.facts, one.outcome === 'frame' ? one.frame : undefined);
  }

  /** A frame with these facts, or the header of one. */
  private frameWith(facts: FrameFacts, frame: Frame | undefined): void {
    const verdict = permittedForFrame(facts)[0];
    if (verdict === undefined) return;
    const wasOpen = this.place.status === 'ACTIVE.open';
    const taken = this.does({ type: 'client.frame', verdict });
    if (facts.opcode === 'ping' && frame !== undefined) this.ping = frame.payload;
    const { status, owes } = this.place;
    if (status === 'ACTIVE.failing') {
      this.closing = codeOctets(
        facts.length === 'over-limit' ? 1009 : facts.payload === 'not-utf8' ? 1007 : 1002,
      );
      this.does({ type: 'policy.reply' });
    } else if (status === 'ACTIVE.failing-late') {
      this.does({ type: 'policy.stop' });
    } else if (status === 'ACTIVE.closing-there') {
      // the code of the client comes back, if it is one that may be sent
      this.closing = facts.payload === 'plain' ? (frame?.payload.slice(0, 2) ?? NONE) : NONE;
      this.does({ type: 'policy.reply' });
      this.does({ type: 'policy.written' });
    } else if (status === 'ACTIVE.both') {
      this.does({ type: 'policy.written' });
    } else if (owes === 'pong') {
      this.does({ type: 'policy.reply' });
    } else if (wasOpen && taken && frame !== undefined && verdict.takes === 'data') {
      this.data(frame);
    }
  }

  /** A message goes back whole. */
  private data({ opcode, fin, payload }: Frame): void {
    if (opcode !== 0) this.message = { opcode, parts: [] };
    // parts without octets are not kept: a client may send them for ever
    if (payload.length > 0) this.message?.parts.push(payload);
    if (!fin || this.message === undefined) return;
    const { opcode: first, parts } = this.message;
    this.message = undefined;
    if (this.speaking.echo === false) return;
    this.sends = { opcode: first, payload: joined(parts) };
    this.does({ type: 'app.send', frame: 'message' });
  }

  /** One event of the machine, and what it sends; whether an arrow was taken at all. */
  private does(event: ConnectionEvent): boolean {
    const taken = knownStep(this.now, event);
    this.now = taken.after;
    this.speaking.trace?.(taken);
    for (const seen of taken.sent) {
      if (seen.what === 'response') this.print(seen.facts);
      else if (seen.what === 'frame') this.printFrame(seen.facts.opcode);
      else if (seen.what === 'fin') {
        this.saidFin = true;
        this.out.push(FIN);
      }
    }
    return taken.arrows[0] !== undefined;
  }

  private says(octets: Uint8Array): void {
    this.out.push({ from: 'server', what: 'octets', octets });
  }

  private print(facts: ResponseFacts): void {
    this.told = facts.status;
    const interim = facts.status === '100' || facts.status === '1xx';
    const code =
      interim || this.code === undefined || !fits(this.code, facts.status) ? codeOf(facts.status) : this.code;
    const closed = !this.leaves && facts.connection.split('+').includes('close');
    const says = interim ? undefined : this.speaking.dialect.says?.[saysWhen(code, closed, this.old)];
    const key = this.asked === undefined ? undefined : linesOf(this.asked, 'sec-websocket-key')[0]?.value;
    const method = this.asked?.method ?? 'GET';
    this.says(
      printAnswer(says === undefined ? facts : { ...facts, connection: says }, code, { key, method }),
    );
  }

  private printFrame(opcode: string): void {
    if (opcode === 'pong') this.says(printFrame({ opcode: 10, payload: this.ping }));
    else if (opcode === 'close') this.says(printFrame({ opcode: 8, payload: this.closing }));
    else if (opcode === 'ping') this.says(printFrame({ opcode: 9 }));
    else this.says(printFrame(this.sends));
  }
}

/** Whether a status belongs to a class. */
function fits(code: number, status: Status): boolean {
  return String(code) === status || `${Math.floor(code / 100)}xx` === status;
}

const codeOctets = (code: number): Uint8Array => new Uint8Array([code >> 8, code & 0xff]);

/** A verdict under which the decision can be carried out, whatever the standards say about it. */
function forcedBy({ status, then }: Decision, verdict: Verdict): Verdict {
  return {
    ...verdict,
    takes: status === 101 ? 'handshake' : 'ordinary',
    mayGrant: status === 101,
    answers: status === 101 ? [] : [classOf(status)],
    ...(verdict.content === 'lost' ? { content: 'none' as const } : {}),
    ...(then === 'stay' ? { persistence: 'http/1.1' as const, ends: false } : {}),
  };
}

function eventsOf({ status, then }: Decision): readonly ConnectionEvent[] {
  if (status === 101) return [{ type: 'app.accept' }, { type: 'policy.written' }];
  return [
    { type: 'app.respond', status: classOf(status), then: then === 'close' ? 'close' : 'decide' },
    { type: 'policy.written' },
  ];
}
