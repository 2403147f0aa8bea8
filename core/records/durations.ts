import { epochMsOf, type Instant } from '../values/instant.ts';
import { phaseOrder } from './phase-order.ts';
import type { RolloutPhase, RolloutRecord } from './rollout-record.ts';

/** All phases but the last, which has no duration. */
type LastingPhase = Exclude<RolloutPhase, 'concluded'>;
const lasts = (phase: RolloutPhase): phase is LastingPhase => phase !== 'concluded';

/** Seconds in each phase that the rollout entered, and from its start to its end. */
export type Durations = Readonly<Partial<Record<LastingPhase, number>> & { total: number }>;

/**
 * How long a rollout was in each of its phases: from entering it until entering the next, and in the last one
 * until the end. So they add up to the total. `queued` is the wait for earlier rollouts, and
 * `waiting-for-endpoint` the wait for somebody else's change, from the last time that it began.
 *
 * Started at 10:00:00, queued at 10:00:02, admitted at 10:05:02 and ended at 10:05:10: resolving 2, queued
 * 300, admitted 8, total 310.
 *
 * The instants come from the clocks of several hosts. One that is earlier than its predecessor counts as
 * equal to it, so no duration is negative.
 */
export function durationsOf(
  { phases, startedAt }: Pick<RolloutRecord, 'phases' | 'startedAt'>,
  endedAt: Instant,
): Durations {
  const begun = epochMsOf(startedAt);
  // Written before the first phase is entered, and by the same function.
  const instants = { ...phases, resolving: startedAt };
  let last = begun;
  const entered = phaseOrder(phases)
    .filter(lasts)
    .flatMap((phase) => {
      const at = instants[phase];
      if (at === undefined) return [];
      last = Math.max(last, epochMsOf(at));
      return [{ phase, at: last }];
    });
  const end = Math.max(last, epochMsOf(endedAt));
  const seconds = entered.map(({ phase, at }, index) => {
    const next = entered[index + 1]?.at ?? end;
    return [phase, (next - at) / 1000] as const;
  });
  return { ...Object.fromEntries(seconds), total: (end - begun) / 1000 };
}
