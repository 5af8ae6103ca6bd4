/**
 * What arrows ask and do, by name: the guards and actions of the machine, and how an arrow names them.
 *
 * 1. A guard asks the verdict in force, the event, or where the machine stands. It asks nothing else.
 * 2. What a guard needs of the event comes as its parameters. They are taken from it below the setup.
 * 3. Only actions change the verdict in force: it is taken, made a refusal, reduced, or forgotten.
 * 4. Of the machine, this file alone imports xstate. The arrows in the others are data.
 */
import { and, assign, not, or, setup, stateIn } from 'xstate';
import type { FrameVerdict } from '../active.js';
import { ERROR_STATUSES, type FinalStatus } from '../admission.js';
import type { Verdict } from '../decide.js';
import type { PersistenceRow } from '../persistence.js';
import type { ArrowMeta, ConnectionEvent, Sendable } from './alphabet.js';
import { FAULTY_CONTENT, NO_REQUEST, type Still, stillToCome, whenAnswered } from './verdicts.js';

const isLast = stateIn({ persistence: 'last' });
const isAnswering = stateIn({ status: { NONE: 'answering' } });
const clientFinished = stateIn({ client: 'finished' });
const answers = ['answering', 'body', 'expecting'].map((inner) => stateIn({ status: { NONE: inner } }));
const decides = ['deciding', 'body', 'expecting'].map((inner) => stateIn({ status: { HANDSHAKE: inner } }));

/** The guards and actions. The machine is made of them, and of the arrows that name them. */
export const parts = setup({
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
    timeoutError: (_, p: { readonly status: FinalStatus; readonly then: string }) =>
      p.then !== 'decide' && p.status === '4xx',
    earlyError: (_, p: { readonly status: FinalStatus; readonly then: string }) =>
      p.then !== 'decide' && ERROR_STATUSES.includes(p.status),
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
    isIdle: and([stateIn({ status: { NONE: 'idle' } }), not(stateIn({ earlier: 'pending' }))]),
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

/**
 * The verdict takes the request as this, and this is still to come of it.
 *
 * @param as - how the request is taken
 * @param still - what is still to come
 * @returns a guard that an arrow can name
 */
export const comes = (as: Verdict['takes'], still: Still) =>
  ({
    type: 'comes',
    params: ({ event }: Of<'client.head'>) => ({ verdict: event.verdict, as, still }),
  }) as const;

/**
 * This row of RFC 9112 §9.3 fired.
 *
 * @param row - the row
 * @returns a guard that an arrow can name
 */
export const fired = (row: PersistenceRow) =>
  ({
    type: 'rowFired',
    params: ({ event }: Of<'client.head'>) => ({ verdict: event.verdict, row }),
  }) as const;

/**
 * The content ends with this part, or breaks its framing.
 *
 * @param is - the end, or the fault
 * @returns a guard that an arrow can name
 */
export const part = (is: 'end' | 'fault') =>
  ({ type: 'part', params: ({ event }: Of<'client.content'>) => ({ part: event.part, is }) }) as const;

/**
 * The answer is the last, in one of the two ways that its form can say so.
 *
 * @param is - close said, or content that the end of the connection ends
 * @returns a guard that an arrow can name
 */
export const answersThen = (is: 'close' | 'until-close') =>
  ({ type: 'then', params: ({ event }: Of<'app.respond'>) => ({ then: event.then, is }) }) as const;

/** The verdict in force permits an answer of this status. */
export const permitted = {
  type: 'permitted',
  params: ({ event }: Of<'app.respond'>) => ({ status: event.status }),
} as const;

/** The verdict in force permits the answer, and it is an error. */
export const refusal = {
  type: 'refusal',
  params: ({ event }: Of<'app.respond'>) => ({ status: event.status }),
} as const;

/** An error behind which the connection ends, said or by its form: the only answer there is before the head has ended. */
export const timeoutError = {
  type: 'timeoutError',
  params: ({ event }: Of<'app.respond'>) => ({ status: event.status, then: event.then }),
} as const;
export const earlyError = {
  type: 'earlyError',
  params: ({ event }: Of<'app.respond'>) => ({ status: event.status, then: event.then }),
} as const;

/** The interim response is the 100 that is waited for. */
export const isContinue = {
  type: 'isContinue',
  params: ({ event }: Of<'app.interim'>) => ({ status: event.status }),
} as const;

/** The answer to an earlier request says close. */
export const closesEarlier = {
  type: 'closesEarlier',
  params: ({ event }: Of<'policy.earlier-answered'>) => ({ close: event.close }),
} as const;

/** Behind the answer to an earlier request, others are still owed. */
export const moreEarlier = {
  type: 'moreEarlier',
  params: ({ event }: Of<'policy.earlier-answered'>) => ({ more: event.more }),
} as const;

/** An action: the verdict that the head brings is in force from now on. */
export const takeVerdict = {
  type: 'takeVerdict',
  params: ({ event }: Of<'client.head'>) => ({ verdict: event.verdict }),
} as const;

/**
 * The frame is taken as this.
 *
 * @param takes - what the verdict on a frame takes it as
 * @returns a guard that an arrow can name
 */
export const frameIs = (takes: FrameVerdict['takes']) =>
  ({
    type: 'frameIs',
    params: ({ event }: Of<'client.frame'>) => ({ verdict: event.verdict, takes }),
  }) as const;

/**
 * The frame is this part of a message.
 *
 * @param part - the part
 * @returns a guard that an arrow can name
 */
export const partIs = (part: FrameVerdict['part']) =>
  ({
    type: 'partIs',
    params: ({ event }: Of<'client.frame'>) => ({ verdict: event.verdict, part }),
  }) as const;

/** The frame begins a message, or is a whole one. */
export const startsMessage = {
  type: 'startsMessage',
  params: ({ event }: Of<'client.frame'>) => ({ verdict: event.verdict }),
} as const;

/** If the frame is out of turn, it fails the connection. */
export const failsOutOfTurn = {
  type: 'failsOutOfTurn',
  params: ({ event }: Of<'client.frame'>) => ({ verdict: event.verdict }),
} as const;

/**
 * The application asks for this frame.
 *
 * @param is - the frame
 * @returns a guard that an arrow can name
 */
export const sends = (is: Sendable) =>
  ({ type: 'sends', params: ({ event }: Of<'app.send'>) => ({ frame: event.frame, is }) }) as const;

/**
 * All guards must hold. xstate's own type of `and` cannot see that parameters come from the event.
 *
 * @param first - a guard, whose type stands for all
 * @param others - the other guards
 * @returns a guard that an arrow can name
 */
export const both = <G>(first: G, ...others: unknown[]): G =>
  and([first, ...others] as never) as unknown as G;

/**
 * None of the guards holds.
 *
 * @param guards - the guards
 * @returns a guard for `both`
 */
export const neither = (...guards: unknown[]): unknown =>
  and(guards.map((guard) => not(guard as never)) as never);
