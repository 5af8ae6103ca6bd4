/**
 * The cheapest settings that explain what was observed: coordinate descent with a few joint moves.
 *
 * 1. Every setting is tried at every value while the others stay, until none gains. What gains nothing
 *    falls away.
 * 2. A setting is tried only where it can touch a case that is not explained yet; at the end all are tried
 *    once more.
 * 3. Some settings gain only together: those are tried together, and the descent goes on from there.
 * 4. The same observations give the same settings: of two that explain as much, the first in the order is
 *    taken.
 */
import { CHECKS } from '../places.js';
import type { Cases } from './cases.js';
import { decide, GRANT } from './decide.js';
import { type Cost, type Evidence, explain, lossOf } from './evaluate.js';
import { type Dimension, dimensionsFor, type Settings } from './settings.js';

/** A setting costs more than one cell, so it must explain two. */
export const SETTING = 1.15;

/**
 * What every setting costs when nothing is known of other products; that an application never upgrades is
 * free.
 */
export const PLAIN_COST: Cost = (name) => (name === 'application.handshake' ? 0 : SETTING);

const EPSILON = 1e-5;
/** A move that begins by losing more is not followed. */
const FARTHEST = 40;
const MOST_SWEEPS = 8;

/** Settings with one of them at another value; none for undefined. */
function withValue(settings: Settings, name: string, value: string | undefined): Settings {
  const { [name]: _old, ...rest } = settings;
  return value === undefined ? rest : { ...rest, [name]: value };
}

/** A dimension with the cases it can make a difference to, which are all where nothing is listed. */
interface Reaching extends Dimension {
  readonly reaches: Uint8Array | undefined;
}

/** The dimensions that make a difference to some case, each with those cases. */
const reachingKnown = new WeakMap<Cases, readonly Reaching[]>();

function reaching(cases: Cases): readonly Reaching[] {
  const known = reachingKnown.get(cases);
  if (known !== undefined) return known;
  const usual = cases.columns({});
  const found = dimensionsFor(cases).flatMap((dimension): readonly Reaching[] => {
    const { name, values } = dimension;
    if (name.startsWith('label.')) return [{ ...dimension, reaches: spelt(cases.labels, name.slice(6)) }];
    if (name.startsWith('method.')) return [{ ...dimension, reaches: spelt(cases.methods, name.slice(7)) }];
    if (!name.startsWith('reading.')) return [{ ...dimension, reaches: undefined }];
    const seen = new Set([usual.map((column) => column.join('')).join()]);
    const reaches = new Uint8Array(cases.ids.length);
    const telling = values.filter((value) => {
      const columns = cases.columns({ [name]: value });
      const text = columns.map((column) => column.join('')).join();
      if (seen.has(text)) return false;
      seen.add(text);
      columns.forEach((column, axis) => {
        column.forEach((one, at) => {
          if (one !== usual[axis]?.[at]) reaches[at] = 1;
        });
      });
      return true;
    });
    // what versions are taken matters only with the lines they are read from
    if (telling.length === 0 && name !== 'reading.wsVersions') return [];
    return [{ name, values: telling.length === 0 ? values : telling, reaches }];
  });
  reachingKnown.set(cases, found);
  return found;
}

const spelt = (spellings: readonly string[], name: string): Uint8Array =>
  Uint8Array.from(spellings, (spelling) => (spelling === name ? 1 : 0));

/** Where the search has come to. */
interface Place {
  readonly settings: Settings;
  readonly loss: number;
}

/** Settings are known by a sum over them, whatever their order: a number for each name and value. */
const LARGEST = 2 ** 52;
const hashes = new Map<string, Map<string, number>>();

function hashOf(name: string, value: string): number {
  const ofName = hashes.get(name) ?? new Map<string, number>();
  hashes.set(name, ofName);
  let hash = ofName.get(value);
  if (hash === undefined) {
    let [one, other] = [0x811c9dc5, 0x1b873593];
    for (const character of `${name}=${value}`) {
      one = Math.imul(one ^ character.charCodeAt(0), 0x01000193);
      other = Math.imul(other + character.charCodeAt(0), 0x85ebca6b) ^ (one >>> 7);
    }
    hash = ((one >>> 0) * 2 ** 20 + ((other >>> 0) & 0xfffff)) % LARGEST;
    ofName.set(value, hash);
  }
  return hash;
}

/** The search of one server: what it asks again and again. */
class Search {
  readonly evidence: Evidence;
  readonly cost: Cost;
  readonly dimensions: readonly Reaching[];
  readonly #known = new Map<number, number>();

  constructor(evidence: Evidence, cost: Cost) {
    this.evidence = evidence;
    this.cost = cost;
    this.dimensions = reaching(evidence.cases);
  }

  at(settings: Settings): Place {
    let key = 0;
    for (const name in settings) key = (key + hashOf(name, settings[name] as string)) % LARGEST;
    let loss = this.#known.get(key);
    if (loss === undefined) {
      loss = lossOf(this.evidence, settings, this.cost);
      this.#known.set(key, loss);
    }
    return { settings, loss };
  }

  /** The cases that settings do not explain. */
  unexplained({ settings }: Place): Uint8Array {
    const { expected } = explain(this.evidence, settings, this.cost);
    const { seen, counts } = this.evidence;
    return Uint8Array.from(expected, ({ status, closed, live }, at) => {
      const code = seen.codes[at] as number;
      const same =
        seen.statuses[code >> 2] === status && ((code & 2) !== 0) === closed && ((code & 1) !== 0) === live;
      return same || counts[at] === 0 ? 0 : 1;
    });
  }

  /** One setting is put to its best value. */
  improve({ name, values }: Dimension, from: Place): Place {
    let best = from;
    const old = from.settings[name];
    for (const value of old === undefined ? values : [undefined, ...values]) {
      if (value === old) continue;
      const place = this.at(withValue(from.settings, name, value));
      if (place.loss < best.loss - EPSILON) best = place;
    }
    return best;
  }

  /**
   * Sweeps over settings until none gains: only those that are set or reach a case that is not explained,
   * or all of them, since one may also free an answer for others.
   */
  descend(from: Place, dimensions: readonly Reaching[] = this.dimensions, every = false): Place {
    let place = from;
    for (let sweep = 0; sweep < MOST_SWEEPS; sweep += 1) {
      const before = place.loss;
      let open = this.unexplained(place);
      for (const dimension of dimensions) {
        const { name, reaches } = dimension;
        const isSet = place.settings[name] !== undefined;
        if (
          !every &&
          !isSet &&
          reaches !== undefined &&
          !open.some((one, at) => one === 1 && reaches[at] === 1)
        )
          continue;
        const next = this.improve(dimension, place);
        if (next !== place) open = this.unexplained(next);
        place = next;
      }
      if (place.loss > before - EPSILON) break;
    }
    return place;
  }

  /** Settings that gain only together are tried together. */
  jump(move: Move, from: Place): Place {
    // a move that reaches nothing unexplained can only put the same thing otherwise
    const open = this.unexplained(from);
    const reached = this.dimensions.filter(({ name }) => Object.hasOwn(move, name));
    const touches = (at: number): boolean => reached.some(({ reaches }) => reaches?.[at] !== 0);
    if (open.filter((one, at) => one === 1 && touches(at)).length < 2) return from;
    const merged = Object.entries(move).reduce<Settings>(
      (settings, [name, value]) => withValue(settings, name, value),
      from.settings,
    );
    const tried = this.at(merged);
    if (tried.loss > from.loss + FARTHEST) return from;
    // what the move set needlessly falls away first
    const refined = this.descend(tried, reached);
    if (refined.loss > from.loss + 1.5) return from;
    const whole = this.descend(refined);
    return whole.loss < from.loss - EPSILON ? whole : from;
  }
}

/** Settings that are set together; what is undefined is put back to what is usual. */
type Move = Readonly<Record<string, string | undefined>>;

const checksTo = (place: string | undefined, ...names: readonly string[]): Move =>
  Object.fromEntries(names.map((name) => [`check.${name}`, place]));

const checksOf = (...beginnings: readonly string[]): readonly string[] =>
  CHECKS.map(({ name }) => name).filter((name) => beginnings.some((one) => name.startsWith(one)));

const VERSIONS = ['version.malformed', 'version.major-0', 'version.major-unserved', 'version.higher-minor'];

const all = (names: readonly string[], value: string | undefined): Move =>
  Object.fromEntries(names.map((name) => [name, value]));

/**
 * Moves about odd labels: all of them, those of one kind, and some as good as refused where the others are
 * taken.
 */
function labelMoves(dimensions: readonly Dimension[]): readonly Move[] {
  const labels = dimensions.flatMap(({ name }) => (name.startsWith('label.') ? [name] : []));
  const odd = labels.filter((name) => !name.endsWith('HTTP/1.1') && !name.endsWith('HTTP/1.0'));
  const malformed = odd.filter((name) => !/^label\.(HTTP\/\d\.\d)?$/.test(name));
  const parts = malformed.flatMap((one, at) => malformed.slice(at + 1).map((other) => [one, other]));
  return [
    checksTo('never', ...VERSIONS),
    ...['1.1', '1.1/1.0', '1.0', '2+'].map((value) => all(odd, value)),
    ...['1.1', '1.0'].map((value) => ({ ...checksTo(undefined, ...VERSIONS), ...all(odd, value) })),
    all(
      odd.filter((name) => /[/](2|3)/.test(name)),
      '1.1',
    ),
    ...parts.map((some) => all(some, '2+')),
    ...parts.map((some) =>
      all(
        malformed.filter((name) => !some.includes(name)),
        '2+',
      ),
    ),
  ];
}

/** Settings that often gain only together. */
const MOVES: readonly Move[] = [
  checksTo('never', 'offer.old-version', 'offer.option-missing'),
  checksTo('inside', 'offer.old-version', 'offer.option-missing'),
  checksTo('inside', 'offer.option-missing', 'offer.other-protocol', 'offer.malformed'),
  checksTo('inside', 'offer.option-missing', 'offer.other-protocol', 'offer.malformed', 'offer.listed'),
  checksTo('never', 'offer.option-missing', 'offer.other-protocol', 'offer.malformed'),
  checksTo('inside', 'offer.other-protocol', 'offer.malformed', 'offer.versioned'),
  { 'reading.upgrade': 'always', ...checksTo('never', 'offer.old-version') },
  { 'reading.upgrade': 'always', ...checksTo('first', 'offer.old-version') },
  { 'reading.upgrade': 'always', 'reading.websocket': 'always' },
  { 'after101.persistence': 'persistence', ...checksTo('never', 'offer.old-version') },
  { 'reading.close': 'each-line', 'reading.keepAlive': 'each-line' },
  { 'reading.close': 'joined', 'reading.keepAlive': 'joined' },
  { 'reading.close': 'substring', 'reading.keepAlive': 'substring' },
  { 'reading.close': 'always', 'persist.keep-alive': 'otherwise' },
  {
    'persist.keep-alive': undefined,
    'label.HTTP/1.0': '1.0/2+',
    'label.HTTP/0.9': '1.1/1.0',
    'label.HTTP/2.0': '1.1/1.0',
  },
  { 'reading.wsVersion': 'first-line', 'reading.wsVersions': '13,8' },
  { 'reading.wsVersion': 'number', 'reading.wsVersions': '13,8' },
  checksTo('never', ...checksOf('syntax.')),
  checksTo('never', ...checksOf('host.', 'handshake.host')),
  checksTo('inside', ...checksOf('host.')),
  checksTo('never', ...checksOf('framing.')),
];

/**
 * Whether handshakes that hold were sent and none was answered with a 101: then the application never
 * upgrades.
 */
function neverSwitches({ cases, seen, counts }: Evidence): boolean {
  if (seen.statuses.includes(101)) return false;
  return decide(cases, {}).causes.some((cause, at) => counts[at] === 1 && cause === GRANT);
}

/**
 * The settings that lose least.
 *
 * @param evidence - the cases with what was observed
 * @param cost - what each setting costs
 * @returns the settings
 */
export function searchSettings(evidence: Evidence, cost: Cost = PLAIN_COST): Settings {
  const search = new Search(evidence, cost);
  const starts: readonly Settings[] = neverSwitches(evidence)
    ? [{ 'application.handshake': 'ignore' }, {}]
    : [{}];
  const moves = [...MOVES, ...labelMoves(search.dimensions)];
  const ends = starts.map((start) => {
    const moved = moves.reduce((place, move) => search.jump(move, place), search.descend(search.at(start)));
    return search.descend(moved, search.dimensions, true);
  });
  return ends.reduce((best, end) => (end.loss < best.loss - EPSILON ? end : best)).settings;
}
