/**
 * Matchers for vitest: `after101/kit/vitest`. Importing it adds them to `expect`, with their types.
 *
 * 1. A matcher argues as the suite does: seen, clause, permitted.
 * 2. Only what is required fails. What departs from a SHOULD does not.
 */
import { expect } from 'vitest';
import type { Dialect } from '../dialects/dialect.js';
import { resolveDialect } from '../dialects/names.js';
import { argued, exchangeLines } from '../wire/argue.js';
import type { Exchange } from '../wire/exchange.js';
import type { Subject } from '../wire/subject.js';
import { judgeExchange } from '../wire/verdict.js';
import { type ConformsOptions, conforms, type SuiteTest } from './suite/conforms.js';
import { agreesWith } from './suite/lock.js';

interface Told {
  readonly pass: boolean;
  readonly message: () => string;
}

/** An exchange breaks nothing that is required. */
function toConform(exchange: Exchange): Told {
  if (!Array.isArray((exchange as Partial<Exchange> | undefined)?.passed)) {
    const message = (): string => 'toConform() takes an exchange, as `converse` gives it: { passed: [...] }';
    return { pass: false, message };
  }
  const { findings, notes } = judgeExchange(exchange);
  const breaks = findings.filter(({ severity }) => severity === 'breaks');
  const text = breaks
    .map((finding) => argued('the server', finding, exchange, 'the exchange above'))
    .join('\n\n');
  const fine = ['the exchange conforms', ...exchangeLines(exchange), ...notes].join('\n  ');
  return { pass: breaks.length === 0, message: () => (breaks.length === 0 ? fine : text) };
}

/** What the tests of a suite throw, all of it. */
async function thrownBy(tests: Iterable<SuiteTest>): Promise<readonly string[]> {
  const thrown: string[] = [];
  for (const { name, run } of tests) {
    try {
      await run();
    } catch (error) {
      thrown.push(`${name}\n${(error as Error).message}`);
    }
  }
  return thrown;
}

/** A subject speaks as the standards have it, or as a dialect does. */
async function toSpeak(
  subject: Subject,
  named: string | Dialect,
  options: ConformsOptions = {},
): Promise<Told> {
  const found = typeof named === 'string' ? resolveDialect(named) : { dialect: named };
  if ('nearest' in found) {
    return {
      pass: false,
      message: () => `no dialect is called ${String(named)}; near it: ${found.nearest.join(', ')}`,
    };
  }
  const { dialect } = found;
  const isStandards = dialect.name === 'rfc';
  const thrown = await thrownBy(
    isStandards ? conforms(subject, options) : agreesWith(subject, dialect, options),
  );
  const fine = `${subject.name} speaks ${dialect.name}`;
  return { pass: thrown.length === 0, message: () => (thrown.length === 0 ? fine : thrown.join('\n\n')) };
}

expect.extend({ toConform, toSpeak });

/** The matchers, by what an expectation of vitest gives for them. */
interface After101Matchers<R> {
  /** The server of this exchange breaks no required clause. */
  toConform(): R;
  /**
   * The subject keeps every required clause (`rfc`), or answers single requests as a dialect does (`ws@8`). It is asked
   * on the spot: await the expectation.
   */
  toSpeak(dialect: string | Dialect, options?: ConformsOptions): Promise<R>;
}

declare module 'vitest' {
  // biome-ignore lint/suspicious/noExplicitAny: the type that vitest declares has this parameter
  interface Matchers<T = any> extends After101Matchers<T> {}
}
