/**
 * What a client can do on a connection, as commands for fast-check's model runs.
 *
 * 1. A command is valid where the event means something in some state that explains what was seen: its
 *    first arrow leaves nothing unread, and the connection is not over. Content is sent where content is
 *    awaited, frames in a WebSocket, and a head where a head is read.
 * 2. Requests may be pipelined, as far as the machine reads on behind an unanswered request. A handshake
 *    that has no answer yet is not read on behind, so nothing comes there, unless early frames are asked
 *    for.
 * 3. Behind a frame at fault, a Close and a FIN the client sends no more.
 */
import * as fc from 'fast-check';
import { COMMAND_KINDS, type CommandKind, ConnectionCommand } from './command.js';
import { frameCommands } from './frame-commands.js';
import { contentCommands, headCommands } from './http-commands.js';

/** Which commands there are. */
export interface CommandOptions {
  /** Whether octets may leave in one segment with those of the next command; true when not given. */
  readonly together?: boolean;
  /** Whether frames may be sent before the handshake is answered, which wait there; false when not given. */
  readonly early?: boolean;
  /** The kinds of commands that are wanted; all of them when not given. */
  readonly only?: readonly CommandKind[];
}

const fin = new ConnectionCommand({
  kind: 'fin',
  may: (model) => model.takes({ type: 'client.fin' }),
  does: (_, real) => {
    real.does({ what: 'fin' });
    return real.ended();
  },
});

const rst = new ConnectionCommand({
  kind: 'rst',
  may: (model) => model.takes({ type: 'client.rst' }),
  does: (_, real) => {
    real.does({ what: 'rst' });
    return real.arrived();
  },
});

const quiet = new ConnectionCommand({
  kind: 'quiet',
  may: () => true,
  does: (_, real) => real.silent(),
});

/**
 * The commands of a client, to be given to `fc.commands`: one for each event that it can cause.
 *
 * Each is valid only where the machine says that the event means something in a state that explains what
 * was seen. A failure shrinks to few commands, each with the shortest octets of its kind.
 *
 * @param options - which kinds are wanted, whether octets leave together, and whether frames come early
 * @returns an arbitrary for each event; that of an end brings a FIN or an RST
 * @see rfc9112#connection.management
 * @example
 * import * as fc from 'fast-check';
 *
 * await fc.assert(
 *   fc.asyncProperty(fc.commands(connectionCommands()), (commands) =>
 *     runCommands(speaks({ dialect: STANDARDS_DIALECT }), commands),
 *   ),
 *   { numRuns: 5 },
 * );
 */
export function connectionCommands(options: CommandOptions = {}): fc.Arbitrary<ConnectionCommand>[] {
  const { together = true, early = false, only = COMMAND_KINDS } = options;
  const ends = [fin, rst].filter(({ kind }) => only.includes(kind));
  return [
    ...headCommands(together),
    ...contentCommands(together),
    ...frameCommands({ together, early }),
    { kind: quiet.kind, commands: fc.constant(quiet) },
  ]
    .filter(({ kind }) => only.includes(kind))
    .map(({ commands }) => commands)
    .concat(ends.length === 0 ? [] : fc.constantFrom(...ends));
}
