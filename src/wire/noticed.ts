/** Errors of a subject, each told once with how often it came; of many different ones the first. */

/** How many different errors are told. */
const MOST_TOLD = 8;
/** How many are told apart at all. */
const MOST_KNOWN = 64;

/** What a subject threw. */
export class Errors {
  private readonly times = new Map<string, number>();
  private readonly how: string;

  constructor(how: string) {
    this.how = how;
  }

  error(error: unknown): void {
    const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    const before = this.times.get(text);
    if (before !== undefined || this.times.size < MOST_KNOWN) this.times.set(text, (before ?? 0) + 1);
  }

  told(): readonly string[] {
    return [...this.times]
      .slice(0, MOST_TOLD)
      .map(([text, times]) => `${this.how}: ${text}${times > 1 ? ` (${times} times)` : ''}`);
  }
}
