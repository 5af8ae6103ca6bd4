/**
 * What the invariants want to know of a request, told from its facts without asking any table of the standards.
 *
 * Written from the definitions of requirements §1, so that a wrong table and a wrong invariant do not agree.
 */
import { AXIS_NAMES, type Axis, VALUES } from '../spec/axes.js';
import type { FrameFacts } from '../spec/frame-axes.js';
import type { See } from '../spec/table.js';

/** The traits of a request, one bit each. */
export const TRAITS = {
  /** q.ver ≤ 1.0 */
  old: 1,
  /** close ∈ conn(q) */
  saysClose: 2,
  /** websocket ∈ names(upg(q)) */
  offersWebsocket: 4,
  /** upgrade ∈ conn(q) */
  upgradeOption: 8,
  /** HS(q) */
  handshake: 16,
  /** no Host in 1.1, or a repeated or invalid one */
  badHost: 32,
  /** TE without a final chunked, or an invalid CL */
  badFraming: 64,
  /** CL ∈ q ∧ TE ∈ q */
  bothFramings: 128,
  /** q.ver ≤ 1.0 ∧ TE ∈ q */
  oldCoding: 256,
  /** 100-continue, HTTP/1.1, content announced */
  expectsContinue: 512,
  /** content follows the head */
  hasContent: 1024,
  /** HS(q) but for a WebSocket version that is not spoken, and nothing else about the request could be refused */
  versionFault: 2048,
  /** persist(S, q) is false whatever the server honours */
  mustClose: 4096,
  /** q.ver ≥ 1.1 */
  current: 8192,
} as const;

/** The traits of one request, as bits of `TRAITS`. */
export type Traits = number;

const bits = (axis: Axis, ...values: string[]): readonly [number, number] => [
  AXIS_NAMES.indexOf(axis),
  values.reduce((mask, value) => mask | (1 << (VALUES[axis] as readonly string[]).indexOf(value)), 0),
];

const UNREADABLE = bits('syntax', 'broken', 'spaced-name', 'long-target', 'large');
const CLEAN = bits('syntax', 'clean');
const NO_LABEL = bits('version', 'none');
const OLD = bits('version', '1.0', '0.x');
const CURRENT = bits('version', '1.1', '1.2+');
const V10 = bits('version', '1.0');
const V11 = bits('version', '1.1');
const CLOSE = bits('connection', 'close', 'close+upgrade', 'close+keep-alive', 'close+keep-alive+upgrade');
const KEEP = bits('connection', 'keep-alive', 'keep-alive+upgrade');
const OPTION = bits(
  'connection',
  'upgrade',
  'close+upgrade',
  'keep-alive+upgrade',
  'close+keep-alive+upgrade',
);
const WEBSOCKET = bits('upgrade', 'websocket', 'among', 'versioned');
const SPOKEN = bits('upgrade', 'websocket', 'among');
const GET = bits('method', 'GET');
const RESOURCE = bits('target', 'origin', 'absolute');
const HOST = bits('host', 'one');
const NO_HOST = bits('host', 'absent');
const FAULTY_HOST = bits('host', 'several', 'invalid');
const KEY = bits('key', 'valid', 'loose-pad');
const V13 = bits('wsVersion', '13');
const OTHER_VERSION = bits('wsVersion', 'other');
const EXTENSIONS = bits('extensions', 'none', 'offered');
const BAD_FRAMING = bits('framing', 'chunked-not-last', 'bad-length');
const BOTH = bits('framing', 'both');
const CODED = bits('framing', 'chunked');
const CONTENT = bits('framing', 'length', 'chunked', 'equal-lengths', 'both');
const PLAIN_FRAMING = bits('framing', 'none', 'zero', 'length', 'chunked');
const CONTINUE = bits('expect', 'continue', 'continue+other');
const PLAIN_EXPECT = bits('expect', 'none', 'continue');
const PLAIN_KEY = bits('key', 'valid');
const PLAIN_PROTOCOLS = bits('protocols', 'none', 'offered');
const PLAIN_ORIGIN = bits('origin', 'none', 'one');

/**
 * The traits of a request follow from its facts.
 *
 * @param ask - how the facts are seen
 * @param mayOpen - whether the request may become a WebSocket; only then is HS(q) of interest
 * @returns the traits as bits
 */
export function traitsSeen(ask: See, mayOpen: boolean): Traits {
  const is = ([axis, among]: readonly [number, number]): boolean => ask(axis, among);
  if (is(UNREADABLE)) return TRAITS.badFraming;
  if (is(NO_LABEL)) return TRAITS.old | TRAITS.mustClose;
  let traits = 0;
  const set = (trait: keyof typeof TRAITS, holds: boolean): boolean => {
    if (holds) traits |= TRAITS[trait];
    return holds;
  };
  const old = set('old', is(OLD));
  const current = !old && is(CURRENT);
  set('current', current);
  if (mayOpen) {
    set('offersWebsocket', is(WEBSOCKET));
    set('upgradeOption', is(OPTION));
  }
  if (!old && !current) return traits;
  const close = set('saysClose', is(CLOSE));
  const faulty = set('badFraming', is(BAD_FRAMING));
  const both = !faulty && set('bothFramings', is(BOTH));
  if (old) set('oldCoding', !faulty && !both && is(V10) && is(CODED));
  set('badHost', is(FAULTY_HOST) || (current && is(NO_HOST)));
  set('mustClose', close || faulty || both || (old && !(is(V10) && is(KEEP))));
  if (faulty || (traits & TRAITS.badHost) !== 0) return traits;
  const content = set('hasContent', is(CONTENT));
  if (content && current) set('expectsContinue', is(CONTINUE));
  if (!mayOpen) return traits;
  const form =
    current && is(OPTION) && is(WEBSOCKET) && is(GET) && is(RESOURCE) && is(HOST) && is(EXTENSIONS);
  if (!form || !is(KEY)) return traits;
  if (set('handshake', is(V13))) return traits;
  const plain =
    is(CLEAN) &&
    is(V11) &&
    is(SPOKEN) &&
    is(PLAIN_FRAMING) &&
    is(PLAIN_EXPECT) &&
    is(PLAIN_KEY) &&
    is(PLAIN_PROTOCOLS);
  set('versionFault', plain && is(OTHER_VERSION) && is(PLAIN_ORIGIN));
  return traits;
}

/** The traits of a frame, one bit each. */
export const FRAME_TRAITS = {
  /** A text of RFC 6455 says that its receiver fails or closes the connection. */
  mustFail: 1,
  /** A Ping within all rules. */
  ping: 2,
  /** A Close within all rules. */
  close: 4,
} as const;

/**
 * The traits of a frame that a client sends follow from its facts.
 *
 * @param facts - what is told of the frame
 * @returns the traits as bits
 */
export function frameTraits(facts: FrameFacts): Traits {
  const { mask, reserved, opcode, fin, length, payload } = facts;
  const readsText = opcode === 'text' || opcode === 'continuation' || opcode === 'close';
  const mustFail =
    mask === 'unmasked' ||
    reserved === 'unknown' ||
    (reserved === 'compressed' && opcode !== 'text' && opcode !== 'binary') ||
    opcode === 'unknown' ||
    (readsText && payload === 'not-utf8' && (opcode === 'close' || fin === 'last'));
  if (mustFail) return FRAME_TRAITS.mustFail;
  const whole = fin === 'last' && length === 'short';
  if (opcode === 'ping' && whole) return FRAME_TRAITS.ping;
  return opcode === 'close' && whole && payload === 'plain' ? FRAME_TRAITS.close : 0;
}
