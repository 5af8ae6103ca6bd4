/**
 * The words of a list as events of the machine and as things seen on the wire, and back.
 *
 * 1. Words become events and observations in this file only, and a word that is none is an error.
 * 2. What a word leaves open is plain: a frame is one of its kind without a fault, an answer is right in every part.
 */
import { frameFormOf, permittedForFrame } from '../../src/spec/active.js';
import { formOf, type ResponseFacts, STATUSES, type Status } from '../../src/spec/answer.js';
import type { Facts } from '../../src/spec/axes.js';
import type { Verdict } from '../../src/spec/decide.js';
import { choose } from '../../src/spec/defaults.js';
import {
  FRAME_AXES,
  FRAME_AXIS_NAMES,
  type FrameFacts,
  type FrameValue,
  REFERENCE_FRAME,
} from '../../src/spec/frame-axes.js';
import { type ConnectionEvent, NO_REQUEST, SENDABLE, type Sendable } from '../../src/spec/machine.js';
import type { RequestHead } from '../../src/spec/message.js';
import type { Observation } from '../../src/spec/wire.js';

/** What was read of one request: its facts, its head, what is permitted, and what is chosen. */
export interface Asked {
  readonly outcome: string;
  readonly facts?: Facts;
  readonly head?: RequestHead;
  readonly permitted: readonly Verdict[];
}

/** The verdict that the default choices take, or that of no request. */
export const chosen = (asked: Asked | undefined): Verdict =>
  asked === undefined || asked.permitted.length === 0 ? NO_REQUEST : choose(asked.permitted);

const isOpcode = (word: string): word is FrameValue<'opcode'> => word in FRAME_AXES.opcode.values;
const isAxis = (word: string): word is keyof FrameFacts =>
  (FRAME_AXIS_NAMES as readonly string[]).includes(word);

/** A frame in words such as `close payload=one-octet`: its opcode, and what differs from a plain one of its sender. */
function frameIn(words: readonly string[], from: 'client' | 'server'): FrameFacts {
  const [opcode = 'text', ...pairs] = words;
  if (!isOpcode(opcode)) throw new Error(`no frame "${opcode}"`);
  const plain = from === 'client' ? { ...REFERENCE_FRAME, opcode } : frameFormOf(opcode);
  const differing = pairs.map((pair) => {
    const [axis = '', value = ''] = pair.split('=');
    if (!isAxis(axis) || !(value in FRAME_AXES[axis].values)) throw new Error(`no part of a frame "${pair}"`);
    return [axis, value];
  });
  return { ...plain, ...Object.fromEntries(differing) };
}

const isSendable = (word: string): word is Sendable => (SENDABLE as readonly string[]).includes(word);

/** One word of an `events` line as an event of the machine. */
export function eventOf(words: string, requests: readonly Asked[]): ConnectionEvent {
  const [type = '', first, second] = words.split(' ');
  const has = (word: string): boolean => first === word || second === word;
  switch (type) {
    case 'head':
      return { type: 'client.head', verdict: chosen(requests[first === undefined ? 0 : Number(first) - 1]) };
    case 'content':
      return { type: 'client.content', part: (first ?? 'some') as 'some' | 'end' | 'fault' };
    case 'line-break':
    case 'octets':
    case 'fin':
    case 'rst':
      return { type: `client.${type}` };
    case 'frame': {
      // the first outcome of what the tables permit, as the default choices take it
      const [verdict] = permittedForFrame(frameIn(words.split(' ').slice(1), 'client'));
      if (verdict === undefined) throw new Error(`no verdict on "${words}"`);
      return { type: 'client.frame', verdict };
    }
    case 'app.send': {
      const frame = first ?? 'message';
      if (!isSendable(frame)) throw new Error(`no event "${words}"`);
      return { type, frame };
    }
    case 'app.respond': {
      const then = (second ?? 'decide') as 'decide' | 'close' | 'until-close';
      return { type, status: first as Extract<ConnectionEvent, { type: 'app.respond' }>['status'], then };
    }
    case 'app.interim':
      return { type, status: first as '100' | '1xx' };
    case 'policy.earlier-answered':
      return { type, more: has('more'), close: has('close') };
    case 'app.accept':
    case 'app.ignore':
    case 'app.end':
    case 'policy.written':
    case 'policy.reply':
    case 'policy.read-on':
    case 'policy.stop':
    case 'policy.limit':
    case 'policy.fail':
      return { type };
    default:
      throw new Error(`no event "${words}"`);
  }
}

const isStatus = (word: string): word is Status => (STATUSES as readonly string[]).includes(word);

/** An answer of which only the status is told: of every part it has what is sent by preference. */
function answerOf(words: string, verdict: Verdict): Observation {
  const [status = '', how] = words.split(' ');
  if (!isStatus(status) || ![undefined, 'close', 'until-close'].includes(how)) {
    throw new Error(`nothing seen is called "${words}"`);
  }
  const closing = how === undefined ? 'no' : 'yes';
  const refusesVersion = verdict.namesVersions ? 'yes' : 'no';
  const facts = formOf({ status, servedAs: verdict.servedAs, closing, refusesVersion });
  const framing = how === 'until-close' ? how : facts.framing;
  return { from: 'server', what: 'response', facts: { ...facts, framing } };
}

/** One word of a `seen` line from the client, if it is one. */
function fromClient(words: string, requests: readonly Asked[]): Observation | undefined {
  const [what = '', more = ''] = words.split(' ');
  switch (what) {
    case 'request': {
      const facts = requests[more === '' ? 0 : Number(more) - 1]?.facts;
      if (facts === undefined) throw new Error(`"${words}" is no request that was read`);
      return { from: 'client', what, facts };
    }
    case 'content':
      return { from: 'client', what, part: more === '' ? 'some' : (more as 'end' | 'fault') };
    case 'line-break':
    case 'octets':
    case 'fin':
    case 'rst':
      return { from: 'client', what };
    case 'frame':
      return { from: 'client', what, facts: frameIn(words.split(' ').slice(1), 'client') };
    default:
      return undefined;
  }
}

/** A frame of the server. Unless it says otherwise, a Pong has the payload of a Ping. */
function serverFrame(words: string): Observation {
  const parts = words.split(' ').slice(2);
  const facts = frameIn(
    parts.filter((part) => !part.startsWith('echoes=')),
    'server',
  );
  const echoes = facts.opcode === 'pong' ? { echoes: !parts.includes('echoes=no') } : {};
  return { from: 'server', what: 'frame', facts, ...echoes };
}

/** One word of a `seen` line from the server. */
function fromServer(words: string, verdict: Verdict, responses: readonly ResponseFacts[]): Observation {
  if (words.startsWith('server frame')) return serverFrame(words);
  switch (words) {
    case 'response':
    case 'response 2': {
      const facts = responses[words === 'response' ? 0 : 1];
      if (facts === undefined) throw new Error(`"${words}" is no response that stands there`);
      return { from: 'server', what: 'response', facts };
    }
    case 'server fin':
      return { from: 'server', what: 'fin' };
    case 'quiet':
      return { from: 'nobody', what: 'quiet' };
    default:
      return answerOf(words, verdict);
  }
}

/** The words of a `seen` line as what passed on the wire. */
export function observationsOf(
  words: readonly string[],
  requests: readonly Asked[],
  responses: readonly ResponseFacts[],
): readonly Observation[] {
  let latest: Asked | undefined;
  return words.map((word) => {
    const client = fromClient(word, requests);
    if (client?.what === 'request') latest = requests.find(({ facts }) => facts === client.facts);
    return client ?? fromServer(word, chosen(latest), responses);
  });
}

/** What was seen, or could have been, in the words of a list. */
export function wordOf(seen: Observation): string {
  if (seen.what === 'response') return seen.facts.status;
  if (seen.what !== 'frame') return seen.what;
  const { opcode } = seen.facts;
  return opcode === 'close' || opcode === 'ping' || opcode === 'pong' ? `${opcode}-frame` : 'frame';
}
