/**
 * The group `case`: the literate cases, with their messages as octets and their claims as they stand.
 *
 * 1. A case is given as it was parsed: this room reads no files.
 * 2. The outcomes of the first message are found as those of every head are; the list of the case stands
 *    beside them.
 */
import { REFERENCE } from '../../spec/axes.js';
import { factsOf } from '../../spec/facts.js';
import { octetsOf } from '../../spec/message.js';
import { base64 } from '../../spec/proof.js';
import { contentFor, made, permittedFrom } from './head.js';
import {
  differing,
  digestOf,
  type Lines,
  type Named,
  named,
  once,
  spelledOctets,
  type Vector,
} from './line.js';
import { outcomesBeforeHead } from './outcomes.js';

/** A case as it was parsed, its messages as octets. */
export interface ParsedCase {
  readonly file: string;
  readonly title: string;
  readonly questions: readonly string[];
  readonly requests: readonly Uint8Array[];
  readonly responses: readonly Uint8Array[];
  readonly expectations: readonly { readonly name: string; readonly value: string }[];
  /** The ids of the clauses that the list names. */
  readonly clauses: readonly string[];
}

/** What is permitted for the first message; a case about an answer alone has none. */
function permitted(octets: Uint8Array | undefined): Readonly<Record<string, unknown>> {
  if (octets === undefined) return { facts: null };
  const read = factsOf(octets);
  if (read.outcome === 'need-more') return { facts: null, ...outcomesBeforeHead(false) };
  const { facts } = read;
  const content = contentFor(octets, facts);
  return {
    facts: differing(facts, REFERENCE),
    ...permittedFrom(octets, facts, made(content), false),
  };
}

function lineOf(one: ParsedCase): Vector {
  const name = one.title
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
  const file = one.file.replace(/^.*\//, '').replace(/\.md$/, '');
  const clauses: readonly Named[] = [...new Set(one.clauses)].map(named);
  const { clauses: deciding = {}, ...found } = permitted(one.requests[0]);
  return {
    id: `case/${file}/${name}/${digestOf(octetsOf(one.requests.map(base64).join()))}`,
    group: 'case',
    on: 'new',
    title: one.title,
    from: one.file,
    questions: one.questions,
    requests: one.requests.map(spelledOctets),
    responses: one.responses.map(spelledOctets),
    claims: one.expectations,
    named: clauses,
    ...found,
    clauses: deciding,
  };
}

/**
 * One line for each literate case.
 *
 * @param cases - the cases as they were parsed
 * @returns the lines
 */
export function caseVectors(cases: readonly ParsedCase[]): Lines {
  return { lines: once(cases.map(lineOf)), skipped: 0 };
}
