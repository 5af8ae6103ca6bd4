import { readdirSync, readFileSync, statSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { measuredServers } from '../../src/dialects/catalogue/catalogue.js';
import { hopNames, resolveHop } from '../../src/dialects/hops/catalogue.js';
import { dimensionsFor } from '../../src/dialects/infer/settings.js';
import { dialectNames, resolveDialect } from '../../src/dialects/names.js';
import { brokenBy } from '../../src/dialects/permitted.js';
import { CHECKS } from '../../src/dialects/places.js';
import { compareCsv, compareData, linesOfJson } from '../../src/render/compare/data.js';
import { effectMatrix } from '../../src/render/compare/effects.js';
import { type Cell, type Column, cellKey, serverMatrix } from '../../src/render/compare/matrix.js';
import { CASES } from '../../src/render/compare/observed.js';
import { productPages, products } from '../../src/render/compare/pages.js';
import { serverParts } from '../../src/render/compare/product.js';
import { ASKING, countedAt } from '../../src/render/compare/questions.js';
import { REQUESTS_OF } from '../../src/render/compare/sentences.js';
import { answerSentence, openPhrase, settingSentence } from '../../src/render/compare/words.js';
import { REFERENCE } from '../../src/spec/axes.js';
import { after101 } from '../cli.run.js';
import { ENDPOINTS } from '../evidence/servers.js';
import { pagesOf, QUESTIONS, questionsIn, textOf } from '../examples/cases.js';
import { readGiven } from './given.js';

const matrix = serverMatrix();
const pages = productPages(readGiven());
const texts = Object.entries(pages).filter(([file]) => file.endsWith('.md'));
const rowAt = (id: string): number => matrix.rows.findIndex(({ clause }) => clause.id === id);
const cellOf = (column: Column, id: string): Cell => column.cells[rowAt(id)] as Cell;
const columnOf = (name: string): Column => matrix.columns.find((one) => one.name === name) as Column;
const tornado = columnOf('tornado@6.2');

describe('the matrix of servers', () => {
  test('has every server that was measured, and those that are documented', () => {
    const names = matrix.columns.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(measuredServers().map(({ dialect }) => dialect.name)));
    expect([...names].sort()).toEqual(
      dialectNames()
        .filter((name) => name !== 'rfc')
        .toSorted(),
    );
    expect(matrix.columns.filter(({ measured }) => measured !== undefined)).toHaveLength(ENDPOINTS.length);
  });

  test('tells of every break that the standards see, and of no other', () => {
    for (const column of matrix.columns) {
      const broken = new Map<string, number[]>();
      for (const [at, seen] of (column.observed?.cells ?? []).entries()) {
        const sent = CASES[at];
        const clause = seen === undefined || sent === undefined ? undefined : brokenBy(sent.facts, seen);
        if (clause !== undefined) broken.set(clause, [...(broken.get(clause) ?? []), at]);
      }
      for (const [at, row] of matrix.rows.entries()) {
        expect(column.cells[at]?.broken, `${column.name} ${row.clause.id}`).toEqual(
          broken.get(row.clause.id) ?? [],
        );
        broken.delete(row.clause.id);
      }
      expect([...broken.keys()], column.name).toEqual([]);
    }
  });

  test('never says of one request that it was broken and kept', () => {
    for (const { cells } of matrix.columns) {
      for (const { broken, kept } of cells) expect(kept.filter((at) => broken.includes(at))).toEqual([]);
    }
  });

  test('says of a 101 nothing about how HTTP would persist', () => {
    const rows = matrix.rows.flatMap((row, at) => (row.tables.includes('persistence') ? [at] : []));
    expect(rows).toHaveLength(3);
    for (const column of matrix.columns) {
      for (const at of rows) {
        const cell = column.cells[at] as Cell;
        const seen = [...cell.broken, ...cell.kept, ...cell.chosen].map((one) => column.observed?.cells[one]);
        expect(seen.filter((one) => one?.status === 101)).toEqual([]);
      }
    }
  });

  test('leaves to the application what only a 101 could break, where no 101 was seen', () => {
    const plain = columnOf('gunicorn-sync@26.2.0');
    expect(plain.upgrades).toBe(false);
    expect(cellOf(plain, 'offer.old-version')).toMatchObject({
      finding: 'application',
      kept: [],
      broken: [],
    });
    expect(cellOf(plain, 'handshake.key-missing').finding).toBe('application');
    expect(cellOf(plain, 'handshake.content').finding).toBe('application');
    expect(cellOf(plain, 'framing.bad-length').finding).not.toBe('application');
  });

  test('knows a cell as observed, inferred, documented or unknown, each of which occurs', () => {
    const cells = matrix.columns.flatMap((column) => column.cells);
    expect([...new Set(cells.map(({ known }) => known))].sort()).toEqual([
      'documented',
      'inferred',
      'observed',
      'unknown',
    ]);
    for (const { known, finding, broken, kept, chosen } of cells) {
      const showed = broken.length + kept.length + chosen.length;
      if (known !== 'observed') expect(showed).toBe(0);
      if (known === 'unknown' || known === 'inferred') expect(finding).not.toBe('no break');
    }
    expect(cellOf(columnOf('swoole@4.5'), 'offer.old-version')).toMatchObject({
      known: 'documented',
      finding: 'breaks',
    });
    expect(cellOf(tornado, 'target.malformed')).toMatchObject({ known: 'unknown', finding: 'not asked' });
  });

  test('does not say that no break is known where a source tells of one', () => {
    for (const { dialect, cells } of matrix.columns) {
      for (const { clause, basis } of dialect.deviations) {
        if (basis !== 'observed') expect(cells[rowAt(clause)]?.finding, dialect.name).not.toBe('no break');
      }
    }
    expect(cellOf(columnOf('swoole@4.8.13'), 'persist.close-wins').known).toBe('documented');
  });

  test('has no cell that says that something holds', () => {
    for (const { cells } of matrix.columns) {
      for (const cell of cells) expect(JSON.stringify(cell)).not.toMatch(/\bholds?\b/);
    }
  });

  test('groups the servers whose columns are the same, and no others', () => {
    const keyOf = ({ cells }: Column): string =>
      matrix.rows.map((row, at) => cellKey(row, cells[at] as Cell)).join('\n');
    const keys = matrix.groups.map(({ columns }) => {
      const [first] = columns;
      for (const column of columns) expect(keyOf(column)).toBe(keyOf(first));
      return keyOf(first);
    });
    expect(new Set(keys).size).toBe(keys.length);
    expect(matrix.groups.flatMap(({ columns }) => columns)).toHaveLength(matrix.columns.length);
    expect(matrix.groups.length).toBeLessThan(matrix.columns.length);
  });

  test('knows of each request what the evidence has: a golden for one server', () => {
    const told = matrix.rows.map(({ clause }, at) => {
      const { known, finding, does, broken, kept, chosen } = tornado.cells[at] as Cell;
      return `${clause.id}: ${known} ${finding}: ${does} ${broken.length}/${kept.length}/${chosen.length}`;
    });
    expect(told.filter((line) => line.includes(': observed'))).toMatchInlineSnapshot(`
      [
        "syntax.space-before-colon: observed breaks: 101 or 101, then closes 2/0/0",
        "syntax.repairable: observed choice: grants 0/0/4",
        "version.malformed: observed no break: 400, closes 0/40/0",
        "version.simple-request: observed not shown: no answer 0/0/0",
        "version.major-0: observed no break: 400, closes 0/8/0",
        "version.major-unserved: observed no break: 400, closes 0/24/0",
        "version.higher-minor: observed choice: answers an error or grants 0/0/16",
        "host.missing: observed no break: 400, stays open 0/1/0",
        "host.repeated: observed breaks: 101 or 101, then closes 2/0/0",
        "method.unknown: observed no break: 405, closes or 405, stays open 0/2/0",
        "framing.bad-length: observed no break: 400, closes 0/4/0",
        "framing.both: observed choice: answers an error 0/0/2",
        "framing.both-ends: observed no break: 400, closes 0/2/0",
        "framing.coding-in-http10: observed not shown: 101, then closes 0/0/0",
        "persist.close-wins: observed breaks: 400, stays open 8/22/0",
        "persist.keep-alive: observed choice: closes or stays open 0/0/14",
        "persist.otherwise: observed no break: 400, closes or 426, closes or other 0/41/0",
        "offer.absent: observed no break: 400, closes or 400, stays open or other 0/48/0",
        "offer.old-version: observed breaks: 101, then closes 31/50/0",
        "offer.option-missing: observed no break: 400, closes or 400, stays open 0/18/0",
        "offer.malformed: observed no break: 400, stays open 0/1/0",
        "offer.other-protocol: observed no break: 400, stays open 0/6/0",
        "offer.versioned: observed choice: answers an error 0/0/1",
        "handshake.method: observed no break: 405, stays open 0/5/0",
        "handshake.host: observed no break: 400, stays open 0/1/0",
        "handshake.key-missing: observed no break: 400, stays open 0/1/0",
        "handshake.key-repeated: observed breaks: 101 1/0/0",
        "handshake.key-invalid: observed breaks: 101 4/1/0",
        "handshake.version-missing: observed choice: answers an error 0/1/1",
        "handshake.version-unsupported: observed breaks: 101 1/3/0",
        "handshake.version-repeated: observed choice: answers an error 0/1/1",
        "handshake.version-malformed: observed choice: answers an error 0/2/2",
        "handshake.extensions-malformed: observed breaks: 101 1/0/0",
        "handshake.ambiguous-framing: observed no break: 400, closes 0/1/0",
        "handshake.content: observed choice: grants 0/0/2",
        "after101.persistence: observed asks: 101, then closes 4/24/0",
      ]
    `);
  });
});

describe('the matrix of intermediaries', () => {
  const { effects, columns, groups } = effectMatrix();

  test('has every configuration and every parameter, with the words of its value', () => {
    expect(columns.map(({ hop }) => hop.name)).toEqual(hopNames());
    for (const { cells } of columns) {
      expect(cells).toHaveLength(effects.length);
      for (const [at, { value, says }] of cells.entries()) expect(effects[at]?.values[value]).toBe(says);
    }
  });

  test('calls unknown what no case decided', () => {
    for (const { hop, cells } of columns) {
      const unknown = effects.flatMap(({ name }, at) => (cells[at]?.known === 'unknown' ? [name] : []));
      expect(unknown.toSorted()).toEqual([...(hop.assumed ?? [])].toSorted());
    }
  });

  test('the page has every configuration once under each parameter, and its numbers are those of the names', () => {
    const parts = (pages['products/proxies.md'] ?? '').split(/^## /m);
    for (const { name } of effects) {
      const text = parts.find((one) => one.startsWith(`${name}\n`)) ?? '';
      const rows = text.split('\n').filter((line) => /^\| (?!what it does|---)/.test(line));
      const counts = rows.map((line) => {
        const cells = line.split(' | ');
        const configs = (cells[3] ?? '').split('; ').flatMap((release) => release.split(', '));
        expect(Number(cells[2]), line).toBe(configs.length);
        return configs.length;
      });
      expect(
        counts.reduce((sum, count) => sum + count, 0),
        name,
      ).toBe(columns.length);
    }
  });

  test('groups those with the same two sides', () => {
    const keys = columns.map(({ hop }) => JSON.stringify([hop.request, hop.response]));
    expect(groups).toHaveLength(new Set(keys).size);
  });
});

describe('the words', () => {
  const labels = ['HTTP/1.2', 'http/1.1'];
  const everything = dimensionsFor({ methods: ['get'], labels } as unknown as Parameters<
    typeof dimensionsFor
  >[0]);

  test('there is a sentence for everything that can be set', () => {
    const all = everything.flatMap(({ name, values }) => values.map((value) => [name, value] as const));
    expect(all.length).toBeGreaterThan(300);
    const mute = all.filter(([name, value]) => settingSentence(name, value) === undefined);
    expect(mute).toEqual([]);
    for (const [name, value] of all) expect(settingSentence(name, value)).toMatch(/^[A-Z].*\.$/);
  });

  test('there is a sentence for every setting of a server, and a phrase for everything open', () => {
    for (const { settings, undecided } of measuredServers()) {
      for (const [name, value] of Object.entries(settings))
        expect(settingSentence(name, value)).toBeDefined();
      expect(undecided.filter((name) => openPhrase(name) === undefined)).toEqual([]);
    }
  });

  test('there is a phrase for every check, every row, and every clause that has an answer', () => {
    const clauses = measuredServers().flatMap(({ dialect }) => Object.keys(dialect.answers ?? {}));
    const wanted = [
      ...CHECKS.map(({ name }) => name),
      ...matrix.rows.map(({ clause }) => clause.id),
      ...clauses.filter((name) => name.includes('.')),
    ];
    expect([...new Set(wanted)].filter((name) => !Object.hasOwn(REQUESTS_OF, name))).toEqual([]);
  });

  test('an answer says what becomes of the connection', () => {
    expect(answerSentence('host.missing', { status: 400, then: 'close' })).toBe(
      'To a request of HTTP/1.1 without Host it answers 400, and closes.',
    );
    expect(answerSentence('ordinary', { status: 'none', then: 'wait' })).toBe(
      'It waits for more behind an ordinary GET.',
    );
  });

  test('a break is told with its source, its number and its requests', () => {
    const [row, cell] = [
      matrix.rows[rowAt('handshake.key-repeated')],
      cellOf(tornado, 'handshake.key-repeated'),
    ];
    expect(row?.cases).toHaveLength(1);
    expect(cell.broken).toHaveLength(1);
    const breaks = serverParts(tornado).find(({ title }) => title.startsWith('Breaks'))?.lines ?? [];
    expect(breaks).toContain(
      'It grants a handshake with several keys, which rfc6455#section-11.3.1 forbids: ' +
        '1 request showed it (1.1|key-dup). handshake.key-repeated',
    );
  });
});

describe('the pages', () => {
  test('there is one for every product, with all its servers and configurations', () => {
    for (const { name, servers, hops } of products()) {
      const text = pages[`products/${name}.md`] ?? '';
      for (const one of servers) expect(text, one.name).toContain(`## ${one.name}\n`);
      for (const { hop } of hops) expect(text, hop.name).toContain(hop.name);
    }
  });

  test('every name of a server or an intermediary in them resolves to itself', () => {
    const names = texts.flatMap(([, text]) => [...text.matchAll(/`([a-z][\w.-]*@[\w.+-]+(?:\/[\w.-]+)?)`/g)]);
    expect(names.length).toBeGreaterThan(1000);
    for (const name of new Set(names.map(([, one = '']) => one))) {
      const [dialect, hop] = [resolveDialect(name), resolveHop(name)];
      const found = 'dialect' in dialect ? dialect.dialect.name : 'hop' in hop ? hop.hop.name : '';
      const isRelease = 'hop' in hop && name === `${hop.hop.product}@${hop.hop.version}`;
      expect(found === name || isRelease || ('hop' in hop && hop.hop.name === name), name).toBe(true);
    }
  });

  test('the numbers of the index are those of the matrix', () => {
    const index = pages['products/README.md'] ?? '';
    for (const column of matrix.columns) {
      const of = (finding: string) => column.cells.filter((cell) => cell.finding === finding).length;
      const numbers = ['breaks', 'departs', 'asks', 'choice', 'no break'].map(of).join(' | ');
      const line = index.split('\n').find((one) => one.startsWith(`| [${column.name}](`)) ?? '';
      expect(line.endsWith(`| ${numbers} |`), column.name).toBe(true);
    }
    expect(index).toContain(`${matrix.columns.length} servers in ${matrix.groups.length} groups`);
  });

  test('by clause every server stands once, and the numbers are those of the names', () => {
    const parts = (pages['products/servers.md'] ?? '').split(/^## /m).slice(4);
    const ids = matrix.rows.map(({ clause }) => clause.id);
    const told = parts.filter((text) => ids.includes(text.split('\n', 1)[0] ?? ''));
    expect(told.length).toBeGreaterThan(30);
    for (const text of told) {
      const rows = text.split('\n').filter((line) => /^\| (?!finding|---)/.test(line));
      const names = rows.flatMap((line) => {
        const cells = line.split(' | ');
        const who = [...(cells[4] ?? '').matchAll(/`([^`]+)`/g)].map(([, name = '']) => name);
        expect(Number(cells[3]), line).toBe(who.length);
        return who;
      });
      expect(names.toSorted()).toEqual(matrix.columns.map(({ name }) => name).toSorted());
    }
  });

  test('a break on the page of a product has the number that the matrix has', () => {
    const text = pages['products/tornado.md'] ?? '';
    const cell = cellOf(tornado, 'offer.old-version');
    const [broken, all] = [cell.broken.length, cell.broken.length + cell.kept.length];
    expect(text).toContain(`which rfc9110#field.upgrade forbids: ${broken} of ${all} requests showed it`);
  });

  test('never say that a clause holds or is kept, nor what became of a process', () => {
    for (const [file, text] of texts) {
      expect(text, file).not.toMatch(/\b(crash|segfault|core dump|exploit|vulnerab)/i);
      const told = text
        .replaceAll(/\]\([^)]*\)/g, '')
        .replaceAll(/(a handshake|one|the first) that holds/gi, '');
      expect(told.match(/\bholds\b/), file).toBeNull();
    }
  });

  test('what they are together stays below one and a half million octets', () => {
    const folder = new URL('../../docs/reference/products/', import.meta.url);
    const sizes = readdirSync(folder).map((file) => statSync(new URL(file, folder)).size);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(1_500_000);
  });

  test('the command of every server works as it stands, and says what that server does', async () => {
    const named: Readonly<Record<string, string>> = { r: '\r', n: '\n', t: '\t', '\\': '\\' };
    for (const { name, dialect } of matrix.columns) {
      const lines = (pages[`products/${dialect.product}.md`] ?? '').split('\n');
      const end = `' | npx after101 explain - --octets --to ${name}`;
      const line = lines.find((one) => one.startsWith("printf '") && one.endsWith(end)) ?? '';
      const printed = line
        .slice("printf '".length, -end.length)
        .replaceAll("'\\''", "'")
        .replaceAll(/\\(r|n|t|\\|[0-7]{3})|%%/g, (_, code?: string) =>
          code === undefined ? '%' : (named[code] ?? String.fromCharCode(Number.parseInt(code, 8))),
        );
      const sent = { stdin: [new Uint8Array(Buffer.from(printed, 'latin1'))] };
      const ran = await after101(['explain', '-', '--octets', '--to', name], sent);
      expect(ran.err, name).toBe('');
      expect(ran.out, name).toContain(`What ${name} does`);
    }
  });
});

describe('the open questions', () => {
  const ids = [...new Set(pagesOf(QUESTIONS).flatMap((file) => questionsIn(textOf(file))))].sort();

  test('each is asked of the evidence, or it is said why not', () => {
    expect(Object.keys(ASKING)).toEqual(ids);
    const headings = (pages['products/questions.md'] ?? '')
      .split('\n')
      .filter((line) => line.startsWith('## '));
    expect(headings.map((line) => line.slice(3, 7))).toEqual(ids);
  });

  test('every condition finds requests, and every sequence and parameter something that was seen', () => {
    for (const id of ids) {
      const counted = countedAt(id);
      if (typeof counted === 'string') continue;
      for (const { of, tallies } of counted) expect(tallies.length, `${id}: ${of}`).toBeGreaterThan(0);
    }
  });

  test('a server stands once under each, and only those are counted that were asked', () => {
    for (const id of ids) {
      const counted = countedAt(id);
      if (typeof counted === 'string') continue;
      for (const { tallies } of counted) {
        const names = tallies.flatMap((tally) => tally.names);
        expect(new Set(names).size).toBe(names.length);
      }
    }
  });

  test('an offer of HTTP/1.0 is counted by facts: other requests are not among its cases', () => {
    const [first] = countedAt('Q-03');
    if (typeof first !== 'object') throw new Error('Q-03 is not counted');
    for (const id of first.cases) {
      const { facts } = CASES.find((one) => one.id === id) as (typeof CASES)[number];
      expect({ ...facts, connection: 'upgrade' }).toEqual({ ...REFERENCE, version: '1.0' });
    }
    const granting = first.tallies.find(({ does }) => does === 'answers 101')?.names ?? [];
    expect(granting).toContain('tornado@6.2');
    expect(granting).not.toContain('websockets-legacy@10.4');
  });
});

describe('the data', () => {
  const data = compareData();

  test('are as their schema says, in one line or in many', () => {
    const ajv = new Ajv({ allErrors: true, allowUnionTypes: true });
    const schema = readFileSync(new URL('../../schema/compare.json', import.meta.url), 'utf8');
    const validate = ajv.compile(JSON.parse(schema));
    validate(JSON.parse(JSON.stringify(data)));
    expect(ajv.errorsText(validate.errors)).toBe('No errors');
    expect(JSON.parse(linesOfJson(data))).toEqual(JSON.parse(JSON.stringify(data)));
  });

  test('name by place what the matrix has', () => {
    const places = (text: string): readonly number[] =>
      text.split(',').flatMap((range) => {
        const [from = 0, to = from] = range.split('-').map(Number);
        return Array.from({ length: to - from + 1 }, (_, at) => from + at);
      });
    const server = data.servers.find(({ name }) => name === 'tornado@6.2');
    const cell = data.cells[server?.cells[rowAt('offer.old-version')] ?? -1] as { broken: string };
    expect(places(cell.broken)).toEqual(cellOf(tornado, 'offer.old-version').broken);
    expect(data.servers).toHaveLength(matrix.columns.length);
    expect(data.intermediaries).toHaveLength(hopNames().length);
  });

  test('the sheet has a column for each product and a line for each clause and parameter', () => {
    const lines = compareCsv().trimEnd().split('\n');
    expect(lines).toHaveLength(3 + matrix.rows.length + effectMatrix().effects.length);
    const cells = (line: string): number => [...line.matchAll(/(?:^|,)("(?:[^"]|"")*"|[^",]*)/g)].length;
    for (const line of lines) expect(cells(line)).toBe(1 + matrix.columns.length + hopNames().length);
    expect(lines.find((line) => line.startsWith('offer.old-version,'))).toContain('observed: breaks: 101');
  });
});
