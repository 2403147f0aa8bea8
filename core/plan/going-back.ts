import type { DeploymentConfig } from '../sagemaker.ts';

/** Going back always gets at least this much time. */
const usualSeconds = 3600;

/**
 * How to update an endpoint back to the config that it served a moment ago: at once, and without alarms. The
 * alarms may be the cause, or may stay on while the old fleet starts. Then SageMaker would undo the going
 * back.
 *
 * @param timeoutSeconds what the plan found necessary; at least an hour is used
 */
export const goingBack = (timeoutSeconds: number = usualSeconds): DeploymentConfig => ({
  BlueGreenUpdatePolicy: {
    TrafficRoutingConfiguration: { Type: 'ALL_AT_ONCE', WaitIntervalInSeconds: 0 },
    TerminationWaitInSeconds: 0,
    MaximumExecutionTimeoutInSeconds: Math.max(usualSeconds, timeoutSeconds),
  },
});
