/**
 * A conversation with a server that is a pure function of octets: an exchange at once, without waiting.
 */
import { printFrame } from '../spec/frames.js';
import { octetsOf } from '../spec/message.js';
import type { Exchange, Passed } from './exchange.js';
import { Observer } from './observe.js';

/** A server end as a pure function of what its client does. */
export interface PureServer {
  receive(octets: Uint8Array): readonly Passed[];
  end(): readonly Passed[];
  reset(): readonly Passed[];
}

/** One thing that a client does. */
export type ClientStep =
  | { readonly what: 'octets'; readonly octets: Uint8Array }
  | { readonly what: 'fin' }
  | { readonly what: 'rst' };

/** The payload of the Ping that asks for life. */
export const PROBE = 'after101';
const PING_PAYLOAD = octetsOf(PROBE);
const PING = printFrame({ opcode: 9, payload: PING_PAYLOAD, key: new Uint8Array([1, 2, 3, 4]) });
const ASK = octetsOf('GET / HTTP/1.1\r\nHost: h\r\n\r\n');

/**
 * What is sent to see whether a connection lives: a Ping in a WebSocket, another request in HTTP.
 *
 * @param observer - what was seen so far
 * @returns the octets; undefined where nothing can be sent that would tell
 */
export function probeFor(observer: Observer, ask: Uint8Array = ASK): Uint8Array | undefined {
  const { client, server, ends } = observer;
  if (observer.isOver || ends.has('client fin') || ends.has('client rst')) return undefined;
  if (client.mode === 'frames' && server.mode === 'frames') return PING;
  const answered = observer.unanswered <= 0 && client.isBetween && !client.inHead;
  return answered && server.mode === 'head' && client.requests.length > 0 ? ask : undefined;
}

/**
 * What passes between a client that does these things and a pure server, with a probe of life at the end.
 *
 * @param server - a new server end
 * @param steps - what the client does
 * @returns the exchange, and an observer that has read it
 * @example
 * const server = new Speaker({ dialect: STANDARDS_DIALECT });
 * exchangeWith(server, [{ what: 'octets', octets: spell(REFERENCE) }]).passed.length; // 5
 */
export function exchangeWith(
  server: PureServer,
  steps: readonly ClientStep[],
): Exchange & { readonly observer: Observer } {
  const passed: Passed[] = [];
  const observer = new Observer();
  const note = (one: Passed): void => {
    passed.push(one);
    observer.push(one);
  };
  const does = (step: ClientStep): void => {
    note({ from: 'client', ...step });
    const said =
      step.what === 'octets'
        ? server.receive(step.octets)
        : step.what === 'fin'
          ? server.end()
          : server.reset();
    for (const one of said) note(one);
  };
  for (const one of steps) does(one);
  const probe = probeFor(observer);
  const probedFrom = passed.length;
  if (probe !== undefined) does({ what: 'octets', octets: probe });
  note({ from: 'nobody', what: 'quiet' });
  return { passed, observer, ...(probe === undefined ? {} : { probedFrom }) };
}
