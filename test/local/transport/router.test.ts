import { describe, expect, it } from 'vitest';
import { AwsError } from '../../../local/transport/aws-error.ts';
import { createRouter } from '../../../local/transport/router.ts';
import { text, utf8, type WireRequest, type WireService } from '../../../local/transport/wire.ts';

const service = (id: string): WireService => ({
  id,
  handle: async () => ({ status: 200, headers: {}, body: utf8(`answered by ${id}`) }),
  refuse: (error) => ({ status: 400, headers: {}, body: utf8(`${id} refuses: ${(error as Error).message}`) }),
});
const router = createRouter(['sagemaker', 'runtime.sagemaker', 's3', 'sns', 'states'].map(service));

const ask = async (request: Partial<WireRequest> & { query?: URLSearchParams }) => {
  const whole = {
    method: 'POST',
    path: '/',
    query: new URLSearchParams(),
    headers: {},
    body: new Uint8Array(),
    ...request,
  };
  return text((await router.dispatch(whole)).body);
};
const signedFor = (name: string, region = 'us-east-1') =>
  `AWS4-HMAC-SHA256 Credential=local/20260105/${region}/${name}/aws4_request, SignedHeaders=host, Signature=0`;

describe('the router', () => {
  it.each([
    [
      'x-amz-target of SageMaker',
      { headers: { 'x-amz-target': 'SageMaker.ListModels', authorization: signedFor('sagemaker') } },
      'sagemaker',
    ],
    [
      'x-amz-target of Step Functions',
      { headers: { 'x-amz-target': 'AWSStepFunctions.ListExecutions' } },
      'states',
    ],
    [
      'an invocation, signed as sagemaker',
      { path: '/endpoints/iris/invocations', headers: { authorization: signedFor('sagemaker') } },
      'runtime.sagemaker',
    ],
    ['the signature alone', { headers: { authorization: signedFor('sns') } }, 'sns'],
    [
      'a presigned URL',
      { query: new URLSearchParams({ 'X-Amz-Credential': 'local/20260105/us-east-1/sns/aws4_request' }) },
      'sns',
    ],
    ['nothing at all', { method: 'GET', path: '/bucket/key' }, 's3'],
  ])('goes by %s', async (_, request, id) => {
    expect(await ask(request)).toBe(`answered by ${id}`);
  });

  it('refuses another region, in the service’s own words, and names the right one', async () => {
    const answer = await ask({ headers: { authorization: signedFor('sns', 'eu-west-1') } });
    expect(answer).toBe(
      'sns refuses: This local AWS is us-east-1; the request was signed for eu-west-1. Set AWS_REGION=us-east-1.',
    );
  });

  it('refuses in the service’s own words what is refused before it is asked', () => {
    const request = {
      method: 'POST',
      path: '/',
      query: new URLSearchParams(),
      headers: { authorization: signedFor('sns') },
      body: new Uint8Array(),
    };
    const refused = router.refuse?.(new AwsError('TooLarge', 'no'), request);
    expect(text(refused?.body ?? new Uint8Array())).toBe('sns refuses: no');
    const none = { ...request, headers: { 'x-amz-target': 'Kinesis_20131202.PutRecord' } };
    expect(router.refuse?.(new AwsError('TooLarge', 'no', { status: 413 }), none)).toMatchObject({
      status: 413,
    });
  });

  it('refuses a service there is none of, in the protocol of the request', async () => {
    const json = await ask({ headers: { 'x-amz-target': 'Kinesis_20131202.PutRecord' } });
    expect(JSON.parse(json)).toEqual({
      __type: 'UnknownOperationException',
      message: expect.stringContaining('does not cover the service signed for as "Kinesis_20131202"'),
    });
    const headers = {
      'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
      authorization: signedFor('iam'),
    };
    expect(await ask({ headers })).toMatch(
      /<Code>UnknownOperationException<\/Code><Message>.*does not cover.*iam/,
    );
  });
});
