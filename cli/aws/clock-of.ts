import * as z from 'zod';
import type { Target } from './target.ts';

const clockSchema = z.object({ nowMs: z.number(), paused: z.boolean(), speed: z.number() });

/**
 * AWS's time (epoch milliseconds), and how many of its seconds pass in one of ours. The local AWS has its own time
 * (docs/clock.md). Any other AWS on this machine uses this machine's clock.
 */
export async function clockOf({
  endpointUrl,
  local,
}: Pick<Target, 'endpointUrl' | 'local'>): Promise<{ readonly now: number; readonly speed: number }> {
  if (endpointUrl === undefined || !local) return thisMachines();
  try {
    const answer = await fetch(new URL('/_clock', endpointUrl));
    const { nowMs, paused, speed } = clockSchema.parse(await answer.json());
    return { now: nowMs, speed: paused ? 0 : speed };
  } catch {
    return thisMachines();
  }
}

const thisMachines = () => ({ now: Date.now(), speed: 1 });
