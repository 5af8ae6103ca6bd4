/**
 * The finite part of a suite: conversations that between them ask every value of every fact, every pair of version
 * and Connection, every class of spellings, every fault of a frame, and what comes one behind the other.
 *
 * 1. They are found from the axes and the classes, and nothing is listed that those have.
 * 2. A case differs from the reference handshake, or from the plain request, in as little as it can.
 */
import { spellingOctets } from '../explore/classes/class.js';
import { SPELLING_CLASSES } from '../explore/classes/index.js';
import { NO_FIELDS, realizable, spell } from '../explore/spell.js';
import { frameOctets } from '../render/vectors/frame-octets.js';
import { AXIS_NAMES, type Axis, type Facts, REFERENCE, VALUES } from '../spec/axes.js';
import { factsOf } from '../spec/facts.js';
import { FRAME_AXIS_NAMES, FRAME_VALUES, type FrameFacts, REFERENCE_FRAME } from '../spec/frame-axes.js';
import { printFrame } from '../spec/frames.js';
import { latin1, octetsOf, readRequest } from '../spec/message.js';
import { type Aim, aimed, aimedOctets } from './aim.js';
import { contentLengthIn, joined } from './octets.js';
import type { ClientStep } from './purely.js';

/** Something that a client does, by itself on a connection. */
export interface Case {
  /** What is asked, in words; the same case has the same id in every release that has it. */
  readonly id: string;
  /** A single request, by what it differs from or is spelled as; a frame behind a handshake; or several things. */
  readonly asks: 'handshake' | 'plain' | 'spelling' | 'frame' | 'sequence';
  readonly steps: readonly ClientStep[];
  /** Whether each step waits until the one before it has been dealt with. */
  readonly paced: boolean;
}

/** The plain request: nothing is offered, and nothing said about the connection. */
export const PLAIN: Facts = { ...REFERENCE, ...NO_FIELDS, host: 'one' };

const octets = (...parts: readonly (Uint8Array | string)[]): ClientStep => ({
  what: 'octets',
  octets: joined(parts.map((part) => (typeof part === 'string' ? octetsOf(part) : part))),
});
const FIN: ClientStep = { what: 'fin' };
const one = (id: string, ...steps: readonly ClientStep[]): Case => ({
  id,
  asks: 'sequence',
  steps,
  paced: false,
});
const paced = (id: string, ...steps: readonly ClientStep[]): Case => ({ ...one(id, ...steps), paced: true });

/**
 * Whether a case is one request, so that its answer is all there is to see.
 *
 * @param asked - a case
 * @returns whether it asks neither frames nor a sequence
 * @example
 * suiteCases(false, {}).filter(isSingle)[0].id; // 'handshake'
 */
export const isSingle = ({ asks }: Case): boolean => asks !== 'frame' && asks !== 'sequence';

/** The longest content that is sent; what announces more is a case of its own. */
const LONGEST = 4096;

/** The content that a head announces, whole; `x` is no frame that any receiver takes. */
function contentOf(head: Uint8Array, { framing }: Facts): Uint8Array {
  if (framing === 'chunked' || framing === 'both' || framing === 'unknown-coding')
    return octetsOf('5\r\nxxxxx\r\n0\r\n\r\n');
  if (framing !== 'length' && framing !== 'equal-lengths') return new Uint8Array(0);
  const read = readRequest(head);
  const length = read.outcome === 'head' ? contentLengthIn(read.head) : 0;
  return octetsOf('x'.repeat(Math.min(length, LONGEST)));
}

function request(asks: Case['asks'], id: string, facts: Facts): readonly Case[] {
  if (!realizable(facts)) return [];
  const head = spell(facts);
  return [{ ...one(id, octets(head, contentOf(head, facts))), asks }];
}

/** Every value of every axis, and every pair of version and Connection, from one base. */
function around(name: 'handshake' | 'plain', base: Facts): readonly Case[] {
  const others = (axis: Axis): readonly string[] => VALUES[axis].filter((value) => value !== base[axis]);
  const singles = AXIS_NAMES.flatMap((axis) =>
    others(axis).flatMap((value) => request(name, `${name}, ${axis} ${value}`, { ...base, [axis]: value })),
  );
  const pairs = others('version').flatMap((version) =>
    others('connection').flatMap((connection) =>
      request(name, `${name}, version ${version}, connection ${connection}`, {
        ...base,
        version,
        connection,
      } as Facts),
    ),
  );
  return [...request(name, name, base), ...singles, ...pairs];
}

/** The content that a head in any spelling announces. */
function announced(head: Uint8Array): Uint8Array {
  const read = factsOf(head);
  // what stands behind a head already is its content
  const isWhole = read.outcome === 'facts' && read.refused === undefined && read.head.length === head.length;
  return isWhole ? contentOf(head, read.facts) : new Uint8Array(0);
}

/** A longer spelling is left to who asks for all of them. */
const LONGEST_SPELLING = 20_000;

function spellings(most: number): readonly Case[] {
  return SPELLING_CLASSES.flatMap((of) =>
    of.spellings
      .map((spelling, index) => ({
        id: `spelled ${of.id} ${index + 1}`,
        octets: spellingOctets(of, spelling),
      }))
      .filter((spelled) => spelled.octets.length <= LONGEST_SPELLING)
      .slice(0, most)
      .map((spelled) => ({
        ...one(spelled.id, octets(spelled.octets, announced(spelled.octets))),
        asks: 'spelling' as const,
      })),
  );
}

const KEY = new Uint8Array([0x37, 0xfa, 0x21, 0x3d]);
const HANDSHAKE = spell(REFERENCE);
const ASK = spell(PLAIN);
const CLOSING = spell({ ...PLAIN, connection: 'close' });

/** A frame with these facts, as far as one is worth sending: lengths beyond all limits are left out. */
function framed(facts: FrameFacts): Uint8Array | undefined {
  return facts.length === 'over-limit' || facts.length === 'top-bit'
    ? undefined
    : frameOctets(facts, 'between');
}

/** Every opcode, and every fault on each. */
function frames(): readonly Case[] {
  return FRAME_VALUES.opcode.flatMap((opcode) => {
    const base: FrameFacts = { ...REFERENCE_FRAME, opcode };
    const others = FRAME_AXIS_NAMES.filter((axis) => axis !== 'opcode').flatMap((axis) =>
      FRAME_VALUES[axis]
        .filter((value) => value !== base[axis])
        .map((value) => ({ name: `${axis} ${value}`, facts: { ...base, [axis]: value } as FrameFacts })),
    );
    return [{ name: 'sound', facts: base }, ...others].flatMap(({ name, facts }) => {
      const sent = framed(facts);
      if (sent === undefined) return [];
      const sends = paced(`frame ${opcode}, ${name}`, octets(HANDSHAKE), octets(sent));
      return [{ ...sends, asks: 'frame' as const }];
    });
  });
}

const frame = (opcode: number, text: string, fin = true): Uint8Array =>
  printFrame({ opcode, fin, payload: octetsOf(text), key: KEY });
const close = (): Uint8Array => printFrame({ opcode: 8, payload: new Uint8Array([0x03, 0xe8]), key: KEY });

/** What comes one behind the other. */
function sequences(): readonly Case[] {
  const ping = frame(9, 'half');
  return [
    one('two requests at once', octets(ASK, ASK)),
    paced('a request, then another', octets(ASK), octets(ASK)),
    one('a request that says close, then another at once', octets(CLOSING, ASK)),
    paced('a request, then a handshake', octets(ASK), octets(HANDSHAKE)),
    one('a request and a handshake at once', octets(ASK, HANDSHAKE)),
    paced(
      'a refused handshake, then a sound one',
      octets(spell({ ...REFERENCE, wsVersion: 'other' })),
      octets(HANDSHAKE),
    ),
    one('a head in two segments', octets(HANDSHAKE.subarray(0, 40)), octets(HANDSHAKE.subarray(40))),
    one('a handshake and a frame at once', octets(HANDSHAKE, frame(1, 'early'))),
    paced(
      'half a frame behind a handshake, and its rest behind the answer',
      octets(HANDSHAKE, ping.subarray(0, 3)),
      octets(ping.subarray(3)),
    ),
    one('a handshake and a close at once', octets(HANDSHAKE, close())),
    paced(
      'a message in fragments',
      octets(HANDSHAKE),
      octets(frame(1, 'on', false)),
      octets(frame(0, 'ward')),
    ),
    paced(
      'a ping between fragments',
      octets(HANDSHAKE),
      octets(frame(1, 'on', false), frame(9, 'ping'), frame(0, 'ward')),
    ),
    paced('a fragment of no message', octets(HANDSHAKE), octets(frame(0, 'ward'))),
    paced('a message inside another', octets(HANDSHAKE), octets(frame(1, 'on', false), frame(1, 'other'))),
    paced('data behind a close', octets(HANDSHAKE), octets(close(), frame(1, 'late'))),
    paced('two closes', octets(HANDSHAKE), octets(close(), close())),
    paced('a request behind a 101', octets(HANDSHAKE), octets(ASK)),
    paced('a fin behind a request', octets(ASK), FIN),
    one('a fin right behind a request', octets(ASK), FIN),
    one('a fin in a head', octets(ASK.subarray(0, 20)), FIN),
    one('a fin in content', octets(spell({ ...PLAIN, framing: 'length' })), FIN),
    paced('a fin in a websocket', octets(HANDSHAKE), FIN),
    one('chunks at fault', octets(spell({ ...PLAIN, framing: 'chunked' }), 'x\r\n')),
    paced(
      'a handshake whose content is awaited with a 100',
      octets(spell({ ...REFERENCE, framing: 'length', expect: 'continue' })),
      octets(contentOf(spell({ ...REFERENCE, framing: 'length' }), { ...REFERENCE, framing: 'length' })),
    ),
    paced(
      'content that is awaited with a 100',
      octets(spell({ ...PLAIN, framing: 'length', expect: 'continue' })),
      octets(contentOf(spell({ ...PLAIN, framing: 'length' }), { ...PLAIN, framing: 'length' })),
    ),
  ];
}

/** A request whose content is a request: whoever does not read the length answers it. */
function smuggling(aim: Aim): Case {
  const inner = latin1(aimedOctets(ASK, aim));
  const text = inner.replace('\r\n\r\n', `\r\nContent-Length: ${inner.length}\r\n\r\n`);
  return one('content that looks like a request', octets(text + inner));
}

/**
 * The finite cases of a suite.
 *
 * @param thorough - whether every spelling of every class is asked, and not only the first ones
 * @param aim - the path and the host that is asked for
 * @returns the cases, each with an id of its own
 * @see rfc9112#persistent.connections
 * @example
 * suiteCases(false, {})[0].id; // 'handshake'
 */
export function suiteCases(thorough: boolean, aim: Aim): readonly Case[] {
  const all = [
    ...around('handshake', REFERENCE),
    ...around('plain', PLAIN),
    ...sequences(),
    ...frames(),
    ...spellings(thorough ? Number.POSITIVE_INFINITY : 2),
  ];
  return [...all.map((each) => ({ ...each, steps: aimed(each.steps, aim) })), smuggling(aim)];
}
