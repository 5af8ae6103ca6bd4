/** The machine as a picture: Mermaid, DOT and SVG; as a table of arrows. Deviation arrows are dashed or say so. */
import { clause } from '../spec/clauses/index.js';
import { type Graph, type GraphArrow, machineGraph, type Node } from './graph.js';
import type { Grid } from './grid.js';

/** Arrows between the same two states, drawn as one line. */
interface Line {
  readonly from: string;
  readonly to: string;
  readonly deviation: boolean;
  readonly arrows: readonly GraphArrow[];
}

/**
 * The lines of a picture: one for each pair of states, deviations apart.
 *
 * @param graph - the machine
 * @returns the lines in the order in which the machine names them
 */
export function linesOf(graph: Graph): readonly Line[] {
  const lines = new Map<string, Line>();
  for (const arrow of graph.arrows) {
    if (arrow.to === undefined) continue;
    const deviation = arrow.deviation === true;
    const key = `${arrow.from} ${arrow.to} ${deviation}`;
    const line = lines.get(key) ?? { from: arrow.from, to: arrow.to, deviation, arrows: [] };
    lines.set(key, { ...line, arrows: [...line.arrows, arrow] });
  }
  return [...lines.values()];
}

const label = (arrow: GraphArrow): string => `${arrow.event} (${arrow.clause})`;
const labels = (line: Line): readonly string[] => [...new Set(line.arrows.map(label))];
const identifier = (id: string): string => id.replaceAll(/[^A-Za-z0-9]/g, '_');
const title = (node: Node): string => node.id.split('.').slice(1).join('.');
const outers = (graph: Graph): readonly Node[] => graph.nodes.filter((node) => !node.leaf);
const leaves = (graph: Graph): readonly Node[] => graph.nodes.filter((node) => node.leaf);

/**
 * The machine as a Mermaid state diagram. Mermaid cannot draw a state diagram's arrow dashed, so deviations say so.
 *
 * @param graph - the machine
 * @returns the diagram's text
 */
export function machineMermaid(graph: Graph = machineGraph()): string {
  const node = (one: Node): string =>
    `  state "${one.leaf ? title(one) : `any state of ${title(one)}`}" as ${identifier(one.id)}`;
  const begin = leaves(graph).filter((one) => one.initial);
  return [
    'stateDiagram-v2',
    '  %% drawn from the machine that runs; arrows of "any state of X" hold in each state X.*',
    ...graph.nodes.map(node),
    ...begin.map((one) => `  [*] --> ${identifier(one.id)}`),
    ...linesOf(graph).map(
      (line) =>
        `  ${identifier(line.from)} --> ${identifier(line.to)} : ` +
        (line.deviation ? 'DEVIATION ' : '') +
        labels(line).join('<br/>'),
    ),
    ...(linesOf(graph).some((line) => line.deviation)
      ? ['  %% DEVIATION: no verdict of the standards enables the arrow; only a product takes it']
      : []),
    '',
  ].join('\n');
}

const quoted = (text: string): string => `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;

function dotCluster(graph: Graph, outer: Node): readonly string[] {
  const inner = leaves(graph).filter((node) => node.within === outer.id);
  return [
    `  subgraph ${quoted(`cluster_${outer.id}`)} {`,
    `    label=${quoted(title(outer))};`,
    ...inner.map((node) => `    ${quoted(node.id)} [label=${quoted(node.name)}];`),
    '  }',
  ];
}

function dotLine(graph: Graph, line: Line): string {
  const from = graph.nodes.find((node) => node.id === line.from);
  const attributes = [`label=${quoted(labels(line).join('\n')).replaceAll('\n', '\\n')}`];
  if (line.deviation) attributes.push('style=dashed');
  let tail = line.from;
  if (from !== undefined && !from.leaf) {
    tail = leaves(graph).find((node) => node.within === from.id)?.id ?? line.from;
    attributes.push(`ltail=${quoted(`cluster_${from.id}`)}`);
  }
  return `  ${quoted(tail)} -> ${quoted(line.to)} [${attributes.join(', ')}];`;
}

/**
 * The machine for Graphviz: states in clusters, deviations dashed.
 *
 * @param graph - the machine
 * @returns the graph's text
 */
export function machineDot(graph: Graph = machineGraph()): string {
  const alone = leaves(graph).filter((node) => node.within === undefined);
  const begin = leaves(graph).filter((node) => node.initial);
  return [
    'digraph connection {',
    '  compound=true; rankdir=LR; node [shape=box, style=rounded]; fontname="sans-serif";',
    ...outers(graph).flatMap((outer) => dotCluster(graph, outer)),
    ...alone.map((node) => `  ${quoted(node.id)} [label=${quoted(`${node.region}: ${node.name}`)}];`),
    ...begin.flatMap((node) => [
      `  ${quoted(`begin ${node.region}`)} [shape=point];`,
      `  ${quoted(`begin ${node.region}`)} -> ${quoted(node.id)};`,
    ]),
    ...linesOf(graph).map((line) => dotLine(graph, line)),
    '}',
    '',
  ].join('\n');
}

/**
 * Every arrow of the machine, one row each, in the order in which they are tried.
 *
 * @param graph - the machine
 * @returns the grid
 */
export function machineGrid(graph: Graph = machineGraph()): Grid {
  return {
    head: ['from', 'event', 'if', 'to', 'sends', 'clause', 'source', 'row'],
    rows: graph.arrows.map((arrow) => [
      arrow.from,
      arrow.event,
      arrow.guard ?? '',
      (arrow.to ?? (arrow.unread === true ? '(unread)' : '(stays)')) +
        (arrow.deviation === true ? ' - DEVIATION' : ''),
      (arrow.sends ?? []).join(', '),
      arrow.clause,
      clause(arrow.clause)?.sources[0]?.anchor ?? '',
      arrow.row ?? '',
    ]),
  };
}
