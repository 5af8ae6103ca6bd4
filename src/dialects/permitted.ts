/**
 * Whether the standards permit what a server was seen to do with one request, and if not, which clause it
 * broke.
 *
 * 1. The standards' own reading and tables decide, whatever the server may have read: a party is at fault
 *    exactly when what it sent is not permitted by what it had received.
 * 2. Closing without an answer is permitted at any time, and so is taking time over one.
 */
import { ERROR_STATUSES } from '../spec/admission.js';
import type { Facts } from '../spec/axes.js';
import { permittedFor, type Verdict } from '../spec/decide.js';
import { ROW_PERSISTS } from '../spec/persistence.js';
import { classOf } from './dialect.js';

/** What was seen behind one request: the final status or the 101, and whether the connection was closed. */
export interface SeenAnswer {
  readonly status: number | 'none';
  readonly closed: boolean;
}

/** Why a verdict does not have what was seen: the clause; undefined where it has. */
function objection(verdict: Verdict, { status, closed }: SeenAnswer): string | undefined {
  if (status === 'none') return undefined;
  const { refusals, tolerances, offer, handshake, persistence, endings } = verdict.trail;
  const refusedBy = tolerances?.split(' ')[0] ?? refusals ?? '';
  if (status === 101) {
    if (verdict.takes === 'refused') return refusedBy;
    if (!verdict.mayGrant) return verdict.takes === 'ordinary' ? offer : handshake;
    return closed ? 'after101.persistence' : undefined;
  }
  const answer = classOf(status);
  if (verdict.takes === 'refused' && !verdict.answers.includes(answer)) return refusedBy;
  const faulty = verdict.takes === 'handshake' && !verdict.mayGrant;
  // an offer may be ignored, but an error is what a faulty handshake is refused with
  if (faulty && !ERROR_STATUSES.includes(answer) && !verdict.answers.includes(answer)) return handshake;
  if (closed) return undefined;
  if (verdict.ends) return verdict.takes === 'refused' ? refusedBy : endings;
  return ROW_PERSISTS[verdict.persistence] ? undefined : persistence;
}

/**
 * The clause that an answer breaks.
 *
 * @param facts - the facts of the request, by the standards' reading
 * @param seen - the answer, and what became of the connection
 * @returns the clause; undefined where some permitted way of taking the request has that answer
 * @example
 * import { brokenBy, REFERENCE } from 'after101';
 *
 * brokenBy({ ...REFERENCE, version: '1.0' }, { status: 101, closed: false }); // 'offer.old-version'
 * brokenBy(REFERENCE, { status: 403, closed: true }); // undefined
 */
export function brokenBy(facts: Facts, seen: SeenAnswer): string | undefined {
  let nearest: string | undefined;
  for (const verdict of permittedFor(facts)) {
    const clause = objection(verdict, seen);
    if (clause === undefined) return undefined;
    nearest ??= clause;
  }
  return nearest;
}
