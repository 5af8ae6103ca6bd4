/**
 * The requests that were sent, read in every way that a product may read them.
 *
 * 1. A case is read once, and its facts under a setting once: servers that were sent the same requests
 *    share all of it.
 * 2. A column has one number for each case: the place of its value among those of an axis.
 */
import { AXIS_NAMES, type Axis, VALUES } from '../../spec/axes.js';
import { factsOf, persistsAs, readFacts } from '../../spec/facts.js';
import type { Refused, RequestHead } from '../../spec/message.js';
import type { Reading } from '../../spec/reading.js';
import { readingOf, type Settings } from './settings.js';

/** A request that was sent. */
export interface Case {
  readonly id: string;
  readonly octets: Uint8Array;
}

/** One number for each case. */
export type Column = Uint8Array;

/** The cases, read. */
export interface Cases {
  readonly ids: readonly string[];
  /** The spellings of version labels, and of methods, that occur; for each case its own. */
  readonly labels: readonly string[];
  readonly methods: readonly string[];
  /** The columns of all axes under some settings, in the order of the axes. */
  readonly columns: (settings: Settings) => readonly Column[];
  /** The version that counts for persistence. */
  readonly persistence: (settings: Settings) => Column;
}

/** The settings an axis is read with, by the beginning of their names; no other makes a difference to it. */
const READ_WITH: { readonly [A in Axis]?: readonly string[] } = {
  version: ['label.'],
  connection: ['reading.close', 'reading.keepAlive', 'reading.upgrade', 'reading.trims'],
  upgrade: ['reading.websocket', 'reading.trims'],
  method: ['method'],
  host: ['reading.host'],
  key: ['reading.key'],
  wsVersion: ['reading.wsVersion'],
  framing: ['reading.lengths'],
  syntax: ['reading.refuses'],
};

type Head = RequestHead | Refused<RequestHead>;

/** Whether some setting makes a difference to an axis. */
export const isRead = (axis: Axis): boolean => READ_WITH[axis] !== undefined;

const headOf = (head: Head): RequestHead => ('outcome' in head ? head.soFar : head);

function readOf({ octets }: Case): Head | undefined {
  const read = factsOf(octets);
  return read.outcome === 'facts' ? (read.refused ?? read.head) : undefined;
}

const PLACES = AXIS_NAMES.map(
  (axis) => new Map((VALUES[axis] as readonly string[]).map((value, at) => [value, at])),
);
const VERSION = AXIS_NAMES.indexOf('version');

const placeOn = (axis: number, value: string): number => PLACES[axis]?.get(value) ?? 0;

/**
 * Cases are read, and keep what they were read as.
 *
 * @param cases - the requests; what has no head to its end counts as a request that broke off
 * @returns their columns
 */
export function readCases(cases: readonly Case[]): Cases {
  const heads = cases.map(readOf);
  const known = new Map<string, Column>();
  const kept = (key: string, settings: Settings, of: (head: Head, reading: Reading) => number): Column => {
    let column = known.get(key);
    if (column === undefined) {
      const reading = readingOf(settings);
      column = Uint8Array.from(heads, (head) => (head === undefined ? 0 : of(head, reading)));
      known.set(key, column);
    }
    return column;
  };
  const columnOf = (axis: number, settings: Settings): Column => {
    const name = AXIS_NAMES[axis] as Axis;
    return kept(`${name}${keyOf(settings, READ_WITH[name])}`, settings, (head, reading) =>
      placeOn(axis, readFacts(head, reading)[name]),
    );
  };
  const usual = AXIS_NAMES.map((_, axis) => columnOf(axis, {}));
  const seen = heads.map((head) => (head === undefined ? undefined : headOf(head)));
  return {
    ids: cases.map(({ id }) => id),
    labels: seen.map((head) => head?.version ?? ''),
    methods: seen.map((head) => head?.method ?? ''),
    columns: (settings) => {
      const touched = axesRead(settings);
      return usual.map((column, axis) => (touched.has(axis) ? columnOf(axis, settings) : column));
    },
    persistence: (settings) =>
      kept(`persistence${keyOf(settings, ['label.'])}`, settings, (head, reading) =>
        placeOn(VERSION, persistsAs(headOf(head), reading)),
      ),
  };
}

/** The axes that some of the settings are about, by the beginning of a name. */
const ABOUT = AXIS_NAMES.flatMap((name, axis) =>
  (READ_WITH[name] ?? []).map((beginning) => [beginning, axis] as const),
);
const axesOfName = new Map<string, readonly number[]>();

function axesRead(settings: Settings): ReadonlySet<number> {
  const axes = new Set<number>();
  for (const name in settings) {
    let found = axesOfName.get(name);
    if (found === undefined) {
      found = ABOUT.flatMap(([beginning, axis]) => (name.startsWith(beginning) ? [axis] : []));
      axesOfName.set(name, found);
    }
    for (const axis of found) axes.add(axis);
  }
  return axes;
}

/** What of some settings makes a difference, as text. */
function keyOf(settings: Settings, beginnings: readonly string[] = []): string {
  let key = '';
  for (const name in settings) {
    for (const beginning of beginnings) {
      if (name.startsWith(beginning)) {
        key += ` ${name}=${settings[name]}`;
        break;
      }
    }
  }
  return key;
}
