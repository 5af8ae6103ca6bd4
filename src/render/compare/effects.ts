/**
 * The effects of intermediaries: what each makes of a request and of its answer, parameter by parameter.
 *
 * 1. The parameters and their words are those of `dialects/hops/`; nothing about an intermediary is written
 *    here.
 * 2. A value that no case decided is unknown, and printed as assumed.
 * 3. Intermediaries with the same two sides are one group.
 */

import { HOPS } from '../../dialects/hops/catalogue.js';
import type { Hop, Refusal } from '../../dialects/hops/hop.js';
import { REQUEST_PARAMETERS } from '../../dialects/hops/request-parameters.js';
import { RESPONSE_PARAMETERS } from '../../dialects/hops/response-parameters.js';
import type { Known } from './matrix.js';

/** A parameter: what it is about, and its values in words. */
export interface Effect {
  /** Such as `request.upgrade`. */
  readonly name: string;
  readonly side: 'request' | 'response';
  readonly about: string;
  readonly values: Readonly<Record<string, string>>;
}

/** A value of an intermediary. */
export interface EffectCell {
  readonly known: Known;
  readonly value: string;
  readonly says: string;
}

/** One intermediary: its cells in the order of the effects. */
export interface HopColumn {
  readonly hop: Hop;
  readonly cells: readonly EffectCell[];
  /** What it does not forward, in words. */
  readonly refuses: readonly string[];
}

/** All intermediaries. */
export interface EffectMatrix {
  readonly effects: readonly Effect[];
  readonly columns: readonly HopColumn[];
  readonly groups: readonly (readonly HopColumn[])[];
}

type Parameters = Readonly<
  Record<string, { readonly about: string; readonly values: Readonly<Record<string, string>> }>
>;

const effectsOf = (side: Effect['side'], parameters: Parameters): readonly Effect[] =>
  Object.entries(parameters).map(([name, { about, values }]) => ({
    name: `${side}.${name}`,
    side,
    about,
    values,
  }));

/** Every parameter, those of the request first. */
export const EFFECTS: readonly Effect[] = [
  ...effectsOf('request', REQUEST_PARAMETERS),
  ...effectsOf('response', RESPONSE_PARAMETERS),
];

/** The words of a value of an effect; the value where there are none. */
export function effectWords(name: string, value: string): string {
  const values = EFFECTS.find((effect) => effect.name === name)?.values ?? {};
  return Object.hasOwn(values, value) ? (values[value] ?? value) : value;
}

function cellOf(hop: Hop, { name, side }: Effect): EffectCell {
  const chosen: Readonly<Record<string, unknown>> = { ...hop[side] };
  const value = String(chosen[name.slice(side.length + 1)]);
  const isOpen = hop.assumed?.includes(name) === true;
  return {
    known: isOpen ? 'unknown' : hop.evidence.kind,
    value,
    says: effectWords(name, value),
  };
}

/** A refusal in words. */
function refusalWords({ when, at, status, fate, upgrade }: Refusal): string {
  const from =
    at === undefined
      ? ''
      : at === 'old'
        ? ' from a client below HTTP/1.1'
        : ' from a client at HTTP/1.1 or later';
  const names = upgrade === undefined ? '' : `, naming ${upgrade} in Upgrade`;
  const answer = status === 'none' ? 'no answer' : `its own ${status}${names}`;
  return `${when}${from}: ${answer}${fate === 'closed' ? ', and closes' : ''}`;
}

let known: EffectMatrix | undefined;

/**
 * The matrix of all intermediaries, made once.
 *
 * @returns effects, columns and groups
 */
export function effectMatrix(): EffectMatrix {
  if (known !== undefined) return known;
  const columns = HOPS.map(
    (hop): HopColumn => ({
      hop,
      cells: EFFECTS.map((effect) => cellOf(hop, effect)),
      refuses: hop.request.refusals.map(refusalWords),
    }),
  );
  const groups = new Map<string, HopColumn[]>();
  for (const column of columns) {
    const key = JSON.stringify([column.hop.request, column.hop.response]);
    groups.set(key, [...(groups.get(key) ?? []), column]);
  }
  known = { effects: EFFECTS, columns, groups: [...groups.values()] };
  return known;
}
