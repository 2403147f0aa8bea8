import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import type { Presses, TakenPress } from '../../core/chat/presses.ts';
import { dynamoTable } from './table.ts';

/**
 * Slack's signature is valid for five minutes, and the queue retries for an hour. A day is well beyond both.
 */
const keptMs = 86_400_000;

/** Presses of buttons: one item each, by its key. */
export function dynamoPresses(client: DynamoDBClient, tableName: string): Presses {
  const table = dynamoTable(client, tableName);
  const itemKey = (key: string) => ({ pk: `press#${key}`, sk: 'press' });

  return {
    async take(key, now): Promise<TakenPress> {
      const kept = await table.update({
        Key: itemKey(key),
        UpdateExpression:
          'SET takenAt = if_not_exists(takenAt, :now), expiresAt = if_not_exists(expiresAt, :expires)',
        ExpressionAttributeValues: { ':now': now, ':expires': Math.ceil((now + keptMs) / 1000) },
        ReturnValues: 'ALL_NEW',
      });
      return pressItem.parse(kept);
    },
    async settle(key, answer) {
      const kept = await table.update({
        Key: itemKey(key),
        UpdateExpression: 'SET answer = if_not_exists(answer, :answer)',
        ExpressionAttributeValues: { ':answer': answer },
        ReturnValues: 'ALL_NEW',
      });
      return answerItem.parse(kept).answer;
    },
    async close(key, now) {
      await table.update({
        Key: itemKey(key),
        UpdateExpression: 'SET answeredAt = :now',
        ExpressionAttributeValues: { ':now': now },
      });
    },
  };
}

const answerItem = z.object({ answer: z.string() });
const pressItem = z.object({
  takenAt: z.number(),
  answer: z.string().optional(),
  answeredAt: z.number().optional(),
});
