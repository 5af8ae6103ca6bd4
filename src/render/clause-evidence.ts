/**
 * What stands beside a clause: the cases that show it, and the servers that do otherwise.
 *
 * 1. Of products only what is known is told: what a dialect deviates in, and what endpoints were measured
 *    to do. A product that is not named was not found to deviate, and no more.
 * 2. Cases that are about the clause come first, and a long list is cut with the number of what is left out.
 */
import type { Deviation, Dialect } from '../dialects/dialect.js';
import { dialectNames, resolveDialect } from '../dialects/names.js';
import { caseLink, code, type Given, type LiterateCase, link, list, many } from './page.js';

/** From the folder of the clauses to `docs/` and to the root of the repository. */
const DOCS = '../../';
const ROOT = '../../../';

/** One dialect that deviates, with how that is known: two cases, or the sources. */
function deviating({ name, evidence }: Dialect, deviation: Deviation): string {
  if (deviation.basis !== 'observed') return `${code(name)} (${deviation.evidence.join('; ')})`;
  const shown = deviation.evidence.slice(0, 2).map(code).join(', ');
  const more = deviation.evidence.length > 2 ? ` and ${deviation.evidence.length - 2} more` : '';
  return `${code(name)} (${evidence.observed}: ${shown}${more})`;
}

/**
 * Who does what the clause does not permit: what dialects deviate in, those that do the same together.
 *
 * @param id - the clause
 * @returns one line for each thing that is done, with the dialects that do it
 */
export function deviationItems(id: string): readonly string[] {
  const items = new Map<string, string[]>();
  for (const name of dialectNames()) {
    const found = resolveDialect(name);
    if (!('dialect' in found)) continue;
    for (const deviation of found.dialect.deviations.filter((one) => one.clause === id)) {
      const said = `${deviation.basis}: ${deviation.note}`;
      items.set(said, [...(items.get(said) ?? []), deviating(found.dialect, deviation)]);
    }
  }
  return [...items].map(([said, who]) => `${many(who.length, 'server')}, ${said} ${who.join(', ')}.`);
}

/**
 * Who was measured to do what the clause stands against.
 *
 * @param id - the clause
 * @param given - the measurements
 * @returns one line for each day of measuring
 */
export function measuredItems(id: string, given: Given): readonly string[] {
  const at = link('the measurement', `${DOCS}measured/open-websockets.md`);
  return given.measured
    .filter((one) => one.clause === id)
    .map(
      ({ endpoints, on }) =>
        `Measured in an open WebSocket (${on}): ${many(endpoints.length, 'endpoint')} did what no permitted ` +
        `way explains, and this clause stands against it: ${endpoints.map(code).join(', ')}. See ${at}.`,
    );
}

/** How many literate cases a page lists. */
const MOST_CASES = 8;

/**
 * The cases that name a clause: those whose title does first, then those that name it before other clauses.
 */
function casesAbout(id: string, cases: readonly LiterateCase[]): readonly LiterateCase[] {
  const words = id.slice(id.indexOf('.') + 1).replaceAll('-', ' ');
  const far = (one: LiterateCase): number => {
    const title = one.title.toLowerCase();
    return title.includes(id) || title.includes(words) ? -1 : one.clauses.indexOf(id);
  };
  return cases.filter((one) => one.clauses.includes(id)).toSorted((a, b) => far(a) - far(b));
}

/**
 * The literate cases that name a clause.
 *
 * @param id - the clause
 * @param given - the cases
 * @returns a list of the first ones, and how many more there are
 */
export function examplesPart(id: string, given: Given): string {
  const cases = casesAbout(id, given.cases);
  const shown = list(cases.slice(0, MOST_CASES).map((each) => caseLink(each, ROOT)));
  const more = cases.length - MOST_CASES;
  return more > 0 ? `${shown}\n\nAnd ${more} more.` : shown;
}
