/** Commands of a WebSocket: messages whole and in fragments, control frames, and frames at fault. */
import * as fc from 'fast-check';
import { permittedForFrame } from '../../spec/active.js';
import { type FrameFacts, REFERENCE_FRAME } from '../../spec/frame-axes.js';
import { printFrame } from '../../spec/frames.js';
import { octetsOf } from '../../spec/message.js';
import { closeFrame, frame, type GeneratedFrame } from '../arbitraries/frame.js';
import { quoted } from '../arbitraries/shown.js';
import { type CommandKind, ConnectionCommand, type KindOfCommand } from './command.js';
import type { ConnectionModel } from './model.js';
import type { ConnectionReal } from './real.js';

const SOUND = { mask: 'masked', reserved: 'none', fin: 'last', length: 'short', payload: 'plain' } as const;
const KEY = new Uint8Array([0x37, 0xfa, 0x21, 0x3d]);

/** How commands of frames are made. */
interface FrameOptions {
  readonly together: boolean;
  readonly early: boolean;
}

/** A frame that goes on with a message, of ASCII alone: so it is text, whatever began the message. */
function fragment(fin: FrameFacts['fin'], text: string): GeneratedFrame {
  const octets = printFrame({ opcode: 0, fin: fin === 'last', payload: octetsOf(text), key: KEY });
  return { octets, facts: { ...REFERENCE_FRAME, opcode: 'continuation', fin }, compressed: false };
}

const ascii = fc.array(fc.constantFrom('a', 'b', 'c', ' '), { maxLength: 8 }).map((all) => all.join(''));
const opcode = fc.constantFrom('text', 'binary');
const whole = opcode.chain((one) => frame({ ...SOUND, opcode: one as 'text' | 'binary' }));
const first = opcode.chain((one) => frame({ ...SOUND, fin: 'more', opcode: one as 'text' | 'binary' }));

/** Whether a receiver does not have to take the frame, by itself. */
const isFaulty = ({ facts }: GeneratedFrame): boolean => permittedForFrame(facts)[0]?.takes === 'fault';

/** Frames at fault by themselves, and data that is at fault where it stands. */
const atFault: fc.Arbitrary<GeneratedFrame> = fc.oneof(
  { weight: 3, arbitrary: frame().filter(isFaulty) },
  { weight: 1, arbitrary: whole },
  { weight: 1, arbitrary: ascii.map((text) => fragment('last', text)) },
);

/** What is waited for behind a frame. */
function awaited(kind: CommandKind, real: ConnectionReal): Promise<void> {
  return kind === 'close' || kind === 'frame at fault' ? real.ended() : real.dealt();
}

function commandOf(
  kind: CommandKind,
  { octets, facts }: GeneratedFrame,
  together: boolean,
  early: boolean,
): ConnectionCommand {
  const isFault = kind === 'frame at fault';
  const isRight = (model: ConnectionModel): boolean =>
    isFault
      ? isFaulty({ octets, facts, compressed: false }) || !model.isInTurn(facts.opcode)
      : model.isInTurn(facts.opcode);
  return new ConnectionCommand({
    kind,
    words: quoted(octets),
    together,
    may: (model) => (model.takesFrame(facts) && isRight(model)) || (early && !isFault && model.isOffered),
    does: (model, real) => {
      real.does({ what: 'octets', octets }, together);
      if (isFault) model.isFaulty = true;
      return awaited(kind, real);
    },
  });
}

/**
 * Commands of frames: messages whole and in fragments, control frames, and frames at fault.
 *
 * @param options - whether octets leave together, and whether frames come before the answer to a handshake
 * @returns an arbitrary for each kind
 * @see rfc6455#section-5
 * @example
 * frameCommands({ together: true, early: false }).length; // 8
 */
export function frameCommands({ together, early }: FrameOptions): readonly KindOfCommand[] {
  const leaves = together ? fc.nat(3).map((number) => number === 3) : fc.constant(false);
  const of = (kind: CommandKind, frames: fc.Arbitrary<GeneratedFrame>): KindOfCommand => ({
    kind,
    commands: fc.tuple(frames, leaves).map(([one, leaving]) => commandOf(kind, one, leaving, early)),
  });
  return [
    of('message', whole),
    of('first fragment', first),
    of(
      'further fragment',
      ascii.map((text) => fragment('more', text)),
    ),
    of(
      'last fragment',
      ascii.map((text) => fragment('last', text)),
    ),
    of('ping', frame({ ...SOUND, opcode: 'ping' })),
    of('pong', frame({ ...SOUND, opcode: 'pong' })),
    of('close', closeFrame(SOUND)),
    of('frame at fault', atFault),
  ];
}
