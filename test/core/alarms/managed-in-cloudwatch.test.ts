import type { PutMetricAlarmCommandInput } from '@aws-sdk/client-cloudwatch';
import { describe, expect, it } from 'vitest';
import type { ManagedAlarm } from '../../../core/alarms/alarm-schema.ts';
import { managedAlarmRequest } from '../../../core/alarms/managed.ts';
import type { WatchedFleet } from '../../../core/alarms/managed-queries.ts';
import { recordInvocation } from '../../../local/sagemaker/metrics.ts';
import { setting } from '../../local/cloudwatch/setting.ts';
import { aFleet, aManagedAlarm } from './support.ts';

interface Minute {
  readonly requests: number;
  readonly failed?: number;
  readonly millis?: number;
  readonly config?: string;
  readonly variant?: string;
}

/** Puts the alarm into the local CloudWatch and lets minutes pass, each with its requests as SageMaker measures them. */
async function states(alarm: ManagedAlarm, fleet: WatchedFleet, minutes: readonly (readonly Minute[])[]) {
  const { clock, cloudWatch, changes } = setting();
  cloudWatch.putMetricAlarm(managedAlarmRequest(alarm, 0, fleet) as PutMetricAlarmCommandInput);
  for (const minute of minutes) {
    for (const {
      requests,
      failed = 0,
      millis = 5,
      config = fleet.config,
      variant = 'AllTraffic',
    } of minute) {
      for (let request = 0; request < requests; request += 1) {
        recordInvocation(cloudWatch.metrics, {
          endpointName: fleet.endpoint,
          variantName: variant,
          configName: config,
          modelStatus: request < failed ? 500 : 200,
          modelMicros: millis * 1000,
          overheadMicros: 100,
          activeInstances: 1,
        });
      }
    }
    await clock.advance(60_000);
  }
  return changes.map(([seconds, , state]) => [seconds / 60, state]);
}

const times = <T>(count: number, value: T): T[] => Array.from({ length: count }, () => value);

describe('In CloudWatch a managed error rate', () => {
  it('trips after its minutes above the threshold, and not at it', async () => {
    // 1 of 100 is the threshold, 2 of 100 are above it; 2 of 2 minutes.
    const minutes = [1, 2, 1, 2, 2].map((failed) => [{ requests: 100, failed }]);
    expect(await states(aManagedAlarm(), aFleet(), minutes)).toEqual([
      [1, 'OK'],
      [5, 'ALARM'],
    ]);
  });

  it('sees the new fleet alone: a failing old one neither trips nor hides anything', async () => {
    const old = { requests: 1000, config: 'iris-blue-1' };
    expect(
      await states(aManagedAlarm(), aFleet(), times(5, [{ ...old, failed: 1000 }, { requests: 10 }])),
    ).toEqual([[1, 'OK']]);
    expect(await states(aManagedAlarm(), aFleet(), times(5, [old, { requests: 10, failed: 1 }]))).toEqual([
      [1, 'OK'],
      [2, 'ALARM'],
    ]);
  });

  it('is calm without any traffic', async () => {
    expect(await states(aManagedAlarm(), aFleet(), times(5, []))).toEqual([[1, 'OK']]);
  });

  it('counts no minute with fewer requests than minInvocations', async () => {
    const alarm = aManagedAlarm({ minInvocations: 50 });
    expect(await states(alarm, aFleet(), times(5, [{ requests: 49, failed: 49 }]))).toEqual([[1, 'OK']]);
    expect(await states(alarm, aFleet(), times(3, [{ requests: 50, failed: 50 }]))).toEqual([
      [1, 'OK'],
      [2, 'ALARM'],
    ]);
  });

  it('of two variants is that of all their requests', async () => {
    const fleet = aFleet({ variants: ['a', 'b'] });
    const both = (failed: number) => [
      { requests: 150, variant: 'a' },
      { requests: 50, failed, variant: 'b' },
    ];
    // 2 of 200 are 1 %, though 4 % of b's; 3 of 200 are 1.5 %.
    expect(await states(aManagedAlarm(), fleet, times(4, both(2)))).toEqual([[1, 'OK']]);
    expect(await states(aManagedAlarm(), fleet, times(4, both(3)))).toEqual([
      [1, 'OK'],
      [2, 'ALARM'],
    ]);
    expect(
      await states(aManagedAlarm(), fleet, times(4, [{ requests: 50, failed: 2, variant: 'b' }])),
    ).toEqual([
      [1, 'OK'],
      [2, 'ALARM'],
    ]);
  });

  it('of an asynchronous endpoint counts requests by their error samples', async () => {
    const fleet = aFleet({ asynchronous: true });
    expect(await states(aManagedAlarm(), fleet, times(4, [{ requests: 100, failed: 2 }]))).toEqual([
      [1, 'OK'],
      [2, 'ALARM'],
    ]);
    expect(await states(aManagedAlarm(), fleet, times(4, [{ requests: 100, failed: 1 }]))).toEqual([
      [1, 'OK'],
    ]);
  });
});

describe('In CloudWatch a managed latency', () => {
  it('trips above its milliseconds, at the percentile', async () => {
    const alarm = aManagedAlarm({ metric: 'latency-p90', threshold: 200 });
    const slow = (count: number, millis: number) => [
      { requests: 100 - count, millis: 5 },
      { requests: count, millis },
    ];
    expect(await states(alarm, aFleet(), times(4, slow(11, 200)))).toEqual([[1, 'OK']]);
    expect(await states(alarm, aFleet(), times(4, slow(10, 900)))).toEqual([[1, 'OK']]);
    expect(await states(alarm, aFleet(), times(4, slow(11, 201)))).toEqual([
      [1, 'OK'],
      [2, 'ALARM'],
    ]);
  });

  it('of two variants is the slower one’s', async () => {
    const alarm = aManagedAlarm({ metric: 'latency-p50', threshold: 100, forSeconds: 60 });
    const minute = [
      { requests: 1000, millis: 5, variant: 'a' },
      { requests: 10, millis: 150, variant: 'b' },
    ];
    expect(await states(alarm, aFleet({ variants: ['a', 'b'] }), [minute])).toEqual([[1, 'ALARM']]);
  });
});

describe('In CloudWatch a managed count', () => {
  it('trips above so many in a period, and only if all periods are bad', async () => {
    const alarm = aManagedAlarm({ metric: '5xx-count', threshold: 3, forSeconds: 120 });
    const minutes = [4, 3, 4, 4].map((failed) => [{ requests: 10, failed }]);
    expect(await states(alarm, aFleet(), minutes)).toEqual([
      [1, 'OK'],
      [4, 'ALARM'],
    ]);
  });
});
