/**
 * Verdicts that the machine gives itself, and what it asks of any verdict that is brought.
 *
 * 1. The machine has a verdict in force at any time: `NO_REQUEST` while no request is in hand.
 * 2. What arrives faulty or cut short becomes a request that may only be refused.
 * 3. Once a request is answered, the little of its verdict that still matters is kept, and the rest is
 *    forgotten. So there are few connections that differ in it alone.
 */
import type { Verdict } from '../decide.js';

/** The verdict while no request is in hand. */
export const NO_REQUEST: Verdict = {
  takes: 'ordinary',
  answers: [],
  mayGrant: false,
  namesVersions: false,
  servedAs: '1.1',
  content: 'none',
  expects: 'no',
  persistence: 'otherwise',
  ends: false,
  after101: 'websocket',
  earlyFrames: 'wait',
  trail: {},
  picks: {},
};

/**
 * The verdict on a request that is cut short or whose content breaks its framing (RFC 9112 §7.1, §8): 400 or another
 * client error, or none, and the connection ends. Served as HTTP/1.0, so that nothing interim is sent any more.
 */
export const FAULTY_CONTENT: Verdict = {
  ...NO_REQUEST,
  takes: 'refused',
  answers: ['400', '4xx'],
  servedAs: '1.0',
  content: 'lost',
  ends: true,
};

/** Of a verdict, what still matters once the request is answered. The few there can be are kept, one of each. */
const ANSWERED: readonly Verdict[] = [false, true].flatMap((ends) =>
  (['websocket', 'persistence'] as const).map((after101) => ({ ...NO_REQUEST, ends, after101 })),
);

/**
 * Of a verdict, what still matters once the request is answered: whether the connection ends, and what
 * follows a 101.
 *
 * @param verdict - the verdict in force while the request was answered
 * @returns one of the few there can be
 */
export function whenAnswered(verdict: Verdict): Verdict {
  const kept = ANSWERED.find((one) => one.ends === verdict.ends && one.after101 === verdict.after101);
  return kept ?? NO_REQUEST;
}

/** What is still to come of a request when its head has ended. */
export type Still = 'a 100' | 'content' | 'nothing';

/**
 * What is still to come of a request when its head has ended. A 100 that is owed comes before the content.
 *
 * @param verdict - the verdict that the head brings
 * @returns what the next states wait for
 */
export function stillToCome(verdict: Verdict): Still {
  if (verdict.expects === 'owed') return 'a 100';
  return verdict.content === 'follows' ? 'content' : 'nothing';
}
