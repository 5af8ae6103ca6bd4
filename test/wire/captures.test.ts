/**
 * Real connections, judged from their octets: Swoole 4.8.13 and 6.2.2, alone and behind nginx 1.22.1, captured on
 * 2026-11-22 on both legs. `../evidence/captures.json` has the segments of each connection in the order of the capture.
 *
 * i: Upgrade and Connection forwarded, the version left at 1.0. ii: version 1.1 too. iii: no WebSocket fields. iv: version 1.1, but
 * Connection not forwarded. direct-http10: the same request as in i, without a proxy.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Exchange, Passed } from '../../src/wire/exchange.js';
import { judgeExchange } from '../../src/wire/verdict.js';

type Packed = readonly [from: 'client' | 'server', what: 'octets' | 'fin' | 'rst', base64?: string];

interface Capture {
  readonly observed: string;
  readonly connections: readonly { readonly port: number; readonly passed: readonly Packed[] }[];
}

const CAPTURES = JSON.parse(
  readFileSync(new URL('../evidence/captures.json', import.meta.url), 'utf8'),
) as Readonly<Record<string, Capture>>;

function exchangeOf(passed: readonly Packed[]): Exchange {
  return {
    passed: passed.map(
      ([from, what, base64 = '']): Passed =>
        what === 'octets'
          ? { from, what, octets: new Uint8Array(Buffer.from(base64, 'base64')) }
          : { from, what },
    ),
  };
}

/** What each connection is found to be, the client's first: the outcome, and by which clause. */
const judgedAs = (name: string): readonly string[] =>
  (CAPTURES[name]?.connections ?? []).map(({ passed }) => {
    const { outcome, findings } = judgeExchange(exchangeOf(passed));
    return [outcome, ...findings.map(({ clause }) => clause)].join(' ');
  });

describe('a capture is judged right', () => {
  test.each([
    // what the browser saw: a 101 to a sound handshake, and an end without a Close that only a failure explains
    ['swoole-4.8.13-nginx-i', ['asks after101.close-first', 'breaks offer.old-version']],
    ['swoole-4.8.13-nozlib-nginx-i', ['asks after101.close-first', 'breaks offer.old-version']],
    ['swoole-4.8.13-direct-http10', ['breaks offer.old-version']],
    ['swoole-6.2.2-direct-http10', ['breaks offer.old-version']],
    ['swoole-4.8.13-nginx-ii', ['conforms', 'conforms']],
    ['swoole-6.2.2-nginx-ii', ['conforms', 'conforms']],
  ])('%s: %j', (name, expected) => {
    expect(judgedAs(name)).toEqual(expected);
  });

  test('and every other one breaks nothing that it is not known for', () => {
    const others = Object.keys(CAPTURES).filter((name) => /-iii$|-iv$/.test(name));
    expect(Object.fromEntries(others.map((name) => [name, judgedAs(name)]))).toMatchInlineSnapshot(`
      {
        "swoole-4.8.13-nginx-iii": [
          "conforms",
          "conforms",
        ],
        "swoole-6.2.2-nginx-iii": [
          "conforms",
          "conforms",
        ],
        "swoole-6.2.2-nginx-iv": [
          "asks after101.close-first",
          "breaks offer.option-missing",
        ],
      }
    `);
  });
});
