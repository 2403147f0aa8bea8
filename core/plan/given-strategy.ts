import { type AwsDeployment, awsDeployment } from '../manifest/aws-deployment.ts';
import type { GivenRollout } from '../manifest/rollout.ts';
import type { Problem } from '../problem.ts';
import type { LiveEndpoint } from '../sagemaker.ts';
import { policyFromAws, type StrategyPolicy, strategyOf } from '../strategies/strategies.ts';
import type { PolicyFields } from '../strategies/strategy.ts';

/** How traffic is to shift, however that was given. */
export interface GivenStrategy {
  readonly policy: StrategyPolicy;
  /** Alarms that come with it: what `deploymentConfig` or `retain` has in it. */
  readonly alarmNames: readonly string[];
  /** Whether it stands in the manifest, or was kept with the endpoint. */
  readonly from: 'manifest' | 'stored' | 'default';
  readonly fields: GivenFields;
  readonly problems: readonly Problem[];
}

/** Where its parts were given, so that a problem names what its author wrote. */
export interface GivenFields extends PolicyFields {
  /** Alarms that come with it. */
  readonly alarm: (index: number) => string;
}

/** What a manifest that says nothing of the rollout gets: everything at once, then five minutes in which to go back. */
const defaultPolicy: StrategyPolicy = { strategy: 'all-at-once', finalBake: 300 };

/**
 * What the manifest asks for. `retain: true` is expanded from what the endpoint was last deployed with, because
 * RetainDeploymentConfig itself would leave no room for the abort switch; alarms of ours in it belonged to that
 * release and are left out.
 */
export function givenStrategy(
  rollout: GivenRollout | undefined,
  live: LiveEndpoint | undefined,
  stage: string,
): GivenStrategy {
  if (rollout === undefined) return byName(defaultPolicy, 'default');
  if ('strategy' in rollout) return byName(rollout, 'manifest');
  if ('deploymentConfig' in rollout)
    return fromAws(rollout.deploymentConfig, 'manifest', (path) => `rollout.deploymentConfig.${path}`);
  return retained(live, stage);
}

const byName = (policy: StrategyPolicy, from: GivenStrategy['from']): GivenStrategy => ({
  policy,
  alarmNames: [],
  from,
  fields: { ...named, alarm: () => 'rollout' },
  problems: [],
});

const named: PolicyFields = {
  strategy: 'rollout.strategy',
  step: 'rollout.step',
  rollbackStep: 'rollout.rollbackStep',
  bake: 'rollout.bake',
  finalBake: 'rollout.finalBake',
  timeout: 'rollout.timeout',
};

/** @param at what a path in the DeploymentConfig is called for people */
function fromAws(
  config: AwsDeployment,
  from: GivenStrategy['from'],
  at: (path: string) => string,
): GivenStrategy {
  const policy = policyFromAws(config);
  const { strategy, step, rollbackStep, bake, finalBake, timeout } = strategyOf(policy).awsFields;
  return {
    policy,
    alarmNames: (config.AutoRollbackConfiguration?.Alarms ?? []).map(({ AlarmName }) => AlarmName),
    from,
    fields: {
      strategy: at(strategy),
      step: at(step),
      rollbackStep: at(rollbackStep),
      bake: at(bake),
      finalBake: at(finalBake),
      timeout: at(timeout),
      alarm: (index) => at(`AutoRollbackConfiguration.Alarms[${index}].AlarmName`),
    },
    problems: [],
  };
}

function retained(live: LiveEndpoint | undefined, stage: string): GivenStrategy {
  const field = 'rollout.retain';
  const refused = (got: string): GivenStrategy => ({
    ...fromAws({}, 'stored', () => field),
    problems: [
      {
        field,
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
  const given = fromAws(parsed.data, 'stored', () => field);
  return {
    ...given,
    alarmNames: given.alarmNames.filter((name) => !name.startsWith(`greenlight-${stage}-`)),
  };
}
