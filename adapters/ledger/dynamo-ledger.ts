import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  DynamoDBDocumentClient,
  GetCommand,
  QueryCommand,
  UpdateCommand,
  type UpdateCommandInput,
} from '@aws-sdk/lib-dynamodb';
import type { Ledger } from '../../core/ports.ts';
import { rolloutName } from '../../core/release.ts';
import { watchAlarms, watchersOf } from './alarm-index.ts';
import { concludedItem, waitingFrom } from './items.ts';
import { endpointKey, rolloutKey } from './keys.ts';

/** The ledger in one DynamoDB table: items by endpoint, every write that matters conditional (design §6). */
export function dynamoLedger(client: DynamoDBClient, tableName: string): Ledger {
  const db = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
  const update = (input: Omit<UpdateCommandInput, 'TableName'>) =>
    db.send(new UpdateCommand({ TableName: tableName, ...input }));

  return {
    async begin(rollout, at) {
      await update({
        Key: rolloutKey(rollout),
        UpdateExpression:
          'SET endpoint = :endpoint, #name = :name, #release = :release, attempt = :attempt, startedAt = if_not_exists(startedAt, :at)',
        ExpressionAttributeNames: { '#name': 'name', '#release': 'release' },
        ExpressionAttributeValues: {
          ':endpoint': rollout.release.endpoint,
          ':name': rolloutName(rollout),
          ':release': rollout.release,
          ':attempt': rollout.attempt,
          ':at': at,
        },
      });
    },

    async arm(rollout, { token, expected, rollbackAlarms }) {
      const answer = await update({
        Key: rolloutKey(rollout),
        // What an earlier try read before its call stays: after that call the endpoint may have moved already.
        UpdateExpression:
          'SET endpoint = :endpoint, #name = :name, #token = :token, requestedConfig = :requested, rollbackAlarms = :alarms, ' +
          'previousConfig = if_not_exists(previousConfig, :previous), modifiedBefore = if_not_exists(modifiedBefore, :modified), ' +
          'breaches = if_not_exists(breaches, :none)',
        ConditionExpression: 'attribute_not_exists(conclusion)',
        ExpressionAttributeNames: { '#name': 'name', '#token': 'token' },
        ExpressionAttributeValues: {
          ':endpoint': rollout.release.endpoint,
          ':name': rolloutName(rollout),
          ':token': token,
          ':requested': expected.requestedConfig,
          ':previous': expected.previousConfig,
          ':modified': expected.modifiedBefore,
          ':alarms': [...rollbackAlarms],
          ':none': {},
        },
        ReturnValues: 'ALL_NEW',
      });
      return waitingFrom(answer.Attributes);
    },

    async acknowledge(rollout, at) {
      return onlyIf(
        update({
          Key: rolloutKey(rollout),
          UpdateExpression: 'SET acknowledgedAt = :at',
          ConditionExpression: 'attribute_not_exists(acknowledgedAt)',
          ExpressionAttributeValues: { ':at': at },
        }),
      );
    },

    async waiting(endpoint) {
      const found: unknown[] = [];
      let start: Record<string, unknown> | undefined;
      do {
        const page = await db.send(
          new QueryCommand({
            TableName: tableName,
            ConsistentRead: true,
            KeyConditionExpression: 'pk = :pk AND begins_with(sk, :rollout)',
            FilterExpression: 'attribute_exists(#token)',
            ExpressionAttributeNames: { '#token': 'token' },
            ExpressionAttributeValues: { ':pk': endpointKey(endpoint), ':rollout': 'rollout#' },
            ...(start && { ExclusiveStartKey: start }),
          }),
        );
        found.push(...(page.Items ?? []));
        start = page.LastEvaluatedKey;
      } while (start !== undefined);
      return found.map(waitingFrom);
    },

    async disarm(waiting) {
      await onlyIf(
        update({
          Key: { pk: endpointKey(waiting.endpoint), sk: `rollout#${waiting.name}` },
          UpdateExpression: 'REMOVE #token',
          ConditionExpression: '#token = :token',
          ExpressionAttributeNames: { '#token': 'token' },
          ExpressionAttributeValues: { ':token': waiting.token },
        }),
      );
    },

    watchAlarms: (endpoint, alarms) => watchAlarms(db, tableName, endpoint, alarms),
    watchersOf: (alarmName) => watchersOf(db, tableName, alarmName),

    async noteBreach(waiting, breach) {
      await onlyIf(
        update({
          Key: { pk: endpointKey(waiting.endpoint), sk: `rollout#${waiting.name}` },
          UpdateExpression: 'SET breaches.#alarm = if_not_exists(breaches.#alarm, :breach)',
          ConditionExpression: 'attribute_exists(breaches) AND attribute_not_exists(conclusion)',
          ExpressionAttributeNames: { '#alarm': breach.name },
          ExpressionAttributeValues: { ':breach': breach },
        }),
      );
    },

    async conclude(rollout, conclusion, at) {
      const first = await onlyIf(
        update({
          Key: rolloutKey(rollout),
          UpdateExpression: 'SET conclusion = :conclusion, outcome = :outcome, endedAt = :at REMOVE #token',
          ConditionExpression: 'attribute_not_exists(conclusion)',
          ExpressionAttributeNames: { '#token': 'token' },
          ExpressionAttributeValues: { ':conclusion': conclusion, ':outcome': conclusion.outcome, ':at': at },
        }),
      );
      if (first) return { conclusion, told: false };
      const stored = await db.send(
        new GetCommand({ TableName: tableName, Key: rolloutKey(rollout), ConsistentRead: true }),
      );
      const item = concludedItem.parse(stored.Item);
      return { conclusion: item.conclusion, told: item.toldAt !== undefined };
    },

    async markTold(rollout, at) {
      await update({
        Key: rolloutKey(rollout),
        UpdateExpression: 'SET toldAt = :at',
        ExpressionAttributeValues: { ':at': at },
      });
    },

    async claim(telling) {
      return onlyIf(
        update({
          Key: { pk: telling.subject, sk: `told#${telling.occurrence}` },
          UpdateExpression: 'SET claimedAt = :at, detail = :detail',
          ConditionExpression: 'attribute_not_exists(toldAt)',
          ExpressionAttributeValues: { ':at': telling.at, ':detail': telling.detail },
        }),
      );
    },

    async markTelling(telling) {
      await update({
        Key: { pk: telling.subject, sk: `told#${telling.occurrence}` },
        UpdateExpression: 'SET toldAt = :at',
        ExpressionAttributeValues: { ':at': telling.at },
      });
    },
  };
}

/** True if the conditional write was made, false if its condition did not hold. */
async function onlyIf(write: Promise<unknown>): Promise<boolean> {
  try {
    await write;
    return true;
  } catch (error) {
    if (error instanceof Error && error.name === 'ConditionalCheckFailedException') return false;
    throw error;
  }
}
