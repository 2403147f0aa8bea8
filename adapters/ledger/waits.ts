import * as z from 'zod';
import { breachSchema } from '../../core/cloudwatch/breach.ts';
import type { Ledger } from '../../core/ports/ledger.ts';
import type { EndpointWait, IdleWait, ShiftWait } from '../../core/ports/waits.ts';
import { type Rollout, rolloutName } from '../../core/release.ts';
import { type Instant, instantSchema } from '../../core/values/instant.ts';
import { endpointKey, waitKey } from './keys.ts';
import { onlyIf, type Table, type Update } from './table.ts';

type Waits = Pick<
  Ledger,
  'armIdle' | 'armShift' | 'acknowledge' | 'waiting' | 'waitsOf' | 'disarm' | 'noteBreach'
>;

const purposes = ['calm', 'shift', 'back'] as const;

/** The waits for an endpoint: one item each while it lasts, `wait#<rollout>#<purpose>`. */
export function waitItems(table: Table): Waits {
  const keyFor = (rollout: Rollout, purpose: EndpointWait['purpose']) =>
    waitKey(rollout.release.endpoint, rolloutName(rollout), purpose);
  const keyOf = (wait: EndpointWait) => waitKey(wait.endpoint, wait.name, wait.purpose);

  return {
    async armIdle(rollout, token) {
      const { endpoint } = rollout.release;
      await table.update({
        Key: keyFor(rollout, 'calm'),
        UpdateExpression: 'SET purpose = :purpose, endpoint = :endpoint, #name = :name, #token = :token',
        ExpressionAttributeNames: { '#name': 'name', '#token': 'token' },
        ExpressionAttributeValues: {
          ':purpose': 'calm',
          ':endpoint': endpoint,
          ':name': rolloutName(rollout),
          ':token': token,
        },
      });
      return { purpose: 'calm', endpoint, name: rolloutName(rollout), token };
    },

    async armShift(rollout, purpose, { token, expected, rollbackAlarms, gated }) {
      const armed = await table.update({
        Key: keyFor(rollout, purpose),
        // Keep what an earlier try read before its call: after that call the endpoint may have moved already.
        UpdateExpression:
          'SET purpose = :purpose, endpoint = :endpoint, #name = :name, #token = :token, ' +
          'requestedConfig = :requested, rollbackAlarms = :alarms, ' +
          'previousConfig = if_not_exists(previousConfig, :previous), ' +
          'modifiedBefore = if_not_exists(modifiedBefore, :modified), ' +
          'pendingBefore = if_not_exists(pendingBefore, :pending), breaches = if_not_exists(breaches, :none)' +
          (gated === undefined ? '' : ', gated = :gated'),
        ExpressionAttributeNames: { '#name': 'name', '#token': 'token' },
        ExpressionAttributeValues: {
          ':purpose': purpose,
          ':endpoint': rollout.release.endpoint,
          ':name': rolloutName(rollout),
          ':token': token,
          ':requested': expected.requestedConfig,
          ':previous': expected.previousConfig,
          ':modified': expected.modifiedBefore,
          ':pending': expected.pendingBefore ?? null,
          ':alarms': [...rollbackAlarms],
          ':none': {},
          ...(gated !== undefined && { ':gated': gated }),
        },
        ReturnValues: 'ALL_NEW',
      });
      return shiftWaitFrom(armed);
    },

    async acknowledge(rollout, purpose, at) {
      return onlyIf(table.update(acknowledging(rollout, purpose, at)));
    },

    async waiting(endpoint) {
      return (await table.under(endpointKey(endpoint), 'wait#')).map(waitFrom);
    },

    async waitsOf(endpoint, name) {
      const items = await Promise.all(purposes.map((purpose) => table.get(waitKey(endpoint, name, purpose))));
      return items.flatMap((item) => (item === undefined ? [] : [waitFrom(item)]));
    },

    async disarm(wait) {
      await onlyIf(
        table.remove(keyOf(wait), {
          ConditionExpression: '#token = :token',
          ExpressionAttributeNames: { '#token': 'token' },
          ExpressionAttributeValues: { ':token': wait.token },
        }),
      );
    },

    async noteBreach(wait, breach) {
      await onlyIf(
        table.update({
          Key: keyOf(wait),
          UpdateExpression: 'SET breaches.#alarm = if_not_exists(breaches.#alarm, :breach)',
          ConditionExpression: 'attribute_exists(breaches)',
          ExpressionAttributeNames: { '#alarm': breach.name },
          ExpressionAttributeValues: { ':breach': breach },
        }),
      );
    },
  };
}

export const acknowledging = (rollout: Rollout, purpose: 'shift' | 'back', at: Instant): Update => ({
  Key: waitKey(rollout.release.endpoint, rolloutName(rollout), purpose),
  UpdateExpression: 'SET acknowledgedAt = :at',
  // A missing item was settled already. An update would recreate the wait.
  ConditionExpression: 'attribute_exists(pk) AND attribute_not_exists(acknowledgedAt)',
  ExpressionAttributeValues: { ':at': at },
});

const calmItem = z.object({
  purpose: z.literal('calm'),
  endpoint: z.string(),
  name: z.string(),
  token: z.string(),
}) satisfies z.ZodType<IdleWait>;

const shiftItem = z.object({
  purpose: z.enum(['shift', 'back']),
  endpoint: z.string(),
  name: z.string(),
  token: z.string(),
  requestedConfig: z.string(),
  previousConfig: z.string().nullable(),
  modifiedBefore: z.number().nullable(),
  pendingBefore: z.string().nullish(),
  acknowledgedAt: instantSchema.optional(),
  rollbackAlarms: z.array(z.string()),
  breaches: z.record(z.string(), breachSchema),
  gated: z.boolean().optional(),
});

const waitFrom = (item: Record<string, unknown>): EndpointWait =>
  item.purpose === 'calm' ? calmItem.parse(item) : shiftWaitFrom(item);

function shiftWaitFrom(item: unknown): ShiftWait {
  const { purpose, endpoint, name, token, rollbackAlarms, breaches, gated, ...rest } = shiftItem.parse(item);
  return {
    purpose,
    endpoint,
    name,
    token,
    rollbackAlarms,
    breaches: Object.values(breaches),
    ...(gated !== undefined && { gated }),
    expected: {
      requestedConfig: rest.requestedConfig,
      previousConfig: rest.previousConfig,
      modifiedBefore: rest.modifiedBefore,
      ...(rest.pendingBefore != null && { pendingBefore: rest.pendingBefore }),
      acknowledged: rest.acknowledgedAt !== undefined,
    },
  };
}
