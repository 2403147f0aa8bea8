import {
  CreateEndpointCommand,
  CreateEndpointConfigCommand,
  CreateModelCommand,
  DescribeEndpointCommand,
  SageMakerClient,
} from '@aws-sdk/client-sagemaker';
import { afterEach, describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../local/clock/virtual.ts';
import type { Fault } from '../../../local/sagemaker/faults.ts';
import { createLocalAws, type LocalAws } from '../../../local/stack/local-aws.ts';

/** The least that can be deployed. */
const template = {
  Resources: {},
};
const insufficient: Fault = { endpoint: 'iris', capacity: 'insufficient' };

describe('Troubles of the local AWS’s endpoints', () => {
  let running: LocalAws | undefined;
  afterEach(() => running?.close());

  async function story(faults?: readonly Fault[]) {
    const clock = new VirtualClock();
    const aws = await createLocalAws({
      clock,
      seed: 1,
      template,
      containers: {
        start: async () => ({
          ping: async () => true,
          invoke: () => Promise.reject(new Error('nobody asks')),
          stop: async () => {},
        }),
      },
      ...(faults && { faults }),
    });
    running = aws;
    const sagemaker = aws.clients(SageMakerClient);
    await sagemaker.send(new CreateModelCommand({ ModelName: 'm', PrimaryContainer: { Image: 'i' } }));
    const variant = { VariantName: 'a', ModelName: 'm', InitialInstanceCount: 1 };
    await sagemaker.send(
      new CreateEndpointConfigCommand({
        EndpointConfigName: 'c',
        ProductionVariants: [{ ...variant, InstanceType: 'ml.m5.large' }],
      }),
    );
    /** Makes an endpoint; how it stands ten minutes later. */
    const create = async (EndpointName: string) => {
      await sagemaker.send(new CreateEndpointCommand({ EndpointName, EndpointConfigName: 'c' }));
      await clock.advance(600_000);
      return sagemaker.send(new DescribeEndpointCommand({ EndpointName }));
    };
    return { aws, create };
  }

  it('come from the start, upon the endpoint they name and no other', async () => {
    const { create } = await story([insufficient]);
    expect(await create('iris')).toMatchObject({
      EndpointStatus: 'Failed',
      FailureReason: expect.stringContaining('InsufficientInstanceCapacity'),
    });
    expect((await create('rose')).EndpointStatus).toBe('InService');
  });

  it('come and go as they are injected and lifted', async () => {
    const { aws, create } = await story();
    const faults = ['iris', 'rose'].map((endpoint) => aws.injectFault({ ...insufficient, endpoint }));
    expect((await create('iris')).EndpointStatus).toBe('Failed');
    for (const lift of faults) lift();
    expect((await create('rose')).EndpointStatus).toBe('InService');
  });
});
