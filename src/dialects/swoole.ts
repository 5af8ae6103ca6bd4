/**
 * Swoole, a server for PHP, as sources tell of it: the release of the article, and what of others was not
 * measured.
 *
 * 1. Nothing of 4.5 was measured. Its parser is that of 4.8.13, so what only the parser decides is read as
 *    there; its source compares a whole line of Upgrade. What neither says is as in the standards, and is
 *    assumed.
 * 2. It sends a 101 and then applies to the connection the persistence of the request: HTTP/1.0 without
 *    keep-alive is closed under a millisecond later (`after101.persistence`).
 * 3. The releases that were measured are in the catalogue; what is documented of them beside that is
 *    exported here.
 */
import { STANDARDS_READING } from '../spec/reading.js';
import type { Application, Deviation, Dialect } from './dialect.js';

const ARTICLE = 'The article of 2020 on the 4.5 line; the source at v4.5.2 reads the same';
const SOURCE = 'The source at v4.5.2 (2020-05-28)';
const SAME_PARSER = 'thirdparty/swoole_http_parser.c is the same file in v4.5.2 (2020-05-28) and v4.8.13';
const PORT_SOURCE = 'src/server/port.cc at v4.5.2 (2020-05-28), v4.8.13 (2023-02-22) and v6.2.2 (2026-07-08)';
const HANDSHAKE_SOURCE = `${SOURCE}, swoole_websocket_server.cc: of a handshake only the key is looked at`;

/** A WebSocket server without a callback for ordinary requests answers them 400, and closes. */
const BUILTIN: Application = {
  name: 'builtin',
  plain: { answer: '400', closes: true },
  handshake: 'accept',
  greeting: true,
};

/** Its callback checks the key itself and answers a faulty one 200. */
const USER: Application = { ...BUILTIN, name: 'user-handshake', greeting: false, faulty: '2xx' };

const documented = (
  clause: string,
  note: string,
  evidence: string,
  does: Deviation['does'] = 'not-applied',
): Deviation => ({ clause, does, basis: 'documented', evidence: [evidence], note });

const keepAliveBeatsClose = (evidence: string): Deviation =>
  documented(
    'persist.close-wins',
    'In HTTP/1.0 only keep-alive is looked for: with it the connection persists, close or not.',
    evidence,
    {
      outcome: 'keep-alive',
      where: { version: ['1.0'], connection: ['close+keep-alive', 'close+keep-alive+upgrade'] },
    },
  );

/** What the parser of 4.8 does where no case was sent that shows it. */
export const KEEP_ALIVE_BEATS_CLOSE: Deviation = keepAliveBeatsClose(
  `${SAME_PARSER}: below HTTP/1.1 only keep-alive is asked for`,
);

/** Only with a callback is there a time between head and answer in which a frame can be read. */
export const FRAMES_EARLY: Deviation = documented(
  'handshake.frames-early',
  'A frame that is read while the handshake callback has not answered makes the connection a WebSocket.',
  `${PORT_SOURCE}: octets read in status HANDSHAKE set it to ACTIVE`,
  { outcome: 'activate' },
);

const DEVIATIONS: readonly Deviation[] = [
  documented(
    'offer.old-version',
    'It takes the offer of an HTTP/1.0 request as one of HTTP/1.1.',
    `${ARTICLE}: an HTTP/1.0 request with Upgrade: websocket was read as an upgrade`,
  ),
  documented('handshake.method', 'It grants a handshake of any method it knows.', HANDSHAKE_SOURCE),
  documented(
    'handshake.extensions-malformed',
    'It grants a handshake whose extensions are no list.',
    HANDSHAKE_SOURCE,
  ),
  {
    ...documented(
      'syntax.space-before-colon',
      'It reads past whitespace between a field name and its colon.',
      SAME_PARSER,
    ),
    basis: 'inferred',
  },
  documented(
    'after101.persistence',
    'When the 101 is out, it closes the connection if the request was not to persist.',
    `${ARTICLE}: the FIN 0.66 ms behind the 101 in the article's packets`,
    { outcome: 'persistence' },
  ),
  keepAliveBeatsClose(`${ARTICLE}: below HTTP/1.1 only keep-alive decides`),
];

function dialectOf(application: Application): Dialect {
  const isUser = application === USER;
  return {
    product: 'swoole',
    version: '4.5',
    name: isUser ? 'swoole@4.5/user-handshake' : 'swoole@4.5',
    application,
    reading: {
      ...STANDARDS_READING,
      version: 'leading-zeros',
      close: 'each-line',
      keepAlive: 'each-line',
      upgrade: 'always',
      websocket: 'each-line',
      // a handshake callback sees the key as it was sent and checks it strictly, as the manual's example does
      key: isUser ? 'strict' : 'length-24',
      keyLines: 'last',
      wsVersion: 'ignored',
      host: 'ignored',
      lengths: 'last',
    },
    choices: { refusals: '400', faultyHandshake: '400', versionFault: '400', closesAfterRefusal: true },
    deviations: isUser ? [...DEVIATIONS, FRAMES_EARLY] : DEVIATIONS,
    evidence: { observed: '2020', source: ARTICLE, kind: 'documented' },
  };
}

/**
 * The dialects of Swoole that are only documented: the release of the article, the built-in handshake first.
 *
 * @example
 * import { SWOOLE_DOCUMENTED } from 'after101';
 *
 * SWOOLE_DOCUMENTED.map(({ name }) => name).includes('swoole@4.5'); // true
 */
export const SWOOLE_DOCUMENTED: readonly Dialect[] = [BUILTIN, USER].map(dialectOf);
