/**
 * A suite for any subject: one test for each group of clauses, what is required, what is preferred and what is only
 * asked kept apart.
 *
 * 1. A suite is a list of tests with names, and belongs to no test runner: `for (const { name, run } of
 *    conforms(subject)) test(name, run)` works in all of them.
 * 2. The subject is asked once, by the first test that runs. The others look at what was found.
 * 3. A test that could not be made is skipped and says why, where the runner can skip; it never passes for one that was.
 * 4. Only what is required makes a test red, unless more is asked for. A permitted choice is nobody's fault.
 */
import { printable } from '../../render/printable.js';
import { CLAUSES } from '../../spec/clauses/index.js';
import { type Severity, severityOf } from '../../spec/clauses/severity.js';
import { againLine, argued } from '../../wire/argue.js';
import { clausesOf, OF_OTHERS, OF_WEBSOCKETS } from '../../wire/coverage.js';
import type { Subject } from '../../wire/subject.js';
import type { Found } from '../../wire/surveyor.js';
import { checkedOptions } from './options.js';
import { BUDGET, type Survey, type SurveyOptions, survey } from './survey.js';

/** How binding a test is: a MUST, a SHOULD, or where the texts do not decide. */
export type Kind = 'required' | 'preferred' | 'asking';

/** What a test runner gives a test, as far as it is used: vitest and `node:test` both have it. */
export interface TestContext {
  skip?(note?: string): unknown;
}

/** One test of a suite. */
export interface SuiteTest {
  /** Such as `required: offer`. */
  readonly name: string;
  readonly kind: Kind;
  /** The group of clauses; `control`, or `hygiene`, for what has no clause. */
  readonly group: string;
  /** The clauses that it is about. */
  readonly clauses: readonly string[];
  /** Throws an error that argues; skips what could not be tested. */
  readonly run: (context?: TestContext) => Promise<void>;
  /** Milliseconds that it may take, for runners that want to know. */
  readonly timeout: number;
}

/** How a subject is asked, and what makes a test red. */
export interface ConformsOptions extends SurveyOptions {
  /** Which kinds are red when something is found; only what is required when not given. */
  readonly fail?: readonly Kind[];
  /** Clauses that the subject is known not to keep: they make nothing red. `agreesWith` tells when that changes. */
  readonly known?: readonly string[];
  /** What is put before each name. */
  readonly name?: string;
}

/** A suite: its tests, and what was found once one of them ran. */
export interface Suite extends Iterable<SuiteTest> {
  readonly tests: readonly SuiteTest[];
  /** Asks the subject, or gives what was found when it was asked. */
  report(): Promise<Survey>;
}

const KINDS: Readonly<Record<Severity, Kind>> = { breaks: 'required', departs: 'preferred', asks: 'asking' };
/** What a budget is exceeded by at most: one conversation, and what was under way. */
const MORE = 5000;

interface Planned {
  readonly kind: Kind;
  readonly group: string;
  readonly clauses: readonly string[];
}

/** The groups that have clauses of a kind, in the order in which a request meets them. */
function plan(): readonly Planned[] {
  const all = Object.values(CLAUSES).filter(({ group }) => !OF_OTHERS.includes(group));
  const groups = [...new Set(all.map(({ group }) => group))];
  const kinds: readonly Kind[] = ['required', 'preferred', 'asking'];
  return kinds.flatMap((kind) =>
    groups.flatMap((group): Planned[] => {
      const own = all.filter((clause) => clause.group === group && KINDS[severityOf(clause)] === kind);
      return own.length === 0 ? [] : [{ kind, group, clauses: own.map(({ id }) => id) }];
    }),
  );
}

const PLAN = plan();

/** The test that a finding belongs to: of its group and kind, or else of what no group is named for. */
function placeOf({ finding }: Found): { readonly kind: Kind; readonly group: string } {
  const kind = KINDS[finding.severity];
  const group = finding.clause.slice(0, finding.clause.indexOf('.'));
  return PLAN.some((one) => one.kind === kind && one.group === group)
    ? { kind, group }
    : { kind, group: OTHER };
}

const OTHER = 'of other groups';

/** What was found, as the text of one error. */
function argument(name: string, found: readonly Found[]): string {
  return found
    .map(({ finding, exchange, from, times }) => {
      const command = againLine(exchange, 'HOST PORT');
      const again = [
        `${from}${times > 1 ? ` (${times} cases in all)` : ''}`,
        ...(command === undefined ? [] : [command]),
      ];
      return argued(name, finding, exchange, again.join('\n            '));
    })
    .join('\n\n');
}

/** Why a group was not tested; undefined where it was. */
function untested({ group, clauses }: Planned, report: Survey): string | undefined {
  const { control, asked, cases, answered, unasked } = report;
  if (asked <= 1) return `nothing was tested: ${control ?? 'no connection could be made'}`;
  if (control !== undefined && OF_WEBSOCKETS.includes(group))
    return `not tested without a WebSocket: ${control}`;
  // what is said of forms is said of any answer
  const showing = cases.filter((one) => clauses.some((id) => clausesOf(one).has(id)));
  const relevant = showing.length > 0 ? showing : cases;
  if (relevant.some(({ id }) => answered.has(id))) return undefined;
  const why = unasked > 0 ? 'there was no time: give a longer `budget`' : 'none was answered';
  return `not tested: of ${relevant.length} cases that show it ${why}`;
}

/** A test that cannot be made is skipped, where the runner can skip. */
function skip(context: TestContext | undefined, why: string): void {
  context?.skip?.(why);
}

/** One suite over one subject. */
class Suites implements Suite {
  readonly tests: readonly SuiteTest[];
  private readonly subject: Subject;
  private readonly options: ConformsOptions;
  private asked: Promise<Survey> | undefined;

  constructor(subject: Subject, options: ConformsOptions) {
    this.subject = subject;
    this.options = options;
    const own = (['required', 'preferred', 'asking'] as const).map((kind) => ({
      kind,
      group: OTHER,
      clauses: [],
    }));
    this.tests = [
      this.control(),
      ...[...PLAN, ...own].map((planned) => this.clauses(planned)),
      this.hygiene(),
      this.told('all was asked in time', ({ unasked, asked }) =>
        unasked === 0
          ? undefined
          : `${unasked} conversations were not asked, ${asked} were: give a longer \`budget\``,
      ),
      this.told('nothing was owed any more', ({ owing }) =>
        owing.length === 0
          ? undefined
          : `in ${owing.length} cases something was still owed when it fell silent, which breaks nothing: ${owing.slice(0, 5).join('; ')}`,
      ),
    ];
  }

  [Symbol.iterator](): Iterator<SuiteTest> {
    return this.tests[Symbol.iterator]();
  }

  report(): Promise<Survey> {
    this.asked ??= survey(this.subject, this.options);
    return this.asked;
  }

  private test(planned: Planned, run: SuiteTest['run']): SuiteTest {
    const { name } = this.options;
    const before = name === undefined ? '' : `${name}: `;
    const timeout = (this.options.budget ?? BUDGET) + (this.options.patience ?? 0) + MORE;
    return { ...planned, name: `${before}${planned.kind}: ${planned.group}`, run, timeout };
  }

  private control(): SuiteTest {
    const what =
      this.options.websocket === false
        ? 'a plain request is answered'
        : 'a correct handshake gives a live WebSocket';
    return this.test({ kind: 'required', group: `control, ${what}`, clauses: [] }, async () => {
      const { control, notes } = await this.report();
      if (control === undefined) return;
      throw new Error([`${printable(this.subject.name)}: ${control}`, ...notes].join('\n  '));
    });
  }

  /** What makes nothing red, and should be seen: skipped with what there is to say. */
  private told(group: string, says: (report: Survey) => string | undefined): SuiteTest {
    return this.test({ kind: 'asking', group, clauses: [] }, async (context) => {
      const text = says(await this.report());
      if (text !== undefined) skip(context, text);
    });
  }

  private hygiene(): SuiteTest {
    return this.test(
      { kind: 'required', group: 'hygiene, nothing is left behind', clauses: [] },
      async () => {
        const { left } = await this.report();
        if (left.length > 0)
          throw new Error(`${printable(this.subject.name)} ${left.map((one) => printable(one)).join('; ')}`);
      },
    );
  }

  private clauses(planned: Planned): SuiteTest {
    const { fail = ['required'], known = [] } = this.options;
    return this.test(planned, async (context) => {
      const report = await this.report();
      const why = untested(planned, report);
      if (why !== undefined) return skip(context, why);
      const here = report.found.filter((one) => {
        const place = placeOf(one);
        return place.kind === planned.kind && place.group === planned.group;
      });
      const fresh = here.filter(({ finding }) => !known.includes(finding.clause));
      if (fresh.length === 0) return undefined;
      const text = argument(this.subject.name, fresh);
      if (fail.includes(planned.kind)) throw new Error(text);
      return skip(context, fresh.map(({ finding }) => `${finding.clause}: ${finding.saw}`).join('; '));
    });
  }
}

/**
 * A subject conforms when every required test of this suite is green.
 *
 * The tests belong to no runner. Each has a name, and a function that throws when something is found. Run them one by
 * one: the first asks the subject everything, within the budget.
 *
 * @param subject - what is under test
 * @param options - how much is asked, what is known, and which kinds are red
 * @returns the suite, to be iterated, with the report behind it
 * @throws RangeError for an option that there is not, or with a value that it cannot have
 * @see rfc9110#conformance
 * @example
 * const suite = conforms(decides('mine', () => 101), { runs: 0 });
 * [...suite][0].name; // 'required: control, a correct handshake gives a live WebSocket'
 */
export function conforms(subject: Subject, options: ConformsOptions = {}): Suite {
  return new Suites(subject, checkedOptions(options));
}
