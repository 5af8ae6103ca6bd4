/**
 * What we do where the standards leave it open: the default choices, one table.
 *
 * 1. A choice picks among permitted outcomes, so nobody is to blame for it.
 * 2. Grant when permitted; an offer that is not seen gets the ordinary answer; a faulty one 400, or 426 when the
 *    WebSocket version is at fault; persist by RFC 9112 §9.3; never say close in a 101.
 * 3. A dialect overrides entries of this table; what it does not name stays as here.
 */
import type { FinalStatus } from './admission.js';
import type { Verdict } from './decide.js';

/** Choices among permitted outcomes. */
export interface Choices {
  /**
   * For each clause that permits several outcomes: the one taken. A request that may be refused although it
   * may be processed is taken (`go-on`), refused so that the connection ends where that is permitted
   * (`refuse`), or refused with what follows left to §9.3 (`refuse-and-decide`), where the clause permits
   * that as well.
   */
  readonly picks: Readonly<Record<string, string>>;
  /** The answer to a faulty handshake. */
  readonly faultyHandshake: FinalStatus;
  /** The answer to a handshake whose WebSocket version is at fault. */
  readonly versionFault: FinalStatus;
  /** Whether the connection is closed after refusing a request, though it could persist. */
  readonly closesAfterRefusal: boolean;
}

/** The default choices. */
export const DEFAULT_CHOICES: Choices = {
  picks: {
    'persist.keep-alive': 'keep-alive',
    'offer.versioned': 'nothing',
    'handshake.key-padding': 'holds',
    'handshake.version-missing': 'version',
    'handshake.version-repeated': 'faulty',
    'handshake.version-malformed': 'faulty',
    'handshake.protocols-faulty': 'holds',
    'handshake.origin-several': 'faulty',
    'handshake.content': 'holds',
    'syntax.repairable': 'go-on',
    'version.higher-minor': 'go-on',
    'framing.equal-lengths': 'go-on',
    'framing.both': 'refuse',
    'expect.other': 'go-on',
  },
  faultyHandshake: '400',
  versionFault: '426',
  closesAfterRefusal: false,
};

/**
 * Choices pick one verdict of those permitted.
 *
 * @param permitted - the verdicts permitted for one request
 * @param choices - which outcome is taken where several are permitted
 * @returns the verdict that agrees with the choices
 * @example
 * import { choose, permittedFor, REFERENCE } from 'after101';
 *
 * const permitted = permittedFor({ ...REFERENCE, framing: 'both' });
 * permitted.length; // 2
 * choose(permitted).takes; // 'refused'
 */
export function choose(permitted: readonly Verdict[], choices: Choices = DEFAULT_CHOICES): Verdict {
  const first = permitted[0] as Verdict;
  if (permitted.length === 1) return first;
  const isRefusal = (pick: string | undefined): boolean => pick === 'refuse' || pick === 'refuse-and-decide';
  const refuses = permitted.some((verdict) =>
    Object.entries(verdict.picks).some(
      ([clause, pick]) => isRefusal(pick) && isRefusal(choices.picks[clause]),
    ),
  );
  const agrees = (verdict: Verdict): boolean =>
    Object.entries(verdict.picks).every(([clause, pick]) => {
      const choice = choices.picks[clause];
      if (pick === 'go-on') return !refuses;
      // a clause that would go on has no say in how the request is refused
      if (isRefusal(pick)) return refuses && (!isRefusal(choice) || choice === pick);
      return choice === undefined || choice === pick;
    });
  // clauses that choose differently how to refuse: the first refusal, which ends the connection
  const refused = refuses ? permitted.find(({ takes }) => takes === 'refused') : undefined;
  return permitted.find(agrees) ?? refused ?? first;
}

/**
 * The answer given to a request that is not granted and not the application's to answer.
 *
 * @param verdict - the verdict in force
 * @param choices - the choices
 * @returns the class of the final answer
 * @example
 * import { choose, permittedFor, REFERENCE, refusalAnswer } from 'after101';
 *
 * refusalAnswer(choose(permittedFor({ ...REFERENCE, wsVersion: 'other' }))); // '426'
 */
export function refusalAnswer(verdict: Verdict, choices: Choices = DEFAULT_CHOICES): FinalStatus {
  if (verdict.takes === 'refused') return verdict.answers[0] ?? '400';
  return verdict.namesVersions ? choices.versionFault : choices.faultyHandshake;
}
