/**
 * Octets behind a 101 to frames, against the receiver of `ws`.
 *
 * Both get the same frames in the same segments, take the mask off and check UTF-8. Ours tells the facts of each frame
 * besides; the peer puts messages together and hands them on. The peer is favoured: one receiver serves all rounds, and no
 * compression was negotiated.
 */
import { createRequire } from 'node:module';
import type { Writable } from 'node:stream';
import { frameReader } from '../../src/spec/frame-reader.js';
import { printFrame } from '../../src/spec/frames.js';
import { factor, median, type Row, ratio, takeTurns, time } from './rounds.js';

const require = createRequire(import.meta.url);
/** The peer brings no types, and this is all that is used of it. */
const { Receiver } = require('ws') as {
  readonly Receiver: new (options: {
    readonly isServer: boolean;
    readonly allowSynchronousEvents: boolean;
  }) => Writable;
};

const ROUNDS = 11;
const SEGMENT = 16_384;

/** Masked text frames of one length, in segments as a socket would bring them. */
function segmentsOf(length: number, count: number): readonly Buffer[] {
  const payload = new Uint8Array(length).fill(0x61);
  const frame = printFrame({ opcode: 0x1, payload, key: new Uint8Array([0x37, 0xfa, 0x21, 0x3d]) });
  const all = Buffer.concat(Array.from({ length: count }, () => frame));
  const segments: Buffer[] = [];
  for (let at = 0; at < all.length; at += SEGMENT) segments.push(all.subarray(at, at + SEGMENT));
  return segments;
}

/** How many messages the peer tells of; it unmasks in place, so it gets a copy of every segment. */
function peer(): (segments: readonly Buffer[]) => number {
  const receiver = new Receiver({ isServer: true, allowSynchronousEvents: true });
  let messages = 0;
  receiver.on('message', () => {
    messages += 1;
  });
  return (segments) => {
    messages = 0;
    for (const segment of segments) receiver.write(Buffer.from(segment));
    return messages;
  };
}

function ours(segments: readonly Buffer[]): number {
  const reader = frameReader({ from: 'client' });
  let frames = 0;
  for (const segment of segments) frames += reader.push(segment).length;
  return frames;
}

/** The rows about frames. */
export function frameRows(): readonly Row[] {
  const read = peer();
  return [
    [125, 2000],
    [1024, 1000],
    [65_536, 40],
  ].map(([length = 0, count = 0]) => {
    const segments = segmentsOf(length, count);
    if (ours(segments) !== count) throw new Error('a frame was not read');
    if (read(segments) !== count) throw new Error('the peer has not read all frames');
    const [mine = [], theirs = []] = takeTurns(
      ROUNDS,
      { work: () => ours(segments), times: 3 },
      { work: () => read(segments), times: 3 },
    );
    const each = (total: readonly number[]): string => time(median(total) / count);
    return {
      measured: `frames with facts against the receiver of \`ws\`: masked text of ${length} octets`,
      figure: `${factor(ratio(theirs, mine))} as fast (${each(mine)}; ${each(theirs)} a frame)`,
    };
  });
}
