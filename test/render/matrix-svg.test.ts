import { describe, expect, test } from 'vitest';
import { PICTURES } from '../../src/render/draw.js';
import { machineGraph, type Node } from '../../src/render/graph.js';
import { matrix } from '../../src/render/matrix.js';
import { matrixLayout, matrixSvg } from '../../src/render/matrix-svg.js';

const svg = matrixSvg();
const count = (pattern: RegExp): number => svg.match(pattern)?.length ?? 0;
const numbers = (pattern: RegExp): readonly number[] =>
  [...svg.matchAll(pattern)].map(([, one]) => Number(one));

/** Width of a sans-serif letter of this size; the widest fonts in use come near it. */
const LETTER = 0.57;

describe('the matrix as a picture', () => {
  test('fits a screen, with everything inside it', () => {
    const [, wide = 0, high = 0] = (/viewBox="0 0 (\d+) (\d+)"/.exec(svg) ?? []).map(Number);
    expect(wide).toBeLessThanOrEqual(1600);
    expect(high).toBeLessThanOrEqual(1000);
    for (const [, x, y, w, h] of svg.matchAll(
      /<rect class="[^"]+" x="([^"]+)" y="([^"]+)" width="([^"]+)" height="([^"]+)"/g,
    )) {
      expect(Number(x)).toBeGreaterThanOrEqual(0);
      expect(Number(x) + Number(w)).toBeLessThanOrEqual(wide);
      expect(Number(y) + Number(h)).toBeLessThanOrEqual(high);
    }
    for (const [, x, y, text = ''] of svg.matchAll(/translate\(([^,]+),([^)]+)\) rotate\(-45\)">([^<]+)</g)) {
      const run = text.length * 13 * LETTER * Math.SQRT1_2;
      expect(Number(x) + run, text).toBeLessThanOrEqual(wide);
      expect(Number(y) - run, text).toBeGreaterThanOrEqual(40);
    }
  });

  test('names of events end before the first cell', () => {
    const first = Math.min(
      ...numbers(
        /<rect class="(?:moves|acts|nothing|unread|not-possible)" x="([^"]+)" y="\d+(?:\.\d+)?" width="(?!20")/g,
      ),
    );
    const longest = Math.max(...machineGraph().events.map((event) => event.length));
    expect(24 + longest * 13 * LETTER).toBeLessThan(first);
  });

  test('every cell is there once, with its arrows and their clauses', () => {
    const titles = [...svg.matchAll(/<g><title>([^<]*)<\/title><rect class="(?!band)/g)].map(
      ([, text]) => text ?? '',
    );
    const cells = matrix();
    expect(titles).toHaveLength(cells.length);
    for (const [at, one] of cells.entries()) {
      expect(titles[at]).toContain(`, ${one.event}: `);
      for (const arrow of one.arrows) expect(titles[at]).toContain(`[${arrow.clause}]`);
    }
  });

  test('a dashed frame for each cell in which a product deviates, and one in the legend', () => {
    const deviating = matrix().filter((one) => one.arrows.some((arrow) => arrow.deviation === true));
    expect(deviating.length).toBeGreaterThan(0);
    expect(count(/<rect class="deviation"/g)).toBe(deviating.length + 1);
    // what a deviation alone moves is coloured as the standards have it
    expect(svg).toMatch(/<title>HANDSHAKE\.deciding, client\.frame: left unread/);
  });

  test('is named and described for who does not see it, and draws its own ground', () => {
    expect(svg).toContain('aria-labelledby="matrix-title matrix-desc"');
    expect(svg).toMatch(/<title id="matrix-title">.+<\/title>\n<desc id="matrix-desc">.+<\/desc>/);
    expect(svg).toContain('<rect class="page" ');
    expect(svg).toContain('prefers-color-scheme:dark');
    expect(PICTURES.matrix.svg?.()).toBe(svg);
  });

  test('more states and events make smaller cells, and the picture still fits', () => {
    const [one] = machineGraph().nodes.filter((node) => node.leaf);
    if (one === undefined) throw new Error('no state');
    const nodes = Array.from({ length: 40 }, (_, at): Node => ({ ...one, id: `status.NONE.s${at}` }));
    const { size, cell } = matrixLayout(
      nodes,
      Array.from({ length: 45 }, (_, at) => `event.${at}`),
    );
    expect(size.wide).toBeLessThanOrEqual(1600);
    expect(size.high).toBeLessThanOrEqual(1000);
    expect(Math.min(cell.wide, cell.high)).toBeGreaterThan(12);
  });
});
