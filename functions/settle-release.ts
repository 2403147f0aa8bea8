import * as z from 'zod';
import { onAws, type Seam } from '../adapters/lambda/seam.ts';
import { settleRelease } from '../app/planning/settle-release.ts';
import { allowedIn, planningPorts } from '../composition/planning.ts';
import { announcementsOf, leasesOf, ledgerOf, noticesOf, nowOf, rolloutsOf } from '../composition/ports.ts';
import { rolloutSchema } from '../core/release.ts';

const eventSchema = z.object({ rollout: rolloutSchema, fence: z.number() });

/** A rollout's turn has come: decide what exactly is released. */
export function make(seam: Seam) {
  const ports = {
    look: planningPorts(seam),
    allowed: allowedIn(seam),
    ledger: ledgerOf(seam),
    leases: leasesOf(seam),
    rollouts: rolloutsOf(seam),
    notices: noticesOf(seam),
    announcements: announcementsOf(seam),
  };

  return async (event: unknown) => {
    const { rollout, fence } = eventSchema.parse(event);
    return settleRelease(ports, rollout, fence, nowOf(seam));
  };
}

export const handler = onAws(make);
