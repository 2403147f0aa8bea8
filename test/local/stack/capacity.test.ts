import {
  ApplicationAutoScalingClient,
  DescribeScalableTargetsCommand,
  RegisterScalableTargetCommand,
} from '@aws-sdk/client-application-auto-scaling';
import {
  CreateEndpointCommand,
  CreateEndpointConfigCommand,
  CreateModelCommand,
  DeleteEndpointCommand,
  SageMakerClient,
} from '@aws-sdk/client-sagemaker';
import { ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import { afterEach, describe, expect, it } from 'vitest';
import { serviceQuotas } from '../../../adapters/service-quotas.ts';
import { VirtualClock } from '../../../local/clock/virtual.ts';
import { createLocalAws, type LocalAws } from '../../../local/stack/local-aws.ts';

/** The least that can be deployed. */
const template = {
  Resources: {},
};

let running: LocalAws | undefined;
afterEach(() => running?.close());

/** A local AWS with room for two m5, and configs of one instance and of three. */
async function story() {
  const clock = new VirtualClock();
  running = await createLocalAws({
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
    quotas: { 'ml.m5.large': 2 },
  });
  const sagemaker = running.clients(SageMakerClient);
  await sagemaker.send(new CreateModelCommand({ ModelName: 'm', PrimaryContainer: { Image: 'i' } }));
  for (const count of [1, 3]) {
    const variant = { VariantName: 'a', ModelName: 'm', InitialInstanceCount: count };
    const config = {
      EndpointConfigName: `of-${count}`,
      ProductionVariants: [{ ...variant, InstanceType: 'ml.m5.large' as const }],
    };
    await sagemaker.send(new CreateEndpointConfigCommand(config));
  }
  const create = (EndpointConfigName: string) =>
    sagemaker.send(new CreateEndpointCommand({ EndpointName: 'iris', EndpointConfigName }));
  return { aws: running, clock, sagemaker, create };
}

describe('The quotas that the local AWS is given', () => {
  it('are what Service Quotas tells and what SageMaker refuses by', async () => {
    const { aws, create } = await story();
    const quotas = serviceQuotas(aws.clients(ServiceQuotasClient));
    expect(await quotas.endpointUsage(['ml.m5.large'])).toEqual({ 'ml.m5.large': 2 });
    await expect(create('of-3')).rejects.toThrow("'ml.m5.large for endpoint usage' is 2 Instances");
    await create('of-1');
  });
});

describe('A variant of the local SageMaker', () => {
  it('can be registered as a scalable target, until its endpoint is deleted', async () => {
    const { aws, clock, sagemaker, create } = await story();
    await create('of-1');
    await clock.advance(600_000);
    const scaling = aws.clients(ApplicationAutoScalingClient);
    const target = {
      ServiceNamespace: 'sagemaker',
      ScalableDimension: 'sagemaker:variant:DesiredInstanceCount',
      ResourceId: 'endpoint/iris/variant/a',
    } as const;
    await scaling.send(new RegisterScalableTargetCommand({ ...target, MinCapacity: 1, MaxCapacity: 2 }));
    const targets = async () =>
      (await scaling.send(new DescribeScalableTargetsCommand({ ServiceNamespace: 'sagemaker' })))
        .ScalableTargets;
    expect(await targets()).toMatchObject([target]);
    await sagemaker.send(new DeleteEndpointCommand({ EndpointName: 'iris' }));
    expect(await targets()).toEqual([]);
  });
});
