import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { tokensOf } from '../../../src/explain/nginx/tokens.js';

const words = (text: string): readonly string[] => tokensOf('f', text).tokens.map((token) => token.text);
const problems = (text: string) =>
  tokensOf('f', text).problems.map(({ kind, at }) => `${kind} ${at.line}:${at.column}`);

describe('tokens', () => {
  test('words end at white space, at ; and at {', () => {
    expect(words('a b;c{d}')).toEqual(['a', 'b', ';', 'c', '{', 'd}']);
    expect(words('events { }\r\n')).toEqual(['events', '{', '}']);
  });

  test('quotes are taken away, and what they hold is one word', () => {
    expect(words(`log_format t 'a; {b}' "c 'd'";`)).toEqual(['log_format', 't', 'a; {b}', "c 'd'", ';']);
    expect(words("'' close;")).toEqual(['', 'close', ';']);
  });

  test('a quote inside a word is a letter of it', () => {
    expect(words(`a"b c;`)).toEqual(['a"b', 'c', ';']);
  });

  test('backslash escapes quotes, itself, t, r and n; before anything else it stays', () => {
    expect(words(String.raw`"a\"b\\c\td" \.gif$ e\ f;`)).toEqual(['a"b\\c\td', '\\.gif$', 'e\\ f', ';']);
  });

  test('a # begins a comment only where a word could begin', () => {
    expect(words('a # b ; {\n c#d;')).toEqual(['a', 'c#d', ';']);
  });

  test('the braces around the name of a variable end no word', () => {
    const word = `$${'{b}'}c`;
    expect(words(`set $a ${word}{`)).toEqual(['set', '$a', word, '{']);
  });

  test('every token has line and column', () => {
    const { tokens } = tokensOf('site.conf', 'http {\n  gzip "on";\n}\n');
    expect(tokens.map(({ at }) => `${at.line}:${at.column}`)).toEqual([
      '1:1',
      '1:6',
      '2:3',
      '2:8',
      '2:12',
      '3:1',
    ]);
    expect(tokens[0]?.at.file).toBe('site.conf');
  });

  test('a quote that is never closed ends with its line, and the rest is read', () => {
    const text = 'proxy_set_header Connection "upgrade;\nproxy_http_version 1.1;';
    expect(words(text)).toEqual([
      'proxy_set_header',
      'Connection',
      'upgrade',
      ';',
      'proxy_http_version',
      '1.1',
      ';',
    ]);
    expect(problems(text)).toEqual(['unclosed-quote 1:29']);
  });

  test('a quote that is closed by the next one, lines later, is the one that is missing', () => {
    const text = 'a "upgrade;\nb c;\nd "e";';
    expect(words(text)).toEqual(['a', 'upgrade', ';', 'b', 'c', ';', 'd', 'e', ';']);
    expect(problems(text)).toEqual(['unclosed-quote 1:3']);
  });

  test('a quoted word over several lines is one word', () => {
    expect(words("a 'b\nc' d;")).toEqual(['a', 'b\nc', 'd', ';']);
    expect(problems("a 'b\nc' d;")).toEqual([]);
  });

  test('something right behind a quoted word is told', () => {
    expect(problems('a "b"c;')).toEqual(['unexpected 1:6']);
  });

  test('Lua between braces is passed over, whatever braces and quotes it has', () => {
    const text = `access_by_lua_block { if a then b = "}" end -- it's }\n local t = {} } gzip on;`;
    expect(words(text)).toEqual(['access_by_lua_block', '{', '}', 'gzip', 'on', ';']);
    expect(problems(text)).toEqual([]);
  });

  test('control characters are told once, with their place', () => {
    expect(problems('a b;\n c\u0000d e\u0001;')).toEqual(['control-character 2:2']);
  });

  test('any text: nothing is thrown, and every position is inside the text', () => {
    const piece = fc.constantFrom(
      '"',
      "'",
      '\\',
      '{',
      '}',
      ';',
      '#',
      '$',
      '${',
      '\n',
      '\r\n',
      ' ',
      'a',
      '_by_lua_block',
    );
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(piece, { maxLength: 60 }).map((all) => all.join('')),
    );
    fc.assert(
      fc.property(text, (given) => {
        const lines = given.split('\n');
        const { tokens, problems: found } = tokensOf('f', given);
        for (const { at } of [...tokens, ...found]) {
          const line = lines[at.line - 1];
          expect(line).toBeDefined();
          expect(at.column).toBeGreaterThanOrEqual(1);
          expect(at.column).toBeLessThanOrEqual((line as string).length + 1);
        }
        for (const { from, to } of tokens) expect(from <= to && to <= given.length).toBe(true);
      }),
    );
  });
});
