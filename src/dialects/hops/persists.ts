/** Whether a client's connection persists behind an answer of a hop, and what is said of it. */
import { members } from '../../spec/fields.js';
import type { Asked } from './asked.js';
import type { HopResponse } from './hop.js';

/**
 * The client's own request decides whether its connection can persist.
 *
 * @param response - how the hop reads it
 * @param asked - the request
 * @returns whether it can
 * @see rfc9112#persistent.connections
 */
export function clientPersists(response: HopResponse, asked: Asked): boolean {
  if (asked.version === 'later' && response.laterVersion === 'closes') return false;
  const proxy = response.proxyConnection === 'read' && asked.connection.length === 0 && asked.proxyKeepAlive;
  const byVersion = asked.version !== 'old' || proxy;
  if (response.clientPersists === 'last-line') {
    const last = asked.connection.at(-1);
    return last === undefined ? byVersion : members([last]).some((one) => one.toLowerCase() === 'keep-alive');
  }
  if (asked.options.includes('close')) return false;
  return byVersion || asked.options.includes('keep-alive');
}

/**
 * An answer of a hop says in Connection what becomes of the connection.
 *
 * @param response - what the hop says
 * @param asked - the request that is answered
 * @param closes - whether the connection is closed
 * @param version - the version of the answer
 * @returns the lines of Connection: one or none
 */
export function announced(
  response: HopResponse,
  asked: Asked,
  closes: boolean,
  version: '1.1' | '1.0',
): readonly string[] {
  if (closes) {
    const silent = response.closingSays === 'close-at-1.1' && version === '1.0';
    return silent ? [] : ['close'];
  }
  switch (response.stayingSays) {
    case 'keep-alive':
      return ['keep-alive'];
    case 'keep-alive-to-1.0':
      return asked.version === 'old' ? ['keep-alive'] : [];
    case 'Keep-Alive-to-1.0':
      return asked.version === 'old' ? ['Keep-Alive'] : [];
    case 'Keep-Alive-if-asked':
      return asked.options.includes('keep-alive') ? ['Keep-Alive'] : [];
  }
}
