import { awsDeployment } from '../manifest/aws-deployment.ts';
import type { DeploymentConfig, LiveEndpoint } from '../sagemaker.ts';
import type { Serving } from './changes.ts';
import { describePolicy } from './describe-policy.ts';

/** What our records say of what serves; where it is no release of ours, what SageMaker keeps of its last deployment. */
export function servingOf(
  known: Serving | undefined,
  live: LiveEndpoint | undefined,
  stage: string,
): Serving | undefined {
  if (known !== undefined || live?.lastDeployment === undefined) return known;
  const stored = awsDeployment.safeParse(live.lastDeployment);
  if (!stored.success) return undefined;
  const names = (stored.data.AutoRollbackConfiguration?.Alarms ?? []).map(({ AlarmName }) => AlarmName);
  const alarms = names
    .filter((name) => !name.startsWith(`greenlight-${stage}-`))
    .map((name) => `${name} (rollback)`);
  // Its timeout may be missing, and is no part of the description.
  return { terms: { strategy: describePolicy(stored.data as unknown as DeploymentConfig), alarms } };
}
