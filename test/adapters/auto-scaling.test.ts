import {
  ApplicationAutoScalingClient,
  DescribeScalableTargetsCommand,
  type ScalableTarget,
} from '@aws-sdk/client-application-auto-scaling';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { applicationAutoScaling } from '../../adapters/auto-scaling.ts';

const api = mockClient(ApplicationAutoScalingClient);
afterAll(() => api.restore());
const scaling = applicationAutoScaling(new ApplicationAutoScalingClient({ region: 'us-east-1' }));
beforeEach(() => api.reset());

const target = (ResourceId: string) => ({ ResourceId }) as ScalableTarget;
const failure = (name: string) => Object.assign(new Error(name), { name });

describe('The autoscaled variants', () => {
  it('are those registered as scalable targets by their instance count', async () => {
    api.on(DescribeScalableTargetsCommand).resolves({
      ScalableTargets: [target('endpoint/iris/variant/b'), target('endpoint/iris/variant/unasked')],
    });
    expect(await scaling.autoscaledVariants('iris', ['a', 'b'])).toEqual(['b']);
    expect(api.commandCalls(DescribeScalableTargetsCommand).map((call) => call.args[0].input)).toEqual([
      {
        ServiceNamespace: 'sagemaker',
        ScalableDimension: 'sagemaker:variant:DesiredInstanceCount',
        ResourceIds: ['endpoint/iris/variant/a', 'endpoint/iris/variant/b'],
      },
    ]);
  });

  it('are none where none is registered', async () => {
    api.on(DescribeScalableTargetsCommand).resolves({});
    expect(await scaling.autoscaledVariants('iris', ['a'])).toEqual([]);
  });

  it('are read page by page', async () => {
    api
      .on(DescribeScalableTargetsCommand)
      .resolvesOnce({ ScalableTargets: [target('endpoint/iris/variant/a')], NextToken: 'two' })
      .resolvesOnce({ ScalableTargets: [target('endpoint/iris/variant/b')] });
    expect(await scaling.autoscaledVariants('iris', ['a', 'b'])).toEqual(['a', 'b']);
  });

  it('are not asked for without variants: the answer would be all there are', async () => {
    expect(await scaling.autoscaledVariants('iris', [])).toEqual([]);
    expect(api.calls()).toEqual([]);
  });

  it('are unknown without the right to ask', async () => {
    api.on(DescribeScalableTargetsCommand).rejects(failure('AccessDeniedException'));
    expect(await scaling.autoscaledVariants('iris', ['a'])).toBeUndefined();
  });

  it('are asked for again later after a fault', async () => {
    api.on(DescribeScalableTargetsCommand).rejects(failure('InternalServiceException'));
    await expect(scaling.autoscaledVariants('iris', ['a'])).rejects.toThrow('InternalServiceException');
  });
});
