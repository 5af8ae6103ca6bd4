/**
 * A 101, as a hop that reads messages takes it.
 *
 * 1. It becomes a tunnel if what was asked, what it names and to whom it goes are as the parameters have it.
 * 2. What becomes no tunnel is something else, by the reason for which it does not. RFC 9110 has no such
 *    case: a server must not switch to a protocol that the request did not name (rfc9110#field.upgrade).
 */
import { failed, ordinary, tunnelConnection, versionOf } from './answers.js';
import { type Exchange, ended, isEnded, nothing } from './exchange.js';
import type { ClientSees, HopResponse } from './hop.js';

/**
 * A 101 becomes a tunnel, and its end is the upstream's.
 *
 * @param exchange - the exchange
 * @returns what the client sees; the parameter that decided by its name
 */
export function tunnel(exchange: Exchange): ClientSees {
  const { response, answer } = exchange;
  return {
    status: 101,
    version: response.leg === 'one-answer-with-upgrade' ? '1.1' : tunnelVersion(exchange),
    connection: tunnelConnection(exchange),
    upgrade: response.tunnelUpgrade === 'upstream' ? answer.upgrade : ['websocket'],
    fate: ended(answer.fate),
    live: answer.live && answer.fate === 'open',
    because: 'tunnelWhen',
  };
}

/** A client below HTTP/1.1 is given no 1.0 status line with a tunnel, unless the upstream's is passed on. */
function tunnelVersion(exchange: Exchange): '1.1' | '1.0' {
  return exchange.response.version.startsWith('client') ? '1.1' : versionOf(exchange);
}

/** What a 101 becomes: a tunnel, or what the parameter says that is given. */
function switchOf({
  response,
  asked,
  protocols,
  optionSent,
  answer,
}: Exchange): keyof HopResponse | 'tunnel' {
  const named = answer.upgrade.length > 0;
  const wanted = {
    'upgrade-sent': protocols.length > 0,
    'option-sent': optionSent && asked.content === 'none',
    'client-asked': asked.upgrade.length > 0,
    always: true,
    never: false,
  }[response.tunnelWhen];
  if (!wanted) {
    if (!named && response.unaskedBare !== 'same') return 'unaskedBare';
    if (asked.version === 'old' && response.unaskedOld !== 'same') return 'unaskedOld';
    return 'unasked';
  }
  if (response.tunnelNames === 'a-protocol' && !named) return 'unasked';
  if (response.tunnelNames === 'same-protocol') {
    if (answer.upgrade.join(', ').toLowerCase() !== protocols.join(', ')) return 'unasked';
  }
  return response.tunnelTo === '1.1' && asked.version === 'old' ? 'old' : 'tunnel';
}

/**
 * A 101 whose content is taken to last: closed no sooner than it has ended, and at once when it broke off.
 */
function streamed(exchange: Exchange): ClientSees {
  const { answer } = exchange;
  const seen = ordinary(exchange, 101);
  if (answer.fate === 'reset') return { ...seen, fate: 'closed', live: false };
  return isEnded(answer) || answer.framing === 'length' ? seen : { ...seen, fate: 'open', live: false };
}

/** A 101 that becomes no tunnel. */
function instead(exchange: Exchange, parameter: keyof HopResponse): ClientSees {
  const { response, answer } = exchange;
  const chosen = response[parameter];
  const why = parameter;
  switch (chosen === 'same' ? response.unasked : chosen) {
    case 'relayed':
      return { ...ordinary(exchange, 101), because: why };
    case 'streamed':
      return { ...streamed(exchange), because: why };
    case 'relayed-and-closed':
      return { ...ordinary(exchange, 101), connection: [], fate: 'closed', live: false, because: why };
    case 'held':
      if (!isEnded(answer) && answer.framing !== 'length') return nothing('none', why);
      return { ...streamed(exchange), because: why };
    case 'silent':
      return nothing('none', why);
    case 'silent-until-end':
      return nothing(isEnded(answer) ? 'closed' : 'none', why);
    default:
      return { ...failed(exchange), because: why };
  }
}

/**
 * A 101 becomes a tunnel, or what the parameters say instead.
 *
 * @param exchange - an exchange whose answer is a 101
 * @returns what the client sees; the parameter that decided by its name
 */
export function switched(exchange: Exchange): ClientSees {
  const to = switchOf(exchange);
  return to === 'tunnel' ? tunnel(exchange) : instead(exchange, to);
}
