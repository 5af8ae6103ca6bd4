/**
 * May this request be processed at all? (requirements §3, stages P1 to P6)
 *
 * 1. The stages stand in the order in which a server can learn of them: octets, version, size, target,
 *    framing, Host. The first that demands a refusal decides.
 * 2. What a stage merely tolerates (refusing what may also be repaired or read on) does not decide: every
 *    tolerance that holds adds a permitted refusal beside going on.
 * 3. Where two stages both demand a status, any status one of them demands conforms. 400 is permitted by all but
 *    the limits; the preferred status stands first.
 * 4. A refusal ends the connection where a text says so, and where nothing of the connection can be read
 *    behind it. Where the texts are silent a tolerance permits both: ending it, and leaving it to §9.3.
 *    What must be refused has one outcome: leaving it to §9.3 forbids nobody to say close.
 */
import { type Facts, VALUES } from './axes.js';
import { defineTable, type Table } from './table.js';

/** The classes of final answers told apart by some rule; `bare` is an HTTP/0.9 body without a head. */
export const FINAL_STATUSES = [
  '2xx',
  '3xx',
  '4xx',
  '400',
  '414',
  '417',
  '426',
  '501',
  '505',
  '5xx',
  'bare',
] as const;

/** A class of final answers. `4xx` is any client error not listed by its own number, such as 403 and 404. */
export type FinalStatus = (typeof FINAL_STATUSES)[number];

/** The final answers that are errors: a WebSocket handshake is refused with one of these. */
export const ERROR_STATUSES: readonly FinalStatus[] = FINAL_STATUSES.filter(
  (status) => status !== '2xx' && status !== '3xx' && status !== 'bare',
);

/** What admission gives: go on, or refuse with one of the statuses, after which the connection may have to end. */
export type Admission =
  | { readonly does: 'go-on' }
  | {
      readonly does: 'refuse';
      /** The final answers permitted. */
      readonly answers: readonly FinalStatus[];
      /** Whether the connection ends behind the answer, whatever §9.3 says. */
      readonly ends: boolean;
    };

const goOn: Admission = { does: 'go-on' };

function refuse(answers: readonly FinalStatus[], then: 'and end' | 'and decide'): Admission {
  return { does: 'refuse', answers, ends: then === 'and end' };
}

/** Must the request be refused, and how? The first row that holds decides. */
export const REFUSALS: Table<Facts, Admission> = defineTable<Facts, Admission>(
  'must the request be refused before anything else is looked at?',
  VALUES,
  [
    // P1: octets and head grammar. Closing is a SHOULD of RFC 9112 §2.2, and of syntax.space-before-colon
    // (a MUST for the 400 alone) it is no more. But reading stopped at the fault, so neither the framing
    // nor a close option that may stand behind it is known: where the next request begins cannot be told,
    // and it ends.
    { clause: 'syntax.broken', when: { syntax: ['broken'] }, then: [refuse(['400'], 'and end')] },
    {
      clause: 'syntax.space-before-colon',
      when: { syntax: ['spaced-name'] },
      then: [refuse(['400'], 'and end')],
    },
    // P3, as far as the head could not be read to its end. No text asks to close behind a 414 or another
    // 4xx. It ends for the reason above: what was not read may frame content, and content that is not read
    // ends the connection (RFC 9112 §9.3). A server that skips to the end of the head knows more than these
    // facts.
    { clause: 'limit.target', when: { syntax: ['long-target'] }, then: [refuse(['414'], 'and end')] },
    {
      clause: 'limit.head',
      when: { syntax: ['large'] },
      then: [refuse(['4xx', '400', '414', '501'], 'and end')],
    },
    // P2: version label. The messages of another major version are framed by its own rules (RFC 9110 §2.5),
    // and what is no label names no rules at all, so nothing behind the head can be delimited. The last row
    // of RFC 9112 §9.3 ends these connections as well: none of them is received as HTTP/1.1 or later in
    // HTTP/1.
    {
      clause: 'version.malformed',
      when: { version: ['malformed'] },
      then: [refuse(['400', '3xx'], 'and end')],
    },
    {
      clause: 'version.simple-request',
      when: { version: ['none'] },
      then: [refuse(['400', 'bare'], 'and end')],
    },
    { clause: 'version.major-0', when: { version: ['0.x'] }, then: [refuse(['505', '400'], 'and end')] },
    {
      clause: 'version.major-unserved',
      when: { version: ['2+'] },
      then: [refuse(['505', '400'], 'and end')],
    },
    // the request target
    {
      clause: 'target.malformed',
      when: { target: ['malformed'] },
      then: [refuse(['400', '3xx'], 'and decide')],
    },
    {
      clause: 'target.asterisk',
      when: { target: ['asterisk'], method: ['GET', 'CONNECT', 'other', 'unknown'] },
      then: [refuse(['400', '3xx'], 'and decide')],
    },
    {
      clause: 'target.authority',
      when: { target: ['authority'], method: ['GET', 'OPTIONS', 'other', 'unknown'] },
      then: [refuse(['400', '3xx'], 'and decide')],
    },
    {
      clause: 'target.connect',
      when: { method: ['CONNECT'], target: ['origin', 'absolute', 'other-scheme'] },
      then: [refuse(['400', '3xx', '4xx', '501'], 'and decide')],
    },
    // P4: framing
    {
      clause: 'framing.chunked-not-last',
      when: { framing: ['chunked-not-last'] },
      then: [refuse(['400'], 'and end')],
    },
    { clause: 'framing.bad-length', when: { framing: ['bad-length'] }, then: [refuse(['400'], 'and end')] },
    {
      clause: 'framing.unknown-coding',
      when: { framing: ['unknown-coding'] },
      then: [refuse(['501', '400'], 'and decide')],
    },
    // P6: Host
    {
      clause: 'host.missing',
      when: { host: ['absent'], version: ['1.1', '1.2+'] },
      then: [refuse(['400'], 'and decide')],
    },
    { clause: 'host.repeated', when: { host: ['several'] }, then: [refuse(['400'], 'and decide')] },
    { clause: 'host.invalid', when: { host: ['invalid'] }, then: [refuse(['400'], 'and decide')] },
    // P11: the method
    {
      clause: 'method.unknown',
      when: { method: ['unknown'] },
      then: [refuse(['501', '4xx', '400'], 'and decide')],
    },
    { clause: 'request.admitted', when: {}, then: [goOn] },
  ],
);

/** What may be refused though it may also be processed. Every row that holds adds its refusal. */
export const TOLERANCES: Table<Facts, Admission> = defineTable<Facts, Admission>(
  'may the request be refused although it may be processed?',
  VALUES,
  [
    // The first three: the head was read to its end, and what follows is delimited. The close of RFC 9112
    // §2.2 is for faults beside the robustness exceptions, so no text asks for it, and none forbids it.
    {
      clause: 'syntax.repairable',
      when: { syntax: ['repaired'] },
      then: [refuse(['400'], 'and end'), refuse(['400'], 'and decide')],
    },
    {
      clause: 'version.higher-minor',
      when: { version: ['1.2+'] },
      then: [refuse(['505', '400'], 'and end'), refuse(['505', '400'], 'and decide')],
    },
    {
      clause: 'framing.equal-lengths',
      when: { framing: ['equal-lengths'] },
      then: [refuse(['400'], 'and end'), refuse(['400'], 'and decide')],
    },
    // here RFC 9112 §6.1 says MUST close, refused or not
    { clause: 'framing.both', when: { framing: ['both'] }, then: [refuse(['400'], 'and end')] },
    {
      clause: 'expect.other',
      when: { expect: ['other', 'continue+other'] },
      then: [refuse(['417'], 'and decide')],
    },
  ],
);

/** The version a request is served as: what HTTP/1.0 cannot have, it is not given. */
export type ServedAs = '1.1' | '1.0';

/** As which version is the request served? */
export const SERVED_AS: Table<Facts, ServedAs> = defineTable<Facts, ServedAs>(
  'as which version is the request served?',
  VALUES,
  [
    {
      clause: 'version.unread',
      when: { syntax: ['broken', 'spaced-name', 'long-target', 'large'] },
      then: ['1.1'],
    },
    { clause: 'version.old', when: { version: ['1.0', '0.x', 'none'] }, then: ['1.0'] },
    { clause: 'version.current', when: {}, then: ['1.1'] },
  ],
);
