/**
 * What a hop makes of a request head.
 *
 * 1. The first refusal whose situation holds decides; without one the request is forwarded.
 * 2. Version, Upgrade, Connection and Host of the head upstream follow from the parameters, everything
 *    else is passed on but what is for one hop only (rfc9110#field.connection).
 * 3. What was read stays what it is: no value is written that could begin a line of its own.
 */
import { type FieldLine, octetsOf, type RequestHead } from '../../spec/message.js';
import { type Asked, askedOf, SITUATIONS } from './asked.js';
import type { ClientSees, Forwarded, Hop, HopRequest, HopResponse, Refusal } from './hop.js';
import { announced, clientPersists } from './persists.js';
import { becauseOf, type ForwardOptions, type Sent, sentOf } from './sent.js';

/** Fields that are written from parameters, or are for one hop only (rfc9110#field.connection). */
const OWN_FIELDS = [
  'host',
  'connection',
  'upgrade',
  'proxy-connection',
  'content-length',
  'transfer-encoding',
];

const HANDSHAKE = /^sec-websocket-/;

/** A field line of the client that goes on as it is. */
function passes(request: HopRequest, asked: Asked, { key }: FieldLine, upgrades: boolean): boolean {
  if (OWN_FIELDS.includes(key)) return false;
  if (key === 'keep-alive' && request.keepAliveField === 'removed') return false;
  if (key === 'te' && request.teField === 'removed') return false;
  if (upgrades && request.handshake === 'own' && HANDSHAKE.test(key)) return false;
  return request.named === 'kept' || !asked.options.includes(key);
}

/** How the content is framed upstream: the field line for it, or none. */
function framingSent(
  request: HopRequest,
  asked: Asked,
  upgrades: boolean,
  content: number | undefined,
): readonly string[] {
  const { head } = asked;
  const own = head.fields.filter(({ key }) => key === 'content-length' || key === 'transfer-encoding');
  if (own.length === 0 || (upgrades && request.content === 'length-or-none')) return [];
  const asSent = request.content === 'as-sent' || (asked.content !== 'chunked' && content === undefined);
  if (asSent) return own.map(({ name, value }) => `${name}: ${value}`);
  return [`Content-Length: ${content ?? 0}`];
}

/**
 * The fields of a handshake of its own: the sample key of rfc6455#section-1.3, since no key is drawn here.
 */
const OWN_HANDSHAKE = [
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
  'Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits',
];

/** The head upstream, as text of one character per octet. */
function written(request: HopRequest, asked: Asked, sent: Sent, options: ForwardOptions): string {
  const { head } = asked;
  const upgrades = sent.upgrade.length > 0;
  // A request without a version has neither fields nor an empty line (HTTP/0.9).
  if (sent.version === '') return `${head.method} ${head.target}\r\n`;
  const lines = [
    `${head.method} ${head.target} ${sent.version}`,
    ...(sent.host === undefined ? [] : [`Host: ${sent.host}`]),
    ...head.fields
      .filter((line) => passes(request, asked, line, upgrades))
      .map(({ name, value }) => `${name}: ${value}`),
    ...(upgrades && request.handshake === 'own' ? OWN_HANDSHAKE : []),
    ...sent.upgrade.map((value) => `Upgrade: ${value}`),
    ...sent.connection.map((value) => `Connection: ${value}`),
    ...framingSent(request, asked, upgrades, options.content),
    ...(request.via === 'added' ? ['Via: 1.1 hop'] : []),
  ];
  return `${lines.join('\r\n')}\r\n\r\n`;
}

/** Whether the situation of a refusal holds. */
function holds({ when, at }: Refusal, asked: Asked): boolean {
  if (at !== undefined && (at === 'old') !== (asked.version === 'old')) return false;
  return SITUATIONS[when](asked);
}

/**
 * The first refusal that holds decides.
 *
 * @param request - when the hop does not forward
 * @param asked - the request
 * @returns that refusal, or nothing where the request is forwarded
 */
export function refusalOf(request: Pick<HopRequest, 'refusals'>, asked: Asked): Refusal | undefined {
  return request.refusals.find((one) => holds(one, asked));
}

/**
 * What a client sees of a request that is not forwarded.
 *
 * @param response - the response side of the hop, which says what its own answers say
 * @param asked - the request
 * @param refusal - the situation that held
 * @returns status, fate and fields of the hop's own answer, or none
 */
export function seenOf(response: HopResponse, asked: Asked, refusal: Refusal): ClientSees {
  const { status, says, version, upgrade } = refusal;
  const because = `not forwarded: ${refusal.when}`;
  const closes = refusal.fate === 'closed' || !clientPersists(response, asked);
  const fate = closes ? 'closed' : 'open';
  if (status === 'none') {
    return { status, version: undefined, connection: [], upgrade: [], fate, live: false, because };
  }
  const own =
    says === 'announced' ? announced(response, asked, closes, version) : says === 'close' ? ['close'] : [];
  const connection = upgrade === undefined ? own : [['Upgrade', ...own].join(', ')];
  return {
    status,
    version,
    connection,
    upgrade: upgrade === undefined ? [] : [upgrade],
    fate,
    live: !closes && status !== 101,
    because,
  };
}

/**
 * A hop forwards a request head as the octets of another, or answers itself, or is silent.
 *
 * @param hop - the hop
 * @param head - the head that its client sent
 * @param options - what the head alone does not tell: names, and how much content goes along
 * @returns octets to be read again by the next leg and what decided them, or what the client sees instead
 * @see rfc9110#message.forwarding
 * @example
 * const found = resolveHop('nginx@1.22/ws-map');
 * 'hop' in found && forward(found.hop, head).does; // 'forwards'
 */
export function forward(hop: Hop, head: RequestHead, options: ForwardOptions = {}): Forwarded {
  const asked = askedOf(head);
  const refusal = refusalOf(hop.request, asked);
  if (refusal !== undefined) {
    const sees = seenOf(hop.response, asked, refusal);
    const fate = sees.fate === 'open' ? 'open' : 'closed';
    const why = refusal.when;
    if (sees.status === 'none') return { does: 'silent', fate, sees, why };
    return { does: 'answers', status: sees.status, fate, sees, why };
  }
  const sent = sentOf(hop.request, asked, options);
  const octets = octetsOf(written(hop.request, asked, sent, options));
  return { does: 'forwards', octets, because: becauseOf(hop.request, asked, sent) };
}
