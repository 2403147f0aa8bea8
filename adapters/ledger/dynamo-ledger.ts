import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Ledger } from '../../core/ports/ledger.ts';
import { adoptionItems } from './adoptions.ts';
import { watchAlarms, watchedAlarms, watchersOf } from './alarm-index.ts';
import { ringingItems } from './alarm-throttle.ts';
import { deploymentItems } from './deployments.ts';
import { gateItems } from './gates.ts';
import { jointWrites } from './joint-writes.ts';
import { judgeSwitchItems } from './judge-switches.ts';
import { lastKnownItems } from './last-known-states.ts';
import { lookItems } from './looks.ts';
import { receiptItems } from './notification-receipts.ts';
import { pendingManifestItems } from './pending-manifests.ts';
import { proposalItems } from './proposals.ts';
import { rolloutItems } from './rollouts.ts';
import { dynamoTable } from './table.ts';
import { waitItems } from './waits.ts';

/**
 * The ledger in one DynamoDB table. Items are keyed by endpoint, and every write that matters is conditional
 * (docs/adr/0002-the-controller.md).
 */
export function dynamoLedger(client: DynamoDBClient, tableName: string): Ledger {
  const table = dynamoTable(client, tableName);
  const rollouts = rolloutItems(table);

  const single = {
    ...rollouts,
    ...deploymentItems(table, rollouts.rollouts),
    ...waitItems(table),
    ...lastKnownItems(table),
  };

  return {
    ...single,
    ...jointWrites(table, single),
    ...adoptionItems(table),
    ...receiptItems(table),
    ...gateItems(table),
    ...ringingItems(table),
    ...pendingManifestItems(table),
    ...judgeSwitchItems(table),
    ...proposalItems(table),
    ...lookItems(table),

    watchAlarms: (endpoint, alarms, told, known) => watchAlarms(table, endpoint, alarms, told, known),
    watchedAlarms: (endpoint) => watchedAlarms(table, endpoint),
    watchersOf: (alarmName) => watchersOf(table, alarmName),
  };
}
