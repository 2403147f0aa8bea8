import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  CloudWatchClient,
  PutMetricAlarmCommand,
  type PutMetricAlarmCommandInput,
} from '@aws-sdk/client-cloudwatch';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { newestValues, readAlarms } from '../../adapters/cloudwatch/readings.ts';
import { releaseId } from '../../core/release.ts';
import type { BuiltModel } from '../../examples/iris/build-models.ts';
import { localAccount } from '../../local/context.ts';
import type { LocalAws } from '../../local/stack/local-aws.ts';
import { group } from '../../on-local-aws/slack-workspace.ts';
import { recentValues } from '../aws/recent-values.ts';
import { home } from '../home.ts';
import { alarmsOf } from '../views/alarm-view.ts';

export const endpointName = 'iris';
const alarmName = 'iris-5xx';

/**
 * The gate that the demo adds. The example's manifest has none, so that it can be tried by hand without
 * approval.
 */
const gates = `
gates:
  before:
    - approval: # somebody says yes before anything is changed
        timeout: 8h
        otherwise: reject # if nobody answers
        by: # who may: in the local Slack Ana and Ben, and not Eve; and whoever signs, as npx greenlight approve does
          - ${group.id}
          - arn:aws:iam::${localAccount}:user/*
`;

/** Goes off after at least one error a minute for two minutes. No traffic is no error. */
export const serverErrorsAlarm = (name: string): PutMetricAlarmCommandInput => ({
  AlarmName: name,
  AlarmDescription: 'The model answers with server errors',
  Namespace: 'AWS/SageMaker',
  MetricName: 'Invocation5XXErrors',
  Dimensions: [
    { Name: 'EndpointName', Value: endpointName },
    { Name: 'VariantName', Value: 'AllTraffic' },
  ],
  Statistic: 'Sum',
  Period: 60,
  EvaluationPeriods: 2,
  DatapointsToAlarm: 2,
  Threshold: 1,
  ComparisonOperator: 'GreaterThanOrEqualToThreshold',
  TreatMissingData: 'notBreaching',
});

/** The steps of the demo. Anybody could do the same with the AWS CLI. */
export function storyteller(aws: LocalAws) {
  const s3 = aws.clients(S3Client);
  const cloudWatch = aws.clients(CloudWatchClient);
  const values = recentValues(
    (alarms, at) => newestValues(cloudWatch, alarms, at),
    async () => aws.context.clock.now(),
  );
  const bucket = aws.outputs.ModelBucketName ?? '';

  const put = (key: string, body: Uint8Array) =>
    s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body }));

  return {
    async makeAlarm() {
      await cloudWatch.send(new PutMetricAlarmCommand(serverErrorsAlarm(alarmName)));
    },

    async uploadManifest() {
      const manifest = await readFile(join(home, 'examples', 'iris', 'greenlight.yaml'), 'utf8');
      await put(`models/${endpointName}/greenlight.yaml`, Buffer.from(manifest + gates));
    },

    /** The one without limits and approvals. */
    async uploadJudgedManifest() {
      await put(
        `models/${endpointName}/greenlight.yaml`,
        await readFile(join(home, 'examples', 'iris', 'judged.yaml')),
      );
    },

    /** Uploads a model as a new version and returns the id of its release. */
    async release(model: BuiltModel): Promise<string> {
      const key = `models/${endpointName}/${model.version}/model.tar.gz`;
      const body = await readFile(model.path);
      const { ETag = '', VersionId } = await put(key, body);
      const artifact = { bucket, key, size: body.length, etag: ETag.replaceAll('"', '') };
      return releaseId(
        { ...artifact, ...(VersionId !== undefined && { versionId: VersionId }) },
        endpointName,
      );
    },

    async alarms() {
      return alarmsOf({}, await readAlarms(cloudWatch, [alarmName], values), aws.context.clock.now());
    },
  };
}
