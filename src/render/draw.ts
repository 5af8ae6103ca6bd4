/** What can be drawn in which format: one table. */
import { clausesGrid } from './clauses.js';
import { drawData, type Subject } from './data.js';
import { machineGraph } from './graph.js';
import { columns, type Grid, markdownTable } from './grid.js';
import { ledgerGrid, ledgerLine, rowsGrid } from './ledger.js';
import { machineDot, machineGrid, machineMermaid } from './machine.js';
import { MATRIX_KEY, matrixGrid } from './matrix.js';
import { matrixSvg } from './matrix-svg.js';
import { machineSvg } from './svg.js';
import { shownTables, tableGrid } from './tables.js';

const asJson = (subject: Subject) => () => `${JSON.stringify(drawData(subject), undefined, 2)}\n`;
const asMarkdown = (grid: () => Grid) => () => `${markdownTable(grid())}\n`;
const asText = (grid: () => Grid) => () => `${columns(grid())}\n`;

/** The regions of the machine, that of the connection's status first. */
const regions = (): readonly string[] => [...new Set(machineGraph().nodes.map((node) => node.region))];

const matrixIn = (print: (grid: Grid) => string) => () =>
  `${[MATRIX_KEY, ...regions().map((region) => print(matrixGrid(region)))].join('\n\n')}\n`;

const tablesIn = (heading: string, print: (grid: Grid) => string) => () =>
  shownTables()
    .map((table) => `${heading}${table.name}: ${table.title}\n\n${print(tableGrid(table))}\n`)
    .join('\n');

/** How many rows of each group are held, and then every row. */
const ledgerIn = (print: (grid: Grid) => string, rows: () => Grid) => () =>
  `${[ledgerLine(), print(ledgerGrid()), print(rows())].join('\n\n')}\n`;

/** A grid without one of its columns. */
function without(column: string, { head, rows }: Grid): Grid {
  const at = head.indexOf(column);
  const others = (cells: readonly string[]): readonly string[] => cells.filter((_, index) => index !== at);
  return { head: others(head), rows: rows.map(others) };
}

/** Every picture there is; the first format of a subject is what is drawn when none is named. */
export const PICTURES: { readonly [S in Subject]: Readonly<Record<string, () => string>> } = {
  machine: {
    mermaid: machineMermaid,
    dot: machineDot,
    svg: machineSvg,
    markdown: asMarkdown(machineGrid),
    json: asJson('machine'),
  },
  matrix: {
    text: matrixIn(columns),
    markdown: matrixIn(markdownTable),
    svg: matrixSvg,
    json: asJson('matrix'),
  },
  clauses: { text: asText(clausesGrid), markdown: asMarkdown(clausesGrid), json: asJson('clauses') },
  tables: {
    text: tablesIn('', columns),
    markdown: tablesIn('## ', markdownTable),
    json: asJson('tables'),
  },
  ledger: {
    // sentences are too long for a line of a terminal: `clause` prints them
    text: ledgerIn(columns, () => without('says', rowsGrid())),
    markdown: ledgerIn(markdownTable, rowsGrid),
    json: asJson('ledger'),
  },
};
