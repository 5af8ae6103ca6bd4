/**
 * Real proxies, each with the configuration that the evidence has, before the recording origin: what arrives at the origin
 * and what the client gets is what was recorded.
 *
 * A proxy that is not installed is skipped with a sentence.
 */
import process from 'node:process';
import { afterAll, describe, expect, test } from 'vitest';
import { latin1, linesOf, octetsOf, type RequestHead } from '../../src/spec/message.js';
import { tcp } from '../../src/wire/node/tcp.js';
import { Observer } from '../../src/wire/observe.js';
import type { Subject } from '../../src/wire/subject.js';
import { CONFIGURATIONS, type Configuration, HOP_REQUESTS, type HopCase } from '../evidence/hops.js';
import { explanation } from './explained.js';
import { type Origin, recordingOrigin } from './origin.js';
import { missing, type Place, packageVersion, type Start, started } from './processes.js';
import { apacheStart, DEBIAN_PATH, nginxStart } from './servers.js';

const isRoot = process.getuid?.() === 0;

/** How a proxy is started with the text of its configuration, and the package that it is in. */
interface Proxy {
  readonly package: string;
  start(place: Place, text: string): Start;
}

const withFile = (
  command: string,
  args: (file: string) => readonly string[],
  prefix = '',
): Proxy['start'] => {
  return ({ directory }, text) => ({
    files: { conf: `${prefix}${text}` },
    command,
    args: args(`${directory}/conf`),
    env: DEBIAN_PATH,
  });
};

const PROXIES: Readonly<Record<string, Proxy>> = {
  nginx: { package: 'nginx-light', start: ({ directory }, text) => nginxStart(directory, text) },
  haproxy: { package: 'haproxy', start: withFile('haproxy', (file) => ['-db', '-f', file]) },
  apache: {
    package: 'apache2-bin',
    start: ({ directory }, text) =>
      apacheStart(directory, isRoot ? `User www-data\nGroup www-data\n${text}` : text),
  },
  varnish: {
    package: 'varnish',
    start: ({ port, directory }, text) => ({
      files: { 'conf.vcl': text },
      command: 'varnishd',
      args: [
        '-F',
        '-a',
        `127.0.0.1:${port}`,
        '-f',
        `${directory}/conf.vcl`,
        '-n',
        `${directory}/v`,
        '-s',
        'malloc,32m',
      ],
      env: DEBIAN_PATH,
    }),
  },
  h2o: {
    package: 'h2o',
    start: withFile('h2o', (file) => ['-c', file], isRoot ? 'user: www-data\n' : ''),
  },
  lighttpd: { package: 'lighttpd', start: withFile('lighttpd', (file) => ['-D', '-f', file]) },
};

/** The configurations that are asked: the defaults, and those with which a WebSocket is meant to pass. */
const ASKED = [
  'nginx@1.22.1/default',
  'nginx@1.22.1/bug-hardcoded',
  'nginx@1.22.1/ws-map',
  'nginx@1.22.1/keepalive-ws',
  'haproxy@2.6.12/default',
  'haproxy@2.6.12/httpclose',
  'apache@2.4.71/default',
  'apache@2.4.71/ws-upgrade',
  'apache@2.4.71/wstunnel',
  'varnish@7.1.1/default',
  'varnish@7.1.1/ws',
  'h2o@2.2.5/default',
  'h2o@2.2.5/ws',
  'lighttpd@1.4.69/default',
  'lighttpd@1.4.69/ws',
];

/** The text with our ports, and our directory in the place of `run`. */
function placed(text: string, { port, directory }: Place, origin: number): string {
  return text
    .replaceAll('22001', `${origin}`)
    .replaceAll(/\b221\d\d\b/g, `${port}`)
    .replaceAll(/(?<=[\s"])run(?=[/"\s])/g, directory);
}

/** How long silence is, as in the evidence. */
const QUIET = 600;

/** A request for a mode, with a number that says in the origin which one it is. */
function asked({ mode, request }: HopCase, number: string): Uint8Array {
  const octets = HOP_REQUESTS.get(request);
  if (octets === undefined) throw new Error(`no request ${request}`);
  return octetsOf(latin1(octets).replace('/MODE', `/${mode}?${number}`));
}

/** What a client gets: the status, and whether the connection has ended when nothing more comes. */
async function got(subject: Subject, octets: Uint8Array): Promise<string> {
  const line = await subject.connect();
  const observer = new Observer();
  try {
    observer.push({ from: 'client', what: 'octets', octets });
    line.write(octets);
    while (!observer.isOver) {
      const one = await line.next(QUIET);
      if (one === undefined) break;
      observer.push(one);
    }
  } finally {
    line.close();
  }
  const [answer] = observer.server.responses.filter(({ facts }) => facts.status !== '100');
  return `${answer?.head?.status ?? 'none'} ${observer.isOver ? 'closed' : 'open'}`;
}

const values = (head: RequestHead, key: string): string =>
  linesOf(head, key)
    .map(({ value }) => value)
    .join(' | ');

/** What arrived, as far as it is compared. */
const arrivedAs = (head: RequestHead | undefined): string =>
  head === undefined
    ? 'nothing'
    : `${head.version}, Upgrade: ${values(head, 'upgrade')}, Connection: ${values(head, 'connection')}`;

function recordedAs({ upstream, got: seen }: HopCase): string {
  const { version = '', upgrade = [], connection = [] } = upstream?.seen ?? {};
  const arrived =
    upstream === undefined
      ? 'nothing'
      : `${version}, Upgrade: ${upgrade.join(' | ')}, Connection: ${connection.join(' | ')}`;
  return `${arrived}; got ${seen.status} ${seen.fate === 'closed' ? 'closed' : 'open'}`;
}

const AT_ONCE = 16;
/** At least so many of a hundred cells agree. */
const LEAST = 0.99;

/** A case in which a proxy did otherwise than was recorded. */
interface Difference {
  readonly one: HopCase;
  readonly seen: string;
}

/** What was seen of a case where it is not what was recorded. */
async function difference(
  subject: Subject,
  origin: Origin,
  one: HopCase,
  number: string,
): Promise<readonly Difference[]> {
  const client = await got(subject, asked(one, number));
  const seen = `${arrivedAs(origin.arrived(number))}; got ${client}`;
  return seen === recordedAs(one) ? [] : [{ one, seen }];
}

/**
 * The cases that differ. Those that do among others are asked again alone, as they were when they were recorded: a proxy
 * keeps connections to the origin, and takes for a request of one client what another has just used up.
 */
async function differing(subject: Subject, origin: Origin, { cases }: Configuration) {
  const together: Difference[] = [];
  for (let at = 0; at < cases.length; at += AT_ONCE) {
    const some = cases.slice(at, at + AT_ONCE);
    const found = await Promise.all(
      some.map((one, index) => difference(subject, origin, one, `${at + index}`)),
    );
    together.push(...found.flat());
  }
  const alone: Difference[] = [];
  for (const [index, { one }] of together.entries()) {
    alone.push(...(await difference(subject, origin, one, `again-${index}`)));
  }
  const still = new Set(alone.map(({ one }) => one));
  return { alone, onlyTogether: together.filter(({ one }) => !still.has(one)) };
}

const told: string[] = [];
afterAll(() => console.log(['requests of the evidence, through real proxies', ...told].join('\n  ')));

async function ask(configuration: Configuration, proxy: Proxy): Promise<void> {
  const { name, text, cases, installed } = configuration;
  const origin = await recordingOrigin();
  try {
    const running = await started(name, (place) => proxy.start(place, placed(text, place, origin.port)));
    try {
      const { alone, onlyTogether } = await differing(
        tcp({ port: running.port, name }),
        origin,
        configuration,
      );
      const agree = cases.length - alone.length;
      const percent = ((100 * agree) / cases.length).toFixed(1);
      const lines = alone.map(({ one, seen }) => {
        const why = explanation(name, one.id);
        return `${one.id}: ${seen}; recorded ${recordedAs(one)}: ${why ?? 'NOT EXPLAINED'}`;
      });
      told.push(
        `${name} (${packageVersion(proxy.package)}; recorded ${installed}): ${agree} of ${cases.length}, ${percent} %`,
        ...lines.map((line) => `  ${line}`),
        ...onlyTogether.map(
          ({ one, seen }) => `  ${one.id}: as recorded when asked alone; among others ${seen}`,
        ),
      );
      expect(
        agree / cases.length,
        `${name} does otherwise than was recorded:\n${lines.join('\n')}`,
      ).toBeGreaterThanOrEqual(LEAST);
      expect(
        alone.filter(({ one }) => explanation(name, one.id) === undefined).map(({ one }) => one.id),
        `nobody has explained yet why ${name} differs in these`,
      ).toEqual([]);
    } finally {
      await running.stop();
    }
  } finally {
    await origin.stop();
  }
}

describe('a real proxy passes on what was recorded', () => {
  for (const name of ASKED) {
    test(name, { timeout: 180_000 }, async ({ skip }) => {
      const configuration = CONFIGURATIONS.find((one) => one.name === name);
      const proxy = PROXIES[configuration?.product ?? ''];
      if (configuration === undefined || proxy === undefined) throw new Error(`the evidence has no ${name}`);
      const lacks = missing([proxy.package]);
      if (lacks !== undefined) {
        told.push(`${name}: skipped, ${lacks}`);
        skip(lacks);
      }
      await ask(configuration, proxy);
    });
  }
});
