/** What who sends a request, or passes one on, is bound to: clauses about clients and intermediaries. */
import { type Clause, defineClauses, rfc } from './clause.js';

export const SENDING_CLAUSES: Readonly<Record<string, Clause>> = defineClauses({
  'send.offer-version': {
    sentence: 'A WebSocket handshake is sent as a request of HTTP/1.1 or later.',
    sources: [...rfc('6455', '4.1'), ...rfc('9110', '7.8')],
    strength: 'required',
    requirements: ['WS-REQ-4'],
    questions: ['Q-21'],
    permitted: 'The same offer in HTTP/1.1; or the request in HTTP/1.0 without Upgrade.',
  },
  'send.option': {
    sentence: 'Who sends Upgrade lists the upgrade option in Connection.',
    sources: rfc('9110', '7.8'),
    strength: 'required',
    requirements: ['H-UPG-9', 'WS-REQ-8'],
    questions: ['Q-21'],
    permitted: 'Upgrade and the option together; or neither.',
  },
  'send.offer-and-close': {
    sentence: 'Whether an offer may stand beside the close option is not said.',
    sources: rfc('9110', '7.8', '7.6.1'),
    strength: 'silent',
    questions: ['Q-21'],
    permitted:
      'Both: what the server makes of the pair is open, so who wants to be understood sends no close.',
  },
  'hop.connection-fields': {
    sentence: 'An intermediary removes the fields that Connection names before it forwards a message.',
    sources: rfc('9110', '7.6.1'),
    strength: 'required',
    requirements: ['H-CONN-3'],
    questions: ['Q-21'],
    permitted: 'A message without them, and with a Connection of its own.',
  },
  'hop.offers-for-itself': {
    sentence: 'An intermediary that passes an offer on makes it in its own name, and is bound as any client.',
    sources: rfc('9110', '7.6.1', '7.8'),
    strength: 'derived',
    premises: ['H-CONN-3 (MUST)', 'H-UPG-9 (MUST)', 'WS-REQ-4 (MUST)'],
    requirements: ['H-INT-8'],
    questions: ['Q-21'],
    permitted: 'An offer of its own that holds, with Upgrade, the option and HTTP/1.1; or none.',
  },
  'hop.unasked-switch': {
    sentence: 'A 101 that answers no offer of the intermediary is an invalid response, and is not passed on.',
    sources: rfc('9110', '15.2', '7.8'),
    strength: 'derived',
    premises: ['H-UPG-5 (MUST NOT)', 'H-INFO-1 (MUST NOT)'],
    requirements: ['H-INT-10'],
    permitted: 'An error of its own, as 502.',
  },
});
