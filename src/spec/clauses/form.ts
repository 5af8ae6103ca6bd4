/** What an answer contains: its label, and for each kind of answer what it must and must not carry. */
import { type Clause, defineClauses, rfc } from './clause.js';

/** The clauses of the group `form`. */
export const FORM_CLAUSES: Readonly<Record<string, Clause>> = defineClauses({
  'form.label': {
    sentence:
      'A response is labelled with the highest version the server conforms to in the major version asked.',
    sources: [...rfc('9110', '6.2'), ...rfc('9112', '2.3')],
    strength: 'preferred',
    requirements: ['H-VER-4', 'H-VER-5', 'H-VER-8'],
    questions: ['Q-13'],
    permitted: 'HTTP/1.1, to a request of HTTP/1.0 too; a lower label departs from a SHOULD.',
  },
  'form.switch-label': {
    sentence: 'A 101 is labelled HTTP/1.1, the first version that has one.',
    sources: [...rfc('9110', '15.2', '7.8'), ...rfc('6455', '4.2.2')],
    strength: 'derived',
    premises: ['H-INFO-1 (MUST NOT)', 'H-UPG-11 (MUST)', 'H-VER-4 (SHOULD)'],
    requirements: ['H-VER-4', 'H-INFO-1', 'WS-SRV-14'],
    questions: ['Q-18'],
    permitted:
      'HTTP/1.1. No text forbids a 101 labelled HTTP/1.0 in words, and none tells a client to check.',
  },
  'form.switch-protocol': {
    sentence: 'A 101 names in Upgrade the protocol that the connection is switched to.',
    sources: [...rfc('9110', '7.8', '15.2.2'), ...rfc('6455', '4.2.2')],
    strength: 'required',
    requirements: ['H-UPG-4', 'H-INFO-6', 'WS-SRV-14'],
    questions: ['Q-06'],
    permitted: 'websocket, and nothing else if every client is to take it.',
  },
  'form.switch-option': {
    sentence: 'A 101 lists upgrade in Connection.',
    sources: [...rfc('9110', '7.8'), ...rfc('6455', '4.2.2')],
    strength: 'required',
    requirements: ['H-UPG-9', 'WS-SRV-14'],
    permitted: 'upgrade; RFC 6455 gives the field "with value Upgrade", alone.',
  },
  'form.switch-proof': {
    sentence: 'A 101 carries one Sec-WebSocket-Accept, computed from the key of the request.',
    sources: rfc('6455', '4.2.2', '11.3.3'),
    strength: 'required',
    requirements: ['WS-SRV-14'],
    permitted: 'The base64 of the SHA-1 of the key and the fixed text of RFC 6455.',
  },
  'form.switch-no-close': {
    sentence: 'A 101 does not say close, since its sender would then have to close behind it.',
    sources: [...rfc('9112', '9.6', '9.3'), ...rfc('9110', '15.2.2')],
    strength: 'derived',
    premises: ['H-CLOSE-8 (MUST)', 'H-INFO-6 (definition)'],
    requirements: ['H-CLOSE-8', 'H-PERSIST-6', 'H-INFO-6'],
    questions: ['Q-02'],
    permitted:
      'A Connection field without close; there is never a reason for it, as 1xx responses are exempt.',
  },
  'form.interim': {
    sentence: 'An interim response ends with its head, and has neither Content-Length nor Transfer-Encoding.',
    sources: [...rfc('9110', '15.2', '8.6'), ...rfc('9112', '6.1')],
    strength: 'required',
    requirements: ['H-INFO-2', 'H-FRAME-2', 'H-FRAME-11'],
    permitted: 'Neither field.',
  },
  'form.negotiated': {
    sentence: 'A 101 names no subprotocol and no extension that the request did not offer.',
    sources: rfc('6455', '4.2.2', '9.1', '11.3.4'),
    strength: 'required',
    requirements: ['WS-SRV-12', 'WS-SRV-13', 'WS-EXT-2'],
    questions: ['Q-17', 'Q-29'],
    permitted:
      'At most one of the subprotocols offered, on one line; of the extensions offered any, or none.',
  },
  'form.upgrade-required': {
    sentence: 'A 426 names in Upgrade the protocols it asks for.',
    sources: rfc('9110', '15.5.22', '7.8'),
    strength: 'required',
    requirements: ['H-UPG-7', 'WS-SRV-22'],
    questions: ['Q-14'],
    permitted: 'Protocols that would be accepted, in descending order of preference.',
  },
  'form.upgrade-required-option': {
    sentence: 'A 426 lists upgrade in Connection, as whoever sends Upgrade does.',
    sources: rfc('9110', '7.8', '7.6.1'),
    strength: 'required',
    requirements: ['H-UPG-9', 'H-UPG-7', 'H-CONN-2'],
    questions: ['Q-14'],
    permitted: 'upgrade, among other options or alone.',
  },
  'form.names-versions': {
    sentence: 'An error that refuses a WebSocket version names the versions spoken.',
    sources: rfc('6455', '4.2.2', '4.4'),
    strength: 'required',
    requirements: ['WS-SRV-9', 'WS-SRV-22'],
    questions: ['Q-14'],
    permitted: 'Sec-WebSocket-Version with every version the server would use, on one line or several.',
  },
  'form.no-coding-to-old': {
    sentence: 'A response to a request below HTTP/1.1 has no Transfer-Encoding.',
    sources: rfc('9112', '6.1'),
    strength: 'required',
    requirements: ['H-FRAME-12', 'H-PERSIST-14'],
    permitted: 'A Content-Length, no content, or an end by closing.',
  },
  'form.keep-alive-echo': {
    sentence: 'A response that keeps an HTTP/1.0 connection says keep-alive and delimits itself by length.',
    sources: [...rfc('9112', '9.3'), ...rfc('2068', '19.7.1')],
    strength: 'derived',
    premises: ['H-PERSIST-7 (MAY)', 'H-PERSIST-8 (definition)', 'H-PERSIST-14 (MUST)'],
    requirements: ['H-PERSIST-13', 'H-PERSIST-14', 'H-PERSIST-8'],
    questions: ['Q-13'],
    permitted: 'keep-alive with Content-Length, or no content. Only the length is a MUST, and of RFC 2068.',
  },
  'form.close-said': {
    sentence: 'A response behind which the server closes says close.',
    sources: rfc('9112', '9.6', '9.3'),
    strength: 'preferred',
    requirements: ['H-CLOSE-2', 'H-CLOSE-6', 'H-PERSIST-6'],
    questions: ['Q-34'],
    permitted: 'close; leaving it out departs from a SHOULD, and breaks a MUST if the server never persists.',
  },
  'form.bare': {
    sentence: 'An answer as HTTP/0.9 gave it has no head and ends with the connection.',
    sources: [...rfc('1945', '6', '5'), ...rfc('9110', '6.1')],
    strength: 'definition',
    requirements: ['H-VER-11'],
    permitted: 'The octets of the body alone, then a close.',
  },
});
