import { describe, expect, it } from 'vitest';
import { alarmConfigurationOf } from '../../../local/cloudwatch/alarm-configuration.ts';
import { stateReason, stateReasonData } from '../../../local/cloudwatch/alarm-reason.ts';
import type { Evaluation } from '../../../local/cloudwatch/evaluate-alarm.ts';
import { virtualContext } from '../../support/local-service.ts';
import { errorAlarm } from './setting.ts';

const context = virtualContext();
const alarm = (changes: Partial<typeof errorAlarm>) =>
  alarmConfigurationOf(context, { ...errorAlarm, ...changes }, false);

/** Values of the periods before 16:59 on 2 October 2019, the most recent first. */
const seen = (state: Evaluation['state'], filled: number, ...values: number[]): Evaluation => ({
  state,
  filled,
  evaluated: values.map((value, index) => ({
    start: Date.UTC(2019, 9, 2, 16, 59 - index),
    value,
    sampleCount: 2,
  })),
});

describe('the reason for a state, in the words of real alarms', () => {
  it('tells the datapoints beyond the threshold, and how many it takes', () => {
    const one = { EvaluationPeriods: 1, DatapointsToAlarm: 1, Threshold: 50 } as const;
    const greater = alarm({ ...one, ComparisonOperator: 'GreaterThanThreshold' });
    expect(stateReason(greater, seen('ALARM', 0, 99.5))).toBe(
      'Threshold Crossed: 1 out of the last 1 datapoints [99.5 (02/10/19 16:59:00)] was greater than the threshold (50.0) (minimum 1 datapoint for OK -> ALARM transition).',
    );
    expect(stateReason(greater, seen('OK', 0, 0))).toBe(
      'Threshold Crossed: 1 out of the last 1 datapoints [0.0 (02/10/19 16:59:00)] was not greater than the threshold (50.0) (minimum 1 datapoint for ALARM -> OK transition).',
    );
  });

  it('lists only those that decide, in the plural', () => {
    expect(stateReason(alarm({ EvaluationPeriods: 3 }), seen('ALARM', 0, 5, 0, 6))).toBe(
      'Threshold Crossed: 2 out of the last 3 datapoints [5.0 (02/10/19 16:59:00), 6.0 (02/10/19 16:57:00)] were greater than or equal to the threshold (1.0) (minimum 2 datapoints for OK -> ALARM transition).',
    );
  });

  it('is shorter for an alarm without DatapointsToAlarm', () => {
    expect(stateReason(alarm({ DatapointsToAlarm: undefined }), seen('OK', 0, 0, 0))).toBe(
      'Threshold Crossed: 2 datapoints [0.0 (02/10/19 16:59:00), 0.0 (02/10/19 16:58:00)] were not greater than or equal to the threshold (1.0).',
    );
  });

  it('says how missing data was treated', () => {
    expect(stateReason(alarm({}), seen('OK', 2))).toBe(
      'Threshold Crossed: no datapoints were received for 2 periods and 2 missing datapoints were treated as [NonBreaching].',
    );
    const oneOfTwenty = alarm({ EvaluationPeriods: 20, DatapointsToAlarm: 1 });
    expect(stateReason(oneOfTwenty, seen('ALARM', 19, 613))).toBe(
      'Threshold Crossed: 1 out of the last 20 datapoints [613.0 (02/10/19 16:59:00)] was greater than or equal to the threshold (1.0) and 19 missing datapoints were treated as [NonBreaching] (minimum 1 datapoint for OK -> ALARM transition).',
    );
    expect(
      stateReason(alarm({ EvaluationPeriods: 1, DatapointsToAlarm: 1 }), seen('INSUFFICIENT_DATA', 1)),
    ).toBe('Insufficient Data: 1 datapoint was unknown.');
  });

  it('is also given as data, oldest datapoint first', () => {
    const data = stateReasonData(
      alarm({ Unit: 'Count' }),
      seen('ALARM', 0, 4, 3),
      Date.UTC(2019, 9, 2, 17, 0, 0, 985),
    );
    expect(JSON.parse(data)).toEqual({
      version: '1.0',
      queryDate: '2019-10-02T17:00:00.985+0000',
      startDate: '2019-10-02T16:58:00.000+0000',
      unit: 'Count',
      statistic: 'Sum',
      period: 60,
      recentDatapoints: [3, 4],
      threshold: 1,
      evaluatedDatapoints: [
        { timestamp: '2019-10-02T16:59:00.000+0000', sampleCount: 2, value: 4 },
        { timestamp: '2019-10-02T16:58:00.000+0000', sampleCount: 2, value: 3 },
      ],
    });
  });
});
