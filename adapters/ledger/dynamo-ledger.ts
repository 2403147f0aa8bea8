import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { beliefSchema } from '../../core/drift/drift.ts';
import type { Ledger } from '../../core/ports/ledger.ts';
import { watchAlarms, watchersOf } from './alarm-index.ts';
import { deploymentItems } from './deployments.ts';
import { gateItems } from './gates.ts';
import { endpointKey } from './keys.ts';
import { pendingManifestItems } from './pending-manifests.ts';
import { ringingItems } from './ringing.ts';
import { rolloutItems } from './rollouts.ts';
import { dynamoTable } from './table.ts';
import { tellingItems } from './tellings.ts';
import { waitItems } from './waits.ts';

/** The ledger in one DynamoDB table: items by endpoint, every write that matters conditional (design §6). */
export function dynamoLedger(client: DynamoDBClient, tableName: string): Ledger {
  const table = dynamoTable(client, tableName);
  const beliefKey = (endpoint: string) => ({ pk: endpointKey(endpoint), sk: 'live' });

  const rollouts = rolloutItems(table);

  return {
    ...rollouts,
    ...deploymentItems(table, rollouts.rollouts),
    ...waitItems(table),
    ...tellingItems(table),
    ...gateItems(table),
    ...ringingItems(table),
    ...pendingManifestItems(table),

    watchAlarms: (endpoint, alarms, told) => watchAlarms(table, endpoint, alarms, told),
    watchersOf: (alarmName) => watchersOf(table, alarmName),

    async belief(endpoint) {
      const item = await table.get(beliefKey(endpoint));
      return item && beliefSchema.parse(item);
    },

    async believe(belief) {
      await table.put({ ...beliefKey(belief.endpoint), ...belief });
    },
  };
}
