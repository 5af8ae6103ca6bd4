/**
 * Deliberately wrong specifications, which keep the invariants honest.
 *
 * 1. A mutant changes one thing: a row of a table, the form of an answer, or an arrow of the machine.
 * 2. Its list of broken invariants is written here, whole, and asserted. Every invariant is broken by some mutant.
 */

import { STANDARDS_DIALECT } from '../dialects/dialect.js';
import {
  FRAME_FORM,
  FRAME_STANDARDS,
  type FrameContext,
  type FrameNarrowing,
  type FrameRules,
  frameFormOf,
  RECEIVING,
  type Receiving,
} from '../spec/active.js';
import { type AnswerContext, FORM, formOf, type Narrowing } from '../spec/answer.js';
import type { Facts } from '../spec/axes.js';
import { type Rules, STANDARDS } from '../spec/decide.js';
import type { FrameFacts } from '../spec/frame-axes.js';
import { type ArrowMeta, machine, type Sent } from '../spec/machine.js';
import { latin1, octetsOf } from '../spec/message.js';
import { type Connection, step, stepOf } from '../spec/step.js';
import { defineTable, type Row, type Table } from '../spec/table.js';
import { type Subject, subjectOf } from './relations.js';
import type { Stepper } from './search.js';

/** One wrong specification. */
export interface Mutant {
  readonly id: string;
  /** What is wrong, as a claim somebody could believe. */
  readonly believes: string;
  /** The whole list of invariants it breaks, of those that are monitors. */
  readonly breaks: readonly string[];
  readonly rules?: Rules;
  readonly frames?: FrameRules;
  readonly ask?: Stepper;
  /** Where its connections begin, when its machine is another. */
  readonly start?: Connection;
}

type Rewrite<F, O> = (rows: readonly Row<F, O>[]) => readonly Row<F, O>[];

/** The rules with one table rewritten. */
function withTable<Q extends keyof Rules>(
  question: Q,
  rewrite: Rewrite<Facts, Rules[Q] extends Table<Facts, infer O> ? O : never>,
): Rules {
  const table = STANDARDS[question] as unknown as Table<Facts, never>;
  const rows = (rewrite as unknown as Rewrite<Facts, never>)(table.rows);
  return { ...STANDARDS, [question]: defineTable(table.title, table.space, rows) };
}

const without =
  (...clauses: string[]) =>
  <F, O>(rows: readonly Row<F, O>[]): readonly Row<F, O>[] =>
    rows.filter((row) => !clauses.includes(row.clause));

const giving =
  (clause: string, outcome: unknown) =>
  <F, O>(rows: readonly Row<F, O>[]): readonly Row<F, O>[] =>
    rows.map((row) => (row.clause === clause ? { ...row, then: [outcome as O] } : row));

/** The machine asked with another table of forms. */
const withForm = (rewrite: (rows: typeof FORM.rows) => readonly Row<AnswerContext, Narrowing>[]): Stepper => {
  const form = defineTable<AnswerContext, Narrowing>(FORM.title, FORM.space, rewrite(FORM.rows));
  return (connection, event) =>
    step(connection, event, { answer: (context) => formOf(context, form), frame: frameFormOf });
};

/** The machine asked with another table of the forms of frames. */
const withFrames = (
  rewrite: (rows: typeof FRAME_FORM.rows) => readonly Row<FrameContext, FrameNarrowing>[],
): Stepper => {
  const form = defineTable<FrameContext, FrameNarrowing>(
    FRAME_FORM.title,
    FRAME_FORM.space,
    rewrite(FRAME_FORM.rows),
  );
  return (connection, event) =>
    step(connection, event, {
      answer: (context) => formOf(context),
      frame: (opcode, fin) => frameFormOf(opcode, fin, form),
    });
};

/** The tables about received frames with the first of them rewritten. */
const withReceiving = (
  rewrite: (rows: typeof RECEIVING.rows) => readonly Row<FrameFacts, Receiving>[],
): FrameRules => ({
  ...FRAME_STANDARDS,
  receiving: defineTable<FrameFacts, Receiving>(RECEIVING.title, RECEIVING.space, rewrite(RECEIVING.rows)),
});

/** The machine with one arrow changed: another target, or other things sent. */
interface Change {
  /** The state the arrow leaves, as `status.NONE.idle`. */
  readonly from: string;
  readonly on: string;
  /** The clause of the arrow, which finds it among those of the state. */
  readonly clause: string;
  readonly to?: string | 'nowhere';
  readonly sends?: readonly Sent[];
  readonly unguarded?: true;
  readonly drop?: true;
}

/** A copy of the machine's configuration, its arrows ready to be changed. */
function copy(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copy);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, key === 'guard' ? inner : copy(inner)]),
  );
}

type Config = { states?: Record<string, Config>; on?: Record<string, unknown> };

/**
 * The machine with some arrows changed, ready to be asked.
 *
 * @param changes - the arrows, by state, event and clause
 * @returns a stepper and where its connections begin
 * @throws when a change finds no arrow
 */
function mutated(...changes: readonly Change[]): {
  readonly ask: Stepper;
  readonly start: Connection;
} {
  const config = copy(machine.config) as Config;
  for (const change of changes) {
    const state = change.from.split('.').reduce<Config | undefined>((at, name) => at?.states?.[name], config);
    const listed = state?.on?.[change.on];
    const list = (Array.isArray(listed) ? listed : [listed]) as Record<string, unknown>[];
    const arrow = list.find((one) => (one?.meta as ArrowMeta | undefined)?.clause === change.clause);
    if (state?.on === undefined || arrow === undefined)
      throw new Error(`no arrow ${change.from} ${change.on}`);
    if (change.drop === true) state.on[change.on] = list.filter((one) => one !== arrow);
    if (change.to === 'nowhere') delete arrow.target;
    else if (change.to !== undefined) arrow.target = change.to;
    if (change.unguarded === true) delete arrow.guard;
    if (change.sends !== undefined) arrow.meta = { ...(arrow.meta as ArrowMeta), sends: change.sends };
  }
  return stepOf(config);
}

const machineMutant = (
  id: string,
  believes: string,
  breaks: string,
  ...changes: readonly Change[]
): Mutant => ({
  id,
  believes,
  breaks: breaks.split(' '),
  ...mutated(...changes),
});

/** Wrong tables, up to persistence. */
function wrongAdmission(): readonly Mutant[] {
  return [
    {
      id: 'upgrade-in-http10',
      believes: 'an offer in HTTP/1.0 may be granted',
      breaks: ['SI-1', 'SI-2', 'SI-5'],
      rules: withTable('offer', without('offer.old-version')),
    },
    {
      id: 'option-not-needed',
      believes: 'the Upgrade field alone is an offer',
      breaks: ['SI-3', 'SI-5'],
      rules: withTable('offer', without('offer.option-missing')),
    },
    {
      id: 'any-protocol',
      believes: 'any protocol in Upgrade is as good as websocket',
      breaks: ['SI-2', 'SI-5'],
      rules: withTable('offer', without('offer.other-protocol')),
    },
    {
      id: 'key-not-needed',
      believes: 'a handshake needs no key',
      breaks: ['SI-5'],
      rules: withTable('handshake', without('handshake.key-missing')),
    },
    {
      id: 'host-optional',
      believes: 'HTTP/1.1 needs no Host, nor does a handshake',
      breaks: ['SI-5', 'SI-19'],
      rules: {
        ...withTable('refusals', without('host.missing')),
        handshake: withTable('handshake', without('handshake.host')).handshake,
      },
    },
    {
      id: 'both-framings-switch',
      believes: 'Content-Length beside Transfer-Encoding is no reason not to switch',
      breaks: ['SI-19'],
      rules: withTable('handshake', without('handshake.ambiguous-framing')),
    },
    {
      id: 'both-framings-persist',
      believes: 'Content-Length beside Transfer-Encoding does not end the connection',
      breaks: ['SI-13', 'SI-20', 'L-2', 'L-11'],
      rules: withTable('endings', without('framing.both-ends')),
    },
    {
      id: 'keep-alive-beats-close',
      believes: 'keep-alive is looked at before close',
      breaks: ['SI-12', 'SI-13', 'L-2'],
      rules: withTable('persistence', (rows) => [
        {
          clause: 'persist.keep-alive',
          when: { connection: ['close+keep-alive', 'close+keep-alive+upgrade'] },
          then: ['keep-alive' as const],
        },
        ...rows,
      ]),
    },
  ];
}

/** Wrong tables, the rest. */
function wrongDecisions(): readonly Mutant[] {
  return [
    {
      id: 'close-ignored',
      believes: 'HTTP/1.1 persists whatever Connection says',
      breaks: ['SI-12', 'SI-13', 'L-2'],
      rules: withTable('persistence', without('persist.close-wins')),
    },
    {
      id: 'http10-persists',
      believes: 'HTTP/1.0 persists by default',
      breaks: ['L-2'],
      rules: withTable('persistence', giving('persist.otherwise', 'http/1.1')),
    },
    {
      id: 'served-as-asked-no-more',
      believes: 'HTTP/1.0 clients can read what HTTP/1.1 clients can',
      breaks: ['SI-1', 'SI-16'],
      rules: withTable('servedAs', without('version.old')),
    },
    {
      id: 'persistence-after-101',
      believes: 'HTTP persistence still applies to a connection that has switched',
      breaks: ['SI-14'],
      rules: withTable('after101', giving('after101.persistence', 'persistence')),
    },
    {
      id: 'frames-activate',
      believes: 'a frame before the 101 opens the WebSocket',
      breaks: ['SI-5'],
      rules: withTable('earlyFrames', giving('handshake.frames-early', 'activate')),
    },
    {
      id: 'content-not-seen',
      believes: 'only a method decides whether content follows',
      breaks: ['SI-18'],
      rules: withTable('content', giving('content.follows', 'none')),
    },
    {
      id: 'version-refusal-is-any',
      believes: 'a WebSocket version is refused as any fault is',
      breaks: ['SI-23'],
      rules: withTable('handshake', giving('handshake.version-unsupported', 'faulty')),
    },
  ];
}

/** Wrong answers. */
function wrongForms(): readonly Mutant[] {
  return [
    {
      id: 'no-protocol-named',
      believes: 'a 101 need not name the protocol',
      breaks: ['SI-2'],
      ask: withForm(without('form.switch-protocol')),
    },
    {
      id: 'no-option-in-101',
      believes: 'a 101 need not list the option',
      breaks: ['SI-4'],
      ask: withForm(without('form.switch-option')),
    },
    {
      id: 'no-proof',
      believes: 'a 101 needs no proof',
      breaks: ['SI-6'],
      ask: withForm(without('form.switch-proof')),
    },
    {
      id: 'unoffered-protocol',
      believes: 'a server may name a subprotocol nobody offered',
      breaks: ['SI-7'],
      ask: withForm(giving('form.negotiated', { protocol: ['unoffered'] })),
    },
    {
      id: 'no-426-upgrade',
      believes: 'a 426 need not say to what',
      breaks: ['SI-22'],
      ask: withForm(without('form.upgrade-required')),
    },
    {
      id: 'no-versions-named',
      believes: 'a version refusal need not list versions',
      breaks: ['SI-23'],
      ask: withForm(without('form.names-versions')),
    },
    {
      id: 'no-echo',
      believes: 'a kept HTTP/1.0 connection needs no keep-alive in the answer',
      breaks: ['SI-16'],
      ask: withForm(without('form.keep-alive-echo')),
    },
    {
      id: 'close-not-said',
      believes: 'who closes need not say close',
      breaks: ['SI-17'],
      ask: withForm(without('form.close-said')),
    },
    {
      id: 'switch-labelled-10',
      believes: 'a 101 may be labelled HTTP/1.0',
      breaks: ['SI-32'],
      ask: withForm(giving('form.switch-label', { version: ['1.0'] })),
    },
  ];
}

/** Wrong arrows in HTTP. */
function wrongArrows(): readonly Mutant[] {
  return [
    machineMutant('answers-twice', 'an answered request may be answered again', 'SI-8 SI-13', {
      from: 'status.NONE',
      on: 'app.respond',
      clause: 'answer.once',
      sends: ['response'],
    }),
    machineMutant('interim-after-final', 'interim responses may come at any time', 'SI-1 SI-9 SI-13 L-10', {
      from: 'status.NONE',
      on: 'app.interim',
      clause: 'answer.once',
      sends: ['interim'],
    }),
    machineMutant('out-of-order', 'a later request may be answered first', 'SI-10 SI-13 SI-16', {
      from: 'status.NONE.answering',
      on: 'app.respond',
      clause: 'order.fifo',
      drop: true,
    }),
    machineMutant('http-after-101', 'a WebSocket may still get HTTP answers', 'SI-9 SI-11 L-6', {
      from: 'status.ACTIVE',
      on: 'app.interim',
      clause: 'after101.no-http',
      sends: ['interim'],
    }),
    machineMutant(
      'ends-are-ignored',
      'a request that says close may be followed by others',
      'SI-12 SI-13 SI-16 SI-17 SI-18 SI-20 L-2 L-11 L-12 L-13',
      {
        from: 'status.NONE.answered',
        on: 'policy.written',
        clause: 'close.last',
        to: 'idle',
        sends: [],
      },
    ),
  ];
}

/** Wrong arrows around the switch and the end. */
function wrongEnds(): readonly Mutant[] {
  return [
    machineMutant('bare-fin', 'a WebSocket may be ended by a FIN alone', 'SI-14', {
      from: 'status.ACTIVE.open',
      on: 'app.end',
      clause: 'after101.close-first',
      to: '#lingering',
      sends: ['fin'],
    }),
    machineMutant('no-100', 'a 101 may go out although a 100 is waited for', 'SI-5 SI-10 SI-19 SI-21', {
      from: 'status.HANDSHAKE.expecting',
      on: 'app.accept',
      clause: 'switch.not-before-continue',
      to: '#request-content',
      sends: ['switch'],
    }),
    machineMutant('acts-on-half-a-head', 'a head need not be complete', 'SI-17 SI-28', {
      from: 'status.NONE.head',
      on: 'app.respond',
      clause: 'head.not-complete',
      to: '#answered',
      sends: ['response'],
    }),
    machineMutant('waits-for-ever', 'an answer that does not come ends nothing', 'L-1 L-9 L-10 L-12', {
      from: 'status.NONE',
      on: 'policy.limit',
      clause: 'close.any-time',
      to: 'nowhere',
      sends: [],
    }),
    machineMutant('cut-short-stays', 'a message that is cut short may be waited for', 'L-1 L-9 L-10 L-12', {
      from: 'status.NONE.body',
      on: 'policy.limit',
      clause: 'content.cut-short',
      to: 'nowhere',
      sends: [],
    }),
    machineMutant('fin-not-answered', "the client's FIN needs no answer", 'L-13', {
      from: 'status.NONE.idle',
      on: 'client.fin',
      clause: 'close.client-finished',
      to: 'nowhere',
      sends: [],
    }),
    machineMutant('queued-for-ever', 'a queued handshake stays queued', 'L-16', {
      from: 'status.HANDSHAKE.queued',
      on: 'policy.earlier-answered',
      clause: 'order.fifo',
      to: 'nowhere',
      unguarded: true,
    }),
    machineMutant('faulty-framing-lingers', 'faulty framing ends nothing by itself', 'SI-17 L-2 L-11', {
      from: 'status.NONE.answered',
      on: 'policy.written',
      clause: 'close.ends',
      to: 'nowhere',
      sends: [],
    }),
    machineMutant('content-left-unread', 'unread content does not matter', 'SI-12 SI-13 SI-18 L-2', {
      from: 'status.NONE.draining',
      on: 'policy.written',
      clause: 'close.unread-content',
      to: 'idle',
    }),
  ];
}

/** Wrong about frames. */
function wrongFrames(): readonly Mutant[] {
  return [
    {
      id: 'server-masks',
      believes: 'a server masks its frames as a client does',
      breaks: ['SI-24'],
      ask: withFrames(without('sent.unmasked')),
    },
    {
      id: 'long-control-frames',
      believes: 'a control frame may be as long as any',
      breaks: ['SI-24'],
      ask: withFrames(giving('sent.control-short', { length: ['long'] })),
    },
    {
      id: 'sends-1005',
      believes: 'a Close without a code is sent back as 1005',
      breaks: ['SI-26'],
      ask: withFrames(giving('sent.close-code', { payload: ['code-forbidden'] })),
    },
    {
      id: 'mask-not-needed',
      believes: 'a frame without a mask is as good as any',
      breaks: ['SI-27', 'L-8'],
      frames: withReceiving(without('frame.unmasked')),
    },
    {
      id: 'any-text',
      believes: 'whether text is UTF-8 is for the application to find out',
      breaks: ['SI-27', 'L-8'],
      frames: withReceiving(without('frame.text-not-utf8')),
    },
    machineMutant('reads-on-when-failing', 'a faulty frame is skipped', 'SI-27 L-8', {
      from: 'status.ACTIVE.open',
      on: 'client.frame',
      clause: 'fail.required',
      to: 'nowhere',
    }),
    machineMutant('fails-without-end', 'a connection that was failed may stay', 'L-8', {
      from: 'status.ACTIVE.failing',
      on: 'policy.stop',
      clause: 'fail.ends',
      to: 'nowhere',
      sends: [],
    }),
    machineMutant('ping-unanswered', 'a Ping needs no Pong', 'L-4', {
      from: 'status.ACTIVE.open',
      on: 'policy.reply',
      clause: 'frame.ping',
      sends: [],
    }),
  ];
}

/** Wrong about the end of a WebSocket. */
function wrongClosing(): readonly Mutant[] {
  return [
    machineMutant('close-unanswered', 'a Close needs no Close in answer', 'L-5', {
      from: 'status.ACTIVE.closing-there',
      on: 'policy.reply',
      clause: 'closing.answered',
      to: 'nowhere',
      sends: [],
    }),
    machineMutant('data-behind-close', 'what was to be sent is sent behind the Close too', 'SI-24 SI-25', {
      from: 'status.ACTIVE.closing-here',
      on: 'app.send',
      clause: 'closing.no-data',
      sends: ['frame'],
    }),
    machineMutant('closes-twice', 'a Close may be repeated', 'SI-25', {
      from: 'status.ACTIVE',
      on: 'app.end',
      clause: 'closing.once',
      sends: ['close-frame'],
    }),
    machineMutant('waits-for-the-client', 'behind both Closes the client ends the transport', 'L-6', {
      from: 'status.ACTIVE.both',
      on: 'policy.written',
      clause: 'closing.server-first',
      to: 'nowhere',
      sends: [],
    }),
    machineMutant('waits-for-content', 'a 100 can wait for the content', 'L-9 L-12', {
      from: 'status.NONE.expecting',
      on: 'policy.limit',
      clause: 'content.cut-short',
      to: 'nowhere',
      sends: [],
    }),
  ];
}

/** Wrong about frames in ways that end the WebSocket, or let it begin too early. */
function wrongAround(): readonly Mutant[] {
  const open = 'status.ACTIVE.open';
  return [
    machineMutant('fin-for-a-close', 'a Close is answered by ending the transport', 'SI-14 L-5', {
      from: open,
      on: 'client.frame',
      clause: 'closing.received',
      to: '#lingering',
      sends: ['fin'],
    }),
    machineMutant('vanishes', 'behind a fault the connection is forgotten', 'L-8', {
      from: open,
      on: 'client.frame',
      clause: 'fail.required',
      to: '#gone',
    }),
    machineMutant('answers-when-failing', 'a Close is answered even behind a failure', 'SI-27', {
      from: 'status.ACTIVE.failing',
      on: 'client.frame',
      clause: 'fail.nothing-processed',
      to: '#lingering',
      sends: ['close-frame', 'fin'],
    }),
    machineMutant('no-fin-behind-both', "behind both Closes the client's FIN is enough", 'L-6', {
      from: 'status.ACTIVE.both',
      on: 'client.fin',
      clause: 'closing.server-first',
      sends: [],
    }),
    machineMutant('no-pong-behind-close', 'behind the own Close a Ping needs no Pong', 'L-4', {
      from: 'status.ACTIVE.closing-here',
      on: 'policy.reply',
      clause: 'closing.ping',
      sends: [],
    }),
    machineMutant('fails-over-pings', 'a Ping is a fault', 'L-4', {
      from: open,
      on: 'client.frame',
      clause: 'frame.ping',
      to: 'failing',
    }),
    machineMutant('interleaves', 'messages may be sent into each other', 'SI-24', {
      from: open,
      on: 'app.send',
      clause: 'sent.in-turn',
      sends: ['frame'],
    }),
    machineMutant('frames-before-101', 'an offer that is weighed may get frames', 'SI-11', {
      from: 'status.HANDSHAKE',
      on: 'app.send',
      clause: 'switch.no-frames-in-http',
      sends: ['frame'],
    }),
    machineMutant('never-100', 'a client that waits for a 100 waits for nothing', 'L-9', {
      from: 'status.NONE.expecting',
      on: 'app.interim',
      clause: 'interim.continue',
      to: 'nowhere',
      sends: [],
    }),
    {
      id: 'bits-without-meaning',
      believes: 'reserved bits are free to use',
      breaks: ['SI-24'],
      ask: withFrames(giving('sent.reserved-bits', { reserved: ['unknown'] })),
    },
  ];
}

/**
 * The wrong specifications. Machines are built when asked for: there are many, and most runs need none.
 *
 * @returns the mutants, each with the invariants it breaks
 */
export function mutants(): readonly Mutant[] {
  return [
    ...wrongAdmission(),
    ...wrongDecisions(),
    ...wrongForms(),
    ...wrongArrows(),
    ...wrongEnds(),
    ...wrongFrames(),
    ...wrongClosing(),
    ...wrongAround(),
  ];
}

/** A wrong way of taking requests, which a relation between requests finds out. */
export interface WrongSubject {
  readonly id: string;
  readonly believes: string;
  /** The relation it breaks. */
  readonly breaks: string;
  readonly subject: Subject;
}

/** Takes octets as the standards do, after changing the text. */
const misreading = (change: (text: string) => string): Subject => {
  const { treat } = subjectOf(STANDARDS_DIALECT);
  return { treat: (octets) => treat(octetsOf(change(latin1(octets, 0, octets.length)))) };
};

/**
 * Wrong ways of reading, one at least for each relation over heads.
 *
 * @returns the wrong subjects
 */
export function wrongSubjects(): readonly WrongSubject[] {
  return [
    {
      id: 'close-forbids-the-switch',
      believes: 'an offer beside close is none',
      breaks: 'SI-15',
      subject: misreading((text) =>
        /^connection:.*close/im.test(text) ? text.replace(/^upgrade:/im, 'x:') : text,
      ),
    },
    {
      id: 'names-have-a-case',
      believes: 'a field is found by the usual spelling of its name',
      breaks: 'SI-29',
      subject: misreading((text) => text.replaceAll('CONNECTION:', 'x:')),
    },
    {
      id: 'upgrade-comes-last',
      believes: 'what stands before Host is no field yet',
      breaks: 'SI-29',
      subject: misreading((text) => text.replace(/^upgrade:(.*)$(?=[\s\S]*^host:)/im, 'x:$1')),
    },
    {
      id: 'last-line-wins',
      believes: 'of several Connection lines the last one counts',
      breaks: 'SI-30',
      subject: {
        treat: subjectOf({
          ...STANDARDS_DIALECT,
          reading: { ...STANDARDS_DIALECT.reading, upgrade: 'last-list' },
        }).treat,
      },
    },
  ];
}

/**
 * A machine that does not forget, for the relation over positions.
 *
 * @returns how to ask it, and where its connections begin
 */
export function unforgetting(): { readonly ask: Stepper; readonly start: Connection } {
  return mutated({
    from: 'persistence.persists',
    on: 'policy.written',
    clause: 'close.persists',
    to: 'nowhere',
  });
}
