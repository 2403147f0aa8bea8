import * as z from 'zod';
import { onAws, type Seam } from '../adapters/lambda/seam.ts';
import { alarmChanged } from '../app/alarms/alarm-changed.ts';
import {
  announcementsOf,
  deploymentsOf,
  leasesOf,
  ledgerOf,
  noticesOf,
  nowOf,
  waitsOf,
} from '../composition/ports.ts';
import { instantSchema } from '../core/values/instant.ts';

/**
 * "CloudWatch Alarm State Change" (CloudWatch's guide, "Alarm events and EventBridge"). The rule passes only
 * changes to ALARM and OK.
 */
const eventSchema = z.object({
  detail: z.object({
    alarmName: z.string(),
    state: z.object({
      value: z.enum(['ALARM', 'OK']),
      reason: z.string(),
      reasonData: z.string().optional(),
      timestamp: instantSchema,
      /** Set for a composite alarm whose actions another alarm suppresses. */
      actionsSuppressedBy: z.string().optional(),
      actionsSuppressedReason: z.string().optional(),
    }),
    muteDetail: z.object({ mutedByArn: z.string() }).optional(),
  }),
});

/** An alarm that an endpoint watches has changed. */
export function make(seam: Seam) {
  const changed = alarmChanged(
    {
      ledger: ledgerOf(seam),
      leases: leasesOf(seam),
      endpoints: deploymentsOf(seam),
      waits: waitsOf(seam),
      notices: noticesOf(seam),
      announcements: announcementsOf(seam),
    },
    nowOf(seam),
  );

  return async (event: unknown) => changed(eventSchema.parse(event).detail);
}

export const handler = onAws(make);
