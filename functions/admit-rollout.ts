import * as z from 'zod';
import { onAws, type Seam } from '../adapters/lambda/seam.ts';
import { admission } from '../app/admission/admit-rollout.ts';
import {
  abortSwitchOf,
  announcementsOf,
  leasesOf,
  ledgerOf,
  noticesOf,
  nowOf,
  ownNamesOf,
  rolloutsOf,
  waitsOf,
} from '../composition/ports.ts';
import { rolloutSchema } from '../core/release.ts';

const eventSchema = z.object({ rollout: rolloutSchema, token: z.string(), execution: z.string() });

/** A rollout asks for its endpoint's lease. */
export function make(seam: Seam) {
  const admit = admission(
    {
      ledger: ledgerOf(seam),
      leases: leasesOf(seam),
      endpoints: ownNamesOf(seam),
      rollouts: rolloutsOf(seam),
      waits: waitsOf(seam),
      abortSwitch: abortSwitchOf(seam),
      notices: noticesOf(seam),
      announcements: announcementsOf(seam),
    },
    nowOf(seam),
  );

  return async (event: unknown) => {
    const { rollout, token, execution } = eventSchema.parse(event);
    return admit(rollout, token, execution);
  };
}

export const handler = onAws(make);
