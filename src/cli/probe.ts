/** `probe`: a live server is asked what it does. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import { styleText } from 'node:util';
import { baselineIn, baselineOf, changesSince } from '../probe/baseline.js';
import { casesFor, type Depth } from '../probe/cases.js';
import { probeHtml } from '../probe/html.js';
import { type ProbeReport, type Probing, probe as probed, subjectOf } from '../probe/probe.js';
import { probeData, probeJunit, probeText } from '../probe/report.js';
import { BadTarget, type Target, targetOf } from '../probe/target.js';
import { type Through, through } from '../probe/through.js';
import { throughData, throughText } from '../probe/through-report.js';
import { nearest, printable } from '../render/printable.js';
import { CLAUSES, clause } from '../spec/clauses/index.js';
import { Unreachable } from '../wire/subject.js';
import { EXIT, type Io, Misuse } from './io.js';

/** The options of `probe`. */
export interface ProbeOptions {
  readonly quick?: boolean;
  readonly full?: boolean;
  readonly only?: string;
  readonly case?: string;
  readonly field?: readonly string[];
  readonly ca?: string;
  readonly insecure?: boolean;
  readonly servername?: string;
  readonly websocket?: boolean;
  readonly budget?: string;
  readonly atOnce?: string;
  readonly perSecond?: string;
  readonly quiet?: string;
  readonly json?: boolean;
  readonly junit?: string;
  readonly html?: string;
  readonly baseline?: string;
  readonly origin?: string;
}

function numberIn(text: string | undefined, name: string): number | undefined {
  if (text === undefined) return undefined;
  const number = Number(text);
  if (!Number.isFinite(number) || number <= 0)
    throw new Misuse(`--${name} is a number above 0, not "${printable(text, 40)}".`);
  return number;
}

function fileIn(path: string, what: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new Misuse(
      `${what} ${printable(path, 200)} cannot be read: ${(error as NodeJS.ErrnoException).code}.`,
    );
  }
}

function targetIn(url: string): Target {
  try {
    return targetOf(url);
  } catch (error) {
    if (error instanceof BadTarget) throw new Misuse(printable(error.message, 500));
    throw error;
  }
}

const isField = (line: string): boolean => /^[!#$%&'*+.^_`|~0-9A-Za-z-]+:[\t\x20-\x7e]*$/.test(line);

/** What was typed, as it is asked. */
function probingFrom(options: ProbeOptions): Probing {
  const { field = [], only, ca, insecure, servername, websocket, quick, full } = options;
  for (const line of field) {
    if (!isField(line))
      throw new Misuse(
        `--field takes one line such as "Origin: https://a.example", not "${printable(line, 80)}".`,
      );
  }
  if (only !== undefined && clause(only) === undefined) {
    throw new Misuse(
      `No clause is called "${printable(only, 80)}". Nearest: ${nearest(only, Object.keys(CLAUSES)).join(', ')}.`,
    );
  }
  const depth: Depth = quick === true ? 'quick' : full === true ? 'full' : 'usual';
  const numbers = {
    budget: numberIn(options.budget, 'budget'),
    atOnce: numberIn(options.atOnce, 'at-once'),
    perSecond: numberIn(options.perSecond, 'per-second'),
    quiet: numberIn(options.quiet, 'silence'),
  };
  return {
    depth,
    fields: field,
    tls: {
      ...(ca === undefined ? {} : { ca: fileIn(ca, 'The authority') }),
      ...(insecure === undefined ? {} : { insecure }),
      ...(servername === undefined ? {} : { servername }),
    },
    ...(only === undefined ? {} : { clause: only }),
    ...(options.case === undefined ? {} : { id: options.case }),
    ...(websocket === false ? { websocket: false } : {}),
    ...(numbers.budget === undefined ? {} : { budget: numbers.budget * 1000 }),
    ...(numbers.atOnce === undefined ? {} : { atOnce: numbers.atOnce }),
    ...(numbers.perSecond === undefined ? {} : { perSecond: numbers.perSecond }),
    ...(numbers.quiet === undefined ? {} : { quiet: numbers.quiet }),
  };
}

/** A line that tells how far it is, on a terminal only, and not before a second is over. */
function progressOn(io: Io): {
  readonly tell: (asked: number, of: number) => void;
  readonly end: () => void;
} {
  const begun = Date.now();
  let shown = false;
  const isTerminal = process.stderr.isTTY === true;
  return {
    tell: (asked, of) => {
      if (!isTerminal || Date.now() - begun < 1000) return;
      shown = true;
      io.err(`\r${asked} of ${of} cases`);
    },
    end: () => {
      if (shown) io.err('\r\x1b[K');
    },
  };
}

/** What the library calls one thing and the command another. */
const asOptions = (text: string): string =>
  text
    .replaceAll('say websocket: false', 'say --no-websocket')
    .replaceAll('give a longer `quiet`', 'give a longer --silence')
    .replaceAll(
      'give its authority, or take any certificate',
      'give its authority with --ca, or say --insecure',
    )
    .replaceAll(
      'its certificate is for another name',
      'its certificate is for another name: give it with --servername',
    );

/** What makes the exit code: breaks, or with a baseline a change. */
function broken(report: ProbeReport, baseline: string | undefined, io: Io): boolean {
  if (baseline === undefined) return report.found.some(({ finding }) => finding.severity === 'breaks');
  if (report.interrupted) {
    io.err('What was interrupted is no baseline, and is not compared with one.\n');
    return report.found.some(({ finding }) => finding.severity === 'breaks');
  }
  if (!existsSync(baseline)) {
    writeFileSync(baseline, `${JSON.stringify(baselineOf(report), undefined, 2)}\n`);
    io.err(`${printable(baseline, 200)} was not there, and is written.\n`);
    return false;
  }
  const before = baselineIn(fileIn(baseline, 'The baseline'));
  if (before === undefined)
    throw new Misuse(`${printable(baseline, 200)} is no baseline: remove it, and it is written anew.`);
  const changes = changesSince(report, before);
  for (const change of changes) io.err(`changed: ${change}\n`);
  return changes.length > 0;
}

function write(path: string | undefined, text: () => string): void {
  if (path === undefined) return;
  try {
    writeFileSync(path, text());
  } catch (error) {
    throw new Misuse(`${printable(path, 200)} cannot be written: ${(error as NodeJS.ErrnoException).code}.`);
  }
}

/** `probe --origin`: a proxy is asked, with our origin behind it. */
async function throughProxy(
  target: Target,
  probing: Probing,
  options: ProbeOptions,
  io: Io,
): Promise<number> {
  const port = numberIn(options.origin, 'origin') ?? 0;
  if (!Number.isInteger(port) || port > 65_535)
    throw new Misuse(`--origin is a port up to 65535, not ${port}.`);
  let found: Through;
  try {
    found = await through(subjectOf(target, probing, probing.quiet ?? PROXY_QUIET), { port });
  } catch (error) {
    if (error instanceof Unreachable) throw new Misuse(`${printable(error.message, 500)}.`);
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE')
      throw new Misuse(`Port ${port} is taken: the origin has to listen where the proxy passes to.`);
    throw new Misuse(printable(message, 300));
  }
  const fails = found.needs.length > 0;
  if (options.json === true) io.out(`${JSON.stringify(throughData(target, found), undefined, 2)}\n`);
  else io.out(coloured(throughText(target, found), fails, io));
  return fails ? EXIT.broken : EXIT.fine;
}

/** Through a proxy an answer takes two ways. */
const PROXY_QUIET = 150;

/** `probe`: exit code 0 where nothing breaks, 1 where something does, 2 where nothing could be asked. */
export async function probe(url: string, options: ProbeOptions, io: Io): Promise<number> {
  const target = targetIn(url);
  const probing = probingFrom(options);
  if (options.origin !== undefined) return throughProxy(target, probing, options, io);
  if (casesFor(probing, {}).length === 0) {
    const what =
      options.case === undefined
        ? `No case shows ${options.only}.`
        : `No case is called "${printable(options.case, 200)}".`;
    throw new Misuse(what);
  }
  const stop = new AbortController();
  const interrupt = (): void => stop.abort();
  process.once('SIGINT', interrupt);
  const { tell, end } = progressOn(io);
  let report: ProbeReport;
  try {
    report = await probed(target, { ...probing, signal: stop.signal, progress: tell });
  } catch (error) {
    if (error instanceof Unreachable) throw new Misuse(`${asOptions(printable(error.message, 500))}.`);
    throw error;
  } finally {
    end();
    process.off('SIGINT', interrupt);
  }
  write(options.junit, () => probeJunit(report));
  write(options.html, () => probeHtml(report));
  const fails = broken(report, options.baseline, io);
  if (options.json === true) io.out(`${JSON.stringify(probeData(report), undefined, 2)}\n`);
  else io.out(coloured(asOptions(probeText(report)), fails, io));
  // who answers nothing was not asked
  if (report.control !== undefined && report.answered === 0 && !fails) return EXIT.misuse;
  return fails ? EXIT.broken : EXIT.fine;
}

function coloured(text: string, fails: boolean, io: Io): string {
  const end = text.indexOf('\n');
  if (!io.colour) return text;
  return (
    styleText(['bold', fails ? 'red' : 'green'], text.slice(0, end), { validateStream: false }) +
    text.slice(end)
  );
}
