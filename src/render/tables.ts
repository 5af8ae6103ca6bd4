/** The decision tables, row by row as they are asked. */
import { FRAME_FORM, type FrameNarrowing, OUT_OF_TURN, RECEIVING } from '../spec/active.js';
import type { Admission } from '../spec/admission.js';
import { FORM, type Narrowing } from '../spec/answer.js';
import { clause } from '../spec/clauses/index.js';
import { type Rules, STANDARDS } from '../spec/decide.js';
import { FORWARDING, SENDING } from '../spec/sending.js';
import type { Grid } from './grid.js';

/** A table as it is shown: every condition and outcome in words. */
export interface ShownTable {
  readonly name: string;
  readonly title: string;
  readonly rows: readonly {
    readonly position: number;
    readonly clause: string;
    readonly when: Readonly<Record<string, readonly string[]>>;
    readonly outcomes: readonly string[];
    readonly source: string;
  }[];
}

/** What an outcome can be: a word, an admission, or what a row leaves of a form. */
type Outcome = string | Admission | Narrowing | FrameNarrowing;

function outcomeText(outcome: Outcome): string {
  if (typeof outcome === 'string') return outcome;
  if ('does' in outcome) {
    if (outcome.does === 'go-on') return 'go on';
    return `refuse with ${outcome.answers.join(' or ')}${outcome.ends ? ', and the connection ends' : ''}`;
  }
  return Object.entries(outcome)
    .map(([part, values]) => `${part}: ${values.join(' or ') || 'nothing'}`)
    .join('; ');
}

/** What is needed of a table to show it. */
interface AnyTable {
  readonly title: string;
  readonly rows: readonly {
    readonly position: number;
    readonly clause: string;
    readonly when: object;
    readonly then: readonly Outcome[];
  }[];
}

function shown(name: string, table: AnyTable): ShownTable {
  return {
    name,
    title: table.title,
    rows: table.rows.map((row) => ({
      position: row.position + 1,
      clause: row.clause,
      when: row.when as Readonly<Record<string, readonly string[]>>,
      outcomes: row.then.map(outcomeText),
      source: clause(row.clause)?.sources[0]?.anchor ?? '',
    })),
  };
}

/**
 * The tables of the rules, the form of answers, those about frames, and those about who sends.
 *
 * @param rules - whose tables; the standards' when left out
 * @returns the tables in the order in which they are asked
 */
export function shownTables(rules: Rules = STANDARDS): readonly ShownTable[] {
  return [
    ...Object.entries(rules).map(([name, table]) => shown(name, table as unknown as AnyTable)),
    shown('form', FORM as unknown as AnyTable),
    shown('receiving', RECEIVING as unknown as AnyTable),
    shown('out-of-turn', OUT_OF_TURN as unknown as AnyTable),
    shown('frame-form', FRAME_FORM as unknown as AnyTable),
    shown('sending', SENDING as unknown as AnyTable),
    shown('forwarding', FORWARDING as unknown as AnyTable),
  ];
}

/**
 * A table as a grid.
 *
 * @param table - the table
 * @returns one row for each of its rows; an empty condition reads `always`
 */
export function tableGrid(table: ShownTable): Grid {
  const condition = (when: Readonly<Record<string, readonly string[]>>): string => {
    const parts = Object.entries(when).map(([axis, values]) => `${axis}: ${values.join(', ')}`);
    return parts.length === 0 ? 'always' : parts.join('; ');
  };
  return {
    head: ['', 'clause', 'if', 'then', 'source'],
    rows: table.rows.map((row) => [
      String(row.position),
      row.clause,
      condition(row.when),
      row.outcomes.join(' / '),
      row.source,
    ]),
  };
}
