import type { DeploymentPolicy } from '../../../../core/plan/timeline/strategy.ts';
import type { Timeline } from '../../../../core/plan/timeline/timeline.ts';
import type { CapacitySize } from '../../../../core/sagemaker.ts';

export const percent = (Value: number): CapacitySize => ({ Type: 'CAPACITY_PERCENT', Value });
export const count = (Value: number): CapacitySize => ({ Type: 'INSTANCE_COUNT', Value });

/** Bakes and final bake of five minutes, an hour allowed, unless said otherwise. */
interface Waits {
  readonly bake?: number;
  readonly finalBake?: number;
  readonly timeout?: number;
}

export const linear = (step: CapacitySize, waits: Waits = {}): DeploymentPolicy =>
  blueGreen({ Type: 'LINEAR', LinearStepSize: step, WaitIntervalInSeconds: waits.bake ?? 300 }, waits);

export const canary = (size: CapacitySize, waits: Waits = {}): DeploymentPolicy =>
  blueGreen({ Type: 'CANARY', CanarySize: size, WaitIntervalInSeconds: waits.bake ?? 300 }, waits);

export const allAtOnce = (waits: Waits = {}): DeploymentPolicy =>
  blueGreen({ Type: 'ALL_AT_ONCE', WaitIntervalInSeconds: waits.bake ?? 0 }, waits);

const blueGreen = (
  TrafficRoutingConfiguration: NonNullable<
    DeploymentPolicy['BlueGreenUpdatePolicy']
  >['TrafficRoutingConfiguration'],
  { finalBake = 300, timeout = 3600 }: Waits,
): DeploymentPolicy => ({
  BlueGreenUpdatePolicy: {
    TrafficRoutingConfiguration,
    TerminationWaitInSeconds: finalBake,
    MaximumExecutionTimeoutInSeconds: timeout,
  },
});

export const rolling = (
  batch: CapacitySize,
  waits: Omit<Waits, 'finalBake'> = {},
  rollback?: CapacitySize,
): DeploymentPolicy => ({
  RollingUpdatePolicy: {
    MaximumBatchSize: batch,
    WaitIntervalInSeconds: waits.bake ?? 300,
    MaximumExecutionTimeoutInSeconds: waits.timeout ?? 3600,
    ...(rollback && { RollbackMaximumBatchSize: rollback }),
  },
});

/** A phase in a line: `240 bake 300 80/20 4+1 of 5+5`, blue before green, serving before all there are. */
export const told = ({ phases }: Pick<Timeline, 'phases'>): string[] =>
  phases.map(
    ({ startSeconds, kind, seconds, blue, green }) =>
      `${startSeconds} ${kind} ${seconds} ${blue.trafficPercent}/${green.trafficPercent} ${blue.serving}+${green.serving} of ${blue.instances}+${green.instances}`,
  );
