/**
 * Points of a space of facts, as an arbitrary: a reference point with some differences.
 *
 * 1. A shrink goes to fewer differences, and where there are as many to earlier ones: by axis, then by
 *    value.
 * 2. What was given is never changed. Where a difference needs others, they come with it.
 * 3. A shrink is found from the point alone, so examples that somebody writes down shrink too.
 */
import * as fc from 'fast-check';

/** A point: one value on every axis. */
type Point = Readonly<Record<string, string>>;

/** One value that is not that of the reference. */
export interface Difference {
  readonly axis: string;
  readonly value: string;
}

/** A space of facts. */
export interface FactSpace<F extends Point> {
  readonly names: readonly (keyof F & string)[];
  readonly values: Readonly<Record<string, readonly string[]>>;
  readonly reference: F;
  /** A point that nothing has becomes that of something, by values that were not given; else undefined. */
  readonly settled: (point: F, given: Partial<F>) => F | undefined;
}

/**
 * The axes on which a point is not the reference.
 *
 * @param space - the space
 * @param point - any point of it
 * @returns the axes in their order
 * @example
 * const settled = (point) => point;
 * const space = { names: ['a'], values: { a: ['x', 'y'] }, reference: { a: 'x' }, settled };
 * differingAxes(space, { a: 'y' }); // ['a']
 */
export function differingAxes<F extends Point>(space: FactSpace<F>, point: F): readonly (keyof F & string)[] {
  return space.names.filter((axis) => point[axis] !== space.reference[axis]);
}

/**
 * Every value that is not that of the reference.
 *
 * @param space - the space
 * @returns the differences in the order of axes and values
 * @example
 * const settled = (point) => point;
 * const space = { names: ['a'], values: { a: ['x', 'y'] }, reference: { a: 'x' }, settled };
 * differencesIn(space); // [{ axis: 'a', value: 'y' }]
 */
export function differencesIn<F extends Point>(space: FactSpace<F>): readonly Difference[] {
  return space.names.flatMap((axis) =>
    (space.values[axis] ?? [])
      .filter((value) => value !== space.reference[axis])
      .map((value) => ({ axis, value })),
  );
}

/** Points with some values given, and the others those of the reference or among some differences. */
export class NearestArbitrary<F extends Point> extends fc.Arbitrary<F> {
  private readonly space: FactSpace<F>;
  private readonly given: Partial<F>;
  private readonly differences: readonly Difference[];
  private readonly some: fc.Arbitrary<readonly Difference[]>;
  /** The nearest point there is. */
  private readonly least: F;

  /** `most`: how many differences a point may have; any number when left out. */
  constructor(
    space: FactSpace<F>,
    given: Partial<F>,
    differences: readonly Difference[],
    least: F,
    most: number = space.names.length,
  ) {
    super();
    this.space = space;
    this.given = given;
    this.differences = differences.filter(({ axis }) => given[axis] === undefined);
    this.least = least;
    this.some = fc.oneof(this.upTo(Math.min(2, most)), this.upTo(most));
  }

  private upTo(maxLength: number): fc.Arbitrary<readonly Difference[]> {
    if (this.differences.length === 0) return fc.constant([]);
    const all = fc.constantFrom(...this.differences);
    return fc.uniqueArray(all, { selector: ({ axis }) => axis, maxLength, size: 'max' });
  }

  private settle(point: F): F {
    return this.space.settled({ ...point, ...this.given }, this.given) ?? this.least;
  }

  /** The place of a point among those that differ as often: of each difference its axis and value. */
  private placeOf(point: F): readonly number[] {
    const { names, values } = this.space;
    return differingAxes(this.space, point).map(
      (axis) => names.indexOf(axis) * 100 + (values[axis] ?? []).indexOf(point[axis] ?? ''),
    );
  }

  private isBefore(one: F, other: F): boolean {
    const [places, others] = [this.placeOf(one), this.placeOf(other)];
    if (places.length !== others.length) return places.length < others.length;
    const at = places.findIndex((place, index) => place !== others[index]);
    return at >= 0 && (places[at] ?? 0) < (others[at] ?? 0);
  }

  override generate(random: fc.Random, biasFactor: number | undefined): fc.Value<F> {
    const { value: some } = this.some.generate(random, biasFactor);
    const values = Object.fromEntries(some.map(({ axis, value }) => [axis, value]));
    return new fc.Value(this.settle({ ...this.space.reference, ...values }), undefined);
  }

  override canShrinkWithoutContext(value: unknown): value is F {
    if (typeof value !== 'object' || value === null) return false;
    const point = value as F;
    const isPoint = this.space.names.every((axis) => this.space.values[axis]?.includes(point[axis] ?? ''));
    const isGiven = this.space.names.every((axis) => point[axis] === (this.given[axis] ?? point[axis]));
    return isPoint && isGiven && this.space.settled(point, point) !== undefined;
  }

  override shrink(point: F): fc.Stream<fc.Value<F>> {
    const met = new Set<string>();
    const nearer = this.nearer(point).flatMap((one) => {
      const found = this.settle(one);
      const key = this.placeOf(found).join();
      if (met.has(key) || !this.isBefore(found, point)) return [];
      met.add(key);
      return [new fc.Value(found, undefined)];
    });
    return fc.stream(nearer[Symbol.iterator]());
  }

  /** What may be nearer: none of the differences, one alone, one less, an earlier one. */
  private nearer(point: F): readonly F[] {
    const differs = differingAxes(this.space, point).filter((axis) => this.given[axis] === undefined);
    const own = this.differences.filter(({ axis, value }) => point[axis] === value);
    // with one difference left, any earlier one may take its place; with more, one of the same axes
    const single = own.length <= 1;
    const base = single ? this.least : point;
    const isOther = ({ axis }: Difference): boolean => single || differs.some((one) => one === axis);
    const put = (on: F, { axis, value }: Difference): F => ({ ...on, [axis]: value });
    return [
      this.least,
      ...own.map((one) => put(this.least, one)),
      ...differs.map((axis) => put(point, { axis, value: this.space.reference[axis] ?? '' })),
      ...this.differences.filter(isOther).map((one) => put(base, one)),
    ];
  }
}

/**
 * Values that were given, if there are such axes with such values.
 *
 * @param space - the space
 * @param given - what was given
 * @throws RangeError that names the axis, and the values that it has
 * @example
 * const settled = (point) => point;
 * checkGiven({ names: ['a'], values: { a: ['x'] }, reference: { a: 'x' }, settled }, { a: 'x' });
 */
export function checkGiven<F extends Point>(space: Pick<FactSpace<F>, 'values'>, given: Partial<F>): void {
  for (const [axis, value] of Object.entries(given)) {
    const values = Object.hasOwn(space.values, axis) ? space.values[axis] : undefined;
    if (values === undefined)
      throw new RangeError(`there is no axis ${axis}: ${Object.keys(space.values).join(', ')}`);
    if (value !== undefined && !values.includes(value as string)) {
      throw new RangeError(`${axis} is never ${String(value)}: ${values.join(', ')}`);
    }
  }
}
