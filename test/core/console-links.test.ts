import { expect, it } from 'vitest';
import { endpointPage, placeOf } from '../../core/console-links.ts';

const execution = (partition: string, region: string, account = '111122223333') =>
  `arn:${partition}:states:${region}:${account}:execution:greenlight-prod-rollout:iris-1`;

it.each([
  ['aws', 'eu-west-1', 'https://eu-west-1.console.aws.amazon.com'],
  ['aws-cn', 'cn-north-1', 'https://cn-north-1.console.amazonaws.cn'],
  ['aws-us-gov', 'us-gov-west-1', 'https://us-gov-west-1.console.amazonaws-us-gov.com'],
])('The page of an endpoint is in the console of its partition: %s', (partition, region, base) => {
  expect(endpointPage(execution(partition, region), 'Iris-1')).toBe(
    `${base}/sagemaker/home?region=${region}#/endpoints/Iris-1`,
  );
});

it('There is none where no console knows the endpoint: a local AWS, another partition, what is no ARN', () => {
  expect(endpointPage(execution('aws', 'us-east-1', '000000000000'), 'iris')).toBeUndefined();
  expect(endpointPage(execution('aws-iso', 'us-iso-east-1'), 'iris')).toBeUndefined();
  expect(endpointPage('arn', 'iris')).toBeUndefined();
  expect(placeOf('arn')).toBeUndefined();
});
