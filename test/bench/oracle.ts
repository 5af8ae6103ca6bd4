/**
 * The oracle against a handshake check written by hand, as servers have them.
 *
 * Ours decides by every table. The peer looks at method, version, Host, Connection, Upgrade, key and
 * WebSocket version, and says yes or no. It is favoured: of octets it takes lines as they stand, and of
 * what Node tells it reads `headers`, which Node has made already.
 */
import { spelledHeads } from '../../src/explore/heads.js';
import { decide, type IncomingHead } from '../../src/oracle/decide.js';
import { octetsOf, readRequest } from '../../src/spec/message.js';
import { BROWSER_HEAD } from './octets.js';
import { factor, median, type Row, ratio, takeTurns, time } from './rounds.js';

const ROUNDS = 11;
const MOST = 3;

/** A head as Node tells it, with what it makes of the lines besides. */
interface Told extends IncomingHead {
  readonly headers: Readonly<Record<string, string>>;
}

function told(octets: Uint8Array): Told {
  const read = readRequest(octets);
  const head = read.outcome === 'refused' ? read.soFar : read.outcome === 'head' ? read.head : undefined;
  const headers: Record<string, string> = {};
  for (const { key, value } of head?.fields ?? []) {
    headers[key] = headers[key] === undefined ? value : `${headers[key]}, ${value}`;
  }
  return {
    method: head?.method ?? '',
    url: head?.target ?? '',
    httpVersion: head?.version.slice('HTTP/'.length) ?? '',
    rawHeaders: (head?.fields ?? []).flatMap(({ name, value }) => [name, value]),
    headers,
  };
}

const KEY = /^[+/0-9A-Za-z]{22}==$/;
const UPGRADE = /(?:^|[ ,])upgrade(?:$|[ ,])/i;

/** Whether a handshake may be granted, as one writes it by hand. */
function byHand(method: string, version: string, headers: Readonly<Record<string, string>>): boolean {
  return (
    method === 'GET' &&
    version === '1.1' &&
    (headers.host ?? '') !== '' &&
    UPGRADE.test(headers.connection ?? '') &&
    (headers.upgrade ?? '').toLowerCase() === 'websocket' &&
    KEY.test(headers['sec-websocket-key'] ?? '') &&
    headers['sec-websocket-version'] === '13'
  );
}

/** The same from octets: lines at CRLF, names in lower case, values without whitespace at their ends. */
function octetsByHand(octets: Buffer): boolean {
  const [first = '', ...lines] = octets.toString('latin1').split('\r\n');
  const [method = '', , label = ''] = first.split(' ');
  const headers: Record<string, string> = {};
  for (const line of lines) {
    const colon = line.indexOf(':');
    if (colon > 0) headers[line.slice(0, colon).toLowerCase()] = line.slice(colon + 1).trim();
  }
  return byHand(method, label.slice('HTTP/'.length), headers);
}

function compared(what: string, heads: readonly Buffer[], times: number): readonly Row[] {
  const incoming = heads.map(told);
  const [ours = [], theirs = [], oursTold = [], theirsTold = []] = takeTurns(
    ROUNDS,
    { work: () => heads.reduce((sum, octets) => sum + decide(octets).outcome.length, 0), times },
    { work: () => heads.reduce((sum, octets) => sum + Number(octetsByHand(octets)), 0), times },
    { work: () => incoming.reduce((sum, head) => sum + Number(decide(head).mayGrant), 0), times },
    {
      work: () =>
        incoming.reduce(
          (sum, { method = '', httpVersion, headers }) => sum + Number(byHand(method, httpVersion, headers)),
          0,
        ),
      times,
    },
  );
  const row = (from: string, mine: readonly number[], hand: readonly number[]): Row => {
    const each = median(mine) / heads.length;
    return {
      measured: `the oracle, from ${from}, beside a check by hand: ${what}`,
      figure: `${time(each)} a head; by hand ${time(median(hand) / heads.length)} (${factor(ratio(mine, hand))} as long)`,
      target: `at most ${MOST} µs`,
      met: each * 1000 <= MOST,
    };
  };
  return [row('octets', ours, theirs), row('what Node tells', oursTold, theirsTold)];
}

/** The rows about the oracle. */
export function oracleRows(): readonly Row[] {
  const browser = Buffer.from(octetsOf(BROWSER_HEAD));
  const decision = decide(browser);
  if (decision.outcome !== 'decided' || !decision.mayGrant) throw new Error('a browser is not let in');
  if (!octetsByHand(browser)) throw new Error('the check by hand does not let a browser in');
  const spelled = spelledHeads().map(({ octets }) => Buffer.from(octets));
  return [
    ...compared(`${spelled.length} spelled heads`, spelled, 2),
    ...compared(`the head of a browser, ${browser.length} octets`, [browser], 5000),
  ];
}
