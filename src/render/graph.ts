/**
 * The machine as nodes and arrows: what every picture and the matrix are drawn from.
 *
 * 1. Walked from `machine.root`, the object that runs; nothing about the machine is written down here.
 * 2. An arrow keeps its guard in words: the name, and the words that the guard is given beside the event.
 */
import { type ArrowMeta, type ConnectionEvent, machine } from '../spec/machine.js';

/** A state, told by the path to it such as `status.NONE.idle`. */
export interface Node {
  readonly id: string;
  readonly region: string;
  /** The id of the state around it, if that is not the region. */
  readonly within: string | undefined;
  readonly name: string;
  readonly initial: boolean;
  readonly leaf: boolean;
}

/** An arrow of the machine; without `to`, it stays where it is. */
export interface GraphArrow extends ArrowMeta {
  readonly from: string;
  readonly to: string | undefined;
  readonly event: ConnectionEvent['type'];
  /** Under what the arrow is taken, in words; none for the last arrow of a list. */
  readonly guard: string | undefined;
}

/** The machine as it is drawn. */
export interface Graph {
  readonly nodes: readonly Node[];
  readonly arrows: readonly GraphArrow[];
  readonly events: readonly ConnectionEvent['type'][];
}

type StateNode = (typeof machine)['root'];

/** What a guard is called: by its name, with those of its words that do not come from the event. */
function guardText(guard: unknown): string | undefined {
  if (guard === undefined || guard === null) return undefined;
  if (typeof guard === 'string') return guard;
  const { guards, name, type, params } = guard as {
    guards?: readonly unknown[];
    /** What combines the guards: and, or, not. */
    name?: string;
    type?: string;
    params?: unknown;
  };
  if (guards !== undefined) {
    const texts = guards.map(guardText);
    return name === 'not' ? `not ${texts.join('')}` : texts.join(` ${name} `);
  }
  const given = typeof params === 'function' ? (params({ event: {} }) as Record<string, unknown>) : {};
  const words = Object.values(given).filter((word): word is string => typeof word === 'string');
  return words.length > 0 ? `${type}: ${words.join(', ')}` : type;
}

function arrowsOf(node: StateNode): readonly GraphArrow[] {
  return [...node.transitions].flatMap(([event, list]) =>
    list.map((arrow) => ({
      ...((arrow.meta as ArrowMeta | undefined) ?? { clause: 'unnamed' }),
      from: node.path.join('.'),
      to: arrow.target?.map((target) => leafOf(target as unknown as StateNode).path.join('.'))[0],
      event: event as ConnectionEvent['type'],
      guard: guardText(arrow.guard),
    })),
  );
}

/** Where an arrow to a state ends: in its initial inner state. */
function leafOf(node: StateNode): StateNode {
  const inner = node.initial?.target?.[0] as unknown as StateNode | undefined;
  return inner === undefined || inner === node ? node : leafOf(inner);
}

function walk(node: StateNode, initial: boolean, into: { nodes: Node[]; arrows: GraphArrow[] }): void {
  const [region = '', ...rest] = node.path;
  const children = Object.values(node.states) as unknown as StateNode[];
  if (rest.length > 0) {
    into.nodes.push({
      id: node.path.join('.'),
      region,
      within: rest.length > 1 ? node.path.slice(0, -1).join('.') : undefined,
      name: node.key,
      initial,
      leaf: children.length === 0,
    });
  }
  into.arrows.push(...arrowsOf(node));
  const first = leafOf(node);
  for (const child of children) {
    const begins = node.path.length === 0 || (initial && leafOf(child) === first);
    walk(child, begins, into);
  }
}

let graph: Graph | undefined;

/**
 * The machine is a graph: states, arrows in the order in which they are tried, and events.
 *
 * @returns the graph, walked once
 */
export function machineGraph(): Graph {
  if (graph === undefined) {
    const into = { nodes: [] as Node[], arrows: [] as GraphArrow[] };
    walk(machine.root, true, into);
    graph = { ...into, events: [...new Set(into.arrows.map((arrow) => arrow.event))] };
  }
  return graph;
}

/**
 * What a state does with an event: its own arrows, or those of the state around it.
 *
 * @param node - the state
 * @param event - the event
 * @returns the arrows in the order in which they are tried; none when the state knows no such event
 */
export function arrowsAt(node: Node, event: string): readonly GraphArrow[] {
  const { arrows, nodes } = machineGraph();
  const own = arrows.filter((arrow) => arrow.from === node.id && arrow.event === event);
  if (own.length > 0 || node.within === undefined) return own;
  const around = nodes.find((one) => one.id === node.within);
  return around === undefined ? own : arrowsAt(around, event);
}
