/**
 * What one place of an nginx configuration makes of requests, as data: plain objects, every part with the
 * directive it came from or the word `default`.
 *
 * 1. A default is a default of a version. Where the version is not known and versions differ, nothing is
 *    chosen.
 * 2. Values stay templates until a request is at hand: `$http_upgrade` is no text.
 */

/** Where a directive stands; lines and columns count from one. */
export interface Position {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** A value and the directive that says it, or that none does. */
export interface Said<Value> {
  readonly value: Value;
  readonly at: Position | 'default';
}

/** A piece of a template: text as it stands, or a variable by its name without `$`. */
export type Piece = { readonly text: string } | { readonly variable: string };

/** Text with variables. */
export interface Template {
  readonly source: string;
  readonly pieces: readonly Piece[];
}

/** One entry of a `map`: a string, a name with a mask, or a regular expression (`~`, `~*`). */
export interface MapEntry {
  readonly key: string;
  readonly value: Template;
  readonly at: Position;
}

/** A `map` block. */
export interface NginxMap {
  readonly source: Template;
  readonly hostnames: boolean;
  readonly entries: readonly MapEntry[];
  /** The `default` entry; without one the value is empty. */
  readonly fallback: MapEntry | undefined;
  readonly at: Position;
  /** Files it includes that were not given: an entry may be missing. */
  readonly missing: readonly string[];
}

/** One `proxy_set_header`. */
export interface SetHeader {
  readonly name: string;
  readonly value: Template;
  readonly at: Position;
}

/** Where `proxy_pass` sends requests. */
export interface PassTo {
  readonly url: Template;
  readonly at: Position;
  /** The directive of the location itself: `proxy_pass`, or the `if` it stands in. */
  readonly beside: Position;
  /** The name of the `upstream` block, if the address is one of the text. */
  readonly upstream: string | undefined;
}

/** How many idle connections to an upstream are kept; none outside an `upstream` block. */
export interface KeepAlive {
  readonly connections: number;
  /** Not shared between locations (from 1.29.7). */
  readonly local: boolean;
}

/** What stands in the way of an answer: the directive, and what would decide it. */
export interface Undecided {
  readonly directive: string;
  readonly at: Position | 'default';
  readonly asks: string;
}

/** One level of the configuration on the way to the location, outermost first. */
export interface Level {
  readonly kind: 'http' | 'server' | 'location';
  readonly text: string;
  readonly at: Position;
  /** The `proxy_set_header` of this level itself. */
  readonly sets: readonly SetHeader[];
}

/** `underscores_in_headers` and `ignore_invalid_headers`. */
export interface TakenNames {
  readonly underscores: boolean;
  readonly ignoreInvalid: boolean;
}

/** What is known of a configuration when a variable is asked for. */
export interface Scope {
  /** The version as given, such as `1.18` or `1.22.1`. */
  readonly version: string | undefined;
  /** Which side of 1.29.7 this is the answer for, when no version decides and the sides differ. */
  readonly side: 'up to 1.29.6' | 'from 1.29.7' | undefined;
  readonly maps: Readonly<Record<string, NginxMap>>;
  /** What `set` gave, and captures by number. `undefined`: something sets it that the text does not tell. */
  readonly variables: Readonly<Record<string, Template | undefined>>;
  readonly serverName: string;
  readonly scheme: string | undefined;
  readonly port: number | undefined;
  /** Which field names are taken, once the server is known. */
  readonly taken: TakenNames;
  /** The same for lines before Host, which the default server reads. */
  readonly takenBefore: TakenNames;
  /** Of the default server: the path is read before Host is. */
  readonly mergeSlashes: boolean;
  readonly passTo: PassTo | undefined;
}

/** What one location makes of a request. */
export interface NginxProxy extends Scope {
  readonly passTo: PassTo;
  /** The prefix that a URI part of `proxy_pass` replaces; `undefined` where the URI part is ignored. */
  readonly prefix: string | undefined;
  readonly httpVersion: Said<'1.0' | '1.1' | '2'>;
  /** The `proxy_set_header` in force, in order: those of the innermost level that has any. */
  readonly sets: readonly SetHeader[];
  /** Those of an outer level that are not inherited, because an inner level has its own. */
  readonly hidden: readonly SetHeader[];
  readonly levels: readonly Level[];
  readonly keepalive: Said<KeepAlive | undefined>;
  readonly passRequestHeaders: Said<boolean>;
  readonly requestBuffering: Said<boolean>;
  readonly caching: Said<boolean>;
  readonly method: Said<Template | undefined>;
  /** The path and arguments that `rewrite` made of the client's. */
  readonly rewritten: { readonly path: string; readonly args: string } | undefined;
  /** What may change the outcome and cannot be told from the text. */
  readonly undecided: readonly Undecided[];
}

type Triple = readonly [number, number, number];

/** The release that made HTTP/1.1 the default and dropped the default Connection field. */
const KEEPALIVE_RELEASE: Triple = [1, 29, 7];

const compare = (one: Triple, other: Triple): number =>
  one[0] - other[0] || one[1] - other[1] || one[2] - other[2];

// OpenResty's first three numbers are those of the nginx in it.
const VERSION = /^(?:nginx\/|openresty\/|v)?(\d{1,6})(?:\.(\d{1,6}))?(?:\.(\d{1,6}))?/;

/** The lowest and the highest version that a text can mean: `1.18` is any 1.18. */
function rangeOf(version: string | undefined): readonly [Triple, Triple] {
  const found = version === undefined ? null : VERSION.exec(version.trim());
  if (found === null)
    return [
      [0, 0, 0],
      [Infinity, 0, 0],
    ];
  const part = (at: number, otherwise: number) => (found[at] === undefined ? otherwise : Number(found[at]));
  return [
    [part(1, 0), part(2, 0), part(3, 0)],
    [part(1, 0), part(2, Infinity), part(3, Infinity)],
  ];
}

/**
 * Is it this release or a later one?
 *
 * @param scope The version, as far as it is known.
 * @param release Three numbers.
 * @returns Yes, no, or `undefined` when the version does not tell.
 * @example
 * atLeast({ version: '1.18', side: undefined }, [1, 23, 0]); // false
 */
export function atLeast(scope: Pick<Scope, 'version' | 'side'>, release: Triple): boolean | undefined {
  const [low, high] = rangeOf(scope.version);
  const from = scope.side === 'from 1.29.7' && compare(low, KEEPALIVE_RELEASE) < 0 ? KEEPALIVE_RELEASE : low;
  const last: Triple = [1, 29, 6];
  const to = scope.side === 'up to 1.29.6' && compare(high, last) > 0 ? last : high;
  if (compare(from, release) >= 0) return true;
  return compare(to, release) < 0 ? false : undefined;
}

const NAME = /^[A-Za-z0-9_]+/;

/**
 * Text with variables is read as nginx reads it: `$name`, `${name}`, and `$1` to `$9`.
 *
 * @param source The text. A `$` that begins no variable stays text.
 * @returns The pieces in order.
 * @example
 * templateOf('$host:8080').pieces; // [{ variable: 'host' }, { text: ':8080' }]
 */
export function templateOf(source: string): Template {
  const pieces: Piece[] = [];
  let text = '';
  for (let at = 0; at < source.length; ) {
    const end = source.indexOf('$', at);
    text += source.slice(at, end < 0 ? source.length : end);
    if (end < 0) break;
    const braced = source[end + 1] === '{';
    const from = end + (braced ? 2 : 1);
    const digit = source[from] ?? '';
    const isCapture = !braced && digit >= '1' && digit <= '9';
    const name = isCapture ? digit : (NAME.exec(source.slice(from, from + 256))?.[0] ?? '');
    const behind = from + name.length;
    if (name === '' || (braced && source[behind] !== '}')) {
      text += '$';
      at = end + 1;
      continue;
    }
    if (text !== '') pieces.push({ text });
    text = '';
    pieces.push({ variable: name });
    at = braced ? behind + 1 : behind;
  }
  if (text !== '') pieces.push({ text });
  return { source, pieces };
}
