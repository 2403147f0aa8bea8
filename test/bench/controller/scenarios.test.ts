import { describe, expect, it } from 'vitest';
import {
  clean,
  long,
  queued,
  rejected,
  rolledBack,
  type Scenario,
} from '../../../bench/controller/scenarios.ts';
import { deliveries, dollars } from '../../../bench/controller/usage.ts';

/** The first to come may have to package the service. */
const patience = 120_000;

const invocationsOf = ({ usage }: Scenario, functionName: string): number =>
  usage.invocations.filter((invoked) => invoked.functionName === `greenlight-local-${functionName}`).length;

describe('a clean linear rollout', () => {
  it(
    'makes at most 12 transitions, one call of UpdateEndpoint, and no polls',
    async () => {
      const { usage, seconds, lagSeconds } = await clean();
      // Provisioning 240, four bakes of 300 between shifts, 300 at the end, termination 60.
      expect(seconds).toBe(1800);
      expect(usage.transitions).toBeLessThanOrEqual(12);
      expect(usage.executions).toBe(1);
      expect(usage.calls).toMatchObject({
        'sagemaker:UpdateEndpoint': 1,
        'sagemaker:CreateModel': 1,
        'sagemaker:CreateEndpointConfig': 1,
        'states:StartExecution': 1,
        's3:CopyObject': 1,
      });
      // One for each step that looks, and one when its event comes.
      expect(usage.calls['sagemaker:DescribeEndpoint']).toBeLessThanOrEqual(8);
      expect(lagSeconds).toBe(0);
    },
    patience,
  );

  it(
    'costs as much in eight hours as in one, but for the hours of its alarm',
    async () => {
      const [half, hours] = [await clean(), await long()];
      expect(hours.seconds).toBe(472 * 60);
      // Each step is an event for Slack, which is not set up: a look at the secret, if the last one was long ago.
      const { 'secretsmanager:GetSecretValue': looks, ...calls } = hours.usage.calls;
      expect(half.usage.calls).toMatchObject(calls);
      expect(looks).toBeLessThanOrEqual(12);
      expect(hours.usage.transitions).toBe(half.usage.transitions);
      expect([half, hours].map(({ usage }) => usage.alarmMetricHours)).toEqual([1, 8]);
    },
    patience,
  );

  it(
    'is counted the same each time',
    async () => {
      expect(await clean()).toEqual(await clean());
    },
    patience,
  );
});

describe('other rollouts', () => {
  it(
    'rolled back: the alarm and the end come as events, no update is made twice',
    async () => {
      const scenario = await rolledBack();
      expect(scenario.usage.calls['sagemaker:UpdateEndpoint']).toBe(1);
      expect(scenario.usage.transitions).toBeLessThanOrEqual(12);
      // The abort switch comes to OK when it is made; the alarm goes off, and is OK again.
      expect(invocationsOf(scenario, 'onAlarmEvent')).toBe(3);
      expect(invocationsOf(scenario, 'onEndpointEvent')).toBe(1);
    },
    patience,
  );

  it(
    'rejected: nothing is made, and no lease is asked for',
    async () => {
      const scenario = await rejected();
      expect(scenario.seconds).toBe(0);
      expect(scenario.lagSeconds).toBeUndefined();
      expect(invocationsOf(scenario, 'admitRollout')).toBe(0);
      const made = Object.keys(scenario.usage.calls).filter((call) =>
        /:(Create|Update(?!Item)|Copy)/.test(call),
      );
      expect(made).toEqual([]);
      expect(deliveries(scenario.usage)).toBe(1);
    },
    patience,
  );

  it(
    'waiting its turn: costs no transition more, however long it waits',
    async () => {
      const [alone, waited] = [await clean(), await queued()];
      // The first ends 1,740 s after this one came, and then it takes 1,800 itself.
      expect(waited.seconds).toBe(3540);
      expect(waited.usage.transitions).toBe(alone.usage.transitions);
      expect(waited.usage.invocations).toHaveLength(alone.usage.invocations.length);
      expect(dollars(waited.usage)).toBeGreaterThan(dollars(alone.usage));
    },
    patience,
  );
});
