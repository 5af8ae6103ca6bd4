/**
 * Commands run on a subject: a line is opened, fast-check does them on it, and it is closed whatever
 * happens.
 */
import * as fc from 'fast-check';
import type { Subject } from '../../wire/subject.js';
import type { WireVerdict } from '../../wire/verdict.js';
import { ConnectionModel } from './model.js';
import { raced } from './races.js';
import { ConnectionReal, type ModelOptions } from './real.js';

/** Commands in order, as `fc.commands` gives them. */
export type Commands = Iterable<fc.AsyncCommand<ConnectionModel, ConnectionReal, boolean>>;

/** A line that is open, for commands to be run on. */
export interface OpenModel {
  /** Gives the model and the line to `fc.asyncModelRun` or `fc.scheduledModelRun`. */
  readonly setup: () => Promise<{ readonly model: ConnectionModel; readonly real: ConnectionReal }>;
  readonly model: ConnectionModel;
  /**
   * Waits for what is still to come, asks whether the connection lives, and judges.
   *
   * @throws {CommandsFailed} when the subject breaks a clause
   */
  readonly finish: () => Promise<WireVerdict>;
  /** Leaves nothing open. */
  readonly close: () => void;
}

/** What a run of commands came to. */
export interface ModelRun {
  readonly verdict: WireVerdict;
  readonly model: ConnectionModel;
}

/** How commands are run, and who is told of it. */
export interface RunOptions extends ModelOptions {
  /** Is told of each run that throws nothing. A property of fast-check gives nothing back, or it fails. */
  readonly told?: (run: ModelRun) => void;
}

/** A line is finished, and whoever wants to know is told. */
async function finished({ finish, model }: OpenModel, { told }: RunOptions): Promise<void> {
  const verdict = await finish();
  told?.({ verdict, model });
}

/**
 * A line to a subject is opened for commands, and has to be closed by whoever opens it.
 *
 * @param subject - what is under test
 * @param options - how long is waited, and what is thrown
 * @returns the setup for a model run, how it is finished, and how it is closed
 * @throws {Unreachable} when no connection can be made
 * @see rfc9112#connection.management
 * @example
 * import * as fc from 'fast-check';
 *
 * const property = fc.asyncProperty(fc.commands(connectionCommands()), async (commands) => {
 *   const open = await connectionModel(speaks({ dialect: STANDARDS_DIALECT }));
 *   try {
 *     await fc.asyncModelRun(open.setup, commands);
 *     await open.finish();
 *   } finally {
 *     open.close();
 *   }
 * });
 * await fc.assert(property, { numRuns: 5 });
 */
export async function connectionModel(subject: Subject, options: ModelOptions = {}): Promise<OpenModel> {
  const line = await subject.connect();
  const model = new ConnectionModel();
  const real = new ConnectionReal(subject, line, model, options);
  return {
    setup: () => Promise.resolve({ model, real }),
    model,
    finish: () => real.finish(),
    close: () => real.close(),
  };
}

/**
 * Commands are run on a new connection to a subject, one after the other, and nothing stays open.
 *
 * @param subject - what is under test
 * @param commands - as `fc.commands` gives them
 * @param options - how long is waited, what is thrown, and who is told the verdict
 * @returns when the line is closed
 * @throws {CommandsFailed} when the subject breaks a clause
 * @throws {Unreachable} when no connection can be made
 * @see rfc9112#connection.management
 * @example
 * let outcome = 'none';
 * const told = ({ verdict }) => {
 *   outcome = verdict.outcome;
 * };
 * await runCommands(speaks({ dialect: STANDARDS_DIALECT }), [], { told });
 * outcome; // 'conforms'
 */
export async function runCommands(
  subject: Subject,
  commands: Commands,
  options: RunOptions = {},
): Promise<void> {
  const open = await connectionModel(subject, options);
  try {
    await fc.asyncModelRun(open.setup, commands);
    await finished(open, options);
  } finally {
    open.close();
  }
}

/**
 * The same with races: no command waits for the one before it, and what each end sends reaches the other
 * when the scheduler says so.
 *
 * @param subject - what is under test; a pure one or a handler follows the scheduler alone
 * @param scheduler - as `fc.scheduler` gives it
 * @param commands - as `fc.commands` gives them
 * @param options - how long is waited, what is thrown, and who is told the verdict
 * @returns when the line is closed
 * @throws {CommandsFailed} when the subject breaks a clause
 * @throws {Unreachable} when no connection can be made
 * @see rfc9112#pipelining
 * @example
 * import * as fc from 'fast-check';
 *
 * await fc.assert(
 *   fc.asyncProperty(fc.scheduler(), fc.commands(connectionCommands()), (scheduler, commands) =>
 *     runRaced(speaks({ dialect: STANDARDS_DIALECT }), scheduler, commands),
 *   ),
 *   { numRuns: 5 },
 * );
 */
export async function runRaced(
  subject: Subject,
  scheduler: fc.Scheduler,
  commands: Commands,
  options: RunOptions = {},
): Promise<void> {
  const open = await connectionModel(raced(subject, scheduler), options);
  try {
    await fc.scheduledModelRun(scheduler, open.setup, commands);
    await scheduler.waitFor(finished(open, options));
  } finally {
    open.close();
  }
}
