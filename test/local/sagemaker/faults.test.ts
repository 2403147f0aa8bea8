import { CreateEndpointCommand } from '@aws-sdk/client-sagemaker';
import { describe, expect, it } from 'vitest';
import type { Fault } from '../../../local/sagemaker/faults.ts';
import { canary, linear, localSageMaker, type World } from './support.ts';

const minute = 60_000;
const capacity =
  'Unable to provision requested ML compute capacity due to InsufficientInstanceCapacity error.';
const ping =
  'The primary container for production variant AllTraffic did not pass the ping health check. Please check CloudWatch logs for this endpoint.';

/** `iris` InService on 3 blue instances, with `fault` upon what is made from `green`. */
async function servingWith(fault: Omit<Fault, 'endpoint'>): Promise<World> {
  const world = localSageMaker({ faults: [{ endpoint: 'IRIS', config: 'green', ...fault }] });
  await world.serving();
  return world;
}

const outcome = async (world: World) => {
  const { EndpointStatus, EndpointConfigName, FailureReason } = await world.describe();
  return [EndpointStatus, EndpointConfigName, FailureReason];
};

describe('a fleet that cannot come up', () => {
  it.each([
    ['no capacity', { capacity: 'insufficient' }, capacity],
    ['too little capacity', { capacity: { availableInstances: 2 } }, capacity],
    ['a container without an answer to its ping', { ping: 'fails' }, ping],
    [
      'an artifact that has gone',
      { download: 'missing' },
      'Failed to download model data from URL "s3://bucket/models/iris/v1/model.tar.gz". Please ensure that there is an object located at the URL.',
    ],
  ] as const)('for %s leaves blue serving, with the reason', async (_, fault, reason) => {
    const world = await servingWith(fault);
    await world.update(linear);
    await world.clock.advance(239_000);
    expect((await world.describe()).PendingDeploymentSummary).toBeDefined();
    await world.clock.advance(1000);
    expect(world.story().at(-1)).toBe('+240 Terminating 3 instance(s). 3+0 0%');
    await world.clock.advance(minute);
    expect(await outcome(world)).toEqual(['InService', 'blue', reason]);
    expect(world.containers.running('green-image')).toBe(0);
  });

  it('fails a new endpoint, of which only DeleteEndpoint is allowed then', async () => {
    const world = localSageMaker({ faults: [{ endpoint: 'iris', capacity: 'insufficient' }] });
    await world.config('blue');
    await world.config('green');
    const create = new CreateEndpointCommand({ EndpointName: 'iris', EndpointConfigName: 'blue' });
    await world.client.send(create);
    await world.clock.advance(4 * minute);
    expect(await outcome(world)).toEqual(['Failed', 'blue', capacity]);
    await expect(world.updateTo({})).rejects.toMatchObject({ name: 'ValidationException' });
    await expect(world.rescale({ VariantName: 'AllTraffic', DesiredInstanceCount: 1 })).rejects.toMatchObject(
      { name: 'ValidationException' },
    );
    await world.remove();
    await world.clock.advance(minute);
    await expect(world.describe()).rejects.toMatchObject({ name: 'ValidationException' });
  });

  it('comes up once the fault is lifted', async () => {
    const world = localSageMaker();
    await world.serving();
    const lift = world.sagemaker.injectFault({ endpoint: 'iris', capacity: 'insufficient' });
    await world.update();
    await world.clock.advance(10 * minute);
    expect(await outcome(world)).toEqual(['InService', 'blue', capacity]);
    lift();
    await world.update();
    await world.clock.advance(10 * minute);
    expect(await outcome(world)).toEqual(['InService', 'green', undefined]);
  });

  it('takes what there is, until it is used up', async () => {
    const world = await servingWith({ capacity: { availableInstances: 3 } });
    await world.update();
    await world.clock.advance(10 * minute);
    await world.updateTo({ EndpointConfigName: 'blue' });
    await world.clock.advance(10 * minute);
    expect((await outcome(world))[1]).toBe('blue');
    await world.update();
    await world.clock.advance(10 * minute);
    expect(await outcome(world)).toEqual(['InService', 'blue', capacity]);
  });

  it('touches nobody else', async () => {
    const world = localSageMaker({ faults: [{ endpoint: 'other', capacity: 'insufficient' }] });
    await world.serving();
    await world.update();
    await world.clock.advance(10 * minute);
    expect((await outcome(world))[1]).toBe('green');
  });
});

describe('a slow start', () => {
  it('takes that much longer if it is within ContainerStartupHealthCheckTimeoutInSeconds', async () => {
    const world = await servingWith({ ping: { slowSeconds: 480 } });
    await world.update(linear);
    await world.clock.advance(20 * minute);
    expect(world.story().find((line) => line.includes('Activating'))).toMatch(/^\+720 /);
  });

  it('is a failed ping if it is longer, told of when the timeout is over', async () => {
    const world = await servingWith({ ping: { slowSeconds: 481 } });
    await world.update(linear);
    await world.clock.advance(20 * minute);
    expect(world.story().slice(-2)).toEqual([
      '+720 Terminating 3 instance(s). 3+0 0%',
      '+780 InService 3+0 0%',
    ]);
    expect((await outcome(world))[2]).toBe(ping);
  });

  it("goes by the variant's own timeout", async () => {
    const world = localSageMaker();
    await world.serving(3, 3, { ContainerStartupHealthCheckTimeoutInSeconds: 600 });
    world.sagemaker.injectFault({ endpoint: 'iris', ping: { slowSeconds: 599 } });
    await world.update(linear);
    await world.clock.advance(60 * minute);
    expect((await outcome(world))[1]).toBe('green');
  });
});

describe('instances that come late', () => {
  it('are waited for, however long their containers may take to start', async () => {
    const world = await servingWith({ launch: { slowSeconds: 7200 } });
    await world.update();
    await world.clock.advance(140 * minute);
    expect((await outcome(world))[1]).toBe('green');
    expect(world.story().at(-1)).toMatch(/^\+7[5-9]\d\d InService /);
  });
});

describe('a container that crashes', () => {
  const errors = async (world: World, count = 30) => {
    let failed = 0;
    for (let i = 0; i < count; i += 1)
      await world.invoke().catch(() => {
        failed += 1;
      });
    return failed;
  };

  it('answers nothing, as a server error, until SageMaker has restarted it', async () => {
    const world = await servingWith({ crash: { afterSeconds: 60, instances: 1 } });
    await world.update(canary);
    await world.clock.advance(299_000);
    expect(await errors(world)).toBe(0);
    await world.clock.advance(1000);
    // The canary is that one instance: a third of the invocations.
    expect(await errors(world)).toBeGreaterThan(0);
    await expect(
      (async () => {
        for (;;) await world.invoke();
      })(),
    ).rejects.toMatchObject({ name: 'ModelError', OriginalStatusCode: 0 });
    const bad = world.metrics.filter((datum) => datum.metric === 'Invocation5XXErrors' && datum.value === 1);
    expect(new Set(bad.map(({ dimensions }) => dimensions.EndpointConfigName))).toEqual(
      new Set([undefined, 'green']),
    );
    await world.clock.advance(120_000);
    expect(await errors(world)).toBe(0);
  });

  it('may be one that already runs', async () => {
    const world = localSageMaker();
    await world.serving(1);
    world.sagemaker.injectFault({ endpoint: 'iris', crash: { afterSeconds: 30, instances: 1 } });
    expect(await errors(world, 5)).toBe(0);
    await world.clock.advance(30_000);
    expect(await errors(world, 5)).toBe(5);
  });

  it('is the first of its variant only, once', async () => {
    const world = await servingWith({ crash: { afterSeconds: 0, instances: 2 } });
    await world.update();
    await world.clock.advance(5 * minute);
    world.containers.started.length = 0;
    const failed = await errors(world, 90);
    // Two of three are down: 60 of 90 expected, four standard deviations are 18.
    expect(Math.abs(failed - 60)).toBeLessThan(18);
    await world.clock.advance(2 * minute);
    expect(await errors(world)).toBe(0);
  });

  it('does not, if the fault is lifted before', async () => {
    const world = localSageMaker();
    await world.serving(1);
    const crash = { afterSeconds: 30, instances: 1 };
    world.sagemaker.injectFault({ endpoint: 'iris', crash })();
    await world.clock.advance(minute);
    expect(await errors(world, 5)).toBe(0);
  });
});

describe('maintenance by AWS', () => {
  it('keeps updates, rescaling and deletion out, and goes on serving', async () => {
    const world = localSageMaker();
    await world.serving();
    const systemUpdating = { atSeconds: 60, forSeconds: 300 };
    world.sagemaker.injectFault({ endpoint: 'iris', systemUpdating });
    await world.clock.advance(59_000);
    expect((await world.describe()).EndpointStatus).toBe('InService');
    await world.clock.advance(1000);
    expect((await world.describe()).EndpointStatus).toBe('SystemUpdating');
    expect(await world.invoke()).toBe('blue-image');
    const busy = { message: expect.stringContaining('Cannot update in-progress endpoint') };
    await expect(world.update()).rejects.toMatchObject(busy);
    await expect(world.remove()).rejects.toMatchObject(busy);
    await expect(world.rescale({ VariantName: 'AllTraffic', DesiredWeight: 2 })).rejects.toMatchObject(busy);
    await world.clock.advance(5 * minute);
    expect(await outcome(world)).toEqual(['InService', 'blue', undefined]);
    expect(world.events.map(({ event }) => event.detail.EndpointStatus)).toEqual([
      'SYSTEM_UPDATING',
      'IN_SERVICE',
    ]);
  });

  it('waits for an update to end', async () => {
    const world = localSageMaker();
    await world.serving();
    world.sagemaker.injectFault({
      endpoint: 'iris',
      systemUpdating: { atSeconds: 60, forSeconds: 60 },
    });
    await world.update();
    await world.clock.advance(300_000);
    expect(world.events.map(({ event }) => event.detail.EndpointStatus).slice(-2)).toEqual([
      'IN_SERVICE',
      'SYSTEM_UPDATING',
    ]);
    await world.clock.advance(minute);
    expect(await outcome(world)).toEqual(['InService', 'green', undefined]);
  });

  it('comes one after another, and not once it is lifted', async () => {
    const world = localSageMaker();
    await world.serving();
    const systemUpdating = { atSeconds: 0, forSeconds: 60 };
    world.sagemaker.injectFault({ endpoint: 'iris', systemUpdating });
    world.sagemaker.injectFault({ endpoint: 'iris', systemUpdating });
    world.sagemaker.injectFault({ endpoint: 'iris', systemUpdating })();
    await world.clock.advance(10 * minute);
    expect(world.events.map(({ at }) => (at - Date.UTC(2026, 0, 5, 0, 4)) / 1000)).toEqual([0, 60, 60, 120]);
  });
});
