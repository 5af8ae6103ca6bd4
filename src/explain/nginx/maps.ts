/** `map` blocks as data, and which of them a set of templates needs. */
import {
  type MapEntry,
  type NginxMap,
  type Scope,
  type Template,
  templateOf,
} from '../../dialects/nginx/proxy.js';
import type { Directive } from './blocks.js';

function mapOf({ args, at, block }: Directive): NginxMap {
  const entries: MapEntry[] = [];
  const missing: string[] = [];
  let hostnames = false;
  let fallback: MapEntry | undefined;
  for (const { name, args: values, at: place, missing: isMissing } of block ?? []) {
    const [value] = values;
    if (isMissing && value !== undefined) missing.push(value);
    else if (value === undefined) hostnames ||= name === 'hostnames';
    else if (values.length > 1) continue;
    else if (name === 'default') fallback = { key: name, value: templateOf(value), at: place };
    else entries.push({ key: name, value: templateOf(value), at: place });
  }
  return { source: templateOf(args[0] ?? ''), hostnames, entries, fallback, at, missing };
}

/**
 * The map blocks of a configuration, by the variable they define.
 *
 * @param top The directives of the http level.
 * @returns The directives; the last of a name counts.
 */
export function mapBlocks(top: readonly Directive[]): ReadonlyMap<string, Directive> {
  const maps = top.filter(
    ({ name, args, block }) => name === 'map' && args.length === 2 && block !== undefined,
  );
  return new Map(maps.map((map) => [(map.args[1] as string).replace(/^\$/, ''), map]));
}

const variablesOf = (template: Template): readonly string[] =>
  template.pieces.flatMap((piece) => ('variable' in piece ? [piece.variable] : []));

/**
 * The maps that templates need, through other maps and variables too.
 *
 * @param templates What is evaluated.
 * @param blocks What `mapBlocks` gave.
 * @param variables What `set` gave.
 * @returns The maps, read.
 */
export function mapsFor(
  templates: readonly Template[],
  blocks: ReadonlyMap<string, Directive>,
  variables: Scope['variables'],
): Readonly<Record<string, NginxMap>> {
  const found = new Map<string, NginxMap>();
  const seen = new Set<string>();
  const open = templates.flatMap(variablesOf);
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (seen.has(name)) continue;
    seen.add(name);
    const set = Object.hasOwn(variables, name) ? variables[name] : undefined;
    if (set !== undefined) open.push(...variablesOf(set));
    const block = blocks.get(name);
    if (block === undefined) continue;
    const map = mapOf(block);
    found.set(name, map);
    open.push(...variablesOf(map.source));
    for (const { value } of map.entries) for (const inner of variablesOf(value)) open.push(inner);
    if (map.fallback !== undefined) open.push(...variablesOf(map.fallback.value));
  }
  return Object.fromEntries(found);
}
