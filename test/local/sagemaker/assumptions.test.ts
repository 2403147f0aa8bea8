import {
  CreateEndpointCommand,
  CreateEndpointConfigCommand,
  DeleteEndpointCommand,
  DescribeEndpointCommand,
  DescribeEndpointConfigCommand,
  ListEndpointsCommand,
  UpdateEndpointCommand,
  UpdateEndpointWeightsAndCapacitiesCommand,
} from '@aws-sdk/client-sagemaker';
import { InvokeEndpointCommand } from '@aws-sdk/client-sagemaker-runtime';
import { describe, expect, it } from 'vitest';
import type { Assumptions } from '../../../local/sagemaker/assumptions.ts';
import { allAtOnce, canary, guarded, linear, localSageMaker, policyOf, rolling } from './support.ts';

const hour = 3_600_000;

/** A local SageMaker that assumes `assumptions`, with `iris` InService on `count` instances. */
async function assuming(assumptions: Partial<Assumptions>, count = 3) {
  const world = localSageMaker({ assumptions });
  await world.serving(count);
  return world;
}

const step = (percent: number) =>
  guarded({
    TrafficRoutingConfiguration: {
      Type: 'LINEAR',
      LinearStepSize: { Type: 'CAPACITY_PERCENT', Value: percent },
      WaitIntervalInSeconds: 60,
    },
  });

describe('percentRounding', () => {
  it.each([
    ['up', ['5+2', '3+4', '1+6', '0+7']],
    ['nearest', ['6+1', '5+2', '4+3', '3+4', '2+5', '1+6', '0+7']],
  ] as const)('%s: steps of 20 %% of 7, that is 1.4', async (percentRounding, fleets) => {
    const world = await assuming({ percentRounding }, 7);
    await world.update(step(20));
    await world.clock.advance(hour);
    const after = world.story().filter((line) => /Baking|Terminating/.test(line));
    expect(after.map((line) => line.split(' ').at(-2))).toEqual(fleets);
  });
});

describe('wholeFleetStep', () => {
  it('single-shift: any percentage of one instance shifts it all at once', async () => {
    const world = await assuming({ wholeFleetStep: 'single-shift' }, 1);
    await world.update(step(20));
    await world.clock.advance(hour);
    expect(world.story().filter((line) => line.includes('Activating'))).toHaveLength(1);
    expect((await world.describe()).EndpointConfigName).toBe('green');
  });

  it('refused: any percentage of one instance is too much', async () => {
    const world = await assuming({ wholeFleetStep: 'refused' }, 1);
    await expect(world.update(step(20))).rejects.toMatchObject({
      name: 'ValidationException',
      message: 'LinearStepSize of 20% is the whole fleet of 1 instance(s).',
    });
  });
});

describe('lastShiftBake', () => {
  it.each([
    ['termination-wait', ['TerminationWaitInSeconds']],
    ['wait-interval-too', ['WaitIntervalInSeconds', 'TerminationWaitInSeconds']],
  ] as const)('%s: what bakes once all is on green', async (lastShiftBake, waits) => {
    const world = await assuming({ lastShiftBake });
    await world.update(canary);
    await world.clock.advance(hour);
    const full = world.story().filter((line) => /Baking.*full capacity/.test(line));
    expect(full.map((line) => /\((\w+)\)/.exec(line)?.[1])).toEqual(waits);
  });
});

describe('alarmInAlarmAtStart', () => {
  it('trips-at-first-bake: an alarm that stands in ALARM rolls back as soon as a bake begins', async () => {
    const world = await assuming({ alarmInAlarmAtStart: 'trips-at-first-bake' });
    world.alarms.set('alarm', 'ALARM');
    await world.update(canary);
    await world.clock.advance(hour);
    expect(world.story().at(-2)).toBe('+240 Terminating 3 instance(s). 3+0 0%');
    expect((await world.describe()).EndpointConfigName).toBe('blue');
  });

  it('needs-transition: it must go off anew', async () => {
    const world = await assuming({ alarmInAlarmAtStart: 'needs-transition' });
    world.alarms.set('alarm', 'ALARM');
    await world.update(canary);
    await world.clock.advance(300_000);
    expect((await world.describe()).EndpointStatus).toBe('Updating');
    world.alarms.set('alarm', 'OK');
    world.alarms.set('alarm', 'ALARM');
    expect(world.story().at(-1)).toBe('+300 Terminating 3 instance(s). 3+0 0%');
  });
});

describe('insufficientData', () => {
  it.each([
    ['ignored', 'green'],
    ['trips', 'blue'],
  ] as const)('%s: an alarm without data leaves the endpoint on %s', async (insufficientData, config) => {
    const world = await assuming({ insufficientData });
    world.alarms.set('alarm', 'INSUFFICIENT_DATA');
    await world.update(canary);
    await world.clock.advance(hour);
    expect((await world.describe()).EndpointConfigName).toBe(config);
  });
});

describe('missingAlarm', () => {
  it('ignored: the update goes on as if it were OK', async () => {
    const world = await assuming({ missingAlarm: 'ignored' });
    await world.update(canary);
    await world.clock.advance(hour);
    expect((await world.describe()).EndpointConfigName).toBe('green');
  });

  it('refused: the update names it', async () => {
    const world = await assuming({ missingAlarm: 'refused' });
    await expect(world.update(canary)).rejects.toMatchObject({ message: expect.stringContaining('"alarm"') });
  });
});

describe('compositeAlarm', () => {
  const watching = {
    ...canary,
    AutoRollbackConfiguration: { Alarms: [{ AlarmName: 'composite' }, { AlarmName: 'alarm' }] },
  };

  it.each([
    ['watched', 'composite', 'blue'],
    ['watched', 'alarm', 'blue'],
    ['unseen', 'composite', 'green'],
    ['unseen', 'alarm', 'blue'],
  ] as const)('%s: with %s in ALARM in a bake it ends on %s', async (compositeAlarm, alarmName, config) => {
    const world = await assuming({ compositeAlarm });
    await world.update(watching);
    await world.clock.advance(250_000);
    world.alarms.set(alarmName, 'ALARM');
    await world.clock.advance(hour);
    expect((await world.describe()).EndpointConfigName).toBe(config);
  });

  it('unseen: nor is it when it stands in ALARM as a bake begins; it is as one that does not exist', async () => {
    const world = await assuming({ compositeAlarm: 'unseen', missingAlarm: 'refused' });
    world.alarms.set('composite', 'ALARM');
    world.alarms.set('alarm', 'OK');
    await expect(world.update(watching)).rejects.toMatchObject({
      message: expect.stringContaining('"composite"'),
    });
  });
});

describe('rollbackStatus', () => {
  it.each(['Updating', 'RollingBack'] as const)(
    '%s is shown while green is terminated',
    async (rollbackStatus) => {
      const world = await assuming({ rollbackStatus });
      await world.update(allAtOnce);
      await world.clock.advance(300_000);
      world.alarms.set('alarm', 'ALARM');
      expect(await world.describe()).toMatchObject({
        EndpointStatus: rollbackStatus,
        EndpointConfigName: 'blue',
        PendingDeploymentSummary: {
          ProductionVariants: [
            {
              CurrentInstanceCount: 0,
              VariantStatus: [{ Status: 'Deleting', StatusMessage: 'Terminating 3 instance(s).' }],
            },
          ],
        },
      });
      const told = world.events.filter(({ event }) => event.detail.EndpointStatus === 'ROLLING_BACK');
      expect(told.length > 0).toBe(rollbackStatus === 'RollingBack');
      await world.clock.advance(60_000);
      expect((await world.describe()).EndpointStatus).toBe('InService');
    },
  );
});

describe('rollbackFailureReason', () => {
  it.each([
    ['empty', undefined],
    [
      'text',
      'The deployment was rolled back because the CloudWatch alarm "alarm" was in state ALARM while baking.',
    ],
  ] as const)('%s: after an alarm', async (rollbackFailureReason, reason) => {
    const world = await assuming({ rollbackFailureReason });
    await world.update(allAtOnce);
    await world.clock.advance(300_000);
    world.alarms.set('alarm', 'ALARM');
    await world.clock.advance(60_000);
    expect((await world.describe()).FailureReason).toBe(reason);
  });

  it('text: after a time limit', async () => {
    const world = await assuming({ rollbackFailureReason: 'text' });
    await world.update(guarded({ ...policyOf(canary), MaximumExecutionTimeoutInSeconds: 600 }));
    await world.clock.advance(hour);
    expect((await world.describe()).FailureReason).toContain('longer than 600 seconds');
  });
});

describe('executionTimeout', () => {
  it.each([
    ['rolls-back', 'blue'],
    ['completes', 'green'],
  ] as const)('%s: a deployment over its limit ends on %s', async (executionTimeout, config) => {
    const world = await assuming({ executionTimeout }, 5);
    await world.update(guarded({ ...policyOf(linear), MaximumExecutionTimeoutInSeconds: 600 }));
    await world.clock.advance(hour);
    expect((await world.describe()).EndpointConfigName).toBe(config);
  });
});

describe('trafficShare', () => {
  it.each([
    ['green-fleet-share', '3+1 33%'],
    ['active-instances', '3+1 25%'],
  ] as const)('%s: the canary takes %s', async (trafficShare, traffic) => {
    const world = await assuming({ trafficShare });
    await world.update(canary);
    await world.clock.advance(300_000);
    expect(world.story().at(-1)?.endsWith(traffic)).toBe(true);
  });
});

describe('turnedOffBlue', () => {
  it.each([
    ['left-out', 3],
    ['counted', 5],
  ] as const)('%s: two linear steps into five, blue shows %i', async (turnedOffBlue, count) => {
    const world = await assuming({ turnedOffBlue }, 5);
    await world.update(linear);
    await world.clock.advance(600_000);
    expect((await world.describe()).ProductionVariants).toMatchObject([
      { CurrentInstanceCount: count, DesiredInstanceCount: 5 },
    ]);
  });
});

describe('endpointNameCase', () => {
  const calls = {
    DescribeEndpoint: (EndpointName: string) => new DescribeEndpointCommand({ EndpointName }),
    UpdateEndpoint: (EndpointName: string) =>
      new UpdateEndpointCommand({ EndpointName, EndpointConfigName: 'green' }),
    UpdateEndpointWeightsAndCapacities: (EndpointName: string) =>
      new UpdateEndpointWeightsAndCapacitiesCommand({
        EndpointName,
        DesiredWeightsAndCapacities: [{ VariantName: 'AllTraffic', DesiredWeight: 2 }],
      }),
    DeleteEndpoint: (EndpointName: string) => new DeleteEndpointCommand({ EndpointName }),
  };
  type Call = keyof typeof calls;
  const all = Object.keys(calls) as Call[];

  it.each(all)('ignored: %s finds the endpoint by another spelling', async (call) => {
    const world = await assuming({ endpointNameCase: 'ignored' });
    await expect(world.client.send(calls[call]('IRIS') as never)).resolves.toBeDefined();
  });

  it('ignored: what is shown and told is the name that it was created with', async () => {
    const world = await assuming({ endpointNameCase: 'ignored' });
    expect(await world.client.send(calls.DescribeEndpoint('IRIS'))).toMatchObject({ EndpointName: 'iris' });
    expect(await world.client.send(new ListEndpointsCommand({}))).toMatchObject({
      Endpoints: [{ EndpointName: 'iris' }],
    });
  });

  it.each(all)('matched: for %s there is none of another spelling', async (call) => {
    const world = await assuming({ endpointNameCase: 'matched' });
    await expect(world.client.send(calls[call]('IRIS') as never)).rejects.toMatchObject({
      name: 'ValidationException',
      message: 'Could not find endpoint "arn:aws:sagemaker:us-east-1:000000000000:endpoint/iris".',
    });
    await expect(world.client.send(calls[call]('iris') as never)).resolves.toBeDefined();
  });

  it.each(['ignored', 'matched'] as const)(
    '%s: CreateEndpoint makes no second of another spelling, InvokeEndpoint finds none',
    async (endpointNameCase) => {
      const world = await assuming({ endpointNameCase });
      const again = { EndpointName: 'IRIS', EndpointConfigName: 'blue' };
      await expect(world.client.send(new CreateEndpointCommand(again))).rejects.toThrow(
        'Cannot create already existing endpoint',
      );
      const request = { EndpointName: 'IRIS', Body: '1' };
      await expect(world.runtime.send(new InvokeEndpointCommand(request))).rejects.toThrow(
        'Endpoint IRIS of account 000000000000 not found.',
      );
    },
  );
});

describe('rollingExcluded', () => {
  const two = [{ VariantName: 'A' }, { VariantName: 'B' }];

  it('falls-back: a rolling update of several variants goes all at once', async () => {
    const world = localSageMaker({ assumptions: { rollingExcluded: 'falls-back' } });
    await world.servingVariants(two);
    await world.update(rolling(1));
    await world.clock.advance(300_000);
    expect((await world.describe()).EndpointConfigName).toBe('green');
  });

  it('refused: it is a ValidationException', async () => {
    const world = localSageMaker({ assumptions: { rollingExcluded: 'refused' } });
    await world.servingVariants(two);
    await expect(world.update(rolling(1))).rejects.toMatchObject({
      name: 'ValidationException',
      message: 'RollingUpdatePolicy is not supported for endpoints with several production variants.',
    });
    expect((await world.describe()).EndpointStatus).toBe('InService');
  });
});

describe('updateWithoutConfig', () => {
  it.each([
    ['keeps-last', true],
    ['clears-last', false],
  ] as const)(
    '%s: an update without a DeploymentConfig, after one with it',
    async (updateWithoutConfig, keeps) => {
      const world = await assuming({ updateWithoutConfig }, 5);
      await world.update(linear);
      await world.clock.advance(2 * hour);
      expect((await world.describe()).LastDeploymentConfig).toEqual(linear);
      await world.updateTo({ EndpointConfigName: 'blue' });
      expect((await world.describe()).LastDeploymentConfig).toEqual(keeps ? linear : undefined);
    },
  );
});

describe('observabilityDefault', () => {
  const MetricsConfig = { MetricPublishFrequencyInSeconds: 30 as const };
  const shown = async (observabilityDefault: 'shown' | 'hidden', start: number) => {
    const world = localSageMaker({ assumptions: { observabilityDefault } });
    await world.clock.advance(start - world.clock.now());
    await world.config('blue');
    const described = async (EndpointConfigName: string) =>
      (await world.client.send(new DescribeEndpointConfigCommand({ EndpointConfigName }))).MetricsConfig;
    const ProductionVariants = [
      { VariantName: 'a', ModelName: 'blue', InstanceType: 'ml.m5.large' as const, InitialInstanceCount: 1 },
    ];
    const config = { EndpointConfigName: 'some', ProductionVariants, MetricsConfig };
    await world.client.send(new CreateEndpointConfigCommand(config));
    return [await described('blue'), await described('some')];
  };
  const [before, after] = [Date.UTC(2026, 5, 17, 23), Date.UTC(2026, 5, 18)];

  it('shown (the default): a config made after 17 June 2026 tells that it is on', async () => {
    expect(await shown('shown', after)).toEqual([
      { EnableDetailedObservability: true },
      { EnableDetailedObservability: true, ...MetricsConfig },
    ]);
    expect(await shown('shown', before)).toEqual([undefined, MetricsConfig]);
  });

  it('hidden: only what was given is told', async () => {
    expect(await shown('hidden', after)).toEqual([undefined, MetricsConfig]);
  });
});

describe('updateShown', () => {
  it.each([
    ['at-once', 'Updating', 'Updating'],
    ['after-seconds', 'InService', 'Updating'],
  ] as const)(
    '%s: an update that was just accepted shows %s, and soon %s',
    async (updateShown, just, soon) => {
      const world = await assuming({ updateShown });
      await world.update(canary);
      expect((await world.describe()).EndpointStatus).toBe(just);
      await world.clock.advance(2000);
      expect((await world.describe()).EndpointStatus).toBe(soon);
    },
  );
});
