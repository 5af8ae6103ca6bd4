/**
 * Is what servers were measured to do in an open WebSocket permitted?
 *
 * 1. `judge` says it for every cell. Beside it stand the properties of the requirements, written once more,
 *    on the numbers that were recorded and without the machine: both have to say the same.
 * 2. A duty that was not done within 600 ms is no breach: no text gives a time. It is told as owed.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ACTIVE, CASES, type Cell, judgedCells, type Measured, MEASURED_ON } from './active.js';

/** The cases in which a text says that the server fails the connection. */
const MUST_FAIL = [
  'active-unmasked-text',
  'active-reserved-opcode',
  'active-rsv1',
  'active-bad-utf8',
  'active-http-after-101',
];
/**
 * The cases in which the client sends a Close within all rules, and those in which a rule for senders is
 * broken.
 */
const CLOSES = ['active-close-1000', 'active-close-empty'];
const FAULTY_CLOSES = ['active-close-1byte', 'active-close-1005'];

/** SI-24 to SI-26 and WS-FRM-4, -5 on the numbers alone: the first frame that a server may not send. */
function broken(frames: Measured[0]): string | undefined {
  let closed = false;
  for (const [opcode, size] of frames) {
    if (![0, 1, 2, 8, 9, 10].includes(opcode)) return 'opcode';
    if (opcode > 8 && size > 125) return 'control-short';
    if (opcode === 8 && size === 1) return 'close-body';
    if (opcode === 8 && size !== 0 && (size < 1000 || size > 4999)) return 'close-code';
    if (opcode === 8 && [1005, 1006, 1015].includes(size)) return 'close-code';
    if (opcode === 0) return 'in-turn';
    if (closed && opcode <= 8) return 'behind-close';
    closed ||= opcode === 8;
  }
  return undefined;
}

/** L-4 to L-6 and L-8 on the numbers alone. */
function duty(name: string, [frames, fate]: Measured): string {
  const closed = frames.some(([opcode]) => opcode === 8);
  const open = fate === 'open';
  if (CLOSES.includes(name)) {
    if (!closed) return open ? 'owes close-frame fin' : 'only by failure';
    return open ? 'owes fin' : 'permitted';
  }
  if (MUST_FAIL.includes(name)) return open ? 'owes fin' : 'permitted';
  // whatever is made of a faulty Close, the end follows
  if (FAULTY_CLOSES.includes(name) && open) return 'owes fin';
  return 'permitted';
}

/** What is said of a cell without the machine. */
const expected = (name: string, cell: Measured): string =>
  broken(cell[0]) === undefined ? duty(name, cell) : 'breaks';

const JUDGED = judgedCells();

const seenText = (cell: Cell): string =>
  Array.isArray(cell) ? `${JSON.stringify(cell[0])} ${cell[1] as string}` : String(cell);

describe('what servers were measured to do in an open WebSocket', () => {
  test('is judged in every cell as the properties say without the machine', () => {
    const wrong = JUDGED.filter(({ cell }) => Array.isArray(cell)).filter(
      ({ name, cell, verdict }) => verdict.split(' sent.')[0]?.replace(/^breaks.*/, 'breaks') !== expected(name, cell as Measured),
    );
    expect(
      wrong.map(
        ({ endpoint, name, cell, verdict }) =>
          `${endpoint} ${name}: seen ${seenText(cell)}, judged ${verdict}, expected ${expected(name, cell as Measured)}`,
      ),
    ).toEqual([]);
  });

  test('names the clause of every frame that may not be sent', () => {
    const nameless = JUDGED.filter(({ verdict }) => verdict.trim() === 'breaks');
    expect(nameless).toEqual([]);
  });

  test('is told on a page, endpoint by endpoint', () => {
    const told = page();
    const file = new URL('../../docs/measured/open-websockets.md', import.meta.url);
    if (process.env.UPDATE_DOCS === '1') writeFileSync(file, told);
    console.log(summary().join('\n'));
    expect(readFileSync(file, 'utf8')).toBe(told);
  });
});

/** For each case, how many endpoints came out as what. */
function summary(): readonly string[] {
  return CASES.map((name) => {
    const of = JUDGED.filter((one) => one.name === name);
    const kinds = ['permitted', 'owes', 'only by failure', 'breaks', '-'].map((kind) => {
      const count = of.filter(({ verdict }) => verdict.startsWith(kind)).length;
      return `${kind} ${count}`;
    });
    return `${name.padEnd(26)} ${kinds.join(', ')}`;
  });
}

const MARK: readonly (readonly [string, (verdict: string) => string])[] = [
  ['permitted', () => 'ok'],
  ['owes', (verdict) => verdict],
  ['only by failure', () => 'only by failure'],
  ['breaks', (verdict) => verdict.replace('breaks ', '**').concat('**')],
];

function page(): string {
  const counted = CASES.map((name) => {
    const count = (kind: string): number =>
      JUDGED.filter((one) => one.name === name && one.verdict.startsWith(kind)).length;
    return `| ${name.replace('active-', '')} | ${count('permitted')} | ${count('owes')} | ${count('only')} | ${count('breaks')} | ${count('-')} |`;
  });
  const rows = Object.keys(ACTIVE).map((endpoint) => {
    const cells = JUDGED.filter((one) => one.endpoint === endpoint).map(({ verdict }) => {
      const mark = MARK.find(([kind]) => verdict.startsWith(kind));
      return mark === undefined ? '' : mark[1](verdict);
    });
    return `| ${endpoint} | ${cells.join(' | ')} |`;
  });
  const names = CASES.map((name) => name.replace('active-', ''));
  return `# Open WebSockets, measured

This page is written by a test from \`test/evidence/active.json\`: what ${rows.length} server endpoints were seen to do on
${MEASURED_ON} over loopback, each asked the reference handshake and, behind the 101, one thing. Behaviour is told, nothing else.

- **ok**: a permitted way of the server explains everything that was seen.
- **owes**: the same, and something was still to be sent when the observer had waited 600 ms. No text gives a time, so that is
  no breach.
- **only by failure**: nothing but a failure of the server, which may drop the connection, explains what was seen.
- a **clause**: nothing explains it. An endpoint that echoes octets rather than messages shows frames that nobody would send.
- empty: the endpoint did not answer the handshake with a 101.

## By case

| case | ok | owes | only by failure | breaks | no 101 |
|---|---|---|---|---|---|
${counted.join('\n')}

## By endpoint

| endpoint | ${names.join(' | ')} |
|---|${names.map(() => '---|').join('')}
${rows.join('\n')}
`;
}
