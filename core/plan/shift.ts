import { type AwsDeployment, awsDeployment } from '../manifest/aws-deployment.ts';
import type { RolloutPolicy } from '../manifest/rollout.ts';
import type { Problem } from '../problem.ts';
import type { CapacitySize, LiveEndpoint, TrafficRoutingConfiguration } from '../sagemaker.ts';

/** How traffic is to shift, however it was asked for. `timeout` is undefined where none was. In seconds. */
export type Shift =
  | {
      readonly kind: 'blue-green';
      readonly routing: TrafficRoutingConfiguration;
      readonly finalBake: number;
      readonly timeout: number | undefined;
    }
  | {
      readonly kind: 'rolling';
      readonly batch: CapacitySize;
      readonly bake: number;
      readonly rollbackBatch: CapacitySize | undefined;
      readonly timeout: number | undefined;
    };

/** The shift and the alarms that come with it: what `deploymentConfig` or `retain` has in it. */
export interface AskedShift {
  readonly shift: Shift;
  readonly alarmNames: readonly string[];
  readonly problems: readonly Problem[];
}

/** What a manifest that says nothing of the rollout gets: everything at once, then five minutes in which to go back. */
export const defaultPolicy: RolloutPolicy = { strategy: 'all-at-once', finalBake: 300 };

/**
 * What the manifest asks for. `retain: true` is expanded from what the endpoint was last deployed with, because
 * RetainDeploymentConfig itself would leave no room for the abort switch; alarms of ours in it belonged to that
 * release and are left out.
 */
export function askedShift(policy: RolloutPolicy, live: LiveEndpoint | undefined, stage: string): AskedShift {
  switch (policy.strategy) {
    case 'all-at-once':
    case 'canary':
    case 'linear':
      return plain({ kind: 'blue-green', routing: routingOf(policy), ...endOf(policy) });
    case 'rolling': {
      const { step: batch, bake, rollbackStep: rollbackBatch, timeout } = policy;
      return plain({ kind: 'rolling', batch, bake, rollbackBatch, timeout });
    }
    case 'given':
      return fromAws(policy.deploymentConfig);
    case 'retained':
      return retained(live, stage);
    default:
      return policy satisfies never;
  }
}

const plain = (shift: Shift): AskedShift => ({ shift, alarmNames: [], problems: [] });

const endOf = ({
  finalBake = 0,
  timeout,
}: {
  finalBake?: number | undefined;
  timeout?: number | undefined;
}) => ({
  finalBake,
  timeout,
});

type BlueGreenPolicy = Extract<RolloutPolicy, { strategy: 'all-at-once' | 'canary' | 'linear' }>;

function routingOf(policy: BlueGreenPolicy): TrafficRoutingConfiguration {
  switch (policy.strategy) {
    case 'all-at-once':
      // AWS's own example leaves the interval out; its API model requires it.
      return { Type: 'ALL_AT_ONCE', WaitIntervalInSeconds: 0 };
    case 'canary':
      return { Type: 'CANARY', CanarySize: policy.step, WaitIntervalInSeconds: policy.bake };
    case 'linear':
      return { Type: 'LINEAR', LinearStepSize: policy.step, WaitIntervalInSeconds: policy.bake };
    default:
      return policy satisfies never;
  }
}

/** Without any policy, SageMaker shifts all at once with no final bake (API reference of DeploymentConfig). */
const noPolicy: Shift = {
  kind: 'blue-green',
  routing: { Type: 'ALL_AT_ONCE', WaitIntervalInSeconds: 0 },
  finalBake: 0,
  timeout: undefined,
};

function fromAws(config: AwsDeployment): AskedShift {
  const { BlueGreenUpdatePolicy: blueGreen, RollingUpdatePolicy: rolling } = config;
  const alarmNames = (config.AutoRollbackConfiguration?.Alarms ?? []).map(({ AlarmName }) => AlarmName);
  const shift: Shift = rolling
    ? {
        kind: 'rolling',
        batch: rolling.MaximumBatchSize,
        bake: rolling.WaitIntervalInSeconds,
        rollbackBatch: rolling.RollbackMaximumBatchSize,
        timeout: rolling.MaximumExecutionTimeoutInSeconds,
      }
    : blueGreen
      ? {
          kind: 'blue-green',
          routing: blueGreen.TrafficRoutingConfiguration,
          finalBake: blueGreen.TerminationWaitInSeconds,
          timeout: blueGreen.MaximumExecutionTimeoutInSeconds,
        }
      : noPolicy;
  return { shift, alarmNames, problems: [] };
}

function retained(live: LiveEndpoint | undefined, stage: string): AskedShift {
  const refused = (got: string): AskedShift => ({
    shift: noPolicy,
    alarmNames: [],
    problems: [
      {
        field: 'rollout.retain',
        expected: 'an endpoint with a deployment config to retain',
        got,
        fix: 'Write a strategy; SageMaker keeps it with the endpoint from then on.',
      },
    ],
  });
  if (live === undefined) return refused('an endpoint that does not exist yet');
  if (live.lastDeployment === undefined) return refused('one that was never given any');
  const parsed = awsDeployment.safeParse(live.lastDeployment);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return refused(`one with something else at ${issue?.path.join('.')}: expected ${issue?.message}`);
  }
  const { shift, alarmNames } = fromAws(parsed.data);
  return {
    shift,
    alarmNames: alarmNames.filter((name) => !name.startsWith(`greenlight-${stage}-`)),
    problems: [],
  };
}
