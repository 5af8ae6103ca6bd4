/**
 * Handshakes that are one or two faults away from one that may be granted, each fault with its clause.
 *
 * 1. A fault is a value with which, however the request is taken, a 101 may not be the answer. Its clause
 *    is the one that a 101 would break, found by asking the tables; no list of faults is kept.
 * 2. Of two faults, each alone is decided by its own clause, and both together by one of the two.
 * 3. A shrink takes away what is no fault first, and never the last fault.
 */
import * as fc from 'fast-check';
import { brokenBy } from '../../dialects/permitted.js';
import { AXIS_NAMES, type Axis, type Facts, REFERENCE, VALUES } from '../../spec/axes.js';
import { told } from '../../wire/argue.js';
import { settled } from './facts.js';
import { type GeneratedHead, grantedFacts, type Spelled, spelledHead, spelling } from './head.js';
import { quoted, shown } from './shown.js';

/** A value with which no 101 may be the answer, and the clause that decides so. */
export interface Fault {
  readonly axis: Axis;
  readonly value: string;
  readonly clause: string;
}

/** A handshake at fault. */
export interface FaultyHead extends GeneratedHead {
  /** One or two, by the axes' order. */
  readonly faults: Faults;
  /** The clause of the fault that decides: the first that the standards' tables come to. */
  readonly decides: string;
}

const ACCEPTED = { status: 101, closed: false } as const;

/** The facts of a handshake with faults; what a fault hides is not read. */
function withFaults(base: Facts, faults: readonly Pick<Fault, 'axis' | 'value'>[]): Facts | undefined {
  const given = Object.fromEntries(faults.map(({ axis, value }) => [axis, value])) as Partial<Facts>;
  return settled({ ...base, ...given }, given);
}

function found(): readonly Fault[] {
  return AXIS_NAMES.flatMap((axis) =>
    VALUES[axis].flatMap((value): Fault[] => {
      const facts = withFaults(REFERENCE, [{ axis, value }]);
      const clause = facts === undefined ? undefined : brokenBy(facts, ACCEPTED);
      return clause === undefined ? [] : [{ axis, value, clause }];
    }),
  );
}

/**
 * Every fault that a handshake can have by itself, version first.
 *
 * @see rfc6455#section-4.2.1
 * @example
 * HANDSHAKE_FAULTS[0]; // { axis: 'version', value: '1.0', clause: 'offer.old-version' }
 */
export const HANDSHAKE_FAULTS: readonly Fault[] = found();

type Faults = readonly [Fault, ...Fault[]];
type Made = Pick<FaultyHead, 'facts' | 'faults' | 'decides'>;

/** One fault, or two where neither hides the other or makes it none; undefined where one does. */
function together(base: Facts, faults: Faults): Made | undefined {
  const facts = withFaults(base, faults);
  const decides = facts === undefined ? undefined : brokenBy(facts, ACCEPTED);
  if (facts === undefined || decides === undefined) return undefined;
  const made: Made = { facts, faults, decides };
  if (faults.length === 1) return made;
  const hides = AXIS_NAMES.some(
    (axis) => facts[axis] !== (faults.find((fault) => fault.axis === axis)?.value ?? base[axis]),
  );
  return !hides && faults.some(({ clause }) => clause === decides) ? made : undefined;
}

/** Places of faults in the list of those wanted, earlier ones first. */
type Places = readonly [number] | readonly [number, number];

/** One or two faults; a shrink goes to one of them, and to earlier ones. */
class PlacesArbitrary extends fc.Arbitrary<Places> {
  private readonly wanted: readonly Fault[];

  constructor(wanted: readonly Fault[]) {
    super();
    this.wanted = wanted;
  }

  private axisAt(place: number): string | undefined {
    return this.wanted[place]?.axis;
  }

  override generate(random: fc.Random): fc.Value<Places> {
    const [one, other] = [0, 0].map(() => random.nextInt(0, this.wanted.length - 1)) as [number, number];
    const two = random.nextInt(0, 1) === 1 && this.axisAt(one) !== this.axisAt(other);
    return new fc.Value<Places>(two ? [Math.min(one, other), Math.max(one, other)] : [one], undefined);
  }

  override canShrinkWithoutContext(value: unknown): value is Places {
    const isPlace = (place: unknown): boolean =>
      typeof place === 'number' && this.wanted[place] !== undefined;
    return Array.isArray(value) && (value.length === 1 || value.length === 2) && value.every(isPlace);
  }

  override shrink([one, other]: Places): fc.Stream<fc.Value<Places>> {
    const before = (place: number): readonly number[] =>
      Array.from({ length: place }, (_, earlier) => earlier);
    const nearer: readonly Places[] =
      other === undefined
        ? before(one).map((place): Places => [place])
        : [
            [one],
            [other],
            ...before(one).map((place): Places => [place, other]),
            ...before(other)
              .filter((place) => place > one)
              .map((place): Places => [one, place]),
          ];
    const apart = nearer.filter(
      ([first, second]) => second === undefined || this.axisAt(first) !== this.axisAt(second),
    );
    return fc.stream(apart.map((places) => new fc.Value<Places>(places, undefined))[Symbol.iterator]());
  }
}

/**
 * A handshake that is one or two faults away from one that may be granted, each labelled with its clause.
 *
 * A shrink goes to the reference handshake with one fault, in its usual spelling, and always keeps a fault.
 *
 * @param clauses - the clauses whose faults are wanted; those of every fault when left out
 * @returns the arbitrary
 * @throws RangeError when no fault has one of these clauses
 * @see rfc6455#section-4.2.1
 * @example
 * // whatever else stands in it, a handshake with a fault may not be answered with 101
 * almostHandshake().map(({ facts, decides }) => brokenBy(facts, { status: 101, closed: false }) ===
 * decides);
 */
export function almostHandshake(clauses?: readonly string[]): fc.Arbitrary<FaultyHead> {
  const wanted = HANDSHAKE_FAULTS.filter(({ clause }) => clauses?.includes(clause) ?? true);
  if (wanted.length === 0)
    throw new RangeError(
      `no fault of a handshake has the clause ${clauses?.join(', ') || '(none was given)'}`,
    );
  const faultAt = (place: number): Fault => wanted[place] as Fault;
  return fc.tuple(new PlacesArbitrary(wanted), grantedFacts, spelling).map(([[one, other], base, how]) => {
    const both: Faults = other === undefined ? [faultAt(one)] : [faultAt(one), faultAt(other)];
    return faultyHead(together(base, both) ?? alone(base, faultAt(one)), how);
  });
}

/** One fault of a handshake that may be granted, or else of the reference handshake. */
function alone(base: Facts, fault: Fault): Made {
  const { axis, clause } = fault;
  const facts = withFaults(base, [fault]) ?? { ...REFERENCE, [axis]: fault.value };
  return { facts, faults: [fault], decides: brokenBy(facts, ACCEPTED) ?? clause };
}

function faultyHead(made: Made, how: Spelled): FaultyHead {
  const { facts, octets, differs } = spelledHead(made.facts, how);
  const { faults, decides } = made;
  const labels = faults.map(({ axis, value, clause }) => `${axis} ${value}: ${clause}`).join(', ');
  return shown(
    { octets, facts, differs, faults, decides },
    () => `${quoted(octets)} (${labels}; ${told(facts)})`,
  );
}
