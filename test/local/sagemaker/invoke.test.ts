import {
  InvokeEndpointAsyncCommand,
  InvokeEndpointCommand,
  InvokeEndpointWithResponseStreamCommand,
} from '@aws-sdk/client-sagemaker-runtime';
import { describe, expect, it } from 'vitest';
import { answer, canary, linear, localSageMaker, type World } from './support.ts';

const minute = 60_000;

/** Each image's share of `count` invocations. */
async function split(world: World, count: number): Promise<Record<string, number>> {
  const shares: Record<string, number> = {};
  for (let i = 0; i < count; i += 1) {
    const image = await world.invoke();
    shares[image] = (shares[image] ?? 0) + 1 / count;
  }
  return shares;
}

describe.each(['wire', 'direct'] as const)('InvokeEndpoint (%s)', (transport) => {
  it('passes the body and headers to the model, and its answer back', async () => {
    const world = localSageMaker({}, transport);
    await world.serving();
    const requests: { body: string; headers: unknown }[] = [];
    world.containers.behaviours.set('blue-image', async ({ body, headers }) => {
      requests.push({ body: new TextDecoder().decode(body), headers });
      return answer(200, 'setosa', {
        'Content-Type': 'text/csv',
        'X-Amzn-SageMaker-Custom-Attributes': 'b=2',
        server: 'secret',
      });
    });
    const { $metadata, Body, ...rest } = await world.runtime.send(
      new InvokeEndpointCommand({
        EndpointName: 'iris',
        Body: '5.1,3.5,1.4,0.2',
        ContentType: 'text/csv',
        Accept: 'text/plain',
        CustomAttributes: 'a=1',
      }),
    );
    expect(requests).toEqual([
      {
        body: '5.1,3.5,1.4,0.2',
        headers: {
          'content-type': 'text/csv',
          accept: 'text/plain',
          'x-amzn-sagemaker-custom-attributes': 'a=1',
        },
      },
    ]);
    expect(new TextDecoder().decode(Body)).toBe('setosa');
    expect(rest).toMatchObject({
      ContentType: 'text/csv',
      CustomAttributes: 'b=2',
      InvokedProductionVariant: 'AllTraffic',
    });
  });

  it('finds no endpoint that is missing, not yet in service, or named in another case', async () => {
    const world = localSageMaker({}, transport);
    await world.serving();
    for (const name of ['none', 'IRIS']) {
      await expect(world.invoke('x', name)).rejects.toMatchObject({
        name: 'ValidationError',
        message: `Endpoint ${name} of account 000000000000 not found.`,
        $metadata: { httpStatusCode: 400 },
      });
    }
  });

  it.each([
    [400, 'client', 'CLIENT_ERROR_FROM_MODEL'],
    [500, 'server', 'INTERNAL_FAILURE_FROM_MODEL'],
  ])("tells a model's %i as ModelError 424", async (status, side, code) => {
    const world = localSageMaker({}, transport);
    await world.serving();
    world.containers.behaviours.set('blue-image', async () => answer(status, 'scores are not finite'));
    await expect(world.invoke()).rejects.toMatchObject({
      name: 'ModelError',
      $metadata: { httpStatusCode: 424 },
      message:
        `Received ${side} error (${status}) from primary with message "scores are not finite". See https://us-east-1.console.aws.amazon.com/cloudwatch/home?region=us-east-1#logEventViewer:group=/aws/sagemaker/Endpoints/iris ` +
        'in account 000000000000 for more information.',
      OriginalStatusCode: status,
      OriginalMessage: 'scores are not finite',
      LogStreamArn: 'arn:aws:logs:us-east-1:000000000000:log-group:/aws/sagemaker/Endpoints/iris',
      ErrorCode: code,
    });
  });

  it('tells of a container that cannot be reached as a server error with status 0', async () => {
    const world = localSageMaker({}, transport);
    await world.serving();
    world.containers.behaviours.set('blue-image', async () => {
      throw new Error('connection refused');
    });
    await expect(world.invoke()).rejects.toMatchObject({
      name: 'ModelError',
      OriginalStatusCode: 0,
      message: expect.stringContaining('Received server error (0) from primary'),
    });
    expect(world.metrics.find((datum) => datum.metric === 'Invocation5XXErrors')?.value).toBe(1);
  });

  it('asks the target variant, if the endpoint runs it', async () => {
    const world = localSageMaker({}, transport);
    await world.serving();
    const aimedAt = (TargetVariant: string) =>
      world.runtime.send(new InvokeEndpointCommand({ EndpointName: 'iris', Body: 'x', TargetVariant }));
    expect((await aimedAt('AllTraffic')).InvokedProductionVariant).toBe('AllTraffic');
    await expect(aimedAt('Other')).rejects.toMatchObject({
      name: 'ValidationError',
      message: 'Variant Other of endpoint iris of account 000000000000 not found.',
    });
  });

  it('refuses what it does not cover by name', async () => {
    const world = localSageMaker({}, transport);
    await world.serving();
    const covered = { EndpointName: 'iris', Body: 'x' };
    for (const [member, value] of Object.entries({
      TargetModel: 'm.tar.gz',
      TargetContainerHostname: 'first',
      InferenceComponentName: 'c',
      EnableExplanations: '`true`',
      SessionId: 'NEW_SESSION',
    })) {
      await expect(
        world.runtime.send(new InvokeEndpointCommand({ ...covered, [member]: value })),
      ).rejects.toMatchObject({
        name: 'UnknownOperationException',
        message: expect.stringContaining(`InvokeEndpoint with ${member}`),
      });
    }
    const asynchronous = new InvokeEndpointAsyncCommand({ EndpointName: 'iris', InputLocation: 's3://b/x' });
    await expect(world.runtime.send(asynchronous)).rejects.toMatchObject({
      message: expect.stringContaining('does not cover SageMaker Runtime InvokeEndpointAsync'),
    });
    const streamed = new InvokeEndpointWithResponseStreamCommand(covered);
    await expect(world.runtime.send(streamed)).rejects.toMatchObject({
      message: expect.stringContaining('does not cover SageMaker Runtime InvokeEndpointWithResponseStream'),
    });
  });

  it('tells every broken constraint of the request in one message', async () => {
    const world = localSageMaker({}, transport);
    await world.serving();
    const command = new InvokeEndpointCommand({
      EndpointName: 'iris',
      Body: new Uint8Array(6_291_457),
      CustomAttributes: 'a'.repeat(1025),
    });
    await expect(world.runtime.send(command)).rejects.toMatchObject({
      name: 'ValidationError',
      $metadata: { httpStatusCode: 400 },
      message:
        "2 validation errors detected: Value at 'body' failed to satisfy constraint: Member must have length less than or equal to 6291456; " +
        "Value at 'customAttributes' failed to satisfy constraint: Member must have length less than or equal to 1024",
    });
  });
});

describe('traffic', () => {
  it('is spread evenly over the instances of the fleet that serves', async () => {
    const world = localSageMaker();
    await world.serving(4);
    await split(world, 1000);
    for (const container of world.containers.started) {
      // 250 expected; four standard deviations of a binomial (1000, 1/4) are 55.
      expect(Math.abs(container.answers - 250)).toBeLessThan(55);
    }
  });

  it('goes to the canary by its share of the green fleet', async () => {
    const world = localSageMaker();
    await world.serving(3);
    await world.update(canary);
    await world.clock.advance(5 * minute);
    const shares = await split(world, 1500);
    // 1/3 expected; four standard deviations are 0.049.
    expect(Math.abs((shares['green-image'] ?? 0) - 1 / 3)).toBeLessThan(0.049);
    const green = world.containers.started.filter((container) => container.spec.image === 'green-image');
    expect(green.filter((container) => container.answers > 0)).toHaveLength(1);
  });

  it('moves with every linear step, and only to instances that are on', async () => {
    const world = localSageMaker();
    await world.serving(5);
    await world.update(linear);
    await world.clock.advance(4 * minute);
    for (const share of [0.2, 0.4, 0.6, 0.8]) {
      await world.clock.advance(minute);
      const shares = await split(world, 800);
      // Four standard deviations of a binomial (800, 1/2) are 0.071.
      expect(Math.abs((shares['green-image'] ?? 0) - share)).toBeLessThan(0.071);
      await world.clock.advance(4 * minute);
    }
    expect(await split(world, 100)).toEqual({ 'green-image': expect.closeTo(1) });
  });

  it('is never refused during a deployment, whether it ends well or is rolled back', async () => {
    for (const alarmAt of [undefined, 700]) {
      const world = localSageMaker();
      await world.serving(5);
      await world.update(linear);
      for (let second = 0; second <= 2000; second += 20) {
        if (second === alarmAt) world.alarms.set('alarm', 'ALARM');
        await world.invoke();
        await world.clock.advance(20_000);
      }
      expect((await world.describe()).EndpointConfigName).toBe(alarmAt ? 'blue' : 'green');
    }
  });

  it('that is under way when its instance is terminated is finished first', async () => {
    const world = localSageMaker();
    await world.serving(1);
    let finish: (() => void) | undefined;
    world.containers.behaviours.set('blue-image', async () => {
      await new Promise<void>((resolve) => {
        finish = resolve;
      });
      return answer(200, 'late, but answered');
    });
    const slow = world.runtime.send(new InvokeEndpointCommand({ EndpointName: 'iris', Body: 'x' }));
    await world.clock.settle();
    await world.update();
    await world.clock.advance(10 * minute);
    expect((await world.describe()).EndpointConfigName).toBe('green');
    expect(world.containers.running('blue-image')).toBe(1);

    finish?.();
    expect(new TextDecoder().decode((await slow).Body)).toBe('late, but answered');
    await world.clock.settle();
    expect(world.containers.running('blue-image')).toBe(0);
  });
});

describe('metrics', () => {
  it('come with every invocation, by variant and again by endpoint config', async () => {
    const world = localSageMaker();
    await world.serving(4);
    world.containers.behaviours.set('blue-image', async () => {
      await world.clock.sleep(12);
      return answer(200, 'ok');
    });
    await world.invoke();
    const variant = { EndpointName: 'iris', VariantName: 'AllTraffic' };
    const expected = [
      ['Invocations', 1, 'None'],
      ['Invocation4XXErrors', 0, 'None'],
      ['Invocation5XXErrors', 0, 'None'],
      ['InvocationModelErrors', 0, 'None'],
      ['InvocationsPerInstance', 0.25, 'None'],
      ['ModelLatency', 12_000, 'Microseconds'],
      ['OverheadLatency', 0, 'Microseconds'],
    ].map(([metric, value, unit]) => ({ namespace: 'AWS/SageMaker', metric, value, unit }));
    expect(world.metrics).toEqual([
      ...expected.map((datum) => ({ ...datum, dimensions: variant })),
      ...expected.map((datum) => ({ ...datum, dimensions: { ...variant, EndpointConfigName: 'blue' } })),
      // Not by endpoint config.
      {
        namespace: 'AWS/SageMaker',
        metric: 'ConcurrentRequestsPerModel',
        value: 1,
        unit: 'None',
        dimensions: variant,
      },
    ]);
  });

  it('count the requests to a variant that are under way together', async () => {
    const world = localSageMaker();
    await world.serving(2);
    world.containers.behaviours.set('blue-image', async () => {
      await world.clock.sleep(1000);
      return answer(200, 'ok');
    });
    const send = () => world.runtime.send(new InvokeEndpointCommand({ EndpointName: 'iris', Body: 'x' }));
    await world.clock.drive(Promise.all([send(), send(), send()]));
    await world.invoke();
    const concurrent = world.metrics.filter(({ metric }) => metric === 'ConcurrentRequestsPerModel');
    expect(concurrent.map(({ value }) => value).sort()).toEqual([1, 1, 2, 3]);
  });

  it("count a model's errors as 1 and its successes as 0, under the config that answered", async () => {
    const world = localSageMaker();
    await world.serving(3);
    world.containers.behaviours.set('green-image', async () => answer(500, 'broken'));
    await world.update(canary);
    await world.clock.advance(5 * minute);
    for (let i = 0; i < 60; i += 1) await world.invoke().catch(() => undefined);
    const errors = (config: string) =>
      world.metrics
        .filter(
          (datum) => datum.metric === 'Invocation5XXErrors' && datum.dimensions.EndpointConfigName === config,
        )
        .map((datum) => datum.value);
    expect(new Set(errors('blue'))).toEqual(new Set([0]));
    expect(new Set(errors('green'))).toEqual(new Set([1]));
  });

  it('count a 400 of the model as 4XX', async () => {
    const world = localSageMaker();
    await world.serving(1);
    world.containers.behaviours.set('blue-image', async () => answer(400, 'bad csv'));
    await world.invoke().catch(() => undefined);
    const value = (metric: string) => world.metrics.find((datum) => datum.metric === metric)?.value;
    expect([value('Invocation4XXErrors'), value('Invocation5XXErrors')]).toEqual([1, 0]);
  });

  it.each([
    ['2xx', async () => answer(204, ''), 0],
    ['4xx', async () => answer(400, 'bad csv'), 1],
    ['5xx', async () => answer(500, 'broken'), 1],
    [
      'no answer at all',
      async () => {
        throw new Error('connection reset');
      },
      1,
    ],
  ])('count %s among InvocationModelErrors or not', async (_, behaviour, errors) => {
    const world = localSageMaker();
    await world.serving(1);
    world.containers.behaviours.set('blue-image', behaviour);
    await world.invoke().catch(() => undefined);
    expect(world.metrics.find(({ metric }) => metric === 'InvocationModelErrors')?.value).toBe(errors);
  });

  it('show what a fault says, of the instances that it concerns', async () => {
    const world = localSageMaker();
    await world.serving(2);
    const latency = () => world.metrics.findLast(({ metric }) => metric === 'ModelLatency')?.value;
    const lift = world.sagemaker.injectFault({
      endpoint: 'iris',
      config: 'blue',
      metrics: { ModelLatency: 2_000_000 },
    });
    await world.invoke();
    expect(latency()).toBe(2_000_000);
    lift();
    await world.invoke();
    expect(latency()).toBe(0);
  });
});
