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

const secretRead = 'secretsmanager:GetSecretValue';

/** Its calls but for the looks at the secret by which an event finds that there is no Slack. */
const withoutLooks = (scenario: Scenario) => {
  const { [secretRead]: _looks, ...calls } = scenario.usage.calls;
  return calls;
};

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
      expect(usage.calls['sagemaker:DescribeEndpoint']).toBeLessThanOrEqual(9);
      expect(lagSeconds).toBe(0);
    },
    patience,
  );

  it(
    'costs as much in eight hours as in one, but for the hours of its alarm and for SageMaker’s events',
    async () => {
      const [half, hours] = [await clean(), await long()];
      expect(hours.seconds).toBe(463 * 60);
      expect(withoutLooks(hours)).toEqual(withoutLooks(half));
      // Five steps and ten: an event for provisioning, for each turn and each bake, and for the end of blue.
      expect([half, hours].map((one) => invocationsOf(one, 'checkShift'))).toEqual([12, 22]);
      expect([half, hours].map(({ usage }) => usage.calls[secretRead])).toEqual([2, 11]);
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
      // The alarm goes off, and is OK again; of the abort switch nobody has to hear.
      expect(invocationsOf(scenario, 'onAlarmEvent')).toBe(2);
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
