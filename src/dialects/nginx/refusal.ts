/**
 * Requests that nginx answers itself, before any location is looked for. As measured: no version above 1
 * (505), no version label it cannot read (400), no HTTP/1.1 without Host (400); the rest from its source.
 */
import type { RequestHead } from '../../spec/message.js';
import { takenFields } from './fields.js';
import { atLeast, type Scope } from './proxy.js';

/** An answer of nginx's own. */
export interface Refusal {
  readonly status: number;
  readonly says: string;
}

const LABEL = /^HTTP\/(\d)(\d*)(?:\.(\d{1,4}))?$/;

function versionRefusal(version: string): Refusal | undefined {
  // Without a version it is HTTP/0.9, which nginx takes.
  if (version === '') return undefined;
  const found = LABEL.exec(version);
  const says = `the version ${version.slice(0, 20)} is not one that nginx reads`;
  if (found === null || found[1] === '0') return { status: 400, says };
  if (found[1] !== '1' || found[2] !== '') return { status: 505, says };
  return found[3] === undefined || Number(found[3]) > 999 ? { status: 400, says } : undefined;
}

/**
 * Does nginx answer this request itself?
 *
 * @param scope What is known of the configuration.
 * @param head The request.
 * @returns The status and why, or `undefined` when the request goes on.
 * @see rfc9112#section-3.2
 */
export function refusalOf(scope: Scope, head: RequestHead): Refusal | undefined {
  const version = versionRefusal(head.version);
  if (version !== undefined) return version;
  const fields = takenFields(head, scope);
  const of = (key: string) => fields.filter((line) => line.key === key);
  const hosts = of('host');
  if (hosts.length > 1 && atLeast(scope, [1, 17, 9]) !== false)
    return { status: 400, says: 'it has more than one Host field, which is refused from 1.17.9 on' };
  const needsHost = head.version !== '' && head.version !== 'HTTP/1.0';
  if (hosts.length === 0 && needsHost)
    return { status: 400, says: 'it has no Host field, which HTTP/1.1 requires' };
  if (
    head.version === 'HTTP/1.0' &&
    of('transfer-encoding').length > 0 &&
    atLeast(scope, [1, 21, 1]) === true
  )
    return { status: 400, says: 'it is HTTP/1.0 and has Transfer-Encoding' };
  const coding = of('transfer-encoding')[0]?.value.toLowerCase();
  if (coding !== undefined && coding !== 'chunked') {
    return { status: 501, says: 'its Transfer-Encoding is not chunked' };
  }
  if (coding !== undefined && of('content-length').length > 0 && atLeast(scope, [1, 21, 1]) !== false)
    return {
      status: 400,
      says: 'it has both Transfer-Encoding and Content-Length, which is refused from 1.21.1 on',
    };
  const own = head.method === 'TRACE' || head.method === 'CONNECT';
  return own ? { status: 405, says: `nginx does not serve ${head.method}` } : undefined;
}
