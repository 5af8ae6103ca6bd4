/**
 * Lines for a terminal, or Markdown: what the reports of the matrix are put together from.
 *
 * 1. A line has at most `WIDTH` columns; what does not fit is cut where it says so, or goes on in the next
 *    line.
 */
import { type Grid, columns as inColumns, markdownTable } from '../grid.js';
import { printable } from '../printable.js';
import type { Part } from './product.js';

/** How wide a line may be. */
export const WIDTH = 110;

/** For a terminal or as Markdown. */
export type Form = 'text' | 'md';

/** Text of ours, in printable ASCII. */
export const plain = (text: string): string => printable(text.replaceAll('’', "'"), 4000);

/** A text that is cut where it is too long, and says so. */
export const cut = (text: string, most: number): string =>
  text.length > most ? `${text.slice(0, Math.max(0, most - 3))}...` : text;

/** A text in lines that are not wider than they may be; those behind the first one indented. */
export function wrapped(text: string, first: string, indent: string): readonly string[] {
  const lines: string[] = [];
  let line = first;
  for (const word of plain(text).split(' ')) {
    const isEmpty = line.trim() === '' || line === first;
    if (!isEmpty && line.length + word.length + 1 > WIDTH) {
      lines.push(line);
      line = indent;
    }
    line += line === first || line === indent ? word : ` ${word}`;
  }
  return [...lines, line];
}

/** Parts, each with its title. */
export function sections(parts: readonly Part[], form: Form): readonly string[] {
  return parts.flatMap(({ title, lines, isList }) => {
    const all = isList === true ? [`${lines.join(', ')}.`] : lines;
    if (form === 'md') return [`## ${title}`, '', ...all.map((line) => (isList ? line : `- ${line}`)), ''];
    return [plain(title), ...all.flatMap((line) => wrapped(line, isList ? '  ' : '- ', '  ')), ''];
  });
}

/** A grid for a terminal, or as Markdown. */
export const grid = (of: Grid, form: Form): string => (form === 'md' ? markdownTable(of) : inColumns(of));

/** Names in a line: as many as fit, and how many more. */
export function names(all: readonly string[], most: number): string {
  const whole = all.join(' = ');
  if (whole.length <= most) return whole;
  const [first = '', ...others] = all;
  if (others.length === 0) return cut(first, most);
  return `${cut(first, most - 14)} = ${others.length} more`;
}

/** A table of those who differ; one line each for more than fit beside each other. */
export function differing(
  named: readonly string[],
  rows: readonly { readonly about: string; readonly cells: readonly string[] }[],
  form: Form,
): string {
  if (form === 'md') {
    return markdownTable({ head: ['', ...named], rows: rows.map(({ about, cells }) => [about, ...cells]) });
  }
  if (named.length > 3) {
    return rows
      .flatMap(({ about, cells }) => [
        about,
        ...cells.map((cell, at) => cut(`  ${named[at]}: ${plain(cell)}`, WIDTH)),
      ])
      .join('\n');
  }
  const first = Math.max(...rows.map(({ about }) => about.length), 0);
  const most = Math.floor((WIDTH - first) / named.length) - 2;
  return inColumns({
    head: ['', ...named.map((name) => cut(name, most))],
    rows: rows.map(({ about, cells }) => [about, ...cells.map((cell) => cut(plain(cell), most))]),
  });
}
