/**
 * Deliberately wrong servers: each is the right one with one fault.
 *
 * 1. Each says what it does, where that was seen, and the clause that a finding must name first.
 * 2. A fault that was seen is one in the catalogue: the dialect named has a deviation from that clause.
 *    `made up` says that no product in the catalogue was measured for it.
 * 3. `shrinksTo` is what the conversation that shows the fault comes down to, in words.
 * 4. Not here, because nobody who sees octets alone can tell them from a server that is permitted:
 *    - lists read as strings where that hides an offer: any offer may be ignored (`offer.ignored`);
 *    - an upgrade of HTTP/1.0 that is refused, or a Host that is asked of HTTP/1.0: any request may be
 *      refused by the application;
 *    - frames or requests behind a handshake that get lost: silence breaks nothing, since it cannot be told
 *      from slowness. A frame at fault that gets lost is here: who answers what follows has passed it over;
 *    - no Pong, no echo, no Close, no answer, no FIN, no 100: silence again. What comes in the place of one
 *      of them is here;
 *    - a Pong with another payload: a Pong that answers nothing may be sent at any time;
 *    - a Close of the client that is passed over: an end may take its time to answer it, and go on till then;
 *    - an answer cut short by a FIN, or a reset in the place of a FIN: a server that fails may do that;
 *    - answers of two requests exchanged where both have the same form: nothing in them says whose they are;
 *    - a message that goes back changed or in parts: what to send is the application's affair;
 *    - a frame out of turn that is taken, a control frame in fragments that is taken, a length not in its
 *      shortest form: RFC 6455 binds only who sends them.
 * 5. Nor what takes three things at once to show, as a coding in HTTP/1.0 with keep-alive: these are told, and
 *    come up too seldom to be sure of in a thousand conversations.
 */

import { STANDARDS_DIALECT } from '../../../src/dialects/dialect.js';
import type { Severity } from '../../../src/spec/clauses/severity.js';
import { DEFAULT_CHOICES } from '../../../src/spec/defaults.js';
import { latin1, linesOf, type RequestHead } from '../../../src/spec/message.js';
import { OPTION_READERS } from '../../../src/spec/reading.js';
import type { Passed } from '../../../src/wire/exchange.js';
import type { PureServer } from '../../../src/wire/purely.js';
import {
  altered,
  answerIn,
  answering,
  answeringTo,
  each,
  FIN,
  framing,
  hearing,
  losing,
  type Makes,
  reading,
  says,
  statusIn,
  unlike,
  withLine,
  without,
} from './make.js';

/** A server with one fault. */
export interface WrongServer {
  readonly id: string;
  /** What it does, in one sentence. */
  readonly does: string;
  /** A dialect of the catalogue that deviates so, or `made up`. */
  readonly seen: string;
  /** The clause that the finding names first. */
  readonly clause: string;
  /** The clause of that deviation, where it is another. */
  readonly about?: string;
  readonly severity: Severity;
  /** What shows it, shrunk: parts that differ from the reference handshake or a plain request, and how. */
  readonly shrinksTo: string;
  readonly makes: Makes;
}

/** A server that grants, or serves, what a clause forbids. */
const LAXER: readonly WrongServer[] = [
  {
    id: 'old-version',
    does: 'It grants an offer in HTTP/1.0.',
    seen: 'ws@8.23.0+node20.20.2',
    clause: 'offer.old-version',
    severity: 'breaks',
    shrinksTo: 'handshake (version 1.0)',
    makes: unlike('offer.old-version'),
  },
  {
    id: 'host-missing',
    does: 'It serves a request of HTTP/1.1 without Host.',
    seen: 'workerman-ws@5.2.2',
    clause: 'host.missing',
    severity: 'breaks',
    shrinksTo: 'handshake (connection none, host absent)',
    makes: unlike('host.missing'),
  },
  {
    id: 'host-repeated',
    does: 'It serves a request with two Host lines.',
    seen: 'bun-node-http@1.4.5',
    clause: 'host.repeated',
    severity: 'breaks',
    shrinksTo: 'request (host several)',
    makes: unlike('host.repeated'),
  },
  {
    id: 'host-invalid',
    does: 'It serves a request whose Host is outside the grammar.',
    seen: 'made up',
    clause: 'host.invalid',
    severity: 'breaks',
    shrinksTo: 'request (host invalid)',
    makes: unlike('host.invalid'),
  },
  {
    id: 'host-empty',
    does: 'It grants a handshake whose Host is empty.',
    seen: 'autobahn-asyncio@22.7.1',
    clause: 'handshake.host',
    severity: 'breaks',
    shrinksTo: 'handshake (host empty)',
    makes: unlike('handshake.host'),
  },
  {
    id: 'version-8',
    does: 'It grants a handshake of a version of WebSocket that it does not speak.',
    seen: 'aiohttp@3.14.3',
    clause: 'handshake.version-unsupported',
    severity: 'breaks',
    shrinksTo: 'handshake (wsVersion other)',
    makes: unlike('handshake.version-unsupported'),
  },
  {
    id: 'version-missing',
    does: 'It grants a handshake without Sec-WebSocket-Version.',
    seen: 'em-websocket@0.5.1',
    clause: 'handshake.version-missing',
    severity: 'breaks',
    shrinksTo: 'handshake (wsVersion absent)',
    makes: unlike('handshake.version-missing'),
  },
  {
    id: 'version-no-number',
    does: 'It grants a handshake whose Sec-WebSocket-Version is no version.',
    seen: 'libwebsockets@4.1.6',
    clause: 'handshake.version-malformed',
    severity: 'breaks',
    shrinksTo: 'handshake (wsVersion invalid)',
    makes: unlike('handshake.version-malformed'),
  },
  {
    id: 'key-missing',
    does: 'It grants a handshake without Sec-WebSocket-Key.',
    seen: 'node-http@24.21.0/upgrade',
    clause: 'handshake.key-missing',
    severity: 'breaks',
    shrinksTo: 'handshake (key absent)',
    makes: unlike('handshake.key-missing'),
  },
  {
    id: 'key-invalid',
    does: 'It grants a handshake whose key is not 16 octets in base64.',
    seen: 'beast-sync@1.81.0',
    clause: 'handshake.key-invalid',
    severity: 'breaks',
    shrinksTo: 'handshake (key invalid)',
    makes: unlike('handshake.key-invalid'),
  },
  {
    id: 'key-twice',
    does: 'It grants a handshake with two keys.',
    seen: 'gobwas-http@1.4.0+go1.19.8',
    clause: 'handshake.key-repeated',
    severity: 'breaks',
    shrinksTo: 'handshake (key several)',
    makes: unlike('handshake.key-repeated'),
  },
  {
    id: 'post',
    does: 'It grants a handshake of any method.',
    seen: 'swoole@4.8.13',
    clause: 'handshake.method',
    severity: 'breaks',
    shrinksTo: 'handshake (method OPTIONS)',
    makes: unlike('handshake.method'),
  },
  {
    id: 'option-missing',
    does: 'It grants an offer that Connection does not list.',
    seen: 'bun@1.4.5',
    clause: 'offer.option-missing',
    severity: 'breaks',
    shrinksTo: 'handshake (connection none)',
    makes: unlike('offer.option-missing'),
  },
  {
    id: 'other-protocol',
    does: 'It switches to WebSocket when another protocol is offered.',
    seen: 'uwebsockets@20.79.0',
    clause: 'offer.other-protocol',
    severity: 'breaks',
    shrinksTo: 'handshake (upgrade other)',
    makes: unlike('offer.other-protocol'),
  },
  {
    id: 'no-offer',
    does: 'It switches for a key alone, without Upgrade.',
    seen: 'uwebsockets@20.79.0',
    clause: 'offer.absent',
    severity: 'breaks',
    shrinksTo: 'handshake (upgrade none)',
    makes: unlike('offer.absent'),
  },
  {
    id: 'extensions-no-list',
    does: 'It grants a handshake whose extensions are outside the grammar.',
    seen: 'bun@1.4.5',
    clause: 'handshake.extensions-malformed',
    severity: 'breaks',
    shrinksTo: 'handshake (extensions malformed)',
    makes: unlike('handshake.extensions-malformed'),
  },
  {
    id: 'space-before-colon',
    does: 'It reads past whitespace before a colon.',
    seen: 'civetweb@1.15',
    clause: 'syntax.space-before-colon',
    severity: 'breaks',
    shrinksTo: 'handshake (syntax spaced-name)',
    makes: unlike('syntax.space-before-colon'),
  },
  {
    id: 'major-2',
    does: 'It serves HTTP/2 in the syntax of HTTP/1.',
    seen: 'apache2@2.4.71',
    clause: 'version.major-unserved',
    severity: 'breaks',
    shrinksTo: 'handshake (version 2+)',
    makes: unlike('version.major-unserved'),
  },
  {
    id: 'bad-length',
    does: 'It serves a request whose Content-Length is no number.',
    seen: 'libmicrohttpd@0.9.75',
    clause: 'framing.bad-length',
    severity: 'breaks',
    shrinksTo: 'request (framing bad-length), handshake (version 1.0)',
    makes: unlike('framing.bad-length'),
  },
];

/** Persistence told wrong. */
const STAYING: readonly WrongServer[] = [
  {
    id: 'close-in-list',
    does: 'It compares the whole of Connection with close, and overlooks it in a list.',
    seen: 'gunicorn-gthread@26.2.0',
    clause: 'persist.close-wins',
    severity: 'breaks',
    shrinksTo: 'handshake (version 1.0, connection close+keep-alive+upgrade)',
    makes: reading({ close: 'joined' }),
  },
  {
    id: 'close-in-later-line',
    does: 'It looks for close in the first line of Connection only.',
    seen: 'made up',
    clause: 'persist.close-wins',
    severity: 'breaks',
    shrinksTo: 'request (connection close+keep-alive)',
    makes: reading({ close: 'first-list' }),
  },
  {
    id: 'close-ignored',
    does: 'It never looks for close.',
    seen: 'workerman-http@5.2.2',
    clause: 'persist.close-wins',
    severity: 'breaks',
    shrinksTo: 'handshake (version 1.0, connection close+keep-alive+upgrade)',
    makes: reading({ close: 'never' }),
  },
  {
    id: 'keep-alive-beats-close',
    does: 'In HTTP/1.0 keep-alive counts more than close.',
    seen: 'express-ws@5.0.2+node20.20.2',
    clause: 'persist.close-wins',
    severity: 'breaks',
    shrinksTo: 'request (version 1.0, connection close+keep-alive)',
    makes: unlike('persist.close-wins', {
      outcome: 'keep-alive',
      where: { version: ['1.0'], connection: ['close+keep-alive', 'close+keep-alive+upgrade'] },
    }),
  },
  {
    id: 'old-version-persists',
    does: 'HTTP/1.0 persists without keep-alive.',
    seen: 'workerman-http@5.2.2',
    clause: 'persist.otherwise',
    severity: 'breaks',
    shrinksTo: 'request (version 1.0)',
    makes: unlike('persist.otherwise', { outcome: 'http/1.1', where: { version: ['1.0'] } }),
  },
  {
    id: 'says-close-and-stays',
    does: 'It says close where the client did, and goes on answering.',
    seen: 'made up',
    clause: 'persist.close-wins',
    severity: 'breaks',
    shrinksTo: 'handshake (version 1.0, connection close+keep-alive+upgrade)',
    makes: answeringTo(
      (text, head) =>
        statusIn(text) >= 200 && asksClose(head)
          ? withLine(without(text, 'Connection'), 'Connection: close')
          : text,
      { dialect: { ...STANDARDS_DIALECT, reading: { ...STANDARDS_DIALECT.reading, close: 'never' } } },
    ),
  },
  {
    id: 'always-says-close',
    does: 'It says close in every answer, and goes on answering.',
    seen: 'made up',
    clause: 'close.last',
    severity: 'breaks',
    shrinksTo: 'handshake (upgrade versioned)',
    makes: answering((text) =>
      statusIn(text) < 200 ? text : withLine(without(text, 'Connection'), 'Connection: close'),
    ),
  },
  {
    id: 'keep-alive-not-said',
    does: 'It persists in HTTP/1.0 and does not say keep-alive.',
    seen: 'made up',
    clause: 'close.last',
    severity: 'breaks',
    shrinksTo: 'handshake (version 1.0, connection keep-alive+upgrade)',
    makes: answering((text) => text.replace(/\r\nConnection: keep-alive(?=\r)/, '')),
  },
  {
    id: 'both-framings-persist',
    does: 'A request with Content-Length and Transfer-Encoding does not end the connection.',
    seen: 'go-nethttp@1.19.8',
    clause: 'framing.both-ends',
    severity: 'breaks',
    shrinksTo: 'request (framing both), content',
    makes: unlike('framing.both-ends', 'not-applied', {
      choices: { picks: { ...DEFAULT_CHOICES.picks, 'framing.both': 'go-on' } },
    }),
  },
];

/** Content and what stands behind a head, read as what it is not. */
const MISREADING: readonly WrongServer[] = [
  {
    id: 'content-as-request',
    does: 'It does not read the content of a request, and answers it as the next request.',
    seen: 'made up',
    clause: 'answer.once',
    severity: 'breaks',
    shrinksTo: 'handshake (framing length, origin several), content',
    makes: unlike('content.follows', { outcome: 'none', where: { framing: ['length', 'equal-lengths'] } }),
  },
  {
    id: 'chunks-as-request',
    does: 'It does not know chunks, and answers them as the next request.',
    seen: 'made up',
    clause: 'answer.once',
    severity: 'breaks',
    shrinksTo: 'request (framing chunked), content',
    makes: unlike('content.follows', { outcome: 'none', where: { framing: ['chunked'] } }),
  },
  {
    id: 'content-as-frames',
    does: 'It grants a handshake with content, and reads the content as frames.',
    seen: 'made up',
    clause: 'content.more',
    severity: 'breaks',
    shrinksTo: 'handshake (framing length), content (short)',
    makes: unlike('content.follows', {
      outcome: 'none',
      where: { version: ['1.1'], upgrade: ['websocket'], key: ['valid'], wsVersion: ['13'] },
    }),
  },
  {
    id: 'early-octets-lost',
    does: 'It loses what came behind the handshake in the same segment.',
    seen: 'made up',
    clause: 'frame.opcode-unknown',
    severity: 'breaks',
    shrinksTo: 'handshake, frame (opcode unknown)',
    makes: losing(loseEarly),
  },
  {
    id: 'answers-before-head-ends',
    does: 'It answers a request when its first line has come.',
    seen: 'made up',
    clause: 'head.not-complete',
    severity: 'breaks',
    shrinksTo: 'handshake; in 2 segments',
    makes: losing(answerFirstLine),
  },
  {
    id: 'line-break-answered',
    does: 'It answers an empty line that comes before a request.',
    seen: 'made up',
    clause: 'answer.nothing-asked',
    severity: 'asks',
    shrinksTo: 'handshake (version 1.0); in 2 segments',
    makes: losing(answerLineBreaks),
  },
];

/** The end of the connection at the wrong time. */
const ENDING: readonly WrongServer[] = [
  {
    id: 'persistence-behind-101',
    does: 'Behind a 101 it closes the connection if the request was not to persist.',
    seen: 'swoole@4.8.13',
    clause: 'after101.persistence',
    severity: 'asks',
    shrinksTo: 'handshake (connection close+upgrade)',
    makes: unlike('after101.persistence', { outcome: 'persistence' }),
  },
  {
    id: 'fin-behind-101',
    does: 'It closes behind every 101.',
    seen: 'made up',
    clause: 'after101.close-first',
    severity: 'asks',
    shrinksTo: 'handshake',
    makes: altered(each((one) => (statusIn(answerIn(one) ?? '') === 101 ? [one, FIN] : [one]))),
  },
  {
    id: 'fin-without-close',
    does: 'It closes behind the first message that it sends, without a Close.',
    seen: 'made up',
    clause: 'after101.close-first',
    severity: 'asks',
    shrinksTo: 'handshake, frame',
    makes: altered(each((one) => (isFrame(one, 1, 2) ? [one, FIN] : [one]))),
  },
  {
    id: 'close-unanswered',
    does: 'It closes behind a Close of the client and sends none of its own.',
    seen: 'made up',
    clause: 'closing.answered',
    severity: 'asks',
    shrinksTo: 'handshake, frame (opcode close)',
    makes: altered(each((one) => (isFrame(one, 8) ? [] : [one]))),
  },
];

/** Answers that are too many, in the wrong order, or not what they say. */
const ANSWERING: readonly WrongServer[] = [
  {
    id: 'answers-twice',
    does: 'It sends a final answer twice, unless it says close.',
    seen: 'made up',
    clause: 'answer.once',
    severity: 'breaks',
    shrinksTo: 'handshake (upgrade versioned)',
    makes: altered(each((one) => (isOpenAnswer(one) ? [one, one] : [one]))),
  },
  {
    id: 'switches-twice',
    does: 'It sends every 101 twice.',
    seen: 'made up',
    clause: 'after101.frames',
    severity: 'breaks',
    shrinksTo: 'handshake',
    makes: altered(each((one) => (statusIn(answerIn(one) ?? '') === 101 ? [one, one] : [one]))),
  },
  {
    id: '200-behind-101',
    does: 'The application answers 200 behind the 101.',
    seen: 'made up',
    clause: 'after101.frames',
    severity: 'breaks',
    shrinksTo: 'handshake',
    makes: altered(each((one) => (statusIn(answerIn(one) ?? '') === 101 ? [one, says(OK)] : [one]))),
  },
  {
    id: 'fails-in-http',
    does: 'It answers a frame at fault with 400.',
    seen: 'made up',
    clause: 'after101.frames',
    severity: 'breaks',
    shrinksTo: 'handshake, request',
    makes: altered(each((one) => (isFrame(one, 8) && codeIn(one) === 1002 ? [says(BAD)] : [one]))),
  },
  {
    id: 'out-of-order',
    does: 'It answers a handshake before the request in front of it.',
    seen: 'made up',
    clause: 'offer.absent',
    severity: 'breaks',
    shrinksTo: 'request, handshake',
    makes: altered(() => (said) => {
      const [one, two] = said.filter((any) => statusIn(answerIn(any) ?? '') >= 101);
      if (one === undefined || two === undefined || statusIn(answerIn(two) ?? '') !== 101) return said;
      return said.map((any) => (any === one ? two : any === two ? one : any));
    }),
  },
  {
    id: 'frames-before-101',
    does: 'A frame that came with the handshake is answered before the 101.',
    seen: 'swoole@4.8.13/user-handshake',
    about: 'handshake.frames-early',
    clause: 'answer.final',
    severity: 'breaks',
    shrinksTo: 'handshake, frame',
    makes: altered(() => (said) => {
      const at = said.findIndex((one) => statusIn(answerIn(one) ?? '') === 101);
      const frame = said[at + 1];
      const [answer] = said.slice(at);
      if (at < 0 || answer === undefined || frame === undefined || !isFrame(frame, 1, 2, 9, 10)) return said;
      return [...said.slice(0, at), frame, answer, ...said.slice(at + 2)];
    }),
  },
  {
    id: 'length-too-long',
    does: 'It says one octet more than it sends.',
    seen: 'made up',
    clause: 'form.label-known',
    severity: 'breaks',
    shrinksTo: 'request, handshake (version 1.0)',
    makes: answering((text) => text.replace(/Content-Length: 9\b/, 'Content-Length: 10')),
  },
  {
    id: 'length-too-short',
    does: 'It says two octets less than it sends.',
    seen: 'made up',
    clause: 'answer.final',
    severity: 'breaks',
    shrinksTo: 'handshake (upgrade versioned)',
    makes: answering((text) => text.replace(/Content-Length: 9\b/, 'Content-Length: 7')),
  },
  {
    id: 'content-to-head',
    does: 'It sends content in an answer to HEAD.',
    seen: 'made up',
    clause: 'answer.final',
    severity: 'breaks',
    shrinksTo: 'request (method other, host absent)',
    makes: answeringTo((text, { method }) => (method === 'HEAD' ? `${text}${CONTENT}` : text)),
  },
  {
    id: 'both-framings-said',
    does: 'It sends Content-Length and Transfer-Encoding.',
    seen: 'made up',
    clause: 'form.one-framing',
    severity: 'breaks',
    shrinksTo: 'handshake (upgrade versioned)',
    makes: answering((text) => (sizedIn(text) ? withLine(chunkedIn(text), 'Content-Length: 9') : text)),
  },
  {
    id: 'length-twice',
    does: 'It sends Content-Length twice.',
    seen: 'made up',
    clause: 'form.one-length',
    severity: 'breaks',
    shrinksTo: 'handshake (upgrade versioned)',
    makes: answering((text) => (sizedIn(text) ? withLine(text, 'Content-Length: 9') : text)),
  },
  {
    id: 'chunks-to-old-version',
    does: 'It sends every content in chunks, also to HTTP/1.0.',
    seen: 'made up',
    clause: 'form.no-coding-to-old',
    severity: 'breaks',
    shrinksTo: 'handshake (version 1.0)',
    makes: answering((text) => (sizedIn(text) ? chunkedIn(text) : text)),
  },
  {
    id: 'length-in-204',
    does: 'It answers 204 with a Content-Length.',
    seen: 'made up',
    clause: 'form.no-framing-fields',
    severity: 'breaks',
    shrinksTo: 'handshake (upgrade versioned)',
    makes: answering((text) =>
      statusIn(text) === 200 && sizedIn(text)
        ? text.replace('200 OK', '204 No Content').replace('Length: 9', 'Length: 0').replace(CONTENT, '')
        : text,
    ),
  },
  {
    id: '100-to-old-version',
    does: 'It sends a 100 before every 200, whatever the version.',
    seen: 'made up',
    clause: 'interim.not-to-old',
    severity: 'breaks',
    shrinksTo: 'request (version 1.0)',
    makes: altered(each((one) => (statusIn(answerIn(one) ?? '') === 200 ? [says(GO_ON), one] : [one]))),
  },
  {
    id: 'label-of-old-version',
    does: 'It answers HTTP/1.1 with the label of HTTP/1.0.',
    seen: 'made up',
    clause: 'form.label',
    severity: 'departs',
    shrinksTo: 'handshake (upgrade versioned)',
    makes: answering((text) => (statusIn(text) < 200 ? text : text.replace('HTTP/1.1', 'HTTP/1.0'))),
  },
  {
    id: 'close-not-said',
    does: 'It closes and does not say so.',
    seen: 'made up',
    clause: 'form.close-said',
    severity: 'departs',
    shrinksTo: 'handshake (version 1.0)',
    makes: answering((text) => text.replace(/\r\nConnection: close(?=\r)/, '')),
  },
  {
    id: '426-without-upgrade',
    does: 'It answers 426 and does not say to what to upgrade.',
    seen: 'made up',
    clause: 'form.upgrade-required',
    severity: 'breaks',
    shrinksTo: 'handshake (wsVersion absent)',
    makes: answering((text) => (statusIn(text) === 426 ? without(text, 'Upgrade') : text)),
  },
  {
    id: '426-without-versions',
    does: 'It refuses a version of WebSocket and does not say which it speaks.',
    seen: 'made up',
    clause: 'form.names-versions',
    severity: 'breaks',
    shrinksTo: 'handshake (wsVersion other)',
    makes: answering((text) => (statusIn(text) === 426 ? without(text, 'Sec-WebSocket-Version') : text)),
  },
  {
    id: 'keep-alive-unlisted',
    does: 'It sends Keep-Alive and does not list it in Connection.',
    seen: 'made up',
    clause: 'form.keep-alive-listed',
    severity: 'breaks',
    shrinksTo: 'handshake (upgrade versioned)',
    makes: answering((text) => (statusIn(text) < 200 ? text : withLine(text, 'Keep-Alive: timeout=5'))),
  },
];

/** A 101 that is none. */
const SWITCHING: readonly WrongServer[] = [
  {
    id: 'proof-wrong',
    does: 'It proves a key that is not the one of the client.',
    seen: 'made up',
    clause: 'form.switch-proof',
    severity: 'breaks',
    shrinksTo: 'handshake',
    makes: answering((text) => text.replace(/Accept: .{28}/, 'Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=')),
  },
  {
    id: 'proof-missing',
    does: 'It proves nothing.',
    seen: 'made up',
    clause: 'form.switch-proof',
    severity: 'breaks',
    shrinksTo: 'handshake',
    makes: answering((text) => without(text, 'Sec-WebSocket-Accept')),
  },
  {
    id: 'protocol-missing',
    does: 'Its 101 names no protocol.',
    seen: 'made up',
    clause: 'form.switch-protocol',
    severity: 'breaks',
    shrinksTo: 'handshake',
    makes: answering((text) => (statusIn(text) === 101 ? without(text, 'Upgrade') : text)),
  },
  {
    id: 'option-not-said',
    does: 'Its 101 does not list upgrade in Connection.',
    seen: 'made up',
    clause: 'form.switch-option',
    severity: 'breaks',
    shrinksTo: 'handshake',
    makes: answering((text) => (statusIn(text) === 101 ? without(text, 'Connection') : text)),
  },
  {
    id: 'close-in-101',
    does: 'Its 101 says close where the request did.',
    seen: 'made up',
    clause: 'form.switch-no-close',
    severity: 'asks',
    shrinksTo: 'handshake (connection close+upgrade)',
    makes: answeringTo((text, head) =>
      statusIn(text) === 101 && asksClose(head)
        ? text.replace('Connection: Upgrade', 'Connection: Upgrade, close')
        : text,
    ),
  },
  {
    id: 'length-in-101',
    does: 'Its 101 has a Content-Length.',
    seen: 'made up',
    clause: 'form.interim',
    severity: 'breaks',
    shrinksTo: 'handshake',
    makes: answering((text) => (statusIn(text) === 101 ? withLine(text, 'Content-Length: 0') : text)),
  },
  {
    id: 'subprotocol-not-offered',
    does: 'It agrees on a subprotocol that the client may not have offered.',
    seen: 'made up',
    clause: 'form.negotiated',
    severity: 'breaks',
    shrinksTo: 'handshake',
    makes: answering((text) =>
      statusIn(text) === 101 ? withLine(text, 'Sec-WebSocket-Protocol: not-offered') : text,
    ),
  },
  {
    id: 'extension-not-offered',
    does: 'It turns compression on whether it was offered or not.',
    seen: 'made up',
    clause: 'form.negotiated',
    severity: 'breaks',
    shrinksTo: 'handshake',
    makes: answering((text) =>
      statusIn(text) === 101 ? withLine(text, 'Sec-WebSocket-Extensions: permessage-deflate') : text,
    ),
  },
];

/** Frames that may not be sent. */
const SENDING: readonly WrongServer[] = [
  {
    id: 'masks',
    does: 'It masks its frames.',
    seen: 'made up',
    clause: 'sent.unmasked',
    severity: 'breaks',
    shrinksTo: 'handshake',
    makes: framing((frame) => [{ ...frame, key: new Uint8Array([1, 2, 3, 4]) }]),
  },
  {
    id: 'pong-in-fragments',
    does: 'It sends a Pong in two fragments.',
    seen: 'made up',
    clause: 'sent.control-whole',
    severity: 'breaks',
    shrinksTo: 'handshake',
    makes: framing((frame) => (frame.opcode === 10 ? [{ ...frame, fin: false }, { opcode: 0 }] : [frame])),
  },
  {
    id: 'reserved-bit',
    does: 'It sets a reserved bit that no extension gives a meaning.',
    seen: 'made up',
    clause: 'sent.reserved-bits',
    severity: 'breaks',
    shrinksTo: 'handshake',
    makes: framing((frame) => [{ ...frame, reserved: 2 }]),
  },
  {
    id: 'length-form',
    does: 'It writes every length in the long form.',
    seen: 'made up',
    clause: 'sent.length-form',
    severity: 'breaks',
    shrinksTo: 'handshake',
    makes: framing((frame) => [{ ...frame, lengthForm: 16 }]),
  },
  {
    id: 'binary-as-text',
    does: 'It sends binary messages back as text.',
    seen: 'made up',
    clause: 'sent.text',
    severity: 'breaks',
    shrinksTo: 'handshake, frame (opcode binary)',
    makes: framing((frame) => [frame.opcode === 2 ? { ...frame, opcode: 1 } : frame]),
  },
  {
    id: 'continues-nothing',
    does: 'It sends its messages as continuations of none.',
    seen: 'made up',
    clause: 'sent.in-turn',
    severity: 'breaks',
    shrinksTo: 'handshake, frame',
    makes: framing((frame) => [frame.opcode === 1 ? { ...frame, opcode: 0 } : frame]),
  },
  {
    id: 'close-1005',
    does: 'Its Close has the code 1005.',
    seen: 'made up',
    clause: 'sent.close-code',
    severity: 'breaks',
    shrinksTo: 'handshake, request',
    makes: framing((frame) => [
      frame.opcode === 8 ? { ...frame, payload: new Uint8Array([3, 0xed]) } : frame,
    ]),
  },
  {
    id: 'close-of-one-octet',
    does: 'Its Close has a body of one octet.',
    seen: 'made up',
    clause: 'sent.close-body',
    severity: 'breaks',
    shrinksTo: 'handshake, request',
    makes: framing((frame) => [
      frame.opcode === 8 ? { ...frame, payload: frame.payload.slice(0, 1) } : frame,
    ]),
  },
  {
    id: 'data-behind-close',
    does: 'It sends a message behind its own Close.',
    seen: 'made up',
    clause: 'closing.no-data',
    severity: 'breaks',
    shrinksTo: 'handshake, frame (opcode continuation)',
    makes: framing((frame) => (frame.opcode === 8 ? [frame, { opcode: 1 }] : [frame])),
  },
  {
    id: 'close-twice',
    does: 'It sends its Close twice.',
    seen: 'made up',
    clause: 'closing.once',
    severity: 'breaks',
    shrinksTo: 'handshake, request',
    makes: framing((frame) => (frame.opcode === 8 ? [frame, frame] : [frame])),
  },
];

const ZERO_KEY = new Uint8Array(4);
const QUIET = { dialect: STANDARDS_DIALECT, echo: false };

/** Frames taken that are at fault, or blamed that are none. */
const TAKING: readonly WrongServer[] = [
  {
    id: 'unmasked-taken',
    does: 'It takes frames of the client that are not masked.',
    seen: 'made up',
    clause: 'frame.unmasked',
    severity: 'breaks',
    shrinksTo: 'handshake, frame (mask unmasked)',
    makes: hearing((frame) => [{ ...frame, key: ZERO_KEY }]),
  },
  {
    id: 'reserved-bits-taken',
    does: 'It does not look at reserved bits.',
    seen: 'made up',
    clause: 'frame.reserved-bits',
    severity: 'breaks',
    shrinksTo: 'handshake, frame (reserved compressed)',
    makes: hearing((frame) => [{ ...frame, reserved: 0 }]),
  },
  {
    id: 'unknown-opcodes-passed-over',
    does: 'It passes over frames of unknown opcodes.',
    seen: 'made up',
    clause: 'frame.opcode-unknown',
    severity: 'breaks',
    shrinksTo: 'handshake, frame (opcode unknown)',
    makes: hearing((frame) => ([0, 1, 2, 8, 9, 10].includes(frame.opcode) ? [frame] : [])),
  },
  {
    id: 'text-not-checked',
    does: 'It does not look whether text is UTF-8.',
    seen: 'made up',
    clause: 'frame.text-not-utf8',
    severity: 'breaks',
    shrinksTo: 'handshake, frame (payload not-utf8)',
    makes: hearing((frame) => [frame.opcode === 1 ? { ...frame, opcode: 2 } : frame], QUIET),
  },
  {
    id: 'empty-text-blamed',
    does: 'It fails the connection with 1002 for an empty text.',
    seen: 'made up',
    clause: 'after101.frames',
    severity: 'breaks',
    shrinksTo: 'handshake, frame',
    makes: hearing((frame) => [
      frame.opcode === 1 && frame.length === 0 && frame.fin ? { ...frame, opcode: 3 } : frame,
    ]),
  },
];

const CONTENT = 'after101\n';
const OK = `HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n${CONTENT}`;
const BAD = 'HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n';
const GO_ON = 'HTTP/1.1 100 Continue\r\n\r\n';

/** Whether a request asks for the end of the connection. */
function asksClose(head: RequestHead): boolean {
  return OPTION_READERS.list(
    linesOf(head, 'connection').map(({ value }) => value),
    'close',
  );
}

/** Whether an answer has content whose length it says. */
function sizedIn(text: string): boolean {
  return text.includes('Content-Length: 9\r\n') && text.endsWith(CONTENT);
}

/** The same answer in chunks. */
function chunkedIn(text: string): string {
  return text
    .replace('Content-Length: 9', 'Transfer-Encoding: chunked')
    .replace(CONTENT, `9\r\n${CONTENT}\r\n0\r\n\r\n`);
}

/** Whether it is a final answer that does not say close. */
function isOpenAnswer(one: Passed): boolean {
  const text = answerIn(one) ?? '';
  return statusIn(text) >= 200 && !text.includes('\r\nConnection: close');
}

/** Whether it is a frame of one of these opcodes. */
function isFrame(one: Passed, ...opcodes: readonly number[]): boolean {
  return (
    one.from === 'server' &&
    one.what === 'octets' &&
    answerIn(one) === undefined &&
    opcodes.includes((one.octets[0] ?? 0) & 0x0f)
  );
}

/** The code of a Close that the server sends. */
function codeIn(one: Passed): number {
  if (one.from !== 'server' || one.what !== 'octets') return 0;
  return (one.octets[2] ?? 3) * 256 + (one.octets[3] ?? 0xed);
}

/** What stands behind the handshake in its segment is never read. */
function loseEarly() {
  let isSwitched = false;
  return (octets: Uint8Array, right: PureServer): readonly Passed[] => {
    if (isSwitched) return right.receive(octets);
    const said: Passed[] = [];
    for (let at = 0; at < octets.length && !isSwitched; at += 1) {
      const now = right.receive(octets.subarray(at, at + 1));
      said.push(...now);
      isSwitched = now.some((one) => statusIn(answerIn(one) ?? '') === 101);
    }
    return said;
  };
}

/** The first request is answered when its first line is there and its head is not. */
function answerFirstLine() {
  let begun = '';
  let isEarly = false;
  return (octets: Uint8Array, right: PureServer): readonly Passed[] => {
    const isFirst = !begun.includes('\r\n');
    begun += latin1(octets);
    const said = right.receive(octets);
    if (!isFirst || !/^[^\r\n]+\r\n/.test(begun) || said.length > 0 || begun.includes('\r\n\r\n')) {
      const answer = isEarly ? said.findIndex((one) => statusIn(answerIn(one) ?? '') >= 101) : -1;
      if (answer >= 0) isEarly = false;
      return said.filter((_, at) => at !== answer);
    }
    isEarly = true;
    return [says(OK)];
  };
}

/** Line breaks that come alone and first are answered. */
function answerLineBreaks() {
  let isFirst = true;
  return (octets: Uint8Array, right: PureServer): readonly Passed[] => {
    const isBreak = isFirst && octets.every((octet) => octet === 13 || octet === 10);
    isFirst = false;
    return [...(isBreak ? [says(BAD)] : []), ...right.receive(octets)];
  };
}

/** All of them. */
export const WRONG_SERVERS: readonly WrongServer[] = [
  ...LAXER,
  ...STAYING,
  ...MISREADING,
  ...ENDING,
  ...ANSWERING,
  ...SWITCHING,
  ...SENDING,
  ...TAKING,
];
