/**
 * The servers that were measured, each as a dialect: the standards with the settings that explain what it
 * did.
 *
 * 1. The rows are inferred from the evidence and never written by hand (`measured.ts`). A setting is told
 *    with the cases that need it; what no case decided is told as such, and behaves as the standards.
 * 2. What evidence of that kind cannot show, and a source says, stands in `documented.ts` and is marked so.
 */
import type { Answer, Deviation, Dialect } from '../dialect.js';
import type { Settings } from '../infer/settings.js';
import { deviationsBy, dialectFrom } from '../infer.js';
import { documentedOf } from './documented.js';
import { CASES, ROWS, type Row, SOURCES } from './measured.js';

/** What is known of an entry besides its dialect. */
export interface Measured {
  readonly dialect: Dialect;
  /** The name under which it was recorded. */
  readonly endpoint: string;
  readonly settings: Settings;
  /**
   * Settings that no case of its own decided and another application of the same product and version
   * showed.
   */
  readonly inferred: Readonly<Record<string, { readonly value: string; readonly from: string }>>;
  /** For each setting and answer, the cases that are not explained without it. */
  readonly evidence: Readonly<Record<string, readonly string[]>>;
  readonly residue: readonly string[];
  readonly undecided: readonly string[];
}

const idsOf = (numbers: readonly number[]): readonly string[] => numbers.map((number) => CASES[number] ?? '');

/** An answer as it is written: the status or none, and what then. */
function answerOf(text: string): Answer {
  const [status = '', then = ''] = text.split(' ');
  return { status: status === 'none' ? 'none' : Number(status), then } as Answer;
}

/**
 * The deviations of a row: those that change a table, those that were seen, and those another application
 * showed.
 */
function deviationsOf(row: Row): readonly Deviation[] {
  const own = row.deviations.map(
    ([clause, note, cases, does]): Deviation => ({
      clause,
      note,
      does: does ?? 'seen',
      basis: 'observed',
      evidence: idsOf(cases),
    }),
  );
  const borrowed = Object.entries(row.borrowed ?? {}).flatMap(([name, { value, from }]) =>
    deviationsBy({ [name]: value }, {}).map(
      (deviation): Deviation => ({
        ...deviation,
        basis: 'inferred',
        evidence: [`shown by ${from} (${row.observed})`],
      }),
    ),
  );
  const known = new Set(own.map(({ clause }) => clause));
  return [...own, ...borrowed.filter(({ clause }) => !known.has(clause))];
}

function measuredOf(row: Row): Measured {
  const answers = Object.fromEntries(
    Object.entries(row.answers).map(([name, text]) => [name, answerOf(text)]),
  );
  const borrowed = Object.entries(row.borrowed ?? {}).map(([name, { value }]) => [name, value]);
  const settings: Settings = { ...row.settings, ...Object.fromEntries(borrowed) };
  const broken = row.deviations.map(([clause]) => clause);
  return {
    endpoint: row.endpoint,
    settings: row.settings,
    inferred: row.borrowed ?? {},
    evidence: Object.fromEntries(Object.entries(row.evidence).map(([name, cases]) => [name, idsOf(cases)])),
    residue: idsOf(row.residue),
    undecided: row.undecided,
    dialect: dialectFrom(
      {
        product: row.product,
        version: row.version,
        name: row.name,
        application: { name: row.application, greeting: row.greets === true },
        observed: row.observed,
        source: `test/evidence/servers.json, ${row.endpoint} (${SOURCES[row.source] ?? ''})`,
      },
      settings,
      answers,
      [...deviationsOf(row), ...documentedOf(row.name, broken)],
      row.says,
    ),
  };
}

const known = new Map<Row, Measured>();

/** Every server that was measured, in the order of their names. */
export function measuredServers(): readonly Measured[] {
  return ROWS.map((row) => {
    const found = known.get(row) ?? measuredOf(row);
    known.set(row, found);
    return found;
  });
}
