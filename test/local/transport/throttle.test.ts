import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../local/clock/virtual.ts';
import { awsRateLimits } from '../../../local/transport/rate-limits.ts';
import { Throttle } from '../../../local/transport/throttle.ts';

function throttled(limits = awsRateLimits) {
  const clock = new VirtualClock();
  const throttle = new Throttle(clock, limits);
  /** How many of so many calls at once are let through. */
  const taken = (service: string, operation: string, calls: number) =>
    Array.from({ length: calls }, () => throttle.refusalOf(service, () => operation)).filter(
      (refusal) => refusal === undefined,
    ).length;
  return { clock, throttle, taken };
}

describe('A bucket of tokens', () => {
  it.each([
    ['monitoring', 'PutMetricAlarm', 3],
    ['monitoring', 'SetAlarmState', 3],
    ['monitoring', 'DeleteAlarms', 3],
    ['monitoring', 'DescribeAlarms', 9],
    ['servicequotas', 'ListServiceQuotas', 10],
  ])('of %s %s has %i calls for each second', async (service, operation, calls) => {
    const { clock, taken } = throttled();
    expect(taken(service, operation, 40)).toBe(calls);
    await clock.advance(1000);
    expect(taken(service, operation, 40)).toBe(calls);
    await clock.advance(3_600_000);
    expect(taken(service, operation, 40)).toBe(calls);
  });

  it('may take more at once than come back each second', async () => {
    const { clock, taken } = throttled();
    expect(taken('states', 'StartExecution', 2000)).toBe(1300);
    await clock.advance(1000);
    expect(taken('states', 'StartExecution', 2000)).toBe(300);
    await clock.advance(500);
    expect(taken('states', 'StartExecution', 2000)).toBe(150);
  });

  it('is filled by fractions of a second, and no refused call takes of it', async () => {
    const { clock, taken } = throttled({ sagemaker: { CreateModel: { size: 1, perSecond: 2 } } });
    const seen = [taken('sagemaker', 'CreateModel', 1)];
    for (let tries = 0; tries < 6; tries += 1) {
      await clock.advance(250);
      seen.push(taken('sagemaker', 'CreateModel', 1));
    }
    expect(seen).toEqual([1, 0, 1, 0, 1, 0, 1]);
  });

  it('is each operation’s own, also where one size is for all others', () => {
    const limits = { sagemaker: { '*': { size: 1, perSecond: 1 }, ListModels: { size: 2, perSecond: 1 } } };
    const { taken } = throttled(limits);
    for (const operation of ['CreateModel', 'DeleteModel']) expect(taken('sagemaker', operation, 3)).toBe(1);
    expect(taken('sagemaker', 'ListModels', 3)).toBe(2);
  });

  it('is not there for S3, nor for operations that are not named', () => {
    const { taken } = throttled();
    expect(taken('s3', 'PutObject', 9999)).toBe(9999);
    expect(taken('monitoring', 'Unheard', 9999)).toBe(9999);
  });

  it.each([
    ['monitoring', 'PutMetricAlarm', 'Throttling', 'Rate exceeded', 400],
    ['sagemaker', 'CreateModel', 'ThrottlingException', 'Rate exceeded', 400],
    ['states', 'DescribeStateMachineForExecution', 'ThrottlingException', 'Rate exceeded', 400],
    ['servicequotas', 'ListServiceQuotas', 'TooManyRequestsException', 'Rate exceeded', 400],
  ])('refuses as %s does', (service, operation, code, message, status) => {
    const { throttle } = throttled();
    const refusals = Array.from({ length: 300 }, () => throttle.refusalOf(service, () => operation));
    expect(refusals.at(-1)).toMatchObject({ code, message, status });
  });
});
