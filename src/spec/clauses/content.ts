/** What of a request is still to come when its head has ended, and who waits for whom. */
import { type Clause, defineClauses, rfc } from './clause.js';

/** The clauses of the groups `content` and `expect`. */
export const CONTENT_CLAUSES: Readonly<Record<string, Clause>> = defineClauses({
  'content.absent': {
    sentence: 'A request with neither Content-Length nor Transfer-Encoding ends with its head.',
    sources: rfc('9112', '6.3', '6'),
    strength: 'definition',
    requirements: ['H-FRAME-8', 'H-FRAME-1'],
    permitted: 'The octets behind the head belong to whatever comes next on the connection.',
  },
  'content.empty': {
    sentence: 'A request with Content-Length: 0 ends with its head.',
    sources: [...rfc('9112', '6.3'), ...rfc('9110', '8.6')],
    strength: 'definition',
    requirements: ['H-FRAME-1', 'H-FRAME-15'],
    questions: ['Q-08'],
    permitted: 'The octets behind the head belong to whatever comes next on the connection.',
  },
  'content.follows': {
    sentence: 'Content-Length or Transfer-Encoding, and not the method, say that content follows the head.',
    sources: rfc('9112', '6', '6.3'),
    strength: 'definition',
    requirements: ['H-FRAME-1', 'H-FRAME-4', 'H-FRAME-6'],
    questions: ['Q-08'],
    permitted: 'The octets behind the head are content up to the end that its framing gives.',
  },
  'content.read': {
    sentence: 'The request is complete when the last octet its framing announces has been read.',
    sources: [...rfc('9110', '6.1'), ...rfc('9112', '6.3', '9.3')],
    strength: 'definition',
    requirements: ['H-FRAME-1', 'H-PERSIST-9', 'H-FLD-15'],
    permitted: 'Nothing of the request is left to read, so the connection may continue behind its answer.',
  },
  'content.more': {
    sentence: 'Content goes on until its framing ends it.',
    sources: [...rfc('9112', '6.3', '7.1'), ...rfc('9110', '6.1')],
    strength: 'definition',
    requirements: ['H-FRAME-1'],
    permitted: 'Reading on; nothing of it is a request, and nothing of it is a frame.',
  },
  'content.cut-short': {
    sentence:
      'Content that ends before its framing says leaves an incomplete request and ends the connection.',
    sources: rfc('9112', '6.3', '8'),
    strength: 'required',
    requirements: ['H-FRAME-7', 'H-CLOSE-20'],
    questions: ['Q-27'],
    permitted:
      'Closing, with an error response before it or without. The closing MUST speaks of Content-Length; ' +
      'that chunked content is incomplete too is a definition.',
  },
  'content.faulty': {
    sentence: 'Chunked content outside its grammar is answered with 400, and the connection is closed.',
    sources: rfc('9112', '2.2', '7.1'),
    strength: 'preferred',
    requirements: ['H-LINE-10', 'H-FRAME-17'],
    permitted: 'A 400 and the end of the connection; no text speaks of faulty chunks in particular.',
  },
  'expect.absent': {
    sentence: 'Without a 100-continue expectation no 100 is owed.',
    sources: rfc('9110', '10.1.1', '15.2.1'),
    strength: 'definition',
    requirements: ['H-EXPECT-2', 'H-INFO-3'],
    permitted: 'The content is read without being asked for.',
  },
  'expect.old-version': {
    sentence: 'A 100-continue expectation in an HTTP/1.0 request is ignored.',
    sources: rfc('9110', '10.1.1', '15.2'),
    strength: 'required',
    requirements: ['H-EXPECT-1', 'H-INFO-1'],
    permitted: 'No 100; the content is read without being asked for.',
  },
  'expect.no-content': {
    sentence: 'Where the framing shows no content, a 100 may be left out, although 100-continue is expected.',
    sources: rfc('9110', '10.1.1', '7.8'),
    strength: 'optional',
    requirements: ['H-EXPECT-3', 'H-EXPECT-7', 'H-EXPECT-8'],
    questions: ['Q-09'],
    permitted: 'A 100 or none; that 7.8 wants one before a 101 is not reconciled with the leave to omit it.',
  },
  'expect.continue': {
    sentence:
      'When 100-continue is expected and content will follow, a final response or a 100 is sent at once.',
    sources: rfc('9110', '10.1.1'),
    strength: 'required',
    requirements: ['H-EXPECT-2', 'H-EXPECT-3'],
    permitted:
      'A 100 or a final response before any content is waited for; none if content has already come.',
  },
  'expect.content-came': {
    sentence: 'Once content has come, the 100 that was owed may be left out.',
    sources: rfc('9110', '10.1.1'),
    strength: 'optional',
    requirements: ['H-EXPECT-3'],
    permitted: 'A 100 or none; a client need not wait for it.',
  },
  'expect.other': {
    sentence: 'An expectation other than 100-continue may be refused with 417.',
    sources: rfc('9110', '10.1.1', '15.5.18'),
    strength: 'optional',
    requirements: ['H-EXPECT-4', 'H-EXPECT-9'],
    permitted: 'A 417, or serving the request as if the expectation were not there.',
  },
});
