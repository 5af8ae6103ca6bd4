/**
 * Whatever a socket could bring where a request is awaited.
 *
 * 1. Nothing is promised of it, not even that it ends: a reader must take it without fault.
 * 2. A shrink takes changes away, goes to the shortest octets of its kind, and at last to none.
 */
import * as fc from 'fast-check';
import { spellingOctets } from '../../explore/classes/class.js';
import { SPELLING_CLASSES } from '../../explore/classes/index.js';
import { AXIS_NAMES, type Axis, VALUES } from '../../spec/axes.js';
import { octetsOf } from '../../spec/message.js';
import { joined } from '../../wire/octets.js';
import { pick } from './flourish.js';
import { frame } from './frame.js';
import { requestHead } from './head.js';
import { extraLines, repairedWaysOf, WORD_AXES, waysOf } from './pools.js';
import { quoted, shown } from './shown.js';

/** Octets, and what they were made of. */
export interface WildHead {
  readonly octets: Uint8Array;
  /** The id of a class of spellings, or how the octets were made. */
  readonly from: string;
}

/** Larger spellings are left out. */
const LARGEST = 70_000;

const wild = (octets: Uint8Array, from: string): WildHead =>
  shown({ octets, from }, () => `${quoted(octets)} (${from})`);

/** Every spelling of every class, each class as often as any other; the shortest first. */
function classed(): fc.Arbitrary<WildHead> {
  const byLength = (one: Uint8Array, other: Uint8Array): number => one.length - other.length;
  const all = SPELLING_CLASSES.map((of) => {
    const octets = of.spellings
      .map((one) => spellingOctets(of, one))
      .filter(({ length }) => length <= LARGEST);
    return { id: of.id, octets: octets.sort(byLength) };
  });
  const least = ({ octets: [first] }: (typeof all)[number]): number => first?.length ?? LARGEST;
  const classes = all.sort((one, other) => least(one) - least(other));
  return fc.tuple(fc.constantFrom(...classes), fc.noBias(fc.nat(999))).map(([{ id, octets }, number]) => {
    const one = pick(octets, number) ?? new Uint8Array(0);
    return wild(one.slice(), `class ${id}`);
  });
}

/** Octets that change something where they are put. */
const TELLING: readonly string[] = [
  ...[
    '',
    '\r',
    '\n',
    '\r\n',
    '\r\n\r\n',
    '\0',
    ' ',
    '\t',
    ':',
    ',',
    ';',
    '"',
    '/',
    '#',
    '\x7f',
    '\xff',
    '\x1b[',
  ],
];

/** A head with octets put in, taken out and cut off. */
function spoiled(): fc.Arbitrary<WildHead> {
  const change = fc.record({
    at: fc.nat(999),
    gone: fc.nat(3),
    put: fc.oneof(fc.constantFrom(...TELLING).map(octetsOf), fc.uint8Array({ maxLength: 4 })),
  });
  return fc
    .tuple(requestHead(), fc.array(change, { maxLength: 4 }), fc.oneof(fc.constant(0), fc.nat(999)))
    .map(([{ octets }, changes, cut]) => {
      let all = octets;
      for (const { at, gone, put } of changes) {
        const place = Math.floor((at * (all.length + 1)) / 1000);
        all = joined([all.subarray(0, place), put, all.subarray(place + gone)]);
      }
      return wild(all.subarray(0, all.length - Math.floor((cut * all.length) / 1000)), 'a head with changes');
    });
}

/** Lines of any values in any number, with words of any request line before them. */
function soup(): fc.Arbitrary<WildHead> {
  const words = WORD_AXES.map((axis) =>
    fc.constantFrom(...VALUES[axis].flatMap((value) => waysOf(axis, value)).map(([word]) => word ?? '')),
  );
  const isField = (axis: Axis): boolean =>
    axis !== 'syntax' && !(WORD_AXES as readonly Axis[]).includes(axis);
  const lines = AXIS_NAMES.filter(isField)
    .flatMap((axis) =>
      VALUES[axis].flatMap((value) => [...waysOf(axis, value), ...repairedWaysOf(axis, value)]),
    )
    .concat(extraLines())
    .flat()
    .sort((one, other) => one.length - other.length);
  return fc
    .tuple(fc.tuple(...words), fc.array(fc.constantFrom(...lines), { maxLength: 12 }))
    .map(([start, some]) =>
      wild(octetsOf([start.join(' '), ...some, '', ''].join('\r\n')), 'lines of any kind'),
    );
}

function anything(): fc.Arbitrary<WildHead> {
  const octets = fc.oneof(
    fc.uint8Array({ maxLength: 300 }),
    fc.array(frame(), { maxLength: 3 }).map((all) => joined(all.map((one) => one.octets))),
    fc.nat(12).map((times) => octetsOf('\r\n'.repeat(times))),
  );
  return octets.map((all) => wild(all, 'octets'));
}

/**
 * Anything that a socket could bring in the place of a request: every class of spellings, heads with octets
 * changed, lines of any kind in any number, frames, and plain octets.
 *
 * @returns the arbitrary
 * @see rfc9112#message.robustness
 * @example
 * // a head or a refusal, and never a throw
 * wildHead().map(({ octets }) => readRequest(octets, { ended: true }).outcome);
 */
export function wildHead(): fc.Arbitrary<WildHead> {
  const nothing = fc.constant(null).map(() => wild(new Uint8Array(0), 'octets'));
  const some = [anything(), classed(), spoiled(), soup()].map((arbitrary) => ({ weight: 8, arbitrary }));
  return fc.oneof({ withCrossShrink: true }, { weight: 1, arbitrary: nothing }, ...some);
}
