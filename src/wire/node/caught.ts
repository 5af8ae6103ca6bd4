/**
 * Errors that code under test in this process throws where nobody catches them.
 *
 * While a line to such a subject is open they are collected here, in the place of whoever listens for them else,
 * so that a fault of the subject is told as one, and no test runner takes it for a fault of its own.
 */
import process from 'node:process';

const EVENTS = ['uncaughtException', 'unhandledRejection'] as const;
type Listener = (...values: unknown[]) => void;

/** Milliseconds for which errors still count when a line was closed: what was begun on it may fail a little later. */
const LINGER = 20;

let users = 0;
let kept: readonly (readonly [(typeof EVENTS)[number], readonly Listener[]])[] = [];
const hearers = new Set<(error: unknown) => void>();

const hear = (error: unknown): void => {
  for (const one of hearers) one(error);
};

/** Begins to listen in the place of others. */
function begin(): void {
  // as they were added, so that what was to be called once is
  kept = EVENTS.map(
    (event) => [event, process.rawListeners(event as 'exit') as unknown as Listener[]] as const,
  );
  for (const event of EVENTS) {
    process.removeAllListeners(event);
    process.on(event as 'exit', hear as never);
  }
}

/** Gives their places back. */
function end(): void {
  for (const [event, listeners] of kept) {
    process.removeListener(event as 'exit', hear as never);
    for (const one of listeners) process.on(event as 'exit', one as never);
  }
  kept = [];
}

/**
 * Collects errors that nobody caught, until it is told to stop.
 *
 * @param tell - is told each of them
 * @returns stops; what it gives is done when the places of others are given back, unless somebody else collects still
 * @example
 * const stop = collectErrors((error) => console.warn(error));
 * stop();
 */
export function collectErrors(tell: (error: unknown) => void): () => Promise<void> {
  if (users === 0) begin();
  users += 1;
  const own = (error: unknown): void => tell(error);
  hearers.add(own);
  let stopped: Promise<void> | undefined;
  return () => {
    stopped ??= new Promise((done) => {
      setTimeout(() => {
        hearers.delete(own);
        users -= 1;
        if (users === 0) end();
        done();
      }, LINGER);
    });
    return stopped;
  };
}
