/**
 * Search of the tabulated machine against `xstate/graph` on the same machine, with the same events.
 *
 * The peer is favoured: it searches for states alone, where ours searches for them in product with a monitor; its
 * events are serialized by a lookup, and its states by the key that ours are told apart by.
 */
import { getAdjacencyMap, getShortestPaths } from 'xstate/graph';
import { rulesOf, STANDARDS_DIALECT } from '../../src/dialects/dialect.js';
import { INVARIANTS } from '../../src/explore/invariants.js';
import { type HeadClass, search, tabulate } from '../../src/explore/search.js';
import { classesOfSpace } from '../../src/explore/verify.js';
import { type ConnectionEvent, machine } from '../../src/spec/machine.js';
import { type Connection, keyOf, placeOf } from '../../src/spec/step.js';
import { factor, median, type Row, ratio, takeTurns, time } from './rounds.js';

/** How many classes of heads are taken, evenly from all: the peer must finish in seconds. */
const HEADS = 60;
const ROUNDS = 5;
/** The search alone is too short to be timed once. */
const REPEATED = 20;

function someHeads(): readonly HeadClass[] {
  const { classes } = classesOfSpace(rulesOf(STANDARDS_DIALECT));
  const every = Math.ceil(classes.length / HEADS);
  return classes.filter((_, at) => at % every === 0);
}

/** What the peer is told: the events that ours asks about, no more and no fewer. */
function optionsFor(events: readonly ConnectionEvent[]) {
  const names = new Map(events.map((event, at) => [event, `${at}`]));
  const afterFin = events.filter(({ type }) => !type.startsWith('client.') || type === 'client.rst');
  return {
    events: (state: Connection) => (placeOf(state).client === 'finished' ? afterFin : events),
    serializeState: keyOf,
    serializeEvent: (event: ConnectionEvent) => names.get(event) ?? '',
  };
}

/** The rows about search. */
export function searchRows(): readonly Row[] {
  const heads = someHeads();
  const table = tabulate(heads);
  const options = optionsFor(table.columns.map(({ event }) => event));
  const monitor = INVARIANTS[0]?.monitor;
  if (monitor === undefined) throw new Error('there is no invariant to search for');

  const [searching = [], tabulating = [], paths = [], map = []] = takeTurns(
    ROUNDS,
    { work: () => search(table, monitor, 8), times: REPEATED },
    { work: () => tabulate(heads) },
    { work: () => getShortestPaths(machine, options) },
    { work: () => getAdjacencyMap(machine, options) },
  );
  const found = getShortestPaths(machine, options).length;
  if (found !== table.states.length)
    throw new Error(`the peer found ${found} states, not those of the table`);

  const whole = tabulating.map((one, round) => one + (searching[round] ?? Number.NaN));
  const fast = ratio(paths, searching);
  const sizes = `${heads.length} classes of heads, ${table.columns.length} events, ${table.states.length} states`;
  return [
    {
      measured: `search of the table for one monitor, against \`getShortestPaths\` (${sizes})`,
      figure: `${factor(fast)} as fast (${time(median(searching))}; ${time(median(paths))})`,
      target: 'at least 50 times',
      met: fast >= 50,
    },
    {
      measured: 'tabulation, against `getAdjacencyMap`',
      figure: `${factor(ratio(map, tabulating))} as fast (${time(median(tabulating))}; ${time(median(map))})`,
    },
    {
      measured: 'tabulation and one search, against `getShortestPaths`',
      figure: `${factor(ratio(paths, whole))} as fast (${time(median(whole))}; ${time(median(paths))})`,
    },
    allInvariants(table, tabulating, paths),
  ];
}

/** One table serves every invariant; the peer begins anew for each. */
function allInvariants(
  table: ReturnType<typeof tabulate>,
  tabulating: readonly number[],
  paths: readonly number[],
): Row {
  const [searching = []] = takeTurns(ROUNDS, {
    work: () => INVARIANTS.map(({ monitor }) => search(table, monitor, 8)),
  });
  const whole = tabulating.map((one, round) => one + (searching[round] ?? Number.NaN));
  const each = paths.map((one) => one * INVARIANTS.length);
  return {
    measured: `tabulation once and a search for each of ${INVARIANTS.length} monitors, against as many \`getShortestPaths\``,
    figure: `${factor(ratio(each, whole))} as fast (${time(median(whole))}; ${time(median(each))}, reckoned)`,
  };
}
