/**
 * The groups `frame` and `sent`: frames of a client behind a 101, and frames that a server may and may
 * not send.
 *
 * 1. Of frames that the same clause takes in the same way, for each opcode and FIN bit, the one nearest
 *    to a short text message stands for all.
 * 2. What follows a frame is told by the machine, once with no message under way and once inside a text
 *    message.
 */

import { spell } from '../../explore/spell.js';
import {
  type FrameVerdict,
  frameFaults,
  frameFormOf,
  frameSpace,
  frameVerdictKey,
  permittedForFrame,
} from '../../spec/active.js';
import { REFERENCE } from '../../spec/axes.js';
import { permittedFor } from '../../spec/decide.js';
import { choose } from '../../spec/defaults.js';
import { CHOICES } from '../../spec/events.js';
import { FRAME_AXIS_NAMES, type FrameFacts, REFERENCE_FRAME } from '../../spec/frame-axes.js';
import type { ConnectionEvent, Sendable } from '../../spec/machine.js';
import { octetsOf } from '../../spec/message.js';
import { base64 } from '../../spec/proof.js';
import { type Connection, placeOf, run, step } from '../../spec/step.js';
import { beginning, frameOctets, type UnderWay } from './frame-octets.js';
import { seenLanguage } from './language.js';
import { differing, idOf, joined, type Lines, type Named, named, type Vector } from './line.js';

const UNDER_WAY: readonly UnderWay[] = ['between', 'inside'];

/** A connection that has switched, with or without a message of the client under way. */
function switched(underWay: UnderWay): Connection {
  const [begins] = permittedForFrame({ ...REFERENCE_FRAME, fin: 'more' });
  const events: ConnectionEvent[] = [
    { type: 'client.head', verdict: choose(permittedFor(REFERENCE)) },
    { type: 'app.accept' },
  ];
  if (underWay === 'inside' && begins !== undefined) events.push({ type: 'client.frame', verdict: begins });
  return run(events).end;
}

const distance = (facts: FrameFacts, reference: FrameFacts): number =>
  FRAME_AXIS_NAMES.filter((axis) => facts[axis] !== reference[axis]).length;

/**
 * Of facts with the same key those nearest to a reference that octets can have; and how many keys have
 * none.
 */
function witnesses(
  keyOf: (facts: FrameFacts) => string,
  reference: (facts: FrameFacts) => FrameFacts,
  underWay: UnderWay,
): {
  readonly found: readonly { readonly facts: FrameFacts; readonly octets: Uint8Array }[];
  readonly skipped: number;
} {
  const keys = new Set<string>();
  const found = new Map<string, { readonly facts: FrameFacts; readonly octets: Uint8Array }>();
  for (const facts of frameSpace()) {
    const key = keyOf(facts);
    keys.add(key);
    const best = found.get(key);
    if (
      best !== undefined &&
      distance(best.facts, reference(best.facts)) <= distance(facts, reference(facts))
    )
      continue;
    const octets = frameOctets(facts, underWay);
    if (octets !== undefined) found.set(key, { facts, octets });
  }
  return { found: [...found.values()], skipped: keys.size - found.size };
}

/** What a server does with a frame. */
interface Taking {
  readonly default?: true;
  readonly does: 'take' | 'ignore' | 'fail';
  /** What it then has to send, whatever the application wants. */
  readonly owes: readonly string[];
  readonly clause: Named;
}

/** What a connection has to send by itself, sooner or later. */
function owedIn(connection: Connection): readonly string[] {
  const sends = CHOICES.map((event) => step(connection, event).arrows[0]).flatMap((arrow) =>
    arrow?.due === true ? (arrow.sends ?? []) : [],
  );
  return [...new Set(sends)];
}

function takingOf(open: Connection, verdict: FrameVerdict): Taking {
  const taken = step(open, { type: 'client.frame', verdict });
  const fails = (one: FrameVerdict): boolean => {
    const { after } = step(open, { type: 'client.frame', verdict: one });
    return placeOf(after).status === 'ACTIVE.failing';
  };
  const outOfTurn = verdict.takes === 'data' && fails({ ...verdict, outOfTurn: 'fail' });
  const does = fails(verdict) ? 'fail' : outOfTurn || verdict.takes === 'nothing' ? 'ignore' : 'take';
  const clause = outOfTurn ? 'frame.out-of-turn' : verdict.clause;
  return { does, owes: owedIn(taken.after), clause: named(clause) };
}

function takings(open: Connection, facts: FrameFacts): readonly Taking[] {
  const all = permittedForFrame(facts).map((verdict) => takingOf(open, verdict));
  const distinct = [...new Map(all.map((one) => [JSON.stringify(one), one])).values()];
  return distinct.map((one, at) => (at === 0 ? { default: true, ...one } : one));
}

/** The handshake before the frame; where compression must be agreed, it is offered. */
function handshakeOf(facts: FrameFacts): Uint8Array {
  const head = spell(REFERENCE);
  if (facts.reserved !== 'compressed') return head;
  const offer = octetsOf('Sec-WebSocket-Extensions: permessage-deflate\r\n\r\n');
  return joined([head.subarray(0, head.length - 2), offer]);
}

function frameLine(facts: FrameFacts, octets: Uint8Array, underWay: UnderWay): Vector {
  const open = switched(underWay);
  const differs = differing(facts, REFERENCE_FRAME);
  const outcomes = takings(open, facts);
  return {
    id: `frame/${underWay}/${idOf(differs)}`,
    group: 'frame',
    on: {
      state: 'behind a 101',
      handshake: base64(handshakeOf(facts)),
      ...(facts.reserved === 'compressed' ? { agreed: 'permessage-deflate' } : {}),
      message: underWay,
      ...(underWay === 'inside' ? { before: base64(beginning('client')) } : {}),
    },
    octets: base64(octets),
    facts: differs,
    outcomes,
    seen: seenLanguage([[{ from: 'client', what: 'frame', facts }]], open),
  };
}

/**
 * Frames of a client behind a 101, each with what a server may do with it.
 *
 * @returns the lines, and how many kinds of frames no octets have
 */
export function frameVectors(): Lines {
  const keyOf = (facts: FrameFacts): string => {
    const verdicts = permittedForFrame(facts);
    const ways = verdicts.map((verdict) => `${verdict.clause} ${frameVerdictKey(verdict)}`);
    return `${facts.opcode} ${facts.fin} ${facts.reserved === 'compressed'} ${ways}`;
  };
  const all = UNDER_WAY.map((underWay) => ({
    underWay,
    ...witnesses(keyOf, () => REFERENCE_FRAME, underWay),
  }));
  return {
    lines: all.flatMap(({ underWay, found }) =>
      found.map(({ facts, octets }) => frameLine(facts, octets, underWay)),
    ),
    skipped: all.reduce((sum, { skipped }) => sum + skipped, 0),
  };
}

/** What a server sends by itself, by its kind: the event of the machine, and the frame. */
const SENDS: readonly {
  readonly event: ConnectionEvent;
  readonly kind: Sendable | 'close';
  readonly frame: FrameFacts;
}[] = [
  { kind: 'message', frame: frameFormOf('text') },
  { kind: 'begins', frame: frameFormOf('text', 'more') },
  { kind: 'continues', frame: frameFormOf('continuation', 'more') },
  { kind: 'ends', frame: frameFormOf('continuation') },
  { kind: 'ping', frame: frameFormOf('ping') },
  { kind: 'pong', frame: frameFormOf('pong') },
  { kind: 'close', frame: frameFormOf('close') },
].map((one) => {
  const kind = one.kind as Sendable | 'close';
  return { ...one, kind, event: kind === 'close' ? { type: 'app.end' } : { type: 'app.send', frame: kind } };
});

/** Whether each kind of frame is in its turn, between messages of the server and inside one. */
function turnLines(): readonly Vector[] {
  return UNDER_WAY.flatMap((underWay) => {
    const open = switched('between');
    const from = underWay === 'inside' ? step(open, { type: 'app.send', frame: 'begins' }).after : open;
    return SENDS.map(({ event, kind, frame }): Vector => {
      const { sent, arrows } = step(from, event);
      const octets = frameOctets(frame, 'between');
      return {
        id: `sent/${underWay}/${kind}`,
        group: 'sent',
        on: {
          state: 'behind a 101',
          message: underWay,
          ...(underWay === 'inside' ? { before: base64(beginning('server')) } : {}),
        },
        octets: base64(octets ?? new Uint8Array(0)),
        facts: frame,
        permitted: sent.length > 0,
        clauses: [named(arrows[0]?.clause ?? 'sent.in-turn')],
      };
    });
  });
}

/**
 * Frames that a server may send and may not send: by their form, and by their turn.
 *
 * @returns the lines, and how many kinds of frames no octets have
 */
export function sentVectors(): Lines {
  const keyOf = (facts: FrameFacts): string => `${facts.opcode} ${facts.fin} ${frameFaults(facts)}`;
  const { found, skipped } = witnesses(keyOf, ({ opcode, fin }) => frameFormOf(opcode, fin), 'between');
  const lines = found.map(({ facts, octets }): Vector => {
    const faults = frameFaults(facts);
    return {
      id: `sent/form/${idOf(facts)}`,
      group: 'sent',
      on: {
        state: 'behind a 101',
        ...(facts.reserved === 'compressed' ? { agreed: 'permessage-deflate' } : {}),
      },
      octets: base64(octets),
      facts,
      permitted: faults.length === 0,
      clauses: faults.map(named),
    };
  });
  return { lines: [...lines, ...turnLines()], skipped };
}
