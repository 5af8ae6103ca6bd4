/** What happens on one connection over time: heads, order, answers, the switch, and every way it ends. */
import { type Clause, defineClauses, rfc } from './clause.js';

const READING: Readonly<Record<string, Clause>> = defineClauses({
  'line.leading-break': {
    sentence: 'A server that waits for a request line ignores at least one empty line before it.',
    sources: rfc('9112', '2.2'),
    strength: 'preferred',
    requirements: ['H-LINE-7'],
    permitted: 'Ignoring one empty line or more; answering it as a broken request departs from a SHOULD.',
  },
  'head.begins': {
    sentence: 'The octets of a request line begin a request, at any position on a connection.',
    sources: [...rfc('9112', '2.2'), ...rfc('9110', '3.3')],
    strength: 'definition',
    requirements: ['H-LINE-1', 'H-PIPE-8'],
    permitted: 'Reading the head of the request.',
  },
  'head.complete': {
    sentence: 'A request is applied only when its whole header section has been received.',
    sources: rfc('9110', '5.3'),
    strength: 'required',
    requirements: ['H-FLD-13'],
    permitted: 'Deciding about the request; before the empty line only an error may go out.',
  },
  'head.refused': {
    sentence: 'A request that is refused is refused from its head, without waiting for its content.',
    sources: [...rfc('9110', '7.5'), ...rfc('9112', '2.2', '6.3')],
    strength: 'optional',
    requirements: ['H-LINE-10', 'H-FRAME-5', 'H-FRAME-6'],
    permitted: 'One of the errors that the clause which refused the request names.',
  },
  'head.offer': {
    sentence:
      'A request that offers WebSocket to this hop is read as a handshake from the end of its head on.',
    sources: [...rfc('6455', '4.2.1'), ...rfc('9110', '7.8')],
    strength: 'silent',
    requirements: ['WS-SRV-1', 'H-UPG-2'],
    questions: ['Q-00'],
    permitted: 'Weighing the offer. No text says at which moment a request becomes a handshake.',
  },
  'head.not-complete': {
    sentence:
      'A request whose head is not complete is answered with nothing but an error that ends the connection.',
    sources: [...rfc('9110', '5.3'), ...rfc('9112', '8')],
    strength: 'derived',
    premises: ['H-FLD-13 (MUST NOT)'],
    requirements: ['H-FLD-13', 'H-CLOSE-20'],
    permitted: 'Nothing is sent. The text bars applying the request; that it bars a 101 is what follows.',
  },
  'head.cut-short': {
    sentence:
      'A head that the client does not finish may get an error response before the connection closes.',
    sources: rfc('9112', '8', '9.5'),
    strength: 'optional',
    requirements: ['H-CLOSE-20', 'H-CLOSE-15'],
    permitted: 'An error and then a close, or a close alone.',
  },
  'head.limit': {
    sentence: 'A server may give up waiting for the rest of a head, with an error response or without.',
    sources: [...rfc('9112', '8', '9.5'), ...rfc('9110', '15.5.9')],
    strength: 'optional',
    requirements: ['H-CLOSE-20', 'H-CLOSE-15', 'H-CLOSE-21'],
    questions: ['Q-27'],
    permitted: 'An error such as 408 and then a close, or a close alone; no text says how long to wait.',
  },
  'head.early-error': {
    sentence: 'A response may be sent before the request is complete.',
    sources: [...rfc('9110', '7.5'), ...rfc('9112', '2.2', '8')],
    strength: 'optional',
    requirements: ['H-LINE-10', 'H-CLOSE-20'],
    permitted: 'An error, behind which the connection ends because the rest of the head was not read.',
  },
});

const ORDER: Readonly<Record<string, Clause>> = defineClauses({
  'order.fifo': {
    sentence: 'Responses go out in the order of their requests, and a 101 is a response like any other.',
    sources: [...rfc('9112', '9.3.2', '9.2'), ...rfc('9110', '7.8')],
    strength: 'required',
    requirements: ['H-PIPE-2', 'H-UPG-16'],
    questions: ['Q-11'],
    permitted: 'Waiting until every earlier request has its complete final response.',
  },
  'order.read-ahead': {
    sentence: 'A server may read the next request before it has answered this one.',
    sources: rfc('9112', '9.3.2'),
    strength: 'optional',
    requirements: ['H-PIPE-1', 'H-PIPE-2'],
    questions: ['Q-11'],
    permitted: 'Reading on or not; working on both at once is permitted when all the methods are safe.',
  },
  'order.unread': {
    sentence: 'Octets behind a request may stay unread until the server is done with that request.',
    sources: rfc('9112', '9.3.2', '9.5'),
    strength: 'optional',
    requirements: ['H-PIPE-1', 'H-CLOSE-16'],
    questions: ['Q-11'],
    permitted: 'Leaving them to the transport, whose flow control holds the client back.',
  },
  'order.nothing-earlier': {
    sentence: 'Where no earlier request is unanswered, there is none to be answered.',
    sources: [...rfc('9112', '9.2'), ...rfc('9110', '15')],
    strength: 'definition',
    requirements: ['H-PIPE-3', 'H-PIPE-10'],
    permitted: 'Nothing is sent.',
  },
});

const ANSWER: Readonly<Record<string, Clause>> = defineClauses({
  'answer.final': {
    sentence: 'A final response answers its request.',
    sources: [...rfc('9110', '15'), ...rfc('9112', '9.2')],
    strength: 'definition',
    requirements: ['H-PIPE-10', 'H-UPG-8'],
    permitted: 'One final response of those permitted for this request.',
  },
  'answer.early': {
    sentence: 'A final response may be sent before the content of its request has been read.',
    sources: rfc('9110', '7.5', '10.1.1'),
    strength: 'optional',
    requirements: ['H-EXPECT-6'],
    permitted: 'The answer now, which should say whether the server closes or reads on.',
  },
  'answer.instead-of-continue': {
    sentence: 'A final response may stand in for the 100 that is owed.',
    sources: rfc('9110', '10.1.1'),
    strength: 'required',
    requirements: ['H-EXPECT-2', 'H-EXPECT-6'],
    permitted: 'A final response at once, which should say whether the server closes or reads on.',
  },
  'answer.not-permitted': {
    sentence: 'A response that the request in hand does not permit is not sent.',
    sources: [...rfc('9112', '2.2', '3.2', '6.3'), ...rfc('6455', '4.2.1')],
    strength: 'derived',
    premises: [
      'H-FRAME-5 (MUST)',
      'H-FRAME-6 (MUST)',
      'H-HOST-2 (MUST)',
      'H-HOST-3 (MUST)',
      'H-LINE-10 (SHOULD)',
    ],
    requirements: ['H-FRAME-5', 'H-FRAME-6', 'H-HOST-2', 'H-HOST-3', 'H-LINE-10'],
    questions: ['Q-14'],
    permitted: 'Nothing is sent; the clause that refused the request says which answers there are.',
  },
  'answer.once': {
    sentence: 'A request is answered once: by one final response, or by a 101.',
    sources: [...rfc('9110', '15', '7.8'), ...rfc('9112', '9.2')],
    strength: 'derived',
    premises: ['H-PIPE-10 (definition)', 'H-UPG-16 (definition)', 'H-INFO-6 (definition)'],
    requirements: ['H-PIPE-10', 'H-UPG-14', 'H-UPG-16'],
    permitted: 'Nothing more is sent for this request; what follows a 101 is said in the new protocol.',
  },
  'answer.nothing-written': {
    sentence: 'Where no final response is on its way, none can be complete.',
    sources: [...rfc('9112', '9.3'), ...rfc('9110', '15')],
    strength: 'definition',
    requirements: ['H-PIPE-10'],
    permitted: 'Nothing follows.',
  },
  'answer.nothing-asked': {
    sentence: 'Where no request is outstanding nothing is answered.',
    sources: [...rfc('9112', '9.2'), ...rfc('9110', '15')],
    strength: 'derived',
    premises: ['H-PIPE-4 (MUST NOT)', 'H-PIPE-10 (definition)'],
    requirements: ['H-PIPE-4', 'H-PIPE-10'],
    questions: ['Q-24'],
    permitted: 'Nothing is sent; a 408 just before a close is tolerated and answers no request.',
  },
  'interim.current': {
    sentence: 'Any number of interim responses may precede the final one.',
    sources: rfc('9110', '15.2', '15'),
    strength: 'definition',
    requirements: ['H-INFO-3', 'H-PIPE-10', 'H-EXPECT-5'],
    permitted: 'Interim responses, or none, before the answer; a 101 is not one of those meant here.',
  },
  'interim.not-to-old': {
    sentence: 'No interim response goes to a client of HTTP/1.0.',
    sources: rfc('9110', '15.2'),
    strength: 'required',
    requirements: ['H-INFO-1'],
    questions: ['Q-03'],
    permitted: 'Nothing is sent; the final response is the first.',
  },
  'interim.continue': {
    sentence: 'A 100 tells the client to send the content it holds back.',
    sources: rfc('9110', '10.1.1', '15.2.1'),
    strength: 'required',
    requirements: ['H-EXPECT-2', 'H-EXPECT-5'],
    permitted: 'A 100 at once, without waiting for content; then the content is read.',
  },
});

const SWITCH: Readonly<Record<string, Clause>> = defineClauses({
  'switch.granted': {
    sentence:
      'A handshake that holds may be answered with a 101, behind which the connection is a WebSocket.',
    sources: [...rfc('6455', '4.2.2'), ...rfc('9110', '15.2.2', '7.8')],
    strength: 'optional',
    requirements: ['WS-SRV-14', 'WS-SRV-15', 'H-INFO-6', 'H-UPG-4'],
    questions: ['Q-01'],
    permitted: 'One 101 in the place of the answer; from here on persistence is not consulted.',
  },
  'switch.not-permitted': {
    sentence: 'A handshake that does not hold is not answered with a 101.',
    sources: [...rfc('6455', '4.2.1', '4.2.2'), ...rfc('9110', '7.8')],
    strength: 'required',
    requirements: ['WS-SRV-1', 'WS-SRV-9', 'H-UPG-13'],
    questions: ['Q-00', 'Q-25', 'Q-28'],
    permitted: 'No 101 is sent; an error or an ordinary answer is still to come.',
  },
  'switch.no-offer': {
    sentence: 'Where WebSocket was not offered there is no 101.',
    sources: rfc('9110', '7.8', '15.2'),
    strength: 'required',
    requirements: ['H-UPG-5', 'H-UPG-11', 'H-INFO-1'],
    questions: ['Q-03', 'Q-19'],
    permitted: 'No 101 is sent; an ordinary answer is still to come.',
  },
  'switch.no-frames-in-http': {
    sentence: 'No frame is sent while the connection carries HTTP.',
    sources: [...rfc('6455', '6.1', '4.2.2'), ...rfc('9110', '15.2.2')],
    strength: 'required',
    requirements: ['WS-FRM-9', 'WS-SRV-15', 'H-INFO-6'],
    permitted: 'Nothing is sent; frames begin behind the 101.',
  },
  'switch.before-content-end': {
    sentence: 'Whether a 101 may precede the end of the content of its request is not said.',
    sources: rfc('9110', '7.5', '7.8'),
    strength: 'silent',
    requirements: ['H-UPG-12'],
    questions: ['Q-31', 'Q-08'],
    permitted: 'Granting at once or when the content is read; what comes of it is content either way.',
  },
  'switch.not-before-continue': {
    sentence: 'Where a 100 is owed, it is sent before a 101.',
    sources: rfc('9110', '7.8', '10.1.1'),
    strength: 'required',
    requirements: ['H-EXPECT-8', 'H-EXPECT-2'],
    questions: ['Q-09'],
    permitted: 'A 100 first, or a final response; a 101 only behind the 100.',
  },
});

const CLOSE: Readonly<Record<string, Clause>> = defineClauses({
  'close.persists': {
    sentence: 'Behind the answer to a request that lets the connection persist, the next request is read.',
    sources: rfc('9112', '9.3'),
    strength: 'definition',
    requirements: ['H-PERSIST-2', 'H-PERSIST-3', 'H-PERSIST-8', 'H-PERSIST-20'],
    permitted: 'Waiting for the next request; closing is permitted at any time.',
  },
  'close.last': {
    sentence: 'Behind the answer to the last request the server closes the connection.',
    sources: rfc('9112', '9.6', '9.3'),
    strength: 'required',
    requirements: ['H-CLOSE-5', 'H-PERSIST-1', 'H-PERSIST-4'],
    permitted: 'Closing. The MUST is about close; that the other rows close too is a definition.',
  },
  'close.until-close': {
    sentence: 'A response whose length is not given ends with the connection.',
    sources: rfc('9112', '6.3', '9.3'),
    strength: 'definition',
    requirements: ['H-FRAME-9', 'H-PERSIST-8'],
    permitted: 'Closing; the end of the connection is the end of the response.',
  },
  'close.said': {
    sentence: 'A server that says close closes behind the response that says it.',
    sources: rfc('9112', '9.6'),
    strength: 'required',
    requirements: ['H-CLOSE-8', 'H-CLOSE-2'],
    questions: ['Q-34'],
    permitted: 'Closing behind this response, although the request would have let the connection persist.',
  },
  'close.ends': {
    sentence: 'Behind the answer to a request that ends the connection by its own fault, the server closes.',
    sources: rfc('9112', '6.1', '6.3', '2.2'),
    strength: 'derived',
    premises: [
      'framing.both-ends (MUST)',
      'framing.coding-in-http10 (MUST)',
      'framing.chunked-not-last (MUST)',
      'framing.bad-length (MUST)',
      'syntax.broken (SHOULD)',
    ],
    requirements: ['H-FRAME-4', 'H-FRAME-5', 'H-FRAME-6', 'H-FRAME-10', 'H-LINE-10'],
    questions: ['Q-25'],
    permitted: 'Closing. For faulty framing it is a MUST, for a head outside the grammar a SHOULD.',
  },
  'close.client-finished': {
    sentence: 'Once a client has ended its direction and nothing is left to answer, the server ends its own.',
    sources: rfc('9112', '9.5', '9.6'),
    strength: 'preferred',
    requirements: ['H-CLOSE-15', 'H-CLOSE-13'],
    permitted: 'Closing promptly; keeping the other direction open departs from a SHOULD.',
  },
  'close.half-close': {
    sentence: 'A client that ends its direction neither ends a request by it nor withdraws one.',
    sources: rfc('9112', '9.6'),
    strength: 'definition',
    requirements: ['H-CLOSE-13', 'H-CLOSE-14'],
    questions: ['Q-22'],
    permitted: 'Going on with what was asked. That an answer is owed is not said: closing is permitted too.',
  },
  'close.idle-limit': {
    sentence: 'A server may close a connection that has been idle for too long, and does so gracefully.',
    sources: rfc('9112', '9.5'),
    strength: 'preferred',
    requirements: ['H-CLOSE-15', 'H-CLOSE-14'],
    questions: ['Q-24', 'Q-27'],
    permitted: 'Closing without a response; no text says after how long.',
  },
  'close.any-time': {
    sentence: 'A client, server or proxy may close the transport connection at any time.',
    sources: rfc('9112', '9.5'),
    strength: 'optional',
    requirements: ['H-CLOSE-14', 'H-CLOSE-16'],
    questions: ['Q-34'],
    permitted: 'Closing; that it should be graceful and that answers should say close stands elsewhere.',
  },
  'close.unread-content': {
    sentence: 'A server reads all content of a request, or closes behind its response.',
    sources: rfc('9112', '9.3'),
    strength: 'required',
    requirements: ['H-PERSIST-9'],
    permitted: 'Reading the content to its end, or closing behind the response.',
  },
  'close.nothing-unread': {
    sentence: 'Where no content is left unread behind a response, there is nothing to stop reading.',
    sources: rfc('9112', '9.3'),
    strength: 'definition',
    requirements: ['H-PERSIST-9'],
    permitted: 'Nothing follows.',
  },
  'close.nothing-further': {
    sentence: 'Behind a close that was received or sent, no further request is processed.',
    sources: rfc('9112', '9.6'),
    strength: 'required',
    requirements: ['H-CLOSE-7', 'H-CLOSE-9'],
    permitted: 'Discarding what still comes.',
  },
  'close.lingering': {
    sentence:
      'A server that has ended its direction reads on, so that a reset does not destroy its last response.',
    sources: rfc('9112', '9.6'),
    strength: 'optional',
    requirements: ['H-CLOSE-12'],
    permitted:
      'Reading and discarding until the client closes or a limit runs out; the text calls it typical.',
  },
  'close.done': {
    sentence: 'On a connection that is closed in both directions nothing happens any more.',
    sources: rfc('9112', '9.6'),
    strength: 'definition',
    requirements: ['H-CLOSE-12'],
    permitted: 'Nothing.',
  },
  'transport.reset': {
    sentence: 'A reset ends the connection in both directions at once, whatever it was doing.',
    sources: [...rfc('9112', '9.6', '9.5'), ...rfc('6455', '7.1.4')],
    strength: 'definition',
    requirements: ['H-CLOSE-12', 'H-CLOSE-14', 'WS-CLS-6'],
    permitted: 'Nothing more can be sent; what was asked stays unanswered.',
  },
  'transport.failure': {
    sentence: 'A server that fails may drop the connection in any state.',
    sources: [...rfc('9112', '9.5'), ...rfc('6455', '7.1.1')],
    strength: 'optional',
    requirements: ['H-CLOSE-14', 'WS-CLS-13'],
    permitted: 'The end of the connection, without an answer and without a Close frame.',
  },
});

/**
 * The clauses of the groups `line`, `head`, `order`, `answer`, `interim`, `switch`, `close` and `transport`.
 */
export const CONNECTION_CLAUSES: Readonly<Record<string, Clause>> = {
  ...READING,
  ...ORDER,
  ...ANSWER,
  ...SWITCH,
  ...CLOSE,
};
