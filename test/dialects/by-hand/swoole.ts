/**
 * Swoole as it was written by hand before anything was inferred: what inference is measured against.
 *
 * 1. It sends a 101 and then applies to the connection the persistence of the request: HTTP/1.0 without
 *    keep-alive is closed under a millisecond later (`after101.persistence`).
 * 2. Up to 4.8 it reads Connection line by line, in 6.2 as a list; it never looks for the upgrade option
 *    there. 6.2 refuses syntax that 4.8 repairs.
 * 3. The applications are those of the evidence, and share what belongs to the product.
 */

import type {
  Application,
  Basis,
  Deviation,
  Dialect,
  DialectChoices,
} from '../../../src/dialects/dialect.js';
import type { FinalStatus } from '../../../src/spec/admission.js';
import { type Reading, STANDARDS_READING } from '../../../src/spec/reading.js';

const DAY = '2026-11-22';
const SAME_PARSER = 'thirdparty/swoole_http_parser.c is the same file in v4.5.2 (2020-05-28) and v4.8.13';

const plain = (answer: FinalStatus, closes: boolean) => ({ answer, closes });

/** A WebSocket server without a callback for ordinary requests answers them 400, and closes. */
const NO_PLAIN = plain('400', true);

const BUILTIN: Application = {
  name: 'builtin',
  plain: NO_PLAIN,
  handshake: 'accept',
  greeting: true,
};
const NO_PUSH: Application = { ...BUILTIN, name: 'nopush', greeting: false };
const ON_REQUEST: Application = { ...BUILTIN, name: 'onrequest', plain: plain('2xx', false) };
/** Its callback checks the key itself and answers a faulty one 200. */
const USER: Application = { ...NO_PUSH, name: 'user-handshake', faulty: '2xx' };
const USER_DENY: Application = { ...NO_PUSH, name: 'user-handshake-deny', handshake: { deny: '4xx' } };
const HTTP: Application = {
  name: 'http',
  plain: plain('2xx', false),
  handshake: 'ignore',
  greeting: false,
};

const APPLICATIONS = [BUILTIN, NO_PUSH, ON_REQUEST, USER, USER_DENY, HTTP];

/** One release of Swoole: what its dialects share. */
interface Release {
  readonly version: string;
  readonly applications: readonly Application[];
  readonly reading: Reading;
  readonly choices: DialectChoices;
  readonly deviations: readonly Deviation[];
  readonly evidence: Dialect['evidence'];
}

const deviation =
  (does: Deviation['does'], basis: Basis) =>
  (clause: string, note: string, ...evidence: readonly string[]): Deviation => ({
    clause,
    does,
    basis,
    evidence,
    note,
  });
const skips = deviation('not-applied', 'observed');

const OLD_VERSION = 'It takes the offer of an HTTP/1.0 request as one of HTTP/1.1.';
const ANY_METHOD = 'It grants a handshake of any method it knows.';
const ANY_EXTENSIONS = 'It grants a handshake whose extensions are no list.';
const SPACED_NAME = 'It reads past whitespace between a field name and its colon.';
const AFTER_101 = 'When the 101 is out, it closes the connection if the request was not to persist.';
const CLOSE_IN_OLD =
  'In HTTP/1.0 only keep-alive is looked for: with it the connection persists, close or not.';

const persistenceAfter101 = (basis: Basis, ...evidence: readonly string[]) =>
  deviation({ outcome: 'persistence' }, basis)('after101.persistence', AFTER_101, ...evidence);

const keepAliveBeatsClose = (basis: Basis, ...evidence: readonly string[]) =>
  deviation(
    {
      outcome: 'keep-alive',
      where: { version: ['1.0'], connection: ['close+keep-alive', 'close+keep-alive+upgrade'] },
    },
    basis,
  )('persist.close-wins', CLOSE_IN_OLD, ...evidence);

const PORT_SOURCE = 'src/server/port.cc at v4.5.2 (2020-05-28), v4.8.13 (2023-02-22) and v6.2.2 (2026-07-08)';

/** Only with a callback is there a time between head and answer in which a frame can be read. */
const FRAMES_EARLY: Deviation = deviation({ outcome: 'activate' }, 'documented')(
  'handshake.frames-early',
  'A frame that is read while the handshake callback has not answered makes the connection a WebSocket.',
  `${PORT_SOURCE}: octets read in status HANDSHAKE set it to ACTIVE`,
);

/** What both observed releases do. */
const OBSERVED: readonly Deviation[] = [
  skips(
    'offer.old-version',
    OLD_VERSION,
    '1.0|upgrade|websocket',
    '1.0|ka+up|websocket',
    '1.0|none|websocket',
  ),
  skips(
    'handshake.method',
    ANY_METHOD,
    ...['POST', 'HEAD', 'PUT', 'OPTIONS', 'DELETE'].map((method) => `1.1|method-${method}`),
  ),
  skips('handshake.extensions-malformed', ANY_EXTENSIONS, '1.1|ext-bad'),
  persistenceAfter101('observed', '1.0|upgrade|websocket', '1.1|close|websocket'),
];

/** What a refusal looks like in every release: 400, and the connection ends. */
const REFUSES: DialectChoices = {
  refusals: '400',
  faultyHandshake: '400',
  versionFault: '400',
  closesAfterRefusal: true,
  picks: { 'version.higher-minor': 'refuse' },
};

const OBSERVED_READING: Reading = {
  ...STANDARDS_READING,
  upgrade: 'always',
  key: 'length-24',
  wsVersion: 'ignored',
  host: 'ignored',
};

const V4_8: Release = {
  version: '4.8.13',
  applications: APPLICATIONS,
  reading: {
    ...OBSERVED_READING,
    version: 'leading-zeros',
    close: 'each-line',
    keepAlive: 'each-line',
    keyLines: 'last',
    lengths: 'last',
  },
  choices: {
    ...REFUSES,
    picks: { ...REFUSES.picks, 'syntax.repairable': 'go-on', 'framing.both': 'go-on' },
  },
  deviations: [
    ...OBSERVED,
    skips('syntax.space-before-colon', SPACED_NAME, '1.1|space-before-colon', '1.0|space-before-colon'),
    skips(
      'handshake.ambiguous-framing',
      'It grants a handshake with both Content-Length and Transfer-Encoding.',
      '1.1|cl+te',
      '1.0|cl+te',
    ),
    skips(
      'framing.both-ends',
      'It keeps a connection whose request had both Content-Length and Transfer-Encoding.',
      '1.1|cl+te',
    ),
    keepAliveBeatsClose('documented', `${SAME_PARSER}: below HTTP/1.1 only keep-alive is asked for`),
  ],
  evidence: { observed: DAY, source: 'test/evidence/swoole.json, seven endpoints', kind: 'observed' },
};

const V6_2: Release = {
  version: '6.2.2',
  applications: APPLICATIONS,
  reading: OBSERVED_READING,
  choices: {
    ...REFUSES,
    picks: { ...REFUSES.picks, 'syntax.repairable': 'refuse', 'framing.both': 'refuse' },
  },
  deviations: [...OBSERVED, keepAliveBeatsClose('observed', '1.0|conn-close+ka', '1.0|conn-ka+close')],
  evidence: { observed: DAY, source: 'test/evidence/swoole.json, seven endpoints', kind: 'observed' },
};

/** A handshake callback sees the key as it was sent and checks it strictly, as the manual's example does. */
function readingUnder(application: Application, release: Release): Reading {
  return application.faulty === undefined ? release.reading : { ...release.reading, key: 'strict' };
}

function hasCallback(application: Application): boolean {
  return application.name.startsWith('user-handshake');
}

function dialectOf(release: Release, application: Application): Dialect {
  const { version, choices, evidence } = release;
  return {
    product: 'swoole',
    version,
    name: application.name === 'builtin' ? `swoole@${version}` : `swoole@${version}/${application.name}`,
    application,
    reading: readingUnder(application, release),
    choices,
    deviations: hasCallback(application) ? [...release.deviations, FRAMES_EARLY] : release.deviations,
    evidence,
  };
}

/** The measured dialects of Swoole, the oldest release first, the built-in handshake first in each. */
export const SWOOLE_BY_HAND: readonly Dialect[] = [V4_8, V6_2].flatMap((release) =>
  release.applications.map((application) => dialectOf(release, application)),
);
