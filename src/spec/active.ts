/**
 * What a frame is to the server that receives it, and what the frames a server sends are like (RFC 6455 §5, §7).
 *
 * 1. `RECEIVING` is in order: the first row that holds decides. Where RFC 6455 binds only the sender of a frame and
 *    says nothing of its receiver, several outcomes are permitted, failing the connection first.
 * 2. Whether a data frame comes in turn depends on the message under way, which the machine knows and a frame does
 *    not: its verdict says what follows if it is out of turn.
 * 3. `FRAME_FORM` narrows, as the table of forms of answers does: every row that holds counts, what is left is
 *    permitted, and the first value left is the one sent.
 */
import {
  FRAME_AXIS_NAMES,
  FRAME_VALUES,
  type FrameAxis,
  type FrameFacts,
  type FrameValue,
} from './frame-axes.js';
import { ask, askAll, type Condition, defineTable, type Space, seeing, type Table } from './table.js';

/** What a receiver does with a frame: what it says, nothing at all, or fail the connection. */
export type Receiving = 'take' | 'ignore' | 'fail';

type Opcode = FrameValue<'opcode'>;
const CONTROL: readonly Opcode[] = ['close', 'ping', 'pong'];
const TEXT: readonly Opcode[] = ['text', 'continuation'];

/** What does a server do with a frame it receives? */
export const RECEIVING: Table<FrameFacts, Receiving> = defineTable<FrameFacts, Receiving>(
  'what does a server do with a frame it receives?',
  FRAME_VALUES,
  [
    { clause: 'frame.unmasked', when: { mask: ['unmasked'] }, then: ['fail'] },
    { clause: 'frame.reserved-bits', when: { reserved: ['unknown'] }, then: ['fail'] },
    { clause: 'frame.opcode-unknown', when: { opcode: ['unknown'] }, then: ['fail'] },
    // only the first frame of a message may be marked as compressed
    {
      clause: 'frame.compressed-later',
      when: { reserved: ['compressed'], opcode: [...CONTROL, 'continuation'] },
      then: ['fail'],
    },
    // a server may check a message as it comes, and has to when it has ended
    {
      clause: 'frame.text-not-utf8',
      when: { opcode: TEXT, payload: ['not-utf8'], fin: ['last'] },
      then: ['fail'],
    },
    { clause: 'frame.text-not-utf8', when: { opcode: TEXT, payload: ['not-utf8'] }, then: ['fail', 'take'] },
    {
      clause: 'closing.reason-not-utf8',
      when: { opcode: ['close'], payload: ['not-utf8'] },
      then: ['fail'],
    },
    // what one server takes is too much for another
    { clause: 'frame.too-big', when: { length: ['over-limit'] }, then: ['fail', 'take'] },
    // rules for senders, on whose breach the texts ask nothing of the receiver
    { clause: 'frame.length-top-bit', when: { length: ['top-bit'] }, then: ['fail', 'ignore'] },
    {
      clause: 'frame.control-too-long',
      when: { opcode: CONTROL, length: ['long'] },
      then: ['fail', 'ignore', 'take'],
    },
    {
      clause: 'frame.control-fragmented',
      when: { opcode: CONTROL, fin: ['more'] },
      then: ['fail', 'ignore', 'take'],
    },
    { clause: 'frame.length-not-minimal', when: { length: ['not-minimal'] }, then: ['take', 'fail'] },
    {
      clause: 'closing.body-one-octet',
      when: { opcode: ['close'], payload: ['one-octet'] },
      then: ['fail', 'take'],
    },
    {
      clause: 'closing.code-received',
      when: { opcode: ['close'], payload: ['code-forbidden', 'code-outside'] },
      then: ['fail', 'take'],
    },
    {
      clause: 'closing.code-without-meaning',
      when: { opcode: ['close'], payload: ['code-reserved'] },
      then: ['take', 'fail'],
    },
    { clause: 'closing.received', when: { opcode: ['close'] }, then: ['take'] },
    { clause: 'frame.ping', when: { opcode: ['ping'] }, then: ['take'] },
    { clause: 'frame.pong', when: { opcode: ['pong'] }, then: ['take'] },
    // nobody outside knows what else of a message a server cannot take: its limits, its policy, what is compressed
    { clause: 'frame.data', when: {}, then: ['take', 'fail'] },
  ],
);

/** What a receiver does with a data frame that is out of turn: RFC 6455 §5.4 binds its sender alone. */
export const OUT_OF_TURN: Table<FrameFacts, 'fail' | 'ignore'> = defineTable<FrameFacts, 'fail' | 'ignore'>(
  'what does a server do with a data frame that is out of turn?',
  FRAME_VALUES,
  [{ clause: 'frame.out-of-turn', when: {}, then: ['fail', 'ignore'] }],
);

/** The tables about received frames, so that a mutant can bring others. */
export interface FrameRules {
  readonly receiving: Table<FrameFacts, Receiving>;
  readonly outOfTurn: Table<FrameFacts, 'fail' | 'ignore'>;
}

/** What RFC 6455 says of received frames. */
export const FRAME_STANDARDS: FrameRules = { receiving: RECEIVING, outOfTurn: OUT_OF_TURN };

/** What a frame is to the machine. */
export interface FrameVerdict {
  readonly takes: 'data' | 'ping' | 'pong' | 'close' | 'nothing' | 'fault';
  /** Of a data frame, where in its message it stands. */
  readonly part: 'whole' | 'begins' | 'continues' | 'ends' | 'none';
  /** What follows if a data frame is out of turn. */
  readonly outOfTurn: 'fail' | 'ignore';
  /** The clause that decided. */
  readonly clause: string;
}

function partOf({ opcode, fin }: FrameFacts): FrameVerdict['part'] {
  if (opcode === 'continuation') return fin === 'last' ? 'ends' : 'continues';
  return fin === 'last' ? 'whole' : 'begins';
}

function verdictsOf(facts: FrameFacts, rules: FrameRules): readonly FrameVerdict[] {
  const see = seeing(FRAME_VALUES, facts);
  const { clause, then } = ask(rules.receiving, see);
  return then.flatMap((outcome): readonly FrameVerdict[] => {
    const plain = { part: 'none', outOfTurn: 'fail', clause } as const;
    if (outcome === 'fail') return [{ takes: 'fault', ...plain }];
    if (outcome === 'ignore') return [{ takes: 'nothing', ...plain }];
    const { opcode } = facts;
    if (opcode === 'close' || opcode === 'ping' || opcode === 'pong') return [{ takes: opcode, ...plain }];
    const part = partOf(facts);
    return ask(rules.outOfTurn, see).then.map((outOfTurn) => ({ takes: 'data', part, outOfTurn, clause }));
  });
}

const decided = new WeakMap<FrameRules, Map<string, readonly FrameVerdict[]>>();

/**
 * Every permitted way to take a frame follows from its facts.
 *
 * @param facts - what is told of the frame
 * @param rules - the tables to ask; those of the standards when left out
 * @returns the verdicts, never none; the first takes the first outcome of every row
 * @see rfc6455#section-5
 * @example
 * import { permittedForFrame, REFERENCE_FRAME } from 'after101';
 *
 * permittedForFrame(REFERENCE_FRAME)[0].takes; // 'data'
 * permittedForFrame({ ...REFERENCE_FRAME, mask: 'unmasked' })[0].takes; // 'fault'
 */
export function permittedForFrame(
  facts: FrameFacts,
  rules: FrameRules = FRAME_STANDARDS,
): readonly FrameVerdict[] {
  let known = decided.get(rules);
  if (known === undefined) {
    known = new Map();
    decided.set(rules, known);
  }
  const key = FRAME_AXIS_NAMES.map((axis) => facts[axis]).join(' ');
  let verdicts = known.get(key);
  if (verdicts === undefined) {
    verdicts = verdictsOf(facts, rules);
    known.set(key, verdicts);
  }
  return verdicts;
}

/**
 * What distinguishes two verdicts on frames for the machine, as text: all but the clause.
 *
 * @param verdict - the verdict
 * @returns a key equal for verdicts that the machine cannot tell apart
 */
export function frameVerdictKey({ takes, part, outOfTurn }: FrameVerdict): string {
  return `${takes} ${part} ${outOfTurn}`;
}

/**
 * Every combination of facts that a frame can have; there are few enough to list.
 *
 * @returns the points of frame space, the axes counting in their order
 */
export function frameSpace(): readonly FrameFacts[] {
  return FRAME_AXIS_NAMES.reduce<readonly Partial<FrameFacts>[]>(
    (points, axis) =>
      points.flatMap((point) => FRAME_VALUES[axis].map((value) => ({ ...point, [axis]: value }))),
    [{}],
  ) as readonly FrameFacts[];
}

/** What the form of a frame depends on. */
export interface FrameContext {
  readonly opcode: Opcode;
}

const FRAME_CONTEXT: Space<FrameContext> = { opcode: FRAME_VALUES.opcode };

/** Which values of some parts of a frame a row leaves. */
export type FrameNarrowing = { readonly [A in Exclude<FrameAxis, 'opcode'>]?: readonly FrameValue<A>[] };

const row = (clause: string, when: Condition<FrameContext>, leaves: FrameNarrowing) => ({
  clause,
  when,
  then: [leaves],
});

/** What is a frame like that a server sends? Every row that holds counts. */
export const FRAME_FORM: Table<FrameContext, FrameNarrowing> = defineTable<FrameContext, FrameNarrowing>(
  'what is a frame like that a server sends?',
  FRAME_CONTEXT,
  [
    row('sent.unmasked', {}, { mask: ['unmasked'] }),
    row('sent.reserved-bits', {}, { reserved: ['none', 'compressed'] }),
    row('sent.compressed-first', { opcode: [...CONTROL, 'continuation'] }, { reserved: ['none', 'unknown'] }),
    // no frame of such an opcode is permitted: nothing is left
    row('sent.opcode', { opcode: ['unknown'] }, { mask: [] }),
    row('sent.control-short', { opcode: CONTROL }, { length: ['short', 'not-minimal'] }),
    row('sent.control-whole', { opcode: CONTROL }, { fin: ['last'] }),
    row('sent.length-form', {}, { length: ['short', 'long', 'over-limit'] }),
    row(
      'sent.close-body',
      { opcode: ['close'] },
      { payload: ['plain', 'code-forbidden', 'code-reserved', 'code-outside'] },
    ),
    row(
      'sent.close-code',
      { opcode: ['close'] },
      { payload: ['plain', 'not-utf8', 'one-octet', 'code-reserved', 'code-outside'] },
    ),
    row(
      'sent.close-code-range',
      { opcode: ['close'] },
      { payload: ['plain', 'not-utf8', 'one-octet', 'code-reserved', 'code-forbidden'] },
    ),
    row('sent.text', { opcode: TEXT }, { payload: ['plain'] }),
  ],
);

/**
 * The frame that a server sends: of every part the first permitted value.
 *
 * @param opcode - the kind of frame
 * @param fin - whether its message ends with it
 * @param form - the table of forms; that of the standards when left out
 * @returns the facts of the frame
 * @see rfc6455#section-5.1
 * @example
 * import { frameFormOf } from 'after101';
 *
 * frameFormOf('close').mask; // 'unmasked'
 */
export function frameFormOf(
  opcode: Opcode,
  fin: FrameValue<'fin'> = 'last',
  form: Table<FrameContext, FrameNarrowing> = FRAME_FORM,
): FrameFacts {
  const left: Record<string, readonly string[]> = { ...FRAME_VALUES };
  for (const held of askAll(form, seeing(FRAME_CONTEXT, { opcode }))) {
    for (const [part, values] of Object.entries(held.then[0] ?? {})) {
      left[part] = (left[part] ?? []).filter((value) => (values as readonly string[]).includes(value));
    }
  }
  const first = (part: FrameAxis): string | undefined => left[part]?.[0];
  const parts = Object.fromEntries(FRAME_AXIS_NAMES.map((axis) => [axis, first(axis)]));
  return { ...parts, opcode, ...(CONTROL.includes(opcode) ? {} : { fin }) } as FrameFacts;
}

/**
 * What is wrong with a frame that a server sent: the clauses it breaks, none when it is permitted.
 *
 * @param facts - the frame as seen
 * @param form - the table of forms; that of the standards when left out
 * @returns the clauses broken, in the table's order
 * @see rfc6455#section-5
 * @example
 * import { frameFaults, frameFormOf } from 'after101';
 *
 * frameFaults({ ...frameFormOf('pong'), length: 'long' }).join(); // 'sent.control-short'
 */
export function frameFaults(
  facts: FrameFacts,
  form: Table<FrameContext, FrameNarrowing> = FRAME_FORM,
): readonly string[] {
  const broken = askAll(form, seeing(FRAME_CONTEXT, { opcode: facts.opcode })).filter((held) =>
    Object.entries(held.then[0] ?? {}).some(
      ([part, values]) => !(values as readonly string[]).includes(facts[part as FrameAxis]),
    ),
  );
  return broken.map((held) => held.clause);
}
