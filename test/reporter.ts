import type { Reporter, TestModule } from 'vitest/node';

/**
 * Ends a run with one plain line for programs to read: `12 passed, 0 failed`, or with `, 1 skipped` behind.
 *
 * A file that cannot be imported, and a suite whose hook throws, count as one failure each. The line is
 * written as the process leaves, behind everything else; a run that leaves with an error never says that
 * nothing failed.
 */
export default class CountsLine implements Reporter {
  private counts = { passed: 0, failed: 0, skipped: 0, pending: 0 };

  constructor() {
    process.once('exit', (code) => {
      const { passed, failed, skipped } = this.counts;
      const failures = code === 0 ? failed : Math.max(failed, 1);
      process.stdout.write(
        `${passed} passed, ${failures} failed${skipped > 0 ? `, ${skipped} skipped` : ''}\n`,
      );
    });
  }

  onTestRunEnd(modules: readonly TestModule[]): void {
    const counts = { passed: 0, failed: 0, skipped: 0, pending: 0 };
    for (const module of modules) {
      for (const suite of [module, ...module.children.allSuites()]) {
        if (suite.errors().length > 0) counts.failed += 1;
      }
      for (const test of module.children.allTests()) counts[test.result().state] += 1;
    }
    this.counts = counts;
  }
}
