import { describe, expect, it } from 'vitest';
import type { AlarmFinding } from '../../../core/alarms/alarm-finding.ts';
import { namedAlarmFaults } from '../../../core/alarms/named-alarm.ts';
import { aGuardedRelease } from './support.ts';

type Over = Parameters<typeof aGuardedRelease>[0];

const variant = { EndpointName: 'iris', VariantName: 'AllTraffic' };

/** An alarm on the errors of both fleets, as AWS's guide has one. */
const anErrorAlarm = (over: Partial<AlarmFinding> = {}): AlarmFinding => ({
  name: 'errors',
  state: 'OK',
  namespace: 'AWS/SageMaker',
  metricName: 'Invocation5XXErrors',
  dimensions: variant,
  statistic: 'Sum',
  comparison: 'GreaterThanOrEqualToThreshold',
  threshold: 1,
  ...over,
});
const on = (dimensions: Record<string, string>) =>
  anErrorAlarm({ dimensions: { ...variant, ...dimensions } });

const told = (found: AlarmFinding, release?: Over) =>
  namedAlarmFaults(found, aGuardedRelease(release)).map(({ got }) => got);
const isCertain = (found: AlarmFinding) =>
  namedAlarmFaults(found, aGuardedRelease()).some(({ certain }) => certain);

describe('An alarm of somebody’s sees the new fleet', () => {
  it.each([
    ['by endpoint and variant', anErrorAlarm()],
    ['by its config', on({ EndpointConfigName: 'iris-green-1' })],
    ['by one of its containers', on({ ContainerName: 'scale' })],
    [
      'where it is of anything else',
      anErrorAlarm({ namespace: 'Acme/Sales', metricName: 'Orders', dimensions: {} }),
    ],
    ['where AWS tells nothing of it', { name: 'errors', state: 'OK' }],
    [
      'by its utilization',
      anErrorAlarm({
        namespace: '/aws/sagemaker/Endpoints',
        metricName: 'CPUUtilization',
        statistic: 'Average',
        unit: 'Percent',
        threshold: 90,
      }),
    ],
  ])('%s', (_, found) => {
    expect(told(found)).toEqual([]);
  });

  it.each([
    [60, {}, 'Invocation5XXErrors'],
    [10, {}, 'ConcurrentRequestsPerModel'],
    [10, { publishSeconds: { instance: 10, request: 10 } }, 'Invocation5XXErrors'],
  ])('in periods of %i s as often as it comes', (period, release, metricName) => {
    expect(told(anErrorAlarm({ period, metricName }), release)).toEqual([]);
  });

  it('and may go back to a config by whose name it is', () => {
    expect(told(on({ EndpointConfigName: 'iris-v1' }), { config: 'iris-v1' })).toEqual([]);
  });
});

describe('An alarm of somebody’s is blind', () => {
  it.each([
    [
      'on the config that serves',
      on({ EndpointConfigName: 'iris-blue-1' }),
      'on config "iris-blue-1", the one that serves now',
    ],
    ['on some other config', on({ EndpointConfigName: 'iris-7' }), 'on config "iris-7"'],
    ['on another endpoint', on({ EndpointName: 'fraud' }), 'on endpoint "fraud"'],
    ['on another variant', on({ VariantName: 'Shadow' }), 'on variant "Shadow"'],
    ['on one instance', on({ InstanceId: 'i-1' }), 'on instance i-1: a release brings instances of its own'],
    [
      'without dimensions',
      anErrorAlarm({ dimensions: {} }),
      'on Invocation5XXErrors without EndpointName and VariantName, of which there are no data',
    ],
    [
      'without its variant',
      anErrorAlarm({ dimensions: { EndpointName: 'iris' } }),
      'on Invocation5XXErrors without VariantName, of which there are no data',
    ],
    [
      'by a dimension that it does not have',
      on({ Stage: 'prod' }),
      'on Invocation5XXErrors by Stage, of which there are no data',
    ],
    [
      'on a utilization metric by config',
      anErrorAlarm({
        namespace: '/aws/sagemaker/Endpoints',
        metricName: 'CPUUtilization',
        dimensions: { ...variant, EndpointConfigName: 'iris-green-1' },
      }),
      'on CPUUtilization by EndpointConfigName, of which there are no data',
    ],
    [
      'in another namespace than the metric is in',
      anErrorAlarm({ metricName: 'CPUUtilization' }),
      'on CPUUtilization in AWS/SageMaker: it is published in /aws/sagemaker/Endpoints',
    ],
    [
      'on a metric that there is not',
      anErrorAlarm({ metricName: 'Errors' }),
      'on Errors in AWS/SageMaker, which SageMaker is not known to publish for endpoints',
    ],
    [
      'on a metric of inference components',
      anErrorAlarm({ metricName: 'InvocationsPerCopy', dimensions: { InferenceComponentName: 'c' } }),
      'on InvocationsPerCopy, which it publishes for inference components alone',
    ],
    [
      'in a unit that the metric is not in',
      anErrorAlarm({ unit: 'Count' }),
      'with Unit Count, in which there are no data',
    ],
    [
      'to few requests, of which there may be no data',
      anErrorAlarm({ metricName: 'Invocations', comparison: 'LessThanThreshold' }),
      'on Sum of Invocations being less: AWS documents no value of a period without requests',
    ],
    [
      'in periods of which most have no data',
      anErrorAlarm({ period: 10 }),
      'with periods of 10s: Invocation5XXErrors comes once in 1m, so that most have no data',
    ],
    [
      'above all that an average of errors can be, as in AWS’s example',
      anErrorAlarm({ statistic: 'Average', comparison: 'GreaterThanThreshold' }),
      'on Average of Invocation5XXErrors, which is at most 1, with GreaterThanThreshold 1',
    ],
  ])('%s', (_, found, got) => {
    expect(told(found)).toEqual([`"errors", ${got}`]);
    expect(isCertain(found)).toBe(false);
  });

  it.each([
    ['endpoint', on({ EndpointName: 'Iris' }), 'on endpoint "Iris": CloudWatch minds capitals'],
    ['variant', on({ VariantName: 'allTraffic' }), 'on variant "allTraffic": CloudWatch minds capitals'],
    [
      'namespace',
      anErrorAlarm({ namespace: 'AWS/Sagemaker' }),
      'in namespace AWS/Sagemaker, which SageMaker spells AWS/SageMaker',
    ],
    [
      'metric',
      anErrorAlarm({ metricName: 'invocation5xxErrors' }),
      'on invocation5xxErrors, which SageMaker spells Invocation5XXErrors',
    ],
  ])('for certain where only the %s is spelt otherwise', (_, found, got) => {
    expect(told(found)).toEqual([`"errors", ${got}`]);
    expect(isCertain(found)).toBe(true);
  });

  it('on a metric that its kind of endpoint does not send', () => {
    expect(told(anErrorAlarm({ metricName: 'Invocations' }), { kinds: ['asynchronous'] })).toEqual([
      '"errors", on Invocations, which it publishes for a real-time endpoint or a serverless endpoint alone',
    ]);
  });

  it('not where a lack of data counts as bad: then it goes off', () => {
    const found = anErrorAlarm({
      statistic: 'Average',
      comparison: 'GreaterThanThreshold',
      treatMissingData: 'breaching',
    });
    expect(told(found)).toEqual([]);
  });

  it('by a metric of its own only as far as that speaks of endpoints, and never for certain', () => {
    const found = { ...on({ EndpointName: 'Iris' }), namespace: 'Acme', metricName: 'Score' };
    expect(told(found)).toHaveLength(1);
    expect(isCertain(found)).toBe(false);
    expect(told({ ...on({ EndpointConfigName: 'x' }), namespace: 'Acme', metricName: 'Score' })).toHaveLength(
      1,
    );
  });
});

describe('An alarm on metric math', () => {
  const math = (...dimensions: Record<string, string>[]): AlarmFinding => ({
    name: 'rate',
    state: 'OK',
    metrics: dimensions.map((one) => ({
      namespace: 'AWS/SageMaker',
      name: 'Invocations',
      dimensions: { ...variant, ...one },
    })),
  });

  it('may compare the new fleet with the old one', () => {
    expect(told(math({ EndpointConfigName: 'iris-blue-1' }, {}))).toEqual([]);
  });

  it('is blind if all of it is', () => {
    expect(told(math({ EndpointConfigName: 'iris-blue-1' }, { EndpointName: 'fraud' }))).toEqual([
      '"rate", with Invocations on config "iris-blue-1", the one that serves now',
      '"rate", with Invocations on endpoint "fraud"',
    ]);
  });

  it('is spoilt by a metric that there is not', () => {
    expect(told(math({ Stage: 'prod' }, {}))).toEqual([
      '"rate", with Invocations on Invocations by Stage, of which there are no data',
    ]);
  });
});

describe('A composite alarm', () => {
  const composite = (...children: AlarmFinding[]): AlarmFinding => ({
    name: 'any',
    state: 'OK',
    composite: true,
    children,
  });
  const old = { ...on({ EndpointConfigName: 'iris-blue-1' }), name: 'old' };

  it('sees what one of its alarms sees', () => {
    expect(told(composite(old, anErrorAlarm()))).toEqual([]);
  });

  it('is blind if all of them are, those of composite ones among them', () => {
    const other = { ...on({ EndpointName: 'fraud' }), name: 'other' };
    expect(told(composite(old, { ...composite(other), name: 'below' }))).toEqual([
      '"any" with "old", on config "iris-blue-1", the one that serves now',
      '"any" with "other", on endpoint "fraud"',
    ]);
  });

  it('names those that have no data, or are gone, and is not refused for them', () => {
    const gone = { name: 'gone', state: undefined };
    const misspelt = { ...on({ EndpointName: 'Iris' }), name: 'misspelt' };
    const found = composite(anErrorAlarm(), gone, misspelt);
    expect(told(found)).toEqual([
      '"any" with "gone", which does not exist',
      '"any" with "misspelt", on endpoint "Iris": CloudWatch minds capitals',
    ]);
    expect(isCertain(found)).toBe(false);
  });

  it('of which nothing could be read is left alone', () => {
    expect(told({ name: 'any', state: 'OK', composite: true })).toEqual([]);
  });
});
