import { Readable } from 'node:stream';
import { SageMakerClient } from '@aws-sdk/client-sagemaker';
import { describe, expect, it } from 'vitest';
import { sageMakerEndpoints } from '../../../adapters/sagemaker/endpoints.ts';

/** SageMaker as it may answer one day, by operation: with members that the SDK here has never heard of. */
function answering(answers: Readonly<Record<string, object>>) {
  const handle = async ({ headers }: { readonly headers: Readonly<Record<string, string>> }) => {
    const operation = (headers['x-amz-target'] ?? '').split('.')[1] ?? '';
    const body = Readable.from([Buffer.from(JSON.stringify(answers[operation] ?? {}))]);
    return { response: { statusCode: 200, headers: { 'content-type': 'application/x-amz-json-1.1' }, body } };
  };
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  return sageMakerEndpoints(
    new SageMakerClient({ region: 'us-east-1', credentials, requestHandler: { handle } }),
  );
}

const endpoint = {
  EndpointName: 'iris',
  EndpointArn: 'arn',
  EndpointStatus: 'InService',
  EndpointConfigName: 'c',
};
const variant = { VariantName: 'a', ModelName: 'm', InstanceType: 'ml.m5.large', InitialInstanceCount: 1 };
const model = { ModelName: 'm', PrimaryContainer: { Image: 'i', Environment: { NEW: 'x' } } };

describe('Members of an answer that the SDK does not know', () => {
  it('are told by their paths, in the config and in each model', async () => {
    const endpoints = answering({
      DescribeEndpoint: { ...endpoint, NewStatus: 'x' },
      DescribeEndpointConfig: {
        ProductionVariants: [variant, { ...variant, VariantName: 'b', NewPart: { A: 1 } }],
        MetricsConfig: { EnableEnhancedMetrics: true, NewSwitch: false },
        NewNothing: null,
      },
      DescribeModel: { ...model, PrimaryContainer: { ...model.PrimaryContainer, NewData: ['s3://b/x'] } },
    });
    const live = await endpoints.live('iris');
    expect(live?.unread).toEqual([
      'ProductionVariants[1].NewPart',
      'MetricsConfig.NewSwitch',
      'm: PrimaryContainer.NewData',
    ]);
    expect(live?.models.m).toMatchObject(
      model.PrimaryContainer && { PrimaryContainer: model.PrimaryContainer },
    );
  });

  it('are none in an answer of today', async () => {
    const endpoints = answering({
      DescribeEndpoint: endpoint,
      DescribeEndpointConfig: { CreationTime: 1_767_571_200.5, ProductionVariants: [variant] },
      DescribeModel: { ...model, CreationTime: 1_767_571_200 },
    });
    expect(await endpoints.live('iris')).not.toHaveProperty('unread');
  });
});
