/**
 * One page for each innermost state: what it means, its arrows, and what it does with every event.
 *
 * 1. An arrow of the state around it is one of its own, unless it says itself what it does with that event.
 * 2. The picture has the arrows that move; the table has all of them, in the order in which they are tried.
 */
import { arrowText, stateLink } from './clause-page.js';
import { arrowsAt, type Graph, type GraphArrow, machineGraph, type Node } from './graph.js';
import { markdownTable } from './grid.js';
import { machineMermaid } from './machine.js';
import { caseLink, clauseFile, code, codeLink, type Given, list, page, part, stateName } from './page.js';
import { STATE_SENTENCES } from './state-sentences.js';

/** From the folder of the states to `docs/reference/`. */
const REFERENCE = '../';
const ROOT = '../../../';

/** What a state does, its own arrows and those of the state around it. */
function arrowsOut(node: Node): readonly GraphArrow[] {
  return machineGraph().events.flatMap((event) => arrowsAt(node, event));
}

/**
 * A state with its neighbours: the part of the machine that its arrows touch.
 *
 * @param node - the state
 * @returns a graph of the arrows that lead out of the state and into it from elsewhere
 */
export function neighbourhood(node: Node): Graph {
  const { nodes, arrows, events } = machineGraph();
  const out = arrowsOut(node)
    .filter((arrow) => arrow.to !== undefined && arrow.to !== node.id)
    .map((arrow) => ({ ...arrow, from: node.id }));
  const into = arrows.filter((arrow) => arrow.to === node.id && arrow.from !== node.id);
  const touched = new Set([node.id, ...[...out, ...into].flatMap(({ from, to }) => [from, to])]);
  return { nodes: nodes.filter((one) => touched.has(one.id)), arrows: [...into, ...out], events };
}

/** What the state does with every event it knows, one row for each arrow. */
function rowsOf(node: Node): readonly (readonly string[])[] {
  return arrowsOut(node).map((arrow) => [
    code(arrow.event),
    arrow.guard ?? '',
    arrowText(arrow, REFERENCE),
    (arrow.sends ?? []).join(', '),
    codeLink(arrow.clause, `${REFERENCE}${clauseFile(arrow.clause)}`),
    arrow.from === node.id ? '' : stateLink(arrow.from, REFERENCE),
  ]);
}

const sentence = (id: string): string => STATE_SENTENCES[id] ?? '';

/**
 * The page of an innermost state.
 *
 * @param node - the state
 * @param given - literate cases
 * @returns the page's text
 */
export function statePage(node: Node, given: Given): string {
  const { events } = machineGraph();
  const name = stateName(node.id);
  const around = node.within ?? node.region;
  const unknown = events.filter((event) => arrowsAt(node, event).length === 0);
  const neighbours = neighbourhood(node);
  const rows = rowsOf(node);
  const head = ['event', 'if', 'what happens', 'sends', 'clause', 'stands in'];
  return page(
    name,
    sentence(node.id),
    `${code(stateName(around))}: ${sentence(around)}`,
    node.initial ? 'A new connection is in this state.' : '',
    neighbours.arrows.length === 0
      ? ''
      : part('Its arrows', `\`\`\`mermaid\n${machineMermaid(neighbours).trim()}\n\`\`\``),
    part(
      'What it does with every event',
      rows.length === 0
        ? 'It looks at none: once entered, it is not left.'
        : `The first line of an event whose condition holds is taken.\n\n${markdownTable({ head, rows })}`,
    ),
    rows.length === 0 || unknown.length === 0
      ? ''
      : `It does not look at ${unknown.map(code).join(', ')}; other regions may.`,
    part(
      'Literate cases that end here',
      list(given.cases.filter((one) => one.ends === name).map((one) => caseLink(one, ROOT))),
    ),
  );
}

/**
 * The list of states, region by region.
 *
 * @returns the page's text
 */
export function statesPage(): string {
  const { nodes } = machineGraph();
  const regions = [...new Set(nodes.map((node) => node.region))];
  const items = (inner: readonly Node[]): string =>
    list(inner.map((node) => `${stateLink(node.id, REFERENCE)}: ${sentence(node.id)}`));
  const sections = regions.flatMap((region) => {
    const own = nodes.filter((node) => node.region === region);
    const outers = own.filter((node) => !node.leaf);
    const alone = own.filter((node) => node.leaf && node.within === undefined);
    const inside = outers.map((outer) => {
      const inner = own.filter((node) => node.leaf && node.within === outer.id);
      return `### ${stateName(outer.id)}\n\n${sentence(outer.id)}\n\n${items(inner)}`;
    });
    return [`## ${region}\n\n${sentence(region)}`, items(alone), ...inside];
  });
  return page(
    'States',
    'The machine is in one state of each of these regions at once. An event is given to all of them.',
    ...sections,
  );
}
