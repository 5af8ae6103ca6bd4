/**
 * The regions beside `status`: what has to be known of a connection at the same time, each by itself.
 *
 * 1. `persistence` is RFC 9112 §9.3: whether the connection may carry another request. `status` asks it.
 * 2. `earlier` and `client` are about HTTP and the transport, `message`, `owes` and `sending` about frames.
 * 3. No region sends anything: what goes on the wire is an arrow of `status`.
 */
import { nothing } from './alphabet.js';
import {
  answersThen,
  both,
  earlyError,
  fired,
  frameIs,
  moreEarlier,
  part,
  partIs,
  permitted,
  sends,
  timeoutError,
} from './guards.js';

/** RFC 9112 §9.3: the first row that fired decides, and there are four. */
export const persistence = {
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
          { guard: both(timeoutError, 'isIdle'), target: 'last', meta: { clause: 'close.said' } },
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
} as const;

/** Whether earlier requests are unanswered: none, or some; how many does not matter. */
export const earlier = {
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
} as const;

/** Of the client's messages: whether one is under way in fragments. */
export const message = {
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
} as const;

/** Whether a Ping waits for its Pong; several Pings are answered by one, to the latest. */
export const owes = {
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
} as const;

/** Of the server's messages: whether one is under way in fragments. */
export const sending = {
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
} as const;

/** Whether the client still sends. */
export const client = {
  initial: 'sending',
  states: {
    sending: { on: { 'client.fin': { target: 'finished', meta: { clause: 'close.half-close' } } } },
    finished: {},
  },
} as const;
