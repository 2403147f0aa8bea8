import type { BlueGreenUpdatePolicy } from '@aws-sdk/client-sagemaker';
import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../local/clock/virtual.ts';
import { indexAlarms } from '../../../local/sagemaker/alarm-index.ts';
import { defaultAssumptions, defaultTimings } from '../../../local/sagemaker/assumptions.ts';
import type { Deployment, Stage } from '../../../local/sagemaker/deployment.ts';
import { deploymentPlan } from '../../../local/sagemaker/deployment-plan.ts';
import { runDeployment } from '../../../local/sagemaker/deployment-runner.ts';
import type { Launched } from '../../../local/sagemaker/provisioning.ts';
import { Stopping } from '../../../local/sagemaker/stopping.ts';
import { FakeAlarms } from './support.ts';

/** A deployment of one instance under way, whose launch the test ends; `policy` is all at once without a bake. */
function launching(policy?: BlueGreenUpdatePolicy, whenTold: (stage: Stage) => void = () => undefined) {
  const sizes = [{ blue: 1, green: 1 }];
  const clock = new VirtualClock();
  const deployment: Deployment = {
    startedAt: clock.now(),
    sizes,
    plan: deploymentPlan(policy, sizes, defaultTimings, defaultAssumptions),
    rolling: undefined,
    alarmNames: ['errors'],
    timeLimitSeconds: undefined,
    fallback: undefined,
    timings: defaultTimings,
    assumptions: defaultAssumptions,
  };
  const stopping = new Stopping();
  const alarms = new FakeAlarms();
  const told: string[] = [];
  const launch = Promise.withResolvers<Launched>();
  runDeployment(
    deployment,
    {
      provision: () => launch.promise,
      join: () => told.push('join'),
      discard: () => told.push('discard'),
      enter: (stage) => {
        told.push(stage.kind);
        whenTold(stage);
      },
      fail: (error) => told.push(`fail ${error}`),
    },
    { clock, alarmIndex: indexAlarms(alarms), stopping },
  );
  return { clock, stopping, alarms, told, launch };
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

  it('goes back once if an alarm goes off while a bake is being told of', async () => {
    const routing = { Type: 'ALL_AT_ONCE', WaitIntervalInSeconds: 0 } as const;
    const policy = { TrafficRoutingConfiguration: routing, TerminationWaitInSeconds: 30 };
    let bakes = 0;
    const { clock, alarms, told, launch } = launching(policy, (stage) => {
      // Provisioning, activating, baking.
      if (stage.kind === 'phase' && stage.index === 2) {
        bakes += 1;
        alarms.set('errors', 'ALARM');
      }
    });
    launch.resolve({ ok: true, instances: [[]] });
    // Terminating green takes 60 s, longer than the bake would have.
    await clock.advance(59_000);
    expect(told).toEqual(['phase', 'join', 'phase', 'phase', 'rolling-back']);
    await clock.advance(600_000);
    expect(told.slice(5)).toEqual(['rolled-back']);
    expect([bakes, alarms.listeners]).toEqual([1, 0]);
  });

  it('ends with what the simulator itself gets wrong', async () => {
    const { clock, told, launch } = launching();
    launch.reject(new Error('boom'));
    await clock.advance(60_000);
    expect(told).toEqual(['phase', 'fail Error: boom']);
  });
});
