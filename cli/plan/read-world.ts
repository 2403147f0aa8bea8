import { ApplicationAutoScalingClient } from '@aws-sdk/client-application-auto-scaling';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SageMakerClient } from '@aws-sdk/client-sagemaker';
import { ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import { applicationAutoScaling } from '../../adapters/auto-scaling.ts';
import { cloudWatchAlarms } from '../../adapters/cloudwatch/alarms.ts';
import { cloudWatchTraffic } from '../../adapters/cloudwatch/traffic.ts';
import { dynamoLedger } from '../../adapters/ledger/dynamo-ledger.ts';
import { ifReadable } from '../../adapters/optional-read.ts';
import { sageMakerEndpoints } from '../../adapters/sagemaker/endpoints.ts';
import { serviceQuotas } from '../../adapters/service-quotas.ts';
import { readAround } from '../../app/findings/read-around.ts';
import type { Aws } from '../aws/aws.ts';
import { ifDeployed } from '../aws/if-deployed.ts';
import type { Question, World } from './plan-report.ts';

/** Reads what the controller would read for its decision, through the same adapters. Changes nothing. */
export async function readWorld({ clients, names, now }: Aws, question: Question): Promise<World> {
  const { endpoint, manifest, stage } = question;
  const ledger = dynamoLedger(clients(DynamoDBClient), names.table);
  const endpoints = sageMakerEndpoints(clients(SageMakerClient));
  const [live, history] = await Promise.all([
    endpoints.live(endpoint),
    ifDeployed(() => ledger.deploymentHistory(endpoint)),
  ]);
  const ports = {
    endpoints,
    alarms: cloudWatchAlarms(clients(CloudWatchClient)),
    quotas: serviceQuotas(clients(ServiceQuotasClient)),
    scaling: applicationAutoScaling(clients(ApplicationAutoScalingClient)),
    traffic: cloudWatchTraffic(clients(CloudWatchClient), now),
  };
  const around = await readAround(ports, { stage, manifest, live, history }, ifReadable);
  return { live, history, ...around };
}
