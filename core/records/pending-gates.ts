import type { RolloutRecord } from './rollout-record.ts';

/**
 * Whether a live rollout still has gates of its shift, or after it, to look at. A rollout that was told to
 * have ended has none. A rollout that goes back, is aborted, or is replaced by a rollback needs no proof.
 */
export function hasPendingGates(record: RolloutRecord | undefined): boolean {
  const { gates, conclusion, stop, phases } = record ?? {};
  if (gates === undefined || conclusion !== undefined || phases?.['going-back'] !== undefined) return false;
  if (stop !== undefined && stop.kind !== 'gate') return false;
  return gates.during.length + gates.after.length > 0;
}
