import { describe, expect, it } from 'vitest';
import { isManagedAlarm } from '../../../core/alarms/alarm-schema.ts';
import { parseManifest } from '../../../core/manifest/parse.ts';
import { sentence } from '../../../core/values/problem.ts';

const parsed = (alarm: unknown) => parseManifest({ alarms: [alarm] });
const alarmOf = (alarm: unknown) => {
  const result = parsed(alarm);
  if (!result.ok) throw new Error(result.problems.map(sentence).join('\n'));
  return result.manifest.alarms[0];
};
const refusal = (alarm: unknown) => {
  const result = parsed(alarm);
  return result.ok ? [] : result.problems.map(sentence);
};

describe('An alarm of ours', () => {
  it.each([
    [
      'a share of the invocations, in percent',
      { metric: '5xx-rate', above: '1%', for: '2m' },
      {
        metric: '5xx-rate',
        comparison: 'above',
        threshold: 1,
        forSeconds: 120,
        periodSeconds: 60,
        on: 'rollback',
      },
    ],
    [
      'half a percent',
      { metric: '4xx-rate', above: '0.5 %', for: '2m', on: 'notify' },
      {
        metric: '4xx-rate',
        comparison: 'above',
        threshold: 0.5,
        forSeconds: 120,
        periodSeconds: 60,
        on: 'notify',
      },
    ],
    [
      'a latency, in milliseconds',
      { metric: 'latency-p99', above: '1.5s', for: '10m', period: '5m', minInvocations: 100 },
      {
        metric: 'latency-p99',
        comparison: 'above',
        threshold: 1500,
        forSeconds: 600,
        periodSeconds: 300,
        minInvocations: 100,
        on: 'rollback',
      },
    ],
    ['200 ms', { metric: 'latency-p50', above: '200ms', for: '1m' }, { threshold: 200 }],
    ['2 s', { metric: 'latency-p90', above: '2s', for: '1m' }, { threshold: 2000 }],
    ['a count', { metric: '5xx-count', above: 0, for: '1m' }, { threshold: 0 }],
    [
      'a metric by AWS’s name, below a bound',
      { metric: 'CPUUtilization', below: 1.5, for: '3m', statistic: 'p10' },
      { metric: 'CPUUtilization', comparison: 'below', threshold: 1.5, statistic: 'p10' },
    ],
    ['a share in percent', { metric: 'CPUUtilization', above: '90%', for: '3m' }, { threshold: 90 }],
    ['µs, written in ms', { metric: 'ModelLatency', above: '1.5s', for: '3m' }, { threshold: 1_500_000 }],
    [
      'a metric of one’s own',
      {
        metric: 'Score',
        namespace: 'Acme/Models',
        dimensions: { Model: 'iris', Config: '{config}' },
        above: 0.9,
        for: '3m',
      },
      {
        metric: 'Score',
        source: {
          namespace: 'Acme/Models',
          dimensions: [
            { Name: 'Model', Value: 'iris' },
            { Name: 'Config', Value: '{config}' },
          ],
        },
        threshold: 0.9,
      },
    ],
    [
      'a metric of SageMaker’s by other dimensions',
      {
        metric: 'ContainerLatency',
        namespace: 'AWS/SageMaker',
        dimensions: { EndpointName: '{endpoint}', VariantName: '{variant}', ContainerName: 'scale' },
        above: 9,
        for: '3m',
      },
      { source: { namespace: 'AWS/SageMaker' } },
    ],
  ])('may be on %s', (_, written, read) => {
    const alarm = alarmOf(written);
    expect(alarm).toMatchObject(read);
    expect(alarm && isManagedAlarm(alarm)).toBe(true);
  });

  it.each([
    [
      'no threshold',
      { metric: '5xx-rate', for: '2m' },
      'alarms[0]: expected one threshold: above or below, got fields.',
    ],
    [
      'two thresholds',
      { metric: '5xx-count', above: 1, below: 2, for: '2m' },
      'alarms[0]: expected one threshold: above or below, got fields.',
    ],
    [
      'a rate that is a bare number, which could be 1 % or 100 %',
      { metric: '5xx-rate', above: 1, for: '2m' },
      'alarms[0].above: expected a share of the invocations such as 1%, from 0% to below 100%, got 1.',
    ],
    [
      'a rate that can never be exceeded',
      { metric: '5xx-rate', above: '100%', for: '2m' },
      'alarms[0].above: expected a share of the invocations such as 1%, from 0% to below 100%, got "100%".',
    ],
    [
      'a latency that is a bare number, which could be ms or µs',
      { metric: 'latency-p99', above: 200, for: '2m' },
      'alarms[0].above: expected a latency such as 200ms or 2s, got 200.',
    ],
    [
      'a count in percent',
      { metric: '5xx-count', above: '1%', for: '2m' },
      'alarms[0].above: expected a number, in the metric\'s own unit, got "1%".',
    ],
    [
      'no time',
      { metric: '5xx-rate', above: '1%' },
      'alarms[0].for: expected a duration such as 5m, from 1m to 24h, got nothing.',
    ],
    [
      'a time that is no multiple of the period',
      { metric: '5xx-rate', above: '1%', for: '7m', period: '5m' },
      'alarms[0].for: expected a multiple of the period, 5m, got "7m".',
    ],
    [
      'a period below SageMaker’s minute',
      { metric: '5xx-rate', above: '1%', for: '3m', period: '90s' },
      'alarms[0].period: expected whole minutes: SageMaker publishes its metrics once a minute, got "90s".',
    ],
    [
      'a statistic where the metric has its own',
      { metric: 'latency-p99', above: '1s', for: '2m', statistic: 'Sum' },
      'alarms[0].statistic: expected no statistic: latency-p99 has its own, got "Sum".',
    ],
    [
      'a misspelt field',
      { metric: '5xx-rate', above: '1%', for: '2m', abov: '1%' },
      'alarms[0].abov: unknown field; there are metric, namespace, dimensions, above, below, for, period, minInvocations, statistic, on and hold.',
    ],
    [
      'something else to do',
      { metric: '5xx-rate', above: '1%', for: '2m', on: 'panic' },
      'alarms[0].on: expected rollback, hold or notify, got "panic".',
    ],
    [
      'how it asks, where it does not ask',
      { metric: '5xx-rate', above: '1%', for: '2m', hold: { timeout: '5m' } },
      'alarms[0].hold: expected no such field without on: hold, which alone asks people, got fields.',
    ],
    [
      'a metric that SageMaker does not publish',
      { metric: 'CPU', above: 90, for: '2m' },
      'alarms[0].metric: expected a metric that SageMaker publishes for endpoints, got "CPU". ' +
        'If it is a metric of your own, give its namespace and dimensions, too: namespace: Acme/Models, dimensions: { Model: iris }.',
    ],
    [
      'another spelling of a metric',
      { metric: 'cpuUtilization', above: 90, for: '2m' },
      'alarms[0].metric: expected CPUUtilization, as SageMaker spells it, got "cpuUtilization".',
    ],
    [
      'a metric of inference components',
      { metric: 'CPUUtilizationNormalized', above: 90, for: '2m' },
      'alarms[0].metric: expected a metric of endpoints that can be released to, and not of inference components alone, ' +
        'got "CPUUtilizationNormalized". Use CPUUtilization.',
    ],
    [
      'a metric of one container, which is not named',
      { metric: 'ContainerLatency', above: 90, for: '2m' },
      'alarms[0].metric: expected a metric of the whole endpoint or variant, or one container of it, got "ContainerLatency". ' +
        'Give namespace: AWS/SageMaker and dimensions, with the ContainerName that is meant.',
    ],
    [
      'the wrong namespace',
      { metric: 'CPUUtilization', namespace: 'AWS/SageMaker', dimensions: {}, above: 90, for: '2m' },
      'alarms[0].namespace: expected /aws/sagemaker/Endpoints, where CPUUtilization is, got "AWS/SageMaker". ' +
        'Leave out the namespace: it is known.',
    ],
    [
      'the namespace as some of AWS’s pages print it',
      {
        metric: 'CPUUtilization',
        namespace: 'aws/sagemaker/Endpoints',
        dimensions: {},
        above: 90,
        for: '2m',
      },
      'alarms[0].namespace: expected /aws/sagemaker/Endpoints, as SageMaker spells it, got "aws/sagemaker/Endpoints".',
    ],
    [
      'a namespace without dimensions',
      { metric: 'Score', namespace: 'Acme', above: 1, for: '2m' },
      "alarms[0].dimensions: expected all of the metric's dimensions, {} if it has none: each combination is a metric of its own, " +
        'got nothing. For one by endpoint and variant: { EndpointName: "{endpoint}", VariantName: "{variant}" }.',
    ],
    [
      'dimensions without a namespace',
      { metric: 'CPUUtilization', dimensions: { EndpointName: '{endpoint}' }, above: 1, for: '2m' },
      "alarms[0].namespace: expected the metric's namespace, beside its dimensions, got nothing.",
    ],
    [
      'a placeholder that there is not',
      { metric: 'Score', namespace: 'Acme', dimensions: { Of: '{model}' }, above: 1, for: '2m' },
      "alarms[0].dimensions.Of: expected the dimension's value: text, in which {endpoint}, {variant}, {config} stand for the release's own, " +
        'got "{model}".',
    ],
    [
      'one of our own words, and a namespace',
      { metric: '5xx-rate', namespace: 'Acme', above: '1%', for: '2m' },
      'alarms[0].namespace: expected no namespace: 5xx-rate has its own, got "Acme".',
    ],
    [
      'a share of something else',
      { metric: 'CPUUtilization', above: '90ms', for: '2m' },
      'alarms[0].above: expected a number in percent, such as 90 or 90%, got "90ms".',
    ],
    [
      'both a name and a metric',
      { name: 'a', metric: '5xx-rate' },
      'alarms[0].metric: unknown field; there are name, on and hold.',
    ],
  ])('with %s is refused', (_, written, text) => {
    expect(refusal(written)).toEqual([text]);
  });
});
