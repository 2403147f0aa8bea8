import { CloudWatchClient, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { sightingSchema } from '../../core/deployment/sighting.ts';
import { keptReport } from '../../core/records/kept-report.ts';
import { type RolloutRecord, rolloutRecordSchema } from '../../core/records/rollout-record.ts';

const minute = 60_000;

/** What a running local AWS knows itself, read without anything of the page's. */
export function localAws(endpoint: string) {
  const config = {
    ...{ endpoint, region: 'us-east-1', forcePathStyle: true },
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  };
  const ledger = DynamoDBDocumentClient.from(new DynamoDBClient(config));
  const cloudWatch = new CloudWatchClient(config);
  const s3 = new S3Client(config);

  const under = async (name: string, prefix: string) => {
    const query = new QueryCommand({
      TableName: 'greenlight-local-state',
      KeyConditionExpression: 'pk = :endpoint AND begins_with(sk, :prefix)',
      ExpressionAttributeValues: { ':endpoint': `endpoint#${name}`, ':prefix': prefix },
    });
    return (await ledger.send(query)).Items ?? [];
  };

  return {
    /** The endpoint's rollouts, in no order. */
    rollouts: async (name: string): Promise<RolloutRecord[]> =>
      (await under(name, 'rollout#')).map((item) => rolloutRecordSchema.parse(item)),

    /** How the endpoint looked in a rollout, oldest first. */
    looks: async ({ endpoint: name, name: rollout }: RolloutRecord) =>
      (await under(name, `look#${rollout}#`))
        .map((item) => sightingSchema.parse(item))
        .sort((a, b) => a.at.localeCompare(b.at)),

    /**
     * The sum of a metric of a rollout's own fleet, in the whole minutes from the one in which its shift began until `until`
     * (epoch milliseconds).
     */
    async sumOnGreen({ endpoint: name, plan, phases }: RolloutRecord, metric: string, until: number) {
      const began = Date.parse(phases.shifting ?? '');
      const query = new GetMetricDataCommand({
        StartTime: new Date(began - (began % minute)),
        EndTime: new Date(until - (until % minute)),
        MetricDataQueries: [
          {
            Id: 'sum',
            MetricStat: {
              Metric: {
                ...{ Namespace: 'AWS/SageMaker', MetricName: metric },
                Dimensions: [
                  { Name: 'EndpointName', Value: name },
                  { Name: 'VariantName', Value: 'AllTraffic' },
                  { Name: 'EndpointConfigName', Value: plan?.config ?? '' },
                ],
              },
              ...{ Period: 60, Stat: 'Sum' },
            },
          },
        ],
      });
      const { MetricDataResults: [found] = [] } = await cloudWatch.send(query);
      return (found?.Values ?? []).reduce((total, value) => total + value, 0);
    },

    /** The report that is kept of a rollout, as it lies in the bucket. @throws what S3 answers if there is none */
    async report(record: RolloutRecord): Promise<string> {
      const { bucket, key } = keptReport(record);
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
      return (await Body?.transformToString()) ?? '';
    },
  };
}

export type LocalAwsReads = ReturnType<typeof localAws>;
