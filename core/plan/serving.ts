import { awsDeployment } from '../manifest/aws-deployment.ts';
import type { LiveEndpoint } from '../sagemaker.ts';
import { wordsOf } from '../strategies/strategies.ts';
import type { Serving } from './changes.ts';

/**
 * Our records of what serves. If it is not a release of ours: what SageMaker keeps of its last deployment.
 */
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
  return { terms: { strategy: wordsOf(stored.data), alarms } };
}
