import { formatDuration } from '../manifest/duration.ts';
import { formatStep } from '../manifest/step.ts';
import type { DeploymentConfig } from '../sagemaker.ts';

/** `linear; 20% at a time, 5m bakes; final bake 5m` */
export function describePolicy(deployment: DeploymentConfig): string {
  const { BlueGreenUpdatePolicy: blueGreen, RollingUpdatePolicy: rolling } = deployment;
  if (rolling !== undefined) {
    const batch = formatStep(rolling.MaximumBatchSize);
    return `rolling; ${batch} at a time, ${formatDuration(rolling.WaitIntervalInSeconds)} bakes`;
  }
  if (blueGreen === undefined) return 'all at once';
  const { TrafficRoutingConfiguration: routing, TerminationWaitInSeconds = 0 } = blueGreen;
  const size = routing.CanarySize ?? routing.LinearStepSize;
  return [
    routing.Type.toLowerCase().replaceAll('_', ' '),
    ...(size
      ? [
          `${formatStep(size)}${routing.Type === 'LINEAR' ? ' at a time' : ' first'}, ${formatDuration(routing.WaitIntervalInSeconds)} bakes`,
        ]
      : []),
    `final bake ${formatDuration(TerminationWaitInSeconds)}`,
  ].join('; ');
}
