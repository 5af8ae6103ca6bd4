/**
 * What a red test says: the fault in one sentence; then what was seen, the clause, what is permitted, and how to see it
 * again.
 */
import { printable } from '../render/printable.js';
import { AXIS_NAMES, type Facts, REFERENCE } from '../spec/axes.js';
import { clause } from '../spec/clauses/index.js';
import { latin1 } from '../spec/message.js';
import type { Exchange, Passed } from './exchange.js';
import { observe } from './observe.js';
import { joined } from './octets.js';
import type { WireFinding } from './verdict.js';

/** Characters of one element that are printed. */
const MOST = 400;
/** With more elements, segments that follow each other are printed as one. */
const MOST_APART = 8;
/** Elements that are printed. */
const MOST_ELEMENTS = 24;

const WHO: Readonly<Record<Passed['from'], string>> = { client: 'sent', server: 'came', nobody: 'then' };

function lineOf(one: Passed): string {
  const who = WHO[one.from].padEnd(9);
  if (one.from === 'nobody') return `${who} nothing more`;
  if (one.what === 'octets') return `${who} "${printable(latin1(one.octets.subarray(0, MOST + 1)), MOST)}"`;
  return `${who} ${one.what === 'fin' ? 'FIN' : 'RST'}`;
}

/**
 * What passed, one element a line, as printable text.
 *
 * @param exchange - what passed
 * @returns the lines
 * @example
 * exchangeLines({ passed: [{ from: 'server', what: 'fin' }] }); // ['came      FIN']
 */
export function exchangeLines({ passed, probedFrom }: Exchange): readonly string[] {
  const rows =
    passed.length > MOST_APART
      ? together(passed, probedFrom)
      : passed.map((one, at) => ({ one, at, count: 1 }));
  const lines = rows.slice(0, MOST_ELEMENTS).map(({ one, at, count }) => {
    const parts = count > 1 ? ` (in ${count} segments)` : '';
    return lineOf(one) + parts + (at === probedFrom ? ' (to see whether the connection lives)' : '');
  });
  const more = rows.length - lines.length;
  return more > 0 ? [...lines, `... ${more} more`] : lines;
}

/** Segments of one end that follow each other, put together. */
function together(passed: readonly Passed[], probedFrom: number | undefined): readonly Row[] {
  const rows: Row[] = [];
  for (const [at, one] of passed.entries()) {
    const last = rows.at(-1);
    const goesOn =
      last?.one.what === 'octets' && one.what === 'octets' && last.one.from === one.from && at !== probedFrom;
    if (!goesOn || last?.one.what !== 'octets' || one.what !== 'octets') rows.push({ one, at, count: 1 });
    else
      rows[rows.length - 1] = {
        ...last,
        one: { ...one, octets: joined([last.one.octets, one.octets]) },
        count: last.count + 1,
      };
  }
  return rows;
}

interface Row {
  readonly one: Passed;
  readonly at: number;
  readonly count: number;
}

/** One octet as `printf` of any shell has it. */
function escaped(octet: number): string {
  if (octet === 0x0d) return '\\r';
  if (octet === 0x0a) return '\\n';
  if (octet === 0x25) return '%%';
  const isPlain = octet >= 0x20 && octet <= 0x7e && octet !== 0x27 && octet !== 0x5c;
  return isPlain ? String.fromCharCode(octet) : `\\${octet.toString(8).padStart(3, '0')}`;
}

/** Longer commands are not written. */
const LONGEST_COMMAND = 2000;

/**
 * A command that sends what the client sent, in one segment.
 *
 * @param exchange - what passed
 * @param where - host and port, as `nc` takes them
 * @returns the command; undefined where it would be too long to be typed
 * @example
 * againLine({ passed: [] }, '127.0.0.1 8080'); // "printf '' | nc 127.0.0.1 8080"
 */
export function againLine({ passed, probedFrom }: Exchange, where: string): string | undefined {
  const sent = passed
    .slice(0, probedFrom ?? passed.length)
    .flatMap((one) => (one.from === 'client' && one.what === 'octets' ? [...one.octets] : []));
  const text = sent.slice(0, LONGEST_COMMAND).map(escaped).join('');
  return sent.length > LONGEST_COMMAND ? undefined : `printf '${text}' | nc ${where}`;
}

/** A clause with its sentence and where it stands. */
function clauseLine(id: string): string {
  const found = clause(id);
  if (found === undefined) return id;
  const anchors = found.sources.map(({ anchor }) => anchor).join(', ');
  return `${id}, ${found.strength}: ${found.sentence} (${anchors})`;
}

/** How many permitted ways are told. */
const MOST_PERMITTED = 6;

function permittedLine(permitted: readonly string[]): string {
  if (permitted.length === 0) return 'see the clause';
  const shown = permitted.slice(0, MOST_PERMITTED).join('; ');
  return permitted.length > MOST_PERMITTED ? `${shown}; ${permitted.length - MOST_PERMITTED} more` : shown;
}

/**
 * What facts differ in from those of the reference handshake, in words.
 *
 * @param facts - any facts
 * @returns one line
 * @example
 * told({ ...REFERENCE, version: '1.0' }); // 'version 1.0'
 */
export function told(facts: Facts): string {
  const differs = AXIS_NAMES.filter((axis) => facts[axis] !== REFERENCE[axis]).map(
    (axis) => `${axis} ${facts[axis]}`,
  );
  return differs.length === 0 ? 'the reference handshake' : differs.join(', ');
}

/** Of the requests, what they differ in from the reference handshake. */
function askedLine(exchange: Exchange): string {
  const { requests } = observe({
    passed: exchange.passed.slice(0, exchange.probedFrom ?? exchange.passed.length),
  });
  const facts = requests.slice(0, 3).map((request) => told(request.facts));
  return facts.length === 0 ? 'no whole request' : facts.join('; then ');
}

/**
 * A finding argues: who did what against which clause, what was seen, what is permitted, how to see it again.
 *
 * @param name - what the subject is called
 * @param finding - what is wrong
 * @param exchange - what passed
 * @param again - how to see it again, in words or as a command
 * @returns the text, its first line the fault in one sentence
 * @example
 * const { findings } = judgeExchange({ passed: [] });
 * findings.map((finding) => argued('mine', finding, { passed: [] }, 'the same seed')); // []
 */
export function argued(name: string, finding: WireFinding, exchange: Exchange, again: string): string {
  const says = clause(finding.clause)?.sentence ?? '';
  const verb = { breaks: 'breaks', departs: 'departs from', asks: 'may be asked about' }[finding.severity];
  const beside = finding.beside.length === 0 ? [] : [`beside    ${finding.beside.join(', ')}`];
  return [
    `${printable(name)} ${verb} ${finding.clause} with ${finding.saw}: ${says}`,
    `asked     ${askedLine(exchange)}`,
    ...exchangeLines(exchange),
    `clause    ${clauseLine(finding.clause)}`,
    ...beside,
    `permitted ${permittedLine(finding.permitted)}`,
    `again     ${again}`,
  ].join('\n  ');
}
