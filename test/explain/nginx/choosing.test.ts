import { describe, expect, test } from 'vitest';
import { ask, headOf, proxied, read, up } from './asking.js';

/** Locations that proxy, each known by the line it stands in. */
const server = (...locations: readonly string[]): string =>
  `server {\n${locations.map((one) => `${one} { proxy_pass http://app; }`).join('\n')}\n}`;

/** The text of the location that serves a path, or what is answered else. */
function chosen(text: string, path: string): string {
  const answer = ask(text, { path });
  if (answer.outcome === 'proxy') return answer.location.text;
  return answer.outcome === 'not-proxied' ? answer.why : `undecided: ${answer.asks}`;
}

describe('which location serves a path', () => {
  const documented = server(
    'location = /',
    'location /',
    'location /documents/',
    'location ^~ /images/',
    String.raw`location ~* \.(gif|jpg|jpeg)$`,
  );

  test.each([
    ['/', 'location = /'],
    ['/index.html', 'location /'],
    ['/documents/document.html', 'location /documents/'],
    ['/images/1.gif', 'location ^~ /images/'],
    ['/documents/1.jpg', String.raw`location ~* \.(gif|jpg|jpeg)$`],
    ['/documents/1.JPG', String.raw`location ~* \.(gif|jpg|jpeg)$`],
  ])("nginx's own example: %s is served by %s", (path, location) => {
    expect(chosen(documented, path)).toBe(location);
  });

  test('the longest prefix wins, whatever the order', () => {
    const text = server('location /ws/chat', 'location /', 'location /ws');
    expect(chosen(text, '/ws/chat/1')).toBe('location /ws/chat');
    expect(chosen(text, '/wsx')).toBe('location /ws');
  });

  test('of regular expressions the first that matches wins, and ~ minds case', () => {
    const text = server('location ~ ^/WS', 'location ~ ^/w', 'location ~* ^/ws', 'location /');
    expect(chosen(text, '/ws')).toBe('location ~ ^/w');
    expect(chosen(server('location ~ ^/WS', 'location /'), '/ws')).toBe('location /');
  });

  test('a modifier may touch its name', () => {
    expect(chosen(server('location =/ws', 'location /'), '/ws')).toBe('location =/ws');
    expect(chosen(server('location ~^/ws$', 'location /'), '/ws')).toBe('location ~^/ws$');
  });

  test('an outer expression beats an inner prefix, and no inner expression or exact location', () => {
    const nested = (inner: string) =>
      `server { location /a { location ${inner} { proxy_pass http://in; } }
location ~ x$ { proxy_pass http://out; } }`;
    expect(chosen(nested('/a/b'), '/a/b')).toBe('location /a/b');
    expect(chosen(nested('/a/b'), '/a/bx')).toBe('location ~ x$');
    expect(chosen(nested('~ bx$'), '/a/bx')).toBe('location ~ bx$');
    expect(chosen(nested('= /a/bx'), '/a/bx')).toBe('location = /a/bx');
    expect(chosen(nested('/a/b').replace('location /a ', 'location ^~ /a '), '/a/bx')).toBe('location /a/b');
  });

  test('an inner location inherits no proxy_pass', () => {
    const text = 'server { location / { proxy_pass http://app; location /files { root /srv; } } }';
    expect(chosen(text, '/files')).toBe('nginx serves files: root /srv');
  });

  test('a named location is never chosen by a path', () => {
    expect(chosen('server { location @app { proxy_pass http://app; } }', '/@app')).toBe('nginx serves files');
  });

  test('a path without the slash of a proxied location is redirected, even before expressions', () => {
    const text = server('location /ws/', 'location ~ ^/ws');
    expect(chosen(text, '/ws')).toBe(
      'nginx answers 301 to the path with a slash behind it, for location /ws/',
    );
    expect(chosen(server('location /ws/', 'location = /ws'), '/ws')).toBe('location = /ws');
  });

  test('the path is decoded, its dots are resolved, and slashes in a row are one', () => {
    const text = server('location /ws', 'location /');
    expect(chosen(text, '/%77s')).toBe('location /ws');
    expect(chosen(text, '/a/../ws')).toBe('location /ws');
    expect(chosen(text, '//ws?x=/')).toBe('location /ws');
    expect(chosen(text.replace('server {', 'server { merge_slashes off;'), '//ws')).toBe('location /');
    expect(chosen(text, '/%zz')).toBe('nginx answers 400: the path cannot be read');
    expect(chosen(text, '/../x')).toBe('nginx answers 400: the path cannot be read');
  });

  test('a look-around only forbids: where the expression does not match without it, it does not match', () => {
    const php = server(String.raw`location ~ "/\\.(?!well-known)"`, 'location /');
    expect(chosen(php, '/ws')).toBe('location /');
    expect(chosen(php, '/.git')).toMatch(/^undecided: /);
  });

  test.each([
    ['(?=x)', 'a look-around'],
    ['(?<!a)x', 'a look-around'],
    [String.raw`(.)\1`, 'a back reference or an octal code'],
    ['a++', 'a possessive quantifier'],
    ['(?>a)', 'a group of an unusual kind'],
    ['[[:cntrl:]]', 'a class by an unusual name'],
    [String.raw`\p{L}`, String.raw`the escape \p`],
  ])('an expression that is not read here is named, not guessed: %s', (expression, uses) => {
    const text = server(`location ~ "${expression.replaceAll('\\', '\\\\')}"`, 'location /');
    expect(chosen(text, '/x')).toContain(`it uses ${uses}`);
    expect(chosen(text, '/x')).toMatch(/^undecided: location ~ /);
    // A location that is found before expressions are tried is decided all the same.
    expect(
      chosen(server(`location ~ "${expression.replaceAll('\\', '\\\\')}"`, 'location ^~ /x'), '/x'),
    ).toBe('location ^~ /x');
  });

  test('an expression that would take for ever elsewhere takes no time here', () => {
    const text = server('location ~ ^/(a+)+$', 'location ~ (x+x+)+y', 'location /');
    const before = performance.now();
    expect(chosen(text, `/${'a'.repeat(3_000)}b`)).toBe('location /');
    expect(chosen(text, `/${'x'.repeat(3_000)}`)).toBe('location /');
    expect(performance.now() - before).toBeLessThan(2_000);
  });
});

describe('which server serves a host', () => {
  const of = (...servers: readonly string[]): string =>
    servers.map((lines, at) => `server { ${lines} location / { proxy_pass http://app${at}; } }`).join('\n');
  const line = (text: string, host?: string, more = {}): number | string => {
    const answer = ask(text, { host, ...more });
    return answer.outcome === 'proxy' ? answer.server.at.line : answer.outcome;
  };

  const names = of(
    'server_name _;',
    'server_name *.example.com;',
    'server_name www.example.*;',
    'server_name *.app.example.com;',
    'server_name www.example.com;',
    String.raw`server_name ~^api\d+\.;`,
    'server_name .example.org;',
  );

  test.each([
    ['www.example.com', 5, 'an exact name'],
    ['a.example.com', 2, 'a name that begins with *'],
    ['b.app.example.com', 4, 'the longest of them'],
    ['www.example.net', 3, 'a name that ends with *'],
    ['api12.test', 6, 'an expression'],
    ['example.org', 7, 'a name with a dot before it, bare'],
    ['x.example.org', 7, 'and with something before it'],
    ['other.test', 1, 'the first server, by default'],
    ['WWW.Example.com:8080', 5, 'port and case do not count'],
    ['www.example.com.', 5, 'nor the last dot'],
  ])('%s: line %i, by %s', (host, expected) => {
    expect(line(names, host)).toBe(expected);
  });

  test('default_server beats the order', () => {
    const text = of('listen 80; server_name a;', 'listen 80 default_server; server_name b;');
    expect(line(text, 'other')).toBe(2);
  });

  test('without a host, several servers are an open question', () => {
    const answer = ask(of('server_name a;', 'server_name b;'));
    expect(answer).toMatchObject({ outcome: 'undecided' });
    expect(answer.outcome === 'undecided' && answer.asks).toBe(
      'several servers could serve this: line 1 (a), line 2 (b): which one is it? ' +
        'A host, a scheme or a port would tell',
    );
  });

  test('the only one that proxies is taken, and the others are named', () => {
    const first = 'server { listen 80; server_name a; return 301 https://$host$request_uri; }';
    const text = `${first}\n${of('listen 443 ssl; server_name a;')}`;
    const answer = proxied(text, { host: 'a' });
    expect(answer.server.at.line).toBe(2);
    expect(answer.notes[0]).toBe(
      'several servers could serve this: line 1 (a), line 2 (a); ' +
        'only the one in line 2 proxies it, and is taken',
    );
  });

  test('scheme and port decide between servers', () => {
    const text = of('listen 80;', 'listen 443 ssl;', 'listen [::]:8080;');
    expect(line(text, undefined, { scheme: 'wss' })).toBe(2);
    expect(line(text, undefined, { scheme: 'http', port: 80 })).toBe(1);
    expect(line(text, undefined, { port: 8080 })).toBe(3);
  });

  test('a scheme nobody listens for is taken as something before nginx that ends it', () => {
    const answer = proxied(of('listen 8080;'), { scheme: 'https' });
    expect(answer.notes[0]).toMatch(/^no server listens for this scheme and port/);
  });

  test('the host of the request counts, if it is at hand', () => {
    const text = of('server_name a;', 'server_name b;');
    expect(line(text, undefined, { path: 'http://b/x' })).toBe(2);
  });

  test('a name that cannot be read is an open question', () => {
    expect(line(of('server_name "~(?=x)";', 'server_name b;'), 'c')).toBe('undecided');
  });

  test('a request without Host goes to the default server, or to one without a name', () => {
    const head = headOf([], 'GET / HTTP/1.0');
    expect(line(of('server_name a;', 'server_name b;'), undefined, { head })).toBe(1);
    expect(line(of('server_name a;', 'server_name "";'), undefined, { head })).toBe(2);
  });

  test('.name masks what *.name does, and of the two the first counts', () => {
    expect(line(of('server_name .example;', 'server_name *.example;'), 'a.example')).toBe(1);
    expect(line(of('server_name *.example;', 'server_name .example;'), 'a.example')).toBe(1);
  });

  test('until Host is read, the default server says how path and fields are read', () => {
    const text = of(
      'server_name a;',
      'server_name b; merge_slashes off; underscores_in_headers on; ignore_invalid_headers off;',
    );
    const head = headOf(['X_A: 1', 'Host: b', 'X_B: 1', 'X.C: 1'], 'GET //../x HTTP/1.1');
    expect(line(text, undefined, { head, path: head.target })).toBe('not-proxied');
    const other = headOf(['X_A: 1', 'Host: b', 'X_B: 1', 'X.C: 1']);
    const names = up(text, { head: other }, other).filter((one) => one.startsWith('X'));
    expect(names).toEqual(['X_B: 1', 'X.C: 1']);
  });

  test('stream and mail serve no HTTP', () => {
    expect(ask('stream { server { listen 1; proxy_pass a:1; } }')).toMatchObject({ outcome: 'undecided' });
  });
});

describe('parts of a configuration', () => {
  test('a location alone is read as the inside of a server, and that is said', () => {
    const answer = proxied('location /ws { proxy_pass http://app; }', { path: '/ws' });
    expect(answer.notes).toContain('server: the text has none and is read as the inside of one');
    expect(answer.notes).toContain('the text has no http block: what an outer file sets is not known');
  });

  test('the inside of a location is read as one', () => {
    expect(proxied('proxy_pass http://app; proxy_http_version 1.1;').proxies[0]?.httpVersion.value).toBe(
      '1.1',
    );
  });

  test('lines without a proxy_pass are an open question', () => {
    expect(ask('proxy_set_header Upgrade $http_upgrade;')).toMatchObject({
      outcome: 'undecided',
      asks: 'the location that serves this path: the text has none',
    });
  });

  test('an empty text is an open question', () => {
    expect(ask('')).toMatchObject({ outcome: 'undecided', at: undefined });
    expect(read('').problems).toEqual([]);
  });

  test('server and location in files of their own', () => {
    const answer = proxied(
      'map $http_upgrade $c { default upgrade; }\nserver { location / { proxy_pass http://a; } }',
    );
    expect(answer.server.at.line).toBe(2);
  });
});
