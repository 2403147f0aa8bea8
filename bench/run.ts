import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { bytesPerIdleEndpoint } from './idle-memory.ts';
import { longRollout } from './long-rollout.ts';
import { costPerRollout } from './many-rollouts.ts';
import { mean, median } from './measure.ts';

/**
 * `npm run bench`: what the local SageMaker costs, on virtual time. Ratios within one run say more than figures,
 * which depend on the machine. Exits with 1 if a target is missed.
 */
if (globalThis.gc === undefined) {
  // Memory can only be told after a full collection, which needs a flag.
  const { status } = spawnSync(process.execPath, ['--expose-gc', fileURLToPath(import.meta.url)], {
    stdio: 'inherit',
  });
  process.exit(status ?? 1);
}

interface Figure {
  readonly what: string;
  readonly value: string;
  readonly target?: string;
  readonly met?: boolean;
}

const round = (value: number, digits: number): string => value.toFixed(digits);

const long = await longRollout(40);
// In turns, so that whatever else the host does meets both alike; the first turn warms up. Each begins without the
// garbage of the one before.
const turns: { few: number; many: number }[] = [];
for (let turn = 0; turn < 4; turn += 1) {
  globalThis.gc();
  const few = await costPerRollout(10_000, 10);
  globalThis.gc();
  turns.push({ few, many: await costPerRollout(10_000, 10_000) });
}
const warm = turns.slice(1);
const at10 = median(warm.map(({ few }) => few));
const at10000 = median(warm.map(({ many }) => many));
const growth = median(warm.map(({ few, many }) => many / few));
// Ten endpoints alone, in a small heap that fits the processor's caches: to compare.
const small: number[] = [];
for (let run = 0; run < 300; run += 1) small.push(await costPerRollout(10, 10));
const bytes = await bytesPerIdleEndpoint(5000, 1);
const bytesOfTen = await bytesPerIdleEndpoint(5000, 10);

const figures: readonly Figure[] = [
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

for (const { what, value, target = '', met } of figures) {
  const verdict = met === undefined ? '' : met ? 'PASS' : 'MISS';
  process.stdout.write(`${what.padEnd(56)}${value.padStart(12)}  ${target.padEnd(10)}${verdict}`.trimEnd());
  process.stdout.write('\n');
}
process.exitCode = figures.some(({ met }) => met === false) ? 1 : 0;
