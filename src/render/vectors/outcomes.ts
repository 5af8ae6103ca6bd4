/**
 * Every permitted outcome of a request on a new connection, in the words of somebody who watches a
 * server.
 *
 * 1. Outcomes are found by running the machine: every choice of the application and of policy is taken
 *    behind every permitted verdict. Nothing is decided here.
 * 2. The first answer of the first outcome is what the default choices give.
 * 3. A server that fails, and a limit of time that runs out, are left out: no observer can tell them from
 *    anything.
 */

import { isFinal, STATUSES } from '../../spec/answer.js';
import type { Facts } from '../../spec/axes.js';
import { permittedFor, type Verdict, verdictKey } from '../../spec/decide.js';
import { choose, refusalAnswer } from '../../spec/defaults.js';
import type { ConnectionEvent } from '../../spec/machine.js';
import { type Behind, eventsOf, fatesOf, type Then } from './fates.js';
import { type Named, named } from './line.js';

/** One permitted outcome. */
export interface Outcome {
  readonly default?: true;
  /** The classes of answers; `none` is no answer at all. */
  readonly answers: readonly string[];
  readonly then: Then;
  /**
   * The request is served as this version, else as 1.1: with class and fate it names the line of `form`.
   */
  readonly served?: '1.0';
  /** The answer, if it is an error, names the WebSocket versions spoken. */
  readonly names_versions?: true;
}

/**
 * The clauses broken, by what is wrong: the answer, what follows it, content taken for a request, an
 * interim.
 */
export type Clauses = Readonly<Record<string, Named>>;

/** Outcomes with the clauses behind them. */
export interface Permitted {
  readonly outcomes: readonly Outcome[];
  readonly clauses: Clauses;
}

const ORDER: readonly string[] = ['101', ...STATUSES.filter(isFinal), '100', '1xx', 'none'];
const byOrder = (one: string, other: string): number => ORDER.indexOf(one) - ORDER.indexOf(other);

/** Answers with the same fate are one outcome. */
function grouped(fates: ReadonlyMap<string, Then>, verdict: Verdict | undefined): Outcome[] {
  const about: Pick<Outcome, 'served' | 'names_versions'> =
    verdict === undefined
      ? {}
      : {
          ...(verdict.servedAs === '1.0' ? { served: '1.0' as const } : {}),
          ...(verdict.namesVersions ? { names_versions: true as const } : {}),
        };
  const silent = (answer: string): boolean => answer === 'none';
  const keys = [...fates].map(([answer, then]) => `${then}${silent(answer) ? ' none' : ''}`);
  return [...new Set(keys)].map((key) => {
    const [then = '', none] = key.split(' ');
    const answers = [...fates]
      .filter(([answer, fate]) => fate === then && silent(answer) === (none !== undefined))
      .map(([answer]) => answer)
      .sort(byOrder);
    const final = none === undefined && then !== 'http-continues' && then !== 'websocket';
    return { answers, then: then as Then, ...(final ? about : {}) };
  });
}

/** Every final answer that has a head, and the word for all of them. */
export const ANY_FINAL = { word: 'final', answers: STATUSES.filter((one) => isFinal(one) && one !== 'bare') };

/** Where every final answer is permitted, one word stands for them. */
function shortened(outcome: Outcome): Outcome {
  const whole = ANY_FINAL.answers;
  const is = whole.length === outcome.answers.length && whole.every((one, at) => one === outcome.answers[at]);
  return is ? { ...outcome, answers: [ANY_FINAL.word] } : outcome;
}

/** The answer that the default choices give. */
function usual(verdict: Verdict): string {
  if (verdict.mayGrant) return '101';
  return verdict.takes === 'ordinary' ? '2xx' : refusalAnswer(verdict);
}

/** Brings an answer to the front, and says that it is what the default choices give. */
function withDefault(outcomes: readonly Outcome[], answer: string): readonly Outcome[] {
  const first = outcomes.find(({ answers }) => answers.includes(answer)) ?? outcomes[0];
  if (first === undefined) return outcomes;
  const answers = [answer, ...first.answers].filter((one, at, all) => all.indexOf(one) === at);
  const others = outcomes.filter((one) => one !== first);
  return [
    { default: true, ...first, answers: answers.filter((one) => first.answers.includes(one)) },
    ...others,
  ];
}

const textOf = (outcome: Outcome): string => JSON.stringify(outcome);
const distinct = (outcomes: readonly Outcome[]): readonly Outcome[] => [
  ...new Map(outcomes.map((one) => [textOf(one), one])).values(),
];

/** The clause by which a wrong answer is wrong. */
function answerClause({ takes, trail }: Verdict): string {
  const refused = takes === 'refused' ? (trail.tolerances?.split(' ')[0] ?? trail.refusals) : undefined;
  return refused ?? trail.handshake ?? trail.offer ?? 'request.admitted';
}

/** The clauses behind the outcomes of verdicts; the trail is the same in all of them. */
function clausesOf(verdict: Verdict, outcomes: readonly Outcome[]): Clauses {
  const { trail } = verdict;
  const ending = trail.endings !== undefined && trail.endings !== 'framing.sound' ? trail.endings : undefined;
  const then = ending ?? trail.persistence ?? trail.refusals ?? 'persist.otherwise';
  const granted = outcomes.some((one) => one.then === 'websocket');
  const interim = outcomes.some((one) => one.then === 'http-continues');
  const offered = trail.tolerances !== undefined && verdict.takes === 'refused' ? trail.handshake : undefined;
  return {
    answer: named(offered ?? answerClause(verdict)),
    then: named(then),
    ...(verdict.content === 'follows' && trail.content !== undefined
      ? { content: named(trail.content) }
      : {}),
    ...(granted ? { websocket: named(trail.after101 ?? 'after101.persistence') } : {}),
    ...(interim ? {} : { interim: named('interim.not-to-old') }),
  };
}

const remembered = new WeakMap<readonly Verdict[], Map<string, Permitted>>();

/**
 * An outcome says nothing that another one does not say: fewer answers, or the end that is permitted
 * there too.
 */
function isContained(one: Outcome, other: Outcome): boolean {
  if (one.served !== other.served || one.names_versions !== other.names_versions) return false;
  const fate = one.then === other.then || (one.then === 'closes' && other.then === 'may-persist');
  return fate && one.answers.length > 0 && one.answers.every((answer) => other.answers.includes(answer));
}

/** Without the outcomes that another contains; the default one stays. */
const withoutContained = (outcomes: readonly Outcome[]): readonly Outcome[] =>
  outcomes.filter(
    (one) => one.default === true || !outcomes.some((other) => other !== one && isContained(one, other)),
  );

const ofVerdicts = new Map<string, readonly Outcome[]>();

/** The outcomes of one verdict; verdicts that the machine cannot tell apart are run once. */
function outcomesOf(verdict: Verdict, behind: Behind, ended: boolean): readonly Outcome[] {
  const key = `${verdictKey(verdict)} ${behind} ${ended}`;
  let found = ofVerdicts.get(key);
  if (found === undefined) {
    found = grouped(fatesOf(eventsOf(verdict, behind, ended)), verdict);
    ofVerdicts.set(key, found);
  }
  return found;
}

/** The outcomes of verdicts that were decided together, found once: heads by the thousand have the same. */
function permittedBy(verdicts: readonly Verdict[], behind: Behind, ended: boolean): Permitted {
  const usually = choose(verdicts);
  const of = (verdict: Verdict): readonly Outcome[] => outcomesOf(verdict, behind, ended);
  const first = distinct(of(usually));
  const rest = verdicts.filter((verdict) => verdict !== usually).flatMap(of);
  const waits = verdicts.some(({ content }) => content === 'follows') && behind === 'some' && !ended;
  const more: readonly Outcome[] = waits ? [{ answers: [], then: 'waits' }] : [];
  const outcomes = withoutContained(withDefault(distinct([...first, ...rest, ...more]), usual(usually)));
  return { outcomes: outcomes.map(shortened), clauses: clausesOf(usually, outcomes) };
}

/**
 * Everything that may be seen of a server behind one request head is told, by running the machine.
 *
 * @param facts - what is told of the head
 * @param behind - how much of the content was sent, where there is some
 * @param ended - whether the client has ended its direction behind it
 * @returns the outcomes, the default one first, and the clauses behind them
 * @see rfc9112#persistent.connections
 * @example
 * permittedOutcomes(REFERENCE).outcomes[0]?.answers; // ['101']
 */
export function permittedOutcomes(facts: Facts, behind: Behind = 'all', ended = false): Permitted {
  const verdicts = permittedFor(facts);
  let known = remembered.get(verdicts);
  if (known === undefined) {
    known = new Map();
    remembered.set(verdicts, known);
  }
  const key = `${behind} ${ended}`;
  const found = known.get(key) ?? permittedBy(verdicts, behind, ended);
  known.set(key, found);
  return found;
}

/**
 * What may be seen while a head has not ended: nothing, an error, or the end of the connection.
 *
 * @param ended - whether the client has ended its direction, so that the head never will end
 * @returns the outcomes and clauses
 * @see rfc9112#incomplete.messages
 */
export function outcomesBeforeHead(ended: boolean): Permitted {
  const client: ConnectionEvent[] = [
    { type: 'client.octets' },
    ...(ended ? [{ type: 'client.fin' } as const] : []),
  ];
  const found = grouped(fatesOf(client), undefined);
  const waits: Outcome = { default: true, answers: [], then: 'waits' };
  const outcomes = ended ? withDefault(found, '400') : [waits, ...found];
  const clause = ended ? 'head.cut-short' : 'head.not-complete';
  return { outcomes, clauses: { answer: named(clause), then: named(clause) } };
}

/**
 * Outcomes of both, those of the first before those of the second, each once. The default is that of the
 * first; a wrong answer is wrong by the clauses of the second, since the first forbids nothing to who
 * does as the second says.
 *
 * @param one - what is permitted to who stops reading
 * @param other - what is permitted to who reads on
 * @returns what is permitted to a server of which neither is known
 */
export function either(one: Permitted, other: Permitted): Permitted {
  const more = other.outcomes.map(({ default: _default, ...outcome }) => outcome);
  const known = new Set(one.outcomes.map(({ default: _default, ...outcome }) => textOf(outcome)));
  const outcomes = [...one.outcomes, ...more.filter((outcome) => !known.has(textOf(outcome)))];
  return { outcomes, clauses: other.clauses };
}
