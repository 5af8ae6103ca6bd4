/**
 * Octets to the end of one chunked content (RFC 9112 §7.1): where it ends, or where it is at fault.
 *
 * The three laws of `message.ts` hold here too.
 *
 * 1. Total: any octets give `some`, `end` or `fault` with an offset, and nothing is thrown. A size that a
 *    double cannot hold exactly is a fault and is never rounded or wrapped.
 * 2. Lossless: every octet taken belongs to one part, and the parts adjoin.
 * 3. Indifferent to segments: octets that arrive one by one give what they give together. Nothing is held of
 *    them but a few numbers, and no octet is looked at twice.
 *
 * The grammar is taken as it stands. That a recipient may take a single LF for a line end is said of the
 * start line and of fields (rfc9112#message.parsing), and a chunk's line is neither. In the trailer section
 * that freedom is not used: two readers that disagree about the end of content disagree about where the next
 * request begins.
 */
import { isToken } from './fields.js';

/** Why octets are no chunked content. */
export type ChunkFault =
  | 'size'
  | 'size-too-large'
  | 'extension'
  | 'extensions-too-long'
  | 'line-end'
  | 'data-end'
  | 'trailer'
  | 'trailers-too-long'
  | 'ended-early';

/**
 * What an octet is: a digit of a size, of its extensions, of a line end, of the data, or of a trailer line.
 */
export type ChunkPartKind = 'size' | 'extensions' | 'line-end' | 'data' | 'trailer';

/** Octets of one kind that stand together. */
export interface ChunkPart {
  readonly kind: ChunkPartKind;
  /** Offset of the first octet, counted from the first octet of the content. */
  readonly at: number;
  /** Offset behind the last octet. */
  readonly end: number;
}

/** How far the content is read. */
export type ChunksRead =
  /** None of `at` octets is at fault, and the content has not ended. */
  | { readonly outcome: 'some'; readonly at: number; readonly parts: readonly ChunkPart[] }
  /** The content ended before the octet at `at`, where the next message begins. */
  | { readonly outcome: 'end'; readonly at: number; readonly parts: readonly ChunkPart[] }
  /** The octet at `at` is at fault; the parts are those before it. */
  | {
      readonly outcome: 'fault';
      readonly at: number;
      readonly parts: readonly ChunkPart[];
      readonly reason: ChunkFault;
    };

/** How much is read beside the data before the reader refuses, in octets. */
export interface ChunkLimits {
  /** Digits of one chunk size, leading zeros included. */
  readonly sizeDigits: number;
  /** All extensions of the content, whitespace included. */
  readonly extensions: number;
  /** The whole trailer section, its line ends included. */
  readonly trailers: number;
}

/**
 * What is read when nobody says otherwise. Sixteen digits spell every size of 64 bits.
 *
 * @see rfc9112#chunked.extension
 * @example
 * DEFAULT_CHUNK_LIMITS.sizeDigits; // 16
 */
export const DEFAULT_CHUNK_LIMITS: ChunkLimits = { sizeDigits: 16, extensions: 4096, trailers: 16_384 };

/** Where the reader stands: what the next octet is part of. */
type Place =
  | 'size'
  | 'more-size'
  | 'before-extension'
  | 'extension'
  | 'name'
  | 'behind-name'
  | 'value'
  | 'token'
  | 'quoted'
  | 'escaped'
  | 'behind-quoted'
  | 'size-lf'
  | 'data'
  | 'data-cr'
  | 'data-lf'
  | 'trailer'
  | 'trailer-name'
  | 'trailer-value'
  | 'trailer-lf'
  | 'last-lf'
  | 'end';

const CR = 0x0d;
const LF = 0x0a;
const HTAB = 0x09;
const isBlank = (octet: number): boolean => octet === 0x20 || octet === HTAB;
const TOKEN = Array.from({ length: 256 }, (_, octet) => isToken(String.fromCharCode(octet)));
const isTchar = (octet: number): boolean => TOKEN[octet] === true;
/** HTAB, SP, VCHAR and obs-text: what a quoted pair or a field value may hold (rfc9110#fields.values). */
const isText = (octet: number): boolean => octet === HTAB || (octet >= 0x20 && octet !== 0x7f);

/** The value of a hexadecimal digit; undefined for any other octet. */
function digitOf(octet: number): number | undefined {
  if (octet >= 0x30 && octet <= 0x39) return octet - 0x30;
  const lower = octet | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : undefined;
}

/** What may follow a whole size or extension: the next extension, whitespace before it, or the line end. */
function behindExtension(octet: number): Place | 'extension-fault' {
  if (octet === 0x3b) return 'extension';
  if (octet === CR) return 'size-lf';
  return isBlank(octet) ? 'before-extension' : 'extension-fault';
}

/**
 * The place behind one octet of a chunk's extensions (rfc9112#chunked.extension). Whitespace may stand around
 * `;` and `=`, but not before the line end.
 */
function nextInExtension(place: Place, octet: number): Place | 'extension-fault' {
  switch (place) {
    case 'before-extension':
      return isBlank(octet) ? place : octet === 0x3b ? 'extension' : 'extension-fault';
    case 'extension':
      return isBlank(octet) ? place : isTchar(octet) ? 'name' : 'extension-fault';
    case 'name':
      if (isTchar(octet)) return place;
      if (octet === 0x3d) return 'value';
      return isBlank(octet) ? 'behind-name' : behindExtension(octet);
    case 'behind-name':
      if (isBlank(octet)) return place;
      return octet === 0x3d ? 'value' : octet === 0x3b ? 'extension' : 'extension-fault';
    case 'value':
      if (isBlank(octet)) return place;
      return octet === 0x22 ? 'quoted' : isTchar(octet) ? 'token' : 'extension-fault';
    case 'token':
      return isTchar(octet) ? place : behindExtension(octet);
    case 'quoted':
      if (octet === 0x22) return 'behind-quoted';
      return octet === 0x5c ? 'escaped' : isText(octet) ? place : 'extension-fault';
    case 'escaped':
      return isText(octet) ? 'quoted' : 'extension-fault';
    default:
      return behindExtension(octet);
  }
}

/** The place behind one octet of the trailer section: field lines, and the empty line that ends all. */
function nextInTrailer(place: Place, octet: number): Place | 'trailer-fault' {
  if (place === 'trailer' && octet === CR) return 'last-lf';
  if (place === 'trailer-value') {
    return octet === CR ? 'trailer-lf' : isText(octet) ? place : 'trailer-fault';
  }
  if (isTchar(octet)) return 'trailer-name';
  return place === 'trailer-name' && octet === 0x3a ? 'trailer-value' : 'trailer-fault';
}

/**
 * Where one octet is the only one that may stand: what it is, what it is a fault not to be, and what
 * follows.
 */
const LINE_ENDS: Partial<Record<Place, { octet: number; otherwise: ChunkFault; next: Place }>> = {
  'size-lf': { octet: LF, otherwise: 'line-end', next: 'data' },
  'data-cr': { octet: CR, otherwise: 'data-end', next: 'data-lf' },
  'data-lf': { octet: LF, otherwise: 'data-end', next: 'size' },
  'trailer-lf': { octet: LF, otherwise: 'line-end', next: 'trailer' },
  'last-lf': { octet: LF, otherwise: 'line-end', next: 'end' },
};

/** Reads one chunked content from octets that arrive in segments. */
export interface ChunkReader {
  /**
   * Takes a segment. The parts are those of this segment; after `end` or `fault` the outcome stays, and there
   * are no more parts.
   */
  push(octets: Uint8Array): ChunksRead;
  /** Takes the peer's FIN: `some` becomes the fault `ended-early`. */
  end(): ChunksRead;
}

/** The reader: a place, and the numbers that the limits and the data need. */
class Chunks implements ChunkReader {
  private readonly limits: ChunkLimits;
  private place: Place = 'size';
  private at = 0;
  private reason: ChunkFault | undefined;
  private digits = 0;
  /** The size while it is read, and then how many octets of the data are still to come. */
  private left = 0;
  private last = false;
  private extensions = 0;
  private trailers = 0;
  private parts: { kind: ChunkPartKind; at: number; end: number }[] = [];

  constructor(limits: ChunkLimits) {
    this.limits = limits;
  }

  push(octets: Uint8Array): ChunksRead {
    this.parts = [];
    let from = 0;
    while (from < octets.length && this.reason === undefined && this.place !== 'end') {
      if (this.place === 'data') from += this.takeData(octets.length - from);
      else this.take(octets[from++] as number);
    }
    return this.read();
  }

  end(): ChunksRead {
    this.parts = [];
    if (this.place !== 'end') this.reason ??= 'ended-early';
    return this.read();
  }

  private read(): ChunksRead {
    const { at, parts, reason } = this;
    if (reason !== undefined) return { outcome: 'fault', at, parts, reason };
    return { outcome: this.place === 'end' ? 'end' : 'some', at, parts };
  }

  /** The octets before the reader are of this kind. */
  private belongs(kind: ChunkPartKind, octets: number): void {
    const before = this.parts.at(-1);
    if (before?.kind === kind) before.end += octets;
    else this.parts.push({ kind, at: this.at, end: this.at + octets });
    this.at += octets;
  }

  private takeData(have: number): number {
    const taken = Math.min(have, this.left);
    this.belongs('data', taken);
    this.left -= taken;
    if (this.left === 0) this.place = 'data-cr';
    return taken;
  }

  private take(octet: number): void {
    const { place } = this;
    const ends = LINE_ENDS[place];
    if (ends !== undefined) {
      const next = place === 'size-lf' && this.last ? 'trailer' : ends.next;
      this.takeLineEnd(octet === ends.octet, ends.otherwise, next);
    } else if (place === 'size' || place === 'more-size') this.takeSize(octet);
    else if (place.startsWith('trailer')) this.takeTrailer(octet);
    else this.takeExtension(octet, nextInExtension(place, octet));
  }

  private takeSize(octet: number): void {
    const digit = digitOf(octet);
    if (digit === undefined) {
      const next = this.place === 'size' ? 'extension-fault' : behindExtension(octet);
      if (next === 'extension-fault') this.reason = 'size';
      else this.takeExtension(octet, next);
      return;
    }
    if (this.place === 'size') {
      this.digits = 0;
      this.left = 0;
    }
    this.digits += 1;
    const size = this.left * 16 + digit;
    if (this.digits > this.limits.sizeDigits || !Number.isSafeInteger(size)) {
      this.reason = 'size-too-large';
      return;
    }
    this.left = size;
    this.place = 'more-size';
    this.belongs('size', 1);
  }

  private takeExtension(octet: number, next: Place | 'extension-fault'): void {
    if (next === 'extension-fault') {
      this.reason = 'extension';
    } else if (octet === CR) {
      this.last = this.left === 0;
      this.takeLineEnd(true, 'line-end', next);
    } else if (this.extensions >= this.limits.extensions) {
      this.reason = 'extensions-too-long';
    } else {
      this.extensions += 1;
      this.place = next;
      this.belongs('extensions', 1);
    }
  }

  private takeTrailer(octet: number): void {
    const next = nextInTrailer(this.place, octet);
    if (next === 'trailer-fault') this.reason = 'trailer';
    else if (octet === CR) this.takeLineEnd(true, 'line-end', next);
    else if (this.withinTrailers()) {
      this.place = next;
      this.belongs('trailer', 1);
    }
  }

  private takeLineEnd(sound: boolean, otherwise: ChunkFault, next: Place): void {
    if (!sound) {
      this.reason = otherwise;
      return;
    }
    const inTrailer = this.place.startsWith('trailer') || this.place === 'last-lf';
    if (inTrailer && !this.withinTrailers()) return;
    this.place = next;
    this.belongs('line-end', 1);
  }

  /** Counts one octet of the trailer section, or says that it is one too many. */
  private withinTrailers(): boolean {
    this.trailers += 1;
    if (this.trailers > this.limits.trailers) this.reason = 'trailers-too-long';
    return this.reason === undefined;
  }
}

/**
 * A reader of chunked content gives for segments, however cut, what one reading of all octets gives.
 *
 * @param limits How much is read beside the data; `DEFAULT_CHUNK_LIMITS` when not given.
 * @returns The reader. Offsets count from the first octet of the content. Nothing is thrown.
 * @see rfc9112#chunked.encoding
 * @see rfc9112#decoding.chunked
 * @example
 * import { chunkReader, octetsOf } from 'after101';
 *
 * const reader = chunkReader();
 * reader.push(octetsOf('5\r\nhel')).outcome; // 'some'
 * reader.push(octetsOf('lo\r\n0\r\n\r\n')).outcome; // 'end'
 */
export function chunkReader(limits: ChunkLimits = DEFAULT_CHUNK_LIMITS): ChunkReader {
  return new Chunks(limits);
}

/**
 * Octets are a whole chunked content, the beginning of one, or none.
 *
 * @param octets What arrived behind the head; octets behind the end of the content are left alone.
 * @param options Whether the peer has sent its FIN, and the limits.
 * @returns How far the content goes, with the parts of all octets taken.
 * @see rfc9112#chunked.encoding
 * @example
 * import { octetsOf, readChunks } from 'after101';
 *
 * readChunks(octetsOf('0\r\n\r\nGET')).at; // 5
 * readChunks(octetsOf('0x5\r\n')).outcome; // 'fault'
 */
export function readChunks(
  octets: Uint8Array,
  options: { readonly ended?: boolean; readonly limits?: ChunkLimits } = {},
): ChunksRead {
  const reader = chunkReader(options.limits);
  const read = reader.push(octets);
  return options.ended === true && read.outcome === 'some' ? { ...reader.end(), parts: read.parts } : read;
}
