/**
 * What products do at each open question, counted from what was seen.
 *
 * 1. Which requests ask a question is said by facts under the standards' reading: the reference handshake
 *    with the axes that are named. Only what is no single request is named by its case.
 * 2. A server is counted once for each question, under all that it was seen to do there.
 * 3. A question that this evidence does not ask says so.
 */
import type { Facts } from '../../spec/axes.js';
import { REFERENCE } from '../../spec/axes.js';
import type { Condition } from '../../spec/table.js';
import { effectMatrix } from './effects.js';
import { serverMatrix } from './matrix.js';
import { CASES, OBSERVED, type Seen } from './observed.js';

/** What of an answer is counted. */
type Tell =
  | 'taken'
  | 'end'
  | 'behind 101'
  | 'close in 101'
  | 'label of 101'
  | 'keep-alive'
  | 'close said'
  | 'versions'
  | 'status';

const TELLS: Readonly<Record<Tell, (seen: Seen) => string | undefined>> = {
  taken: ({ status, closed }) => {
    if (status === 101) return 'answers 101';
    if (status === 'none') return closed ? 'closes without an answer' : 'gives no answer';
    return status >= 400 ? 'answers an error' : 'answers as usual';
  },
  end: ({ status, closed }) => {
    if (status === 101 || status === 'none') return undefined;
    return closed ? 'closes behind its answer' : 'leaves the connection open';
  },
  'behind 101': ({ status, closed, live }) => {
    if (status !== 101) return undefined;
    return closed ? 'closes behind its 101' : live ? 'is a WebSocket' : 'stays open and answers no frame';
  },
  'close in 101': ({ status, connection }) =>
    status !== 101
      ? undefined
      : connection.includes('close')
        ? 'says close in its 101'
        : 'says no close in its 101',
  'label of 101': ({ status, version }) => (status === 101 ? `labels its 101 HTTP/${version}` : undefined),
  'keep-alive': ({ status, closed, connection }) => {
    if (status === 101 || status === 'none') return undefined;
    if (closed) return 'closes';
    return connection.includes('keep-alive')
      ? 'stays open and says keep-alive'
      : 'stays open and does not say so';
  },
  'close said': ({ status, closed, connection }) => {
    if (status === 101 || status === 'none') return undefined;
    if (!closed) return 'stays open';
    return connection.includes('close') ? 'closes and says so' : 'closes and does not say so';
  },
  versions: ({ status, namesVersions }) => {
    if (status === 'none' || status < 400) return undefined;
    return namesVersions ? 'names the versions it speaks' : 'names no version';
  },
  status: ({ status }) => (status === 'none' || status < 400 ? undefined : `answers ${status}`),
};

/** What asks about a question. */
type Asking =
  | { readonly of: string; readonly when: Condition<Facts>; readonly tell: Tell; readonly who?: 'all' }
  | { readonly of: string; readonly sequence: string; readonly who?: 'all' }
  | { readonly effect: string };

const OPTION: readonly Facts['connection'][] = ['upgrade', 'keep-alive+upgrade'];
const CLOSING: readonly Facts['connection'][] = ['close+upgrade', 'close+keep-alive+upgrade'];
const WITHOUT: readonly Facts['connection'][] = ['none', 'close', 'keep-alive'];
const PLAIN: readonly Facts['connection'][] = ['none', 'keep-alive'];

/** A request that is asked about by how it is taken. */
const taken = (of: string, when: Condition<Facts>): Asking => ({ of, when, tell: 'taken' });

/** By question: what asks about it, or why nothing does. */
export const ASKING: Readonly<Record<string, readonly Asking[] | string>> = {
  'Q-00': [
    { of: 'a handshake that holds', when: { connection: OPTION }, tell: 'taken', who: 'all' },
    taken('the same without a key', { key: ['absent'], connection: OPTION }),
  ],
  'Q-01': [
    taken('a handshake that holds, with close', { connection: CLOSING }),
    { of: 'behind the 101 to such a handshake', when: { connection: CLOSING }, tell: 'behind 101' },
  ],
  'Q-02': [
    { of: 'a handshake with close', when: { connection: CLOSING }, tell: 'close in 101' },
    { of: 'a handshake without close', when: { connection: OPTION }, tell: 'close in 101' },
  ],
  'Q-03': [
    taken('an offer of HTTP/1.0', { version: ['1.0'], connection: OPTION }),
    {
      of: 'behind the 101 to such an offer',
      when: { version: ['1.0'], connection: ['upgrade'] },
      tell: 'behind 101',
    },
    { of: 'behind another answer to it', when: { version: ['1.0'], connection: ['upgrade'] }, tell: 'end' },
  ],
  'Q-04': [taken('an offer without the option', { connection: WITHOUT })],
  'Q-05': [taken('the option without an offer', { upgrade: ['none'], connection: OPTION })],
  'Q-06': [taken('websocket among other protocols', { upgrade: ['among'], connection: OPTION })],
  'Q-07': [taken('websocket with a version', { upgrade: ['versioned'] })],
  'Q-08': [
    taken('a handshake with content', { framing: ['length', 'chunked'], connection: OPTION }),
    taken('a handshake with Content-Length: 0', { framing: ['zero'], connection: OPTION }),
  ],
  'Q-09': [taken('a handshake without content, with Expect: 100-continue', { expect: ['continue'] })],
  'Q-10': [
    { of: 'a handshake and a ping behind it at once', sequence: 'upgrade-with-early-ping' },
    { of: 'the same in HTTP/1.0', sequence: 'upgrade10-with-early-ping' },
  ],
  'Q-11': [{ of: 'a GET and a handshake sent together', sequence: 'pipelined-get-upgrade' }],
  'Q-12': [
    { of: 'behind the refusal of another version', when: { wsVersion: ['other'] }, tell: 'end' },
    { of: 'behind the refusal of a handshake without a key', when: { key: ['absent'] }, tell: 'end' },
    { of: 'a handshake of version 8, then one that holds', sequence: 'upgrade-twice-after-refusal' },
  ],
  'Q-13': [
    {
      of: 'a GET of HTTP/1.0 with keep-alive',
      when: { version: ['1.0'], upgrade: ['none'], connection: ['keep-alive'] },
      tell: 'keep-alive',
      who: 'all',
    },
  ],
  'Q-14': [
    { of: 'the status for a handshake without a key', when: { key: ['absent'] }, tell: 'status' },
    { of: 'the status for a handshake of another version', when: { wsVersion: ['other'] }, tell: 'status' },
    { of: 'the fields of that answer', when: { wsVersion: ['other'] }, tell: 'versions' },
  ],
  'Q-15': [
    taken('a key that is not the base64 of 16 octets', { key: ['invalid'] }),
    taken('several keys', { key: ['several'] }),
    taken('no WebSocket version', { wsVersion: ['absent'] }),
    taken('several lines of versions', { wsVersion: ['several'] }),
    taken('a malformed version', { wsVersion: ['invalid'] }),
  ],
  'Q-16': [],
  'Q-17': [taken('a handshake with subprotocols', { protocols: ['offered'] })],
  'Q-18': [
    { of: 'a handshake of HTTP/1.1', when: { connection: OPTION }, tell: 'label of 101' },
    { of: 'an offer of HTTP/1.0', when: { version: ['1.0'], connection: OPTION }, tell: 'label of 101' },
  ],
  'Q-19': [
    taken('a request that offers nothing', { upgrade: ['none'], connection: PLAIN }),
    taken('an offer of another protocol', { upgrade: ['other'], connection: OPTION }),
    { effect: 'response.unasked' },
    { effect: 'response.unaskedBare' },
    { effect: 'response.unaskedOld' },
  ],
  'Q-20': 'How a tunnel ends was not asked of intermediaries.',
  'Q-21': [
    { effect: 'request.version' },
    { effect: 'request.upgrade' },
    { effect: 'request.upgradeFrom' },
    { effect: 'request.upgradeOption' },
    { effect: 'request.connectionWith' },
  ],
  'Q-22': [
    { of: 'a half-close behind the 101', sequence: 'active-half-close' },
    { of: 'a half-close in a head', sequence: 'partial-head-half-close', who: 'all' },
    { of: 'a half-close before any request', sequence: 'idle-half-close', who: 'all' },
  ],
  'Q-23': [
    {
      of: 'behind the answer to a request of HTTP/1.1 with close and keep-alive',
      when: { connection: ['close+keep-alive'], upgrade: ['none', 'websocket'] },
      tell: 'end',
      who: 'all',
    },
    {
      of: 'behind the answer to a request of HTTP/1.0 with close and keep-alive',
      when: { version: ['1.0'], connection: ['close+keep-alive'], upgrade: ['none', 'websocket'] },
      tell: 'end',
      who: 'all',
    },
  ],
  'Q-24': 'No connection was left idle long enough.',
  'Q-25': [
    taken('a handshake with both lengths and chunks', { framing: ['both'] }),
    { of: 'behind another answer than 101 to it', when: { framing: ['both'] }, tell: 'end' },
  ],
  'Q-26': [
    taken('an offer labelled HTTP/1.2 to HTTP/1.9', { version: ['1.2+'], connection: OPTION }),
    taken('an offer labelled HTTP/2.0 or above', { version: ['2+'], connection: OPTION }),
    taken('an offer labelled HTTP/0.9', { version: ['0.x'], connection: OPTION }),
    taken('an offer whose label is none', { version: ['malformed'], connection: OPTION }),
  ],
  'Q-27': 'Nothing was measured for longer than 600 ms.',
  'Q-28': [
    taken('a handshake with POST, HEAD, PUT, DELETE or OPTIONS', {
      method: ['other', 'OPTIONS'],
      framing: ['none', 'zero'],
    }),
    taken('a handshake with an unknown method', { method: ['unknown'] }),
  ],
  'Q-29': [
    taken('malformed extensions', { extensions: ['malformed'] }),
    taken('extensions inside the grammar', { extensions: ['offered'] }),
  ],
  'Q-30': [{ effect: 'request.named' }],
  'Q-31': 'Every content was sent at once.',
  'Q-32': [{ effect: 'response.old' }, { effect: 'response.tunnelTo' }],
  'Q-33': [],
  'Q-34': [
    {
      of: 'a GET of HTTP/1.1 that does not ask to close',
      when: { upgrade: ['none'], connection: PLAIN },
      tell: 'close said',
      who: 'all',
    },
  ],
};

/** Those who were seen to do something. */
export interface Tally {
  readonly does: string;
  readonly names: readonly string[];
}

/** What was asked, of whom, and what they do; those who do most things alike first. */
export interface Counted {
  readonly of: string;
  /** Case ids; none for a parameter of intermediaries. */
  readonly cases: readonly string[];
  readonly whom: string;
  readonly tallies: readonly Tally[];
}

function talliesOf(entries: readonly (readonly [name: string, does: string])[]): readonly Tally[] {
  const tallies = new Map<string, string[]>();
  for (const [name, does] of entries) tallies.set(does, [...(tallies.get(does) ?? []), name]);
  return [...tallies]
    .map(([does, names]) => ({ does, names }))
    .toSorted((one, other) => other.names.length - one.names.length || (one.does < other.does ? -1 : 1));
}

const AXES = Object.keys(REFERENCE) as (keyof Facts)[];

/** Whether facts are those of the reference, but for the axes of a condition. */
const isAsked = (facts: Facts, when: Condition<Facts>): boolean =>
  AXES.every((axis) => {
    const values: readonly string[] = when[axis] ?? [REFERENCE[axis]];
    return values.includes(facts[axis]);
  });

const upgrading = (): ReadonlySet<string> =>
  new Set(serverMatrix().columns.flatMap(({ name, upgrades }) => (upgrades ? [name] : [])));

function counted(asking: Asking): Counted {
  if ('effect' in asking) {
    const { effects, columns } = effectMatrix();
    const at = effects.findIndex(({ name }) => name === asking.effect);
    const entries = columns.map(({ hop, cells }) => {
      const cell = cells[at];
      return [hop.name, cell === undefined || cell.known === 'unknown' ? 'unknown' : cell.says] as const;
    });
    return {
      of: effects[at]?.about ?? '',
      cases: [],
      whom: 'configurations of intermediaries',
      tallies: talliesOf(entries),
    };
  }
  const all = asking.who === 'all';
  const servers = OBSERVED.filter(({ name }) => all || upgrading().has(name));
  const whom = all ? 'servers' : 'servers that were seen to upgrade';
  if ('sequence' in asking) {
    const entries = servers.flatMap(({ name, sequences }) => {
      const told = sequences[asking.sequence];
      return told === undefined ? [] : [[name, told] as const];
    });
    return { of: asking.of, cases: [asking.sequence], whom, tallies: talliesOf(entries) };
  }
  const places = CASES.flatMap(({ facts }, at) => (isAsked(facts, asking.when) ? [at] : []));
  const entries = servers.flatMap(({ name, cells }) => {
    const seen = places.flatMap((at) => {
      const cell = cells[at];
      return cell === undefined ? [] : (TELLS[asking.tell](cell) ?? []);
    });
    return seen.length === 0 ? [] : [[name, [...new Set(seen)].toSorted().join(' or ')] as const];
  });
  return { of: asking.of, cases: places.map((at) => CASES[at]?.id ?? ''), whom, tallies: talliesOf(entries) };
}

/**
 * What products do at a question.
 *
 * @param id - such as `Q-03`
 * @returns what was asked and counted; or why nothing was
 */
export function countedAt(id: string): readonly Counted[] | string {
  const asking = Object.hasOwn(ASKING, id) ? ASKING[id] : undefined;
  if (asking === undefined) return 'This evidence does not ask it.';
  return typeof asking === 'string' ? asking : asking.map(counted);
}
