import type { MetricDatum, MetricSink } from '../ports.ts';

/** What one invocation came to. Times in microseconds of the host's time. */
export interface InvocationRecord {
  readonly endpointName: string;
  readonly variantName: string;
  readonly configName: string;
  /** The model's own HTTP status; 0 if its container did not answer. */
  readonly modelStatus: number;
  readonly modelMicros: number;
  readonly overheadMicros: number;
  /** Instances of the variant that took traffic at that instant. */
  readonly activeInstances: number;
}

/**
 * The metrics that SageMaker publishes for each invocation, in AWS/SageMaker: by endpoint and variant, and again
 * by endpoint config, which is how an alarm can look at the green fleet alone. The error counts are sent as 0
 * or 1 with every request; InvocationsPerInstance as 1/active instances ("Monitor Amazon SageMaker AI with
 * Amazon CloudWatch").
 */
export function recordInvocation(sink: MetricSink, record: InvocationRecord): void {
  const { modelStatus } = record;
  const failed = modelStatus < 100 || modelStatus >= 500;
  const data: readonly (readonly [metric: string, value: number, unit: MetricDatum['unit']])[] = [
    ['Invocations', 1, 'None'],
    ['Invocation4XXErrors', modelStatus >= 400 && !failed ? 1 : 0, 'None'],
    ['Invocation5XXErrors', failed ? 1 : 0, 'None'],
    ['InvocationsPerInstance', 1 / Math.max(1, record.activeInstances), 'None'],
    ['ModelLatency', record.modelMicros, 'Microseconds'],
    ['OverheadLatency', record.overheadMicros, 'Microseconds'],
  ];
  const variant = { EndpointName: record.endpointName, VariantName: record.variantName };
  for (const dimensions of [variant, { ...variant, EndpointConfigName: record.configName }]) {
    for (const [metric, value, unit] of data) {
      sink.record({ namespace: 'AWS/SageMaker', metric, dimensions, value, unit });
    }
  }
}
