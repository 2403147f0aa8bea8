import * as z from 'zod';
import { breachSchema } from '../../core/alarm.ts';
import type { WaitingRollout } from '../../core/ports.ts';
import { conclusionSchema } from '../../core/verdict/conclude.ts';

/** Items are parsed on the way in like any other input: the table outlives the code that wrote it. */
const waitingItem = z.object({
  endpoint: z.string(),
  name: z.string(),
  token: z.string(),
  requestedConfig: z.string(),
  previousConfig: z.string().nullable(),
  modifiedBefore: z.number().nullable(),
  acknowledgedAt: z.string().optional(),
  rollbackAlarms: z.array(z.string()),
  breaches: z.record(z.string(), breachSchema),
});

export function waitingFrom(item: unknown): WaitingRollout {
  const { endpoint, name, token, rollbackAlarms, breaches, ...rest } = waitingItem.parse(item);
  return {
    endpoint,
    name,
    token,
    rollbackAlarms,
    breaches: Object.values(breaches),
    expected: {
      requestedConfig: rest.requestedConfig,
      previousConfig: rest.previousConfig,
      modifiedBefore: rest.modifiedBefore,
      acknowledged: rest.acknowledgedAt !== undefined,
    },
  };
}

export const concludedItem = z.object({ conclusion: conclusionSchema, toldAt: z.string().optional() });

export const watcherItem = z.object({ endpoint: z.string(), on: z.enum(['rollback', 'notify']) });

export const watchedItem = z.object({ names: z.array(z.string()) });
