import { describe, expect, test } from 'vitest';
import { nginxForward } from '../../../src/dialects/hops/nginx.js';
import { type Edit, type Suggestion, suggestionsFor } from '../../../src/explain/nginx/suggest.js';
import { field, headOf, linesUp, only } from './asking.js';

const PASS = 'proxy_pass http://app;';

const written = ({ edits }: Suggestion): readonly string[] =>
  edits.map(({ does, text, at }) => `${does} ${at.line}:${at.column} ${text}`);

/** Does the upstream get what a WebSocket needs? */
function works({ proxy }: Suggestion): boolean {
  const lines = linesUp(nginxForward(proxy, headOf()));
  return (
    lines[0]?.endsWith('HTTP/1.1') === true &&
    field(lines, 'Upgrade') === 'websocket' &&
    field(lines, 'Connection')?.toLowerCase().includes('upgrade') === true
  );
}

const repairs = (text: string): readonly Suggestion[] => suggestionsFor(only(text)).filter(works);

/**
 * The text with the edits made: a line is added before the directive it stands beside, or takes its place.
 */
function edited(text: string, edits: readonly Edit[]): string {
  const lines = text.split('\n');
  const byPlace = [...edits]
    .reverse()
    .sort((one, two) => two.at.line - one.at.line || two.at.column - one.at.column);
  for (const { does, text: line, at } of byPlace) {
    const old = lines[at.line - 1] as string;
    const before = old.slice(0, at.column - 1);
    const behind = old.slice(at.column - 1);
    lines[at.line - 1] = before + (does === 'add' ? `${line} ${behind}` : behind.replace(/^[^;]*;/, line));
  }
  return lines.join('\n');
}

const STORY = `map $http_upgrade $connection_upgrade { default upgrade; '' close; }
server {
  location / {
    proxy_set_header Upgrade $http_upgrade;
    proxy_set_header Connection $connection_upgrade;
    ${PASS}
  }
}`;

const TEXTS: Readonly<Record<string, string>> = {
  'only the version is missing': STORY,
  nothing: `server {\n  location / {\n    ${PASS}\n  }\n}`,
  'one line': `server { location / { ${PASS} } }`,
  'the version says 1.0': STORY.replace(PASS, `proxy_http_version 1.0;\n    ${PASS}`),
  'a field of the location hides those of the server': `server {
  proxy_http_version 1.1;
  proxy_set_header Upgrade $http_upgrade;
  proxy_set_header Connection upgrade;
  proxy_set_header Host $host;
  location / {
    proxy_set_header X-Real-IP $remote_addr;
    ${PASS}
  }
}`,
  'the server sets Host': `server {
  proxy_set_header Host $host;
  location / {
    ${PASS}
  }
}`,
  'the server sets a value with quotes': `server {
  proxy_set_header X "a\\"b\\\\c d";
  location / {
    ${PASS}
  }
}`,
  'Connection is keep-alive': STORY.replace(
    '$connection_upgrade;\n    proxy_pass',
    'keep-alive;\n    proxy_pass',
  ),
};

describe('changes', () => {
  test('where only the version is missing, one line repairs it, at its place', () => {
    const [smallest] = repairs(STORY);
    expect(smallest && written(smallest)).toEqual(['add 6:5 proxy_http_version 1.1;']);
  });

  test('a version that is set is replaced where it is set', () => {
    const [smallest] = repairs(TEXTS['the version says 1.0'] as string);
    expect(smallest && written(smallest)).toEqual(['replace 6:5 proxy_http_version 1.1;']);
  });

  test('a wrong Connection is replaced where it is set', () => {
    const text = STORY.replace('Connection $connection_upgrade', 'Connection keep-alive').replace(
      PASS,
      `proxy_http_version 1.1; ${PASS}`,
    );
    expect(repairs(text).slice(0, 2).map(written)).toEqual([
      ['replace 5:5 proxy_set_header Connection $connection_upgrade;'],
      ['replace 5:5 proxy_set_header Connection "upgrade";'],
    ]);
  });

  test('the usual recipe is there, with its map before the server', () => {
    const recipe = repairs(TEXTS.nothing as string).find(({ says }) => says.startsWith('the usual'));
    expect(recipe && written(recipe)).toEqual([
      "add 1:1 map $http_upgrade $connection_upgrade { default upgrade; '' close; }",
      'add 3:5 proxy_http_version 1.1;',
      'add 3:5 proxy_set_header Upgrade $http_upgrade;',
      'add 3:5 proxy_set_header Connection $connection_upgrade;',
    ]);
  });

  test('fields that a level inherits are carried along, or the line goes where they are', () => {
    const found = repairs(TEXTS['the server sets Host'] as string).filter(({ says }) =>
      says.endsWith('pass Upgrade and Connection on'),
    );
    expect(found.map(written)).toEqual([
      [
        'add 4:5 proxy_http_version 1.1;',
        'add 2:3 proxy_set_header Upgrade $http_upgrade;',
        'add 2:3 proxy_set_header Connection "upgrade";',
      ],
      [
        'add 4:5 proxy_http_version 1.1;',
        'add 4:5 proxy_set_header Host $host;',
        'add 4:5 proxy_set_header Upgrade $http_upgrade;',
        'add 4:5 proxy_set_header Connection "upgrade";',
      ],
    ]);
    for (const { proxy } of found) {
      expect(field(linesUp(nginxForward(proxy, headOf())), 'Host')).toBe('app.example');
    }
  });

  test('fields that a level hides are set again', () => {
    const found = repairs(TEXTS['a field of the location hides those of the server'] as string);
    expect(found.map(({ says }) => says)).toContain('set again what the outer level sets');
  });

  test('a line for the location of a proxy_pass inside if goes before the if', () => {
    const text = `server {\n  location / {\n    if ($http_upgrade) { ${PASS} }\n  }\n}`;
    const found = suggestionsFor(only(text, { head: headOf() })).filter(works);
    expect(found[0] && written(found[0])[0]).toBe('add 3:5 proxy_http_version 1.1;');
  });

  test('a configuration that works gets no change of version, Upgrade or Connection', () => {
    const text = STORY.replace(PASS, `proxy_http_version 1.1; ${PASS}`);
    expect(suggestionsFor(only(text)).map(({ says }) => says)).toEqual(["send the client's Host"]);
    expect(suggestionsFor(only(text)).every(works)).toBe(true);
  });

  test.each(Object.entries(TEXTS))('%s: every change, made in the text, gives what it says', (_, text) => {
    const all = suggestionsFor(only(text));
    expect(all.filter(works).length).toBeGreaterThan(0);
    for (const { edits, proxy } of all) {
      const made = only(edited(text, edits));
      expect(linesUp(nginxForward(made, headOf())).toSorted()).toEqual(
        linesUp(nginxForward(proxy, headOf())).toSorted(),
      );
    }
  });

  test('changes with fewer lines come first', () => {
    const counts = suggestionsFor(only(TEXTS.nothing as string)).map(({ edits }) => edits.length);
    expect(counts).toEqual([...counts].sort((one, two) => one - two));
  });
});
