/**
 * The server's end of one HTTP/1.x connection, around the WebSocket upgrade.
 *
 * 1. `status` is where the connection stands: NONE (HTTP), HANDSHAKE (a WebSocket offer is being weighed), ACTIVE
 *    (WebSocket), CLOSED. Beside it, `persistence` is RFC 9112 §9.3: four arrows, the RFC's four rows in order.
 * 2. `earlier` tells whether earlier requests are unanswered, and `client` whether the client still sends; of a
 *    WebSocket, `message` and `sending` tell whether a message is under way in fragments, and `owes` whether a Pong is due.
 * 3. The machine acts on verdicts and never sees a message: `client.head` brings the verdict in force.
 * 4. All choice is an event: `client.*` is the peer, `app.*` the application, `policy.*` the server's own policy.
 * 5. Every state says what it does with every event. An arrow without target deliberately does nothing.
 * 6. Every arrow names its clause. What it sends is in `sends`, in order. `deviation` marks an arrow that no
 *    verdict of the standards enables; dialects need it.
 * 7. Octets that a state leaves `unread` stay with the transport and are read in a later state.
 */
import { and, assign, not, or, setup, stateIn } from 'xstate';
import type { FrameVerdict } from './active.js';
import { ERROR_STATUSES, type FinalStatus } from './admission.js';
import type { Verdict } from './decide.js';
import type { PersistenceRow } from './persistence.js';

/** The frames an application may ask to be sent: a message whole or in parts, and Ping and Pong unasked. */
export const SENDABLE = ['message', 'begins', 'continues', 'ends', 'ping', 'pong'] as const;
export type Sendable = (typeof SENDABLE)[number];

/** What can happen to a connection. */
export type ConnectionEvent =
  | { readonly type: 'client.line-break' }
  | { readonly type: 'client.octets' }
  | { readonly type: 'client.head'; readonly verdict: Verdict }
  | { readonly type: 'client.content'; readonly part: 'some' | 'end' | 'fault' }
  | { readonly type: 'client.frame'; readonly verdict: FrameVerdict }
  | { readonly type: 'client.fin' }
  | { readonly type: 'client.rst' }
  | { readonly type: 'app.accept' }
  | {
      readonly type: 'app.respond';
      readonly status: FinalStatus;
      readonly then: 'decide' | 'close' | 'until-close';
    }
  | { readonly type: 'app.interim'; readonly status: '100' | '1xx' }
  | { readonly type: 'app.ignore' }
  | { readonly type: 'app.send'; readonly frame: Sendable }
  | { readonly type: 'app.end' }
  | { readonly type: 'policy.written' }
  | { readonly type: 'policy.reply' }
  | { readonly type: 'policy.read-on' }
  | { readonly type: 'policy.earlier-answered'; readonly more: boolean; readonly close: boolean }
  | { readonly type: 'policy.stop' }
  | { readonly type: 'policy.limit' }
  | { readonly type: 'policy.fail' };

/** What an arrow puts on the wire. */
export type Sent =
  | 'response'
  | 'interim'
  | 'switch'
  | 'earlier-response'
  | 'frame'
  | 'pong'
  | 'close-frame'
  | 'fin';

/** What every arrow says of itself. */
export interface ArrowMeta {
  readonly clause: string;
  /** Rows of the transition table of requirements §5.1 that the arrow is. */
  readonly row?: string;
  readonly sends?: readonly Sent[];
  readonly deviation?: true;
  readonly unread?: true;
  /** The standards ask for this arrow to be taken, sooner or later. */
  readonly due?: true;
}

/** The verdict while no request is in hand. */
export const NO_REQUEST: Verdict = {
  takes: 'ordinary',
  answers: [],
  mayGrant: false,
  namesVersions: false,
  servedAs: '1.1',
  content: 'none',
  expects: 'no',
  persistence: 'otherwise',
  ends: false,
  after101: 'websocket',
  earlyFrames: 'wait',
  trail: {},
  picks: {},
};

/**
 * The verdict on a request that is cut short or whose content breaks its framing (RFC 9112 §7.1, §8): 400 or another
 * client error, or none, and the connection ends. Served as HTTP/1.0, so that nothing interim is sent any more.
 */
export const FAULTY_CONTENT: Verdict = {
  ...NO_REQUEST,
  takes: 'refused',
  answers: ['400', '4xx'],
  servedAs: '1.0',
  content: 'lost',
  ends: true,
};

/** Of a verdict, what still matters once the request is answered. The few there can be are kept, one of each. */
const ANSWERED: readonly Verdict[] = [false, true].flatMap((ends) =>
  (['websocket', 'persistence'] as const).map((after101) => ({ ...NO_REQUEST, ends, after101 })),
);

function whenAnswered(verdict: Verdict): Verdict {
  const kept = ANSWERED.find((one) => one.ends === verdict.ends && one.after101 === verdict.after101);
  return kept ?? NO_REQUEST;
}

/** An arrow that deliberately does nothing. */
const nothing = (clause: string) => ({ meta: { clause } satisfies ArrowMeta });

/** Octets that stay with the transport until the state changes. */
const unread = (clause: string) => ({ meta: { clause, unread: true } satisfies ArrowMeta });

/** What is still to come of a request when its head has ended. */
type Still = 'a 100' | 'content' | 'nothing';

function stillToCome(verdict: Verdict): Still {
  if (verdict.expects === 'owed') return 'a 100';
  return verdict.content === 'follows' ? 'content' : 'nothing';
}

const isLast = stateIn({ persistence: 'last' });
const isAnswering = stateIn({ status: { NONE: 'answering' } });
const clientFinished = stateIn({ client: 'finished' });
const answers = ['answering', 'body', 'expecting'].map((inner) => stateIn({ status: { NONE: inner } }));
const decides = ['deciding', 'body', 'expecting'].map((inner) => stateIn({ status: { HANDSHAKE: inner } }));

const parts = setup({
  types: {
    context: {} as { readonly verdict: Verdict },
    events: {} as ConnectionEvent,
    meta: {} as ArrowMeta,
  },
  guards: {
    comes: (_, p: { readonly verdict: Verdict; readonly as: Verdict['takes']; readonly still: Still }) =>
      p.verdict.takes === p.as && stillToCome(p.verdict) === p.still,
    rowFired: (_, p: { readonly verdict: Verdict; readonly row: PersistenceRow }) =>
      p.verdict.persistence === p.row,
    part: (_, p: { readonly part: string; readonly is: string }) => p.part === p.is,
    then: (_, p: { readonly then: string; readonly is: string }) => p.then === p.is,
    isContinue: (_, p: { readonly status: string }) => p.status === '100',
    refusal: ({ context }, p: { readonly status: FinalStatus }) =>
      context.verdict.answers.includes(p.status) && ERROR_STATUSES.includes(p.status),
    permitted: ({ context }, p: { readonly status: FinalStatus }) =>
      context.verdict.answers.includes(p.status),
    earlyError: (_, p: { readonly status: FinalStatus; readonly then: string }) =>
      p.then === 'close' && ERROR_STATUSES.includes(p.status),
    closesEarlier: (_, p: { readonly close: boolean }) => p.close,
    moreEarlier: (_, p: { readonly more: boolean }) => p.more,
    mayGrant: ({ context }) => context.verdict.mayGrant,
    servesInterim: ({ context }) => context.verdict.servedAs === '1.1',
    ends: ({ context }) => context.verdict.ends,
    readsOn: and([
      isAnswering,
      not(isLast),
      not(clientFinished),
      // An HTTP/1.0 request is answered first: what is sent to it has another form than any other answer. That
      // nobody sees, since octets that are not read yet wait all the same.
      ({ context: { verdict } }) =>
        verdict.takes === 'ordinary' && !verdict.ends && verdict.servedAs === '1.1',
    ]),
    frameIs: (_, p: { readonly verdict: FrameVerdict; readonly takes: FrameVerdict['takes'] }) =>
      p.verdict.takes === p.takes,
    failsOutOfTurn: (_, p: { readonly verdict: FrameVerdict }) => p.verdict.outOfTurn === 'fail',
    partIs: (_, p: { readonly verdict: FrameVerdict; readonly part: FrameVerdict['part'] }) =>
      p.verdict.part === p.part,
    sends: (_, p: { readonly frame: Sendable; readonly is: Sendable }) => p.frame === p.is,
    startsMessage: (_, p: { readonly verdict: FrameVerdict }) =>
      p.verdict.part === 'whole' || p.verdict.part === 'begins',
    insideMessage: stateIn({ message: 'inside' }),
    insideSending: stateIn({ sending: 'inside' }),
    owesPong: stateIn({ owes: 'pong' }),
    readsFrames: or([
      stateIn({ status: { ACTIVE: 'open' } }),
      stateIn({ status: { ACTIVE: 'closing-here' } }),
    ]),
    isOpen: stateIn({ status: { ACTIVE: 'open' } }),
    sendsData: or([
      stateIn({ status: { ACTIVE: 'open' } }),
      stateIn({ status: { ACTIVE: 'request-content' } }),
      stateIn({ status: { ACTIVE: 'closing-there' } }),
    ]),
    persistenceApplies: ({ context }) => context.verdict.after101 === 'persistence',
    framesActivate: ({ context }) => context.verdict.earlyFrames === 'activate',
    isLast,
    answersNow: and([not(stateIn({ earlier: 'pending' })), or([...answers, ...decides])]),
    isAnswered: stateIn({ status: { NONE: 'answered' } }),
    isClosed: stateIn({ status: 'CLOSED' }),
    isDraining: stateIn({ status: { NONE: 'draining' } }),
    isHead: stateIn({ status: { NONE: 'head' } }),
    earlierPending: stateIn({ earlier: 'pending' }),
    clientFinished,
  },
  actions: {
    takeVerdict: assign((_, p: { readonly verdict: Verdict }) => ({ verdict: p.verdict })),
    faultyContent: assign({ verdict: FAULTY_CONTENT }),
    keepWhatMatters: assign(({ context }) => ({ verdict: whenAnswered(context.verdict) })),
    forget: assign({ verdict: NO_REQUEST }),
  },
});

/** Events that carry what a guard needs: its parameters come from the event, never from elsewhere. */
type Of<T extends ConnectionEvent['type']> = {
  readonly event: Extract<ConnectionEvent, { readonly type: T }>;
};
const comes = (as: Verdict['takes'], still: Still) =>
  ({
    type: 'comes',
    params: ({ event }: Of<'client.head'>) => ({ verdict: event.verdict, as, still }),
  }) as const;
const fired = (row: PersistenceRow) =>
  ({
    type: 'rowFired',
    params: ({ event }: Of<'client.head'>) => ({ verdict: event.verdict, row }),
  }) as const;
const part = (is: 'end' | 'fault') =>
  ({ type: 'part', params: ({ event }: Of<'client.content'>) => ({ part: event.part, is }) }) as const;
const answersThen = (is: 'close' | 'until-close') =>
  ({ type: 'then', params: ({ event }: Of<'app.respond'>) => ({ then: event.then, is }) }) as const;
const permitted = {
  type: 'permitted',
  params: ({ event }: Of<'app.respond'>) => ({ status: event.status }),
} as const;
const refusal = {
  type: 'refusal',
  params: ({ event }: Of<'app.respond'>) => ({ status: event.status }),
} as const;
const earlyError = {
  type: 'earlyError',
  params: ({ event }: Of<'app.respond'>) => ({ status: event.status, then: event.then }),
} as const;
const isContinue = {
  type: 'isContinue',
  params: ({ event }: Of<'app.interim'>) => ({ status: event.status }),
} as const;
const closesEarlier = {
  type: 'closesEarlier',
  params: ({ event }: Of<'policy.earlier-answered'>) => ({ close: event.close }),
} as const;
const moreEarlier = {
  type: 'moreEarlier',
  params: ({ event }: Of<'policy.earlier-answered'>) => ({ more: event.more }),
} as const;
const takeVerdict = {
  type: 'takeVerdict',
  params: ({ event }: Of<'client.head'>) => ({ verdict: event.verdict }),
} as const;

const frameIs = (takes: FrameVerdict['takes']) =>
  ({
    type: 'frameIs',
    params: ({ event }: Of<'client.frame'>) => ({ verdict: event.verdict, takes }),
  }) as const;
const partIs = (part: FrameVerdict['part']) =>
  ({
    type: 'partIs',
    params: ({ event }: Of<'client.frame'>) => ({ verdict: event.verdict, part }),
  }) as const;
const startsMessage = {
  type: 'startsMessage',
  params: ({ event }: Of<'client.frame'>) => ({ verdict: event.verdict }),
} as const;
const failsOutOfTurn = {
  type: 'failsOutOfTurn',
  params: ({ event }: Of<'client.frame'>) => ({ verdict: event.verdict }),
} as const;
const sends = (is: Sendable) =>
  ({ type: 'sends', params: ({ event }: Of<'app.send'>) => ({ frame: event.frame, is }) }) as const;

/** All guards must hold. xstate's own type of `and` cannot see that parameters come from the event. */
const both = <G>(first: G, ...others: unknown[]): G => and([first, ...others] as never) as unknown as G;

/** None of the guards holds. */
const neither = (...guards: unknown[]): unknown => and(guards.map((guard) => not(guard as never)) as never);

/** A complete head, in whatever pieces it came: the verdict in force says where it leads. */
const HEAD = [
  {
    guard: comes('refused', 'nothing'),
    target: '#answering',
    actions: takeVerdict,
    meta: { clause: 'head.refused', row: 'S5 S7 S8 S9 S10 S11 S14' },
  },
  {
    guard: comes('refused', 'content'),
    target: '#body',
    actions: takeVerdict,
    meta: { clause: 'content.follows', row: 'S10' },
  },
  {
    guard: comes('handshake', 'a 100'),
    target: '#handshake-expecting',
    actions: takeVerdict,
    meta: { clause: 'expect.continue', row: 'S16' },
  },
  {
    guard: comes('handshake', 'content'),
    target: '#handshake-body',
    actions: takeVerdict,
    meta: { clause: 'content.follows', row: 'S17' },
  },
  {
    guard: both(comes('handshake', 'nothing'), 'earlierPending'),
    target: '#queued',
    actions: takeVerdict,
    meta: { clause: 'order.fifo', row: 'S26' },
  },
  {
    guard: comes('handshake', 'nothing'),
    target: '#deciding',
    actions: takeVerdict,
    meta: { clause: 'head.offer', row: 'S18' },
  },
  {
    guard: comes('ordinary', 'a 100'),
    target: '#expecting',
    actions: takeVerdict,
    meta: { clause: 'expect.continue', row: 'S16' },
  },
  {
    guard: comes('ordinary', 'content'),
    target: '#body',
    actions: takeVerdict,
    meta: { clause: 'content.follows', row: 'S12 S13 S17' },
  },
  { target: '#answering', actions: takeVerdict, meta: { clause: 'head.complete', row: 'S6 S15 S18' } },
] as const;

/** While an earlier answer is not out, no octet of a later one may go. Then the answer, or why it may not be sent. */
const respond = (target: '#answered' | '#draining', clause: string, row: string) =>
  [
    { guard: 'earlierPending', meta: { clause: 'order.fifo', row: 'S26' } },
    { guard: permitted, target, actions: 'keepWhatMatters', meta: { clause, row, sends: ['response'] } },
    nothing('answer.not-permitted'),
  ] as const;

/** An interim response other than the 100 that is waited for. */
const INTERIM = [
  { guard: 'earlierPending', meta: { clause: 'order.fifo', row: 'S26' } },
  { guard: 'servesInterim', meta: { clause: 'interim.current', row: 'S27', sends: ['interim'] } },
  nothing('interim.not-to-old'),
] as const;

/** The client ends in the middle of a message, or the time for it runs out: the message is incomplete. */
const CUT_SHORT = {
  target: '#answering',
  actions: 'faultyContent',
  meta: { clause: 'content.cut-short', row: 'S25' },
} as const;
const OUT_OF_TIME = {
  target: '#lingering',
  meta: { clause: 'content.cut-short', row: 'S25', sends: ['fin'] },
} as const;

/** An answer to an earlier request said close: what came after that request is not processed. */
const EARLIER_CLOSES = [
  {
    guard: both(closesEarlier, 'earlierPending'),
    target: '#lingering',
    meta: { clause: 'close.said', sends: ['earlier-response', 'fin'] },
  },
  { guard: 'earlierPending', meta: { clause: 'order.fifo', row: 'S26', sends: ['earlier-response'] } },
  nothing('order.nothing-earlier'),
] as const;

/** What every HTTP state does unless it says otherwise. */
const IN_HTTP = {
  'client.line-break': unread('order.unread'),
  'client.octets': unread('order.unread'),
  'client.head': unread('order.unread'),
  'client.content': unread('order.unread'),
  'client.frame': unread('handshake.early-octets'),
  'client.fin': { meta: { clause: 'close.half-close', row: 'S40' } },
  'client.rst': { target: '#gone', meta: { clause: 'transport.reset' } },
  'app.accept': nothing('switch.no-offer'),
  'app.respond': nothing('answer.once'),
  'app.interim': nothing('answer.once'),
  'app.ignore': nothing('offer.nothing-to-ignore'),
  'app.send': nothing('switch.no-frames-in-http'),
  'app.end': { target: '#lingering', meta: { clause: 'close.any-time', sends: ['fin'] } },
  'policy.written': nothing('answer.nothing-written'),
  'policy.reply': nothing('switch.no-frames-in-http'),
  'policy.read-on': nothing('order.read-ahead'),
  'policy.earlier-answered': EARLIER_CLOSES,
  'policy.stop': nothing('close.nothing-unread'),
  'policy.limit': { target: '#lingering', meta: { clause: 'close.any-time', sends: ['fin'] } },
  'policy.fail': { target: '#gone', meta: { clause: 'transport.failure', sends: ['fin'] } },
} as const;

const NONE = {
  initial: 'idle',
  on: IN_HTTP,
  states: {
    idle: {
      entry: 'forget',
      on: {
        'client.line-break': { meta: { clause: 'line.leading-break', row: 'S1' } },
        'client.octets': { target: 'head', meta: { clause: 'head.begins', row: 'S2' } },
        'client.head': HEAD,
        'client.fin': [
          { guard: 'earlierPending', meta: { clause: 'close.half-close', row: 'S40' } },
          { target: '#gone', meta: { clause: 'close.client-finished', row: 'S3', sends: ['fin'] } },
        ],
        'app.respond': nothing('answer.nothing-asked'),
        'app.interim': nothing('answer.nothing-asked'),
        'policy.limit': [
          {
            guard: 'earlierPending',
            target: '#lingering',
            meta: { clause: 'close.any-time', sends: ['fin'] },
          },
          { target: '#lingering', meta: { clause: 'close.idle-limit', row: 'S4', sends: ['fin'] } },
        ],
        'policy.earlier-answered': [
          EARLIER_CLOSES[0],
          {
            guard: both(moreEarlier, 'earlierPending'),
            meta: { clause: 'order.fifo', sends: ['earlier-response'] },
          },
          {
            guard: both('clientFinished' as const, 'earlierPending'),
            target: '#gone',
            meta: { clause: 'close.client-finished', row: 'S3', sends: ['earlier-response', 'fin'] },
          },
          EARLIER_CLOSES[1],
          EARLIER_CLOSES[2],
        ],
      },
    },
    head: {
      id: 'head',
      on: {
        'client.octets': { meta: { clause: 'head.begins' } },
        'client.head': HEAD,
        'client.fin': [
          { guard: 'earlierPending', target: 'idle', meta: { clause: 'head.cut-short', row: 'S19' } },
          {
            target: '#answering',
            actions: 'faultyContent',
            meta: { clause: 'head.cut-short', row: 'S19' },
          },
        ],
        'app.respond': [
          { guard: 'earlierPending', meta: { clause: 'order.fifo', row: 'S26' } },
          {
            guard: earlyError,
            target: '#answered',
            meta: { clause: 'head.early-error', row: 'S19', sends: ['response'] },
          },
          nothing('head.not-complete'),
        ],
        'app.interim': nothing('head.not-complete'),
        'policy.limit': { target: '#lingering', meta: { clause: 'head.limit', row: 'S19', sends: ['fin'] } },
      },
    },
    expecting: {
      id: 'expecting',
      on: {
        'client.content': [
          { guard: part('end'), target: '#answering', meta: { clause: 'content.read', row: 'S22' } },
          {
            guard: part('fault'),
            target: '#answering',
            actions: 'faultyContent',
            meta: { clause: 'content.faulty', row: 'S24' },
          },
          { target: '#body', meta: { clause: 'expect.content-came' } },
        ],
        'app.interim': [
          { guard: 'earlierPending', meta: { clause: 'order.fifo', row: 'S26' } },
          {
            guard: isContinue,
            target: '#body',
            meta: { clause: 'interim.continue', row: 'S20', sends: ['interim'] },
          },
          { meta: { clause: 'interim.current', row: 'S27', sends: ['interim'] } },
        ],
        'app.respond': respond('#draining', 'answer.instead-of-continue', 'S21'),
        'client.fin': CUT_SHORT,
        'policy.limit': OUT_OF_TIME,
      },
    },
    body: {
      id: 'body',
      on: {
        'client.content': [
          { guard: part('end'), target: '#answering', meta: { clause: 'content.read', row: 'S22' } },
          {
            guard: part('fault'),
            target: '#answering',
            actions: 'faultyContent',
            meta: { clause: 'content.faulty', row: 'S24' },
          },
          { meta: { clause: 'content.more' } },
        ],
        'app.interim': INTERIM,
        'app.respond': respond('#draining', 'answer.early', 'S23'),
        'client.fin': CUT_SHORT,
        'policy.limit': OUT_OF_TIME,
      },
    },
    answering: {
      id: 'answering',
      on: {
        'app.interim': INTERIM,
        'app.respond': respond('#answered', 'answer.final', 'S29 S30 S32'),
        'policy.read-on': [
          { guard: 'readsOn', target: 'idle', meta: { clause: 'order.read-ahead' } },
          nothing('close.nothing-further'),
        ],
      },
    },
    answered: {
      id: 'answered',
      on: {
        'policy.written': [
          {
            guard: 'isLast',
            target: '#lingering',
            meta: { clause: 'close.last', row: 'S34 S35', sends: ['fin'] },
          },
          { guard: 'ends', target: '#lingering', meta: { clause: 'close.ends', row: 'S34', sends: ['fin'] } },
          {
            guard: 'clientFinished',
            target: '#gone',
            meta: { clause: 'close.client-finished', sends: ['fin'] },
          },
          { target: 'idle', meta: { clause: 'close.persists', row: 'S33' } },
        ],
      },
    },
    draining: {
      id: 'draining',
      on: {
        'client.content': [
          {
            guard: both(part('end'), 'isLast'),
            target: '#lingering',
            meta: { clause: 'close.last', row: 'S34', sends: ['fin'] },
          },
          {
            guard: both(part('end'), 'ends'),
            target: '#lingering',
            meta: { clause: 'close.ends', row: 'S34', sends: ['fin'] },
          },
          { guard: part('end'), target: 'idle', meta: { clause: 'close.persists', row: 'S36' } },
          { guard: part('fault'), target: '#lingering', meta: { clause: 'content.faulty', sends: ['fin'] } },
          { meta: { clause: 'content.more' } },
        ],
        'policy.written': [
          {
            guard: 'isLast',
            target: '#lingering',
            meta: { clause: 'close.last', row: 'S34', sends: ['fin'] },
          },
          { guard: 'ends', target: '#lingering', meta: { clause: 'close.ends', row: 'S34', sends: ['fin'] } },
          nothing('close.unread-content'),
        ],
        'policy.stop': {
          target: '#lingering',
          meta: { clause: 'close.unread-content', row: 'S37', sends: ['fin'] },
        },
        'client.fin': {
          target: '#gone',
          meta: { clause: 'content.cut-short', row: 'S25', sends: ['fin'] },
        },
        'policy.limit': OUT_OF_TIME,
      },
    },
  },
} as const;

/** What every HTTP state does, but for the answer: each state of a handshake says that itself. */
const { 'app.respond': _said, ...IN_HANDSHAKE } = IN_HTTP;

const HANDSHAKE = {
  initial: 'deciding',
  on: {
    ...IN_HANDSHAKE,
    'app.accept': nothing('order.fifo'),
    'app.interim': INTERIM,
    'app.ignore': nothing('offer.nothing-to-ignore'),
    'app.end': { target: '#gone', meta: { clause: 'handshake.abort', row: 'S31', sends: ['fin'] } },
  },
  states: {
    expecting: {
      id: 'handshake-expecting',
      on: {
        'client.content': [
          {
            guard: both(part('end'), 'earlierPending'),
            target: '#queued',
            meta: { clause: 'order.fifo', row: 'S26' },
          },
          { guard: part('end'), target: '#deciding', meta: { clause: 'content.read', row: 'S22' } },
          {
            guard: part('fault'),
            target: '#answering',
            actions: 'faultyContent',
            meta: { clause: 'content.faulty', row: 'S24' },
          },
          { target: '#handshake-body', meta: { clause: 'expect.content-came' } },
        ],
        'app.accept': nothing('switch.not-before-continue'),
        'app.interim': [
          { guard: 'earlierPending', meta: { clause: 'order.fifo', row: 'S26' } },
          {
            guard: isContinue,
            target: '#handshake-body',
            meta: { clause: 'interim.continue', row: 'S20', sends: ['interim'] },
          },
          { meta: { clause: 'interim.current', row: 'S27', sends: ['interim'] } },
        ],
        'app.respond': respond('#draining', 'answer.instead-of-continue', 'S21'),
        'client.fin': CUT_SHORT,
        'policy.limit': OUT_OF_TIME,
      },
    },
    body: {
      id: 'handshake-body',
      on: {
        'client.content': [
          {
            guard: both(part('end'), 'earlierPending'),
            target: '#queued',
            meta: { clause: 'order.fifo', row: 'S26' },
          },
          { guard: part('end'), target: '#deciding', meta: { clause: 'content.read', row: 'S22' } },
          {
            guard: part('fault'),
            target: '#answering',
            actions: 'faultyContent',
            meta: { clause: 'content.faulty', row: 'S24' },
          },
          { meta: { clause: 'content.more' } },
        ],
        'app.accept': [
          { guard: 'earlierPending', meta: { clause: 'order.fifo', row: 'S26' } },
          {
            guard: 'mayGrant',
            target: '#request-content',
            actions: 'keepWhatMatters',
            meta: { clause: 'switch.before-content-end', row: 'S28', sends: ['switch'] },
          },
          nothing('switch.not-permitted'),
        ],
        'app.respond': respond('#draining', 'answer.early', 'S23'),
        'client.fin': CUT_SHORT,
        'policy.limit': OUT_OF_TIME,
      },
    },
    queued: {
      id: 'queued',
      on: {
        'app.respond': nothing('order.fifo'),
        'policy.earlier-answered': [
          EARLIER_CLOSES[0],
          { guard: moreEarlier, meta: { clause: 'order.fifo', row: 'S26', sends: ['earlier-response'] } },
          { target: 'deciding', meta: { clause: 'order.fifo', sends: ['earlier-response'] } },
        ],
      },
    },
    deciding: {
      id: 'deciding',
      on: {
        'client.frame': [
          {
            guard: 'framesActivate',
            target: '#open',
            actions: 'keepWhatMatters',
            meta: { clause: 'handshake.frames-early', deviation: true },
          },
          unread('handshake.early-octets'),
        ],
        'app.accept': [
          {
            guard: 'mayGrant',
            target: '#open',
            actions: 'keepWhatMatters',
            meta: { clause: 'switch.granted', row: 'S28', sends: ['switch'] },
          },
          nothing('switch.not-permitted'),
        ],
        'app.respond': [
          {
            guard: refusal,
            target: '#answered',
            actions: 'keepWhatMatters',
            meta: { clause: 'handshake.refused', row: 'S29 S30', sends: ['response'] },
          },
          {
            guard: permitted,
            target: '#answered',
            actions: 'keepWhatMatters',
            meta: { clause: 'offer.ignored', row: 'S32', sends: ['response'] },
          },
          nothing('answer.not-permitted'),
        ],
        'app.ignore': { target: '#answering', meta: { clause: 'offer.ignored', row: 'S32' } },
      },
    },
  },
} as const;

/** An end that wants to end a WebSocket begins with a Close frame, never with a bare FIN (RFC 6455 §7.1.2, §7.3). */
const CLOSE_FIRST = {
  target: '#closing-here',
  meta: { clause: 'after101.close-first', row: 'S47', sends: ['close-frame'] },
} as const;

/** The client has ended its direction without a Close: the WebSocket is over, and not cleanly (code 1006). */
const CLIENT_GONE = {
  guard: 'clientFinished',
  target: '#gone',
  meta: { clause: 'after101.client-finished', row: 'S55', sends: ['fin'] },
} as const;

/** Frames of the server in turn; the parts of its own messages are not interleaved either (RFC 6455 §5.4). */
const SEND = (clause: string) =>
  [
    { guard: sends('ping'), meta: { clause: 'sent.control', sends: ['frame'] } },
    { guard: sends('pong'), meta: { clause: 'sent.control', sends: ['frame'] } },
    { guard: both(sends('message'), neither('insideSending')), meta: { clause, sends: ['frame'] } },
    { guard: both(sends('begins'), neither('insideSending')), meta: { clause, sends: ['frame'] } },
    { guard: both(sends('continues'), 'insideSending'), meta: { clause, sends: ['frame'] } },
    { guard: both(sends('ends'), 'insideSending'), meta: { clause, sends: ['frame'] } },
    nothing('sent.in-turn'),
  ] as const;

/** Behind the own Close only control frames may go, and no second Close (RFC 6455 §5.5.1). */
const SEND_BEHIND_CLOSE = [
  { guard: sends('ping'), meta: { clause: 'sent.control', sends: ['frame'] } },
  { guard: sends('pong'), meta: { clause: 'sent.control', sends: ['frame'] } },
  nothing('closing.no-data'),
] as const;

/** A Pong that is owed goes out, with the payload of the latest Ping. */
const REPLY_WITH_PONG = [
  { guard: 'owesPong', meta: { clause: 'frame.ping', row: 'S42', sends: ['pong'], due: true } },
  nothing('frame.nothing-owed'),
] as const;

/** An end that has nothing to send any more but its FIN. */
const END = (clause: string, row: string) =>
  ({ target: '#lingering', meta: { clause, row, sends: ['fin'] } }) as const;

const ACTIVE = {
  initial: 'open',
  on: {
    'client.line-break': nothing('after101.frames'),
    'client.octets': nothing('after101.frames'),
    'client.head': nothing('after101.no-http'),
    'client.content': nothing('after101.frames'),
    'client.frame': nothing('closing.nothing-processed'),
    'client.fin': { meta: { clause: 'after101.client-finished' } },
    'client.rst': { target: '#gone', meta: { clause: 'transport.reset' } },
    'app.accept': nothing('after101.no-http'),
    'app.respond': nothing('after101.no-http'),
    'app.interim': nothing('after101.no-http'),
    'app.ignore': nothing('after101.no-http'),
    'app.send': nothing('closing.no-data'),
    'app.end': nothing('closing.once'),
    'policy.written': nothing('after101.persistence'),
    'policy.reply': nothing('frame.nothing-owed'),
    'policy.read-on': nothing('after101.no-http'),
    'policy.earlier-answered': nothing('order.nothing-earlier'),
    'policy.stop': [CLIENT_GONE, nothing('after101.no-http')],
    'policy.limit': END('closing.limit', 'S53'),
    'policy.fail': { target: '#gone', meta: { clause: 'transport.failure', sends: ['fin'] } },
  },
  states: {
    // a 101 went out before the content of its request had come: what comes is still content
    'request-content': {
      id: 'request-content',
      on: {
        'client.content': [
          { guard: part('end'), target: 'open', meta: { clause: 'after101.request-content' } },
          { guard: part('fault'), target: '#gone', meta: { clause: 'content.faulty', sends: ['fin'] } },
          { meta: { clause: 'content.more' } },
        ],
        'client.frame': unread('after101.request-content'),
        'app.send': SEND('after101.frames'),
        // the rest of the content is not read as frames: the connection ends without waiting for a Close
        'app.end': {
          target: '#lingering',
          meta: { clause: 'after101.close-first', sends: ['close-frame', 'fin'] },
        },
        'policy.limit': {
          target: '#lingering',
          meta: { clause: 'after101.close-first', sends: ['close-frame', 'fin'] },
        },
      },
    },
    open: {
      id: 'open',
      on: {
        'client.frame': [
          {
            guard: frameIs('fault'),
            target: 'failing',
            meta: { clause: 'fail.required', row: 'S44 S45 S46' },
          },
          {
            guard: both(frameIs('data'), failsOutOfTurn, startsMessage, 'insideMessage'),
            target: 'failing',
            meta: { clause: 'frame.out-of-turn', row: 'S45' },
          },
          {
            guard: both(frameIs('data'), failsOutOfTurn, neither(startsMessage, 'insideMessage')),
            target: 'failing',
            meta: { clause: 'frame.out-of-turn', row: 'S45' },
          },
          {
            guard: frameIs('close'),
            target: 'closing-there',
            meta: { clause: 'closing.received', row: 'S48' },
          },
          { guard: frameIs('ping'), meta: { clause: 'frame.ping' } },
          { guard: frameIs('pong'), meta: { clause: 'frame.pong', row: 'S43' } },
          { guard: frameIs('nothing'), meta: { clause: 'frame.ignored' } },
          { meta: { clause: 'frame.data', row: 'S41 S56' } },
        ],
        'app.send': SEND('after101.frames'),
        'app.end': CLOSE_FIRST,
        'policy.reply': REPLY_WITH_PONG,
        'policy.written': [
          {
            guard: both('persistenceApplies' as const, 'isLast'),
            target: '#gone',
            meta: { clause: 'after101.persistence', sends: ['fin'], deviation: true },
          },
          nothing('after101.persistence'),
        ],
        'policy.limit': [CLIENT_GONE, CLOSE_FIRST],
      },
    },
    // CLOSING begun here: the own Close is out, that of the client is awaited
    'closing-here': {
      id: 'closing-here',
      on: {
        'client.frame': [
          { guard: frameIs('fault'), target: 'both', meta: { clause: 'fail.required' } },
          { guard: frameIs('close'), target: 'both', meta: { clause: 'closing.both', row: 'S50' } },
          { guard: frameIs('ping'), meta: { clause: 'closing.ping', row: 'S52' } },
          { meta: { clause: 'closing.data-received', row: 'S51' } },
        ],
        'client.fin': {
          target: '#gone',
          meta: { clause: 'after101.client-finished', row: 'S55', sends: ['fin'] },
        },
        'app.send': SEND_BEHIND_CLOSE,
        'policy.reply': [
          { guard: 'owesPong', meta: { clause: 'closing.ping', row: 'S52', sends: ['pong'] } },
          nothing('frame.nothing-owed'),
        ],
        'policy.stop': END('closing.not-awaited', 'S53'),
      },
    },
    // CLOSING begun there: the client's Close is read, the own one is owed
    'closing-there': {
      id: 'closing-there',
      on: {
        'app.send': SEND('closing.delayed'),
        'app.end': {
          target: 'both',
          meta: { clause: 'closing.answered', row: 'S49', sends: ['close-frame'] },
        },
        'policy.reply': {
          target: 'both',
          meta: { clause: 'closing.answered', row: 'S49', sends: ['close-frame'], due: true },
        },
        'policy.stop': nothing('closing.answered'),
        'policy.limit': END('closing.unanswered', 'S49b'),
      },
    },
    // a Close went each way: only the FIN is left, and the server sends it first
    both: {
      id: 'both',
      on: {
        'client.fin': {
          target: '#gone',
          meta: { clause: 'closing.server-first', row: 'S54', sends: ['fin'] },
        },
        'app.end': END('closing.server-first', 'S54'),
        'policy.written': {
          target: '#lingering',
          meta: { clause: 'closing.server-first', row: 'S54', sends: ['fin'], due: true },
        },
        'policy.stop': END('closing.server-first', 'S54'),
        'policy.limit': END('closing.server-first', 'S54'),
      },
    },
    // the connection is failed: a Close may go first, nothing more is read, and the FIN follows
    failing: {
      id: 'failing',
      on: {
        'client.frame': nothing('fail.nothing-processed'),
        'app.send': nothing('fail.nothing-sent'),
        'app.end': END('fail.ends', 'S44 S45 S46'),
        'policy.reply': {
          target: '#lingering',
          meta: { clause: 'fail.close-first', row: 'S44 S45 S46', sends: ['close-frame', 'fin'] },
        },
        'policy.stop': {
          target: '#lingering',
          meta: { clause: 'fail.ends', row: 'S44 S45 S46', sends: ['fin'], due: true },
        },
        'policy.limit': END('fail.ends', 'S44 S45 S46'),
      },
    },
  },
} as const;

/** What a closed end does with anything: nothing. */
const AT_THE_END = (clause: string) =>
  ({
    'client.line-break': nothing(clause),
    'client.octets': nothing(clause),
    'client.head': nothing(clause),
    'client.content': nothing(clause),
    'client.frame': nothing(clause),
    'client.fin': nothing(clause),
    'client.rst': nothing(clause),
    'app.accept': nothing(clause),
    'app.respond': nothing(clause),
    'app.interim': nothing(clause),
    'app.ignore': nothing(clause),
    'app.send': nothing(clause),
    'app.end': nothing(clause),
    'policy.written': nothing(clause),
    'policy.reply': nothing(clause),
    'policy.read-on': nothing(clause),
    'policy.earlier-answered': nothing(clause),
    'policy.stop': nothing(clause),
    'policy.limit': nothing(clause),
    'policy.fail': nothing(clause),
  }) as const;

const CLOSED = {
  initial: 'lingering',
  entry: 'forget',
  states: {
    lingering: {
      id: 'lingering',
      on: {
        ...AT_THE_END('close.lingering'),
        'client.fin': { target: 'gone', meta: { clause: 'close.done', row: 'S39' } },
        'client.rst': { target: 'gone', meta: { clause: 'transport.reset' } },
        'policy.limit': { target: 'gone', meta: { clause: 'close.done', row: 'S39' } },
        'policy.fail': { target: 'gone', meta: { clause: 'transport.failure' } },
      },
    },
    gone: { id: 'gone', on: AT_THE_END('close.done') },
  },
} as const;

/** The machine. Start it with `createActor(machine)`, or ask it with `step` and `run`. */
export const machine = parts.createMachine({
  id: 'connection',
  type: 'parallel',
  context: { verdict: NO_REQUEST },
  states: {
    status: { initial: 'NONE', states: { NONE, HANDSHAKE, ACTIVE, CLOSED } },
    // RFC 9112 §9.3: the first row that fired decides, and there are four.
    persistence: {
      initial: 'undecided',
      states: {
        undecided: {
          on: {
            'client.head': [
              { guard: 'isClosed', meta: { clause: 'close.lingering' } },
              { guard: fired('close'), target: 'last', meta: { clause: 'persist.close-wins', row: 'S15' } },
              { guard: fired('http/1.1'), target: 'persists', meta: { clause: 'persist.http11' } },
              { guard: fired('keep-alive'), target: 'persists', meta: { clause: 'persist.keep-alive' } },
              { target: 'last', meta: { clause: 'persist.otherwise', row: 'S15' } },
            ],
            'app.respond': [
              { guard: both(earlyError, 'isHead'), target: 'last', meta: { clause: 'close.said' } },
              nothing('answer.nothing-asked'),
            ],
          },
        },
        persists: {
          on: {
            'app.respond': [
              {
                guard: both(answersThen('close'), permitted, 'answersNow'),
                target: 'last',
                meta: { clause: 'close.said' },
              },
              {
                guard: both(answersThen('until-close'), permitted, 'answersNow'),
                target: 'last',
                meta: { clause: 'close.until-close', row: 'S35' },
              },
              nothing('close.persists'),
            ],
            'policy.written': [
              { guard: 'isAnswered', target: 'undecided', meta: { clause: 'close.persists' } },
              nothing('close.persists'),
            ],
            'policy.read-on': [
              { guard: 'readsOn', target: 'undecided', meta: { clause: 'order.read-ahead' } },
              nothing('close.persists'),
            ],
            'client.content': [
              {
                guard: both(part('end'), 'isDraining'),
                target: 'undecided',
                meta: { clause: 'close.persists' },
              },
              nothing('close.persists'),
            ],
          },
        },
        last: {},
      },
    },
    earlier: {
      initial: 'none',
      states: {
        none: {
          on: {
            'policy.read-on': [
              { guard: 'readsOn', target: 'pending', meta: { clause: 'order.read-ahead' } },
              nothing('order.nothing-earlier'),
            ],
          },
        },
        pending: {
          on: {
            'policy.earlier-answered': [
              { guard: moreEarlier, meta: { clause: 'order.fifo' } },
              { target: 'none', meta: { clause: 'order.fifo' } },
            ],
          },
        },
      },
    },
    // Of the client's messages: whether one is under way in fragments.
    message: {
      initial: 'between',
      states: {
        between: {
          on: {
            'client.frame': [
              {
                guard: both(partIs('begins'), 'isOpen'),
                target: 'inside',
                meta: { clause: 'frame.fragments' },
              },
              nothing('frame.fragments'),
            ],
          },
        },
        inside: {
          on: {
            'client.frame': [
              {
                guard: both(partIs('ends'), 'isOpen'),
                target: 'between',
                meta: { clause: 'frame.fragments' },
              },
              nothing('frame.fragments'),
            ],
          },
        },
      },
    },
    // Whether a Ping waits for its Pong; several Pings are answered by one, to the latest.
    owes: {
      initial: 'nothing',
      states: {
        nothing: {
          on: {
            'client.frame': [
              { guard: both(frameIs('ping'), 'readsFrames'), target: 'pong', meta: { clause: 'frame.ping' } },
              nothing('frame.nothing-owed'),
            ],
          },
        },
        pong: {
          on: {
            // where a Pong is owed no more, what answers is a Close, and this region is not read again
            'policy.reply': { target: 'nothing', meta: { clause: 'frame.ping' } },
          },
        },
      },
    },
    // Of the server's messages: whether one is under way in fragments.
    sending: {
      initial: 'between',
      states: {
        between: {
          on: {
            'app.send': [
              {
                guard: both(sends('begins'), 'sendsData'),
                target: 'inside',
                meta: { clause: 'sent.in-turn' },
              },
              nothing('sent.in-turn'),
            ],
          },
        },
        inside: {
          on: {
            'app.send': [
              {
                guard: both(sends('ends'), 'sendsData'),
                target: 'between',
                meta: { clause: 'sent.in-turn' },
              },
              nothing('sent.in-turn'),
            ],
          },
        },
      },
    },
    client: {
      initial: 'sending',
      states: {
        sending: { on: { 'client.fin': { target: 'finished', meta: { clause: 'close.half-close' } } } },
        finished: {},
      },
    },
  },
});
