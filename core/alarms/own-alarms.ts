import type { Rollout } from '../release.ts';
import type { AlarmRequest } from './alarm-request.ts';

/**
 * The alarms that we make. An alarm with our name but without our tags belongs to somebody else and is left
 * alone.
 */
export interface OwnAlarms {
  /**
   * Makes the alarms, and the abort switch of `abortable`, not tripped: together, because AWS allows few calls a
   * second. Idempotent.
   *
   * @throws ApiRefused if somebody else's alarm has one of the names
   */
  put(requests: readonly AlarmRequest[], abortable?: Rollout): Promise<void>;
  /** Deletes those of `names` that exist and are ours for this endpoint; returns the deleted ones. */
  remove(endpoint: string, names: readonly string[]): Promise<readonly string[]>;
}
