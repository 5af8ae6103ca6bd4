/** What follows for who breaks a clause, from how strongly the texts hold it. */
import type { Clause } from './clause.js';

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
