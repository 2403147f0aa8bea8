import * as z from 'zod';
import { onAws, type Seam } from '../adapters/lambda/seam.ts';
import { goStraight } from '../app/planning/go-straight.ts';
import { resolveRelease } from '../app/planning/resolve-release.ts';
import { allowedIn, planningPorts } from '../composition/planning.ts';
import {
  announcementsOf,
  leasesOf,
  ledgerOf,
  noticesOf,
  nowOf,
  ownAlarmsOf,
  pinsOf,
  rolloutsOf,
} from '../composition/ports.ts';
import { rolloutSchema } from '../core/release.ts';

const eventSchema = z.object({
  rollout: rolloutSchema,
  execution: z.string(),
  /** State machines of version 0.1 go on step by step. */
  straight: z.boolean().default(false),
});

/** A rollout begins: refuse what cannot be released, and go as far as nothing stands in the way. */
export function make(seam: Seam) {
  const ports = {
    look: planningPorts(seam),
    allowed: allowedIn(seam),
    ledger: ledgerOf(seam),
    leases: leasesOf(seam),
    rollouts: rolloutsOf(seam),
    pins: pinsOf(seam),
    ownAlarms: ownAlarmsOf(seam),
    notices: noticesOf(seam),
    announcements: announcementsOf(seam),
    log: seam.log,
  };

  return async (event: unknown) => {
    const { rollout, execution, straight } = eventSchema.parse(event);
    const go = straight ? goStraight : resolveRelease;
    return go(ports, rollout, execution, nowOf(seam));
  };
}

export const handler = onAws(make);
