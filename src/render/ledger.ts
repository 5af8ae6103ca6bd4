/**
 * The ledger as text: one row in full, the counts, and the page on which every row can be opened.
 *
 * 1. What is said of a row comes from the ledger; nothing is decided here.
 * 2. On the page every row is a heading, so that `H-UPG-11` is a link.
 */
import { clause } from '../spec/clauses/index.js';
import { type Account, accountOf, bindsServer, type Later, ledger, type Waiting } from '../spec/ledger.js';
import { type Requirement, ROW_GROUPS } from '../spec/requirements/index.js';
import { sourceUrl } from './citations.js';
import { type Grid, markdownTable } from './grid.js';
import { clauseFile, codeLink, link, list, many, page } from './page.js';

/** Where it is told what a row first said, from the root of the repository. */
const CORRECTIONS = 'docs/decisions/002-rows-corrected-against-the-rfcs.md';

const STATUS: Readonly<Record<Requirement['status'], string>> = {
  current: 'in force',
  changed: 'in force; an older RFC said something else',
  obsolete: 'no current text says it',
  living: 'in force; the text has no fixed edition',
};

const SEEN: Readonly<Record<Requirement['seen'], string>> = {
  wire: 'on the wire',
  internal: 'only inside a party',
  policy: 'nowhere: it is a matter of policy',
};

/** How a row is accounted for, in a word. */
type Kind = 'held' | 'exception' | Later | 'open';

function kindOf(one: Account): Kind {
  if ('held' in one) return 'held';
  if ('exception' in one) return 'exception';
  return 'later' in one ? one.later : 'open';
}

function waitingOf(one: Account): readonly Waiting[] {
  if ('held' in one) return one.also;
  return 'later' in one ? [{ later: one.later, why: one.why }, ...one.also] : [];
}

const OPEN = 'Nothing accounts for this row.';

/**
 * One row in full: what it says, how strongly, where it stands, and what holds it, or why nothing does.
 *
 * @param id - such as `H-UPG-11`; letters of either case
 * @returns lines of text, or undefined when there is no such row
 * @example
 * rowReport('H-UPG-11')?.split('\n')[0]; // 'Ignore Upgrade in an HTTP/1.0 request.'
 */
export function rowReport(id: string): string | undefined {
  const one = accountOf(id.toUpperCase());
  if (one === undefined) return undefined;
  const { row } = one;
  const named = (names: readonly string[], how: string): readonly string[] =>
    names.map((name) => `${how.padEnd(14)}${name}: ${clause(name)?.sentence ?? '(no prose)'}`);
  const rest = [
    ...('held' in one ? named(one.held, 'held by') : []),
    ...('later' in one ? named(one.met, 'met by') : []),
    ...('held' in one && one.gap !== undefined ? [`not held      ${one.gap}`] : []),
    ...('exception' in one ? [`exception     ${one.exception}`] : []),
    ...('open' in one ? [`open          ${OPEN}`] : []),
    ...waitingOf(one).map(({ later, why }) => `later         ${later}: ${why}`),
  ];
  return [
    row.sentence,
    '',
    `row           ${row.id}, ${ROW_GROUPS[row.group as keyof typeof ROW_GROUPS]}`,
    `strength      ${row.strength.join(', ')}`,
    `binds         ${row.binds.join(', ')}`,
    `status        ${STATUS[row.status]}`,
    `shows         ${SEEN[row.seen]}`,
    ...row.sources.map((anchor) => `source        ${anchor}`),
    ...(row.corrected ? [`corrected     against its text, see ${CORRECTIONS}`] : []),
    '',
    ...rest,
    '',
  ].join('\n');
}

const KINDS: readonly Kind[] = ['held', 'exception', 'client', 'intermediary'];

/** How many rows of each kind there are among some. */
function counted(
  name: string,
  about: string,
  some: readonly Account[],
  kinds: readonly Kind[],
): readonly string[] {
  const counts = kinds.map((kind) => some.filter((one) => kindOf(one) === kind).length);
  return [name, about, ...[some.length, ...counts].map(String)];
}

/**
 * How many rows of each group are held, excepted, or waiting.
 *
 * @returns one row for each group and one for all; with a column for open rows if there are any
 */
export function ledgerGrid(): Grid {
  const all = ledger();
  const open = all.some((one) => kindOf(one) === 'open');
  const kinds: readonly Kind[] = open ? [...KINDS, 'open'] : KINDS;
  const groups = Object.entries(ROW_GROUPS).map(([group, about]) =>
    counted(
      group,
      about,
      all.filter((one) => one.row.group === group),
      kinds,
    ),
  );
  return {
    head: ['group', 'about', 'rows', 'held', 'exceptions', 'later: client', 'later: intermediary'].concat(
      open ? ['open'] : [],
    ),
    rows: [...groups, counted('all', '', all, kinds)],
  };
}

/**
 * The ledger in one line: how many rows are accounted for, how many of those in part only, and how many of a server
 * on the wire wait.
 *
 * @returns the line
 */
export function ledgerLine(): string {
  const all = ledger();
  const accounted = all.filter((one) => !('open' in one)).length;
  const held = all.filter((one) => 'held' in one);
  const partly = held.filter((one) => 'held' in one && one.gap !== undefined).length;
  const waiting = all.filter(
    (one) => 'later' in one && bindsServer(one.row) && one.row.seen === 'wire',
  ).length;
  return (
    `${accounted} of ${all.length} rows are accounted for. ` +
    `Of ${held.length} that clauses hold, ${partly === 0 ? 'none' : partly} in part only. ` +
    `Of those that a server shows on the wire ${waiting === 0 ? 'none waits' : `${waiting} wait`} for a machine to come.`
  );
}

/**
 * Every row, one line each.
 *
 * @returns id, strength, sentence, and what holds it, or `exception`, or the machine it waits for
 */
export function rowsGrid(): Grid {
  return {
    head: ['row', 'strength', 'says', 'held by'],
    rows: ledger().map((one) => {
      const kind = kindOf(one);
      const later = kind === 'client' || kind === 'intermediary';
      return [
        one.row.id,
        one.row.strength.join(', '),
        one.row.sentence,
        'held' in one ? one.held.join(', ') : later ? `later: ${kind}` : kind,
      ];
    }),
  };
}

/** A row on the page. */
function rowPart(one: Account): string {
  const { row } = one;
  const sources = row.sources.map((anchor) => codeLink(anchor, sourceUrl(anchor))).join(', ');
  const unusual = [
    ...(row.status === 'current' ? [] : [STATUS[row.status]]),
    ...(row.seen === 'wire' ? [] : [`shows ${SEEN[row.seen]}`]),
    ...(row.corrected
      ? [`${link('corrected', `../${CORRECTIONS.replace('docs/', '')}`)} against its text`]
      : []),
  ];
  const linked = (ids: readonly string[]): string => ids.map((id) => codeLink(id, clauseFile(id))).join(', ');
  const items = [
    `${row.strength.join(', ')}, for ${row.binds.join(', ')}: ${sources}`,
    ...(unusual.length > 0 ? [`${unusual.join('; ')}`] : []),
    ...('held' in one ? [`held by ${linked(one.held)}`] : []),
    ...('held' in one && one.gap !== undefined ? [`not held: ${one.gap}`] : []),
    ...('exception' in one ? [`exception: ${one.exception}`] : []),
    ...('open' in one ? [OPEN] : []),
    ...waitingOf(one).map(({ later, why }) => `later, ${later}: ${why}`),
    ...('later' in one && one.met.length > 0 ? [`what a server makes of it: ${linked(one.met)}`] : []),
  ];
  return `### ${row.id}\n\n${row.sentence.replaceAll('*', '\\*')}\n\n${list(items)}`;
}

/** The rows that somebody who doubts the ledger looks at first. */
function listed(title: string, some: readonly (readonly [Requirement, string])[]): string {
  const items = some.map(([row, text]) => `${link(row.id, `#${row.id.toLowerCase()}`)} ${text}`);
  return `## ${title}\n\n${many(some.length, 'row')}.\n\n${list(items)}`;
}

/**
 * The ledger as a page: counts by group, what is not held and why, and every row under its own heading.
 *
 * @returns the page in Markdown
 */
export function ledgerPage(): string {
  const all = ledger();
  const exceptions = all.flatMap((one) => ('exception' in one ? [[one.row, one.exception] as const] : []));
  const gaps = all.flatMap((one) =>
    'held' in one && one.gap !== undefined ? [[one.row, one.gap] as const] : [],
  );
  const groups = Object.entries(ROW_GROUPS).map(([group, about]) => {
    const rows = all.filter((one) => one.row.group === group);
    return [`## ${group}: ${about}`, ...rows.map(rowPart)].join('\n\n');
  });
  return page(
    'Requirements',
    'What the texts ask, row by row, and what accounts for each row. A row is held by the clauses that ' +
      'name it. An exception is a row that no clause can hold, with the reason. What binds the client or ' +
      'an intermediary alone waits for a machine of theirs; clauses that name such a row say what a ' +
      'server makes of it. The sentences are paraphrases; the texts behind the anchors decide.',
    ledgerLine(),
    markdownTable(ledgerGrid()),
    listed('Exceptions', exceptions),
    listed('Held in part', gaps),
    ...groups,
  );
}
