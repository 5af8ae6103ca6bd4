/**
 * Templates to text, for one request.
 *
 * 1. A variable whose value the text and the request do not give is named, never guessed.
 * 2. Size, depth and work are bounded, so maps that double each other a hundred times over are named too.
 */
import type { RequestHead } from '../../spec/message.js';
import { type Asked, EMPTY, fieldValue, plain, type Unknown, unknown, type Value } from './fields.js';
import type { NginxMap, Scope, Template } from './proxy.js';
import { type Budget, newBudget } from './regex.js';
import { findEntry } from './search.js';
import type { Target } from './uri.js';

const MOST_TEXT = 65_536;
const MOST_LOOK_UPS = 2_000;
const DEEPEST = 32;

/** The address that `proxy_pass` says, taken apart. */
export interface Address {
  readonly scheme: string;
  /** `$proxy_host`: with the port, unless it is the scheme's own. */
  readonly host: string;
  readonly port: string;
  /** The URI part; empty when there is none. */
  readonly uri: string;
}

/**
 * An address is taken apart.
 *
 * @param url What stands behind `proxy_pass`, without variables.
 * @returns Its parts, or `undefined` when it is no http or https address.
 * @example
 * addressOf('http://app:80/x')?.host; // 'app'
 */
export function addressOf(url: string): Address | undefined {
  const found = /^(https?):\/\//i.exec(url);
  if (found === null) return undefined;
  const scheme = (found[1] as string).toLowerCase();
  const rest = url.slice(found[0].length);
  if (rest.startsWith('unix:')) {
    const end = rest.indexOf(':', 5);
    return { scheme, host: 'localhost', port: '', uri: end < 0 ? '' : rest.slice(end + 1) };
  }
  const slash = rest.search(/[/?]/);
  const authority = slash < 0 ? rest : rest.slice(0, slash);
  const uri = slash < 0 ? '' : rest.slice(slash);
  const own = scheme === 'https' ? '443' : '80';
  const ported = /^(.*):(\d{1,5})$/.exec(authority);
  const hasPort = ported !== null && !(authority.startsWith('[') && authority.endsWith(']'));
  const port = hasPort ? (ported[2] as string) : own;
  const host = hasPort && port === own ? (ported[1] as string) : authority;
  return { scheme, host, port, uri: uri.startsWith('?') ? `/${uri}` : uri };
}

/** Names of variables that nginx has of its own; of the others, some directive defines each. */
const OWN_PREFIX = new Set(
  (
    'arg binary body bytes connection content cookie document fastcgi geoip gzip http limit memcached ' +
    'proxy query realip remote request sent server session slice ssl tcpinfo time uid upstream'
  ).split(' '),
);
const OWN_NAMES = new Set(
  (
    'args connection host hostname http2 http3 https invalid_referer is_args msec nginx_version pid pipe ' +
    'request scheme status uri 1 2 3 4 5 6 7 8 9'
  ).split(' '),
);

const isOwn = (name: string): boolean =>
  OWN_NAMES.has(name) || (name.includes('_') && OWN_PREFIX.has(name.slice(0, name.indexOf('_'))));

/** `$1` and so on are groups of the expression that matched last, whichever that was. */
const hasExpressions = ({ maps }: Scope): boolean =>
  Object.values(maps).some(({ entries }) => entries.some(({ key }) => key.startsWith('~')));

/** Evaluates templates for one request; a variable is looked for once. */
export class Evaluator {
  private readonly known = new Map<string, Value>();
  private readonly scope: Scope;
  private readonly asked: Asked;
  /** Shared with the evaluators inside this one. */
  private readonly spent: { depth: number; lookUps: number; readonly budget: Budget };

  /** Inside a value of a map, whose expression has just matched. */
  private readonly inMap: boolean;

  constructor(
    scope: Scope,
    asked: Asked,
    spent = { depth: 0, lookUps: 0, budget: newBudget() },
    inMap = false,
  ) {
    this.inMap = inMap;
    this.scope = scope;
    this.asked = asked;
    this.spent = spent;
  }

  /** The text of a template, with what is not known of it. */
  value(template: Template): Value {
    const { pieces } = template;
    const only = pieces.length === 1 ? pieces[0] : undefined;
    if (only !== undefined && 'variable' in only) return this.variable(only.variable);
    let text = '';
    const unknowns: Unknown[] = [];
    const through: Value['through'][number][] = [];
    for (const piece of pieces) {
      if ('text' in piece) text += piece.text;
      else {
        const found = this.variable(piece.variable);
        text += found.text;
        if (unknowns.length < 16) unknowns.push(...found.unknown);
        if (through.length < 16) through.push(...found.through);
      }
      if (text.length > MOST_TEXT) return unknown('', 'a shorter value than this one');
    }
    return { text, unknown: unknowns, through };
  }

  /** The value of one variable. */
  variable(name: string): Value {
    const found = this.known.get(name);
    if (found !== undefined) return found;
    const { spent } = this;
    spent.lookUps += 1;
    if (spent.depth >= DEEPEST || spent.lookUps > MOST_LOOK_UPS)
      return unknown(name, `what $${name} is: it leads through too many others`);
    this.known.set(name, unknown(name, `what $${name} is: it is defined by itself`));
    spent.depth += 1;
    const value = this.lookUp(name);
    spent.depth -= 1;
    this.known.set(name, value);
    return value;
  }

  private lookUp(name: string): Value {
    const { scope, asked } = this;
    if (/^\d$/.test(name) && !this.inMap && hasExpressions(scope)) {
      return unknown(name, `what $${name} is: an expression of a map may have matched last`);
    }
    if (Object.hasOwn(scope.variables, name)) {
      const template = scope.variables[name];
      return template === undefined ? unknown(name, `what $${name} is`) : this.value(template);
    }
    if (Object.hasOwn(scope.maps, name)) return this.mapped(name, scope.maps[name] as NginxMap);
    if (name.startsWith('http_')) return fieldValue(scope, asked, name.slice(5));
    const own = isOwn(name) ? '' : ': nothing in the text defines it';
    return builtIn(this, scope, asked, name) ?? unknown(name, `what $${name} is${own}`);
  }

  private mapped(name: string, map: NginxMap): Value {
    const source = this.value(map.source);
    if (source.unknown.length > 0) return { ...source, text: `$${name}` };
    const found = findEntry(map, source.text, this.spent.budget);
    if ('asks' in found) return unknown(name, found.asks);
    if (found.entry === undefined) return { ...EMPTY, through: source.through };
    const { entry } = found;
    // Groups of the entry's expression are `$1` and so on in its value.
    const inner = found.groups === undefined ? this : this.withGroups(found.groups);
    const value = inner.value(entry.value);
    const step = { directive: `${entry.key === '' ? "''" : entry.key} ${entry.value.source}`, at: entry.at };
    return { ...value, through: [...source.through, step, ...value.through].slice(0, 16) };
  }

  private withGroups(groups: Readonly<Record<string, string>>): Evaluator {
    const variables = { ...this.scope.variables };
    for (const [name, text] of Object.entries(groups)) variables[name] = { source: text, pieces: [{ text }] };
    return new Evaluator({ ...this.scope, variables }, this.asked, this.spent, true);
  }
}

type Reads = (evaluator: Evaluator, scope: Scope, asked: Asked) => Value | undefined;

const fromTarget =
  (read: (target: Target) => string | undefined): Reads =>
  (_, __, { target }) => {
    const text = target === undefined ? undefined : read(target);
    return text === undefined ? undefined : plain(text);
  };

const fromHead =
  (read: (head: RequestHead) => string): Reads =>
  (_, __, { head }) =>
    head === undefined ? undefined : plain(read(head));

function address(evaluator: Evaluator, scope: Scope, read: (parts: Address) => string): Value | undefined {
  if (scope.passTo === undefined) return undefined;
  const url = evaluator.value(scope.passTo.url);
  const parts = addressOf(url.text);
  if (parts === undefined) return undefined;
  // What is not known of the URI part leaves host and port as they are.
  const text = read(parts);
  return text.includes('$') ? { ...url, text } : { ...url, text, unknown: [] };
}

const BUILT_IN: Readonly<Record<string, Reads>> = {
  host: (_, scope, { head, host }) => {
    if (host !== undefined && host !== '') return plain(host);
    return head === undefined ? undefined : plain(scope.serverName);
  },
  proxy_host: (evaluator, scope) => address(evaluator, scope, ({ host }) => host),
  proxy_port: (evaluator, scope) => address(evaluator, scope, ({ port }) => port),
  scheme: (_, scope) => (scope.scheme === undefined ? undefined : plain(scope.scheme)),
  https: (_, { scheme }) => (scheme === undefined ? undefined : plain(scheme === 'https' ? 'on' : '')),
  server_port: (_, { port }) => (port === undefined ? undefined : plain(String(port))),
  server_name: (_, scope) => plain(scope.serverName),
  nginx_version: (_, { version }) =>
    version !== undefined && /^\d+\.\d+\.\d+$/.test(version) ? plain(version) : undefined,
  request_uri: fromTarget(({ unparsed }) => unparsed),
  uri: fromTarget(({ path }) => path),
  document_uri: fromTarget(({ path }) => path),
  args: fromTarget(({ args }) => args),
  query_string: fromTarget(({ args }) => args),
  is_args: fromTarget(({ args }) => (args === '' ? '' : '?')),
  request_method: fromHead(({ method }) => method),
  server_protocol: fromHead(({ version }) => version),
  request: fromHead(({ method, target, version }) => `${method} ${target} ${version}`),
  content_type: (_, scope, asked) => fieldValue(scope, asked, 'content_type'),
  content_length: (_, scope, asked) => fieldValue(scope, asked, 'content_length'),
};

function argument(asked: Asked, name: string): Value | undefined {
  if (asked.target === undefined) return undefined;
  const found = asked.target.args.split('&').find((part) => part.toLowerCase().startsWith(`${name}=`));
  return plain(found === undefined ? '' : found.slice(name.length + 1));
}

function builtIn(evaluator: Evaluator, scope: Scope, asked: Asked, name: string): Value | undefined {
  if (name.startsWith('arg_')) return argument(asked, name.slice(4).toLowerCase());
  const reads = Object.hasOwn(BUILT_IN, name) ? BUILT_IN[name] : undefined;
  return reads?.(evaluator, scope, asked);
}
