/**
 * The recording origin of the evidence about intermediaries, on a real port: it answers a request for `/MODE` as
 * `originAnswers` says, and keeps what arrived by the number in the query, which keeps caches out of it as well.
 *
 * Content is read and dropped, and so are frames: only answers and ends are compared.
 */
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import type { UpstreamAnswer } from '../../src/dialects/hops/hop.js';
import { latin1, linesOf, type RequestHead, readRequest } from '../../src/spec/message.js';
import { acceptProof } from '../../src/spec/proof.js';
import { joined } from '../../src/wire/octets.js';
import { originAnswers } from '../evidence/hops.js';

/** An origin that is up. */
export interface Origin {
  readonly port: number;
  /** What arrived last of a case. */
  arrived(number: string): RequestHead | undefined;
  stop(): Promise<void>;
}

const CONTENT = 'ok';

/** Milliseconds between a 101 and the end behind it. */
const DELAYS: Readonly<Record<string, number>> = { '101-fin-late': 150, '101-rst': 50 };

/** A text frame that nobody has asked for. */
const EARLY = '\x81\x05early';

/** The mode and the number in a target, in absolute form as well (RFC 9112 §3.2.2). */
function aimOf({ target }: RequestHead): { readonly mode: string; readonly number: string } {
  const [mode = '', number = ''] = target
    .replace(/^http:\/\/[^/]*/, '')
    .slice(1)
    .split('?');
  return { mode, number };
}

/** Octets of content behind a head, undefined when they are not all there yet. */
function contentLength(head: RequestHead, octets: Uint8Array): number | undefined {
  const rest = latin1(octets.subarray(head.length));
  if (linesOf(head, 'transfer-encoding').length > 0) {
    const end = /(?:^|\r\n)0\r\n\r\n/.exec(rest);
    return end === null ? undefined : end.index + end[0].length;
  }
  const length = Number(linesOf(head, 'content-length')[0]?.value ?? 0);
  return rest.length < length ? undefined : length;
}

/** An answer as octets. */
function spelled(mode: string, head: RequestHead, answer: UpstreamAnswer): string {
  const { status, version, connection, upgrade, framing } = answer;
  const content = status === 101 || head.method === 'HEAD' ? '' : CONTENT;
  const length = status === 101 ? 0 : CONTENT.length;
  const key = linesOf(head, 'sec-websocket-key')[0]?.value ?? '';
  const lines = [
    `HTTP/${version} ${status} Answer`,
    ...connection.map((value) => `Connection: ${value}`),
    ...upgrade.map((value) => `Upgrade: ${value}`),
    ...(status === 101 ? [`Sec-WebSocket-Accept: ${acceptProof(key)}`] : []),
    ...(framing === 'length' ? [`Content-Length: ${length}`] : []),
  ];
  return `${lines.join('\r\n')}\r\n\r\n${content}${mode === '101-early' ? EARLY : ''}`;
}

function end(socket: Socket, fate: UpstreamAnswer['fate'], mode: string): void {
  const does = (): void => {
    if (fate === 'reset') socket.resetAndDestroy();
    else if (fate === 'closed') socket.end();
  };
  const delay = DELAYS[mode];
  if (delay === undefined) does();
  else setTimeout(does, delay);
}

const REQUEST = /^[A-Z]+ /;

/** Answers what comes on one connection. */
function attend(socket: Socket, heard: (head: RequestHead) => void): void {
  let waiting: Uint8Array = new Uint8Array(0);
  let over = false;
  let switched = false;
  const take = (): boolean => {
    const read = readRequest(waiting);
    if (read.outcome !== 'head') return false;
    const { head } = read;
    const length = contentLength(head, waiting);
    if (length === undefined) return false;
    waiting = waiting.subarray(head.length + length);
    heard(head);
    const { mode } = aimOf(head);
    const answer = originAnswers(mode, head);
    if (answer.status !== 'none') socket.write(spelled(mode, head, answer), 'latin1');
    over = answer.fate !== 'open';
    switched = answer.status === 101;
    end(socket, answer.fate, mode);
    return !over;
  };
  socket.setNoDelay(true);
  socket.on('error', () => {});
  socket.on('data', (octets) => {
    // a proxy that took a 101 for any answer sends the next request behind it
    if (over || (switched && !REQUEST.test(latin1(octets, 0, Math.min(octets.length, 20))))) return;
    waiting = joined([waiting, octets]);
    while (take()) {
      // the next one
    }
  });
}

/**
 * Starts the origin.
 *
 * @returns the origin, on a free port of the loopback
 */
export async function recordingOrigin(): Promise<Origin> {
  const heads = new Map<string, RequestHead>();
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    attend(socket, (head) => heads.set(aimOf(head).number, head));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    arrived: (number) => heads.get(number),
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
