import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { mutants, wrongSubjects } from '../../src/explore/mutants.js';
import { OF_OTHERS } from '../../src/explore/of-others.js';
import { citedSections, RULES, sectionTitle, sourceUrl } from '../../src/render/citations.js';
import { machineGraph } from '../../src/render/graph.js';
import { clauseFile, headingSlug, link, stateFile } from '../../src/render/page.js';
import { referencePages } from '../../src/render/reference.js';
import { sectionsNamed, uncitedSection } from '../../src/render/section-names.js';
import { sectionsReport } from '../../src/render/sections.js';
import { neighbourhood } from '../../src/render/state-page.js';
import { STATE_SENTENCES } from '../../src/render/state-sentences.js';
import { CLAUSES } from '../../src/spec/clauses/index.js';
import { REQUIREMENTS } from '../../src/spec/requirements/index.js';
import { casesIn } from '../examples/cases.js';
import { measuredOf, questionSections, readGiven, toldOf } from './given.js';

const FOLDER = new URL('../../docs/reference/', import.meta.url);
const given = readGiven();
const pages = referencePages(given);
const { nodes } = machineGraph();
const leaves = nodes.filter((node) => node.leaf);

/** What is reported for a section; undefined when nothing cited is called so. */
function sectionReport(query: string): string | undefined {
  const found = sectionsNamed(query);
  return found.length === 0 ? undefined : sectionsReport(found);
}

/** The files that are there, by their paths under the folder. */
const filesThere = (): readonly string[] =>
  readdirSync(FOLDER, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => `${entry.parentPath}/${entry.name}`.slice(FOLDER.pathname.length).replace(/^\//, ''));

const contentOf = (file: string): string | undefined => {
  try {
    return readFileSync(new URL(file, FOLDER), 'utf8');
  } catch {
    return undefined;
  }
};

/** Writes every page that differs, and removes what nothing writes. */
function update(): void {
  for (const file of filesThere()) {
    if (!Object.hasOwn(pages, file)) rmSync(new URL(file, FOLDER));
  }
  for (const [file, text] of Object.entries(pages)) {
    if (contentOf(file) === text) continue;
    mkdirSync(new URL('./', new URL(file, FOLDER)), { recursive: true });
    writeFileSync(new URL(file, FOLDER), text);
  }
}

describe('the reference in docs/reference; UPDATE_DOCS=1 writes it', () => {
  if (process.env.UPDATE_DOCS === '1') update();

  test('every page is what the objects say', () => {
    const stale = Object.entries(pages).filter(([file, text]) => contentOf(file) !== text);
    expect(stale.map(([file]) => file)).toEqual([]);
  });

  test('holds no page that nothing writes', () => {
    expect(filesThere().filter((file) => !Object.hasOwn(pages, file))).toEqual([]);
  });
});

describe('the pages', () => {
  test('every clause and every innermost state has one', () => {
    for (const id of Object.keys(CLAUSES)) expect(Object.keys(pages)).toContain(clauseFile(id));
    for (const { id } of leaves) expect(Object.keys(pages)).toContain(stateFile(id));
  });

  test('no two names differ in nothing but case', () => {
    const names = Object.keys(pages).map((file) => file.toLowerCase());
    expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
  });

  /** The headings of a page as what links call them. */
  const headingsOf = (text: string): ReadonlySet<string> =>
    new Set([
      ...[...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => headingSlug(heading)),
      ...[...text.matchAll(/<a id="([^"]+)">/g)].map(([, id = '']) => id),
    ]);

  test('every link inside leads to a page, and to a heading it has', () => {
    const headings = new Map(Object.entries(pages).map(([file, text]) => [file, headingsOf(text)]));
    const astray = Object.entries(pages).flatMap(([file, text]) =>
      [...text.matchAll(/\]\(([^)]+)\)/g)].flatMap(([, to = '']) => {
        if (to.startsWith('https://')) return [];
        const url = new URL(to, new URL(file, FOLDER));
        const path = url.pathname;
        const heading = decodeURIComponent(url.hash.slice(1));
        const inside = path.startsWith(FOLDER.pathname) ? path.slice(FOLDER.pathname.length) : undefined;
        if (inside === undefined) {
          // a question without a section has the list of questions, which may name it in a table
          if (path.endsWith('/docs/questions/README.md')) return [];
          const there = contentOf(path);
          return there !== undefined && (heading === '' || headingsOf(there).has(heading))
            ? []
            : [`${file}: ${to}`];
        }
        const known = headings.get(inside);
        return known !== undefined && (heading === '' || known.has(heading)) ? [] : [`${file}: ${to}`];
      }),
    );
    expect(astray).toEqual([]);
  });

  test('a clause tells rows, arrows, examples, who deviates, and how to see it', () => {
    const one = pages[clauseFile('offer.old-version')] ?? '';
    expect(one).toContain('[RFC 9110 §7.8](https://httpwg.org/specs/rfc9110.html#field.upgrade)');
    expect(one).toMatch(/^- row \d+ of \d+ of \[.+\]\(\.\.\/tables\.md#offer-.+\): if \[`version`\]/m);
    expect(one).toContain('](../../../test/examples/');
    expect(one).toMatch(/\]\(\.\.\/\.\.\/questions\/.*q-03/);
    expect(one).toMatch(/^- \d+ servers, observed: .*`swoole@4\.8\.13`/m);
    expect(one).toContain('`after101 clause offer.old-version`');
    expect(one).toMatch(/\n---\n\nThis page is written by the objects that run\. Change them, not it\.\n$/);
    const arrow = pages[clauseFile('switch.granted')] ?? '';
    expect(arrow).toContain('[HANDSHAKE.deciding](../states/HANDSHAKE.deciding.md)');
    expect(arrow).toContain('moves to [ACTIVE.open](../states/ACTIVE.open.md)');
    expect(pages[clauseFile('transport.reset')]).toContain('[any state of NONE](../states/README.md#none)');
  });

  test('a clause tells at most eight cases, those that are about it first, and how many more there are', () => {
    const cases = Array.from({ length: 12 }, (_, at) => ({
      title: `case ${at}`,
      file: 'test/examples/x.md',
      clauses: at === 11 ? ['close.any-time'] : ['offer.absent', 'close.any-time'],
    }));
    const named = {
      title: 'To close at any time',
      file: 'test/examples/x.md',
      clauses: ['a.b', 'close.any-time'],
    };
    const told = referencePages({ cases: [...cases, named], measured: [], questions: {} });
    const listed = (id: string) =>
      [...(told[clauseFile(id)] ?? '').matchAll(/^- \[(.+)\]\(\.\.\/\.\.\/\.\.\/test/gm)].map(
        ([, title]) => title,
      );
    expect(listed('close.any-time')).toEqual([
      'To close at any time',
      'case 11',
      ...Array.from({ length: 6 }, (_, at) => `case ${at}`),
    ]);
    expect(told[clauseFile('close.any-time')]).toContain('\n\nAnd 5 more.\n');
    expect(listed('offer.absent')).toHaveLength(8);
    const few = referencePages({ cases: [named], measured: [], questions: {} });
    expect(few[clauseFile('close.any-time')]).not.toContain(' more.');
  });

  test('a clause tells the invariants that begin with its first source, and no other', () => {
    for (const one of Object.values(CLAUSES)) {
      const first = RULES.filter((rule) => rule.sources[0] === one.sources[0]?.anchor).map(({ id }) => id);
      const text = pages[clauseFile(one.id)] ?? '';
      expect(
        [...text.matchAll(/^- \[((?:SI|L)-\d+)\]/gm)].map(([, id]) => id),
        one.id,
      ).toEqual(first);
    }
  });

  test('a clause names the endpoints that were measured against it, and no page denies them', () => {
    expect(given.measured.length).toBeGreaterThan(0);
    for (const { clause, endpoints, on } of given.measured) {
      const text = pages[clauseFile(clause)] ?? '';
      expect(text, clause).toContain(
        `Measured in an open WebSocket (${on}): ${endpoints.length} endpoint${endpoints.length === 1 ? '' : 's'} `,
      );
      for (const name of endpoints) expect(text, clause).toContain(`\`${name}\``);
      expect(text, clause).not.toContain('is known to.');
      expect(text, clause).toContain('](../../measured/open-websockets.md)');
    }
    expect(pages[clauseFile('sent.control-short')]).toContain('`civetweb-1.15`');
    const clean = Object.keys(CLAUSES).find((id) => !given.measured.some((one) => one.clause === id)) ?? '';
    expect(pages[clauseFile(clean)]).not.toContain('Measured in an open WebSocket');
  });

  test('a condition names what is left out where that is shorter', () => {
    const all = Object.values(pages).join('\n');
    expect(all).toMatch(/ is not `/);
    expect(all).toMatch(/ is one of `/);
  });

  test('a heading is called in links what GitHub calls it', () => {
    expect(headingSlug('offer: is there an offer?')).toBe('offer-is-there-an-offer');
    expect(headingSlug('RFC 9112 §9.3 persistent.connections')).toBe('rfc-9112-93-persistentconnections');
    expect(headingSlug('Q-03: in HTTP/1.0, no_such `x-y`')).toBe('q-03-in-http10-no_such-x-y');
    expect(headingSlug('a -- b')).toBe('a----b');
  });

  test('without cases and questions the pages are whole, and say nothing of either', () => {
    const bare = referencePages();
    expect(Object.keys(bare)).toEqual(Object.keys(pages));
    expect(bare[clauseFile('offer.old-version')]).not.toContain('test/examples/');
    expect(bare[clauseFile('persist.otherwise')]).toContain('[Q-03](../../questions/README.md#q-03)');
    const titled = referencePages({
      cases: [],
      measured: [],
      questions: { 'Q-03': { title: 'Q-03 Old <b>', to: 'questions/offers.md#q-03-old' } },
    });
    expect(titled[clauseFile('persist.otherwise')]).toContain(
      '[Q-03 Old \\<b\\>](../../questions/offers.md#q-03-old)',
    );
  });
});

describe('states', () => {
  test('each has a sentence, and each sentence has a state', () => {
    const paths = [...new Set(nodes.map((node) => node.region)), ...nodes.map((node) => node.id)];
    expect(Object.keys(STATE_SENTENCES).sort()).toEqual(paths.sort());
    const sentences = Object.values(STATE_SENTENCES);
    expect(sentences.filter((one, at) => !one.endsWith('.') || sentences.indexOf(one) !== at)).toEqual([]);
  });

  test('a page has every event once at least, looked at or not', () => {
    for (const { id } of leaves) {
      const text = pages[stateFile(id)] ?? '';
      if (text.includes('It looks at none')) continue;
      for (const event of machineGraph().events) expect(text, id).toContain(`\`${event}\``);
    }
  });

  test('the picture of a state has all arrows that move to or from it, and no other', () => {
    for (const node of leaves) {
      const { arrows } = neighbourhood(node);
      const into = machineGraph().arrows.filter((arrow) => arrow.to === node.id && arrow.from !== node.id);
      expect(arrows.filter((arrow) => arrow.to === node.id)).toEqual(into);
      expect(arrows.every((arrow) => arrow.to === node.id || arrow.from === node.id)).toBe(true);
    }
    const idle = leaves.find((node) => node.id === 'status.NONE.idle');
    if (idle === undefined) throw new Error('no idle state');
    const reset = neighbourhood(idle).arrows.find((arrow) => arrow.event === 'client.rst');
    expect(reset).toMatchObject({ from: 'status.NONE.idle', to: 'status.CLOSED.gone' });
  });

  test('cases that end in a state are on its page', () => {
    const ending = given.cases.filter((one) => one.ends === 'ACTIVE.open');
    expect(ending.length).toBeGreaterThan(0);
    for (const { title } of ending)
      expect(pages['states/ACTIVE.open.md']).toContain(link(title, '').slice(0, -2));
  });
});

describe('sections', () => {
  test('each has a number, and they stand in the order of the texts', () => {
    const bare = citedSections().filter(({ section }) => section === '');
    expect(bare.filter(({ text }) => text.startsWith('RFC'))).toEqual([]);
    const of = (text: string) => citedSections().filter((one) => one.text === text);
    const numbers = of('RFC 9112').map(({ section }) => section);
    expect(numbers.indexOf('9.3')).toBeLessThan(numbers.indexOf('9.3.2'));
    expect(numbers.indexOf('9.6')).toBeLessThan(numbers.indexOf('C.2.2'));
    expect(of('RFC 9110').map(({ section }) => section)).toEqual(
      expect.arrayContaining(['7.6.1', '7.8', '15.2.1']),
    );
    const ten = of('RFC 9110').findIndex(({ section }) => section === '10.1.1');
    expect(ten).toBeGreaterThan(of('RFC 9110').findIndex(({ section }) => section === '9.3.6'));
    const texts = [...new Set(citedSections().map(({ text }) => text))];
    const numbered = texts.filter((text) => text.startsWith('RFC')).map((text) => Number(text.slice(4)));
    expect(numbered).toEqual(numbered.toSorted((a, b) => a - b));
    expect(texts.slice(numbered.length)).toEqual(['WHATWG Fetch', 'WHATWG WebSockets']);
  });

  test('every clause is under each section it cites', () => {
    for (const one of Object.values(CLAUSES)) {
      for (const { anchor } of one.sources) {
        const under = citedSections().find((section) => section.anchor === anchor);
        expect(under?.clauses).toContain(one);
      }
    }
    const all = citedSections().map((one) => `## ${sectionTitle(one)}\n`);
    for (const [at, one] of citedSections().entries()) {
      expect(pages[`by-section/${one.anchor.split('#')[0]}.md`]).toContain(all[at]);
    }
    expect(new Set(all).size).toBe(all.length);
  });

  test('every source of a row and of an invariant is a section, with the row or the invariant linked', () => {
    const anchors = citedSections().map(({ anchor }) => anchor);
    for (const { id, sources } of [...REQUIREMENTS, ...RULES]) {
      const file = id.startsWith('SI-') || id.startsWith('L-') ? 'invariants' : 'requirements';
      for (const source of sources) {
        expect(anchors).toContain(source);
        const text = pages[`by-section/${source.split('#')[0]}.md`];
        expect(text, id).toContain(`](../${file}.md#${id.toLowerCase()})`);
      }
    }
    expect(pages['by-section/rfc9113.md']).toContain('No clause cites this section.');
  });

  test('an arrow is told by the page of its state and its event', () => {
    const events = machineGraph().arrows.filter(
      (arrow) => arrow.clause === 'switch.granted' && arrow.from === 'status.HANDSHAKE.deciding',
    );
    expect(events.length).toBeGreaterThan(0);
    const line = /^- \[HANDSHAKE\.deciding\]\(\.\.\/states\/HANDSHAKE\.deciding\.md\): (.+)$/m;
    const [, told = ''] =
      line.exec((pages['by-section/rfc9110.md'] ?? '').split('field.upgrade\n\n')[1] ?? '') ?? [];
    for (const { event } of events) expect(told).toContain(`\`${event}\``);
  });

  test('no page of a text and no index is too long to be shown', () => {
    const long = Object.entries(pages).filter(
      ([file, text]) => file.startsWith('by-section') && text.length > 200_000,
    );
    expect(long.map(([file]) => file)).toEqual([]);
  });

  test('sections with names are linked to the working group, all others to the RFC editor', () => {
    expect(sourceUrl('rfc9112#persistent.connections')).toBe(
      'https://httpwg.org/specs/rfc9112.html#persistent.connections',
    );
    expect(sourceUrl('rfc6455#section-5.5.1')).toBe('https://www.rfc-editor.org/rfc/rfc6455#section-5.5.1');
  });

  test('a section is found by anchor, by text and number, and by what it is called', () => {
    const anchors = (query: string) => sectionsNamed(query).map(({ anchor }) => anchor);
    const persistence = 'rfc9112#persistent.connections';
    for (const query of [
      persistence,
      'RFC 9112 §9.3 persistent.connections',
      'persistent.connections',
      ' RFC9112#Persistent.Connections ',
    ]) {
      expect(anchors(query), query).toEqual([persistence]);
    }
    const under = [persistence, 'rfc9112#pipelining'];
    for (const query of [
      'RFC 9112 §9.3',
      'rfc9112 9.3',
      '9112 §9.3',
      'RFC 9112, section 9.3',
      'rfc9112#9.3',
    ]) {
      expect(anchors(query), query).toEqual(under);
    }
    expect(anchors('RFC 9112 §C.2.2')).toEqual([
      'rfc9112#compatibility.with.http.1.0.persistent.connections',
    ]);
    expect(anchors('RFC 6455 §4.2.1')).toEqual(['rfc6455#section-4.2.1']);
    expect(anchors('§9.3')).toEqual(expect.arrayContaining(under));
    expect(anchors('rfc9112').every((anchor) => anchor.startsWith('rfc9112#'))).toBe(true);
    expect(anchors('9112')).toEqual(anchors('rfc9112'));
  });

  test('a section that only rows cite is found, by number and by appendix too', () => {
    expect(sectionReport('RFC 7230 §A.2')).toContain('No clause cites this section.');
    expect(sectionReport('rfc7230#appendix-A.2')).toBe(sectionReport('RFC 7230 §A.2'));
    expect(sectionReport('RFC 9113, appendix B')).toContain('1 requirement row');
    expect(sectionReport('fetch#http-network-fetch')).toMatch(
      /^WHATWG Fetch http-network-fetch {2}fetch#http-network-fetch\nhttps:\/\/fetch\.spec\.whatwg\.org\/#http-network-fetch\n/,
    );
  });

  test('a section that nothing cites is told as that, with the cited section around it', () => {
    expect(sectionReport('RFC 9112 §9.3.1')).toBeUndefined();
    expect(uncitedSection('RFC 9112 §9.3.1')).toBe(
      'No clause, invariant or requirement row cites RFC 9112 section 9.3.1. The section around it that is cited: ' +
        'RFC 9112 §9.3 persistent.connections (ask for "RFC 9112 §9.3").',
    );
    expect(uncitedSection('9112 99')).toMatch(/Cited of RFC 9112: §2\.2, /);
    expect(uncitedSection('RFC 1 §1')).toMatch(/Cited texts: RFC 1945, /);
    expect(uncitedSection('rfc9112#persistent.conections')).toContain(
      'Nearest: rfc9112#persistent.connections',
    );
    for (const query of ['', 'offer', 'rfc9112\x1b[31m', `rfc9112#${'1.'.repeat(1e6)}`]) {
      expect(uncitedSection(query), query.slice(0, 20)).toBeUndefined();
    }
    expect(uncitedSection('rfc9112#\x1b[31m')).toMatch(/^[\x20-\x7e§]+$/);
  });

  test('what is no section is none, however it is spelled', () => {
    for (const query of ['', '#', 'rfc', 'RFC 1 §1', 'rfc9112#nothing', '§', '\x1b[31m', 'RFC 9112 §9.3 x']) {
      expect(sectionReport(query), query).toBeUndefined();
    }
    expect(sectionReport(`rfc9112#${'1.'.repeat(1e6)}`)).toBeUndefined();
    expect(sectionReport(`RFC 9112${' '.repeat(1e6)}9.3`)).toBeUndefined();
  });

  test('the report has clauses, invariants and arrows', () => {
    const report = sectionReport('rfc9110#status.101') ?? '';
    expect(report).toMatch(/^RFC 9110 §15\.2\.2 status\.101 {2}rfc9110#status\.101\nhttps:/);
    expect(report).toMatch(/^\d+ clauses?$/m);
    expect(report).toMatch(/^ {2}SI-\d+: /m);
    expect(report).toMatch(/^\d+ arrows?, by the state they leave$/m);
  });
});

describe('the invariants', () => {
  const page = pages['invariants.md'] ?? '';

  test('stand by number, SI before L, with kind and the mutants that break each', () => {
    const ids = [...page.matchAll(/^\| <a id="[a-z0-9-]+"><\/a>((?:SI|L)-\d+) \|/gm)].map(([, id]) => id);
    const numbers = (letters: string, last: number) =>
      Array.from({ length: last }, (_, at) => `${letters}-${at + 1}`);
    const all = [...numbers('SI', 32), ...numbers('L', 16)];
    expect(ids).toEqual(all.filter((id) => !Object.hasOwn(OF_OTHERS, id)));
    const line = (id: string) =>
      page.split('\n').find((one) => one.startsWith(`| <a id="${id.toLowerCase()}">`));
    for (const { id, breaks } of mutants()) {
      for (const rule of breaks) expect(line(rule), rule).toContain(`\`${id}\``);
    }
    for (const { id, breaks } of wrongSubjects()) expect(line(breaks), breaks).toContain(`\`${id}\``);
    expect(line('SI-14')).toContain('| monitor |');
    expect(line('SI-30')).toContain('| relation |');
    const unbroken = RULES.filter((rule) => line(rule.id)?.endsWith('|  |') === true);
    expect(unbroken.map(({ id }) => id)).toEqual([]);
  });

  test('are told apart from what belongs to others, which is listed with the reason', () => {
    for (const [id, { why, whose }] of Object.entries(OF_OTHERS)) {
      expect(page).toContain(`- <a id="${id.toLowerCase()}"></a>${id}, of the ${whose}: `);
      expect(page).toContain(why);
    }
  });
});

describe('what is given', () => {
  test('of a measurement the clauses that something broke, each endpoint once', () => {
    const cell = (endpoint: string, verdict: string) => ({ endpoint, verdict, name: '', cell: null });
    const told = measuredOf([
      cell('a', 'breaks sent.opcode fail.ends'),
      cell('a', 'breaks sent.opcode'),
      cell('b', 'owes fin'),
      cell('c', 'breaks sent.opcode'),
      cell('d', '-'),
    ]);
    expect(told.map(({ clause, endpoints }) => [clause, endpoints])).toEqual([
      ['sent.opcode', ['a', 'c']],
      ['fail.ends', ['a']],
    ]);
    for (const { on } of told) expect(on).toMatch(/^\d{4}-\d{2}-\d{2}$/);
  });

  test('of a case its clauses once each, and where it ends', () => {
    const text = [
      '## first',
      '- clause: offer.old-version, offer.absent',
      '- events: head, app.accept -> ACTIVE.open',
      '- arrows: offer.absent',
      '## second',
      '- breaks: nothing',
    ].join('\n');
    expect(casesIn('test/examples/x.md', text).map(toldOf)).toEqual([
      {
        title: 'first',
        file: 'test/examples/x.md',
        clauses: ['offer.old-version', 'offer.absent'],
        ends: 'ACTIVE.open',
      },
      { title: 'second', file: 'test/examples/x.md', clauses: [] },
    ]);
  });

  test('of a question its section', () => {
    const text = '# Questions\n\n## Q-03 HTTP/1.0 with Upgrade\n\n### Q-04 is named in a case\n';
    expect(questionSections('docs/questions/offers.md', text)).toEqual([
      ['Q-03', { title: 'Q-03 HTTP/1.0 with Upgrade', to: 'questions/offers.md#q-03-http10-with-upgrade' }],
    ]);
  });
});
