/** What follows for who breaks a clause, from how strongly the texts hold it. */
import type { Clause } from './clause.js';
import { clause } from './index.js';

/** A broken MUST breaks, a broken SHOULD departs, and where no text decides we only ask. */
export type Severity = 'breaks' | 'departs' | 'asks';

/**
 * What a clause asks of who breaks it: `breaks` a MUST, `departs` from a SHOULD, or `asks` where texts are silent.
 *
 * A derived clause binds as a MUST only if every premise is one.
 *
 * @param one - the clause
 * @returns the severity
 */
export function severityOf(one: Clause): Severity {
  if (one.strength === 'required' || one.strength === 'definition') return 'breaks';
  if (one.strength === 'preferred') return 'departs';
  if (one.strength !== 'derived') return 'asks';
  const must = (premise: string): boolean => /\(MUST( NOT)?\)/.test(premise);
  const premises = one.premises ?? [];
  return premises.length > 0 && premises.every(must) ? 'breaks' : 'asks';
}

/**
 * The same by the id of the clause; an id that is none only asks.
 *
 * @param id - the id
 * @returns the severity
 */
export function severityById(id: string): Severity {
  const found = clause(id);
  return found === undefined ? 'asks' : severityOf(found);
}

/** What weighs more: to break a MUST more than to depart from a SHOULD. */
export const SEVERITY_WEIGHT: Readonly<Record<Severity, number>> = { asks: 0, departs: 1, breaks: 2 };
