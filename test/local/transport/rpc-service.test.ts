import * as cloudwatch from '@aws-sdk/client-cloudwatch';
import * as sns from '@aws-sdk/client-sns';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../local/random.ts';
import { AwsError } from '../../../local/transport/aws-error.ts';
import { createRouter } from '../../../local/transport/router.ts';
import { rpcService } from '../../../local/transport/rpc-service.ts';
import { text, utf8, type WireRequest } from '../../../local/transport/wire.ts';
import { clientSettings } from '../../support/local-service.ts';

const seen: unknown[] = [];
const monitoring = rpcService({
  id: 'monitoring',
  client: cloudwatch,
  json: { version: '1.0', queryErrors: true },
  query: { xmlns: 'http://monitoring.amazonaws.com/doc/2010-08-01/' },
  random: seededRandom(1),
  operations: {
    PutMetricData: (input: unknown) => {
      seen.push(input);
    },
    DescribeAlarms: () => ({
      MetricAlarms: [
        { AlarmName: 'a <b>', Threshold: 1.5, StateUpdatedTimestamp: new Date(1_700_000_000_123) },
      ],
      CompositeAlarms: [],
    }),
    DeleteAlarms: () => {
      throw new AwsError('ResourceNotFound', 'no alarm <x> & co', { status: 404 });
    },
    ListMetrics: () => {
      throw new TypeError('a fault of ours');
    },
  },
});

const request = (headers: Record<string, string>, body: string): WireRequest => ({
  method: 'POST',
  path: '/',
  query: new URLSearchParams(),
  headers,
  body: utf8(body),
});
const asQuery = (body: string) =>
  monitoring.handle(request({ 'content-type': 'application/x-www-form-urlencoded' }, body));
const asJson = (operation: string, body: string) =>
  monitoring.handle(request({ 'x-amz-target': `GraniteServiceVersion20100801.${operation}` }, body));

describe('an RPC service built from the SDK’s schemas', () => {
  it('reads the same input from Query and from JSON', async () => {
    await asQuery(
      'Action=PutMetricData&Namespace=N&MetricData.member.1.MetricName=m&MetricData.member.1.Value=2.5' +
        '&MetricData.member.1.Timestamp=2023-11-14T22%3A13%3A20Z&MetricData.member.1.Dimensions.member.1.Name=d' +
        '&MetricData.member.1.Dimensions.member.1.Value=v',
    );
    const datum = {
      MetricName: 'm',
      Value: 2.5,
      Timestamp: 1_700_000_000,
      Dimensions: [{ Name: 'd', Value: 'v' }],
    };
    await asJson('PutMetricData', JSON.stringify({ Namespace: 'N', MetricData: [datum], Unknown: 1 }));
    const expected = { Namespace: 'N', MetricData: [{ ...datum, Timestamp: new Date(1_700_000_000_000) }] };
    expect(seen).toEqual([expected, expected]);
  });

  it('answers in XML and in JSON', async () => {
    const xml = text((await asQuery('Action=DescribeAlarms')).body);
    expect(xml).toMatch(
      /^<DescribeAlarmsResponse xmlns="http:\/\/monitoring[^>]*><DescribeAlarmsResult><(CompositeAlarms|MetricAlarms)/,
    );
    expect(xml).toContain('<AlarmName>a &lt;b&gt;</AlarmName>');
    expect(xml).toContain('<StateUpdatedTimestamp>2023-11-14T22:13:20.123Z</StateUpdatedTimestamp>');
    const json = JSON.parse(text((await asJson('DescribeAlarms', '{}')).body));
    expect(json.MetricAlarms[0]).toEqual({
      AlarmName: 'a <b>',
      Threshold: 1.5,
      StateUpdatedTimestamp: 1_700_000_000.123,
    });
  });

  it('answers errors with code, status and members, told apart from its own faults', async () => {
    const json = await asJson('DeleteAlarms', '{}');
    expect(json).toMatchObject({
      status: 404,
      headers: { 'x-amzn-errortype': 'ResourceNotFound', 'x-amzn-query-error': 'ResourceNotFound;Sender' },
    });
    expect(text((await asQuery('Action=DeleteAlarms')).body)).toContain(
      '<Message>no alarm &#60;x&#62; &#38; co</Message>',
    );
    expect(await asJson('ListMetrics', '{}')).toMatchObject({
      status: 500,
      headers: { 'x-amzn-errortype': 'InternalFailure' },
    });
  });

  it('refuses what it does not cover, what does not exist, and what is no JSON', async () => {
    const messageOf = async (operation: string, body = '{}') =>
      JSON.parse(text((await asJson(operation, body)).body)).message;
    expect(await messageOf('PutDashboard')).toMatch(/does not cover monitoring PutDashboard/);
    expect(await messageOf('Frobnicate')).toMatch(/has no operation Frobnicate/);
    expect(await messageOf('toString')).toMatch(/has no operation/);
    expect(await messageOf('PutMetricData', '[1]')).toMatch(/not a JSON object/);
  });

  it('serves a real SDK client in process, maps included', async () => {
    const published: unknown[] = [];
    const service = rpcService({
      id: 'sns',
      client: sns,
      query: { xmlns: 'http://sns.amazonaws.com/doc/2010-03-31/' },
      random: seededRandom(1),
      operations: {
        Publish: (input: unknown) => {
          published.push(input);
          return { MessageId: 'm-1' };
        },
        Unsubscribe: () => {
          throw new AwsError('NotFound', 'no such subscription', { status: 404 });
        },
      },
    });
    const client = new sns.SNSClient(clientSettings(createRouter([service])));
    const MessageAttributes = { phase: { DataType: 'String', StringValue: 'a&b' } };
    const command = new sns.PublishCommand({ TopicArn: 't', Message: 'hé\n', MessageAttributes });
    expect((await client.send(command)).MessageId).toBe('m-1');
    expect(published).toEqual([{ TopicArn: 't', Message: 'hé\n', MessageAttributes }]);
    await expect(client.send(new sns.UnsubscribeCommand({ SubscriptionArn: 'x' }))).rejects.toBeInstanceOf(
      sns.NotFoundException,
    );
  });
});
