/** The commands: each resolves what was typed, makes one call, and prints what comes back. */
import { styleText } from 'node:util';
import { type Dialect, STANDARDS_DIALECT } from '../dialects/dialect.js';
import { dialectNames, resolveDialect } from '../dialects/names.js';
import { nearest, printable } from '../render/printable.js';
import { nameOf, octetsIn } from './input.js';
import { EXIT, type Io, Misuse } from './io.js';

/** The options that commands share. */
export interface Options {
  readonly to?: string;
  readonly json?: boolean;
  readonly octets?: boolean;
  readonly response?: string;
  readonly format?: string;
  readonly only?: string;
  readonly via?: readonly string[];
  readonly root?: string;
}

const json = (data: unknown): string => `${JSON.stringify(data, undefined, 2)}\n`;

/** The first line in colour, where colours are wanted: red when something is broken. */
function coloured(report: string, fine: boolean, io: Io): string {
  const end = report.indexOf('\n');
  if (!io.colour || end < 0) return report;
  const style = ['bold', fine ? 'green' : 'red'] as const;
  return styleText([...style], report.slice(0, end), { validateStream: false }) + report.slice(end);
}

/** A word of the command line as it would be typed into a shell again. */
const typed = (word: string): string => {
  const text = printable(word, 1000);
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
};

function commandLine(...words: readonly (string | undefined)[]): string {
  return ['after101', ...words.filter((word) => word !== undefined).map(typed)].join(' ');
}

function dialectNamed(name: string | undefined): Dialect | undefined {
  if (name === undefined) return undefined;
  const found = resolveDialect(name);
  if ('dialect' in found) return found.dialect;
  const all = dialectNames().length;
  throw new Misuse(
    `No product is called "${printable(name, 80)}". ` +
      `Nearest: ${found.nearest.map((one) => printable(one)).join(', ')} (${all} names are known).`,
  );
}

/** `check`: every case is explored, and what must hold is verified. */
export async function check(options: Options, io: Io): Promise<number> {
  const dialect = dialectNamed(options.to) ?? STANDARDS_DIALECT;
  if (options.via !== undefined) return checkPath(options.via, dialect, options, io);
  const [{ verify }, { checkReport, isBroken }] = await Promise.all([
    import('../explore/verify.js'),
    import('../render/verification.js'),
  ]);
  const found = verify(dialect);
  const only = options.only?.toUpperCase();
  if (only !== undefined && !found.invariants.includes(only)) {
    throw new Misuse(
      `No invariant is called "${printable(only, 80)}". There are: ${found.invariants.join(', ')}.`,
    );
  }
  const broken = isBroken(found);
  if (options.json === true) {
    const { checkData } = await import('../render/data.js');
    io.out(json(checkData(found)));
  } else {
    const again = commandLine(
      'check',
      ...(options.to === undefined ? [] : ['--to', options.to]),
      ...(only === undefined ? [] : ['--only', only]),
    );
    io.out(coloured(checkReport(found, again, only), !broken, io));
  }
  return broken ? EXIT.broken : EXIT.fine;
}

/** The words of `--via`, `--root` and `--to`, to be typed again. */
const pathWords = ({ via = [], root, to }: Options): readonly string[] => [
  ...via.flatMap((one) => ['--via', one]),
  ...(root === undefined ? [] : ['--root', root]),
  ...(to === undefined ? [] : ['--to', to]),
];

/** A request that any server may grant: what a configuration is asked about where no request is given. */
const REFERENCE_REQUEST =
  'GET / HTTP/1.1\r\nHost: server.example.com\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n';

/** `check --via`: every spelled head is taken down a path. */
async function checkPath(vias: readonly string[], to: Dialect, options: Options, io: Io): Promise<number> {
  if (options.only !== undefined)
    throw new Misuse('--only names an invariant of one server, and a path has several.');
  const [{ waysOf }, { explorePath }, { pathBreaks, pathCheckData, pathCheckReport }, message] =
    await Promise.all([
      import('./via.js'),
      import('../explore/paths.js'),
      import('../render/path-check.js'),
      import('../spec/message.js'),
    ]);
  const read = message.readRequest(message.octetsOf(REFERENCE_REQUEST));
  if (read.outcome !== 'head') throw new Error('the reference request is a head');
  const ways = waysOf(vias, to, read.head, options.root);
  const explored = ways.paths.map(explorePath);
  const broken = explored.some(pathBreaks);
  const again = commandLine('check', ...pathWords(options));
  for (const note of ways.notes) io.err(`Note: ${printable(note, 400)}\n`);
  if (options.json === true) io.out(json(pathCheckData(explored, again)));
  else io.out(coloured(pathCheckReport(explored, again), !broken, io));
  return broken ? EXIT.broken : EXIT.fine;
}

/** `explain --via`: a request on its way down a path, and the answer back. */
async function explainPath(path: string, vias: readonly string[], options: Options, io: Io): Promise<number> {
  if (options.response !== undefined) throw new Misuse('--response and --via do not go together.');
  const [{ requestInHand }, { waysOf, toldOf }, { pathData, pathReport }] = await Promise.all([
    import('../explain/head.js'),
    import('./via.js'),
    import('../render/path.js'),
  ]);
  const request = requestInHand(await octetsIn(path, io), options.octets === true);
  if (request.outcome === 'unusable') throw new Misuse(`${nameOf(path)} ${request.says}.`);
  const ways = waysOf(vias, dialectNamed(options.to) ?? STANDARDS_DIALECT, request.head, options.root);
  const again = commandLine(
    'explain',
    path,
    ...pathWords(options),
    ...(options.octets === true ? ['--octets'] : []),
  );
  const told = toldOf(
    { ...ways, notes: [...request.notes.map((note) => `${nameOf(path)}: ${note}`), ...ways.notes] },
    request.octets,
    again,
  );
  const data = pathData(told);
  if (options.json === true) io.out(json(data));
  else io.out(coloured(pathReport(told), data.permitted, io));
  if (!data.permitted) return EXIT.broken;
  return data.decided ? EXIT.fine : EXIT.misuse;
}

/** `explain`: a request in a file, perhaps its answer, perhaps what a product does with it. */
export async function explain(path: string, options: Options, io: Io): Promise<number> {
  if (options.via !== undefined) return explainPath(path, options.via, options, io);
  if (options.root !== undefined) throw new Misuse('--root goes with --via.');
  const to = dialectNamed(options.to);
  if (path === '-' && options.response === '-') throw new Misuse('Only one of the two can come from stdin.');
  const [{ requestInHand, responseInHand }, { explainExchange }] = await Promise.all([
    import('../explain/head.js'),
    import('../explain/exchange.js'),
  ]);
  const asIs = options.octets === true;
  const request = requestInHand(await octetsIn(path, io), asIs);
  if (request.outcome === 'unusable') throw new Misuse(`${nameOf(path)} ${request.says}.`);
  const from = options.response;
  const response = from === undefined ? undefined : responseInHand(await octetsIn(from, io), asIs);
  if (response?.outcome === 'unusable') throw new Misuse(`${nameOf(from ?? '')} ${response.says}.`);
  const told = explainExchange({
    head: request.head,
    refused: request.refused,
    octets: request.octets,
    response: response?.head,
    continued: response?.interim.includes(100) === true,
    to,
    notes: [
      ...request.notes.map((note) => `${nameOf(path)}: ${note}`),
      ...(response?.notes ?? []).map((note) => `${nameOf(from ?? '')}: ${note}`),
    ],
    again: commandLine(
      'explain',
      path,
      ...(from === undefined ? [] : ['--response', from]),
      ...(options.to === undefined ? [] : ['--to', options.to]),
      ...(asIs ? ['--octets'] : []),
    ),
  });
  if (options.json === true) {
    const { explainData } = await import('../render/data.js');
    io.out(json(explainData(told)));
  } else {
    const { explainReport } = await import('../render/reports.js');
    io.out(coloured(explainReport(told), told.permitted, io));
  }
  return told.permitted ? EXIT.fine : EXIT.broken;
}

/** `draw`: a picture or a table, drawn from the object that runs. */
export async function draw(subject: string, options: Options, io: Io): Promise<number> {
  const { PICTURES } = await import('../render/draw.js');
  const subjects: Readonly<Record<string, Readonly<Record<string, () => string>>>> = PICTURES;
  const known = Object.keys(subjects);
  if (!known.includes(subject)) {
    const near = nearest(subject, known, 1).join('');
    throw new Misuse(
      `There is no picture "${printable(subject, 80)}". Nearest: ${near} (of ${known.join(', ')}).`,
    );
  }
  const formats = subjects[subject] ?? {};
  const format = options.json === true ? 'json' : (options.format ?? Object.keys(formats)[0] ?? '');
  const print = Object.hasOwn(formats, format) ? formats[format] : undefined;
  if (print === undefined) {
    const there = Object.keys(formats).join(', ');
    throw new Misuse(`${subject} is not drawn as "${printable(format, 80)}". Formats: ${there}.`);
  }
  io.out(print());
  return EXIT.fine;
}

/**
 * `clause`: one clause in full, or an invariant, an open question, a requirement row, the sections of a
 * text.
 */
export async function clauseCommand(id: string, options: Options, io: Io): Promise<number> {
  const { lookUp, notFound } = await import('../render/lookup.js');
  const found = lookUp(id);
  if (found === undefined) throw new Misuse(notFound(id));
  io.out(options.json === true ? json(found.data()) : found.text());
  return EXIT.fine;
}
