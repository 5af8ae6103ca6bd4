/** The matrix: what every state does with every event. */

import { arrowsAt, type GraphArrow, machineGraph } from './graph.js';
import type { Grid } from './grid.js';

/** What a state does with an event; `acts` stays where it is and sends something or notes something. */
export type Does = 'moves' | 'acts' | 'nothing' | 'unread' | 'not possible';

/** One cell of the matrix. */
export interface Cell {
  readonly state: string;
  readonly event: string;
  readonly does: Does;
  readonly arrows: readonly GraphArrow[];
}

/**
 * What arrows do together: they move if one of them does, and so on down.
 *
 * @param arrows - the arrows of one state for one event
 * @returns the most that any of them does
 */
export function doesOf(arrows: readonly GraphArrow[]): Does {
  if (arrows.length === 0) return 'not possible';
  if (arrows.some((arrow) => arrow.to !== undefined)) return 'moves';
  if (arrows.some((arrow) => (arrow.sends ?? []).length > 0)) return 'acts';
  return arrows.some((arrow) => arrow.unread === true) ? 'unread' : 'nothing';
}

/**
 * Every innermost state with every event.
 *
 * @returns the cells, state by state
 */
export function matrix(): readonly Cell[] {
  const { nodes, events } = machineGraph();
  return nodes
    .filter((node) => node.leaf)
    .flatMap((node) =>
      events.map((event) => {
        const arrows = arrowsAt(node, event);
        return { state: node.id, event, does: doesOf(arrows), arrows };
      }),
    );
}

const short = (id: string): string => id.split('.').slice(-1).join('');

/** Where the cell leads, or a mark: nothing, unread, acts without moving, not possible. */
function mark(cell: Cell): string {
  if (cell.does === 'moves') {
    const to = cell.arrows.filter((arrow) => arrow.to !== undefined && arrow.deviation !== true);
    const dashed = cell.arrows.filter((arrow) => arrow.to !== undefined && arrow.deviation === true);
    return [
      ...new Set([
        ...to.map((arrow) => short(arrow.to as string)),
        ...dashed.map((arrow) => `(${short(arrow.to as string)})`),
      ]),
    ].join(' ');
  }
  return { acts: '+', nothing: '.', unread: 'u', 'not possible': '-' }[cell.does];
}

/** What the marks mean, in one line. */
export const MATRIX_KEY =
  'a name: moves there; (a name): only for a deviation; +: stays and sends; .: deliberately nothing; ' +
  'u: unread, kept for a later state; -: not possible';

/**
 * The matrix as a grid, events down and states across, so that it stays narrow.
 *
 * @param region - which region of the machine; `status` has the connection's states
 * @returns the grid
 */
export function matrixGrid(region: string): Grid {
  const cells = matrix().filter((cell) => cell.state.startsWith(`${region}.`));
  const states = [...new Set(cells.map((cell) => cell.state))];
  const events = [...new Set(cells.map((cell) => cell.event))];
  const at = (state: string, event: string): string => {
    const cell = cells.find((one) => one.state === state && one.event === event);
    return cell === undefined ? '-' : mark(cell);
  };
  return {
    head: ['event', ...states.map((state) => state.slice(region.length + 1))],
    rows: events.map((event) => [event, ...states.map((state) => at(state, event))]),
  };
}
