/** What `--version` prints: the package, and the texts that the specification is based on, with their dates. */
import { readFileSync } from 'node:fs';
import type { SourceText } from '../spec/clauses/index.js';

const TEXTS: Readonly<Record<SourceText, string>> = {
  'RFC 9110': 'HTTP Semantics, June 2022',
  'RFC 9112': 'HTTP/1.1, June 2022',
  'RFC 6455': 'The WebSocket Protocol, December 2011',
  'RFC 7692': 'Compression Extensions for WebSocket, December 2015 (in quotations only)',
  'RFC 1945': 'HTTP/1.0, May 1996',
  'RFC 2068': 'HTTP/1.1 (for the keep-alive of HTTP/1.0), January 1997',
  'RFC 4648': 'Base64, October 2006 (in quotations only)',
  'RFC 9931':
    'Optimistic Protocol Transitions in HTTP/1.1, March 2026 (read as its last draft, September 2025)',
};

/**
 * The version of the package with the texts behind it.
 *
 * @returns lines of text
 */
export function versionText(): string {
  const file = new URL('../../package.json', import.meta.url);
  const { version } = JSON.parse(readFileSync(file, 'utf8')) as { version: string };
  const texts = Object.entries(TEXTS).map(([text, about]) => `  ${text}  ${about}`);
  return [`after101 ${version}`, 'based on', ...texts, ''].join('\n');
}
