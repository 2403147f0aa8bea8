import type { Rollout } from '../release.ts';
import type { AlarmRequest } from './alarm-request.ts';

/** The parts of an existing alarm that creating and deleting need. */
export interface FoundAlarm {
  readonly name: string;
  readonly arn: string;
  readonly state: string;
  /** All that DescribeAlarms tells of it. */
  readonly told: object;
}

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
  put(requests: readonly AlarmRequest[], abortable?: Rollout, found?: readonly FoundAlarm[]): Promise<void>;
  /** Those of them that exist, for `put`. */
  find(requests: readonly AlarmRequest[], abortable?: Rollout): Promise<readonly FoundAlarm[]>;
  /** Deletes those of `names` that exist and are ours for this endpoint; returns the deleted ones. */
  remove(endpoint: string, names: readonly string[]): Promise<readonly string[]>;
}
