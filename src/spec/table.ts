/**
 * An ordered decision table: the first row that holds decides, and the last row always holds.
 *
 * 1. A row is data: the clause it applies, the facts under which it holds, and the outcomes it permits.
 * 2. A condition names axes and, for each, the values among which the fact must be. All of them must hold.
 * 3. A table sees facts only through the question "is this axis one of these values?". A plain set of facts
 *    answers it at once; the explorer answers it both ways, which is how all of fact space is walked.
 */

/** The values of every axis of some space of facts, in their order. */
export type Space<F> = { readonly [A in keyof F]: readonly F[A][] };

/** What must be so for a row to hold: on each axis named, one of the values listed. Empty: always. */
export type Condition<F> = { readonly [A in keyof F]?: readonly F[A][] };

/** One row of a table. */
export interface Row<F, Outcome> {
  /** The clause this row applies; prose and sources are in `clauses/`. */
  readonly clause: string;
  readonly when: Condition<F>;
  /** The permitted outcomes: one where the standards decide, several where they leave it open. */
  readonly then: readonly Outcome[];
  /** The row holds when its condition does not. Used by mutants only; no row of the standards sets it. */
  readonly negated?: true;
}

/** One question to facts: axis by number, values as bits in the order of the axis. */
interface Question {
  readonly axis: number;
  readonly among: number;
}

/** A row in its table: the row, where it stands, and its condition as questions. */
export interface PlacedRow<F, Outcome> extends Row<F, Outcome> {
  /** 0 for the first row. */
  readonly position: number;
  readonly questions: readonly Question[];
}

/** A table ready to be asked. */
export interface Table<F, Outcome> {
  /** What the table decides, as a question. */
  readonly title: string;
  readonly space: Space<F>;
  readonly rows: readonly PlacedRow<F, Outcome>[];
}

/** Answers "is the fact on this axis among these values?", the values being bits in the order of the axis. */
export type See = (axis: number, among: number) => boolean;

/**
 * A table is made of a title, a space of facts and rows in the order in which they decide.
 *
 * @param title - what the table decides
 * @param space - the axes its conditions may name
 * @param rows - the rows in order
 * @returns the table, its conditions translated into questions
 * @throws when a row names an axis or a value that the space does not have
 * @example
 * import { defineTable } from 'after101';
 *
 * const weather = { rain: ['yes', 'no'] } as const;
 * const table = defineTable<{ rain: 'yes' | 'no' }, string>('what to wear?', weather, [
 *   { clause: 'sky.rain', when: { rain: ['yes'] }, then: ['a coat'] },
 *   { clause: 'sky.otherwise', when: {}, then: ['a hat'] },
 * ]);
 * table.rows.length; // 2
 */
export function defineTable<F extends Record<keyof F, string>, Outcome>(
  title: string,
  space: Space<F>,
  rows: readonly Row<F, Outcome>[],
): Table<F, Outcome> {
  const axes = Object.keys(space) as (keyof F)[];
  const question = (row: Row<F, Outcome>, axis: keyof F): Question => ({
    axis: positionOf(axes, axis, `${row.clause}: no axis ${String(axis)}`),
    among: (row.when[axis] ?? []).reduce(
      (bits, value) => bits | (1 << positionOf(space[axis], value, `${row.clause}: no value ${value}`)),
      0,
    ),
  });
  const placed = rows.map((row, position) => ({
    ...row,
    position,
    questions: (Object.keys(row.when) as (keyof F)[]).map((axis) => question(row, axis)),
  }));
  return { title, space, rows: placed };
}

/** The position of an item in a list; throws the complaint when it is not there. */
function positionOf<T>(list: readonly T[], item: T, complaint: string): number {
  const position = list.indexOf(item);
  if (position < 0) throw new Error(complaint);
  return position;
}

/** Whether one row holds for what is seen. Its questions are asked in the order in which they are written. */
function holds<F, Outcome>(row: PlacedRow<F, Outcome>, see: See): boolean {
  for (const question of row.questions) {
    if (!see(question.axis, question.among)) return row.negated === true;
  }
  return row.negated !== true;
}

/**
 * The first row that holds decides.
 *
 * @param table - the table to ask
 * @param see - how it sees the facts
 * @returns the deciding row
 * @throws when no row holds, which a table of the standards cannot do: its last row always holds
 * @example
 * import { ask, defineTable, seeing } from 'after101';
 *
 * const weather = { rain: ['yes', 'no'] } as const;
 * const table = defineTable<{ rain: 'yes' | 'no' }, string>('what to wear?', weather, [
 *   { clause: 'sky.rain', when: { rain: ['yes'] }, then: ['a coat'] },
 *   { clause: 'sky.otherwise', when: {}, then: ['a hat'] },
 * ]);
 * ask(table, seeing(weather, { rain: 'no' })).clause; // 'sky.otherwise'
 */
export function ask<F, Outcome>(table: Table<F, Outcome>, see: See): PlacedRow<F, Outcome> {
  for (const row of table.rows) if (holds(row, see)) return row;
  throw new Error(`no row of the table "${table.title}" holds`);
}

/**
 * Every row that holds counts, for tables whose rows stand beside each other rather than in order.
 *
 * @param table - the table to ask
 * @param see - how it sees the facts
 * @returns the rows that hold, in their order
 * @example
 * import { askAll, REFERENCE, STANDARDS, seeing, VALUES } from 'after101';
 *
 * const see = seeing(VALUES, { ...REFERENCE, syntax: 'repaired' });
 * askAll(STANDARDS.tolerances, see).map((row) => row.clause).join(); // 'syntax.repairable'
 */
export function askAll<F, Outcome>(table: Table<F, Outcome>, see: See): readonly PlacedRow<F, Outcome>[] {
  return table.rows.filter((row) => holds(row, see));
}

/**
 * A plain set of facts is seen as it is.
 *
 * @param space - the axes with their values
 * @param facts - one value on every axis
 * @returns the answers to a table's questions about these facts
 * @example
 * import { ask, REFERENCE, STANDARDS, seeing, VALUES } from 'after101';
 *
 * ask(STANDARDS.persistence, seeing(VALUES, REFERENCE)).clause; // 'persist.http11'
 */
export function seeing<F extends Record<keyof F, string>>(space: Space<F>, facts: F): See {
  const at = (Object.keys(space) as (keyof F)[]).map((axis) => 1 << space[axis].indexOf(facts[axis]));
  return (axis, among) => ((at[axis] ?? 0) & among) !== 0;
}
