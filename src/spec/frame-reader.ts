/**
 * Octets behind a 101, in segments, to frames with their facts.
 *
 * 1. Any cut of the octets gives what all of them at once give, and each is looked at a bounded number of
 *    times.
 * 2. Of what arrives a reader holds no more than one unfinished frame: never more room than twice the octets
 *    of it that have arrived, and of a message only what `frame-facts.ts` keeps.
 * 3. A refusal is the last thing told: frames have no mark by which one could be found again.
 */
import type { FrameFacts } from './frame-axes.js';
import { frameFactsAfter, headerFacts, type MessageSoFar, refusedFacts } from './frame-facts.js';
import {
  DEFAULT_FRAME_LIMITS,
  type FrameHeader,
  type FrameLimits,
  HEADER_ROOM,
  headerSoFar,
  NO_OCTETS,
  readHeader,
} from './frame-header.js';
import { applyMask, type Frame, type FrameRefused, frameWith, payloadOf } from './frames.js';

/** What a reader tells: a frame, or why there will be no more of them. */
export type FrameArrival =
  | { readonly outcome: 'frame'; readonly frame: Frame; readonly facts: FrameFacts }
  /** The header alone decided, so there are facts. */
  | (FrameRefused & { readonly reason: 'top-bit' | 'over-limit'; readonly facts: FrameFacts })
  /** The peer ended inside a frame, of which nothing is told as if it were whole. */
  | (FrameRefused & { readonly reason: 'ended-early' });

/** How a stream of frames is read. */
export interface FrameReaderOptions {
  /**
   * Whose frames they are. It changes nothing in what is read, since the mask is a fact like others; it is
   * kept beside the facts for whoever judges them.
   */
  readonly from: 'client' | 'server';
  /** Whether permessage-deflate was negotiated; false when not given. */
  readonly compressed?: boolean;
  readonly limits?: FrameLimits;
}

/** Reads frames from octets that arrive in segments. */
export interface FrameReader {
  readonly from: 'client' | 'server';
  /**
   * Takes a segment, and tells what has become complete with it. After a refusal or the end that is nothing. What is
   * told at once grows with the segment, which may hold a frame for every two octets: a long capture is handed over in
   * parts of the size a socket would bring.
   */
  push(octets: Uint8Array): readonly FrameArrival[];
  /** Takes the peer's FIN: a frame that was begun becomes the refusal `ended-early`. */
  end(): readonly FrameArrival[];
  /**
   * The facts of a frame whose header has come and whose payload has not, which counts as plain: a receiver
   * may act on a header at fault without waiting for the rest. Undefined between frames and behind the end.
   */
  readonly begun: FrameFacts | undefined;
  /** How many times an octet was looked at or copied; it grows with the octets, not with the segments. */
  readonly visited: number;
}

/**
 * Collects a header in one small room, and a payload in another, unless the payload comes in one segment.
 */
class SegmentReader implements FrameReader {
  readonly from: 'client' | 'server';
  visited = 0;
  private readonly compressed: boolean;
  private readonly limits: FrameLimits;
  private message: MessageSoFar | undefined;
  private ended = false;
  /** Offset of the first octet of the frame that is read now. */
  private at = 0;
  private readonly head = new Uint8Array(HEADER_ROOM);
  private headHave = 0;
  /** How many octets of the header decide next. */
  private need = 2;
  private header: FrameHeader | undefined;
  private room = NO_OCTETS;
  private have = 0;

  constructor(options: FrameReaderOptions) {
    this.from = options.from;
    this.compressed = options.compressed ?? false;
    this.limits = options.limits ?? DEFAULT_FRAME_LIMITS;
  }

  push(octets: Uint8Array): readonly FrameArrival[] {
    const told: FrameArrival[] = [];
    let at = 0;
    while (at < octets.length && !this.ended) {
      const { header } = this;
      at = header ? this.takePayload(header, octets, at, told) : this.takeHeader(octets, at, told);
    }
    return told;
  }

  get begun(): FrameFacts | undefined {
    const { header, compressed, limits } = this;
    if (header === undefined || this.ended) return undefined;
    return headerFacts(header, { compressed, limits });
  }

  end(): readonly FrameArrival[] {
    if (this.ended) return [];
    this.ended = true;
    if (this.headHave === 0) return [];
    const soFar = headerSoFar(this.head, 0, this.headHave, this.at);
    return [{ outcome: 'refused', reason: 'ended-early', at: this.at + this.headHave + this.have, soFar }];
  }

  /** Takes octets of a header up to the next one that decides; gives the offset behind them. */
  private takeHeader(octets: Uint8Array, from: number, told: FrameArrival[]): number {
    let at = from;
    for (; at < octets.length && this.headHave < this.need; at += 1) {
      this.head[this.headHave] = octets[at] as number;
      this.headHave += 1;
    }
    this.visited += at - from;
    if (this.headHave < this.need) return at;
    const read = readHeader(this.head, 0, this.headHave, this.limits, this.message?.octets ?? 0);
    this.visited += this.headHave;
    if (read.outcome === 'need-more') {
      this.need = read.need;
    } else if (read.outcome === 'header') {
      this.header = read.header;
      if (read.header.length === 0) this.complete(read.header, NO_OCTETS, told);
    } else {
      const soFar = headerSoFar(this.head, 0, read.size, this.at);
      const facts = refusedFacts(soFar, read.reason, this.compressed);
      told.push({ outcome: 'refused', reason: read.reason, at: this.at + read.at, soFar, facts });
      this.ended = true;
    }
    return at;
  }

  /** Takes octets of a payload up to its end; gives the offset behind them. */
  private takePayload(header: FrameHeader, octets: Uint8Array, from: number, told: FrameArrival[]): number {
    const { length } = header;
    const to = Math.min(from + length - this.have, octets.length);
    if (to - from === length) {
      // Copied and unmasked, or neither.
      if (header.masked) this.visited += 2 * length;
      this.complete(header, payloadOf(header, octets, from, to), told);
      return to;
    }
    const have = this.have + to - from;
    if (have > this.room.length) {
      // Twice the room each time, so that an octet is moved once on average; at the end it fits.
      const larger = new Uint8Array(Math.min(2 * have, length));
      larger.set(this.room.subarray(0, this.have));
      this.visited += this.have;
      this.room = larger;
    }
    this.room.set(octets.subarray(from, to), this.have);
    if (header.masked) applyMask(this.room, this.have, have, header.key);
    this.visited += header.masked ? 2 * (to - from) : to - from;
    this.have = have;
    if (have === length) this.complete(header, this.room, told);
    return to;
  }

  /** Tells a frame, and makes ready for the next. */
  private complete(header: FrameHeader, payload: Uint8Array, told: FrameArrival[]): void {
    const frame = frameWith(header, this.headHave, this.at, payload);
    const { compressed, limits } = this;
    const { facts, message } = frameFactsAfter(frame, this.message, { compressed, limits });
    // The facts look at a payload once, if at all.
    this.visited += frame.length;
    told.push({ outcome: 'frame', frame, facts });
    this.message = message;
    this.at = frame.end;
    this.headHave = 0;
    this.need = 2;
    this.header = undefined;
    this.room = NO_OCTETS;
    this.have = 0;
  }
}

/**
 * A reader gives for segments, however cut, the frames that all octets together are, each with its facts.
 *
 * A payload that came in one segment and is not masked is a view on that segment, as with `readFrame`; any
 * other is a copy.
 *
 * @param options Whose frames they are, whether compression was negotiated, and how much is taken.
 * @returns The reader. Offsets count from the first octet of the first segment, which is the one behind the
 *   head of the 101 (from a server) or of the request (from a client). Nothing is thrown.
 * @see rfc6455#section-5
 * @example
 * import { frameReader } from 'after101';
 *
 * const reader = frameReader({ from: 'server' });
 * reader.push(new Uint8Array([0x89])).length; // 0
 * reader.push(new Uint8Array([0x00]))[0]?.outcome; // 'frame'
 */
export function frameReader(options: FrameReaderOptions): FrameReader {
  return new SegmentReader(options);
}
