/**
 * What a head needs to become a vector: the content it announces, and what is permitted for whoever reads
 * more.
 *
 * 1. Content is sent in full wherever its length can be known and is not too long to be sent.
 * 2. How large a head may be is everybody's own choice. Where ours is exceeded, what is permitted to a
 *    server that reads on is permitted too.
 */
import type { Facts } from '../../spec/axes.js';
import { type ChunkLimits, readChunks } from '../../spec/chunks.js';
import { readFacts } from '../../spec/facts.js';
import { linesOf, octetsOf, readRequest } from '../../spec/message.js';
import type { Behind } from './fates.js';
import { NO_LIMITS } from './line.js';
import { type Clauses, either, type Outcome, permittedOutcomes } from './outcomes.js';

const MOST_CONTENT = 65_536;
const NO_CHUNK_LIMITS: ChunkLimits = { sizeDigits: 2 ** 30, extensions: 2 ** 30, trailers: 2 ** 30 };
const NOTHING = new Uint8Array(0);
const CODED: readonly Facts['framing'][] = ['chunked', 'both', 'unknown-coding'];
const COUNTED: readonly Facts['framing'][] = ['length', 'equal-lengths'];

/** The length that a head announces as a number; undefined where it has none. */
function lengthIn(octets: Uint8Array): number | undefined {
  const read = readRequest(octets, { limits: NO_LIMITS });
  if (read.outcome !== 'head') return undefined;
  const [line] = linesOf(read.head, 'content-length');
  return Number(line?.value.split(',')[0] ?? Number.NaN);
}

/**
 * The content that a head announces is made of the letter x, in one chunk where it comes in chunks.
 *
 * @param octets - the head
 * @param facts - its facts
 * @returns the content, none where none follows; undefined where it has no length that can be sent
 * @see rfc9112#message.body.length
 */
export function contentFor(octets: Uint8Array, facts: Facts): Uint8Array | undefined {
  if (CODED.includes(facts.framing)) return octetsOf('5\r\nxxxxx\r\n0\r\n\r\n');
  if (!COUNTED.includes(facts.framing)) return NOTHING;
  const length = lengthIn(octets) ?? Number.NaN;
  return length <= MOST_CONTENT ? octetsOf('x'.repeat(length)) : undefined;
}

/** What octets behind a head are: how much of its content, and whether more octets follow that. */
interface OwnContent {
  readonly behind: Behind;
  /** The same to a server that reads longer sizes, extensions and trailers than we do. */
  readonly readingOn: Behind;
  readonly more: boolean;
}

const BEHIND = { some: 'some', end: 'all', fault: 'fault' } as const;

/**
 * Octets that stand behind a head are read as its framing says.
 *
 * @param octets - the head, and what stands behind it
 * @param content - what stands behind it
 * @param facts - the facts of the head
 * @returns how much of the content they are
 * @see rfc9112#chunked.encoding
 */
export function ownContent(octets: Uint8Array, content: Uint8Array, facts: Facts): OwnContent {
  if (CODED.includes(facts.framing)) {
    const read = readChunks(content);
    const readingOn = readChunks(content, { limits: NO_CHUNK_LIMITS });
    const more = readingOn.outcome === 'end' && readingOn.at < content.length;
    return { behind: BEHIND[read.outcome], readingOn: BEHIND[readingOn.outcome], more };
  }
  const length = COUNTED.includes(facts.framing) ? (lengthIn(octets) ?? 0) : 0;
  const behind = content.length < length ? 'some' : 'all';
  return { behind, readingOn: behind, more: content.length > length };
}

/** What is permitted for a head, in the parts of a line. */
interface Parts {
  readonly outcomes: readonly Outcome[];
  readonly clauses: Clauses;
  readonly depends?: 'limits';
}

/**
 * What is permitted for a head, also to a server that reads more than we do.
 *
 * @param octets - the head
 * @param facts - its facts as we read them
 * @param content - how much of the content follows, and how much to a server that reads on
 * @param ended - whether the client then ends its direction
 * @returns the outcomes and clauses; `depends` says that they depend on the server's own limits
 * @see rfc9110#fields.limits
 */
export function permittedFrom(
  octets: Uint8Array,
  facts: Facts,
  content: Pick<OwnContent, 'behind' | 'readingOn'>,
  ended: boolean,
): Parts {
  const found = permittedOutcomes(facts, content.behind, ended);
  const large = facts.syntax === 'large' || facts.syntax === 'long-target';
  if (!large && content.readingOn === content.behind) return found;
  const read = readRequest(octets, { limits: NO_LIMITS });
  if (read.outcome === 'need-more') return found;
  const more = permittedOutcomes(
    readFacts(read.outcome === 'head' ? read.head : read),
    content.readingOn,
    ended,
  );
  return { ...either(found, more), depends: 'limits' };
}

/** Content that was made for a head. */
export const made = (content: Uint8Array | undefined): Pick<OwnContent, 'behind' | 'readingOn'> => {
  const behind = content === undefined ? 'some' : 'all';
  return { behind, readingOn: behind };
};
