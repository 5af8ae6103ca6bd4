/**
 * What a 101 says of extensions beside naming only those offered: RFC 6455 §9.1, and RFC 7692 for
 * permessage-deflate.
 *
 * Most keywords of RFC 7692 §7 bind the client, which has to fail the connection. What then binds the
 * server is derived: an answer on which every client has to fail is none that a server may give.
 */
import { type Clause, defineClauses, rfc } from './clause.js';

/** The clauses of the group `negotiation`. */
export const NEGOTIATION_CLAUSES: Readonly<Record<string, Clause>> = defineClauses({
  'negotiation.grammar': {
    sentence: 'The extensions a 101 names are inside the grammar, or its recipient fails the connection.',
    sources: rfc('6455', '9.1', '4.3'),
    strength: 'derived',
    premises: ['WS-EXT-1 (MUST)'],
    requirements: ['WS-EXT-1'],
    questions: ['Q-29'],
    permitted: 'At least one extension, its parameters tokens; no field at all where none is accepted.',
  },
  'negotiation.one-compression': {
    sentence: 'A 101 does not accept permessage-deflate twice, since both would use the same reserved bit.',
    sources: rfc('7692', '5'),
    strength: 'required',
    permitted: 'One of several offers of permessage-deflate, or none of them.',
  },
  'negotiation.parameters': {
    sentence:
      'Accepting permessage-deflate, a 101 gives no parameter that is undefined, repeated or of invalid ' +
      'value.',
    sources: rfc('7692', '7', '7.1.1.1', '7.1.2.1', '7.1.2.2'),
    strength: 'derived',
    premises: ['WS-PMD-2 (MUST)'],
    requirements: ['WS-PMD-2', 'WS-PMD-3', 'WS-PMD-4', 'WS-PMD-5'],
    questions: ['Q-29'],
    permitted:
      'Each of the four parameters at most once: the context takeover ones without a value, window bits ' +
      'from 8 to 15 without leading zeros. Those of the server may be given unasked.',
  },
  'negotiation.declined': {
    sentence: 'An offer of permessage-deflate with an undefined, repeated or invalid parameter is declined.',
    sources: rfc('7692', '7'),
    strength: 'required',
    requirements: ['WS-PMD-1'],
    questions: ['Q-29'],
    permitted: 'Accepting a later offer, or granting the handshake without the extension.',
  },
  'negotiation.client-window': {
    sentence: 'A 101 limits the window of the client only if the offer had client_max_window_bits.',
    sources: rfc('7692', '7.1.2.2'),
    strength: 'required',
    requirements: ['WS-PMD-6'],
    permitted:
      'client_max_window_bits in answer to an offer with it, or leaving it out. A value in the offer is ' +
      'a hint.',
  },
  'negotiation.server-window': {
    sentence:
      'An offer with server_max_window_bits is accepted by repeating it with the same or a smaller value.',
    sources: rfc('7692', '7.1.2.1'),
    strength: 'definition',
    requirements: ['WS-PMD-5'],
    permitted: 'A value up to that of the offer, or declining the offer.',
  },
  'negotiation.server-takeover': {
    sentence: 'An offer with server_no_context_takeover is accepted by repeating it.',
    sources: rfc('7692', '7.1.1.1'),
    strength: 'definition',
    requirements: ['WS-PMD-3'],
    permitted: 'Repeating it, or declining the offer.',
  },
});
