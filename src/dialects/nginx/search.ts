/** Which entry of a map is taken: strings, then masks, then regular expressions in order, then `default`. */
import { hostMask } from './mask.js';
import type { NginxMap } from './proxy.js';
import { type Budget, match, patternOf } from './regex.js';

/** The entry, with the groups of its expression, or what would decide. */
export type Found =
  | { readonly entry: NginxMap['fallback']; readonly groups?: Readonly<Record<string, string>> }
  | { readonly asks: string };

/** How many regular expressions of one map are tried. */
const MOST_TRIED = 200;

/**
 * An entry is looked for in nginx's order.
 *
 * @param map The map.
 * @param source The value that is looked for.
 * @param budget What may be spent on matching.
 * @returns The entry (none: the value is empty), or what would decide.
 */
export function findEntry(map: NginxMap, source: string, budget: Budget): Found {
  const text = (map.hostnames && source.endsWith('.') ? source.slice(0, -1) : source).toLowerCase();
  const strings = map.entries.filter(({ key }) => !key.startsWith('~'));
  const nameOf = (key: string) => (key.startsWith('\\') ? key.slice(1) : key).toLowerCase();
  const exact = strings.find(({ key }) => nameOf(key) === text);
  if (exact !== undefined) return { entry: exact };
  if (map.hostnames) {
    const masked = hostMask(strings, ({ key }) => nameOf(key), text);
    if (masked !== undefined) return { entry: masked };
  }
  const expressions = map.entries.filter(({ key }) => key.startsWith('~'));
  for (const entry of expressions.slice(0, MOST_TRIED)) {
    const anyCase = entry.key.startsWith('~*');
    const pattern = patternOf(entry.key.slice(anyCase ? 2 : 1), anyCase);
    if ('uses' in pattern) return { asks: `whether ${entry.key} matches: it uses ${pattern.uses}` };
    const groups = match(pattern, source, budget);
    if (groups === 'undecided') return { asks: `whether ${entry.key} matches: it takes too many steps` };
    if (groups !== 'none') return { entry, groups: groupsByName(pattern.names, groups) };
  }
  if (expressions.length > MOST_TRIED) return { asks: `a map of at most ${MOST_TRIED} regular expressions` };
  if (map.missing.length > 0) return { asks: `the file ${map.missing[0]}, which the map includes` };
  return { entry: map.fallback };
}

/**
 * Groups of a match by the names that templates call them.
 *
 * @param names The named groups of the pattern.
 * @param groups What matched.
 * @returns `1` to `9` and the names, each with its text.
 */
export function groupsByName(
  names: Readonly<Record<string, number>>,
  groups: readonly (string | undefined)[],
): Readonly<Record<string, string>> {
  const named = Object.entries(names).map(([name, at]) => [name, groups[at] ?? ''] as const);
  // A match takes away the groups of the one before it, also those it has no own for.
  const numbered = Array.from({ length: 9 }, (_, at) => [String(at + 1), groups[at + 1] ?? ''] as const);
  return Object.fromEntries([...numbered, ...named]);
}
