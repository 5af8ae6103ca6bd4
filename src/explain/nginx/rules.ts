/**
 * What nginx does with a request for a path: proxy it, and from where; something else; or it cannot be told.
 *
 * 1. The server is chosen, then its own `return`, `rewrite`, `set` and `if`, then the location and its own,
 *    then what serves it: nginx's order of phases.
 * 2. Where the text and the question do not decide, the answer names the directive and says what would
 *    decide.
 */
import { askedOf } from '../../dialects/nginx/fields.js';
import type { NginxProxy, Position, Scope } from '../../dialects/nginx/proxy.js';
import { type Budget, newBudget } from '../../dialects/nginx/regex.js';
import { hostName, targetOf } from '../../dialects/nginx/uri.js';
import type { Answer, Question } from './answer.js';
import type { Directive } from './blocks.js';
import { betweenOf, contentOf } from './content.js';
import { type Context, type Http, httpOf, locationContext } from './context.js';
import { inForce, missingIn, proxiesOf } from './levels.js';
import { findLocation, namedLocation } from './location.js';
import { type Passage, type Passed, phase } from './rewrite.js';
import { scopeOf } from './scope.js';
import { type Candidate, candidatesOf } from './server.js';
import { amongSeveral, clean, withUnread } from './several.js';

interface InServer {
  readonly http: Http;
  readonly candidate: Candidate;
  readonly passage: Passage;
}

const MOST_TURNS = 10;

function notProxied(passage: Passage, why: string, at: Position): Answer {
  const open = passage.undecided.map(({ directive, asks }) => `not decided: ${directive}: ${asks}`);
  return { outcome: 'not-proxied', why, at, notes: [...passage.notes, ...open] };
}

const undecided = (passage: Passage, asks: string, at: Position | undefined): Answer => ({
  outcome: 'undecided',
  asks,
  at,
  notes: passage.notes,
});

function proxied(
  inside: InServer,
  chain: readonly Directive[],
  pass: Directive,
  prefix: string | undefined,
): Answer {
  const { http, candidate, passage } = inside;
  const { server } = candidate;
  const locations = chain.map(locationContext);
  const levels: readonly Context[] = [http.http, server, ...locations];
  const between = betweenOf(levels);
  const { scope, head, host, path, args, changed } = passage;
  const rewritten = changed ? { path, args } : undefined;
  const asked = askedOf(scope, head, `${path}${args === '' ? '' : `?${args}`}`, host);
  const open = [...passage.undecided, ...between.undecided];
  const place = { levels, top: http.top, pass, prefix, scope, asked, rewritten, undecided: open };
  const proxies = proxiesOf(place);
  const last = levels.at(-1) as Context;
  const part = http.http.isText ? ['the text has no http block: what an outer file sets is not known'] : [];
  return {
    outcome: 'proxy',
    proxies,
    location: { text: last.text, at: last.at },
    server: { text: server.text, at: server.at },
    notes: [
      ...passage.notes,
      ...missingIn(server).map(({ text: file }) => `a location of ${file} may serve this path instead`),
      `server: ${server.isText ? 'the text has none and is read as the inside of one' : candidate.how}`,
      ...between.notes,
      ...part,
    ],
    undecided: (proxies[0] as NginxProxy).undecided,
  };
}

/** What serves the location, once its own directives let the request through. */
function served(
  inside: InServer,
  chain: readonly Directive[],
  prefix: string | undefined,
  within: readonly Directive[] | undefined,
): Answer {
  const { candidate, passage } = inside;
  const location = chain.length === 0 ? candidate.server : locationContext(chain.at(-1) as Directive);
  const content = contentOf(location, within);
  if (content.serves === 'proxy') return proxied(inside, chain, content.pass, prefix);
  const files = [inside.http.http, candidate.server, location].flatMap(missingIn);
  if (content.serves === 'other' && content.isFallback && files[0] !== undefined)
    return undecided(
      passage,
      `the file of ${files[0].text}: nothing else says what serves this`,
      files[0].at,
    );
  // A part of a configuration that has nothing for this path does not tell what the whole does.
  if (content.serves === 'other' && content.isFallback && candidate.server.isText)
    return undecided(passage, 'the location that serves this path: the text has none', content.at);
  if (content.serves === 'other') return notProxied(passage, content.why, content.at);
  if (content.serves === 'unknown')
    return undecided(passage, `${content.by.text}: ${content.asks}`, content.by.at);
  const named = namedLocation(candidate.server.directives, content.name);
  const { text, at } = content.by;
  if (named === undefined) return undecided(passage, `${text}: where ${content.name} is`, at);
  const asks = 'whether such a file exists; read as if none does';
  passage.undecided.push({ directive: text, at, asks });
  const passed = phase(passage, named.block ?? []);
  if (passed.ends === 'answers') return notProxied(passage, passed.why, passed.at);
  const inner = contentOf(locationContext(named), passed.within);
  if (inner.serves === 'proxy') return proxied(inside, [named], inner.pass, '');
  return inner.serves === 'other'
    ? notProxied(passage, inner.why, inner.at)
    : undecided(passage, `${text}: what ${content.name} does`, at);
}

const withGroups = (scope: Scope, groups: Readonly<Record<string, string>>): Scope => {
  const more = Object.entries(groups).map(([name, text]) => [name, { source: text, pieces: [{ text }] }]);
  return { ...scope, variables: { ...scope.variables, ...Object.fromEntries(more) } };
};

/** A `return` with a status that `error_page` sends elsewhere is no answer yet. */
function answers(inside: InServer, levels: readonly Context[], passed: Passed & { ends: 'answers' }): Answer {
  const status = /return\s+(\d{3})\s*$/.exec(passed.why)?.[1];
  const page = status === undefined ? undefined : inForce(levels, 'error_page');
  if (page === undefined || !page.args.includes(status as string)) {
    return notProxied(inside.passage, passed.why, passed.at);
  }
  return undecided(inside.passage, `${passed.why}, which ${page.text} sends elsewhere`, page.at);
}

const INTERNAL = 'nginx answers 404: the location is internal';

const isInternal = ({ block }: Directive): boolean => block?.some(({ name }) => name === 'internal') === true;

function inLocations(inside: InServer): Answer {
  const { http, candidate, passage } = inside;
  const { server } = candidate;
  for (let turn = 0; turn < MOST_TURNS; turn += 1) {
    const found = findLocation(server.directives, passage.path, [], passage.budget);
    if (found.outcome === 'undecided') {
      return undecided(passage, `${found.location.text}: ${found.asks}`, found.location.at);
    }
    if (found.outcome === 'redirect') {
      const { location } = found;
      const why = isInternal(location)
        ? INTERNAL
        : `nginx answers 301 to the path with a slash behind it, for ${location.text}`;
      return notProxied(passage, why, location.at);
    }
    if (found.outcome === 'none') return served(inside, [], '', undefined);
    const last = found.chain.at(-1) as Directive;
    // Inner locations inherit it.
    if (found.chain.some(isInternal)) return notProxied(passage, INTERNAL, last.at);
    passage.scope = withGroups(passage.scope, found.groups);
    const passed = phase(passage, last.block ?? []);
    const levels = [http.http, server, ...found.chain.map(locationContext)];
    if (passed.ends === 'answers') return answers(inside, levels, passed);
    if (passed.ends === 'again') continue;
    const prefix = passage.broken ? undefined : found.prefix;
    return served(inside, found.chain, prefix, passed.within);
  }
  return notProxied(passage, 'nginx answers 500: the path is rewritten in a circle', server.at);
}

function inServer(http: Http, candidate: Candidate, question: Question, budget: Budget): Answer {
  const { server } = candidate;
  const levels = [http.http, server];
  const scope = scopeOf(http, candidate, question);
  const target = targetOf(question.path, scope.mergeSlashes);
  const passage: Passage = {
    scope: withGroups(scope, candidate.groups),
    head: question.head,
    host: question.host === undefined ? target.host : hostName(question.host),
    path: target.path ?? '/',
    args: target.args,
    changed: false,
    pending: false,
    broken: false,
    budget,
    undecided: [],
    notes: [],
  };
  const inside: InServer = { http, candidate, passage };
  if (target.path === undefined)
    return notProxied(passage, 'nginx answers 400: the path cannot be read', server.at);
  const passed = phase(passage, server.directives);
  if (passed.ends === 'answers') return answers(inside, levels, passed);
  return inLocations(inside);
}

/** More servers than this are not compared. */
const MOST_CANDIDATES = 50;

function answerFor(blocks: readonly Directive[], question: Question): Answer {
  const http = httpOf(blocks);
  if (http.servers.length === 0) {
    const asks = 'a server block: the text has nothing that serves HTTP';
    return { outcome: 'undecided', asks, at: undefined, notes: [] };
  }
  const { head, scheme, port } = question;
  const budget = newBudget();
  const target = targetOf(question.path, true);
  const line = head?.fields.find(({ key }) => key === 'host')?.value;
  // A request without Host is known to have none.
  const host = question.host ?? target.host ?? line ?? (head === undefined ? undefined : '');
  const found = candidatesOf(http.servers, { host, scheme, port }, budget);
  const known = { ...question, host };
  const { candidates, notes } = found;
  if (found.undecided[0] !== undefined) {
    return { outcome: 'undecided', asks: found.undecided[0], at: http.servers[0]?.at, notes };
  }
  const compared = candidates.slice(0, MOST_CANDIDATES);
  if (compared.length < candidates.length) {
    const asks = `which of ${candidates.length} servers it is: a host would tell`;
    return { outcome: 'undecided', asks, at: http.servers[0]?.at, notes };
  }
  const all = compared.map((candidate) => inServer(http, candidate, known, budget));
  const [only] = all;
  if (all.length === 1 && only !== undefined) return { ...only, notes: [...notes, ...only.notes] };
  return amongSeveral(all, compared, notes);
}

/**
 * What nginx does with a request for a path.
 *
 * @param config What `readNginx` gave, or any directives.
 * @param question The path, and what else is known.
 * @returns Where it is proxied from and what is in force there; or what serves it instead; or what is asked.
 *   Nothing is thrown.
 * @example
 * const text = 'location / { proxy_pass http://app; }';
 * proxyFor(readNginx([{ name: 'nginx.conf', text }]), { path: '/ws', version: '1.18' }).outcome; // 'proxy'
 */
export function proxyFor(
  config: { readonly blocks: readonly Directive[]; readonly read?: { readonly left: number } },
  question: Question,
): Answer {
  return clean(withUnread(answerFor(config.blocks, question), config.read?.left ?? 0));
}
