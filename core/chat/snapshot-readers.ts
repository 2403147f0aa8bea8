import type { AlarmReading } from '../cloudwatch/alarm-reading.ts';
import type { EndpointReading } from '../deployment/reading.ts';

/** What is read for the message about a rollout. */
export interface SnapshotReaders {
  /** Undefined where there is no such endpoint. */
  endpoint(name: string): Promise<EndpointReading | undefined>;
  /** Of those that exist. */
  alarms(names: readonly string[]): Promise<readonly AlarmReading[]>;
}
