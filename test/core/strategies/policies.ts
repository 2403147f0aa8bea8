import type { Timeline } from '../../../core/plan/timeline/timeline.ts';
import type { CapacitySize } from '../../../core/sagemaker.ts';
import type { StrategyPolicy } from '../../../core/strategies/strategies.ts';

export const percent = (Value: number): CapacitySize => ({ Type: 'CAPACITY_PERCENT', Value });
export const count = (Value: number): CapacitySize => ({ Type: 'INSTANCE_COUNT', Value });

/** Bakes and final bake of five minutes, an hour allowed, unless said otherwise. */
interface Waits {
  readonly bake?: number;
  readonly finalBake?: number;
  readonly timeout?: number;
}
const usual = { bake: 300, finalBake: 300, timeout: 3600 };

export const linear = (step: CapacitySize, waits: Waits = {}): StrategyPolicy => ({
  strategy: 'linear',
  step,
  ...usual,
  ...waits,
});

export const canary = (step: CapacitySize, waits: Waits = {}): StrategyPolicy => ({
  strategy: 'canary',
  step,
  ...usual,
  ...waits,
});

export const allAtOnce = (waits: Waits = {}): StrategyPolicy => ({
  strategy: 'all-at-once',
  ...usual,
  bake: 0,
  ...waits,
});

export const rolling = (
  step: CapacitySize,
  { bake = 300, timeout = 3600 }: Omit<Waits, 'finalBake'> = {},
  rollbackStep?: CapacitySize,
): StrategyPolicy => ({ strategy: 'rolling', step, bake, timeout, ...(rollbackStep && { rollbackStep }) });

/** A phase in a line: `240 bake 300 80/20 4+1 of 5+5`, blue before green, serving before all there are. */
export const told = ({ phases }: Pick<Timeline, 'phases'>): string[] =>
  phases.map(
    ({ startSeconds, kind, seconds, blue, green }) =>
      `${startSeconds} ${kind} ${seconds} ${blue.trafficPercent}/${green.trafficPercent} ${blue.serving}+${green.serving} of ${blue.instances}+${green.instances}`,
  );
