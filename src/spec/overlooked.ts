/**
 * What a server does that does not refuse a request although it SHOULD: it departs from that, and serves the request.
 *
 * 1. Which refusals may be passed over is told by the severity of the clause that refuses, never by its name. What
 *    MUST be refused, and what is derived from more than one text, is never passed over.
 * 2. Behind a row that is passed over the rows after it decide, as they stand. So what SHOULD be refused for one reason
 *    and MUST be for another has to be refused all the same.
 * 3. A handshake is of HTTP/1.1 or higher and keeps to the grammar in every part, which is a MUST (RFC 6455 §4.2.1). A
 *    head that does not is answered without a 101, whatever is made of it.
 */
import type { Facts } from './axes.js';
import { clause } from './clauses/index.js';
import { severityOf } from './clauses/severity.js';
import { permittedFor, type Rules, STANDARDS, type Verdict } from './decide.js';
import { defineTable } from './table.js';

/** A way to take a request. */
export interface Way {
  readonly verdict: Verdict;
  /** The clauses by which it should have been refused, and that are passed over. */
  readonly clauses: readonly string[];
}

/**
 * Who does not do what the clause says departs from a SHOULD, and breaks no MUST.
 *
 * @param id - the id of the clause
 * @returns whether its severity is `departs`
 */
export function onlyDeparts(id: string): boolean {
  const found = clause(id);
  return found !== undefined && severityOf(found) === 'departs';
}

const rulesBehind = new Map<string, Rules>();

/** The rules without the refusals up to that of a clause, which is the first that holds. */
function passingOver(id: string): Rules {
  let rules = rulesBehind.get(id);
  if (rules === undefined) {
    const { title, space, rows } = STANDARDS.refusals;
    const rest = rows.slice(rows.findIndex((row) => row.clause === id) + 1);
    rules = { ...STANDARDS, refusals: defineTable(title, space, rest) };
    rulesBehind.set(id, rules);
  }
  return rules;
}

/** Verdicts without their switch, one for each: who asks twice is given the same. */
const switchless = new WeakMap<Verdict, Verdict>();

/** A head outside the grammar, or below HTTP/1.1, is no handshake; that it offers something is not asked. */
function withoutSwitch(verdict: Verdict): Verdict {
  let without = switchless.get(verdict);
  if (without === undefined) {
    const { offer: _offer, handshake: _handshake, ...trail } = verdict.trail;
    without = { ...verdict, mayGrant: false, trail };
    switchless.set(verdict, without);
  }
  return without;
}

const mayBeHandshake = ({ version, syntax }: Facts): boolean =>
  (version === '1.1' || version === '1.2+') && syntax !== 'broken';

/**
 * The ways to serve a request that SHOULD be refused, and need not be.
 *
 * @param facts - what is told of the request head
 * @returns none where the request is not refused, or where a MUST refuses it
 * @see rfc9112#request.target
 * @example
 * const [served] = overlooking({ ...REFERENCE, upgrade: 'none', target: 'malformed' });
 * served?.clauses; // ['target.malformed']
 * served?.verdict.takes; // 'ordinary'
 */
export function overlooking(facts: Facts): readonly Way[] {
  const ways: Way[] = [];
  let passed: readonly string[] = [];
  let verdicts = permittedFor(facts);
  for (;;) {
    const id = verdicts[0]?.trail.refusals;
    if (id === undefined || !onlyDeparts(id)) return ways;
    passed = [...passed, id];
    verdicts = permittedFor(facts, passingOver(id));
    for (const one of verdicts) {
      ways.push({ verdict: mayBeHandshake(facts) ? one : withoutSwitch(one), clauses: passed });
    }
  }
}
