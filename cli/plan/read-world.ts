import { ApplicationAutoScalingClient } from '@aws-sdk/client-application-auto-scaling';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SageMakerClient } from '@aws-sdk/client-sagemaker';
import { ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import { applicationAutoScaling } from '../../adapters/auto-scaling.ts';
import { cloudWatchAlarms } from '../../adapters/cloudwatch/alarms.ts';
import { dynamoLedger } from '../../adapters/ledger/dynamo-ledger.ts';
import { ifReadable } from '../../adapters/optional-read.ts';
import { sageMakerEndpoints } from '../../adapters/sagemaker/endpoints.ts';
import { serviceQuotas } from '../../adapters/service-quotas.ts';
import { ownNamesAsked } from '../../app/findings/own-names.ts';
import { parseManifest } from '../../core/manifest/parse.ts';
import { alarmNamesIn } from '../../core/plan/watched-alarms.ts';
import type { Aws } from '../aws/aws.ts';
import type { Question, World } from './plan-report.ts';

/** Reads what the controller would read for its decision, through the same adapters. Changes nothing. */
export async function readWorld({ clients, names }: Aws, question: Question): Promise<World> {
  const { endpoint, manifest, stage } = question;
  const ledger = dynamoLedger(clients(DynamoDBClient), names.table);
  const [live, history] = await Promise.all([
    sageMakerEndpoints(clients(SageMakerClient)).live(endpoint),
    ifDeployed(() => ledger.deploymentHistory(endpoint)),
  ]);
  const variants = live?.config.ProductionVariants ?? [];
  const asked = manifest.kind === 'content' ? parseManifest(manifest.value) : undefined;
  const types = [
    asked?.ok ? asked.manifest.fleet?.instanceType : undefined,
    ...variants.map(({ InstanceType }) => InstanceType),
  ].filter((type) => type !== undefined);
  const [alarms, quotas, autoscaled, ownNames] = await Promise.all([
    cloudWatchAlarms(clients(CloudWatchClient)).find(alarmNamesIn({ manifest, live, stage, history })),
    serviceQuotas(clients(ServiceQuotasClient)).endpointUsage([...new Set(types)]),
    live === undefined
      ? undefined
      : applicationAutoScaling(clients(ApplicationAutoScalingClient)).autoscaledVariants(
          endpoint,
          variants.map(({ VariantName }) => VariantName),
        ),
    // The caller may lack the right to list endpoints.
    ifReadable(() => ownNamesAsked(sageMakerEndpoints(clients(SageMakerClient)), manifest)),
  ]);
  return { live, history, alarms, quotas, autoscaled, ownNames };
}

/** A plan also works before Greenlight is deployed, and for people who may not read its table. */
async function ifDeployed<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ifReadable(read);
  } catch (error) {
    if (error instanceof Error && error.name === 'ResourceNotFoundException') return undefined;
    throw error;
  }
}
