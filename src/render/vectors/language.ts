/**
 * Everything that may be seen of a server, as one regular expression over words.
 *
 * 1. The machine is run with everything the client sent and every choice of the server; what it sends are
 *    words.
 * 2. Silence breaks nothing, so whatever begins a permitted sequence is permitted too.
 * 3. Left out, because whoever watches leaves them out as well: interim responses but 100, and the frames
 *    that an application sends by itself. A failure, and a time limit that runs out, are never what is
 *    permitted.
 */
import { CHOICES } from '../../spec/events.js';
import { eventsOf } from '../../spec/hypotheses.js';
import type { ConnectionEvent } from '../../spec/machine.js';
import { type Connection, keyOf, newConnection, type Step, step } from '../../spec/step.js';
import type { Observation } from '../../spec/wire.js';
import { choosing } from './choices.js';

/**
 * One way to explain what was seen: a state, how much it read, how many earlier requests are unanswered,
 * and what is about to go. The machine knows only whether there are earlier requests; who knows what was
 * sent can count them.
 */
interface Way {
  readonly state: Connection;
  readonly read: number;
  readonly earlier: number;
  readonly owed: readonly string[];
}

const isSeen = (event: ConnectionEvent): boolean =>
  event.type !== 'policy.fail' &&
  event.type !== 'policy.limit' &&
  event.type !== 'app.send' &&
  !(event.type === 'app.interim' && event.status !== '100');
const choices = choosing(CHOICES.filter(isSeen));

/**
 * What a server sends, as a word.
 *
 * @param sent - an element of the wire
 * @returns the status class of an answer, `close-frame`, `pong`, `frame`, or `fin`
 * @example
 * wordOf({ from: 'server', what: 'fin' }); // 'fin'
 */
export function wordOf(sent: Observation): string {
  if (sent.what === 'response') return sent.facts.status;
  if (sent.what !== 'frame') return sent.what;
  const { opcode } = sent.facts;
  return opcode === 'close' ? 'close-frame' : opcode === 'pong' ? 'pong' : 'frame';
}

const keyOfWay = ({ state, read, earlier, owed }: Way): string =>
  `${keyOf(state)} ${read} ${earlier} ${owed}`;

/**
 * How many earlier requests are unanswered behind a step; undefined where the step does not agree with
 * the number.
 */
function earlierBehind({ event, arrows }: Step, earlier: number): number | undefined {
  if (event.type === 'policy.read-on') return arrows.some(({ moves }) => moves) ? earlier + 1 : earlier;
  if (event.type !== 'policy.earlier-answered') return earlier;
  return earlier > 0 && event.more === earlier > 1 ? earlier - 1 : undefined;
}

/** A way behind a step, if the step agrees with it. */
function after(taken: Step, read: number, earlier: number): readonly Way[] {
  const left = earlierBehind(taken, earlier);
  if (left === undefined) return [];
  return [{ state: taken.after, read, earlier: left, owed: taken.sent.map(wordOf) }];
}

/** What a way may become without anything being seen, or by beginning to send. */
function next({ state, read, earlier }: Way, client: readonly Observation[]): readonly Way[] {
  const seen = client[read];
  const readings = (seen === undefined ? [] : eventsOf(seen))
    .map((event) => step(state, event))
    .filter(({ arrows }) => arrows[0]?.unread !== true)
    .flatMap((taken) => after(taken, read + 1, earlier));
  return [...readings, ...choices(state).flatMap((taken) => after(taken, read, earlier))];
}

/** All ways that send nothing before the next word. */
function closure(from: readonly Way[], client: readonly Observation[]): readonly Way[] {
  const known = new Map(from.map((way) => [keyOfWay(way), way]));
  const queue = [...known.values()];
  for (let at = 0; at < queue.length; at++) {
    const way = queue[at] as Way;
    if (way.owed.length > 0) continue;
    for (const one of next(way, client)) {
      const key = keyOfWay(one);
      if (known.has(key)) continue;
      known.set(key, one);
      queue.push(one);
    }
  }
  return [...known.values()];
}

/** The ways behind each word that may be seen next. */
function behindWords(ways: readonly Way[]): ReadonlyMap<string, readonly Way[]> {
  const behind = new Map<string, Way[]>();
  for (const way of ways) {
    const [word, ...rest] = way.owed;
    if (word !== undefined) behind.set(word, [...(behind.get(word) ?? []), { ...way, owed: rest }]);
  }
  return behind;
}

/** Turns sets of ways into expressions, each set once. */
class Writer {
  private readonly known = new Map<string, string>();
  private readonly open = new Set<string>();
  private readonly client: readonly Observation[];

  constructor(client: readonly Observation[]) {
    this.client = client;
  }

  /** The expression of everything that may be seen from here on. */
  write(from: readonly Way[]): string {
    const ways = closure(from, this.client);
    const key = keyOfSet(ways);
    const known = this.known.get(key);
    if (known !== undefined) return known;
    if (this.open.has(key)) throw new Error('what may be seen goes round in more than one word');
    this.open.add(key);
    const again: string[] = [];
    const onwards = new Map<string, string[]>();
    for (const [word, behind] of behindWords(ways)) {
      if (keyOfSet(closure(behind, this.client)) === key) again.push(word);
      else {
        const rest = this.write(behind);
        onwards.set(rest, [...(onwards.get(rest) ?? []), word]);
      }
    }
    this.open.delete(key);
    const branches = [...onwards].map(([rest, words]) => `${oneOf(words)} ${rest}`);
    const loop = again.length === 0 ? '' : `(${oneOf(again)} )*`;
    const text = branches.length === 0 ? loop : `${loop}(${branches.join('|')})?`;
    this.known.set(key, text);
    return text;
  }
}

const keyOfSet = (ways: readonly Way[]): string => ways.map(keyOfWay).sort().join('\n');
const oneOf = (words: readonly string[]): string =>
  words.length === 1 ? (words[0] ?? '') : `(${words.join('|')})`;

/**
 * Everything that may be seen behind what a client sent, as a POSIX extended regular expression.
 *
 * @param clients - what the client sent, in order; several where the same octets may be read in several
 *   ways
 * @param from - where the connection stands; a new one when left out
 * @returns the expression, anchored at both ends; each word seen is followed by one space
 * @example
 * new RegExp(seenLanguage([[{ from: 'client', what: 'request', facts: REFERENCE }]])).test('101 '); // true
 */
export function seenLanguage(
  clients: readonly (readonly Observation[])[],
  from: Connection = newConnection(),
): string {
  const texts = clients.map((client) =>
    new Writer(client).write([{ state: from, read: 0, earlier: 0, owed: [] }]),
  );
  const distinct = [...new Set(texts)];
  return `^${distinct.length === 1 ? distinct[0] : `(${distinct.join('|')})`}$`;
}
