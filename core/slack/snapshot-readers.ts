import type { AlarmState } from '../cloudwatch/alarm-state.ts';
import type { Measured } from '../cloudwatch/measured.ts';
import type { EndpointReading } from '../deployment/reading.ts';

/** An alarm with what it goes by. */
export interface AlarmReading extends AlarmState {
  /** Its newest, of the period that began at `valueAt` (epoch ms); where that can't be read, what set it off, then. */
  readonly value?: number;
  readonly valueAt?: number;
  readonly threshold?: number;
  readonly measured?: Measured;
}

/** What is looked at for the message about a rollout. */
export interface SnapshotReaders {
  /** Undefined where there is no such endpoint. */
  endpoint(name: string): Promise<EndpointReading | undefined>;
  /** Of those that exist. */
  alarms(names: readonly string[]): Promise<readonly AlarmReading[]>;
}
