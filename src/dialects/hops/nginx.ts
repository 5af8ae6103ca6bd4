/**
 * nginx, its request side: a request head and what its configuration says, to the head that goes upstream.
 *
 * 1. Fields set by the configuration come first, then the defaults of the version, then what the client sent
 *    under no name of either. Fields that the client's Connection names are not dropped.
 * 2. An empty value drops a field: so Upgrade, TE, Keep-Alive and Expect do not pass unless they are set.
 * 3. What the request and the text do not decide is listed, with what would decide it. Of fields that decide
 *    nothing about the upgrade, a variable that is not known stays in place by its name.
 *
 * Measured at eight releases from 1.22.1 to 1.31.5, both sides of 1.29.7 among them; earlier ones from
 * nginx's change log and source (ngx_http_proxy_module.c, ngx_http_variables.c).
 */
import { octetsOf, type RequestHead } from '../../spec/message.js';
import { defaultsOf, setsOf } from '../nginx/defaults.js';
import { Evaluator } from '../nginx/evaluate.js';
import { type Asked, askedOf, takenFields, type Value } from '../nginx/fields.js';
import {
  atLeast,
  type NginxProxy,
  type Position,
  type SetHeader,
  templateOf,
  type Undecided,
} from '../nginx/proxy.js';
import { refusalOf } from '../nginx/refusal.js';
import { shown, shownUndecided } from '../nginx/shown.js';
import { upstreamTarget } from '../nginx/target.js';

export type { NginxProxy, Position, Undecided } from '../nginx/proxy.js';

/** Why an element of the head is as it is. */
export interface Because {
  readonly field: 'version' | 'Upgrade' | 'Connection' | 'Host';
  /** The value that goes upstream; `undefined` when the field is not sent. */
  readonly value: string | undefined;
  readonly at: Position | 'default';
  /** The directive, as nginx would have it written; of a default, the directive that says the same. */
  readonly directive: string;
  /** Entries of maps the value went through. */
  readonly through: readonly { readonly directive: string; readonly at: Position }[];
}

/** What nginx makes of one request. */
export interface NginxForward {
  /** The head that goes upstream; empty when nginx answers itself, or speaks HTTP/2 to the upstream. */
  readonly octets: Uint8Array;
  readonly because: readonly Because[];
  readonly undecided: readonly Undecided[];
  /** nginx answers the request itself and forwards nothing. */
  readonly refuses: { readonly status: number; readonly says: string } | undefined;
}

/** A line that goes upstream, or a name that does not. */
interface Line {
  readonly name: string;
  readonly value: Value;
  readonly at: Position | 'default';
  readonly directive: string;
}

const EMPTY = templateOf('');

const directiveOf = (name: string, source: string): string => {
  const needsQuotes = source === '' || /[\s;{}"']/.test(source);
  return `proxy_set_header ${name} ${needsQuotes ? `"${source}"` : source};`;
};

/** The framing of the content, which nginx writes itself. */
function framing(proxy: NginxProxy, head: RequestHead, content: number | undefined, undecided: Undecided[]) {
  const fields = takenFields(head, proxy);
  const chunked = fields.some(({ key }) => key === 'transfer-encoding');
  const length = fields.find(({ key }) => key === 'content-length')?.value;
  if (!chunked) return { 'Content-Length': length ?? '' };
  if (!proxy.requestBuffering.value && proxy.httpVersion.value === '1.1') {
    const asks = 'whether all of the content comes with the head: then its length is sent, and not chunked';
    undecided.push({ directive: 'proxy_request_buffering off', at: proxy.requestBuffering.at, asks });
    return { 'Transfer-Encoding': 'chunked' };
  }
  if (content !== undefined) return { 'Content-Length': String(content) };
  const asks = 'how many octets the content has: nginx reads it whole and sends its length';
  undecided.push({ directive: 'proxy_request_buffering on', at: proxy.requestBuffering.at, asks });
  return {};
}

/** From 1.31.4 an empty Host is replaced by `$proxy_host` when HTTP/1.1 is spoken. */
function hostLine(proxy: NginxProxy, line: Line, evaluator: Evaluator, undecided: Undecided[]): Line {
  if (line.at === 'default' || line.value.text !== '' || proxy.httpVersion.value !== '1.1') return line;
  const replaces = atLeast(proxy, [1, 31, 4]);
  if (replaces === undefined) {
    const asks = 'the version: up to 1.31.3 no Host is sent here, from 1.31.4 it is $proxy_host';
    undecided.push({ directive: line.directive, at: line.at, asks });
  }
  return replaces === true ? { ...line, value: evaluator.variable('proxy_host') } : line;
}

function linesOf(proxy: NginxProxy, evaluator: Evaluator, undecided: Undecided[]): readonly Line[] {
  const own = setsOf(proxy, undecided).map(({ name, value, at }: SetHeader): Line => {
    const directive = directiveOf(name, value.source);
    const line = { name, value: evaluator.value(value), at, directive };
    return name.toLowerCase() === 'host' ? hostLine(proxy, line, evaluator, undecided) : line;
  });
  const names = new Set(proxy.sets.map(({ name }) => name.toLowerCase()));
  const others = defaultsOf(proxy, undecided)
    .filter(({ name }) => !names.has(name.toLowerCase()))
    .map(({ name, value }): Line => {
      const template = value === '' ? EMPTY : templateOf(value);
      return {
        name,
        value: evaluator.value(template),
        at: 'default',
        directive: directiveOf(name, value),
      };
    });
  return [...own, ...others];
}

/** Fields by which an upgrade is decided: of these nothing is left open silently. */
const MATTERS =
  /^(?:upgrade|connection|host|sec-websocket-.*|content-length|transfer-encoding|expect|origin)$/i;

const STRAY = /[\r\n\0]/g;

function print(lines: readonly Line[], undecided: Undecided[]): string {
  let text = '';
  for (const { name, value, at, directive } of lines) {
    if (MATTERS.test(name)) {
      for (const { asks } of value.unknown) undecided.push({ directive, at, asks });
    }
    // A line break in a value would be a field of its own; no configuration that nginx runs needs one.
    const clean = value.text.replace(STRAY, ' ');
    if (clean !== value.text) undecided.push({ directive, at, asks: 'a value without line breaks and NUL' });
    if (clean !== '') text += `${name}: ${clean}\r\n`;
  }
  return text;
}

function becauseOf(proxy: NginxProxy, lines: readonly Line[]): Because[] {
  const { value, at } = proxy.httpVersion;
  const version: Because = {
    field: 'version',
    value: `HTTP/${value}`,
    at,
    directive: `proxy_http_version ${value};`,
    through: [],
  };
  const fields = (['Upgrade', 'Connection', 'Host'] as const).map((field): Because => {
    const line = lines.find(({ name }) => name.toLowerCase() === field.toLowerCase());
    const text = line?.value.text ?? '';
    return {
      field,
      value: text === '' ? undefined : text,
      at: line?.at ?? 'default',
      directive: line?.directive ?? directiveOf(field, ''),
      through: line?.value.through ?? [],
    };
  });
  return [version, ...fields];
}

const NOTHING = new Uint8Array(0);

/** `$uri` and `$args` are what `rewrite` made of them; `$request_uri` stays the client's. */
function rewrittenBy({ rewritten }: NginxProxy, asked: Asked): Asked {
  if (rewritten === undefined || asked.target === undefined) return asked;
  return { ...asked, target: { ...asked.target, ...rewritten } };
}

/**
 * What the client sent under no name that is set, by the configuration or by default, to a value or to none.
 */
function passing(proxy: NginxProxy, head: RequestHead, lines: readonly Line[]): string {
  if (!proxy.passRequestHeaders.value) return '';
  const named = new Set(lines.map(({ name }) => name.toLowerCase()));
  named.add('content-length').add('transfer-encoding');
  return takenFields(head, proxy)
    .filter(({ key }) => !named.has(key))
    .map(({ name, value }) => `${name}: ${value}\r\n`)
    .join('');
}

function forward(proxy: NginxProxy, head: RequestHead, content?: number): NginxForward {
  const undecided: Undecided[] = [...proxy.undecided];
  const refuses = refusalOf(proxy, head);
  if (refuses !== undefined) return { octets: NOTHING, because: [], undecided, refuses };
  const asked = rewrittenBy(proxy, askedOf(proxy, head));
  const evaluator = new Evaluator(proxy, asked);
  const lines = linesOf(proxy, evaluator, undecided);
  const frame = Object.entries(framing(proxy, head, content, undecided))
    .filter(([name]) => !proxy.sets.some((set) => set.name.toLowerCase() === name.toLowerCase()))
    .map(([name, text]) => (text === '' ? '' : `${name}: ${text}\r\n`))
    .join('');
  const because = becauseOf(proxy, lines);
  if (proxy.httpVersion.value === '2') {
    const asks = 'HTTP/1.0 or HTTP/1.1 to the upstream: HTTP/2 has no Upgrade, and is not modelled';
    undecided.push({ directive: 'proxy_http_version 2', at: proxy.httpVersion.at, asks });
    return { octets: NOTHING, because, undecided, refuses: undefined };
  }
  const target = upstreamTarget(proxy, evaluator, asked, undecided);
  const method = proxy.method.value === undefined ? head.method : evaluator.value(proxy.method.value).text;
  const start = `${method} ${target} HTTP/${proxy.httpVersion.value}\r\n`;
  const text = `${start}${print(lines, undecided)}${frame}${passing(proxy, head, lines)}\r\n`;
  return { octets: octetsOf(text), because, undecided, refuses: undefined };
}

/**
 * A request head becomes the head that goes upstream.
 *
 * @param proxy One place of a configuration.
 * @param head The request as the client sent it.
 * @param content How many octets its content has, decoded; needed only for chunked content.
 * @returns The octets, to be read again by the next leg, with the directive behind each element that decides
 *   about an upgrade; and what is not decided. Nothing is thrown.
 * @see rfc9110#section-7.6.1
 * @example
 * const text = 'location / { proxy_pass http://app; }';
 * const { proxies } = proxyFor(readNginx([{ name: 'nginx.conf', text }]), { path: '/', version: '1.18' });
 * nginxForward(proxies[0], head).because[0].directive; // 'proxy_http_version 1.0;'
 */
export function nginxForward(proxy: NginxProxy, head: RequestHead, content?: number): NginxForward {
  const { octets, because, undecided, refuses } = forward(proxy, head, content);
  const clean = because.map(({ directive, value, ...rest }) => ({
    ...rest,
    value: value === undefined ? undefined : shown(value),
    directive: shown(directive),
  }));
  return { octets, because: clean, undecided: shownUndecided(undecided), refuses };
}
