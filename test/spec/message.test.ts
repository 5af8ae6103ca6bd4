import { describe, expect, test, vi } from 'vitest';
import {
  DEFAULT_LIMITS,
  headReader,
  LEADING_LINE_BREAKS,
  latin1,
  linesOf,
  octetsOf,
  printHead,
  type Read,
  type RefusalReason,
  type Repair,
  type RepairKind,
  type RequestHead,
  type ResponseHead,
  readRequest,
  readResponse,
} from '../../src/spec/message.js';

const EMPTY = new Uint8Array(0);
type Head = RequestHead | ResponseHead;

/** Every outcome the cases below reached; the last test says that none is missing. */
const reached = new Set<string>();

function note<R extends Read<Head>>(read: R): R {
  reached.add(read.outcome);
  if (read.outcome === 'refused') reached.add(read.reason);
  if (read.outcome === 'head') for (const { kind } of read.head.repairs) reached.add(kind);
  return read;
}

const request = (text: string, options = {}) => note(readRequest(octetsOf(text), options));
const response = (text: string, options = {}) => note(readResponse(octetsOf(text), options));

function headOf<H extends Head>(read: Read<H>): H {
  if (read.outcome !== 'head') throw new Error(`expected a head, got ${JSON.stringify(read)}`);
  return read.head;
}

function refusalOf<H extends Head>(read: Read<H>): [RefusalReason, number] {
  if (read.outcome !== 'refused') throw new Error(`expected a refusal, got ${JSON.stringify(read)}`);
  return [read.reason, read.at];
}

function soFarOf<H extends Head>(read: Read<H>): H {
  if (read.outcome !== 'refused' || read.soFar === undefined)
    throw new Error('expected a refusal with soFar');
  return read.soFar;
}

const LINE = 'GET / HTTP/1.1\r\n';
/** The head with these lines behind a request line of 16 octets. */
const withLines = (lines: string) => headOf(request(`${LINE}${lines}\r\n`));
const pairs = (head: Head) => head.fields.map(({ name, value }) => [name, value]);
const repair = (kind: RepairKind, at: number): Repair => ({ kind, at });

describe('a head is read', () => {
  test('losslessly: text as spelled, keys in lower case, every offset', () => {
    const text = 'GET /chat HTTP/1.1\r\nHost: a\r\ncOnNection:\t Upgrade \t\r\nX:\r\n\r\n\x81\x00';
    expect(request(text)).toEqual({
      outcome: 'head',
      head: {
        kind: 'request',
        method: 'GET',
        target: '/chat',
        version: 'HTTP/1.1',
        octets: octetsOf(text.slice(0, -2)),
        length: text.length - 2,
        fields: [
          { name: 'Host', key: 'host', value: 'a', at: 20, valueAt: 26, end: 29 },
          { name: 'cOnNection', key: 'connection', value: 'Upgrade', at: 29, valueAt: 42, end: 53 },
          { name: 'X', key: 'x', value: '', at: 53, valueAt: 55, end: 57 },
        ],
        repairs: [],
      },
    });
  });

  test('from an offset: offsets count from the first octet given, the length from the head', () => {
    const head = headOf(request(`abc${LINE}A: b\r\n\r\nrest`, { from: 3 }));
    expect(head.length).toBe(24);
    expect(latin1(head.octets)).toBe(`${LINE}A: b\r\n\r\n`);
    expect(head.fields[0]).toEqual({ name: 'A', key: 'a', value: 'b', at: 19, valueAt: 22, end: 25 });
    expect(refusalOf(request('abcGET\r\n', { from: 3 }))).toEqual(['request-line', 6]);
    expect(request('abcGET', { from: 3 })).toEqual({ outcome: 'need-more', have: 3 });
    expect(refusalOf(request('abcG\r\n', { from: 3, limits: { ...DEFAULT_LIMITS, head: 2 } }))).toEqual([
      'head-too-long',
      5,
    ]);
  });

  test('from an offset: so are the words of the start line', () => {
    const octets = octetsOf('abcHTTP/1.1 101 Switching\r\n\r\n');
    const { version, status, reason } = headOf(note(readResponse(octets, { from: 3 })));
    expect([version, status, reason]).toEqual(['HTTP/1.1', 101, 'Switching']);
    const loose = headOf(request('abc GET  /x HTTP/1.1 \r\n\r\n', { from: 3 }));
    expect([loose.method, loose.target, loose.version]).toEqual(['GET', '/x', 'HTTP/1.1']);
    expect(loose.repairs).toEqual([repair('loose-request-line', 3)]);
  });

  test('from an offset behind a CR: it is no part of the line', () => {
    const read = response('\r\nHTTP/1.1 200 OK\r\n\r\n', { from: 1 });
    expect(refusalOf(read)).toEqual(['status-line', 1]);
    expect(soFarOf(read).repairs).toEqual([repair('bare-lf', 1)]);
  });

  test('from an offset outside the octets as from the nearest one inside', () => {
    expect(request('abc', { from: 9 })).toEqual({ outcome: 'need-more', have: 0 });
    expect(headOf(request(`${LINE}\r\n`, { from: -4 })).length).toBe(18);
  });

  test('without copying: the octets are a view on what was given', () => {
    const octets = octetsOf(`${LINE}\r\n`);
    expect(headOf(readRequest(octets)).octets.buffer).toBe(octets.buffer);
  });

  test('of a response: version, status as a number, reason', () => {
    expect(response('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n')).toMatchObject({
      outcome: 'head',
      head: {
        kind: 'response',
        version: 'HTTP/1.1',
        status: 101,
        reason: 'Switching Protocols',
        fields: [{ name: 'Upgrade', value: 'websocket', at: 34 }],
        repairs: [],
      },
    });
  });

  test('with no request words on a response, and no response words on a request', () => {
    expect(Object.keys(withLines('')).sort()).toEqual(
      ['fields', 'kind', 'length', 'method', 'octets', 'repairs', 'target', 'version'].sort(),
    );
    expect(Object.keys(headOf(response('HTTP/1.1 200 OK\r\n\r\n'))).sort()).toEqual(
      ['fields', 'kind', 'length', 'octets', 'reason', 'repairs', 'status', 'version'].sort(),
    );
  });
});

describe('field lines (requirements 7.1)', () => {
  const values: [string, string, string][] = [
    ['F2: no whitespace after the colon', 'A:b', 'b'],
    ['F2: one SP', 'A: b', 'b'],
    ['F2: HTAB', 'A:\tb', 'b'],
    ['F2: a mix', 'A: \t  b', 'b'],
    ['F3: whitespace at the end', 'A: Upgrade \t ', 'Upgrade'],
    ['F2: whitespace only', 'A: \t ', ''],
    ['a colon in the value is of the value', 'A: b:c', 'b:c'],
    ['inner whitespace is kept', 'A: b \t c', 'b \t c'],
    ['F13: VT is not whitespace', 'A: \x0bUpgrade\x0c', '\x0bUpgrade\x0c'],
    ['F13: other controls are kept', 'A: \x01\x1b\x1c\x1f\x7f', '\x01\x1b\x1c\x1f\x7f'],
    ['F14: NBSP is not trimmed', 'A: \xa0Upgrade\x85', '\xa0Upgrade\x85'],
    ['F14: a BOM is not trimmed', 'A: \xef\xbb\xbfUpgrade', '\xef\xbb\xbfUpgrade'],
    [
      'F15: octets of other letters stay',
      'A: web\xc5\xbfocket \xe2\x84\xaa',
      'web\xc5\xbfocket \xe2\x84\xaa',
    ],
    ['F20: quotes mean nothing here', 'A: "a, close"', '"a, close"'],
    ['F18: commas mean nothing here', 'A: ,, Upgrade ,', ',, Upgrade ,'],
  ];
  test.each(values)('%s', (_, line, value) => {
    const head = withLines(`${line}\r\n`);
    expect(pairs(head)).toEqual([['A', value]]);
    expect(head.repairs).toEqual([]);
  });

  test('F1: a name is found whatever its case', () => {
    const head = withLines('connection: a\r\nX: y\r\nCONNECTION: b\r\n');
    expect(linesOf(head, 'connection').map((line) => line.value)).toEqual(['a', 'b']);
    expect(linesOf(head, 'upgrade')).toEqual([]);
  });

  test('F7: a look-alike name is another field', () => {
    const head = withLines('Sec_WebSocket_Key: a\r\nSec-WebSocket-Key-: b\r\nX-Connection: c\r\n');
    expect(head.fields.map((line) => line.key)).toEqual([
      'sec_websocket_key',
      'sec-websocket-key-',
      'x-connection',
    ]);
  });

  test('every tchar may stand in a name, and in a method', () => {
    const tchars = "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    const head = headOf(request(`${tchars} / HTTP/1.1\r\n${tchars}: x\r\n\r\n`));
    expect([head.method, head.fields[0]?.name]).toEqual([tchars, tchars]);
  });

  test('no other octet may stand in a name or a method', () => {
    const tchar = /[!#$%&'*+\-.^_`|~0-9a-zA-Z]/;
    const wrong: number[] = [];
    for (let octet = 0; octet < 256; octet += 1) {
      const char = String.fromCharCode(octet);
      if (char === '\n' || tchar.test(char)) continue;
      const asName = request(`${LINE}a${char}b: c\r\n\r\n`);
      const reason = asName.outcome === 'refused' ? asName.reason : asName.outcome;
      if (reason !== (char === ':' ? 'head' : 'field-name')) wrong.push(octet);
      const asMethod = request(`a${char}b / HTTP/1.1\r\n\r\n`);
      if (asMethod.outcome !== 'refused') wrong.push(octet);
    }
    expect(wrong).toEqual([]);
  });

  const refused: [string, string, RefusalReason, number][] = [
    ['F4: SP before the colon', 'Connection : Upgrade', 'space-before-colon', 26],
    ['F4: HTAB before the colon', 'Connection\t: Upgrade', 'space-before-colon', 26],
    ['F4: several', 'Connection \t : Upgrade', 'space-before-colon', 26],
    ['F5: no name', ': Upgrade', 'empty-field-name', 16],
    ['F5: no colon', 'Upgrade', 'no-colon', 23],
    ['F5: no colon, but words', 'Upgrade now', 'no-colon', 27],
    ['F5: no colon in this line is no colon, whatever the next has', 'Upgrade\r\nA: b', 'no-colon', 23],
    ['F6: SP in the name', 'Conn ection: a', 'field-name', 20],
    ['F6: SP in the name and before the colon', 'Conn ection : a', 'field-name', 20],
    ['F6: a delimiter', 'Connection(: a', 'field-name', 26],
    ['F6: quotes', '"Connection": a', 'field-name', 16],
    ['F6: an octet over 0x7f', 'Connect\xefon: a', 'field-name', 23],
    ['F6: NUL', 'Connection\0: a', 'field-name', 26],
    ['F10: a bare CR before the name', '\rX: y', 'field-name', 16],
    ['F10: a line of a bare CR', '\r', 'no-colon', 17],
  ];
  test.each(refused)('%s is refused', (_, line, reason, at) => {
    expect(refusalOf(request(`${LINE}${line}\r\n\r\n`))).toEqual([reason, at]);
    expect(refusalOf(response(`HTTP/1.1 101 A\r\n${line}\r\n\r\n`))).toEqual([reason, at]);
  });

  test('a fault in one line is told at the end of the head, with every sound line', () => {
    const text = `${LINE}A: 1\r\nB : 2\r\nC: 3\r\n more\r\n: 4\r\nD: 5\r\n`;
    expect(request(text)).toEqual({ outcome: 'need-more', have: text.length });
    const read = request(`${text}\r\n`);
    expect(refusalOf(read)).toEqual(['space-before-colon', 23]);
    const soFar = soFarOf(read);
    expect([soFar.method, soFar.target, soFar.version]).toEqual(['GET', '/', 'HTTP/1.1']);
    expect(pairs(soFar)).toEqual([
      ['A', '1'],
      ['C', '3 more'],
      ['D', '5'],
    ]);
    expect(soFar.length).toBe(text.length + 2);
  });

  test('a fold that continues a faulty line goes with it', () => {
    const soFar = soFarOf(request(`${LINE}A: 1\r\nB : 2\r\n C: 3\r\nD: 4\r\n\r\n`));
    expect(pairs(soFar)).toEqual([
      ['A', '1'],
      ['D', '4'],
    ]);
    expect(soFar.repairs).toEqual([]);
  });

  test('the first fault is the one told, though a limit or the FIN comes after it', () => {
    expect(refusalOf(request(`${LINE}A b\r\nC: d\r\n`, { ended: true }))).toEqual(['no-colon', 19]);
    const limits = { ...DEFAULT_LIMITS, fields: 2 };
    expect(refusalOf(request(`${LINE}A b\r\nC: d\r\nE: f\r\n\r\n`, { limits }))).toEqual(['no-colon', 19]);
  });
});

describe('a repair the RFC allows is taken, and said', () => {
  const cases: [string, string, [string, string][], Repair[]][] = [
    [
      'F8: whitespace right after the start line',
      ' Host: a\r\nB: c\r\n',
      [['B', 'c']],
      [repair('spaced-first-line', 16)],
    ],
    [
      'F8: all such lines until a field',
      '\tHost: a\r\n : b\r\nB: c\r\n d\r\n',
      [['B', 'c d']],
      [repair('spaced-first-line', 16), repair('spaced-first-line', 26), repair('obs-fold', 38)],
    ],
    ['F8: until the end', ' Host: a\r\n', [], [repair('spaced-first-line', 16)]],
    ['F9: a fold', 'A: b,\r\n c\r\n', [['A', 'b, c']], [repair('obs-fold', 23)]],
    ['F9: a fold with HTAB, where the value begins', 'A:\r\n\tb\r\n', [['A', 'b']], [repair('obs-fold', 20)]],
    ['F9: a fold within a token', 'A: web\r\n socket\r\n', [['A', 'web socket']], [repair('obs-fold', 24)]],
    ['F9: a fold of SP only', 'A: b\r\n  \r\n', [['A', 'b']], [repair('obs-fold', 22)]],
    [
      'F9: whitespace around a fold',
      'A: b \t\r\n \t c\r\n\td\r\nE: f\r\n',
      [
        ['A', 'b c d'],
        ['E', 'f'],
      ],
      [repair('obs-fold', 24), repair('obs-fold', 30)],
    ],
    ['F10: bare CR before the line end', 'A: b\r\r\n', [['A', 'b']], [repair('bare-cr-to-space', 20)]],
    ['F10: bare CR in a token', 'A: b\rc\r\n', [['A', 'b c']], [repair('bare-cr-to-space', 20)]],
    ['F10: bare CR is no line end', 'A: b\rX: y\r\n', [['A', 'b X: y']], [repair('bare-cr-to-space', 20)]],
    [
      'F10: two',
      'A: \rb\rc\rd\r\n',
      [['A', 'b c d']],
      [repair('bare-cr-to-space', 19), repair('bare-cr-to-space', 21), repair('bare-cr-to-space', 23)],
    ],
    ['F12: NUL at the end', 'A: b\0\r\n', [['A', 'b']], [repair('nul-to-space', 20)]],
    ['F12: NUL at the beginning', 'A:\0b\r\n', [['A', 'b']], [repair('nul-to-space', 18)]],
    [
      'F12: NUL inside',
      'A: b\0c\0d\r\n',
      [['A', 'b c d']],
      [repair('nul-to-space', 20), repair('nul-to-space', 22)],
    ],
    ['F12: NUL before a comma', 'A: b\0, c\r\n', [['A', 'b , c']], [repair('nul-to-space', 20)]],
    [
      'NUL in a fold, in the order of the octets',
      'A: b\n \0c\r\n',
      [['A', 'b c']],
      [repair('bare-lf', 20), repair('obs-fold', 21), repair('nul-to-space', 22)],
    ],
    [
      'F11: bare LF ends a line',
      'A: b\nC: d\r\n',
      [
        ['A', 'b'],
        ['C', 'd'],
      ],
      [repair('bare-lf', 20)],
    ],
  ];
  test.each(cases)('%s', (_, lines, fields, repairs) => {
    const head = withLines(lines);
    expect(pairs(head)).toEqual(fields);
    expect(head.repairs).toEqual(repairs);
  });

  test.each([
    ['GET / HTTP/1.1\nA: b\n\n', [14, 19, 20]],
    ['GET / HTTP/1.1\r\nA: b\r\n\n', [22]],
    ['GET / HTTP/1.1\r\nA: b\n\r\n', [20]],
  ])('F11: a head ends after an empty line, however its lines end: %j', (text, at) => {
    const head = headOf(request(`${text}rest`));
    expect(head.length).toBe(text.length);
    expect(head.repairs).toEqual(at.map((lf) => repair('bare-lf', lf)));
  });

  test('repairs are said in the order of their octets', () => {
    const head = withLines('A: b\r\n c\r\nD: e\n F\0\r\n');
    expect(head.repairs).toEqual([
      repair('obs-fold', 22),
      repair('bare-lf', 30),
      repair('obs-fold', 31),
      repair('nul-to-space', 33),
    ]);
  });

  test('the offsets of a folded field span its lines', () => {
    const [field] = withLines('A:\r\n\t b\r\n c\r\n').fields;
    expect(field).toEqual({ name: 'A', key: 'a', value: 'b c', at: 16, valueAt: 22, end: 29 });
    expect(withLines('A: b\r\n c\r\n').fields[0]).toMatchObject({ at: 16, valueAt: 19, end: 26 });
    expect(withLines('A:\r\n \r\n').fields[0]).toMatchObject({ value: '', at: 16, valueAt: 21, end: 23 });
  });

  test('a field after a fold does not take the fold', () => {
    expect(pairs(withLines('A: b\r\n c\r\nD:\r\n e\r\n'))).toEqual([
      ['A', 'b c'],
      ['D', 'e'],
    ]);
  });

  test('H-LINE-7: line breaks before a request line are passed over, up to a bound', () => {
    const head = headOf(request(`\r\n\n\r\n${LINE}\r\n`));
    expect(head.length).toBe(23);
    expect(latin1(head.octets)).toBe(`\r\n\n\r\n${LINE}\r\n`);
    expect(head.repairs).toEqual([
      repair('leading-line-break', 0),
      repair('leading-line-break', 2),
      repair('bare-lf', 2),
      repair('leading-line-break', 3),
    ]);
    const most = '\r\n'.repeat(LEADING_LINE_BREAKS);
    expect(headOf(request(`${most}${LINE}\r\n`)).repairs).toHaveLength(LEADING_LINE_BREAKS);
    expect(refusalOf(request(`${most}\r\n`))).toEqual(['empty-request-line', most.length]);
    expect(refusalOf(request(`${most}\n${LINE}\r\n`))).toEqual(['empty-request-line', most.length]);
    expect(request(most)).toEqual({ outcome: 'need-more', have: most.length });
    expect(request(`${most}\r`)).toEqual({ outcome: 'need-more', have: most.length + 1 });
  });

  test('no line break may come before a status line', () => {
    expect(refusalOf(response('\r\nHTTP/1.1 200 OK\r\n\r\n'))).toEqual(['status-line', 0]);
  });
});

describe('the request line (requirements 7.2, 7.3)', () => {
  const labels = [
    ...['HTTP/1.1', 'HTTP/1.0', 'HTTP/1.2', 'HTTP/0.9', 'HTTP/2.0', 'HTTP/9.9', 'HTTP/1.01', 'HTTP/10.1'],
    ...['HTTP/1', 'HTTP/1.', 'HTTP/+1.1', 'http/1.1', 'ICY', 'HTTP/1.1x', 'HTTP/1.1;', 'HTTP/\xef\xbc\x91.1'],
  ];
  test.each(labels)('V1-V8: the version label %j is taken as it is', (label) => {
    const head = headOf(request(`GET / ${label}\r\n\r\n`));
    expect([head.version, head.repairs]).toEqual([label, []]);
  });

  test.each(['/', '*', 'h:80', 'http://h/', '/a#f', '\\', '/\xc3\xa9', '/%zz', '/%00', 'http:///', 'x@y'])(
    'T1-T7: the target %j is not judged',
    (target) => {
      expect(headOf(request(`GET ${target} HTTP/1.1\r\n\r\n`)).target).toBe(target);
    },
  );

  test.each(['GET', 'get', 'X-GET', 'G', "BREW'"])('M1-M6: any token is a method: %s', (method) => {
    expect(headOf(request(`${method} / HTTP/1.1\r\n\r\n`)).method).toBe(method);
  });

  test('F26: the HTTP/2 preface begins as a request would', () => {
    const head = headOf(request('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'));
    expect([head.method, head.target, head.version, head.length]).toEqual(['PRI', '*', 'HTTP/2.0', 18]);
  });

  test('V4: a line of two words is a whole HTTP/0.9 request', () => {
    const head = headOf(request('GET /\r\nHost: a\r\n\r\n'));
    expect(head).toMatchObject({
      method: 'GET',
      target: '/',
      version: '',
      fields: [],
      repairs: [],
      length: 7,
    });
    expect(headOf(request('GET HTTP/1.1\r\n\r\n'))).toMatchObject({ target: 'HTTP/1.1', version: '' });
  });

  test.each([
    ['T9: two SP', 'GET  / HTTP/1.1'],
    ['T9: two SP before the version', 'GET /  HTTP/1.1'],
    ['T9: HTAB', 'GET\t/ HTTP/1.1'],
    ['T9: HTAB before the version', 'GET /\tHTTP/1.1'],
    ['T9: VT and FF', 'GET\v/\fHTTP/1.1'],
    ['T9: bare CR', 'GET\r/ HTTP/1.1'],
    ['V9: SP at the end', 'GET / HTTP/1.1 '],
    ['V9: HTAB at the end', 'GET / HTTP/1.1\t'],
    ['V9: CR at the end', 'GET / HTTP/1.1\r'],
    ['M7: SP before the method', ' GET / HTTP/1.1'],
    ['M7: HTAB before the method', '\tGET / HTTP/1.1'],
    ['CR before the method', '\rGET / HTTP/1.1'],
  ])('%s: three words are taken, and it is said', (_, line) => {
    const head = headOf(request(`${line}\r\n\r\n`));
    expect([head.method, head.target, head.version]).toEqual(['GET', '/', 'HTTP/1.1']);
    expect(head.repairs).toEqual([repair('loose-request-line', 0)]);
  });

  const refused: [string, string, RefusalReason, number][] = [
    ['one word', 'GET\r\n\r\n', 'request-line', 3],
    ['V4: two words and SP', 'GET / \r\n\r\n', 'request-line', 6],
    ['two words with two SP: the target is missing', 'GET  HTTP/1.1\r\n\r\n', 'request-line', 13],
    ['two words by HTAB', 'GET\t/\r\n\r\n', 'request-line', 5],
    ['SP before two words: the method is missing', ' x HTTP/1.1\r\n\r\n', 'request-line', 11],
    ['four words', 'GET /a b HTTP/1.1\r\n\r\n', 'request-line', 9],
    ['V9: SP in the version', 'GET / HTTP/ 1.1\r\n\r\n', 'request-line', 12],
    ['M7: SP in the method', 'GE T / HTTP/1.1\r\n\r\n', 'request-line', 7],
    ['M7: the method is no token', 'GE(T / HTTP/1.1\r\n\r\n', 'request-line', 2],
    ['M7: an octet over 0x7f in the method', 'G\xc9T / HTTP/1.1\r\n\r\n', 'request-line', 1],
    ['the method of two words is no token', 'G/T /\r\n', 'request-line', 1],
    ['nothing but whitespace', ' \t\r\n', 'empty-request-line', 0],
    ['M7: NUL in the method', 'GET\0 / HTTP/1.1\r\n\r\n', 'control-in-start-line', 3],
    ['T7: DEL in the target', 'GET /\x7f HTTP/1.1\r\n\r\n', 'control-in-start-line', 5],
    ['a control octet in the target', 'GET /\x1f HTTP/1.1\r\n\r\n', 'control-in-start-line', 5],
    ['V9: NUL behind the version', 'GET / HTTP/1.1\0\r\n\r\n', 'control-in-start-line', 14],
    ['F26: a PROXY line', 'PROXY TCP4 1.2.3.4 5.6.7.8 1 2\r\n', 'request-line', 19],
    // These never see a line end; their first octet is enough.
    ['F26: a TLS ClientHello', '\x16\x03\x01\x02\x00\x01', 'control-in-start-line', 0],
    ['F26: a WebSocket frame', '\x81\x85', 'request-line', 0],
    ['M7: a BOM', '\xef\xbb\xbfGET / HTTP/1.1\r\n\r\n', 'request-line', 0],
    ['a line break and then such an octet', '\r\n\x16', 'control-in-start-line', 2],
    ['a first octet that is no tchar', '(', 'request-line', 0],
  ];
  test.each(refused)('%s is refused', (_, text, reason, at) => {
    const read = request(text);
    expect(refusalOf(read)).toEqual([reason, at]);
    expect(soFarOf(read)).toMatchObject({ kind: 'request', method: '', target: '', version: '', fields: [] });
  });

  test('whitespace first may still be a request line', () => {
    for (const first of [' ', '\t', '\v', '\f', '\rx']) expect(request(first).outcome).toBe('need-more');
  });
});

describe('the status line (requirements 8, RS4-RS6, RS13)', () => {
  test.each([
    ['HTTP/1.1 101 Web Socket Protocol Handshake', 101, 'Web Socket Protocol Handshake'],
    ['HTTP/1.1 101 ', 101, ''],
    ['HTTP/1.1 101  two SP', 101, ' two SP'],
    ['HTTP/1.1 101 a\tb ', 101, 'a\tb '],
    ['HTTP/1.1 000 x', 0, 'x'],
    ['HTTP/1.1 999 \xe9', 999, '\xe9'],
  ])('RS4: %j is taken as it is', (line, status, reason) => {
    const head = headOf(response(`${line}\r\n\r\n`));
    expect([head.version, head.status, head.reason, head.repairs]).toEqual(['HTTP/1.1', status, reason, []]);
  });

  test.each([
    ['RS4: the SP behind the status is missing', 'HTTP/1.1 101', ''],
    ['HTAB behind the status', 'HTTP/1.1 101\tOK', 'OK'],
    ['two SP before the status', 'HTTP/1.1  101 OK', 'OK'],
    ['HTAB before the status', 'HTTP/1.1\t101 OK', 'OK'],
    ['SP before the version', ' HTTP/1.1 101 OK', 'OK'],
    ['a bare CR in the reason', 'HTTP/1.1 101 a\r\tb ', 'a b'],
    ['VT in the reason', 'HTTP/1.1 101 a\vb', 'a b'],
    ['FF in the reason', 'HTTP/1.1 101 a  \fb', 'a b'],
    ['HTAB, and a reason of several words', 'HTTP/1.1 101\ta  b\tc', 'a b c'],
  ])('%s: taken, and said', (_, line, reason) => {
    const head = headOf(response(`${line}\r\n\r\n`));
    expect([head.version, head.status, head.reason]).toEqual(['HTTP/1.1', 101, reason]);
    expect(head.repairs).toEqual([repair('loose-status-line', 0)]);
  });

  test.each(['HTTP/1.2', 'HTTP/2.0', 'HTTP/0.9', 'http/1.1', 'ICY'])('RS6: %s is not judged', (label) => {
    expect(headOf(response(`${label} 200 OK\r\n\r\n`)).version).toBe(label);
  });

  const refused: [string, string, RefusalReason, number][] = [
    ['RS5: a letter', 'HTTP/1.1 1O1 OK', 'status-line', 9],
    ['RS5: a sign', 'HTTP/1.1 +101 OK', 'status-line', 9],
    ['RS5: four digits', 'HTTP/1.1 0101 OK', 'status-line', 9],
    ['RS5: a fraction', 'HTTP/1.1 101.0 OK', 'status-line', 9],
    ['RS5: two digits', 'HTTP/1.1 10 OK', 'status-line', 9],
    ['no status', 'HTTP/1.1', 'status-line', 8],
    ['no version', '101 Switching', 'status-line', 4],
    ['an empty line', '', 'status-line', 0],
    ['whitespace only', ' ', 'status-line', 0],
    ['NUL in the reason', 'HTTP/1.1 101 a\0', 'control-in-start-line', 14],
    ['DEL in the reason', 'HTTP/1.1 101 \x7f', 'control-in-start-line', 13],
    ['a frame', '\x81\x85', 'status-line', 2],
    ['TLS', '\x16\x03', 'control-in-start-line', 0],
  ];
  test.each(refused)('%s is refused', (_, line, reason, at) => {
    const read = response(`${line}\r\n\r\n`);
    expect(refusalOf(read)).toEqual([reason, at]);
    expect(soFarOf(read)).toMatchObject({ kind: 'response', version: '', status: 0, reason: '', fields: [] });
  });

  test('RS4: a reason of 64 KiB is read', () => {
    expect(headOf(response(`HTTP/1.1 101 ${'a'.repeat(65_536)}\r\n\r\n`)).reason).toHaveLength(65_536);
  });
});

describe('limits', () => {
  const limits = { requestLine: 20, method: 4, target: 6, fieldLine: 8, fields: 2, head: 60 };
  const small = (text: string) => request(text, { limits });

  test.each([
    ['a request line', 'GET /abc HTTP/1.1xxx\r\n\r\n', 'head', 0],
    ['a request line', 'GET /abc HTTP/1.1xxxx\r\n\r\n', 'request-line-too-long', 20],
    ['a request line without its end', 'GET /abc HTTP/1.1xxxx', 'request-line-too-long', 20],
    ['a request line before its end', 'GET /abc HTTP/1.1xxx\r', 'need-more', 0],
    ['a request line behind a line break', '\r\nGET /abc HTTP/1.1xxxx', 'request-line-too-long', 22],
    ['a method', 'POST / HTTP/1.1\r\n\r\n', 'head', 0],
    ['a method', 'PATCH / HTTP/1.1\r\n\r\n', 'method-too-long', 4],
    ['a method behind SP', ' PATCH / HTTP/1.1\r\n\r\n', 'method-too-long', 5],
    ['a target', 'GET /23456 HTTP/1.1\r\n\r\n', 'head', 0],
    ['a target', 'GET /234567 HTTP/1.1\r\n\r\n', 'target-too-long', 10],
    ['a field line', 'GET / H\r\nA: 45678\r\n\r\n', 'head', 0],
    ['a field line', 'GET / H\r\nA: 456789\r\n\r\n', 'field-line-too-long', 17],
    ['a field line without its end', 'GET / H\r\nA: 456789', 'field-line-too-long', 17],
    ['a field line before its end', 'GET / H\r\nA: 45678\r', 'need-more', 0],
    ['a fold', 'GET / H\r\nA: b\r\n 2345678\r\n\r\n', 'head', 0],
    ['a fold', 'GET / H\r\nA: b\r\n 23456789', 'field-line-too-long', 23],
    ['fields', 'GET / H\r\nA: b\r\n c\r\nD: e\r\n f\r\n\r\n', 'head', 0],
    ['fields', 'GET / H\r\nA: b\r\nD: e\r\nF', 'too-many-fields', 21],
    ['fields', 'GET / H\r\nA: b\r\nD: e\r\n\r', 'need-more', 0],
    ['fields', 'GET / H\r\nA: b\r\nD: e\r\n\rX', 'too-many-fields', 21],
    ['fields', 'GET / H\r\nA: b\r\nD: e\r\n x\r\n', 'need-more', 0],
    ['fields, a tab', 'GET / H\r\nA: b\r\nD: e\r\n\tx\r\n', 'need-more', 0],
    ['fields do not count the request line', 'GET / H', 'need-more', 0],
    ['a head', `GET / H\r\nA: 4567${'\r\n 2345678'.repeat(4)}\r\n\r\n`, 'head', 0],
    ['a head', `GET / H\r\nA: 45678${'\r\n 2345678'.repeat(4)}\r\n\r\n`, 'head-too-long', 60],
  ])('%s (%#): %j gives %s at %i', (_, text, outcome, at) => {
    const read = small(text);
    if (read.outcome === 'refused') expect([read.reason, read.at]).toEqual([outcome, at]);
    else expect(read.outcome).toBe(outcome);
  });

  test('a head of exactly the limit is read, one octet more is refused', () => {
    const text = 'GET / H\r\nA: 5\r\n\r\n';
    const read = (head: number) => request(text, { limits: { ...limits, head } });
    expect(headOf(read(text.length)).length).toBe(text.length);
    expect(refusalOf(read(text.length - 1))).toEqual(['head-too-long', text.length - 1]);
    expect(refusalOf(read(0))).toEqual(['head-too-long', 0]);
  });

  test('where two limits are passed, the one passed first is told', () => {
    const read = (head: number) =>
      refusalOf(request('GET / H\r\nA: 4567890', { limits: { ...limits, head } }));
    expect(read(16)).toEqual(['head-too-long', 16]);
    expect(read(17)).toEqual(['head-too-long', 17]);
    expect(read(18)).toEqual(['field-line-too-long', 17]);
  });

  test('no request octet is read behind the limit: an empty line there does not end the head', () => {
    const text = `GET / H\r\nA: 5\r\n\r\n`;
    expect(request(text, { limits: { ...limits, head: 12 } }).outcome).toBe('refused');
  });

  test('a status line is held by the head limit alone', () => {
    const line = `HTTP/1.1 200 ${'x'.repeat(30)}`;
    expect(response(`${line}\r\n\r\n`, { limits }).outcome).toBe('head');
    const read = response(`HTTP/1.1 200 ${'x'.repeat(60)}\r\n\r\n`, { limits });
    expect(refusalOf(read)).toEqual(['head-too-long', 60]);
  });

  test('what was read before a limit is told', () => {
    const soFar = soFarOf(small('GET / H\r\nA: b\r\nC: 456789\r\n\r\n'));
    expect([soFar.method, soFar.version, pairs(soFar), soFar.length]).toEqual(['GET', 'H', [['A', 'b']], 15]);
    const line = soFarOf(small('PATCH / H\r\nA: b\r\n\r\n'));
    expect(line).toMatchObject({ method: 'PATCH', target: '/', version: 'H', fields: [], length: 11 });
  });

  test('8000 octets of request line are supported, as RFC 9112 recommends', () => {
    const target = `/${'a'.repeat(8000 - 'GET  HTTP/1.1'.length - 1)}`;
    expect(headOf(request(`GET ${target} HTTP/1.1\r\n\r\n`)).target).toBe(target);
  });

  test.each([0, 1, 255, 256, 8191, 8192, 8193, 16_380])('F21: a value of %i octets is read whole', (size) => {
    const value = 'v'.repeat(size);
    expect(withLines(`A:${value}\r\n`).fields[0]?.value).toBe(value);
  });

  test.each([
    [{ method: 'm'.repeat(257) }, 'method-too-long', 256],
    [{ target: `/${'t'.repeat(8192)}` }, 'target-too-long', 8196],
    [{ target: `/${'t'.repeat(16_384)}` }, 'request-line-too-long', 16_384],
    [{ lines: `A: ${'v'.repeat(16_384)}\r\n` }, 'field-line-too-long', 16 + 16_384],
    [{ lines: 'A: b\r\n'.repeat(257) }, 'too-many-fields', 16 + 256 * 6],
    [{ lines: `A: ${'v'.repeat(9000)}\r\n`.repeat(15) }, 'head-too-long', 131_072],
  ])('F21: the default limits, over (%#)', (part, reason, at) => {
    const { method = 'GET', target = '/', lines = '' } = part as Record<string, string>;
    expect(refusalOf(request(`${method} ${target} HTTP/1.1\r\n${lines}\r\n`))).toEqual([reason, at]);
  });

  test('100 MB are refused at the limit, and no more is held or looked at', () => {
    const much = new Uint8Array(100_000_000).fill(0x61);
    expect(refusalOf(readRequest(much))).toEqual(['method-too-long', 256]);
    much[1] = 0x20;
    expect(refusalOf(readRequest(much))).toEqual(['request-line-too-long', 16_384]);
    const reader = headReader('response');
    expect(refusalOf(reader.push(much))).toEqual(['head-too-long', 131_072]);
    expect(reader.visited).toBeLessThan(3 * 131_072);
  });
});

describe('the end of the octets', () => {
  test.each(['', '\r', '\r\n', 'G', 'GET / HTTP/1.1', LINE, `${LINE}A: b`, `${LINE}A: b\r\n`, `${LINE}\r`])(
    'F25: %j needs more, and after the FIN is refused at its end',
    (text) => {
      expect(request(text)).toEqual({ outcome: 'need-more', have: text.length });
      expect(refusalOf(request(text, { ended: true }))).toEqual(['ended-early', text.length]);
    },
  );

  test('a whole head is a head, though the peer has ended', () => {
    expect(request(`${LINE}\r\n`, { ended: true }).outcome).toBe('head');
  });

  test('the lines that came whole are told', () => {
    const soFar = soFarOf(request(`${LINE}A: b\r\nC: d`, { ended: true }));
    expect(pairs(soFar)).toEqual([['A', 'b']]);
    expect(latin1(soFar.octets)).toBe(`${LINE}A: b\r\n`);
  });
});

describe('a reader of segments', () => {
  test('F24: tells after every segment what it has', () => {
    const reader = headReader('request');
    expect(reader.push(octetsOf(LINE))).toEqual({ outcome: 'need-more', have: 16 });
    expect(reader.push(octetsOf('A: b\r\n\r'))).toEqual({ outcome: 'need-more', have: 23 });
    expect(headOf(reader.push(octetsOf('\nrest'))).length).toBe(24);
  });

  test('keeps its answer', () => {
    const reader = headReader('response');
    const head = reader.push(octetsOf('HTTP/1.1 200 OK\r\n\r\n'));
    expect(head.outcome).toBe('head');
    expect(reader.push(octetsOf('HTTP/1.1 500 No\r\n\r\n'))).toBe(head);
    expect(reader.end()).toBe(head);
  });

  test('takes the FIN', () => {
    const reader = headReader('request');
    reader.push(octetsOf(LINE));
    expect(refusalOf(reader.end())).toEqual(['ended-early', 16]);
    expect(refusalOf(headReader('request').end())).toEqual(['ended-early', 0]);
  });

  test('grows, and keeps what it had', () => {
    const reader = headReader('request');
    const value = 'v'.repeat(700);
    for (const line of [LINE, ...['A', 'B', 'C', 'D', 'E'].map((name) => `${name}: ${value}\r\n`)]) {
      expect(reader.push(octetsOf(line)).outcome).toBe('need-more');
    }
    const head = headOf(reader.push(octetsOf('\r\n')));
    expect(head.fields.map((line) => line.value)).toEqual(Array(5).fill(value));
  });

  test('has its own limits', () => {
    const reader = headReader('request', { ...DEFAULT_LIMITS, requestLine: 3 });
    expect(refusalOf(reader.push(octetsOf('GET ')))).toEqual(['request-line-too-long', 3]);
  });

  test('an empty segment changes nothing', () => {
    const reader = headReader('request');
    expect(reader.push(EMPTY)).toEqual({ outcome: 'need-more', have: 0 });
    reader.push(octetsOf('\r'));
    expect(reader.push(EMPTY)).toEqual({ outcome: 'need-more', have: 1 });
    expect(headOf(reader.push(octetsOf(`\n${LINE}\r\n`))).repairs).toEqual([repair('leading-line-break', 0)]);
  });
});

describe('what is looked at is counted, octet by octet', () => {
  const HEAD = `${LINE}A: b \r\n\r\n`;
  const visits = (
    segments: readonly string[],
    limits = DEFAULT_LIMITS,
    kind: 'request' | 'response' = 'request',
  ) => {
    const reader = kind === 'request' ? headReader('request', limits) : headReader('response', limits);
    for (const segment of segments) reader.push(octetsOf(segment));
    return reader.visited;
  };
  // Line ends searched; start line parted, made text; lines made text; name; blanks about the value.
  const once = 25 + (14 + 14) + 7 + 1 + (1 + 1);

  test('a head in one segment', () => {
    expect(visits([HEAD])).toBe(once);
    expect(visits(['HTTP/1.1 101 A\r\n\r\n'], DEFAULT_LIMITS, 'response')).toBe(18 + (14 + 14));
  });

  test('leading line breaks once more than the head without them', () => {
    expect(visits([`\r\n\n${HEAD}`])).toBe(3 + once);
  });

  test('a CR on its own, then the LF', () => {
    // The CR is looked at twice, as it may have begun a line; then copied, moved, and the rest put behind.
    expect(visits(['\r', `\n${HEAD}`])).toBe(1 + 2 + once + (1 + 1 + 26));
  });

  test('a name at fault is searched for its colon', () => {
    expect(visits([`${LINE}AB C: d\r\n\r\n`])).toBe(27 + (14 + 14) + 9 + 2 + 2);
    expect(visits([`${LINE}AB C\r\n\r\n`])).toBe(24 + (14 + 14) + 6 + 2 + 2);
  });

  test('values are searched for bare CR and NUL only when the head has any', () => {
    expect(visits([`${LINE}A:b\0\r\n\r\n`])).toBe(24 + (14 + 14) + 6 + 1 + 1 + 3);
    expect(visits([`${LINE}A:b\r\r\n\r\n`])).toBe(24 + (14 + 14) + 6 + 1 + 1 + 3);
    expect(visits([`${LINE}A:b\x01\r\n\r\n`])).toBe(24 + (14 + 14) + 6 + 1);
    // A bare CR that parts the words of the start line is no matter of values.
    expect(visits([`GET\r/ HTTP/1.1\r\nA:bc\r\n\r\n`])).toBe(24 + (14 + 14) + 6 + 1);
  });

  test('segments are copied, and moved when the room is too small', () => {
    expect(visits([HEAD.slice(0, 8), HEAD.slice(8)])).toBe(once + 8 + (8 + 17));
    // 5 octets make a room of 10, which 5 more fill; 15 more need a larger one.
    expect(visits([HEAD.slice(0, 5), HEAD.slice(5, 10), HEAD.slice(10)])).toBe(once + 5 + 5 + (10 + 15));
  });

  test('no more is taken than one octet over the limit of the head', () => {
    const limits = { ...DEFAULT_LIMITS, head: 20 };
    expect(visits(['x'.repeat(10), 'x'.repeat(1000)], limits, 'response')).toBe(21 + 10 + (10 + 11));
  });
});

describe('printing', () => {
  test.each([
    'GET /chat HTTP/1.1\r\nHost: a\r\ncOnNection: Upgrade\r\nX:\r\n\r\n',
    'GET /\r\n',
    'GET / HTTP/1.0\r\n\r\n',
  ])('a canonical request is given back octet for octet: %j', (text) => {
    expect(latin1(printHead(headOf(request(text))))).toBe(text);
  });

  test.each([
    'HTTP/1.1 101 Switching Protocols\r\nA: b\r\n\r\n',
    'HTTP/1.1 200 \r\n\r\n',
    'ICY 007 x\r\n\r\n',
  ])('a canonical response is given back octet for octet: %j', (text) => {
    expect(latin1(printHead(headOf(response(text))))).toBe(text);
  });

  test('what was repaired is printed repaired', () => {
    const head = headOf(request('\nGET\t/  HTTP/1.1\n X\nA:b\n c\rd \n\n'));
    expect(latin1(printHead(head))).toBe('GET / HTTP/1.1\r\nA: b c d\r\n\r\n');
    expect(latin1(printHead(headOf(response('HTTP/1.1\t101\n\n'))))).toBe('HTTP/1.1 101 \r\n\r\n');
  });
});

test('text and octets are each other, one character per octet', () => {
  const all = Uint8Array.from({ length: 20_000 }, (_, at) => at & 0xff);
  expect(octetsOf(latin1(all))).toEqual(all);
  expect(latin1(all, 65, 68)).toBe('ABC');
  expect(latin1(all, 8_190, 8_195)).toBe('\xfe\xff\x00\x01\x02');
  expect(latin1(all, 5, 5)).toBe('');
});

test('text of offsets outside the octets is the part inside', () => {
  const octets = octetsOf('abc');
  expect(latin1(octets, -2, 2)).toBe('ab');
  expect(latin1(octets, 1, 9)).toBe('bc');
  expect(latin1(octets, 2, 1)).toBe('');
  expect(latin1(octets, 3)).toBe('');
  expect(latin1(octets, 7, 9)).toBe('');
});

test('a character that is no octet becomes no line end', () => {
  expect(latin1(octetsOf('a\u010a\u00ff\u0100b'))).toBe('a?\xff?b');
});

test('without a Buffer, as in a browser, text and heads are the same', async () => {
  vi.stubGlobal('Buffer', undefined);
  vi.resetModules();
  const bare = await import('../../src/spec/message.js');
  vi.unstubAllGlobals();
  const all = Uint8Array.from({ length: 20_000 }, (_, at) => at & 0xff);
  for (const [from, to] of [
    [0, 20_000],
    [8_190, 8_195],
    [5, 5],
    [1, 8_193],
    [1, 8_194],
    [-2, 2],
    [19_999, 30_000],
    [30_000, 30_001],
  ] as const) {
    expect(bare.latin1(all, from, to)).toBe(latin1(all, from, to));
  }
  expect(bare.latin1(all)).toBe(latin1(all));
  const octets = octetsOf(`${LINE}A: \xe9\r\n\r\n`);
  expect(bare.readRequest(octets)).toEqual(readRequest(octets));
});

test('the cases reach every outcome, every reason to refuse and every repair', () => {
  const every: Record<RefusalReason | RepairKind | 'head' | 'need-more' | 'refused', true> = {
    head: true,
    'need-more': true,
    refused: true,
    'empty-request-line': true,
    'request-line': true,
    'status-line': true,
    'control-in-start-line': true,
    'space-before-colon': true,
    'no-colon': true,
    'empty-field-name': true,
    'field-name': true,
    'request-line-too-long': true,
    'target-too-long': true,
    'method-too-long': true,
    'field-line-too-long': true,
    'head-too-long': true,
    'too-many-fields': true,
    'ended-early': true,
    'bare-lf': true,
    'leading-line-break': true,
    'obs-fold': true,
    'bare-cr-to-space': true,
    'nul-to-space': true,
    'spaced-first-line': true,
    'loose-request-line': true,
    'loose-status-line': true,
  };
  expect([...reached].sort()).toEqual(Object.keys(every).sort());
});
