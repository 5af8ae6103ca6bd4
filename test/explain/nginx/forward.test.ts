import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nginxForward } from '../../../src/dialects/hops/nginx.js';
import { atLeast, templateOf } from '../../../src/dialects/nginx/proxy.js';
import { match, patternOf } from '../../../src/dialects/nginx/regex.js';
import { readRequest } from '../../../src/spec/message.js';
import { field, HANDSHAKE, headOf, linesUp, only, proxied, up } from './asking.js';

const PASS = 'proxy_pass http://app;';
const location = (lines = '', outer = ''): string =>
  `http { ${outer} server { listen 80; server_name site.example; location / { ${PASS} ${lines} } } }`;

describe('defaults', () => {
  test.each(['1.18', '1.22.1', '1.29.6', 'nginx/1.14.0', '0.8.54'])(
    '%s speaks HTTP/1.0, and sends Connection: close and no Upgrade',
    (version) => {
      const lines = up(location(), { version });
      expect(lines[0]).toBe('GET / HTTP/1.0');
      expect(field(lines, 'Connection')).toBe('close');
      expect(field(lines, 'Upgrade')).toBeUndefined();
      expect(field(lines, 'Host')).toBe('app');
    },
  );

  test.each(['1.29.7', '1.30', '1.31.5', '2.0.0'])(
    '%s speaks HTTP/1.1, and sends neither Connection nor Upgrade',
    (version) => {
      const lines = up(location(), { version });
      expect(lines[0]).toBe('GET / HTTP/1.1');
      expect(field(lines, 'Connection')).toBeUndefined();
      expect(field(lines, 'Upgrade')).toBeUndefined();
    },
  );

  test('without a version both sides of 1.29.7 are answered where they differ', () => {
    const { proxies } = proxied(location(), { version: undefined });
    expect(proxies.map(({ side, httpVersion }) => [side, httpVersion.value])).toEqual([
      ['up to 1.29.6', '1.0'],
      ['from 1.29.7', '1.1'],
    ]);
    expect(proxied(location(), { version: '1.29' }).proxies).toHaveLength(2);
    expect(proxied(location(), { version: 'stable' }).proxies).toHaveLength(2);
  });

  test('where both sides send the same there is one answer', () => {
    const text = location('proxy_http_version 1.1; proxy_set_header Connection close;');
    expect(proxied(text, { version: undefined }).proxies.map(({ side }) => side)).toEqual([undefined]);
  });

  test('every element names its directive, or that none says it', () => {
    const map = 'map $http_upgrade $c { default upgrade; "" close; }';
    const lines = 'proxy_set_header Upgrade $http_upgrade;\nproxy_set_header Connection $c;';
    const { because } = nginxForward(only(location(`\n${lines}`, map)), headOf());
    expect(
      because.map(({ field: name, value, at, directive }) => [
        name,
        value,
        directive,
        at === 'default' ? at : at.line,
      ]),
    ).toEqual([
      ['version', 'HTTP/1.0', 'proxy_http_version 1.0;', 'default'],
      ['Upgrade', 'websocket', 'proxy_set_header Upgrade $http_upgrade;', 2],
      ['Connection', 'upgrade', 'proxy_set_header Connection $c;', 3],
      ['Host', 'app', 'proxy_set_header Host $proxy_host;', 'default'],
    ]);
    expect(because[2]?.through.map(({ directive }) => directive)).toEqual(['default upgrade']);
  });
});

describe('inheritance', () => {
  const levels = (http: string, server: string, inside: string): string =>
    `http { ${http} server { ${server} location / { ${PASS} ${inside} } } }`;

  test('proxy_set_header is inherited where the level has none', () => {
    const lines = up(levels('proxy_set_header A http;', 'proxy_set_header A server;', ''));
    expect(field(lines, 'A')).toBe('server');
  });

  test('one proxy_set_header hides all of the outer level', () => {
    const text = levels(
      '',
      'proxy_set_header Upgrade $http_upgrade; proxy_set_header Host $host;',
      'proxy_set_header A b;',
    );
    const lines = up(text);
    expect(field(lines, 'Upgrade')).toBeUndefined();
    expect(field(lines, 'Host')).toBe('app');
    expect(only(text).hidden.map(({ name }) => name)).toEqual(['Upgrade', 'Host']);
  });

  test('proxy_http_version is inherited beside it', () => {
    expect(up(levels('proxy_http_version 1.1;', '', 'proxy_set_header A b;'))[0]).toBe('GET / HTTP/1.1');
    expect(up(levels('proxy_http_version 1.1;', '', 'proxy_http_version 1.0;'))[0]).toBe('GET / HTTP/1.0');
  });

  test('an inner location inherits from the one around it', () => {
    const text = `server { location /a { proxy_http_version 1.1; location /a/b { ${PASS} } } }`;
    expect(up(text, { path: '/a/b' })[0]).toBe('GET /a/b HTTP/1.1');
  });
});

describe('keepalive', () => {
  const to = (upstream: string, version?: string) =>
    only(`http { upstream app { ${upstream} } server { location / { ${PASS} } } }`, { version }).keepalive;

  test('an upstream keeps what its keepalive says', () => {
    expect(to('server a; keepalive 8;', '1.18')).toMatchObject({
      value: { connections: 8, local: false },
      at: { line: 1 },
    });
    expect(to('server a; keepalive 8 local;', '1.30').value).toEqual({ connections: 8, local: true });
    expect(to('server a; keepalive 0;', '1.30').value).toBeUndefined();
  });

  test('by default none up to 1.29.6, and 32 for each location from 1.29.7', () => {
    expect(to('server a;', '1.29.6')).toEqual({ value: undefined, at: 'default' });
    expect(to('server a;', '1.29.7')).toEqual({ value: { connections: 32, local: true }, at: 'default' });
  });

  test('an address that is no upstream block keeps none', () => {
    expect(only(location(), { version: '1.31.5' }).keepalive.value).toBeUndefined();
    expect(only(location(), { version: '1.31.5' }).passTo.upstream).toBeUndefined();
  });

  test('where only the connections kept differ there are two answers', () => {
    const lines = 'proxy_http_version 1.1; proxy_set_header Connection "";';
    const text = `upstream app { server a; } server { location / { ${PASS} ${lines} } }`;
    expect(proxied(text, { version: undefined }).proxies).toHaveLength(2);
  });
});

describe('fields', () => {
  test('a field that is set to nothing is not sent', () => {
    const lines = up(
      location('proxy_set_header Accept-Encoding ""; proxy_set_header X $http_missing;'),
      {},
      headOf([...HANDSHAKE, 'Accept-Encoding: gzip', 'X: 1']),
    );
    expect(field(lines, 'Accept-Encoding')).toBeUndefined();
    expect(field(lines, 'X')).toBeUndefined();
  });

  test('TE, Keep-Alive, Expect and Upgrade do not pass; others do, also those that Connection names', () => {
    const lines = up(
      location(),
      {},
      headOf([
        'Host: a',
        'Connection: X-Hop',
        'X-Hop: 1',
        'TE: trailers',
        'Keep-Alive: timeout=5',
        'Expect: 100-continue',
        'Upgrade: h2c',
        'cOOkie: a=b',
      ]),
    );
    expect(lines).toEqual(['GET / HTTP/1.0', 'Host: app', 'Connection: close', 'X-Hop: 1', 'cOOkie: a=b']);
  });

  test('Proxy-Connection passes up to 1.30 and not from 1.31.0', () => {
    const head = headOf(['Host: a', 'Proxy-Connection: keep-alive']);
    expect(field(up(location(), { version: '1.30.1' }, head), 'Proxy-Connection')).toBe('keep-alive');
    expect(field(up(location(), { version: '1.31.0' }, head), 'Proxy-Connection')).toBeUndefined();
  });

  test('repeated lines: the first up to 1.22, joined from 1.23.0, open without a version', () => {
    const text = location('proxy_set_header Connection $http_connection; proxy_http_version 1.1;');
    const head = headOf(['Host: a', 'Connection: keep-alive', 'Connection: Upgrade']);
    expect(field(up(text, { version: '1.22.1' }, head), 'Connection')).toBe('keep-alive');
    expect(field(up(text, { version: '1.23.0' }, head), 'Connection')).toBe('keep-alive, Upgrade');
    expect(nginxForward(only(text, { version: undefined }), head).undecided).toMatchObject([
      {
        directive: 'proxy_set_header Connection $http_connection;',
        asks: expect.stringMatching(/^the version/),
      },
    ]);
  });

  test('cookies are joined by a semicolon, and X-Forwarded-For by a comma, in every version', () => {
    const text = location('proxy_set_header A $http_cookie; proxy_set_header B $http_x_forwarded_for;');
    const head = headOf([
      'Host: a',
      'Cookie: a=1',
      'Cookie: b=2',
      'X-Forwarded-For: 1',
      'X-Forwarded-For: 2',
    ]);
    const lines = up(text, { version: '1.18' }, head);
    expect(field(lines, 'A')).toBe('a=1; b=2');
    expect(field(lines, 'B')).toBe('1, 2');
  });

  test('names with underscores or other signs are dropped, unless they are allowed', () => {
    const head = headOf(['Host: a', 'X_Y: 1', 'X.Z: 2']);
    const names = (outer: string) =>
      up(location('', outer), {}, head)
        .filter((line) => line.startsWith('X'))
        .map((line) => line.slice(0, 3));
    expect(names('')).toEqual([]);
    expect(names('underscores_in_headers on;')).toEqual(['X_Y']);
    expect(names('ignore_invalid_headers off;')).toEqual(['X_Y', 'X.Z']);
  });

  test('proxy_pass_request_headers off sends what is set, and nothing of the client', () => {
    expect(up(location('proxy_pass_request_headers off;'))).toEqual([
      'GET / HTTP/1.0',
      'Host: app',
      'Connection: close',
    ]);
  });

  test('a cache drops the conditions', () => {
    const head = headOf(['Host: a', 'If-None-Match: "x"', 'Range: bytes=0-1']);
    expect(up(location('proxy_cache one;'), {}, head)).toEqual([
      'GET / HTTP/1.0',
      'Host: app',
      'Connection: close',
    ]);
  });

  test('proxy_method changes the method', () => {
    expect(up(location('proxy_method POST;'))[0]).toBe('POST / HTTP/1.0');
  });

  test('an unknown variable of a field that decides is listed; elsewhere its name stays', () => {
    const text = location('proxy_set_header Connection $x; proxy_set_header X-Real-IP $remote_addr;');
    const { undecided, octets } = nginxForward(only(text), headOf());
    expect(undecided).toMatchObject([{ asks: 'what $x is: nothing in the text defines it' }]);
    expect(field(linesUp({ octets } as never), 'X-Real-IP')).toBe('$remote_addr');
  });
});

describe('Host', () => {
  const host = (value: string, head = headOf(), more = {}): string | undefined =>
    field(up(location(`proxy_set_header Host ${value};`), more, head), 'Host');

  test("$host is the client's name without port, $http_host with it, $proxy_host the upstream's", () => {
    const head = headOf(['Host: App.example:8080']);
    expect(host('$host', head)).toBe('app.example');
    expect(host('$http_host', head)).toBe('App.example:8080');
    expect(host('$proxy_host', head)).toBe('app');
    expect(host('$host:$server_port', head)).toBe('app.example:80');
  });

  test('without Host, $host is the name of the server and $http_host is nothing', () => {
    const head = headOf([], 'GET / HTTP/1.0');
    expect(host('$host', head)).toBe('site.example');
    expect(host('$http_host', head)).toBeUndefined();
  });

  test('the host of an absolute target is $host', () => {
    expect(host('$host', headOf(['Host: other'], 'GET http://App.example:1/x HTTP/1.1'))).toBe('app.example');
  });

  test.each([
    ['http://app:8080', 'app:8080'],
    ['http://app:80', 'app'],
    ['https://app:443/', 'app'],
    ['https://app:80', 'app:80'],
    ['http://[::1]:9000', '[::1]:9000'],
    ['http://unix:/run/app.sock:/x', 'localhost'],
  ])('%s is $proxy_host %s', (url, expected) => {
    expect(field(up(location().replace('http://app', url)), 'Host')).toBe(expected);
  });

  test('an empty Host is not sent up to 1.31.3, and is $proxy_host from 1.31.4 over HTTP/1.1', () => {
    expect(host('""', headOf(), { version: '1.31.3' })).toBeUndefined();
    expect(host('""', headOf(), { version: '1.31.4' })).toBe('app');
    const open = nginxForward(only(location('proxy_set_header Host "";'), { version: '1.31' }), headOf());
    expect(open.undecided).toMatchObject([{ asks: expect.stringMatching(/^the version: up to 1.31.3/) }]);
  });
});

test('several Host are all sent up to 1.31.3, and the last one from 1.31.4', () => {
  const text = location('proxy_set_header Host a; proxy_set_header host b;');
  const hosts = (version: string) => up(text, { version }).filter((line) => /^host:/i.test(line));
  expect(hosts('1.31.3')).toEqual(['Host: a', 'host: b']);
  expect(hosts('1.31.5')).toEqual(['host: b']);
  expect(nginxForward(only(text, { version: '1.31' }), headOf()).undecided).toHaveLength(1);
});

describe('the target', () => {
  const to = (url: string, path: string, name = '/'): string | undefined =>
    up(`server { location ${name} { proxy_pass ${url}; } }`, { path })[0]?.split(' ')[1];

  test('without a URI part the target passes as it came', () => {
    expect(to('http://app', '/a/../%62?c=d', '/')).toBe('/a/../%62?c=d');
  });

  test('a URI part replaces the prefix of the location, and the rest is the decoded path, escaped', () => {
    expect(to('http://app/remote/', '/name/x%20y?z', '/name/')).toBe('/remote/x%20y?z');
    expect(to('http://app/', '/ws/a', '/ws')).toBe('//a');
    expect(to('http://app/api', '/api/v1', '/api')).toBe('/api/v1');
  });

  test('with variables the URI part is sent as it is', () => {
    expect(to('http://app$request_uri', '/a?b')).toBe('/a?b');
    expect(to('http://$host/fixed', '/a')).toBe('/fixed');
  });
});

describe('maps', () => {
  const mapped = (map: string, lines: readonly string[]): string | undefined =>
    field(up(location('proxy_set_header A $m;', map), {}, headOf(['Host: a.b.example', ...lines])), 'A');
  const of = (entries: string) => `map $http_x $m { ${entries} }`;

  test('strings come before expressions, without case; then expressions in order; then default', () => {
    const map = of('default d; ~^a first; ~*^A second; ab string;');
    expect(mapped(map, ['X: AB'])).toBe('string');
    expect(mapped(map, ['X: ac'])).toBe('first');
    expect(mapped(map, ['X: Ac'])).toBe('second');
    expect(mapped(map, ['X: z'])).toBe('d');
  });

  test('without default the value is empty', () => {
    expect(mapped(of('a b;'), ['X: c'])).toBeUndefined();
  });

  test('an absent field is the empty string', () => {
    expect(mapped(of("default d; '' none;"), [])).toBe('none');
  });

  test('with hostnames, masks count', () => {
    const map = 'map $host $m { hostnames; default d; *.example star; a.* tail; .b.example dot; }';
    expect(mapped(map, [])).toBe('dot');
    expect(mapped(map.replace('.b.example dot;', ''), [])).toBe('star');
    expect(mapped(map.replace('hostnames;', ''), [])).toBe('d');
  });

  test('a backslash keeps a word from being a parameter, and volatile changes nothing', () => {
    expect(mapped(of(String.raw`volatile; \default yes; default no;`), ['X: default'])).toBe('yes');
  });

  test('a value may have variables, groups of its expression too', () => {
    const map = 'map $http_x $n { ~^(?<word>\\w+)-(\\d+)$ "$word $2"; } map $n $m { default "<$n>"; }';
    expect(mapped(map, ['X: a-12'])).toBe('<a 12>');
  });

  test('the source may have several variables', () => {
    expect(mapped('map "$http_x:$host" $m { a:a.b.example yes; }', ['X: a'])).toBe('yes');
  });

  test('a map that leads to itself, and maps that double each other, end as open questions', () => {
    const self = nginxForward(
      only(location('proxy_set_header Connection $m;', 'map $m $m { default $m; }')),
      headOf(),
    );
    expect(self.undecided).toMatchObject([{ asks: 'what $m is: it is defined by itself' }]);
    const doubling = Array.from(
      { length: 60 },
      (_, at) => `map $http_x $m${at + 1} { default $m${at}$m${at}; }`,
    );
    const text = location(
      'proxy_set_header Connection $m60;',
      `map $host $m0 { default x; } ${doubling.join(' ')}`,
    );
    expect(nginxForward(only(text), headOf()).undecided).not.toEqual([]);
  });

  test('a file that a map includes and that was not given is asked for, unless an entry decides', () => {
    const text = location('proxy_set_header Connection $m;', of('a b; include other.map;'));
    expect(nginxForward(only(text), headOf(['Host: h', 'X: a'])).undecided).toEqual([]);
    expect(nginxForward(only(text), headOf(['Host: h', 'X: z'])).undecided).toMatchObject([
      { asks: 'the file other.map, which the map includes' },
    ]);
  });
});

describe('content', () => {
  const chunked = headOf([...HANDSHAKE, 'Transfer-Encoding: chunked'], 'POST / HTTP/1.1');

  test('a length passes as it is', () => {
    expect(field(up(location(), {}, headOf([...HANDSHAKE, 'Content-Length: 5'])), 'Content-Length')).toBe(
      '5',
    );
  });

  test('chunked content is read whole and sent with its length, which must be told', () => {
    expect(nginxForward(only(location()), chunked).undecided).toMatchObject([
      { asks: expect.stringMatching(/^how many octets the content has/) },
    ]);
    expect(field(linesUp(nginxForward(only(location()), chunked, 5)), 'Content-Length')).toBe('5');
  });

  test('without buffering, HTTP/1.1 stays chunked', () => {
    const text = location('proxy_request_buffering off; proxy_http_version 1.1;');
    expect(field(up(text, {}, chunked), 'Transfer-Encoding')).toBe('chunked');
  });
});

describe('requests that nginx answers itself', () => {
  test.each([
    ['GET / HTTP/2.0', HANDSHAKE, 505],
    ['GET / HTTP/11', HANDSHAKE, 505],
    ['GET / HTTP/0.9', HANDSHAKE, 400],
    ['GET / http/1.1', HANDSHAKE, 400],
    ['GET / HTTP/1.1', ['Connection: close'], 400],
    ['GET / HTTP/1.1', ['Host: a', 'Host: b'], 400],
    ['GET / HTTP/1.1', ['Host: a', 'Transfer-Encoding: gzip'], 501],
    ['GET / HTTP/1.1', ['Host: a', 'Transfer-Encoding: chunked', 'Content-Length: 1'], 400],
    ['GET / HTTP/1.0', ['Host: a', 'Transfer-Encoding: chunked'], 400],
    ['TRACE / HTTP/1.1', HANDSHAKE, 405],
  ])('%s with %j: %i', (start, lines, status) => {
    const { refuses, octets } = nginxForward(only(location()), headOf(lines, start));
    expect(refuses?.status).toBe(status);
    expect(octets).toHaveLength(0);
  });

  test('any other HTTP/1 version passes', () => {
    expect(up(location(), {}, headOf(HANDSHAKE, 'GET / HTTP/1.9'))[0]).toBe('GET / HTTP/1.0');
  });
});

test('HTTP/2 to the upstream is an open question, since it has no Upgrade', () => {
  const { octets, undecided } = nginxForward(only(location('proxy_http_version 2;')), headOf());
  expect(octets).toHaveLength(0);
  expect(undecided).toMatchObject([{ directive: 'proxy_http_version 2' }]);
});

test('a line break in a value makes no field', () => {
  const forward = nginxForward(
    only(location(String.raw`proxy_set_header Connection "a\r\nX: y";`)),
    headOf(),
  );
  expect(field(linesUp(forward), 'Connection')).toBe('a  X: y');
  expect(forward.undecided).toHaveLength(1);
});

test('what is said of a configuration is plain data', () => {
  const proxy = only(location('proxy_set_header A $host;', 'map $http_upgrade $c { default x; }'));
  expect(JSON.parse(JSON.stringify(proxy))).toMatchObject({ version: '1.22.1', sets: [{ name: 'A' }] });
});

test('what goes upstream is a head that can be read again, whatever the client sends', () => {
  const proxy = only(
    location(
      'proxy_http_version 1.1; proxy_set_header Upgrade $http_upgrade; ' +
        'proxy_set_header Connection $http_connection;',
    ),
  );
  const value = fc.stringMatching(/^[ -~]{0,20}$/);
  const line = fc.tuple(
    fc.constantFrom('Upgrade', 'Connection', 'Cookie', 'X-Y', 'X_Y', 'TE', 'Expect'),
    value,
  );
  fc.assert(
    fc.property(fc.array(line, { maxLength: 8 }), (lines) => {
      const head = headOf(['Host: a', ...lines.map(([name, text]) => `${name}: ${text}`)]);
      const read = readRequest(nginxForward(proxy, head).octets);
      expect(read.outcome).toBe('head');
      expect(read.outcome === 'head' && read.head.repairs).toEqual([]);
    }),
  );
});

describe('versions', () => {
  test.each([
    ['1.18', false],
    ['1.29', undefined],
    ['1.29.7', true],
    ['openresty/1.21.4.1', false],
    ['v1.30.0', true],
    ['1', undefined],
    ['2', true],
    [undefined, undefined],
  ])('is %s 1.29.7 or later: %s', (version, expected) => {
    expect(atLeast({ version, side: undefined }, [1, 29, 7])).toBe(expected);
  });

  test('a side of 1.29.7 tells about other releases too', () => {
    expect(atLeast({ version: undefined, side: 'from 1.29.7' }, [1, 23, 0])).toBe(true);
    expect(atLeast({ version: undefined, side: 'up to 1.29.6' }, [1, 23, 0])).toBeUndefined();
    expect(atLeast({ version: undefined, side: 'up to 1.29.6' }, [1, 31, 0])).toBe(false);
  });
});

test('templates: braces, groups, and a $ that begins nothing', () => {
  const braced = (text: string) => `$${'{'}${text}`;
  expect(templateOf(braced('a}b$1$')).pieces).toEqual([
    { variable: 'a' },
    { text: 'b' },
    { variable: '1' },
    { text: '$' },
  ]);
  expect(templateOf(braced('a')).pieces).toEqual([{ text: braced('a') }]);
});

test('regular expressions match what those of this engine match, with the same groups', () => {
  const atom = fc.constantFrom(
    'a',
    'b',
    '.',
    '[ab]',
    '[^a]',
    String.raw`\d`,
    String.raw`\w`,
    String.raw`\b`,
    '^',
    '$',
    '(a)',
    '(b|ab)',
    '(?:a|b)',
    '(a*)',
  );
  const times = fc.constantFrom('', '', '*', '+', '?', '*?', '+?', '??', '{2}', '{1,2}');
  const pattern = fc
    .array(fc.tuple(atom, times), { minLength: 1, maxLength: 5 })
    .map((parts) => parts.map(([one, many]) => (/^[\^$]|\\b/.test(one) ? one : one + many)).join(''))
    // What takes nothing, taken again, leaves groups in different ways in different engines.
    .filter((source) => !/\(a\*\)[*+{?]/.test(source));
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '1', '-'), maxLength: 8 });
  fc.assert(
    fc.property(pattern, text, fc.boolean(), (source, given, anyCase) => {
      const mine = patternOf(source, anyCase);
      if ('uses' in mine) throw new Error(mine.uses);
      const theirs = new RegExp(source, anyCase ? 'i' : '').exec(given);
      const groups = match(mine, given);
      expect(groups === 'none' ? null : [...groups]).toEqual(theirs === null ? null : [...theirs]);
    }),
    { numRuns: 3_000 },
  );
});
