/**
 * The scenarios of the group `sequence`: what a client sends, step by step. Nothing here says what is
 * permitted.
 *
 * 1. A step is what is sent before the server is waited for. Its parts are octets with a meaning, or a
 *    half-close.
 * 2. A scenario names the clause it is about; a test holds that the machine comes by it or that a table
 *    names it.
 */
import { type Facts, REFERENCE } from '../../spec/axes.js';
import { type FrameFacts, REFERENCE_FRAME } from '../../spec/frame-axes.js';

/** One part of a step. */
export type Part =
  | { readonly head: Facts }
  | { readonly content: string; readonly part: 'some' | 'end' }
  | { readonly frame: FrameFacts }
  | { readonly fin: true };

/** What a client does on one connection. */
export interface Scenario {
  readonly name: string;
  readonly about: string;
  readonly clause: string;
  readonly steps: readonly (readonly Part[])[];
}

const PLAIN: Facts = {
  ...REFERENCE,
  connection: 'none',
  upgrade: 'none',
  key: 'absent',
  wsVersion: 'absent',
};
const get: Part = { head: PLAIN };
const offer: Part = { head: REFERENCE };
const changed = (facts: Partial<Facts>, base: Facts = PLAIN): Part => ({ head: { ...base, ...facts } });
const sent = (facts: Partial<FrameFacts> = {}): Part => ({ frame: { ...REFERENCE_FRAME, ...facts } });
const fin: Part = { fin: true };
const five: Part = { content: 'xxxxx', part: 'end' };
const two: Part = { content: 'xx', part: 'some' };
const three: Part = { content: 'xxx', part: 'end' };

const scenario = (
  name: string,
  clause: string,
  about: string,
  ...steps: readonly (readonly Part[])[]
): Scenario => ({
  name,
  about,
  clause,
  steps,
});

const ORDER: readonly Scenario[] = [
  scenario('get-get', 'persist.http11', 'a request, its answer, and another', [get], [get]),
  scenario('pipelined', 'order.fifo', 'two requests at once: their answers come in order', [get, get]),
  scenario('pipelined-three', 'order.fifo', 'three requests at once', [get, get, get]),
  scenario('pipelined-upgrade', 'order.fifo', 'an offer behind a GET: no 101 before its answer', [
    get,
    offer,
  ]),
  scenario('pipelined-upgrade-frame', 'handshake.frames-early', 'and a frame behind the offer', [
    get,
    offer,
    sent(),
  ]),
  scenario('pipelined-close', 'persist.close-wins', 'close in the first of two', [
    changed({ connection: 'close' }),
    get,
  ]),
  scenario('get-upgrade', 'switch.granted', 'an offer on a connection that persisted', [get], [offer]),
  scenario('upgrade-get', 'after101.no-http', 'HTTP behind an offer', [offer], [get]),
  scenario('pipelined-fault', 'host.missing', 'a faulty request behind a sound one', [
    get,
    changed({ host: 'absent' }),
  ]),
];

const OLD = changed({ version: '1.0' });
const OLD_KEEP = changed({ version: '1.0', connection: 'keep-alive' });
const PERSISTENCE: readonly Scenario[] = [
  scenario(
    'close-get',
    'persist.close-wins',
    'close, and a request behind its answer',
    [changed({ connection: 'close' })],
    [get],
  ),
  scenario('old-get', 'persist.otherwise', 'HTTP/1.0 without keep-alive, and a request behind', [OLD], [OLD]),
  scenario('old-keep-twice', 'persist.keep-alive', 'HTTP/1.0 with keep-alive, twice', [OLD_KEEP], [OLD_KEEP]),
  scenario(
    'old-keep-then-not',
    'persist.otherwise',
    'keep-alive once, and then no more',
    [OLD_KEEP],
    [OLD],
    [OLD],
  ),
  scenario(
    'old-upgrade-get',
    'offer.old-version',
    'an offer in HTTP/1.0, and a request behind',
    [changed({ version: '1.0' }, REFERENCE)],
    [get],
  ),
  scenario(
    'close-upgrade',
    'after101.persistence',
    'close beside an offer that holds',
    [changed({ connection: 'close+upgrade' }, REFERENCE)],
    [sent({ opcode: 'ping' })],
  ),
  scenario(
    'refused-then-offer',
    'handshake.version-unsupported',
    'an offer of another version, and then of 13',
    [changed({ wsVersion: 'other' }, REFERENCE)],
    [offer],
  ),
  scenario(
    'faulty-then-get',
    'handshake.key-missing',
    'an offer without a key, and then a request',
    [changed({ key: 'absent' }, REFERENCE)],
    [get],
  ),
  scenario(
    'unknown-method-then-get',
    'method.unknown',
    'a method nobody knows, and then a request',
    [changed({ method: 'unknown' })],
    [get],
  ),
  scenario(
    'broken-then-get',
    'syntax.broken',
    'octets that are no request, and then one',
    [changed({ syntax: 'broken' })],
    [get],
  ),
  scenario(
    'both-framings-then-get',
    'framing.both-ends',
    'two framings, and a request behind the content',
    [changed({ framing: 'both' }), { content: '5\r\nxxxxx\r\n0\r\n\r\n', part: 'end' }],
    [get],
  ),
];

const EXPECTING = changed({ framing: 'length', expect: 'continue' });
const OLD_EXPECTING = changed({ version: '1.0', framing: 'length', expect: 'continue' });
const CONTENT: readonly Scenario[] = [
  scenario(
    'content',
    'content.follows',
    'content in two parts',
    [changed({ framing: 'length' }), two],
    [three],
  ),
  scenario('content-then-get', 'content.read', 'a request behind content is read behind it', [
    changed({ framing: 'length' }),
    five,
    get,
  ]),
  scenario(
    'expect',
    'expect.continue',
    'a client that waits for 100 before its content',
    [EXPECTING],
    [five],
  ),
  scenario('expect-not-waiting', 'expect.content-came', 'a client that expects 100 and does not wait', [
    EXPECTING,
    two,
    three,
  ]),
  scenario('expect-old', 'expect.old-version', 'HTTP/1.0 has no 100', [OLD_EXPECTING], [five]),
  scenario(
    'expect-upgrade',
    'switch.not-before-continue',
    'an offer with content that waits for 100',
    [changed({ framing: 'length', expect: 'continue' }, REFERENCE)],
    [five],
  ),
  scenario('upgrade-content', 'handshake.content', 'an offer with content', [
    changed({ framing: 'length' }, REFERENCE),
    five,
  ]),
  scenario(
    'upgrade-content-late',
    'switch.before-content-end',
    'an offer whose content comes later',
    [changed({ framing: 'length' }, REFERENCE), two],
    [three],
  ),
  scenario(
    'upgrade-content-frame',
    'after101.request-content',
    'and a frame behind it',
    [changed({ framing: 'length' }, REFERENCE), two],
    [three, sent({ opcode: 'close' })],
  ),
];

const FRAMES: readonly Scenario[] = [
  scenario('early-frame', 'handshake.early-octets', 'a frame before the 101', [offer, sent()]),
  scenario('early-close', 'handshake.early-octets', 'a Close before the 101', [
    offer,
    sent({ opcode: 'close' }),
  ]),
  scenario(
    'close-from-client',
    'closing.answered',
    'the client begins the closing handshake',
    [offer],
    [sent({ opcode: 'close' })],
  ),
  scenario(
    'message-close',
    'closing.answered',
    'a message, and then a Close',
    [offer],
    [sent()],
    [sent({ opcode: 'close' })],
  ),
  scenario(
    'close-then-message',
    'closing.nothing-processed',
    'a message behind the own Close',
    [offer],
    [sent({ opcode: 'close' })],
    [sent()],
  ),
  scenario('ping', 'frame.ping', 'a Ping', [offer], [sent({ opcode: 'ping' })]),
  scenario(
    'ping-close',
    'closing.answered',
    'a Ping and a Close at once',
    [offer],
    [sent({ opcode: 'ping' }), sent({ opcode: 'close' })],
  ),
  scenario('unmasked', 'frame.unmasked', 'a frame without a mask', [offer], [sent({ mask: 'unmasked' })]),
  scenario(
    'fragments',
    'frame.fragments',
    'a message in two frames with a Ping between',
    [offer],
    [sent({ fin: 'more' })],
    [sent({ opcode: 'ping' })],
    [sent({ opcode: 'continuation' })],
  ),
  scenario(
    'out-of-turn',
    'frame.out-of-turn',
    'a new message inside another',
    [offer],
    [sent({ fin: 'more' })],
    [sent()],
  ),
];

const HALF_CLOSE: readonly Scenario[] = [
  scenario('get-fin', 'close.half-close', 'a request and a half-close: it is answered all the same', [
    get,
    fin,
  ]),
  scenario('pipelined-fin', 'close.half-close', 'two requests and a half-close', [get, get, fin]),
  scenario('fin-first', 'close.client-finished', 'a half-close behind an answer', [get], [fin]),
  scenario('content-fin', 'content.cut-short', 'a half-close inside content', [
    changed({ framing: 'length' }),
    two,
    fin,
  ]),
  scenario('upgrade-fin', 'close.half-close', 'a half-close behind an offer', [offer, fin]),
  scenario('switched-fin', 'after101.client-finished', 'a half-close without a Close', [offer], [fin]),
  scenario(
    'close-frame-fin',
    'closing.answered',
    'a Close, and a half-close',
    [offer],
    [sent({ opcode: 'close' }), fin],
  ),
];

/** Every scenario, in the order in which they stand in the file. */
export const SCENARIOS: readonly Scenario[] = [
  ...ORDER,
  ...PERSISTENCE,
  ...CONTENT,
  ...FRAMES,
  ...HALF_CLOSE,
];
