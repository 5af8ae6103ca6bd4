import { defineConfig } from 'vitest/config';

// Vitest asks packages for their development build unless this says otherwise; xstate's is slow and noisy.
process.env.NODE_ENV = 'production';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // servers that have to be installed: `npm run test:real`
    exclude: ['**/node_modules/**', 'test/real/**'],
    // by default one core is left idle, which on two is half of them
    maxWorkers: '100%',
    // a busy machine of two cores takes its time; whatever hangs is still told
    testTimeout: 30_000,
    setupFiles: ['test/setup.ts'],
    reporters: ['default', './test/reporter.ts'],
    env: { NODE_ENV: 'production' },
    coverage: {
      provider: 'v8',
      include: ['src/**'],
      reporter: ['text', 'html'],
      thresholds: { statements: 95, branches: 90, functions: 95, lines: 95 },
    },
  },
});
