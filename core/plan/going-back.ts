import type { DeploymentConfig } from '../sagemaker.ts';

/** Going back is never given less time than this. */
const usualSeconds = 3600;

/**
 * How an endpoint is updated back to the config that it served a moment ago: at once, and without alarms. They are
 * what led here, or may go on ringing while the old fleet comes up, and would make SageMaker undo the going back.
 *
 * @param timeoutSeconds what the plan found that it may need; an hour at least
 */
export const goingBack = (timeoutSeconds: number = usualSeconds): DeploymentConfig => ({
  BlueGreenUpdatePolicy: {
    TrafficRoutingConfiguration: { Type: 'ALL_AT_ONCE', WaitIntervalInSeconds: 0 },
    TerminationWaitInSeconds: 0,
    MaximumExecutionTimeoutInSeconds: Math.max(usualSeconds, timeoutSeconds),
  },
});
