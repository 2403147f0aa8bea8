import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SageMakerClient } from '@aws-sdk/client-sagemaker';
import * as z from 'zod';
import { cloudWatchAlarms } from '../adapters/cloudwatch.ts';
import { dynamoLedger } from '../adapters/ledger/dynamo-ledger.ts';
import { s3Artifacts } from '../adapters/s3.ts';
import { sageMakerEndpoints } from '../adapters/sagemaker.ts';
import { alarmNamesIn, type Resolution, resolve } from '../core/plan/resolve.ts';
import { rolloutSchema } from '../core/release.ts';
import { isoNow, onAws, type Seam } from './shared/seam.ts';

const envSchema = z.object({
  TABLE_NAME: z.string(),
  ALLOWED_IMAGES: z.string().transform((list) => list.split(',').filter((pattern) => pattern !== '')),
});

/** Reads everything a decision needs, changes nothing in SageMaker, and answers with the decision. */
export function make(seam: Seam) {
  const env = envSchema.parse(seam.env);
  const artifacts = s3Artifacts(seam.clients(S3Client), (work) => seam.clock.io(work));
  const endpoints = sageMakerEndpoints(seam.clients(SageMakerClient));
  const alarms = cloudWatchAlarms(seam.clients(CloudWatchClient));
  const ledger = dynamoLedger(seam.clients(DynamoDBClient), env.TABLE_NAME);

  return async (event: unknown): Promise<Resolution> => {
    const rollout = rolloutSchema.parse(event);
    const { artifact, endpoint } = rollout.release;
    await ledger.begin(rollout, isoNow(seam));
    const [manifest, problem, live] = await Promise.all([
      artifacts.readManifest(artifact.bucket, endpoint),
      artifacts.inspect(artifact),
      endpoints.live(endpoint),
    ]);
    return resolve(rollout, {
      manifest,
      artifact: problem,
      live,
      alarms: await alarms.find(alarmNamesIn(manifest)),
      allowedImages: env.ALLOWED_IMAGES,
    });
  };
}

export const handler = onAws(make);
