import type { ShiftAbout } from '../gates/action-ports.ts';
import { epochMsOf } from '../values/instant.ts';
import type { RolloutRecord } from './rollout-record.ts';

/** The rollout's shift from one fleet to another; undefined if it has not begun, or has created the endpoint. */
export function shiftOf({ plan, phases }: Pick<RolloutRecord, 'plan' | 'phases'>): ShiftAbout | undefined {
  if (plan?.action !== 'update' || phases.shifting === undefined) return undefined;
  return {
    config: plan.config,
    variants: plan.variants.map(({ name }) => name),
    since: epochMsOf(phases.shifting),
    ...(plan.capture && { capture: plan.capture }),
    minutes: Math.ceil(plan.timeline.totalSeconds / 60),
  };
}
