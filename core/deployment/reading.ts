/** An endpoint with its fleets, as one DescribeEndpoint shows them. Instants are epoch milliseconds. */
export interface EndpointReading extends FleetReading {
  readonly status: string;
  /** The fleet that a running deployment creates. */
  readonly pending?: FleetReading | undefined;
}

/** One of the two fleets. Both have the same variants, with the same names. */
export interface FleetReading {
  readonly config: string;
  readonly variants: readonly VariantReading[];
}

export interface VariantReading {
  readonly name: string;
  /** Instances that take traffic, and the desired number; both are 0 if AWS tells none (serverless). */
  readonly serving: number;
  readonly size: number;
  readonly weight: number;
  /** What SageMaker is doing with it: its own status such as `Baking`, its message, and the start. */
  readonly doing?:
    | { readonly status: string; readonly message: string; readonly since?: number | undefined }
    | undefined;
}
