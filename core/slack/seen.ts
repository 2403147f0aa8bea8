import type { EndpointReading } from '../deployment/reading.ts';
import type { AlarmState } from '../ports.ts';

/** An alarm with what it goes by. */
export interface AlarmReading extends AlarmState {
  /** The datapoint that tripped it. */
  readonly value?: number;
  readonly threshold?: number;
}

/** What is looked at for the message about a rollout. */
export interface Sights {
  /** Undefined where there is no such endpoint. */
  endpoint(name: string): Promise<EndpointReading | undefined>;
  /** Of those that exist. */
  alarms(names: readonly string[]): Promise<readonly AlarmReading[]>;
}
