/**
 * Pages that a reader types off: files and commands in a folder, run as the page has them, and the outputs compared.
 *
 * 1. A block marked `file=NAME` is a file. A console block has commands behind `$`, and what they print. One without
 *    a command shows more of what an earlier command printed.
 * 2. `<!-- output: /one/, /from/../to/ -->` before a console block says which lines are shown; `...` stands for others
 *    between them.
 * 3. `npm install` puts the package as it was built into the folder, and what stands beside it here. No network.
 * 4. Times, counts, dates and places may differ from what is shown, and nothing else.
 */
import { spawn } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** What a page has a reader do. */
export type Shown =
  | { readonly is: 'file'; readonly name: string; readonly text: string }
  | {
      readonly is: 'console';
      readonly commands: readonly string[];
      /** What the page shows of what they print. */
      readonly output: string;
      /** Which lines are shown, as it is written on the page. */
      readonly lines: string | undefined;
      /** Where the output stands in the text of the page. */
      readonly from: number;
      readonly to: number;
    };

/** The files and commands of a page, in order. */
export function shownOn(page: string): readonly Shown[] {
  const blocks = /(?:<!-- output: (.*) -->\n)?^```(?:console|(?:js|json) file=(\S+))\n([\s\S]*?)^```$/gm;
  return [...page.matchAll(blocks)].map((found): Shown => {
    const [whole, lines, name, text = ''] = found;
    if (name !== undefined) return { is: 'file', name, text };
    const commands = [...text.matchAll(/^\$ (.*)\n/gm)].map(([, command = '']) => command);
    const output = text.replaceAll(/^\$ .*\n/gm, '');
    const to = found.index + whole.length - '```'.length;
    return { is: 'console', commands, output, lines, from: to - output.length, to };
  });
}

/** A folder of a reader, which is gone in the end. */
export interface Folder {
  readonly path: string;
  write(name: string, text: string): void;
  /** What a command printed on both streams, without colours and without what stands around it. */
  run(command: string): Promise<string>;
  remove(): void;
}

/** What the package needs, and what a reader installs beside it. */
const BESIDE = ['commander', 'fast-check', 'vitest', 'ws', 'xstate'];

/** The package as it is published, but for the time at which it was built. */
function install(path: string): void {
  const modules = join(path, 'node_modules');
  const own = join(modules, 'after101');
  if (existsSync(own)) return;
  mkdirSync(join(modules, '.bin'), { recursive: true });
  for (const name of ['package.json', 'dist', 'schema'])
    cpSync(join(ROOT, name), join(own, name), { recursive: true });
  for (const name of BESIDE) symlinkSync(join(ROOT, 'node_modules', name), join(modules, name));
  chmodSync(join(own, 'dist/cli.js'), 0o755);
  symlinkSync('../after101/dist/cli.js', join(modules, '.bin/after101'));
  symlinkSync('../vitest/vitest.mjs', join(modules, '.bin/vitest'));
}

/** The environment of a reader: nothing of the tests that run here, and nobody is asked for a newer npm. */
function environment(): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(
    ([name]) =>
      !/^(?:CI|TEST|PROD|DEV|MODE|BASE_URL|SSR|FORCE_COLOR|NODE_.*|VITE.*|AFTER101_.*|FC_.*|npm_.*)$/.test(
        name,
      ),
  );
  return {
    ...Object.fromEntries(own),
    NO_COLOR: '1',
    npm_config_update_notifier: 'false',
    npm_config_offline: 'true',
  };
}

/** Longer than any command of a page may take. */
const PATIENCE = 60_000;

function printedBy(command: string, cwd: string): Promise<string> {
  return new Promise((done) => {
    const child = spawn(command, { cwd, shell: true, env: environment(), timeout: PATIENCE });
    const parts: Buffer[] = [];
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (part: Buffer) => void parts.push(part));
    child.on('close', () => {
      const [plain, place] = [Buffer.concat(parts).toString('utf8'), realpathSync(cwd)];
      done(plain.replaceAll(place, '').trim());
    });
  });
}

/**
 * Makes an empty folder for a page.
 *
 * @param name - how the folder begins
 * @returns the folder
 */
export function folderFor(name: string): Folder {
  if (!existsSync(join(ROOT, 'dist/kit/index.js'))) throw new Error('build first: npm run build');
  const path = mkdtempSync(join(tmpdir(), `after101-${name}-`));
  return {
    path,
    write: (file, text) => writeFileSync(join(path, file), text),
    run: async (command) => {
      if (!command.startsWith('npm install')) return printedBy(command, path);
      install(path);
      return '';
    },
    remove: () => rmSync(path, { recursive: true, force: true }),
  };
}

/** A part of what is shown: a line, or the lines from one to another. */
function partsOf(lines: string): readonly { readonly from: RegExp; readonly to: RegExp | undefined }[] {
  return [...lines.matchAll(/\/(.+?)\/(?:\.\.\/(.+?)\/)?(?:, |$)/g)].map(([, from = '', to]) => ({
    from: new RegExp(from),
    to: to === undefined ? undefined : new RegExp(to),
  }));
}

/** The lines of an output that a page shows. */
export function shownOf(output: string, lines: string | undefined): string {
  if (lines === undefined) return `${output}\n`;
  const parts = partsOf(lines);
  const kept: string[] = [];
  let until: RegExp | undefined;
  for (const line of output.split('\n')) {
    const part = until === undefined ? parts.find(({ from }) => from.test(line)) : undefined;
    if (until !== undefined || part !== undefined) kept.push(line);
    else if (kept.at(-1) !== '...') kept.push('...');
    if (part !== undefined) until = part.to;
    if (until !== undefined && part === undefined && until.test(line)) until = undefined;
  }
  return `${kept.join('\n').replaceAll(/^\.{3}\n|\n\.{3}$/g, '')}\n`;
}

/** Times, counts and dates taken out: what may differ from one run to the next. */
export function masked(output: string): string {
  return output
    .replaceAll(/ *\(?\b\d+(?:\.\d+)? ?m?s\b\)?/g, '')
    .replaceAll(/ \(\d+ (?:times|cases in all)\)/g, '')
    .replaceAll(/kept \d+ connections (.*), of \d+/g, 'kept connections $1')
    .replaceAll(/ (?:\| )?\d+ (?:passed|skipped)/gm, '')
    .replaceAll(/^# (pass|skipped) [1-9]\d*$/gm, '# $1')
    .replaceAll(/; threw where nobody caught it: Error: (?:read|write) E[A-Z]+/g, '')
    .replaceAll(/Date: [^\\]*/g, 'Date: ')
    .replaceAll(/\b\d{4}-\d\d-\d\d\b/g, 'DATE')
    .replaceAll(/\b127\.0\.0\.1:\d+/g, '127.0.0.1:PORT')
    .replaceAll(/ +$/gm, '');
}

/** One console block, what the page shows and what came. */
export interface Compared {
  readonly commands: readonly string[];
  readonly shown: string;
  readonly came: string;
}

/** A page was followed: every console block, and the page with what came. */
export interface Followed {
  readonly compared: readonly Compared[];
  readonly page: string;
}

/**
 * Does what a page says, in a folder.
 *
 * @param page - the text of the page
 * @param folder - where it is done
 * @returns each console block as shown and as it came, and the page as it would have to be
 */
export async function follow(page: string, folder: Folder): Promise<Followed> {
  const compared: Compared[] = [];
  const outputs: string[] = [];
  let [now, moved] = [page, 0];
  for (const one of shownOn(page)) {
    if (one.is === 'file') {
      folder.write(one.name, one.text);
      continue;
    }
    const printed: string[] = [];
    for (const command of one.commands) printed.push(await folder.run(command));
    if (one.commands.length > 0) outputs.unshift(printed.filter((text) => text !== '').join('\n'));
    // what npm says of itself is nobody's affair
    const isSilent = one.commands.every((command) => command.startsWith('npm ')) && one.commands.length > 0;
    const shown = outputs
      .slice(0, one.commands.length > 0 ? 1 : outputs.length)
      .map((text) => shownOf(text, one.lines));
    const came = isSilent ? '' : (shown.find((text) => text.length > 1 && text !== '...\n') ?? 'NOTHING\n');
    compared.push({ commands: one.commands, shown: one.output, came });
    const isSame = masked(one.output) === masked(came);
    const text = isSame ? one.output : came;
    now = now.slice(0, one.from + moved) + text + now.slice(one.to + moved);
    moved += text.length - (one.to - one.from);
  }
  return { compared, page: now };
}
