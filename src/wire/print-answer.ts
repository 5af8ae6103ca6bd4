/**
 * Facts of an answer to octets: one short head that has them, and content where they want some.
 */
import type { ResponseFacts } from '../spec/answer.js';
import { octetsOf } from '../spec/message.js';
import { acceptProof } from '../spec/proof.js';

/** What an answer is to. */
export interface AnswerTo {
  readonly key: string | undefined;
  readonly method: string;
}

const REASONS: Readonly<Record<number, string>> = {
  100: 'Continue',
  101: 'Switching Protocols',
  200: 'OK',
  204: 'No Content',
  301: 'Moved Permanently',
  400: 'Bad Request',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  408: 'Request Timeout',
  414: 'URI Too Long',
  417: 'Expectation Failed',
  426: 'Upgrade Required',
  500: 'Internal Server Error',
  501: 'Not Implemented',
  505: 'HTTP Version Not Supported',
};

const BODY = 'after101\n';
const OPTIONS: Readonly<Record<string, string>> = {
  'keep-alive': 'keep-alive',
  close: 'close',
  upgrade: 'Upgrade',
};

/** The lines that delimit content. */
function framing(
  facts: ResponseFacts,
  code: number,
): { readonly lines: readonly string[]; readonly body: string } {
  if (code < 200 || code === 204 || code === 304 || facts.framing === 'none') return { lines: [], body: '' };
  const sized = `Content-Length: ${BODY.length}`;
  const chunks = `${BODY.length.toString(16)}\r\n${BODY}\r\n0\r\n\r\n`;
  switch (facts.framing) {
    case 'until-close':
      return { lines: [], body: BODY };
    case 'chunked':
      return { lines: ['Transfer-Encoding: chunked'], body: chunks };
    case 'both':
      return { lines: [sized, 'Transfer-Encoding: chunked'], body: chunks };
    case 'repeated-length':
      return { lines: [sized, sized], body: BODY };
    default:
      return { lines: [sized], body: BODY };
  }
}

/**
 * An answer with these facts, as octets.
 *
 * @param facts - the facts of the answer
 * @param code - its status
 * @param to - what it answers: the key that is proved, and the method, since HEAD has no content
 * @returns head and content
 * @see rfc9112#status.line
 * @example
 * const form = formOf({ status: '101', servedAs: '1.1', closing: 'no', refusesVersion: 'no' });
 * printAnswer(form, 101, { key: 'dGhlIHNhbXBsZSBub25jZQ==', method: 'GET' });
 */
export function printAnswer(facts: ResponseFacts, code: number, to: AnswerTo): Uint8Array {
  if (facts.status === 'bare') return octetsOf(BODY);
  // a 2xx to CONNECT has neither content nor fields that would delimit it (rfc9110#CONNECT)
  const tunnel = to.method === 'CONNECT' && code >= 200 && code < 300;
  const { lines, body } = tunnel ? { lines: [], body: '' } : framing(facts, code);
  const options = facts.connection.split('+').flatMap((one) => OPTIONS[one] ?? []);
  const all = [
    `HTTP/${facts.version === '1.0' ? '1.0' : '1.1'} ${code} ${REASONS[code] ?? 'Status'}`,
    ...(facts.upgrade === 'none' ? [] : ['Upgrade: websocket']),
    ...(options.length > 0 ? [`Connection: ${options.join(', ')}`] : []),
    ...(facts.proof === 'right' && to.key !== undefined ? [`Sec-WebSocket-Accept: ${proof(to.key)}`] : []),
    ...(facts.wsVersions === 'listed' ? ['Sec-WebSocket-Version: 13'] : []),
    ...lines,
    '',
    to.method === 'HEAD' ? '' : body,
  ];
  return octetsOf(all.join('\r\n'));
}

const proof = (key: string): string => acceptProof(key);
