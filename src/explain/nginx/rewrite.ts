/**
 * What the rewrite phase does before a request is proxied: `return`, `rewrite`, `set`, `break` and `if`, in
 * order.
 *
 * A condition that host, path and request do not decide is not guessed: its block is left out, and what it
 * could do is listed.
 */
import { Evaluator } from '../../dialects/nginx/evaluate.js';
import { type Asked, askedOf, type Value } from '../../dialects/nginx/fields.js';
import {
  type Position,
  type Scope,
  type Template,
  templateOf,
  type Undecided,
} from '../../dialects/nginx/proxy.js';
import { type Budget, match, patternOf } from '../../dialects/nginx/regex.js';
import { groupsByName } from '../../dialects/nginx/search.js';
import type { RequestHead } from '../../spec/message.js';
import type { Directive } from './blocks.js';

/** A request on its way through the phases. */
export interface Passage {
  scope: Scope;
  readonly head: RequestHead | undefined;
  readonly host: string | undefined;
  path: string;
  args: string;
  /** The target is no longer the client's. */
  changed: boolean;
  /** It was changed, and a location is to be searched for it. */
  pending: boolean;
  /** It was changed and no location was searched for it: no URI part of proxy_pass replaces anything. */
  broken: boolean;
  readonly budget: Budget;
  readonly undecided: Undecided[];
  readonly notes: string[];
}

/** How a pass over directives ends. */
export type Passed =
  | { readonly ends: 'goes on' | 'stops' | 'again'; readonly within?: readonly Directive[] }
  | { readonly ends: 'answers'; readonly why: string; readonly at: Position };

const GOES_ON: Passed = { ends: 'goes on' };

function asked({ scope, head, host, path, args, changed }: Passage): Asked {
  const sent = `${path}${args === '' ? '' : `?${args}`}`;
  const whole = askedOf(scope, head, sent, host);
  if (!changed || whole.target === undefined) return whole;
  return { ...whole, target: { ...whole.target, path, args } };
}

const textOf = (passage: Passage, template: Template): Value =>
  new Evaluator(passage.scope, asked(passage)).value(template);

function define(passage: Passage, more: Readonly<Record<string, Template | undefined>>): void {
  passage.scope = { ...passage.scope, variables: { ...passage.scope.variables, ...more } };
}

function defineGroups(passage: Passage, groups: Readonly<Record<string, string>>): void {
  const entries = Object.entries(groups).map(([name, text]) => [name, { source: text, pieces: [{ text }] }]);
  define(passage, Object.fromEntries(entries));
}

type Truth = boolean | { readonly asks: string };

function matches(passage: Passage, text: string, source: string, anyCase: boolean): Truth {
  const pattern = patternOf(source, anyCase);
  if ('uses' in pattern) return { asks: `whether ${source} matches: it uses ${pattern.uses}` };
  const groups = match(pattern, text, passage.budget);
  if (groups === 'undecided') return { asks: `whether ${source} matches: that takes too many steps` };
  // One that does not match takes the groups of the one before it away all the same.
  defineGroups(passage, groupsByName({}, []));
  if (groups === 'none') return false;
  defineGroups(passage, groupsByName(pattern.names, groups));
  return true;
}

/** The words of a condition, without its parentheses. */
function conditionOf(args: readonly string[]): readonly string[] {
  const words = [...args];
  words[0] = (words[0] ?? '').replace(/^\(/, '');
  const last = words.length - 1;
  if (last >= 0) words[last] = (words[last] as string).replace(/\)$/, '');
  return words.filter((word, at) => word !== '' || (at === 2 && at === last));
}

function holds(passage: Passage, args: readonly string[]): Truth {
  const [subject = '', operator, ...rest] = conditionOf(args);
  if (subject.startsWith('-') || subject.startsWith('!-')) return { asks: 'whether such a file exists' };
  const left = textOf(passage, templateOf(subject));
  if (left.unknown[0] !== undefined) return { asks: left.unknown[0].asks };
  if (operator === undefined) return left.text !== '' && left.text !== '0';
  const right = rest.join(' ');
  if (operator === '=' || operator === '!=') {
    const value = textOf(passage, templateOf(right));
    if (value.unknown[0] !== undefined) return { asks: value.unknown[0].asks };
    return (left.text === value.text) === (operator === '=');
  }
  if (!/^!?~\*?$/.test(operator)) return { asks: `what ${operator} compares` };
  const found = matches(passage, left.text, right, operator.endsWith('*'));
  return typeof found === 'boolean' ? found !== operator.startsWith('!') : found;
}

const MATTERS = /^(?:return|rewrite|set|break|[a-z]+_pass|try_files|content_by_lua.*|js_content)$/;

function condition(passage: Passage, directive: Directive): Passed {
  const block = directive.block ?? [];
  const matters = block.filter(({ name }) => MATTERS.test(name));
  if (matters.length === 0) return GOES_ON;
  const truth = holds(passage, directive.args);
  if (truth === false) return GOES_ON;
  if (truth === true) {
    const inner = directivesOf(passage, block);
    const passes = block.some(({ name }) => /_pass$/.test(name));
    return inner.ends === 'answers' || !passes ? inner : { ends: inner.ends, within: block };
  }
  const does = matters.map(({ text }) => text).join('; ');
  const asks = `${truth.asks}; if the condition holds: ${does.slice(0, 200)}`;
  passage.undecided.push({ directive: directive.text, at: directive.at, asks });
  for (const { name, args } of matters) {
    if (name === 'set') define(passage, { [(args[0] ?? '').replace(/^\$/, '')]: undefined });
  }
  return GOES_ON;
}

const REDIRECT = /^(?:https?:\/\/|\$scheme)/;

function rewrite(passage: Passage, directive: Directive): Passed {
  const [source = '', to = '', flag] = directive.args;
  const found = matches(passage, passage.path, source, false);
  if (found === false) return GOES_ON;
  if (found !== true) {
    passage.undecided.push({ directive: directive.text, at: directive.at, asks: found.asks });
    return GOES_ON;
  }
  if (REDIRECT.test(to) || flag === 'redirect' || flag === 'permanent') {
    const status = flag === 'permanent' ? 301 : 302;
    return { ends: 'answers', why: `nginx answers ${status}: ${directive.text}`, at: directive.at };
  }
  const value = textOf(passage, templateOf(to));
  if (value.unknown[0] !== undefined) {
    passage.undecided.push({ directive: directive.text, at: directive.at, asks: value.unknown[0].asks });
    return GOES_ON;
  }
  const mark = value.text.indexOf('?');
  const more = mark < 0 ? '' : value.text.slice(mark + 1);
  // A `?` at the end of the replacement drops the client's arguments.
  const kept = to.endsWith('?') ? '' : passage.args;
  passage.path = mark < 0 ? value.text : value.text.slice(0, mark);
  passage.args = [more, kept].filter((part) => part !== '').join('&');
  passage.changed = true;
  passage.pending = flag !== 'break';
  if (flag === 'break') {
    passage.broken = true;
    return { ends: 'stops' };
  }
  return flag === 'last' ? { ends: 'again' } : GOES_ON;
}

const LONGEST_SET = 2_000;

/** A variable that is set from itself would grow: what it was takes its place at once. */
function set(passage: Passage, { args }: Directive): void {
  const name = (args[0] ?? '').replace(/^\$/, '');
  const value = templateOf(args[1] ?? '');
  const { variables } = passage.scope;
  const pieces = value.pieces.flatMap((piece) => {
    const old = 'variable' in piece && Object.hasOwn(variables, piece.variable);
    return old ? (variables[piece.variable]?.pieces ?? [piece]) : [piece];
  });
  const size = pieces.reduce((sum, piece) => sum + ('text' in piece ? piece.text.length : 1), 0);
  define(passage, { [name]: size > LONGEST_SET ? undefined : { source: value.source, pieces } });
}

function directivesOf(passage: Passage, directives: readonly Directive[]): Passed {
  let within: readonly Directive[] | undefined;
  for (const directive of directives) {
    const { name, args, text, at } = directive;
    const inside = within === undefined ? {} : { within };
    if (name === 'return') {
      const does = args[0] === '444' ? 'nginx closes the connection' : 'nginx answers itself';
      return { ends: 'answers', why: `${does}: ${text}`, at };
    }
    if (name === 'break') {
      passage.broken ||= passage.pending;
      passage.pending = false;
      return { ends: 'stops', ...inside };
    }
    if (name === 'set') set(passage, directive);
    const isCondition = name === 'if' && directive.block !== undefined;
    if (!isCondition && !(name === 'rewrite' && args.length >= 2)) continue;
    const passed = isCondition ? condition(passage, directive) : rewrite(passage, directive);
    within = passed.ends === 'answers' ? within : (passed.within ?? within);
    if (passed.ends === 'answers' || passed.ends === 'again') return passed;
    if (passed.ends === 'stops') return { ...passed, ...(within === undefined ? {} : { within }) };
  }
  return { ends: 'goes on', ...(within === undefined ? {} : { within }) };
}

/**
 * The directives of one level are gone through in order.
 *
 * @param passage The request; path, variables and what is not decided are changed in it.
 * @param directives Those of the level.
 * @returns How it ends: with an answer, with a new search for a location, or with what follows the phase.
 */
export function phase(passage: Passage, directives: readonly Directive[]): Passed {
  const passed = directivesOf(passage, directives);
  const { pending } = passage;
  passage.pending = false;
  return passed.ends === 'goes on' && pending ? { ends: 'again' } : passed;
}
