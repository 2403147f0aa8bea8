import { SageMakerClient } from '@aws-sdk/client-sagemaker';
import { beforeEach, describe, expect, it } from 'vitest';
import { readDeployment } from '../../../adapters/sagemaker/deployment.ts';
import { instant, instantMs } from '../../support/builders.ts';
import { type FakeAws, fakeAws } from '../../support/fake-aws.ts';
import { serving } from '../../support/rollouts-on-aws.ts';

let aws: FakeAws;
beforeEach(async () => {
  aws = await fakeAws();
});
const see = (name = 'iris') => readDeployment(aws.seam.clients(SageMakerClient), name);

describe('What is seen of an endpoint', () => {
  it('is its fleets, and what SageMaker does to the new one, as AWS’s own example has it', async () => {
    const variant = {
      VariantName: 'AllTraffic',
      CurrentWeight: 1,
      DesiredWeight: 1,
      CurrentInstanceCount: 3,
      DesiredInstanceCount: 3,
    };
    const doing = {
      Status: 'Baking',
      StatusMessage: 'Baking for 600 seconds.',
      StartTime: new Date(instant),
    };
    aws.on('DescribeEndpoint', () => ({
      EndpointName: 'iris',
      EndpointStatus: 'Updating',
      EndpointConfigName: 'sample-1',
      ProductionVariants: [variant],
      PendingDeploymentSummary: {
        EndpointConfigName: 'sample-2',
        ProductionVariants: [{ ...variant, CurrentInstanceCount: 1, VariantStatus: [doing] }],
      },
    }));
    const seen = { name: 'AllTraffic', size: 3, weight: 1 };
    expect(await see()).toEqual({
      status: 'Updating',
      config: 'sample-1',
      variants: [{ ...seen, serving: 3 }],
      pending: {
        config: 'sample-2',
        variants: [
          {
            ...seen,
            serving: 1,
            doing: { status: 'Baking', message: 'Baking for 600 seconds.', since: instantMs },
          },
        ],
      },
    });
  });

  it('is one fleet where nothing is under way, and nothing where there is no endpoint', async () => {
    expect(await see()).toBeUndefined();
    serving(aws, 'iris-1');
    expect(await see()).toMatchObject({ status: 'InService', config: 'iris-1' });
    expect(await see()).not.toHaveProperty('pending');
  });

  it('is no answer where AWS gives none: that is for the queue to try again', async () => {
    aws.between(() => Promise.reject(new Error('throttled')));
    await expect(see()).rejects.toThrow('throttled');
  });
});
