/**
 * `vectors`: the specification as data, to stdout or into a file.
 *
 * The literate cases are no part of the program, so their lines are taken from a file that the package brings.
 *
 * 1. A file is there whole or as it was before: it is written under another name beside it, and renamed.
 */
import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { printable } from '../render/printable.js';
import { GROUPS, type Group, jsonLines, type Vector, vectorsOf } from '../render/vectors/index.js';
import { nameOf } from './input.js';
import { EXIT, type Io, Misuse } from './io.js';

/** The options of the command. */
export interface VectorsOptions {
  readonly group?: readonly string[];
  readonly out?: string;
}

const FILE = 'vectors/cases.jsonl';
const PIECE = 65_536;
const A_SECOND = 1000;

const isGroup = (name: string): name is Group => (GROUPS as readonly string[]).includes(name);

/** The groups asked for; all when none is named. */
function groupsNamed(names: readonly string[] | undefined): readonly Group[] {
  const [unknown] = (names ?? []).filter((name) => !isGroup(name));
  if (unknown !== undefined) {
    throw new Misuse(`No group is called "${printable(unknown, 80)}". There are: ${GROUPS.join(', ')}.`);
  }
  return names === undefined ? GROUPS : names.filter(isGroup);
}

/** The lines of the literate cases, as the package brings them. */
function casesShipped(): readonly Vector[] {
  const url = new URL(`../../${FILE}`, import.meta.url);
  if (!existsSync(url)) {
    const others = GROUPS.filter((group) => group !== 'case').join(', ');
    throw new Misuse(
      `The literate cases are in ${FILE}, which is not here. Without it there are: ${others}.`,
    );
  }
  const lines = readFileSync(url, 'utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Vector);
}

function packageVersion(): string {
  const file = new URL('../../package.json', import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}

/** Text in pieces of some size, so that a line is no write of its own. */
function* pieces(lines: Iterable<string>): Generator<string> {
  let text = '';
  for (const line of lines) {
    text += line;
    if (text.length < PIECE) continue;
    yield text;
    text = '';
  }
  yield text;
}

function cannotWrite(path: string, error: unknown): Misuse {
  const code = (error as NodeJS.ErrnoException).code;
  return new Misuse(`Cannot write ${nameOf(path)}: ${code ?? printable(String(error))}.`);
}

/** Where a file is written to: whole under another name first, or straight into what is no file, as a pipe. */
interface Target {
  readonly path: string;
  readonly real: string;
  readonly mode: number;
  readonly straight: boolean;
}

/** Says early whether a file can be written there; nothing is touched yet. A link stays one. */
function targetOf(path: string): Target {
  try {
    const earlier = statSync(path, { throwIfNoEntry: false });
    if (earlier?.isDirectory()) throw Object.assign(new Error(), { code: 'EISDIR' });
    if (earlier !== undefined) accessSync(path, constants.W_OK);
    const real = earlier === undefined ? path : realpathSync(path);
    const straight = earlier !== undefined && !earlier.isFile();
    if (!straight) accessSync(dirname(real), constants.W_OK);
    return { path, real, mode: (earlier?.mode ?? 0o666) & 0o777, straight };
  } catch (error) {
    throw cannotWrite(path, error);
  }
}

function writeAll(file: number, text: Iterable<string>): void {
  try {
    for (const piece of text) writeSync(file, piece);
  } finally {
    closeSync(file);
  }
}

function writeTo({ path, real, mode, straight }: Target, text: Iterable<string>): void {
  try {
    if (straight) {
      writeAll(openSync(path, 'w'), text);
      return;
    }
    const beside = `${real}.${process.pid}.partial`;
    const file = openSync(beside, 'wx', mode);
    try {
      writeAll(file, text);
      renameSync(beside, real);
    } catch (error) {
      rmSync(beside, { force: true });
      throw error;
    }
  } catch (error) {
    throw cannotWrite(path, error);
  }
}

/**
 * Writes a file whole: what was there before stays as it is until all of the text is written, and for good when
 * that fails.
 *
 * @param path - the file
 * @param text - what it holds then, piece by piece
 * @throws Misuse when it cannot be written
 * @example
 * ```ts
 * writeWhole('vectors.jsonl', ['{"vectors":1}\n']);
 * ```
 */
export function writeWhole(path: string, text: Iterable<string>): void {
  writeTo(targetOf(path), text);
}

/** Says what is being made once it takes long, where somebody is watching. */
function progress(io: Io): { readonly tell: (group: Group) => void; readonly done: () => void } {
  const begun = Date.now();
  const watched = process.stderr.isTTY === true;
  let told = false;
  return {
    tell: (group) => {
      if (!watched || (group !== 'cube' && Date.now() - begun < A_SECOND)) return;
      told = true;
      io.err(`\r\x1b[K${GROUPS.indexOf(group) + 1} of ${GROUPS.length}: ${group} ...`);
    },
    done: () => {
      if (told) io.err('\r\x1b[K');
    },
  };
}

/**
 * The vectors are written.
 *
 * @param options - which groups, and where to
 * @param io - for stdout, and for progress
 * @returns the exit code
 * @throws Misuse when there is no such group, or the file cannot be written
 */
export function vectors(options: VectorsOptions, io: Io): number {
  const groups = groupsNamed(options.group);
  const cases = { lines: groups.includes('case') ? casesShipped() : [], skipped: 0 };
  const path = options.out;
  if (path !== undefined) targetOf(path);
  const { tell, done } = progress(io);
  const made = vectorsOf({ version: packageVersion(), cases }, groups, tell);
  done();
  const text = pieces(jsonLines(made));
  if (path === undefined) for (const piece of text) io.out(piece);
  else writeWhole(path, text);
  return EXIT.fine;
}
