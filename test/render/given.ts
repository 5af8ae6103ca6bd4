/** What the pages of the reference tell of other files: cases, measurements, and sections about open questions. */
import {
  type Given,
  headingSlug,
  type LiterateCase,
  type Measured,
  type QuestionPage,
} from '../../src/render/page.js';
import { type Judged, judgedCells, MEASURED_ON } from '../evidence/active.js';
import { type Case, clausesNamed, literateCases, pagesOf, QUESTIONS, textOf } from '../examples/cases.js';

/**
 * What the reference tells of a case: where it stands, the clauses it names, and where it expects to end.
 *
 * @param one - the case as it was read
 * @returns title, file, clauses, and the state behind the arrow of its `events` line, if it has one
 */
export function toldOf(one: Case): LiterateCase {
  const events = one.expectations.find(({ name }) => name === 'events')?.value;
  const ends = events?.split(' -> ')[1];
  const { title, file } = one;
  return { title, file, clauses: [...new Set(clausesNamed(one))], ...(ends === undefined ? {} : { ends }) };
}

/**
 * The sections about open questions of a page.
 *
 * @param file - the page's path from the root of the repository
 * @param text - what it holds
 * @returns the sections by the id with which their headings begin
 */
export function questionSections(
  file: string,
  text: string,
): readonly (readonly [id: string, section: QuestionPage])[] {
  return [...text.matchAll(/^## ((Q-[0-9]{2})\b.*)$/gm)].map(([, title = '', id = '']) => {
    const to = `${file.replace(/^docs\//, '')}#${headingSlug(title)}`;
    return [id, { title, to }] as const;
  });
}

/**
 * The clauses that stood against what was seen, each with the endpoints.
 *
 * @param judged - cells of the measurement, judged
 * @returns the clauses in the order in which they are first named
 */
export function measuredOf(judged: readonly Judged[]): readonly Measured[] {
  const endpoints = new Map<string, Set<string>>();
  for (const { endpoint, verdict } of judged) {
    const [kind, ...clauses] = verdict.split(' ');
    if (kind !== 'breaks') continue;
    for (const id of clauses) endpoints.set(id, (endpoints.get(id) ?? new Set()).add(endpoint));
  }
  return [...endpoints].map(([id, names]) => ({ clause: id, endpoints: [...names], on: MEASURED_ON }));
}

/**
 * What stands in the files of this repository.
 *
 * @returns the cases, the measurements and the questions
 */
export function readGiven(): Given {
  const sections = pagesOf(QUESTIONS).flatMap((file) => questionSections(file, textOf(file)));
  return {
    cases: literateCases().map(toldOf),
    measured: measuredOf(judgedCells()),
    questions: Object.fromEntries(sections),
  };
}
