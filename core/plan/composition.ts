import type { EndpointConfigDefinition, ModelDefinition } from '../sagemaker.ts';
import type { Problem } from '../values/problem.ts';

/** A variant of the new endpoint config, beside what the live one has. */
export interface ComposedVariant {
  readonly name: string;
  /** None where it is serverless, or has instance pools. */
  readonly instanceType?: string;
  /** 0 where it is serverless. */
  readonly instanceCount: number;
  readonly liveInstanceType?: string;
  readonly liveInstanceCount?: number;
  readonly weight?: number;
  readonly serverless: boolean;
}

/** The new model and endpoint config, as far as they could be put together, and what is missing or cannot be. */
export interface Composition {
  readonly model: ModelDefinition;
  readonly endpointConfig: EndpointConfigDefinition;
  readonly variants: readonly ComposedVariant[];
  /** How long the model may take to download, and then to answer its first ping, in seconds. */
  readonly downloadSeconds: number;
  readonly startupSeconds: number;
  /** Whether the update sets instance counts, instead of keeping those that autoscaling has set. */
  readonly resize: boolean;
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
}
