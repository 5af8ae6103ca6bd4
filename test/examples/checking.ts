/**
 * What each line of a list checks, and what is said when it does not hold.
 *
 * 1. A line of an unknown name fails.
 * 2. Every permitted verdict is one that the case expects; only a case that judges what was seen need not list them,
 *    since the judge asks about all of them.
 * 3. A failure argues: which line, what the specification says instead, and by which clauses.
 */
import { expect } from 'vitest';
import { formFaults, type ResponseFacts } from '../../src/spec/answer.js';
import { clause } from '../../src/spec/clauses/index.js';
import type { Verdict } from '../../src/spec/decide.js';
import type { Judgement } from '../../src/spec/judge.js';
import { placeOf } from '../../src/spec/step.js';
import { type Case, type Expectation, listOf } from './cases.js';
import { answeredWith, type Run, runCase } from './running.js';
import { wordOf } from './words.js';

const pairsOf = (text: string): Readonly<Record<string, string>> =>
  Object.fromEntries(listOf(text).map((pair) => pair.split('=') as [string, string]));
const clausesIn = (verdict: Verdict): readonly string[] =>
  Object.values(verdict.trail).flatMap((clauses) => clauses.split(' '));

/** What a verdict looks like to a case, by the names its lines use. */
const SHOWN: Readonly<Record<string, (verdict: Verdict) => string>> = {
  takes: (verdict) => verdict.takes,
  switch: (verdict) => (verdict.mayGrant ? 'permitted' : 'forbidden'),
  answers: (verdict) => verdict.answers.join(' '),
  persistence: (verdict) => verdict.trail.persistence ?? 'not asked',
  row: (verdict) => verdict.persistence,
  ends: (verdict) => (verdict.ends ? 'yes' : 'no'),
};

const matches = (verdict: Verdict, wanted: Readonly<Record<string, string>>): boolean =>
  Object.entries(wanted).every(([name, value]) => SHOWN[name]?.(verdict) === value);

type Check = (value: string, ran: Run, one: Case, at: number) => void;

const shown =
  (name: string): Check =>
  (value, { verdict }) =>
    expect(SHOWN[name]?.(verdict)).toBe(value);

const JUDGED: Readonly<Record<Exclude<Judgement['outcome'], 'permitted'>, string>> = {
  'not-permitted': 'not permitted',
  'not-modelled': 'not modelled',
  'only-by-failure': 'only by failure',
};

/** A judgement in the words of a `judged` line, without its clauses. Things seen are counted from 1. */
function wordsOf(judgement: Judgement): string {
  if (judgement.outcome === 'permitted') return 'permitted';
  return `${JUDGED[judgement.outcome]} at ${judgement.at + 1}`;
}

/** The clauses against what was seen, or by which it leads to another protocol. */
const against = (judgement: Judgement): readonly string[] =>
  judgement.outcome === 'permitted' ? [] : judgement.clauses;

/** The `seen` line that a `judged` line is about: the last one before it. */
function seenBefore(one: Case, at: number): string {
  const seen = one.expectations.slice(0, at).findLast(({ name }) => name === 'seen');
  if (seen === undefined) throw new Error('a line "judged" stands behind a line "seen"');
  return seen.value;
}

/** A line of a list, by its name: what it checks. */
const CHECKS: Readonly<Record<string, Check>> = {
  reads: (value, { requests }) => expect(requests[0]?.outcome).toBe(value),
  facts: (value, { requests }) => expect(requests[0]?.facts).toMatchObject(pairsOf(value)),
  takes: shown('takes'),
  switch: shown('switch'),
  answers: shown('answers'),
  persistence: shown('persistence'),
  clause: (value, { verdict }) =>
    expect(clausesIn(verdict)).toEqual(expect.arrayContaining([...listOf(value)])),
  after: (value, { verdict }) => {
    const [status = '', fate] = value.split(' -> ');
    const { status: place } = placeOf(answeredWith(status, verdict).end);
    expect(place.startsWith('CLOSED.') ? 'closes' : place === 'NONE.idle' ? 'persists' : place).toBe(fate);
  },
  'also permitted': (value, { requests }) => {
    const alike = requests[0]?.permitted.filter((verdict) => matches(verdict, pairsOf(value)));
    expect(alike).not.toEqual([]);
  },
  events: (value, { trace }) => expect(placeOf(trace.end).status).toBe(value.split(' -> ')[1]),
  arrows: (value, { trace }) =>
    expect(trace.steps.map((taken) => taken.arrows[0]?.clause)).toEqual(listOf(value)),
  waits: (value, { waits }) => expect(waits).toEqual(listOf(value)),
  sends: (value, { trace }) => {
    const sent = trace.steps.flatMap((taken) => taken.sent.map(wordOf));
    expect(sent).toEqual(value === 'nothing' ? [] : listOf(value));
  },
  response: (value, { responses }) => expect(responses[0]).toMatchObject(pairsOf(value)),
  closing: (value) => expect(['yes', 'no']).toContain(value),
  breaks: (value, { responses, context }, one) => {
    const closing = one.expectations.find(({ name }) => name === 'closing')?.value;
    const faults = formFaults(responses[0] as ResponseFacts, context(closing));
    expect(faults).toEqual(value === 'nothing' ? [] : listOf(value));
  },
  seen: (_value, _ran, one, at) => expect(one.expectations[at + 1]?.name).toBe('judged'),
  judged: (value, { judged }, one, at) => {
    const [, words, clauses] = /^([^(]*?)(?: \((.+)\))?$/.exec(value) ?? [];
    const judgement = judged(seenBefore(one, at));
    expect(wordsOf(judgement)).toBe(words);
    if (clauses !== undefined) {
      expect(against(judgement)).toEqual(expect.arrayContaining([...listOf(clauses)]));
    }
  },
  owes: (value, { judged }, one, at) => {
    const judgement = judged(seenBefore(one, at));
    const owed = judgement.outcome === 'permitted' ? judgement.owed.map(({ what }) => what) : [];
    expect(owed).toEqual(value === 'nothing' ? [] : listOf(value));
  },
  departs: (value, { judged }, one, at) => {
    const judgement = judged(seenBefore(one, at));
    const departs = 'departs' in judgement ? judgement.departs.map(({ clause: id }) => id) : [];
    expect(departs).toEqual(value === 'nothing' ? [] : listOf(value));
  },
};

/** The lines by which a case judges what was seen, and says nothing else of the request. */
const JUDGING: readonly string[] = ['seen', 'judged', 'owes', 'departs', 'facts'];

/** Every permitted verdict is the one expected, or one that an `also permitted` line describes. */
function checkNothingUnsaid(one: Case, { requests, verdict }: Run): void {
  if (requests.length === 0) return;
  if (one.expectations.every(({ name }) => JUDGING.includes(name))) return;
  const said = one.expectations
    .filter(({ name }) => name === 'also permitted')
    .map(({ value }) => pairsOf(value));
  const main = Object.fromEntries(Object.entries(SHOWN).map(([name, show]) => [name, show(verdict)]));
  const unsaid = (requests[0]?.permitted ?? []).filter(
    (other) => !matches(other, main) && !said.some((wanted) => matches(other, wanted)),
  );
  expect(unsaid.map((other) => other.picks)).toEqual([]);
}

/** A clause with what it says and where that stands. */
function told(id: string): string {
  const found = clause(id);
  if (found === undefined) return `  ${id}: no such clause`;
  const [source] = found.sources;
  return `  ${id} (${found.strength}, ${source?.text} §${source?.section}): ${found.sentence}`;
}

/** What is judged, told: what was permitted where the fault is. */
function toldJudgement(judgement: Judgement): string {
  if (judgement.outcome === 'permitted') return 'the judge finds a way in which all of it is permitted';
  if (judgement.outcome === 'not-modelled') return `the judge says: ${judgement.says}`;
  const instead = [...new Set(judgement.permitted.map(wordOf))].join(', ');
  const clauses = judgement.clauses.length === 0 ? '' : ` by ${judgement.clauses.join(', ')}`;
  return `the judge says: ${wordsOf(judgement)}${clauses}; permitted there: ${instead === '' ? 'nothing' : instead}`;
}

/** Which outcomes of which clauses make this verdict, where several are permitted. */
function picked({ picks }: Verdict): string {
  const made = Object.entries(picks).map(([id, outcome]) => `${id}: ${outcome}`);
  return made.length === 0 ? '' : `, picking ${made.join(', ')}`;
}

/** Why a line does not hold: where it stands, what it says, and what decided otherwise. */
function argument(one: Case, line: Expectation | undefined, ran: Run, at: number): string {
  const said = line === undefined ? 'lists every permitted verdict' : `says  ${line.name}: ${line.value}`;
  const judged = line?.name === 'judged' ? [ran.judged(seenBefore(one, at))] : [];
  const arrows = ran.trace.steps.map((taken) => taken.arrows[0]?.clause ?? 'nothing');
  const verdicts = ran.requests[0]?.permitted ?? [];
  const clauses = new Set([
    ...verdicts.flatMap(({ trail, picks }) => [
      trail.offer,
      trail.handshake,
      trail.refusals,
      ...Object.keys(picks),
    ]),
    ...arrows,
    ...judged.flatMap(against),
  ]);
  return [
    `${one.file}:${one.line}: ${one.title}`,
    `its list ${said}, and that does not hold.`,
    ...verdicts.map(
      (verdict) =>
        `a verdict permitted here: takes ${verdict.takes}, switch ${SHOWN.switch?.(verdict)}, ` +
        `persistence ${SHOWN.persistence?.(verdict)}${picked(verdict)}`,
    ),
    ...(arrows.length === 0 ? [] : [`the machine went by ${arrows.join(', ')}`]),
    ...judged.map(toldJudgement),
    'the clauses in this:',
    ...[...clauses].filter((id) => id !== undefined && id !== 'nothing').map((id) => told(id as string)),
    'Either the case is wrong, or what the clauses say: docs/dispute-a-verdict.md.',
    '',
  ].join('\n');
}

/**
 * Every line of a case holds, and nothing is permitted that it does not say.
 *
 * @param one the case
 * @throws with an argument, where a line does not hold
 */
export function checkCase(one: Case): void {
  const ran = runCase(one);
  expect(one.expectations, `${one.file}:${one.line}: a case expects something`).not.toEqual([]);
  const arguing = (line: Expectation | undefined, at: number, check: () => void): void => {
    try {
      check();
    } catch (error) {
      if (error instanceof Error) error.message = `${argument(one, line, ran, at)}\n${error.message}`;
      throw error;
    }
  };
  for (const [at, line] of one.expectations.entries()) {
    const check = CHECKS[line.name];
    if (check === undefined)
      throw new Error(`${one.file}:${one.line}: no expectation is called "${line.name}"`);
    arguing(line, at, () => check(line.value, ran, one, at));
  }
  arguing(undefined, -1, () => checkNothingUnsaid(one, ran));
}

/** Whether a case shows an outcome that is accepted, and whether it shows one that is rejected. */
export function outcomesOf(one: Case): { readonly accepted: boolean; readonly rejected: boolean } {
  const says = (name: string, holds: (value: string) => boolean): boolean =>
    one.expectations.some((line) => line.name === name && holds(line.value));
  const { trace } = runCase(one);
  const refused = trace.steps.some(({ event, arrows, sent }) => {
    const [arrow] = arrows;
    return /^(app|policy)\./.test(event.type) && arrow?.moves === false && sent.length === 0;
  });
  return {
    accepted:
      says('judged', (value) => value === 'permitted') ||
      says('switch', (value) => value === 'permitted') ||
      says('breaks', (value) => value === 'nothing'),
    rejected:
      refused ||
      says('judged', (value) => value !== 'permitted') ||
      says('switch', (value) => value === 'forbidden') ||
      says('breaks', (value) => value !== 'nothing'),
  };
}
