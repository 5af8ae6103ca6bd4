/**
 * A subject asked case after case: what was found, by its nearest example, and what could not be told.
 *
 * 1. What is found is asked again before it counts. What does not come again is told as unsteady.
 * 2. Time is bounded, and so are connections at once. What was not asked when time ran out is counted.
 * 3. Whoever cannot be reached any more is not asked on and on.
 */
import { spell } from '../explore/spell.js';
import { printable } from '../render/printable.js';
import { SEVERITY_WEIGHT } from '../spec/clauses/severity.js';
import { linesOf, type ResponseHead } from '../spec/message.js';
import { aimedOctets } from './aim.js';
import { type Case, PLAIN } from './cases.js';
import { type Conversed, type Conversing, converse } from './converse.js';
import { type ClientStep, PROBE } from './purely.js';
import { type Subject, Unreachable } from './subject.js';
import { judgeExchange, type WireFinding } from './verdict.js';

/** How a subject is asked. */
export interface Asking {
  /** Milliseconds for everything. */
  readonly budget: number;
  /** Milliseconds of silence after which nothing more is awaited; that of the subject when not given. */
  readonly quiet?: number;
  /** Milliseconds for one conversation; 2000 when not given. */
  readonly patience?: number;
  /** Is told each case once it was asked. */
  readonly tell?: (asked: Case, exchange: Conversed) => void;
}

/** One clause that a subject was found against, by its nearest example. */
export interface Found {
  readonly finding: WireFinding;
  readonly exchange: Conversed;
  /** The id of the case, or the seed and path of the conversation. */
  readonly from: string;
  /** How often it was seen in the finite cases. */
  readonly times: number;
}

/**
 * What was found, what binds most first.
 *
 * @param found - in any order
 * @returns the same in order
 * @example
 * heaviestFirst([]); // []
 */
export const heaviestFirst = (found: Iterable<Found>): readonly Found[] =>
  [...found].sort(
    (one, other) => SEVERITY_WEIGHT[other.finding.severity] - SEVERITY_WEIGHT[one.finding.severity],
  );

/** Asks a subject, and collects what is found. */
export class Surveyor {
  readonly found = new Map<string, Found>();
  readonly outcomes = { conforms: 0, departs: 0, asks: 0, breaks: 0, inconclusive: 0 };
  readonly reasons = new Map<string, number>();
  readonly owing: string[] = [];
  /** Ids of the cases to which something came back. */
  readonly answered = new Set<string>();
  asked = 0;
  unasked = 0;
  private readonly subject: Subject;
  private readonly conversing: Conversing;
  private readonly until: number;
  private readonly tell: Asking['tell'];
  private readonly times = new Map<string, number>();
  private readonly begun = new Set<string>();
  private refusals = 0;
  private silences = 0;

  constructor(subject: Subject, options: Asking) {
    this.subject = subject;
    const ask = aimedOctets(spell(PLAIN), subject);
    const { quiet, patience, tell } = options;
    this.tell = tell;
    this.conversing = {
      ask,
      ...(quiet === undefined ? {} : { quiet }),
      ...(patience === undefined ? {} : { patience }),
    };
    this.until = Date.now() + options.budget;
  }

  /** How long it was waited for an answer, in words. */
  get patience(): string {
    const { quiet } = this.subject;
    return quiet === 0 ? 'it is pure' : `silence of ${this.conversing.quiet ?? quiet} ms counts`;
  }

  get left(): number {
    return this.until - Date.now();
  }

  /** Whether no connection can be made any more. */
  get isDown(): boolean {
    return this.refusals > MOST_REFUSALS;
  }

  async ask(steps: readonly ClientStep[], paced: boolean): Promise<Conversed | undefined> {
    this.asked += 1;
    try {
      const hasGivenUp =
        this.silences > MOST_SILENCES ? { owed: this.conversing.quiet ?? this.subject.quiet } : {};
      const exchange = await converse(this.subject, steps, { ...this.conversing, ...hasGivenUp, paced });
      this.refusals = 0;
      if (exchange.passed.at(-1)?.from === 'nobody') this.silences += 1;
      return exchange;
    } catch (error) {
      // a subject that fails where a connection is to be made was not reached either
      const why =
        error instanceof Unreachable ? error.message : `no connection: ${(error as Error)?.message ?? error}`;
      this.refusals += 1;
      this.note(why);
      return undefined;
    }
  }

  note(reason: string): void {
    this.reasons.set(reason, (this.reasons.get(reason) ?? 0) + 1);
  }

  /** Notes something that is the same each time. */
  noteOnce(reason: string): void {
    this.reasons.set(reason, 1);
  }

  /** Asks one case, and again where something is found. */
  async take(one: Case): Promise<void> {
    const { id, steps, paced } = one;
    if (this.left <= 0 || this.isDown) {
      this.unasked += 1;
      return;
    }
    const exchange = await this.ask(steps, paced);
    if (exchange === undefined) {
      this.outcomes.inconclusive += 1;
      return;
    }
    this.tell?.(one, exchange);
    const verdict = judgeExchange(exchange.observer);
    this.outcomes[verdict.outcome] += 1;
    if (exchange.stopped !== undefined) this.note(`stopped: ${exchange.stopped}`);
    if (exchange.observer.server.responses.length > 0 || verdict.findings.length > 0) this.answered.add(id);
    if (verdict.owes.length > 0) this.owing.push(id);
    for (const finding of verdict.findings) await this.keep(finding, exchange, id, one);
  }

  /** A finding counts when it comes again. */
  async keep(
    finding: WireFinding,
    exchange: Conversed,
    from: string,
    again: Pick<Case, 'steps' | 'paced'>,
  ): Promise<void> {
    const key = `${finding.clause} ${finding.severity}`;
    this.times.set(key, (this.times.get(key) ?? 0) + 1);
    // several are asked at once: the first one that shows it is the example
    if (this.begun.has(key)) return;
    this.begun.add(key);
    const second = await this.ask(again.steps, again.paced);
    const recurs = second !== undefined && findings(second).some((one) => one.clause === finding.clause);
    if (!recurs) {
      this.begun.delete(key);
      this.note(`${from}: ${finding.clause} was seen once and not again`);
      return;
    }
    const times = (): number => this.times.get(key) ?? 1;
    this.found.set(key, {
      finding,
      exchange,
      from,
      get times() {
        return times();
      },
    });
  }
}

const MOST_REFUSALS = 8;
/** A subject that is often silent is not waited for as long as one that is slow. */
const MOST_SILENCES = 20;
const findings = (exchange: Conversed): readonly WireFinding[] => judgeExchange(exchange.observer).findings;

/** Why a correct handshake was not granted, as far as the answer says it, and what to do. */
function refusedWith(head: ResponseHead | undefined, status: string): string {
  const code = head?.status ?? status;
  const [location] = head === undefined ? [] : linesOf(head, 'location');
  const answered = `a correct handshake was answered ${code} and not 101`;
  if (code === 401) return `${answered}: it asks who you are; give the field that says so`;
  if (code === 407) return `${answered}: it is a proxy that asks who you are; give the field that says so`;
  if (location !== undefined) return `${answered}: it leads to ${printable(location.value, 200)}; ask there`;
  return `${answered}: give the path, the host or whatever it asks for, or say websocket: false`;
}

/**
 * The control: a correct handshake has to give a live WebSocket, or a plain request an answer.
 *
 * @param surveyor - asks it
 * @param cases - the cases, of which one is the control
 * @param isWebSocket - whether a WebSocket is expected at all
 * @returns why it failed, in one sentence; undefined where it did not
 */
export async function controlOf(
  surveyor: Surveyor,
  cases: readonly Case[],
  isWebSocket: boolean,
): Promise<string | undefined> {
  const wanted = !isWebSocket ? 'plain' : 'handshake';
  const [control] = cases.filter(({ id }) => id === wanted);
  if (control === undefined) return undefined;
  const first = await surveyor.ask(control.steps, false);
  // silence is asked again before it counts: a server may still have been busy with somebody else
  const isSilent = first !== undefined && first.observer.server.last === undefined && !first.observer.isOver;
  const exchange = isSilent ? await surveyor.ask(control.steps, false) : first;
  if (exchange === undefined) return [...surveyor.reasons.keys()][0] ?? 'no connection could be made';
  const { server } = exchange.observer;
  const status = server.last?.status;
  if (status === undefined) {
    const ended = exchange.observer.isOver
      ? 'closed the connection without an answer'
      : `gave no answer in time (${surveyor.patience}): give a longer \`quiet\` if it is slow`;
    return `${wanted === 'plain' ? 'a plain request' : 'a correct handshake'}: it ${ended}`;
  }
  if (!isWebSocket) return undefined;
  if (status !== '101') return refusedWith(server.responses.at(-1)?.head, status);
  if (server.pongs.includes(PROBE)) return undefined;
  const other = server.pongs.length > 0 ? 'a Pong with another payload (frame.ping)' : 'no Pong';
  return `a correct handshake was answered 101, and a Ping behind it by ${other}`;
}

/** Several at once, in order. */
export async function each(
  cases: readonly Case[],
  atOnce: number,
  does: (one: Case) => Promise<void>,
): Promise<void> {
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < cases.length) {
      const one = cases[next] as Case;
      next += 1;
      await does(one);
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, atOnce) }, work));
}
