/** What a server did before, and what of it has changed. */
import type { ProbeReport } from './probe.js';

/** What is kept of a probe: each clause that was not found to be kept. */
export interface Baseline {
  readonly format: 1;
  readonly target: string;
  readonly against: Readonly<Record<string, string>>;
}

const AGAINST = ['breaks', 'departs', 'asks'];

/**
 * A report as a baseline.
 *
 * @param report - what was found
 * @returns what is kept
 */
export function baselineOf(report: ProbeReport): Baseline {
  return {
    format: 1,
    target: report.target.url,
    against: Object.fromEntries(
      Object.entries(report.clauses).filter(([, outcome]) => AGAINST.includes(outcome)),
    ),
  };
}

/**
 * What has changed since a baseline was kept. What could not be told this time has not changed.
 *
 * @param report - what was found
 * @param before - what was kept
 * @returns one line for each change, those that break first
 */
export function changesSince(report: ProbeReport, before: Baseline): readonly string[] {
  const now = baselineOf(report).against;
  const worse = Object.entries(now)
    .filter(([id, outcome]) => before.against[id] !== outcome)
    .map(
      ([id, outcome]) =>
        `${outcome} ${id}, which ${before.against[id] === undefined ? 'it kept' : `was ${before.against[id]}`}`,
    );
  const better = Object.keys(before.against)
    .filter(
      (id) => now[id] === undefined && !/^(inconclusive|not asked)$/.test(report.clauses[id] ?? 'not asked'),
    )
    .map((id) => `keeps ${id}, which was ${before.against[id]}`);
  return [...worse, ...better];
}

/**
 * Text that was read is a baseline.
 *
 * @param text - the content of a file
 * @returns the baseline; undefined where it is none
 */
export function baselineIn(text: string): Baseline | undefined {
  try {
    const value = JSON.parse(text) as Partial<Baseline> | null;
    const isBaseline = value?.format === 1 && typeof value.against === 'object' && value.against !== null;
    return isBaseline ? (value as Baseline) : undefined;
  } catch {
    return undefined;
  }
}
