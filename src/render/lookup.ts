/**
 * What a name means: a clause, an invariant, an open question, a requirement row, or sections of a text.
 *
 * 1. A name is asked of each of them in this order, in letters of either case; the first that knows it answers.
 * 2. What is known is told as text and as data alike. What is not known is told with what is near.
 */
import { CLAUSES, clause } from '../spec/clauses/index.js';
import { clauseReport } from './clauses.js';
import { clauseData, rowData, sectionsData } from './data.js';
import { propertyData, propertyNamed, propertyReport } from './invariants.js';
import { rowReport } from './ledger.js';
import { nearest, printable } from './printable.js';
import { questionData, questionNamed, questionReport, untouched } from './questions.js';
import { sectionsNamed, uncitedSection } from './section-names.js';
import { sectionsReport } from './sections.js';

/** Something that was found by a name. */
export interface Found {
  readonly text: () => string;
  /** Plain data, as `schema/clause.json` says. */
  readonly data: () => object;
}

/**
 * What is known by a name.
 *
 * @param name - such as `persist.close-wins`, `SI-14`, `Q-01`, `H-UPG-11`, `RFC 9112 §9.3`
 * @returns it as text and as data; undefined when nothing is called so
 * @example
 * lookUp('h-upg-11')?.text().split('\n')[0]; // 'Ignore Upgrade in an HTTP/1.0 request.'
 */
export function lookUp(name: string): Found | undefined {
  const one = clause(name) ?? clause(name.trim().slice(0, 120).toLowerCase());
  if (one !== undefined) return { text: () => clauseReport(one), data: () => clauseData(one) };
  const property = propertyNamed(name);
  if (property !== undefined) {
    return { text: () => propertyReport(property), data: () => propertyData(property) };
  }
  const question = questionNamed(name);
  if (question !== undefined && question.clauses.length > 0) {
    return { text: () => questionReport(question), data: () => questionData(question) };
  }
  const [row, told] = [rowData(name), rowReport(name)];
  if (row !== undefined && told !== undefined) return { text: () => told, data: () => row };
  const sections = sectionsNamed(name);
  return sections.length === 0
    ? undefined
    : { text: () => sectionsReport(sections), data: () => sectionsData(sections) };
}

/**
 * What is said of a name that nothing is called by.
 *
 * @param name - as it was typed
 * @returns one sentence or two, fit to be printed
 */
export function notFound(name: string): string {
  const question = questionNamed(name);
  if (question !== undefined) return untouched(question.id);
  const near = (): string => nearest(name, Object.keys(CLAUSES)).join(', ');
  return uncitedSection(name) ?? `No clause has the id "${printable(name, 80)}". Nearest: ${near()}.`;
}
