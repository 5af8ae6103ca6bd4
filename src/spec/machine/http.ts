/**
 * What the states of HTTP share: `NONE` and `HANDSHAKE` are both HTTP, until a 101 is out.
 *
 * 1. A state says itself what differs; what stands here is what several states say alike.
 * 2. Nothing is answered out of turn: a list of answers asks first whether an earlier answer is still to go.
 * 3. Content may break its framing, be cut short, or not come in time. None of these is its end.
 */
import { nothing, unread } from './alphabet.js';
import { both, closesEarlier, isContinue, part, permitted } from './guards.js';

/**
 * While an earlier answer is not out, no octet of a later one may go. Then the answer, or why it may not be
 * sent.
 *
 * @param target - where the answer leads: content may be left to read, or not
 * @param clause - the rule that the answer goes by
 * @param row - the rows of the transition table that the answer is
 * @returns the arrows of `app.respond`
 */
export const respond = (target: '#answered' | '#draining', clause: string, row: string) =>
  [
    { guard: 'earlierPending', meta: { clause: 'order.fifo', row: 'S26' } },
    { guard: permitted, target, actions: 'keepWhatMatters', meta: { clause, row, sends: ['response'] } },
    nothing('answer.not-permitted'),
  ] as const;

/** An interim response other than the 100 that is waited for. */
export const INTERIM = [
  { guard: 'earlierPending', meta: { clause: 'order.fifo', row: 'S26' } },
  { guard: 'servesInterim', meta: { clause: 'interim.current', row: 'S27', sends: ['interim'] } },
  nothing('interim.not-to-old'),
] as const;

/**
 * While a 100 is waited for: that one, behind which content is read, or another, behind which the wait goes
 * on.
 *
 * @param target - where the content is read
 * @returns the arrows of `app.interim`
 */
export const continueTo = (target: '#body' | '#handshake-body') =>
  [
    { guard: 'earlierPending', meta: { clause: 'order.fifo', row: 'S26' } },
    { guard: isContinue, target, meta: { clause: 'interim.continue', row: 'S20', sends: ['interim'] } },
    { meta: { clause: 'interim.current', row: 'S27', sends: ['interim'] } },
  ] as const;

/** The content breaks its framing: where it ends is not known, and the request may only be refused. */
export const BREAKS_FRAMING = {
  guard: part('fault'),
  target: '#answering',
  actions: 'faultyContent',
  meta: { clause: 'content.faulty', row: 'S24' },
} as const;

/** The client ends in the middle of a message: the message is incomplete, and may only be refused. */
export const CUT_SHORT = {
  target: '#answering',
  actions: 'faultyContent',
  meta: { clause: 'content.cut-short', row: 'S25' },
} as const;

/** The time for the rest of a message runs out: the message is incomplete, and the connection ends. */
export const OUT_OF_TIME = {
  target: '#lingering',
  meta: { clause: 'content.cut-short', row: 'S25', sends: ['fin'] },
} as const;

/** An answer to an earlier request said close: what came after that request is not processed. */
export const EARLIER_CLOSES = [
  {
    guard: both(closesEarlier, 'earlierPending'),
    target: '#lingering',
    meta: { clause: 'close.said', sends: ['earlier-response', 'fin'] },
  },
  { guard: 'earlierPending', meta: { clause: 'order.fifo', row: 'S26', sends: ['earlier-response'] } },
  nothing('order.nothing-earlier'),
] as const;

/** What every HTTP state does unless it says otherwise. */
export const IN_HTTP = {
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
  'policy.fail': {
    target: '#gone',
    meta: { clause: 'transport.failure', sends: ['fin'], failure: true },
  },
} as const;
