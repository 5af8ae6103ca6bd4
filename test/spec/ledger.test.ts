import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type AnswerContext, formFaults } from '../../src/spec/answer.js';
import { REFERENCE } from '../../src/spec/axes.js';
import { CLAUSES } from '../../src/spec/clauses/index.js';
import { permittedFor } from '../../src/spec/decide.js';
import { readFacts } from '../../src/spec/facts.js';
import { accountOf, bindsServer, LEDGER_NOTES, ledger } from '../../src/spec/ledger.js';
import { octetsOf, readRequest, readResponse } from '../../src/spec/message.js';
import {
  REQUIREMENTS,
  type Requirement,
  ROW_GROUPS,
  requirement,
} from '../../src/spec/requirements/index.js';
import { defineRows } from '../../src/spec/requirements/row.js';
import { readResponseFacts } from '../../src/spec/response.js';

/** How many rows each group has. They are never taken back, so a number here only grows. */
const COUNTS: Readonly<Record<string, number>> = {
  'H-VER': 12,
  'H-LINE': 13,
  'H-FLD': 16,
  'H-HOST': 7,
  'H-CONN': 10,
  'H-PERSIST': 22,
  'H-CLOSE': 21,
  'H-PIPE': 10,
  'H-FRAME': 19,
  'H-INFO': 6,
  'H-EXPECT': 10,
  'H-UPG': 24,
  'H-INT': 13,
  'WS-REQ': 16,
  'WS-RSP': 9,
  'WS-SRV': 23,
  'WS-FRM': 9,
  'WS-CLS': 17,
  'WS-EXT': 3,
  'WS-PMD': 7,
  'WS-H2': 6,
  WEB: 9,
};

const ROW_ID = /\b(?:(?:H|WS)-[A-Z][A-Z0-9]*|WEB)-[1-9][0-9]*\b/g;
/** Sections of RFC 9110 and RFC 9112 have names, those of other RFCs numbers, those of the WHATWG words. */
const ANCHORS: readonly RegExp[] = [
  /^rfc911[02]#[A-Za-z0-9]+([.-][A-Za-z0-9]+)*$/,
  /^rfc(?!911[02])[1-9][0-9]{3}#(section-[0-9]+|appendix-[A-Z])(\.[0-9]+)*$/,
  /^(websockets|fetch)#[a-z-]+$/,
];
const KEYWORDS: readonly string[] = [
  ...['MUST', 'MUST NOT', 'SHOULD', 'SHOULD NOT', 'MAY'],
  ...['must', 'must not', 'can', 'ought', 'expected', 'discouraged', 'informative'],
  ...['definition', 'derived'],
];

const rowsWhere = (fails: (row: Requirement) => boolean): readonly string[] =>
  REQUIREMENTS.filter(fails).map((row) => row.id);

const heldRows = new Set(Object.values(CLAUSES).flatMap((one) => one.requirements));

/** Every file under a folder of the repository, as text. */
function textsUnder(folder: URL): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(ts|md)$/.test(name))
    .map((name) => readFileSync(new URL(name, folder), 'utf8'));
}

describe('a requirement row', () => {
  test('is one of 282, and its group has as many as were numbered', () => {
    expect(REQUIREMENTS.length).toBe(282);
    const numbered = Object.entries(COUNTS).flatMap(([group, count]) =>
      Array.from({ length: count }, (_, at) => `${group}-${at + 1}`),
    );
    expect(REQUIREMENTS.map((row) => row.id)).toEqual(numbered);
    expect(Object.keys(ROW_GROUPS)).toEqual(Object.keys(COUNTS));
    expect(rowsWhere((row) => !row.id.startsWith(`${row.group}-`))).toEqual([]);
  });

  test('says one thing in a few sentences of printable text', () => {
    expect(
      rowsWhere((row) => !/^[A-Z"a-z1-9][\x20-\x7e§]*\.$/.test(row.sentence.replace(/\)$/, '.'))),
    ).toEqual([]);
    expect(rowsWhere((row) => row.sentence.length > 330)).toEqual([]);
    expect(new Set(REQUIREMENTS.map((row) => row.sentence)).size).toBe(REQUIREMENTS.length);
  });

  test('stands at anchors, each once', () => {
    const wrong = (row: Requirement): boolean =>
      !row.sources.every((anchor) => ANCHORS.some((form) => form.test(anchor)));
    expect(rowsWhere(wrong)).toEqual([]);
    expect(rowsWhere((row) => row.sources.length === 0)).toEqual([]);
    expect(rowsWhere((row) => new Set(row.sources).size < row.sources.length)).toEqual([]);
  });

  test('binds somebody, with words that texts use', () => {
    expect(rowsWhere((row) => row.binds.length === 0)).toEqual([]);
    expect(rowsWhere((row) => !row.strength.every((keyword) => KEYWORDS.includes(keyword)))).toEqual([]);
    expect(() => defineRows({ 'H-X-1': ['Z', 'MUST', 'rfc9110#GET', 'So.'] })).toThrow('H-X-1 binds Z');
  });

  test('is found by its id, and by nothing else', () => {
    expect(requirement('H-UPG-11')?.sources).toEqual(['rfc9110#field.upgrade']);
    expect(requirement('H-UPG-99')).toBeUndefined();
    expect(requirement('constructor')).toBeUndefined();
    expect(accountOf('H-UPG-99')).toBeUndefined();
  });

  test('is marked as corrected exactly when decision 002 corrects it', () => {
    const decision = readFileSync(
      new URL('../../docs/decisions/002-rows-corrected-against-the-rfcs.md', import.meta.url),
      'utf8',
    );
    const inTables = decision
      .split('\n')
      .filter((line) => line.startsWith('| '))
      .flatMap((line) => line.split('|')[1]?.match(ROW_ID) ?? []);
    expect(rowsWhere((row) => row.corrected).toSorted()).toEqual([...new Set(inTables)].toSorted());
  });
});

describe('ids and rows meet', () => {
  test('every id in the requirements of a clause is a row', () => {
    expect([...heldRows].filter((id) => requirement(id) === undefined)).toEqual([]);
  });

  test('every row that a premise names has the keyword claimed; a lower-case can counts as MAY', () => {
    const wrong = Object.values(CLAUSES).flatMap((one) =>
      (one.premises ?? []).filter((premise) => {
        const [, id = '', keyword = ''] = /^(\S+) \((.+)\)$/.exec(premise) ?? [];
        if (CLAUSES[id] !== undefined) return false;
        const strength: readonly string[] = requirement(id)?.strength ?? [];
        return !strength.includes(keyword) && !(keyword === 'MAY' && strength.includes('can'));
      }),
    );
    expect(wrong).toEqual([]);
  });

  test('every row that the source, its comments and the documentation cite is a row', () => {
    const texts = ['../../src/', '../../docs/', '../'].flatMap((folder) =>
      textsUnder(new URL(folder, import.meta.url)),
    );
    const cited = new Set(texts.flatMap((text) => text.match(ROW_ID) ?? []));
    expect(cited.size).toBeGreaterThan(200);
    const UNKNOWN_ON_PURPOSE = ['H-UPG-99', 'H-X-1'];
    expect(
      [...cited].filter((id) => requirement(id) === undefined && !UNKNOWN_ON_PURPOSE.includes(id)),
    ).toEqual([]);
  });
});

describe('the ledger', () => {
  const all = ledger();
  const ids = (some: typeof all): readonly string[] => some.map((one) => one.row.id);

  test('accounts for every row, once and in order', () => {
    expect(ids(all)).toEqual(REQUIREMENTS.map((row) => row.id));
    for (const one of all) {
      const accounts = ['held', 'exception', 'later', 'open'].filter((key) => key in one);
      expect(accounts.length, one.row.id).toBe(1);
      expect(accountOf(one.row.id)).toEqual(one);
    }
  });

  test('leaves no row open', () => {
    expect(ids(all.filter((one) => 'open' in one))).toEqual([]);
  });

  test('lets no row wait that binds a server', () => {
    const later = all.filter((one) => 'later' in one);
    expect(ids(later.filter((one) => bindsServer(one.row)))).toEqual([]);
    expect(later.length).toBeGreaterThan(50);
  });

  test('takes what holds a row from the clauses, and from nowhere else', () => {
    for (const one of all) {
      const holding = Object.values(CLAUSES).filter((text) => text.requirements.includes(one.row.id));
      const named = 'held' in one ? one.held : 'later' in one ? one.met : [];
      expect(named, one.row.id).toEqual(holding.map((text) => text.id));
    }
  });

  test('says which machine a row waits for by whom it binds', () => {
    expect(accountOf('WS-RSP-4')).toMatchObject({ later: 'client', also: [], met: [] });
    expect(accountOf('H-INT-8')).toMatchObject({
      later: 'intermediary',
      also: [],
      // a path is judged by it; the machine it waits for is another thing
      met: ['hop.offers-for-itself'],
    });
    expect(accountOf('H-PERSIST-17')).toMatchObject({
      later: 'client',
      also: [{ later: 'intermediary' }],
      met: ['persist.otherwise'],
    });
    expect(accountOf('H-CLOSE-14')).toMatchObject({ also: [{ later: 'client' }, { later: 'intermediary' }] });
    expect(accountOf('H-CONN-2')).toMatchObject({
      also: [{ later: 'client', why: 'A client sends requests by it as well.' }],
    });
    expect(accountOf('H-VER-2')).toMatchObject({
      also: [{ later: 'client', why: 'A client reads responses and sends requests by it as well.' }],
    });
    expect(accountOf('H-FLD-4')).toMatchObject({ also: [{ later: 'client' }, { later: 'intermediary' }] });
    expect(accountOf('H-HOST-4')).toMatchObject({ also: [] });
  });
});

describe('what the ledger writes of its own is needed', () => {
  const { exceptions, gaps, reads, sends, clientToo, forwarding } = LEDGER_NOTES;

  test('an exception is a row that no clause holds, and it has a reason', () => {
    expect(Object.keys(exceptions).filter((id) => requirement(id) === undefined)).toEqual([]);
    expect(Object.keys(exceptions).filter((id) => heldRows.has(id))).toEqual([]);
    expect(Object.values(exceptions).filter((why) => !/^[A-Z].{20,}\.$/.test(why))).toEqual([]);
  });

  test('what is held in part is held', () => {
    const held = (id: string): boolean => 'held' in (accountOf(id) ?? {});
    expect(Object.keys(gaps).filter((id) => !held(id))).toEqual([]);
  });

  test('a note on others is of a row that does not name them', () => {
    const named = (id: string, party: 'client' | 'intermediary'): boolean =>
      requirement(id)?.binds.includes(party) ?? true;
    expect([...reads, ...sends, ...Object.keys(clientToo)].filter((id) => named(id, 'client'))).toEqual([]);
    expect(Object.keys(forwarding).filter((id) => named(id, 'intermediary'))).toEqual([]);
    expect([...reads].filter((id) => !requirement(id)?.binds.includes('recipient'))).toEqual([]);
    expect([...sends].filter((id) => !requirement(id)?.binds.includes('sender'))).toEqual([]);
  });

  test('a row for senders or recipients says what a client has of it, unless only servers get such', () => {
    const without = ledger().filter(
      (one) =>
        'held' in one &&
        (one.row.binds.includes('recipient') || one.row.binds.includes('sender')) &&
        one.also.length === 0,
    );
    expect(without.map((one) => one.row.id)).toEqual([
      'H-LINE-2',
      'H-LINE-3',
      'H-LINE-5',
      'H-HOST-4',
      'H-FRAME-1',
      'H-FRAME-8',
      'H-EXPECT-9',
    ]);
  });
});

/** The faults found in an answer to an ordinary request of HTTP/1.1. */
function faultsOf(text: string): readonly string[] {
  const read = readResponse(octetsOf(`${text}\r\n\r\n`));
  if (read.outcome !== 'head') throw new Error('no head');
  const facts = readResponseFacts(read.head, {});
  const context: AnswerContext = {
    status: facts.status,
    servedAs: '1.1',
    closing: 'no',
    refusesVersion: 'no',
  };
  return formFaults(facts, context);
}

describe('what the ledger says is not looked at is not: a test that fails here is progress', () => {
  test('H-LINE-4: a method too long', () => {
    const read = readRequest(octetsOf(`${'M'.repeat(1_000)} / HTTP/1.1\r\nHost: h\r\n\r\n`));
    if (read.outcome !== 'refused') throw new Error('not refused');
    expect(read.reason).toBe('method-too-long');
    expect(permittedFor(readFacts(read))[0]?.answers).toEqual(expect.arrayContaining(['4xx', '501']));
  });

  test('H-UPG-4: the order of what stands beside websocket in a 101', () => {
    const faults = faultsOf('HTTP/1.1 101 Yes\r\nUpgrade: unasked, websocket\r\nConnection: upgrade');
    expect(faults).toEqual(['form.switch-proof']);
  });

  test('H-FRAME-3: a tunnel', () => {
    const [verdict] = permittedFor({ ...REFERENCE, method: 'CONNECT', target: 'authority', upgrade: 'none' });
    expect(verdict?.takes).toBe('ordinary');
    expect(verdict?.answers).toContain('2xx');
  });
});

/** The verdicts on a request of HTTP/1.1 with these lines besides. */
function verdictsOn(...lines: readonly string[]) {
  const read = readRequest(octetsOf(['GET / HTTP/1.1', ...lines, '', ''].join('\r\n')));
  if (read.outcome !== 'head') throw new Error('no head');
  return permittedFor(readFacts(read.head));
}

describe('what an exception claims holds', () => {
  test('H-HOST-6, H-HOST-7, H-FRAME-16: a request that is taken may get any 4xx, and any class', () => {
    for (const verdict of verdictsOn('Host: not-mine.example', 'Transfer-Encoding: chunked')) {
      expect(verdict.answers).toEqual(expect.arrayContaining(['2xx', '3xx', '4xx', '400', '5xx']));
    }
  });

  test('H-UPG-20, H-UPG-21, H-CONN-10: nothing but websocket of HTTP/1.1 is switched to', () => {
    const offers = [
      ['Upgrade: h2'],
      ['Upgrade: h2c', 'HTTP2-Settings: AAMAAABkAAQAAP__'],
      ['Upgrade: h2, h2c'],
    ];
    for (const offer of offers) {
      const verdicts = verdictsOn('Host: h', 'Connection: Upgrade, HTTP2-Settings', ...offer);
      expect(verdicts.some((verdict) => verdict.mayGrant)).toBe(false);
    }
    const old = permittedFor({ ...REFERENCE, version: '1.0' });
    expect(old.some((verdict) => verdict.mayGrant)).toBe(false);
  });
});

/** What is read of a request of HTTP/1.1 with these lines. */
function factsOn(...lines: readonly string[]) {
  const read = readRequest(octetsOf(['GET / HTTP/1.1', ...lines, '', ''].join('\r\n')));
  if (read.outcome !== 'head') throw new Error('no head');
  return readFacts(read.head);
}

describe('rows about reading show in what the clauses that hold them decide', () => {
  test('H-CONN-1, H-FLD-1, H-FLD-2, H-FLD-6: close is found in any case, in any line, between blanks', () => {
    expect(factsOn('CONNECTION: x', 'connection: \t CLOSE \t').connection).toBe('close');
  });

  test('H-CONN-9, H-FLD-11: a field called Close is no option, and no other unknown field is', () => {
    expect(factsOn('Close: close', 'X-Connection: close').connection).toBe('none');
  });

  test('H-PERSIST-15, H-PERSIST-17: neither Keep-Alive nor Proxy-Connection is the option', () => {
    expect(factsOn('Keep-Alive: timeout=5', 'Proxy-Connection: keep-alive').connection).toBe('none');
  });

  test('H-FLD-10, H-FLD-14: what is no token offers nothing', () => {
    expect(factsOn('Upgrade: "websocket"').upgrade).toBe('invalid');
    expect(factsOn('Upgrade: websoc\u00e9ket').upgrade).toBe('invalid');
    expect(factsOn('Upgrade: websocket\u00e9').upgrade).toBe('invalid');
  });

  test('H-UPG-22: h2c is another protocol', () => {
    expect(factsOn('Upgrade: h2c').upgrade).toBe('other');
  });

  test('H-UPG-8: an advertisement is no fault', () => {
    expect(faultsOf('HTTP/1.1 200 OK\r\nUpgrade: h2c\r\nConnection: upgrade\r\nContent-Length: 0')).toEqual(
      [],
    );
  });

  test('H-FLD-7: a proof or a subprotocol sent twice is a fault', () => {
    const twice = (field: string): string =>
      `HTTP/1.1 101 Yes\r\nUpgrade: websocket\r\nConnection: upgrade\r\n${field}\r\n${field}`;
    expect(faultsOf(twice('Sec-WebSocket-Accept: x'))).toContain('form.switch-proof');
    expect(faultsOf(twice('Sec-WebSocket-Protocol: x'))).toContain('form.negotiated');
  });

  test('WS-RSP-9: a 101 labelled HTTP/1.0 is a fault', () => {
    expect(faultsOf('HTTP/1.0 101 Yes')).toContain('form.switch-label');
  });
});
