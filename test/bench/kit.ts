/**
 * The kit: a conversation generated, held with the pure model and judged, beside strings of the same length from
 * fast-check; and an exchange with a server in this process, beside a loop that only writes and reads.
 */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { type AddressInfo, connect } from 'node:net';
import * as fc from 'fast-check';
import { STANDARDS_DIALECT } from '../../src/dialects/dialect.js';
import { spell } from '../../src/explore/spell.js';
import { conversation } from '../../src/kit/arbitraries/conversation.js';
import { REFERENCE } from '../../src/spec/axes.js';
import { printFrame } from '../../src/spec/frames.js';
import { converse } from '../../src/wire/converse.js';
import { nodeServer } from '../../src/wire/node/in-process.js';
import { exchangeWith } from '../../src/wire/purely.js';
import { Speaker } from '../../src/wire/speaker.js';
import { judgeExchange } from '../../src/wire/verdict.js';
import { factor, median, type Row, ratio, takeTurns, time } from './rounds.js';

const ROUNDS = 7;
const RUNS = 400;
const SEED = 101;
/** How much longer than a string a conversation may take. */
const MOST = 3;
const EXCHANGES = 60;

/** Held with the reference server, and judged. */
function judged(steps: Parameters<typeof exchangeWith>[1]): boolean {
  const { observer } = exchangeWith(new Speaker({ dialect: STANDARDS_DIALECT }), steps);
  return judgeExchange(observer).outcome === 'conforms';
}

function conversationRow(): Row {
  const sizes = fc.sample(conversation(), { numRuns: RUNS, seed: SEED }).map(({ octets }) => octets.length);
  const strings = sizes.map((size) => fc.string({ minLength: size, maxLength: size, size: 'max' }));
  const alike = fc.constantFrom(...strings).chain((one) => one);
  const options = { numRuns: RUNS, seed: SEED };
  const [ours = [], theirs = []] = takeTurns(
    ROUNDS,
    {
      work: () =>
        fc.assert(
          fc.property(conversation(), ({ steps }) => judged(steps)),
          options,
        ),
    },
    {
      work: () =>
        fc.assert(
          fc.property(alike, (text) => text.length >= 0),
          options,
        ),
    },
  );
  const middle = sizes.toSorted((one, other) => one - other)[RUNS / 2] ?? 0;
  return {
    measured: `a conversation generated, held and judged, beside a string of its length (${middle} octets in the median)`,
    figure:
      `${time(median(ours) / RUNS)} a conversation; a string ${time(median(theirs) / RUNS)} ` +
      `(${factor(ratio(ours, theirs))} as long)`,
    target: `at most ${MOST} times`,
    met: ratio(ours, theirs) <= MOST,
  };
}

interface WebSocketLike {
  on(event: 'error' | 'message', listener: (...values: readonly never[]) => void): void;
}

const { WebSocketServer } = createRequire(import.meta.url)('ws') as {
  readonly WebSocketServer: new (
    options: object,
  ) => {
    on(event: 'connection', listener: (socket: WebSocketLike) => void): void;
  };
};

const PING = printFrame({ opcode: 9, payload: new Uint8Array(8), key: new Uint8Array(4) });

/** A handshake and a Ping, written and read without a look at what comes. */
async function plainly(port: number, handshake: Uint8Array): Promise<void> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  await once(socket, 'connect');
  socket.write(handshake);
  await once(socket, 'data');
  socket.write(PING);
  await once(socket, 'data');
  socket.destroy();
}

/** An exchange with `ws` in this process, beside a loop. */
async function exchangeRow(): Promise<Row> {
  const server = createServer((_, response) => response.end('plain'));
  new WebSocketServer({ server }).on('connection', (socket) => socket.on('error', () => {}));
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  const subject = nodeServer(server);
  const handshake = spell(REFERENCE);
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let round = 0; round <= ROUNDS; round += 1) {
    const begun = performance.now();
    for (let at = 0; at < EXCHANGES; at += 1) {
      const exchange = await converse(subject, [{ what: 'octets', octets: handshake }]);
      if (judgeExchange(exchange.observer).outcome !== 'conforms') throw new Error('ws does not conform');
    }
    const between = performance.now();
    for (let at = 0; at < EXCHANGES; at += 1) await plainly(port, handshake);
    // the first round is for the engine to compile
    if (round > 0) ours.push(between - begun);
    if (round > 0) theirs.push(performance.now() - between);
  }
  server.closeAllConnections();
  await new Promise((closed) => server.close(closed));
  return {
    measured:
      'a handshake and a sign of life from `ws` in this process, judged, beside a loop that writes and reads',
    figure:
      `${time(median(ours) / EXCHANGES)} an exchange; the loop ${time(median(theirs) / EXCHANGES)} ` +
      `(${factor(ratio(ours, theirs))} as long)`,
  };
}

/** The rows about the kit. */
export async function kitRows(): Promise<readonly Row[]> {
  return [conversationRow(), await exchangeRow()];
}
