import { describe, expect, test } from 'vitest';
import { nginxForward } from '../../../src/dialects/hops/nginx.js';
import { ask, field, headOf, only, proxied, up } from './asking.js';

const location = (lines: string): string =>
  `server { listen 80; server_name app.example; location / { ${lines} } }`;
const PASS = 'proxy_pass http://app;';

describe('what serves it instead', () => {
  test.each([
    ['return 301 https://$host$request_uri;', 'nginx answers itself: return 301 https://$host$request_uri'],
    ['return 444;', 'nginx closes the connection: return 444'],
    ['root /srv;', 'nginx serves files: root /srv'],
    ['', 'nginx serves files'],
    [
      'fastcgi_pass unix:/run/php.sock;',
      'it goes to FastCGI, not to an HTTP/1.x upstream: fastcgi_pass unix:/run/php.sock',
    ],
    [
      'grpc_pass grpc://app;',
      'it goes to gRPC, over HTTP/2, not to an HTTP/1.x upstream: grpc_pass grpc://app',
    ],
    [`internal; ${PASS}`, 'nginx answers 404: the location is internal'],
    ['location ~ . { proxy_pass http://app; } internal;', 'nginx answers 404: the location is internal'],
    [`return 426; ${PASS}`, 'nginx answers itself: return 426'],
    [
      'rewrite ^ https://other.example/ permanent;',
      'nginx answers 301: rewrite ^ https://other.example/ permanent',
    ],
    ['rewrite ^/x /y;', 'nginx serves files'],
    ['try_files $uri =404;', 'nginx serves files'],
  ])('%s', (lines, why) => {
    expect(ask(location(lines))).toMatchObject({ outcome: 'not-proxied', why });
  });

  test('a return of the server comes before every location', () => {
    const text = `server { location / { ${PASS} } return 404; }`;
    expect(ask(text)).toMatchObject({ outcome: 'not-proxied', at: { line: 1, column: 48 } });
  });

  test('code that answers is an open question', () => {
    expect(ask(location('content_by_lua_block { ngx.say(1) }'))).toMatchObject({ outcome: 'undecided' });
    expect(ask(location('js_content main.hello;'))).toMatchObject({ outcome: 'undecided' });
  });

  test('a status that error_page sends elsewhere is an open question', () => {
    const text = location('error_page 418 = @ws; return 418;');
    expect(ask(text)).toMatchObject({ outcome: 'undecided' });
    expect(ask(location('error_page 500 /50x.html; return 418;'))).toMatchObject({ outcome: 'not-proxied' });
  });
});

describe('rewriting', () => {
  test('rewrite with break changes the target only', () => {
    const text = location(`rewrite ^/ws/(.*)$ /$1 break; ${PASS}`);
    expect(up(text, { path: '/ws/a?b=c' })[0]).toBe('GET /a?b=c HTTP/1.0');
  });

  test('rewrite with last searches the location again', () => {
    const text = `server { location /old { rewrite ^/old(.*) /new$1 last; } location /new { ${PASS} } }`;
    expect(proxied(text, { path: '/old/a' }).location.text).toBe('location /new');
    expect(up(text, { path: '/old/a' })[0]).toBe('GET /new/a HTTP/1.0');
  });

  test('a rewrite of the server comes before the locations', () => {
    const text = `server { rewrite ^/old /new; location /new { ${PASS} } }`;
    expect(proxied(text, { path: '/old' }).location.text).toBe('location /new');
  });

  test('a path that is changed without a new search takes no URI part of proxy_pass', () => {
    const of = (line: string) => `server { ${line} location /new { proxy_pass http://app/remote; } }`;
    const target = (line: string) => up(of(line), { path: '/old/a?b' })[0]?.split(' ')[1];
    expect(target('rewrite ^/old(.*) /new$1;')).toBe('/remote/a?b');
    expect(target('rewrite ^/old(.*) /new$1 break;')).toBe('/new/a?b');
    expect(target('rewrite ^/old(.*) /new$1; break;')).toBe('/new/a?b');
    expect(target('rewrite ^/old(.*) /new$1?;')).toBe('/remote/a');
  });

  test('a circle of rewrites ends as nginx ends it', () => {
    expect(ask(location('rewrite ^ /x last;'))).toMatchObject({
      why: 'nginx answers 500: the path is rewritten in a circle',
    });
  });

  test('a rewrite that cannot be read is listed, not guessed', () => {
    const { undecided } = proxied(location(`rewrite "(?=x)" /y break; ${PASS}`));
    expect(undecided).toMatchObject([{ asks: 'whether (?=x) matches: it uses a look-around' }]);
  });
});

describe('if', () => {
  const conditional = (condition: string) => location(`if (${condition}) { return 403; } ${PASS}`);

  test.each([
    ['$host = app.example', true],
    ['$host != app.example', false],
    ['$scheme = https', false],
    ['$request_method = GET', true],
    ['$request_method ~ ^(POST|PUT)$', false],
    ['$http_upgrade ~* "WEBSOCKET"', true],
    ['$http_upgrade !~* websocket', false],
    ['$http_upgrade', true],
    ['$http_x', false],
    ['$http_x = ""', true],
    ['$request_uri ~ ^/$', true],
    ['$arg_token', false],
  ])('%s is %s for the request at hand', (condition, holds) => {
    const answer = ask(conditional(condition), { host: 'app.example', head: headOf() });
    expect(answer.outcome).toBe(holds ? 'not-proxied' : 'proxy');
  });

  test('a condition that nothing decides is listed, with what it would do', () => {
    const { undecided } = proxied(conditional('$remote_addr = 10.0.0.1'));
    expect(undecided).toEqual([
      {
        directive: 'if ($remote_addr = 10.0.0.1)',
        at: { file: 'nginx.conf', line: 1, column: 59 },
        asks: 'what $remote_addr is; if the condition holds: return 403',
      },
    ]);
    expect(proxied(conditional('-f $request_filename')).undecided[0]?.asks).toMatch(
      /^whether such a file exists/,
    );
    expect(proxied(conditional('$http_upgrade')).undecided[0]?.asks).toMatch(/^the head of the request/);
  });

  test('a block that changes nothing about the request is no question', () => {
    const text = location(`if ($remote_addr = x) { add_header X y; access_log off; } ${PASS}`);
    expect(proxied(text).undecided).toEqual([]);
  });

  test('a proxy_pass in a block that holds counts', () => {
    const text = location(`if ($http_upgrade = websocket) { proxy_pass http://ws; } ${PASS}`);
    const head = headOf();
    expect(field(up(text, { head }, head), 'Host')).toBe('ws');
    expect(field(up(text, { head: headOf(['Host: a']) }, head), 'Host')).toBe('app');
  });

  test('a condition reads maps', () => {
    const map = 'map $http_upgrade $ws { default 1; "" 0; }';
    const text = `${map} server { location / { if ($ws) { return 400; } ${PASS} } }`;
    expect(ask(text, { head: headOf() }).outcome).toBe('not-proxied');
    expect(ask(text, { head: headOf(['Host: a']) }).outcome).toBe('proxy');
  });
});

describe('what may come between', () => {
  test.each([
    'auth_request /auth;',
    'access_by_lua_block { }',
    'rewrite_by_lua_file x.lua;',
    'js_access main.check;',
    'more_set_input_headers "Upgrade: x";',
  ])('%s makes the answer open, by name', (line) => {
    const { undecided } = proxied(location(`${line} ${PASS}`));
    expect(undecided).toHaveLength(1);
    expect(undecided[0]?.directive).toBe(line.replace(/[;{].*/, '').trim());
  });

  test('it counts on outer levels too, and off is off', () => {
    expect(proxied(`server { auth_request /a; location / { ${PASS} } }`).undecided).toHaveLength(1);
    expect(proxied(location(`auth_request off; ${PASS}`)).undecided).toEqual([]);
  });

  test('rules that may refuse are a note', () => {
    const { undecided, notes } = proxied(location(`deny all; ${PASS}`));
    expect(undecided).toEqual([]);
    expect(notes).toContain('may refuse the request before it is proxied: deny (line 1)');
  });

  test('try_files with a name leads there, and the file is the open question', () => {
    const text = `server { location / { try_files $uri @app; } location @app { ${PASS} } }`;
    const answer = proxied(text);
    expect(answer.location.text).toBe('location @app');
    expect(answer.undecided).toMatchObject([
      { directive: 'try_files $uri @app', asks: 'whether such a file exists; read as if none does' },
    ]);
  });

  test('a file that was not given is asked for where it could matter, and only there', () => {
    const undecided = (lines: string) => proxied(location(lines)).undecided.map(({ asks }) => asks);
    expect(undecided(`include proxy_params; ${PASS}`)).toEqual([
      'the file proxy_params: it may set what goes upstream',
    ]);
    expect(undecided(`include mime.types; ${PASS}`)).toEqual([]);
    const own = 'proxy_set_header Host a; proxy_http_version 1.1;';
    expect(proxied(`server { include x; location / { ${own} ${PASS} } }`).undecided).toEqual([]);
    expect(proxied(`server { include x; location / { ${PASS} } }`).undecided).toHaveLength(1);
  });
});

test('where a file was not given, it may hold the location: files are not said to be served', () => {
  expect(ask('server { include locations/*.conf; }')).toMatchObject({
    outcome: 'undecided',
    asks: 'the file of include locations/*.conf: nothing else says what serves this',
  });
  const { notes } = proxied(`server { include locations/*.conf; location / { ${PASS} } }`);
  expect(notes).toContain('a location of include locations/*.conf may serve this path instead');
});

describe('set', () => {
  test('a variable that is set is known, also in proxy_pass', () => {
    const text = location('set $to http://app:8080; proxy_pass $to; proxy_set_header Connection $c;');
    expect(field(up(text.replace('listen', 'set $c upgrade; listen')), 'Host')).toBe('app:8080');
    expect(field(up(text.replace('listen', 'set $c upgrade; listen')), 'Connection')).toBe('upgrade');
  });

  test('a variable that is set from itself is what it was, and more', () => {
    const text = location(`set $c keep-; set $c "\${c}alive"; proxy_set_header Connection $c; ${PASS}`);
    expect(field(up(text), 'Connection')).toBe('keep-alive');
  });

  test('what a condition sets that nothing decides is not known', () => {
    const text = location(`if ($remote_addr = x) { set $c y; } proxy_set_header Connection $c; ${PASS}`);
    expect(only(text).variables).toHaveProperty('c', undefined);
  });

  test('groups of the location are known', () => {
    const text = String.raw`server { location ~ ^/(?<name>\w+)/(\d+)$ { proxy_pass http://$name:$2; } }`;
    const lines = up(text, { path: '/app/8080' });
    expect(field(lines, 'Host')).toBe('app:8080');
    expect(lines[0]).toBe('GET /app/8080 HTTP/1.0');
  });

  test('groups are those of the expression that was tried last, and none if it did not match', () => {
    const of = (line: string) => `server { location ~ ^/(a)/ { ${line} proxy_pass http://app/$1; } }`;
    const target = (line: string) => up(of(line), { path: '/a/b', head: headOf() })[0]?.split(' ')[1];
    expect(target('')).toBe('/a');
    expect(target('if ($http_upgrade ~ ^(web)) { set $x y; }')).toBe('/web');
    expect(target('if ($http_upgrade ~ ^(no)) { set $x y; }')).toBe('/');
    expect(target('if ($http_upgrade ~ ^web) { set $x y; }')).toBe('/');
  });

  test('a group is not known where an expression of a map may have matched last', () => {
    const map = 'map $http_upgrade $c { ~^(web) up; default no; }';
    const lines = 'proxy_set_header Connection $c; proxy_pass http://app/$1;';
    const text = `${map} server { location ~ ^/(a) { ${lines} } }`;
    expect(nginxForward(only(text, { path: '/a' }), headOf()).undecided).toMatchObject([
      { asks: 'what $1 is: an expression of a map may have matched last' },
    ]);
  });

  test('a variable that is set somewhere else is empty', () => {
    const text = `server { location /x { set $c y; } location / { ${PASS} proxy_set_header A "<$c>"; } }`;
    expect(field(up(text), 'A')).toBe('<>');
  });
});
