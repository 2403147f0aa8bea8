/**
 * Every metric that SageMaker publishes for endpoints in CloudWatch: the only place that knows each metric's
 * namespace, dimensions, unit and kinds of endpoint. From "Amazon SageMaker AI metrics in Amazon CloudWatch",
 * "Alarms and logs for tracking metrics from asynchronous endpoints", the same "… from serverless endpoints",
 * "Inference Pipeline Logs and Metrics" and "Metric name mapping: legacy to OTel" in the SageMaker developer
 * guide.
 */

export const invocationNamespace = 'AWS/SageMaker';
const instanceNamespace = '/aws/sagemaker/Endpoints';
const componentNamespace = '/aws/sagemaker/InferenceComponents';

/** All namespaces of SageMaker's endpoint metrics. */
const endpointNamespaces = [invocationNamespace, instanceNamespace, componentNamespace] as const;
export type EndpointNamespace = (typeof endpointNamespaces)[number];

/** Units as CloudWatch names them. An alarm that names another unit than the data has sees no data. */
export type MetricUnit = 'None' | 'Count' | 'Percent' | 'Seconds' | 'Milliseconds' | 'Microseconds';

/** The kinds of endpoint. An endpoint may be of several kinds: an asynchronous one may be a pipeline. */
export type EndpointKind =
  | 'real-time'
  | 'asynchronous'
  | 'serverless'
  | 'pipeline'
  | 'multi-model'
  | 'inference-components';

/**
 * What distinguishes metrics of the same name. CloudWatch treats each combination of dimensions as a metric
 * of its own.
 */
export type MetricScope = 'endpoint' | 'variant' | 'container' | 'inference-component';

export interface PublishedMetric {
  readonly name: string;
  readonly namespace: EndpointNamespace;
  readonly unit: MetricUnit;
  readonly scope: MetricScope;
  /**
   * Whether it is also published with EndpointConfigName, which shows the new fleet alone. Documented by
   * "Auto-Rollback Configuration and Monitoring" for "the metrics" of its examples (docs/assumptions.md).
   */
  readonly byConfig: boolean;
  /** The kinds of endpoint that it is published for. */
  readonly kinds: readonly EndpointKind[];
  /** What makes a sample: a request, or an instance once per publishing interval. */
  readonly sampled: 'request' | 'instance' | 'endpoint';
  /** The smallest and largest possible sample; `max` is per core or GPU if `times` says so. */
  readonly min: number;
  readonly max: number;
  readonly times?: 'core' | 'gpu';
  /** The longest publishing interval in seconds, if it differs from MetricsConfig. */
  readonly everySeconds?: number;
  /** The statistic to use if the manifest names none; `worst` is the instance with the most extreme value. */
  readonly statistic: 'Average' | 'Sum' | 'Maximum' | 'worst';
}

const unbounded = Number.POSITIVE_INFINITY;

type Facts = Omit<PublishedMetric, 'name'>;
const named = (facts: Facts, names: readonly string[]): PublishedMetric[] =>
  names.map((name) => ({ name, ...facts }));

/** "For each 4xx response, 1 is sent; otherwise, 0 is sent": the average is the rate. */
const errors: Facts = {
  namespace: invocationNamespace,
  unit: 'None',
  scope: 'variant',
  byConfig: true,
  kinds: ['real-time', 'serverless'],
  sampled: 'request',
  min: 0,
  max: 1,
  statistic: 'Average',
};
const latency: Facts = { ...errors, unit: 'Microseconds', max: unbounded };

/** Published by endpoint and variant only: while both fleets stand, it covers both. */
const ofBothFleets: Facts = { ...latency, byConfig: false };

/**
 * "For endpoint variants, the value is the sum of … the primary and supplementary containers on the
 * instance."
 */
const utilization: Facts = {
  namespace: instanceNamespace,
  unit: 'Percent',
  scope: 'variant',
  byConfig: false,
  kinds: ['real-time', 'asynchronous'],
  sampled: 'instance',
  min: 0,
  max: 100,
  statistic: 'worst',
};
const withComponents: Facts = { ...utilization, kinds: ['inference-components'] };

const queue: Facts = {
  ...ofBothFleets,
  scope: 'endpoint',
  kinds: ['asynchronous'],
  sampled: 'endpoint',
};
const asynchronous: Facts = { ...ofBothFleets, kinds: ['asynchronous'], unit: 'Count', statistic: 'Sum' };
const serverless: Facts = {
  ...ofBothFleets,
  kinds: ['serverless'],
  sampled: 'endpoint',
  statistic: 'Average',
};
const multiModel: Facts = { ...ofBothFleets, kinds: ['multi-model'] };
const component: Facts = {
  ...ofBothFleets,
  scope: 'inference-component',
  kinds: ['inference-components'],
  unit: 'None',
};

export const metricCatalogue: readonly PublishedMetric[] = [
  ...named({ ...errors, kinds: ['real-time', 'asynchronous', 'serverless'] }, [
    'Invocation4XXErrors',
    'Invocation5XXErrors',
  ]),
  ...named({ ...errors, kinds: ['real-time'] }, ['InvocationModelErrors']),
  ...named({ ...errors, statistic: 'Sum' }, ['Invocations']),
  // "1/numberOfInstances is sent as the value on each request."
  ...named({ ...errors, kinds: ['real-time'], statistic: 'Sum' }, ['InvocationsPerInstance']),
  ...named({ ...latency, kinds: ['real-time', 'asynchronous', 'serverless'] }, ['ModelLatency']),
  ...named(latency, ['OverheadLatency']),
  ...named({ ...ofBothFleets, kinds: ['serverless'] }, ['ModelSetupTime']),
  // High-resolution, according to the page on predefined metrics of autoscaling.
  ...named({ ...ofBothFleets, kinds: ['real-time'], unit: 'None', everySeconds: 10, statistic: 'Maximum' }, [
    'ConcurrentRequestsPerModel',
  ]),
  // Only streams send these.
  ...named({ ...ofBothFleets, kinds: ['real-time'] }, [
    'FirstChunkLatency',
    'FirstChunkModelLatency',
    'FirstChunkOverheadLatency',
  ]),
  ...named({ ...ofBothFleets, kinds: ['real-time'], unit: 'None', statistic: 'Sum' }, ['MidStreamErrors']),

  ...named({ ...utilization, times: 'core' }, ['CPUUtilization']),
  ...named({ ...utilization, kinds: [...utilization.kinds, 'serverless'] }, ['MemoryUtilization']),
  ...named(utilization, ['DiskUtilization']),
  ...named({ ...utilization, times: 'gpu' }, ['GPUUtilization', 'GPUMemoryUtilization']),
  ...named(withComponents, [
    'CPUReservation',
    'CPUUtilizationNormalized',
    'GPUMemoryUtilizationNormalized',
    'GPUReservation',
    'GPUUtilizationNormalized',
    'MemoryReservation',
  ]),

  ...named({ ...queue, unit: 'Count' }, ['ApproximateBacklogSize', 'ApproximateBacklogSizePerInstance']),
  ...named({ ...queue, unit: 'Seconds' }, ['ApproximateAgeOfOldestRequest']),
  ...named({ ...queue, unit: 'Count', max: 1 }, ['HasBacklogWithoutCapacity']),
  ...named(asynchronous, [
    'RequestDownloadFailures',
    'ResponseUploadFailures',
    'NotificationFailures',
    'ExpiredRequests',
    'InvocationFailures',
    // AWS's page misspells it; public recordings have this spelling.
    'InvocationsProcessed',
  ]),
  ...named({ ...ofBothFleets, kinds: ['asynchronous'] }, [
    'RequestDownloadLatency',
    'ResponseUploadLatency',
    'TimeInBacklog',
  ]),
  ...named({ ...ofBothFleets, kinds: ['asynchronous'], unit: 'Milliseconds' }, ['TotalProcessingTime']),

  ...named({ ...serverless, unit: 'None', max: 1 }, [
    'ServerlessConcurrentExecutionsUtilization',
    'ServerlessProvisionedConcurrencyUtilization',
  ]),
  ...named({ ...serverless, unit: 'Count' }, [
    'ServerlessProvisionedConcurrencyExecutions',
    'ServerlessProvisionedConcurrencyInvocations',
    'ServerlessProvisionedConcurrencySpilloverInvocations',
  ]),

  ...named({ ...ofBothFleets, scope: 'container', kinds: ['pipeline'] }, ['ContainerLatency']),

  ...named(multiModel, [
    'ModelLoadingWaitTime',
    'ModelUnloadingTime',
    'ModelDownloadingTime',
    'ModelLoadingTime',
  ]),
  ...named({ ...multiModel, unit: 'None', max: 1 }, ['ModelCacheHit']),
  ...named({ ...multiModel, namespace: instanceNamespace, unit: 'None', sampled: 'instance' }, [
    'LoadedModelCount',
  ]),

  ...named({ ...component, statistic: 'Maximum' }, ['ConcurrentRequestsPerCopy']),
  ...named({ ...component, statistic: 'Sum' }, ['InvocationsPerCopy']),
  ...named({ ...component, namespace: componentNamespace, unit: 'Percent', sampled: 'instance', max: 100 }, [
    'CPUUtilizationNormalized',
    'GPUMemoryUtilizationNormalized',
    'GPUUtilizationNormalized',
    'MemoryUtilizationNormalized',
  ]),
];

/** The metrics of that name in all namespaces; empty if SageMaker is not known to publish any. */
export const metricsNamed = (name: string): readonly PublishedMetric[] =>
  metricCatalogue.filter((metric) => metric.name === name);

/** The metric of that name in a namespace. Both must be spelt as SageMaker does. */
export const metricIn = (namespace: string, name: string): PublishedMetric | undefined =>
  metricsNamed(name).find((metric) => metric.namespace === namespace);

/** SageMaker's spelling of a metric's name, ignoring case; undefined if there is no such metric. */
export const spelling = (name: string): string | undefined =>
  metricCatalogue.find((metric) => metric.name.toLowerCase() === name.toLowerCase())?.name;

/**
 * SageMaker's spelling of one of its namespaces. AWS's own pages sometimes print them without the leading
 * slash.
 */
export const namespaceMeant = (namespace: string): EndpointNamespace | undefined => {
  const bare = (text: string) => text.toLowerCase().replace(/^\/|\/$/g, '');
  return endpointNamespaces.find((known) => bare(known) === bare(namespace));
};
