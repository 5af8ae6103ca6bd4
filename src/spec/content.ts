/**
 * What of the request is still to come when its head has ended: its content, and who waits for whom (P10).
 *
 * 1. A request has content exactly when Content-Length or Transfer-Encoding says so; the method is no reason.
 * 2. A client that expects 100-continue waits, so the server must speak first: 100, or a final answer.
 * 3. HTTP/1.0 has no 100: there the expectation is not seen at all.
 */
import { type Facts, VALUES } from './axes.js';
import { defineTable, type Table } from './table.js';

/** Whether octets of the request follow its head. */
export type Content = 'none' | 'follows';

/** Does content follow the head? */
export const CONTENT: Table<Facts, Content> = defineTable<Facts, Content>(
  'does content follow the head?',
  VALUES,
  [
    { clause: 'content.absent', when: { framing: ['none'] }, then: ['none'] },
    { clause: 'content.empty', when: { framing: ['zero'] }, then: ['none'] },
    { clause: 'content.follows', when: {}, then: ['follows'] },
  ],
);

/** Whether a 100 is owed before the content is read: at once, left to the server, or not at all. */
export type Expectation = 'owed' | 'optional' | 'no';

/** Is a 100 (Continue) owed? */
export const EXPECTATION: Table<Facts, Expectation> = defineTable<Facts, Expectation>(
  'is a 100 (Continue) owed?',
  VALUES,
  [
    { clause: 'expect.absent', when: { expect: ['none', 'other'] }, then: ['no'] },
    { clause: 'expect.old-version', when: { version: ['1.0'] }, then: ['no'] },
    { clause: 'expect.no-content', when: { framing: ['none', 'zero'] }, then: ['optional'] },
    { clause: 'expect.continue', when: {}, then: ['owed'] },
  ],
);
