/**
 * The report on a path: what each leg sees, what is forbidden first and by whom, what the client ends with,
 * and the smallest change at one place that repairs it.
 */

import type { ClientSees } from '../dialects/hops/hop.js';
import type { Leg, PathFinding, Repaired, Walked } from '../dialects/path.js';
import { clause } from '../spec/clauses/index.js';
import { latin1 } from '../spec/message.js';
import { clauseInShort } from './clauses.js';
import { printable } from './printable.js';
import { section } from './reports.js';

/** One way a path may be: of a configuration without a version there are two. */
export interface PathWay {
  readonly walked: Walked;
  readonly repair: Repaired | undefined;
}

/** What is told of a path. */
export interface PathTold {
  readonly ways: readonly PathWay[];
  readonly notes: readonly string[];
  /** How each party is known. */
  readonly bases: readonly { readonly name: string; readonly basis: string }[];
  readonly again: string;
}

const VERBS = {
  breaks: 'breaks',
  departs: 'departs from',
  asks: 'does what the texts leave open in',
} as const;

/** What a party does to a clause; of a clause that is derived and does not bind as a MUST that is said. */
const verb = ({ severity, clause: id }: PathFinding): string =>
  severity === 'asks' && clause(id)?.strength === 'derived' ? 'goes against the derived' : VERBS[severity];

/** The sections a clause stands on, for the first line. */
const standsOn = (id: string): string => {
  const [source] = clause(id)?.sources ?? [];
  return source === undefined ? '' : ` (${source.text} §${source.section})`;
};

const placeText = (at: PathFinding['at']): string =>
  at === undefined ? '' : ` (${printable(at.file)}:${at.line}:${at.column})`;

/** What a party saw of an answer. */
function seesText({ status, fate, live, connection, upgrade }: ClientSees): string {
  const said = [
    ...(upgrade.length > 0 ? [`Upgrade: ${upgrade.join(', ')}`] : []),
    ...(connection.length > 0 ? [`Connection: ${connection.join(', ')}`] : []),
  ];
  const answer = status === 'none' ? 'no answer' : [String(status), ...said].join(', ');
  const ends = {
    open: live ? 'the connection stays' : 'the connection stays, and nothing more is dealt with',
  };
  const end =
    fate === 'open'
      ? ends.open
      : fate === 'closed'
        ? 'then the connection ends'
        : 'and the connection does not end';
  return printable(`${answer}; ${end}`, 300);
}

/** What a browser would say of it. */
function clientEnd({ status, fate, live }: ClientSees): string {
  if (status === 101 && fate === 'closed') {
    return 'a WebSocket that opens and is cut off without a Close frame: a browser reports 1006 and tries again';
  }
  if (status === 101) return live ? 'an open WebSocket' : 'an open WebSocket on which nothing is answered';
  return status === 'none' ? 'no answer' : `no WebSocket: ${status}`;
}

const sentence = (one: PathFinding): string => {
  const rule = clause(one.clause);
  const says = rule === undefined ? '' : `: ${rule.sentence}`;
  return `${printable(one.who)} ${verb(one)} ${one.clause}${standsOn(one.clause)}${says}`;
};

/**
 * The first line: the first forbidden thing in one sentence, with what to change.
 *
 * @param way - one way the path may be
 * @returns who, what was sent, which clause, and the repair; or that nothing is forbidden and what the
 *   client ends with
 */
function pathHeadline({ walked, repair }: PathWay): string {
  const { first, client, works, stopped, open, undecided } = walked;
  const change =
    repair === undefined
      ? ''
      : ` Change: ${printable(repair.lines.map((line) => line.replace(/;$/, '')).join('; '), 600)}`;
  if (first !== undefined) {
    const sent = ` It sends ${printable(first.sent, 200)}${placeText(first.at)}.`;
    return `${sentence(first)}${sent}${change}`;
  }
  if (open !== undefined) {
    const [asks = ''] = undecided;
    return `Not decided: what ${printable(open)} sends upstream depends on what is not known here. ${printable(asks, 400)}`;
  }
  if (works) return 'Nothing on the way is forbidden, and the WebSocket stays open.';
  // no MUST is broken: what several texts say together comes first, then what they leave open
  const against =
    walked.findings.find((one) => one.role !== 'client' && clause(one.clause)?.strength === 'derived') ??
    walked.findings.find((one) => one.role !== 'client');
  if (against !== undefined && stopped === undefined) {
    const sent = ` It sends ${printable(against.sent, 200)}${placeText(against.at)}.`;
    return `No MUST is broken, and the client ends with ${clientEnd(client)}: ${sentence(against)}${sent}${change}`;
  }
  const why = stopped === undefined ? '' : ` ${printable(stopped.by)} stops it: ${printable(stopped.why)}.`;
  return `Nothing on the way is forbidden, and the client ends with ${clientEnd(client)}.${why}${change}`;
}

const lineOf = ({ head, octets }: Leg): string => {
  const end = latin1(octets, 0, Math.min(octets.length, 2000)).indexOf('\r\n');
  return printable(end < 0 ? `${head.method} ${head.target} ${head.version}` : latin1(octets, 0, end));
};

/** How many fields of a request are shown. */
const MOST_FIELDS = 40;

function legLines(leg: Leg, at: number): readonly string[] {
  const fields = leg.head.fields.slice(0, MOST_FIELDS);
  const more = leg.head.fields.length - fields.length;
  return [
    `${at + 1}. ${printable(leg.from)} -> ${printable(leg.to)}`,
    `     ${lineOf(leg)}`,
    ...fields.map(({ name, value }) => `     ${printable(`${name}: ${value}`, 120)}`),
    ...(more > 0 ? [`     and ${more} more fields`] : []),
    ...leg.because.map(
      ({ field, says, at: place }) => `     ${field}: ${printable(says, 200)}${placeText(place)}`,
    ),
  ];
}

function findingLines(one: PathFinding): readonly string[] {
  const premises = clause(one.clause)?.premises;
  return [
    `${printable(one.who)} ${verb(one)}${placeText(one.at)}, sending ${printable(one.sent, 200)}`,
    ...clauseInShort(one.clause).map((line) => `  ${line}`),
    ...(premises === undefined ? [] : [`    derived from ${premises.join(', ')}`]),
  ];
}

function permittedLines(findings: readonly PathFinding[]): readonly string[] {
  return [...new Set(findings.map(({ clause: id }) => id))].flatMap((id) => {
    const rule = clause(id);
    return rule === undefined ? [] : [`${id}: ${rule.permitted}`];
  });
}

function repairLines(repair: Repaired | undefined, walked: Walked): readonly string[] {
  if (walked.works || walked.open !== undefined) return [];
  if (repair === undefined) return ['no single change at one place of those known repairs it'];
  return [
    `${printable(repair.who)}: ${printable(repair.says, 300)}`,
    ...repair.lines.map((line) => printable(line, 300)),
    `then the client ends with ${clientEnd(repair.walked.client)}`,
  ];
}

/** Where there are two ways, which is which: the names of the hops tell. */
const titleOf = ({ walked }: PathWay): string =>
  walked.legs
    .slice(1)
    .map(({ from }) => printable(from))
    .join(' -> ');

function wayLines(way: PathWay, many: boolean): readonly string[] {
  const { walked } = way;
  return [
    ...(many ? ['', `== ${titleOf(way)}`, pathHeadline(way)] : []),
    ...section('Requests, in order', walked.legs.flatMap(legLines)),
    ...section('Answers, in order', [
      ...walked.sees.map(({ who, sees }) => `${printable(who)} sees ${seesText(sees)}`),
      `the client ends with ${clientEnd(walked.client)}`,
    ]),
    ...section('Not permitted, in order', walked.findings.flatMap(findingLines)),
    ...section('Permitted instead', permittedLines(walked.findings)),
    ...section(
      'Not decided',
      walked.undecided.map((one) => printable(one, 400)),
    ),
    ...section('The smallest repair', repairLines(way.repair, walked)),
  ];
}

/**
 * A path as text.
 *
 * @param told - what is told
 * @returns the report, headline first
 */
export function pathReport(told: PathTold): string {
  const many = told.ways.length > 1;
  const [first] = told.ways;
  const headline = many
    ? `The version decides, and is not known: ${told.ways.length} ways are told. Name it behind an @ to have one.`
    : first === undefined
      ? 'There is no path to tell.'
      : pathHeadline(first);
  return [
    headline,
    ...told.notes.map((note) => `Note: ${printable(note, 400)}`),
    ...told.ways.flatMap((way) => wayLines(way, many)),
    ...section(
      'Known from',
      told.bases.map(({ name, basis }) => `${printable(name)}: ${printable(basis, 300)}`),
    ),
    ...section('Again', [told.again]),
    '',
  ].join('\n');
}

const seesData = (sees: ClientSees) => ({
  ...sees,
  version: sees.version ?? null,
  because: printable(sees.because, 400),
});

const findingData = (one: PathFinding) => ({
  ...one,
  who: printable(one.who),
  sent: printable(one.sent, 400),
  at: one.at === undefined ? null : { ...one.at, file: printable(one.at.file) },
});

function wayData(way: PathWay) {
  const { walked, repair } = way;
  return {
    fault: pathHeadline(way),
    works: walked.works,
    legs: walked.legs.map((leg) => ({
      from: printable(leg.from),
      to: printable(leg.to),
      octets: printable(latin1(leg.octets), 20_000),
      facts: leg.facts,
      because: leg.because.map(({ field, says, at }) => ({
        field,
        says: printable(says, 400),
        at: at === undefined ? null : { ...at, file: printable(at.file) },
      })),
    })),
    sees: walked.sees.map(({ who, sees }) => ({ who: printable(who), ...seesData(sees) })),
    client: seesData(walked.client),
    stopped:
      walked.stopped === undefined
        ? null
        : { by: printable(walked.stopped.by), why: printable(walked.stopped.why, 400) },
    findings: walked.findings.map(findingData),
    first: walked.first === undefined ? null : findingData(walked.first),
    undecided: walked.undecided.map((one) => printable(one, 400)),
    open: walked.open === undefined ? null : printable(walked.open),
    repair:
      repair === undefined
        ? null
        : {
            who: printable(repair.who),
            says: printable(repair.says, 400),
            lines: repair.lines.map((line) => printable(line, 400)),
            client: seesData(repair.walked.client),
          },
  };
}

/**
 * A path as data.
 *
 * @param told - what is told
 * @returns plain data, as `schema/path.json` says
 */
export function pathData(told: PathTold) {
  return {
    kind: 'path' as const,
    permitted: told.ways.every(({ walked }) => walked.first === undefined),
    decided: told.ways.every(({ walked }) => walked.open === undefined),
    notes: told.notes.map((note) => printable(note, 400)),
    ways: told.ways.map(wayData),
    bases: told.bases.map(({ name, basis }) => ({ name: printable(name), basis: printable(basis, 400) })),
    again: told.again,
  };
}
