import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nginxForward } from '../../../src/dialects/hops/nginx.js';
import { type Include, MOST_CHARACTERS } from '../../../src/explain/nginx/blocks.js';
import { proxyFor } from '../../../src/explain/nginx/rules.js';
import { suggestionsFor } from '../../../src/explain/nginx/suggest.js';
import { headOf, proxied, read } from './asking.js';

const problems = (text: string, include?: Include) =>
  read(text, include).problems.map(({ kind, at }) => `${kind} ${at.file}:${at.line}:${at.column}`);

const LOCATION = 'location / { proxy_pass http://app; proxy_http_version 1.1; }';

describe('directives', () => {
  test('blocks hold directives, with text and place', () => {
    const { blocks } = read('http {\n  server {\n    listen 80 ;\n  }\n}');
    const listen = blocks[0]?.block?.[0]?.block?.[0];
    expect(listen).toMatchObject({
      name: 'listen',
      args: ['80'],
      text: 'listen 80',
      at: { line: 3, column: 5 },
    });
  });

  test('a block that is not closed is told where it begins, and what it holds is used', () => {
    const text = `server {\n  listen 80;\n  ${LOCATION}\n`;
    expect(problems(text)).toEqual(['unclosed-block nginx.conf:1:8']);
    expect(proxied(text).proxies[0]?.httpVersion.value).toBe('1.1');
  });

  test('a } too many is told, and what follows is used', () => {
    const text = `events { } }\nserver { ${LOCATION} }`;
    expect(problems(text)).toEqual(['unexpected nginx.conf:1:12']);
    expect(proxied(text).outcome).toBe('proxy');
  });

  test('a ; that is missing is told at the word before it, and both directives are used', () => {
    const text = 'location / {\n  proxy_http_version 1.1\n  proxy_pass http://app;\n}';
    expect(problems(text)).toEqual(['missing-semicolon nginx.conf:2:22']);
    expect(proxied(text).proxies[0]?.httpVersion).toMatchObject({ value: '1.1', at: { line: 2 } });
    expect(problems('location / { gzip on }')).toEqual(['missing-semicolon nginx.conf:1:19']);
  });

  test('a ; or { without a directive is told', () => {
    expect(problems('; { }')).toEqual(['unexpected nginx.conf:1:1', 'unexpected nginx.conf:1:3']);
  });

  test('a directive of another module is a note, and no fault', () => {
    const config = read(`brotli on;\nserver { ${LOCATION} }`);
    expect(config.problems).toEqual([]);
    expect(config.notes).toEqual([
      {
        at: { file: 'nginx.conf', line: 1, column: 1 },
        says: 'brotli is no directive of nginx itself; it is kept',
      },
    ]);
  });

  test('entries of a map are no directives', () => {
    expect(read('map $a $b { x y; default z; }').notes).toEqual([]);
  });
});

describe('directives that decide what goes upstream are not passed over in silence', () => {
  const said = (text: string) => read(text).problems.map(({ kind, says }) => `${kind}: ${says}`);

  test.each([
    [
      'proxy_set_header Connection upgrade close;',
      'proxy_set_header Connection upgrade close has the wrong number of arguments: 3, and it takes 2',
    ],
    ['rewrite ^;', 'rewrite ^ has the wrong number of arguments: 1, and it takes 2 to 3'],
    ['listen;', 'listen has the wrong number of arguments: 0, and it takes 1 or more'],
    ['proxy_http_version 1.2;', 'proxy_http_version 1.2 has no value that nginx knows'],
    ['proxy_pass app:80;', 'proxy_pass app:80 has no http:// or https:// address'],
    ['location /a;', 'location /a has no block'],
    ['proxy_pass http://app { }', 'proxy_pass http://app has a block, and takes none'],
    ['if ($a) { proxy_set_header A b; }', 'proxy_set_header A b is not allowed inside if'],
    [
      'proxy_http_version 1.0; proxy_http_version 1.1;',
      'proxy_http_version 1.1 stands here for the second time (first in line 1)',
    ],
    [
      'location /a { } location ^~ /a { }',
      'location ^~ /a stands here for the second time (first in line 1)',
    ],
    ['map $a $b { x y z; }', 'x y z is no entry of a map'],
  ])('%s', (text, says) => {
    expect(said(text)).toEqual([`not-allowed: ${says}`]);
  });

  test('what nginx takes is no problem', () => {
    expect(
      said(
        'location /a { } location = /a { } location ~ a { } location ~ a { } map $a $b { hostnames; a b; }',
      ),
    ).toEqual([]);
    expect(said('stream { server { listen 1; proxy_pass app:1; } }')).toEqual([]);
  });
});

describe('include', () => {
  const files: Readonly<Record<string, string>> = {
    'sites/*': 'server { include inner.conf; }',
    'inner.conf': LOCATION,
    'self.conf': 'gzip on;\ninclude self.conf;',
    'open.conf': 'server {\n',
  };
  const include: Include = (name) => {
    const text = files[name];
    return text === undefined ? undefined : [{ name, text }];
  };

  test('what is included takes the place of the directive, with its own positions', () => {
    const config = read('http { include sites/*; }', include);
    expect(config.problems).toEqual([]);
    const answer = proxyFor(config, { path: '/', version: '1.18' });
    expect(answer.outcome === 'proxy' && answer.location.at).toEqual({
      file: 'inner.conf',
      line: 1,
      column: 1,
    });
  });

  test('a file that is missing is told where it is included', () => {
    expect(problems('http {\n  include conf.d/*.conf;\n}')).toEqual(['missing-include nginx.conf:2:3']);
  });

  test('a pattern that matches nothing is no fault', () => {
    expect(problems('http { include conf.d/*.conf; }', () => [])).toEqual([]);
  });

  test('a file that includes itself is told, and read once', () => {
    const config = read('include self.conf;', include);
    expect(config.problems.map(({ kind, at }) => `${kind} ${at.file}:${at.line}`)).toEqual([
      'include-cycle self.conf:2',
    ]);
    expect(config.blocks.map(({ name }) => name)).toEqual(['gzip']);
  });

  test('a chain of includes that never repeats ends', () => {
    const endless: Include = (name) => [{ name: `${name}x`, text: `include ${name}x;` }];
    expect(read('include a;', endless).problems.map(({ kind }) => kind)).toEqual(['too-deep']);
  });

  test('a file that includes others without number ends at the size that is read', () => {
    let count = 0;
    const bomb: Include = () => {
      count += 1;
      return [{ name: `f${count}`, text: `# ${'x'.repeat(2_000)}\n${'include again;\n'.repeat(40)}` }];
    };
    const { read: size, problems: found } = read('include first;', bomb);
    expect(size.characters).toBeLessThanOrEqual(MOST_CHARACTERS);
    expect(found.some(({ kind }) => kind === 'too-large')).toBe(true);
  });

  test('what an included file leaves open does not close the block around it', () => {
    expect(problems('http { include open.conf; }', include)).toEqual(['unclosed-block open.conf:1:8']);
  });
});

describe('bad input', () => {
  /** Shapes that a reader with a hidden square in it would take minutes for. */
  const SHAPES: readonly (readonly [string, string])[] = [
    ['directives', 'proxy_set_header Upgrade $http_upgrade;\n'],
    ['one line', 'gzip on; '],
    ['quotes', '\' \n " '],
    ['quotes in Lua', 'access_by_lua_block { \' " '],
    ['no semicolon', 'proxy_pass\n'],
    ['backslashes', '\\" '],
    ['includes', 'include x;'],
  ];

  test.each(SHAPES)(
    '50 MB of %s: read in bounded time, and where reading stopped is told',
    (shape, piece) => {
      const text = `${LOCATION}\n${piece.repeat(Math.ceil(50_000_000 / piece.length))}`;
      const before = performance.now();
      const config = read(text);
      const took = performance.now() - before;
      expect(config.read.characters).toBe(MOST_CHARACTERS);
      expect(config.read.left).toBe(text.length - MOST_CHARACTERS);
      expect(config.problems.some(({ kind }) => kind === 'too-large')).toBe(true);
      console.log(`50 MB of ${shape}: ${Math.round(took)} ms`);
      expect(took).toBeLessThan(20_000);
    },
  );

  test('what was not read may matter: nothing is said for certain from a part', () => {
    const rest = `\n# ${'x'.repeat(MOST_CHARACTERS)}`;
    const proxies = proxyFor(read(`server { ${LOCATION} }${rest}`), { path: '/', version: '1.18' });
    expect(proxies).toMatchObject({
      outcome: 'proxy',
      undecided: [{ asks: expect.stringMatching(/^a shorter text/) }],
    });
    const other = proxyFor(read(`server { root /srv; }${rest}`), { path: '/' });
    expect(other).toMatchObject({ outcome: 'undecided', asks: expect.stringMatching(/^a shorter text/) });
  });

  test('octets of no text: every one is read, the fault has a place, and nothing is thrown', () => {
    const text = String.fromCharCode(...Array.from({ length: 4_096 }, (_, at) => (at * 167) % 256));
    const config = read(text);
    expect(config.problems.some(({ kind }) => kind === 'control-character')).toBe(true);
    expect(proxyFor(config, { path: '/' }).outcome).toBe('undecided');
  });

  const word = fc.constantFrom(
    'http',
    'server',
    'location',
    'map',
    '$http_upgrade',
    '$a',
    'set',
    'if',
    '(',
    ')',
    '=',
    '~',
    '~*',
    '^(.*)+$',
    'proxy_pass',
    'http://app',
    'http://$a/$1',
    'proxy_set_header',
    'Upgrade',
    'Connection',
    'proxy_http_version',
    '1.1',
    'rewrite',
    'last',
    'try_files',
    '@a',
    'upstream',
    'keepalive',
    'return',
    'default',
    "''",
    '"',
    '/',
    '\u001b[0m',
  );
  const sign = fc.constantFrom(';', ';', '{', '}', '\n', ' ');
  const text = fc
    .array(fc.tuple(word, fc.constantFrom(' ', ' '), fc.option(sign, { nil: '' })), { maxLength: 80 })
    .map((all) => all.flat().join(' '));

  test('any text: asking and forwarding never throw, and what is shown has no control characters', () => {
    fc.assert(
      fc.property(text, fc.string(), (given, path) => {
        const config = read(given);
        for (const asked of ['/', path]) {
          const answer = proxyFor(config, { path: asked });
          const { proxies, ...told } = { proxies: [], ...answer };
          expect(JSON.stringify([told, config.problems, config.notes])).not.toMatch(/\\u00[01]/);
          for (const proxy of proxies) {
            const { because, undecided } = nginxForward(proxy, headOf());
            expect(JSON.stringify([because, undecided])).not.toMatch(/\\u00[01]/);
            suggestionsFor(proxy);
          }
        }
      }),
    );
  });
});
