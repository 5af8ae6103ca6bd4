/**
 * The values of parameters that cost least.
 *
 * 1. Deterministic: groups and values are tried in the order they are declared, and the first that costs
 *    least stays.
 * 2. Parameters that depend on one another stand in one group, which is searched whole.
 */

/** Parameters by name, each with its values. */
export type Parameters = Readonly<Record<string, { readonly values: object }>>;
/** A value for each parameter. */
export type Chosen = Readonly<Record<string, string>>;
/** What a choice costs; reckoned no further than `most`. */
export type Cost = (chosen: Chosen, most: number) => number;

const valuesOf = (parameters: Parameters, name: string): readonly string[] =>
  Object.keys(parameters[name]?.values ?? {});

const firstOf = (parameters: Parameters): Chosen =>
  Object.fromEntries(Object.keys(parameters).map((name) => [name, valuesOf(parameters, name)[0] ?? '']));

/** Every way to choose values for a group of parameters, those declared first before the others. */
function* choices(parameters: Parameters, group: readonly string[]): Generator<Chosen> {
  const [name, ...others] = group;
  if (name === undefined) {
    yield {};
    return;
  }
  for (const value of valuesOf(parameters, name)) {
    for (const rest of choices(parameters, others)) yield { [name]: value, ...rest };
  }
}

/**
 * Groups are searched whole, one after the other, until no group betters the cost.
 *
 * @param parameters - what is chosen
 * @param groups - which parameters are searched together, in this order
 * @param cost - what a choice costs
 * @returns the choice that costs least, as far as the groups reach
 */
export function search(parameters: Parameters, groups: readonly (readonly string[])[], cost: Cost): Chosen {
  let best = firstOf(parameters);
  let least = cost(best, Number.POSITIVE_INFINITY);
  for (let better = true; better; ) {
    better = false;
    for (const group of groups) {
      for (const change of choices(parameters, group)) {
        if (least === 0) return best;
        const chosen = { ...best, ...change };
        const now = cost(chosen, least);
        if (now >= least) continue;
        [best, least, better] = [chosen, now, true];
      }
    }
  }
  return best;
}

/**
 * Values that are known from elsewhere are taken where they cost no more.
 *
 * @param chosen - what was found
 * @param known - values for some parameters
 * @param cost - what a choice costs
 * @returns the choice with the known values in it
 */
export function adopt(chosen: Chosen, known: Partial<Chosen>, cost: Cost): Chosen {
  let best = chosen;
  const least = cost(chosen, Number.POSITIVE_INFINITY);
  for (const [name, value] of Object.entries(known)) {
    if (value === undefined || best[name] === value) continue;
    const other = { ...best, [name]: value };
    if (cost(other, least + 1) <= least) best = other;
  }
  return best;
}

/**
 * The parameters for which another value costs no more.
 *
 * @param parameters - what was chosen
 * @param chosen - the choice
 * @param cost - what a choice costs
 * @returns their names
 */
export function undecidedOf(parameters: Parameters, chosen: Chosen, cost: Cost): readonly string[] {
  const least = cost(chosen, Number.POSITIVE_INFINITY);
  return Object.keys(parameters).filter((name) =>
    valuesOf(parameters, name).some(
      (value) => value !== chosen[name] && cost({ ...chosen, [name]: value }, least + 1) <= least,
    ),
  );
}
