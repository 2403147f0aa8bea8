import type { BlueGreenUpdatePolicy, CapacitySize, RollingUpdatePolicy } from '../../sagemaker.ts';

/** A DeploymentConfig as AWS documents it, as far as time goes. What is missing has AWS's default. */
export interface DeploymentPolicy {
  readonly BlueGreenUpdatePolicy?: Partial<BlueGreenUpdatePolicy> &
    Pick<BlueGreenUpdatePolicy, 'TrafficRoutingConfiguration'>;
  readonly RollingUpdatePolicy?: Partial<RollingUpdatePolicy> &
    Pick<RollingUpdatePolicy, 'MaximumBatchSize' | 'WaitIntervalInSeconds'>;
}

/** How traffic gets from blue to green. Bakes are in seconds, 0 for none. */
export type Strategy =
  | { readonly kind: 'all-at-once'; readonly bake: number; readonly finalBake: number }
  | {
      readonly kind: 'canary' | 'linear';
      readonly size: CapacitySize;
      readonly bake: number;
      readonly finalBake: number;
    }
  | {
      readonly kind: 'rolling';
      readonly size: CapacitySize;
      readonly bake: number;
      /** Absent: everything that is missing comes back at once. */
      readonly rollbackSize: CapacitySize | undefined;
    };

/** AWS's default: "blue/green all at once", TerminationWaitInSeconds 0 (API reference of DeploymentConfig). */
const withoutPolicy: Strategy = { kind: 'all-at-once', bake: 0, finalBake: 0 };

/**
 * The strategy that SageMaker will follow. Rolling updates exclude endpoints of several variants (the guide,
 * exclusions), and `fallsBack` says that something else here is excluded: such an update goes all at once with no
 * bake, silently.
 */
export function strategyOf(
  deployment: DeploymentPolicy,
  { variants, fallsBack }: { readonly variants: number; readonly fallsBack: boolean },
): Strategy {
  const { BlueGreenUpdatePolicy: blueGreen, RollingUpdatePolicy: rolling } = deployment;
  if (fallsBack) return withoutPolicy;
  if (rolling !== undefined) {
    if (variants > 1) return withoutPolicy;
    const { MaximumBatchSize: size, WaitIntervalInSeconds: bake, RollbackMaximumBatchSize } = rolling;
    return { kind: 'rolling', size, bake, rollbackSize: RollbackMaximumBatchSize };
  }
  if (blueGreen === undefined) return withoutPolicy;
  const { Type, WaitIntervalInSeconds: bake, ...sizes } = blueGreen.TrafficRoutingConfiguration;
  const finalBake = blueGreen.TerminationWaitInSeconds ?? 0;
  const size = Type === 'CANARY' ? sizes.CanarySize : sizes.LinearStepSize;
  if (Type === 'ALL_AT_ONCE' || size === undefined) return { kind: 'all-at-once', bake, finalBake };
  return { kind: Type === 'CANARY' ? 'canary' : 'linear', size, bake, finalBake };
}

/** MaximumExecutionTimeoutInSeconds, of either policy; AWS documents no default. */
export const timeoutOf = (deployment: DeploymentPolicy): number | undefined =>
  (deployment.RollingUpdatePolicy ?? deployment.BlueGreenUpdatePolicy)?.MaximumExecutionTimeoutInSeconds;
