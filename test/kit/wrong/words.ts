/**
 * A conversation in words: what its parts differ in from a reference handshake, a plain request or a short
 * text, how many segments it is in, and what ends it.
 */

import { PLAIN } from '../../../src/kit/arbitraries/facts.js';
import { quoted } from '../../../src/kit/arbitraries/shown.js';
import type { Conversation, ConversationPart } from '../../../src/kit/index.js';
import { AXIS_NAMES, type Facts, REFERENCE } from '../../../src/spec/axes.js';
import { factsOf } from '../../../src/spec/facts.js';
import { FRAME_AXIS_NAMES, type FrameFacts, REFERENCE_FRAME } from '../../../src/spec/frame-axes.js';

function differences<A extends string>(
  axes: readonly A[],
  facts: Readonly<Record<A, string>>,
  from: Readonly<Record<A, string>>,
): readonly string[] {
  return axes.filter((axis) => facts[axis] !== from[axis]).map((axis) => `${axis} ${facts[axis]}`);
}

/** The name of what it is nearest to, and the differences. */
function request(facts: Facts): string {
  const asked = differences(AXIS_NAMES, facts, REFERENCE);
  const plain = differences(AXIS_NAMES, facts, PLAIN);
  return asked.length <= plain.length ? but('handshake', asked) : but('request', plain);
}

const frame = (facts: FrameFacts): string =>
  but('frame', differences(FRAME_AXIS_NAMES, facts, REFERENCE_FRAME));

const but = (name: string, differs: readonly string[]): string =>
  differs.length === 0 ? name : `${name} (${differs.join(', ')})`;

/** Octets of any kind are told as the request that they are, if they are one. */
function anything(octets: Uint8Array): string {
  const read = factsOf(octets);
  if (read.outcome === 'facts' && read.facts.syntax !== 'broken') return request(read.facts);
  return quoted(octets);
}

/** A part is told by its kind; one that is not sent whole is cut. */
function part(one: ConversationPart, octets: Uint8Array): string {
  switch (one.what) {
    case 'request':
      return request(one.facts);
    case 'frame':
      return frame(one.facts);
    case 'content':
      return one.is === 'whole' ? 'content' : `content (${one.is})`;
    default:
      return anything(octets.subarray(one.at, one.end));
  }
}

/**
 * What a conversation is, in words.
 *
 * @param conversation - the client's side of a connection
 * @returns its parts, segments and end
 */
export function inWords({ parts, steps, octets }: Conversation): string {
  const ends = steps.flatMap(({ what }) => (what === 'octets' ? [] : [what]));
  const segments = steps.length - ends.length;
  const sent = steps.reduce((sum, step) => sum + (step.what === 'octets' ? step.octets.length : 0), 0);
  const told = parts
    .filter(({ at }) => at < sent)
    .map((one) => `${part(one, octets)}${one.end > sent ? ', cut' : ''}`);
  const words = [...told, ...ends].join(', ');
  return segments > 1 ? `${words}; in ${segments} segments` : words;
}
