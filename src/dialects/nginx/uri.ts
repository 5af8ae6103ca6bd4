/**
 * The target of a request as nginx takes it apart, and the path by which it chooses a location.
 */

/** A target, taken apart. */
export interface Target {
  /** The host of an absolute target, in lower case and without port. */
  readonly host: string | undefined;
  /** The target without scheme and host, as the client sent it: `$request_uri`. */
  readonly unparsed: string;
  /** The decoded path: `$uri`; `undefined` when nginx answers 400. */
  readonly path: string | undefined;
  /** What stands behind the first `?`. */
  readonly args: string;
}

const ABSOLUTE = /^[A-Za-z][A-Za-z0-9+.-]{0,30}:\/\/([^/?#]*)/;

/**
 * A host without its port and its last dot, in lower case: as `$host` gives it.
 *
 * @param value A Host field, or the authority of a target.
 * @returns The name; empty when there is none.
 * @example
 * hostName('App.example:8080'); // 'app.example'
 */
export function hostName(value: string): string {
  const end = value.startsWith('[') ? value.indexOf(']') + 1 : value.indexOf(':');
  const name = (end > 0 ? value.slice(0, end) : end === 0 ? '' : value).toLowerCase();
  return name.endsWith('.') ? name.slice(0, -1) : name;
}

const HEX = /^[0-9A-Fa-f]{2}/;

/** Decodes `%XX`; `undefined` when a `%` has no two digits behind it or NUL comes out. */
function decoded(path: string): string | undefined {
  const parts = path.split('%');
  let text = parts[0] as string;
  for (const part of parts.slice(1)) {
    if (!HEX.test(part)) return undefined;
    const code = Number.parseInt(part.slice(0, 2), 16);
    if (code === 0) return undefined;
    text += String.fromCharCode(code) + part.slice(2);
  }
  return text;
}

/**
 * A path is decoded, its dot segments are resolved, and slashes in a row are one if `mergeSlashes` is on.
 * None when nginx answers 400: the path leaves the root, or an escape is broken.
 */
function normalPath(path: string, mergeSlashes: boolean): string | undefined {
  const text = decoded(path);
  if (text === undefined || !text.startsWith('/')) return undefined;
  const kept: string[] = [];
  const segments = text.slice(1).split('/');
  for (const [at, segment] of segments.entries()) {
    const last = at === segments.length - 1;
    if (segment === '..') {
      if (kept.length === 0) return undefined;
      kept.pop();
      if (last) kept.push('');
    } else if (segment === '.') {
      if (last) kept.push('');
    } else if (segment !== '' || last || !mergeSlashes) kept.push(segment);
  }
  return `/${kept.join('/')}`;
}

/**
 * A target becomes what nginx knows of it.
 *
 * @param target A target in origin form or absolute form; anything else has no path.
 * @param mergeSlashes The directive `merge_slashes`.
 * @returns Its parts.
 * @example
 * targetOf('/ws?id=1', true).args; // 'id=1'
 */
export function targetOf(target: string, mergeSlashes: boolean): Target {
  const absolute = ABSOLUTE.exec(target);
  const rest = absolute === null ? target : target.slice(absolute[0].length);
  const whole = absolute !== null && !rest.startsWith('/') ? `/${rest}` : rest;
  const hash = whole.indexOf('#');
  const sent = hash < 0 ? whole : whole.slice(0, hash);
  const mark = sent.indexOf('?');
  return {
    host: absolute === null ? undefined : hostName(absolute[1] as string),
    unparsed: whole,
    path: normalPath(mark < 0 ? sent : sent.slice(0, mark), mergeSlashes),
    args: mark < 0 ? '' : sent.slice(mark + 1),
  };
}
