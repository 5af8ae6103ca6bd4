import { describe, expect, test } from 'vitest';
import { ledgerGrid, ledgerLine, ledgerPage, rowReport, rowsGrid } from '../../src/render/ledger.js';
import { CLAUSES } from '../../src/spec/clauses/index.js';
import { ledger } from '../../src/spec/ledger.js';
import { REQUIREMENTS, ROW_GROUPS } from '../../src/spec/requirements/index.js';

describe('a row is reported', () => {
  test('with what it says, where it stands, and what holds it', () => {
    const lines = rowReport('H-UPG-11')?.split('\n') ?? [];
    expect(lines[0]).toBe('Ignore Upgrade in an HTTP/1.0 request.');
    expect(lines).toContain('row           H-UPG-11, Upgrade');
    expect(lines).toContain('strength      MUST');
    expect(lines).toContain('binds         server');
    expect(lines).toContain('status        in force');
    expect(lines).toContain('source        rfc9110#field.upgrade');
    expect(lines).toContain(
      `held by       offer.old-version: ${CLAUSES['offer.old-version']?.sentence ?? 'no such clause'}`,
    );
    expect(lines.some((line) => line.startsWith('corrected'))).toBe(false);
  });

  test('with the reason when it is an exception', () => {
    const report = rowReport('H-CLOSE-19') ?? '';
    expect(report).toContain('exception     TLS is below this model');
    expect(report).not.toContain('held by');
    expect(report).not.toContain('later  ');
  });

  test('with the machine it waits for', () => {
    expect(rowReport('WS-RSP-4')).toContain(
      'later         client: It says what a client makes of the answer.',
    );
    expect(rowReport('H-PERSIST-11')).toContain('later         intermediary: It does not bind a server.');
  });

  test('with what a server makes of it, where it binds somebody else', () => {
    const report = rowReport('WS-REQ-14') ?? '';
    expect(report).toContain('later         client: ');
    expect(report).toContain(`met by        handshake.frames-early: `);
    expect(report).not.toContain('held by');
  });

  test('with what is not held, what others owe, and what was corrected', () => {
    const report = rowReport('H-CONN-2') ?? '';
    expect(report).toContain('not held      Of the fields for one hop');
    expect(report).toContain('later         client: A client sends requests by it as well.');
    expect(rowReport('WS-SRV-14')).toContain('corrected     against its text, see docs/decisions/002-');
    expect(rowReport('H-CONN-10')).toContain('status        no current text says it');
    expect(rowReport('WEB-1')).toContain('status        in force; the text has no fixed edition');
    expect(rowReport('H-VER-2')).toContain('shows         only inside a party');
  });

  test('in letters of either case, and not at all when there is no such row', () => {
    expect(rowReport('h-upg-11')).toBe(rowReport('H-UPG-11'));
    for (const id of ['', 'H-UPG-99', 'constructor', '__proto__', '\u001b[31mH-UPG-11', 'H-UPG-11 ']) {
      expect(rowReport(id), id).toBeUndefined();
    }
  });

  test('in text that is fit to be printed, every one of them', () => {
    for (const row of REQUIREMENTS) {
      expect(rowReport(row.id), row.id).toMatch(/^[\x20-\x7e§\n]+$/);
    }
  });
});

describe('the ledger as grids', () => {
  const grid = ledgerGrid();

  test('counts every row of every group once', () => {
    expect(grid.rows.map((cells) => cells[0])).toEqual([...Object.keys(ROW_GROUPS), 'all']);
    for (const cells of grid.rows) {
      const [rows = 0, ...parts] = cells.slice(2).map(Number);
      expect(
        parts.reduce((sum, part) => sum + part, 0),
        cells[0],
      ).toBe(rows);
      expect(cells.length).toBe(grid.head.length);
    }
    expect(grid.rows.at(-1)?.[2]).toBe(String(REQUIREMENTS.length));
  });

  test('has the totals of the ledger in its last row', () => {
    const all = ledger();
    const total = grid.rows.at(-1) ?? [];
    expect(total[3]).toBe(String(all.filter((one) => 'held' in one).length));
    expect(total[4]).toBe(String(all.filter((one) => 'exception' in one).length));
    expect(total[5]).toBe(String(all.filter((one) => 'later' in one && one.later === 'client').length));
    expect(total[6]).toBe(String(all.filter((one) => 'later' in one && one.later === 'intermediary').length));
  });

  test('says in one line how many rows are held, and how many of them in part only', () => {
    const held = ledger().filter((one) => 'held' in one);
    const partly = held.filter((one) => 'held' in one && one.gap !== undefined).length;
    expect(partly).toBeGreaterThan(1);
    expect(ledgerLine()).toContain(` Of ${held.length} that clauses hold, ${partly} in part only. `);
    expect(ledgerPage()).toContain(`\n\n${ledgerLine()}\n\n`);
  });

  test('lists every row with what accounts for it', () => {
    const rows = new Map(rowsGrid().rows.map((cells) => [cells[0], cells]));
    expect(rows.size).toBe(REQUIREMENTS.length);
    expect(rows.get('H-PERSIST-2')?.[3]).toContain('persist.http11');
    expect(rows.get('H-CLOSE-19')?.[3]).toBe('exception');
    expect(rows.get('WEB-1')?.[3]).toBe('later: client');
    expect(rows.get('H-INT-1')?.[3]).toBe('later: intermediary');
  });
});

describe('the ledger as a page', () => {
  const page = ledgerPage();

  test('gives every row a heading, so that it can be linked to', () => {
    const headings = [...page.matchAll(/^### (.+)$/gm)].map(([, id]) => id);
    expect(headings).toEqual(REQUIREMENTS.map((row) => row.id));
  });

  test('links every source and every clause that holds a row', () => {
    expect(page).toContain('[`rfc9110#field.upgrade`](https://httpwg.org/specs/rfc9110.html#field.upgrade)');
    expect(page).toContain('[`rfc6455#section-4.2.1`](https://www.rfc-editor.org/rfc/rfc6455#section-4.2.1)');
    expect(page).toContain('[`fetch#http-network-fetch`](https://fetch.spec.whatwg.org/#http-network-fetch)');
    expect(page).toContain('held by [`offer.old-version`](clauses/offer.old-version.md)');
  });

  test('lists exceptions and rows held in part by themselves, each with its reason', () => {
    for (const one of ledger()) {
      const entry = `- [${one.row.id}](#${one.row.id.toLowerCase()}) `;
      const listed = 'exception' in one || ('held' in one && one.gap !== undefined);
      expect(page.includes(entry), one.row.id).toBe(listed);
      if ('exception' in one) expect(page).toContain(`${entry}${one.exception}`);
    }
  });
});
