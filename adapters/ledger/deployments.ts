import { deploymentHistorySchema } from '../../core/plan/deployment-history.ts';
import type { Ledger } from '../../core/ports/ledger.ts';
import { historyOf } from '../../core/records/history-of.ts';
import type { DeploymentConfig } from '../../core/sagemaker.ts';
import { endpointKey } from './keys.ts';
import type { Key, Table, Update } from './table.ts';

type Deployments = Pick<Ledger, 'deploymentHistory' | 'keepDeploymentHistory' | 'noteDeployment'>;

const keyOf = (endpoint: string): Key => ({ pk: endpointKey(endpoint), sk: 'deployments' });

/** The deployment configs of endpoints, one item each. Only the holder of the endpoint's lease writes it. */
export function deploymentItems(table: Table, rollouts: Ledger['rollouts']): Deployments {
  return {
    async deploymentHistory(endpoint) {
      const item = await table.get(keyOf(endpoint));
      // Version 0.1 kept none.
      return item === undefined ? historyOf(await rollouts(endpoint)) : deploymentHistorySchema.parse(item);
    },

    async keepDeploymentHistory(endpoint, history) {
      await table.put({ ...keyOf(endpoint), ...history });
    },

    async noteDeployment(endpoint, of, deployment) {
      await table.update(notingDeployment(endpoint, of, deployment));
    },
  };
}

export const notingDeployment = (
  endpoint: string,
  of: 'released' | 'wentBack',
  deployment: DeploymentConfig,
): Update => ({
  Key: keyOf(endpoint),
  UpdateExpression: 'SET #of = :deployment',
  ExpressionAttributeNames: { '#of': of },
  ExpressionAttributeValues: { ':deployment': deployment },
});
