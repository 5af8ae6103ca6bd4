/**
 * The prose and the sources of every clause. Tables, arrows and forms carry ids only; ids are explained here.
 *
 * 1. Every id in use has a clause here, and every clause here is in use (a test holds both).
 * 2. An id, once published, always means the same rule. What is reworded keeps its id; what changes its
 *    meaning gets a new one, and the old id becomes an alias of what replaces it.
 */
import type { Clause } from './clause.js';
import { CONNECTION_CLAUSES } from './connection.js';
import { CONTENT_CLAUSES } from './content.js';
import { FORM_CLAUSES } from './form.js';
import { FRAME_CLAUSES } from './frames.js';
import { NEGOTIATION_CLAUSES } from './negotiation.js';
import { OFFER_CLAUSES } from './offer.js';
import { PERSIST_CLAUSES } from './persist.js';
import { REQUEST_CLAUSES } from './request.js';
import { SENDING_CLAUSES } from './sending.js';

export type { Clause, Source, SourceText, Strength } from './clause.js';

/** Every clause by its id, in the order in which a request meets them. */
export const CLAUSES: Readonly<Record<string, Clause>> = {
  ...REQUEST_CLAUSES,
  ...PERSIST_CLAUSES,
  ...CONTENT_CLAUSES,
  ...OFFER_CLAUSES,
  ...CONNECTION_CLAUSES,
  ...FORM_CLAUSES,
  ...NEGOTIATION_CLAUSES,
  ...FRAME_CLAUSES,
  ...SENDING_CLAUSES,
};

/**
 * Ids that clauses had in an earlier release, and the ids of the clauses that say the same today.
 *
 * Reports, vectors and other people's tests keep ids, so none is ever taken back or given to another rule.
 * Whoever renames, splits or merges a clause adds the old id here, in the same change. Nothing has been
 * renamed yet.
 */
export const ALIASES: Readonly<Record<string, string>> = {};

/**
 * The clause with an id, today's or an earlier release's.
 *
 * @param id - such as `persist.close-wins`
 * @returns the clause, or undefined when there is none of that id
 * @example
 * import { clause } from 'after101';
 *
 * clause('persist.close-wins')?.sources[0]?.anchor; // 'rfc9112#persistent.connections'
 */
export function clause(id: string): Clause | undefined {
  const known = Object.hasOwn(ALIASES, id) ? (ALIASES[id] as string) : id;
  return Object.hasOwn(CLAUSES, known) ? CLAUSES[known] : undefined;
}
