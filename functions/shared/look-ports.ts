import { ApplicationAutoScalingClient } from '@aws-sdk/client-application-auto-scaling';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SageMakerClient } from '@aws-sdk/client-sagemaker';
import { ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import * as z from 'zod';
import { applicationAutoScaling } from '../../adapters/auto-scaling.ts';
import { cloudWatchAlarms } from '../../adapters/cloudwatch/alarms.ts';
import { expectationFault } from '../../adapters/gates/expectation.ts';
import { dynamoLedger } from '../../adapters/ledger/dynamo-ledger.ts';
import { dynamoInspections } from '../../adapters/ledger/inspections.ts';
import { s3Artifacts } from '../../adapters/s3/artifacts.ts';
import { sageMakerEndpoints } from '../../adapters/sagemaker/endpoints.ts';
import { serviceQuotas } from '../../adapters/service-quotas.ts';
import type { Allowed, LookPorts } from './look.ts';
import type { Seam } from './seam.ts';

const list = z.string().transform((text) => text.split(',').filter((pattern) => pattern !== ''));

const tableEnv = z.object({ TABLE_NAME: z.string() });

/** What is given at deploy time. */
export const allowedEnv = z.object({
  STAGE: z.string(),
  ALLOWED_IMAGES: list,
  ALLOWED_ROLES: list,
  ALLOWED_WEBHOOK_HOSTS: list.default([]),
  ALLOWED_FUNCTIONS: list.default([]),
});

export const allowedIn = (env: z.infer<typeof allowedEnv>): Allowed => ({
  stage: env.STAGE,
  allowedImages: env.ALLOWED_IMAGES,
  allowedRoles: env.ALLOWED_ROLES,
  allowedGates: {
    webhookHosts: env.ALLOWED_WEBHOOK_HOSTS,
    functions: env.ALLOWED_FUNCTIONS,
    expectationFault,
  },
});

/** All that a plan is read from, on AWS. */
export const lookPorts = (seam: Seam): LookPorts => ({
  artifacts: s3Artifacts(
    seam.clients(S3Client),
    (work) => seam.clock.io(work),
    {},
    dynamoInspections(seam.clients(DynamoDBClient), tableEnv.parse(seam.env).TABLE_NAME, () =>
      seam.clock.now(),
    ),
  ),
  endpoints: sageMakerEndpoints(seam.clients(SageMakerClient)),
  ledger: dynamoLedger(seam.clients(DynamoDBClient), tableEnv.parse(seam.env).TABLE_NAME),
  alarms: cloudWatchAlarms(seam.clients(CloudWatchClient)),
  quotas: serviceQuotas(seam.clients(ServiceQuotasClient)),
  scaling: applicationAutoScaling(seam.clients(ApplicationAutoScalingClient)),
});
