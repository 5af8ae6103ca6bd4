/** Whole processes: start-up against Node that does nothing, and `check` from start to exit. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { factor, median, type Row, ratio, takeTurns, time } from './rounds.js';

const ROUNDS = 11;
/** As published; the benchmarks run at the root of the package. */
const CLI = 'dist/cli.js';

function node(...args: readonly string[]): void {
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`node ${args.join(' ')}: exit ${status}\n${stderr}`);
}

/** A row about a process that could not be run. */
const failed = (measured: string, target: string, error: unknown): Row => ({
  measured,
  target,
  figure: `not measured: ${(error instanceof Error ? error.message : String(error)).split('\n')[0]}`,
});

function startUp(): Row {
  const measured = `start-up: \`node ${CLI} --help\` against \`node -e 0\``;
  const target = 'at most 2 times';
  try {
    const [help = [], nothing = []] = takeTurns(
      ROUNDS,
      { work: () => node(CLI, '--help') },
      { work: () => node('-e', '0') },
    );
    const slow = ratio(help, nothing);
    const figure = `${factor(slow)} as long (${time(median(help))}; ${time(median(nothing))})`;
    return { measured, figure, target, met: slow <= 2 };
  } catch (error) {
    return failed(measured, target, error);
  }
}

function check(): Row {
  const measured = `\`node ${CLI} check\`, the whole process (beside \`node -e 0\`)`;
  const target = 'under 1 s';
  try {
    const [checking = [], nothing = []] = takeTurns(
      5,
      { work: () => node(CLI, 'check') },
      { work: () => node('-e', '0') },
    );
    const took = median(checking);
    const least = Math.min(...checking);
    const figure = `${time(took)}, at best ${time(least)} (${factor(ratio(checking, nothing))} as long)`;
    return { measured, figure, target, met: took < 1000 };
  } catch (error) {
    return failed(measured, target, error);
  }
}

/** The rows about processes. */
export function processRows(): readonly Row[] {
  if (!existsSync(CLI)) {
    const error = `no ${CLI}, run \`npm run build\` first`;
    return [
      failed('start-up', 'at most 2 times', error),
      failed('`check`, the whole process', 'under 1 s', error),
    ];
  }
  return [startUp(), check()];
}
