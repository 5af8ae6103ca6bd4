/** `npm run bench`: every measurement, as one Markdown table. A target missed is said, and is no failure. */
import { cpus } from 'node:os';
import { evidenceRows } from './evidence.js';
import { frameRows } from './frames.js';
import { growthRows } from './growth.js';
import { kitRows } from './kit.js';
import { octetRows } from './octets.js';
import { oracleRows } from './oracle.js';
import { probeRows } from './probe.js';
import { processRows } from './processes.js';
import type { Row } from './rounds.js';
import { searchRows } from './search.js';

/** Met, missed, not measured, or nothing promised. */
function verdictOf({ target, met }: Row): string {
  if (target === undefined) return '';
  if (met === undefined) return 'not measured';
  return met ? 'met' : 'missed';
}

const print = (...cells: readonly string[]): void =>
  void process.stdout.write(`| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |\n`);

process.stdout.write(
  `Node ${process.version}, ${process.platform} ${process.arch}, ${cpus().length} CPUs\n\n`,
);
print('measured', 'figure', 'target', '');
process.stdout.write('|---|---|---|---|\n');
for (const rowsOf of [
  octetRows,
  oracleRows,
  frameRows,
  growthRows,
  searchRows,
  evidenceRows,
  kitRows,
  probeRows,
  processRows,
]) {
  for (const row of await rowsOf()) print(row.measured, row.figure, row.target ?? '', verdictOf(row));
}
