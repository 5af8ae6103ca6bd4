/**
 * The requests that every server was sent, with their facts, and what each server was seen to do.
 *
 * 1. Facts are told by the standards' reading: what a request asks does not depend on who received it.
 * 2. A connection that was ended counts as closed, whatever sign of it came.
 */
import type { SeenAnswer } from '../../dialects/permitted.js';
import type { Facts } from '../../spec/axes.js';
import { factsOf } from '../../spec/facts.js';
import { octetsOf } from '../../spec/message.js';
import { CELLS, type PackedCell, PIECES, REQUESTS, ROWS, SEQUENCES, TOLD } from './seen.js';

/** A request that was sent. */
export interface Sent {
  readonly id: string;
  /** One character an octet. */
  readonly text: string;
  readonly octets: Uint8Array;
  readonly facts: Facts;
}

/** What came back. */
export interface Seen extends SeenAnswer {
  /** The next request, or a frame behind a 101, was answered. */
  readonly live: boolean;
  /** The version of the status line, such as `1.1`; empty without an answer. */
  readonly version: string;
  /** The options of Connection, in lower case. */
  readonly connection: readonly string[];
  readonly hasUpgrade: boolean;
  readonly namesVersions: boolean;
}

/** One server, and what it was seen to do. */
export interface Observed {
  /** The name of its dialect. */
  readonly name: string;
  /** One for each request, in their order; undefined where it was not asked. */
  readonly cells: readonly (Seen | undefined)[];
  /** What came of each sequence, by its name: statuses, frames and the end. */
  readonly sequences: Readonly<Record<string, string>>;
}

function sentOf([id, at]: readonly [string, string]): Sent {
  const text = at
    .split(' ')
    .map((piece) => PIECES[Number(piece)] ?? '')
    .join('');
  const octets = octetsOf(text);
  const read = factsOf(octets);
  if (read.outcome !== 'facts') throw new Error(`${id} is no whole request`);
  return { id, text, octets, facts: read.facts };
}

/** Every request, in the order of the evidence. */
export const CASES: readonly Sent[] = REQUESTS.map(sentOf);

function seenOf([status, closed, live, version, connection, upgrade, versions]: PackedCell): Seen {
  return {
    status: status === 0 ? 'none' : status,
    closed: closed === 1,
    live: live === 1,
    version,
    connection: connection === '' ? [] : connection.split(','),
    hasUpgrade: upgrade === 1,
    namesVersions: versions === 1,
  };
}

const SEEN = CELLS.map(seenOf);

const placesIn = (row: string): readonly number[] =>
  (row.match(/../g) ?? []).map((code) => (code === '--' ? -1 : Number.parseInt(code, 36)));

/** Every server that was measured, in the order of the catalogue. */
export const OBSERVED: readonly Observed[] = ROWS.map(([name, row, sequences]) => ({
  name,
  cells: placesIn(row).map((at) => SEEN[at]),
  sequences: Object.fromEntries(
    placesIn(sequences).flatMap((at, index) => {
      const told = TOLD[at];
      return told === undefined ? [] : [[SEQUENCES[index] ?? '', told]];
    }),
  ),
}));
