/**
 * What a line of the vectors is made of: octets as base64, facts as differences, clauses with their
 * force.
 *
 * 1. A line can be read without this project: what it abbreviates stands in the header line of the same
 *    file.
 * 2. An id is made of what the line is about, never of its place, so that lines keep their ids when
 *    others come.
 */

import { clause, type Strength } from '../../spec/clauses/index.js';
import { severityOf } from '../../spec/clauses/severity.js';
import type { Limits } from '../../spec/message.js';
import { base64 } from '../../spec/proof.js';

/** The groups of vectors, in the order in which they stand in the file. */
export const GROUPS = ['cube', 'spelling', 'case', 'form', 'frame', 'sent', 'sequence'] as const;

/** The name of a group. */
export type Group = (typeof GROUPS)[number];

/** One line: plain data. */
export interface Vector {
  readonly id: string;
  readonly group: Group;
  readonly [part: string]: unknown;
}

/** The lines of one group, and how many candidates no octets can have. */
export interface Lines {
  readonly lines: readonly Vector[];
  readonly skipped: number;
}

/** A clause as a line names it: its id and its strength. Its sources stand in the header. */
export type Named = readonly [id: string, strength: Strength];

/**
 * A clause is named with its strength.
 *
 * @param id - the id of a clause
 * @returns both
 * @throws when no clause has this id
 * @example
 * named('host.missing')[1]; // 'required'
 */
export function named(id: string): Named {
  const found = clause(id);
  if (found === undefined) throw new Error(`no clause ${id}`);
  return [id, found.strength];
}

/**
 * A clause in full, as the header holds it.
 *
 * @param id - the id of a clause
 * @returns its sentence, what a breach of it is, all its sources and, when it is derived, its premises
 * @throws when no clause has this id
 */
export function clauseInFull(id: string): Readonly<Record<string, unknown>> {
  const found = clause(id);
  if (found === undefined) throw new Error(`no clause ${id}`);
  const { sentence, strength, sources, permitted, premises } = found;
  const anchors = sources.map(({ anchor }) => anchor);
  const derived = premises === undefined ? {} : { premises };
  return { sentence, strength, breach: severityOf(found), sources: anchors, permitted, ...derived };
}

/**
 * Facts are told as far as they differ from the reference of their space.
 *
 * @param facts - one value on every axis
 * @param reference - the values that are not told
 * @returns the differing ones, in the order of the axes
 * @example
 * differing({ a: '1', b: '2' }, { a: '1', b: '1' }); // { b: '2' }
 */
export function differing(
  facts: Readonly<Record<string, string>>,
  reference: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(facts).filter(([axis, value]) => reference[axis] !== value));
}

/**
 * Differences as the last part of an id.
 *
 * @param facts - what differs from a reference
 * @returns `axis=value` with commas between; `reference` where nothing differs
 * @example
 * idOf({ version: '1.0', host: 'absent' }); // 'version=1.0,host=absent'
 */
export function idOf(facts: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(facts).map(([axis, value]) => `${axis}=${value}`);
  return pairs.length === 0 ? 'reference' : pairs.join(',');
}

/**
 * Octets as eight hexadecimal digits (FNV-1a), for ids of what has no name of its own.
 *
 * @param octets - any octets
 * @returns the digits
 * @example
 * digestOf(new Uint8Array()); // '811c9dc5'
 */
export function digestOf(octets: Uint8Array): string {
  let hash = 0x811c9dc5;
  for (const octet of octets) hash = Math.imul(hash ^ octet, 0x01000193) >>> 0;
  return hash.toString(16).padStart(8, '0');
}

/**
 * Octets one behind the other.
 *
 * @param parts - in order
 * @returns all of them
 */
export function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/**
 * Octets as a line has them: base64, or where much is repeated, pieces of base64 with how often each
 * comes.
 */
export type Spelled = string | readonly (readonly [piece: string, times: number])[];

const LONG = 1024;
const LONGEST_PERIOD = 64;
const FEWEST = 16;

/**
 * How often the octets at an offset come again behind it, by the shortest period that repeats often
 * enough.
 */
function repetition(
  octets: Uint8Array,
  at: number,
): { readonly period: number; readonly times: number } | undefined {
  for (let period = 1; period <= LONGEST_PERIOD; period++) {
    let end = at + period;
    while (end < octets.length && octets[end] === octets[end - period]) end++;
    const times = Math.floor((end - at) / period);
    if (times >= FEWEST) return { period, times };
  }
  return undefined;
}

/**
 * Octets as a line has them. Short ones are base64; of long ones what is repeated is written once.
 *
 * @param octets - any octets
 * @returns text, or pieces each with how often it comes
 * @example
 * spelledOctets(new Uint8Array([65])); // 'QQ=='
 */
export function spelledOctets(octets: Uint8Array): Spelled {
  if (octets.length < LONG) return base64(octets);
  const pieces: (readonly [string, number])[] = [];
  let from = 0;
  for (let at = 0; at < octets.length; ) {
    const again = repetition(octets, at);
    if (again === undefined) {
      at++;
      continue;
    }
    if (at > from) pieces.push([base64(octets.subarray(from, at)), 1]);
    pieces.push([base64(octets.subarray(at, at + again.period)), again.times]);
    at += again.period * again.times;
    from = at;
  }
  if (from < octets.length) pieces.push([base64(octets.subarray(from)), 1]);
  return pieces;
}

/** Of lines with the same id the first; an id names one line. */
export function once(lines: readonly Vector[]): readonly Vector[] {
  return [...new Map(lines.toReversed().map((line) => [line.id, line])).values()].toReversed();
}

const MUCH = 2 ** 30;

/**
 * As much as any server may read: who reads more than we do sees other facts in a head we call too large.
 */
export const NO_LIMITS: Limits = {
  requestLine: MUCH,
  method: MUCH,
  target: MUCH,
  fieldLine: MUCH,
  fields: MUCH,
  head: MUCH,
};
