import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { lastKnownStateSchema } from '../../core/drift/drift.ts';
import type { Ledger } from '../../core/ports/ledger.ts';
import { adoptionItems } from './adoptions.ts';
import { watchAlarms, watchersOf } from './alarm-index.ts';
import { ringingItems } from './alarm-throttle.ts';
import { deploymentItems } from './deployments.ts';
import { gateItems } from './gates.ts';
import { judgeSwitchItems } from './judge-switches.ts';
import { endpointKey } from './keys.ts';
import { receiptItems } from './notification-receipts.ts';
import { pendingManifestItems } from './pending-manifests.ts';
import { rolloutItems } from './rollouts.ts';
import { dynamoTable, onlyIf } from './table.ts';
import { waitItems } from './waits.ts';

/**
 * The ledger in one DynamoDB table. Items are keyed by endpoint, and every write that matters is conditional
 * (docs/adr/0002-the-controller.md).
 */
export function dynamoLedger(client: DynamoDBClient, tableName: string): Ledger {
  const table = dynamoTable(client, tableName);
  const lastKnownKey = (endpoint: string) => ({ pk: endpointKey(endpoint), sk: 'live' });

  const rollouts = rolloutItems(table);

  return {
    ...rollouts,
    ...adoptionItems(table),
    ...deploymentItems(table, rollouts.rollouts),
    ...waitItems(table),
    ...receiptItems(table),
    ...gateItems(table),
    ...ringingItems(table),
    ...pendingManifestItems(table),
    ...judgeSwitchItems(table),

    watchAlarms: (endpoint, alarms, told) => watchAlarms(table, endpoint, alarms, told),
    watchersOf: (alarmName) => watchersOf(table, alarmName),

    async lastKnownState(endpoint) {
      const item = await table.get(lastKnownKey(endpoint));
      return item && lastKnownStateSchema.parse(item);
    },

    forgetLastKnownState: (endpoint) => table.remove(lastKnownKey(endpoint)),

    async keepLastKnownState(lastKnown) {
      const { lastModified } = lastKnown;
      await onlyIf(
        table.put(
          { ...lastKnownKey(lastKnown.endpoint), ...lastKnown },
          {
            // Of the same instant, that it is gone is the later one.
            ConditionExpression:
              'attribute_not_exists(lastModified) OR lastModified < :lastModified OR ' +
              '(lastModified = :lastModified AND attribute_type(configName, :text))',
            ExpressionAttributeValues: { ':lastModified': lastModified, ':text': 'S' },
          },
        ),
      );
    },
  };
}
