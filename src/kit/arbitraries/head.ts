/**
 * Concrete request heads, as arbitraries: facts, and one of the many ways to spell them.
 *
 * 1. A head is read back to the facts it was made of, under the standards' reading.
 * 2. A spelling is drawn apart from the facts, and every draw of nothing is the usual spelling: a shrink
 *    ends with the octets of `spell`, which are the shortest.
 */
import * as fc from 'fast-check';
import { spell } from '../../explore/spell.js';
import { FIELD_LINES } from '../../explore/spellings.js';
import { AXIS_NAMES, type Axis, type Facts, REFERENCE, VALUES } from '../../spec/axes.js';
import { permittedFor, type Verdict } from '../../spec/decide.js';
import { latin1, octetsOf } from '../../spec/message.js';
import { told } from '../../wire/argue.js';
import { differsFrom, facts, factsAmong, PLAIN, plainFacts } from './facts.js';
import { type Draw, drawing, flourished, pick } from './flourish.js';
import type { Difference } from './nearest.js';
import { extraLines, repairedWaysOf, tailsOf, type Way, WORD_AXES, waysOf } from './pools.js';
import { quoted, shown } from './shown.js';

/** A request head with what the standards read in it. */
export interface GeneratedHead {
  readonly octets: Uint8Array;
  readonly facts: Facts;
  /** On which axes the facts are not those of the reference handshake. */
  readonly differs: readonly Axis[];
}

/** How a head is spelled: numbers that pick among the ways there are, 0 always for the usual one. */
export interface Spelled {
  readonly ways: readonly number[];
  readonly extras: readonly number[];
  readonly whims: readonly number[];
}

const USUAL: Spelled = { ways: [], extras: [], whims: [] };
const NUMBER = fc.noBias(fc.nat(999));

/**
 * A spelling of any head: half of the numbers pick the usual way.
 *
 * @example
 * spelling.map((how) => spelledHead(REFERENCE, how).octets.length);
 */
export const spelling: fc.Arbitrary<Spelled> = fc.oneof(
  { withCrossShrink: true },
  { weight: 1, arbitrary: fc.constant(USUAL) },
  {
    weight: 3,
    arbitrary: fc.record({
      ways: fc.array(fc.oneof(fc.constant(0), NUMBER), {
        minLength: AXIS_NAMES.length,
        maxLength: AXIS_NAMES.length,
      }),
      extras: fc.array(NUMBER, { maxLength: 3 }),
      whims: fc.array(fc.oneof({ weight: 2, arbitrary: fc.constant(0) }, NUMBER), {
        maxLength: 60,
        size: 'max',
      }),
    }),
  },
);

/** The axes of field lines, in the usual order of the lines. */
const FIELD_AXES = Object.keys(FIELD_LINES) as readonly (keyof typeof FIELD_LINES)[];

/** The usual lines of a head: what stands behind the lines of its facts gives it its syntax. */
function tailOf(head: Facts): Way {
  const lines = latin1(spell(head)).split('\r\n').slice(1, -2);
  const own = FIELD_AXES.reduce((sum, axis) => sum + (waysOf(axis, head[axis])[0]?.length ?? 0), 0);
  return lines.slice(own);
}

/** One way to make a head that has to be repaired: last lines, a line end, or other lines of a field. */
type Repair = { readonly tail: Way } | 'line end' | { readonly axis: Axis; readonly lines: Way };

function repairsOf(head: Facts): readonly Repair[] {
  const fields = FIELD_AXES.flatMap((axis) =>
    repairedWaysOf(axis, head[axis]).map((lines) => ({ axis, lines })),
  );
  return [{ tail: tailOf(head) }, 'line end', ...fields];
}

/** The lines of a head, and which of them ends with a line feed alone. */
interface Lines {
  readonly lines: Way;
  readonly bare: boolean;
}

/** Field lines for facts in one spelling. */
function fieldLines(head: Facts, { ways, extras }: Spelled, draw: Draw): Lines {
  const repair = head.syntax === 'repaired' ? pick(repairsOf(head), ways.at(-1) ?? 0) : undefined;
  const own = FIELD_AXES.flatMap((axis, index): Way => {
    if (typeof repair === 'object' && 'axis' in repair && repair.axis === axis) return repair.lines;
    return pick(waysOf(axis, head[axis]), ways[index] ?? 0) ?? [];
  });
  const beside = extras.flatMap((number) => pick(extraLines(), number) ?? []);
  const body = flourished([...own, ...beside], draw);
  if (head.syntax === 'repaired') {
    const tail = typeof repair === 'object' && 'tail' in repair ? repair.tail : [];
    return { lines: [...body, ...tail], bare: repair === 'line end' };
  }
  const tails = head.syntax === 'clean' ? [] : [tailOf(head), ...tailsOf(head.syntax)];
  return { lines: [...body, ...(pick(tails, ways.at(-1) ?? 0) ?? [])], bare: false };
}

/** Heads of which no field is read have one spelling: a line without a label, a target that is too long. */
const isOneLine = ({ version, syntax }: Facts): boolean => version === 'none' || syntax === 'long-target';

/**
 * Facts in one spelling are a head.
 *
 * @param head - facts that are realizable
 * @param how - which of the ways to spell them
 * @returns the octets with their facts
 * @see rfc9112#message.format
 * @example
 * spelledHead(REFERENCE, { ways: [], extras: [], whims: [] }).octets.length; // 140
 */
export function spelledHead(head: Facts, how: Spelled): GeneratedHead {
  const octets = isOneLine(head) ? spell(head) : octetsOf(textOf(head, how));
  const made: GeneratedHead = { octets, facts: head, differs: differsFrom(head) };
  return shown(made, () => `${quoted(octets)} (${told(made.facts)})`);
}

function textOf(head: Facts, how: Spelled): string {
  const draw = drawing(how.whims);
  const words = WORD_AXES.map((axis, index) => {
    const number = how.ways[FIELD_AXES.length + index] ?? 0;
    return pick(waysOf(axis, head[axis]), number)?.[0] ?? '';
  });
  const { lines, bare } = fieldLines(head, how, draw);
  const all = [words.join(' '), ...lines, ''];
  const lf = bare ? draw(all.length) : -1;
  return all.map((line, index) => line + (index === lf ? '\n' : '\r\n')).join('');
}

/**
 * A concrete request head for given facts, or for any, spelled in every way the grammar allows: case,
 * whitespace, the order of lines, lists on several lines, fields that tell nothing, and the classes of
 * spellings.
 *
 * A shrink goes to the fewest differences from the reference handshake and to the shortest head; the given
 * facts stay.
 *
 * @param given - the values of some axes, or of all
 * @returns the arbitrary
 * @throws RangeError with the reason when no head has the given values
 * @see rfc9112#message.format
 * @example
 * requestHead({ version: '1.0', connection: 'upgrade' }).map(({ octets }) => latin1(octets));
 */
export function requestHead(given: Partial<Facts> = {}): fc.Arbitrary<GeneratedHead> {
  return fc.tuple(facts(given), spelling).map(([head, how]) => spelledHead(head, how));
}

/**
 * The facts of handshakes that may be granted however they are taken: of each axis, the values that may be
 * by themselves.
 *
 * @example
 * grantedFacts.map(({ key }) => key); // always valid
 */
export const grantedFacts: fc.Arbitrary<Facts> = factsAmong(
  differencesFrom(REFERENCE, (verdicts) => verdicts.every(({ mayGrant }) => mayGrant)),
);

/** The values by which alone facts differ from others so that what is permitted is still of a kind. */
function differencesFrom(
  base: Facts,
  holds: (verdicts: readonly Verdict[]) => boolean,
): readonly Difference[] {
  return AXIS_NAMES.flatMap((axis) =>
    VALUES[axis]
      .filter((value) => value !== base[axis] && holds(permittedFor({ ...base, [axis]: value })))
      .map((value) => ({ axis, value })),
  );
}

/** What a connection lives or dies by, and content, stand oftener in what is otherwise sound than all else. */
const often = (axis: Axis, ...values: readonly string[]): readonly Difference[] =>
  values.flatMap((value) => Array.from({ length: 5 }, () => ({ axis, value })));

const grantableFacts = factsAmong([
  ...differencesFrom(REFERENCE, (verdicts) => verdicts.some(({ mayGrant }) => mayGrant)),
  ...often('framing', 'length', 'chunked'),
]);

/**
 * A handshake that may be granted or refused, by what the standards leave open too: content, `HTTP/1.2`.
 *
 * @returns the arbitrary; a shrink goes to the reference handshake
 * @example
 * grantableHandshake().map((head) => permittedFor(head.facts).some(({ mayGrant }) => mayGrant));
 */
export function grantableHandshake(): fc.Arbitrary<GeneratedHead> {
  return fc.tuple(grantableFacts, spelling).map(([head, how]) => spelledHead(head, how));
}

const served = differencesFrom(PLAIN, (verdicts) => verdicts.some(({ takes }) => takes === 'ordinary'));

const ordinaryFacts = plainFacts([
  ...differencesFrom(PLAIN, () => true),
  ...[...served, ...served],
  ...often('connection', 'close', 'keep-alive', 'close+keep-alive'),
  ...often('version', '1.0'),
  ...often('framing', 'length', 'chunked', 'both'),
]);

/**
 * A request that offers nothing, of any kind.
 *
 * @returns the arbitrary; a shrink goes to a GET with nothing but Host
 * @see rfc9112#persistence
 * @example
 * ordinaryHead().map((head) => head.facts.upgrade); // always none
 */
export function ordinaryHead(): fc.Arbitrary<GeneratedHead> {
  return fc.tuple(ordinaryFacts, spelling).map(([head, how]) => spelledHead(head, how));
}

/**
 * A handshake that may be granted: every permitted way of taking it lets a 101 be the answer.
 *
 * What the standards leave open, as `HTTP/1.2` or a key with loose padding, is not among them. A shrink
 * goes to the reference handshake.
 *
 * @returns the arbitrary
 * @see rfc6455#section-4.2.1
 * @example
 * validHandshake().map((head) => permittedFor(head.facts).every(({ mayGrant }) => mayGrant));
 */
export function validHandshake(): fc.Arbitrary<GeneratedHead> {
  return fc.tuple(grantedFacts, spelling).map(([head, how]) => spelledHead(head, how));
}
