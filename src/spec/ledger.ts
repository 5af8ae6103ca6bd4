/**
 * The ledger: a requirement row is held by clauses, is an exception with its reason, or waits for a machine.
 *
 * 1. Which clauses hold a row is written with the clauses and nowhere else. A clause holds a row when what
 *    the row asks of a server shows in what the clause decides: with another row it would be another clause.
 * 2. Who waits follows from whom a row binds. What binds the client alone waits for the client's machine, and
 *    what binds intermediaries alone for theirs; clauses that name such a row say what a server makes of it.
 *    Where a row binds others and the server, the server's side is due.
 * 3. An exception is a row that no clause can hold, and says why. Where the reason is that something is not
 *    looked at, it says so: an exception is no excuse.
 * 4. Where a held row is held in part only, the ledger says which part is not.
 */
import { CLAUSES } from './clauses/index.js';
import { type Party, REQUIREMENTS, type Requirement, requirement } from './requirements/index.js';

/** A machine that is not there yet. */
export type Later = 'client' | 'intermediary';

/** What of a row waits for which machine. */
export interface Waiting {
  readonly later: Later;
  readonly why: string;
}

/** How a row is accounted for. */
export type Account =
  | {
      readonly row: Requirement;
      /** The ids of the clauses that hold it. */
      readonly held: readonly string[];
      /** What the row asks of others than the server. */
      readonly also: readonly Waiting[];
      /** What of the server's side no clause holds. */
      readonly gap?: string;
    }
  | { readonly row: Requirement; readonly exception: string }
  | ({
      readonly row: Requirement;
      readonly also: readonly Waiting[];
      /** The clauses that say what a server makes of it, kept or not. */
      readonly met: readonly string[];
    } & Waiting)
  | {
      readonly row: Requirement;
      /** Nothing accounts for the row. A test holds that there is none. */
      readonly open: true;
    };

const TLS = 'TLS is below this model, which begins with the octets that come out of it.';
const HTTP2 = 'It binds HTTP/2, where there is no Upgrade and no 101; the machines here are of HTTP/1.x.';
const SEVERAL = 'It is about several connections; a machine here is of one connection.';

/** Rows that no clause can hold, and why. */
const EXCEPTIONS: Readonly<Record<string, string>> = {
  'H-LINE-12':
    'How a recipient parses does not show on the wire. The reader of heads here takes octets, and its ' +
    'text has one character per octet.',
  'H-HOST-6':
    'Whether the connection is secured, and whether the server trusts who speaks to it, is below this ' +
    'model. The refusal itself, a 421 or another 4xx, is permitted for every request that is taken, and ' +
    'no offer has to be granted.',
  'H-HOST-7':
    'Policy: any outcome conforms. The 400 of RFC 2616 is not in force: whatever host is named, a ' +
    'request that is taken may be answered in any way.',
  'H-CONN-10':
    'Historical: the sentence was dropped by RFC 7230. Upgrade in HTTP/1.0 is ignored for a reason of ' +
    'its own (H-UPG-11).',
  'H-CLOSE-11': 'What a client assumes does not show on the wire.',
  'H-CLOSE-18': TLS,
  'H-CLOSE-19': TLS,
  'H-PIPE-9': 'What a server assumes of who is behind a connection does not show on the wire.',
  'H-FRAME-16':
    'Policy: any outcome conforms. A 411 is one of the 4xx that any request may get which is taken.',
  'H-UPG-19':
    'It is about proxies and CONNECT. Tunnels begun by CONNECT are left out, since the upgrade is not ' +
    'involved.',
  'H-UPG-20':
    'Historical: RFC 7540 was replaced by RFC 9113, which no longer has the upgrade to HTTP/2. No ' +
    'server here switches to anything but websocket.',
  'H-UPG-21':
    'Historical: RFC 7540 was replaced by RFC 9113, which deprecates h2c and HTTP2-Settings. No ' +
    'server here switches to anything but websocket.',
  'H-UPG-24': 'It binds HTTP/2 and HTTP/3, not HTTP/1.x.',
  'H-INT-12': 'What it sends on is HTTP/2, where there is no Upgrade; the machines here are of HTTP/1.x.',
  'WS-REQ-2': SEVERAL,
  'WS-SRV-19': TLS,
  'WS-SRV-20':
    'A definition of who the server is: all that stands behind the first device that ends the TCP ' +
    'connection of the client. It says of whom the other rows speak, and decides nothing by itself.',
  'WS-CLS-14': SEVERAL,
  'WS-H2-1': HTTP2,
  'WS-H2-2': HTTP2,
  'WS-H2-3': HTTP2,
  'WS-H2-4': HTTP2,
  'WS-H2-5': HTTP2,
  'WS-H2-6': 'It binds HTTP/3, where there is no Upgrade and no 101; the machines here are of HTTP/1.x.',
  'WEB-9': 'For what reason a browser sends a Ping does not show on the wire.',
};

/** What of the server's side of a held row no clause holds. */
const GAPS: Readonly<Record<string, string>> = {
  'H-FLD-9': 'Of the lists of an answer Connection and Upgrade are looked at.',
  'H-CONN-5': 'Which fields are meant for every recipient is a list of those that the texts here define.',
  'H-LINE-4': 'A method too long is told as a head too large: the 501 is permitted, and not preferred.',
  'H-FLD-15': 'Trailers that a server sends are not looked at: a response is one event.',
  'H-FRAME-3':
    'The tunnel is left out: behind a 2xx to CONNECT the connection goes on as behind any other answer.',
  'H-FLD-7':
    'Of the answers of a server the lines of Content-Length, Sec-WebSocket-Accept and ' +
    'Sec-WebSocket-Protocol are counted; another singleton field sent twice is not found at fault.',
  'H-CONN-2': 'Of the fields for one hop only Upgrade and Keep-Alive are looked at.',
  'H-UPG-4': 'In which order a 101 names several protocols is not looked at.',
};

/** Rows by which a client reads responses as a server reads requests. */
const CLIENT_READS =
  'H-VER-1 H-VER-2 H-VER-3 H-VER-9 H-VER-10 H-LINE-8 H-LINE-9 H-FLD-1 H-FLD-2 H-FLD-5 H-FLD-6 ' +
  'H-FLD-8 H-FLD-10 H-FLD-11 H-FLD-14 H-FLD-15 H-FLD-16 H-CONN-1 H-CONN-6 H-CONN-7 H-CONN-9 ' +
  'H-PERSIST-1 H-PERSIST-2 H-PERSIST-3 H-PERSIST-4 H-PERSIST-15 H-PERSIST-18 H-FRAME-2 H-FRAME-4 ' +
  'H-FRAME-7 H-FRAME-9 H-FRAME-17 H-FRAME-19 H-INFO-2 H-UPG-3';

/** Rows by which a client sends requests as a server sends responses. */
const CLIENT_SENDS =
  'H-VER-2 H-LINE-1 H-FLD-7 H-FLD-9 H-FLD-15 H-CONN-2 H-CONN-5 H-PERSIST-8 H-PERSIST-15 H-PERSIST-22 H-CLOSE-1 ' +
  'H-CLOSE-2 H-FRAME-14 H-UPG-9 H-UPG-23';

/** What rows that name the server say of a client besides. */
const CLIENT_TOO: Readonly<Record<string, string>> = {
  'H-FLD-4': 'A user agent replaces the fold by spaces in a response.',
  'H-FRAME-3': 'A client ignores both fields in a 2xx to CONNECT.',
  'WS-FRM-3': 'A client that sees a masked frame closes the connection.',
};

/** What rows that do not name intermediaries say of them besides. */
const FORWARDING: Readonly<Record<string, string>> = {
  'H-FLD-3': 'A proxy removes the whitespace from responses it forwards.',
  'H-FLD-4': 'A proxy or gateway repairs the fold in a response, or answers 502.',
  'H-FLD-6': 'A proxy leaves the order of the lines as it is.',
  'H-FLD-11': 'A proxy forwards fields it does not know.',
  'H-PERSIST-3': 'A proxy may honour keep-alive in a response, and not in a request.',
  'H-PERSIST-19': 'The change is about proxies, which may honour keep-alive in a response.',
};

/** What the machines that are not there yet will have to say about a group that binds one party alone. */
const WHY: Readonly<Record<string, string>> = {
  'H-INT': 'It says what an intermediary does with messages and connections of two sides.',
  'WS-REQ':
    'It says what a client sends. What a server makes of a request that lacks it, the rows WS-SRV ' + 'say.',
  'WS-RSP': 'It says what a client makes of the answer. What a server may answer, the rows WS-SRV say.',
  WEB: 'It says what a browser does beyond other clients.',
};

const ALONE = 'It does not bind a server.';
const BESIDE: Readonly<Record<Later, string>> = {
  client: 'It binds the client as well.',
  intermediary: 'It binds intermediaries as well.',
};

const listed = (rows: string): ReadonlySet<string> => new Set(rows.split(' '));
const READS = listed(CLIENT_READS);
const SENDS = listed(CLIENT_SENDS);

const byName = (row: Requirement): readonly Later[] =>
  (['client', 'intermediary'] as const).filter((party) => row.binds.includes(party));

/** Whether the server has a side of the row: it is bound by name, or as one who sends or receives. */
export function bindsServer(row: Requirement): boolean {
  const sides: readonly Party[] = ['server', 'recipient', 'sender'];
  return row.binds.some((party) => sides.includes(party));
}

/** What a held row asks of others. */
function alsoOf(row: Requirement): readonly Waiting[] {
  const named = byName(row).map((later): Waiting => ({ later, why: BESIDE[later] }));
  if (row.binds.includes('client')) return named;
  const [reads, sends] = [READS.has(row.id), SENDS.has(row.id)];
  const does =
    reads && sends ? 'reads responses and sends requests' : reads ? 'reads responses' : 'sends requests';
  const client = CLIENT_TOO[row.id] ?? (reads || sends ? `A client ${does} by it as well.` : undefined);
  const hop = FORWARDING[row.id];
  return [
    ...(client === undefined ? [] : [{ later: 'client', why: client } as const]),
    ...(hop === undefined ? [] : [{ later: 'intermediary', why: hop } as const]),
    ...named,
  ];
}

const HOLDING: ReadonlyMap<string, readonly string[]> = (() => {
  const holding = new Map<string, string[]>();
  for (const clause of Object.values(CLAUSES)) {
    for (const id of clause.requirements) {
      const ids = holding.get(id);
      if (ids === undefined) holding.set(id, [clause.id]);
      else ids.push(clause.id);
    }
  }
  return holding;
})();

function account(row: Requirement): Account {
  const holding = HOLDING.get(row.id) ?? [];
  const exception = EXCEPTIONS[row.id];
  if (exception !== undefined && holding.length === 0) return { row, exception };
  if (bindsServer(row)) {
    const gap = GAPS[row.id];
    if (holding.length === 0) return { row, open: true };
    return { row, held: holding, also: alsoOf(row), ...(gap === undefined ? {} : { gap }) };
  }
  const [first, ...also] = byName(row).map((later) => ({ later, why: WHY[row.group] ?? ALONE }));
  return first === undefined ? { row, open: true } : { row, ...first, also, met: holding };
}

/**
 * Every requirement row is accounted for once.
 *
 * @returns the rows in their order: each with the clauses that hold it, or the reason why none does, or the
 *   machine it waits for
 * @example
 * import { ledger } from 'after101';
 *
 * ledger().filter((one) => 'open' in one).length; // 0
 */
export function ledger(): readonly Account[] {
  return REQUIREMENTS.map(account);
}

/**
 * How one row is accounted for.
 *
 * @param id - such as `H-UPG-11`
 * @returns its account, or undefined when there is no such row
 * @example
 * import { accountOf } from 'after101';
 *
 * const account = accountOf('H-UPG-11');
 * account !== undefined && 'held' in account && account.held.includes('offer.old-version'); // true
 */
export function accountOf(id: string): Account | undefined {
  const row = requirement(id);
  return row === undefined ? undefined : account(row);
}

/** What the ledger writes of its own, by id: a test holds that each id is a row, and needed. */
export const LEDGER_NOTES = {
  exceptions: EXCEPTIONS,
  gaps: GAPS,
  reads: READS,
  sends: SENDS,
  clientToo: CLIENT_TOO,
  forwarding: FORWARDING,
} as const;
