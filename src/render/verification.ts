/** The report of `check`: what was explored, counted, and every invariant that breaks, nearest counterexample first. */
import type { Broken, Counterexample, Verification } from '../explore/verify.js';
import { type Axis, REFERENCE } from '../spec/axes.js';
import { clause } from '../spec/clauses/index.js';
import { clauseInShort } from './clauses.js';
import { columns } from './grid.js';
import { printable, printableLines } from './printable.js';
import { section } from './reports.js';
import { traceLines } from './trace.js';

/** A number with its thousands apart. */
const count = (number: number): string => String(number).replaceAll(/\B(?=(\d{3})+$)/g, ',');

/**
 * Whether anything is broken by a MUST; what departs from a SHOULD or asks where texts are silent is none.
 *
 * @param found - what was verified
 * @returns whether there is a break
 */
export function isBroken(found: Verification): boolean {
  return found.broken.some((one) => one.strength === 'breaks');
}

/** What is found besides breaks, each kind by its own word. */
function besides(found: Verification): string {
  const number = (strength: string): number => found.broken.filter((one) => one.strength === strength).length;
  const [departs, asks] = [number('departs'), number('asks')];
  return [
    departs === 0 ? '' : ` Beside that it departs from ${departs} that SHOULD hold.`,
    asks === 0 ? '' : ` It asks about ${asks} more: they follow from several texts, not all of them a MUST.`,
  ].join('');
}

/** The first line. */
function verdictLine(found: Verification): string {
  const name = printable(found.dialect);
  const points = `${count(found.points)} points (${count(found.cubes)} cubes)`;
  const spelled = `${count(found.heads)} spelled heads`;
  const space = [found.points > 0 ? points : '', found.heads > 0 ? spelled : ''].filter(Boolean).join(', ');
  const searched = `${count(found.states)} states x ${count(found.classes)} classes`;
  const where = `${space} and ${searched}`;
  const breaks = found.broken.filter((one) => one.strength === 'breaks');
  const departs = besides(found);
  const [first] = breaks;
  if (first === undefined) return `${name}: no break in ${where}, for every permitted choice.${departs}`;
  const nearest = first.counterexamples[0];
  const how = nearest === undefined ? first.sentence : printable(nearest.says, 400);
  const many = `${breaks.length} of ${found.invariants.length} invariants`;
  return `${name} breaks ${many} in ${where}; first ${first.invariant}: ${how}${departs}`;
}

function countsGrid(found: Verification): string {
  const { arrows, guards, deviationArrows } = found;
  return columns({
    head: ['explored', 'count'],
    rows: [
      ['points of fact space', found.points > 0 ? count(found.points) : 'none (spelled heads only)'],
      ['cubes they were walked in', found.cubes > 0 ? count(found.cubes) : 'none'],
      ['spelled heads', found.heads > 0 ? count(found.heads) : 'none (facts only)'],
      ['verdict classes', count(found.classes)],
      ['states of the machine', count(found.states)],
      ['event columns', count(found.columns)],
      ['invariants held against it', count(found.invariants.length)],
      ['invariants broken', count(found.broken.length)],
      ['arrows taken', `${arrows.taken} of ${arrows.all}`],
      ['guards seen both ways', `${guards.bothWays} of ${guards.all}`],
      ['deviation arrows enabled', `${deviationArrows.enabled} of ${deviationArrows.all}`],
    ],
  });
}

function differsText(one: Counterexample): string {
  const { facts } = one;
  if (facts === undefined) return 'no complete request is needed';
  const differs = one.differs.map((axis: Axis) => `${axis} ${facts[axis]} (not ${REFERENCE[axis]})`);
  return differs.length === 0 ? 'the reference handshake itself' : `differs in ${differs.join(', ')}`;
}

/** The nearest counterexample in full: octets, trace, argument. */
function nearestLines(one: Counterexample): readonly string[] {
  return [
    `nearest: ${differsText(one)}`,
    ...(one.octets === undefined ? [] : printableLines(one.octets).map((line) => `  ${line}`)),
    ...traceLines(one.steps).map((line) => `  ${line}`),
    `  ${printable(one.says, 400)}`,
  ];
}

/** The force of what is broken, in words. Of what is derived not every premise need be a MUST. */
function strengthText({ strength, derived }: Broken): string {
  const together = 'it follows from these sources together';
  if (strength === 'breaks') return derived ? `a MUST is broken, derived: ${together}` : 'a MUST is broken';
  if (strength === 'departs') return 'departs from a SHOULD';
  return derived ? `derived: no MUST says it alone, ${together}` : 'the standards do not decide';
}

/** How many counterexamples are told behind the nearest one, a line each. */
const NEIGHBOURS = 4;

function brokenLines(one: Broken): readonly string[] {
  const [nearest, ...others] = one.counterexamples;
  const told = others.slice(0, NEIGHBOURS);
  const left = one.count - told.length - (nearest === undefined ? 0 : 1);
  return section(`${one.invariant}: ${one.sentence}`, [
    strengthText(one),
    ...one.clauses.flatMap((id) =>
      clause(id) === undefined ? [`source: ${printable(id)}`] : clauseInShort(id),
    ),
    ...(nearest === undefined ? [] : nearestLines(nearest)),
    ...told.map((other) => `then: ${differsText(other)}`),
    ...(left > 0 ? [`and ${count(left)} more`] : []),
  ]);
}

/**
 * A verification as text.
 *
 * @param found - what was verified
 * @param again - the command that shows it again
 * @param only - the invariant whose counterexamples are told; those of all when left out
 * @returns the report, the verdict first
 */
export function checkReport(found: Verification, again: string, only?: string): string {
  const told = found.broken.filter((one) => only === undefined || one.invariant === only);
  const broken = found.broken.map((one) => [
    one.invariant,
    one.derived && one.strength === 'asks' ? 'derived' : one.strength,
    count(one.count),
    printable(one.sentence, 160),
  ]);
  const alone = only === undefined || told.length > 0 ? [] : ['', `${only}: no break.`];
  return [
    verdictLine(found),
    ...alone,
    '',
    countsGrid(found),
    ...(broken.length === 0
      ? []
      : ['', columns({ head: ['broken', 'strength', 'ways', 'what must hold'], rows: broken })]),
    // A dialect leaves aside what its choices leave aside; only the standards must reach every arrow.
    ...section(
      'Arrows never taken: no permitted verdict enables them, a dialect needs them',
      found.heads > 0 ? [] : found.arrows.untaken,
    ),
    ...section('Guards seen one way only: those of these arrows', found.heads > 0 ? [] : found.guards.oneWay),
    ...told.flatMap(brokenLines),
    ...section('Again', [again]),
    '',
  ].join('\n');
}
