/**
 * Requests aimed at a subject: its path and its host in the place of `/` and `h`, which are all that arbitraries and
 * cases know.
 */
import { latin1, octetsOf } from '../spec/message.js';
import { joined } from './octets.js';
import type { ClientStep } from './purely.js';
import type { Subject } from './subject.js';

/** What a request is aimed at. */
export type Aim = Pick<Subject, 'path' | 'host' | 'fields'>;

const isUsual = ({ path = '/', host = 'h', fields = [] }: Aim): boolean =>
  path === '/' && host === 'h' && fields.length === 0;

const nameIn = (line: string): string => line.slice(0, line.indexOf(':')).toLowerCase();

/** Field lines behind those of a head, unless it has such a field: what a case says of it stays. */
function withFields(head: string, fields: readonly string[]): string {
  const names = head.split('\r\n').slice(1).map(nameIn);
  return head + fields.flatMap((line) => (names.includes(nameIn(line)) ? [] : [`${line}\r\n`])).join('');
}

/** A head but for its empty line. */
const HEAD = /[A-Z]{1,20} +[^ \r\n]+ +HTTP\/1\.\d\r\n(?:[^\r\n]+\r\n)*(?=\r\n)/g;

/**
 * Heads in octets, aimed. What looks like a head is taken for one.
 *
 * @param octets - one or more requests
 * @param aim - the path and the host
 * @returns other octets
 * @example
 * latin1(aimedOctets(spell(REFERENCE), { path: '/chat' })).slice(0, 9); // 'GET /chat'
 */
export function aimedOctets(octets: Uint8Array, { path = '/', host = 'h', fields = [] }: Aim): Uint8Array {
  const text = latin1(octets)
    .replaceAll(
      /([A-Z]{1,20} +)(http:\/\/[^/ \r\n]+)?\/( +HTTP\/)/g,
      (_, method: string, origin: string = '', rest: string) =>
        `${method}${origin === 'http://h' ? `http://${host}` : origin}${path}${rest}`,
    )
    // what stands behind a line is not taken, since it begins the next one
    .replaceAll(/(\r\n[Hh][Oo][Ss][Tt]:[ \t]*)h(?=[ \t]*\r\n)/g, (_, name: string) => `${name}${host}`);
  return octetsOf(fields.length === 0 ? text : text.replaceAll(HEAD, (head) => withFields(head, fields)));
}

/**
 * Where octets that were aimed are cut: behind what was sent until then, aimed by itself. Only where that is no
 * beginning of the whole, as in the middle of a Host, the same share is taken.
 */
function cutAt(sent: Uint8Array, before: Uint8Array, after: Uint8Array, aim: Aim): number {
  const own = aimedOctets(sent, aim);
  if (own.every((octet, at) => after[at] === octet)) return own.length;
  return Math.round((sent.length * after.length) / before.length);
}

/**
 * What a client does, aimed at a subject. A head that is cut is put together first, and cut again at the same place.
 *
 * @param steps - what the client does
 * @param aim - the path and the host of the subject
 * @returns the same steps with other octets
 * @example
 * aimed([], { path: '/chat' }); // []
 */
export function aimed(steps: readonly ClientStep[], aim: Aim): readonly ClientStep[] {
  if (isUsual(aim)) return steps;
  const sent = steps.flatMap((step) => (step.what === 'octets' ? [step.octets] : []));
  const before = joined(sent);
  const after = aimedOctets(before, aim);
  let end = 0;
  let from = 0;
  return steps.map((step): ClientStep => {
    if (step.what !== 'octets') return step;
    end += step.octets.length;
    const to = Math.max(from, cutAt(before.subarray(0, end), before, after, aim));
    const octets = after.subarray(from, to);
    from = to;
    return { what: 'octets', octets };
  });
}
