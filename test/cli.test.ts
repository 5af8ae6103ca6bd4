import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { CLAUSES } from '../src/spec/clauses/index.js';
import { REQUIREMENTS } from '../src/spec/requirements/index.js';
import { after101, asSchema } from './cli.run.js';

describe('help, version and misuse', () => {
  test('--help lists every command and exits 0', async () => {
    const ran = await after101(['--help']);
    expect(ran.code).toBe(0);
    for (const command of ['check', 'explain', 'draw', 'clause', 'story']) expect(ran.out).toContain(command);
  });

  test('--version names the package and every text that a clause cites, with its date', async () => {
    const ran = await after101(['--version']);
    const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
    expect(ran.code).toBe(0);
    expect(ran.out).toContain(`after101 ${version}`);
    const cited = new Set(Object.values(CLAUSES).flatMap((one) => one.sources.map(({ text }) => text)));
    for (const text of cited) expect(ran.out).toMatch(new RegExp(`${text} .*\\d{4}`));
  });

  test.each([
    [['check', '--bogus'], 'unknown option'],
    [['chek'], "unknown command 'chek'"],
    [['explain'], 'missing required argument'],
    [['clause', 'a', 'b'], 'too many arguments'],
    [[], 'Usage'],
  ])('%j is misuse: the usage, exit 2', async (args, says) => {
    const ran = await after101(args);
    expect(ran.code).toBe(2);
    expect(ran.err).toContain(says);
    expect(ran.err).toContain('Usage: after101');
    expect(ran.out).toBe('');
  });

  test.each([
    [['check', '--to', 'swole@4.8.13'], 'swoole@4.8.13'],
    [['clause', 'persist.close-win'], 'persist.close-wins'],
    [['draw', 'matix'], 'matrix'],
    [['draw', 'machine', '--format', 'png'], 'mermaid, dot, svg, markdown, json'],
    [['draw', 'matrix', '--format', 'constructor'], 'text, markdown, svg, json'],
  ])('%j: one sentence with the nearest names, exit 2', async (args, near) => {
    const ran = await after101(args);
    expect(ran.code).toBe(2);
    expect(ran.err.trim().split('\n')).toHaveLength(1);
    expect(ran.err).toContain(near);
    expect(ran.out).toBe('');
  });
});

/** A check explores everything: on a busy machine that takes more than a test usually may. */
const LONG = 60_000;

describe('check', () => {
  test('the standards: no break, every count printed, exit 0', { timeout: LONG }, async () => {
    const ran = await after101(['check']);
    expect(ran.code).toBe(0);
    expect(ran.out).toMatch(
      /^rfc: no break in [\d,]+ points \([\d,]+ cubes\), [\d,]+ spelled heads and [\d,]+ states x [\d,]+ classes/,
    );
    expect(ran.out).toMatch(/deviation arrows enabled {4}0 of \d+/);
  });

  test('the standards as data', { timeout: LONG }, async () => {
    const ran = await after101(['check', '--json']);
    expect(ran.code).toBe(0);
    expect(asSchema('check', ran.out)).toMatchObject({ verdict: 'no break', broken: [] });
    expect((JSON.parse(ran.out) as { heads: number }).heads).toBeGreaterThan(1000);
  });

  test('Swoole: the broken invariants with counterexamples, as text and data', {
    timeout: LONG,
  }, async () => {
    const text = await after101(['check', '--to', 'swoole@4.8']);
    const data = await after101(['check', '--to', 'swoole@4.8', '--json']);
    expect([text.code, data.code]).toEqual([1, 1]);
    const found = asSchema('check', data.out) as { broken: { invariant: string }[] };
    const broken = found.broken.map((one) => one.invariant);
    expect(broken).toContain('SI-14');
    for (const invariant of broken) expect(text.out).toContain(`\n${invariant}: `);
    expect(text.out).toContain('GET / HTTP/1.0\\r\\n');
    expect(text.out).toContain('after101 check --to swoole@4.8');
  });
});

describe('clause', () => {
  test('every clause is printed in full and is as the schema says', { timeout: LONG }, async () => {
    for (const id of Object.keys(CLAUSES)) {
      const [text, data] = await Promise.all([after101(['clause', id]), after101(['clause', id, '--json'])]);
      expect([text.code, data.code]).toEqual([0, 0]);
      expect(text.out).toContain(CLAUSES[id]?.sentence);
      expect(asSchema('clause', data.out)).toMatchObject({ id });
    }
  });
});

describe('draw', () => {
  test.each(['machine', 'matrix', 'clauses', 'tables', 'ledger'])(
    '%s as data and as Markdown',
    async (subject) => {
      const data = await after101(['draw', subject, '--format', 'json']);
      expect(data.code).toBe(0);
      asSchema('draw', data.out);
      expect((await after101(['draw', subject, '--json'])).out).toBe(data.out);
      const markdown = await after101(['draw', subject, '--format', 'markdown']);
      expect(markdown.out).toContain('| --- |');
      const usual = await after101(['draw', subject]);
      expect(usual.code).toBe(0);
      expect(usual.out.length).toBeGreaterThan(500);
    },
  );
});

describe('clause', () => {
  test('a requirement row: its sentence, and what holds it', async () => {
    const ran = await after101(['clause', 'h-upg-11']);
    expect(ran.code).toBe(0);
    expect(ran.out).toContain('row           H-UPG-11');
    expect(ran.out).toContain('offer.old-version');
  });

  test.each(['RFC 9112 §9.3', 'rfc9112#persistent.connections'])(
    '%s: every clause, property and arrow that stands on the section',
    async (section) => {
      const ran = await after101(['clause', section]);
      expect(ran.code).toBe(0);
      for (const part of ['persist.close-wins', 'SI-18', 'arrow']) expect(ran.out).toContain(part);
    },
  );

  test('an invariant: its sentence, how it is watched, and the mutants that break it', async () => {
    const ran = await after101(['clause', 'si-14']);
    expect(ran.code).toBe(0);
    for (const part of ['invariant     SI-14', 'strength      ', 'kind          monitor', '  bare-fin: ']) {
      expect(ran.out).toContain(part);
    }
    expect((await after101(['clause', 'L-5'])).out).toContain('  close-unanswered: ');
    expect((await after101(['clause', 'SI-30'])).out).toContain('kind          relation');
    expect((await after101(['clause', 'L-3'])).out).toContain('belongs to    the client');
  });

  test('an open question: the clauses that touch it, and where it is told', async () => {
    const ran = await after101(['clause', 'q-01']);
    expect(ran.code).toBe(0);
    expect(ran.out).toContain('docs/questions/README.md#q-01');
    expect(ran.out).toContain('  after101.persistence: ');
    const none = await after101(['clause', 'Q-20']);
    expect(none).toMatchObject({ code: 2, out: '' });
    expect(none.err).toContain('No clause touches Q-20.');
  });

  test('a clause is found in letters of either case', async () => {
    const ran = await after101(['clause', 'Persist.Close-Wins']);
    expect(ran).toEqual(await after101(['clause', 'persist.close-wins']));
    expect(ran.code).toBe(0);
  });

  test('a section that nothing cites: that, and the cited section around it', async () => {
    const ran = await after101(['clause', 'RFC 9112 §9.3.1']);
    expect(ran).toMatchObject({ code: 2, out: '' });
    expect(ran.err).toContain('RFC 9112 §9.3 persistent.connections');
    expect(ran.err).not.toContain('id');
  });

  test.each([
    ['SI-14', { kind: 'invariant', id: 'SI-14', watched: 'monitor', derived: true }],
    ['SI-31', { kind: 'invariant', watched: 'relation' }],
    ['L-15', { kind: 'property of others', whose: 'intermediary' }],
    ['Q-01', { kind: 'question', page: 'docs/questions/README.md#q-01' }],
    ['rfc9112#persistent.connections', { kind: 'sections', sections: [{ section: '9.3' }] }],
    ['RFC 9113', { kind: 'sections' }],
  ])('%s as data is as the schema says', async (name, parts) => {
    const ran = await after101(['clause', name, '--json']);
    expect(ran.code).toBe(0);
    expect(asSchema('clause', ran.out)).toMatchObject(parts);
  });

  test('every requirement row as data is as the schema says', async () => {
    for (const { id } of REQUIREMENTS) {
      const ran = await after101(['clause', id, '--json']);
      expect(asSchema('clause', ran.out)).toMatchObject({ kind: 'row', id });
    }
  });

  test('what is none of these is told with the nearest ids, fit to be printed', async () => {
    const ran = await after101(['clause', 'rfc9112\x1b[31m']);
    expect(ran).toMatchObject({ code: 2, out: '' });
    expect(ran.err).not.toContain('\x1b');
    expect(ran.err).toContain('Nearest: ');
  });
});

test('story tells three chapters with their counts and exits 0', { timeout: LONG }, async () => {
  const ran = await after101(['story']);
  expect(ran.code).toBe(0);
  expect(ran.out.match(/^== \d\. .+$/gm)).toHaveLength(3);
  expect(ran.out.match(/exit code \d/g)).toEqual(['exit code 0', 'exit code 1', 'exit code 1']);
  expect(ran.out).toContain('The answer 101 breaks offer.old-version');
});
