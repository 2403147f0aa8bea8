import type { Breach } from '../alarm.ts';
import type { AlarmFinding } from '../plan/findings.ts';
import type { Rollout } from '../release.ts';

/** CloudWatch's alarms. */
export interface Alarms {
  find(names: readonly string[]): Promise<AlarmFinding[]>;
  /** Those of `names` that are in ALARM now. */
  breaches(names: readonly string[]): Promise<Breach[]>;
  /** How each of those that exist is, and since when (epoch ms). */
  states(names: readonly string[]): Promise<readonly AlarmState[]>;
}

/** An alarm as CloudWatch has it. */
export interface AlarmState {
  readonly name: string;
  readonly state: 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';
  readonly since: number;
}

/** The alarm that is ours, one per rollout: tripping it makes SageMaker itself shift back (design §2). */
export interface AbortSwitch {
  make(rollout: Rollout): Promise<void>;
  trip(endpoint: string, rolloutName: string, reason: string): Promise<void>;
  remove(rolloutName: string): Promise<void>;
}
