/**
 * One command with which somebody sees for himself what a page says: it works as it stands, without a file.
 */

import type { Column } from './matrix.js';
import { CASES } from './observed.js';

/** One character of a request in the words of `printf`. */
function printed(character: string): string {
  const named: Readonly<Record<string, string>> = {
    '\r': '\\r',
    '\n': '\\n',
    '\t': '\\t',
    '\\': '\\\\',
    '%': '%%',
    "'": "'\\''",
  };
  const own = named[character];
  if (own !== undefined) return own;
  const code = character.charCodeAt(0);
  return code >= 0x20 && code <= 0x7e ? character : `\\${code.toString(8).padStart(3, '0')}`;
}

/**
 * The request that tells most about a server: one that showed a break of a MUST if there is one, else
 * another that showed something.
 *
 * @param column - the server
 * @returns the place of the request among all
 */
export function tellingCase({ cells }: Column): number {
  const broken = ['breaks', 'asks', 'departs'].flatMap((finding) =>
    cells.filter((cell) => cell.finding === finding).flatMap((cell) => cell.broken),
  );
  // a handshake of HTTP/1.0 is what most are asked about; it comes first where it showed a break
  const usual = CASES.findIndex(({ id }) => id === '1.0|upgrade|websocket');
  if (broken.includes(usual)) return usual;
  return broken[0] ?? cells.flatMap((cell) => cell.chosen)[0] ?? usual;
}

/**
 * A command line that explains one request to one product.
 *
 * @param at - the place of the request
 * @param name - the name of the product
 * @returns the command, for a shell
 */
export function explainCommand(at: number, name: string): string {
  const text = [...(CASES[at]?.text ?? '')].map(printed).join('');
  return `printf '${text}' | npx after101 explain - --octets --to ${name}`;
}
