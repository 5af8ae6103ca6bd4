/**
 * What somebody types to say which server is meant, and what each mistake in it is.
 *
 * 1. `http:`, `https:`, `ws:` and `wss:` are what they are anywhere; `unix:/path/of/socket` may be followed by `:/path`.
 * 2. A mistake is one sentence with what to do.
 */
import { isIP } from 'node:net';

/** A server that is meant. */
export interface Target {
  /** As it is told in reports. */
  readonly url: string;
  readonly tls: boolean;
  readonly host: string;
  readonly port: number;
  /** The path of a unix socket, in the place of host and port. */
  readonly socketPath?: string;
  /** The path and query that are asked for. */
  readonly path: string;
  /** What requests name in Host: with the port, unless it is that of the scheme. */
  readonly authority: string;
}

/** What was typed names no server. */
export class BadTarget extends Error {
  override readonly name = 'BadTarget';
}

const PORTS: Readonly<Record<string, number>> = { 'http:': 80, 'ws:': 80, 'https:': 443, 'wss:': 443 };
const LONGEST = 2000;

function unixTarget(text: string): Target {
  const [, socketPath = '', path = '/'] = /^unix:(\/?[^:]+)(?::(\/.*))?$/.exec(text) ?? [];
  if (socketPath === '') throw new BadTarget('A unix socket is written as unix:/path/of/socket:/path.');
  return { url: text, tls: false, host: 'localhost', port: 0, socketPath, path, authority: 'localhost' };
}

/** Why a text is no target: the scheme, or the rest. */
function mistake(text: string): BadTarget {
  const [, scheme] = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text) ?? [];
  if (scheme === undefined)
    return new BadTarget(`That is no URL: write it with its scheme, such as http://${text}.`);
  if (`${scheme.toLowerCase()}:` in PORTS)
    return new BadTarget('That is no URL: look at its host and its port.');
  return new BadTarget(`${scheme}: is not spoken here: use http, https, ws, wss or unix.`);
}

/**
 * What was typed is a server that can be asked.
 *
 * @param typed - a URL
 * @returns the target
 * @throws {BadTarget} with one sentence that says what to do
 * @see rfc9110#uri.schemes
 * @example
 * targetOf('ws://127.0.0.1:8080/chat?room=1').path; // '/chat?room=1'
 */
export function targetOf(typed: string): Target {
  const text = typed.trim();
  if (text.length > LONGEST) throw new BadTarget(`The URL is longer than ${LONGEST} characters.`);
  if (text.startsWith('unix:')) return unixTarget(text);
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw mistake(text);
  }
  const usual = PORTS[url.protocol];
  if (usual === undefined) throw mistake(text);
  if (url.username !== '' || url.password !== '') {
    throw new BadTarget('User and password are not sent: give the field that is wanted with --field.');
  }
  if (/[^\x21-\x7e]/.test(url.pathname + url.search))
    throw new BadTarget('The path has characters that no request can have.');
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const port = url.port === '' ? usual : Number(url.port);
  return {
    url: url.href.replace(/#.*$/, ''),
    tls: url.protocol === 'https:' || url.protocol === 'wss:',
    host,
    port,
    path: `${url.pathname}${url.search}`,
    authority: port === usual ? url.hostname : `${url.hostname}:${port}`,
  };
}

/** Whether a name for TLS is one: an address is none (RFC 6066 §3). */
export const serverNameOf = ({ host }: Target): string | undefined => (isIP(host) === 0 ? host : undefined);
