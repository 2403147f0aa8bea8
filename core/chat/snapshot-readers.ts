import type { AlarmReading } from '../cloudwatch/alarm-reading.ts';
import type { EndpointReading } from '../deployment/reading.ts';

/** The reads that the message about a rollout needs. */
export interface SnapshotReaders {
  /** Undefined if the endpoint does not exist. */
  endpoint(name: string): Promise<EndpointReading | undefined>;
  /** Only those that exist. */
  alarms(names: readonly string[]): Promise<readonly AlarmReading[]>;
}
