/**
 * The octets of a server, in segments, to elements of the wire: answers, each compared with the request that it
 * answers, and behind a 101 frames.
 *
 * 1. Answers go out in the order of their requests (rfc9112#associating.response.to.request), so the next one is that to
 *    the first request that has none.
 * 2. Content of an answer is passed over, but must end where the answer says.
 * 3. Octets that are no answer and no frame are a fault of their own, and reading stops there.
 */
import { frameFaults } from '../spec/active.js';
import { formOf, isFinal, type ResponseFacts } from '../spec/answer.js';
import { type ChunkReader, chunkReader } from '../spec/chunks.js';
import { type FrameReader, frameReader } from '../spec/frame-reader.js';
import {
  type HeadReader,
  headReader,
  latin1,
  type RefusalReason,
  type ResponseHead,
} from '../spec/message.js';
import { readResponseFacts } from '../spec/response.js';
import type { Observation } from '../spec/wire.js';
import type { ClientStream, SentRequest } from './client-stream.js';
import { contentLengthIn } from './octets.js';

/** An answer as it came. */
export interface SeenResponse {
  readonly head: ResponseHead | undefined;
  readonly facts: ResponseFacts;
  /** The request that it answers; undefined where none was unanswered. */
  readonly to: SentRequest | undefined;
}

/** Octets of a server that are no message of the protocol they stand in. */
export interface Unreadable {
  /** Offset among the octets of the server of the message, the content or the frame that is none. */
  readonly at: number;
  /** Index of what passed when they came. */
  readonly passed: number;
  readonly why: RefusalReason | 'chunks' | 'frame' | 'http';
  /** What was read when they came. */
  readonly inside: 'head' | 'content' | 'frames';
}

type Mode = 'head' | 'length' | 'chunks' | 'until-close' | 'frames' | 'elsewhere' | 'unreadable';

/** How many last octets of a message are not there. */
export type CutShort = 'head' | 'content' | 'frame';

/** What an answer with a head begins with. */
const LABEL = 'HTTP/';

/** Whether these octets, behind so many, are an answer with a head as far as they go. */
function goesOn(octets: Uint8Array, before: number): boolean {
  const rest = LABEL.slice(before);
  return rest.startsWith(latin1(octets, 0, rest.length));
}

/** Reads what a server sends. */
export class ServerStream {
  readonly responses: SeenResponse[] = [];
  at = 0;
  /** Index of what passes, which whoever observes sets. */
  passed = 0;
  mode: Mode = 'head';
  unreadable: Unreadable | undefined;
  /** What the server was in the middle of when it ended. */
  cutShort: CutShort | undefined;
  /** How many requests were answered by a final answer or a 101. */
  answered = 0;
  /** The last answer that was final, or a 101; it tells whether the server said close. */
  last: ResponseFacts | undefined;
  /** Codes of the Close frames that came; 1005 where there was none. */
  readonly closes: number[] = [];
  /** Payloads of the data frames that came, whole messages, as text of octets. */
  readonly messages: string[] = [];
  readonly pongs: string[] = [];
  private readonly client: ClientStream;
  private readonly tell: (seen: Observation) => void;
  private head: HeadReader<ResponseHead> = headReader('response');
  private pushed = 0;
  private left = 0;
  private chunks: ChunkReader = chunkReader();
  private chunked = 0;
  private frames: FrameReader = frameReader({ from: 'server' });
  /** Offset of the first octet behind the head of the 101. */
  private framesFrom = 0;
  private inFrame = false;
  private message: string[] | undefined;
  private ended = false;
  /** Whether a head that has not ended was answered: the request that it becomes has its answer. */
  private early = false;

  constructor(client: ClientStream, tell: (seen: Observation) => void) {
    this.client = client;
    this.tell = tell;
  }

  push(octets: Uint8Array): void {
    let rest = octets;
    while (rest.length > 0 && this.mode !== 'unreadable') {
      const before = rest.length;
      rest = this.take(rest);
      this.at += before - rest.length;
    }
  }

  end(what: 'fin' | 'rst'): void {
    if (this.ended && what === 'fin') return;
    this.ended = true;
    const to = this.next;
    if (this.pushed > 0 && this.pushed < LABEL.length && to?.facts.version === 'none') this.bare(to);
    if (this.mode === 'head' && this.pushed > 0) this.cutShort = 'head';
    if (this.mode === 'length' || this.mode === 'chunks') this.cutShort = 'content';
    if (this.mode === 'frames' && this.frames.end().length > 0) this.cutShort = 'frame';
    this.tell({ from: 'server', what });
  }

  /** The request to be answered next. */
  get next(): SentRequest | undefined {
    return this.client.requests[this.answered];
  }

  private take(octets: Uint8Array): Uint8Array {
    switch (this.mode) {
      case 'head':
        return this.takeHead(octets);
      case 'length': {
        const taken = Math.min(this.left, octets.length);
        this.left -= taken;
        if (this.left === 0) this.mode = 'head';
        return octets.subarray(taken);
      }
      case 'chunks':
        return this.takeChunks(octets);
      case 'frames':
        this.takeFrames(octets);
        return NONE;
      default:
        return NONE;
    }
  }

  private refuse(at: number, why: Unreadable['why'], inside: Unreadable['inside']): Uint8Array {
    this.mode = 'unreadable';
    this.unreadable = { at, passed: this.passed, why, inside };
    return NONE;
  }

  private takeHead(octets: Uint8Array): Uint8Array {
    const to = this.next;
    const before = this.pushed;
    if (to?.facts.version === 'none' && !goesOn(octets, before)) return this.bare(to);
    const read = this.head.push(octets);
    this.pushed += octets.length;
    if (read.outcome === 'need-more') return NONE;
    if (read.outcome === 'refused') return this.refuse(this.at - before, read.reason, 'head');
    this.head = headReader('response');
    this.pushed = 0;
    this.framesFrom = this.at - before + read.head.length;
    this.answer(read.head);
    return octets.subarray(read.head.length - before);
  }

  /** An answer without a head, to a request without a version (HTTP/0.9). */
  private bare(to: SentRequest): Uint8Array {
    const facts = formOf({ status: 'bare', servedAs: '1.0', closing: 'yes', refusesVersion: 'no' });
    this.mode = 'until-close';
    this.pushed = 0;
    this.note(undefined, facts, to);
    return NONE;
  }

  private note(head: ResponseHead | undefined, facts: ResponseFacts, to: SentRequest | undefined): void {
    this.responses.push({ head, facts, to });
    this.tell({ from: 'server', what: 'response', facts });
    const final = facts.status === '101' || isFinal(facts.status);
    if (!final) return;
    this.last = facts;
    if (to === undefined) {
      this.early = this.client.inHead;
      return;
    }
    this.answered += 1;
  }

  private answer(head: ResponseHead): void {
    if (this.early && this.next !== undefined) {
      this.answered += 1;
      this.early = false;
    }
    const to = this.next;
    const facts = readResponseFacts(head, to?.asked ?? {});
    this.note(head, facts, to);
    const status = facts.status;
    if (status === '100' || status === '1xx') return;
    const compressed = facts.extensions === 'offered';
    if (status === '101') {
      const as = facts.upgrade === 'other' ? 'elsewhere' : 'frames';
      this.mode = as;
      this.frames = frameReader({ from: 'server', compressed });
      this.client.release(as, compressed);
      return;
    }
    if (to?.asked.method === 'CONNECT' && status === '2xx') {
      this.mode = 'elsewhere';
      this.client.release('elsewhere', false);
      return;
    }
    if (to?.offers === true && this.client.requests.at(-1) === to) this.client.release('http', false);
    this.beginContent(facts, head, to);
  }

  private beginContent(facts: ResponseFacts, head: ResponseHead, to: SentRequest | undefined): void {
    const none = to?.asked.method === 'HEAD' || head.status === 204 || head.status === 304;
    if (none || facts.framing === 'none' || facts.framing === 'forbidden') return;
    if (facts.framing === 'until-close') {
      this.mode = 'until-close';
    } else if (facts.framing === 'chunked' || facts.framing === 'both' || facts.framing === 'chunked-twice') {
      this.mode = 'chunks';
      this.chunks = chunkReader();
      this.chunked = 0;
    } else {
      this.left = contentLengthIn(head);
      if (this.left > 0) this.mode = 'length';
    }
  }

  private takeChunks(octets: Uint8Array): Uint8Array {
    const before = this.chunked;
    const read = this.chunks.push(octets);
    this.chunked += octets.length;
    if (read.outcome === 'some') return NONE;
    if (read.outcome === 'fault')
      return this.refuse(this.at + Math.max(0, read.at - before), 'chunks', 'content');
    this.mode = 'head';
    return octets.subarray(read.at - before);
  }

  private takeFrames(octets: Uint8Array): void {
    // no frame begins so: its reserved bits and its opcode would not go together
    if (!this.inFrame && latin1(octets, 0, 5) === 'HTTP/') {
      this.refuse(this.at, 'http', 'frames');
      return;
    }
    this.inFrame = true;
    for (const one of this.frames.push(octets)) {
      if (!('facts' in one)) continue;
      const { facts } = one;
      if (one.outcome !== 'frame') {
        this.tell({ from: 'server', what: 'frame', facts });
        this.refuse(this.framesFrom + one.at, 'frame', 'frames');
        return;
      }
      const { opcode, fin, payload } = one.frame;
      const echoes = this.keep(opcode, fin, payload);
      this.tell({ from: 'server', what: 'frame', facts, ...(echoes === undefined ? {} : { echoes }) });
      if (opcode === 8) {
        const [high = 3, low = 0xed] = payload;
        this.closes.push(high * 256 + low);
      }
    }
    const { begun } = this.frames;
    this.inFrame = begun !== undefined;
    if (begun === undefined || frameFaults(begun).length === 0) return;
    // a header at fault needs no payload: what it announces may never come
    this.tell({ from: 'server', what: 'frame', facts: begun });
    this.refuse(this.at, 'frame', 'frames');
  }

  /** Keeps what came, and tells whether it is what the client sent. */
  private keep(opcode: number, fin: boolean, payload: Uint8Array): boolean | undefined {
    const text = latin1(payload);
    if (opcode === 10) {
      this.pongs.push(text);
      return this.client.pings.includes(text);
    }
    if (opcode === 1 || opcode === 2) this.message = [text];
    if (opcode === 0) this.message?.push(text);
    if (opcode > 7 || !fin || this.message === undefined) return undefined;
    const whole = this.message.join('');
    this.message = undefined;
    this.messages.push(whole);
    return whole.length >= LEAST_ECHO && this.client.messages.includes(whole) ? true : undefined;
  }
}

/** A shorter message may be the same by chance. */
const LEAST_ECHO = 4;
const NONE = new Uint8Array(0);
