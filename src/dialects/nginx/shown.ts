/** Text of a configuration, fit to be shown. */
import type { Undecided } from './proxy.js';

const LONGEST = 400;

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is replaced
const CONTROL = /[\u0000-\u001f\u007f-\u009f]+/g;

/**
 * A text on one line, without control characters (so no terminal obeys it), and not too long.
 *
 * @param text The text.
 * @param longest How long it may be.
 * @returns What can be shown of it.
 * @example
 * shown('a\n  b'); // 'a b'
 */
export function shown(text: string, longest = LONGEST): string {
  const short = text.length > longest ? `${text.slice(0, longest)}...` : text;
  return short.replace(CONTROL, ' ').replace(/ {2,}/g, ' ').trim();
}

/**
 * What is not decided, fit to be shown.
 *
 * @param undecided The list.
 * @returns The same with clean texts, each once.
 */
export function shownUndecided(undecided: readonly Undecided[]): readonly Undecided[] {
  const clean = undecided.map(({ directive, at, asks }) => ({
    directive: shown(directive),
    at,
    asks: shown(asks),
  }));
  const keyOf = ({ directive, at, asks }: Undecided) =>
    `${directive} ${asks} ${at === 'default' ? at : `${at.file}:${at.line}:${at.column}`}`;
  return [...new Map(clean.map((one) => [keyOf(one), one])).values()];
}
