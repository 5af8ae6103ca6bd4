/**
 * The report on an exchange, in the order of every report: the fault in one sentence; what was seen, as facts; the
 * clause that decided, with its source; what is permitted instead; what follows on the wire; how to see it again.
 */
import { AXIS_NAMES, type Axis, REFERENCE } from '../spec/axes.js';
import { clause } from '../spec/clauses/index.js';
import { type Question, STANDARDS } from '../spec/decide.js';
import { type FieldLine, latin1, type RequestHead } from '../spec/message.js';
import { clauseInShort } from './clauses.js';
import type { Explanation, Finding, ProductReport } from './explanation.js';
import { printable } from './printable.js';
import { answerText, observationText, traceLines, verdictText } from './trace.js';

/** The words of a section: its title, and its lines indented. */
export function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ['', title, ...lines.map((line) => `  ${line}`)];
}

/** The axes that the request line tells. */
const IN_REQUEST_LINE: readonly Axis[] = ['version', 'method', 'target'];

/** Where a part of the request line stands in the octets. */
function partOfLine(head: RequestHead, axis: Axis): { readonly text: string; readonly at: number } {
  const text = axis === 'version' ? head.version : axis === 'method' ? head.method : head.target;
  const from = axis === 'version' ? head.method.length + head.target.length : 0;
  return { text, at: Math.max(0, latin1(head.octets, 0, 20_000).indexOf(text, from)) };
}

/** A field line as it stood on the wire, before any repair, without its line end. */
const onTheWire = (head: RequestHead, line: FieldLine): string =>
  latin1(head.octets, line.at, line.end).replace(/\r?\n$/, '');

/** What was read for an axis: the octets behind the fact, with their offset. */
function seenFor({ head, sources, refused }: Explanation, axis: Axis): string {
  if (axis === 'syntax' && refused !== undefined) return `${refused.reason} at octet ${refused.at}`;
  if (IN_REQUEST_LINE.includes(axis)) {
    const { text, at } = partOfLine(head, axis);
    return text === '' ? 'not there' : `"${printable(text, 60)}" at octet ${at}`;
  }
  const lines = sources[axis].flatMap((index) => head.fields[index] ?? []);
  if (lines.length === 0) return axis === 'syntax' ? 'nothing to repair' : 'no such line';
  return lines.map((line) => `"${printable(onTheWire(head, line), 80)}" at octet ${line.at}`).join(', ');
}

/** The axes that the row of a clause asks about. */
function axesOf(id: string): readonly Axis[] {
  for (const table of Object.values(STANDARDS)) {
    const rows = table.rows as readonly { readonly clause: string; readonly when: object }[];
    const row = rows.find((one) => one.clause === id);
    if (row !== undefined) return Object.keys(row.when) as Axis[];
  }
  return [];
}

const VERBS = { breaks: 'breaks', departs: 'departs from', asks: 'is not permitted by' } as const;

function whoText(finding: Finding, explanation: Explanation): string {
  if (finding.who === 'client') return 'The request';
  if (finding.who === 'server') return `The answer ${explanation.response?.head.status ?? ''}`.trim();
  return printable(explanation.product?.name ?? 'The product');
}

/** One finding as a sentence: who, which octets, which clause, what to change. */
function findingSentence(finding: Finding, explanation: Explanation): string {
  const rule = clause(finding.clause);
  const octets = axesOf(finding.clause).map((axis) => `${axis} ${seenFor(explanation, axis)}`);
  const because = octets.length > 0 ? `, seeing ${octets.join(' and ')}` : '';
  const says = rule === undefined ? '' : `: ${rule.sentence}`;
  const change = rule === undefined ? '' : ` Permitted: ${rule.permitted}`;
  const who = whoText(finding, explanation);
  return `${who} ${VERBS[finding.severity]} ${finding.clause}${because}${says}${change}`;
}

const worstFirst = (findings: readonly Finding[]): readonly Finding[] => [
  ...findings.filter((one) => one.severity === 'breaks'),
  ...findings.filter((one) => one.severity === 'departs'),
  ...findings.filter((one) => one.severity === 'asks'),
];

/**
 * The first line of the report.
 *
 * @param explanation - what is told
 * @returns the fault in one sentence, or that there is none and what the request is taken as
 */
export function headline(explanation: Explanation): string {
  const all = [...explanation.findings, ...(explanation.product?.findings ?? [])];
  const [worst] = worstFirst(all);
  if (worst !== undefined) return findingSentence(worst, explanation);
  if (explanation.notModelled !== undefined) return `Nothing seen is forbidden: ${explanation.notModelled}`;
  const ways = explanation.verdicts.length;
  const many = ways === 1 ? '' : ` (the standards do not decide: ${ways} ways are permitted)`;
  return `Nothing seen is forbidden: the request is ${verdictText(explanation.taken)}${many}.`;
}

function factsSeen(explanation: Explanation): readonly string[] {
  return AXIS_NAMES.map((axis) => {
    const value: string = explanation.facts[axis];
    const differs = value === REFERENCE[axis] ? ' ' : '*';
    return `${differs} ${axis.padEnd(10)} ${value.padEnd(18)} ${seenFor(explanation, axis)}`;
  });
}

/** For every question the clause that answered it. */
function decided({ taken }: Explanation): readonly string[] {
  return (Object.entries(taken.trail) as [Question, string][]).flatMap(([question, clauses]) => [
    STANDARDS[question].title,
    ...clauses.split(' ').flatMap((id) => clauseInShort(id).map((line) => `  ${line}`)),
  ]);
}

function permittedLines({ verdicts }: Explanation): readonly string[] {
  return [...new Set(verdicts.map(verdictText))];
}

/** What the client gets to see: what the server sent, in order. */
export function clientSees(product: ProductReport): string {
  const seen = product.steps.flatMap((step) => step.sent);
  if (seen.length === 0) return 'nothing: no answer, and the connection stays';
  const text = seen.map((one) => observationText(one).replace('server sends ', '')).join(', then ');
  const closes = seen.some((one) => one.what === 'frame' && one.facts.opcode === 'close');
  const lost = product.status === '101' && product.fate === 'closed' && !closes;
  if (lost)
    return `${text}. The WebSocket opens and is cut off without a Close frame (browsers report 1006).`;
  return `${text}${product.fate === 'open' ? ', and the connection stays' : ''}`;
}

function productLines(product: ProductReport, explanation: Explanation): readonly string[] {
  const differs = AXIS_NAMES.filter(
    (axis) => product.facts !== undefined && product.facts[axis] !== explanation.facts[axis],
  );
  return [
    `known from: ${printable(product.basis)}`,
    ...differs.map((axis) => `it reads ${axis} as ${product.facts?.[axis]}, not ${explanation.facts[axis]}`),
    ...traceLines(product.steps),
    ...product.findings.map((one) => `${VERBS[one.severity]} ${clauseInShort(one.clause).join(' ')}`),
    ...product.notes.map((note) => printable(note, 400)),
    ...(product.findings.length === 0
      ? ['no break in what is known; what is unknown is assumed standard']
      : []),
    `the client sees: ${clientSees(product)}`,
  ];
}

/**
 * An explanation as text.
 *
 * @param explanation - what is told
 * @returns the report, headline first
 */
export function explainReport(explanation: Explanation): string {
  const { response, product, findings, notModelled } = explanation;
  const all = [...findings, ...(product?.findings ?? [])];
  return [
    headline(explanation),
    ...explanation.notes.map((note) => `Note: ${printable(note)}`),
    ...section('Seen (* differs from the reference handshake)', factsSeen(explanation)),
    ...section('Seen of the answer', response === undefined ? [] : [answerText(response.facts)]),
    ...section(
      'Not permitted',
      worstFirst(all).flatMap((one) => [
        `${whoText(one, explanation)} ${VERBS[one.severity]}`,
        ...clauseInShort(one.clause).map((line) => `  ${line}`),
      ]),
    ),
    ...section('Not modelled', all.length === 0 || notModelled === undefined ? [] : [notModelled]),
    ...section('Decided', decided(explanation)),
    ...section('Permitted', permittedLines(explanation)),
    ...section('On the wire, when the standards are kept', traceLines(explanation.steps)),
    ...(product === undefined
      ? []
      : section(`What ${printable(product.name)} does`, productLines(product, explanation))),
    ...section('Again', [explanation.again]),
    '',
  ].join('\n');
}
