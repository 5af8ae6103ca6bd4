/**
 * A probe told: as text, as data, as JUnit XML. Each finding argues, and says how to see it again.
 *
 * Text that came from the server is printed with everything but printable ASCII escaped, in every format.
 */
import { printable } from '../render/printable.js';
import { clause } from '../spec/clauses/index.js';
import { latin1 } from '../spec/message.js';
import { againLine, argued, exchangeLines } from '../wire/argue.js';
import type { Found } from '../wire/surveyor.js';
import type { ClauseOutcome, ProbeReport } from './probe.js';
import type { Target } from './target.js';

const ORDER: readonly ClauseOutcome[] = [
  'breaks',
  'departs',
  'asks',
  'inconclusive',
  'permitted choice',
  'conforms',
  'not asked',
];
/** Outcomes whose clauses are named. */
const TOLD: readonly ClauseOutcome[] = ['breaks', 'departs', 'asks', 'inconclusive'];
/** How many clauses of one outcome are named. */
const MOST_NAMED = 60;
const WIDTH = 100;

/** The command that asks the same again. */
function againCommand({ from }: Found, { url }: Target): string {
  return `after101 probe '${printable(url, 500)}' --case '${from.replaceAll("'", '')}'`;
}

/** Host and port as `nc` takes them. */
function ncOf({ host, port, socketPath, tls }: Target): string | undefined {
  if (tls) return undefined;
  return socketPath === undefined ? `${host} ${port}` : `-U ${socketPath}`;
}

/** How to see a finding again: the command, and the octets by themselves. */
export function againOf(found: Found, target: Target): readonly string[] {
  const nc = ncOf(target);
  const octets = nc === undefined ? undefined : againLine(found.exchange, nc);
  return [againCommand(found, target), ...(octets === undefined ? [] : [octets])];
}

/** Words in lines of bounded width. */
function wrapped(words: readonly string[], indent: string): string {
  const lines: string[] = [];
  let line = indent;
  for (const word of words) {
    if (line.length + word.length > WIDTH && line !== indent) {
      lines.push(line.trimEnd());
      line = indent;
    }
    line += `${word} `;
  }
  return [...lines, line.trimEnd()].join('\n');
}

const clausesThat = ({ clauses }: ProbeReport, outcome: ClauseOutcome): readonly string[] =>
  Object.entries(clauses).flatMap(([id, one]) => (one === outcome ? [id] : []));

/** The first line: what is wrong with the server, in one sentence. */
function headline(report: ProbeReport): string {
  const { target, found, control, interrupted } = report;
  const url = printable(target.url, 200);
  const broken = found.filter(({ finding }) => finding.severity === 'breaks');
  const cut = interrupted ? ' (interrupted: of what was asked so far)' : '';
  if (broken.length > 0) {
    const clauses = new Set(broken.map(({ finding }) => finding.clause)).size;
    return `${url} breaks ${clauses} ${clauses === 1 ? 'clause' : 'clauses'}${cut}.`;
  }
  if (control !== undefined)
    return `${url} was not found to break anything, but the control failed: ${printable(control, 400)}${cut}.`;
  return `${url} was not found to break anything${cut}.`;
}

function table(report: ProbeReport): readonly string[] {
  return ORDER.flatMap((outcome) => {
    const ids = clausesThat(report, outcome);
    if (ids.length === 0) return [];
    const isBrief = !TOLD.includes(outcome);
    const named = isBrief ? [] : ids.slice(0, MOST_NAMED);
    return [
      `${outcome.padEnd(17)}${String(ids.length).padStart(4)}`,
      ...(named.length > 0 ? [wrapped(named, '    ')] : []),
    ];
  });
}

function nearestLines({ nearest }: ProbeReport): readonly string[] {
  const [first, second] = nearest;
  if (first === undefined) return ['nearest known product: none, since nothing was answered'];
  const differs = first.differs.slice(0, 5).map((id) => `  differs: ${id}`);
  const more = first.differs.length - differs.length;
  return [
    `nearest known product: ${first.name}, which would answer ${first.agree} of ${first.of} requests alike`,
    ...differs,
    ...(more > 0 ? [`  and ${more} more`] : []),
    ...(second === undefined ? [] : [`next: ${second.name} (${second.agree} of ${second.of})`]),
  ];
}

/** The dialect that its answers to single requests make of it. */
function inferredLines({ inferred, seen }: ProbeReport): readonly string[] {
  if (inferred === undefined) return [];
  const { dialect, residue, settings } = inferred;
  const clauses = dialect.deviations.map(({ clause: id }) => id);
  const told = `${Object.keys(settings).length} settings explain ${seen.length - residue.length} of ${seen.length} answers`;
  return [
    `as a dialect: ${told}; it deviates from`,
    wrapped(clauses.length === 0 ? ['nothing'] : clauses, '    '),
  ];
}

/**
 * A probe as text for a terminal.
 *
 * @param report - what was found
 * @returns lines, each printable
 */
export function probeText(report: ProbeReport): string {
  const { target, found, asked, unasked, quiet, ms, notes, owing } = report;
  const findings = found.map((one) => {
    const again = againOf(one, target).join('\n            ');
    return argued(target.url, one.finding, one.exchange, again);
  });
  return [
    headline(report),
    '',
    ...table(report),
    '',
    ...nearestLines(report),
    ...inferredLines(report),
    '',
    ...(findings.length === 0 ? [] : [findings.join('\n\n'), '']),
    ...(report.control === undefined ? [] : [`control: ${printable(report.control, 400)}`]),
    ...(owing.length === 0
      ? []
      : [
          `still owed when it fell silent: ${owing.slice(0, 8).join('; ')}${owing.length > 8 ? `; ${owing.length - 8} more` : ''}`,
        ]),
    ...notes.map((note) => `note: ${printable(note, 400)}`),
    `${asked} connections in ${(ms / 1000).toFixed(1)} s, silence after ${quiet} ms` +
      (unasked > 0 ? `; ${unasked} cases were not asked` : ''),
    '',
  ].join('\n');
}

/**
 * A probe as plain data, as `schema/probe.json` says.
 *
 * @param report - what was found
 * @returns data that can be written as JSON
 */
export function probeData(report: ProbeReport) {
  const {
    target,
    control,
    clauses,
    found,
    outcomes,
    notes,
    owing,
    nearest,
    asked,
    unasked,
    interrupted,
    quiet,
    ms,
  } = report;
  return {
    target: printable(target.url, 2000),
    control: control ?? null,
    clauses,
    outcomes,
    findings: found.map((one) => ({
      clause: one.finding.clause,
      severity: one.finding.severity,
      beside: one.finding.beside,
      saw: one.finding.saw,
      permitted: one.finding.permitted,
      case: one.from,
      times: one.times,
      sentence: clause(one.finding.clause)?.sentence ?? null,
      sources: clause(one.finding.clause)?.sources.map(({ anchor }) => anchor) ?? [],
      trace: exchangeLines(one.exchange),
      ms: one.exchange.passed.map(({ ms }) => ms ?? null),
      again: againOf(one, target),
    })),
    nearest,
    deviations: report.inferred?.dialect.deviations.map(({ clause: id }) => id) ?? null,
    settings: report.inferred?.settings ?? null,
    seen: report.seen.map(({ id, octets, status, closed, live }) => ({
      case: id,
      octets: printable(latin1(octets.subarray(0, 4000)), 4000),
      status,
      closed,
      live,
    })),
    owing,
    notes: notes.map((note) => printable(note, 1000)),
    asked,
    unasked,
    interrupted,
    quiet,
    ms: Math.round(ms),
  };
}

const xml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/**
 * A probe as JUnit XML: one test for each clause.
 *
 * @param report - what was found
 * @returns the document
 */
export function probeJunit(report: ProbeReport): string {
  const entries = Object.entries(report.clauses);
  const failures = entries.filter(([, outcome]) => outcome === 'breaks').length;
  const isUntold = (outcome: ClauseOutcome): boolean => outcome === 'inconclusive' || outcome === 'not asked';
  const skipped = entries.filter(([, outcome]) => isUntold(outcome)).length;
  const cases = entries.map(([id, outcome]) => {
    const name = `<testcase classname="after101.${xml(id.split('.')[0] ?? '')}" name="${xml(id)}"`;
    if (isUntold(outcome)) return `    ${name}><skipped message="${outcome}"/></testcase>`;
    const one = report.found.find(({ finding }) => finding.clause === id);
    if (outcome === 'breaks' && one !== undefined) {
      const text = argued(
        report.target.url,
        one.finding,
        one.exchange,
        againOf(one, report.target).join('\n'),
      );
      return `    ${name}><failure message="${xml(one.finding.saw)}">${xml(text)}</failure></testcase>`;
    }
    return outcome === 'conforms'
      ? `    ${name}/>`
      : `    ${name}><system-out>${xml(outcome)}</system-out></testcase>`;
  });
  const counts = `tests="${entries.length}" failures="${failures}" skipped="${skipped}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites ${counts}>`,
    `  <testsuite name="after101 probe ${xml(printable(report.target.url, 500))}" ${counts} time="${(report.ms / 1000).toFixed(3)}">`,
    ...cases,
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}
