/**
 * Every requirement row: what the texts ask of a server, a client or an intermediary around HTTP persistence
 * and the switch to WebSocket, from octets to the Close frame.
 */
import { BEYOND_ROWS } from './beyond.js';
import { CONNECTION_ROWS } from './connection.js';
import { CONTENT_ROWS } from './content.js';
import { FRAME_ROWS } from './frames.js';
import { HANDSHAKE_ROWS } from './handshake.js';
import { REQUEST_ROWS } from './request.js';
import type { Requirement } from './row.js';
import { UPGRADE_ROWS } from './upgrade.js';

export type { Party, Requirement } from './row.js';

/** The groups in their order, and what each is about. */
export const ROW_GROUPS = {
  'H-VER': 'HTTP version',
  'H-LINE': 'request line and message syntax',
  'H-FLD': 'fields',
  'H-HOST': 'Host',
  'H-CONN': 'the Connection field',
  'H-PERSIST': 'persistence',
  'H-CLOSE': 'tear-down',
  'H-PIPE': 'order on a connection',
  'H-FRAME': 'what delimits a message',
  'H-INFO': 'interim responses',
  'H-EXPECT': 'expectations',
  'H-UPG': 'Upgrade',
  'H-INT': 'intermediaries',
  'WS-REQ': 'WebSocket: what a client asks',
  'WS-RSP': 'WebSocket: what a client checks',
  'WS-SRV': 'WebSocket: the server in the handshake',
  'WS-FRM': 'WebSocket: frames',
  'WS-CLS': 'WebSocket: closing',
  'WS-EXT': 'WebSocket: extensions',
  'WS-PMD': 'permessage-deflate',
  'WS-H2': 'WebSocket over HTTP/2 and HTTP/3',
  WEB: 'browsers',
} as const satisfies Readonly<Record<string, string>>;

/** Every row, in the order of the groups and of the numbers in them. */
export const REQUIREMENTS: readonly Requirement[] = [
  ...REQUEST_ROWS,
  ...CONNECTION_ROWS,
  ...CONTENT_ROWS,
  ...UPGRADE_ROWS,
  ...HANDSHAKE_ROWS,
  ...FRAME_ROWS,
  ...BEYOND_ROWS,
];

const BY_ID: ReadonlyMap<string, Requirement> = new Map(REQUIREMENTS.map((row) => [row.id, row]));

/**
 * The row with an id.
 *
 * @param id - such as `H-UPG-11`
 * @returns the row, or undefined when there is none of that id
 * @example
 * import { requirement } from 'after101';
 *
 * requirement('H-UPG-11')?.sources; // ['rfc9110#field.upgrade']
 */
export function requirement(id: string): Requirement | undefined {
  return BY_ID.get(id);
}
