/** The situations in which a hop does not forward, from the requests that never arrived upstream. */
import { type Asked, askedOf, SITUATIONS, type Situation } from './asked.js';
import { type Case, counted, isAsSeen, requestKey, same, seenKey } from './cases.js';
import { seenOf } from './forward.js';
import type { HopResponse, Refusal } from './hop.js';
import { clientPersists } from './persists.js';

/** The outcome of a request that was not forwarded, as a refusal would have it. */
function outcomeOf({ got }: Case, response: HopResponse, asked: Asked): Omit<Refusal, 'when' | 'at'> {
  const bare = got.connection.filter((line) => line !== 'close');
  const says = got.connection.some((line) => line.includes('close')) ? 'close' : 'none';
  const own = {
    status: got.status,
    version: got.version ?? '1.1',
    ...(got.upgrade[0] === undefined ? {} : { upgrade: got.upgrade[0] }),
  };
  const fate = got.fate === 'open' || !clientPersists(response, asked) ? 'as-asked' : 'closed';
  const refusal = { ...own, fate, says: 'announced' } as const;
  const told = seenOf(response, asked, { when: 'no Upgrade', ...refusal });
  const fits = same(told.connection, got.connection);
  return { ...refusal, says: fits || bare.length > 0 ? 'announced' : says };
}

interface Refused {
  readonly one: Case;
  readonly asked: Asked;
  readonly times: number;
  /** The situations that hold. */
  readonly holding: ReadonlySet<Situation>;
}

const SITUATION_NAMES = Object.keys(SITUATIONS) as Situation[];

/** Whether a refusal holds for a request of which the situations are known. */
const takes = ({ when, at }: Refusal, { asked, holding }: Refused): boolean =>
  holding.has(when) && (at === undefined || (at === 'old') === (asked.version === 'old'));

const AT = [undefined, 'old', '1.1'] as const;

/** Every refusal that might be: a situation, for some version, with an outcome that was seen. */
function* refusalsFor(cases: readonly Refused[], response: HopResponse): Generator<Refusal> {
  const outcomes = new Map<string, Omit<Refusal, 'when' | 'at'>>();
  for (const { one, asked } of cases) {
    if (one.upstream !== undefined) continue;
    const outcome = outcomeOf(one, response, asked);
    const fates = outcome.fate === 'as-asked' ? (['closed', 'as-asked'] as const) : (['closed'] as const);
    for (const fate of fates) outcomes.set(JSON.stringify({ ...outcome, fate }), { ...outcome, fate });
  }
  // Of two that tell the same, the one that closes is taken.
  const order = ({ fate }: { readonly fate: string }): number => (fate === 'closed' ? 0 : 1);
  const sorted = [...outcomes]
    .sort(([one, a], [other, b]) => order(a) - order(b) || (one < other ? -1 : 1))
    .map(([, outcome]) => outcome);
  for (const when of SITUATION_NAMES) {
    for (const at of AT) {
      for (const outcome of sorted) yield { when, ...(at === undefined ? {} : { at }), ...outcome };
    }
  }
}

/** What a refusal gains on the cases that none before it took: told right, less what it takes wrongly. */
function gainOf(refusal: Refusal, cases: readonly Refused[], response: HopResponse): number {
  let gain = 0;
  for (const refused of cases) {
    if (!takes(refusal, refused)) continue;
    const { one, asked, times } = refused;
    if (one.upstream !== undefined) gain -= 4 * times;
    else {
      const sees = seenOf(response, asked, refusal);
      const fields = sees.version === one.got.version && same(sees.connection, one.got.connection);
      gain += isAsSeen(sees, one.got) ? times * (fields ? 1 : 0.9) : -times;
    }
  }
  return gain;
}

const bySituation = (one: Refusal, other: Refusal): number =>
  SITUATION_NAMES.indexOf(one.when) - SITUATION_NAMES.indexOf(other.when);

/** Those that hold for some request before any other does. */
function needed(refusals: readonly Refusal[], cases: readonly Refused[]): readonly Refusal[] {
  const held = new Set(cases.map((one) => refusals.find((refusal) => takes(refusal, one))));
  return refusals.filter((one) => held.has(one));
}

/**
 * Refusals are found one by one, the one that gains most first; what it tells rightly is not asked again.
 * They are tried in the order of the situations, the particular ones before the general.
 *
 * @param cases - what was observed
 * @param response - the response side of the hop, which says what its own answers say
 * @returns the refusals, in the order in which they are tried
 */
export function refusalsOf(cases: readonly Case[], response: HopResponse): readonly Refusal[] {
  const read = cases.map((one) => ({ one, asked: askedOf(one.asked) }));
  const groups = counted(read, ({ one, asked }) =>
    JSON.stringify([requestKey(asked), one.upstream === undefined ? seenKey(one.got) : 'forwarded']),
  );
  const all: readonly Refused[] = groups.map(({ value, times }) => ({
    ...value,
    times,
    holding: new Set(SITUATION_NAMES.filter((when) => SITUATIONS[when](value.asked))),
  }));
  let left = all;
  const found: Refusal[] = [];
  for (;;) {
    let best: { refusal: Refusal; gain: number } | undefined;
    for (const refusal of refusalsFor(left, response)) {
      const gain = gainOf(refusal, left, response);
      if (gain > 0 && (best === undefined || gain > best.gain)) best = { refusal, gain };
    }
    if (best === undefined) return needed(found.toSorted(bySituation), all);
    const { refusal } = best;
    found.push(refusal);
    left = left.filter((refused) => {
      const { one, asked } = refused;
      return (
        !takes(refusal, refused) ||
        (one.upstream === undefined && !isAsSeen(seenOf(response, asked, refusal), one.got))
      );
    });
  }
}
