/**
 * Open questions as far as the clauses know them: which clauses touch one. What it asks stands in the
 * documentation.
 */
import { CLAUSES, type Clause } from '../spec/clauses/index.js';
import { STRENGTH } from './clauses.js';

/** Where questions are told, from the root of the repository. */
const QUESTIONS = 'docs/questions/README.md';
const pageOf = (id: string): string => `${QUESTIONS}#${id.toLowerCase()}`;

/** A question with the clauses that touch it. */
export interface Question {
  readonly id: string;
  readonly clauses: readonly Clause[];
}

/**
 * The question that somebody means by a number.
 *
 * @param name - such as `Q-01`, in letters of either case
 * @returns the question, perhaps without clauses; undefined when this is no number of a question
 */
export function questionNamed(name: string): Question | undefined {
  const [id] = /^Q-[0-9]{2}$/.exec(name.trim().slice(0, 40).toUpperCase()) ?? [];
  if (id === undefined) return undefined;
  return { id, clauses: Object.values(CLAUSES).filter(({ questions }) => questions.includes(id)) };
}

/**
 * A question in full.
 *
 * @param one - the question
 * @returns lines of text
 */
export function questionReport({ id, clauses }: Question): string {
  return [
    `question      ${id}`,
    `told in       ${pageOf(id)}`,
    '',
    `touched by ${clauses.length} clause${clauses.length === 1 ? '' : 's'}`,
    ...clauses.flatMap((one) => [`  ${one.id}: ${one.sentence}`, `    ${STRENGTH[one.strength]}`]),
    '',
  ].join('\n');
}

/**
 * A question as data.
 *
 * @param one - the question
 * @returns plain data, as `schema/clause.json` says
 */
export function questionData({ id, clauses }: Question) {
  return { kind: 'question' as const, id, page: pageOf(id), clauses: clauses.map((one) => one.id) };
}

/**
 * What is said of a question that no clause touches: it may be about another party, or not exist.
 *
 * @param id - the question
 * @returns one sentence
 */
export const untouched = (id: string): string =>
  `No clause touches ${id}. All open questions, also those not about servers, stand in ${QUESTIONS}.`;
