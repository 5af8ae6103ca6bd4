/**
 * The matrix as one picture that fits a screen: events down, states across, one cell each, a colour and a letter.
 *
 * 1. What a cell is coloured for is what the standards' arrows do. A dashed frame says that a product's deviation
 *    has an arrow there as well.
 * 2. A letter says the same as its colour, so that nothing is lost without colours. Each cell tells its arrows, with
 *    clauses, to a pointer and to a reader of the document.
 * 3. Cells are as large as the number of states and events lets them be, and every text has room by count of letters.
 */
import { clause } from '../spec/clauses/index.js';
import { type GraphArrow, machineGraph, type Node } from './graph.js';
import { type Cell, type Does, doesOf, matrix } from './matrix.js';
import { many, stateName } from './page.js';
import { xml } from './svg.js';

const WIDE = 1600;
const HIGH = 1000;
const MARGIN = 24;
/** Room for the title above, and for the names of states, which lean to the right. */
const TITLE = 40;
const LEGEND = 56;
/** How wide a letter of the names is at most, and how far a leaning name rises and runs for each letter. */
const LETTER = 7.4;
const LEAN = LETTER * Math.SQRT1_2;
/** Between the states of different regions. */
const GAP = 14;
const LARGEST = { wide: 62, high: 36 };

/** For everything a cell can do, its letter and what that means. */
const MARKS: { readonly [D in Does]: { readonly letter: string; readonly says: string } } = {
  moves: { letter: 'M', says: 'moves to another state' },
  acts: { letter: 'S', says: 'stays, and sends' },
  nothing: { letter: '·', says: 'stays, deliberately without doing anything' },
  unread: { letter: 'U', says: 'left unread until the state changes' },
  'not possible': { letter: '', says: 'not looked at in this region' },
};

const COLOURS =
  '.page{fill:#fff}text{font-family:sans-serif;font-size:13px;fill:#1b1f24}.title{font-size:18px;font-weight:bold}' +
  '.mark{text-anchor:middle}.moves{fill:#9ecbff}.acts{fill:#f5c26b}.nothing{fill:#e9ecef}.unread{fill:#d4c0ee}' +
  '.not-possible{fill:#fff;stroke:#d8dde3}.band{fill:#6b7683}.band-name{fill:#fff;text-anchor:middle;font-size:12px}' +
  '.deviation{fill:none;stroke:#b3001b;stroke-width:2;stroke-dasharray:5 3}' +
  '@media (prefers-color-scheme:dark){.page{fill:#12161b}text{fill:#e6e9ed}.moves{fill:#1f5c99}.acts{fill:#8a5a00}' +
  '.nothing{fill:#2b3138}.unread{fill:#5b3f85}.not-possible{fill:#12161b;stroke:#333a42}.band{fill:#4a545f}' +
  '.deviation{stroke:#ff7b86}}';

/** A column: a state, and where it stands. */
interface Column {
  readonly node: Node;
  readonly x: number;
}

/** Where everything stands. */
export interface MatrixLayout {
  readonly columns: readonly Column[];
  readonly left: number;
  readonly top: number;
  readonly cell: { readonly wide: number; readonly high: number };
  readonly size: { readonly wide: number; readonly high: number };
}

const groupOf = (node: Node): string => stateName(node.within ?? node.region);

/**
 * The cells share what is left of the screen when the names have their room.
 *
 * @param nodes - the innermost states
 * @param events - the names of the events
 * @returns where columns and rows stand
 */
export function matrixLayout(nodes: readonly Node[], events: readonly string[]): MatrixLayout {
  const longest = (names: readonly string[]): number => Math.max(0, ...names.map((name) => name.length));
  const names = longest(nodes.map(({ name }) => name)) * LEAN;
  const left = MARGIN + Math.ceil(longest(events) * LETTER) + 8;
  const top = MARGIN + TITLE + Math.ceil(names) + 34;
  const groups = [...new Set(nodes.map(groupOf))];
  const wide = WIDE - left - MARGIN - names - (groups.length - 1) * GAP;
  const high = HIGH - top - LEGEND - MARGIN;
  const cell = {
    wide: Math.max(12, Math.min(LARGEST.wide, Math.floor(wide / Math.max(1, nodes.length)))),
    high: Math.max(12, Math.min(LARGEST.high, Math.floor(high / Math.max(1, events.length)))),
  };
  const columns = nodes.map((node, at) => ({
    node,
    x: left + at * cell.wide + groups.indexOf(groupOf(node)) * GAP,
  }));
  const right = (columns.at(-1)?.x ?? left) + cell.wide;
  return {
    columns,
    left,
    top,
    cell,
    size: {
      wide: Math.ceil(right + names + MARGIN),
      high: top + events.length * cell.high + LEGEND + MARGIN,
    },
  };
}

/** One arrow of a cell, for a pointer: the condition, what happens, the clause and its sentence. */
function arrowLine(arrow: GraphArrow): string {
  const condition = arrow.guard === undefined ? '' : `if ${arrow.guard}: `;
  const stays = arrow.unread === true ? 'unread' : 'stays';
  const to = arrow.to === undefined ? stays : `to ${stateName(arrow.to)}`;
  const sends = (arrow.sends ?? []).length > 0 ? `, sends ${(arrow.sends ?? []).join(', ')}` : '';
  const deviation = arrow.deviation === true ? ' DEVIATION' : '';
  return `${condition}${to}${sends} [${arrow.clause}]${deviation} ${clause(arrow.clause)?.sentence ?? ''}`.trim();
}

const kept = (arrows: readonly GraphArrow[]): readonly GraphArrow[] =>
  arrows.filter((arrow) => arrow.deviation !== true);

function drawnCell(one: Cell, x: number, y: number, { cell }: MatrixLayout): string {
  const does = doesOf(kept(one.arrows));
  const [wide, high] = [cell.wide - 2, cell.high - 2];
  const tip = [`${stateName(one.state)}, ${one.event}: ${MARKS[does].says}`, ...one.arrows.map(arrowLine)];
  const dashed = one.arrows.some((arrow) => arrow.deviation === true)
    ? `<rect class="deviation" x="${x + 2}" y="${y + 2}" width="${wide - 2}" height="${high - 2}"/>`
    : '';
  return (
    `<g><title>${xml(tip.join('\n'))}</title>` +
    `<rect class="${does.replace(' ', '-')}" x="${x + 1}" y="${y + 1}" width="${wide}" height="${high}"/>${dashed}` +
    `<text class="mark" x="${x + cell.wide / 2}" y="${y + cell.high / 2 + 5}">${MARKS[does].letter}</text></g>`
  );
}

/** The name of a state, leaning, and above its first state the name of the group. */
function drawnColumns({ columns, top, cell }: MatrixLayout): readonly string[] {
  const names = columns.map(({ node, x }) => {
    const [at, y] = [x + cell.wide / 2, top - 30];
    return `<text transform="translate(${at},${y}) rotate(-45)">${xml(node.name)}</text>`;
  });
  const groups = [...new Set(columns.map(({ node }) => groupOf(node)))];
  const bands = groups.map((group) => {
    const own = columns.filter(({ node }) => groupOf(node) === group);
    const from = own[0]?.x ?? 0;
    const wide = (own.at(-1)?.x ?? from) + cell.wide - from;
    // the name of a narrow band is cut by nothing: it is made to fit
    const fit =
      group.length * LETTER > wide ? ` textLength="${wide - 6}" lengthAdjust="spacingAndGlyphs"` : '';
    return (
      `<g><title>${xml(group)}</title><rect class="band" x="${from + 1}" y="${top - 22}" width="${wide - 2}" height="18"/>` +
      `<text class="band-name" x="${from + wide / 2}" y="${top - 9}"${fit}>${xml(group)}</text></g>`
    );
  });
  return [...names, ...bands];
}

function drawnLegend(y: number): readonly string[] {
  const entries = (Object.entries(MARKS) as [Does, (typeof MARKS)[Does]][]).map(
    ([does, { letter, says }]) => ({
      shape: `class="${does.replace(' ', '-')}"`,
      letter,
      says,
    }),
  );
  const all = [...entries, { shape: 'class="deviation"', letter: '', says: 'a deviation of a product' }];
  let x = MARGIN;
  return all.map(({ shape, letter, says }) => {
    const at = x;
    x += 36 + Math.ceil(says.length * LETTER);
    return (
      `<rect ${shape} x="${at}" y="${y}" width="20" height="20"/>` +
      `<text class="mark" x="${at + 10}" y="${y + 15}">${letter}</text>` +
      `<text x="${at + 26}" y="${y + 15}">${xml(says)}</text>`
    );
  });
}

/**
 * The matrix as SVG, on a ground of its own so that it is read on light and on dark pages.
 *
 * @returns the picture's text
 */
export function matrixSvg(): string {
  const { nodes, events } = machineGraph();
  const leaves = nodes.filter((node) => node.leaf);
  const layout = matrixLayout(leaves, events);
  const { left, top, cell, size } = layout;
  const names: readonly string[] = events;
  const row = (event: string): number => top + names.indexOf(event) * cell.high;
  const xOf = new Map(layout.columns.map(({ node, x }) => [node.id, x]));
  const title = 'What every state does with every event';
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size.wide} ${size.high}" width="${size.wide}" ` +
      `height="${size.high}" role="img" aria-labelledby="matrix-title matrix-desc">`,
    `<title id="matrix-title">${title}</title>`,
    `<desc id="matrix-desc">${many(events.length, 'event')} down, ${many(leaves.length, 'state')} across, ` +
      'drawn from the machine that runs. Each cell has a title with its arrows and their clauses.</desc>',
    `<style>${COLOURS}</style>`,
    `<rect class="page" width="${size.wide}" height="${size.high}"/>`,
    `<text class="title" x="${MARGIN}" y="${MARGIN + 16}">${title}</text>`,
    ...drawnColumns(layout),
    ...events.map(
      (event) => `<text x="${MARGIN}" y="${row(event) + cell.high / 2 + 5}">${xml(event)}</text>`,
    ),
    ...matrix().map((one) => drawnCell(one, xOf.get(one.state) ?? left, row(one.event), layout)),
    ...drawnLegend(top + events.length * cell.high + 24),
    '</svg>',
    '',
  ].join('\n');
}
