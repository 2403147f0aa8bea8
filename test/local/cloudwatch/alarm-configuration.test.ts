import { PutCompositeAlarmCommand, type PutMetricAlarmCommandInput } from '@aws-sdk/client-cloudwatch';
import { describe, expect, it } from 'vitest';
import { alarmConfigurationOf } from '../../../local/cloudwatch/alarm-configuration.ts';
import { errorAlarm, setting } from './setting.ts';

const { context, client, cloudWatch } = setting();
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
    [{ Metrics: [{ Id: 'm1', Expression: 'm1/m2' }] }, 'Metrics'],
    [{ ExtendedStatistic: 'p99' }, 'ExtendedStatistic'],
    [{ ThresholdMetricId: 'ad1' }, 'ThresholdMetricId'],
    [{ ComparisonOperator: 'GreaterThanUpperThreshold' }, 'anomaly detection'],
    [{ Tags: [{ Key: 'a', Value: 'b' }] }, 'Tags'],
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

  it('makes no composite alarms', async () => {
    const composite = new PutCompositeAlarmCommand({ AlarmName: 'c', AlarmRule: 'ALARM(a)' });
    await expect(client.send(composite)).rejects.toThrow(/does not cover monitoring PutCompositeAlarm/);
    expect(cloudWatch.alarms.state('c')).toBeUndefined();
  });
});
