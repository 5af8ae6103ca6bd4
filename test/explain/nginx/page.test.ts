import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { headOf, up } from './asking.js';

const PAGE = readFileSync(new URL('../../../docs/nginx.md', import.meta.url), 'utf8');

/** Every configuration of the page, with what stands below it. */
const EXAMPLES = [...PAGE.matchAll(/```nginx\n(# nginx (\S+)\n[\s\S]*?)```\s+```text\n([\s\S]*?)```/g)].map(
  ([, text, version, expected]) => ({
    text: text as string,
    version: version as string,
    expected: expected as string,
  }),
);

const REQUEST = /```http\n([\s\S]*?)\n```/.exec(PAGE)?.[1]?.split('\n') ?? [];

describe('docs/nginx.md', () => {
  test('has examples, and none of them is left out', () => {
    expect(EXAMPLES.length).toBeGreaterThan(0);
    expect(EXAMPLES).toHaveLength([...PAGE.matchAll(/```nginx/g)].length);
  });

  test.each(EXAMPLES)('nginx $version sends what stands below the example', ({ text, version, expected }) => {
    const [start, ...lines] = REQUEST;
    const sent = up(text, { version, path: '/chat' }, headOf(lines, start));
    expect(sent).toEqual(expected.trim().split('\n'));
  });
});
