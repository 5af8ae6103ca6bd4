/**
 * Which clause decides each case under some settings, and whether its connection would persist.
 *
 * 1. The rows are asked by bits: the same as asking the tables (a test holds that), and a hundred times as
 *    fast.
 * 2. A cause is a check as a fault, a check as a reason of a grant, or one of three kinds of request.
 */
import { AXIS_NAMES, type Axis, VALUES } from '../../spec/axes.js';
import { CHECKS, type Check, firstRows, isOfHandshake, type Place, placeOf } from '../places.js';
import { type Cases, type Column, isRead } from './cases.js';
import { checksOf, type Settings } from './settings.js';

const COUNT = CHECKS.length;
const HALF = 28;

/** Causes behind the checks as faults and as reasons of a grant. */
export const ORDINARY = 2 * COUNT;
/** An ordinary request by another method than GET. */
export const ORDINARY_OTHER = ORDINARY + 1;
export const GRANT = ORDINARY + 2;
/** How many causes there are. */
export const CAUSES = GRANT + 1;

/** Whether a cause is a fault. */
export const isFault = (cause: number): boolean => cause < COUNT;

/** Whether a cause is an ordinary request. */
export const isOrdinary = (cause: number): boolean => cause === ORDINARY || cause === ORDINARY_OTHER;

/** The check of a cause that is one. */
export const checkOf = (cause: number): Check => CHECKS[cause % COUNT] as Check;

/** The name of a cause: its clause, or a word for the kind of request. */
export function nameOf(cause: number): string {
  if (cause === ORDINARY) return 'ordinary';
  if (cause === ORDINARY_OTHER) return 'ordinary-other';
  return cause === GRANT ? 'grant' : checkOf(cause).clause;
}

/** Parts of one row are one cause, since they are one clause: the first of them. */
const FIRST_OF = CHECKS.map((check) => CHECKS.findIndex(({ clause }) => clause === check.clause));

/** For every axis and value, the checks whose condition it does not break, as two numbers of bits. */
const COMPATIBLE = AXIS_NAMES.map((axis) =>
  (VALUES[axis] as readonly string[]).map((value) =>
    bitsOf(
      CHECKS.filter(({ when }) => {
        const among = when[axis] as readonly string[] | undefined;
        return among === undefined || among.includes(value);
      }),
    ),
  ),
);

type Bits = readonly [number, number];

function bitsOf(checks: readonly Check[]): Bits {
  let [low, high] = [0, 0];
  for (const check of checks) {
    const at = CHECKS.indexOf(check);
    if (at < HALF) low |= 1 << at;
    else high |= 1 << (at - HALF);
  }
  return [low, high];
}

const lowest = (bits: number): number => 31 - Math.clz32(bits & -bits);

/** Columns of bits: for each case the checks that its value on an axis does not break. */
const compatible = new WeakMap<Column, readonly [Int32Array, Int32Array]>();

function compatibleWith(axis: number, column: Column): readonly [Int32Array, Int32Array] {
  let found = compatible.get(column);
  if (found === undefined) {
    const values = COMPATIBLE[axis] as readonly Bits[];
    found = [
      Int32Array.from(column, (value) => values[value]?.[0] ?? 0),
      Int32Array.from(column, (value) => values[value]?.[1] ?? 0),
    ];
    compatible.set(column, found);
  }
  return found;
}

/** The rows of each place, as bits; those that are looked at first in groups, which is their order. */
interface Places {
  readonly first: readonly Bits[];
  readonly offered: Bits;
  readonly not: Bits;
  readonly inside: Bits;
  readonly granted: Bits;
  readonly ignores: boolean;
  /** Whether both ways of framing end the connection. */
  readonly bothEnds: boolean;
}

/** The places that settings make, kept: a search asks again and again about the same ones. */
const knownPlaces = new Map<string, Places>();
const MOST_PLACES = 5000;

function placesOf(settings: Settings): Places {
  let key = '';
  for (const name in settings) {
    if (name.startsWith('check') || name === 'application.handshake') key += `${name}=${settings[name]} `;
  }
  let found = knownPlaces.get(key);
  if (found === undefined) {
    found = findPlaces(settings);
    if (knownPlaces.size >= MOST_PLACES) knownPlaces.clear();
    knownPlaces.set(key, found);
  }
  return found;
}

function findPlaces(settings: Settings): Places {
  const checks = checksOf(settings);
  const ignores = settings['application.handshake'] === 'ignore';
  const at = (place: Place): readonly Check[] =>
    CHECKS.filter((check) => placeOf(checks, check, ignores) === place);
  const groups: Check[][] = [];
  let last = Number.POSITIVE_INFINITY;
  for (const check of firstRows(checks, ignores)) {
    const here = CHECKS.indexOf(check);
    if (here > last) groups.at(-1)?.push(check);
    else groups.push([check]);
    last = here;
  }
  return {
    first: groups.map(bitsOf),
    offered: bitsOf(at('offered')),
    not: bitsOf(at('not-a-handshake')),
    inside: bitsOf(at('inside')),
    granted: bitsOf(at('never').filter(({ clause }) => isOfHandshake(clause))),
    ignores,
    bothEnds: checks['framing.both'] !== 'never',
  };
}

/** The first check of a place that holds; -1 if none does. */
function among(low: number, high: number, bits: Bits): number {
  if ((low & bits[0]) !== 0) return lowest(low & bits[0]);
  return (high & bits[1]) !== 0 ? HALF + lowest(high & bits[1]) : -1;
}

function causeOf(low: number, high: number, places: Places, absent: boolean): number {
  for (const group of places.first) {
    const found = among(low, high, group);
    if (found >= 0) return FIRST_OF[found] as number;
  }
  if (absent) return ORDINARY;
  const offered = among(low, high, places.offered);
  if (offered >= 0) return FIRST_OF[offered] as number;
  if (among(low, high, places.not) >= 0) return ORDINARY;
  const fault = among(low, high, places.inside);
  if (fault >= 0) return FIRST_OF[fault] as number;
  if (places.ignores) return ORDINARY;
  const granted = among(low, high, places.granted);
  return granted >= 0 ? COUNT + (FIRST_OF[granted] as number) : GRANT;
}

const is = (axis: Axis, value: string): number => (VALUES[axis] as readonly string[]).indexOf(value);
const has = (option: string): Column =>
  Uint8Array.from(VALUES.connection, (shape) => (shape.split('+').includes(option) ? 1 : 0));
const CLOSE = has('close');
const KEEP_ALIVE = has('keep-alive');
const IS_CURRENT = Uint8Array.from(VALUES.version, (label) => (label === '1.1' || label === '1.2+' ? 1 : 0));
const IS_OLD = Uint8Array.from(VALUES.version, (label) => (label === '1.0' ? 1 : 0));
const NONE = is('upgrade', 'none');
const BOTH = is('framing', 'both');
const CHUNKED = is('framing', 'chunked');
const GET = is('method', 'GET');
const [CONNECTION, UPGRADE, METHOD, FRAMING] = (['connection', 'upgrade', 'method', 'framing'] as const).map(
  (axis) => AXIS_NAMES.indexOf(axis),
) as [number, number, number, number];

/** The cases decided: for each its cause, and whether its connection would persist. */
export interface Decided {
  readonly causes: Uint8Array;
  readonly persists: Uint8Array;
}

/** Whether a connection persists, by the values that decide it. */
function persistenceBy({
  honours,
  keepAliveFirst,
  bothEnds,
  oldCodingEnds,
}: Persistence): (shape: number, version: number, framing: number) => number {
  return (shape, version, framing) => {
    if (bothEnds && framing === BOTH) return 0;
    if (oldCodingEnds && framing === CHUNKED && IS_OLD[version] === 1) return 0;
    const keepAlive = KEEP_ALIVE[shape] === 1 && IS_OLD[version] === 1;
    if (CLOSE[shape] === 1) return keepAliveFirst && keepAlive ? 1 : 0;
    if (IS_CURRENT[version] === 1) return 1;
    return keepAlive && honours ? 1 : 0;
  };
}

/** The settings that decide whether a connection persists. */
interface Persistence {
  readonly honours: boolean;
  readonly keepAliveFirst: boolean;
  readonly bothEnds: boolean;
  readonly oldCodingEnds: boolean;
}

const persistenceOf = (settings: Settings, { bothEnds }: Places): Persistence => ({
  honours: settings['persist.keep-alive'] === undefined,
  keepAliveFirst: settings['persist.close-wins'] !== undefined,
  bothEnds,
  oldCodingEnds: settings['framing.coding-in-http10'] === undefined,
});

/** Which connections persist, kept: most settings leave it as it is. */
const knownStays = new WeakMap<Cases, Map<string, Uint8Array>>();

function staysOf(cases: Cases, settings: Settings, columns: readonly Column[], places: Places): Uint8Array {
  const [shapes, versions, framings] = [
    columns[CONNECTION] as Column,
    cases.persistence(settings),
    columns[FRAMING] as Column,
  ];
  const persistence = persistenceOf(settings, places);
  const known = knownStays.get(cases) ?? new Map<string, Uint8Array>();
  knownStays.set(cases, known);
  const key = [...Object.values(persistence), idOf(shapes), idOf(versions), idOf(framings)].join();
  let found = known.get(key);
  if (found === undefined) {
    const persists = persistenceBy(persistence);
    found = shapes.map((shape, at) => persists(shape, versions[at] as number, framings[at] as number));
    if (known.size >= MOST_COMBINED) known.clear();
    known.set(key, found);
  }
  return found;
}

/**
 * The checks that each case does not break, over all axes: kept, since most settings leave the columns as
 * they are.
 */
const combined = new WeakMap<Cases, Map<string, readonly [Int32Array, Int32Array]>>();
const columnIds = new WeakMap<Column, number>();
let columnCount = 0;
const MOST_COMBINED = 6000;

function idOf(column: Column): number {
  let id = columnIds.get(column);
  if (id === undefined) {
    columnCount += 1;
    id = columnCount;
    columnIds.set(column, id);
  }
  return id;
}

/** The checks that are not broken on the axes no setting reads. */
interface Fixed {
  readonly columns: readonly (Column | undefined)[];
  readonly low: Int32Array;
  readonly high: Int32Array;
}

const knownFixed = new WeakMap<Cases, Fixed>();

function fixedOf(cases: Cases): Fixed {
  let found = knownFixed.get(cases);
  if (found === undefined) {
    const [low, high] = [
      new Int32Array(cases.ids.length).fill(-1),
      new Int32Array(cases.ids.length).fill(-1),
    ];
    const columns = cases
      .columns({})
      .map((column, axis) => (isRead(AXIS_NAMES[axis] as Axis) ? undefined : column));
    for (const [axis, column] of columns.entries())
      if (column !== undefined) narrow([low, high], compatibleWith(axis, column));
    found = { columns, low, high };
    knownFixed.set(cases, found);
  }
  return found;
}

function narrow([low, high]: readonly [Int32Array, Int32Array], by: readonly [Int32Array, Int32Array]): void {
  const [lows, highs] = by;
  for (let at = 0; at < low.length; at += 1) {
    low[at] = (low[at] as number) & (lows[at] as number);
    high[at] = (high[at] as number) & (highs[at] as number);
  }
}

function compatibleWithAll(cases: Cases, columns: readonly Column[]): readonly [Int32Array, Int32Array] {
  const known = combined.get(cases) ?? new Map<string, readonly [Int32Array, Int32Array]>();
  combined.set(cases, known);
  let key = '';
  for (const column of columns) key += `${idOf(column)} `;
  let found = known.get(key);
  if (found === undefined) {
    const fixed = fixedOf(cases);
    const [low, high] = [fixed.low.slice(), fixed.high.slice()];
    for (const [axis, column] of columns.entries()) {
      if (column === fixed.columns[axis]) continue;
      narrow([low, high], compatibleWith(axis, column));
    }
    found = [low, high];
    if (known.size >= MOST_COMBINED) known.clear();
    known.set(key, found);
  }
  return found;
}

/**
 * The cases are decided under settings.
 *
 * @param cases - the cases
 * @param settings - the settings
 * @returns for each case the cause, and 1 where its connection would persist
 */
export function decide(cases: Cases, settings: Settings): Decided {
  const columns = cases.columns(settings);
  const [lows, highs] = compatibleWithAll(cases, columns);
  const places = placesOf(settings);
  const causes = new Uint8Array(cases.ids.length);
  const [upgrade, method] = [columns[UPGRADE] as Column, columns[METHOD] as Column];
  for (let at = 0; at < causes.length; at += 1) {
    const cause = causeOf(lows[at] as number, highs[at] as number, places, upgrade[at] === NONE);
    causes[at] = cause === ORDINARY && method[at] !== GET ? ORDINARY_OTHER : cause;
  }
  return { causes, persists: staysOf(cases, settings, columns, places) };
}
