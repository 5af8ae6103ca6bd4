/**
 * A 101 that leads away from here: the switch to a protocol that the client offered, and that is not WebSocket.
 *
 * 1. RFC 9110 §7.8 permits it, and what follows on the connection is that protocol's. It is not modelled: nothing behind
 *    such a 101 is called permitted or at fault.
 * 2. Up to the 101 everything is HTTP, and judged: what was offered, when a 101 may go, and its form. What a WebSocket
 *    negotiates is left out of it. A 101 that proves a key leads to WebSocket, and names that.
 * 3. What the client offered is told twice: by the verdict, and by the 101, which was compared with the offer.
 */
import { formFaults, type ResponseFacts } from './answer.js';
import type { Verdict } from './decide.js';
import { OFFER } from './handshake.js';
import { type Connection, placeOf } from './step.js';

/** The clause by which a 101 may name what the client offered. */
export const SWITCH_OFFERED = 'form.switch-offered';

/** What is said of such a 101. */
export const NOT_MODELLED =
  'the 101 switches to another protocol that the client offered, which rfc9110#field.upgrade permits; ' +
  'what follows on the connection is not modelled here.';

/** The rows of the offer that hold where other protocols than websocket are offered, alone or beside it. */
const OFFERS_OTHERS = OFFER.rows
  .filter(({ when }) => when.upgrade?.some((value) => /^(among|versioned|other)$/.test(value)) === true)
  .map(({ clause }) => clause);

const offersOthers = ({ takes, trail: { offer } }: Verdict): boolean =>
  takes !== 'refused' && offer !== undefined && OFFERS_OTHERS.includes(offer);

/** Where a request waits for its answer; in two of them its content is not read to its end, which is left open. */
const ANSWERS = ['NONE.answering', 'NONE.body', 'HANDSHAKE.deciding', 'HANDSHAKE.body'];
/** Where a 100 has to go out first. */
const EXPECTS = ['NONE.expecting', 'HANDSHAKE.expecting'];

/** What stands against any switch in this state; undefined where no request is in hand that could be answered. */
function againstSwitch(state: Connection): readonly string[] | undefined {
  const { status, earlier } = placeOf(state);
  if (EXPECTS.includes(status)) return ['switch.not-before-continue'];
  if (!ANSWERS.includes(status)) return undefined;
  if (earlier === 'pending') return ['order.fifo'];
  return state.context.verdict.ends ? ['handshake.ambiguous-framing'] : [];
}

/**
 * What stands against a 101 that switches to another protocol than WebSocket.
 *
 * @param state - the connection before the 101
 * @param facts - the 101, compared with what the client offered
 * @returns the clauses, none where it is permitted; undefined where it is no such 101, or nothing like it was offered
 * @see rfc9110#field.upgrade
 */
export function againstElsewhere(state: Connection, facts: ResponseFacts): readonly string[] | undefined {
  const { verdict } = state.context;
  const leadsElsewhere = facts.status === '101' && facts.upgrade === 'other' && facts.proof === 'none';
  if (!leadsElsewhere || !offersOthers(verdict)) return undefined;
  const against = againstSwitch(state);
  if (against === undefined) return undefined;
  const plain: ResponseFacts = {
    ...facts,
    upgrade: 'websocket',
    proof: 'right',
    protocol: 'none',
    extensions: 'none',
  };
  const faults = formFaults(plain, {
    status: '101',
    servedAs: verdict.servedAs,
    closing: 'no',
    refusesVersion: 'no',
  });
  return [...against, ...faults];
}
