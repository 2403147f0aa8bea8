import type { MetricAlarm } from '@aws-sdk/client-cloudwatch';
import { describe, expect, it } from 'vitest';
import { measuredIn } from '../../../adapters/cloudwatch/measured.ts';
import type { ManagedAlarm } from '../../../core/alarms/alarm-schema.ts';
import { managedAlarmRequest } from '../../../core/alarms/managed.ts';
import { measuredOf } from '../../../core/alarms/measured-by.ts';
import { aManagedAlarm } from '../../core/alarms/support.ts';

describe('An alarm of ours as CloudWatch has it', () => {
  const rollout = 'iris-0123456789ab-1';
  const fleet = { stage: 'test', rollout, endpoint: 'iris', config: rollout, variants: ['one', 'two'] };

  const inCloudWatch = (alarm: ManagedAlarm) =>
    structuredClone(managedAlarmRequest(alarm, 1, fleet)) as unknown as MetricAlarm;

  it.each([
    { metric: '5xx-rate' },
    { metric: '5xx-count', periodSeconds: 30 },
    { metric: 'latency-p99', minInvocations: 20 },
    { metric: 'CPUUtilization', comparison: 'below' },
    { metric: 'Invocations', comparison: 'below' },
    { metric: 'ApproximateBacklogSize' },
  ] as const)('measures the same as in the manifest: %j', (over) => {
    const alarm = aManagedAlarm(over);
    expect(measuredIn(inCloudWatch(alarm))).toEqual(measuredOf(alarm));
  });

  it('is not one of somebody’s whose name begins alike: its label may say anything', () => {
    const { Metrics } = inCloudWatch(aManagedAlarm({}));
    expect(measuredIn({ AlarmName: 'greenlight-our-own', Metrics })).toBeUndefined();
  });
});
