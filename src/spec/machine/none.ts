/**
 * `NONE`: HTTP, and no WebSocket offer is being weighed.
 *
 * 1. `idle` waits for a request, and `head` for the rest of its head. `expecting` owes a 100, `body` reads
 *    content, `answering` owes the answer, `answered` writes it, and `draining` reads content behind an early
 *    answer.
 * 2. Whether an answered request leads back to `idle` depends on the regions `persistence` and `client`, and
 *    on the verdict (`ends`).
 * 3. An event that no state names itself is answered by `IN_HTTP`.
 */
import { nothing } from './alphabet.js';
import { both, earlyError, moreEarlier, part, timeoutError } from './guards.js';
import { HEAD } from './head.js';
import {
  BREAKS_FRAMING,
  CUT_SHORT,
  continueTo,
  EARLIER_CLOSES,
  IN_HTTP,
  INTERIM,
  OUT_OF_TIME,
  respond,
} from './http.js';

/** The content has been read to its end, and the answer is owed. */
const CONTENT_ENDS = {
  guard: part('end'),
  target: '#answering',
  meta: { clause: 'content.read', row: 'S22' },
} as const;

/** HTTP: from one request to the next. */
export const NONE = {
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
        'app.respond': [
          {
            guard: both(timeoutError, 'isIdle'),
            target: '#answered',
            meta: { clause: 'answer.unsolicited', sends: ['response'] },
          },
          nothing('answer.nothing-asked'),
        ],
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
          CONTENT_ENDS,
          BREAKS_FRAMING,
          { target: '#body', meta: { clause: 'expect.content-came' } },
        ],
        'app.interim': continueTo('#body'),
        'app.respond': respond('#draining', 'answer.instead-of-continue', 'S21'),
        'client.fin': CUT_SHORT,
        'policy.limit': OUT_OF_TIME,
      },
    },
    body: {
      id: 'body',
      on: {
        'client.content': [CONTENT_ENDS, BREAKS_FRAMING, { meta: { clause: 'content.more' } }],
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
            meta: { clause: 'close.last', row: 'S34 S35', sends: ['fin'], due: true },
          },
          {
            guard: 'ends',
            target: '#lingering',
            meta: { clause: 'close.ends', row: 'S34', sends: ['fin'], due: true },
          },
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
