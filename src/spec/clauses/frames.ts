/**
 * What frames are to a server behind the 101, what its own frames are like, how a WebSocket is closed, and how failed.
 *
 * RFC 6455 binds the sender of a frame more often than its receiver. Where it says nothing of the receiver, the clause
 * about receiving is `silent`, and the one about sending stands beside it in the group `sent`.
 */
import { type Clause, defineClauses, rfc } from './clause.js';

const FRAME: Readonly<Record<string, Clause>> = defineClauses({
  'frame.unmasked': {
    sentence: 'A server that receives a frame without a mask closes the connection.',
    sources: rfc('6455', '5.1', '7.4.1'),
    strength: 'required',
    requirements: ['WS-FRM-1', 'WS-FRM-2'],
    permitted: 'Closing, with a Close frame of code 1002 before it or without.',
  },
  'frame.reserved-bits': {
    sentence:
      'A reserved bit that is set and that no negotiated extension gives a meaning fails the connection.',
    sources: rfc('6455', '5.2', '7.1.7'),
    strength: 'required',
    requirements: ['WS-FRM-4'],
    permitted: 'Failing. permessage-deflate gives a meaning to the first bit alone.',
  },
  'frame.compressed-later': {
    sentence:
      'The bit that marks a message as compressed fails the connection on any frame but the first of a message.',
    sources: [...rfc('7692', '6', '6.1'), ...rfc('6455', '5.2')],
    strength: 'required',
    requirements: ['WS-PMD-7'],
    permitted: 'Failing.',
  },
  'frame.opcode-unknown': {
    sentence: 'An opcode that is not defined fails the connection.',
    sources: rfc('6455', '5.2', '7.1.7'),
    strength: 'required',
    requirements: ['WS-FRM-4'],
    permitted: 'Failing.',
  },
  'frame.length-top-bit': {
    sentence: 'What a server does with a length of 64 bits whose first bit is set is not said.',
    sources: rfc('6455', '5.2', '6.2', '10.7'),
    strength: 'silent',
    requirements: ['WS-FRM-4'],
    questions: ['Q-33'],
    permitted:
      'Failing, or anything else: who must not send it is the client. Nobody can take so many octets.',
  },
  'frame.too-big': {
    sentence: 'A server that has limits on frames and messages protects itself against what exceeds them.',
    sources: rfc('6455', '10.4', '7.4.1'),
    strength: 'required',
    requirements: ['WS-FRM-8'],
    permitted:
      'Failing, with code 1009 where a Close frame is sent, or taking it: that there are limits is a SHOULD, and no text says which.',
  },
  'frame.control-too-long': {
    sentence: 'What a server does with a control frame of more than 125 octets is not said.',
    sources: rfc('6455', '5.5', '10.7'),
    strength: 'silent',
    requirements: ['WS-FRM-5'],
    questions: ['Q-33'],
    permitted: 'Failing, ignoring it, or taking it; what is sent in answer has to be short all the same.',
  },
  'frame.control-fragmented': {
    sentence: 'What a server does with a control frame that says more will follow is not said.',
    sources: rfc('6455', '5.5', '5.4', '10.7'),
    strength: 'silent',
    requirements: ['WS-FRM-5'],
    questions: ['Q-33'],
    permitted: 'Failing, ignoring it, or taking it as whole.',
  },
  'frame.length-not-minimal': {
    sentence: 'What a server does with a length written in a longer form than it needs is not said.',
    sources: rfc('6455', '5.2', '10.7'),
    strength: 'silent',
    requirements: ['WS-FRM-4'],
    questions: ['Q-33'],
    permitted: 'Taking the frame, or failing.',
  },
  'frame.text-not-utf8': {
    sentence: 'A text message that is not UTF-8 fails the connection.',
    sources: rfc('6455', '8.1', '5.6', '7.4.1'),
    strength: 'required',
    requirements: ['WS-FRM-6'],
    permitted: 'Failing, with code 1007 where a Close frame is sent, at the latest when the message ends.',
  },
  'frame.out-of-turn': {
    sentence:
      'What a server does with a fragment of no message, or with a message inside another, is not said.',
    sources: rfc('6455', '5.4', '10.7'),
    strength: 'silent',
    requirements: ['WS-FRM-5'],
    questions: ['Q-33'],
    permitted: 'Failing, or making of it what it likes: only the sender is forbidden to send it.',
  },
  'frame.ping': {
    sentence: 'A server answers a Ping with a Pong of the same payload, unless a Close was received before.',
    sources: rfc('6455', '5.5.2', '5.5.3'),
    strength: 'required',
    requirements: ['WS-FRM-7'],
    permitted:
      'One Pong for each Ping or one for the latest; a Close or a failure of the server may come first.',
  },
  'frame.pong': {
    sentence: 'A Pong that nobody asked for is permitted and gets no answer.',
    sources: rfc('6455', '5.5.3'),
    strength: 'optional',
    requirements: ['WS-FRM-7'],
    permitted: 'Nothing follows.',
  },
  'frame.data': {
    sentence: 'The payload of data frames makes up messages for the application.',
    sources: rfc('6455', '6.2', '5.4', '5.6', '10.4', '10.7'),
    strength: 'definition',
    requirements: ['WS-FRM-5', 'WS-FRM-6'],
    questions: ['Q-10'],
    permitted:
      'The connection stays open. A server may also fail it over what it cannot take, which does not show: its limits, its policy, or what is compressed.',
  },
  'frame.fragments': {
    sentence:
      'A message in fragments begins with its opcode and ends with the frame that says it is the last.',
    sources: rfc('6455', '5.4'),
    strength: 'definition',
    requirements: ['WS-FRM-5'],
    permitted: 'Control frames may stand between the fragments, another message may not.',
  },
  'frame.ignored': {
    sentence: 'A control frame at fault that a server chooses to ignore changes nothing.',
    sources: rfc('6455', '5.5', '10.7'),
    strength: 'silent',
    requirements: ['WS-FRM-5'],
    questions: ['Q-33'],
    permitted: 'Nothing follows.',
  },
  'frame.nothing-owed': {
    sentence: 'Where no Ping and no Close waits for an answer there is nothing to reply.',
    sources: rfc('6455', '5.5.2', '5.5.1'),
    strength: 'definition',
    requirements: ['WS-FRM-7', 'WS-CLS-2'],
    permitted: 'Nothing is sent; a Pong may be sent unasked.',
  },
});

const SENT: Readonly<Record<string, Clause>> = defineClauses({
  'sent.unmasked': {
    sentence: 'A server does not mask its frames.',
    sources: rfc('6455', '5.1'),
    strength: 'required',
    requirements: ['WS-FRM-3'],
    permitted: 'The mask bit is zero.',
  },
  'sent.reserved-bits': {
    sentence:
      'Reserved bits are zero in what a server sends, unless an extension that was negotiated uses them.',
    sources: rfc('6455', '5.2', '5.8'),
    strength: 'required',
    requirements: ['WS-FRM-4'],
    permitted: 'All zero, or the first one set by permessage-deflate.',
  },
  'sent.compressed-first': {
    sentence: 'A server marks a message as compressed on its first frame, and on no other frame.',
    sources: rfc('7692', '6', '6.1'),
    strength: 'required',
    requirements: ['WS-PMD-7'],
    permitted: 'The first reserved bit on a text or binary frame, where permessage-deflate was negotiated.',
  },
  'sent.opcode': {
    sentence: 'A server sends no frame whose opcode is not defined.',
    sources: rfc('6455', '5.2', '5.8'),
    strength: 'derived',
    premises: ['frame.opcode-unknown (MUST)'],
    requirements: ['WS-FRM-4'],
    permitted: 'The opcodes 0, 1, 2, 8, 9 and A.',
  },
  'sent.control': {
    sentence:
      'A server may send a Ping, and a Pong that nobody asked for, as long as the connection is not closed.',
    sources: rfc('6455', '5.5.2', '5.5.3'),
    strength: 'optional',
    requirements: ['WS-FRM-7'],
    permitted: 'A Ping or a Pong at any time, between the fragments of a message and behind a Close too.',
  },
  'sent.control-short': {
    sentence: 'A control frame has at most 125 octets of payload.',
    sources: rfc('6455', '5.5'),
    strength: 'required',
    requirements: ['WS-FRM-5'],
    questions: ['Q-33'],
    permitted: 'Up to 125 octets.',
  },
  'sent.control-whole': {
    sentence: 'A control frame is not fragmented.',
    sources: rfc('6455', '5.5', '5.4'),
    strength: 'required',
    requirements: ['WS-FRM-5'],
    permitted: 'One frame, marked as the last.',
  },
  'sent.in-turn': {
    sentence: 'The fragments of one message are not interleaved with another message, and none stands alone.',
    sources: rfc('6455', '5.4'),
    strength: 'required',
    requirements: ['WS-FRM-5'],
    permitted: 'A continuation inside a message only, and a new message behind the end of the one before.',
  },
  'sent.length-form': {
    sentence: 'A length is written in the shortest form that holds it.',
    sources: rfc('6455', '5.2'),
    strength: 'required',
    requirements: ['WS-FRM-4'],
    permitted: 'Seven bits up to 125, sixteen up to 65535, else sixty-four with the first bit zero.',
  },
  'sent.close-body': {
    sentence: 'A Close body is empty, or begins with a code of two octets that UTF-8 may follow.',
    sources: rfc('6455', '5.5.1'),
    strength: 'required',
    requirements: ['WS-CLS-12', 'WS-FRM-6'],
    questions: ['Q-33'],
    permitted: 'No body, a code, or a code and a reason.',
  },
  'sent.close-code': {
    sentence: 'The codes 1005, 1006 and 1015 are not sent.',
    sources: rfc('6455', '7.4.1'),
    strength: 'required',
    requirements: ['WS-CLS-10'],
    questions: ['Q-33'],
    permitted: 'Other codes; a Close without a code for one that was received with none.',
  },
  'sent.close-code-range': {
    sentence: 'The code of a Close lies between 1000 and 4999.',
    sources: rfc('6455', '7.4.2'),
    strength: 'definition',
    requirements: ['WS-CLS-11'],
    permitted: 'The ranges named; codes under 1000 are not used, and no range lies above 4999.',
  },
  'sent.text': {
    sentence: 'Text that a server sends is UTF-8.',
    sources: rfc('6455', '5.6'),
    strength: 'required',
    requirements: ['WS-FRM-6'],
    permitted: 'A fragment may end inside a character, a message may not.',
  },
});

const FAIL: Readonly<Record<string, Clause>> = defineClauses({
  'fail.required': {
    sentence: 'A frame at fault makes the server fail the WebSocket connection.',
    sources: rfc('6455', '7.1.7', '5.1', '5.2', '8.1'),
    strength: 'required',
    requirements: ['WS-CLS-8', 'WS-FRM-2', 'WS-FRM-4', 'WS-FRM-6', 'WS-FRM-8'],
    questions: ['Q-33'],
    permitted:
      'A Close frame and the end of the connection, or the end alone; the clause of the fault says why.',
  },
  'fail.close-first': {
    sentence: 'A server that fails an established connection sends a Close frame with a fitting code first.',
    sources: rfc('6455', '7.1.7', '7.4.1', '10.7'),
    strength: 'preferred',
    requirements: ['WS-CLS-8', 'WS-SRV-18'],
    permitted: 'Leaving it out where the client is unlikely to be able to process it, or when under attack.',
  },
  'fail.ends': {
    sentence: 'A server that fails the WebSocket connection closes the transport.',
    sources: rfc('6455', '7.1.7', '7.1.1'),
    strength: 'required',
    requirements: ['WS-CLS-8', 'WS-CLS-13'],
    permitted: 'Closing; no text says within what time.',
  },
  'fail.nothing-processed': {
    sentence: 'Behind a failure nothing that the client sends is processed, a Close frame neither.',
    sources: rfc('6455', '7.1.7'),
    strength: 'required',
    requirements: ['WS-CLS-8'],
    permitted: 'Discarding what still comes.',
  },
  'fail.nothing-sent': {
    sentence: 'Behind a failure a server sends a Close frame and its FIN, and nothing else.',
    sources: rfc('6455', '7.1.7', '7.1.1'),
    strength: 'derived',
    premises: ['fail.ends (MUST)', 'fail.nothing-processed (MUST)', 'WS-CLS-13 (SHOULD)'],
    requirements: ['WS-CLS-8'],
    permitted: 'What had been begun before the faulty frame was read.',
  },
});

const CLOSING: Readonly<Record<string, Clause>> = defineClauses({
  'closing.received': {
    sentence: 'A Close frame begins the closing handshake: the connection is closing.',
    sources: rfc('6455', '7.1.3', '5.5.1'),
    strength: 'definition',
    requirements: ['WS-CLS-6', 'WS-CLS-2'],
    permitted: 'A Close frame of the own is due.',
  },
  'closing.answered': {
    sentence: 'A server that receives a Close and has sent none sends one, as soon as practical.',
    sources: rfc('6455', '5.5.1'),
    strength: 'required',
    requirements: ['WS-CLS-2'],
    permitted: 'A Close frame, usually with the code received; the message under way may be finished first.',
  },
  'closing.unanswered': {
    sentence: 'A server that cannot get its own Close out in time ends the connection all the same.',
    sources: rfc('6455', '7.1.1', '7.1.7'),
    strength: 'derived',
    premises: ['WS-CLS-13 (SHOULD)', 'WS-CLS-8 (MUST)'],
    requirements: ['WS-CLS-13'],
    questions: ['Q-27'],
    permitted: 'The end of the connection when a limit has run out; the closing handshake was not completed.',
  },
  'closing.delayed': {
    sentence: 'A server may finish the message it is sending before it answers a Close.',
    sources: rfc('6455', '5.5.1', '5.1', '6.1'),
    strength: 'optional',
    requirements: ['WS-CLS-2', 'WS-CLS-1', 'WS-FRM-9'],
    permitted:
      'Data frames as long as the own Close is not sent. Whether new messages are among them RFC 6455 says in two ways.',
  },
  'closing.both': {
    sentence: 'With a Close sent and a Close received the closing handshake is complete.',
    sources: rfc('6455', '5.5.1', '7.1.4'),
    strength: 'definition',
    requirements: ['WS-CLS-3', 'WS-CLS-6'],
    permitted: 'The end of the transport is due.',
  },
  'closing.server-first': {
    sentence: 'With a Close sent and a Close received the server closes the transport at once.',
    sources: rfc('6455', '5.5.1', '7.1.1'),
    strength: 'required',
    requirements: ['WS-CLS-3', 'WS-CLS-13'],
    permitted: 'Closing immediately. RFC 6455 says it with MUST in one section and with SHOULD in another.',
  },
  'closing.no-data': {
    sentence: 'Behind its own Close a server sends no data.',
    sources: rfc('6455', '5.5.1', '5.1', '6.1'),
    strength: 'required',
    requirements: ['WS-CLS-1', 'WS-FRM-9'],
    permitted: 'Control frames other than a Close.',
  },
  'closing.once': {
    sentence: 'An end that has sent a Close sends no second one.',
    sources: rfc('6455', '7.1.5', '5.5.1'),
    strength: 'derived',
    premises: ['WS-CLS-7 (definition)', 'WS-CLS-2 (MUST)'],
    requirements: ['WS-CLS-2', 'WS-CLS-7'],
    permitted: 'Nothing is sent. A note says that endpoints will not send further Close frames.',
  },
  'closing.data-received': {
    sentence: 'Whether data is processed behind the own Close is not said.',
    sources: rfc('6455', '5.5.1', '1.4'),
    strength: 'silent',
    requirements: ['WS-CLS-17'],
    questions: ['Q-16'],
    permitted: 'Processing it or discarding it.',
  },
  'closing.ping': {
    sentence: 'A Ping behind the own Close is still to be answered, as long as no Close was received.',
    sources: rfc('6455', '5.5.2', '5.5.1'),
    strength: 'required',
    requirements: ['WS-FRM-7', 'WS-CLS-17'],
    questions: ['Q-16'],
    permitted: 'A Pong. An end that has sent a Close gives no guarantee that it reads on.',
  },
  'closing.nothing-processed': {
    sentence: 'Whether what a client sends behind its Close has any effect is not said with force.',
    sources: rfc('6455', '1.4', '5.5.1', '5.5.2'),
    strength: 'silent',
    requirements: ['WS-CLS-17', 'WS-CLS-7'],
    questions: ['Q-16'],
    permitted: 'Discarding it, as a section without force describes; a Ping behind a Close needs no Pong.',
  },
  'closing.limit': {
    sentence: 'A server that has waited long enough for the Close of the client ends the connection.',
    sources: rfc('6455', '7.1.1', '5.5.1'),
    strength: 'optional',
    requirements: ['WS-CLS-13', 'WS-CLS-6'],
    questions: ['Q-27'],
    permitted: 'Closing, and not cleanly; no text says after how long.',
  },
  'closing.not-awaited': {
    sentence: 'Whether a server awaits the Close of the client behind its own is not said.',
    sources: rfc('6455', '5.5.1', '7.1.1', '7.1.4'),
    strength: 'silent',
    requirements: ['WS-CLS-13', 'WS-CLS-6'],
    permitted: 'Closing at once, or reading on; the connection is closed cleanly only if the Close comes.',
  },
  'closing.body-one-octet': {
    sentence: 'What a server does with a Close body of one octet is not said.',
    sources: rfc('6455', '5.5.1', '10.7'),
    strength: 'silent',
    requirements: ['WS-CLS-12'],
    questions: ['Q-33'],
    permitted: 'Failing, or taking it as a Close; the octet is not sent back.',
  },
  'closing.code-received': {
    sentence: 'What a server does with a code that must not be sent is not said.',
    sources: rfc('6455', '7.4.1', '7.4.2', '10.7'),
    strength: 'silent',
    requirements: ['WS-CLS-10', 'WS-CLS-11'],
    questions: ['Q-33'],
    permitted: 'Failing, or taking it as a Close; the code is not sent back.',
  },
  'closing.code-without-meaning': {
    sentence: 'A code that has no meaning yet is reserved, and what a server does with it is not said.',
    sources: rfc('6455', '7.4.2', '7.4.1'),
    strength: 'silent',
    requirements: ['WS-CLS-11'],
    questions: ['Q-33'],
    permitted: 'Taking it as a Close, or failing.',
  },
  'closing.reason-not-utf8': {
    sentence: 'A reason that is to be read as UTF-8 and is not fails the connection.',
    sources: rfc('6455', '8.1', '5.5.1'),
    strength: 'required',
    requirements: ['WS-FRM-6', 'WS-CLS-12'],
    questions: ['Q-33'],
    permitted: 'Failing, with code 1007 where a Close frame is sent.',
  },
});

/** The clauses of the groups `frame`, `sent`, `fail` and `closing`. */
export const FRAME_CLAUSES: Readonly<Record<string, Clause>> = { ...FRAME, ...SENT, ...FAIL, ...CLOSING };
