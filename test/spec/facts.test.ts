import { describe, expect, test } from 'vitest';
import { type Axis, type Facts, REFERENCE, type Value } from '../../src/spec/axes.js';
import { factsOf } from '../../src/spec/facts.js';
import { DEFAULT_LIMITS, octetsOf, readRequest } from '../../src/spec/message.js';
import { type Reading, STANDARDS_READING } from '../../src/spec/reading.js';
import { explainFacts } from '../../src/spec/sources.js';

const SAMPLE = 'dGhlIHNhbXBsZSBub25jZQ==';
/** The characters of Unicode text as the octets of its UTF-8, one character per octet. */
const utf8 = (text: string): string => Buffer.from(text).toString('latin1');
const shown = (text: string): string => {
  const escaped = JSON.stringify(text).replaceAll(/[^ -~]/g, (c) => `\\x${c.charCodeAt(0).toString(16)}`);
  return escaped.length > 70 ? `${escaped.slice(0, 40)}… (${text.length} octets)` : escaped;
};

function factsOfText(text: string, reading: Reading = STANDARDS_READING): Facts {
  const read = factsOf(octetsOf(text), reading, { ended: true });
  if (read.outcome !== 'facts') throw new Error(read.outcome);
  return read.facts;
}
const withLines = (lines: readonly string[], reading?: Reading): Facts =>
  factsOfText(`GET / HTTP/1.1\r\n${lines.map((line) => `${line}\r\n`).join('')}\r\n`, reading);

/** Classes of requirements §7: class, the fact, and its spellings, each the values of one or several lines. */
type Classes<A extends Axis> = readonly (readonly [
  string,
  Value<A>,
  readonly (string | readonly string[])[],
])[];

function fieldCases<A extends Axis>(axis: A, field: string, classes: Classes<A>): void {
  const rows = classes.flatMap(([name, fact, spellings]) =>
    spellings.map((spelling) => {
      const values = typeof spelling === 'string' ? [spelling] : spelling;
      return { name, fact, values, title: values.map(shown).join(' / ') || 'no line' };
    }),
  );
  test.each(rows)('$name: $title is $fact', ({ fact, values }) => {
    expect(withLines(values.map((value) => `${field}: ${value}`))[axis]).toBe(fact);
  });
}

describe('the reference handshake', () => {
  const head = [
    'GET /chat HTTP/1.1',
    'Host: server.example.com',
    'Upgrade: websocket',
    'Connection: Upgrade',
    `Sec-WebSocket-Key: ${SAMPLE}`,
    'Sec-WebSocket-Version: 13',
  ];

  test('has the facts of the reference', () => {
    expect(factsOfText(`${head.join('\r\n')}\r\n\r\n`)).toEqual(REFERENCE);
  });

  test('has them only when its head has ended', () => {
    expect(factsOf(octetsOf(head.join('\r\n'))).outcome).toBe('need-more');
  });

  test('gives the head with its facts, and no refusal', () => {
    const read = factsOf(octetsOf(`${head.join('\r\n')}\r\n\r\n`));
    expect(read).toMatchObject({ outcome: 'facts', head: { target: '/chat' }, refused: undefined });
  });
});

describe('version (7.2)', () => {
  const classes: readonly (readonly [string, Value<'version'>, readonly string[]])[] = [
    ['V1', '1.1', ['HTTP/1.1']],
    ['V2', '1.0', ['HTTP/1.0']],
    ['V3 higher minor', '1.2+', ['HTTP/1.2', 'HTTP/1.9']],
    ['V5 major 0', '0.x', ['HTTP/0.9', 'HTTP/0.0', 'HTTP/0.1']],
    ['V6 major from 2', '2+', ['HTTP/2.0', 'HTTP/2.1', 'HTTP/3.0', 'HTTP/9.9']],
    [
      'V7 digits',
      'malformed',
      ['HTTP/1.01', 'HTTP/1.10', 'HTTP/1.11', 'HTTP/01.1', 'HTTP/10.1', 'HTTP/11', 'HTTP/1'],
    ],
    [
      'V7 digits',
      'malformed',
      ['HTTP/1.', 'HTTP/.1', 'HTTP/1.1.1', 'HTTP/+1.1', 'HTTP/-1.1', 'HTTP/1,1', 'HTTP/1_1'],
    ],
    ['V7 digits', 'malformed', ['HTTP/0x1.1']],
    ['V8 name', 'malformed', ['http/1.1', 'Http/1.1', 'HTTPS/1.1', 'HTP/1.1', 'RTSP/1.0', 'ICY', 'WS/1.1']],
    ['V9 edges', 'malformed', ['HTTP/1.1x', 'HTTP/1.1;', `HTTP/${utf8('１')}.1`]],
  ];
  const rows = classes.flatMap(([name, fact, labels]) => labels.map((label) => ({ name, fact, label })));
  test.each(rows)('$name: $label is $fact', ({ fact, label }) => {
    expect(factsOfText(`GET / ${label}\r\n\r\n`).version).toBe(fact);
  });

  test('V4: no label is none, and the trailing space alone makes no request line', () => {
    expect(factsOfText('GET /\r\n')).toMatchObject({ version: 'none', target: 'origin', syntax: 'clean' });
    expect(factsOfText('GET / \r\n').syntax).toBe('broken');
  });

  test.each(['HTTP/1.1 ', 'HTTP/1.1\t'])('V9: whitespace behind %j is repaired', (label) => {
    expect(factsOfText(`GET / ${label}\r\n\r\n`)).toMatchObject({ version: '1.1', syntax: 'repaired' });
  });

  test.each(['HTTP /1.1', 'HTTP/ 1.1', 'HTTP/1.1\0'])('V9: %j is no label at all', (label) => {
    expect(factsOfText(`GET / ${label}\r\n\r\n`).syntax).toBe('broken');
  });
});

describe('method (7.3)', () => {
  const rows: [string, Value<'method'>][] = [
    ['GET', 'GET'],
    ['OPTIONS', 'OPTIONS'],
    ['CONNECT', 'CONNECT'],
    ...['HEAD', 'POST', 'PUT', 'DELETE', 'TRACE', 'PATCH'].map((m): [string, 'other'] => [m, 'other']),
    ...['get', 'Get', 'gET', 'BREW', 'G', 'GETT', 'X-GET', 'connect'].map((m): [string, 'unknown'] => [
      m,
      'unknown',
    ]),
  ];
  test.each(rows)('M1 to M6: %s is %s', (method, fact) => {
    expect(factsOfText(`${method} / HTTP/1.1\r\n\r\n`).method).toBe(fact);
  });

  test.each(['GE T', 'GET\0', 'G\xc9T', '\xef\xbb\xbfGET'])('M7: %j is no method', (method) => {
    expect(factsOfText(`${method} / HTTP/1.1\r\n\r\n`)).toMatchObject({
      syntax: 'broken',
      method: 'unknown',
    });
  });

  test('M8: a method longer than the server reads makes the head large', () => {
    expect(factsOfText(`${'G'.repeat(8000)} / HTTP/1.1\r\n\r\n`).syntax).toBe('large');
  });
});

describe('target (7.3)', () => {
  const classes: readonly (readonly [string, Value<'target'>, readonly string[]])[] = [
    ['T1', 'origin', ['/', '/chat?x=1', '/a;b', '//x/', '/%2e%2e', '/?a?b/c', "/-._~!$&'()*+,;=:@", '/%00']],
    [
      'T2, T3',
      'absolute',
      ['http://h/', 'HTTP://H:80/', 'https://h/', 'http://h', 'http://[::1]:80/a?b', 'http://h?q'],
    ],
    [
      'T4',
      'other-scheme',
      ['ws://h/', 'wss://h/', 'ftp://h/', 'ftp://u:p@h/', 'mailto:a@b', 'file:///x', 'h:80/x'],
    ],
    ['T5', 'asterisk', ['*']],
    ['T6', 'authority', ['h:80', '127.0.0.1:80', '[::1]:443', 'h:99999']],
    [
      'T7',
      'malformed',
      ['/a#f', 'a', '\\', '/\\', `/${utf8('é')}`, '/%zz', '/%', '/%a', 'http:///', 'http://u@h/'],
    ],
    [
      'T7',
      'malformed',
      ['http:/h', 'http:', 'http://', 'http://:80/', 'http://h:x/', 'http://h/#', 'http://h/%zz', 'h:'],
    ],
    [
      'T7',
      'malformed',
      [':80', '**', '?x', '1a://h/', 'ws://a b', 'ws://[h/', 'ws://[x]@h/', 'ws:#', '/"', '/<', '/[', '/|'],
    ],
  ];
  const rows = classes.flatMap(([name, fact, targets]) =>
    targets
      .filter((target) => !target.includes(' '))
      .map((target) => ({ name, fact, target, title: shown(target) })),
  );
  test.each(rows)('$name: $title is $fact', ({ fact, target }) => {
    expect(factsOfText(`GET ${target} HTTP/1.1\r\n\r\n`).target).toBe(fact);
  });

  test.each(['', '/a b', '/\x7f'])('T7: with the target %j there is no request line', (target) => {
    const facts = factsOfText(`GET ${target} HTTP/1.1\r\n\r\n`);
    expect(facts).toMatchObject({ syntax: 'broken', target: 'malformed' });
  });

  test('T8: a target is too long from one octet over the limit on', () => {
    const syntax = (octets: number) => factsOfText(`GET /${'a'.repeat(octets - 1)} HTTP/1.1\r\n\r\n`).syntax;
    expect([8000, DEFAULT_LIMITS.target, DEFAULT_LIMITS.target + 1, 65_536].map(syntax)).toEqual([
      'clean',
      'clean',
      'long-target',
      'long-target',
    ]);
  });

  test.each(['GET  / HTTP/1.1', 'GET\t/ HTTP/1.1', 'GET / \x0cHTTP/1.1', ' GET / HTTP/1.1'])(
    'T9: other separators as in %j are repaired',
    (line) => {
      const facts = factsOfText(`${line}\r\n\r\n`);
      expect(facts).toMatchObject({ syntax: 'repaired', target: 'origin', version: '1.1', method: 'GET' });
    },
  );
});

describe('host (7.4)', () => {
  fieldCases('host', 'Host', [
    ['HO1', 'one', ['h', 'h:80', 'H', '127.0.0.1', '[::1]', '[::1]:80', 'xn--a']],
    [
      'HO1',
      'one',
      ['[1:2:3:4:5:6:7:8]', '[::]', '[1::]', '[::ffff:127.0.0.1]', '[1:2:3:4:5:6:1.2.3.4]', '[v1.a:b]'],
    ],
    ['HO1', 'one', ['a%20b', 'a_b', 'h\t', ' h']],
    ['HO2', 'one', ['h:']],
    ['HO3', 'empty', ['', ' ', ':80', ':']],
    ['HO4, HO5', 'absent', [[]]],
    [
      'HO6',
      'several',
      [
        ['h', 'h'],
        ['h', 'i'],
        ['h', ''],
      ],
    ],
    ['HO7', 'invalid', ['a, b']],
    [
      'HO8',
      'invalid',
      ['a b', 'a/b', 'u@h', 'a?b', 'a#b', 'a\\b', 'h:8o', 'h:-1', '[::1', '::1', 'a\tb', utf8('é')],
    ],
    [
      'HO8',
      'invalid',
      ['%zz', '%', 'h:80:80', 'a\0b', '[::1]x', '[::1]x:80', '[]', '[h]', '[::1%25eth0]', '[v1.]', '[v.a]'],
    ],
    [
      'HO8',
      'invalid',
      [
        '[1:2:3:4:5:6:7]',
        '[1::2::3]',
        '[1:2:3:4:5:6:7::8]',
        '[12345::]',
        '[:::]',
        '[::1.2.3]',
        '[::1.2.3.256]',
      ],
    ],
    ['HO8', 'invalid', ['[1.2.3.4::]', '[::01.2.3.4]', '[vg.a]', '[v1.@]']],
    ['HO9', 'one', ['h:0', 'h:65535', 'h:65536', 'h:99999999999']],
    ['HO10, HO11', 'one', ['evil.example', 'h.', 'EXAMPLE.com']],
  ]);
});

describe('connection (7.5)', () => {
  fieldCases('connection', 'Connection', [
    ['CN1', 'none', [[]]],
    ['CN2', 'none', ['', ' ', ',', ', ,', ','.repeat(10_000)]],
    ['CN3', 'upgrade', ['Upgrade', 'upgrade', 'UPGRADE', 'uPgRaDe']],
    ['CN4', 'keep-alive', ['keep-alive', 'Keep-Alive', 'KEEP-ALIVE']],
    ['CN5', 'close', ['close', 'Close', 'CLOSE']],
    ['CN6', 'keep-alive+upgrade', ['keep-alive, Upgrade', 'Upgrade, keep-alive', 'keep-alive,Upgrade']],
    ['CN7', 'close+upgrade', ['close, Upgrade', 'Upgrade, close', 'close,upgrade']],
    ['CN8', 'close+keep-alive', ['close, keep-alive', 'keep-alive, close']],
    ['CN9', 'close+keep-alive+upgrade', ['close, keep-alive, Upgrade', 'Upgrade, keep-alive, close']],
    ['CN9', 'close+keep-alive+upgrade', ['keep-alive, close, Upgrade', 'keep-alive, Upgrade, close']],
    ['CN9', 'close+keep-alive+upgrade', ['close, Upgrade, keep-alive', 'Upgrade, close, keep-alive']],
    [
      'CN10',
      'close+upgrade',
      [
        ['Upgrade', 'close'],
        ['close', 'Upgrade'],
      ],
    ],
    ['CN10', 'keep-alive+upgrade', [['keep-alive', 'Upgrade']]],
    ['CN10', 'close+keep-alive', [['keep-alive', 'close']]],
    [
      'CN10',
      'upgrade',
      [
        ['', 'Upgrade'],
        ['Upgrade', ''],
      ],
    ],
    ['CN11', 'upgrade', [',, Upgrade ,,', '\tUpgrade\t']],
    ['CN11', 'close+upgrade', ['Upgrade ,close', 'Upgrade,,close', 'keep, Upgrade\t,\tclose']],
    ['CN12', 'upgrade', ['Upgrade, Upgrade']],
    ['CN12', 'close', ['close, close']],
    [
      'CN13',
      'none',
      ['upgraded', 'xupgrade', 'up-grade', 'upgrade-insecure', 'Upgrade1', 'closed', 'xclose'],
    ],
    ['CN13', 'none', ['keepalive', 'keep_alive', 'keep alive', 'not-close']],
    [
      'CN14',
      'none',
      ['Upgrade;x', 'Upgrade; q=0', 'close=1', 'Upgrade=websocket', 'keep-alive; timeout=5', 'keep-alive=5'],
    ],
    ['CN15', 'none', ['"Upgrade"', "'Upgrade'", '"close"', 'Upgr\\ade', '"a,close"']],
    ['CN16', 'none', ['close; Upgrade', 'close Upgrade', 'close\tUpgrade', 'close/Upgrade', 'close|Upgrade']],
    ['CN17', 'upgrade', ['Upgrade, Sec-WebSocket-Key', 'Upgrade, Host', 'Upgrade, Connection']],
    ['CN18', 'upgrade', ['TE, Upgrade', 'Upgrade, HTTP2-Settings']],
    ['CN18', 'keep-alive+upgrade', ['Upgrade, Keep-Alive']],
    ['CN19, F12', 'upgrade', ['Upgrade\0', '\0Upgrade']],
    ['CN19, F12', 'none', ['Up\0grade', 'Up\rgrade']],
    ['CN19, F12', 'close+upgrade', ['Upgrade\0, close']],
    [
      'CN19, F13',
      'none',
      ['\x01Upgrade', '\x0bUpgrade', 'close\x0c', 'Upgrade\x1b', 'close\x1f', 'keep-alive\x7f'],
    ],
    [
      'CN19, F14',
      'none',
      ['\xa0Upgrade', '\xc2\xa0Upgrade', '\x85Upgrade', utf8('\u200bclose'), utf8('\ufeffUpgrade')],
    ],
    ['CN19, F15', 'none', [utf8('\u212aeep-alive'), utf8('clo\u017fe')]],
    ['CN20', 'close', [`${'x,'.repeat(7000)}close`]],
    ['F20', 'close', ['x="a, close, b"']],
  ]);

  test.each(['Close: 1', 'Proxy-Connection: close', 'Connections: close', 'X-Connection: close'])(
    'CN21, CN22, F7: %s has no effect',
    (line) => {
      expect(withLines([line]).connection).toBe('none');
    },
  );

  test('CN23, F9: a folded value is read as one', () => {
    const folded = withLines(['Connection: keep-alive,', ' Upgrade']);
    expect(folded).toMatchObject({ connection: 'keep-alive+upgrade', syntax: 'repaired' });
    expect(withLines(['Connection:', '\tUpgrade']).connection).toBe('upgrade');
    expect(withLines(['Upgrade: web', ' socket']).upgrade).toBe('invalid');
  });
});

describe('upgrade (7.6)', () => {
  fieldCases('upgrade', 'Upgrade', [
    ['U1, U2', 'websocket', ['websocket', 'WebSocket', 'WEBSOCKET', 'wEbSoCkEt']],
    ['U3', 'among', ['websocket, h2c', 'websocket,foo/1']],
    ['U4', 'among', ['h2c, websocket', 'foo/1 , websocket', 'TLS/1.0, websocket', 'websocket, websocket/13']],
    ['U5', 'among', [['h2c', 'websocket']]],
    ['U5', 'websocket', [['websocket', 'websocket'], ['', 'websocket'], 'websocket, WebSocket']],
    ['U6', 'websocket', [',websocket,', ', ,websocket']],
    ['U7', 'versioned', ['websocket/13', 'websocket/8', 'WebSocket/13.0', 'h2c, websocket/13']],
    ['U8', 'invalid', ['websocket/', 'websocket /13', 'websocket/ 13', '/13', 'websocket/13/1']],
    ['U9', 'other', ['websockets', 'xwebsocket', 'web-socket', 'websocket1', 'ws', 'wss', "'websocket'"]],
    ['U9', 'invalid', ['web socket']],
    ['U10', 'invalid', ['"websocket"', 'websocket;x', 'websocket; version=13', 'websocket=1']],
    ['U11', 'invalid', ['h2c websocket', 'h2c; websocket', 'h2c\twebsocket']],
    ['U12', 'none', ['', ',', []]],
    ['U13', 'other', ['h2c', 'h2', 'HTTP/2.0', 'HTTP/1.1', 'HTTP/1.0', 'TLS/1.0', 'IRC/6.9', 'connect-udp']],
    [
      'U14',
      'invalid',
      [utf8('web\u017focket'), utf8('websoc\u212aet'), '\xa0websocket', 'websocket\x0b', 'websocket\0x'],
    ],
    ['U14', 'websocket', ['websocket\0', 'websocket\r']],
    ['U15', 'among', [`${'a,'.repeat(7000)}websocket`]],
  ]);
});

describe('key (7.7)', () => {
  const base64 = (octets: number): string => Buffer.alloc(octets, 0x5a).toString('base64');
  fieldCases('key', 'Sec-WebSocket-Key', [
    [
      'K1',
      'valid',
      [SAMPLE, 'AAAAAAAAAAAAAAAAAAAAAA==', '/////////////////////w==', '+++++++++++++++++++++Q=='],
    ],
    ['K2', 'loose-pad', ['AQIDBAUGBwgJCgsMDQ4PEC==', 'dGhlIHNhbXBsZSBub25jZR==']],
    ['K3', 'absent', [[]]],
    ['K4', 'invalid', ['', ' ']],
    ['K5', 'invalid', [1, 8, 15, 17, 18, 19, 32].map(base64)],
    ['K6', 'invalid', [SAMPLE.slice(0, 22), SAMPLE.slice(0, 23), `${SAMPLE}=`, `==${SAMPLE.slice(0, 22)}`]],
    [
      'K7',
      'invalid',
      ['!'.repeat(24), 'dGhlIHNhbXBsZSBub2_-ZQ==', 'dGhlIHNhbXBs SBub25jZQ==', 'dGhlIHNhbXBs\xc3SBub25jZQ=='],
    ],
    ['K8', 'valid', [` \t${SAMPLE}\t `]],
    ['K9', 'invalid', [`"${SAMPLE}"`, `${SAMPLE};x`, `${SAMPLE},`, `${SAMPLE}x`]],
    ['K10', 'invalid', [`${SAMPLE}, ${SAMPLE}`, `${SAMPLE},${SAMPLE}`]],
    [
      'K11',
      'several',
      [
        [SAMPLE, SAMPLE],
        [SAMPLE, base64(16)],
        [SAMPLE, ''],
      ],
    ],
    ['K13', 'valid', ['DGHLIHNHBXBSZSBUB25JZQ==']],
    ['K14', 'invalid', [base64(3072)]],
    ['K16', 'valid', [`${SAMPLE}\0`]],
    ['K16', 'invalid', [`${SAMPLE}\x0b`]],
  ]);

  test.each(['Sec_WebSocket_Key', 'Sec-WebSocket-Key2', 'Sec-WebSocket-Key-'])(
    'F7: %s is another field',
    (name) => {
      expect(withLines([`${name}: ${SAMPLE}`]).key).toBe('absent');
    },
  );
});

describe('wsVersion (7.8)', () => {
  fieldCases('wsVersion', 'Sec-WebSocket-Version', [
    ['SV1', '13', ['13', '13 ', '\t13']],
    ['SV2', 'absent', [[]]],
    ['SV3', 'invalid', ['']],
    ['SV4 to SV6', 'other', ['0', '4', '7', '8', '9', '10', '11', '12', '14', '15', '99', '255']],
    ['SV7', 'invalid', ['256', '-1', '269', '4294967309']],
    ['SV8', 'invalid', ['013', '0013', '+13', '00']],
    ['SV9', 'invalid', ['13.0', '1.3e1', '0x0d', '0xD', '0b1101', '0o15', '1_3', '13n', '13.']],
    ['SV10', 'invalid', ['13;x', '13abc', '13 8', '13/1', '"13"']],
    ['SV11', 'invalid', ['13, 8', '8, 13', '13,13', '13,']],
    [
      'SV12',
      'several',
      [
        ['13', '13'],
        ['13', '8'],
        ['8', '13'],
      ],
    ],
    ['SV13', 'invalid', [utf8('１３'), utf8('١٣')]],
    ['SV14', 'other', ['113', '130', '131']],
  ]);
});

describe('protocols, extensions, origin (7.9)', () => {
  fieldCases('protocols', 'Sec-WebSocket-Protocol', [
    ['PR1', 'none', [[]]],
    [
      'PR2 to PR4',
      'offered',
      ['chat', 'chat, superchat', ['chat', 'superchat'], 'foo', 'Chat', 'Chat, chat'],
    ],
    ['PR5', 'faulty', ['chat, chat', ['chat', 'chat']]],
    ['PR6', 'faulty', ['', ',']],
    ['PR6', 'offered', ['chat,,x']],
    ['PR7', 'faulty', ['a b', 'a/b', '"chat"', 'ch\xe9t', 'a;b', 'chat, a b']],
    ['PR8', 'faulty', ['chat\0y']],
    ['PR9', 'offered', [Array.from({ length: 1000 }, (_, n) => `p${n}`).join(',')]],
  ]);
  fieldCases('extensions', 'Sec-WebSocket-Extensions', [
    ['E1', 'none', [[]]],
    ['E1, E2', 'offered', ['permessage-deflate', 'foo', 'foo; bar=1', 'x-webkit-deflate-frame']],
    ['E3', 'offered', ['foo, permessage-deflate', ['foo', 'bar'], 'a; b=1, a; b=2', 'foo ; a = b , bar;c']],
    [
      'E4',
      'malformed',
      [';;', ';', '=', 'permessage-deflate;', 'permessage-deflate; =1', 'permessage-deflate; a='],
    ],
    [
      'E4',
      'malformed',
      ['permessage-deflate; a="', 'a b', 'foo; x="a b"', 'foo; x="', 'foo; x="a" b', 'foo; x=""'],
    ],
    [
      'E4',
      'malformed',
      ['foo; x="a\\', 'foo; x="a,b"', 'foo/1', '"foo"', 'foo, ;', 'foo; x=\xe9', ['foo', ';']],
    ],
    ['E5', 'offered', [',permessage-deflate,', ['', 'foo']]],
    ['E5', 'malformed', ['', ',']],
    [
      'E6',
      'offered',
      ['permessage-deflate; server_max_window_bits="10"', 'foo; a="1\\0"', 'foo; a="1" ; b, bar'],
    ],
    ['E7', 'offered', ['Permessage-Deflate; Server_Max_Window_Bits']],
    [
      'E8',
      'offered',
      ['7', '8', '16', '015', '-1', '+10', '10.0'].map((bits) => `a; server_max_window_bits=${bits}`),
    ],
    ['E9 to E11', 'offered', ['a; server_no_context_takeover=1', 'a; b; b', 'permessage-deflate; foo']],
  ]);
  fieldCases('origin', 'Origin', [
    ['O1', 'none', [[]]],
    [
      'O2, O3',
      'one',
      ['https://site', 'https://evil', 'null', '', 'https://SITE', 'https://site:443', 'file://'],
    ],
    ['O4', 'several', [['a', 'a'], ['a', 'b'], 'a, b', 'a b', 'a\tb']],
  ]);
});

describe('framing (7.10)', () => {
  fieldCases('framing', 'Content-Length', [
    ['CL1', 'none', [[]]],
    ['CL2', 'zero', ['0', '00']],
    ['CL3', 'length', ['5', '05']],
    [
      'CL6',
      'bad-length',
      ['', '-5', '-0', '+5', '5.0', '0x5', '5e0', '1_0', 'five', '5 5', '5;', '"5"', '\x0b5', utf8('５')],
    ],
    ['CL7', 'equal-lengths', ['5, 5', ['5', '5'], '0, 0', '5,5,5']],
    ['CL8', 'bad-length', ['5, 6', ['5', '6'], ['0', '5']]],
    ['CL9', 'bad-length', [',', '5,,6']],
    ['CL9', 'equal-lengths', ['5, 05', '5,', ',5', '5,,5', ['5', '']]],
    [
      'CL10',
      'length',
      ['2147483647', '2147483648', '4294967296', '9007199254740991', `${'0'.repeat(5000)}5`],
    ],
    [
      'CL10',
      'length',
      ['9007199254740992', '9223372036854775807', '18446744073709551616', '9'.repeat(40), '9'.repeat(400)],
    ],
    // as doubles these two would be the same
    ['CL10', 'bad-length', ['9007199254740992, 9007199254740993']],
  ]);
  fieldCases('framing', 'Transfer-Encoding', [
    ['TE1', 'chunked', ['chunked', 'Chunked', ',chunked,', '\tchunked']],
    [
      'TE2',
      'chunked',
      ['gzip, chunked', ['gzip', 'chunked'], 'x-gzip, Deflate, compress, x-compress, chunked'],
    ],
    ['TE3', 'chunked-not-last', ['chunked, gzip', 'gzip', ['chunked', 'gzip']]],
    ['TE4', 'chunked-not-last', ['chunked, chunked', ['chunked', 'chunked'], 'chunked, gzip, chunked']],
    ['TE5', 'chunked-not-last', ['xchunked', 'chunkedd', 'foo']],
    ['TE5', 'unknown-coding', ['foo, chunked', 'gzip;q=1, chunked']],
    ['TE6', 'chunked-not-last', ['identity']],
    ['TE6', 'unknown-coding', ['identity, chunked']],
    [
      'TE7',
      'chunked-not-last',
      ['chunked;x', '"chunked"', 'chunked ;a=b', '\x0bchunked', 'chun ked', '\xa0chunked', 'chunked\0x'],
    ],
    ['TE8', 'chunked-not-last', ['', ',']],
  ]);

  test.each([
    ['chunked', '5', 'both'],
    ['chunked', '0', 'both'],
    ['chunked', 'x', 'both'],
    ['gzip', '5', 'chunked-not-last'],
    ['', '5', 'chunked-not-last'],
    ['foo, chunked', '5', 'unknown-coding'],
  ])('TE9: Transfer-Encoding %j with Content-Length %j is %s in both orders', (coding, length, fact) => {
    const two = [`Transfer-Encoding: ${coding}`, `Content-Length: ${length}`];
    expect(withLines(two).framing).toBe(fact);
    expect(withLines(two.toReversed()).framing).toBe(fact);
  });

  test('TE10: the version of the request does not enter', () => {
    expect(factsOfText('GET / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n').framing).toBe('chunked');
  });

  test.each(['Transfer_Encoding: chunked', 'X-Transfer-Encoding: chunked', 'TE: chunked'])(
    'TE11: %s is another field',
    (line) => {
      expect(withLines([line]).framing).toBe('none');
    },
  );

  test('TE11: Transfer-Encoding with a space before its colon is no field', () => {
    const facts = withLines(['Transfer-Encoding : chunked']);
    expect(facts).toMatchObject({ framing: 'none', syntax: 'spaced-name' });
  });
});

describe('expect (7.11)', () => {
  fieldCases('expect', 'Expect', [
    ['X1', 'none', [[]]],
    ['X2', 'continue', ['100-continue', '100-Continue', '100-CONTINUE', '100-continue, 100-continue']],
    ['X6', 'continue+other', ['100-continue, foo', ['foo', '100-continue']]],
    ['X6', 'other', ['foo']],
    ['X7', 'other', ['100-continue;q=1', '"100-continue"', '100 continue']],
    ['X7', 'none', ['', ',']],
  ]);
});

describe('syntax (7.1)', () => {
  const syntaxAfter = (text: string): string => factsOfText(`GET / HTTP/1.1\r\n${text}`).syntax;

  test.each(['Connection : Upgrade', 'Connection\t: Upgrade'])('F4: %j has a spaced name', (line) => {
    expect(syntaxAfter(`${line}\r\n\r\n`)).toBe('spaced-name');
  });

  test.each([
    ': Upgrade',
    'Upgrade',
    'Conn ection: x',
    'Connection(: x',
    '"Connection": x',
    'Connect\xefon: x',
  ])('F5, F6: the line %j is broken', (line) => {
    expect(syntaxAfter(`${line}\r\n\r\n`)).toBe('broken');
  });

  test.each([' Host: a\r\n', 'X: a\r\n b\r\n', 'X: a\rb\r\n', 'X: a\n', 'X: a\0\r\n'])(
    'F8 to F12: %j is repaired',
    (lines) => {
      expect(syntaxAfter(`${lines}\r\n`)).toBe('repaired');
    },
  );

  test.each(['X: \x01\r\n', 'X: \x7f\r\n', 'X: \xff\r\n', 'X: \x0b\r\n'])(
    'F13, F14: controls and octets from 0x80 up, as in %j, are no matter of the syntax',
    (line) => {
      expect(syntaxAfter(`${line}\r\n`)).toBe('clean');
    },
  );

  test('F21: too many lines, or one too long, make the head large, and the lines before are read', () => {
    const many = `Connection: close\r\n${'X:\r\n'.repeat(DEFAULT_LIMITS.fields)}\r\n`;
    const long = `Connection: close\r\nX: ${'a'.repeat(DEFAULT_LIMITS.fieldLine)}\r\n\r\n`;
    for (const text of [many, long]) {
      const facts = factsOfText(`GET / HTTP/1.1\r\n${text}`);
      expect(facts).toMatchObject({ syntax: 'large', connection: 'close', target: 'origin' });
    }
  });

  test('F25: a head cut off by a FIN is broken', () => {
    expect(syntaxAfter('Connection: close\r\n')).toBe('broken');
  });

  test.each(['\x16\x03\x01\x02\x00\r\n\r\n', '\x81\x05Hello\r\n\r\n', 'PROXY TCP4 1.1.1.1 1.1.1.1 1 1\r\n'])(
    'F26: %j is no HTTP',
    (text) => {
      expect(factsOfText(text).syntax).toBe('broken');
    },
  );

  test('F26: the preface of HTTP/2 is a request of another major version', () => {
    expect(factsOfText('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n')).toMatchObject({ version: '2+', syntax: 'clean' });
  });

  test('an empty line before the request line is no fault', () => {
    expect(factsOfText('\r\nGET / HTTP/1.1\r\n\r\n').syntax).toBe('clean');
  });

  test('sound lines around a broken one are read, those behind it as well', () => {
    const facts = withLines(['Host: h', 'broken', 'Connection: close']);
    expect(facts).toMatchObject({ syntax: 'broken', host: 'one', connection: 'close' });
  });
});

describe('another reading sees other facts', () => {
  const reading = (change: Partial<Reading>): Reading => ({ ...STANDARDS_READING, ...change });
  const upgradeSeen = (kind: Reading['upgrade'], values: readonly string[]): boolean =>
    withLines(
      values.map((value) => `Connection: ${value}`),
      reading({ upgrade: kind }),
    ).connection === 'upgrade';

  const spellings: readonly (readonly string[])[] = [
    ['Upgrade'],
    ['x, Upgrade'],
    ['x', 'Upgrade'],
    ['Upgrade', 'x'],
    ['x', 'y, Upgrade'],
    ['upgraded'],
    ['xupgrade'],
    ['x'],
    [],
  ];
  test.each<[Reading['upgrade'], string]>([
    ['list', '#####....'],
    ['joined', '#........'],
    ['each-line', '#.##.....'],
    ['first-line', '#..#.....'],
    ['last-line', '#.#......'],
    ['first-list', '##.#.....'],
    ['last-list', '###.#....'],
    ['prefix', '#.##.#...'],
    ['substring', '#######..'],
    ['presence', '########.'],
    ['never', '.........'],
    ['always', '#########'],
  ])('the reader %s finds upgrade in %s of nine spellings', (kind, found) => {
    expect(spellings.map((values) => (upgradeSeen(kind, values) ? '#' : '.')).join('')).toBe(found);
  });

  // what each reader of Upgrade takes these lines as, letter by letter: w(ebsocket), a(mong), v(ersioned), o(ther),
  // i(nvalid), n(one)
  const offers: readonly (readonly string[])[] = [
    ['websocket', 'h2c', 'x'],
    ['h2c', 'websocket', 'x'],
    ['x', 'h2c', 'websocket'],
    ['websocket/13', 'h2c', 'x'],
    ['x', 'h2c', 'websocket/13'],
    ['h2c, websocket', 'x', 'y'],
    ['x', 'y', 'h2c, websocket'],
    ['"', 'x', 'y'],
    ['x', 'y', '"'],
    ['websocket'],
    [],
  ];
  test.each<[Reading['websocket'], string]>([
    ['list', 'aaavvaaoown'],
    ['first-line', 'wooooooiown'],
    ['last-line', 'oowoooooiwn'],
    ['first-list', 'woovoaoiown'],
    ['last-list', 'oowovoaoiwn'],
    ['never', 'oooooooooon'],
  ])('the reader %s takes eleven Upgrade fields as %s', (kind, expected) => {
    const seen = offers.map((values) => {
      const facts = withLines(
        values.map((value) => `Upgrade: ${value}`),
        reading({ websocket: kind }),
      );
      return facts.upgrade.charAt(0);
    });
    expect(seen.join('')).toBe(expected);
  });

  test('a refused head is given as far as it was read, with the facts of that much', () => {
    const read = factsOf(octetsOf('GET /x HTTP/1.0\r\nConnection: close\r\n: nameless\r\n\r\n'));
    if (read.outcome !== 'facts') throw new Error(read.outcome);
    expect(read.refused?.reason).toBe('empty-field-name');
    expect(read.head.target).toBe('/x');
    expect(read.facts).toMatchObject({ syntax: 'broken', version: '1.0', connection: 'close' });
  });

  test('close, keep-alive and upgrade each have their own reader', () => {
    const mixed = reading({ close: 'never', keepAlive: 'first-list', upgrade: 'last-line' });
    expect(withLines(['Connection: close, keep-alive', 'Connection: Upgrade'], mixed).connection).toBe(
      'keep-alive+upgrade',
    );
  });

  test.each<[Reading['websocket'], readonly string[], Value<'upgrade'>]>([
    ['joined', ['websocket'], 'websocket'],
    ['joined', ['h2c, websocket'], 'other'],
    ['joined', ['websocket/13'], 'other'],
    ['joined', ['a b'], 'invalid'],
    ['joined', [], 'none'],
    ['first-list', ['h2c, websocket', 'x'], 'among'],
    ['last-list', ['websocket', 'h2c'], 'other'],
    ['last-list', ['h2c', 'websocket/13'], 'versioned'],
    ['substring', ['xwebsockets'], 'websocket'],
    ['prefix', ['websocket/13'], 'websocket'],
    ['presence', ['h2c'], 'websocket'],
    ['never', ['websocket'], 'other'],
    ['always', [], 'websocket'],
  ])('the reader %s takes Upgrade %j as %s', (websocket, values, fact) => {
    expect(
      withLines(
        values.map((v) => `Upgrade: ${v}`),
        reading({ websocket }),
      ).upgrade,
    ).toBe(fact);
  });

  test.each<[Reading['version'], string, Value<'version'>]>([
    ['leading-zeros', 'HTTP/1.01', '1.1'],
    ['leading-zeros', 'HTTP/01.0', '1.0'],
    ['leading-zeros', 'HTTP/1.10', '1.2+'],
    ['leading-zeros', 'HTTP/10.1', '2+'],
    ['leading-zeros', 'HTTP/1', 'malformed'],
    ['leading-zeros', 'HTTP/.1', 'malformed'],
    ['leading-zeros', 'http/1.1', 'malformed'],
    ['any-case', 'http/1.1', '1.1'],
    ['any-case', 'Http/1.0', '1.0'],
    ['any-case', 'HTTP/1.01', 'malformed'],
    ['any-case', 'htt', 'malformed'],
  ])('the reader %s takes the label %s as %s', (version, label, fact) => {
    expect(factsOfText(`GET / ${label}\r\n\r\n`, reading({ version })).version).toBe(fact);
  });

  test.each<Reading['version']>(['label', 'leading-zeros', 'any-case'])(
    'the reader %s has none for no label',
    (version) => {
      expect(factsOfText('GET /\r\n', reading({ version })).version).toBe('none');
    },
  );

  test.each<[Partial<Reading>, readonly string[], Axis, string]>([
    [{ key: 'length-24' }, [`Sec-WebSocket-Key: ${'x'.repeat(24)}`], 'key', 'valid'],
    [{ key: 'length-24' }, ['Sec-WebSocket-Key: x'], 'key', 'invalid'],
    [{ key: 'present' }, ['Sec-WebSocket-Key: x'], 'key', 'valid'],
    [{ key: 'present' }, [], 'key', 'absent'],
    [{ keyLines: 'first' }, [`Sec-WebSocket-Key: ${SAMPLE}`, 'Sec-WebSocket-Key: x'], 'key', 'valid'],
    [{ keyLines: 'last' }, [`Sec-WebSocket-Key: ${SAMPLE}`, 'Sec-WebSocket-Key: x'], 'key', 'invalid'],
    [{ wsVersion: 'present' }, ['Sec-WebSocket-Version: 8'], 'wsVersion', '13'],
    [{ wsVersion: 'present' }, [], 'wsVersion', 'absent'],
    [{ wsVersion: 'ignored' }, [], 'wsVersion', '13'],
    [{ host: 'ignored' }, [], 'host', 'one'],
    [{ lengths: 'first' }, ['Content-Length: 0, 5'], 'framing', 'zero'],
    [{ lengths: 'last' }, ['Content-Length: 0', 'Content-Length: 5'], 'framing', 'length'],
    [{ lengths: 'last' }, ['Content-Length: 5', 'Content-Length: x'], 'framing', 'bad-length'],
  ])('under %j the lines %j make %s %s', (change, lines, axis, fact) => {
    expect(withLines(lines, reading(change))[axis]).toBe(fact);
  });
});

describe('the sources of facts', () => {
  const head = (lines: readonly string[]) => {
    const read = readRequest(octetsOf(`GET / HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`));
    if (read.outcome !== 'head') throw new Error(read.outcome);
    return read.head;
  };

  test('are the lines of the fields that tell the axis', () => {
    const lines = [
      'Host: h',
      'CONNECTION: close',
      'X: y',
      'Connection: Upgrade',
      'Content-Length: 5',
      'Transfer-Encoding: z',
    ];
    expect(explainFacts(head(lines))).toMatchObject({
      host: [0],
      connection: [1, 3],
      framing: [4, 5],
      version: [],
      method: [],
      key: [],
      syntax: [],
    });
  });

  test('are for the syntax the lines that were repaired', () => {
    expect(explainFacts(head(['X: y', 'Host: h', ' i', 'Y: a\rb'])).syntax).toEqual([1, 2]);
  });

  test('are only the lines that the reading looks at', () => {
    const lines = ['Connection: a', 'Connection: b', 'Connection: c', 'Host: h'];
    const change = {
      close: 'first-line',
      keepAlive: 'never',
      upgrade: 'last-list',
      host: 'ignored',
    } as const;
    const sources = explainFacts(head(lines), { ...STANDARDS_READING, ...change });
    expect([sources.connection, sources.host]).toEqual([[0, 2], []]);
  });
});
