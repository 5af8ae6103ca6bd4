/**
 * The machine as a table, and the search of it.
 *
 * 1. The machine is asked once about every reachable state and every event; the answers are kept as edges.
 * 2. Where a state answers an event the same way whatever the event carries (its first arrow does not look at it), it is
 *    asked once for all that the event can carry.
 * 3. Monitors are searched in product with the table, breadth first, so that the first break found is a shortest.
 */
import {
  FRAME_STANDARDS,
  type FrameRules,
  type FrameVerdict,
  frameSpace,
  frameVerdictKey,
  permittedForFrame,
} from '../spec/active.js';
import type { ResponseFacts } from '../spec/answer.js';
import type { Verdict } from '../spec/decide.js';
import { EVENTS } from '../spec/events.js';
import type { ConnectionEvent } from '../spec/machine.js';
import { arrowOf, type Connection, keyOf, newConnection, placeOf, type Step, step } from '../spec/step.js';
import { frameTraits, type Traits } from './traits.js';

/** One class of request heads: the machine and the monitors treat all its members alike. */
export interface HeadClass {
  readonly verdict: Verdict;
  readonly traits: Traits;
  /** Where the nearest member stands in the order of counterexamples: smaller is nearer. */
  readonly rank: number;
}

/** One class of frames: the machine and the monitors treat all its members alike. */
export interface FrameClass {
  readonly verdict: FrameVerdict;
  readonly traits: Traits;
}

/**
 * All of frame space falls into classes under some rules.
 *
 * @param rules - the tables to decide by; those of the standards when left out
 * @returns the classes
 */
export function classesOfFrames(rules: FrameRules = FRAME_STANDARDS): readonly FrameClass[] {
  const classes = frameSpace().flatMap((facts) =>
    permittedForFrame(facts, rules).map((verdict) => ({ verdict, traits: frameTraits(facts) })),
  );
  return [...new Map(classes.map((one) => [`${frameVerdictKey(one.verdict)} ${one.traits}`, one])).values()];
}

/** One event of the alphabet as a column of the table; heads and frames carry the traits that monitors read. */
export interface Column {
  readonly event: ConnectionEvent;
  readonly head?: HeadClass;
  readonly frame?: Traits;
}

/** What one event does in one state. */
export interface Edge {
  readonly column: Column;
  readonly step: Step;
  /** Index of the state it leads to. */
  readonly to: number;
  /** `NONE.idle` and so on, before and after. */
  readonly before: string;
  readonly after: string;
  readonly earlier: string;
  readonly client: string;
  readonly moves: boolean;
  readonly unread: boolean;
  /** The answers sent, to whatever request. */
  readonly responses: readonly ResponseFacts[];
  /** Whether the server ends its half. */
  readonly fin: boolean;
}

/** The machine, tabulated. */
export interface Tabulated {
  readonly states: readonly Connection[];
  readonly edges: readonly (readonly Edge[])[];
  readonly columns: readonly Column[];
}

/** Asks a machine for one step; mutants bring their own. */
export type Stepper = (connection: Connection, event: ConnectionEvent) => Step;

/** The regions that only a WebSocket moves: in any other state all their guards fail. */
const OF_FRAMES: readonly string[] = ['message', 'owes', 'sending'];

/**
 * Whether every payload of this event gets the same answer: in each region the first arrow for it stays, and has no
 * guard, or one that looks at nothing but the state and holds.
 */
function sameForAll(taken: Step, type: string, isActive: boolean): boolean {
  return taken.before._nodes.every((node) => {
    if (!isActive && OF_FRAMES.includes(node.path[0] ?? '')) return true;
    const first = node.transitions.get(type)?.[0];
    if (first === undefined) return true;
    if ((first.target?.length ?? 0) > 0) return false;
    const { guard } = first;
    return guard === undefined || (typeof guard === 'string' && taken.arrows.includes(arrowOf(first)));
  });
}

const NONE: readonly ResponseFacts[] = [];

/** One step as an edge. */
function edgeOf(column: Column, taken: Step, to: number): Edge {
  const before = placeOf(taken.before);
  const first = taken.arrows[0];
  return {
    column,
    step: taken,
    to,
    before: before.status,
    after: placeOf(taken.after).status,
    earlier: before.earlier,
    client: before.client,
    moves: first?.moves === true,
    unread: first?.unread === true,
    responses:
      taken.sent.length === 0
        ? NONE
        : taken.sent.flatMap((one) => (one.what === 'response' ? [one.facts] : [])),
    fin: taken.sent.some((one) => one.what === 'fin'),
  };
}

/** Nothing but a reset comes from a client that has finished; what it sent before stands before its FIN. */
const sentByClient = (type: string): boolean => type.startsWith('client.') && type !== 'client.rst';

/**
 * Every reachable state is asked about every event, once.
 *
 * @param heads - the classes of request heads
 * @param ask - how the machine is asked; the machine of the standards when left out
 * @param start - where connections begin
 * @param frames - the classes of frames; those of the standards when left out
 * @returns states and edges
 */
export function tabulate(
  heads: readonly HeadClass[],
  ask: Stepper = step,
  start: Connection = newConnection(),
  frames: readonly FrameClass[] = classesOfFrames(),
): Tabulated {
  const columns: Column[] = [
    ...EVENTS.filter((event) => event.type !== 'client.frame').map((event) => ({ event })),
    ...frames.map(({ verdict, traits }) => ({
      event: { type: 'client.frame', verdict } as const,
      frame: traits,
    })),
    ...heads.map((head) => ({ event: { type: 'client.head', verdict: head.verdict } as const, head })),
  ];
  const states: Connection[] = [start];
  const index = new Map([[keyOf(start), 0]]);
  const edges: Edge[][] = [];
  for (let at = 0; at < states.length; at++) {
    const from = states[at] as Connection;
    const before = placeOf(from);
    const isActive = before.status.startsWith('ACTIVE');
    const shared = new Set<string>();
    edges.push(
      columns.flatMap((column) => {
        const { type } = column.event;
        if (shared.has(type) || (before.client === 'finished' && sentByClient(type))) return [];
        const taken = ask(from, column.event);
        const key = keyOf(taken.after);
        let to = index.get(key);
        if (to === undefined) {
          to = states.push(taken.after) - 1;
          index.set(key, to);
        }
        const edge = edgeOf(column, taken, to);
        if (sameForAll(taken, type, isActive)) shared.add(type);
        return [edge];
      }),
    );
  }
  return { states, edges, columns };
}

/** A monitor: a small automaton over what happens. States are numbers; `BROKEN` ends it. */
export interface Monitor {
  readonly start: number;
  readonly next: (now: number, edge: Edge) => number;
}

/** The state of a monitor whose property does not hold. */
export const BROKEN = -1;

/** A way to a break: the edges taken, in order. */
export interface Path {
  readonly edges: readonly Edge[];
  /** The rank of the farthest head on the way. */
  readonly rank: number;
}

/** A pair of machine state and monitor memory, and how it was reached. */
interface Node {
  readonly state: number;
  readonly memory: number;
  readonly edge: Edge | undefined;
  readonly parent: Node | undefined;
  readonly rank: number;
  readonly length: number;
}

/**
 * A monitor is searched together with the table: breadth first, and of equally short ways the nearest first.
 *
 * @param table - the machine, tabulated
 * @param monitor - the property
 * @param most - how many ways to a break to give
 * @returns the ways, nearest first; empty when there is no break; how many there were, and how many pairs of states were seen
 */
export function search(
  table: Tabulated,
  monitor: Monitor,
  most: number,
): { readonly breaks: readonly Path[]; readonly count: number; readonly visited: number } {
  const width = 64;
  const seen = new Set<number>([monitor.start]);
  const queue: Node[] = [
    { state: 0, memory: monitor.start, rank: 0, length: 0, edge: undefined, parent: undefined },
  ];
  const breaks: Node[] = [];
  for (let at = 0; at < queue.length; at++) {
    const node = queue[at] as Node;
    for (const edge of table.edges[node.state] as readonly Edge[]) {
      const memory = monitor.next(node.memory, edge);
      const key = edge.to * width + memory;
      if (memory !== BROKEN && seen.has(key)) continue;
      const rank = Math.max(node.rank, edge.column.head?.rank ?? 0);
      const next: Node = { state: edge.to, memory, edge, parent: node, rank, length: node.length + 1 };
      if (memory === BROKEN) breaks.push(next);
      else {
        seen.add(key);
        queue.push(next);
      }
    }
  }
  breaks.sort((a, b) => a.length - b.length || a.rank - b.rank);
  return { breaks: breaks.slice(0, most).map(pathOf), count: breaks.length, visited: seen.size };
}

/**
 * The same events with another head in the place of the one that matters: is the break there too?
 *
 * @param path - a way to a break, with one head on it
 * @param head - the class to put in its place
 * @param monitor - the property
 * @param ask - how the machine is asked
 * @param start - where connections begin
 * @returns the way with this head, if it breaks the property as well
 */
export function replay(
  path: Path,
  head: HeadClass,
  monitor: Monitor,
  ask: Stepper = step,
  start: Connection = newConnection(),
): Path | undefined {
  const edges: Edge[] = [];
  let now = start;
  let memory = monitor.start;
  for (const { column } of path.edges) {
    const event: ConnectionEvent =
      column.head === undefined ? column.event : { type: 'client.head', verdict: head.verdict };
    const taken = ask(now, event);
    const edge = edgeOf(column.head === undefined ? column : { event, head }, taken, 0);
    memory = memory === BROKEN ? BROKEN : monitor.next(memory, edge);
    edges.push(edge);
    now = taken.after;
  }
  return memory === BROKEN ? { edges, rank: head.rank } : undefined;
}

/** The edges from the start to a node. */
function pathOf(last: Node): Path {
  const edges: Edge[] = [];
  for (let node: Node | undefined = last; node?.edge !== undefined; node = node.parent)
    edges.unshift(node.edge);
  return { edges, rank: last.rank };
}
