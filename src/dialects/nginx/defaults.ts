/**
 * What nginx sets by its version: the fields of its own, and which of the configuration's it takes.
 */
import { atLeast, type NginxProxy, type SetHeader, type Undecided } from './proxy.js';

/**
 * What the version sets when the configuration does not, as `ngx_http_proxy_headers` lists it.
 *
 * @param proxy The place of the configuration.
 * @param undecided Where to say that the version does not tell.
 * @returns Names and values; an empty value drops the client's field.
 */
export function defaultsOf(
  proxy: NginxProxy,
  undecided: Undecided[],
): readonly { name: string; value: string }[] {
  const isNew = atLeast(proxy, [1, 29, 7]);
  const named = proxy.sets.some(({ name }) => name.toLowerCase() === 'connection');
  if (isNew === undefined && !named) {
    const asks = 'the version: up to 1.29.6 Connection: close is sent, from 1.29.7 no Connection';
    undecided.push({ directive: 'proxy_set_header Connection', at: 'default', asks });
  }
  // Dropped by the source from 1.31.0; before that it passed as any other field.
  const dropped = atLeast(proxy, [1, 31, 0]) === true ? ['Proxy-Connection'] : [];
  const cached = proxy.caching.value
    ? ['If-Modified-Since', 'If-Unmodified-Since', 'If-None-Match', 'If-Match', 'Range', 'If-Range']
    : [];
  return [
    { name: 'Host', value: '$proxy_host' },
    { name: 'Connection', value: isNew === true ? '' : 'close' },
    ...[...dropped, 'TE', 'Keep-Alive', 'Expect', 'Upgrade', ...cached].map((name) => ({ name, value: '' })),
  ];
}

/**
 * The fields that the configuration sets. Of several Host each is sent up to 1.31.3, and only the last from
 * 1.31.4.
 *
 * @param proxy The place of the configuration.
 * @param undecided Where to say that the version does not tell.
 * @returns The fields in order.
 */
export function setsOf(proxy: NginxProxy, undecided: Undecided[]): readonly SetHeader[] {
  const hosts = proxy.sets.filter(({ name }) => name.toLowerCase() === 'host');
  const last = hosts.at(-1);
  if (last === undefined || hosts.length === 1) return proxy.sets;
  const only = atLeast(proxy, [1, 31, 4]);
  if (only === undefined) {
    const asks = 'the version: up to 1.31.3 several Host are sent here, from 1.31.4 the last one';
    undecided.push({ directive: 'proxy_set_header Host', at: last.at, asks });
  }
  return only === true ? proxy.sets.filter((set) => set === last || !hosts.includes(set)) : proxy.sets;
}
