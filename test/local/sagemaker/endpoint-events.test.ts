import { CreateEndpointCommand, DeleteEndpointCommand } from '@aws-sdk/client-sagemaker';
import { describe, expect, it } from 'vitest';
import { canary, localSageMaker } from './support.ts';

const arn = 'arn:aws:sagemaker:us-east-1:000000000000:endpoint/myendpoint';
const start = Date.UTC(2026, 0, 5);

describe('SageMaker Endpoint State Change', () => {
  it("has the shape of AWS's sample", async () => {
    const world = localSageMaker();
    await world.config('blue', 1);
    await world.client.send(
      new CreateEndpointCommand({
        EndpointName: 'MyEndpoint',
        EndpointConfigName: 'blue',
        Tags: [{ Key: 'team', Value: 'flowers' }],
      }),
    );
    await world.clock.advance(240_000);
    expect(world.events.at(-1)).toEqual({
      at: start + 240_000,
      event: {
        source: 'aws.sagemaker',
        detailType: 'SageMaker Endpoint State Change',
        resources: [arn],
        detail: {
          EndpointName: 'MyEndpoint',
          EndpointArn: arn,
          EndpointConfigName: 'blue',
          ProductionVariants: [{ DesiredWeight: 1, DesiredInstanceCount: 1 }],
          EndpointStatus: 'IN_SERVICE',
          CreationTime: start,
          LastModifiedTime: start + 240_000,
          Tags: { team: 'flowers' },
        },
      },
    });
  });

  it('is sent at every change of EndpointStatus, and only then', async () => {
    const world = localSageMaker();
    await world.serving();
    await world.update(canary);
    await world.clock.advance(300_000);
    world.alarms.set('alarm', 'ALARM');
    await world.clock.advance(60_000);
    await world.client.send(new DeleteEndpointCommand({ EndpointName: 'iris' }));
    const statuses = world.events
      .filter(({ event }) => event.detailType === 'SageMaker Endpoint State Change')
      .map(({ event }) => [event.detail.EndpointStatus, event.detail.EndpointConfigName]);
    expect(statuses).toEqual([
      ['UPDATING', 'blue'],
      ['IN_SERVICE', 'blue'],
      ['DELETING', 'blue'],
    ]);
  });

  it('tells of a creation that failed', async () => {
    const world = localSageMaker();
    await world.config('blue');
    world.containers.failures.set('blue-image', 'PingError');
    await world.client.send(new CreateEndpointCommand({ EndpointName: 'iris', EndpointConfigName: 'blue' }));
    await world.clock.advance(240_000);
    expect(world.events.map(({ event }) => event.detail.EndpointStatus)).toEqual(['CREATING', 'FAILED']);
  });
});

describe('SageMaker Endpoint Deployment State Change', () => {
  it("has the shape of AWS's sample, here in the canary bake", async () => {
    const world = localSageMaker();
    await world.serving();
    await world.update(canary);
    await world.clock.advance(240_000);
    const variant = {
      VariantName: 'AllTraffic',
      CurrentWeight: 1,
      DesiredWeight: 1,
      DesiredInstanceCount: 3,
    };
    expect(world.events.at(-1)).toEqual({
      at: start + 480_000,
      event: {
        source: 'aws.sagemaker',
        detailType: 'SageMaker Endpoint Deployment State Change',
        resources: ['arn:aws:sagemaker:us-east-1:000000000000:endpoint/iris'],
        detail: {
          EndpointName: 'iris',
          EndpointArn: 'arn:aws:sagemaker:us-east-1:000000000000:endpoint/iris',
          EndpointConfigName: 'blue',
          ProductionVariants: [{ ...variant, CurrentInstanceCount: 3 }],
          EndpointStatus: 'UPDATING',
          CreationTime: start,
          LastModifiedTime: start + 240_000,
          Tags: {},
          PendingDeploymentSummary: {
            EndpointConfigName: 'green',
            StartTime: start + 240_000,
            ProductionVariants: [
              {
                ...variant,
                CurrentInstanceCount: 1,
                VariantStatus: [
                  {
                    Status: 'Baking',
                    StatusMessage:
                      'Baking for 300 seconds (WaitIntervalInSeconds) with traffic enabled on canary capacity of 1 instance(s).',
                    StartTime: start + 480_000,
                  },
                ],
              },
            ],
          },
        },
      },
    });
  });

  it('is sent at every phase, after the status change that it comes with', async () => {
    const world = localSageMaker();
    await world.serving();
    await world.update(canary);
    await world.clock.advance(1_000_000);
    const told = world.events.map(({ at, event }) => {
      const summary = event.detail.PendingDeploymentSummary as
        | { ProductionVariants: { VariantStatus: { Status: string }[] }[] }
        | undefined;
      const what = summary?.ProductionVariants[0]?.VariantStatus[0]?.Status ?? event.detail.EndpointStatus;
      return `+${(at - start - 240_000) / 1000} ${what}`;
    });
    expect(told).toEqual([
      '+0 UPDATING',
      '+0 Creating',
      '+240 ActivatingTraffic',
      '+240 Baking',
      '+540 ActivatingTraffic',
      '+540 Baking',
      '+660 Deleting',
      '+720 IN_SERVICE',
    ]);
  });
});
