import { describe, expect, it } from 'vitest';
import type { ManagedAlarm } from '../../../core/alarms/alarm-schema.ts';
import { thresholdOf } from '../../../core/alarms/managed.ts';
import { measuredBy, measuredOf } from '../../../core/alarms/measured-by.ts';
import { alarmLabel, alarmRule, alarmText } from '../../../core/cloudwatch/alarm-text.ts';

const managed = (over: Partial<ManagedAlarm>): ManagedAlarm => ({
  metric: '5xx-rate',
  comparison: 'above',
  threshold: 1,
  forSeconds: 120,
  periodSeconds: 60,
  on: 'rollback',
  ...over,
});
const ofOurs = (over: Partial<ManagedAlarm>) => {
  const alarm = managed(over);
  return { name: 'greenlight-test-iris-1-1', measured: measuredOf(alarm), threshold: thresholdOf(alarm) };
};

describe('An alarm of ours', () => {
  const latency = ofOurs({ metric: 'latency-p99', threshold: 800 });

  it('is told by what it measures, with its unit and its value', () => {
    expect(alarmText({ ...latency, value: 1_430_000 })).toBe('latency-p99 1.43 s, limit 800 ms');
    expect(alarmText(latency)).toBe('latency-p99: no value, limit 800 ms');
    expect(alarmText({ ...latency, value: 1_430_000 }, { age: '6m ago' })).toBe(
      'latency-p99 1.43 s, 6m ago, limit 800 ms',
    );
    expect(alarmText({ ...latency, threshold: undefined }, { more: ['it went off'] })).toBe(
      'latency-p99: it went off',
    );
    expect(alarmLabel(latency)).toBe('latency-p99');
    expect(alarmRule(latency)).toBe('latency-p99 above 800 ms');
  });

  it.each([
    [{ metric: '5xx-rate', threshold: 1 }, 4.6, '5xx-rate 4.6 %, limit 1 %'],
    [{ metric: '5xx-count', threshold: 5, periodSeconds: 30 }, 7, '5xx-count 7 in 30s, limit 5 in 30s'],
    [{ metric: '5xx-count', threshold: 5 }, 7, '5xx-count 7/min, limit 5/min'],
    [{ metric: 'CPUUtilization', threshold: 90 }, 93.25, 'CPUUtilization 93.25 %, limit 90 %'],
    [
      { metric: 'ModelLatency', threshold: 800_000, statistic: 'Maximum' },
      2_000_000,
      'ModelLatency (Maximum) 2 s, limit 800 ms',
    ],
    [
      { metric: 'Invocations', threshold: 10, comparison: 'below' },
      3,
      'Invocations 3/min, lower limit 10/min',
    ],
    [
      { metric: 'ModelLatency', threshold: 5, statistic: 'SampleCount' },
      7,
      'ModelLatency (SampleCount) 7/min, limit 5/min',
    ],
    [
      { metric: 'Scores', threshold: 5, source: { namespace: 'Acme', dimensions: [] } },
      7.5,
      'Scores 7.5, limit 5',
    ],
  ] as const)('on %j with %d is %s', (over, value, text) => {
    expect(alarmText({ ...ofOurs(over), value })).toBe(text);
  });
});

describe('An alarm of somebody’s', () => {
  const named = {
    name: 'iris-5xx',
    namespace: 'AWS/SageMaker',
    metricName: 'Invocation5XXErrors',
    statistic: 'Sum',
    period: 60,
  };

  it('is told by its name, with its metric and unit where they are known', () => {
    const measured = measuredBy(named);
    expect(alarmText({ name: 'iris-5xx', measured, value: 9, threshold: 1 })).toBe(
      'iris-5xx (Invocation5XXErrors 9/min, limit 1/min)',
    );
    const latency = measuredBy({ ...named, name: 'slow', metricName: 'ModelLatency', statistic: 'Average' });
    expect(alarmText({ name: 'slow', measured: latency, value: 1_430_000, threshold: 800_000 })).toBe(
      'slow (ModelLatency 1.43 s, limit 800 ms)',
    );
    expect(alarmRule({ name: 'slow', measured: latency, threshold: 800_000 })).toBe(
      'slow (ModelLatency above 800 ms)',
    );
    expect(alarmRule({ name: 'slow', measured: latency, threshold: 800_000 }, 'rolls back')).toBe(
      'slow (ModelLatency above 800 ms; rolls back)',
    );
  });

  it('on what is not known has its bare numbers, and without any its name', () => {
    expect(alarmText({ name: 'both', value: 9, threshold: 1 })).toBe('both (value 9, limit 1)');
    expect(alarmText({ name: 'both', threshold: 1 })).toBe('both (no value, limit 1)');
    expect(alarmText({ name: 'both' })).toBe('both');
    expect(alarmRule({ name: 'both' }, 'rolls back')).toBe('both (rolls back)');
    // Somebody else's metric math: its label may say anything.
    expect(measuredBy({ name: 'math', label: 'Expression1' })).toBeUndefined();
  });

  it('has the unit that it was made with, and a count of samples none', () => {
    expect(measuredBy({ ...named, unit: 'Percent' })?.unit).toBe('Percent');
    expect(measuredBy({ ...named, metricName: 'ModelLatency', statistic: 'SampleCount' })?.unit).toBe(
      'Count',
    );
    expect(measuredBy({ ...named, namespace: 'Acme', metricName: 'Scores' })).toEqual({
      what: 'Scores',
      ours: false,
    });
  });

  it.each([
    ['GreaterThanThreshold', 'iris-5xx (Invocation5XXErrors above 1/min)'],
    ['GreaterThanOrEqualToThreshold', 'iris-5xx (Invocation5XXErrors at or above 1/min)'],
    ['LessThanThreshold', 'iris-5xx (Invocation5XXErrors below 1/min)'],
    ['LessThanOrEqualToThreshold', 'iris-5xx (Invocation5XXErrors at or below 1/min)'],
  ])('that compares by %s is %s', (comparison, text) => {
    expect(
      alarmRule({ name: 'iris-5xx', measured: measuredBy({ ...named, comparison }), threshold: 1 }),
    ).toBe(text);
  });
});
