import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Those that take longest, the longest first: begun at the end, one would keep a core waiting for the other. */
const longest = [
  'test/scenarios/releases.test.ts',
  'test/functions/killed-anywhere.test.ts',
  'test/cli/commands/commands.test.ts',
  'test/stories/killed.test.ts',
  'test/cli/commands/simulate.test.ts',
  'test/stories/plan-equals-simulation.test.ts',
];
const rankOf = ({ moduleId }: TestSpecification): number => {
  const rank = longest.findIndex((path) => moduleId.endsWith(`/${path}`));
  return rank === -1 ? longest.length : rank;
};
/** A fresh clone has no times of earlier runs to go by. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return (await super.sort(files)).toSorted((a, b) => rankOf(a) - rankOf(b));
  }
}

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Two cores everywhere; stories are CPU-bound, so more workers only slow one another.
    maxWorkers: 2,
    // Files share their worker, which saves a fifth of the time. So whoever mocks an SDK client by its class
    // restores it, and nobody mocks a module, which another file may have loaded before.
    isolate: false,
    testTimeout: 20_000,
    sequence: { sequencer: LongestFirst },
  },
});
