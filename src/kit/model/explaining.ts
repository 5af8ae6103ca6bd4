/**
 * Where a connection may stand: the states of the machine that explain what was seen so far.
 *
 * 1. They are kept from one thing seen to the next as `judge` keeps them, and what nothing permitted
 *    explains has none.
 * 2. Only states count that have read all that was sent, since what is sent next is read next there.
 * 3. Reading on behind an unanswered request counts here: it is what makes a pipelined request one.
 */
import {
  closure,
  distinct,
  explained,
  foremost,
  type Hypothesis,
  type Sending,
} from '../../spec/hypotheses.js';
import type { ConnectionEvent } from '../../spec/machine.js';
import { type Connection, keyOf, newConnection, placeOf, step } from '../../spec/step.js';
import type { Observation } from '../../spec/wire.js';

/** The connection fails, and what comes is not looked at any more. */
const READS_NOTHING = ['ACTIVE.failing', 'ACTIVE.failing-late'];

/**
 * Whether an event of the client means something in a state.
 *
 * It does where it changes some region, or where the inner state names it itself. It does not where the
 * connection is over or fails, where the octets stay unread, and where only the outer state says that
 * nothing is done.
 *
 * @param state - where the connection stands
 * @param event - what the client would do
 * @returns whether the machine takes it
 * @see rfc9112#persistent.connections
 * @example
 * means(newConnection(), { type: 'client.octets' }); // true
 * means(newConnection(), { type: 'client.content', part: 'end' }); // false
 */
export function means(state: Connection, event: ConnectionEvent): boolean {
  const { status } = placeOf(state);
  if (status.startsWith('CLOSED') || READS_NOTHING.includes(status)) return false;
  const taken = step(state, event);
  const [arrow] = taken.arrows;
  if (arrow === undefined || arrow.unread === true) return false;
  return taken.after !== state || arrow.from === `status.${status}`;
}

const BEGIN: Hypothesis = {
  state: newConnection(),
  read: 0,
  owed: [],
  departs: [],
  heard: 0,
  failsOver: undefined,
  overlooks: [],
};

/** Follows what is seen on one connection. */
export class Explaining {
  private hypotheses: readonly Hypothesis[] = [BEGIN];
  private readonly sending: Sending = { client: [], readTo: new Map() };
  private known: readonly Connection[] | undefined;
  private at = 0;

  /** Takes the next thing seen. */
  push(seen: Observation): void {
    const at = this.at;
    this.at += 1;
    if (seen.from === 'nobody') return;
    this.known = undefined;
    if (seen.from === 'client') {
      this.sending.client.push(seen);
      return;
    }
    const possible = closure(this.hypotheses, this.sending, false);
    const left = possible.flatMap((one) => explained(one, seen, at));
    this.hypotheses = foremost(distinct(left), this.sending);
  }

  /**
   * The states that explain all of it and have read all that was sent; none where nothing permitted
   * explains it.
   */
  get states(): readonly Connection[] {
    this.known ??= this.explore();
    return this.known;
  }

  private explore(): readonly Connection[] {
    const found = new Map<string, Connection>();
    const met = new Set<string>();
    let next = this.hypotheses;
    while (next.length > 0) {
      const silent = closure(next, this.sending, false).filter(({ owed }) => owed.length === 0);
      for (const { state, read } of silent)
        if (read === this.sending.client.length) found.set(keyOf(state), state);
      next = silent.flatMap((one): readonly Hypothesis[] => {
        const { after: state } = step(one.state, { type: 'policy.read-on' });
        const key = `${keyOf(state)} ${one.read}`;
        if (state === one.state || met.has(key)) return [];
        met.add(key);
        return [{ ...one, state }];
      });
    }
    return [...found.values()];
  }
}
