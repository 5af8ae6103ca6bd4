/** What a request is before anything is decided: grammar, limits, version, target, framing, Host, method. */
import { type Clause, defineClauses, rfc } from './clause.js';

const HEAD: Readonly<Record<string, Clause>> = defineClauses({
  'syntax.broken': {
    sentence: 'Octets that do not match the grammar of a request are answered with 400, then a close.',
    sources: rfc('9112', '2.2'),
    strength: 'preferred',
    requirements: ['H-LINE-10'],
    questions: ['Q-12'],
    permitted: 'A 400 and the end of the connection; closing without an answer departs from a SHOULD.',
  },
  'syntax.space-before-colon': {
    sentence: 'Whitespace between a field name and its colon is answered with 400.',
    sources: rfc('9112', '5.1', '2.2'),
    strength: 'required',
    requirements: ['H-FLD-3', 'H-LINE-10'],
    permitted:
      'A 400. That the connection then ends is the SHOULD about octets outside the grammar; here it ' +
      'ends, since what stands behind the fault was not read.',
  },
  'syntax.repairable': {
    sentence: 'A fault that a recipient is allowed to repair may be refused instead.',
    sources: [...rfc('9112', '2.2', '3', '5.2', '3.2'), ...rfc('9110', '5.5', '2.4')],
    strength: 'optional',
    requirements: ['H-LINE-2', 'H-LINE-3', 'H-LINE-8', 'H-LINE-9', 'H-FLD-4', 'H-FLD-5', 'H-FLD-16'],
    permitted:
      'The repair the text names, or a 400, with which the connection may end. Doing neither breaks a ' +
      'MUST for folds, bare CR and NUL.',
  },
  'limit.target': {
    sentence: 'A request target longer than the server wishes to parse is answered with 414.',
    sources: [...rfc('9112', '3'), ...rfc('9110', '15.5.15')],
    strength: 'required',
    requirements: ['H-LINE-4'],
    permitted:
      'A 414. No text asks to close behind it; here the connection ends, since the head was not read to ' +
      'its end and so what follows cannot be delimited.',
  },
  'limit.head': {
    sentence: 'A field, or a set of fields, larger than the server wishes to process is answered with a 4xx.',
    sources: rfc('9110', '5.4'),
    strength: 'required',
    requirements: ['H-FLD-12'],
    permitted:
      'Any 4xx. No text asks to close behind it; here the connection ends, since the head was not read ' +
      'to its end and so what follows cannot be delimited.',
  },
  'version.malformed': {
    sentence: 'What is not a version label makes the request line invalid: it gets 400 or a redirect.',
    sources: rfc('9112', '2.3', '3.2', '2.2'),
    strength: 'preferred',
    requirements: ['H-VER-1', 'H-LINE-3', 'H-VER-10'],
    questions: ['Q-26'],
    permitted:
      'A 400, or a 301 to a properly encoded target; repairing it and going on departs from a SHOULD.',
  },
  'version.simple-request': {
    sentence:
      'A request line without a version is no HTTP/1.x request: refuse it, or answer as HTTP/0.9 did.',
    sources: [...rfc('9112', '3.2', 'C.1'), ...rfc('1945', '5', '6')],
    strength: 'preferred',
    requirements: ['H-VER-11', 'H-LINE-3'],
    permitted: 'A 400, or the bare body of HTTP/0.9, which the end of the connection ends.',
  },
  'version.major-0': {
    sentence: 'A label with major version 0 is not served: no server of HTTP/1.x can answer in that version.',
    sources: rfc('9110', '6.2', '15.6.6', '2.5'),
    strength: 'derived',
    premises: ['H-VER-2 (definition)', 'H-VER-5 (MUST NOT)', 'H-VER-6 (MAY)'],
    requirements: ['H-VER-6', 'H-VER-5'],
    questions: ['Q-26'],
    permitted: 'A 505 or a 400; never a switch. The texts say only that a server "can" send 505.',
  },
  'version.major-unserved': {
    sentence: 'A major version from 2 up in the syntax of HTTP/1.x is not served.',
    sources: rfc('9110', '2.5', '6.2', '15.6.6'),
    strength: 'derived',
    premises: ['H-VER-2 (definition)', 'H-VER-5 (MUST NOT)', 'H-VER-6 (MAY)'],
    requirements: ['H-VER-6', 'H-VER-2'],
    questions: ['Q-26'],
    permitted: 'A 505 or a 400; never a switch. The texts say only that a server "can" send 505.',
  },
  'version.higher-minor': {
    sentence:
      'A higher minor version is processed as the highest one known; refusing it departs from a SHOULD.',
    sources: rfc('9110', '6.2', '15.6.6'),
    strength: 'preferred',
    requirements: ['H-VER-3'],
    questions: ['Q-26'],
    permitted:
      'Serving the request as HTTP/1.1; a 505 or a 400 is tolerated, though 505 is for major versions, ' +
      'and the connection may end with it.',
  },
  'version.unread': {
    sentence: 'A head that could not be read has no version, and is answered as HTTP/1.1.',
    sources: rfc('9110', '6.2'),
    strength: 'silent',
    requirements: ['H-VER-4'],
    permitted:
      'A final response in the version of the server: only the major version of the request bounds it.',
  },
  'version.old': {
    sentence:
      'A request up to HTTP/1.0 is not given what that version lacks: 1xx, Upgrade, transfer codings.',
    sources: [...rfc('9110', '15.2', '7.8', '10.1.1'), ...rfc('9112', '6.1')],
    strength: 'required',
    requirements: ['H-INFO-1', 'H-UPG-11', 'H-EXPECT-1', 'H-FRAME-12'],
    questions: ['Q-03'],
    permitted: 'A final response without a transfer coding, labelled with the version of the server.',
  },
  'version.current': {
    sentence: 'A request from HTTP/1.1 on is served as HTTP/1.1.',
    sources: [...rfc('9110', '6.2'), ...rfc('9112', '2.3')],
    strength: 'preferred',
    requirements: ['H-VER-3', 'H-VER-4'],
    questions: ['Q-26'],
    permitted: 'Everything HTTP/1.1 has: interim responses, Upgrade, chunked coding.',
  },
});

const TARGET: Readonly<Record<string, Clause>> = defineClauses({
  'target.malformed': {
    sentence: 'A target of none of the four forms makes the request line invalid: it gets 400 or a redirect.',
    sources: rfc('9112', '3.2'),
    strength: 'preferred',
    requirements: ['H-LINE-3'],
    permitted:
      'A 400, or a 301 to a properly encoded target; repairing it and going on departs from a SHOULD.',
  },
  'target.asterisk': {
    sentence: 'The target * with another method than OPTIONS is refused as an invalid request line.',
    sources: [...rfc('9110', '7.1'), ...rfc('9112', '3.2.4', '3.2')],
    strength: 'derived',
    premises: ['H-LINE-11 (MUST NOT)', 'H-LINE-3 (SHOULD)'],
    requirements: ['H-LINE-11', 'H-LINE-3'],
    permitted:
      'A 400. The MUST NOT binds the client; how a server reacts is said of invalid lines in general.',
  },
  'target.authority': {
    sentence:
      'A target of host and port with another method than CONNECT is refused as an invalid request line.',
    sources: [...rfc('9110', '7.1'), ...rfc('9112', '3.2.3', '3.2')],
    strength: 'derived',
    premises: ['H-LINE-11 (MUST NOT)', 'H-LINE-3 (SHOULD)'],
    requirements: ['H-LINE-11', 'H-LINE-3'],
    permitted:
      'A 400. The MUST NOT binds the client; how a server reacts is said of invalid lines in general.',
  },
  'target.connect': {
    sentence: 'CONNECT with a target that is not host and port is refused.',
    sources: [...rfc('9110', '9.3.6'), ...rfc('9112', '3.2.3', '3.2')],
    strength: 'derived',
    premises: ['H-LINE-11 (MUST)', 'H-LINE-3 (SHOULD)'],
    requirements: ['H-LINE-11', 'H-LINE-3'],
    permitted:
      'A 400, which the text calls typical for a CONNECT without a valid port, where refusing is a MUST.',
  },
  'host.missing': {
    sentence: 'A request from HTTP/1.1 on without Host is answered with 400.',
    sources: rfc('9112', '3.2'),
    strength: 'required',
    requirements: ['H-HOST-2', 'H-VER-3'],
    permitted: 'A 400. The text names HTTP/1.1; that it holds for higher minor versions rests on a SHOULD.',
  },
  'host.repeated': {
    sentence: 'A request with more than one Host line is answered with 400, whatever its version.',
    sources: rfc('9112', '3.2'),
    strength: 'required',
    requirements: ['H-HOST-3'],
    permitted: 'A 400.',
  },
  'host.invalid': {
    sentence: 'A request whose Host is outside the grammar is answered with 400, whatever its version.',
    sources: [...rfc('9112', '3.2'), ...rfc('9110', '7.2')],
    strength: 'required',
    requirements: ['H-HOST-3', 'H-HOST-4'],
    permitted: 'A 400.',
  },
  'method.unknown': {
    sentence: 'A method the server does not know is answered with 501.',
    sources: [...rfc('9110', '9.1', '15.6.2'), ...rfc('9112', '3.1')],
    strength: 'preferred',
    requirements: ['H-LINE-5'],
    questions: ['Q-28'],
    permitted: 'A 501; another error, such as 405 or 400, departs from a SHOULD.',
  },
  'request.admitted': {
    sentence: 'A request that nothing obliges the server to refuse is processed.',
    sources: [...rfc('9112', '2.2'), ...rfc('9110', '3.3')],
    strength: 'definition',
    requirements: ['H-FLD-11'],
    permitted: 'Whatever the tables behind this one permit.',
  },
});

const FRAMING: Readonly<Record<string, Clause>> = defineClauses({
  'framing.chunked-not-last': {
    sentence: 'Transfer-Encoding without chunked as its last coding is answered with 400, then a close.',
    sources: rfc('9112', '6.3'),
    strength: 'required',
    requirements: ['H-FRAME-5'],
    permitted: 'A 400 and the end of the connection.',
  },
  'framing.bad-length': {
    sentence: 'An invalid Content-Length without Transfer-Encoding is answered with 400, then a close.',
    sources: [...rfc('9112', '6.3'), ...rfc('9110', '8.6')],
    strength: 'required',
    requirements: ['H-FRAME-6', 'H-FRAME-17'],
    permitted: 'A 400 and the end of the connection.',
  },
  'framing.unknown-coding': {
    sentence: 'A transfer coding the server does not understand is answered with 501.',
    sources: rfc('9112', '6.1'),
    strength: 'preferred',
    requirements: ['H-FRAME-13'],
    permitted:
      'A 501, or a 400. That the connection then ends is no rule: chunked still delimits the content.',
  },
  'framing.equal-lengths': {
    sentence: 'The same length written several times may be refused, or taken once.',
    sources: [...rfc('9110', '8.6'), ...rfc('9112', '6.3')],
    strength: 'optional',
    requirements: ['H-FRAME-6'],
    permitted: 'The one length, or a 400, with which the connection may end: no text asks for that.',
  },
  'framing.both': {
    sentence: 'Content-Length beside Transfer-Encoding may be refused, or read by Transfer-Encoding alone.',
    sources: rfc('9112', '6.1', '6.3'),
    strength: 'optional',
    requirements: ['H-FRAME-4'],
    questions: ['Q-25'],
    permitted: 'A refusal or an ordinary answer; the connection ends behind either.',
  },
  'framing.both-ends': {
    sentence: 'A request with Content-Length and Transfer-Encoding ends the connection once it is answered.',
    sources: rfc('9112', '6.1'),
    strength: 'required',
    requirements: ['H-FRAME-4', 'H-FRAME-19'],
    questions: ['Q-25'],
    permitted: 'The connection ends behind the final response, however the request was read.',
  },
  'framing.coding-in-http10': {
    sentence: 'Transfer-Encoding in an HTTP/1.0 request is faulty framing and ends the connection.',
    sources: rfc('9112', '6.1'),
    strength: 'required',
    requirements: ['H-FRAME-10', 'H-FRAME-19'],
    permitted: 'The request may be answered normally; the connection ends behind the final response.',
  },
  'framing.sound': {
    sentence: 'Sound framing gives no reason to end the connection.',
    sources: rfc('9112', '9.3', '6.3'),
    strength: 'definition',
    requirements: ['H-PERSIST-8'],
    permitted: 'Whatever the four rows of persistence say.',
  },
});

/** The clauses of `syntax`, `limit`, `version`, `target`, `host`, `method`, `request` and `framing`. */
export const REQUEST_CLAUSES: Readonly<Record<string, Clause>> = { ...HEAD, ...TARGET, ...FRAMING };
