import { describe, expect, it } from 'vitest';
import {
  beyond,
  billedMs,
  costOf,
  deliveries,
  dollars,
  type Usage,
} from '../../../bench/controller/usage.ts';

const nothing: Usage = {
  transitions: 0,
  executions: 0,
  invocations: [],
  calls: {},
  dynamoReadUnits: 0,
  dynamoWriteUnits: 0,
  alarmMetricHours: 0,
  metricsRead: 0,
  metricHours: 0,
  customEvents: 0,
  optInEvents: 0,
  logBytes: 0,
};
const invoked = (functionName: string, calls: number, byEvent = false) => ({
  functionName,
  memoryMb: 512,
  calls,
  byEvent,
});

describe('the price of a usage', () => {
  it('is nothing for nothing', () => {
    expect(dollars(nothing)).toBe(0);
  });

  it('of ten transitions is a quarter of a thousandth of a dollar', () => {
    expect(dollars({ ...nothing, transitions: 10 })).toBeCloseTo(0.00025, 12);
  });

  it('of a function is its request, and its memory for as long as it is taken to run', () => {
    // 12 calls: 600 + 20 + 12 × 30 = 980 ms; half a GB for 0.98 s is 0.49 GB-s.
    const one = invoked('resolve', 12);
    expect(billedMs(one)).toBe(980);
    expect(costOf({ ...nothing, invocations: [one] }).Lambda).toBeCloseTo(
      0.0000002 + 0.49 * 0.0000133334,
      12,
    );
  });

  it('counts what GetMetricData is asked for by metric', () => {
    const cost = costOf({ ...nothing, calls: { 'monitoring:GetMetricData': 2 }, metricsRead: 100 });
    expect(cost['CloudWatch alarms and requests']).toBeCloseTo(0.001, 12);
  });

  it('counts S3 by class, CloudWatch by request, SNS with one delivery, SageMaker for nothing', () => {
    const calls = {
      's3:CopyObject': 2,
      's3:GetObject': 10,
      'monitoring:DescribeAlarms': 100,
      'sns:Publish': 1,
      'sagemaker:DescribeEndpoint': 1000,
    };
    const cost = costOf({ ...nothing, calls });
    expect(cost.S3).toBeCloseTo(2 * 0.000005 + 10 * 0.0000004, 12);
    expect(cost['CloudWatch alarms and requests']).toBeCloseTo(0.001, 12);
    expect(cost.SNS).toBeCloseTo(0.0000011, 12);
    expect(dollars({ ...nothing, calls: { 'sagemaker:DescribeEndpoint': 1000 } })).toBe(0);
  });

  it('has a trace for an execution and for each function that an event invokes', () => {
    const usage = { ...nothing, executions: 1, invocations: [invoked('a', 0, true), invoked('b', 0)] };
    expect(deliveries(usage)).toBe(1);
    expect(costOf(usage)['X-Ray']).toBeCloseTo(2 * 0.000005, 12);
  });
});

describe('what one story used beyond another', () => {
  const less: Usage = {
    ...nothing,
    transitions: 10,
    calls: { 's3:GetObject': 3, 'sns:Publish': 1 },
    invocations: [invoked('conclude', 16), invoked('resolve', 12)],
  };

  it('is the difference of each count', () => {
    const more: Usage = {
      ...less,
      transitions: 24,
      calls: { 's3:GetObject': 3, 'sns:Publish': 3, 'sagemaker:UpdateEndpoint': 1 },
      invocations: [invoked('conclude', 17), ...less.invocations, invoked('admit', 4)],
    };
    expect(beyond(more, less)).toMatchObject({
      transitions: 14,
      calls: { 'sns:Publish': 2, 'sagemaker:UpdateEndpoint': 1 },
      invocations: [invoked('conclude', 17), invoked('admit', 4)],
    });
    expect(beyond(more, less).calls).not.toHaveProperty('s3:GetObject');
  });

  it('leaves one invocation out for each, also where it made other calls than there', () => {
    const more = {
      ...less,
      invocations: [invoked('conclude', 18), invoked('resolve', 12), invoked('resolve', 12)],
    };
    expect(beyond(more, less).invocations).toEqual([invoked('resolve', 12)]);
    expect(beyond(less, less).invocations).toEqual([]);
  });
});
