/**
 * What a client does on one connection from its beginning to its end: octets in segments, FIN and RST, as
 * plain data.
 *
 * 1. Requests stand one behind the other with their content; then there may be a handshake, and behind it
 *    frames, or more requests. Nothing waits for an answer, so frames are early where the server has not
 *    answered yet.
 * 2. The steps are the octets up to the end, cut anywhere: what a server makes of them must not depend on
 *    the cuts.
 * 3. FIN and RST come at any place, RST behind FIN too. Behind RST, and behind FIN but for RST, there is
 *    nothing.
 * 4. A shrink goes to fewer parts, to shorter ones, to one segment, and to a connection that stays open.
 */
import * as fc from 'fast-check';
import type { Facts } from '../../spec/axes.js';
import type { FrameFacts } from '../../spec/frame-axes.js';
import { linesOf, octetsOf, readRequest } from '../../spec/message.js';
import { joined } from '../../wire/octets.js';
import { almostHandshake } from './almost.js';
import { drawing, pick } from './flourish.js';
import { closeFrame, frame, type GeneratedFrame } from './frame.js';
import { type GeneratedHead, grantableHandshake, ordinaryHead, requestHead, validHandshake } from './head.js';
import { cutAt } from './octets.js';
import { quoted, shown } from './shown.js';
import { wildHead } from './wild.js';

/** One thing that a client does. */
export type ConversationStep =
  | { readonly what: 'octets'; readonly octets: Uint8Array }
  | { readonly what: 'fin' }
  | { readonly what: 'rst' };

/** What some of the octets were made as. Where an earlier part is at fault, a server need not see it so. */
export type ConversationPart = { readonly at: number; readonly end: number } & (
  | { readonly what: 'request'; readonly facts: Facts }
  | { readonly what: 'content'; readonly is: 'whole' | 'short' | 'fault' }
  | { readonly what: 'frame'; readonly facts: FrameFacts }
  | { readonly what: 'anything' }
);

/** A client's side of one connection. */
export interface Conversation {
  /** What it does, in order. */
  readonly steps: readonly ConversationStep[];
  /** All octets that it meant to send; those behind its end do not go out. */
  readonly octets: Uint8Array;
  readonly parts: readonly ConversationPart[];
}

/** A part that does not know yet where it stands. */
type Piece = { readonly octets: Uint8Array } & (
  | { readonly what: 'request'; readonly facts: Facts }
  | { readonly what: 'content'; readonly is: 'whole' | 'short' | 'fault' }
  | { readonly what: 'frame'; readonly facts: FrameFacts }
  | { readonly what: 'anything' }
);

/** Longer content is announced and not sent to its end. */
const LONGEST = 64;
/** Content that would be a request at fault, or frames at fault, to who reads it as what it is not. */
const NO_REQUEST = 'x\r\n\r\n';
const CHUNKS = ['5\r\nhello\r\n0\r\n\r\n', '0\r\n\r\n', '1;a\r\nx\r\n2\r\nyz\r\n0\r\nX: y\r\n\r\n'] as const;
const NO_CHUNKS = ['5\nhello\n', 'x\r\n', '5\r\nhello0\r\n\r\n'] as const;

/** How much content the head announces by its length. */
function lengthIn(octets: Uint8Array): number {
  const read = readRequest(octets);
  const [line] = read.outcome === 'head' ? linesOf(read.head, 'content-length') : [];
  return Number(/^\d+/.exec(line?.value ?? '')?.[0] ?? 0);
}

/** The content of a request, as its head announces it: whole, too short, or at fault. */
function contentOf({ octets, facts }: GeneratedHead, numbers: readonly number[]): readonly Piece[] {
  const draw = drawing(numbers);
  const isShort = draw(4) === 3;
  // where the head is refused, nothing delimits what follows
  if (facts.syntax !== 'clean' && facts.syntax !== 'repaired') return [];
  if (facts.framing === 'chunked' || facts.framing === 'both') {
    const isFaulty = draw(4) === 3;
    const text = (isFaulty ? pick(NO_CHUNKS, numbers[2] ?? 0) : pick(CHUNKS, numbers[2] ?? 0)) ?? '';
    const is = isFaulty ? 'fault' : isShort ? 'short' : 'whole';
    return [{ what: 'content', is, octets: octetsOf(is === 'short' ? text.slice(0, -1) : text) }];
  }
  if (facts.framing !== 'length' && facts.framing !== 'equal-lengths') return [];
  const length = lengthIn(octets);
  if (length === 0) return [];
  const sent = Math.min(LONGEST, isShort ? length - 1 : length);
  const is = sent < length ? 'short' : 'whole';
  return [{ what: 'content', is, octets: octetsOf(NO_REQUEST.repeat(sent).slice(0, sent)) }];
}

const request = ({ octets, facts }: GeneratedHead): Piece => ({ what: 'request', octets, facts });

const NUMBERS = fc.array(fc.nat(999), { maxLength: 3 });

/** A request of any kind with its content. */
function exchanges(): fc.Arbitrary<readonly Piece[]> {
  const head = fc.oneof(
    { weight: 6, arbitrary: ordinaryHead() },
    { weight: 1, arbitrary: requestHead() },
    { weight: 3, arbitrary: almostHandshake() },
  );
  return fc.oneof(
    {
      weight: 12,
      arbitrary: fc.tuple(head, NUMBERS).map(([one, how]) => [request(one), ...contentOf(one, how)]),
    },
    {
      weight: 1,
      arbitrary: wildHead().map(({ octets }): readonly Piece[] => [{ what: 'anything', octets }]),
    },
  );
}

const framePiece = ({ octets, facts }: GeneratedFrame): readonly Piece[] => [
  { what: 'frame', octets, facts },
];

const SOUND = {
  mask: 'masked',
  reserved: 'none',
  fin: 'last',
  length: 'short',
  payload: 'plain',
} as const satisfies Partial<FrameFacts>;

/** A frame without a fault, one that may have a fault of one kind, or any: more would hide each other. */
function frameOfAnyKind(): fc.Arbitrary<GeneratedFrame> {
  const apart = (['mask', 'reserved', 'fin', 'length'] as const).map((axis) => {
    const { [axis]: _free, ...given } = SOUND;
    return { weight: 1, arbitrary: frame({ ...given, opcode: 'text' }) };
  });
  return fc.oneof(
    { weight: 5, arbitrary: frame(SOUND) },
    ...apart,
    { weight: 1, arbitrary: frame({ ...SOUND, opcode: 'text', payload: 'not-utf8' }) },
    { weight: 1, arbitrary: closeFrame() },
    { weight: 1, arbitrary: frame() },
  );
}

/** A handshake, its content if it has any, and what comes behind it. */
function upgrade(): fc.Arbitrary<readonly Piece[]> {
  const head = fc.oneof(
    { weight: 3, arbitrary: validHandshake() },
    { weight: 1, arbitrary: grantableHandshake() },
    { weight: 3, arbitrary: almostHandshake() },
  );
  const frames = fc.array(frameOfAnyKind().map(framePiece), { maxLength: 4 });
  const behind = fc.oneof({ weight: 3, arbitrary: frames }, fc.array(exchanges(), { maxLength: 2 }));
  return fc
    .tuple(head, NUMBERS, behind)
    .map(([one, how, rest]) => [request(one), ...contentOf(one, how), ...rest.flat()]);
}

/** Pieces, or none: in a shrink they may go at any time, not at the beginning alone. */
class OrNothing extends fc.Arbitrary<readonly Piece[]> {
  private readonly some: fc.Arbitrary<readonly Piece[]>;

  constructor(some: fc.Arbitrary<readonly Piece[]>) {
    super();
    this.some = some;
  }

  override generate(random: fc.Random, biasFactor: number | undefined): fc.Value<readonly Piece[]> {
    return random.nextInt(0, 2) === 0 ? new fc.Value([], undefined) : this.some.generate(random, biasFactor);
  }

  override canShrinkWithoutContext(_value: unknown): _value is readonly Piece[] {
    return false;
  }

  override shrink(value: readonly Piece[], context: unknown): fc.Stream<fc.Value<readonly Piece[]>> {
    if (value.length === 0) return fc.Stream.nil();
    return fc.Stream.of(new fc.Value<readonly Piece[]>([], undefined)).join(this.some.shrink(value, context));
  }
}

/** Octets that leave one by one are no more than these; the rest leaves together. */
const MOST_SEGMENTS = 1000;

/** Octet by octet; a shrink goes to no cut, or to one half of the places or the other. */
class EveryPlace extends fc.Arbitrary<readonly number[]> {
  override generate(): fc.Value<readonly number[]> {
    return new fc.Value<readonly number[]>(
      Array.from({ length: MOST_SEGMENTS }, (_, at) => at),
      undefined,
    );
  }

  override canShrinkWithoutContext(_value: unknown): _value is readonly number[] {
    return false;
  }

  override shrink(places: readonly number[]): fc.Stream<fc.Value<readonly number[]>> {
    if (places.length === 0) return fc.Stream.nil();
    const half = Math.floor(places.length / 2);
    const halves = half === 0 ? [[]] : [[], places.slice(0, half), places.slice(half)];
    return fc.stream(halves.map((some) => new fc.Value(some, undefined))[Symbol.iterator]());
  }
}

/** How the octets leave: where they are cut, and what ends them how far before the last one. */
interface Leaving {
  readonly cuts: readonly number[];
  readonly fin: boolean;
  readonly rst: boolean;
  readonly missing: number;
}

const leaving: fc.Arbitrary<Leaving> = fc.record({
  cuts: fc.oneof(
    { withCrossShrink: true },
    { weight: 1, arbitrary: fc.constant<readonly number[]>([]) },
    { weight: 6, arbitrary: fc.array(fc.nat(999), { maxLength: 8 }) },
    { weight: 1, arbitrary: new EveryPlace() },
  ),
  // what stays open is asked whether it lives, and tells more than what has ended
  fin: fc.constantFrom(false, false, false, false, false, true),
  rst: fc.constantFrom(false, false, false, false, false, false, true),
  missing: fc.oneof(fc.constant(0), fc.nat(999)),
});

function conversationOf(pieces: readonly Piece[], { cuts, fin, rst, missing }: Leaving): Conversation {
  const ends = [...(fin ? (['fin'] as const) : []), ...(rst ? (['rst'] as const) : [])];
  const octets = joined(pieces.map((piece) => piece.octets));
  let end = 0;
  const parts = pieces.map(({ octets: own, ...what }): ConversationPart => {
    const at = end;
    end += own.length;
    return { ...what, at, end };
  });
  // a place stays where it is when what stands behind it goes
  const place = (number: number): number => number % (octets.length + 1);
  const sent = octets.subarray(0, ends.length === 0 ? octets.length : octets.length - place(missing));
  const places = cuts.map(place);
  const steps: ConversationStep[] = [
    ...cutAt(sent, places).map((segment): ConversationStep => ({ what: 'octets', octets: segment })),
    ...ends.map((what): ConversationStep => ({ what })),
  ];
  return shown({ steps, octets, parts }, () => wordsOf(steps));
}

const wordsOf = (steps: readonly ConversationStep[]): string =>
  `[${steps.map((step) => (step.what === 'octets' ? quoted(step.octets) : step.what)).join(', ')}]`;

/**
 * A client's side of one connection: requests with content, pipelined, an upgrade in the middle, early
 * octets, FIN and RST anywhere, in any segments.
 *
 * A shrink goes to fewer and shorter parts, one segment, and no end.
 *
 * @returns the arbitrary
 * @see rfc9112#persistent.connections
 * @example
 * // what is read must not depend on how the octets are cut
 * conversation().map(({ steps }) => steps.filter(({ what }) => what === 'octets').length);
 */
export function conversation(): fc.Arbitrary<Conversation> {
  const before = fc.array(exchanges(), { maxLength: 3 }).map((all) => all.flat());
  return fc
    .tuple(leaving, new OrNothing(before), new OrNothing(upgrade()))
    .map(([how, first, then]) => conversationOf([...first, ...then], how));
}
