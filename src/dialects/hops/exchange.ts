/** One exchange as a hop sees it from both sides, and what any answer to it is made of. */
import { isWord, members } from '../../spec/fields.js';
import type { Asked } from './asked.js';
import type { ClientSees, HopResponse, UpstreamAnswer } from './hop.js';

/** One exchange, read once. */
export interface Exchange {
  readonly response: HopResponse;
  readonly asked: Asked;
  /** The protocols that went upstream, in lower case; whether the option upgrade did. */
  readonly protocols: readonly string[];
  readonly optionSent: boolean;
  /** Content came that was not announced upstream, so that its octets were read as something else. */
  readonly lost: boolean;
  readonly answer: UpstreamAnswer;
}

/** The end of an upstream is an end for the client, be it a FIN or a reset. */
export const ended = (fate: UpstreamAnswer['fate']): 'open' | 'closed' =>
  fate === 'open' ? 'open' : 'closed';

export const isEnded = ({ fate }: UpstreamAnswer): boolean => fate !== 'open';

export const saysClose = (lines: readonly string[]): boolean =>
  members(lines).some((one) => isWord(one, 'close'));
export const saysUpgrade = (lines: readonly string[]): boolean =>
  members(lines).some((one) => isWord(one, 'upgrade'));

/** Nothing reaches the client. */
export function nothing(
  fate: 'none' | 'closed',
  why: keyof HopResponse | 'the upstream is silent',
): ClientSees {
  return { status: 'none', version: undefined, connection: [], upgrade: [], fate, live: false, because: why };
}
