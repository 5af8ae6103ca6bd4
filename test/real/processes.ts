/**
 * Real servers as processes of this test: each on a free port of the loopback, with a directory of its own that goes
 * with it.
 *
 * 1. A server is up when it accepts a connection. One that ends before says why in the error.
 * 2. It ends with the test, whatever happens: by SIGTERM, then by SIGKILL, and at the latest when this process ends.
 * 3. What is not installed is no error: `missing` says it in a sentence.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** Where a server has to listen, and where its files may lie. */
export interface Place {
  readonly port: number;
  readonly directory: string;
}

/** How a server is started: files by name, and the command that stays in the foreground. */
export interface Start {
  readonly files?: Readonly<Record<string, string>>;
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** A server that is up. */
export interface Running {
  readonly port: number;
  stop(): Promise<void>;
}

const UP_WITHIN = 15_000;
const DOWN_WITHIN = 2000;

const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) signal(child, 'SIGKILL');
});

/** To a server and to the workers that it has started. */
function signal({ pid }: ChildProcess, name: NodeJS.Signals): void {
  try {
    if (pid !== undefined) process.kill(-pid, name);
  } catch {
    // it has ended
  }
}

/** A port of the loopback on which nobody listens. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

const accepts = (port: number): Promise<boolean> =>
  new Promise((done) => {
    const socket = connect({ host: '127.0.0.1', port });
    const tell = (is: boolean): void => {
      socket.destroy();
      done(is);
    };
    socket.once('connect', () => tell(true));
    socket.once('error', () => tell(false));
  });

async function stop(child: ChildProcess, directory: string): Promise<void> {
  const ended = child.exitCode === null && child.signalCode === null ? once(child, 'exit') : undefined;
  signal(child, 'SIGTERM');
  await Promise.race([ended, pause(DOWN_WITHIN, undefined, { ref: false })]);
  // workers outlive a master that waits for nobody
  signal(child, 'SIGKILL');
  await ended;
  running.delete(child);
  rmSync(directory, { recursive: true, force: true });
}

/**
 * Starts a server.
 *
 * @param name - what it is called in errors
 * @param how - tells its command for a port and a directory
 * @returns the server, once it accepts connections
 */
export async function started(name: string, how: (place: Place) => Start): Promise<Running> {
  const port = await freePort();
  const directory = mkdtempSync(join(tmpdir(), 'after101-real-'));
  // a worker of another user reads what is in it
  chmodSync(directory, 0o755);
  const { files = {}, command, args, env = {} } = how({ port, directory });
  for (const [file, text] of Object.entries(files)) writeFileSync(join(directory, file), text);
  const child = spawn(command, [...args], {
    cwd: directory,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });
  running.add(child);
  let said = '';
  const listen = (text: Buffer): void => {
    said = (said + text.toString('latin1')).slice(-2000);
  };
  child.stdout?.on('data', listen);
  child.stderr?.on('data', listen);
  child.once('error', (error) => listen(Buffer.from(error.message)));
  for (const until = Date.now() + UP_WITHIN; !(await accepts(port)); await pause(50)) {
    const isOver = child.pid === undefined || child.exitCode !== null;
    if (!isOver && Date.now() < until) continue;
    await stop(child, directory);
    throw new Error(`${name} ${isOver ? 'ended' : 'did not listen'} before it was asked anything: ${said}`);
  }
  return { port, stop: () => stop(child, directory) };
}

/** The version of a Debian package that is installed. */
export function packageVersion(name: string): string | undefined {
  try {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: dpkg-query writes its fields so
    const args = ['-W', '-f', '${db:Status-Abbrev}${Version}', name];
    const told = execFileSync('dpkg-query', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    return /^ii\s+(.+)$/.exec(told)?.[1];
  } catch {
    return undefined;
  }
}

/**
 * What is missing of some packages, in a sentence.
 *
 * @param packages - names of Debian packages
 * @returns undefined when all are installed
 */
export function missing(packages: readonly string[]): string | undefined {
  const names = packages.filter((name) => packageVersion(name) === undefined);
  return names.length === 0
    ? undefined
    : `${names.join(', ')} is not installed: sh test/real/install.sh installs it`;
}
