/**
 * The octets of a client, in segments, to elements of the wire.
 *
 * 1. Octets behind a request that offers another protocol are held: whether they are frames or HTTP is told by
 *    the answer. They come out when it does.
 * 2. Where it cannot be told where the next request begins, reading stops, and that is known (`lost`).
 */

import { permittedForFrame } from '../spec/active.js';
import type { Facts } from '../spec/axes.js';
import { type ChunkReader, chunkReader } from '../spec/chunks.js';
import { permittedFor } from '../spec/decide.js';
import { readFacts } from '../spec/facts.js';
import { members } from '../spec/fields.js';
import { frameReader } from '../spec/frame-reader.js';
import {
  type HeadReader,
  headReader,
  type Limits,
  latin1,
  linesOf,
  type Read,
  type RefusalReason,
  type RequestHead,
  readRequest,
} from '../spec/message.js';
import type { Asked } from '../spec/response.js';
import type { Observation } from '../spec/wire.js';
import { contentLengthIn } from './octets.js';

/** A request as it was sent, for the answer that is compared with it. */
export interface SentRequest {
  readonly facts: Facts;
  /** The facts for who reads no further than most do, and refuses the head for its size; absent for most heads. */
  readonly tooLarge?: Facts;
  readonly asked: Asked;
  readonly head: RequestHead;
  /** Whether what comes behind it is told by its answer alone. */
  readonly offers: boolean;
}

/** Faults in a field line, behind which the head is read on to its end. */
export const READ_ON: readonly RefusalReason[] = [
  'space-before-colon',
  'no-colon',
  'empty-field-name',
  'field-name',
];

/**
 * What a server wishes to read is its own affair (rfc9112#request.line, rfc9110#fields.limits): here heads are read far
 * beyond what any server has to take, and who refuses one for its size does what may be done with any request.
 */
const WIDE: Limits = {
  requestLine: 1 << 20,
  method: 1 << 16,
  target: 1 << 20,
  fieldLine: 1 << 20,
  fields: 1 << 16,
  head: 1 << 21,
};
const BEYOND: readonly RefusalReason[] = [
  'request-line-too-long',
  'target-too-long',
  'method-too-long',
  'field-line-too-long',
  'head-too-long',
  'too-many-fields',
  // how many empty lines are passed over before a request is its affair as well (rfc9112#message.parsing)
  'empty-request-line',
];

/** No head that is smaller is refused for its size. */
const SMALL = 256;

/** As what a head is refused by a server that reads no further than most do. */
function largeAs({ octets }: RequestHead): 'long-target' | 'large' | undefined {
  const read = octets.length > SMALL ? readRequest(octets) : undefined;
  if (read?.outcome !== 'refused' || !BEYOND.includes(read.reason)) return undefined;
  return read.reason === 'target-too-long' || read.reason === 'request-line-too-long'
    ? 'long-target'
    : 'large';
}

/** Octets of the client that wait for an answer; more are not held. */
const MOST_HELD = 1 << 20;
/** Payloads that an echo is compared with. */
const MOST_PAYLOADS = 256;
const LONGEST_PAYLOAD = 4096;

const values = (head: RequestHead, key: string): readonly string[] =>
  linesOf(head, key).map((line) => line.value);

function askedOf(head: RequestHead): Asked {
  const [key] = values(head, 'sec-websocket-key');
  return {
    ...(key === undefined ? {} : { key }),
    method: head.method,
    upgrade: values(head, 'upgrade'),
    protocols: members(values(head, 'sec-websocket-protocol')),
    extensions: values(head, 'sec-websocket-extensions'),
  };
}

/** Whether an answer may lead out of HTTP. */
const mayLeave = (head: RequestHead): boolean =>
  head.method === 'CONNECT' ||
  linesOf(head, 'upgrade').length > 0 ||
  linesOf(head, 'sec-websocket-key').length > 0;

/** How the content of a request is delimited, if that can be told. */
function contentOf(facts: Facts, head: RequestHead): 'none' | 'chunks' | 'unknown' | number {
  switch (facts.framing) {
    case 'none':
    case 'zero':
      return 'none';
    case 'length':
    case 'equal-lengths': {
      const length = contentLengthIn(head);
      return Number.isSafeInteger(length) ? length : 'unknown';
    }
    case 'chunked':
    case 'both':
      return 'chunks';
    default:
      return 'unknown';
  }
}

type Mode = 'head' | 'content' | 'held' | 'frames' | 'lost';

/** Reads what a client sends. */
export class ClientStream {
  /** What each element came out as, in order; taken by whoever observes. */
  readonly requests: SentRequest[] = [];
  /** Offset of the next octet to be read. */
  at = 0;
  /** Why reading stopped, and where; undefined as long as it goes on. */
  lost: { readonly at: number; readonly why: string } | undefined;
  mode: Mode = 'head';
  readonly pings: string[] = [];
  readonly messages: string[] = [];
  /** Codes of the Close frames that it sent. */
  readonly closes: number[] = [];
  private readonly tell: (seen: Observation) => void;
  private head: HeadReader<RequestHead> = headReader('request', WIDE);
  private pushed = 0;
  /** Offset of the head that is read. */
  private from = 0;
  private begun = false;
  private left = 0;
  private chunks: ChunkReader | undefined;
  private behind: 'head' | 'held' | 'frames' = 'head';
  private waiting: Uint8Array[] = [];
  private held = 0;
  private endHeld = false;
  private frames = frameReader({ from: 'client' });
  private framesHave = 0;
  private framesEnd = 0;
  private begunTold = false;
  private message: string[] | undefined;

  constructor(tell: (seen: Observation) => void) {
    this.tell = tell;
  }

  /** Whether octets of a request have come whose head has not ended. */
  get inHead(): boolean {
    return this.mode === 'head' && this.begun;
  }

  /** Whether octets of a frame have come that has not ended. */
  get inFrame(): boolean {
    return this.mode === 'frames' && this.framesHave > this.framesEnd;
  }

  /** Whether everything sent so far is read to a place where a request may begin. */
  get isBetween(): boolean {
    return this.mode === 'head' && this.pushed === 0;
  }

  push(octets: Uint8Array): void {
    let rest = octets;
    while (rest.length > 0) {
      const before = rest.length;
      rest = this.take(rest);
      this.at += before - rest.length;
    }
    this.tellBegun();
  }

  /** Takes the FIN of the client. Behind octets that wait it waits with them. */
  end(): void {
    this.endHeld = this.mode === 'held' && this.held > 0;
    if (!this.endHeld) this.tell({ from: 'client', what: 'fin' });
  }

  /** The answer to the request that octets wait behind: they are frames, or HTTP, or neither is modelled. */
  release(as: 'frames' | 'http' | 'elsewhere', compressed: boolean): void {
    // the answer came before the content of its request had ended
    if (this.mode === 'content' && as !== 'elsewhere') this.behind = as === 'frames' ? 'frames' : 'head';
    if (compressed) this.frames = frameReader({ from: 'client', compressed });
    if (this.mode !== 'held') return;
    if (as === 'elsewhere') {
      this.lose('the connection carries another protocol');
      return;
    }
    this.mode = as === 'frames' ? 'frames' : 'head';
    const all = this.waiting;
    this.waiting = [];
    this.at -= this.held;
    this.held = 0;
    for (const one of all) this.push(one);
    if (this.endHeld) this.end();
  }

  private lose(why: string, at = this.at): void {
    this.mode = 'lost';
    this.lost = { at, why };
  }

  private take(octets: Uint8Array): Uint8Array {
    switch (this.mode) {
      case 'head':
        return this.takeHead(octets);
      case 'content':
        return this.takeContent(octets);
      case 'frames':
        return this.takeFrames(octets);
      case 'held':
        this.held += octets.length;
        if (this.held > MOST_HELD) this.lose('too many octets wait for an answer');
        else this.waiting.push(octets);
        return NONE;
      default:
        return NONE;
    }
  }

  private takeHead(octets: Uint8Array): Uint8Array {
    const before = this.pushed;
    this.from = this.at - before;
    const read = this.head.push(octets);
    this.pushed += octets.length;
    if (read.outcome === 'need-more') {
      const breaks = octets.every((octet) => octet === 13 || octet === 10);
      if (!this.begun && breaks) return NONE;
      if (!this.begun) this.tell({ from: 'client', what: 'octets' });
      this.begun = true;
      return NONE;
    }
    return octets.subarray(this.takeRequest(read) - before);
  }

  /** A head that has ended, or is refused; how many octets it took. */
  private takeRequest(read: Exclude<Read<RequestHead>, { outcome: 'need-more' }>): number {
    const pushed = this.pushed;
    this.head = headReader('request', WIDE);
    this.pushed = 0;
    this.begun = false;
    if (read.outcome === 'refused' && BEYOND.includes(read.reason)) {
      this.tell({ from: 'client', what: 'octets' });
      this.lose('a head is larger than is read here', this.from);
      return pushed;
    }
    const head = read.outcome === 'head' ? read.head : read.soFar;
    const facts = readFacts(read.outcome === 'head' ? read.head : read);
    const offers = read.outcome === 'head' && mayLeave(head);
    const large = largeAs(head);
    const tooLarge = large === undefined ? {} : { tooLarge: { ...facts, syntax: large } };
    this.requests.push({ facts, ...tooLarge, asked: askedOf(head), head, offers });
    this.tell({ from: 'client', what: 'request', facts });
    if (read.outcome === 'refused' && !READ_ON.includes(read.reason)) {
      this.lose(`the head at octet ${this.from} is refused (${read.reason})`, this.from);
      return pushed;
    }
    this.behind = offers ? 'held' : 'head';
    this.beginContent(facts, head);
    return head.length;
  }

  private beginContent(facts: Facts, head: RequestHead): void {
    const behind = this.from + head.length;
    const content = facts.version === 'none' ? 'unknown' : contentOf(facts, head);
    const follows = permittedFor(facts).some((verdict) => verdict.content === 'follows');
    if (content === 'unknown') {
      this.lose('where the content ends is not told', behind);
    } else if (content === 'none' || !follows) {
      this.mode = content === 'none' ? this.behind : 'lost';
      if (this.mode === 'lost') this.lose('whether content follows is not told', behind);
    } else if (content === 'chunks') {
      this.chunks = chunkReader();
      this.mode = 'content';
    } else {
      this.left = content;
      this.chunks = undefined;
      this.mode = 'content';
    }
  }

  private takeContent(octets: Uint8Array): Uint8Array {
    if (this.chunks === undefined) {
      const taken = Math.min(this.left, octets.length);
      this.left -= taken;
      this.tell({ from: 'client', what: 'content', part: this.left === 0 ? 'end' : 'some' });
      if (this.left === 0) this.mode = this.behind;
      return octets.subarray(taken);
    }
    const before = this.chunked;
    const read = this.chunks.push(octets);
    if (read.outcome === 'some') {
      this.chunked += octets.length;
      this.tell({ from: 'client', what: 'content', part: 'some' });
      return NONE;
    }
    this.chunked = 0;
    this.tell({ from: 'client', what: 'content', part: read.outcome });
    if (read.outcome === 'fault') {
      this.lose('the content breaks its framing', this.at + Math.max(0, read.at - before));
      return NONE;
    }
    this.mode = this.behind;
    return octets.subarray(read.at - before);
  }
  private chunked = 0;

  private takeFrames(octets: Uint8Array): Uint8Array {
    this.framesHave += octets.length;
    for (const one of this.frames.push(octets)) {
      if (!('facts' in one)) continue;
      if (!this.begunTold) this.tell({ from: 'client', what: 'frame', facts: one.facts });
      this.begunTold = false;
      if (one.outcome !== 'frame') continue;
      this.framesEnd = one.frame.end;
      this.keep(one.frame.opcode, one.frame.fin, one.frame.payload);
    }
    return NONE;
  }

  /** A frame whose header is at fault may be acted on before its payload has come. */
  private tellBegun(): void {
    if (this.mode !== 'frames' || this.begunTold) return;
    const { begun } = this.frames;
    if (begun === undefined || permittedForFrame(begun).every(({ takes }) => takes !== 'fault')) return;
    this.begunTold = true;
    this.tell({ from: 'client', what: 'frame', facts: begun });
  }

  /** Payloads, to tell echoes by. */
  private keep(opcode: number, fin: boolean, payload: Uint8Array): void {
    const text = latin1(payload.subarray(0, LONGEST_PAYLOAD));
    if (opcode === 8) this.closes.push((payload[0] ?? 3) * 256 + (payload[1] ?? 0xed));
    if (opcode === 9) this.pings.push(text);
    if (opcode === 1 || opcode === 2) this.message = [text];
    if (opcode === 0) this.message?.push(text);
    if (opcode < 8 && fin && this.message !== undefined) {
      this.messages.push(this.message.join(''));
      this.message = undefined;
    }
    if (this.pings.length > MOST_PAYLOADS) this.pings.shift();
    if (this.messages.length > MOST_PAYLOADS) this.messages.shift();
  }
}

const NONE = new Uint8Array(0);
