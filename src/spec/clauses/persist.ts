/** Whether a connection persists behind a request: RFC 9112 §9.3, one clause for each of its four rows. */
import { type Clause, defineClauses, rfc } from './clause.js';

/** The clauses of the group `persist`. */
export const PERSIST_CLAUSES: Readonly<Record<string, Clause>> = defineClauses({
  'persist.close-wins': {
    sentence:
      'A message that lists close ends the connection, whatever its version and whatever else it lists.',
    sources: rfc('9112', '9.3', '9.6'),
    strength: 'definition',
    requirements: ['H-PERSIST-1', 'H-PERSIST-18', 'H-CLOSE-1', 'H-CONN-1', 'H-FLD-1', 'H-FLD-2', 'H-FLD-6'],
    questions: ['Q-23'],
    permitted: 'The connection ends behind the final response to this request.',
  },
  'persist.http11': {
    sentence: 'Without close, a message of HTTP/1.1 or later lets the connection continue.',
    sources: rfc('9112', '9.3'),
    strength: 'definition',
    requirements: ['H-PERSIST-2', 'H-PERSIST-12', 'H-PERSIST-18', 'H-PERSIST-20', 'H-CONN-9'],
    permitted: 'The connection continues; keep-alive and the status of the answer do not enter.',
  },
  'persist.keep-alive': {
    sentence:
      'An HTTP/1.0 message that lists keep-alive continues the connection if the server honours that.',
    sources: [...rfc('9112', '9.3', 'C.2.2'), ...rfc('2068', '19.7.1')],
    strength: 'definition',
    requirements: ['H-PERSIST-3', 'H-PERSIST-13', 'H-VER-9', 'H-PERSIST-19'],
    questions: ['Q-13'],
    permitted:
      'Honouring keep-alive, so that the connection continues, or not honouring it, so that it ends.',
  },
  'persist.otherwise': {
    sentence: 'In every other case the connection ends behind the current response.',
    sources: rfc('9112', '9.3', 'C.2.2'),
    strength: 'definition',
    requirements: ['H-PERSIST-4', 'H-PERSIST-21', 'H-PERSIST-15', 'H-PERSIST-17'],
    questions: ['Q-03'],
    permitted: 'The connection ends behind the final response to this request.',
  },
});
