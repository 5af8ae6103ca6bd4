/**
 * `explain --via`, `check --via`: hops as they are typed, from the catalogue or from an nginx configuration
 * on disk.
 */
import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import type { Dialect } from '../dialects/dialect.js';
import { hopNames, resolveHop } from '../dialects/hops/catalogue.js';
import type { Path, PathHop } from '../dialects/path.js';
import { repairOf, walkPath } from '../dialects/path.js';
import { hopOnPath, hopsOfNginx, type NginxFiles } from '../explain/via.js';
import type { PathTold, PathWay } from '../render/path.js';
import { printable } from '../render/printable.js';
import type { RequestHead } from '../spec/message.js';
import { Misuse } from './io.js';

/** A file is read no further than this; what is included counts together. */
const MOST_TEXT = 64 * 1024 * 1024;

/** One `--via` as typed: a file with a path and a version, or a name of the catalogue. */
type Typed =
  | { readonly file: string; readonly path: string | undefined; readonly version: string | undefined }
  | { readonly name: string };

/**
 * `nginx.conf#/path@1.18`; the path and the version may be missing. A name without a file is one of the
 * catalogue.
 */
function typed(text: string): Typed {
  const hash = text.indexOf('#');
  const odd = /@([^@/]*)$/.exec(text)?.[1];
  if (odd !== undefined && !/^v?\d+(\.\d+)*(\/[\w.-]+)?$/.test(odd) && !('hop' in resolveHop(text))) {
    throw new Misuse(`"${printable(odd, 40)}" is no version: name one as 1.18 or 1.29.7 behind the @.`);
  }
  const [, rest = '', version] = /^(.*?)(?:@v?(\d[\d.]*))?$/.exec(text) ?? [];
  const file = hash < 0 ? rest : text.slice(0, hash);
  const isFile =
    hash >= 0 || /[/\\]|\.conf$/.test(file) || (!('hop' in resolveHop(text)) && existsSync(file));
  // haproxy@2.6/default has a slash as well: what the catalogue knows is no file
  if (!isFile || (hash < 0 && 'hop' in resolveHop(text))) return { name: text };
  const path = hash < 0 ? undefined : rest.slice(hash + 1);
  if (path !== undefined && path !== '' && !path.startsWith('/')) {
    throw new Misuse(
      `The path behind the # begins with a slash: ${printable(file)}#/${printable(path, 80)}.`,
    );
  }
  return { file, path: path === '' ? undefined : path, version };
}

function textOf(file: string): string {
  try {
    if (!statSync(file).isFile())
      throw new Misuse(`${printable(file)} is no file to read a configuration from.`);
    if (statSync(file).size > MOST_TEXT) {
      throw new Misuse(
        `${printable(file)} is larger than ${MOST_TEXT / 1024 / 1024} MiB, which no configuration is.`,
      );
    }
    return readFileSync(file, 'latin1');
  } catch (error) {
    if (error instanceof Misuse) throw error;
    const { code } = error as { code?: string };
    const why =
      code === 'ENOENT' ? 'there is no such file' : code === 'EISDIR' ? 'it is a directory' : String(code);
    throw new Misuse(`${printable(file)} cannot be read: ${why}.`);
  }
}

/** The characters of a mask that nginx gives to glob(3). */
const maskOf = (mask: string): RegExp =>
  new RegExp(
    `^${mask
      .replace(/[.+^${}()|\\]/g, '\\$&')
      .replaceAll('*', '[^/]*')
      .replaceAll('?', '[^/]')}$`,
  );

/** The files of a folder whose names are like a mask, in order, as nginx includes them. */
function matching(pattern: string): readonly string[] {
  const [folder, mask] = [dirname(pattern), pattern.slice(dirname(pattern).length + 1)];
  if (!/[*?[]/.test(mask)) return existsSync(pattern) ? [pattern] : [];
  try {
    return readdirSync(folder)
      .filter((name) => maskOf(mask).test(name) && !name.startsWith('.'))
      .sort()
      .map((name) => join(folder, name));
  } catch {
    return [];
  }
}

const isInside = (root: string, file: string): boolean => {
  const way = relative(root, file);
  return way === '' || (!way.startsWith(`..${sep}`) && way !== '..' && !isAbsolute(way));
};

/** The folders in which nginx keeps its configuration where the file does not lie there itself. */
const PREFIXES = [
  '/etc/nginx/',
  '/usr/local/nginx/conf/',
  '/opt/homebrew/etc/nginx/',
  '/usr/local/etc/nginx/',
];

/**
 * Includes are found under the root and nowhere else: a configuration is not to be trusted with other
 * files.
 */
function includesUnder(root: string, notes: string[]): NginxFiles['include'] {
  if (!existsSync(root)) throw new Misuse(`${printable(root)} cannot be a root: there is no such folder.`);
  const real = realpathSync(root);
  return (name) => {
    const prefix = PREFIXES.find((one) => name.startsWith(one));
    const places = isAbsolute(name)
      ? [name, join(real, prefix === undefined ? name : name.slice(prefix.length))]
      : [resolve(real, name)];
    for (const place of places) {
      if (!isInside(real, place)) continue;
      const found = matching(place);
      const files = found.filter((file) => isInside(real, realpathSync(file)));
      const outside = found.find((file) => !files.includes(file));
      if (outside !== undefined) {
        notes.push(`${outside} leads outside of ${root} and was not read; --root names another folder`);
        return undefined;
      }
      if (files.length > 0) {
        return files
          .filter((file) => statSync(file).isFile() && statSync(file).size <= MOST_TEXT)
          .map((file) => ({
            name: relative(process.cwd(), file) || file,
            text: readFileSync(file, 'latin1'),
          }));
      }
      if (/[*?[]/.test(name)) return [];
    }
    return undefined;
  };
}

/** The hops one `--via` may be. */
function hopsFor(
  text: string,
  head: RequestHead,
  root: string | undefined,
): {
  readonly hops: readonly PathHop[];
  readonly notes: readonly string[];
} {
  const one = typed(text);
  if ('name' in one) {
    const found = resolveHop(one.name);
    if ('hop' in found) return { hops: [hopOnPath(found.hop)], notes: [] };
    throw new Misuse(
      `No intermediary is called "${printable(one.name, 80)}", and there is no such file. ` +
        `Nearest: ${found.nearest.map((near) => printable(near)).join(', ')} (${hopNames().length} names are known).`,
    );
  }
  const outside: string[] = [];
  const files: NginxFiles = {
    name: one.file,
    text: textOf(one.file),
    include: includesUnder(root ?? dirname(one.file), outside),
    path: one.path,
    version: one.version,
  };
  const behind = one.path === undefined ? '' : `#${one.path}`;
  const found = hopsOfNginx(files, head, `${one.file}${behind}`);
  if (found.outcome === 'hops') return { hops: found.hops, notes: [...outside, ...found.notes] };
  const notes = found.notes.map((note) => `\n  ${printable(note, 300)}`).join('');
  throw new Misuse(`${printable(one.file)}: ${printable(found.says, 500)}.${notes}`);
}

/** More ways than this are not told. */
const MOST_WAYS = 8;

/** Every way that the hops may be, and what was remarked of them. */
export interface Ways {
  readonly paths: readonly Path[];
  readonly notes: readonly string[];
  readonly bases: readonly { readonly name: string; readonly basis: string }[];
}

/**
 * The paths that were typed.
 *
 * @param vias - each `--via`, the nearest to the client first
 * @param origin - the server
 * @param head - a request, since a configuration may depend on it
 * @param root - where includes are looked for; the folder of the configuration when left out
 * @returns the ways the path may be
 * @throws Misuse when a hop is not known, or a configuration does not pass the request on
 */
export function waysOf(
  vias: readonly string[],
  origin: Dialect,
  head: RequestHead,
  root: string | undefined,
): Ways {
  const each = vias.map((text) => hopsFor(text, head, root));
  const all = each.reduce<readonly (readonly PathHop[])[]>(
    (ways, { hops }) => ways.flatMap((way) => hops.map((hop) => way.concat(hop))),
    [[]],
  );
  const hops = each.flatMap((one) => one.hops);
  if (all.length > MOST_WAYS) {
    throw new Misuse(
      `${all.length} ways are possible, since versions are not known: name them behind an @, as 1.18.`,
    );
  }
  return {
    paths: all.map((way) => ({ hops: way, origin })),
    notes: each.flatMap(({ notes }) => notes),
    bases: [
      ...hops.map(({ name, basis }) => ({ name, basis })),
      {
        name: origin.name,
        basis: `${origin.evidence.kind} ${origin.evidence.observed}: ${origin.evidence.source}`,
      },
    ],
  };
}

/**
 * One request on every way.
 *
 * @param ways - the ways
 * @param octets - the request
 * @param again - the command that shows it again
 * @returns what is told
 */
export function toldOf(ways: Ways, octets: Uint8Array, again: string): PathTold {
  return {
    ways: ways.paths.map((path): PathWay => {
      const walked = walkPath(path, octets);
      return { walked, repair: walked.works ? undefined : repairOf(path, octets) };
    }),
    notes: ways.notes,
    bases: ways.bases,
    again,
  };
}
