import type { AlarmState } from '../ports.ts';

/** A variant of a fleet, as DescribeEndpoint shows it. */
export interface VariantSeen {
  readonly name: string;
  /** Instances that take traffic, of those that it is to have. */
  readonly serving: number;
  readonly size: number;
  readonly weight: number;
  /** What SageMaker does to it: `Baking`, since when (epoch milliseconds), in its own words. */
  readonly doing?: { readonly status: string; readonly message: string; readonly since?: number | undefined };
}

/** One of the fleets: both have the same variants, by the same names. */
export interface FleetSeen {
  readonly config: string;
  readonly variants: readonly VariantSeen[];
}

/** An endpoint with its fleets; `pending` is the one that a deployment under way makes. */
export interface EndpointSeen extends FleetSeen {
  readonly status: string;
  readonly pending?: FleetSeen;
}

/** An alarm with what it goes by. */
export interface AlarmReading extends AlarmState {
  /** The datapoint that tripped it. */
  readonly value?: number;
  readonly threshold?: number;
}

/** What is looked at for the message about a rollout. */
export interface Sights {
  /** Undefined where there is no such endpoint. */
  endpoint(name: string): Promise<EndpointSeen | undefined>;
  /** Of those that exist. */
  alarms(names: readonly string[]): Promise<readonly AlarmReading[]>;
}
