/**
 * `ACTIVE`: a WebSocket, from the 101 to its end (RFC 6455 §5 to §7).
 *
 * 1. `open` reads and sends. `closing-here` has sent its Close and awaits the client's, `closing-there` has
 *    read the client's and owes its own, and in `both` only the FIN is left. `failing` reads nothing more.
 * 2. `request-content` is a 101 that went out before the content of its request had come; `closing-in-content` has
 *    sent its Close there. `failing-late` fails behind the own Close.
 * 3. What a frame is to its receiver is in its verdict; whether it is in turn, the region `message` knows.
 * 4. Whether the request was the last one is not asked any more. The one arrow that asks it is a deviation.
 */
import { nothing, unread } from './alphabet.js';
import { both, failsOutOfTurn, frameIs, neither, part, sends, startsMessage } from './guards.js';

/** An end that wants to end a WebSocket begins with a Close frame, never with a bare FIN (RFC 6455 §7.1.2, §7.3). */
const CLOSE_FIRST = {
  target: '#closing-here',
  meta: { clause: 'after101.close-first', row: 'S47', sends: ['close-frame'] },
} as const;

/** The same while the content of the request is still coming: what comes is not read as frames yet. */
const CLOSE_IN_CONTENT = {
  target: '#closing-in-content',
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

/** A WebSocket: frames in both directions, and the closing handshake from either side. */
export const ACTIVE = {
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
    'policy.fail': {
      target: '#gone',
      meta: { clause: 'transport.failure', sends: ['fin'], failure: true },
    },
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
        'app.end': CLOSE_IN_CONTENT,
        'policy.limit': CLOSE_IN_CONTENT,
      },
    },
    // the own Close went out while the content of the request was still coming, which is read to its end first
    'closing-in-content': {
      id: 'closing-in-content',
      on: {
        'client.content': [
          { guard: part('end'), target: 'closing-here', meta: { clause: 'after101.request-content' } },
          { guard: part('fault'), target: '#gone', meta: { clause: 'content.faulty', sends: ['fin'] } },
          { meta: { clause: 'content.more' } },
        ],
        'client.frame': unread('after101.request-content'),
        'app.send': SEND_BEHIND_CLOSE,
        'policy.stop': END('closing.not-awaited', 'S53'),
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
          { guard: frameIs('fault'), target: 'failing-late', meta: { clause: 'fail.required' } },
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
          { guard: 'owesPong', meta: { clause: 'closing.ping', row: 'S52', sends: ['pong'], due: true } },
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
        'policy.limit': {
          target: '#lingering',
          meta: { clause: 'closing.unanswered', row: 'S49b', sends: ['fin'], failure: true },
        },
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
    // the same behind the own Close, of which there is only one
    'failing-late': {
      id: 'failing-late',
      on: {
        'client.frame': nothing('fail.nothing-processed'),
        'app.send': nothing('fail.nothing-sent'),
        'app.end': END('fail.ends', 'S44 S45 S46'),
        'policy.stop': {
          target: '#lingering',
          meta: { clause: 'fail.ends', row: 'S44 S45 S46', sends: ['fin'], due: true },
        },
        'policy.limit': END('fail.ends', 'S44 S45 S46'),
      },
    },
  },
} as const;
