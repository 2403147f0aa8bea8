import { describe, expect, it } from 'vitest';
import type { ManagedAlarm } from '../../../core/alarms/alarm-schema.ts';
import { managedAlarmRequest } from '../../../core/alarms/managed.ts';
import { aFleet, aManagedAlarm } from './support.ts';

const expressionOf = (...args: Parameters<typeof managedAlarmRequest>) =>
  managedAlarmRequest(...args).Metrics?.find(({ ReturnData }) => ReturnData)?.Expression;

describe('A managed alarm', () => {
  it('on an error rate is metric math over the new fleet alone, in percent', () => {
    const metric = (Id: string, MetricName: string) => ({
      Id,
      MetricStat: {
        Metric: {
          Namespace: 'AWS/SageMaker',
          MetricName,
          Dimensions: [
            { Name: 'EndpointName', Value: 'iris' },
            { Name: 'VariantName', Value: 'AllTraffic' },
            { Name: 'EndpointConfigName', Value: 'iris-green-1' },
          ],
        },
        Period: 60,
        Stat: 'Sum',
      },
      ReturnData: false,
    });
    expect(managedAlarmRequest(aManagedAlarm(), 1, aFleet())).toEqual({
      AlarmName: 'greenlight-local-iris-green-1-1',
      AlarmDescription: expect.stringContaining('iris-green-1'),
      Metrics: [
        { Id: 'value', Expression: 'IF(r0 >= 1, 100 * m0 / r0)', Label: '5xx-rate', ReturnData: true },
        metric('m0', 'Invocation5XXErrors'),
        metric('r0', 'Invocations'),
      ],
      EvaluationPeriods: 2,
      DatapointsToAlarm: 2,
      Threshold: 1,
      ComparisonOperator: 'GreaterThanThreshold',
      TreatMissingData: 'notBreaching',
      Tags: [
        { Key: 'greenlight:managed', Value: 'true' },
        { Key: 'greenlight:stage', Value: 'local' },
        { Key: 'greenlight:endpoint', Value: 'iris' },
        { Key: 'greenlight:rollout', Value: 'iris-green-1' },
      ],
    });
  });

  it.each([
    [200, 200_000],
    [1.001, 1001],
    [0.5, 500],
  ])('on a latency of %s ms compares %s µs', (threshold, micros) => {
    const request = managedAlarmRequest(aManagedAlarm({ metric: 'latency-p99', threshold }), 0, aFleet());
    expect(request.Threshold).toBe(micros);
    expect(request.Metrics).toMatchObject([
      { MetricStat: { Metric: { MetricName: 'ModelLatency' }, Stat: 'p99' }, ReturnData: true },
    ]);
  });

  it.each([
    ['3 of 3 minutes', { forSeconds: 180 }, 3],
    ['2 of 2 periods of five minutes', { forSeconds: 600, periodSeconds: 300 }, 2],
  ])('must last: %s', (_, over, periods) => {
    const request = managedAlarmRequest(aManagedAlarm(over), 0, aFleet());
    expect([request.EvaluationPeriods, request.DatapointsToAlarm]).toEqual([periods, periods]);
  });

  it('on a metric by its own name has its own unit, and the statistic that was asked for', () => {
    const alarm = aManagedAlarm({ metric: 'OverheadLatency', threshold: 5000, statistic: 'Maximum' });
    expect(managedAlarmRequest(alarm, 0, aFleet())).toMatchObject({
      Threshold: 5000,
      Metrics: [{ MetricStat: { Metric: { MetricName: 'OverheadLatency' }, Stat: 'Maximum' } }],
    });
    const { statistic, ...unsaid } = alarm;
    expect(managedAlarmRequest(unsaid, 0, aFleet()).Metrics?.[0]?.MetricStat?.Stat).toBe('Average');
  });

  it('below a threshold looks the other way', () => {
    expect(managedAlarmRequest(aManagedAlarm({ comparison: 'below' }), 0, aFleet()).ComparisonOperator).toBe(
      'LessThanThreshold',
    );
  });
});

describe('A managed alarm on a metric that SageMaker publishes', () => {
  const queryOf = (over: Partial<ManagedAlarm>) =>
    managedAlarmRequest(aManagedAlarm(over), 0, aFleet({ variants: ['a'] })).Metrics?.[0]?.MetricStat;
  const names = (dimensions: readonly { Name: string }[] = []) => dimensions.map(({ Name }) => Name);

  it.each([
    ['ModelLatency', 'AWS/SageMaker', ['EndpointName', 'VariantName', 'EndpointConfigName'], 'Average'],
    ['Invocations', 'AWS/SageMaker', ['EndpointName', 'VariantName', 'EndpointConfigName'], 'Sum'],
    ['ConcurrentRequestsPerModel', 'AWS/SageMaker', ['EndpointName', 'VariantName'], 'Maximum'],
    ['CPUUtilization', '/aws/sagemaker/Endpoints', ['EndpointName', 'VariantName'], 'Maximum'],
    ['ApproximateBacklogSize', 'AWS/SageMaker', ['EndpointName'], 'Average'],
  ])('%s watches it in %s by %s, as %s', (metric, Namespace, dimensions, Stat) => {
    const stat = queryOf({ metric });
    expect(stat).toMatchObject({ Metric: { Namespace, MetricName: metric }, Stat });
    expect(names(stat?.Metric.Dimensions)).toEqual(dimensions);
  });

  it('watches the instance that is furthest off: below a bound it is the least used one', () => {
    expect(queryOf({ metric: 'MemoryUtilization', comparison: 'below' })?.Stat).toBe('Minimum');
    expect(queryOf({ metric: 'MemoryUtilization', statistic: 'Average' })?.Stat).toBe('Average');
  });

  it('takes one of the endpoint’s once, however many variants there are', () => {
    const alarm = aManagedAlarm({ metric: 'ApproximateBacklogSize' });
    const fleet = aFleet({ variants: ['a', 'b'], asynchronous: true });
    expect(managedAlarmRequest(alarm, 0, fleet).Metrics).toHaveLength(1);
  });
});

describe('A managed alarm on a metric that the manifest describes', () => {
  const source = {
    namespace: 'Acme/Models',
    dimensions: [
      { Name: 'Model', Value: 'iris' },
      { Name: 'Config', Value: '{config}' },
    ],
  };

  it('has the release’s own names in the place of placeholders', () => {
    const alarm = aManagedAlarm({ metric: 'Score', source, statistic: 'p99' });
    expect(managedAlarmRequest(alarm, 0, aFleet({ variants: ['a', 'b'] })).Metrics).toEqual([
      {
        Id: 'm0',
        MetricStat: {
          Metric: {
            Namespace: 'Acme/Models',
            MetricName: 'Score',
            Dimensions: [
              { Name: 'Model', Value: 'iris' },
              { Name: 'Config', Value: 'iris-green-1' },
            ],
          },
          Period: 60,
          Stat: 'p99',
        },
        Label: 'Score',
        ReturnData: true,
      },
    ]);
  });

  it('is one for each variant where a dimension names it', () => {
    const dimensions = [{ Name: 'Of', Value: '{endpoint}/{variant}' }];
    const alarm = aManagedAlarm({ metric: 'Score', source: { ...source, dimensions } });
    const { Metrics = [] } = managedAlarmRequest(alarm, 0, aFleet({ variants: ['a', 'b'] }));
    expect(Metrics[0]?.Expression).toBe('MAX([m0, m1])');
    expect(Metrics.slice(1).map(({ MetricStat }) => MetricStat?.Metric.Dimensions[0]?.Value)).toEqual([
      'iris/a',
      'iris/b',
    ]);
  });
});

describe('Over several variants a managed alarm', () => {
  const fleet = aFleet({ variants: ['a', 'b'] });

  it.each([
    ['the rate of all requests together', {}, 'IF(SUM([r0, r1]) >= 1, 100 * SUM([m0, m1]) / SUM([r0, r1]))'],
    ['the sum of a count', { metric: '5xx-count' }, 'SUM([m0, m1])'],
    ['the slowest', { metric: 'latency-p90' }, 'MAX([m0, m1])'],
    ['the lowest', { metric: 'CPUUtilization', comparison: 'below' as const }, 'MIN([m0, m1])'],
    [
      'what enough requests say',
      { metric: 'latency-p90', minInvocations: 50 },
      'IF(SUM([r0, r1]) >= 50, MAX([m0, m1]))',
    ],
  ])('judges %s', (_, over, expression) => {
    expect(expressionOf(aManagedAlarm(over), 0, fleet)).toBe(expression);
  });
});

describe('An asynchronous endpoint', () => {
  it('sends no Invocations, so that its requests are counted by what it does send', () => {
    const { Metrics = [] } = managedAlarmRequest(aManagedAlarm(), 0, aFleet({ asynchronous: true }));
    expect(
      Metrics.slice(1).map(({ MetricStat }) => [MetricStat?.Metric.MetricName, MetricStat?.Stat]),
    ).toEqual([
      ['Invocation5XXErrors', 'Sum'],
      ['Invocation5XXErrors', 'SampleCount'],
    ]);
  });

  it('has no more requests for having more instances', () => {
    const alarm = aManagedAlarm({ metric: 'CPUUtilization', minInvocations: 50 });
    const { Metrics = [] } = managedAlarmRequest(alarm, 0, aFleet({ asynchronous: true }));
    const counted = Metrics.find(({ Id }) => Id === 'r0')?.MetricStat;
    expect([counted?.Metric.MetricName, counted?.Stat]).toEqual(['Invocation5XXErrors', 'SampleCount']);
  });
});
