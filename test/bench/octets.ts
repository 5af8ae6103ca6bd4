/**
 * Octets to verdict against `http-parser-js` on the same heads.
 *
 * Ours reads octets to a head, the head to facts, and facts to every permitted verdict. The peer is favoured: it stops
 * at the head, one parser serves all heads, and heads that it refuses are left out, since its refusals are slow.
 */
import { HTTPParser } from 'http-parser-js';
import { spelledHeads } from '../../src/explore/heads.js';
import { permittedFor } from '../../src/spec/decide.js';
import { readFacts } from '../../src/spec/facts.js';
import { octetsOf, readRequest } from '../../src/spec/message.js';
import { factor, median, type Row, ratio, takeTurns, time } from './rounds.js';

const ROUNDS = 11;

/** A handshake as a browser sends it: fifteen lines. */
export const BROWSER_HEAD = [
  'GET /chat?room=42&token=eyJhbGciOiJIUzI1NiJ9 HTTP/1.1',
  'Host: server.example.com:8080',
  'Connection: Upgrade',
  'Pragma: no-cache',
  'Cache-Control: no-cache',
  'User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0.0.0 Safari/537.36',
  'Upgrade: websocket',
  'Origin: https://www.example.com',
  'Sec-WebSocket-Version: 13',
  'Accept-Encoding: gzip, deflate, br, zstd',
  'Accept-Language: en-GB,en;q=0.9,de;q=0.8',
  'Cookie: session=4f2a9c77d1e84b0b; theme=dark; consent=all',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
  'Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits',
  'Sec-WebSocket-Protocol: chat, superchat',
  'DNT: 1',
  '',
  '',
].join('\r\n');

/**
 * Octets to every permitted verdict, the whole way.
 *
 * @param octets - a request head
 * @returns the verdicts; undefined when the head has not ended
 */
export function verdictsOf(octets: Uint8Array) {
  const read = readRequest(octets);
  if (read.outcome === 'need-more') return undefined;
  return permittedFor(readFacts(read.outcome === 'head' ? read.head : read));
}

/** The peer reads a head; false when it refuses, or waits for more. */
function peer(): (octets: Uint8Array) => boolean {
  let whole = false;
  const parser = new HTTPParser(HTTPParser.REQUEST);
  parser[HTTPParser.kOnHeadersComplete] = () => {
    whole = true;
  };
  return (octets) => {
    whole = false;
    parser.initialize(HTTPParser.REQUEST);
    const outcome = parser.execute(octets as Buffer);
    return whole && typeof outcome === 'number';
  };
}

/** The rows about the same heads, read by both. */
function compared(what: string, heads: readonly Uint8Array[], times: number): readonly Row[] {
  const read = peer();
  const [ours = [], theirs = [], reading = []] = takeTurns(
    ROUNDS,
    { work: () => heads.reduce((sum, octets) => sum + (verdictsOf(octets)?.length ?? 0), 0), times },
    { work: () => heads.reduce((sum, octets) => sum + Number(read(octets)), 0), times },
    { work: () => heads.reduce((sum, octets) => sum + readRequest(octets).outcome.length, 0), times },
  );
  const each = (total: readonly number[]): string => time(median(total) / heads.length);
  const against = (mine: readonly number[]): string =>
    `${factor(ratio(theirs, mine))} as fast (${each(mine)}; ${each(theirs)} a head)`;
  return [
    {
      measured: `octets to verdicts against \`http-parser-js\` to the head: ${what}`,
      figure: against(ours),
      target: 'at least 2.5 times',
      met: ratio(theirs, ours) >= 2.5,
    },
    { measured: 'of that, octets to the head alone', figure: against(reading) },
  ];
}

/** The rows about octets. */
export function octetRows(): readonly Row[] {
  const read = peer();
  const buffers = spelledHeads().map(({ octets }) => Buffer.from(octets));
  const both = buffers.filter(read);
  const browser = Buffer.from(octetsOf(BROWSER_HEAD));
  if (!read(browser)) throw new Error('the peer refuses the head of a browser');
  return [
    ...compared(`${both.length} spelled heads (of ${buffers.length}; the peer refuses the others)`, both, 2),
    ...compared(
      `the head of a browser, ${BROWSER_HEAD.split('\r\n').length - 3} field lines, ${browser.length} octets`,
      [browser],
      5000,
    ),
  ];
}
