import { defineConfig } from 'vitest/config';

// Real servers, which `sh test/real/install.sh` installs: `npm run test:real`, and never part of `npm test`.
process.env.NODE_ENV = 'production';

export default defineConfig({
  test: {
    include: ['test/real/**/*.test.ts'],
    // one after another, since what is silence on a busy machine is none on another
    fileParallelism: false,
    testTimeout: 180_000,
    hookTimeout: 60_000,
    reporters: ['default', './test/reporter.ts'],
    env: { NODE_ENV: 'production' },
  },
});
