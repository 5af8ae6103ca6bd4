/**
 * Does the connection persist behind this request? RFC 9112 §9.3, four rows, in the RFC's order.
 *
 * 1. The first row that holds decides: close beats the version, and the version beats keep-alive.
 * 2. The rows do not look at the status of the answer, nor at an offer to upgrade.
 * 3. What else ends a connection (faulty framing, an answer that says close, a body left unread) stands
 *    behind the four rows and can only end it; nothing here can make it persist.
 * 4. All of this speaks of connections that carry HTTP. A 101 ends HTTP's say (`after101.persistence`).
 */
import { type Facts, VALUES } from './axes.js';
import { defineTable, type Table } from './table.js';

/** Which of the four rows of RFC 9112 §9.3 fired. The first and the last end the connection. */
export type PersistenceRow = 'close' | 'http/1.1' | 'keep-alive' | 'otherwise';

/**
 * RFC 9112 §9.3, read for a request by an origin server. A recipient of HTTP/1.0 with keep-alive may honour
 * the mechanism or not: both outcomes are permitted, and not honouring it is the fourth row.
 */
export const PERSISTENCE: Table<Facts, PersistenceRow> = defineTable<Facts, PersistenceRow>(
  'does the connection persist behind this request?',
  VALUES,
  [
    {
      clause: 'persist.close-wins',
      when: { connection: ['close', 'close+upgrade', 'close+keep-alive', 'close+keep-alive+upgrade'] },
      then: ['close'],
    },
    { clause: 'persist.http11', when: { version: ['1.1', '1.2+'] }, then: ['http/1.1'] },
    {
      clause: 'persist.keep-alive',
      when: { version: ['1.0'], connection: ['keep-alive', 'keep-alive+upgrade'] },
      then: ['keep-alive', 'otherwise'],
    },
    { clause: 'persist.otherwise', when: {}, then: ['otherwise'] },
  ],
);

/** Whether a row of §9.3 lets the connection continue. */
export const ROW_PERSISTS: Readonly<Record<PersistenceRow, boolean>> = {
  close: false,
  'http/1.1': true,
  'keep-alive': true,
  otherwise: false,
};

/** What else about the request ends the connection once it is answered: new in RFC 9112. */
export const ENDINGS: Table<Facts, 'ends' | 'no'> = defineTable<Facts, 'ends' | 'no'>(
  'does the framing of the request end the connection?',
  VALUES,
  [
    { clause: 'framing.chunked-not-last', when: { framing: ['chunked-not-last'] }, then: ['ends'] },
    { clause: 'framing.bad-length', when: { framing: ['bad-length'] }, then: ['ends'] },
    { clause: 'framing.both-ends', when: { framing: ['both'] }, then: ['ends'] },
    {
      clause: 'framing.coding-in-http10',
      when: { version: ['1.0'], framing: ['chunked'] },
      then: ['ends'],
    },
    { clause: 'framing.sound', when: {}, then: ['no'] },
  ],
);
