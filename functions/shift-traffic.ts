import * as z from 'zod';
import { onAws, type Seam } from '../adapters/lambda/seam.ts';
import { trafficShift } from '../app/shift/shift-traffic.ts';
import {
  alarmsOf,
  announcementsOf,
  endpointsOf,
  leasesOf,
  ledgerOf,
  metricsFor,
  noticesOf,
  nowOf,
  waitsOf,
} from '../composition/ports.ts';
import { seenLeaseSchema } from '../core/lease/lease.ts';
import { planSchema } from '../core/plan/plan.ts';

const eventSchema = z.object({
  mode: z.enum(['shift', 'await-again', 'back']),
  token: z.string(),
  fence: z.number(),
  plan: planSchema,
  lease: seenLeaseSchema.nullish().transform((lease) => lease ?? undefined),
  gated: z.boolean().optional(),
});

/** A rollout updates its endpoint, and waits for the result. */
export function make(seam: Seam) {
  const shift = trafficShift(
    {
      endpoints: endpointsOf(seam),
      ledger: ledgerOf(seam),
      leases: leasesOf(seam),
      alarms: alarmsOf(seam),
      waits: waitsOf(seam),
      notices: noticesOf(seam),
      announcements: announcementsOf(seam),
      metrics: metricsFor(seam),
    },
    nowOf(seam),
  );

  return async (event: unknown) => shift(eventSchema.parse(event));
}

export const handler = onAws(make);
