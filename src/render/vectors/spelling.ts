/**
 * The group `spelling`: every spelling of every class, and what is permitted for it.
 *
 * 1. The octets are those of the class, in its segments; what is permitted is told from them by the
 *    reader and the tables, and not from what the class expects (a test of the classes holds the two to
 *    each other).
 */
import {
  readSpelling,
  type Spelling,
  type SpellingClass,
  spellingOctets,
  textOf,
} from '../../explore/classes/class.js';
import { SPELLING_CLASSES } from '../../explore/classes/index.js';
import { REFERENCE } from '../../spec/axes.js';
import { readFacts } from '../../spec/facts.js';
import { octetsOf } from '../../spec/message.js';
import { contentFor, made, ownContent, permittedFrom } from './head.js';
import { differing, digestOf, joined, type Lines, once, spelledOctets, type Vector } from './line.js';
import { outcomesBeforeHead } from './outcomes.js';

/** The lengths of the segments in which octets are sent, where there are several; the last one again and again. */
function segments(octets: Uint8Array, cuts: Spelling['cuts']): { readonly segments?: readonly number[] } {
  if (cuts === undefined) return {};
  if (cuts === 'each') return { segments: [1] };
  const ends = [...cuts, octets.length];
  return { segments: ends.map((end, at) => end - (ends[at - 1] ?? 0)) };
}

function lineOf(of: SpellingClass, spelling: Spelling): Vector {
  const octets = spellingOctets(of, spelling);
  const read = readSpelling(of, spelling);
  const ended = spelling.ended === true;
  const id = `spelling/${of.id}/${digestOf(joined([octets, new Uint8Array([ended ? 1 : 0])]))}`;
  const about = {
    id:
      spelling.cuts === undefined
        ? id
        : `${id}-${spelling.cuts === 'each' ? 'each' : spelling.cuts.join('-')}`,
    group: 'spelling' as const,
    on: 'new',
    class: of.id,
    about: of.about,
    element: of.group,
    octets: spelledOctets(octets),
    ...segments(octets, spelling.cuts),
    ...(ended ? { half_close: true } : {}),
  };
  const trap = of.trap === undefined ? {} : { trap: of.trap };
  if (read.outcome === 'need-more') {
    return { ...about, facts: null, why: of.why, ...trap, ...outcomesBeforeHead(ended) };
  }
  const facts = readFacts(read.outcome === 'head' ? read.head : read);
  const given = octetsOf(textOf(spelling.content ?? ''));
  const own = given.length > 0 ? ownContent(octets, given, facts) : undefined;
  const content = own !== undefined || ended ? undefined : contentFor(octets, facts);
  return {
    ...about,
    ...(content === undefined || content.length === 0 ? {} : { content: spelledOctets(content) }),
    ...(own?.more === true ? { more: true } : {}),
    ...(read.outcome === 'head' && read.head.method === 'HEAD' ? { no_content: true } : {}),
    facts: differing(facts, REFERENCE),
    why: of.why,
    ...trap,
    ...permittedFrom(octets, facts, own ?? made(content), ended),
  };
}

/**
 * One line for each spelling of each class.
 *
 * @returns the lines
 */
export function spellingVectors(): Lines {
  const lines = SPELLING_CLASSES.flatMap((of) => of.spellings.map((spelling) => lineOf(of, spelling)));
  return { lines: once(lines), skipped: 0 };
}
