/** The report on a path explored with every spelled head. */
import type { PathBreak, PathExplored } from '../explore/paths.js';
import { clause } from '../spec/clauses/index.js';
import { clauseInShort } from './clauses.js';
import { printable, printableLines } from './printable.js';
import { section } from './reports.js';

const SEVERITY = { breaks: 0, departs: 1, asks: 2 } as const;

const worstFirst = (breaks: readonly PathBreak[]): readonly PathBreak[] =>
  breaks.toSorted(
    (one, other) =>
      SEVERITY[one.finding.severity] - SEVERITY[other.finding.severity] ||
      one.head.differs.length - other.head.differs.length,
  );

/** Whether something on the way breaks a clause. */
export const pathBreaks = ({ breaks }: PathExplored): boolean =>
  breaks.some(({ finding }) => finding.severity === 'breaks');

const nameOf = ({ path }: PathExplored): string =>
  ['client', ...path.hops.map(({ name }) => name), path.origin.name]
    .map((name) => printable(name))
    .join(' -> ');

/** The first line: what breaks first, or that nothing is known to. */
function headline(explored: PathExplored): string {
  const { heads, offers } = explored;
  const [worst] = worstFirst(explored.breaks);
  const sound = `${offers.open} of ${offers.all} sound offers end as an open WebSocket`;
  if (worst === undefined || worst.finding.severity !== 'breaks') {
    return `No break in what is known of ${nameOf(explored)}: ${heads} spelled heads, ${sound}.`;
  }
  const { who, clause: id, sent } = worst.finding;
  const rule = clause(id);
  const says = rule === undefined ? '' : `: ${rule.sentence}`;
  return `${printable(who)} breaks ${id}${says} It sends ${printable(sent, 200)}; ${sound}.`;
}

function breakLines({ finding, head, count }: PathBreak): readonly string[] {
  const differs =
    head.differs.length === 0 ? 'the reference handshake itself' : `differs in ${head.differs.join(', ')}`;
  return [
    `${printable(finding.who)}, ${finding.severity}, with ${count} heads; the nearest (${differs}):`,
    ...printableLines(head.octets, 12).map((line) => `    ${line}`),
    `  then it sends ${printable(finding.sent, 200)}`,
    ...clauseInShort(finding.clause).map((line) => `  ${line}`),
  ];
}

/**
 * A path explored, as text.
 *
 * @param all - one for each way the path may be
 * @param again - the command that shows it again
 * @returns the report, headline first
 */
export function pathCheckReport(all: readonly PathExplored[], again: string): string {
  return [
    ...all.flatMap((explored) => {
      const { heads, ends, stopped, breaks, undecided } = explored;
      return [
        headline(explored),
        ...section('Explored', [
          `${nameOf(explored)}`,
          `${heads} spelled heads: ${ends.open} end as an open WebSocket, ${ends['cut off']} as one that is cut off, ` +
            `${ends.answered} with another answer, ${ends['no answer']} without one; ${stopped} never reach the origin`,
        ]),
        ...section('Not permitted on the way', worstFirst(breaks).flatMap(breakLines)),
        ...section(
          'Not decided',
          undecided.slice(0, 10).map((one) => printable(one, 300)),
        ),
        '',
      ];
    }),
    'Again',
    `  ${again}`,
    '',
  ].join('\n');
}

/**
 * A path explored, as data.
 *
 * @param all - one for each way the path may be
 * @param again - the command that shows it again
 * @returns plain data, as `schema/path-check.json` says
 */
export function pathCheckData(all: readonly PathExplored[], again: string) {
  return {
    kind: 'path-check' as const,
    verdict: all.some(pathBreaks) ? ('broken' as const) : ('no break' as const),
    ways: all.map((explored) => ({
      path: ['client', ...explored.path.hops.map(({ name }) => name), explored.path.origin.name].map((name) =>
        printable(name),
      ),
      heads: explored.heads,
      ends: explored.ends,
      stopped: explored.stopped,
      offers: explored.offers,
      breaks: worstFirst(explored.breaks).map(({ finding, head, count }) => ({
        who: printable(finding.who),
        role: finding.role,
        clause: finding.clause,
        severity: finding.severity,
        sent: printable(finding.sent, 400),
        count,
        differs: head.differs,
        octets: printable(String.fromCharCode(...head.octets.subarray(0, 20_000)), 20_000),
      })),
      undecided: explored.undecided.map((one) => printable(one, 400)),
    })),
    again,
  };
}
