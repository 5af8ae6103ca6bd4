/** Short ways to ask a configuration in tests. */
import { type NginxForward, nginxForward } from '../../../src/dialects/hops/nginx.js';
import type { NginxProxy } from '../../../src/dialects/nginx/proxy.js';
import type { Answer, Proxied, Question } from '../../../src/explain/nginx/answer.js';
import type { Include } from '../../../src/explain/nginx/blocks.js';
import { type NginxConfig, readNginx } from '../../../src/explain/nginx/read.js';
import { proxyFor } from '../../../src/explain/nginx/rules.js';
import { latin1, octetsOf, type RequestHead, readRequest } from '../../../src/spec/message.js';

export const read = (text: string, include?: Include): NginxConfig =>
  readNginx([{ name: 'nginx.conf', text }], include);

/** What is answered for a path, 1.22.1 being the version unless another is given. */
export const ask = (text: string, question: Partial<Question> = {}): Answer =>
  proxyFor(read(text), { path: '/', version: '1.22.1', ...question });

/** The answer must be that it is proxied. */
export function proxied(text: string, question: Partial<Question> = {}): Proxied {
  const answer = ask(text, question);
  if (answer.outcome !== 'proxy') throw new Error(`not proxied: ${JSON.stringify(answer)}`);
  return answer;
}

export function only(text: string, question: Partial<Question> = {}): NginxProxy {
  const { proxies } = proxied(text, question);
  if (proxies.length !== 1) throw new Error(`${proxies.length} answers`);
  return proxies[0] as NginxProxy;
}

export const HANDSHAKE = [
  'Host: app.example',
  'Connection: keep-alive, Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-Version: 13',
];

export function headOf(lines: readonly string[] = HANDSHAKE, start = 'GET / HTTP/1.1'): RequestHead {
  const found = readRequest(octetsOf(`${[start, ...lines].join('\r\n')}\r\n\r\n`));
  if (found.outcome !== 'head') throw new Error(`no head: ${JSON.stringify(found)}`);
  return found.head;
}

/** The lines of the head that goes upstream, the request line first. */
export const linesUp = (forward: NginxForward): readonly string[] =>
  latin1(forward.octets)
    .split('\r\n')
    .filter((line) => line !== '');

/** What a configuration sends upstream for a handshake. */
export const up = (
  text: string,
  question: Partial<Question> = {},
  head: RequestHead = headOf(HANDSHAKE, `GET ${question.path ?? '/'} HTTP/1.1`),
): readonly string[] => linesUp(nginxForward(only(text, question), head));

/** The value of one field of such lines; `undefined` when it is not there. */
export const field = (lines: readonly string[], name: string): string | undefined =>
  lines.find((line) => line.toLowerCase().startsWith(`${name.toLowerCase()}: `))?.slice(name.length + 2);
