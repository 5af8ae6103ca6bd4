/**
 * Which cases a probe asks: a few, the usual ones, all of them, those that show one clause, or one by its id.
 */
import { clause } from '../spec/clauses/index.js';
import type { Aim } from '../wire/aim.js';
import { type Case, suiteCases } from '../wire/cases.js';
import { clausesOf } from '../wire/coverage.js';

/** How much is asked. */
export type Depth = 'quick' | 'usual' | 'full';

/** Of the cases those with which one begins: each of the deviations that most servers have, and the controls. */
const QUICK = [
  /^(handshake|plain)$/,
  /^handshake, version (1\.0|2\+|0\.x)$/,
  /^handshake, connection (none|close\+upgrade|keep-alive\+upgrade)$/,
  /^handshake, host (absent|several|empty)$/,
  /^handshake, key (absent|invalid|several)$/,
  /^handshake, wsVersion (other|absent|invalid)$/,
  /^handshake, (upgrade (other|among)|method other|extensions malformed|framing (length|chunked))$/,
  /^plain, version 1\.0(, connection keep-alive)?$/,
  /^plain, connection close$/,
  /^plain, (host (absent|several)|framing (length|both|bad-length))$/,
  /^(two requests at once|a request, then a handshake|a refused handshake, then a sound one)$/,
  /^half a frame behind a handshake/,
  /^(a handshake and a close at once|a message in fragments|content that looks like a request)$/,
  /^frame (text|ping|close), (sound|mask unmasked|payload not-utf8)$/,
];

/** What is asked of a server. */
export interface Wanted {
  readonly depth: Depth;
  /** Only cases in which this clause comes up. */
  readonly clause?: string;
  /** Only the case of this id. */
  readonly id?: string;
}

/**
 * The cases that are asked.
 *
 * @param wanted - how much, or which
 * @param aim - the path, the host and the fields of the server
 * @returns the cases; none where no case shows the clause, or has the id
 * @example
 * casesFor({ depth: 'quick' }, {}).length < 60; // true
 */
export function casesFor(wanted: Wanted, aim: Aim): readonly Case[] {
  const all = suiteCases(wanted.depth === 'full', aim);
  if (wanted.id !== undefined) return all.filter(({ id }) => id === wanted.id);
  if (wanted.clause !== undefined) {
    const id = clause(wanted.clause)?.id ?? wanted.clause;
    return all.filter((one) => clausesOf(one).has(id));
  }
  return wanted.depth === 'quick' ? all.filter(({ id }) => QUICK.some((shape) => shape.test(id))) : all;
}

/**
 * The clauses that a case shows, as the standards take it.
 *
 * @param all - cases
 * @returns the ids of all clauses that come up in them
 * @example
 * clausesIn([]).size; // 0
 */
export function clausesIn(all: readonly Case[]): ReadonlySet<string> {
  return new Set(all.flatMap((one) => [...clausesOf(one)]));
}
