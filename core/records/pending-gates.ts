import type { RolloutRecord } from './rollout-record.ts';

/**
 * Whether a rollout that is live has gates of its shift, or after it, to be looked at. What was told to have ended
 * has none any more; one that goes back, an abort, or a rollback that takes its place, asks for no proof.
 */
export function hasPendingGates(record: RolloutRecord | undefined): boolean {
  const { gates, conclusion, stop, phases } = record ?? {};
  if (gates === undefined || conclusion !== undefined || phases?.['going-back'] !== undefined) return false;
  if (stop !== undefined && stop.kind !== 'gate') return false;
  return gates.during.length + gates.after.length > 0;
}
