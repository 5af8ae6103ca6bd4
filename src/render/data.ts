/**
 * What programs get: the same as the reports, as plain data. Each shape has a JSON Schema in `schema/`.
 *
 * Text from outside is given escaped here too: a string of JSON may hold any character, a log that shows it may not.
 */
import type { Counterexample, Verification } from '../explore/verify.js';
import { CLAUSES, type Clause } from '../spec/clauses/index.js';
import { severityOf } from '../spec/clauses/severity.js';
import type { Verdict } from '../spec/decide.js';
import { type Account, accountOf, ledger } from '../spec/ledger.js';
import { latin1, type RequestHead } from '../spec/message.js';
import { type Section, sectionTitle, sourceUrl } from './citations.js';
import { usesOf } from './clauses.js';
import type { Explanation } from './explanation.js';
import { machineGraph } from './graph.js';
import { matrix } from './matrix.js';
import { printable } from './printable.js';
import { clientSees, headline } from './reports.js';
import { shownTables } from './tables.js';
import { shownStep, verdictText } from './trace.js';
import { isBroken } from './verification.js';

function exampleData(one: Counterexample) {
  return {
    octets: one.octets === undefined ? null : printable(latin1(one.octets), 20_000),
    facts: one.facts ?? null,
    differs: one.differs,
    steps: one.steps.map(shownStep),
    says: printable(one.says, 1000),
  };
}

/**
 * A verification as data.
 *
 * @param found - what was verified
 * @returns plain data, as `schema/check.json` says
 */
export function checkData(found: Verification) {
  return {
    kind: 'check' as const,
    verdict: isBroken(found) ? ('broken' as const) : ('no break' as const),
    ...found,
    broken: found.broken.map((one) => ({
      ...one,
      counterexamples: one.counterexamples.map(exampleData),
    })),
  };
}

function headData(head: RequestHead) {
  return {
    method: printable(head.method),
    target: printable(head.target, 1000),
    version: printable(head.version),
    fields: head.fields.map((line) => ({
      name: printable(line.name),
      value: printable(line.value, 1000),
      at: line.at,
    })),
    repairs: head.repairs.map(({ kind, at }) => ({ kind, at })),
  };
}

const verdictData = (verdict: Verdict) => ({ says: verdictText(verdict), ...verdict });

/**
 * An explanation as data.
 *
 * @param told - what is told
 * @returns plain data, as `schema/explain.json` says
 */
export function explainData(told: Explanation) {
  const { product } = told;
  return {
    kind: 'explain' as const,
    fault: headline(told),
    permitted: told.permitted,
    notes: told.notes.map((note) => printable(note)),
    request: {
      ...headData(told.head),
      refused: told.refused === undefined ? null : { reason: told.refused.reason, at: told.refused.at },
    },
    facts: told.facts,
    sources: told.sources,
    response:
      told.response === undefined ? null : { status: told.response.head.status, facts: told.response.facts },
    findings: told.findings,
    notModelled: told.notModelled ?? null,
    trail: told.taken.trail,
    verdicts: told.verdicts.map(verdictData),
    steps: told.steps.map(shownStep),
    product:
      product === undefined
        ? null
        : {
            ...product,
            facts: product.facts ?? null,
            steps: product.steps.map(shownStep),
            sees: clientSees(product),
          },
    again: told.again,
  };
}

/**
 * A clause as data.
 *
 * @param one - the clause
 * @returns plain data, as `schema/clause.json` says
 */
export function clauseData(one: Clause) {
  return { kind: 'clause' as const, ...one, severity: severityOf(one), uses: usesOf(one.id) };
}

/** What can be drawn. */
export type Subject = 'machine' | 'matrix' | 'clauses' | 'tables' | 'ledger';

/** How a row is accounted for, flat: its own parts, and what holds it, excepts it, or has it wait. */
function accountData({ row, ...account }: Account) {
  return { ...row, ...account };
}

/**
 * A requirement row as data, with what accounts for it.
 *
 * @param id - such as `H-UPG-11`; letters of either case
 * @returns plain data, as `schema/clause.json` says; undefined when there is no such row
 */
export function rowData(id: string) {
  const one = accountOf(id.toUpperCase());
  return one === undefined ? undefined : { kind: 'row' as const, ...accountData(one) };
}

/**
 * Sections as data, each with the ids of what cites it.
 *
 * @param sections - such as a query found them
 * @returns plain data, as `schema/clause.json` says
 */
export function sectionsData(sections: readonly Section[]) {
  const ids = (some: readonly { readonly id: string }[]): readonly string[] => some.map(({ id }) => id);
  return {
    kind: 'sections' as const,
    sections: sections.map((one) => ({
      title: sectionTitle(one),
      text: one.text,
      section: one.section,
      anchor: one.anchor,
      address: sourceUrl(one.anchor),
      clauses: ids(one.clauses),
      invariants: ids(one.rules),
      rows: ids(one.rows),
      arrows: one.arrows,
    })),
  };
}

/**
 * A picture as data.
 *
 * @param subject - what is drawn
 * @returns plain data, as `schema/draw.json` says
 */
export function drawData(subject: Subject) {
  const kind = 'draw' as const;
  switch (subject) {
    case 'machine':
      return { kind, subject, ...machineGraph() };
    case 'matrix':
      return { kind, subject, cells: matrix() };
    case 'clauses':
      return { kind, subject, clauses: Object.values(CLAUSES) };
    case 'tables':
      return { kind, subject, tables: shownTables() };
    case 'ledger':
      return { kind, subject, rows: ledger().map(accountData) };
  }
}
