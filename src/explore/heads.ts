/**
 * Spelling space: concrete heads around the reference handshake, for exploring a dialect through its reading.
 *
 * 1. Version label, Connection and Upgrade are spelled in every way listed, and all their combinations are taken:
 *    that is where persistence and the offer meet (requirements §7.15, first product).
 * 2. Everything else is changed one thing at a time, at HTTP/1.1 and at HTTP/1.0, with and without close.
 */
import { AXIS_NAMES, type Axis, type Facts, REFERENCE, VALUES } from '../spec/axes.js';
import { readFacts } from '../spec/facts.js';
import { octetsOf, readRequest } from '../spec/message.js';
import { FIELD_LINES } from './spellings.js';

/** Version labels (requirements §7.2). */
const LABELS = ['HTTP/1.1', 'HTTP/1.0', 'HTTP/1.2', 'HTTP/2.0', 'HTTP/0.9', 'HTTP/1.01', 'http/1.1'] as const;

/** Connection lines (requirements §7.5); several lines where the list is split. */
const CONNECTIONS: readonly (readonly string[])[] = [
  ['Upgrade'],
  ['upgrade'],
  [],
  ['close'],
  ['keep-alive'],
  ['keep-alive, Upgrade'],
  ['Upgrade, keep-alive'],
  ['close, Upgrade'],
  ['Upgrade, close'],
  ['close, keep-alive'],
  ['keep-alive, close'],
  ['close, keep-alive, Upgrade'],
  ['Upgrade', 'close'],
  ['close', 'Upgrade'],
  ['keep-alive', 'Upgrade'],
  ['Upgrade', 'keep-alive'],
  ['keep-alive', 'close'],
  ['keep-alive,Upgrade'],
  ['Upgrade ,close'],
  [',, Upgrade ,,'],
  ['\tUpgrade\t'],
  ['Upgrade;x'],
  ['upgraded'],
  ['closed'],
  ['"Upgrade"'],
  [''],
];

/** Upgrade lines (requirements §7.6). */
const UPGRADES: readonly (readonly string[])[] = [
  ['websocket'],
  ['WebSocket'],
  [],
  ['h2c'],
  ['h2c, websocket'],
  ['websocket, h2c'],
  ['h2c', 'websocket'],
  ['websocket/13'],
  ['"websocket"'],
  ['websockets'],
  [''],
];

/** A concrete head with what the standards read in it. */
export interface SpelledHead {
  readonly octets: Uint8Array;
  readonly facts: Facts;
  /** On which axes the facts differ from the reference handshake. */
  readonly differs: readonly Axis[];
  /** Where it stands among counterexamples of the same length: fewer facts, fewer octets, earlier axes. */
  readonly rank: number;
}

const LINES = (label: string, lines: readonly string[]): string =>
  [`GET / ${label}`, ...lines, '', ''].join('\r\n');
const HANDSHAKE_LINES: readonly string[] = [...FIELD_LINES.key.valid, ...FIELD_LINES.wsVersion['13']];
const REFERENCE_LENGTH = LINES('HTTP/1.1', [
  ...FIELD_LINES.host.one,
  'Connection: Upgrade',
  'Upgrade: websocket',
  ...HANDSHAKE_LINES,
]).length;

/**
 * The head in octets with its facts and its distance from the reference handshake.
 *
 * @param text - the head, one character per octet
 * @returns the head; undefined when the octets are not the whole of one
 */
export function spelled(text: string): SpelledHead | undefined {
  const octets = octetsOf(text);
  const read = readRequest(octets);
  if (read.outcome === 'need-more') return undefined;
  const facts = readFacts(read.outcome === 'head' ? read.head : read);
  const differs = AXIS_NAMES.filter((axis) => facts[axis] !== REFERENCE[axis]);
  const added = Math.max(0, octets.length - REFERENCE_LENGTH);
  const firstAxis = differs[0] === undefined ? 0 : AXIS_NAMES.indexOf(differs[0]);
  return { octets, facts, differs, rank: differs.length * 1e6 + added * 100 + firstAxis };
}

/** The heads of the product of version label, Connection and Upgrade. */
function product(): string[] {
  return LABELS.flatMap((label) =>
    CONNECTIONS.flatMap((connection) =>
      UPGRADES.map((upgrade) =>
        LINES(label, [
          ...FIELD_LINES.host.one,
          ...connection.map((value) => `Connection: ${value}`),
          ...upgrade.map((value) => `Upgrade: ${value}`),
          ...HANDSHAKE_LINES,
        ]),
      ),
    ),
  );
}

/** The heads with one thing changed, on the axes that have field lines of their own. */
function oneChanged(): string[] {
  const axes = [
    'host',
    'key',
    'wsVersion',
    'framing',
    'expect',
    'extensions',
    'protocols',
    'origin',
  ] as const;
  const lines = (changed: string, value: string): string[] =>
    axes.flatMap((axis) => {
      const of = FIELD_LINES[axis] as Readonly<Record<string, readonly string[]>>;
      return of[axis === changed ? value : REFERENCE[axis]] ?? [];
    });
  return ['HTTP/1.1', 'HTTP/1.0'].flatMap((label) =>
    ['Upgrade', 'close, Upgrade'].flatMap((connection) =>
      axes.flatMap((axis) =>
        VALUES[axis].map((value) =>
          LINES(label, [`Connection: ${connection}`, 'Upgrade: websocket', ...lines(axis, value)]),
        ),
      ),
    ),
  );
}

/**
 * All heads by which dialects are explored, nearest to the reference handshake first.
 *
 * @returns the heads, each once
 */
export function spelledHeads(): readonly SpelledHead[] {
  const texts = new Set([...product(), ...oneChanged()]);
  const heads = [...texts].flatMap((text) => spelled(text) ?? []);
  return heads.sort((a, b) => a.rank - b.rank);
}
