/**
 * Does anything permitted break an invariant? All of fact space for the standards, spelling space for a
 * dialect.
 *
 * 1. Request heads become classes: what the machine and the monitors cannot tell apart is one class, and each
 *    class keeps the member that is nearest to the reference handshake.
 * 2. The machine is searched with every class, every choice of application and policy, pipelining, FIN, RST
 *    and limits.
 * 3. Of a dialect this shows breaks, or that there is none in what is known of it; it never shows that a
 *    product holds.
 */
import { type Dialect, rulesOf, verdictOf } from '../dialects/dialect.js';
import { type Axis, type Facts, VALUES } from '../spec/axes.js';
import { decideSeen, type Rules, type Verdict, verdictKey } from '../spec/decide.js';
import { factsOf } from '../spec/facts.js';
import { machine } from '../spec/machine.js';
import { type Arrow, arrowOf, type Connection, type Step, step } from '../spec/step.js';
import { seeing } from '../spec/table.js';
import { nearest, rankOf, SPACE_SIZE, type Walked, walk } from './cubes.js';
import { type SpelledHead, spelledHeads } from './heads.js';
import { INVARIANTS, type Invariant } from './invariants.js';
import { POSITION, positionsThatMatter, RELATIONS, subjectOf } from './relations.js';
import {
  type HeadClass,
  type Path,
  replay,
  type Stepper,
  search,
  type Tabulated,
  tabulate,
} from './search.js';
import { obstacle, spell } from './spell.js';
import { traitsSeen } from './traits.js';

/** A way to a break, with the argument. */
export interface Counterexample {
  /** The octets of the request that matters, where a head can have its facts. */
  readonly octets: Uint8Array | undefined;
  /** Its facts; none where the break needs no complete request. */
  readonly facts: Facts | undefined;
  /** On which axes it differs from the reference handshake. */
  readonly differs: readonly Axis[];
  readonly steps: readonly Step[];
  readonly says: string;
}

/** An invariant that does not hold, with ways to its break, nearest first. */
export interface Broken {
  readonly invariant: string;
  readonly sentence: string;
  /** The anchors of the texts behind the invariant. */
  readonly clauses: readonly string[];
  readonly strength: 'breaks' | 'departs' | 'asks';
  /** Whether no single sentence says it: it follows from several. */
  readonly derived: boolean;
  readonly counterexamples: readonly Counterexample[];
  /** How many classes of heads, or pairs of heads, break it; of other ways, how many were found. */
  readonly count: number;
}

/** What was explored, and what was found. */
export interface Verification {
  readonly dialect: string;
  readonly points: number;
  readonly cubes: number;
  readonly classes: number;
  readonly states: number;
  readonly columns: number;
  readonly heads: number;
  readonly invariants: readonly string[];
  readonly arrows: { readonly taken: number; readonly all: number; readonly untaken: readonly string[] };
  readonly guards: { readonly bothWays: number; readonly all: number; readonly oneWay: readonly string[] };
  readonly deviationArrows: { readonly all: number; readonly enabled: number };
  readonly broken: readonly Broken[];
}

/** A class of heads with its nearest member. */
export interface Witnessed extends HeadClass {
  readonly facts: Facts;
  readonly differs: readonly Axis[];
  readonly octets?: Uint8Array;
}

/** Collects classes, keeping the nearest member of each. */
function collector(): {
  readonly add: (
    verdict: Verdict,
    traits: number,
    rank: number,
    member: () => Omit<Witnessed, keyof HeadClass>,
  ) => void;
  readonly classes: () => Witnessed[];
} {
  const keys = new Map<Verdict, number>();
  const numbers = new Map<string, number>();
  const best = new Map<number, Witnessed>();
  return {
    add: (verdict, traits, rank, member) => {
      let key = keys.get(verdict);
      if (key === undefined) {
        const text = verdictKey(verdict);
        key = numbers.get(text) ?? numbers.size;
        numbers.set(text, key);
        keys.set(verdict, key);
      }
      // traits are fifteen bits
      const whole = key * 32768 + traits;
      const known = best.get(whole);
      if (known === undefined || rank < known.rank) best.set(whole, { verdict, traits, rank, ...member() });
    },
    classes: () => [...best.values()],
  };
}

/**
 * All of fact space falls into classes of heads under some rules.
 *
 * @param rules - the tables to decide by
 * @returns the classes, and the numbers of cubes and points
 */
export function classesOfSpace(rules: Rules): { readonly classes: Witnessed[]; readonly walked: Walked } {
  const collected = collector();
  const walked = walk(
    (see) => {
      const verdicts = decideSeen(rules, see);
      const mayOpen = verdicts.some((verdict) => verdict.takes === 'handshake' || verdict.mayGrant);
      return { verdicts, traits: traitsSeen(see, mayOpen) };
    },
    ({ verdicts, traits }, cube) => {
      const rank = rankOf(cube);
      for (const verdict of verdicts) collected.add(verdict, traits, rank, () => nearest(cube));
    },
  );
  return { classes: collected.classes(), walked };
}

/** The classes of spelled heads: the dialect reads them its way, the traits are those the standards read. */
function classesOfHeads(dialect: Dialect, heads: readonly SpelledHead[]): Witnessed[] {
  const collected = collector();
  for (const { octets, facts, differs, rank } of heads) {
    const read = factsOf(octets, dialect.reading);
    if (read.outcome === 'need-more') continue;
    const verdict = verdictOf(dialect, read);
    const traits = traitsSeen(seeing(VALUES, facts), true);
    collected.add(verdict, traits, rank, () => ({ facts, differs, octets }));
  }
  return collected.classes();
}

/** The argument of a way to a break, in one sentence. */
function argument(invariant: Invariant, path: Path): string {
  const events = path.edges.map((edge) => edge.column.event.type).join(', then ');
  const last = path.edges
    .at(-1)
    ?.step.sent.map((one) => (one.what === 'response' ? one.facts.status : one.what));
  return `${events}: the server sends ${last?.join(', ') || 'nothing'}, but ${invariant.sentence.charAt(0).toLowerCase()}${invariant.sentence.slice(1)}`;
}

function counterexample(invariant: Invariant, path: Path): Counterexample {
  const heads = path.edges.flatMap((edge) =>
    edge.column.head === undefined ? [] : [edge.column.head as Witnessed],
  );
  const head = heads.reduce<Witnessed | undefined>(
    (far, one) => (far === undefined || one.rank > far.rank ? one : far),
    undefined,
  );
  const octets =
    head?.octets ??
    (head !== undefined && obstacle(head.facts) === undefined ? spell(head.facts) : undefined);
  return {
    octets,
    facts: head?.facts,
    differs: head?.differs ?? [],
    steps: path.edges.map((edge) => edge.step),
    says: argument(invariant, path),
  };
}

/** How many ways to a break are told. */
const MOST = 8;

/** The heads on a way. */
const headsOn = (path: Path): number => path.edges.filter((edge) => edge.column.head !== undefined).length;

/**
 * The ways to the break of one invariant: the shortest, with each class of heads that breaks it as well.
 * Where a way needs no head or several, the ways as they were found.
 */
function waysToBreak(
  table: Tabulated,
  invariant: Invariant,
  ask: Stepper | undefined,
  start: Connection | undefined,
): { readonly ways: readonly Path[]; readonly count: number } {
  const { breaks, count } = search(table, invariant.monitor, MOST);
  const shortest = breaks[0];
  if (shortest === undefined || headsOn(shortest) !== 1) return { ways: breaks, count };
  const classes = table.columns.flatMap(({ head }) => (head === undefined ? [] : [head]));
  const ways = classes
    .sort((a, b) => a.rank - b.rank)
    .flatMap((head) => replay(shortest, head, invariant.monitor, ask, start) ?? []);
  return { ways: ways.slice(0, MOST), count: ways.length };
}

/**
 * Every invariant is searched for in a table of the machine.
 *
 * @param table - the machine with its head classes
 * @param ask - how the machine is asked, when it is a mutant
 * @param start - where its connections begin
 * @returns the invariants that break
 */
export function breaksIn(table: Tabulated, ask?: Stepper, start?: Connection): readonly Broken[] {
  return INVARIANTS.flatMap((invariant) => {
    const { ways, count } = waysToBreak(table, invariant, ask, start);
    if (ways.length === 0) return [];
    return [
      {
        invariant: invariant.id,
        sentence: invariant.sentence,
        clauses: invariant.sources,
        strength: invariant.strength,
        derived: invariant.derived === true,
        counterexamples: ways.map((path) => counterexample(invariant, path)),
        count,
      },
    ];
  });
}

/** The relations that two spelled heads break. */
function relationsBroken(
  dialect: Dialect,
  heads: readonly SpelledHead[],
  table: Tabulated,
): readonly Broken[] {
  const subject = subjectOf(dialect);
  const between = RELATIONS.flatMap((relation): Broken[] => {
    const found = relation.differences(subject, heads);
    if (found.length === 0) return [];
    return [
      {
        invariant: relation.id,
        sentence: relation.sentence,
        clauses: relation.sources,
        strength: relation.strength,
        derived: relation.derived === true,
        counterexamples: found.slice(0, MOST).map(({ other, says }) => ({
          octets: other.octets,
          facts: other.facts,
          differs: other.differs,
          steps: [],
          says,
        })),
        count: found.length,
      },
    ];
  });
  const positions = positionsThatMatter(table);
  if (positions.length === 0) return between;
  return [
    ...between,
    {
      invariant: POSITION.id,
      sentence: POSITION.sentence,
      clauses: POSITION.sources,
      strength: POSITION.strength,
      derived: false,
      counterexamples: [],
      count: positions.length,
    },
  ];
}

/** Every arrow of the machine, by the state it leaves and its place there. */
function arrowsOfMachine(): readonly {
  readonly name: string;
  readonly deviation: boolean;
  readonly guarded: boolean;
  readonly arrow: unknown;
}[] {
  const found: { name: string; deviation: boolean; guarded: boolean; arrow: unknown }[] = [];
  const visit = (node: typeof machine.root): void => {
    for (const [type, list] of node.transitions) {
      list.forEach((arrow, place) => {
        const meta = arrow.meta as { readonly deviation?: true } | undefined;
        found.push({
          name: `${node.path.join('.')} ${type} ${place + 1}`,
          deviation: meta?.deviation === true,
          guarded: arrow.guard !== undefined,
          arrow: arrowOf(arrow),
        });
      });
    }
    for (const child of Object.values(node.states)) visit(child as typeof machine.root);
  };
  visit(machine.root);
  return found;
}

/**
 * The list that each arrow of the machine stands in: those before it were asked first, and their guards
 * failed.
 */
function listsOfMachine(): ReadonlyMap<Arrow, readonly Arrow[]> {
  const lists = new Map<Arrow, readonly Arrow[]>();
  const visit = (node: typeof machine.root): void => {
    for (const list of node.transitions.values()) {
      const arrows = list.map(arrowOf);
      for (const arrow of arrows) lists.set(arrow, arrows);
    }
    for (const child of Object.values(node.states)) visit(child as typeof machine.root);
  };
  visit(machine.root);
  return lists;
}

/** A stepper that remembers which arrows were taken, and which guards were seen to hold and to fail. */
function counting(): {
  readonly ask: Stepper;
  readonly taken: ReadonlySet<unknown>;
  readonly passed: ReadonlySet<unknown>;
} {
  const taken = new Set<unknown>();
  const passed = new Set<unknown>();
  const lists = listsOfMachine();
  const ask: Stepper = (connection, event) => {
    const done = step(connection, event);
    for (const arrow of done.arrows) {
      if (taken.has(arrow)) continue;
      taken.add(arrow);
      for (const before of lists.get(arrow) ?? []) {
        if (before === arrow) break;
        passed.add(before);
      }
    }
    return done;
  };
  return { ask, taken, passed };
}

/**
 * A dialect is explored against every invariant.
 *
 * @param dialect - the standards, in all of fact space, or a product, in spelling space
 * @returns what was explored, with every count, and the invariants that break, nearest counterexample first
 * @example
 * import { resolveDialect, STANDARDS_DIALECT, verify } from 'after101';
 *
 * verify(STANDARDS_DIALECT).broken.length; // 0
 */
export function verify(dialect: Dialect): Verification {
  const isStandards = dialect.product === 'rfc';
  const heads = spelledHeads();
  const space = isStandards ? classesOfSpace(rulesOf(dialect)) : undefined;
  const classes = space?.classes ?? classesOfHeads(dialect, heads);
  const { ask, taken, passed } = counting();
  const table = tabulate(classes, ask);
  const all = arrowsOfMachine();
  const deviations = all.filter((one) => one.deviation);
  const guarded = all.filter((one) => one.guarded);
  const bothWays = guarded.filter((one) => taken.has(one.arrow) && passed.has(one.arrow));
  return {
    dialect: dialect.name,
    points: isStandards ? SPACE_SIZE : 0,
    cubes: space?.walked.cubes ?? 0,
    classes: classes.length,
    states: table.states.length,
    columns: table.columns.length,
    heads: heads.length,
    invariants: [...INVARIANTS.map((one) => one.id), ...RELATIONS.map((one) => one.id), POSITION.id],
    arrows: {
      taken: all.filter((one) => taken.has(one.arrow)).length,
      all: all.length,
      untaken: all.filter((one) => !taken.has(one.arrow)).map((one) => one.name),
    },
    guards: {
      bothWays: bothWays.length,
      all: guarded.length,
      oneWay: guarded.filter((one) => !bothWays.includes(one)).map((one) => one.name),
    },
    deviationArrows: {
      all: deviations.length,
      enabled: deviations.filter((one) => taken.has(one.arrow)).length,
    },
    broken: [...breaksIn(table), ...relationsBroken(dialect, heads, table)],
  };
}
