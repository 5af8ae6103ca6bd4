/** What is known of a server before a request goes through it. */
import { type Scope, type TakenNames, type Template, templateOf } from '../../dialects/nginx/proxy.js';
import type { Question } from './answer.js';
import type { Directive } from './blocks.js';
import type { Context, Http } from './context.js';
import { inForce } from './levels.js';
import { mapBlocks, mapsFor } from './maps.js';
import { type Candidate, type Listen, listensOf, namesOf } from './server.js';

/** The scheme of a server that listens for one only. */
function ownScheme(listens: readonly Listen[]): string | undefined {
  const encrypted = listens.filter(({ tls }) => tls).length;
  if (listens.length === 0 || (encrypted > 0 && encrypted < listens.length)) return undefined;
  return encrypted > 0 ? 'https' : 'http';
}

/** What the conditions and rewrites of a server read. */
function conditionsIn(directives: readonly Directive[]): Template[] {
  return directives.flatMap(({ name, args, block }) => {
    const own = name === 'if' || name === 'set' || name === 'rewrite' ? args.map(templateOf) : [];
    const isBlock = block !== undefined && (name === 'location' || name === 'if');
    return isBlock ? [...own, ...conditionsIn(block)] : own;
  });
}

const GROUP = /\(\?P?[<'](\w+)[>']/g;

/** What `set` and the groups of expressions define somewhere: empty until that place is passed. */
function definedIn(top: readonly Directive[]): Scope['variables'] {
  const names = new Set<string>();
  const walk = (directives: readonly Directive[]): void => {
    for (const { name, args, block } of directives) {
      if (name === 'set') names.add((args[0] ?? '').replace(/^\$/, ''));
      for (const word of [name, ...args]) {
        if (word.includes('(?')) for (const [, group] of word.matchAll(GROUP)) names.add(group as string);
      }
      if (block !== undefined) walk(block);
    }
  };
  walk(top);
  const empty = templateOf('');
  const groups = Array.from({ length: 9 }, (_, at) => String(at + 1));
  return Object.fromEntries([...names, ...groups].map((name) => [name, empty]));
}

/**
 * The scope of a server.
 *
 * @param http The level above it.
 * @param candidate The server, and the one that reads the request before it is chosen.
 * @param question Version, scheme and port, where they are known.
 * @returns Its names, switches, and the maps its conditions read.
 */
export function scopeOf(http: Http, { server, first }: Candidate, question: Question): Scope {
  const isOn = (of: Context, name: string, otherwise: boolean) =>
    (inForce([http.http, of], name)?.args[0] ?? (otherwise ? 'on' : 'off')) !== 'off';
  const taken = (of: Context): TakenNames => ({
    underscores: isOn(of, 'underscores_in_headers', false),
    ignoreInvalid: isOn(of, 'ignore_invalid_headers', true),
  });
  const scheme = question.scheme === undefined ? undefined : question.scheme.replace('ws', 'http');
  const isPart = server.isText && !server.directives.some(({ name }) => name === 'listen');
  const listens = isPart ? [] : listensOf(server);
  return {
    version: question.version,
    side: undefined,
    maps: mapsFor(conditionsIn(server.directives), mapBlocks(http.top), {}),
    variables: definedIn(http.top),
    serverName: namesOf(server)[0]?.replace(/^\./, '') ?? '',
    scheme: scheme ?? ownScheme(listens),
    port: question.port ?? (listens.length === 1 ? listens[0]?.port : undefined),
    taken: taken(server),
    takenBefore: taken(first),
    mergeSlashes: isOn(first, 'merge_slashes', true),
    passTo: undefined,
  };
}
