import type { MetricDataQuery, PutMetricAlarmCommandInput } from '@aws-sdk/client-cloudwatch';
import { describe, expect, it } from 'vitest';
import { alarmConfigurationOf } from '../../../local/cloudwatch/alarm-configuration.ts';
import { errorAlarm, setting } from './setting.ts';

const { context } = setting();
const put = (changes: Partial<PutMetricAlarmCommandInput>, topics = true) =>
  alarmConfigurationOf(context, { ...errorAlarm, ...changes }, topics);

describe('PutMetricAlarm', () => {
  it("takes what is left out as AWS's defaults", () => {
    const { TreatMissingData, DatapointsToAlarm, Dimensions, ...least } = errorAlarm;
    expect(alarmConfigurationOf(context, least, false)).toMatchObject({
      treatMissingData: 'missing',
      datapointsToAlarm: undefined,
      actionsEnabled: true,
      metric: { dimensions: {} },
    });
  });

  it.each<[Partial<PutMetricAlarmCommandInput>, string]>([
    [
      { EvaluationPeriods: 0, AlarmName: '' },
      "2 validation errors detected: Value '' at 'alarmName' failed to satisfy constraint: Member must have length greater than or equal to 1; Value '0' at 'evaluationPeriods' failed to satisfy constraint: Member must have value greater than or equal to 1",
    ],
    [
      { MetricName: undefined },
      "1 validation error detected: Value null at 'metricName' failed to satisfy constraint: Member must not be null",
    ],
    [{ Period: 45 }, 'Period must be 10, 20, 30 or a multiple of 60'],
    [{ DatapointsToAlarm: 3 }, 'DatapointsToAlarm (3) must not be greater than EvaluationPeriods (2)'],
    [
      { Period: 300, EvaluationPeriods: 289 },
      'Metrics cannot be checked across more than a day (EvaluationPeriods * Period must be <= 86400).',
    ],
    [
      { TreatMissingData: 'good' },
      'The value good is not supported for TreatMissingData parameter. Supported values are [breaching, notBreaching, ignore, missing].',
    ],
    [{ Threshold: Number.NaN }, "Value 'NaN' at 'threshold'"],
    [{ Dimensions: [{ Name: 'EndpointName', Value: '' }] }, "at 'dimensions.1.member.value'"],
  ])('refuses %o in the words of AWS', (changes, message) => {
    expect(() => put(changes)).toThrow(message);
    expect(() => put(changes)).toThrow(expect.objectContaining({ code: 'ValidationError' }));
  });

  it.each<[Partial<PutMetricAlarmCommandInput>, string]>([
    [{ EvaluationInterval: 10 }, 'EvaluationInterval'],
    [{ ThresholdMetricId: 'ad1' }, 'ThresholdMetricId'],
    [{ ComparisonOperator: 'GreaterThanUpperThreshold' }, 'anomaly detection'],
    [{ Period: 3600, EvaluationPeriods: 25 }, 'more than a day'],
    [{ AlarmActions: ['arn:aws:automate:us-east-1:ec2:stop'] }, 'only SNS topics'],
  ])('says that %o is not covered', (changes, what) => {
    expect(() => put(changes)).toThrow(new RegExp(`local AWS does not cover .*${what}`));
  });

  it('says so of topics, too, where none can be reached', () => {
    expect(() => put({ OKActions: ['arn:aws:sns:us-east-1:000000000000:t'] }, false)).toThrow(
      /does not cover/,
    );
  });

  it('takes an extended statistic instead of a simple one, and what to do with too few samples', () => {
    const asked = { Statistic: undefined, ExtendedStatistic: 'p99.5' } as const;
    expect(put({ ...asked, EvaluateLowSampleCountPercentile: 'ignore' })).toMatchObject({
      statistic: { kind: 'percentile', percent: 99.5 },
      lowSamples: 'ignore',
    });
    expect(() => put({ ...asked, ExtendedStatistic: 'p101' })).toThrow(
      'The value p101 for parameter ExtendedStatistic is not supported.',
    );
    expect(() => put({ ...asked, ExtendedStatistic: 'Sum' })).toThrow('is not supported');
    expect(() => put({ ...asked, EvaluateLowSampleCountPercentile: 'maybe' })).toThrow(
      'Option maybe is not supported. Supported options for parameter EvaluateLowSampleCountPercentile are evaluate and ignore.',
    );
    expect(() => put({ ExtendedStatistic: 'p99' })).toThrow(
      expect.objectContaining({
        code: 'InvalidParameterCombination',
        message:
          'The parameters Statistic and ExtendedStatistic are mutually exclusive and you have specified both.',
      }),
    );
  });
});

describe('PutMetricAlarm with Metrics', () => {
  const { MetricName, Namespace, Statistic, Dimensions, Period, ...rest } = errorAlarm;
  const metric = (Id: string, period = 60) => ({
    Id,
    MetricStat: { Metric: { Namespace: 'app', MetricName: Id }, Period: period, Stat: 'Sum' },
    ReturnData: false,
  });
  const math = (...Metrics: MetricDataQuery[]) => alarmConfigurationOf(context, { ...rest, Metrics }, true);

  it('watches the one query that returns data, over its period', () => {
    const rate = { Id: 'rate', Expression: 'errors / requests' };
    expect(math(metric('errors', 300), metric('requests', 300), rate)).toMatchObject({
      watched: { id: 'rate', kind: 'expression' },
      period: 300,
    });
    expect(math({ ...metric('errors'), ReturnData: true })).toMatchObject({ watched: { id: 'errors' } });
  });

  it.each<[MetricDataQuery[], string]>([
    [[metric('a')], 'Exactly one element of the metrics list should return data.'],
    [
      [metric('a'), { Id: 'e1', Expression: 'a' }, { Id: 'e2', Expression: 'a' }],
      'Exactly one element of the metrics list should return data.',
    ],
    [[metric('a'), { Id: 'e', Expression: 'METRICS() * 2' }], 'results in several time series'],
    [[metric('a'), { Id: 'e', Expression: 'AVG(a)' }], 'must be a time series'],
    [[metric('a'), { Id: 'e', Expression: 'a +' }], "Error in expression 'e' [Unexpected end of expression]"],
    [[metric('a'), { Id: 'e', Expression: 'a + b' }], "Error in expression 'e' [Unknown id 'b']"],
    [
      [
        { Id: 'e', Expression: 'f' },
        { Id: 'f', Expression: 'e' },
      ],
      'in a circle: e, f, e',
    ],
    [[metric('a'), { ...metric('a'), ReturnData: true }], "The Id 'a' is not unique"],
    [[{ Id: 'Upper', Expression: '1' }], 'starts with a lowercase letter'],
    [[{ ...metric('a'), Expression: 'a' }], 'either Expression or MetricStat'],
    [[metric('a', 1), { Id: 'e', Expression: 'a' }], 'Period must be 10, 20, 30 or a multiple of 60'],
    [
      [...Array.from({ length: 11 }, (_, i) => metric(`m${i}`)), { Id: 'e', Expression: 'SUM(METRICS())' }],
      'at most 10 metrics',
    ],
  ])('refuses %o', (queries, message) => {
    expect(() => math(...queries)).toThrow(message);
    expect(() => math(...queries)).toThrow(expect.objectContaining({ code: 'ValidationError' }));
  });

  it.each<[MetricDataQuery[], string]>([
    [[metric('a'), { Id: 'e', Expression: 'ANOMALY_DETECTION_BAND(a)' }], 'function ANOMALY_DETECTION_BAND'],
    [
      [metric('a'), metric('b', 300), { Id: 'e', Expression: 'a + b' }],
      'different periods (60, 300 seconds)',
    ],
    [[{ Id: 'e', Expression: 'SELECT AVG(x) FROM "AWS/EC2"' }], 'Metrics Insights'],
    [[{ ...metric('a'), AccountId: '123456789012', ReturnData: true }], 'another account'],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: AWS's own syntax for labels
    [[{ ...metric('a'), Label: '${MAX}', ReturnData: true }], 'dynamic labels'],
  ])('says that %o is not covered', (queries, what) => {
    expect(() => math(...queries)).toThrow(/local AWS does not cover/);
    expect(() => math(...queries)).toThrow(what);
  });

  it('takes no metric beside', () => {
    expect(() => put({ Metrics: [{ ...metric('a'), ReturnData: true }] })).toThrow(
      'The parameters MetricName and Metrics are mutually exclusive and you have specified both.',
    );
  });
});
