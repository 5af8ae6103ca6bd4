/**
 * The page about the oracle: its programs are run, and its table is drawn from what is sent to a server in
 * a test.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import * as http from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { format } from 'node:util';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import * as oracle from '../../src/oracle/index.js';
import { clause } from '../../src/spec/clauses/index.js';
import { GRANTED, VALID, with_ } from './faulty.js';
import { echoes, message, talk } from './wire.js';

const PAGE = new URL('../../docs/oracle.md', import.meta.url);
const PAGE_TEXT = readFileSync(PAGE, 'utf8');
const [SERVER = '', DECISION = '', ...OTHERS] = [
  ...PAGE_TEXT.matchAll(/^```ts served\n([\s\S]*?)^```$/gm),
].map(([, code]) => code);

interface Ran {
  readonly printed: readonly string[];
  readonly servers: readonly http.Server[];
}

/** Runs a program of the page; its servers listen on a free port whatever it says. */
function run(code: string): Ran {
  const printed: string[] = [];
  const servers: http.Server[] = [];
  const createServer = (...given: Parameters<typeof http.createServer>): http.Server => {
    const server = http.createServer(...given);
    const listen = server.listen.bind(server);
    server.listen = (() => listen(0, '127.0.0.1')) as typeof server.listen;
    servers.push(server);
    return server;
  };
  const packages: Readonly<Record<string, unknown>> = {
    'after101/oracle': oracle,
    'node:http': { ...http, createServer },
    ws: createRequire(import.meta.url)('ws'),
  };
  const { outputText } = ts.transpileModule(code, {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2023 },
  });
  const log = (...values: unknown[]): void => void printed.push(format(...values));
  new Function('require', 'exports', 'console', outputText)(
    (name: string) => {
      if (packages[name] === undefined) throw new Error(`${name} is not there`);
      return packages[name];
    },
    {},
    { log, warn: log },
  );
  return { printed, servers };
}

describe('the page about the oracle', () => {
  test('guards a server as it says', async () => {
    const { printed, servers } = run(SERVER);
    const [server] = servers;
    if (server === undefined) throw new Error('there is no server');
    if (!server.listening) await new Promise((listening) => server.once('listening', listening));
    const { port } = server.address() as AddressInfo;
    for (const [, octets, , status] of GRANTED) {
      expect((await talk(port, octets, { quiet: 2000 })).status).toBe(status);
    }
    expect(printed).toEqual(GRANTED.map(([, , id, status]) => `refused ${status} ${id}`));
    const enough = (heard: Buffer): boolean => echoes(heard, 'hello');
    const heard = await talk(port, with_(VALID, message('hello')), { quiet: 2000, enough });
    expect(enough(heard.octets)).toBe(true);
    await new Promise((closed) => server.close(closed));
  });

  test('prints what it says', () => {
    const said = [...DECISION.matchAll(/^console\.log\(.*\); \/\/ (.*)$/gm)].map(([, text]) => text);
    expect(said.length).toBeGreaterThan(1);
    expect(run(DECISION).printed).toEqual(said);
  });

  test('has no other program, and none that another test would run', () => {
    expect(OTHERS).toEqual([]);
    expect(PAGE_TEXT).not.toMatch(/^```(?:ts|js)$/m);
  });

  test('has the table of what is refused; UPDATE_DOCS=1 writes it', () => {
    const rows = GRANTED.map(([what, , id, status]) => {
      const found = clause(id);
      if (found === undefined) throw new Error(`${id} is no clause`);
      const [source] = found.sources;
      return `| ${what} | ${status} | ${found.sentence} (${source?.anchor}) | \`${id}\` |`;
    });
    const table = ['| the fault', 'answer', 'why', 'clause |\n|---|---|---|---|\n'].join(' | ');
    const now = `${table}${rows.join('\n')}\n`;
    const marked = /(<!-- generated: refused -->\n)([\s\S]*?)(<!-- \/generated -->)/;
    if (process.env.UPDATE_DOCS === '1') {
      writeFileSync(
        PAGE,
        PAGE_TEXT.replace(marked, (_, begin, _old, end) => `${begin}${now}${end}`),
      );
    } else expect(marked.exec(PAGE_TEXT)?.[2]).toBe(now);
  });
});
