import { describe, expect, it } from 'vitest';
import { type NeedSite, need } from '../../../local/iam/needs/need.ts';
import { needsByService, needsOf } from '../../../local/iam/needs/needs.ts';
import { requestedCall } from '../../../local/iam/wire-call.ts';
import { smallStack } from '../stack/small-stack.ts';

const account = '123456789012';
const site: NeedSite = {
  context: { account, region: 'eu-west-1' },
  tagsOf: (arn) => (arn.endsWith('endpoint/iris') ? { team: 'ml' } : {}),
  machineOf: (token) => (token === 'token' ? 'machine-arn' : undefined),
  secretArn: (name) => (name === 'known' ? 'secret-arn' : undefined),
  volumeKeyOf: (name) => (name === 'encrypted' ? 'alias/disks' : undefined),
};

const sagemaker = (rest: string) => `arn:aws:sagemaker:eu-west-1:${account}:${rest}`;
const asked = (service: string, operation: string, input: object) =>
  needsOf({ service, operation, input }, site).map(({ action, resource }) => `${action} ${resource}`);

describe('What a call needs', () => {
  it('is known of every operation that a service has', async () => {
    const { aws } = await smallStack({});
    const unknown = (aws.router.services ?? []).flatMap(({ id, operations = [] }) =>
      operations
        .filter((operation) => needsByService[id]?.[operation] === undefined)
        .map((operation) => `${id} ${operation}`),
    );
    expect(unknown).toEqual([]);
  });

  it.each<[string, string, object, string[]]>([
    [
      'sagemaker',
      'UpdateEndpoint',
      { EndpointName: 'Iris', EndpointConfigName: 'Green' },
      [
        `sagemaker:UpdateEndpoint ${sagemaker('endpoint/iris')}`,
        `sagemaker:UpdateEndpoint ${sagemaker('endpoint-config/green')}`,
      ],
    ],
    [
      'sagemaker',
      'CreateEndpoint',
      { EndpointName: 'e', EndpointConfigName: 'encrypted', Tags: [{ Key: 'k', Value: 'v' }] },
      [
        `sagemaker:CreateEndpoint ${sagemaker('endpoint/e')}`,
        `sagemaker:AddTags ${sagemaker('endpoint/e')}`,
        `sagemaker:CreateEndpoint ${sagemaker('endpoint-config/encrypted')}`,
        `kms:CreateGrant arn:aws:kms:eu-west-1:${account}:key/disks`,
      ],
    ],
    [
      'sagemaker',
      'CreateModel',
      { ModelName: 'M', ExecutionRoleArn: 'role-arn' },
      [`sagemaker:CreateModel ${sagemaker('model/m')}`, 'iam:PassRole role-arn'],
    ],
    [
      'runtime.sagemaker',
      'InvokeEndpoint',
      { EndpointName: 'E' },
      [`sagemaker:InvokeEndpoint ${sagemaker('endpoint/e')}`],
    ],
    ['s3', 'HeadObject', { Bucket: 'b', Key: 'k' }, ['s3:GetObject arn:aws:s3:::b/k']],
    ['s3', 'GetObject', { Bucket: 'b', Key: 'k', VersionId: '1' }, ['s3:GetObjectVersion arn:aws:s3:::b/k']],
    ['s3', 'ListObjectsV2', { Bucket: 'b' }, ['s3:ListBucket arn:aws:s3:::b']],
    [
      's3',
      'CopyObject',
      { Bucket: 'b', Key: 'to', CopySource: 'c/fr%20om?versionId=7', Tagging: 'a=1' },
      [
        's3:GetObjectVersion arn:aws:s3:::c/fr om',
        's3:PutObject arn:aws:s3:::b/to',
        's3:PutObjectTagging arn:aws:s3:::b/to',
      ],
    ],
    [
      's3',
      'DeleteObjects',
      { Bucket: 'b', Delete: { Objects: [{ Key: 'x' }, { Key: 'y', VersionId: '1' }] } },
      ['s3:DeleteObject arn:aws:s3:::b/x', 's3:DeleteObjectVersion arn:aws:s3:::b/y'],
    ],
    ['s3', 'DeleteObjects', { Bucket: 'b' }, ['s3:DeleteObject arn:aws:s3:::b/*']],
    [
      'monitoring',
      'PutMetricAlarm',
      { AlarmName: 'a', Tags: [{ Key: 'k', Value: 'v' }] },
      [
        `cloudwatch:PutMetricAlarm arn:aws:cloudwatch:eu-west-1:${account}:alarm:a`,
        `cloudwatch:TagResource arn:aws:cloudwatch:eu-west-1:${account}:alarm:a`,
      ],
    ],
    [
      'monitoring',
      'DescribeAlarms',
      { AlarmNames: ['a'] },
      [`cloudwatch:DescribeAlarms arn:aws:cloudwatch:eu-west-1:${account}:alarm:*`],
    ],
    ['states', 'SendTaskSuccess', { taskToken: 'token' }, ['states:SendTaskSuccess machine-arn']],
    ['states', 'SendTaskSuccess', { taskToken: 'other' }, []],
    [
      'lambda',
      'Invoke',
      { FunctionName: 'f', Qualifier: 'live' },
      [`lambda:InvokeFunction arn:aws:lambda:eu-west-1:${account}:function:f:live`],
    ],
    [
      'sqs',
      'SendMessageBatch',
      { QueueUrl: 'http://x/1/jobs' },
      [`sqs:SendMessage arn:aws:sqs:eu-west-1:${account}:jobs`],
    ],
    [
      'events',
      'PutEvents',
      { Entries: [{ Source: 's' }] },
      [`events:PutEvents arn:aws:events:eu-west-1:${account}:event-bus/default`],
    ],
    [
      'dynamodb',
      'Query',
      { TableName: 't', IndexName: 'i' },
      [`dynamodb:Query arn:aws:dynamodb:eu-west-1:${account}:table/t/index/i`],
    ],
    ['secretsmanager', 'GetSecretValue', { SecretId: 'known' }, ['secretsmanager:GetSecretValue secret-arn']],
    [
      'ssm',
      'GetParameters',
      { Names: ['/a/b', 'c'] },
      [
        `ssm:GetParameters arn:aws:ssm:eu-west-1:${account}:parameter/a/b`,
        `ssm:GetParameters arn:aws:ssm:eu-west-1:${account}:parameter/c`,
      ],
    ],
    ['sts', 'GetCallerIdentity', {}, []],
  ])('by %s %s %j', (service, operation, input, needs) => {
    expect(asked(service, operation, input)).toEqual(needs);
  });

  it('has the tags of the request, and of what is there', () => {
    const tags = [{ Key: 'team', Value: 'ops' }];
    const [create, tag] = needsOf(
      { service: 'sagemaker', operation: 'CreateModel', input: { ModelName: 'm', Tags: tags } },
      site,
    );
    expect(create?.context).toEqual({ 'aws:requesttag/team': ['ops'], 'aws:tagkeys': ['team'] });
    expect(tag?.context['sagemaker:taggingaction']).toEqual(['CreateModel']);
    const [describe] = needsOf(
      { service: 'sagemaker', operation: 'DescribeEndpoint', input: { EndpointName: 'Iris' } },
      site,
    );
    expect(describe?.context).toEqual({
      'aws:resourcetag/team': ['ml'],
      'sagemaker:resourcetag/team': ['ml'],
    });
  });
});

describe('A request', () => {
  const request = (over: object) => ({
    method: 'POST',
    path: '/',
    query: new URLSearchParams(),
    headers: {},
    body: new Uint8Array(),
    ...over,
  });
  const signed = (service: string) => ({
    authorization: `AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/${service}/aws4_request, Signature=0`,
  });

  it.each([
    [
      {
        headers: { 'x-amz-target': 'SageMaker.DescribeEndpoint' },
        body: Buffer.from('{"EndpointName":"e"}'),
      },
      { service: 'sagemaker', operation: 'DescribeEndpoint', input: { EndpointName: 'e' } },
    ],
    [
      {
        headers: signed('sns'),
        body: Buffer.from('Action=Publish&TopicArn=t&Names.member.1=a&Names.member.2=b'),
      },
      {
        service: 'sns',
        operation: 'Publish',
        input: { Action: 'Publish', TopicArn: 't', Names: ['a', 'b'] },
      },
    ],
    [
      { method: 'GET', path: '/b/k%20y', query: new URLSearchParams('versionId=1'), headers: signed('s3') },
      { service: 's3', operation: 'GetObject', input: { Bucket: 'b', Key: 'k y', VersionId: '1' } },
    ],
    [
      {
        path: '/b',
        query: new URLSearchParams('delete'),
        headers: signed('s3'),
        body: Buffer.from(
          '<Delete><Object><Key>a&amp;&#98;</Key></Object><Object><Key>c</Key><VersionId>1</VersionId></Object></Delete>',
        ),
      },
      {
        service: 's3',
        operation: 'DeleteObjects',
        input: {
          Bucket: 'b',
          Key: undefined,
          Delete: { Objects: [{ Key: 'a&b' }, { Key: 'c', VersionId: '1' }] },
        },
      },
    ],
    [
      { path: '/2015-03-31/functions/f%3A1/invocations', headers: signed('lambda') },
      { service: 'lambda', operation: 'Invoke', input: { FunctionName: 'f:1' } },
    ],
    [
      { path: '/endpoints/e/invocations', headers: signed('sagemaker') },
      { service: 'runtime.sagemaker', operation: 'InvokeEndpoint', input: { EndpointName: 'e' } },
    ],
    [
      { headers: { 'x-amz-target': 'SageMaker.DescribeEndpoint' }, body: Buffer.from('{') },
      { service: 'sagemaker', operation: 'DescribeEndpoint', input: {} },
    ],
  ])('%#. is read as the call that it is', (over, call) => {
    expect(requestedCall(request(over))).toEqual(call);
  });

  it('asks for what need says', () => {
    expect(need('x:Y', '*', { 'A:b': undefined, 'C:d': 'e' })).toEqual({
      action: 'x:Y',
      resource: '*',
      context: { 'c:d': ['e'] },
    });
  });
});
