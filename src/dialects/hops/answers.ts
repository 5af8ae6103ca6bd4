/**
 * An answer that is no switch, as a message of the hop's own connection: its version, its Connection, its
 * fate.
 *
 * 1. What closes the client's connection is looked for in one order: what closes it anyhow, then what the
 *    answer has.
 * 2. An answer whose own Connection decides is the exception, and has a parameter value of its own.
 */

import { type Exchange, saysClose, saysUpgrade } from './exchange.js';
import type { ClientSees, HopResponse } from './hop.js';
import { announced, clientPersists } from './persists.js';

/**
 * The version of an answer.
 *
 * @param exchange - the exchange
 * @returns the version of its status line
 */
export function versionOf({ response, asked, answer }: Exchange): '1.1' | '1.0' {
  switch (response.version) {
    case '1.1':
      return '1.1';
    case 'client':
    case 'client-but-in-errors':
      return asked.version === 'old' ? '1.0' : '1.1';
    case 'upstream':
      return answer.version;
    case 'upstream-in-101':
      return answer.status === 101 ? answer.version : '1.1';
  }
}

/** The client's connection closes behind an answer, whatever that answer is; or undefined: it need not. */
function closesAnyhow({ response, asked, protocols }: Exchange): keyof HopResponse | undefined {
  if (response.closes === 'always') return 'closes';
  if (response.closes === 'after-upgrade' && protocols.length > 0) return 'closes';
  return clientPersists(response, asked) ? undefined : 'clientPersists';
}

/** What closes the client's connection behind an ordinary answer, if something does. */
function closedBy(exchange: Exchange): keyof HopResponse | undefined {
  const { response, asked, answer } = exchange;
  const anyhow = closesAnyhow(exchange);
  if (anyhow !== undefined) return anyhow;
  if (response.upstreamClose === 'yes' && saysClose(answer.connection)) return 'upstreamClose';
  if (response.badRequest === 'closes' && answer.status === 400) return 'badRequest';
  if (answer.framing !== 'ends' || response.unframed === 'length') return undefined;
  return response.unframed === 'closed' || asked.version === 'old' ? 'unframed' : undefined;
}

/** The lines of Connection in an ordinary answer. */
function connectionOf(exchange: Exchange, closes: boolean, version: '1.1' | '1.0'): readonly string[] {
  const { response, asked, answer } = exchange;
  const own = announced(response, asked, closes, version);
  if (response.upstreamConnection === 'dropped' || !saysUpgrade(answer.connection)) return own;
  if (upgradeOf(exchange).length === 0) return own;
  return response.upstreamConnection === 'upgrade-before' ? [['Upgrade', ...own].join(', ')] : ['Upgrade'];
}

/** The lines of Upgrade in an ordinary answer. */
function upgradeOf({ response, answer, protocols }: Exchange): readonly string[] {
  if (response.upstreamUpgrade === 'dropped') return [];
  if (response.upstreamUpgrade === 'kept-if-sent' && protocols.length === 0) return [];
  return answer.upgrade;
}

/** Content that ends with the connection cannot be had in chunks below HTTP/1.1. */
const lastsToEnd = ({ asked, answer }: Exchange): boolean =>
  answer.framing === 'ends' && asked.version === 'old';

/** What is passed on of the upstream's Connection, or sent back of the client's, where it decides. */
function decidingConnection(exchange: Exchange): readonly string[] {
  const { response, asked, answer } = exchange;
  const before = response.upstreamConnection === 'client-before';
  const client = before && asked.connection.length > 0 ? [asked.connection.join(', ')] : undefined;
  if (before && asked.head.version === 'HTTP/1.0') return client ?? ['close'];
  if (answer.connection.length > 0) return answer.connection;
  const closes = !clientPersists(response, asked) || response.closes === 'always' || lastsToEnd(exchange);
  if (client !== undefined && asked.version !== 'later') return client;
  return announced(response, asked, closes && !(before && asked.version === 'old'), '1.1');
}

/**
 * An answer whose own Connection decides: a client that it tells to stay is kept though it could not
 * persist. Then an offer is the last request that is read.
 */
function decidedByAnswer(exchange: Exchange, status: number): ClientSees {
  const { response, asked } = exchange;
  const connection = decidingConnection(exchange);
  const closes = saysClose(connection) || lastsToEnd(exchange);
  const offers = asked.options.includes('upgrade') && asked.upgrade.length > 0;
  const unread = offers && !clientPersists(response, asked);
  return {
    status,
    version: versionOf(exchange),
    connection,
    upgrade: upgradeOf(exchange),
    fate: closes ? 'closed' : 'open',
    live: !closes && !unread && status !== 101,
    because: 'upstreamConnection',
  };
}

/**
 * An answer is passed on as a message of the hop's own connection.
 *
 * @param exchange - the exchange
 * @param status - the status that is passed on
 * @returns what the client sees; the parameter that decided by its name
 */
export function ordinary(exchange: Exchange, status: number): ClientSees {
  const { response } = exchange;
  if (response.upstreamConnection === 'decides' || response.upstreamConnection === 'client-before') {
    return decidedByAnswer(exchange, status);
  }
  const version = versionOf(exchange);
  const by = closedBy(exchange);
  const closes = by !== undefined;
  const tunnels = status === 101 && response.says101 === 'tunnel';
  return {
    status,
    version,
    connection: tunnels ? tunnelConnection(exchange) : connectionOf(exchange, closes, version),
    upgrade: upgradeOf(exchange),
    fate: closes ? 'closed' : 'open',
    live: !closes && status !== 101,
    because: by ?? 'clientPersists',
  };
}

/**
 * Where the upstream gave no answer, or one that is taken for none, the hop answers with an error.
 *
 * @param exchange - the exchange
 * @returns what the client sees; the parameter that decided by its name
 */
export function failed(exchange: Exchange): ClientSees {
  const { response, asked } = exchange;
  const byRequest = clientPersists(response, asked) ? undefined : 'clientPersists';
  const by =
    response.failureCloses === 'always'
      ? 'failureCloses'
      : response.failureCloses === 'as-asked'
        ? byRequest
        : closesAnyhow(exchange);
  const closes = by !== undefined;
  const version = response.version === 'client' && asked.version === 'old' ? '1.0' : '1.1';
  return {
    status: Number.parseInt(response.failure, 10),
    version,
    connection: announced(response, asked, closes, version),
    upgrade: [],
    fate: closes ? 'closed' : 'open',
    live: !closes,
    because: by ?? 'failure',
  };
}

/**
 * Connection in a 101 that becomes a tunnel.
 *
 * @param exchange - the exchange
 * @returns its lines
 */
export function tunnelConnection({ response, answer }: Exchange): readonly string[] {
  return response.tunnelConnection === 'upstream' ? answer.connection : [response.tunnelConnection];
}
