import { describe, expect, test } from 'vitest';
import { MOST_OCTETS } from '../src/cli/input.js';
import { withCrlf } from '../src/explain/head.js';
import { octetsOf } from '../src/spec/message.js';
import { acceptProof } from '../src/spec/proof.js';
import { after101, asSchema, expectPrintable, fileOf } from './cli.run.js';

const KEY = 'dGhlIHNhbXBsZSBub25jZQ==';

/** A handshake with some lines replaced; an empty text takes a line out. */
function handshake(changes: Readonly<Record<string, string>> = {}): string {
  const lines: Readonly<Record<string, string>> = {
    request: 'GET /chat HTTP/1.1',
    host: 'Host: example.org',
    connection: 'Connection: Upgrade',
    upgrade: 'Upgrade: websocket',
    key: `Sec-WebSocket-Key: ${KEY}`,
    version: 'Sec-WebSocket-Version: 13',
    ...changes,
  };
  return `${Object.values(lines)
    .filter((line) => line !== '')
    .join('\r\n')}\r\n\r\n`;
}

const SWITCH =
  'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
  `Sec-WebSocket-Accept: ${acceptProof(KEY)}\r\n\r\n`;

async function explained(request: string, response?: string, ...more: readonly string[]) {
  const files = [fileOf(request), ...(response === undefined ? [] : ['--response', fileOf(response)])];
  const text = await after101(['explain', ...files, ...more]);
  const json = await after101(['explain', ...files, ...more, '--json']);
  expect(json.code).toBe(text.code);
  expectPrintable(json);
  return { ...text, data: asSchema('explain', json.out) };
}

describe('a request alone', () => {
  test('the reference handshake: nothing is forbidden, exit 0', async () => {
    const ran = await explained(handshake());
    expect(ran.code).toBe(0);
    expect(ran.out).toMatch(
      /^Nothing seen is forbidden: the request is a WebSocket handshake that may be granted/,
    );
    expect(ran.data).toMatchObject({ permitted: true, findings: [] });
  });

  test('sections come in the order of every report', async () => {
    const { out } = await explained(
      handshake({ request: 'GET /chat HTTP/1.0' }),
      SWITCH,
      '--to',
      'swoole@4.8',
    );
    const titles = [
      'Seen (',
      'Seen of the answer',
      'Not permitted',
      'Decided',
      'Permitted',
      'On the wire',
      'What swoole@4.8.13 does',
      'Again',
    ];
    const places = titles.map((title) => out.indexOf(`\n${title}`));
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(places[0]).toBeGreaterThan(0);
  });

  test.each([
    [{ host: '' }, 'host.missing'],
    [{ key: '' }, 'handshake.key-missing'],
    [{ version: 'Sec-WebSocket-Version: 8' }, 'handshake.version-unsupported'],
    [{ host: 'Host : example.org' }, 'syntax.space-before-colon'],
  ])('%j: the request is at fault by %s, exit 1', async (changes, id) => {
    const ran = await explained(handshake(changes as Record<string, string>));
    expect(ran.code).toBe(1);
    expect(ran.out).toMatch(new RegExp(`^The request breaks ${id.replace('.', '\\.')}`));
    expect(ran.data).toMatchObject({ findings: [{ who: 'client', clause: id, severity: 'breaks' }] });
  });

  test('where the standards do not decide, every permitted way is told', async () => {
    const ran = await explained(handshake({ upgrade: 'Upgrade: websocket/13' }));
    expect(ran.code).toBe(0);
    expect(ran.out).toContain('the standards do not decide: 2 ways are permitted');
  });
});

describe('a request with its answer', () => {
  test('a right 101 to the reference handshake is permitted', async () => {
    const ran = await explained(handshake(), SWITCH);
    expect(ran.code).toBe(0);
    expect(ran.out).toContain('switch.granted');
  });

  test.each([
    ['a 101 to HTTP/1.0', handshake({ request: 'GET /chat HTTP/1.0' }), SWITCH, 'offer.old-version'],
    ['a 101 without the option', handshake({ connection: '' }), SWITCH, 'offer.option-missing'],
    ['a 101 without a key', handshake({ key: '' }), SWITCH, 'handshake.key-missing'],
    [
      'a wrong proof',
      handshake(),
      SWITCH.replace(acceptProof(KEY), 'AAAAAAAAAAAAAAAAAAAAAAAAAAA='),
      'form.switch-proof',
    ],
    [
      'close in a 101',
      handshake(),
      SWITCH.replace('Upgrade\r\n', 'Upgrade, close\r\n'),
      'form.switch-no-close',
    ],
    [
      'an interim answer to HTTP/1.0',
      'GET / HTTP/1.0\r\n\r\n',
      'HTTP/1.1 103 Early Hints\r\n\r\n',
      'interim.not-to-old',
    ],
    [
      'a 200 to a broken framing',
      'POST / HTTP/1.1\r\nHost: h\r\nContent-Length: x\r\n\r\n',
      'HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n',
      'framing.bad-length',
    ],
  ])('%s is the fault of the server', async (_, request, response, id) => {
    const ran = await explained(request, response);
    const found = ran.data.findings as { who: string; clause: string }[];
    expect(found.filter((one) => one.who === 'server').map((one) => one.clause)).toEqual([id]);
  });

  test.each([
    ['an ordinary 200 to an offer', handshake(), 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'],
    ['a 403 to an offer', handshake(), 'HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n'],
    [
      'a 200 to an offer in HTTP/1.0',
      handshake({ request: 'GET / HTTP/1.0' }),
      'HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n',
    ],
    [
      'a 100 before content',
      'POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n',
      'HTTP/1.1 100 Continue\r\n\r\n',
    ],
    ['a 101 behind content', handshake({ length: 'Content-Length: 3' }), SWITCH],
  ])('%s is permitted', async (_, request, response) => {
    const ran = await explained(request, response);
    expect(ran.data.findings).toEqual([]);
    expect(ran.code).toBe(0);
  });
});

describe('an answer that only a SHOULD refuses', () => {
  const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n';

  test('departs, exit 0', async () => {
    const ran = await explained('GET /a<b HTTP/1.1\r\nHost: h\r\n\r\n', OK);
    expect(ran.code).toBe(0);
    expect(ran.out).toMatch(/^The answer 200 departs from target\.malformed/);
    expect(ran.data.permitted).toBe(true);
  });

  test.each([
    ['a MUST behind the SHOULD', 'GET /a<b HTTP/1.1\r\n\r\n', OK, 'host.missing'],
    ['a 101 to a bad version', handshake({ request: 'GET / HTTP/1.01' }), SWITCH, 'switch.not-permitted'],
    ['a 101 to a bad target', handshake({ request: 'GET /a<b HTTP/1.1' }), SWITCH, 'handshake.target'],
    [
      'faults of its form, however many',
      'GET / HTTP/1.2\r\nHost: h\r\n\r\n',
      'HTTP/1.1 200 OK\r\nContent-Length: 0\r\nTransfer-Encoding: chunked\r\nUpgrade: x\r\n\r\n',
      'form.one-framing',
    ],
  ])('does not hide %s', async (_, request, response, id) => {
    const ran = await explained(request, response);
    expect(ran.code).toBe(1);
    expect(ran.data.findings).toContainEqual({ who: 'server', clause: id, severity: 'breaks' });
  });
});

describe('a 101 to another protocol', () => {
  const tls = (changes: Readonly<Record<string, string>> = {}): string =>
    handshake({ upgrade: 'Upgrade: TLS/1.0', key: '', version: '', ...changes });
  const to = (protocol: string, ...lines: readonly string[]): string =>
    ['HTTP/1.1 101 Yes', `Upgrade: ${protocol}`, ...lines, '', ''].join('\r\n');
  const OPTION = 'Connection: Upgrade';

  test.each([
    ['TLS/1.0', tls(), 'TLS/1.0'],
    ['a name in other case', tls(), 'tls/1.0'],
    ['h2c', tls({ upgrade: 'Upgrade: h2c', connection: 'Connection: Upgrade, HTTP2-Settings' }), 'h2c'],
    ['one of a list', handshake({ upgrade: 'Upgrade: h2c, websocket' }), 'h2c'],
  ])('that was offered, as %s, is permitted and not modelled, exit 0', async (_, request, protocol) => {
    const ran = await explained(request, to(protocol, OPTION));
    expect(ran.code).toBe(0);
    expect(ran.out.split('\n', 1)[0]).toBe(
      'Nothing seen is forbidden: the 101 switches to another protocol that the client offered, ' +
        'which rfc9110#field.upgrade permits; what follows on the connection is not modelled here.',
    );
    expect(ran.data).toMatchObject({ permitted: true, findings: [], fault: expect.anything() });
    expect(ran.data.notModelled).toContain('not modelled');
  });

  test.each([
    ['that was not offered', tls(), to('h2c', OPTION), 'offer.other-protocol'],
    ['to a client that offered websocket', handshake(), to('TLS/1.0', OPTION), 'form.switch-offered'],
    ['to HTTP/1.0', tls({ request: 'GET / HTTP/1.0' }), to('TLS/1.0', OPTION), 'offer.old-version'],
    [
      'to a request without the option',
      tls({ connection: '' }),
      to('TLS/1.0', OPTION),
      'offer.option-missing',
    ],
    ['without the option', tls(), to('TLS/1.0'), 'form.switch-option'],
    ['with content', tls(), to('TLS/1.0', OPTION, 'Content-Length: 0'), 'form.interim'],
    [
      'before the 100',
      tls({ request: 'POST / HTTP/1.1', expect: 'Expect: 100-continue', length: 'Content-Length: 3' }),
      to('TLS/1.0', OPTION),
      'switch.not-before-continue',
    ],
    [
      'that proves a key',
      handshake({ upgrade: 'Upgrade: h2c, websocket' }),
      SWITCH.replace('websocket', 'h2c'),
      'form.switch-protocol',
    ],
  ])('%s is at fault, exit 1', async (_, request, response, id) => {
    const ran = await explained(request, response);
    expect(ran.code).toBe(1);
    const found = ran.data.findings as { who: string; clause: string }[];
    expect(found.find((one) => one.who === 'server')?.clause).toBe(id);
    expect(ran.data.notModelled).toBeNull();
  });

  test('of a request that is at fault itself is said apart', async () => {
    const request = handshake({ upgrade: 'Upgrade: h2c, websocket', key: '' });
    const ran = await explained(request, to('h2c', OPTION));
    expect(ran.out).toMatch(/^The request breaks handshake\.key-missing/);
    expect(ran.out).toMatch(/\nNot modelled\n {2}the 101 switches to another protocol/);
  });
});

test('colours only where they are wanted, and only on the first line', async () => {
  const ran = await after101(['explain', fileOf(handshake())], { colour: true });
  const [first, ...rest] = ran.out.split('\n');
  expect(first?.startsWith('\x1b[')).toBe(true);
  expect(rest.join('\n')).not.toContain('\x1b');
});

describe('what a product does', () => {
  test('Swoole 4.8 answers 101 to HTTP/1.0 and hangs up; the client is told what it will see', async () => {
    const ran = await explained(
      handshake({ request: 'GET /chat HTTP/1.0' }),
      undefined,
      '--to',
      'swoole@4.8',
    );
    expect(ran.code).toBe(1);
    expect(ran.out).toContain('the client sees: 101');
    expect(ran.out).toContain('cut off without a Close frame');
    const clauses = (ran.data.product as { findings: { clause: string }[] }).findings.map(
      (one) => one.clause,
    );
    expect(clauses).toEqual(['offer.old-version', 'after101.persistence']);
  });

  test('the standards as a product break nothing', async () => {
    const ran = await explained(handshake(), undefined, '--to', 'rfc');
    expect(ran.code).toBe(0);
    expect(ran.out).toContain('no break in what is known');
  });
});

describe('files as people have them', () => {
  test('only LF is read as CRLF with one note; --octets takes it as it is', async () => {
    const text = handshake().replaceAll('\r\n', '\n');
    const ran = await explained(text);
    expect(ran.out.match(/^Note: .*LF/gm)).toHaveLength(1);
    expect(ran.data.facts).toMatchObject({ syntax: 'clean' });
    const asIs = await explained(text, undefined, '--octets');
    expect(asIs.out).not.toContain('Note:');
    expect(asIs.data.facts).toMatchObject({ syntax: 'repaired' });
  });

  test('only the head is changed, and nothing where a CRLF stands in it', () => {
    const text = (octets: Uint8Array): string => Buffer.from(octets).toString('latin1');
    expect(text(withCrlf(octetsOf('\nA: b\n\nx\ny')))).toBe('\r\nA: b\r\n\r\nx\ny');
    expect(text(withCrlf(octetsOf('A\r\nB\n\n')))).toBe('A\r\nB\n\n');
    expect(text(withCrlf(octetsOf('A')))).toBe('A');
  });

  test('stdin stands for -, in any pieces; it cannot be both', async () => {
    const octets = octetsOf(handshake());
    const pieces = [octets.subarray(0, 7), octets.subarray(7)];
    expect((await after101(['explain', '-'], { stdin: pieces })).code).toBe(0);
    const both = await after101(['explain', '-', '--response', '-'], { stdin: pieces });
    expect(both.code).toBe(2);
  });

  test('the command at the end shows it again, quoted for a shell', async () => {
    const ran = await after101(['explain', fileOf(handshake()), '--to', 'swoole@4.8']);
    expect(ran.out).toMatch(/Again\n {2}after101 explain \S+ --to swoole@4\.8\n$/);
  });
});

describe('bad input: one sentence with the offset, exit 2', () => {
  test.each<[string, string, string]>([
    ['empty', '', 'is empty (octet 0)'],
    ['cut short', 'GET / HTTP/1.1\r\nHost: h\r\n', '(octet 25)'],
    ['cut in the request line', 'GET / HT', '(octet 8)'],
    ['not HTTP', 'hello\r\n\r\n', 'is not HTTP/1.x'],
    ['binary', '\x16\x03\x01\x02\x00\x01', '(octet 0)'],
    ['NULs', '\0\0\0\0\n\n', '(octet 0)'],
    ['UTF-16', '\xff\xfeG\0E\0T\0 \0/\0\r\0\n\0', 'is not HTTP/1.x'],
    ['terminal escapes', 'GET /\x1b[31m HTTP/1.1\r\n\r\n', '(octet 5)'],
    ['lone surrogates', '\xed\xa0\x80 \xed\xb0\x80\r\n\r\n', 'is not HTTP/1.x'],
    ['only line breaks', '\r\n'.repeat(40), 'is not HTTP/1.x'],
  ])('%s', async (_, content, says) => {
    const ran = await after101(['explain', fileOf(content)]);
    expect(ran.code).toBe(2);
    expect(ran.out).toBe('');
    expect(ran.err.trim().split('\n')).toHaveLength(1);
    expect(ran.err).toContain(says);
    expect(ran.err).toMatch(/octet \d+/);
    expectPrintable(ran);
  });

  test('a file or a stream of 100 MB is read to its bound and no further', async () => {
    const chunk = octetsOf('a'.repeat(65_536));
    let taken = 0;
    function* endless(): Generator<Uint8Array> {
      for (let at = 0; at < 1600; at += 1) {
        taken += chunk.length;
        yield chunk;
      }
    }
    const streamed = await after101(['explain', '-'], { stdin: endless() as unknown as Uint8Array[] });
    expect(streamed.code).toBe(2);
    expect(streamed.err).toContain(`octet ${MOST_OCTETS}`);
    expect(taken).toBeLessThanOrEqual(MOST_OCTETS + chunk.length);
    const ran = await after101(['explain', fileOf(new Uint8Array(2 * MOST_OCTETS))]);
    expect([ran.code, ran.out]).toEqual([2, '']);
  });

  test('a file that is not there, a folder, and a name with escapes', async () => {
    for (const path of ['/no/such\x1b[2J', '/', 'a\u202eb']) {
      const ran = await after101(['explain', path]);
      expect(ran.code).toBe(2);
      expect(ran.err).toMatch(/^Cannot read /);
      expectPrintable(ran);
    }
  });

  test('a bad answer is named, not the request', async () => {
    const answer = fileOf('nonsense\r\n\r\n');
    const ran = await after101(['explain', fileOf(handshake()), '--response', answer]);
    expect(ran.code).toBe(2);
    expect(ran.err).toContain(`${answer} is not HTTP/1.x`);
  });

  test('escapes in a head that is explained are shown, never sent to the terminal', async () => {
    const ran = await explained(
      handshake({ host: 'Host: h\x1b]0;x\x07', target: 'X: \x00\x9b31m' }),
      undefined,
      '--to',
      'swoole@4.8',
    );
    expectPrintable({ code: ran.code, out: ran.out, err: ran.err });
    expect(ran.out).toContain('\\x1b]0;x\\x07');
  });
});

describe('what was measured stands beside what is predicted', () => {
  test('with the very octets that were sent, the case and the answer are told, also where settings predict another', async () => {
    const twice = handshake({ request: 'GET / HTTP/1.1', host: 'Host: a\r\nHost: b' });
    const ran = await after101(['explain', fileOf(twice), '--octets', '--to', 'tornado@6.2']);
    expect(ran.out).toMatch(
      /measured with such a request \(1\.1\|host-dup\): it answered 101 and left the connection open/,
    );
    expect(ran.out).toMatch(/what was measured stands/);
    expect(ran.code).toBe(1);
  });

  test('an Origin of the own host is not taken for the foreign one that was asked', async () => {
    const own = handshake({ host: 'Host: app.example\r\nOrigin: https://app.example' });
    const foreign = handshake({ host: 'Host: app.example\r\nOrigin: https://evil.example' });
    const said = async (request: string): Promise<string> =>
      (await after101(['explain', fileOf(request), '--octets', '--to', 'tornado@6.2'])).out;
    expect(await said(own)).toMatch(/the client sees: 101/);
    expect(await said(foreign)).toMatch(/the client sees: 4xx/);
  });
});
