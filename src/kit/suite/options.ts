/** Options as people type them, looked at before anything is asked: a mistake is told, and never taken for a wish. */
import { nearest } from '../../render/printable.js';
import { CLAUSES, clause } from '../../spec/clauses/index.js';
import type { ConformsOptions } from './conforms.js';

/** What an option has to be, in words, and whether a value is that. */
type Rule = readonly [string, (value: unknown) => boolean];

const isWhole = (value: unknown): boolean => Number.isInteger(value);
const COUNT: Rule = ['a whole number from 0 on', (value) => isWhole(value) && Number(value) >= 0];
const SOME: Rule = ['a whole number from 1 on', (value) => isWhole(value) && Number(value) >= 1];
const TIME: Rule = ['milliseconds above 0', (value) => typeof value === 'number' && value > 0 && value < 1e9];
const YES_NO: Rule = ['true or false', (value) => typeof value === 'boolean'];
const LIST: Rule = ['a list', Array.isArray];

const RULES: { readonly [name in keyof Required<ConformsOptions>]: Rule } = {
  runs: COUNT,
  seed: ['a whole number', isWhole],
  budget: TIME,
  atOnce: SOME,
  thorough: YES_NO,
  quiet: TIME,
  patience: TIME,
  websocket: YES_NO,
  fail: LIST,
  known: LIST,
  name: ['text', (value) => typeof value === 'string'],
};
const KINDS = ['required', 'preferred', 'asking'];

function shown(value: unknown): string {
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return String(value);
  }
}

/**
 * Options of a suite, as they are, if there are such options with such values.
 *
 * @param options - what was given
 * @returns the same
 * @throws RangeError that says which option is meant, and what it has to be
 * @example
 * checkedOptions({ runs: 10 }).runs; // 10
 */
export function checkedOptions(options: ConformsOptions): ConformsOptions {
  for (const [name, value] of Object.entries(options)) {
    const rule = (RULES as Readonly<Record<string, Rule>>)[name];
    if (rule === undefined) {
      throw new RangeError(
        `conforms() has no option ${name}; is it ${nearest(name, Object.keys(RULES), 1)[0]}?`,
      );
    }
    if (value !== undefined && !rule[1](value))
      throw new RangeError(`${name} is ${rule[0]}, not ${shown(value)}`);
  }
  for (const kind of options.fail ?? []) {
    if (!KINDS.includes(kind)) throw new RangeError(`fail lists ${KINDS.join(', ')}; not ${shown(kind)}`);
  }
  for (const id of options.known ?? []) {
    if (clause(id) === undefined) {
      throw new RangeError(
        `known lists clauses; ${shown(id)} is none. Nearest: ${nearest(id, Object.keys(CLAUSES)).join(', ')}`,
      );
    }
  }
  return options;
}
