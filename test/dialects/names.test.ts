import { describe, expect, test } from 'vitest';
import { dialectNames, resolveDialect } from '../../src/dialects/names.js';

const nameOf = (text: string): string => {
  const found = resolveDialect(text);
  return 'dialect' in found ? found.dialect.name : `none; nearest ${found.nearest.join(', ')}`;
};

describe('a name', () => {
  test('in full is its dialect, and all names differ', () => {
    expect(new Set(dialectNames()).size).toBe(dialectNames().length);
    for (const name of dialectNames()) expect(nameOf(name)).toBe(name);
  });

  test.each([
    ['rfc', 'rfc'],
    ['standards', 'rfc'],
    ['RFC', 'rfc'],
    ['swoole', 'swoole@6.2.2'],
    ['Swoole', 'swoole@6.2.2'],
    [' swoole@4.8 ', 'swoole@4.8.13'],
    ['swoole@v4.8', 'swoole@4.8.13'],
    ['swoole@4', 'swoole@4.8.13'],
    ['swoole@4.5', 'swoole@4.5'],
    ['swoole@6', 'swoole@6.2.2'],
    ['swoole@4.8/builtin', 'swoole@4.8.13'],
    ['SWOOLE@4.8/User-Handshake', 'swoole@4.8.13/user-handshake'],
    ['swoole/http', 'swoole@6.2.2/http'],
  ])('%s is %s', (typed, name) => {
    expect(nameOf(typed)).toBe(name);
  });

  test.each([
    ['swole', 'swoole'],
    ['swoole@4.9', 'swoole@4.5'],
    ['swoole@4.8.12', 'swoole@4.8.13'],
    ['swoole@4.8.13/user-handshak', 'swoole@4.8.13/user-handshake'],
    ['standard', 'rfc'],
    ['standrads', 'standards'],
    ['rcf', 'rfc'],
  ])('%s, should it be none, has %s as the nearest', (typed, nearest) => {
    const found = resolveDialect(typed);
    expect('dialect' in found ? found.dialect.name : found.nearest[0]).toBe(nearest);
  });

  test('of any kind is answered, and every nearest name is a dialect', () => {
    for (const text of [
      '',
      '@',
      '/',
      'swoole@',
      'swoole@4.',
      '__proto__',
      'constructor',
      'x'.repeat(1e6),
      '\u0000',
    ]) {
      const found = resolveDialect(text);
      expect('dialect' in found, text.slice(0, 20)).toBe(false);
      if ('dialect' in found) continue;
      expect(found.nearest).toHaveLength(3);
      for (const near of found.nearest) expect('dialect' in resolveDialect(near), near).toBe(true);
    }
  });
});
