/**
 * A proxy seen from both sides: what was sent to it, what arrived at the origin behind it, and what came back.
 *
 * 1. The origin is ours, and speaks as the standards have it. Each request carries a number by which its arrival is known.
 * 2. What a WebSocket needs changed is told from the handshake that arrived: in words, and in nginx's own directives.
 * 3. The proxy is compared with those that were measured, by what each would have sent upstream.
 */
import { STANDARDS_DIALECT } from '../dialects/dialect.js';
import { HOPS } from '../dialects/hops/catalogue.js';
import { forward } from '../dialects/hops/forward.js';
import { members } from '../spec/fields.js';
import { latin1, linesOf, octetsOf, type RequestHead, readRequest } from '../spec/message.js';
import { type Case, isSingle } from '../wire/cases.js';
import { converse, lives } from '../wire/converse.js';
import type { Passed } from '../wire/exchange.js';
import { Observer } from '../wire/observe.js';
import type { Subject } from '../wire/subject.js';
import { casesFor } from './cases.js';
import { serve } from './serve.js';

/** One request on both legs. */
export interface Leg {
  readonly id: string;
  readonly sent: RequestHead;
  /** The head as it arrived at the origin; undefined where none did. */
  readonly arrived: RequestHead | undefined;
  /** What the origin answered, and what came to the client. */
  readonly answered: number | undefined;
  readonly came: number | undefined;
  /** Whether the connection was live for the client behind the answer. */
  readonly live: boolean;
}

/** Something that a WebSocket needs, and that the proxy does not do. */
export interface Need {
  readonly says: string;
  /** As nginx says it; undefined where no directive does. */
  readonly nginx: string | undefined;
}

/** What came of asking a proxy. */
export interface Through {
  readonly legs: readonly Leg[];
  readonly needs: readonly Need[];
  /** Measured configurations, the nearest first. */
  readonly nearest: readonly { readonly name: string; readonly agree: number; readonly of: number }[];
}

const MARK = 'x-after101-probe';
const MOST_NEAREST = 3;

/** What arrives at the origin, connection by connection. */
class Arrivals {
  private readonly observers = new Map<number, Observer>();

  note({ connection, passed }: { readonly connection: number; readonly passed: Passed }): void {
    const observer = this.observers.get(connection) ?? new Observer();
    this.observers.set(connection, observer);
    observer.push(passed);
  }

  /** The request that carries a number, and the status of its answer. */
  legOf(mark: string): Pick<Leg, 'arrived' | 'answered'> {
    for (const { client, server } of this.observers.values()) {
      const request = client.requests.find(({ head }) => valuesOf(head, MARK).includes(mark));
      if (request === undefined) continue;
      const answers = server.responses.filter(({ to }) => to === request);
      return { arrived: request.head, answered: answers.at(-1)?.head?.status };
    }
    return { arrived: undefined, answered: undefined };
  }
}

/** The lines of a field, as text. */
const valuesOf = (head: RequestHead, key: string): readonly string[] =>
  linesOf(head, key).map(({ value }) => value);
const hasOption = (head: RequestHead, option: string): boolean =>
  members(valuesOf(head, 'connection')).some((one) => one.toLowerCase() === option);

/** What a handshake that arrived needs, to be one. */
function needsOf({ sent, arrived, answered, came, live }: Leg): readonly Need[] {
  if (arrived === undefined) {
    return [
      { says: 'nothing arrived at the origin: the proxy has to pass this path on to it', nginx: undefined },
    ];
  }
  const missing = (key: string): boolean =>
    valuesOf(sent, key).length > 0 && valuesOf(arrived, key).length === 0;
  const needs: (Need | false)[] = [
    arrived.version !== 'HTTP/1.1' && {
      says: `the request arrives as ${arrived.version || 'HTTP/0.9'}, in which no server may switch`,
      nginx: 'proxy_http_version 1.1;',
    },
    missing('upgrade') && {
      says: 'Upgrade does not arrive',
      nginx: 'proxy_set_header Upgrade $http_upgrade;',
    },
    !hasOption(arrived, 'upgrade') && {
      says: 'Connection does not list upgrade when it arrives',
      nginx: 'proxy_set_header Connection "upgrade";',
    },
    ...['sec-websocket-key', 'sec-websocket-version'].map(
      (key): Need | false => missing(key) && { says: `${key} does not arrive`, nginx: undefined },
    ),
    answered === 101 &&
      came !== 101 && { says: 'the 101 of the origin does not come back', nginx: undefined },
    answered === 101 &&
      came === 101 &&
      !live && {
        says: 'behind the 101 no frame comes back',
        nginx: undefined,
      },
  ];
  return needs.filter((need) => need !== false);
}

/** Whether a measured proxy would have sent upstream what arrived. */
function sendsSo(hop: (typeof HOPS)[number], { sent, arrived }: Leg): boolean {
  const does = forward(hop, sent);
  if (does.does !== 'forwards') return arrived === undefined;
  if (arrived === undefined) return false;
  const read = readRequest(does.octets);
  if (read.outcome !== 'head') return false;
  const told = (head: RequestHead): string =>
    [
      head.version,
      ...['upgrade', 'connection'].map((key) => valuesOf(head, key).join(', ').toLowerCase()),
    ].join('|');
  return told(read.head) === told(arrived);
}

/** Requests that are sent by themselves, each with a number. */
function numbered(
  cases: readonly Case[],
): readonly { readonly id: string; readonly octets: Uint8Array; readonly sent: RequestHead }[] {
  return cases.filter(isSingle).flatMap(({ id, steps: [step] }, at) => {
    if (step?.what !== 'octets') return [];
    const text = latin1(step.octets).replace('\r\n\r\n', `\r\n${MARK}: ${at}\r\n\r\n`);
    const octets = octetsOf(text);
    const read = readRequest(octets);
    return read.outcome === 'head' ? [{ id, octets, sent: read.head }] : [];
  });
}

/**
 * A proxy is asked, and what arrives behind it is told.
 *
 * @param subject - the proxy, as its client has it
 * @param origin - where the origin listens, to which the proxy has to pass what it is asked
 * @returns both legs of each request, what a WebSocket needs changed, and the nearest measured configurations
 * @throws Error of Node when the origin cannot listen there
 * @see rfc9110#message.forwarding
 * @example
 * const ask = () => through(tcp({ port: 8080 }), { port: 9000 });
 */
export async function through(
  subject: Subject,
  origin: { readonly port: number; readonly host?: string },
): Promise<Through> {
  const arrivals = new Arrivals();
  const up = await serve({
    dialect: STANDARDS_DIALECT,
    port: origin.port,
    ...(origin.host === undefined ? {} : { host: origin.host }),
    tell: (told) => {
      if (told.what === 'passed') arrivals.note(told);
    },
  });
  const legs: Leg[] = [];
  try {
    for (const { id, octets, sent } of numbered(casesFor({ depth: 'quick' }, subject))) {
      const exchange = await converse(subject, [{ what: 'octets', octets }]);
      const [mark] = linesOf(sent, MARK);
      const came = exchange.answers.find((status) => status >= 101 && status !== 102 && status !== 103);
      legs.push({ id, sent, ...arrivals.legOf(mark?.value ?? ''), came, live: lives(exchange) });
    }
  } finally {
    await up.close();
  }
  const handshake = legs.find(({ id }) => id === 'handshake');
  // of a proxy that passes nothing on, nothing can be compared
  const isTold = legs.some(({ arrived }) => arrived !== undefined);
  const nearest = (isTold ? HOPS : [])
    .map((hop) => ({
      name: hop.name,
      agree: legs.filter((leg) => sendsSo(hop, leg)).length,
      of: legs.length,
    }))
    .sort((one, other) => other.agree - one.agree)
    .slice(0, MOST_NEAREST);
  return { legs, needs: handshake === undefined ? [] : needsOf(handshake), nearest };
}
