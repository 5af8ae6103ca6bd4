/**
 * Verdicts as outcomes, and outcomes compared with what a class expects.
 *
 * 1. An outcome says how the request is taken, and whether the connection ends for another reason than §9.3.
 *    Persistence itself is not part of it.
 * 2. A word of the requirements is a condition on the whole set of outcomes; a set written out is compared as
 *    it stands, whatever its order.
 */
import { REFERENCE } from '../../spec/axes.js';
import { permittedFor, type Verdict } from '../../spec/decide.js';
import { readFacts } from '../../spec/facts.js';
import type { Read, RequestHead } from '../../spec/message.js';
import type { Expected, Outcome } from './class.js';

/** The ways in which one verdict takes a request. */
function waysOf(verdict: Verdict): readonly Outcome[] {
  const end = verdict.ends ? ' and end' : '';
  if (verdict.takes === 'refused') return verdict.answers.map((status): Outcome => `${status}${end}`);
  if (verdict.takes === 'ordinary') return [`ordinary${end}`];
  return [`${verdict.mayGrant ? 'grant' : verdict.namesVersions ? 'versions' : 'faulty'}${end}`];
}

/**
 * Verdicts as outcomes: each way to take the request once, in the order of the verdicts.
 *
 * @param verdicts - the verdicts permitted for one request
 * @returns the outcomes
 * @example
 * outcomesOf(permittedFor({ ...REFERENCE, version: '2+' })).join(); // '505 and end,400 and end'
 */
export function outcomesOf(verdicts: readonly Verdict[]): readonly Outcome[] {
  return [...new Set(verdicts.flatMap(waysOf))];
}

/**
 * What is permitted for a spelling, as the tables say.
 *
 * @param read - what the reader made of it
 * @returns its outcomes, `more` alone when the head has not ended
 */
export function outcomesOfRead(read: Read<RequestHead>): readonly Outcome[] {
  if (read.outcome === 'need-more') return ['more'];
  return outcomesOf(permittedFor(readFacts(read.outcome === 'head' ? read.head : read)));
}

/** Do these make one set? */
const sameSet = (some: readonly Outcome[], others: readonly Outcome[]): boolean =>
  some.length === others.length && some.every((one) => others.includes(one));

const isGrant = (outcome: Outcome): boolean => outcome === 'grant';
/** Taken as a handshake that may not be granted. */
const isFault = (outcome: Outcome): boolean => /^(faulty|versions)/.test(outcome);
/** Refused from the head. */
const isRefusal = (outcome: Outcome): boolean => /^([2-5]|bare)/.test(outcome);
const ends = (outcome: Outcome): boolean => outcome.endsWith(' and end');

/**
 * Outcomes are what is expected, or they are not.
 *
 * @param expected - a word of the requirements, or the exact set; of `REJ|FIX` only the refusal by 400
 *   is seen here, since the repaired text is judged by itself
 * @param outcomes - the outcomes permitted
 * @returns true when they are
 * @see requirements §7
 * @example
 * conforms('ERR', ['faulty', 'versions']); // true
 * conforms('ERR', ['faulty', 'grant']); // false
 */
export function conforms(expected: Expected, outcomes: readonly Outcome[]): boolean {
  const refusedBy400 = outcomes.some((outcome) => outcome.startsWith('400'));
  switch (expected) {
    case 'OFFER':
      return outcomes.some(isGrant);
    case 'NO':
      return !outcomes.some((outcome) => isGrant(outcome) || isFault(outcome) || outcome === 'more');
    case 'ERR':
      return outcomes.some(isFault) && !outcomes.some(isGrant);
    case '400':
      return refusedBy400 && outcomes.every(isRefusal);
    case '400c':
      return refusedBy400 && outcomes.every((outcome) => isRefusal(outcome) && ends(outcome));
    case 'REJ|FIX':
      return refusedBy400;
    case 'same':
      return sameSet(outcomes, outcomesOf(permittedFor(REFERENCE)));
    default:
      return sameSet(outcomes, expected);
  }
}
