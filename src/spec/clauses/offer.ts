/** Who asked to switch, whether it may be granted, and what governs the connection once it was. */
import { type Clause, defineClauses, rfc } from './clause.js';

const OFFER: Readonly<Record<string, Clause>> = defineClauses({
  'offer.absent': {
    sentence: 'Without a member in Upgrade nothing is offered, whatever Connection lists.',
    sources: rfc('9110', '7.8', '7.6.1', '5.6.1.2'),
    strength: 'definition',
    requirements: ['H-UPG-1', 'H-CONN-7', 'H-FLD-8'],
    questions: ['Q-05'],
    permitted: 'An ordinary answer; never a 101.',
  },
  'offer.old-version': {
    sentence: 'An Upgrade field in an HTTP/1.0 request is ignored.',
    sources: [...rfc('9110', '7.8', '15.2'), ...rfc('6455', '4.2.1')],
    strength: 'required',
    requirements: ['H-UPG-11', 'H-INFO-1', 'WS-SRV-2'],
    questions: ['Q-03', 'Q-21'],
    permitted: 'Any final response, an ordinary answer as well as an error; never a 101.',
  },
  'offer.option-missing': {
    sentence: 'An Upgrade field without the upgrade option was forwarded by mistake and counts as no offer.',
    sources: [...rfc('9110', '7.6.1', '7.8'), ...rfc('6455', '4.2.1')],
    strength: 'derived',
    premises: ['H-CONN-6 (ought)', 'H-UPG-9 (MUST)', 'WS-SRV-6 (MUST)'],
    requirements: ['H-UPG-10', 'H-CONN-6', 'WS-SRV-6', 'H-CONN-1'],
    questions: ['Q-04', 'Q-05'],
    permitted: 'An ordinary answer, or an error if it is read as a handshake; never a 101, which is a MUST.',
  },
  'offer.malformed': {
    sentence: 'An Upgrade field in which no member is a protocol offers nothing.',
    sources: rfc('9110', '7.8'),
    strength: 'derived',
    premises: ['H-UPG-3 (definition)', 'H-UPG-5 (MUST NOT)'],
    requirements: ['H-UPG-3', 'H-UPG-5', 'H-FLD-10', 'H-FLD-14'],
    permitted: 'An ordinary answer, or an error; never a 101, since no protocol was named.',
  },
  'offer.other-protocol': {
    sentence:
      'An offer of other protocols only is no offer of WebSocket, and a server does not switch to what was not offered.',
    sources: [...rfc('9110', '7.8'), ...rfc('6455', '4.2.1')],
    strength: 'required',
    requirements: ['H-UPG-5', 'WS-SRV-5', 'H-UPG-22'],
    questions: ['Q-19'],
    permitted:
      'An ordinary answer, or an error; no switch to WebSocket. A switch to what was offered is not modelled.',
  },
  'offer.versioned': {
    sentence: 'Whether websocket with a protocol version is the offer of websocket is not said.',
    sources: [...rfc('9110', '7.8'), ...rfc('6455', '4.2.1')],
    strength: 'silent',
    requirements: ['H-UPG-3', 'WS-SRV-5'],
    questions: ['Q-07'],
    permitted:
      'Taking it as an offer of websocket, since names are what is compared, or as another protocol.',
  },
  'offer.listed': {
    sentence: 'A list of protocols with websocket among them offers websocket.',
    sources: [...rfc('9110', '7.8'), ...rfc('6455', '4.2.1', '4.1')],
    strength: 'definition',
    requirements: ['H-UPG-1', 'H-UPG-3', 'H-UPG-6', 'WS-SRV-5', 'H-FLD-6'],
    questions: ['Q-06'],
    permitted: 'A 101 if it holds as a handshake, an error if it does not, or an ordinary answer.',
  },
  'offer.websocket': {
    sentence: 'An Upgrade field with websocket invites the server to switch and cannot compel it.',
    sources: [...rfc('9110', '7.8'), ...rfc('6455', '4.2.1')],
    strength: 'optional',
    requirements: ['H-UPG-1', 'H-UPG-2', 'WS-SRV-5'],
    questions: ['Q-00'],
    permitted: 'A 101 if it holds as a handshake, an error if it does not, or an ordinary answer.',
  },
  'offer.ignored': {
    sentence: 'A server may ignore an offer and answer the request in HTTP.',
    sources: rfc('9110', '7.8'),
    strength: 'optional',
    requirements: ['H-UPG-2'],
    questions: ['Q-00'],
    permitted: 'An ordinary final response, behind which persistence decides.',
  },
  'offer.nothing-to-ignore': {
    sentence: 'Where nothing is offered there is nothing to ignore.',
    sources: rfc('9110', '7.8'),
    strength: 'definition',
    requirements: ['H-UPG-1', 'H-UPG-2'],
    permitted: 'The request is answered as what it is already taken for.',
  },
});

const FAULTY: Readonly<Record<string, Clause>> = defineClauses({
  'handshake.method': {
    sentence: 'A handshake is a GET; with another method it is refused.',
    sources: [...rfc('6455', '4.2.1'), ...rfc('9110', '7.8')],
    strength: 'required',
    requirements: ['WS-SRV-1', 'WS-SRV-2', 'H-UPG-13'],
    questions: ['Q-28', 'Q-00'],
    permitted: 'An error, or an ordinary answer that ignores the offer; never a 101.',
  },
  'handshake.target': {
    sentence: 'A handshake names its resource by a path or by an http or https URI; otherwise it is refused.',
    sources: rfc('6455', '4.2.1'),
    strength: 'required',
    requirements: ['WS-SRV-1', 'WS-SRV-3'],
    questions: ['Q-00'],
    permitted: 'An error, or an ordinary answer that ignores the offer; never a 101.',
  },
  'handshake.host': {
    sentence: 'A handshake has one Host with the authority of the server; otherwise it is refused.',
    sources: [...rfc('6455', '4.2.1'), ...rfc('9112', '3.2')],
    strength: 'required',
    requirements: ['WS-SRV-1', 'WS-SRV-4', 'H-HOST-2', 'H-HOST-3'],
    questions: ['Q-00'],
    permitted: 'An error, or for an empty Host an ordinary answer that ignores the offer; never a 101.',
  },
  'handshake.key-missing': {
    sentence: 'A handshake without Sec-WebSocket-Key is refused.',
    sources: rfc('6455', '4.2.1'),
    strength: 'required',
    requirements: ['WS-SRV-1', 'WS-SRV-7'],
    questions: ['Q-00', 'Q-14'],
    permitted: 'An error, or an ordinary answer that ignores the offer; never a 101.',
  },
  'handshake.key-repeated': {
    sentence: 'A handshake with more than one Sec-WebSocket-Key line is refused.',
    sources: rfc('6455', '11.3.1', '4.2.1'),
    strength: 'derived',
    premises: ['WS-REQ-9 (MUST NOT)', 'WS-SRV-1 (MUST)'],
    requirements: ['WS-SRV-7', 'WS-REQ-9', 'WS-SRV-1'],
    questions: ['Q-00', 'Q-15'],
    permitted: 'An error, or an ordinary answer that ignores the offer; never a 101.',
  },
  'handshake.key-invalid': {
    sentence: 'A handshake whose key is not the base64 of 16 octets is refused.',
    sources: rfc('6455', '4.2.1', '4.2.2'),
    strength: 'required',
    requirements: ['WS-SRV-1', 'WS-SRV-7'],
    questions: ['Q-00', 'Q-15'],
    permitted: 'An error, or an ordinary answer that ignores the offer; never a 101.',
  },
  'handshake.version-missing': {
    sentence: 'A handshake without Sec-WebSocket-Version is refused.',
    sources: rfc('6455', '4.2.1', '4.2.2'),
    strength: 'required',
    requirements: ['WS-SRV-1', 'WS-SRV-8', 'WS-SRV-9'],
    questions: ['Q-00', 'Q-15'],
    permitted:
      'An error, or an ordinary answer; never a 101. Naming versions is demanded where one does not match.',
  },
  'handshake.version-unsupported': {
    sentence: 'A handshake of a version the server does not speak is refused, naming those it speaks.',
    sources: rfc('6455', '4.2.2', '4.4'),
    strength: 'required',
    requirements: ['WS-SRV-9', 'WS-SRV-8'],
    questions: ['Q-00', 'Q-14'],
    permitted: 'An error that names the versions spoken, or an ordinary answer; never a 101.',
  },
  'handshake.version-repeated': {
    sentence: 'A handshake with more than one Sec-WebSocket-Version line is refused.',
    sources: rfc('6455', '11.3.5', '4.2.1'),
    strength: 'derived',
    premises: ['WS-REQ-11 (MUST NOT)', 'WS-SRV-1 (MUST)'],
    requirements: ['WS-SRV-8', 'WS-REQ-11', 'WS-SRV-1'],
    questions: ['Q-00', 'Q-15'],
    permitted:
      'An error, or an ordinary answer; never a 101. Naming versions is demanded where one does not match.',
  },
  'handshake.version-malformed': {
    sentence: 'A handshake whose Sec-WebSocket-Version is outside the grammar is refused.',
    sources: rfc('6455', '4.2.1', '4.3'),
    strength: 'required',
    requirements: ['WS-SRV-1', 'WS-SRV-8'],
    questions: ['Q-00', 'Q-15'],
    permitted:
      'An error, or an ordinary answer; never a 101. Naming versions is demanded where one does not match.',
  },
  'handshake.extensions-malformed': {
    sentence: 'A handshake whose Sec-WebSocket-Extensions is outside the grammar is refused.',
    sources: rfc('6455', '9.1', '4.2.1'),
    strength: 'required',
    requirements: ['WS-EXT-1', 'WS-SRV-1'],
    questions: ['Q-29'],
    permitted: 'An error, or an ordinary answer that ignores the offer; never a 101.',
  },
  'handshake.ambiguous-framing': {
    sentence: 'A request whose framing ends the connection once it is answered is not switched.',
    sources: [...rfc('9112', '6.1'), ...rfc('9110', '15.2.2')],
    strength: 'derived',
    premises: ['framing.both-ends (MUST)', 'H-INFO-6 (definition)'],
    requirements: ['H-FRAME-4', 'H-INFO-6'],
    questions: ['Q-25'],
    permitted: 'A refusal or an ordinary answer, and the end of the connection; never a 101.',
  },
});

const OPEN: Readonly<Record<string, Clause>> = defineClauses({
  'handshake.key-padding': {
    sentence: 'A key whose pad bits are not zero may be accepted or refused.',
    sources: [...rfc('4648', '3.5'), ...rfc('6455', '4.2.1', '4.2.2')],
    strength: 'optional',
    requirements: ['WS-SRV-7'],
    questions: ['Q-15'],
    permitted: 'A 101 or an error. The sample key of RFC 6455 had such bits itself (erratum 3150).',
  },
  'handshake.protocols-faulty': {
    sentence:
      'Whether a faulty list of subprotocols makes the handshake faulty is said for its grammar only.',
    sources: rfc('6455', '4.1', '4.2.1', '4.2.2', '11.3.4'),
    strength: 'silent',
    requirements: ['WS-REQ-12', 'WS-SRV-1', 'WS-SRV-12'],
    questions: ['Q-17'],
    permitted:
      'A 101 without a subprotocol, or an error. Taken literally, 4.2.1 wants the error for an empty list ' +
      'and for members that are no tokens; it says nothing of repeated ones.',
  },
  'handshake.origin-several': {
    sentence: 'What a server does with more than one Origin is not said.',
    sources: rfc('6455', '4.2.1', '4.2.2', '10.2'),
    strength: 'silent',
    requirements: ['WS-SRV-10'],
    permitted: 'A 101 from a server that does not look at origins, or an error.',
  },
  'handshake.content': {
    sentence: 'Whether a handshake may have content is not said; if so, all of it is read before any frame.',
    sources: [...rfc('9110', '7.8', '9.3.1'), ...rfc('9931', '7.1'), ...rfc('6455', '4.2.1')],
    strength: 'silent',
    requirements: ['H-FRAME-15', 'H-UPG-12', 'H-UPG-13'],
    questions: ['Q-08', 'Q-31'],
    permitted:
      'A refusal, or a 101 with the content read as content. RFC 9931 calls the token websocket ' +
      '"specified only for GET requests with no content", without a keyword.',
  },
  'handshake.empty-content': {
    sentence: 'A handshake with Content-Length: 0 has no content.',
    sources: [...rfc('9112', '6.3'), ...rfc('9110', '8.6')],
    strength: 'definition',
    requirements: ['H-FRAME-1', 'H-FRAME-15'],
    questions: ['Q-08'],
    permitted: 'What a handshake without the field is permitted.',
  },
  'handshake.target-absolute': {
    sentence:
      'A handshake may name its resource by an absolute http or https URI, whose authority replaces Host.',
    sources: [...rfc('6455', '4.2.1'), ...rfc('9112', '3.2.2')],
    strength: 'required',
    requirements: ['WS-SRV-3', 'H-LINE-6'],
    permitted: 'What a handshake with a path is permitted; a server accepts the absolute form (MUST).',
  },
  'handshake.origin': {
    sentence: 'A server may let the origin decide whether it accepts.',
    sources: rfc('6455', '4.2.2', '10.2'),
    strength: 'optional',
    requirements: ['WS-SRV-10'],
    permitted: 'A 101 or an error, for which 403 is recommended.',
  },
  'handshake.protocols': {
    sentence: 'A server may agree to one of the subprotocols offered, or to none.',
    sources: rfc('6455', '4.2.2', '11.3.4'),
    strength: 'optional',
    requirements: ['WS-SRV-12'],
    questions: ['Q-17'],
    permitted: 'A 101 that names one of them, or a 101 without the field, or an error.',
  },
  'handshake.extensions': {
    sentence: 'A server may agree to extensions that were offered, or to none.',
    sources: rfc('6455', '4.2.2', '9.1'),
    strength: 'optional',
    requirements: ['WS-SRV-13', 'WS-EXT-2', 'WS-EXT-3'],
    questions: ['Q-29'],
    permitted: 'A 101 that names some of them, or a 101 without the field, or an error.',
  },
  'handshake.holds': {
    sentence: 'A request with every part of the opening handshake may be answered with a 101.',
    sources: [...rfc('6455', '4.2.1', '4.2.2'), ...rfc('9110', '7.8')],
    strength: 'optional',
    requirements: ['WS-SRV-14', 'WS-SRV-11', 'WS-SRV-16', 'WS-SRV-21', 'H-UPG-2'],
    questions: ['Q-00'],
    permitted: 'A 101, an error, a redirect, or an ordinary answer that ignores the offer.',
  },
  'handshake.refused': {
    sentence: 'A handshake that is not accepted is answered with an HTTP error, and HTTP goes on.',
    sources: [...rfc('6455', '4.2.1', '4.2.2'), ...rfc('9931', '5')],
    strength: 'required',
    requirements: ['WS-SRV-1', 'WS-SRV-10', 'WS-SRV-11', 'H-UPG-18'],
    questions: ['Q-12', 'Q-14'],
    permitted:
      'Any status from 400 up, a 401 or a redirect; whether the connection stays, persistence decides.',
  },
  'handshake.abort': {
    sentence: 'A server may drop the connection when a handshake is not what it expects.',
    sources: rfc('6455', '10.7', '7.2.2'),
    strength: 'optional',
    requirements: ['WS-SRV-17', 'WS-SRV-18', 'H-CLOSE-14'],
    questions: ['Q-12'],
    permitted: 'Closing without an answer; an HTTP status before it is what 10.7 would rather see.',
  },
  'handshake.early-octets': {
    sentence: 'What a server does with octets that come behind a handshake before its answer is not said.',
    sources: rfc('6455', '4.1', '4.2.2'),
    strength: 'silent',
    requirements: ['WS-REQ-14', 'H-UPG-17'],
    questions: ['Q-10'],
    permitted: 'Keeping them: behind a 101 they are frames, behind a refusal HTTP. Or closing. Never both.',
  },
  'handshake.frames-early': {
    sentence: 'A frame that comes before the 101 does not open the WebSocket: it waits for the answer.',
    sources: [...rfc('6455', '4.1', '4.2.2'), ...rfc('9110', '15.2.2')],
    strength: 'derived',
    premises: ['WS-REQ-14 (MUST)', 'WS-SRV-15 (definition)', 'H-INFO-6 (definition)'],
    requirements: ['WS-REQ-14', 'WS-SRV-15', 'H-INFO-6', 'H-UPG-17'],
    questions: ['Q-10'],
    permitted: 'Keeping the octets until the answer, or closing.',
  },
});

const AFTER_101: Readonly<Record<string, Clause>> = defineClauses({
  'after101.persistence': {
    sentence: 'A 101 is no final response, so HTTP persistence ends no connection that has switched.',
    sources: [...rfc('9112', '9.6', '9.3'), ...rfc('9110', '15.2', '15'), ...rfc('6455', '7.3', '7.1.2')],
    strength: 'derived',
    premises: [
      'H-CLOSE-5 (MUST)',
      'H-PIPE-10 (definition)',
      'H-INFO-6 (definition)',
      'WS-CLS-5 (definition)',
    ],
    requirements: ['WS-SRV-23', 'H-CLOSE-5', 'WS-CLS-5'],
    questions: ['Q-01', 'Q-02'],
    permitted: 'Only what ends a WebSocket: a Close frame, a failure, or the end of the transport.',
  },
  'after101.frames': {
    sentence: 'Behind a 101 the connection carries WebSocket frames in both directions.',
    sources: [...rfc('9110', '15.2.2', '7.8'), ...rfc('6455', '4.2.2')],
    strength: 'definition',
    requirements: ['WS-SRV-15', 'H-INFO-6'],
    permitted: 'Frames, from the first octet behind the request and behind the 101.',
  },
  'after101.no-http': {
    sentence: 'Behind a 101 nothing on the connection is HTTP any more.',
    sources: rfc('9110', '15.2.2', '7.8'),
    strength: 'definition',
    requirements: ['H-INFO-6', 'H-UPG-15'],
    permitted: 'No response and no request; octets that look like HTTP are faulty frames.',
  },
  'after101.client-finished': {
    sentence: 'A client that ends its direction without a Close frame ends the WebSocket, and not cleanly.',
    sources: rfc('6455', '7.1.4', '7.1.5', '7.1.1'),
    strength: 'silent',
    requirements: ['WS-CLS-6', 'WS-CLS-7', 'WS-CLS-13'],
    questions: ['Q-22'],
    permitted: 'Closing, with a Close frame before it or without; no text knows a half-closed WebSocket.',
  },
  'after101.close-first': {
    sentence: 'A server that ends an established WebSocket sends a Close frame before it ends the transport.',
    sources: rfc('6455', '7.3', '7.1.2', '7.1.7', '10.7'),
    strength: 'derived',
    premises: ['WS-CLS-5 (definition)', 'WS-CLS-8 (SHOULD)'],
    requirements: ['WS-CLS-5', 'WS-CLS-8', 'WS-SRV-18'],
    questions: ['Q-01'],
    permitted:
      'A Close frame at any time. Without one only where failing leaves it out, or when under attack.',
  },
  'after101.request-content': {
    sentence: 'Content of the request that comes behind the 101 is content and not frames.',
    sources: rfc('9110', '7.8', '7.5'),
    strength: 'definition',
    requirements: ['H-UPG-12'],
    questions: ['Q-08', 'Q-31'],
    permitted: 'Reading it by the framing of the request; the first frame begins behind its last octet.',
  },
});

/** The clauses of the groups `offer`, `handshake` and `after101`. */
export const OFFER_CLAUSES: Readonly<Record<string, Clause>> = { ...OFFER, ...FAULTY, ...OPEN, ...AFTER_101 };
