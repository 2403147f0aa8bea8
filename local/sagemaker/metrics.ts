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
  /** Requests to the variant under way when it came, itself included. */
  readonly concurrent?: number;
  /** What a metric shows whatever was measured, if so. */
  readonly shown?: (metric: string) => number | undefined;
}

/**
 * The metrics that SageMaker publishes for each invocation, in AWS/SageMaker: by endpoint and variant, and again
 * by endpoint config, which is how an alarm can look at the green fleet alone. The error counts are sent as 0
 * or 1 with every request; InvocationsPerInstance as 1/active instances ("Amazon SageMaker AI metrics in Amazon
 * CloudWatch"); the requests under way once with every request, where AWS says neither when nor how often.
 */
export function recordInvocation(sink: MetricSink, record: InvocationRecord): void {
  const { modelStatus } = record;
  const failed = modelStatus < 100 || modelStatus >= 500;
  const succeeded = modelStatus >= 200 && modelStatus < 300;
  const data: readonly (readonly [metric: string, value: number, unit: MetricDatum['unit']])[] = [
    ['Invocations', 1, 'None'],
    ['Invocation4XXErrors', modelStatus >= 400 && !failed ? 1 : 0, 'None'],
    ['Invocation5XXErrors', failed ? 1 : 0, 'None'],
    // "did not result in 2XX HTTP response. This includes … low-level socket errors … and request timeouts."
    ['InvocationModelErrors', succeeded ? 0 : 1, 'None'],
    ['InvocationsPerInstance', 1 / Math.max(1, record.activeInstances), 'None'],
    ['ModelLatency', record.modelMicros, 'Microseconds'],
    ['OverheadLatency', record.overheadMicros, 'Microseconds'],
  ];
  const variant = { EndpointName: record.endpointName, VariantName: record.variantName };
  const publish = (
    dimensions: Readonly<Record<string, string>>,
    [metric, measured, unit]: (typeof data)[number],
  ) => {
    const value = record.shown?.(metric) ?? measured;
    sink.record({ namespace: 'AWS/SageMaker', metric, dimensions, value, unit });
  };
  for (const dimensions of [variant, { ...variant, EndpointConfigName: record.configName }]) {
    for (const datum of data) publish(dimensions, datum);
  }
  // By endpoint and variant alone ("Metric name mapping: legacy to OTel").
  publish(variant, ['ConcurrentRequestsPerModel', record.concurrent ?? 1, 'None']);
}
