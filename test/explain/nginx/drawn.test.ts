import { describe, expect, test } from 'vitest';
import { nginxForward } from '../../../src/dialects/hops/nginx.js';
import type { NginxProxy } from '../../../src/dialects/nginx/proxy.js';
import { proxyFor } from '../../../src/explain/nginx/rules.js';
import { DRAWN, type DrawnRequest, RELEASES } from '../../evidence/nginx/nginx.js';
import { headOf, linesUp, read } from './asking.js';

/** Statuses of requests that are refused before any location is looked for. */
const EARLY = [400, 405, 501, 505];

type Said =
  | { readonly lines: readonly string[] }
  | { readonly status: number | 'any' }
  | { readonly open: string };

function say(config: ReturnType<typeof read>, { sent, content }: DrawnRequest, version: string): Said {
  const [start, ...lines] = sent;
  const head = headOf(lines, start);
  const answer = proxyFor(config, { path: head.target, port: 21_900, scheme: 'http', version, head });
  if (answer.outcome === 'undecided') return { open: answer.asks };
  if (answer.outcome === 'not-proxied') {
    const status = /(?:answers |return )(\d{3})/.exec(answer.why)?.[1];
    return { status: status === undefined ? 'any' : Number(status) };
  }
  const forward = nginxForward(answer.proxies[0] as NginxProxy, head, content);
  // No file is there, which is what is read where try_files asks.
  const open = forward.undecided.filter(({ directive }) => !directive.startsWith('try_files'));
  if (open[0] !== undefined) return { open: open[0].asks };
  return forward.refuses === undefined ? { lines: linesUp(forward) } : { status: forward.refuses.status };
}

const sorted = ([start = '', ...lines]: readonly string[]): string => [start, ...lines.toSorted()].join('\n');

function agrees(said: Said, saw: readonly string[] | number): boolean {
  if ('lines' in said) return typeof saw !== 'number' && sorted(said.lines) === sorted(saw);
  if (!('status' in said) || typeof saw !== 'number') return false;
  return said.status === 'any' || said.status === saw || EARLY.includes(saw);
}

describe('configurations drawn at random', () => {
  test('are read without a problem', () => {
    for (const { text } of DRAWN) expect(read(text).problems).toEqual([]);
  });

  test.each(RELEASES)('%s sends upstream what is said, or answers itself where that is said', (version) => {
    const release = RELEASES.indexOf(version);
    const open: string[] = [];
    let agreed = 0;
    for (const { text, requests } of DRAWN) {
      const config = read(text);
      for (const request of requests) {
        const saw = request.saw[release] as readonly string[] | number;
        const said = say(config, request, version);
        if ('open' in said) open.push(said.open);
        else {
          expect({ said, saw: agrees(said, saw) ? 'the same' : saw, text, sent: request.sent }).toMatchObject(
            {
              saw: 'the same',
            },
          );
          agreed += 1;
        }
      }
    }
    const all = DRAWN.reduce((sum, { requests }) => sum + requests.length, 0);
    console.log(
      `nginx ${version}: ${agreed} of ${all} requests as said, ${open.length} open, none otherwise`,
    );
    expect(agreed + open.length).toBe(all);
    expect(open.length / all).toBeLessThan(0.02);
  });
});
