import { describe, expect, it } from 'vitest';
import { createCloudWatch } from '../../../local/cloudwatch/cloudwatch.ts';
import { localAccount, localRegion } from '../../../local/context.ts';
import type { Gauges } from '../../../local/ports.ts';
import { seededRandom } from '../../../local/random.ts';
import type { SageMakerDeps } from '../../../local/sagemaker/sagemaker.ts';
import { canary, localSageMaker } from './support.ts';

const minute = 60_000;
const variant = { EndpointName: 'iris', VariantName: 'AllTraffic' };

/** A local SageMaker whose metrics of instances can be asked for. */
function watched(options: Partial<SageMakerDeps> = {}) {
  let gauges: Gauges | undefined;
  const world = localSageMaker({
    metrics: {
      record() {},
      observe(given) {
        gauges = given;
      },
    },
    ...options,
  });
  /** `4 × 10`: the samples of the span that ends now. */
  const seen = (metric: string, spanMs = minute, dimensions: Record<string, string> = variant) => {
    const now = world.clock.now();
    const found = gauges?.samples({ metric, dimensions }, now - spanMs, now) ?? [];
    return found.map(({ value, count }) => `${count} × ${value}`).sort();
  };
  return { world, seen, gauges: () => gauges as Gauges };
}

describe('The metrics of instances', () => {
  it('have a sample of each instance once a minute, whatever it is asked', async () => {
    const { world, seen } = watched();
    await world.serving(4);
    await world.clock.advance(10 * minute);
    expect(seen('CPUUtilization')).toEqual(['4 × 10']);
    expect(seen('MemoryUtilization', 5 * minute)).toEqual(['20 × 30']);
    expect(seen('DiskUtilization')).toEqual(['4 × 20']);
  });

  it('are of both fleets while both stand, and of one before and after', async () => {
    const { world, seen } = watched();
    await world.serving(3);
    await world.update(canary);
    await world.clock.advance(3 * minute);
    expect(seen('CPUUtilization')).toEqual(['3 × 10']);
    await world.clock.advance(3 * minute);
    expect(seen('CPUUtilization')).toEqual(['6 × 10']);
    await world.clock.advance(60 * minute);
    expect((await world.describe()).EndpointConfigName).toBe('green');
    expect(seen('CPUUtilization')).toEqual(['3 × 10']);
  });

  it('show what was, when it is asked for later', async () => {
    const { world, gauges } = watched();
    await world.serving(3);
    const before = world.clock.now() + minute;
    await world.update();
    await world.clock.advance(30 * minute);
    await world.remove();
    await world.clock.advance(30 * minute);
    const of = { metric: 'CPUUtilization', dimensions: variant };
    expect(gauges().samples(of, before, before + minute)).toEqual([{ value: 10, count: 3 }]);
    expect(gauges().samples(of, world.clock.now() - minute, world.clock.now())).toEqual([]);
  });

  it('show what a fault says, of the instances that it concerns, and as long as it lasts', async () => {
    const { world, seen } = watched();
    await world.serving(3);
    await world.update(canary);
    const lift = world.sagemaker.injectFault({
      endpoint: 'iris',
      config: 'green',
      metrics: { CPUUtilization: 97 },
    });
    await world.clock.advance(6 * minute);
    expect(seen('CPUUtilization')).toEqual(['3 × 10', '3 × 97']);
    expect(seen('MemoryUtilization')).toEqual(['6 × 30']);
    lift();
    await world.clock.advance(2 * minute);
    expect(seen('CPUUtilization')).toEqual(['6 × 10']);
  });

  it('are by the names as they are spelt, and by no other dimensions', async () => {
    const { world, seen } = watched();
    await world.serving(1);
    await world.clock.advance(2 * minute);
    for (const dimensions of [
      {},
      { EndpointName: 'iris' },
      { ...variant, EndpointName: 'Iris' },
      { ...variant, VariantName: 'allTraffic' },
      { ...variant, EndpointConfigName: 'blue' },
    ]) {
      expect(seen('CPUUtilization', minute, dimensions as Record<string, string>)).toEqual([]);
    }
  });

  it('may be by endpoint config as well: AWS does not say so', async () => {
    const { world, seen } = watched({ assumptions: { utilizationBy: 'config-too' } });
    await world.serving(1);
    await world.clock.advance(2 * minute);
    for (const dimensions of [variant, { ...variant, EndpointConfigName: 'blue' }])
      expect(seen('CPUUtilization', minute, dimensions)).toEqual(['1 × 10']);
  });

  it('are of GPUs where there are some', async () => {
    const { world, seen } = watched({ usage: { GPUUtilization: 55 } });
    await world.serving(1, 1, { InstanceType: 'ml.g5.xlarge' });
    await world.clock.advance(2 * minute);
    expect(seen('GPUUtilization')).toEqual(['1 × 55']);
    const { world: without, seen: none } = watched();
    await without.serving(1);
    await without.clock.advance(2 * minute);
    expect(none('GPUUtilization')).toEqual([]);
  });
});

describe('In CloudWatch the metrics of instances', () => {
  async function inCloudWatch() {
    // CloudWatch is made first, and watches the clock of the world that is made after it.
    const { world, gauges } = watched();
    const context = {
      clock: world.clock,
      random: seededRandom(7),
      account: localAccount,
      region: localRegion,
    };
    const cloudWatch = createCloudWatch(context, { events: { emit: () => undefined } });
    cloudWatch.metrics.observe?.(gauges());
    const alarm = (over: object = {}) =>
      cloudWatch.putMetricAlarm({
        AlarmName: 'cpu',
        Namespace: '/aws/sagemaker/Endpoints',
        MetricName: 'CPUUtilization',
        Dimensions: Object.entries(variant).map(([Name, Value]) => ({ Name, Value })),
        Statistic: 'Maximum',
        Period: 60,
        EvaluationPeriods: 2,
        Threshold: 90,
        ComparisonOperator: 'GreaterThanThreshold',
        TreatMissingData: 'notBreaching',
        ...over,
      });
    await world.serving(2);
    return { world, cloudWatch, alarm, fault: { endpoint: 'iris', metrics: { CPUUtilization: 97 } } };
  }

  it('set alarms off, and clear them', async () => {
    const { world, cloudWatch, alarm, fault } = await inCloudWatch();
    alarm();
    await world.clock.advance(5 * minute);
    expect(cloudWatch.alarms.state('cpu')).toBe('OK');
    const lift = world.sagemaker.injectFault(fault);
    await world.clock.advance(minute);
    expect(cloudWatch.alarms.state('cpu')).toBe('OK');
    await world.clock.advance(minute);
    expect(cloudWatch.alarms.state('cpu')).toBe('ALARM');
    lift();
    await world.clock.advance(minute);
    expect(cloudWatch.alarms.state('cpu')).toBe('OK');
    cloudWatch.close();
  });

  it('cost nothing while nothing changes: an alarm on them sleeps', async () => {
    const { world, cloudWatch, alarm } = await inCloudWatch();
    alarm();
    await expect(world.clock.drive(new Promise(() => {}))).rejects.toThrow(/nothing is due/);
    cloudWatch.close();
  });

  it('wake an alarm in periods that have no sample, too: AWS publishes them less often if so configured', async () => {
    const { world, cloudWatch, alarm, fault } = await inCloudWatch();
    alarm({ Period: 10, EvaluationPeriods: 1 });
    world.sagemaker.injectFault(fault);
    await world.clock.advance(5 * minute);
    // A sample a minute: for three periods of ten seconds it is in sight, for three it is not.
    const states = new Set<string | undefined>();
    for (let second = 0; second < 60; second += 10) {
      await world.clock.advance(10_000);
      states.add(cloudWatch.alarms.state('cpu'));
    }
    expect(states).toEqual(new Set(['ALARM', 'OK']));
    cloudWatch.close();
  });
});
