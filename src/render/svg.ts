/** The machine as SVG, laid out by us: the connection's four outer states side by side, the other regions below. */
import { type Graph, machineGraph, type Node } from './graph.js';
import { linesOf } from './machine.js';

const WIDE = 150;
const HIGH = 34;
const COLUMN = 260;
const ROW = 74;

interface Box {
  readonly node: Node;
  readonly x: number;
  readonly y: number;
  readonly wide: number;
  readonly high: number;
}

/** Text as it stands in XML. */
export const xml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** A column of leaves with a frame around it. */
function column(nodes: readonly Node[], outer: Node, x: number, top: number): readonly Box[] {
  const inner = nodes.filter((node) => node.within === outer.id);
  const boxes = inner.map((node, at) => ({ node, x, y: top + 40 + at * ROW, wide: WIDE, high: HIGH }));
  const frame = { node: outer, x: x - 20, y: top, wide: WIDE + 40, high: 40 + inner.length * ROW };
  return [frame, ...boxes];
}

function layout(graph: Graph): readonly Box[] {
  const outer = graph.nodes.filter((node) => !node.leaf);
  const boxes = outer.flatMap((node, at) => column(graph.nodes, node, 40 + at * COLUMN, 20));
  const bottom = Math.max(...boxes.map((box) => box.y + box.high)) + 60;
  const alone = graph.nodes.filter((node) => node.leaf && node.within === undefined);
  const regions = [...new Set(alone.map((node) => node.region))];
  const below = regions.flatMap((region, at) =>
    alone
      .filter((node) => node.region === region)
      .map((node, row) => ({ node, x: 40 + at * COLUMN, y: bottom + row * ROW, wide: WIDE, high: HIGH })),
  );
  return [...boxes, ...below];
}

const middle = (box: Box) => ({ x: box.x + box.wide / 2, y: box.y + box.high / 2 });

/** Where the straight line between two middles leaves a box. */
function edge(box: Box, toward: { readonly x: number; readonly y: number }): { x: number; y: number } {
  const from = middle(box);
  const [dx, dy] = [toward.x - from.x, toward.y - from.y];
  if (dx === 0 && dy === 0) return { x: from.x, y: box.y };
  const scale = Math.min(
    dx === 0 ? Infinity : box.wide / 2 / Math.abs(dx),
    dy === 0 ? Infinity : box.high / 2 / Math.abs(dy),
  );
  return { x: Math.round(from.x + dx * scale), y: Math.round(from.y + dy * scale) };
}

function drawnBox({ node, x, y, wide, high }: Box): string {
  const text = node.leaf && node.within === undefined ? `${node.region}: ${node.name}` : node.name;
  const height = node.leaf ? high / 2 + 5 : 22;
  return (
    `<g><title>${xml(node.id)}</title><rect class="${node.leaf ? 'state' : 'outer'}" x="${x}" y="${y}" ` +
    `width="${wide}" height="${high}" rx="8"/>` +
    `<text x="${x + wide / 2}" y="${y + height}">${xml(text)}</text></g>`
  );
}

function drawnLine(from: Box, to: Box, dashed: boolean, events: readonly string[], tip: string): string {
  const [a, b] = [edge(from, middle(to)), edge(to, middle(from))];
  const bend = from === to ? 40 : 14;
  const label = events.length > 1 ? `${events[0]} +${events.length - 1}` : (events[0] ?? '');
  const [mx, my] = [(a.x + b.x) / 2 + bend, (a.y + b.y) / 2 - bend];
  return (
    `<path class="${dashed ? 'deviation' : 'arrow'}" d="M${a.x},${a.y} Q${mx},${my} ${b.x},${b.y}" ` +
    `marker-end="url(#tip)"><title>${xml(tip)}</title></path>` +
    `<text class="event" x="${(a.x + b.x + 2 * mx) / 4}" y="${(a.y + b.y + 2 * my) / 4}">${xml(label)}</text>`
  );
}

/**
 * The machine as one SVG picture; each arrow has its first event and how many more; all of them, with clauses, when pointed at.
 *
 * @param graph - the machine
 * @returns the picture's text
 */
export function machineSvg(graph: Graph = machineGraph()): string {
  const boxes = layout(graph);
  const at = new Map(boxes.map((box) => [box.node.id, box]));
  const wide = Math.max(...boxes.map((box) => box.x + box.wide)) + 40;
  const high = Math.max(...boxes.map((box) => box.y + box.high)) + 40;
  const lines = linesOf(graph).flatMap((line) => {
    const [from, to] = [at.get(line.from), at.get(line.to)];
    if (from === undefined || to === undefined) return [];
    const tip = line.arrows.map((arrow) => `${arrow.event} (${arrow.clause})`).join('\n');
    const events = [...new Set(line.arrows.map((arrow) => arrow.event))];
    return [drawnLine(from, to, line.deviation, events, `${line.from} to ${line.to}\n${tip}`)];
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${wide} ${high}" role="img">`,
    '<title>One HTTP/1.x connection around the WebSocket upgrade</title>',
    '<style>text{font:13px sans-serif;text-anchor:middle}.state{fill:#fff;stroke:#333}',
    '.event{font-size:8px;fill:#447}.outer{fill:#f4f4f4;stroke:#999}.arrow,.deviation{fill:none;stroke:#447}',
    '.deviation{stroke:#b00;stroke-dasharray:6 4}</style>',
    '<defs><marker id="tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" markerHeight="7" ' +
      'orient="auto"><path d="M0,0 L8,4 L0,8 z" fill="#447"/></marker></defs>',
    ...boxes.map(drawnBox),
    ...lines,
    '</svg>',
    '',
  ].join('\n');
}
