import * as z from 'zod';
import { onAws, type Seam } from '../adapters/lambda/seam.ts';
import { awaitIdle } from '../app/admission/await-idle.ts';
import { alarmsOf, announcementsOf, endpointsOf, ledgerOf, nowOf, waitsOf } from '../composition/ports.ts';
import { rolloutSchema } from '../core/release.ts';

const eventSchema = z.object({ rollout: rolloutSchema, token: z.string() });

/** A rollout waits until nothing else changes its endpoint. */
export function make(seam: Seam) {
  const ports = {
    ledger: ledgerOf(seam),
    endpoints: endpointsOf(seam),
    alarms: alarmsOf(seam),
    waits: waitsOf(seam),
    announcements: announcementsOf(seam),
  };

  return async (event: unknown) => {
    const { rollout, token } = eventSchema.parse(event);
    return awaitIdle(ports, rollout, token, nowOf(seam));
  };
}

export const handler = onAws(make);
