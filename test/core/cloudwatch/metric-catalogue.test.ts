import { describe, expect, it } from 'vitest';
import {
  metricCatalogue,
  metricIn,
  metricsNamed,
  namespaceMeant,
  spelling,
} from '../../../core/cloudwatch/metric-catalogue.ts';

describe('The catalogue of SageMaker’s metrics', () => {
  // As "Amazon SageMaker AI metrics in Amazon CloudWatch" and the page on asynchronous endpoints list them.
  it.each([
    ['Invocations', 'AWS/SageMaker', 'None', 'variant', true],
    ['Invocation4XXErrors', 'AWS/SageMaker', 'None', 'variant', true],
    ['Invocation5XXErrors', 'AWS/SageMaker', 'None', 'variant', true],
    ['InvocationModelErrors', 'AWS/SageMaker', 'None', 'variant', true],
    ['InvocationsPerInstance', 'AWS/SageMaker', 'None', 'variant', true],
    ['ModelLatency', 'AWS/SageMaker', 'Microseconds', 'variant', true],
    ['OverheadLatency', 'AWS/SageMaker', 'Microseconds', 'variant', true],
    ['ConcurrentRequestsPerModel', 'AWS/SageMaker', 'None', 'variant', false],
    ['CPUUtilization', '/aws/sagemaker/Endpoints', 'Percent', 'variant', false],
    ['MemoryUtilization', '/aws/sagemaker/Endpoints', 'Percent', 'variant', false],
    ['DiskUtilization', '/aws/sagemaker/Endpoints', 'Percent', 'variant', false],
    ['GPUUtilization', '/aws/sagemaker/Endpoints', 'Percent', 'variant', false],
    ['GPUMemoryUtilization', '/aws/sagemaker/Endpoints', 'Percent', 'variant', false],
    ['ApproximateBacklogSize', 'AWS/SageMaker', 'Count', 'endpoint', false],
    ['ApproximateAgeOfOldestRequest', 'AWS/SageMaker', 'Seconds', 'endpoint', false],
    ['TotalProcessingTime', 'AWS/SageMaker', 'Milliseconds', 'variant', false],
    ['ContainerLatency', 'AWS/SageMaker', 'Microseconds', 'container', false],
  ])('has %s in %s, in %s, by %s (and by config: %s)', (name, namespace, unit, scope, byConfig) => {
    expect(metricIn(namespace, name)).toMatchObject({ unit, scope, byConfig });
  });

  it('knows which of the metrics of requests an asynchronous endpoint sends: errors and latency alone', () => {
    const common = metricCatalogue.filter(
      ({ kinds }) => kinds.includes('real-time') && kinds.includes('asynchronous'),
    );
    expect(common.filter(({ sampled }) => sampled === 'request').map(({ name }) => name)).toEqual([
      'Invocation4XXErrors',
      'Invocation5XXErrors',
      'ModelLatency',
    ]);
  });

  it('has each metric of a namespace once', () => {
    const keys = metricCatalogue.map(({ namespace, name }) => `${namespace} ${name}`);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('names a metric without its namespace only if it is meant by all that are named so', () => {
    for (const { name, kinds } of metricCatalogue) {
      if (metricsNamed(name).length > 1) expect(kinds).toEqual(['inference-components']);
    }
  });

  it('tells how a name or a namespace is spelt', () => {
    expect(spelling('cpuutilization')).toBe('CPUUtilization');
    expect(spelling('CPU')).toBeUndefined();
    expect(namespaceMeant('aws/sagemaker/endpoints')).toBe('/aws/sagemaker/Endpoints');
    expect(namespaceMeant('AWS/Sagemaker')).toBe('AWS/SageMaker');
    expect(namespaceMeant('AWS/EC2')).toBeUndefined();
  });
});
