import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Two cores everywhere; stories are CPU-bound, so more workers only slow one another.
    maxWorkers: 2,
    // Files share their worker, which saves a fifth of the time. So whoever mocks an SDK client by its class
    // restores it, and nobody mocks a module, which another file may have loaded before.
    isolate: false,
    testTimeout: 20_000,
  },
});
