import type { EndpointConfigDefinition, ModelDefinition } from '../sagemaker.ts';
import type { Problem } from '../values/problem.ts';

/** A variant of the new endpoint config, with the values of the live one. */
export interface ComposedVariant {
  readonly name: string;
  /** Undefined if it is serverless or has instance pools. */
  readonly instanceType?: string;
  /** 0 if it is serverless. */
  readonly instanceCount: number;
  readonly liveInstanceType?: string;
  readonly liveInstanceCount?: number;
  readonly weight?: number;
  readonly serverless: boolean;
}

/** The new model and endpoint config, as far as they could be composed, and the problems in doing so. */
export interface Composition {
  readonly model: ModelDefinition;
  readonly endpointConfig: EndpointConfigDefinition;
  readonly variants: readonly ComposedVariant[];
  /** How long the model may take to download, and to answer its first ping, in seconds. */
  readonly downloadSeconds: number;
  readonly startupSeconds: number;
  /** Whether the update sets instance counts, instead of keeping those of autoscaling. */
  readonly resize: boolean;
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
}
