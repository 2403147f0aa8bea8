import * as z from 'zod';
import { onAws, type Seam } from '../adapters/lambda/seam.ts';
import { gateOpening } from '../app/gates/open-gates.ts';
import { gateActionsOf, signedUrlsOf } from '../composition/gates.ts';
import {
  alarmsOf,
  announcementsOf,
  commandFlagsOf,
  endpointsOf,
  leasesOf,
  ledgerOf,
  noticesOf,
  nowOf,
} from '../composition/ports.ts';
import { rolloutSchema } from '../core/release.ts';

const eventSchema = z.object({
  rollout: rolloutSchema,
  fence: z.number(),
  stage: z.enum(['before', 'after']),
});

/** A rollout has reached its gates before or after the shift. */
export function make(seam: Seam) {
  const open = gateOpening(
    {
      ledger: ledgerOf(seam),
      leases: leasesOf(seam),
      notices: noticesOf(seam),
      announcements: announcementsOf(seam),
      endpoints: endpointsOf(seam),
      alarms: alarmsOf(seam),
      actions: gateActionsOf(seam),
      references: signedUrlsOf(seam),
      commandFlags: commandFlagsOf(seam),
    },
    nowOf(seam),
  );

  return async (event: unknown) => open(eventSchema.parse(event));
}

export const handler = onAws(make);
