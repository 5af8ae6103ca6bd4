/** What is told of an exchange: the objects that a report on it is printed from. */
import type { ResponseFacts, Status } from '../spec/answer.js';
import type { Facts } from '../spec/axes.js';
import type { Verdict } from '../spec/decide.js';
import type { Refused, RequestHead, ResponseHead } from '../spec/message.js';
import type { FactSources } from '../spec/sources.js';
import type { Step } from '../spec/step.js';

/** Something that is not permitted: who did it, against which clause, and what that asks. */
export interface Finding {
  readonly who: 'client' | 'server' | 'product';
  readonly clause: string;
  readonly severity: 'breaks' | 'departs' | 'asks';
}

/** What a product does with a request. */
export interface ProductReport {
  readonly name: string;
  /** How it is known, from when, and from where. */
  readonly basis: string;
  /** The facts under the product's reading. */
  readonly facts: Facts | undefined;
  readonly status: Status | 'none';
  readonly fate: 'closed' | 'open';
  readonly live: boolean;
  readonly steps: readonly Step[];
  readonly findings: readonly Finding[];
  readonly notes: readonly string[];
}

/** What is told of a request, perhaps its answer, and perhaps a product. */
export interface Explanation {
  /** Whether nothing seen or predicted breaks anything. */
  readonly permitted: boolean;
  readonly notes: readonly string[];
  readonly head: RequestHead;
  readonly facts: Facts;
  readonly sources: FactSources;
  readonly refused: Refused<RequestHead> | undefined;
  readonly verdicts: readonly Verdict[];
  /** The verdict that the default choices take. */
  readonly taken: Verdict;
  readonly findings: readonly Finding[];
  /** Said where the answer leads to another protocol: what follows is neither permitted nor at fault. */
  readonly notModelled: string | undefined;
  readonly response: { readonly head: ResponseHead; readonly facts: ResponseFacts } | undefined;
  /** What follows on the wire when the standards are kept. */
  readonly steps: readonly Step[];
  readonly product: ProductReport | undefined;
  readonly again: string;
}
