/**
 * A path explored in spelling space: every spelled head goes down it, and what is forbidden on the way is
 * collected.
 *
 * Heads are tried from the nearest to the reference handshake on, so that each thing forbidden keeps its
 * nearest case.
 */
import { type Path, type PathFinding, type Walked, walkPath } from '../dialects/path.js';
import { permittedFor } from '../spec/decide.js';
import { type SpelledHead, spelledHeads } from './heads.js';

/** One thing that is forbidden on the way, with the head nearest to the reference handshake that shows it. */
export interface PathBreak {
  readonly finding: PathFinding;
  readonly head: SpelledHead;
  readonly walked: Walked;
  /** How many heads show it. */
  readonly count: number;
}

/** What became of the heads. */
export interface PathExplored {
  readonly path: Path;
  readonly heads: number;
  /** How many ended as an open WebSocket, as one that was cut off, as another answer, or without one. */
  readonly ends: Readonly<Record<'open' | 'cut off' | 'answered' | 'no answer', number>>;
  /** How many never reached the origin. */
  readonly stopped: number;
  /**
   * How many were offers that hold, which any server may grant, and how many of those ended in an open
   * WebSocket.
   */
  readonly offers: { readonly all: number; readonly open: number };
  readonly breaks: readonly PathBreak[];
  /** What the configuration did not decide for some of the heads. */
  readonly undecided: readonly string[];
}

const endOf = ({ client }: Walked): keyof PathExplored['ends'] => {
  if (client.status === 101) return client.fate === 'open' ? 'open' : 'cut off';
  return client.status === 'none' ? 'no answer' : 'answered';
};

/** A request that may be granted however it is taken: nothing about it is left open. */
const holds = ({ facts }: SpelledHead): boolean => permittedFor(facts).every(({ mayGrant }) => mayGrant);

/**
 * All spelled heads are taken down a path.
 *
 * @param path - the hops and the origin
 * @returns what became of them, and what is forbidden on the way
 * @example
 * explorePath({ hops: [], origin: STANDARDS_DIALECT }).breaks.length; // 0
 */
export function explorePath(path: Path): PathExplored {
  const heads = [...spelledHeads()].sort((one, other) => one.rank - other.rank);
  const breaks = new Map<
    string,
    { finding: PathFinding; head: SpelledHead; walked: Walked; count: number }
  >();
  const ends = { open: 0, 'cut off': 0, answered: 0, 'no answer': 0 };
  const offers = { all: 0, open: 0 };
  const undecided = new Set<string>();
  let stopped = 0;
  for (const head of heads) {
    const walked = walkPath(path, head.octets);
    const end = endOf(walked);
    ends[end] += 1;
    if (walked.stopped !== undefined) stopped += 1;
    for (const asks of walked.undecided) undecided.add(asks);
    if (holds(head)) {
      offers.all += 1;
      if (walked.works) offers.open += 1;
    }
    for (const finding of walked.findings) {
      // what the client sends is the case itself, and no fault of the path
      if (finding.role === 'client') continue;
      const key = `${finding.who} ${finding.clause}`;
      const known = breaks.get(key);
      if (known === undefined) breaks.set(key, { finding, head, walked, count: 1 });
      else known.count += 1;
    }
  }
  return {
    path,
    heads: heads.length,
    ends,
    stopped,
    offers,
    breaks: [...breaks.values()],
    undecided: [...undecided],
  };
}
