import * as z from 'zod';
import { onAws, type Seam } from '../adapters/lambda/seam.ts';
import { preparation } from '../app/planning/prepare-release.ts';
import { allowedIn, planningPorts } from '../composition/planning.ts';
import {
  announcementsOf,
  leasesOf,
  ledgerOf,
  nowOf,
  ownAlarmsOf,
  pinsOf,
  rolloutsOf,
} from '../composition/ports.ts';
import { rolloutSchema } from '../core/release.ts';

const eventSchema = z.object({ rollout: rolloutSchema, fence: z.number() });

/** A rollout makes what its shift needs. */
export function make(seam: Seam) {
  const prepare = preparation(
    {
      look: planningPorts(seam),
      allowed: allowedIn(seam),
      ledger: ledgerOf(seam),
      leases: leasesOf(seam),
      rollouts: rolloutsOf(seam),
      pins: pinsOf(seam),
      ownAlarms: ownAlarmsOf(seam),
      announcements: announcementsOf(seam),
    },
    nowOf(seam),
  );

  return async (event: unknown) => {
    const { rollout, fence } = eventSchema.parse(event);
    return prepare(rollout, fence);
  };
}

export const handler = onAws(make);
