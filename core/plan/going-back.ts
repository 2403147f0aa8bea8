import type { DeploymentConfig } from '../sagemaker.ts';

/**
 * How an endpoint is updated back to the config that it served a moment ago: at once, and without alarms. They are
 * what led here, or may go on ringing while the old fleet comes up, and would make SageMaker undo the going back.
 */
export const goingBack: DeploymentConfig = {
  BlueGreenUpdatePolicy: {
    TrafficRoutingConfiguration: { Type: 'ALL_AT_ONCE', WaitIntervalInSeconds: 0 },
    TerminationWaitInSeconds: 0,
    MaximumExecutionTimeoutInSeconds: 3600,
  },
};
