/**
 * `HANDSHAKE`: HTTP still, and a WebSocket offer is being weighed.
 *
 * 1. `expecting` owes a 100, `body` reads content, `queued` waits for earlier answers, and in `deciding` the
 *    application grants, refuses or ignores the offer.
 * 2. Whether a 101 may go out is in the verdict (`mayGrant`). Whether it does is the application's choice.
 * 3. An event that no state names itself is answered as in HTTP, but for what `HANDSHAKE` says for all of
 *    them.
 */
import { nothing, unread } from './alphabet.js';
import { both, moreEarlier, part, permitted, refusal } from './guards.js';
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

/** What every HTTP state does, but for the answer: each state of a handshake says that itself. */
const { 'app.respond': _said, ...IN_HANDSHAKE } = IN_HTTP;

/** The content has been read to its end: the offer is weighed once every earlier request is answered. */
const CONTENT_ENDS = [
  {
    guard: both(part('end'), 'earlierPending'),
    target: '#queued',
    meta: { clause: 'order.fifo', row: 'S26' },
  },
  { guard: part('end'), target: '#deciding', meta: { clause: 'content.read', row: 'S22' } },
] as const;

/** A WebSocket offer, from its head to the 101 or another answer. */
export const HANDSHAKE = {
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
          ...CONTENT_ENDS,
          BREAKS_FRAMING,
          { target: '#handshake-body', meta: { clause: 'expect.content-came' } },
        ],
        'app.accept': nothing('switch.not-before-continue'),
        'app.interim': continueTo('#handshake-body'),
        'app.respond': respond('#draining', 'answer.instead-of-continue', 'S21'),
        'client.fin': CUT_SHORT,
        'policy.limit': OUT_OF_TIME,
      },
    },
    body: {
      id: 'handshake-body',
      on: {
        'client.content': [...CONTENT_ENDS, BREAKS_FRAMING, { meta: { clause: 'content.more' } }],
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
