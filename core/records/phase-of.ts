import { phaseOrder } from './phase-order.ts';
import type { RolloutPhase, RolloutRecord } from './rollout-record.ts';

/** The furthest phase that the rollout has entered. */
export function phaseOf({ outcome, phases }: Pick<RolloutRecord, 'outcome' | 'phases'>): RolloutPhase {
  if (outcome !== undefined) return 'concluded';
  return phaseOrder(phases).findLast((phase) => phases[phase] !== undefined) ?? 'resolving';
}
