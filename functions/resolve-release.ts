import * as z from 'zod';
import { onAws, type Seam } from '../adapters/lambda/seam.ts';
import { resolveRelease } from '../app/planning/resolve-release.ts';
import { allowedIn, findingsPorts } from '../composition/planning.ts';
import { announcementsOf, ledgerOf, nowOf } from '../composition/ports.ts';
import { rolloutSchema } from '../core/release.ts';

const eventSchema = z.object({ rollout: rolloutSchema, execution: z.string() });

/** A rollout begins: refuse what cannot be released. */
export function make(seam: Seam) {
  const ports = {
    look: findingsPorts(seam),
    allowed: allowedIn(seam),
    ledger: ledgerOf(seam),
    announcements: announcementsOf(seam),
  };

  return async (event: unknown) => {
    const { rollout, execution } = eventSchema.parse(event);
    return resolveRelease(ports, rollout, execution, nowOf(seam));
  };
}

export const handler = onAws(make);
