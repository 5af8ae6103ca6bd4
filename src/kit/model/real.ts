/**
 * The line under the commands: what they do is done on it, what the subject does about it is awaited, and
 * all that passed is judged.
 *
 * 1. It is waited for the answer, the Pong or the end, and for silence only where nothing else tells.
 * 2. Everything has a limit: time, octets, silence.
 * 3. What was found is thrown once, as an error that argues.
 */
import { spell } from '../../explore/spell.js';
import { SEVERITY_WEIGHT, type Severity } from '../../spec/clauses/severity.js';
import { aimedOctets } from '../../wire/aim.js';
import { argued } from '../../wire/argue.js';
import { PLAIN } from '../../wire/cases.js';
import { joined } from '../../wire/octets.js';
import { type ClientStep, probeFor } from '../../wire/purely.js';
import type { Line, Subject } from '../../wire/subject.js';
import { judgeExchange, type WireFinding, type WireVerdict } from '../../wire/verdict.js';
import type { ConnectionModel } from './model.js';

/** How commands are run. */
export interface ModelOptions {
  /** Milliseconds of silence after which nothing more is awaited; that of the subject when not given. */
  readonly quiet?: number;
  /** Milliseconds for all commands of one run; 10000 when not given. */
  readonly patience?: number;
  /** Octets of the server that are read; a mebibyte when not given. */
  readonly most?: number;
  /**
   * What is thrown: a broken MUST, a SHOULD departed from too, or what may be asked as well; `breaks` when
   * not given.
   */
  readonly least?: Severity;
  /** Clauses that the subject is known to break. With such a finding a run ends, and nothing is thrown. */
  readonly known?: readonly string[];
}

/**
 * What a run of commands found against the subject: its message argues, and the finding is in it.
 *
 * @see rfc9110#conformance
 * @example
 * const about = { clause: 'answer.once', severity: 'breaks', saw: 'an answer' };
 * const finding = { ...about, beside: [], at: 1, permitted: [] };
 * new CommandsFailed('mine answers twice', finding).finding.clause; // 'answer.once'
 */
export class CommandsFailed extends Error {
  override readonly name = 'CommandsFailed';
  readonly finding: WireFinding;

  constructor(message: string, finding: WireFinding) {
    super(message);
    this.finding = finding;
  }
}

const PATIENCE = 10_000;
const MOST = 1 << 20;
/** One turn of the event loop, so that what was written leaves by itself. */
const turn = (): Promise<void> => new Promise((done) => setImmediate(done));

/** The line of one run, with the model that is told what passes. */
export class ConnectionReal {
  readonly subject: Subject;
  private readonly line: Line;
  private readonly model: ConnectionModel;
  private readonly options: ModelOptions;
  private readonly quiet: number;
  private readonly ask: Uint8Array;
  private readonly until: number;
  private waiting: Uint8Array[] = [];
  private octets = 0;
  private judgedAt = -1;
  private last: WireVerdict | undefined;

  constructor(subject: Subject, line: Line, model: ConnectionModel, options: ModelOptions) {
    this.subject = subject;
    this.line = line;
    this.model = model;
    this.options = options;
    this.quiet = options.quiet ?? subject.quiet;
    this.ask = aimedOctets(spell(PLAIN), subject);
    this.until = performance.now() + (options.patience ?? PATIENCE);
  }

  /**
   * The client does something. Octets that wait leave in one segment with the next that do not.
   *
   * @param step - what it does
   * @param together - whether octets wait for what comes behind them
   */
  does(step: ClientStep, together = false): void {
    this.model.note({ from: 'client', ...step });
    if (step.what === 'octets') this.waiting.push(step.octets);
    if (together && step.what === 'octets') return;
    this.leave();
    if (step.what === 'fin') this.line.fin();
    if (step.what === 'rst') this.line.rst();
  }

  /** What waits leaves. */
  private leave(): void {
    const all = this.waiting;
    this.waiting = [];
    if (all.length > 0) this.line.write(joined(all));
  }

  /** Takes what the server does next; false when it does nothing for so long. */
  private async take(ms: number): Promise<boolean> {
    const left = this.until - performance.now();
    if (left <= 0) {
      this.model.stopped = 'patience';
      return false;
    }
    const one = await this.line.next(Math.min(ms, left));
    if (one === undefined) return false;
    this.model.note(one);
    if (one.what === 'octets') this.octets += one.octets.length;
    if (this.octets > (this.options.most ?? MOST)) this.model.stopped = 'too-much';
    return true;
  }

  /** Takes what has arrived already. */
  async arrived(): Promise<void> {
    if (this.subject.quiet > 0) await turn();
    while (!this.model.isOver && (await this.take(0))) {
      // goes on
    }
  }

  /** Waits until this is so, the server has ended, or nothing comes. */
  async settled(isDone: () => boolean, quiet = this.quiet): Promise<void> {
    await this.arrived();
    if (this.waiting.length > 0) return;
    while (!this.model.isOver && !isDone() && (await this.take(quiet))) {
      // goes on
    }
  }

  /** Waits until all that was asked is answered. */
  answered(): Promise<void> {
    return this.settled(() => this.isAnswered);
  }

  /** Waits for the end, or for silence. */
  ended(): Promise<void> {
    return this.settled(() => false);
  }

  /** Waits for silence, and writes down that nothing came; what is under way to the client still comes. */
  async silent(): Promise<void> {
    this.leave();
    await this.ended();
    const { isUnderWay = false } = this.line as Line & { readonly isUnderWay?: boolean };
    if (!this.model.isOver && !isUnderWay) this.model.note({ from: 'nobody', what: 'quiet' });
  }

  /**
   * Asks with a Ping whether the frames before it were dealt with; where all follows at once, nobody is
   * asked.
   */
  async dealt(): Promise<void> {
    await this.arrived();
    const { model, quiet } = this;
    if (quiet === 0 || this.waiting.length > 0 || !model.isWebSocket) return;
    await this.probe(quiet);
  }

  private async probe(quiet: number): Promise<void> {
    const { observer } = this.model;
    const probe = probeFor(observer, this.ask);
    if (probe === undefined) return;
    const before = observer.server.pongs.length;
    this.does({ what: 'octets', octets: probe });
    const isFrames = observer.server.mode === 'frames';
    await this.settled(() => (isFrames ? observer.server.pongs.length > before : this.isAnswered), quiet);
  }

  private get isAnswered(): boolean {
    const { server, client, unanswered } = this.model.observer;
    if (server.last?.connection.split('+').includes('close') === true) return false;
    if (server.mode === 'frames') return client.mode === 'frames' && client.closes.length === 0;
    return unanswered <= 0 && server.mode === 'head' && !client.inHead;
  }

  /**
   * All that passed is judged, if something came since it was judged last.
   *
   * @returns the verdict
   * @throws {CommandsFailed} when the subject breaks a clause that it is not known to break
   */
  judged(): WireVerdict {
    const { model, options } = this;
    const { passed } = model;
    const at = passed.findLastIndex(({ from }) => from === 'server');
    const isSame = at === this.judgedAt && model.stopped === undefined;
    if (this.last !== undefined && isSame) return this.last;
    this.judgedAt = at;
    // why it was stopped is not in what the observer read
    const verdict = judgeExchange(model.stopped === undefined ? model.observer : model.exchange);
    this.last = verdict;
    const least = SEVERITY_WEIGHT[options.least ?? 'breaks'];
    const counting = verdict.findings.filter(({ severity }) => SEVERITY_WEIGHT[severity] >= least);
    if (counting.length > 0) model.isJudged = true;
    const [found] = counting.filter(({ clause }) => options.known?.includes(clause) !== true);
    if (found === undefined) return verdict;
    const again = `run again: ${model.did.join(', ')}`;
    throw new CommandsFailed(argued(this.subject.name, found, model.exchange, again), found);
  }

  /** What waits leaves, what comes is awaited, and life is asked for at the end. */
  async finish(): Promise<WireVerdict> {
    const { model } = this;
    const quiet = Math.max(1, this.quiet);
    if (!model.isOver) {
      this.leave();
      await this.settled(() => this.isAnswered, quiet);
    }
    if (!model.isOver) {
      model.probedFrom = model.passed.length;
      await this.probe(quiet);
      if (model.probedFrom === model.passed.length) model.probedFrom = undefined;
      // an answer too many would be there by now
      await this.arrived();
    }
    if (!model.isOver && !this.isAnswered) model.note({ from: 'nobody', what: 'quiet' });
    return this.judged();
  }

  close(): void {
    this.line.close();
  }
}
