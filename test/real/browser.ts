/**
 * A browser that opens a page and tells what its script has to say: Debian's Chromium, without a window. Nothing of a
 * driver is needed, since the page tells it itself.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';

const WITHIN = 45_000;
const SWITCHES = [
  '--headless=new',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--disable-background-networking',
  '--disable-extensions',
  '--no-first-run',
  // root has to say so
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
];

/**
 * Runs a script in a page.
 *
 * @param script - JavaScript of a page, which calls `tell(lines)` once
 * @returns what it told
 */
export async function inBrowser(script: string): Promise<readonly string[]> {
  let hear: (lines: readonly string[]) => void = () => {};
  const heard = new Promise<readonly string[]>((done) => {
    hear = done;
  });
  const page = `<!doctype html><title>after101</title><script>
const tell = (lines) => fetch('/told', { method: 'POST', body: JSON.stringify(lines) });
${script}
</script>`;
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (text: Buffer) => {
      body += text.toString();
    });
    request.on('end', () => {
      response.setHeader('Content-Type', 'text/html').end(request.url === '/' ? page : '');
      if (request.url === '/told') hear(JSON.parse(body) as readonly string[]);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const profile = mkdtempSync(join(tmpdir(), 'after101-browser-'));
  const args = [...SWITCHES, `--user-data-dir=${profile}`, `http://127.0.0.1:${port}/`];
  const browser = spawn('chromium', args, { detached: true, stdio: 'ignore' });
  const ended = once(browser, 'close');
  const end = (): void => {
    try {
      if (browser.pid !== undefined) process.kill(-browser.pid, 'SIGKILL');
    } catch {
      // it has ended
    }
  };
  process.once('exit', end);
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, fail) => {
    timer = setTimeout(() => fail(new Error(`the page told nothing within ${WITHIN} ms`)), WITHIN);
  });
  try {
    return await Promise.race([heard, late]);
  } finally {
    clearTimeout(timer);
    end();
    process.off('exit', end);
    await ended;
    server.closeAllConnections();
    server.close();
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}
