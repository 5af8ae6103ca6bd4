/**
 * Which `location` serves a path, as `ngx_http_core_find_location` looks for it.
 *
 * 1. An exact location ends the search. Else the longest prefix is remembered, and its inner locations are
 *    searched.
 * 2. Unless that prefix says `^~`, regular expressions are tried in order, and the first that matches wins.
 * 3. A prefix that ends in a slash and is proxied redirects the path without the slash.
 * 4. A named location is never chosen by a path.
 */

import { type Budget, match, newBudget, patternOf } from '../../dialects/nginx/regex.js';
import { groupsByName } from '../../dialects/nginx/search.js';
import type { Directive } from './blocks.js';

/** How a location is written. */
interface Form {
  readonly location: Directive;
  readonly modifier: '' | '=' | '^~' | '~' | '~*' | '@';
  readonly name: string;
}

/** What the search gives. */
export type FoundLocation =
  | {
      readonly outcome: 'location';
      /** Outermost first. */
      readonly chain: readonly Directive[];
      readonly groups: Readonly<Record<string, string>>;
      /** The prefix that a URI part of `proxy_pass` replaces. */
      readonly prefix: string;
      /** Expressions of an outer level are not tried any more. */
      readonly ends: boolean;
    }
  | { readonly outcome: 'redirect'; readonly location: Directive }
  | { readonly outcome: 'none' }
  | { readonly outcome: 'undecided'; readonly location: Directive; readonly asks: string };

function formOf(location: Directive): Form {
  const [first = '', second] = location.args;
  if (second !== undefined) return { location, modifier: first as Form['modifier'], name: second };
  const glued = /^(=|\^~|~\*|~)/.exec(first);
  if (glued !== null) {
    return { location, modifier: glued[1] as Form['modifier'], name: first.slice(glued[0].length) };
  }
  return { location, modifier: first.startsWith('@') ? '@' : '', name: first };
}

const locationsOf = (directives: readonly Directive[]): readonly Form[] =>
  directives.filter(({ name, block }) => name === 'location' && block !== undefined).map(formOf);

const isFixed = ({ modifier }: Form): boolean => modifier === '' || modifier === '=' || modifier === '^~';

const PASSES = /^(?:proxy|fastcgi|uwsgi|scgi|memcached|grpc)_pass$/;

const redirects = ({ location, name }: Form): boolean =>
  name.endsWith('/') && (location.block ?? []).some((directive) => PASSES.test(directive.name));

/** The static part of the search: exact, else the longest prefix, else a redirect to a longer one. */
function byPrefix(forms: readonly Form[], path: string): Form | 'redirect' | undefined {
  const exact = forms.find(({ modifier, name }) => modifier === '=' && name === path);
  if (exact !== undefined) return exact;
  const prefixes = forms.filter(({ modifier }) => modifier === '' || modifier === '^~');
  let longest: Form | undefined;
  for (const form of prefixes) {
    if (path.startsWith(form.name) && (longest === undefined || form.name.length > longest.name.length)) {
      longest = form;
    }
  }
  const redirect = forms.some((form) => isFixed(form) && form.name === `${path}/` && redirects(form));
  return redirect && longest?.name !== path ? 'redirect' : longest;
}

/**
 * Whether an expression that cannot be told exactly is sure not to match: a look-around only forbids, so where
 * the expression does not match without it, it does not with it either.
 */
function cannotMatch(name: string, anyCase: boolean, path: string, budget: Budget): boolean {
  const without = name.replace(/\(\?<?[=!](?:[^()\\[\]]|\\.)*\)/g, '');
  if (without === name) return false;
  const pattern = patternOf(without, anyCase);
  return !('uses' in pattern) && match(pattern, path, budget) === 'none';
}

function byExpression(
  forms: readonly Form[],
  path: string,
  chain: readonly Directive[],
  budget: Budget,
): FoundLocation {
  for (const { location, modifier, name } of forms) {
    if (modifier !== '~' && modifier !== '~*') continue;
    const pattern = patternOf(name, modifier === '~*');
    if ('uses' in pattern) {
      if (cannotMatch(name, modifier === '~*', path, budget)) continue;
      const asks = `whether its expression matches ${path}: it uses ${pattern.uses}`;
      return { outcome: 'undecided', location, asks };
    }
    const groups = match(pattern, path, budget);
    if (groups === 'undecided')
      return { outcome: 'undecided', location, asks: `whether it matches: that takes too many steps` };
    if (groups === 'none') continue;
    const own: FoundLocation = {
      outcome: 'location',
      chain: [...chain, location],
      groups: groupsByName(pattern.names, groups),
      prefix: '',
      ends: true,
    };
    const inner = findLocation(location.block ?? [], path, own.chain, budget);
    if (inner.outcome === 'none') return own;
    return inner.outcome === 'location' ? { ...inner, ends: true } : inner;
  }
  return { outcome: 'none' };
}

/**
 * The location that serves a path.
 *
 * @param directives Those of a server, or of a location with locations inside.
 * @param path The decoded path.
 * @param chain The locations around these, outermost first.
 * @param budget What may be spent on matching.
 * @returns The location, a redirect, none, or what is not decided.
 */
export function findLocation(
  directives: readonly Directive[],
  path: string,
  chain: readonly Directive[] = [],
  budget: Budget = newBudget(),
): FoundLocation {
  const forms = locationsOf(directives);
  if (forms.length === 0) return { outcome: 'none' };
  const fixed = byPrefix(forms, path);
  let best: FoundLocation = { outcome: 'none' };
  if (fixed === 'redirect') {
    const to = forms.find((form) => isFixed(form) && form.name === `${path}/`) as Form;
    return { outcome: 'redirect', location: to.location };
  }
  if (fixed !== undefined) {
    const own = [...chain, fixed.location];
    best = { outcome: 'location', chain: own, groups: {}, prefix: fixed.name, ends: fixed.modifier === '=' };
    if (fixed.modifier === '=') return best;
    const inner = findLocation(fixed.location.block ?? [], path, own, budget);
    if (inner.outcome === 'redirect' || inner.outcome === 'undecided') return inner;
    if (inner.outcome === 'location') {
      if (inner.ends) return inner;
      best = inner;
    }
  }
  if (fixed?.modifier === '^~') return best;
  const expression = byExpression(forms, path, chain, budget);
  return expression.outcome === 'none' ? best : expression;
}

/**
 * A named location.
 *
 * @param directives Those of a server.
 * @param name With its `@`.
 * @returns The location, or none.
 */
export function namedLocation(directives: readonly Directive[], name: string): Directive | undefined {
  return locationsOf(directives).find((form) => form.modifier === '@' && form.name === name)?.location;
}
