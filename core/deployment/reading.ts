/** An endpoint with its fleets, as one DescribeEndpoint shows them. Instants are epoch milliseconds. */
export interface EndpointReading extends FleetReading {
  readonly status: string;
  /** The fleet that a deployment under way makes. */
  readonly pending?: FleetReading;
}

/** One of the fleets: both have the same variants, by the same names. */
export interface FleetReading {
  readonly config: string;
  readonly variants: readonly VariantReading[];
}

export interface VariantReading {
  readonly name: string;
  /** Instances that take traffic, of those that it is to have; both 0 where AWS tells none (serverless). */
  readonly serving: number;
  readonly size: number;
  readonly weight: number;
  /** What SageMaker does to it: `Baking`, since when, in its own words. */
  readonly doing?: { readonly status: string; readonly message: string; readonly since?: number | undefined };
}
