/**
 * The parameters of a hop from what was observed of it.
 *
 * 1. Deterministic: the same cases in any order of theirs give the same hop; where values tell the cases
 *    equally well, the one declared first is taken.
 * 2. A case that is missing is no case: what nothing tells apart keeps its first value and is named as
 *    undecided.
 * 3. What the parameters do not tell is named, case by case: it is residue, and not noise.
 */
import { askedOf } from './asked.js';
import { type Case, isAsSeen, same } from './cases.js';
import { refusalsOf } from './fit-refusals.js';
import { NAMES, REQUEST_GROUPS, type ReadRequest, recorded, requestCost, whose } from './fit-request.js';
import { RESPONSE_GROUPS, type ReadResponse, responseCost } from './fit-response.js';
import { refusalOf, seenOf } from './forward.js';
import type { HopRequest, HopResponse } from './hop.js';
import { relayRead } from './relay.js';
import { REQUEST_PARAMETERS } from './request-parameters.js';
import { RESPONSE_PARAMETERS } from './response-parameters.js';
import { adopt, type Chosen, search, undecidedOf } from './search.js';
import { sentOf } from './sent.js';

export type { Case, Seen, SeenUpstream } from './cases.js';

/** What fitting gives. */
export interface Fitted {
  readonly request: HopRequest;
  readonly response: HopResponse;
  /** The ids of the cases that are not told in what is forwarded, or in status, fate and live. */
  readonly residue: readonly string[];
  /** The parameters of each side for which some other value tells the cases as well. */
  readonly undecided: { readonly request: readonly string[]; readonly response: readonly string[] };
}

/** The cases that a hop does not tell as they were seen. */
function residueOf(cases: readonly Case[], request: HopRequest, response: HopResponse): readonly string[] {
  return cases.filter((one) => !tells(one, request, response)).map(({ id }) => id);
}

/** Whether the parameters tell a case: what went upstream, and what came of it. */
function tells(one: Case, request: HopRequest, response: HopResponse): boolean {
  const asked = askedOf(one.asked);
  const refusal = refusalOf(request, asked);
  if (one.upstream === undefined) {
    return refusal !== undefined && isAsSeen(seenOf(response, asked, refusal), one.got);
  }
  if (refusal !== undefined) return false;
  const sent = sentOf(request, asked, NAMES);
  const { seen, head } = one.upstream;
  const forwarded =
    sent.version === seen.version &&
    same(sent.upgrade, seen.upgrade) &&
    same(sent.connection, seen.connection) &&
    whose(sent.host, asked) === seen.host;
  if (!forwarded || one.answer === undefined) return forwarded;
  return isAsSeen(relayRead(response, asked, askedOf(head), one.answer, one.behind), one.got);
}

/** One hop that decides outweighs any number that leave it open. */
const DECIDED = 1_000;

/**
 * What most of some hops have, parameter by parameter; those that leave it undecided count only among
 * themselves.
 */
function decidedBy(others: readonly Fitted[], side: 'request' | 'response'): Partial<Chosen> {
  const counts = new Map<string, Map<string, number>>();
  for (const other of others) {
    for (const [name, value] of Object.entries(other[side])) {
      if (typeof value !== 'string') continue;
      const count = counts.get(name) ?? new Map<string, number>();
      const weight = other.undecided[side].includes(name) ? 1 : DECIDED;
      counts.set(name, count.set(value, (count.get(value) ?? 0) + weight));
    }
  }
  const first = (count: Map<string, number>): string | undefined =>
    [...count].toSorted(([, one], [, other]) => other - one)[0]?.[0];
  return Object.fromEntries([...counts].map(([name, count]) => [name, first(count)]));
}

/** The exchanges that arrived upstream, read for both sides. */
function readAll(cases: readonly Case[]): { requests: ReadRequest[]; responses: ReadResponse[] } {
  const requests: ReadRequest[] = [];
  const responses: ReadResponse[] = [];
  for (const { asked: head, upstream, answer, got, behind = false } of cases) {
    if (upstream === undefined) continue;
    const asked = askedOf(head);
    requests.push({ asked, seen: upstream.seen });
    if (answer !== undefined) responses.push({ asked, sent: askedOf(upstream.head), answer, got, behind });
  }
  return { requests, responses };
}

/** What was found, with the cases that it does not tell and what they leave undecided. */
function concluded(
  cases: readonly Case[],
  read: ReturnType<typeof readAll>,
  request: HopRequest,
  response: HopResponse,
): Fitted {
  const known = recorded(read.requests);
  const chosen = { request: request as unknown as Chosen, response: response as unknown as Chosen };
  return {
    request,
    response,
    residue: residueOf(cases, request, response),
    undecided: {
      request: undecidedOf(REQUEST_PARAMETERS, chosen.request, requestCost(read.requests)).filter(
        (name) => !Object.hasOwn(known, name),
      ),
      response: undecidedOf(RESPONSE_PARAMETERS, chosen.response, responseCost(read.responses)),
    },
  };
}

const byId = (one: Case, other: Case): number => (one.id < other.id ? -1 : 1);

/**
 * The parameters that tell the cases of one hop best, and the cases that they do not tell.
 *
 * @param cases - what was observed; any part of it, in any order
 * @returns both sides of the hop, the residue, and what the cases leave undecided
 * @example
 * fitHop([]).residue; // []
 */
export function fitHop(cases: readonly Case[]): Fitted {
  const ordered = cases.toSorted(byId);
  const read = readAll(ordered);
  const sent = search(REQUEST_PARAMETERS, REQUEST_GROUPS, requestCost(read.requests));
  const seen = search(RESPONSE_PARAMETERS, RESPONSE_GROUPS, responseCost(read.responses));
  const response = seen as unknown as HopResponse;
  const refusals = refusalsOf(ordered, response);
  const request = { ...sent, ...recorded(read.requests), refusals } as unknown as HopRequest;
  return concluded(ordered, read, request, response);
}

/**
 * What the cases of one hop leave open is taken as most of some others decide it, where that tells the cases
 * as well.
 *
 * @param cases - the cases
 * @param fitted - what fits them
 * @param others - what fits the same product under other configurations
 * @returns the same, with fewer values that differ for no reason
 * @example
 * settle([], fitHop([]), []).residue; // []
 */
export function settle(cases: readonly Case[], fitted: Fitted, others: readonly Fitted[]): Fitted {
  const ordered = cases.toSorted(byId);
  const read = readAll(ordered);
  const request = adopt(
    fitted.request as unknown as Chosen,
    decidedBy(others, 'request'),
    requestCost(read.requests),
  );
  const response = adopt(
    fitted.response as unknown as Chosen,
    decidedBy(others, 'response'),
    responseCost(read.responses),
  );
  const sides = { ...fitted, request, response } as unknown as Fitted;
  const refusals = refusalsOf(ordered, sides.response);
  const told = { ...sides.request, ...recorded(read.requests), refusals } as HopRequest;
  return concluded(ordered, read, told, sides.response);
}
