/**
 * The vectors: the specification as data, one line of JSON for each thing that can be tried on a server.
 *
 * 1. The first line is the header. It says what the words of the other lines mean, and holds every
 *    clause.
 * 2. The same objects give the same octets: nothing of a line depends on the time or on the machine.
 * 3. Every outcome is told by the objects that run; none is typed.
 */
import { ANSWER_PARTS, STATUSES } from '../../spec/answer.js';
import { AXES, REFERENCE } from '../../spec/axes.js';
import { CLAUSES } from '../../spec/clauses/index.js';
import { FRAME_AXES, REFERENCE_FRAME } from '../../spec/frame-axes.js';
import { octetsOf } from '../../spec/message.js';
import { base64 } from '../../spec/proof.js';
import { caseVectors, type ParsedCase } from './case.js';
import { cubeVectors } from './cube.js';
import { formVectors } from './form.js';
import { frameVectors, sentVectors } from './frame.js';
import { clauseInFull, GROUPS, type Group, type Lines, type Vector } from './line.js';
import { ANY_FINAL } from './outcomes.js';
import { sequenceVectors } from './sequence.js';
import { spellingVectors } from './spelling.js';

export type { ParsedCase } from './case.js';
export { GROUPS, type Group, type Vector } from './line.js';

/** The version of the format; a change that a reader could notice by failing makes it another. */
const FORMAT = 1;

/** What the lines say of themselves, in words. */
const WORDS = {
  octets: 'what is sent: base64, or a list of pieces of base64, each with how often it comes',
  segments:
    'the lengths of the parts in which octets are sent, the last one again and again; else all at once',
  content:
    'likewise, what is sent right behind `octets`; `half_close` says that the client then ends its direction',
  more: 'octets stand behind the request as well: what else is answered may be an answer to them',
  no_content: 'an answer to it has no content, whatever its Content-Length says',
  on: 'where the connection stands before: `new`, or behind a 101 with what was sent before',
  facts: 'what was read, as far as it differs from `reference`; null where there is nothing to read yet',
  outcomes:
    'everything permitted; what is seen conforms if any outcome allows it; the first is the default choice',
  answers:
    'classes of final answers, 101 and 1xx; `none` is an end without answer; `final` is `final_answers`',
  then: {
    closes: 'no further request is answered, and the connection ends',
    'may-persist': 'a further request may be answered; ending the connection is permitted too',
    websocket: 'no HTTP any more; the server does not end the connection without a Close frame',
    'http-continues': 'the answer is interim: a final one or a 101 is still owed',
    waits: 'nothing is owed before more octets come',
  },
  served:
    'the version the request is served as, 1.1 where it does not stand; part of the id of the line in `form`',
  form: 'form/<class>/<served>/<closes or persists>/<versions if names_versions, else plain>',
  clauses: 'by what would be wrong: the clause broken, and its strength; in full in `clauses` of this line',
  depends: 'limits: the answer depends on how much the server reads',
  seen: 'a POSIX extended regular expression over the words seen so far, each with a space behind it',
  'seen words':
    'status classes, bare, close-frame, pong, fin; 1xx other than 100 and frames by the application left out',
  breach: 'breaks: a MUST; departs: a SHOULD; asks: no text decides it alone',
} as const;

/**
 * A plain request that ends its connection: what a reader of vectors sends behind an answer to see
 * whether it may.
 */
const FOLLOW = octetsOf('GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n');

/** What the file is of. */
export interface About {
  /** The version of the package. */
  readonly version: string;
  /** The literate cases as they were parsed, or their lines as they were written before. */
  readonly cases: readonly ParsedCase[] | Lines;
}

const isLines = (cases: About['cases']): cases is Lines => 'lines' in cases;

/** How the lines of each group are made. */
const MAKERS: Readonly<Record<Group, (about: About) => Lines>> = {
  cube: cubeVectors,
  spelling: spellingVectors,
  case: ({ cases }) => (isLines(cases) ? cases : caseVectors(cases)),
  form: formVectors,
  frame: frameVectors,
  sent: sentVectors,
  sequence: sequenceVectors,
};

function textsCited(): readonly string[] {
  const texts = Object.values(CLAUSES).flatMap(({ sources }) => sources.map(({ text }) => text));
  return [...new Set<string>(texts)].sort();
}

const axesOf = (axes: Readonly<Record<string, { readonly about: string; readonly values: object }>>) =>
  Object.fromEntries(Object.entries(axes).map(([name, { about, values }]) => [name, { about, values }]));

function header(about: About, groups: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return {
    vectors: FORMAT,
    package: 'after101',
    version: about.version,
    texts: textsCited(),
    groups,
    words: WORDS,
    statuses: STATUSES,
    final_answers: ANY_FINAL.answers,
    follow: base64(FOLLOW),
    reference: { request: REFERENCE, frame: REFERENCE_FRAME },
    axes: { request: axesOf(AXES), frame: axesOf(FRAME_AXES), answer: ANSWER_PARTS },
    clauses: Object.fromEntries(Object.keys(CLAUSES).map((id) => [id, clauseInFull(id)])),
  };
}

/** The vectors of some groups, ready to be written. */
export interface Vectors {
  readonly header: Readonly<Record<string, unknown>>;
  readonly groups: Readonly<Partial<Record<Group, Lines>>>;
}

/**
 * The vectors of some groups, with the header that goes before them.
 *
 * @param about - the package's version, and the literate cases
 * @param groups - which groups; all when left out
 * @param tell - told each group before it is made, which takes seconds for some
 * @returns the header, and the lines by group
 */
export function vectorsOf(
  about: About,
  groups: readonly Group[] = GROUPS,
  tell: (group: Group) => void = () => {},
): Vectors {
  const made = GROUPS.filter((group) => groups.includes(group)).map((group) => {
    tell(group);
    return [group, MAKERS[group](about)] as const;
  });
  const counts = made.map(([group, { lines, skipped }]) => [group, { lines: lines.length, skipped }]);
  return { header: header(about, Object.fromEntries(counts)), groups: Object.fromEntries(made) };
}

/**
 * Vectors as JSON Lines, a line at a time.
 *
 * @param vectors - what is written
 * @returns the header and every line, each with its line end
 */
export function* jsonLines(vectors: Vectors): Generator<string> {
  yield `${JSON.stringify(vectors.header)}\n`;
  for (const group of GROUPS) {
    const lines: readonly Vector[] = vectors.groups[group]?.lines ?? [];
    for (const line of lines) yield `${JSON.stringify(line)}\n`;
  }
}
