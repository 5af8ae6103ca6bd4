/**
 * Properties of the requirements that no trace of a server shows.
 *
 * 1. They are kept by number, so that a number missing among the invariants is not taken for forgotten.
 * 2. Each says whose it is, and why it cannot be seen here. Its machine will watch it.
 */

/** A property that belongs to another party than the server. */
export interface OfOthers {
  /** What must hold, as a sentence. */
  readonly sentence: string;
  readonly whose: 'client' | 'intermediary';
  /** Why no trace of a server shows it. */
  readonly why: string;
  readonly sources: readonly string[];
}

/** The properties by id. */
export const OF_OTHERS: Readonly<Record<string, OfOthers>> = {
  'L-3': {
    sentence: 'Behind an answer that is the last one, the client closes.',
    whose: 'client',
    why: 'It is the client who closes.',
    sources: ['rfc9112#persistent.tear-down'],
  },
  'L-7': {
    sentence: 'With a Close sent and a Close received the client ends too, when it has waited long enough.',
    whose: 'client',
    why: "It is the client's end that follows the server's.",
    sources: ['rfc6455#section-7.1.1'],
  },
  'L-14': {
    sentence: 'A transport that is lost ends the WebSocket.',
    whose: 'client',
    why: 'It is the client who notices that its transport is lost.',
    sources: ['rfc6455#section-7.2.1'],
  },
  'L-15': {
    sentence: 'When one side of a tunnel ends, what is pending is delivered and the other side ends.',
    whose: 'intermediary',
    why: 'It is the intermediary who ends a tunnel; a server is one side of it.',
    sources: ['rfc9110#CONNECT'],
  },
};
