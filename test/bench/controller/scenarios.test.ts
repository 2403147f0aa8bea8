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

/**
 * Its calls but for those of SageMaker's steps: the looks at the secret by which an event finds that there is no Slack, and
 * the writes of how the endpoint looked, one for each event.
 */
const withoutSteps = (scenario: Scenario) => {
  const { [secretRead]: _looks, [write]: writes = 0, ...calls } = scenario.usage.calls;
  return { ...calls, [write]: writes - invocationsOf(scenario, 'checkShift') };
};
const write = 'dynamodb:UpdateItem';
const sumOf = (calls: Readonly<Record<string, number>>) =>
  Object.values(calls).reduce((sum, times) => sum + times, 0);

describe('a clean linear rollout', () => {
  it(
    'makes six transitions, one call of UpdateEndpoint, and no polls',
    async () => {
      const { usage, seconds, lagSeconds } = await clean();
      // Provisioning 240, four bakes of 300 between shifts, 300 at the end, termination 60.
      expect(seconds).toBe(1800);
      expect(usage.transitions).toBe(6);
      expect(usage.executions).toBe(1);
      expect(usage.calls).toMatchObject({
        'sagemaker:UpdateEndpoint': 1,
        'sagemaker:CreateModel': 1,
        'sagemaker:CreateEndpointConfig': 1,
        'states:StartExecution': 1,
        's3:CopyObject': 1,
      });
      // Before and after the update, when its event comes, when its end is told, and at first.
      expect(usage.calls['sagemaker:DescribeEndpoint']).toBe(5);
      expect(lagSeconds).toBe(0);
    },
    patience,
  );

  it(
    'makes at most 60 AWS calls, one for each step of SageMaker’s and ten for its report, and costs less than a thousandth of a dollar',
    async () => {
      const scenario = await clean();
      const { usage } = scenario;
      expect(usage.calls).toEqual({
        'application-autoscaling:DescribeScalableTargets': 1,
        'dynamodb:BatchGetItem': 2,
        'dynamodb:DeleteItem': 1,
        'dynamodb:GetItem': 6,
        'dynamodb:PutItem': 5,
        'dynamodb:Query': 5,
        'dynamodb:TransactWriteItems': 2,
        // Twelve of them store how the endpoint looks.
        'dynamodb:UpdateItem': 18,
        'events:PutEvents': 3,
        'monitoring:DeleteAlarms': 1,
        'monitoring:DescribeAlarmHistory': 1,
        'monitoring:DescribeAlarms': 5,
        'monitoring:GetMetricData': 2,
        'monitoring:PutMetricAlarm': 1,
        'monitoring:SetAlarmState': 1,
        's3:CopyObject': 1,
        's3:GetObject': 4,
        's3:ListObjectVersions': 1,
        's3:PutObject': 2,
        'sagemaker:CreateEndpointConfig': 1,
        'sagemaker:CreateModel': 1,
        'sagemaker:DescribeEndpoint': 5,
        'sagemaker:DescribeEndpointConfig': 1,
        'sagemaker:DescribeModel': 1,
        'sagemaker:ListTags': 3,
        'sagemaker:UpdateEndpoint': 1,
        'secretsmanager:GetSecretValue': 2,
        'servicequotas:ListServiceQuotas': 1,
        'sns:Publish': 2,
        'states:SendTaskSuccess': 1,
        'states:StartExecution': 1,
      });
      // What keeps the report comes after the end, and nobody waits for it.
      const keeping = usage.invocations.filter(({ functionName }) => functionName.endsWith('-keepRecording'));
      expect(keeping.map(({ calls }) => calls)).toEqual([10]);
      expect(sumOf(withoutSteps(scenario)) - 10).toBeLessThanOrEqual(60);
      expect(dollars(usage)).toBeLessThan(0.001);
    },
    patience,
  );

  it(
    'costs as much in eight hours as in one, but for the hours of its alarm and for SageMaker’s events',
    async () => {
      const [half, hours] = [await clean(), await long()];
      expect(hours.seconds).toBe(463 * 60);
      expect(withoutSteps(hours)).toEqual(withoutSteps(half));
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
      // Its upload, and its end, of which the report is kept.
      expect(deliveries(scenario.usage)).toBe(2);
    },
    patience,
  );

  it(
    'waiting its turn: goes step by step, and costs no transition more, however long it waits',
    async () => {
      const [alone, waited] = [await clean(), await queued()];
      // The first ends 1,740 s after this one came, and then it takes 1,800 itself.
      expect(waited.seconds).toBe(3540);
      expect(alone.usage.transitions).toBe(6);
      expect(waited.usage.transitions).toBe(12);
      // Admit, Settle and Prepare.
      expect(waited.usage.invocations).toHaveLength(alone.usage.invocations.length + 3);
      expect(dollars(waited.usage)).toBeGreaterThan(dollars(alone.usage));
    },
    patience,
  );
});
