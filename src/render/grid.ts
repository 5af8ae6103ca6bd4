/** Grids of text: a Markdown table, and columns for a terminal. */

/** A header and rows of as many cells. */
export interface Grid {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** In a cell of a Markdown table, a bar would end the cell and a line break the table. */
const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', '<br>');

/**
 * A grid as a Markdown table.
 *
 * @param grid - header and rows
 * @returns the table, one line a row
 */
export function markdownTable(grid: Grid): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`;
  return [line(grid.head), line(grid.head.map(() => '---')), ...grid.rows.map(line)].join('\n');
}

/**
 * A grid in columns as wide as their widest cell.
 *
 * @param grid - header and rows
 * @returns the columns, one line a row, without trailing spaces
 */
export function columns(grid: Grid): string {
  const all = [grid.head, ...grid.rows];
  const widths = grid.head.map((_, at) => Math.max(...all.map((row) => (row[at] ?? '').length)));
  const line = (cells: readonly string[]): string =>
    cells
      .map((text, at) => text.padEnd(widths[at] ?? 0))
      .join('  ')
      .trimEnd();
  return all.map(line).join('\n');
}
