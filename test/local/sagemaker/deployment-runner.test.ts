import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../local/clock/virtual.ts';
import { indexAlarms } from '../../../local/sagemaker/alarm-index.ts';
import { defaultAssumptions, defaultTimings } from '../../../local/sagemaker/assumptions.ts';
import type { Deployment } from '../../../local/sagemaker/deployment.ts';
import { deploymentPlan } from '../../../local/sagemaker/deployment-plan.ts';
import { runDeployment } from '../../../local/sagemaker/deployment-runner.ts';
import type { Launched } from '../../../local/sagemaker/provisioning.ts';
import { Stopping } from '../../../local/sagemaker/stopping.ts';
import { FakeAlarms } from './support.ts';

/** A deployment of one instance under way, whose launch the test ends. */
function launching() {
  const sizes = [{ blue: 1, green: 1 }];
  const clock = new VirtualClock();
  const deployment: Deployment = {
    startedAt: clock.now(),
    sizes,
    plan: deploymentPlan(undefined, sizes, defaultTimings, defaultAssumptions),
    rolling: undefined,
    alarmNames: [],
    timeLimitSeconds: undefined,
    fallback: undefined,
    timings: defaultTimings,
    assumptions: defaultAssumptions,
  };
  const stopping = new Stopping();
  const told: string[] = [];
  const launch = Promise.withResolvers<Launched>();
  runDeployment(deployment, {
    clock,
    alarms: indexAlarms(new FakeAlarms()),
    stopping,
    provision: () => launch.promise,
    join: () => told.push('join'),
    discard: () => told.push('discard'),
    enter: (stage) => told.push(stage.kind),
    fail: (error) => told.push(`fail ${error}`),
  });
  return { clock, stopping, told, launch };
}

describe('a deployment under way', () => {
  it('takes instances in when they have come up, and goes on', async () => {
    const { clock, told, launch } = launching();
    launch.resolve({ ok: true, instances: [[]] });
    await clock.advance(60_000);
    expect(told).toEqual(['phase', 'join', 'phase', 'phase', 'deployed']);
  });

  it('does not keep instances that come up in the instant in which it is abandoned', async () => {
    const { clock, stopping, told, launch } = launching();
    launch.resolve({ ok: true, instances: [[]] });
    stopping.stop();
    await clock.advance(60_000);
    expect(told).toEqual(['phase', 'discard']);
  });

  it('ends with what the simulator itself gets wrong', async () => {
    const { clock, told, launch } = launching();
    launch.reject(new Error('boom'));
    await clock.advance(60_000);
    expect(told).toEqual(['phase', 'fail Error: boom']);
  });
});
