import { describe, expect, test } from 'vitest';
import { nginxForward } from '../../../src/dialects/hops/nginx.js';
import type { NginxProxy } from '../../../src/dialects/nginx/proxy.js';
import { readNginx } from '../../../src/explain/nginx/read.js';
import { proxyFor } from '../../../src/explain/nginx/rules.js';
import { linesOf, type RequestHead, readRequest } from '../../../src/spec/message.js';
import { CONFIGURATIONS, type Configuration, type Saw, SENT } from '../../evidence/nginx/nginx.js';

const headOf = (octets: Uint8Array): RequestHead | undefined => {
  const read = readRequest(octets);
  if (read.outcome === 'head') return read.head;
  return read.outcome === 'refused' ? read.soFar : undefined;
};

/** The content of a measured request is `hello` or none; chunked it is five octets too. */
const contentOf = (octets: Uint8Array): number => (Buffer.from(octets).includes('hello') ? 5 : 0);

function proxyOf({ text, version }: Configuration): NginxProxy {
  const config = readNginx([{ name: 'nginx.conf', text }]);
  expect(config.problems).toEqual([]);
  expect(config.notes).toEqual([]);
  const answer = proxyFor(config, { path: '/MODE', version });
  if (answer.outcome !== 'proxy') throw new Error(`not proxied: ${JSON.stringify(answer)}`);
  expect(answer.proxies).toHaveLength(1);
  expect(answer.undecided).toEqual([]);
  return answer.proxies[0] as NginxProxy;
}

const RECORDED = ['upgrade', 'connection', 'host'];
const OTHERS = ['x-hop', 'content-length'];

/**
 * What was seen and what is said, as text to be compared: joint, then the other fields, then the WebSocket
 * lines.
 */
function seen(saw: Saw): readonly string[] {
  if ('status' in saw) return [`answers ${saw.status}`];
  const of = (keys: readonly string[]) =>
    keys.map((key) => saw.fields.filter(([name]) => name.toLowerCase() === key).map(([, value]) => value));
  return [JSON.stringify([saw.version, of(RECORDED)]), JSON.stringify(of(OTHERS)), String(saw.websocket)];
}

function said(proxy: NginxProxy, octets: Uint8Array): readonly string[] {
  const head = headOf(octets) as RequestHead;
  const { octets: up, refuses, undecided } = nginxForward(proxy, head, contentOf(octets));
  expect(undecided).toEqual([]);
  if (refuses !== undefined) return [`answers ${refuses.status}`];
  const read = readRequest(up);
  if (read.outcome !== 'head') throw new Error('what goes upstream is no head');
  const of = (keys: readonly string[]) =>
    keys.map((key) => linesOf(read.head, key).map(({ value }) => value));
  const websocket = read.head.fields.filter(({ key }) => key.startsWith('sec-websocket-')).length;
  return [JSON.stringify([read.head.version, of(RECORDED)]), JSON.stringify(of(OTHERS)), String(websocket)];
}

describe('the head that goes upstream is the one the origin saw', () => {
  const counts = { forwarded: 0, joint: 0, others: 0, websocket: 0, refused: 0, refusals: 0 };
  const residue: string[] = [];

  test.each(CONFIGURATIONS)('$version/$config', (configuration) => {
    const proxy = proxyOf(configuration);
    for (const [at, { id, octets, times }] of SENT.entries()) {
      const [what, others, websocket] = seen(configuration.saw[at] as Saw);
      const [mine, mineOthers, mineWebsocket] = said(proxy, octets);
      if (others === undefined) {
        counts.refused += times;
        if (what === mine) counts.refusals += times;
      } else {
        counts.forwarded += times;
        if (what === mine) counts.joint += times;
        if (others === mineOthers) counts.others += times;
        if (websocket === mineWebsocket) counts.websocket += times;
      }
      if (what !== mine || others !== mineOthers || websocket !== mineWebsocket)
        residue.push(`${configuration.version}/${configuration.config} ${id}: ${what} said ${mine}`);
    }
    expect(residue).toEqual([]);
  });

  test('all of them, and the figures are printed', () => {
    const { forwarded, joint, others, websocket, refused, refusals } = counts;
    console.log(
      `nginx: ${CONFIGURATIONS.length} configurations; version, Upgrade, Connection and Host jointly ` +
        `${joint} of ` +
        `${forwarded} forwarded requests; X-Hop and Content-Length ${others}; count of Sec-WebSocket lines ` +
        `${websocket}; answered by nginx itself ${refusals} of ${refused}; residue ${residue.length}`,
    );
    expect(CONFIGURATIONS.length).toBe(23);
    expect([joint, others, websocket]).toEqual([forwarded, forwarded, forwarded]);
    expect(refusals).toBe(refused);
  });
});
