/**
 * Changes of a configuration that could repair a path, each at one place, with what would then be in force.
 * Which of them repairs it, the caller finds out by trying.
 *
 * 1. A `proxy_set_header` added to a level that has none takes away those inherited: so a line is put where
 *    they are set, or they are carried along.
 * 2. A change that changes nothing is not listed. The smallest come first.
 */
import {
  type Level,
  type NginxMap,
  type NginxProxy,
  type Position,
  type SetHeader,
  templateOf,
} from '../../dialects/nginx/proxy.js';
import { shown } from '../../dialects/nginx/shown.js';
import { inheritedSets } from './levels.js';

/** One line to write. */
export interface Edit {
  readonly does: 'add' | 'replace';
  /** The directive to write. */
  readonly text: string;
  /** The directive that it replaces, or before which it is put, in the same block. */
  readonly at: Position;
}

/** A change, and what is in force with it. */
export interface Suggestion {
  readonly says: string;
  readonly edits: readonly Edit[];
  readonly proxy: NginxProxy;
}

/** A draft: a proxy with some edits made. */
interface Draft {
  readonly proxy: NginxProxy;
  readonly edits: readonly Edit[];
}

/** At which level lines are put: where the others are set, or in the location. */
type Where = 'set' | 'location';

type Wish = readonly [name: string, source: string];

const UPGRADE: Wish = ['Upgrade', '$http_upgrade'];
/** More lines than this are not carried from one level to another. */
const MOST_LINES = 100;
/** Longer lines are cut, and look it. */
const MOST_TEXT = 4_096;
const CONNECTION: Wish = ['Connection', 'upgrade'];
const MAP_NAME = 'connection_upgrade';

const quoted = (source: string): string =>
  /^\$[\w$.:-]+$/.test(source) ? source : `"${source.replace(/[\\"]/g, '\\$&')}"`;

const lineOf = ({ name, value }: SetHeader): string =>
  shown(`proxy_set_header ${name} ${quoted(value.source)};`, MOST_TEXT);

const isNamed = (name: string) => (set: SetHeader) => set.name.toLowerCase() === name.toLowerCase();

function withVersion({ proxy, edits }: Draft): Draft {
  if (proxy.httpVersion.value === '1.1') return { proxy, edits };
  const { at } = proxy.httpVersion;
  const text = 'proxy_http_version 1.1;';
  const edit: Edit =
    at === 'default' ? { does: 'add', text, at: proxy.passTo.beside } : { does: 'replace', text, at };
  return { proxy: { ...proxy, httpVersion: { value: '1.1', at: edit.at } }, edits: [...edits, edit] };
}

function withLevels(proxy: NginxProxy, levels: readonly Level[]): NginxProxy {
  return { ...proxy, levels, ...inheritedSets(levels) };
}

/** The level lines are put at, and the sets it begins with: its own, or those it would else lose. */
function target(
  proxy: NginxProxy,
  where: Where,
): { readonly index: number; readonly carried: readonly SetHeader[] } {
  const last = proxy.levels.length - 1;
  const setting = proxy.levels.findLastIndex(({ sets }) => sets.length > 0);
  if (where === 'set' && setting >= 0) return { index: setting, carried: [] };
  const carried = setting === last ? [] : proxy.sets;
  return { index: last, carried };
}

const isUpgradeMap = ({ source, entries, fallback }: NginxMap): boolean =>
  source.source === '$http_upgrade' &&
  fallback?.value.source.toLowerCase() === 'upgrade' &&
  entries.some(({ key }) => key === '');

function withSets({ proxy, edits }: Draft, wishes: readonly Wish[], where: Where): Draft {
  // Options and protocol names have no case: `Upgrade` is as good as `upgrade` (rfc9110#section-7.6.1).
  const isSet = ([name, source]: Wish) => {
    const own = proxy.sets.find(isNamed(name))?.value.source;
    const map = own?.startsWith('$') === true ? proxy.maps[own.slice(1)] : undefined;
    // The usual map is better than a constant.
    if (source === CONNECTION[1] && map !== undefined && isUpgradeMap(map)) return true;
    return own?.toLowerCase() === source.toLowerCase();
  };
  const wanted = wishes.filter((wish) => !isSet(wish));
  if (wanted.length === 0) return { proxy, edits };
  const { index, carried } = target(proxy, where);
  const level = proxy.levels[index] as Level;
  const beside = level.sets[0]?.at ?? proxy.passTo.beside;
  const moved = carried
    .filter(({ name }) => !wanted.some(([other]) => isNamed(other)({ name } as SetHeader)))
    .map((set) => ({ ...set, at: beside }));
  const more: Edit[] = moved.map((set) => ({ does: 'add', text: lineOf(set), at: beside }));
  let sets: readonly SetHeader[] = [...level.sets, ...moved];
  for (const [name, source] of wanted) {
    const old = level.sets.find(isNamed(name));
    const set: SetHeader = { name, value: templateOf(source), at: old?.at ?? beside };
    sets = old === undefined ? [...sets, set] : sets.map((one) => (one === old ? set : one));
    more.push({ does: old === undefined ? 'add' : 'replace', text: lineOf(set), at: set.at });
  }
  const levels = proxy.levels.map((one, at) => (at === index ? { ...one, sets } : one));
  return { proxy: withLevels(proxy, levels), edits: [...edits, ...more] };
}

/** The usual map, if the text has it, by whatever name; else it is put before the server. */
function withMap({ proxy, edits }: Draft): { readonly draft: Draft; readonly name: string } | undefined {
  const found = Object.entries(proxy.maps).find(([, map]) => isUpgradeMap(map));
  if (found !== undefined) return { draft: { proxy, edits }, name: found[0] };
  const server = proxy.levels.find(({ kind }) => kind === 'server');
  const taken = Object.hasOwn(proxy.maps, MAP_NAME);
  if (server === undefined || server.text === 'the text' || taken) return undefined;
  const { at } = server;
  const entry = (key: string, value: string) => ({ key, value: templateOf(value), at });
  const map: NginxMap = {
    source: templateOf('$http_upgrade'),
    hostnames: false,
    entries: [entry('', 'close')],
    fallback: entry('default', 'upgrade'),
    at,
    missing: [],
  };
  const text = `map $http_upgrade $${MAP_NAME} { default upgrade; '' close; }`;
  const edit: Edit = { does: 'add', text, at };
  return {
    draft: { proxy: { ...proxy, maps: { ...proxy.maps, [MAP_NAME]: map } }, edits: [...edits, edit] },
    name: MAP_NAME,
  };
}

function recipe(draft: Draft, where: Where): Draft | undefined {
  const mapped = withMap(draft);
  if (mapped === undefined) return undefined;
  return withSets(withVersion(mapped.draft), [UPGRADE, ['Connection', `$${mapped.name}`]], where);
}

/** Brings back what an outer level sets and this one hides. */
function withHidden(draft: Draft): Draft {
  const { hidden, sets } = draft.proxy;
  const own = new Set(sets.map(({ name }) => name.toLowerCase()));
  const lost = hidden.filter(({ name }) => !own.has(name.toLowerCase())).slice(0, MOST_LINES);
  return withSets(
    draft,
    lost.map(({ name, value }): Wish => [name, value.source]),
    'set',
  );
}

type Step = (draft: Draft, where: Where) => Draft | undefined;

const upgradeMap: Step = (draft, where) => {
  const found = Object.entries(draft.proxy.maps).find(([, map]) => isUpgradeMap(map));
  return found === undefined ? undefined : withSets(draft, [['Connection', `$${found[0]}`]], where);
};

const STEPS: readonly (readonly [string, Step])[] = [
  ['speak HTTP/1.1 to the upstream', withVersion],
  ['pass the Upgrade field on', (draft, where) => withSets(draft, [UPGRADE], where)],
  ['send Connection by the map that is there', upgradeMap],
  ['send Connection: upgrade', (draft, where) => withSets(draft, [CONNECTION], where)],
  ['set again what the outer level sets', withHidden],
  ['set again what the outer level sets, and speak HTTP/1.1', (draft) => withHidden(withVersion(draft))],
  ["send the client's Host", (draft, where) => withSets(draft, [['Host', '$http_host']], where)],
  ['pass Upgrade and Connection on', (draft, where) => withSets(draft, [UPGRADE, CONNECTION], where)],
  ['speak HTTP/1.1 and pass Upgrade on', (draft, where) => withSets(withVersion(draft), [UPGRADE], where)],
  [
    'speak HTTP/1.1 and send Connection: upgrade',
    (draft, where) => withSets(withVersion(draft), [CONNECTION], where),
  ],
  [
    'speak HTTP/1.1 and pass Upgrade and Connection on',
    (draft, where) => withSets(withVersion(draft), [UPGRADE, CONNECTION], where),
  ],
  ['the usual WebSocket lines, with a map for Connection', recipe],
];

const keyOf = (edits: readonly Edit[]): string =>
  edits.map(({ does, text, at }) => `${does} ${text} ${at.file}:${at.line}:${at.column}`).join('\n');

/**
 * Changes that could repair what a place sends upstream.
 *
 * @param proxy The place, as `proxyFor` gave it.
 * @returns The changes, those with the fewest lines first; each with the place as it then is.
 * @example
 * const text = 'location / { proxy_pass http://app; }';
 * const { proxies } = proxyFor(readNginx([{ name: 'nginx.conf', text }]), { path: '/', version: '1.18' });
 * suggestionsFor(proxies[0])[0]?.edits[0]?.text; // 'proxy_http_version 1.1;'
 */
export function suggestionsFor(proxy: NginxProxy): readonly Suggestion[] {
  const found = new Map<string, Suggestion>();
  for (const where of ['set', 'location'] as const) {
    for (const [says, step] of STEPS) {
      const draft = step({ proxy, edits: [] }, where);
      if (draft === undefined || draft.edits.length === 0) continue;
      const key = keyOf(draft.edits);
      if (!found.has(key)) found.set(key, { says, edits: draft.edits, proxy: draft.proxy });
    }
  }
  return [...found.values()].sort((one, two) => one.edits.length - two.edits.length);
}
