/**
 * A subject whose octets are under way for as long as fast-check's scheduler says, so that what the two
 * ends send crosses.
 *
 * 1. In each direction the order is kept. What the client sent meanwhile arrives in one segment.
 * 2. What comes is told when it has been delivered; asked without waiting, the line tells what was
 *    delivered so far.
 * 3. A delivery ends when the subject has done what it does at once. What it does later is under way from
 *    when it is noticed, so only pure subjects, and handlers that wait for the scheduler alone, do the same
 *    in every run.
 */
import type * as fc from 'fast-check';
import { joined } from '../../wire/octets.js';
import type { ClientStep } from '../../wire/purely.js';
import type { FromServer, Line, Subject } from '../../wire/subject.js';
import { quoted } from '../arbitraries/shown.js';

/** Turns of the event loop without anything new, behind which nothing more follows at once. */
const TURNS = 2;
/** Milliseconds after which a line is given up on whose scheduler nobody runs. */
const ABANDONED = 2000;

const turn = (): Promise<void> => new Promise((done) => setImmediate(done));

/** As a label in the report of a scheduler, which is a template string. */
function labelOf(one: ClientStep): string {
  if (one.what !== 'octets') return one.what;
  return quoted(one.octets).replaceAll('`', "'").replaceAll('${', '$ {');
}

/** A line on which nothing arrives before its time. */
class RacedLine implements Line {
  private readonly inner: Line;
  private readonly scheduler: fc.Scheduler;
  private readonly quiet: number;
  private sending: ClientStep[] = [];
  private readonly coming: FromServer[] = [];
  private readonly came: FromServer[] = [];
  private underWay = 0;
  private isClosed = false;
  private isSending = false;
  private wake: (() => void) | undefined;

  constructor(inner: Line, subject: Subject, scheduler: fc.Scheduler) {
    this.inner = inner;
    this.scheduler = scheduler;
    this.quiet = subject.quiet;
  }

  write(octets: Uint8Array): void {
    this.send({ what: 'octets', octets });
  }

  fin(): void {
    this.send({ what: 'fin' });
  }

  rst(): void {
    this.send({ what: 'rst' });
  }

  close(): void {
    this.isClosed = true;
    this.inner.close();
    this.wake?.();
  }

  /** Whether something will still be delivered. */
  get isUnderWay(): boolean {
    return this.underWay > 0;
  }

  async next(ms: number): Promise<FromServer | undefined> {
    for (;;) {
      await this.collect();
      const one = this.came.shift();
      if (one !== undefined || ms <= 0 || this.isClosed) return one;
      if (this.underWay > 0) {
        if (!(await this.something())) return undefined;
      } else {
        const late = await this.inner.next(this.quiet);
        if (late === undefined && this.underWay === 0) return undefined;
        if (late !== undefined) this.comes(late);
      }
    }
  }

  /** Waits for a delivery; false when nobody delivers. */
  private something(): Promise<boolean> {
    return new Promise((done) => {
      const timer = setTimeout(() => done(false), ABANDONED);
      this.wake = () => {
        clearTimeout(timer);
        this.wake = undefined;
        done(true);
      };
    });
  }

  /** A task of the scheduler, which may do it at any time from now on. */
  private schedule(label: string, deliver: () => Promise<void>): void {
    this.underWay += 1;
    const builder = async (): Promise<void> => {
      if (!this.isClosed) await deliver();
      this.underWay -= 1;
      this.wake?.();
    };
    this.scheduler.scheduleSequence([{ builder, label }]);
  }

  private send(one: ClientStep): void {
    this.sending.push(one);
    if (this.isSending) return;
    this.isSending = true;
    this.schedule(`to the server from ${labelOf(one)} on`, () => this.arrive());
  }

  /** Everything that the client has sent by now arrives. */
  private async arrive(): Promise<void> {
    const all = this.sending;
    this.sending = [];
    this.isSending = false;
    const octets = joined(all.flatMap((one) => (one.what === 'octets' ? [one.octets] : [])));
    if (octets.length > 0) this.inner.write(octets);
    for (const { what } of all) {
      if (what === 'fin') this.inner.fin();
      if (what === 'rst') this.inner.rst();
    }
    let idle = 0;
    while (idle < (this.quiet === 0 ? 1 : TURNS)) {
      if (this.quiet > 0) await turn();
      idle = (await this.collect()) ? 0 : idle + 1;
    }
  }

  /** What the subject has sent by now is under way to the client. */
  private async collect(): Promise<boolean> {
    let some = false;
    while (!this.isClosed) {
      const one = await this.inner.next(0);
      if (one === undefined) break;
      some = true;
      this.comes(one);
    }
    return some;
  }

  private comes(one: FromServer): void {
    this.coming.push(one);
    if (this.coming.length === 1) this.deliver();
  }

  /** The first of what is under way to the client arrives next, in this direction. */
  private deliver(): void {
    const [first] = this.coming;
    if (first === undefined) return;
    this.schedule(`to the client ${labelOf(first)}`, () => {
      this.coming.shift();
      this.came.push(first);
      this.deliver();
      return Promise.resolve();
    });
  }
}

/**
 * A subject to and from which octets go when a scheduler says so; for races between the two ends.
 *
 * With `fc.scheduledModelRun` commands do not wait for one another on such a subject: `runRaced` does all
 * of it. Where a conversation is held on it, silence must be waited for at least a millisecond, and the
 * scheduler be run meanwhile.
 *
 * @param subject - what is under test
 * @param scheduler - as `fc.scheduler` gives it
 * @returns the subject
 * @see rfc9112#pipelining
 * @example
 * import * as fc from 'fast-check';
 *
 * const asked = [{ what: 'octets', octets: spell(REFERENCE) }];
 * const property = fc.asyncProperty(fc.scheduler(), async (scheduler) => {
 *   const subject = raced(speaks({ dialect: STANDARDS_DIALECT }), scheduler);
 *   const exchange = await scheduler.waitFor(converse(subject, asked, { quiet: 1 }));
 *   if (judgeExchange(exchange).outcome !== 'conforms') throw new Error('it does not conform');
 * });
 * await fc.assert(property, { numRuns: 5 });
 */
export function raced(subject: Subject, scheduler: fc.Scheduler): Subject {
  return {
    ...subject,
    quiet: 0,
    connect: async () => new RacedLine(await subject.connect(), subject, scheduler),
  };
}
