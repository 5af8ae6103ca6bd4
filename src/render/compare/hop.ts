/**
 * One intermediary in plain sentences: its effects, and what several of them have in common.
 *
 * 1. A value that no case decided is not told as an effect, but listed with what is open.
 */
import { defaultsOf } from '../../dialects/hops/defaults.js';
import { EFFECTS, effectWords, type HopColumn } from './effects.js';
import { type Part, PLAIN, type Shows } from './product.js';
import { inWords } from './words.js';

/** The effects of an intermediary that are known, side by side with their words. */
function effectLines({ cells }: HopColumn, side: string, told: (at: number) => boolean): readonly string[] {
  return EFFECTS.flatMap((effect, at) => {
    const cell = cells[at];
    const isTold = cell !== undefined && cell.known !== 'unknown' && effect.side === side && told(at);
    return isTold ? [`${effect.about}: ${cell.says}`] : [];
  });
}

/**
 * What several intermediaries have in common: the places of the effects that are known of all, with the
 * same value.
 *
 * @param columns - the intermediaries
 * @returns places; none for a single one
 */
export function commonEffects(columns: readonly HopColumn[]): ReadonlySet<number> {
  if (columns.length < 2) return new Set();
  const [first] = columns;
  const isCommon = (at: number): boolean =>
    columns.every(
      ({ cells }) => cells[at]?.known !== 'unknown' && cells[at]?.value === first?.cells[at]?.value,
    );
  return new Set(EFFECTS.flatMap((_, at) => (isCommon(at) ? [at] : [])));
}

/**
 * What is common, in words.
 *
 * @param column - one of those that have it in common
 * @param common - the places of the effects
 * @returns the parts
 */
export function commonParts(column: HopColumn, common: ReadonlySet<number>): readonly Part[] {
  const lines = (side: string) => effectLines(column, side, (at) => common.has(at));
  return [
    { title: 'Towards the server', lines: lines('request') },
    { title: 'Towards the client', lines: lines('response') },
  ].filter((part) => part.lines.length > 0);
}

/**
 * What an intermediary does, part by part.
 *
 * @param column - the intermediary
 * @param shows - how ids are shown
 * @param common - the places of effects that are told elsewhere
 * @returns the parts
 */
export function hopParts(
  column: HopColumn,
  shows: Shows = PLAIN,
  common: ReadonlySet<number> = new Set(),
): readonly Part[] {
  const { hop, cells, refuses } = column;
  const lines = (side: string) => effectLines(column, side, (at) => !common.has(at));
  const open = EFFECTS.flatMap(({ name }, at) => {
    const cell = cells[at];
    return cell?.known === 'unknown' ? [`${shows.id(name)} ${cell.value}`] : [];
  });
  const residue = hop.residue ?? [];
  const exchanges = `${residue.length} exchange${residue.length === 1 ? '' : 's'}`;
  const such = `${exchanges}, such as ${inWords(residue.slice(0, 3).map(shows.id))}`;
  const parts: readonly Part[] = [
    { title: 'Towards the server', lines: lines('request') },
    { title: 'What it does not forward', lines: refuses },
    { title: 'Towards the client', lines: lines('response') },
    { title: 'Seen and not explained by this', lines: residue.length === 0 ? [] : [such] },
    { title: 'No case decided these parameters, and they are assumed', lines: open, isList: true },
  ];
  return parts.filter((part) => part.lines.length > 0);
}

/**
 * What a product does by itself, by version, as its own documentation has it; nothing for one of which none
 * is known.
 *
 * @param product - such as `nginx`
 * @param shows - how names are shown
 * @returns one line for each range of versions
 */
export function defaultLines(product: string, shows: Shows = PLAIN): readonly string[] {
  return defaultsOf(product).map(({ from, until, request, measured, documented }) => {
    const since = from === undefined ? '' : `from ${from} on`;
    const range = [since, until === undefined ? '' : `until ${until}`].filter((one) => one !== '').join(' ');
    const does = Object.entries(request).map(([name, value]) => effectWords(`request.${name}`, value));
    const { says, source, date } = documented;
    const seen = `measured: ${inWords(measured.map(shows.id))}`;
    const told = `documented: "${says}" ${source}, ${date}`;
    return `${range}, where nothing is configured: ${does.join('; ')} (${seen}; ${told})`;
  });
}
