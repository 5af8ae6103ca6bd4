/**
 * What a hop makes of what came back.
 *
 * 1. It looks at the response side of the hop, at the request as it was asked and as it went upstream,
 *    and at the answer; at nothing else.
 * 2. A 101 becomes a tunnel or does not, as the parameters have it; a tunnel is HTTP's no longer.
 * 3. Any other answer is a message of the hop's own connection: its version, its Connection, its fate.
 */
import { isWord, members } from '../../spec/fields.js';
import type { RequestHead } from '../../spec/message.js';
import { failed, ordinary } from './answers.js';
import { type Asked, askedOf } from './asked.js';
import { type Exchange, ended, isEnded, nothing } from './exchange.js';
import type { ClientSees, Hop, HopResponse, UpstreamAnswer } from './hop.js';
import { RESPONSE_PARAMETERS } from './response-parameters.js';
import { switched, tunnel } from './switching.js';

/** What is said of a parameter that decided; what is none is said as it is. */
function said(response: HopResponse, because: string): string {
  const parameter = because as keyof HopResponse;
  if (!Object.hasOwn(RESPONSE_PARAMETERS, parameter)) return because;
  const values: Readonly<Record<string, string>> = RESPONSE_PARAMETERS[parameter].values;
  const value = response[parameter];
  return `${parameter} ${value}: ${values[value] ?? value}`;
}

/** The answer passes as it is. */
function verbatim({ answer, lost }: Exchange): ClientSees {
  const { status, version, connection, upgrade, fate, live } = answer;
  const why = 'leg';
  if (status === 'none') return nothing(isEnded(answer) ? 'closed' : 'none', why);
  return {
    status,
    version,
    connection,
    upgrade,
    fate: ended(fate),
    live: live && !(lost && status === 101),
    because: why,
  };
}

/** The hop offers no tunnel: it is the end of a WebSocket on each side. */
function ownSwitch({ answer }: Exchange): ClientSees {
  const other = answer.upgrade.some((one) => isWord(one, 'websocket'));
  return {
    status: 101,
    version: '1.1',
    connection: ['Upgrade'],
    upgrade: ['websocket'],
    fate: 'open',
    live: answer.status === 101 && other && answer.live && answer.fate === 'open',
    because: 'leg',
  };
}

/** One answer, behind which the connection is closed unless it switched. */
function oneAnswer(exchange: Exchange): ClientSees {
  const { answer } = exchange;
  if (answer.status === 101 && answer.upgrade.length > 0) return tunnel(exchange);
  const seen = verbatim(exchange);
  return seen.status === 'none' ? seen : { ...seen, fate: 'closed', live: false };
}

/** Whether the hop takes an offer of h2c itself (RFC 7540 section 3.2, obsolete since RFC 9113). */
function takesH2c({ response, asked }: Exchange): boolean {
  if (response.ownH2c === 'no' || (response.ownH2c === '1.1' && asked.version === 'old')) return false;
  return (
    asked.options.includes('http2-settings') &&
    asked.options.includes('upgrade') &&
    asked.upgrade.some((line) => members([line]).some((one) => isWord(one, 'h2c')))
  );
}

/** What the client sees of one exchange. */
function seen(exchange: Exchange): ClientSees {
  const { response, protocols, optionSent, answer } = exchange;
  if (takesH2c(exchange)) {
    const connection = [response.tunnelConnection === 'upgrade' ? 'upgrade' : 'Upgrade'];
    const why = 'ownH2c';
    return {
      status: 101,
      version: '1.1',
      connection,
      upgrade: ['h2c'],
      fate: 'open',
      live: false,
      because: why,
    };
  }
  if (response.leg === 'octets') return verbatim(exchange);
  if (protocols.length > 0) {
    if (response.leg === 'octets-with-upgrade') return verbatim(exchange);
    if (response.leg === 'own-101') return ownSwitch(exchange);
    if (response.leg === 'one-answer-with-upgrade' && optionSent) return oneAnswer(exchange);
  }
  if (answer.status === 'none')
    return isEnded(answer) ? failed(exchange) : nothing('none', 'the upstream is silent');
  return answer.status === 101 ? switched(exchange) : ordinary(exchange, answer.status);
}

/**
 * One exchange seen from the client, from facts that were read before.
 *
 * @param response - the response side of a hop
 * @param asked - the request as the client sent it
 * @param sent - the request as it went upstream
 * @param answer - what the upstream did
 * @param behind - whether octets that are no request came behind the request
 * @returns what the client sees; the parameter that decided by its name
 */
export function relayRead(
  response: HopResponse,
  asked: Asked,
  sent: Asked,
  answer: UpstreamAnswer,
  behind = false,
): ClientSees {
  const protocols = members(sent.upgrade).map((one) => one.toLowerCase());
  const optionSent = sent.options.includes('upgrade');
  const lost = asked.content !== 'none' && sent.content === 'none';
  const sees = seen({ response, asked, protocols, optionSent, lost, answer });
  const reads = behind && response.octetsBehind === 'close' && response.leg !== 'octets';
  if (!reads || sees.fate !== 'open' || sees.status === 101) return sees;
  return { ...sees, fate: 'closed', live: false, because: 'octetsBehind' };
}

/**
 * A hop makes what its client sees of what came from upstream.
 *
 * @param hop - the hop, of which the response side counts alone
 * @param asked - the request as the client sent it
 * @param sent - the request as it went upstream
 * @param answer - the upstream's answer, and what became of its connection
 * @param behind - whether octets that are no request came behind the request, such as an early frame
 * @returns status, fields, fate, and the parameter that decided
 * @see rfc9110#message.forwarding
 * @example
 * const answer = { status: 101, version: '1.1', connection: ['Upgrade'], upgrade: ['websocket'] };
 * const came = { ...answer, framing: 'none', fate: 'open', live: true };
 * const found = resolveHop('varnish');
 * // Upgrade was not forwarded, so that a 101 is no answer to what was asked.
 * 'hop' in found && relay(found.hop, head, head, came).status; // 503
 */
export function relay(
  hop: Hop,
  asked: RequestHead,
  sent: RequestHead,
  answer: UpstreamAnswer,
  behind = false,
): ClientSees {
  const seen = relayRead(hop.response, askedOf(asked), askedOf(sent), answer, behind);
  return { ...seen, because: said(hop.response, seen.because) };
}
