import { describe, expect, it } from 'vitest';
import { toldSighting } from '../../../core/deployment/told-reading.ts';

const now = '2026-01-05T10:00:00.000Z';

/** AWS's sample, with an instant where the page has a placeholder. */
const sample = {
  'detail-type': 'SageMaker Endpoint Deployment State Change',
  source: 'aws.sagemaker',
  time: '2021-10-25T01:52:12Z',
  detail: {
    EndpointName: 'sample-endpoint',
    EndpointConfigName: 'sample-endpoint-config-1',
    ProductionVariants: [
      {
        VariantName: 'AllTraffic',
        CurrentWeight: 1,
        DesiredWeight: 1,
        CurrentInstanceCount: 3,
        DesiredInstanceCount: 3,
      },
    ],
    EndpointStatus: 'UPDATING',
    PendingDeploymentSummary: {
      EndpointConfigName: 'sample-endpoint-config-2',
      StartTime: 1635195148181,
      ProductionVariants: [
        {
          VariantName: 'AllTraffic',
          CurrentWeight: 1,
          DesiredWeight: 1,
          CurrentInstanceCount: 1,
          DesiredInstanceCount: 3,
          VariantStatus: [
            { Status: 'Creating', StatusMessage: 'Launching 3 instance(s).', StartTime: 1635195148181 },
            { Status: 'Baking', StatusMessage: 'Baking for 600 seconds', StartTime: 1635195269181 },
          ],
        },
      ],
    },
  },
};

describe("SageMaker's event of a deployment", () => {
  it('shows both fleets as DescribeEndpoint would, at its own time', () => {
    expect(toldSighting(sample, now)).toEqual({
      at: '2021-10-25T01:52:12.000Z',
      reading: {
        status: 'Updating',
        config: 'sample-endpoint-config-1',
        variants: [{ name: 'AllTraffic', serving: 3, size: 3, weight: 1 }],
        pending: {
          config: 'sample-endpoint-config-2',
          variants: [
            {
              name: 'AllTraffic',
              serving: 1,
              size: 3,
              weight: 1,
              doing: { status: 'Baking', message: 'Baking for 600 seconds', since: 1635195269181 },
            },
          ],
        },
      },
    });
  });

  it('of going back has the status in the words of the API', () => {
    const detail = { ...sample.detail, EndpointStatus: 'ROLLING_BACK' };
    expect(toldSighting({ ...sample, detail }, now)?.reading.status).toBe('RollingBack');
  });

  it('without a readable time or start counts from now', () => {
    const [variant] = sample.detail.PendingDeploymentSummary.ProductionVariants;
    const VariantStatus = [{ Status: 'Baking', StartTime: 'Timestamp' }];
    const PendingDeploymentSummary = {
      EndpointConfigName: 'c',
      ProductionVariants: [{ ...variant, VariantStatus }],
    };
    const told = toldSighting(
      { time: '1583831889050', detail: { ...sample.detail, PendingDeploymentSummary } },
      now,
    );
    expect(told?.at).toBe(now);
    expect(told?.reading.pending?.variants[0]?.doing).toEqual({ status: 'Baking', message: '' });
  });

  it.each([
    ['nothing pending', { ...sample, detail: { ...sample.detail, PendingDeploymentSummary: undefined } }],
    ['no variants', { ...sample, detail: { ...sample.detail, ProductionVariants: [] } }],
    ['no detail', {}],
  ])('with %s shows nothing', (_, event) => {
    expect(toldSighting(event, now)).toBeUndefined();
  });
});
