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
import { almostHandshake } from './almost.js';
import { drawing, pick } from './flourish.js';
import { frame, type GeneratedFrame } from './frame.js';
import { type GeneratedHead, requestHead, validHandshake } from './head.js';
import { cutAt, joined } from './octets.js';
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
  if (facts.framing === 'chunked') {
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
  return [{ what: 'content', is, octets: new Uint8Array(sent).fill(0x78) }];
}

const request = ({ octets, facts }: GeneratedHead): Piece => ({ what: 'request', octets, facts });

const NUMBERS = fc.array(fc.nat(999), { maxLength: 3 });

/** A request of any kind with its content. */
function exchanges(): fc.Arbitrary<readonly Piece[]> {
  const ordinary = { upgrade: 'none', key: 'absent', wsVersion: 'absent', connection: 'none' } as const;
  const head = fc.oneof(
    { weight: 4, arbitrary: requestHead(ordinary) },
    { weight: 1, arbitrary: requestHead({ ...ordinary, framing: 'length' }) },
    { weight: 1, arbitrary: requestHead({ ...ordinary, framing: 'chunked' }) },
    { weight: 2, arbitrary: requestHead() },
    { weight: 2, arbitrary: almostHandshake() },
  );
  return fc.oneof(
    {
      weight: 8,
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

/** A handshake, its content if it has any, and what comes behind it. */
function upgrade(): fc.Arbitrary<readonly Piece[]> {
  const head = fc.oneof(
    { weight: 3, arbitrary: validHandshake() },
    { weight: 1, arbitrary: almostHandshake() },
  );
  const sound = frame({ mask: 'masked', reserved: 'none', fin: 'last', length: 'short', payload: 'plain' });
  const frames = fc.array(
    fc.oneof({ weight: 3, arbitrary: sound }, { weight: 1, arbitrary: frame() }).map(framePiece),
    {
      maxLength: 4,
    },
  );
  const behind = fc.oneof({ weight: 3, arbitrary: frames }, fc.array(exchanges(), { maxLength: 2 }));
  return fc
    .tuple(head, NUMBERS, behind)
    .map(([one, how, rest]) => [request(one), ...contentOf(one, how), ...rest.flat()]);
}

/** Octets that leave one by one are no more than these; the rest leaves together. */
const MOST_SEGMENTS = 1000;

/** How the octets leave: where they are cut, and what ends them how far before the last one. */
interface Leaving {
  readonly cuts: 'each' | readonly number[];
  readonly fin: boolean;
  readonly rst: boolean;
  readonly missing: number;
}

const leaving: fc.Arbitrary<Leaving> = fc.record({
  cuts: fc.oneof(
    { withCrossShrink: true },
    { weight: 1, arbitrary: fc.constant<Leaving['cuts']>([]) },
    { weight: 6, arbitrary: fc.array(fc.nat(999), { maxLength: 8 }) },
    { weight: 1, arbitrary: fc.constant('each' as const) },
  ),
  fin: fc.boolean(),
  rst: fc.boolean(),
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
  const share = (number: number): number => Math.floor((number * octets.length) / 1000);
  const sent = octets.subarray(0, ends.length === 0 ? octets.length : octets.length - share(missing));
  const places = cuts === 'each' ? Array.from({ length: MOST_SEGMENTS }, (_, at) => at) : cuts.map(share);
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
  return fc
    .tuple(fc.array(exchanges(), { maxLength: 3 }), fc.option(upgrade(), { nil: [] }), leaving)
    .map(([before, middle, how]) => conversationOf([...before.flat(), ...middle], how));
}
