/**
 * The evidence about intermediaries as measured: what went upstream, and what the client got. See
 * README.md.
 */
import { readFileSync } from 'node:fs';
import type { UpstreamAnswer } from '../../src/dialects/hops/hop.js';
import type { Case, Seen, SeenUpstream } from '../../src/dialects/hops/fit.js';
import { members } from '../../src/spec/fields.js';
import { linesOf, octetsOf, type RequestHead, readRequest } from '../../src/spec/message.js';

type Lines = readonly string[];
/** Version, Upgrade, Connection, Host, how many WebSocket fields, octets of content, other fields. */
type Saw = readonly [string, Lines, Lines, Lines, number, number, Lines];
/** Status, version, Connection, Upgrade, framing, fate, live. */
type Got = readonly [number | null, string | null, Lines, Lines, string, 'open' | 'closed' | 'none', boolean];

interface Packed {
  readonly pieces: Lines;
  readonly requests: Readonly<Record<string, readonly number[]>>;
  readonly modes: Lines;
  readonly cases: readonly (readonly [number, number])[];
  readonly saw: readonly Saw[];
  readonly got: readonly Got[];
  readonly configurations: readonly {
    readonly product: string;
    readonly version: string;
    readonly installed: string;
    readonly config: string;
    readonly observed: string;
    readonly text: string;
    readonly saw: string;
    readonly got: string;
  }[];
}

const packed = JSON.parse(readFileSync('test/evidence/hops/hops.json', 'utf8')) as Packed;

/** The octets that the client sent, by case id; the target is `/MODE`. */
export const HOP_REQUESTS: ReadonlyMap<string, Uint8Array> = new Map(
  Object.entries(packed.requests).map(([id, pieces]) => {
    const parts = pieces.map((piece) => Buffer.from(packed.pieces[piece] ?? '', 'base64'));
    return [id, new Uint8Array(Buffer.concat(parts))];
  }),
);

function headOf(octets: Uint8Array, id: string): RequestHead {
  const read = readRequest(octets);
  if (read.outcome !== 'head') throw new Error(`${id}: no head`);
  return read.head;
}

/** The heads that the client sent, by case id. */
const HEADS: ReadonlyMap<string, RequestHead> = new Map(
  [...HOP_REQUESTS].map(([id, octets]) => [id, headOf(octets, id)]),
);

/** The requests behind which octets came that are no content: an early frame. */
const BEHIND: ReadonlySet<string> = new Set(
  [...HEADS].flatMap(([id, head]) => {
    const content = linesOf(head, 'content-length').length + linesOf(head, 'transfer-encoding').length;
    return content === 0 && head.length < (HOP_REQUESTS.get(id)?.length ?? 0) ? [id] : [];
  }),
);

/** Whether a connection persists behind a request, as our origin had it: only HTTP/1.0 needs keep-alive. */
function persists({ version }: RequestHead, options: Lines): boolean {
  if (options.includes('close')) return false;
  return version !== 'HTTP/1.0' || options.includes('keep-alive');
}

/**
 * What an origin did; what is not named is as in an answer of HTTP/1.1 with a length that keeps the
 * connection.
 */
function did(what: Partial<UpstreamAnswer>): UpstreamAnswer {
  const fate = what.fate ?? 'open';
  return {
    status: 200,
    version: '1.1',
    connection: [],
    upgrade: [],
    framing: what.status === 101 ? 'none' : 'length',
    live: fate === 'open',
    ...what,
    fate,
  };
}

const ENDED = { fate: 'closed' } as const;
const UPGRADING = { connection: ['Upgrade'], upgrade: ['websocket'] } as const;
const CLOSING = { connection: ['close'], ...ENDED } as const;

/** The modes in which our origin did the same whatever it was asked. */
const FIXED: Readonly<Record<string, Partial<UpstreamAnswer>>> = {
  '101-fin': { ...UPGRADING, status: 101, ...ENDED },
  '101-fin-late': { ...UPGRADING, status: 101, ...ENDED },
  '101-rst': { ...UPGRADING, status: 101, fate: 'reset' },
  '101-http10': { ...UPGRADING, status: 101, version: '1.0' },
  '101-bare': { status: 101 },
  '101-mismatch': { status: 101, connection: ['Upgrade'], upgrade: ['other'] },
  '101-conn-close': { status: 101, connection: ['Upgrade, close'], upgrade: ['websocket'] },
  '101-early': { ...UPGRADING, status: 101 },
  '101-cl0': { ...UPGRADING, status: 101, framing: 'length' },
  '200-ka': { connection: ['keep-alive'] },
  '200-close': CLOSING,
  '200-no-length': { version: '1.0', framing: 'ends', ...ENDED },
  '200-11-no-length': { framing: 'ends', ...ENDED },
  '200-upg': UPGRADING,
  '400': { status: 400, ...CLOSING },
  '426': { status: 426, ...UPGRADING },
  '426-close': { status: 426, connection: ['Upgrade, close'], upgrade: ['websocket'], ...ENDED },
  fin: { status: 'none', framing: 'none', ...ENDED },
  rst: { status: 'none', framing: 'none', fate: 'reset' },
};

/** Our origin as a WebSocket server, in three modes. */
function asWebSocket(mode: string, saw: RequestHead, options: Lines, protocols: Lines): UpstreamAnswer {
  const bad = did({ status: 400, ...CLOSING });
  if (!protocols.includes('websocket')) return did(persists(saw, options) ? {} : CLOSING);
  if (mode === 'ws-strict' && saw.version === 'HTTP/1.0') return bad;
  if (!options.includes('upgrade') || linesOf(saw, 'sec-websocket-key').length === 0) return bad;
  if (linesOf(saw, 'sec-websocket-version')[0]?.value !== '13') return did({ status: 426, ...UPGRADING });
  const ends = mode === 'ws-swoole10' && !persists(saw, options);
  return did({ status: 101, ...UPGRADING, ...(ends ? ENDED : {}) });
}

/**
 * What our recording origin answers to a head in one of its modes; README.md names them.
 *
 * @param mode - the mode
 * @param saw - the head that arrived
 * @returns its answer, and what became of the connection
 */
export function originAnswers(mode: string, saw: RequestHead): UpstreamAnswer {
  const valuesOf = (key: string) => linesOf(saw, key).map(({ value }) => value);
  const options = members(valuesOf('connection')).map((one) => one.toLowerCase());
  const upgrade = valuesOf('upgrade');
  if (mode === '101-stay') {
    const first = members(upgrade)[0]?.toLowerCase() ?? 'websocket';
    return did({ status: 101, connection: ['Upgrade'], upgrade: [first] });
  }
  const fixed = Object.hasOwn(FIXED, mode) ? FIXED[mode] : undefined;
  if (fixed !== undefined) return did(fixed);
  if (mode === '200-plain') return did(persists(saw, options) ? {} : CLOSING);
  const protocols = members(upgrade).map((one) => one.toLowerCase());
  return asWebSocket(mode, saw, options, protocols);
}

const values = (head: RequestHead, key: string): Lines => linesOf(head, key).map(({ value }) => value);

/** Of a handshake that was not the client's only the number of fields was recorded. */
const OWN_HANDSHAKE = [
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Extensions: permessage-deflate',
];

/**
 * The head that arrived, as far as it was recorded: WebSocket fields are the client's unless there are more
 * or fewer.
 */
function arrived(asked: RequestHead, saw: Saw): RequestHead {
  const [version, upgrade, connection, host, fields, content, others] = saw;
  const own = asked.fields.filter(({ key }) => key.startsWith('sec-websocket-'));
  const kept = fields < own.length ? own.filter(({ key }) => key !== 'sec-websocket-key') : own;
  const handshake =
    fields > own.length
      ? OWN_HANDSHAKE
      : kept.map(({ name, value }) => `${name}: ${value}`);
  const lines = [
    `${asked.method} ${asked.target} ${version}`,
    ...host.map((value) => `Host: ${value}`),
    ...upgrade.map((value) => `Upgrade: ${value}`),
    ...connection.map((value) => `Connection: ${value}`),
    ...handshake,
    ...(others.includes('content-length') ? [`Content-Length: ${content}`] : []),
    ...(others.includes('transfer-encoding') ? ['Transfer-Encoding: chunked'] : []),
  ];
  return headOf(octetsOf(`${lines.join('\r\n')}\r\n\r\n`), 'arrived');
}

/** The client's name, and the names that the upstream had in the configurations. */
const CLIENT = 'app.example';
const isUpstream = (host: string): boolean => host === 'origin' || /^127\.0\.0\.1:/.test(host);

function hostOf(host: string | undefined, asked: RequestHead): SeenUpstream['host'] {
  if (host === undefined) return 'none';
  if (isUpstream(host)) return 'upstream';
  if (host === '127.0.0.1') return 'upstream-name';
  return host === CLIENT && values(asked, 'host').includes(CLIENT) ? 'client' : 'own';
}

function framingOf(others: Lines): SeenUpstream['framing'] {
  if (others.includes('transfer-encoding')) return 'chunked';
  return others.includes('content-length') ? 'length' : 'none';
}

function seenUpstream(asked: RequestHead, saw: Saw): SeenUpstream {
  const [version, upgrade, connection, host, fields, , others] = saw;
  const own = asked.fields.filter(({ key }) => key.startsWith('sec-websocket-')).length;
  const of = (key: string) => {
    if (linesOf(asked, key).length === 0) return undefined;
    return others.includes(key) ? 'kept' : 'removed';
  };
  return {
    version,
    upgrade,
    connection,
    host: hostOf(host[0], asked),
    named: of('x-hop'),
    keepAliveField: of('keep-alive'),
    teField: of('te'),
    via: others.includes('via') ? 'added' : 'none',
    handshake: fields > own ? 'own' : 'client',
    framing: framingOf(others),
  };
}

function gotOf([status, version, connection, upgrade, , fate, live]: Got): Seen {
  return {
    status: status ?? 'none',
    version: version === null ? undefined : version === 'HTTP/1.0' ? '1.0' : '1.1',
    connection,
    upgrade,
    fate,
    live,
  };
}

/** A case of one configuration. */
export interface HopCase extends Case {
  readonly mode: string;
  /** The case id of the request. */
  readonly request: string;
}

/** One configuration of an intermediary, with all its cases. */
export interface Configuration {
  /** `product@version/config`. */
  readonly name: string;
  readonly product: string;
  readonly version: string;
  /** The version as installed, with what it ran on. */
  readonly installed: string;
  readonly config: string;
  readonly observed: string;
  /** The configuration itself. */
  readonly text: string;
  readonly cases: readonly HopCase[];
}

/** A case as it is in every configuration. */
interface Asking {
  readonly id: string;
  readonly mode: string;
  readonly request: string;
  readonly asked: RequestHead;
  readonly behind: boolean;
  /** What arrived and was answered, by what was recorded: made once where it was the same. */
  readonly arrivals: Map<number, Required<Pick<HopCase, 'upstream' | 'answer'>>>;
}

const REQUEST_IDS = Object.keys(packed.requests);

function askingOf([modeAt, requestAt]: readonly [number, number]): Asking {
  const mode = packed.modes[modeAt] ?? '';
  const request = REQUEST_IDS[requestAt] ?? '';
  const asked = HEADS.get(request);
  if (asked === undefined) throw new Error(`no request ${request}`);
  return { id: `${mode} ${request}`, mode, request, asked, behind: BEHIND.has(request), arrivals: new Map() };
}

/** What arrived of one request, by what was recorded: the same in every mode. */
const ARRIVED = new Map<RequestHead, Map<number, HopCase['upstream'] & object>>();

function upstreamOf(asked: RequestHead, at: number): HopCase['upstream'] & object {
  const heads = ARRIVED.get(asked) ?? new Map<number, HopCase['upstream'] & object>();
  const known = heads.get(at);
  if (known !== undefined) return known;
  const saw = packed.saw[at];
  if (saw === undefined) throw new Error(`nothing of the number ${at} arrived`);
  const made = { head: arrived(asked, saw), seen: seenUpstream(asked, saw) };
  ARRIVED.set(asked, heads.set(at, made));
  return made;
}

const ASKING = packed.cases.map(askingOf);
const GOT = packed.got.map(gotOf);

function arrivalOf({ arrivals, asked, mode }: Asking, at: number) {
  const known = arrivals.get(at);
  if (known !== undefined) return known;
  const upstream = upstreamOf(asked, at);
  const made = { upstream, answer: originAnswers(mode, upstream.head) };
  arrivals.set(at, made);
  return made;
}

function caseOf(asking: Asking, sawAt: number, gotAt: number): HopCase {
  const { id, mode, request, asked, behind } = asking;
  const got = GOT[gotAt];
  if (got === undefined) throw new Error(`${id}: incomplete`);
  if (sawAt < 0) return { id, mode, request, asked, behind, got };
  const { upstream, answer } = arrivalOf(asking, sawAt);
  return { id, mode, request, asked, behind, got, upstream, answer };
}

function configurationOf({ saw, got, ...about }: Packed['configurations'][number]): Configuration {
  const saws = saw.split(' ');
  const gots = got.split(' ');
  return {
    ...about,
    name: `${about.product}@${about.version}/${about.config}`,
    cases: ASKING.map((asking, at) => caseOf(asking, Number(saws[at]), Number(gots[at]))),
  };
}

/** Every configuration. */
export const CONFIGURATIONS: readonly Configuration[] = packed.configurations.map(configurationOf);
