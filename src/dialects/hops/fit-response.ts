/** The response side of a hop from what its client got. */
import type { Asked } from './asked.js';
import { counted, isAsSeen, type Seen, same, seenKey } from './cases.js';
import type { HopResponse, UpstreamAnswer } from './hop.js';
import { relayRead } from './relay.js';
import type { Cost } from './search.js';

export interface ReadResponse {
  readonly asked: Asked;
  readonly sent: Asked;
  readonly answer: UpstreamAnswer;
  readonly got: Seen;
  readonly behind: boolean;
}

/** The groups of the response side. */
export const RESPONSE_GROUPS = [
  ['clientPersists', 'closes', 'upstreamClose', 'badRequest'],
  ['upstreamConnection', 'upstreamUpgrade', 'stayingSays'],
  ['closingSays', 'version'],
  ['unasked', 'failure'],
  ['leg', 'tunnelWhen', 'tunnelNames'],
  ['unasked', 'unaskedBare', 'unaskedOld'],
  ['tunnelTo', 'old'],
  ['says101'],
  ['tunnelConnection', 'tunnelUpgrade'],
  ['unframed'],
  ['badRequest', 'failureCloses'],
  ['laterVersion', 'proxyConnection'],
  ['octetsBehind'],
  ['ownH2c'],
] as const;

/**
 * What a response side costs: what the client saw otherwise. Status, fate and live count most.
 *
 * @param all - the exchanges
 * @returns the cost of a choice
 */
export function responseCost(all: readonly ReadResponse[]): Cost {
  const read = counted(all, exchangeKey);
  return (chosen, most) => {
    const response = chosen as unknown as HopResponse;
    let cost = 0;
    for (const { value, times } of read) {
      const { asked, sent, answer, got, behind } = value;
      const sees = relayRead(response, asked, sent, answer, behind);
      if (!isAsSeen(sees, got)) cost += times * 12;
      else if (sees.version !== got.version) cost += times;
      if (!same(sees.connection, got.connection)) cost += times;
      if (!same(sees.upgrade, got.upgrade)) cost += times;
      if (cost >= most) return cost;
    }
    return cost;
  };
}

/** What of an exchange the response side can see, as text by which equal ones are known. */
function exchangeKey({ asked, sent, answer, got, behind }: ReadResponse): string {
  return JSON.stringify([
    [asked.version, asked.head.version, asked.connection, asked.upgrade, asked.proxyKeepAlive],
    [sent.upgrade, sent.options.includes('upgrade')],
    [sent.content, asked.content],
    answer,
    behind,
    seenKey(got),
  ]);
}
