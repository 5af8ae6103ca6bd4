import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { usesOf } from '../../src/render/clauses.js';
import { drawData } from '../../src/render/data.js';
import { PICTURES } from '../../src/render/draw.js';
import { arrowsAt, machineGraph } from '../../src/render/graph.js';
import { columns, markdownTable } from '../../src/render/grid.js';
import { linesOf, machineDot, machineGrid, machineMermaid } from '../../src/render/machine.js';
import { matrix, matrixGrid } from '../../src/render/matrix.js';
import { nearest, printable, printableLines } from '../../src/render/printable.js';
import { machineSvg } from '../../src/render/svg.js';
import { shownTables, tableGrid } from '../../src/render/tables.js';
import { eventText, observationText, traceLines } from '../../src/render/trace.js';
import { REFERENCE } from '../../src/spec/axes.js';
import { CLAUSES } from '../../src/spec/clauses/index.js';
import { severityOf } from '../../src/spec/clauses/severity.js';
import { permittedFor, STANDARDS } from '../../src/spec/decide.js';
import { octetsOf } from '../../src/spec/message.js';
import { run } from '../../src/spec/step.js';

describe('printable', () => {
  test('any text becomes one line of printable ASCII, and reads back as the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        const shown = printable(text, 1000);
        expect(shown).toMatch(/^[ -~]*$/);
        const back = shown.replaceAll(/\\(?:x(..)|u(....)|(.))/g, (_, two, four, one) =>
          one === undefined
            ? String.fromCharCode(Number.parseInt(two ?? four, 16))
            : ({ r: '\r', n: '\n', t: '\t', '\\': '\\' }[one as string] ?? ''),
        );
        expect(back).toBe(text);
      }),
    );
  });

  test('what is long is cut, and the rest counted', () => {
    expect(printable('abcdef', 4)).toBe('abcd... (2 more)');
    expect(printableLines(octetsOf('a\r\nb\r\nc'), 1)).toEqual(['a\\r\\n', '... (4 more octets)']);
    expect(printableLines(octetsOf('a'))).toEqual(['a']);
  });

  test('the nearest names come first, beginnings before likenesses', () => {
    const known = Object.keys(CLAUSES);
    expect(nearest('persist.close', known, 1)).toEqual(['persist.close-wins']);
    expect(nearest('OFFER.ABSENT', known, 1)).toEqual(['offer.absent']);
    expect(nearest('ofer.absnt', known, 1)).toEqual(['offer.absent']);
  });
});

test('grids: bars and line breaks stay inside their cell, columns are as wide as their widest cell', () => {
  expect(markdownTable({ head: ['a'], rows: [['x|y\nz']] })).toBe('| a |\n| --- |\n| x\\|y<br>z |');
  expect(columns({ head: ['a', 'b'], rows: [['xyz', '']] })).toBe('a    b\nxyz');
});

describe('the machine', () => {
  const { nodes, arrows, events } = machineGraph();

  test('every arrow names a clause, and leads to a state there is', () => {
    const leaves = new Set(nodes.filter((node) => node.leaf).map((node) => node.id));
    for (const arrow of arrows) {
      expect(Object.keys(CLAUSES)).toContain(arrow.clause);
      if (arrow.to !== undefined) expect(leaves).toContain(arrow.to);
    }
    const initial = nodes.filter((node) => node.leaf && node.initial);
    expect(initial.map((node) => node.region)).toEqual([...new Set(nodes.map((node) => node.region))]);
    expect(initial.map((node) => node.id)).toEqual(
      expect.arrayContaining(['status.NONE.idle', 'persistence.undecided', 'earlier.none', 'client.sending']),
    );
  });

  test('guards are told in words', () => {
    const guards = new Set(arrows.map((arrow) => arrow.guard));
    expect(guards).toContain('comes: handshake, nothing and earlierPending');
    expect(guards).toContain('mayGrant');
    expect(guards).toContain('persistenceApplies and isLast');
    for (const guard of guards) expect(guard ?? '').not.toContain('undefined');
  });

  test('every picture has every moving arrow; what only a deviation takes is dashed or says so', () => {
    const lines = linesOf(machineGraph());
    const dashed = lines.filter((line) => line.deviation).length;
    expect(dashed).toBe(arrows.filter((arrow) => arrow.deviation === true).length);
    expect(dashed).toBeGreaterThan(0);
    expect(machineMermaid().match(/ --> status_.* : |--> [a-z]+_[a-z]+ : /g)?.length).toBe(lines.length);
    expect(machineMermaid().match(/ : DEVIATION /g)).toHaveLength(dashed);
    expect(machineDot().match(/style=dashed/g)).toHaveLength(dashed);
    expect(machineDot().match(/ -> .*label=/g)).toHaveLength(lines.length);
    expect(machineSvg().match(/class="(arrow|deviation)"/g)).toHaveLength(lines.length);
    expect(machineSvg().match(/class="deviation"/g)).toHaveLength(dashed);
    expect(machineGrid().rows).toHaveLength(arrows.length);
  });

  test('identifiers of the Mermaid diagram are unique', () => {
    const names = [...machineMermaid().matchAll(/ as (\w+)$/gm)].map(([, name]) => name);
    expect(new Set(names).size).toBe(nodes.length);
  });

  test('an inner state has the arrows of the state around it unless it has its own', () => {
    const idle = nodes.find((node) => node.id === 'status.NONE.idle');
    if (idle === undefined) throw new Error('no idle state');
    expect(arrowsAt(idle, 'client.rst').map((arrow) => arrow.from)).toEqual(['status.NONE']);
    expect(arrowsAt(idle, 'client.line-break').map((arrow) => arrow.from)).toEqual(['status.NONE.idle']);
  });

  test('the matrix has every innermost state with every event; of the status region none is impossible', () => {
    const cells = matrix();
    expect(cells).toHaveLength(nodes.filter((node) => node.leaf).length * events.length);
    const does = (state: string, event: string) =>
      cells.find((cell) => cell.state === state && cell.event === event)?.does;
    expect(does('status.NONE.idle', 'client.head')).toBe('moves');
    expect(does('status.NONE.body', 'client.head')).toBe('unread');
    expect(does('status.ACTIVE.open', 'app.send')).toBe('acts');
    expect(does('status.ACTIVE.open', 'app.respond')).toBe('nothing');
    expect(does('client.finished', 'app.accept')).toBe('not possible');
    const status = cells.filter((cell) => cell.state.startsWith('status.'));
    expect(status.filter((cell) => cell.does === 'not possible')).toEqual([]);
    expect(matrixGrid('status').rows.find(([event]) => event === 'policy.written')).toContainEqual(
      expect.stringMatching(/\(\w+\)/),
    );
  });
});

describe('tables and clauses', () => {
  test('every row of every table is shown with its condition and outcomes', () => {
    const tables = shownTables();
    for (const [name, table] of Object.entries(STANDARDS)) {
      const shown = tables.find((one) => one.name === name);
      const rows = table.rows as readonly { readonly clause: string }[];
      expect(shown?.rows.map((row) => row.clause)).toEqual(rows.map((row) => row.clause));
    }
    for (const table of tables) {
      for (const row of tableGrid(table).rows) expect(row.every((cell) => cell !== '')).toBe(true);
    }
  });

  test('a derived clause breaks only if every premise is a MUST', () => {
    const one = Object.values(CLAUSES).find((each) => each.strength === 'derived');
    if (one === undefined) throw new Error('no derived clause');
    expect(severityOf({ ...one, premises: ['A (MUST)', 'B (MUST NOT)'] })).toBe('breaks');
    expect(severityOf({ ...one, premises: ['A (MUST)', 'B (SHOULD)'] })).toBe('asks');
    expect(severityOf({ ...one, premises: [] })).toBe('asks');
    expect(severityOf({ ...one, strength: 'preferred' })).toBe('departs');
    expect(severityOf({ ...one, strength: 'silent' })).toBe('asks');
  });

  test('every clause is used somewhere', () => {
    for (const id of Object.keys(CLAUSES)) expect(usesOf(id).length, id).toBeGreaterThan(0);
  });

  test('drawing twice gives the same text, and data is plain', () => {
    for (const formats of Object.values(PICTURES)) {
      for (const print of Object.values(formats)) expect(print()).toBe(print());
    }
    const data = drawData('machine');
    expect(JSON.parse(JSON.stringify(data))).toEqual(data);
  });
});

describe('traces', () => {
  const verdict = permittedFor(REFERENCE)[0];
  if (verdict === undefined) throw new Error('no verdict');

  test('one line a step, with what was sent and the clauses', () => {
    const { steps } = run([{ type: 'client.head', verdict }, { type: 'app.accept' }, { type: 'app.end' }]);
    expect(traceLines(steps)).toEqual([
      '1. client.head: a WebSocket handshake that may be granted (§9.3 row http/1.1) -> NONE.idle to ' +
        'HANDSHAKE.deciding [head.offer, persist.http11]',
      '2. app.accept -> HANDSHAKE.deciding to ACTIVE.open; server sends 101, connection: upgrade, ' +
        'upgrade: websocket, proof: right [switch.granted]',
      '3. app.end -> ACTIVE.open to ACTIVE.closing-here; server sends a Close frame [after101.close-first]',
    ]);
  });

  test('every event and every element of the wire has words', () => {
    expect(eventText({ type: 'client.content', part: 'fault' })).toBe('client.content: fault');
    expect(eventText({ type: 'app.respond', status: '2xx', then: 'close' })).toBe(
      'app.respond: 2xx, then close',
    );
    expect(eventText({ type: 'app.interim', status: '100' })).toBe('app.interim: 100');
    expect(eventText({ type: 'policy.earlier-answered', more: false, close: true })).toBe(
      'policy.earlier-answered: close',
    );
    expect(observationText({ from: 'client', what: 'request', facts: REFERENCE })).toBe(
      'client sends a request',
    );
    expect(observationText({ from: 'client', what: 'content', part: 'end' })).toBe(
      'client sends content: end',
    );
    expect(observationText({ from: 'client', what: 'rst' })).toBe('client sends RST');
    expect(observationText({ from: 'nobody', what: 'quiet' })).toBe('nothing passes');
    expect(observationText({ from: 'client', what: 'line-break' })).toBe('client sends line-break');
  });
});
