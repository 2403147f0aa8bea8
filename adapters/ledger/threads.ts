import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import { ClaimLost, type ThreadLedger } from '../../core/chat/threads.ts';
import type { ChannelId } from '../../core/values/channel-id.ts';
import { dynamoTable, onlyIf } from './table.ts';

/** A release may serve for long, and its message has a button until another one takes its place. */
const messageDays = 400;
/** A reply is remembered for as long as its notice may be delivered again. */
const toldDays = 60;

/**
 * What a channel has shown: `<channel>#<thread>`, with one item for the message and claim, and one per
 * notice.
 */
export function dynamoThreads(client: DynamoDBClient, tableName: string, channel: ChannelId): ThreadLedger {
  const table = dynamoTable(client, tableName);
  const messageKey = (thread: string) => ({ pk: `${channel}#${thread}`, sk: 'message' });
  const toldKey = (thread: string, id: string) => ({ pk: `${channel}#${thread}`, sk: `told#${id}` });

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
          ExpressionAttributeValues: { ':message': storedOf(message), ':mine': revision },
        }),
      );
      if (!kept) throw new ClaimLost(thread);
    },

    async told(thread, id) {
      const item = await table.get(toldKey(thread, id));
      return item && toldItem.parse(item);
    },

    async keepTold(thread, id, told) {
      await table.put({
        ...toldKey(thread, id),
        ...storedOf(told),
        expiresAt: daysAfter(told.toldAt, toldDays),
      });
    },

    async release({ thread, revision }) {
      // If somebody else holds the claim by now, only they may release it.
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
  /** The place under Slack's name, as version 0.1 stored it. */
  channel: z.string(),
  generation: z.number(),
  /** The message's id under Slack's name, as version 0.1 stored it. */
  ts: z.string().optional(),
  hash: z.string().optional(),
});
const told = shown.extend({ parent: z.string().optional(), at: z.number(), toldAt: z.number() });
const messageItem = z.object({ revision: z.number(), message: shown.transform(shownOf).optional() });
const toldItem = told.transform(shownOf);

/** The form in which it is stored. */
const storedOf = <T extends { readonly place: string; readonly id?: string | undefined }>({
  place,
  id,
  ...shown
}: T) => ({
  ...shown,
  channel: place,
  ...(id !== undefined && { ts: id }),
});
function shownOf<T extends { readonly channel: string; readonly ts?: string | undefined }>({
  channel,
  ts,
  ...shown
}: T) {
  return { ...shown, place: channel, ...(ts !== undefined && { id: ts }) };
}
