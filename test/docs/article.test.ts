/** The cases of `docs/the-article.md` are run as they stand. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { clause } from '../../src/spec/clauses/index.js';
import { after101, asSchema } from '../cli.run.js';

interface Way {
  readonly legs: readonly { readonly octets: string }[];
  readonly client: { readonly status: number | 'none'; readonly fate: string };
  readonly findings: readonly { readonly who: string; readonly clause: string; readonly severity: string }[];
  readonly repair: { readonly lines: readonly string[] } | null;
}

const REQUEST =
  'GET /ws HTTP/1.1\r\nHost: app.example\r\nConnection: keep-alive, Upgrade\r\nUpgrade: websocket\r\n' +
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n';

const text = readFileSync('docs/the-article.md', 'utf8');

/** Every section with lines that can be run. */
const cases = text
  .split(/^## /m)
  .slice(1)
  .map((section) => ({
    title: section.slice(0, section.indexOf('\n')),
    configuration: /^```nginx\n([\s\S]*?)^```$/m.exec(section)?.[1],
    lines: [...section.matchAll(/^- (.*)$/gm)].map((found) => found[1] ?? ''),
  }));

const root = mkdtempSync(join(tmpdir(), 'after101-article-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const valuesOf = (lines: readonly string[], name: string): readonly string[] =>
  lines.filter((line) => line.startsWith(`${name}: `)).map((line) => line.slice(name.length + 2));

/** What matters of the last request: version, Upgrade, Connection. */
function lastRequest({ legs }: Way): string {
  const octets = legs.at(-1)?.octets ?? '';
  const field = (name: string): string => new RegExp(`${name}: (.*?)\\\\r\\\\n`, 'i').exec(octets)?.[1] ?? '';
  const version = /^\S+ \S+ (\S+?)\\r\\n/.exec(octets)?.[1] ?? '';
  return `${version}, Upgrade: ${field('upgrade')}, Connection: ${field('connection')}`;
}

const VERBS: Readonly<Record<string, string>> = {
  breaks: 'breaks',
  departs: 'departs from',
  asks: 'leaves open',
};

function findingLine({ who, clause: id, severity }: Way['findings'][number], folder: string): string {
  const isDerived = clause(id)?.strength === 'derived';
  const verb = severity === 'asks' && isDerived ? 'goes against' : VERBS[severity];
  return `${who.replace(`${folder}/`, '')} ${verb} ${id}${isDerived ? ', derived' : ''}`;
}

describe('the article', () => {
  test('has its six cases, and the one of lighttpd', () => expect(cases).toHaveLength(7));

  test.each(cases)('$title', async ({ title, configuration, lines }) => {
    const folder = join(root, title.replace(/\W+/g, '-'));
    mkdirSync(folder);
    const request = join(folder, 'request.txt');
    writeFileSync(request, REQUEST);
    if (configuration !== undefined) writeFileSync(join(folder, 'nginx.conf'), configuration);
    const vias = valuesOf(lines, 'via').flatMap((via) => [
      '--via',
      via.startsWith('nginx.conf') ? `${folder}/${via}` : via,
    ]);
    const [to = ''] = valuesOf(lines, 'to');
    const ran = await after101(['explain', request, ...vias, '--to', to, '--json']);
    const data = asSchema('path', ran.out) as unknown as { readonly ways: readonly [Way] };
    const [way] = data.ways;
    expect(lastRequest(way)).toBe(valuesOf(lines, 'origin sees')[0]);
    expect(`${way.client.status} ${way.client.fate}`).toBe(valuesOf(lines, 'client')[0]);
    const told = lines.filter((line) => !/^(via|to|origin sees|client|repair): /.test(line));
    expect(way.findings.map((one) => findingLine(one, folder))).toEqual(told);
    const repairs = valuesOf(lines, 'repair').filter((line) => line !== 'none');
    const given = way.repair?.lines.map((line) => line.replace(`${folder}/`, '')) ?? [];
    expect(given).toEqual(repairs);
    expect(ran.code).toBe(told.some((line) => line.includes(' breaks ')) ? 1 : 0);
  });
});
