/**
 * Everything that a suite asks a subject, asked once: the finite cases, then generated conversations.
 *
 * 1. First a control: a correct handshake has to give a live WebSocket, and a plain request an answer. Otherwise
 *    nothing that depends on them was tested, and that is said.
 * 2. A generated conversation that finds something new is shrunk, and the search goes on for what else there is.
 */
import * as fc from 'fast-check';
import { type Case, suiteCases } from '../../wire/cases.js';
import type { Conversed } from '../../wire/converse.js';
import type { ClientStep } from '../../wire/purely.js';
import type { Subject } from '../../wire/subject.js';
import { controlOf, each, type Found, heaviestFirst, Surveyor } from '../../wire/surveyor.js';
import { judgeExchange, type WireFinding, type WireVerdict } from '../../wire/verdict.js';
import { type Conversation, conversation } from '../arbitraries/conversation.js';

/** How much is asked, and how. */
export interface SurveyOptions {
  /** Generated conversations; 100 when not given, none with 0. */
  readonly runs?: number;
  /** The seed of what is generated; 101 when not given. */
  readonly seed?: number;
  /** Milliseconds for everything; 10,000 when not given. */
  readonly budget?: number;
  /** Connections at once; 8 when not given. */
  readonly atOnce?: number;
  /** Every spelling of every class, and not only the first ones. */
  readonly thorough?: boolean;
  /** Milliseconds of silence after which nothing more is awaited; that of the subject when not given. */
  readonly quiet?: number;
  /** Milliseconds for one conversation; 2000 when not given. */
  readonly patience?: number;
  /** False for a server that speaks no WebSocket: then no control is asked for one. */
  readonly websocket?: boolean;
}

/** What came of asking a subject. */
export interface Survey {
  readonly subject: string;
  /** Why the control failed; undefined where it is live. */
  readonly control: string | undefined;
  readonly found: readonly Found[];
  /** How many conversations came out as what. */
  readonly outcomes: Readonly<Record<WireVerdict['outcome'], number>>;
  /** What was not told of some conversations, each reason once with how often. */
  readonly notes: readonly string[];
  /** Ids of cases in which something was still owed when silence began. */
  readonly owing: readonly string[];
  /** The finite cases, and the ids of those to which something came back. */
  readonly cases: readonly Case[];
  readonly answered: ReadonlySet<string>;
  /** What the subject left behind. */
  readonly left: readonly string[];
  readonly asked: number;
  /** Cases and conversations for which there was no time. */
  readonly unasked: number;
  readonly ms: number;
}

const RUNS = 100;
const SEED = 101;
/** Milliseconds for everything, where nobody says otherwise. */
export const BUDGET = 10_000;
const AT_ONCE = 8;

/** Generated conversations: each that finds something new is shrunk, until none does. */
async function search(surveyor: Surveyor, options: SurveyOptions): Promise<void> {
  const { runs = RUNS, seed = SEED } = options;
  for (let more = runs; more > 0 && surveyor.left > 0 && !surveyor.isDown; ) {
    let example: { finding: WireFinding; exchange: Conversed; steps: readonly ClientStep[] } | undefined;
    const asks = async ({ steps }: Conversation): Promise<boolean> => {
      const exchange = await surveyor.ask(steps, false);
      if (exchange === undefined) return true;
      const verdict = judgeExchange(exchange.observer);
      if (example === undefined) surveyor.outcomes[verdict.outcome] += 1;
      const [fresh] = verdict.findings.filter(
        ({ clause, severity }) =>
          !surveyor.found.has(`${clause} ${severity}`) &&
          (example === undefined || example.finding.clause === clause) &&
          !surveyor.reasons.has(unsteady(clause)),
      );
      if (fresh === undefined) return true;
      example = { finding: fresh, exchange, steps };
      return false;
    };
    const checked = await fc.check(fc.asyncProperty(conversation(), asks), {
      numRuns: more,
      seed: seed + (runs - more),
      interruptAfterTimeLimit: Math.max(1, surveyor.left),
      markInterruptAsFailure: false,
      endOnFailure: false,
    });
    more -= Math.max(1, checked.numRuns);
    if (checked.interrupted) surveyor.unasked += Math.max(0, more);
    const last = example as typeof example;
    if (last === undefined) return;
    const path = checked.counterexamplePath ?? '0';
    const from = `fc.sample(conversation(), { seed: ${checked.seed}, path: '${path}', numRuns: 1 })`;
    await surveyor.keep(last.finding, last.exchange, from, { steps: last.steps, paced: false });
    const { clause, severity } = last.finding;
    if (!surveyor.found.has(`${clause} ${severity}`)) surveyor.note(unsteady(clause));
  }
}

const unsteady = (clause: string): string => `${clause} was seen in a generated conversation, and not again`;

/**
 * A subject is asked everything that a suite asks.
 *
 * @param subject - what is under test; it is closed in the end
 * @param options - how much is asked, and how
 * @returns what was found, each clause by its nearest example, and what could not be told
 * @see rfc9110#conformance
 * @example
 * const { found } = await survey(speaks({ dialect: STANDARDS_DIALECT }), { runs: 10 });
 * found.length; // 0
 */
export async function survey(subject: Subject, options: SurveyOptions = {}): Promise<Survey> {
  const begun = performance.now();
  const surveyor = new Surveyor(subject, { budget: BUDGET, ...options });
  const cases = suiteCases(options.thorough ?? false, subject);
  let control: string | undefined;
  try {
    control = await controlOf(surveyor, cases, options.websocket ?? true);
    if (!surveyor.isDown && !isHopeless(surveyor)) {
      await each(cases, options.atOnce ?? AT_ONCE, (one) => surveyor.take(one));
      await search(surveyor, options);
    } else {
      surveyor.unasked = cases.length + (options.runs ?? RUNS);
    }
  } finally {
    await subject.close?.();
  }
  const { outcomes, owing, asked, unasked } = surveyor;
  return {
    subject: subject.name,
    control,
    found: heaviestFirst(surveyor.found.values()),
    outcomes,
    notes: [...surveyor.reasons].map(([reason, times]) =>
      times > 1 ? `${reason} (${times} times)` : reason,
    ),
    owing,
    cases,
    answered: surveyor.answered,
    left: subject.left?.() ?? [],
    asked,
    unasked,
    ms: performance.now() - begun,
  };
}

/** Nobody can be reached at all. */
const isHopeless = ({ asked, reasons }: Surveyor): boolean => asked === 1 && reasons.size > 0;
