import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import { ClaimLost, type SlackLedger } from '../../core/slack/ports.ts';
import { dynamoTable, onlyIf } from './table.ts';

/** A release may serve for long, and its message has a button until another one takes its place. */
const messageDays = 400;
/** A reply is looked for while its notice may still come again. */
const toldDays = 60;

/** What was shown in Slack: `slack#<thread>` with an item for its message and claim, and one for each notice. */
export function dynamoSlack(client: DynamoDBClient, tableName: string): SlackLedger {
  const table = dynamoTable(client, tableName);
  const messageKey = (thread: string) => ({ pk: `slack#${thread}`, sk: 'message' });
  const toldKey = (thread: string, id: string) => ({ pk: `slack#${thread}`, sk: `told#${id}` });

  return {
    async claim(thread, { by, turn, now, until }) {
      let item: Record<string, unknown> | undefined;
      const claimed = await onlyIf(
        table
          .update({
            Key: messageKey(thread),
            UpdateExpression:
              'SET claimedBy = :by, claimedTurn = :turn, claimedUntil = :until, expiresAt = :expires ADD revision :one',
            ConditionExpression:
              'attribute_not_exists(claimedUntil) OR claimedUntil <= :now OR (claimedBy = :by AND claimedTurn < :turn)',
            ExpressionAttributeValues: {
              ':by': by,
              ':turn': turn,
              ':until': until,
              ':now': now,
              ':expires': daysAfter(now, messageDays),
              ':one': 1,
            },
            ReturnValues: 'ALL_NEW',
          })
          .then((updated) => {
            item = updated;
          }),
      );
      return claimed ? { thread, ...messageItem.parse(item) } : undefined;
    },

    async message(thread) {
      const item = await table.get(messageKey(thread));
      return item && messageItem.parse(item).message;
    },

    async keepMessage({ thread, revision }, message) {
      const kept = await onlyIf(
        table.update({
          Key: messageKey(thread),
          UpdateExpression: 'SET message = :message',
          ConditionExpression: 'revision = :mine',
          ExpressionAttributeValues: { ':message': message, ':mine': revision },
        }),
      );
      if (!kept) throw new ClaimLost(thread);
    },

    async told(thread, id) {
      const item = await table.get(toldKey(thread, id));
      return item && toldItem.parse(item);
    },

    async keepTold(thread, id, told) {
      await table.put({ ...toldKey(thread, id), ...told, expiresAt: daysAfter(told.toldAt, toldDays) });
    },

    async release({ thread, revision }) {
      // Where another one has it by now, it is theirs to let go of.
      await onlyIf(
        table.update({
          Key: messageKey(thread),
          UpdateExpression: 'REMOVE claimedBy, claimedTurn, claimedUntil',
          ConditionExpression: 'revision = :mine',
          ExpressionAttributeValues: { ':mine': revision },
        }),
      );
    },
  };
}

const daysAfter = (at: number, days: number): number => Math.ceil(at / 1000) + days * 86_400;

const shown = z.object({
  channel: z.string(),
  generation: z.number(),
  ts: z.string().optional(),
  hash: z.string().optional(),
});
const messageItem = z.object({ revision: z.number(), message: shown.optional() });
const toldItem = shown.extend({ parent: z.string().optional(), at: z.number(), toldAt: z.number() });
