import * as z from 'zod';
import { ringingSchema, throttleAt } from '../../core/alarms/throttle.ts';
import type { Ledger } from '../../core/ports/ledger.ts';
import { endpointKey } from './keys.ts';
import { onlyIf, type Table } from './table.ts';

/**
 * Each failed try is another writer's success. More never go off at once for one endpoint, alarm and rollout.
 */
const tries = 16;

const ringingItem = ringingSchema.extend({ revision: z.number() });

/**
 * Alarms that went off, one item per endpoint, rollout and alarm. Written only if unchanged since it was
 * read.
 */
export function ringingItems(table: Table): Pick<Ledger, 'throttleAlarm'> {
  return {
    async throttleAlarm(endpoint, alarm, rollout, at) {
      const key = { pk: endpointKey(endpoint), sk: `ringing#${rollout ?? ''}#${alarm}` };
      for (let tried = 0; tried < tries; tried += 1) {
        const item = await table.get(key);
        const known = item && ringingItem.parse(item);
        const { throttle, kept } = throttleAt(known, at);
        if (kept === known) return throttle;
        const written = await onlyIf(
          table.update({
            Key: key,
            UpdateExpression:
              'SET told = :told, untold = :untold, since = :since, revision = :next, expiresAt = :expires',
            ConditionExpression: known === undefined ? 'attribute_not_exists(pk)' : 'revision = :read',
            ExpressionAttributeValues: {
              ':told': kept.told,
              ':untold': kept.untold,
              ':since': kept.since,
              // People are told again after an hour in any case. A day keeps the count for inspection.
              ':expires': Math.ceil(at / 1000) + 86_400,
              ':next': (known?.revision ?? 0) + 1,
              ...(known && { ':read': known.revision }),
            },
          }),
        );
        if (written) return throttle;
      }
      throw new Error(`alarm ${alarm} of ${endpoint} went off too often at once; try again`);
    },
  };
}
