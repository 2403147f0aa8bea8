import { bytesPerIdleEndpoint } from './idle-memory.ts';
import { longRollout } from './long-rollout.ts';
import { costPerRollout } from './many-rollouts.ts';
import { mean, median } from './measure.ts';
import type { Figure } from './table.ts';

const round = (value: number, digits: number): string => value.toFixed(digits);

/** The costs of the local SageMaker on virtual time. Needs `--expose-gc`. */
export async function simulatorFigures(): Promise<readonly Figure[]> {
  const long = await longRollout(40);
  // Alternate, so that other load on the host affects both alike. The first turn warms up. Each turn begins
  // without the garbage of the previous one.
  const turns: { few: number; many: number }[] = [];
  for (let turn = 0; turn < 4; turn += 1) {
    globalThis.gc?.();
    const few = await costPerRollout(10_000, 10);
    globalThis.gc?.();
    turns.push({ few, many: await costPerRollout(10_000, 10_000) });
  }
  const warm = turns.slice(1);
  const at10 = median(warm.map(({ few }) => few));
  const at10000 = median(warm.map(({ many }) => many));
  const growth = median(warm.map(({ few, many }) => many / few));
  // For comparison: ten endpoints alone, in a small heap that fits the processor's caches.
  const small: number[] = [];
  for (let run = 0; run < 300; run += 1) small.push(await costPerRollout(10, 10));
  const bytes = await bytesPerIdleEndpoint(5000, 1);
  const bytesOfTen = await bytesPerIdleEndpoint(5000, 10);

  return [
    {
      what: '8-hour linear rollout, ten steps, one 60 s alarm: CPU',
      value: `${round(long.rollout, 1)} ms`,
      target: '< 10 ms',
      met: long.rollout < 10,
    },
    { what: '8 hours with the same alarm and no rollout: CPU', value: `${round(long.empty, 1)} ms` },
    { what: 'the first to the second', value: `${round(long.rollout / long.empty, 2)} x` },
    { what: '10,000 rollouts, 10 at once: CPU each', value: `${round(at10, 2)} ms` },
    { what: '10,000 rollouts, all at once: CPU each', value: `${round(at10000, 2)} ms` },
    {
      what: 'the second to the first',
      value: `${round(growth, 2)} x`,
      target: '<= 1.5 x',
      met: growth <= 1.5,
    },
    { what: '10 rollouts at once in a world of 10: CPU each', value: `${round(mean(small), 2)} ms` },
    { what: 'idle endpoint of 1 instance: heap', value: `${round(bytes / 1024, 1)} KiB` },
    { what: 'idle endpoint of 10 instances: heap', value: `${round(bytesOfTen / 1024, 1)} KiB` },
  ];
}
