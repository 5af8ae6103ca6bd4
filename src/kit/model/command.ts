/**
 * One command: when it may be done, what it does, and how it is told.
 */
import type * as fc from 'fast-check';
import type { ConnectionModel } from './model.js';
import type { ConnectionReal } from './real.js';

/**
 * The kinds of commands, one for each event that a client can cause; a request comes in four.
 *
 * @see rfc9112#connection.management
 * @example
 * COMMAND_KINDS.includes('handshake'); // true
 */
export const COMMAND_KINDS = [
  'line break',
  'part of a head',
  'rest of a head',
  'request',
  'handshake',
  'handshake at fault',
  'any request',
  'some content',
  'end of content',
  'content at fault',
  'message',
  'first fragment',
  'further fragment',
  'last fragment',
  'ping',
  'pong',
  'close',
  'frame at fault',
  'fin',
  'rst',
  'quiet',
] as const;

/** What a command is. */
export type CommandKind = (typeof COMMAND_KINDS)[number];

/** An arbitrary of commands of one kind. */
export interface KindOfCommand {
  readonly kind: CommandKind;
  readonly commands: fc.Arbitrary<ConnectionCommand>;
}

/** What a command does, as its arbitrary makes it. */
export interface Doing {
  readonly kind: CommandKind;
  /** What it carries, as printable text. */
  readonly words?: string;
  /** Whether its octets wait, and leave in one segment with what comes behind them. */
  readonly together?: boolean;
  may(model: ConnectionModel): boolean;
  does(model: ConnectionModel, real: ConnectionReal): Promise<void>;
}

/**
 * A command of a client, as fast-check runs it: `check` asks the machine, `run` does it and judges all that
 * passed.
 *
 * @see rfc9112#connection.management
 * @example
 * const quiet = { kind: 'quiet', may: () => true, does: (_, real) => real.ended() };
 * new ConnectionCommand(quiet).toString(); // 'quiet'
 */
export class ConnectionCommand implements fc.AsyncCommand<ConnectionModel, ConnectionReal> {
  readonly kind: CommandKind;
  private readonly doing: Doing;

  constructor(doing: Doing) {
    this.kind = doing.kind;
    this.doing = doing;
  }

  check(model: ConnectionModel): boolean {
    if (model.isOver) return false;
    // behind its FIN a client sends nothing, though it may wait or reset
    const isSilent = model.observer.ends.has('client fin');
    return (!isSilent || this.kind === 'quiet' || this.kind === 'rst') && this.doing.may(model);
  }

  async run(model: ConnectionModel, real: ConnectionReal): Promise<void> {
    // what came since the last command, where nobody waits: it may be the end
    await real.arrived();
    if (!model.isOver) {
      model.did.push(this.toString());
      model.ran.push(this.kind);
      await this.doing.does(model, real);
    }
    real.judged();
  }

  toString(): string {
    const { kind, words, together } = this.doing;
    return `${kind}${words === undefined ? '' : ` ${words}`}${together === true ? ' together with' : ''}`;
  }
}
