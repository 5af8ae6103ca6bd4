/**
 * Where a fact was read: for every axis the field lines behind it, so that a report can point at them.
 */
import { AXIS_NAMES, type Axis } from './axes.js';
import { FIELDS } from './lines.js';
import type { RequestHead } from './message.js';
import { type Reading, STANDARDS_READING } from './reading.js';

/**
 * For every axis the positions of its lines in `head.fields`, in order; none for what the request line
 * tells.
 */
export type FactSources = { readonly [A in Axis]: readonly number[] };

/** What a reader sees of the lines of a field, by the words of its name: one line, none, or all. */
function seen(lines: readonly number[], reader: string): readonly number[] {
  if (reader.startsWith('first')) return lines.slice(0, 1);
  if (reader.startsWith('last')) return lines.slice(-1);
  return ['always', 'never', 'ignored'].includes(reader) ? [] : lines;
}

/** The names of the readers of each field that has a choice of them. */
function readersOf(reading: Reading): Readonly<Record<string, readonly string[]>> {
  return {
    connection: [reading.close, reading.keepAlive, reading.upgrade],
    // A reader that never finds websocket still sees that there is another protocol.
    upgrade: [reading.websocket === 'never' ? 'list' : reading.websocket],
    host: [reading.host],
    'sec-websocket-key': [reading.keyLines],
    'sec-websocket-version': [reading.wsVersion],
    'content-length': [reading.lengths],
  };
}

/**
 * Every fact comes from the lines named here, and from no other line of the head.
 *
 * @param head A request head as read; of a refusal, its `soFar`.
 * @param reading The reading that made the facts; the standards' reading when not given.
 * @returns Positions in `head.fields`; for `syntax` those of the lines that were repaired.
 * @see rfc9110#fields.names
 * @example
 * import { explainFacts, octetsOf, readRequest } from 'after101';
 * const read = readRequest(octetsOf('GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n'));
 * console.log(read.outcome === 'head' && explainFacts(read.head).connection); // [ 1 ]
 */
export function explainFacts(head: RequestHead, reading: Reading = STANDARDS_READING): FactSources {
  const sources = Object.fromEntries(AXIS_NAMES.map((axis) => [axis, new Set<number>()])) as {
    [A in Axis]: Set<number>;
  };
  const readers = readersOf(reading);
  for (const [field, axis] of Object.values(FIELDS)) {
    const lines = [...head.fields.keys()].filter((index) => head.fields[index]?.key === field);
    for (const reader of readers[field] ?? ['all']) {
      for (const index of seen(lines, reader)) sources[axis].add(index);
    }
  }
  for (const [index, line] of head.fields.entries()) {
    if (head.repairs.some(({ at }) => at >= line.at && at < line.end)) sources.syntax.add(index);
  }
  const sorted = AXIS_NAMES.map((axis) => [axis, [...sources[axis]].sort((one, other) => one - other)]);
  return Object.fromEntries(sorted) as FactSources;
}
