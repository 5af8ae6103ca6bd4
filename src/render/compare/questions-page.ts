/**
 * The page of open questions: what products do at each, as it was counted.
 *
 * 1. What was seen in open WebSockets is told by the clauses that touch the question.
 */
import { CLAUSES } from '../../spec/clauses/index.js';
import { markdownTable } from '../grid.js';
import { clauseFile, code, codeLink, type Given, link, list, many, page, part } from '../page.js';
import { ASKING, type Counted, countedAt } from './questions.js';

/** How many names are printed of those who do something. */
const MOST_NAMES = 8;

function countedPart({ of, cases, whom, tallies }: Counted): string {
  const all = tallies.reduce((sum, { names }) => sum + names.length, 0);
  const asked = cases.slice(0, 4).map(code).join(', ');
  const more = cases.length > 4 ? ` and ${cases.length - 4} more` : '';
  const rows = tallies.map(({ does, names }) => {
    const rest = names.length > MOST_NAMES ? ` and ${names.length - MOST_NAMES} more` : '';
    return [does, String(names.length), names.slice(0, MOST_NAMES).map(code).join(', ') + rest];
  });
  const of_ = `${of.charAt(0).toUpperCase()}${of.slice(1)}`;
  const told = `${of_}${asked === '' ? '' : ` (${asked}${more})`}, ${all} ${whom}:`;
  return `${told}\n\n${markdownTable({ head: ['what they do', 'how many', 'who'], rows })}`;
}

/** What was seen in open WebSockets, by the clauses that touch the question. */
function openPart(id: string, given: Given): string {
  const items = given.measured
    .filter(({ clause }) => CLAUSES[clause]?.questions.includes(id))
    .map(
      ({ clause, endpoints, on }) =>
        `${many(endpoints.length, 'endpoint')} did in an open WebSocket what ` +
        `${codeLink(clause, `../${clauseFile(clause)}`)} stands against (${on})`,
    );
  return items.length === 0
    ? ''
    : `${list(items)}\n\nSee ${link('what was measured there', '../../measured/open-websockets.md')}.`;
}

/**
 * The page of open questions.
 *
 * @param given - the questions, and what was measured in open WebSockets
 * @returns the page's text
 */
export function questionsPage(given: Given): string {
  const parts = Object.keys(ASKING).map((id) => {
    const found = given.questions[id];
    const title = found?.title ?? id;
    const counted = countedAt(id);
    const seen = openPart(id, given);
    const told = typeof counted === 'string' ? counted : counted.map(countedPart).join('\n\n');
    const nothing = told === '' && seen === '' ? 'This evidence does not ask it.' : '';
    const to = found === undefined ? `../../questions/README.md#${id.toLowerCase()}` : `../../${found.to}`;
    return part(
      title,
      [`${link('What is open', to)}.`, told, seen, nothing].filter((one) => one !== '').join('\n\n'),
    );
  });
  return page(
    'What products do at the open questions',
    'Counted from what was seen. A server stands under all that it did for the requests named, so it may do several ' +
      'things. Nobody is blamed for a choice that the texts leave.',
    ...parts,
  );
}
