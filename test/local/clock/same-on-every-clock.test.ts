import { CloudWatchClient, PutMetricAlarmCommand, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import {
  CreateEndpointCommand,
  CreateEndpointConfigCommand,
  CreateModelCommand,
  type DeploymentConfig,
  DescribeEndpointCommand,
  SageMakerClient,
  UpdateEndpointCommand,
} from '@aws-sdk/client-sagemaker';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Clock } from '../../../local/clock/clock.ts';
import { ScaledClock } from '../../../local/clock/scaled.ts';
import { VirtualClock } from '../../../local/clock/virtual.ts';
import { createCloudWatch } from '../../../local/cloudwatch/cloudwatch.ts';
import type { EventDraft, EventSink } from '../../../local/ports.ts';
import { createSageMaker } from '../../../local/sagemaker/sagemaker.ts';
import { createRouter } from '../../../local/transport/router.ts';
import { clientSettings, localContext } from '../../support/local-service.ts';

/** A whole minute, so that alarms are evaluated at the same instants after the start on each clock. */
const start = Date.UTC(2026, 0, 5);
const hour = 3600;

const canary: DeploymentConfig = {
  BlueGreenUpdatePolicy: {
    TrafficRoutingConfiguration: {
      Type: 'CANARY',
      CanarySize: { Type: 'INSTANCE_COUNT', Value: 1 },
      WaitIntervalInSeconds: 300,
    },
    TerminationWaitInSeconds: 120,
  },
  AutoRollbackConfiguration: { Alarms: [{ AlarmName: 'iris-5xx' }] },
};

const linear: DeploymentConfig = {
  BlueGreenUpdatePolicy: {
    TrafficRoutingConfiguration: {
      Type: 'LINEAR',
      LinearStepSize: { Type: 'CAPACITY_PERCENT', Value: 20 },
      WaitIntervalInSeconds: 300,
    },
    TerminationWaitInSeconds: 300,
  },
  AutoRollbackConfiguration: { Alarms: [{ AlarmName: 'iris-5xx' }] },
};

interface Variant {
  readonly CurrentInstanceCount?: number;
  readonly VariantStatus?: readonly { readonly StatusMessage: string }[];
}

/** An event of SageMaker's as `UPDATING blue 4, green 1: Baking …`; any other by its detail-type. */
function lineOf({ detailType, detail }: EventDraft): string {
  if (!detailType.startsWith('SageMaker Endpoint')) return detailType;
  const { EndpointStatus, EndpointConfigName, ProductionVariants, PendingDeploymentSummary } = detail as {
    readonly EndpointStatus: string;
    readonly EndpointConfigName: string;
    readonly ProductionVariants: readonly Variant[];
    readonly PendingDeploymentSummary?: {
      readonly EndpointConfigName: string;
      readonly ProductionVariants: readonly Variant[];
    };
  };
  const live = `${EndpointStatus} ${EndpointConfigName} ${ProductionVariants[0]?.CurrentInstanceCount ?? ''}`;
  if (PendingDeploymentSummary === undefined) return live.trim();
  const [green] = PendingDeploymentSummary.ProductionVariants;
  const doing = green?.VariantStatus?.[0]?.StatusMessage;
  return `${live}, ${PendingDeploymentSummary.EndpointConfigName} ${green?.CurrentInstanceCount}: ${doing}`;
}

/**
 * An endpoint of five instances, rolled to green by `policy`; its alarm is watched, evaluated every minute, and
 * set off by hand at `alarmAt` seconds.
 */
function simulation(clock: Clock, policy: DeploymentConfig, alarmAt?: number) {
  const context = localContext(clock, 7);
  const from = clock.now();
  /** Every event, with the simulated seconds since the start. */
  const lines: string[] = [];
  const events: EventSink = {
    emit: (event) => lines.push(`+${(clock.now() - from) / 1000} ${lineOf(event)}`),
  };
  const cloudwatch = createCloudWatch(context, { events });
  const sagemaker = createSageMaker(context, {
    objects: { read: async () => undefined, keys: async () => [] },
    metrics: cloudwatch.metrics,
    alarms: cloudwatch.alarms,
    events,
    containers: {
      start: async () => ({
        ping: async () => true,
        invoke: async () => ({ status: 200, headers: {}, body: new Uint8Array() }),
        stop: async () => {},
      }),
    },
    stopwatch: () => clock.now(),
  });
  const settings = clientSettings(createRouter([sagemaker.wire, cloudwatch.wire]));
  const client = new SageMakerClient(settings);
  const alarms = new CloudWatchClient(settings);

  const begin = async () => {
    for (const name of ['blue', 'green']) {
      await client.send(
        new CreateModelCommand({ ModelName: name, PrimaryContainer: { Image: `${name}-image` } }),
      );
      await client.send(
        new CreateEndpointConfigCommand({
          EndpointConfigName: name,
          ProductionVariants: [
            {
              VariantName: 'AllTraffic',
              ModelName: name,
              InstanceType: 'ml.m5.large',
              InitialInstanceCount: 5,
            },
          ],
        }),
      );
    }
    await alarms.send(
      new PutMetricAlarmCommand({
        AlarmName: 'iris-5xx',
        Namespace: 'AWS/SageMaker',
        MetricName: 'Invocation5XXErrors',
        Statistic: 'Sum',
        Period: 60,
        EvaluationPeriods: 1,
        Threshold: 1,
        ComparisonOperator: 'GreaterThanOrEqualToThreshold',
        TreatMissingData: 'notBreaching',
      }),
    );
    await client.send(new CreateEndpointCommand({ EndpointName: 'iris', EndpointConfigName: 'blue' }));
  };

  /** What happens by itself from then on, all of it on the clock. */
  const story = async () => {
    await clock.sleep(600_000);
    await client.send(
      new UpdateEndpointCommand({
        EndpointName: 'iris',
        EndpointConfigName: 'green',
        DeploymentConfig: policy,
      }),
    );
    if (alarmAt === undefined) return;
    await clock.sleep(alarmAt * 1000 - 600_000);
    await alarms.send(
      new SetAlarmStateCommand({ AlarmName: 'iris-5xx', StateValue: 'ALARM', StateReason: 'by hand' }),
    );
  };

  const end = async () => {
    const { EndpointStatus, EndpointConfigName } = await client.send(
      new DescribeEndpointCommand({ EndpointName: 'iris' }),
    );
    const stopped = sagemaker.stop();
    cloudwatch.close();
    await stopped;
    return { lines, endedAs: [EndpointStatus, EndpointConfigName] };
  };
  return { begin, story, end };
}

async function underVirtualClock(policy: DeploymentConfig, alarmAt?: number) {
  const clock = new VirtualClock(start);
  const { begin, story, end } = simulation(clock, policy, alarmAt);
  await begin();
  const done = story();
  await clock.advance(hour * 1000);
  await done;
  return end();
}

/** Host time passes `tick` milliseconds at once; real I/O between, as SDK clients need it. */
async function underScaledClock(speed: number, tick: number, policy: DeploymentConfig, alarmAt?: number) {
  vi.useFakeTimers({ now: start, toFake: ['Date', 'setTimeout', 'clearTimeout'] });
  const clock = new ScaledClock(speed);
  const { begin, story, end } = simulation(clock, policy, alarmAt);
  await begin();
  const done = story();
  const hostMs = (hour * 1000) / speed;
  for (let passed = 0; passed < hostMs; passed += tick) {
    vi.advanceTimersByTime(tick);
    await allDone();
  }
  await done;
  return end();
}

async function byStepping(policy: DeploymentConfig, alarmAt?: number) {
  vi.useFakeTimers({ now: start, toFake: ['Date', 'setTimeout', 'clearTimeout'] });
  const clock = new ScaledClock(600);
  clock.pause();
  const { begin, story, end } = simulation(clock, policy, alarmAt);
  await begin();
  const done = story();
  while (clock.now() < start + hour * 1000) {
    if (!(await clock.advanceToNext())) break;
  }
  await done;
  return end();
}

/** Lets everything run that needs no time: as many turns as the longest chain of requests takes, and more. */
async function allDone(): Promise<void> {
  for (let turn = 0; turn < 200; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

describe.each([
  {
    what: 'a canary rollout',
    policy: canary,
    alarmAt: undefined,
    endedAs: ['InService', 'green'],
    // 600 s after the endpoint was asked for; 240 s to provision; 300 s and 120 s of baking; 60 s to terminate.
    milestones: [
      /^\+600 UPDATING blue 5, green 0: Launching 5 instance\(s\)\./,
      /^\+840 UPDATING blue 5, green 1: Baking for 300 seconds /,
      /^\+1140 UPDATING blue 0, green 5: Baking for 120 seconds /,
      /^\+1260 UPDATING blue 0, green 5: Terminating 5 instance/,
      /^\+1320 IN_SERVICE green$/,
    ],
  },
  {
    what: 'a linear rollout with its alarm in the third bake',
    policy: linear,
    alarmAt: 1500,
    endedAs: ['InService', 'blue'],
    milestones: [
      /^\+840 UPDATING blue 4, green 1: Baking for 300 seconds /,
      /^\+1140 UPDATING blue 3, green 2: Baking for 300 seconds /,
      /^\+1440 UPDATING blue 2, green 3: Baking for 300 seconds /,
      /^\+1500 CloudWatch Alarm State Change$/,
      /^\+1500 UPDATING blue 5, green 0: Terminating 5 instance\(s\)\./,
      /^\+1560 IN_SERVICE blue$/,
    ],
  },
])('$what', ({ policy, alarmAt, endedAs, milestones }) => {
  let expected: Awaited<ReturnType<typeof underVirtualClock>>;
  beforeEach(async () => {
    expected = await underVirtualClock(policy, alarmAt);
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('goes as it should under the virtual clock', () => {
    expect(expected.endedAs).toEqual(endedAs);
    for (const milestone of milestones)
      expect(expected.lines).toContainEqual(expect.stringMatching(milestone));
  });

  it.each([
    ['in real time, told of it every five seconds', 1, 5000],
    ['in real time, on a host that is up to a minute late', 1, 59_999],
    ['sixty times as fast', 60, 50],
    ['sixty times as fast, on a host that is up to 46 simulated seconds late', 60, 777],
    ['six hundred times as fast, on a host that is up to 8 simulated minutes late', 600, 801],
  ])('goes through the same states at the same instants %s', async (_, speed, tick) => {
    expect(await underScaledClock(speed, tick, policy, alarmAt)).toEqual(expected);
  });

  it('goes through the same states at the same instants paused and stepped by hand', async () => {
    expect(await byStepping(policy, alarmAt)).toEqual(expected);
  });
});
