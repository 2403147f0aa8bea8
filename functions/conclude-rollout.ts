import * as z from 'zod';
import { instantNow, onAws, type Seam } from '../adapters/lambda/seam.ts';
import { finish } from '../app/ending/finish.ts';
import { finishPorts } from '../composition/ending.ts';
import { rolloutName, rolloutSchema } from '../core/release.ts';
import { endingSchema } from '../core/verdict/ending.ts';

const eventSchema = z.object({
  rollout: rolloutSchema,
  /** Null for a rollout that never got the lease. */
  fence: z.number().nullable(),
  ending: endingSchema,
});

/**
 * Gives the rollout its one outcome, tells it, and releases the endpoint. A repeat only does what is missing.
 */
export function make(seam: Seam) {
  const ports = finishPorts(seam);

  return async (event: unknown) => {
    const { rollout, fence, ending } = eventSchema.parse(event);
    const at = instantNow(seam);
    const { release, attempt } = rollout;
    if (ending.kind === 'error' && ending.error === 'LeaseLost') {
      // The caretaker that took the lease ends this attempt. An execution redriven after that starts a new
      // one.
      const record = await ports.ledger.rollout(release.endpoint, rolloutName(rollout));
      if (record?.toldAt === undefined) return { rollout: rolloutName(rollout), leftTo: 'its caretaker' };
      const again = await ports.ledger.nextAttempt(release, `redrive#${rolloutName(rollout)}`);
      const start = { kind: 'retry', at, by: 'whoever redrove the execution' } as const;
      await ports.rollouts.start({ release, attempt: again, start });
      return {
        rollout: rolloutName(rollout),
        startedInstead: rolloutName({ release, attempt: again, start }),
      };
    }
    const { conclusion, ...finished } = await finish(ports, rollout, fence, ending, () => instantNow(seam));
    seam.log.info('ending done', { ...finished, outcome: conclusion?.outcome });
    return { release: release.id, attempt, ...finished, ...conclusion };
  };
}

export const handler = onAws(make);
