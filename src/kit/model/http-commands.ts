/** Commands of HTTP: line breaks, heads in parts and whole, and content. */
import * as fc from 'fast-check';
import { octetsOf } from '../../spec/message.js';
import { aimedOctets } from '../../wire/aim.js';
import { PLAIN } from '../../wire/cases.js';
import { almostHandshake } from '../arbitraries/almost.js';
import { type GeneratedHead, requestHead, validHandshake } from '../arbitraries/head.js';
import { quoted } from '../arbitraries/shown.js';
import { type CommandKind, ConnectionCommand, type KindOfCommand } from './command.js';
import type { ConnectionModel } from './model.js';
import type { ConnectionReal } from './real.js';

const LINE_BREAK = octetsOf('\r\n');
const ORDINARY = { upgrade: 'none', key: 'absent', wsVersion: 'absent', connection: 'none' } as const;

/** Content that announces more is begun, and never sent to its end. */
const LONGEST = 1 << 16;
const CHUNK = octetsOf('5\r\nhello\r\n');
const CHUNKS_END = octetsOf('0\r\n\r\n');
const NO_CHUNKS = ['x\r\n', '5\nhello\n', '5\r\nhello0\r\n\r\n'] as const;

/**
 * Whether octets leave together with what comes behind them: one in four, and none in what a failure
 * shrinks to.
 */
const leaving = (together: boolean): fc.Arbitrary<boolean> =>
  together ? fc.nat(3).map((number) => number === 3) : fc.constant(false);

function lineBreak(): fc.Arbitrary<ConnectionCommand> {
  return fc.constant(
    new ConnectionCommand({
      kind: 'line break',
      may: (model) => model.isBetween && model.takes({ type: 'client.line-break' }),
      does: (_, real) => {
        real.does({ what: 'octets', octets: LINE_BREAK });
        return real.arrived();
      },
    }),
  );
}

/** Where a head may be cut, as a share of it. */
const SHARE = fc.nat(999);

const cutIn = (octets: Uint8Array, share: number): number =>
  1 + Math.floor((share * Math.max(0, octets.length - 1)) / 1000);

/** What is left of a head is known as long as the head is one that has not ended. */
function keepRest(model: ConnectionModel, rest: Uint8Array): void {
  model.rest = model.observer.client.inHead && rest.length > 0 ? rest : undefined;
}

function partOf({ octets }: GeneratedHead, share: number): ConnectionCommand {
  return new ConnectionCommand({
    kind: 'part of a head',
    words: quoted(octets.subarray(0, cutIn(octets, share))),
    may: (model) => model.isBetween && model.takes({ type: 'client.octets' }),
    does: async (model, real) => {
      const whole = aimedOctets(octets, real.subject);
      const cut = cutIn(whole, share);
      real.does({ what: 'octets', octets: whole.subarray(0, cut) });
      keepRest(model, whole.subarray(cut));
      await real.arrived();
    },
  });
}

function restOf(share: number): ConnectionCommand {
  return new ConnectionCommand({
    kind: 'rest of a head',
    ...(share === 0 ? {} : { words: `but for ${share} thousandths` }),
    may: (model) => model.rest !== undefined && model.takes({ type: 'client.octets' }),
    does: async (model, real) => {
      const { rest = LINE_BREAK } = model;
      const to = cutIn(rest, 1000 - share);
      real.does({ what: 'octets', octets: rest.subarray(0, to) });
      keepRest(model, rest.subarray(to));
      await (model.rest === undefined ? real.answered() : real.arrived());
    },
  });
}

function request(kind: CommandKind, head: GeneratedHead, together: boolean): ConnectionCommand {
  return new ConnectionCommand({
    kind,
    words: quoted(head.octets),
    together,
    may: (model) => model.takesRequest(head.facts),
    does: (_, real) => {
      real.does({ what: 'octets', octets: aimedOctets(head.octets, real.subject) }, together);
      return real.answered();
    },
  });
}

/** A request with content, or one like the plain request. */
function ordinary(): fc.Arbitrary<GeneratedHead> {
  return fc.oneof(
    { weight: 4, arbitrary: requestHead(PLAIN) },
    { weight: 2, arbitrary: requestHead({ ...ORDINARY, framing: 'none', expect: 'none', version: '1.1' }) },
    { weight: 2, arbitrary: requestHead(ORDINARY) },
    { weight: 1, arbitrary: requestHead({ ...ORDINARY, version: '1.1', framing: 'length' }) },
    { weight: 1, arbitrary: requestHead({ ...ORDINARY, version: '1.1', framing: 'chunked' }) },
    {
      weight: 1,
      arbitrary: requestHead({ ...ORDINARY, version: '1.1', framing: 'length', expect: 'continue' }),
    },
  );
}

/**
 * Commands of heads; the handshake twice, since what comes behind it is reached by it alone.
 *
 * @param together - whether octets may leave with those of the next command
 * @returns an arbitrary for each kind
 * @see rfc9112#message.format
 * @example
 * headCommands(true).length; // 8
 */
export function headCommands(together: boolean): readonly KindOfCommand[] {
  const whole = (kind: CommandKind, head: fc.Arbitrary<GeneratedHead>): KindOfCommand => ({
    kind,
    commands: fc.tuple(head, leaving(together)).map(([one, leaves]) => request(kind, one, leaves)),
  });
  const any = fc.oneof(ordinary(), validHandshake(), requestHead());
  const withContent = requestHead({ version: '1.1', framing: 'length' });
  const part = fc.tuple(any, SHARE).map(([head, share]) => partOf(head, share));
  const rest = fc.oneof({ weight: 2, arbitrary: fc.constant(0) }, SHARE).map(restOf);
  return [
    { kind: 'line break', commands: lineBreak() },
    { kind: 'part of a head', commands: part },
    { kind: 'rest of a head', commands: rest },
    whole('request', ordinary()),
    whole('handshake', validHandshake()),
    whole('handshake', fc.oneof(validHandshake(), validHandshake(), withContent)),
    whole('handshake at fault', almostHandshake()),
    whole('any request', requestHead()),
  ];
}

const CONTENT = { some: 'some content', end: 'end of content', fault: 'content at fault' } as const;

/** What is sent of content that is delimited so. */
function contentOctets(model: ConnectionModel, part: 'some' | 'end' | 'fault', share: number): Uint8Array {
  const { content } = model;
  if (content?.by === 'chunks') {
    if (part === 'fault') return octetsOf(NO_CHUNKS[share % NO_CHUNKS.length] as string);
    return part === 'some' ? CHUNK : CHUNKS_END;
  }
  const left = content?.left ?? 0;
  const length = part === 'end' ? left : 1 + Math.floor((share * (Math.min(left, LONGEST) - 1)) / 1000);
  return new Uint8Array(length).fill(0x78);
}

/** Whether there is content of this kind to be sent. */
function hasContent({ content }: ConnectionModel, part: 'some' | 'end' | 'fault'): boolean {
  if (content === undefined || content.by === 'chunks') return content !== undefined;
  if (part === 'some') return content.left > 1;
  return part === 'end' && content.left <= LONGEST;
}

function content(part: 'some' | 'end' | 'fault', share: number, together: boolean): ConnectionCommand {
  return new ConnectionCommand({
    kind: CONTENT[part],
    together,
    may: (model) => hasContent(model, part) && model.takesContent(part),
    does: async (model: ConnectionModel, real: ConnectionReal) => {
      const octets = contentOctets(model, part, share);
      const { content: before } = model;
      if (before?.by === 'length') model.content = { by: 'length', left: before.left - octets.length };
      real.does({ what: 'octets', octets }, together);
      await (part === 'some' ? real.arrived() : part === 'end' ? real.answered() : real.ended());
    },
  });
}

/**
 * Commands of content: some of it, its end, and octets that break its framing.
 *
 * @param together - whether octets may leave with those of the next command
 * @returns an arbitrary for each kind
 * @see rfc9112#message.body
 * @example
 * contentCommands(true).map(({ kind }) => kind); // ['some content', 'end of content', 'content at fault']
 */
export function contentCommands(together: boolean): readonly KindOfCommand[] {
  return (['some', 'end', 'fault'] as const).map((part) => ({
    kind: CONTENT[part],
    commands: fc.tuple(SHARE, leaving(together)).map(([share, leaves]) => content(part, share, leaves)),
  }));
}
