/**
 * What is wrong with a request as a matter of who sent it: the client, or an intermediary that passed it on.
 *
 * 1. A server is judged by what it makes of a request; this judges the request. Every row that holds counts.
 * 2. An intermediary sends for itself: what it makes of an offer binds it as it would bind a client, and
 *    what it had received is no excuse. That is derived, and told beside the clause that is broken.
 * 3. What it must not pass on is told by comparing what it had received with what it sent.
 */
import { type Facts, VALUES } from './axes.js';
import { members } from './fields.js';
import { linesOf, type RequestHead } from './message.js';
import { askAll, type Condition, defineTable, seeing, type Table } from './table.js';

/** A request that its sender means as a handshake: websocket alone is offered, with the option, in HTTP/1.1. */
const OFFERING: Condition<Facts> = {
  upgrade: ['websocket'],
  version: ['1.1', '1.2+'],
  connection: ['upgrade', 'keep-alive+upgrade', 'close+upgrade', 'close+keep-alive+upgrade'],
};

/** What is wrong with a request as sent? Every row that holds counts. */
export const SENDING: Table<Facts, 'fault'> = defineTable<Facts, 'fault'>(
  'what is wrong with the request as it is sent?',
  VALUES,
  [
    {
      clause: 'send.offer-version',
      when: { upgrade: ['websocket', 'among', 'versioned'], version: ['1.0', '0.x', 'none'] },
      then: ['fault'],
    },
    {
      clause: 'send.option',
      when: {
        upgrade: ['websocket', 'among', 'versioned', 'other'],
        connection: ['none', 'close', 'keep-alive', 'close+keep-alive'],
      },
      then: ['fault'],
    },
    { clause: 'send.host', when: { version: ['1.1', '1.2+'], host: ['absent'] }, then: ['fault'] },
    {
      clause: 'send.handshake-method',
      when: { ...OFFERING, method: ['OPTIONS', 'CONNECT', 'other', 'unknown'] },
      then: ['fault'],
    },
    {
      clause: 'send.handshake-key',
      when: { ...OFFERING, key: ['absent', 'several', 'invalid'] },
      then: ['fault'],
    },
    {
      clause: 'send.handshake-version',
      when: { ...OFFERING, wsVersion: ['absent', 'other', 'several', 'invalid'] },
      then: ['fault'],
    },
    {
      clause: 'send.offer-and-close',
      when: {
        upgrade: ['websocket', 'among', 'versioned'],
        connection: ['close+upgrade', 'close+keep-alive+upgrade'],
      },
      then: ['fault'],
    },
  ],
);

/** What an intermediary did with a message, as far as a clause asks about it. */
export interface Forwarding {
  /** Whether fields that the client's Connection names went on as they were. */
  readonly named: 'removed' | 'kept';
  /** Whether an offer that went on is at fault. */
  readonly offer: 'sound' | 'faulty';
  /** Whether a 101 was passed on that answers no offer of the intermediary. */
  readonly switched: 'asked' | 'unasked';
}

/** The values of what is asked about an intermediary. */
const FORWARDING_SPACE = {
  named: ['removed', 'kept'],
  offer: ['sound', 'faulty'],
  switched: ['asked', 'unasked'],
} as const;

/** What is wrong with what an intermediary passed on? Every row that holds counts. */
export const FORWARDING: Table<Forwarding, 'fault'> = defineTable<Forwarding, 'fault'>(
  'what is wrong with what the intermediary passed on?',
  FORWARDING_SPACE,
  [
    { clause: 'hop.connection-fields', when: { named: ['kept'] }, then: ['fault'] },
    { clause: 'hop.offers-for-itself', when: { offer: ['faulty'] }, then: ['fault'] },
    { clause: 'hop.unasked-switch', when: { switched: ['unasked'] }, then: ['fault'] },
  ],
);

/** Options that are no names of fields, and fields with a rule of their own: the offer itself. */
const NOT_FIELDS = ['close', 'keep-alive', 'upgrade'];

/**
 * The clauses that a request breaks by how it was sent.
 *
 * @param facts - the facts of the request, by the standards' reading
 * @returns the clauses, in the table's order
 * @see rfc6455#section-4.1
 * @see rfc9110#field.upgrade
 * @example
 * sentAgainst({ ...REFERENCE, version: '1.0' }); // ['send.offer-version']
 */
export function sentAgainst(facts: Facts): readonly string[] {
  return askAll(SENDING, seeing(VALUES, facts)).map(({ clause }) => clause);
}

/**
 * Whether a field that the client's Connection names went on with the value it had.
 *
 * @param asked - the request an intermediary received
 * @param sent - the request it sent
 * @returns `kept` where one did
 * @see rfc9110#field.connection
 * @example
 * namedFields(head, head); // 'removed'
 */
export function namedFields(asked: RequestHead, sent: RequestHead): Forwarding['named'] {
  const named = members(linesOf(asked, 'connection').map(({ value }) => value)).map((one) =>
    one.toLowerCase(),
  );
  const valuesIn = (head: RequestHead, key: string): string =>
    linesOf(head, key)
      .map(({ value }) => value)
      .join();
  const isKept = (key: string): boolean =>
    !NOT_FIELDS.includes(key) && valuesIn(asked, key) !== '' && valuesIn(asked, key) === valuesIn(sent, key);
  return named.some(isKept) ? 'kept' : 'removed';
}

/**
 * The clauses that an intermediary breaks by what it passed on.
 *
 * @param forwarding - what it did
 * @returns the clauses, in the table's order
 * @see rfc9110#field.connection
 * @example
 * forwardedAgainst({ named: 'kept', offer: 'sound', switched: 'asked' }); // ['hop.connection-fields']
 */
export function forwardedAgainst(forwarding: Forwarding): readonly string[] {
  return askAll(FORWARDING, seeing(FORWARDING_SPACE, forwarding)).map(({ clause }) => clause);
}
