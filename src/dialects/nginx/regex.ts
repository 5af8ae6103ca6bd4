/**
 * Regular expressions of a configuration, matched in time that grows with pattern and text and no faster.
 *
 * 1. The subset is what configurations use and what PCRE and this reader agree on. What is outside it
 *    (look-around, back references, atomic groups, possessive quantifiers) is named and not matched: the
 *    caller says undecided.
 * 2. Of several ways to match, the one PCRE would take: leftmost, then by the order of alternatives, greedy
 *    first.
 */

import { type Node, parsePattern } from './regex-syntax.js';

/** A step of the program that a pattern becomes. */
type Step =
  | { readonly do: 'one'; readonly of: (code: number) => boolean }
  | { readonly do: 'split'; to: number; or: number }
  | { readonly do: 'jump'; to: number }
  | { readonly do: 'save'; readonly slot: number }
  | { readonly do: 'assert'; readonly kind: 'start' | 'end' | 'last' | 'word' | 'not-word' }
  | { readonly do: 'match' };

/** A pattern that can be matched. */
export interface Pattern {
  readonly steps: readonly Step[];
  readonly groups: number;
  readonly names: Readonly<Record<string, number>>;
}

/** How many steps of a program, and of matching, are taken before the answer is undecided. */
const MOST_STEPS = 4_000;
const MOST_WORK = 4_000_000;

/** How much matching may still cost, for all patterns of one question together. */
export interface Budget {
  left: number;
}

/**
 * What one question may spend on matching.
 *
 * @returns A budget of its own.
 */
export const newBudget = (): Budget => ({ left: MOST_WORK });

class TooLarge extends Error {}

function emit(node: Node, steps: Step[]): void {
  if (steps.length > MOST_STEPS) throw new TooLarge();
  switch (node.kind) {
    case 'one':
      steps.push({ do: 'one', of: node.of });
      return;
    case 'assert':
      steps.push({ do: 'assert', kind: node.is });
      return;
    case 'all':
      for (const each of node.of) emit(each, steps);
      return;
    case 'group':
      steps.push({ do: 'save', slot: 2 * node.number });
      emit(node.of, steps);
      steps.push({ do: 'save', slot: 2 * node.number + 1 });
      return;
    case 'either':
      emitEither(node.of, steps);
      return;
    case 'repeat':
      for (let count = 0; count < node.min; count += 1) {
        const had = steps.length;
        emit(node.of, steps);
        // What takes nothing takes nothing however often.
        if (steps.length === had) return;
      }
      if (node.max === Infinity) emitLoop(node.of, node.lazy, steps);
      else for (let count = node.min; count < node.max; count += 1) emitOptional(node, count, steps);
      return;
  }
}

function emitEither(branches: readonly Node[], steps: Step[]): void {
  const jumps: { to: number }[] = [];
  for (const [at, branch] of branches.entries()) {
    if (at === branches.length - 1) emit(branch, steps);
    else {
      const split = { do: 'split' as const, to: steps.length + 1, or: 0 };
      steps.push(split);
      emit(branch, steps);
      const jump = { do: 'jump' as const, to: 0 };
      steps.push(jump);
      jumps.push(jump);
      split.or = steps.length;
    }
  }
  for (const jump of jumps) jump.to = steps.length;
}

const turned = (split: { to: number; or: number }, lazy: boolean): void => {
  if (lazy) [split.to, split.or] = [split.or, split.to];
};

function emitLoop(node: Node, lazy: boolean, steps: Step[]): void {
  const at = steps.length;
  const split = { do: 'split' as const, to: at + 1, or: 0 };
  steps.push(split);
  emit(node, steps);
  steps.push({ do: 'jump', to: at });
  split.or = steps.length;
  turned(split, lazy);
}

/** One more that may be there. Flat, since `a?a?` and `(a(a)?)?` match the same and prefer the same. */
function emitOptional(node: { of: Node; lazy: boolean }, count: number, steps: Step[]): void {
  if (count > MOST_STEPS) throw new TooLarge();
  const split = { do: 'split' as const, to: steps.length + 1, or: 0 };
  steps.push(split);
  emit(node.of, steps);
  split.or = steps.length;
  turned(split, node.lazy);
}

/**
 * A pattern of the subset is made ready; any other is named.
 *
 * @param source The pattern as PCRE would get it.
 * @param ignoreCase Whether letters match both ways (`~*`).
 * @returns The pattern, or a phrase that says what it uses.
 * @example
 * 'steps' in patternOf('^/ws(/|$)', false); // true
 */
export function patternOf(source: string, ignoreCase: boolean): Pattern | { readonly uses: string } {
  const parsed = parsePattern(source, ignoreCase);
  if ('uses' in parsed) return parsed;
  const steps: Step[] = [];
  try {
    emit({ kind: 'group', number: 0, of: parsed.node }, steps);
  } catch {
    return { uses: 'more repetitions than are tried here' };
  }
  steps.push({ do: 'match' });
  return { steps, groups: parsed.groups, names: parsed.names };
}

type Slots = readonly (number | undefined)[];

interface Run {
  readonly steps: readonly Step[];
  readonly text: string;
  /** For each step, the offset it was last tried at: none is tried twice at one offset. */
  readonly tried: Int32Array;
  work: number;
}

const isWord = (code: number): boolean =>
  (code >= 0x30 && code <= 0x39) ||
  (code >= 0x41 && code <= 0x5a) ||
  (code >= 0x61 && code <= 0x7a) ||
  code === 0x5f;

function holds(kind: (Step & { do: 'assert' })['kind'], text: string, at: number): boolean {
  if (kind === 'start') return at === 0;
  if (kind === 'last') return at === text.length;
  // PCRE's $ also stands before a line end that ends the text.
  if (kind === 'end') return at === text.length || (at === text.length - 1 && text[at] === '\n');
  const before = at > 0 && isWord(text.charCodeAt(at - 1));
  const behind = at < text.length && isWord(text.charCodeAt(at));
  return (before !== behind) === (kind === 'word');
}

type Thread = readonly [number, Slots];

/** Follows what takes no character, in order of preference, and lists the steps that take one. */
function follow(run: Run, from: number, slots: Slots, at: number, list: Thread[]): void {
  const open: Thread[] = [[from, slots]];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [pc, held] = next;
    if (run.tried[pc] === at) continue;
    run.tried[pc] = at;
    run.work += 1;
    const step = run.steps[pc] as Step;
    if (step.do === 'jump') open.push([step.to, held]);
    else if (step.do === 'split') open.push([step.or, held], [step.to, held]);
    else if (step.do === 'save') {
      const saved = [...held];
      saved[step.slot] = at;
      open.push([pc + 1, saved]);
    } else if (step.do === 'assert') {
      if (holds(step.kind, run.text, at)) open.push([pc + 1, held]);
    } else list.push([pc, held]);
  }
}

/**
 * A pattern is looked for in a text, anywhere unless it is anchored.
 *
 * @param pattern What `patternOf` gave.
 * @param text The text.
 * @param budget What may be spent on it.
 * @returns The groups (the whole match first), `none`, or `undecided` when it takes more steps than are spent
 *   on it.
 * @example
 * const pattern = patternOf('^/(\\d+)/', false);
 * 'steps' in pattern && match(pattern, '/42/x'); // ['/42/', '42']
 */
export function match(
  pattern: Pattern,
  text: string,
  budget: Budget = newBudget(),
): readonly (string | undefined)[] | 'none' | 'undecided' {
  const run: Run = {
    steps: pattern.steps,
    text,
    tried: new Int32Array(pattern.steps.length).fill(-1),
    work: 0,
  };
  let threads: Thread[] = [];
  let found: Slots | undefined;
  for (let at = 0; at <= text.length; at += 1) {
    if (run.work > budget.left) {
      budget.left = 0;
      return 'undecided';
    }
    if (found === undefined) follow(run, 0, [], at, threads);
    if (threads.length === 0 && found !== undefined) break;
    const next: Thread[] = [];
    const code = at < text.length ? text.charCodeAt(at) : -1;
    for (const [pc, slots] of threads) {
      const step = run.steps[pc] as Step;
      run.work += 1;
      if (step.do === 'match') {
        found = slots;
        break;
      }
      if (step.do === 'one' && code >= 0 && step.of(code)) follow(run, pc + 1, slots, at + 1, next);
    }
    threads = next;
  }
  budget.left -= run.work;
  if (found === undefined) return 'none';
  const slots = found;
  return Array.from({ length: pattern.groups + 1 }, (_, group) => {
    const [from, to] = [slots[2 * group], slots[2 * group + 1]];
    return from === undefined || to === undefined ? undefined : text.slice(from, to);
  });
}
