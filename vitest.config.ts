import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Two cores everywhere; stories are CPU-bound, so more workers only slow one another.
    maxWorkers: 2,
    testTimeout: 20_000,
  },
});
