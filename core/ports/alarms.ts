import type { AlarmFinding } from '../alarms/alarm-finding.ts';
import type { AlarmState } from '../cloudwatch/alarm-state.ts';
import type { Breach } from '../cloudwatch/breach.ts';

/** CloudWatch's alarms. */
export interface Alarms {
  find(names: readonly string[]): Promise<AlarmFinding[]>;
  /** Those of `names` that are in ALARM now. */
  breaches(names: readonly string[]): Promise<Breach[]>;
  /** The state of each one that exists, and since when (epoch ms). */
  states(names: readonly string[]): Promise<readonly AlarmState[]>;
}

/**
 * Our own alarm, one per rollout: tripping it makes SageMaker itself shift back (docs/operating.md, "Something
 * must stop now"). `OwnAlarms` makes it.
 */
export interface AbortSwitch {
  trip(endpoint: string, rolloutName: string, reason: string): Promise<void>;
  /** With `isOurs` it is known that the rollout made it; otherwise its tags are looked at. */
  remove(rolloutName: string, isOurs?: boolean): Promise<void>;
}
