import * as z from 'zod';
import { gateKey } from '../../core/gates/gate-key.ts';
import { gateItemSchema } from '../../core/gates/item.ts';
import type { GateLedger } from '../../core/gates/ports.ts';
import { endpointKey } from './keys.ts';
import { onlyIf, type Table } from './table.ts';

/**
 * The gates of rollouts, one item each (`gate#<rollout>#<stage>#<n>`), and the alarm states recorded for
 * gates.
 */
export function gateItems(table: Table): GateLedger {
  const gateWaitKey = (endpoint: string, name: string) => ({
    pk: endpointKey(endpoint),
    sk: `gatewait#${name}`,
  });

  return {
    async gates(endpoint, name, stage) {
      const items = await table.under(endpointKey(endpoint), `gate#${name}#${stage}#`);
      return items.map((found) => keptItem.parse(found)).sort((a, b) => a.item.n - b.item.n);
    },

    async putGate(endpoint, name, item, revision) {
      const { stage, n } = item;
      const key = { pk: endpointKey(endpoint), sk: gateKey({ rollout: name, stage, n }) };
      return onlyIf(
        table.update({
          Key: key,
          UpdateExpression: 'SET #item = :item, revision = :next',
          ConditionExpression: revision === 0 ? 'attribute_not_exists(pk)' : 'revision = :read',
          ExpressionAttributeNames: { '#item': 'item' },
          ExpressionAttributeValues: {
            ':item': item,
            ':next': revision + 1,
            ...(revision > 0 && { ':read': revision }),
          },
        }),
      );
    },

    async armGate(endpoint, name, token) {
      await table.put({ ...gateWaitKey(endpoint, name), endpoint, name, token });
    },

    async gateWaits(endpoint) {
      const items = await table.under(endpointKey(endpoint), 'gatewait#');
      return items.map((item) => waitItem.parse(item));
    },

    async disarmGate({ endpoint, name, token }) {
      await onlyIf(
        table.remove(gateWaitKey(endpoint, name), {
          ConditionExpression: '#token = :token',
          ExpressionAttributeNames: { '#token': 'token' },
          ExpressionAttributeValues: { ':token': token },
        }),
      );
    },

    async recordAlarmState(endpoint, alarm, heard) {
      // Gates wait 30 days at most; managed alarms have new names with every release.
      const expiresAt = Math.ceil(heard.heardAt / 1000) + 31 * 86_400;
      await table.put({ pk: endpointKey(endpoint), sk: `heard#${alarm}`, ...heard, expiresAt });
    },

    async alarmStates(endpoint) {
      const items = await table.under(endpointKey(endpoint), 'heard#');
      return Object.fromEntries(
        items.map((item) => {
          const { sk, ...heard } = heardItem.parse(item);
          return [sk.slice('heard#'.length), heard];
        }),
      );
    },
  };
}

const keptItem = z.object({ item: gateItemSchema, revision: z.number() });
const waitItem = z.object({ endpoint: z.string(), name: z.string(), token: z.string() });
const heardItem = z.object({
  sk: z.string(),
  changedAt: z.number(),
  lastAlarmAt: z.number(),
  heardAt: z.number(),
});
