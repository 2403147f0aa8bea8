import { ApplicationAutoScalingClient } from '@aws-sdk/client-application-auto-scaling';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { paginateListMonitoringSchedules, SageMakerClient } from '@aws-sdk/client-sagemaker';
import { ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import { applicationAutoScaling } from '../../adapters/auto-scaling.ts';
import { cloudWatchAlarms } from '../../adapters/cloudwatch/alarms.ts';
import { cloudWatchTraffic } from '../../adapters/cloudwatch/traffic.ts';
import { expectationFault } from '../../adapters/gates/expectation.ts';
import { dynamoLedger } from '../../adapters/ledger/dynamo-ledger.ts';
import { ifReadable } from '../../adapters/optional-read.ts';
import { readDefaults, readManifest } from '../../adapters/s3/manifest.ts';
import { sageMakerEndpoints } from '../../adapters/sagemaker/endpoints.ts';
import { serviceQuotas } from '../../adapters/service-quotas.ts';
import { readAround } from '../../app/findings/read-around.ts';
import { dataToLookUp } from '../../core/doctor/endpoint/data.ts';
import type { EndpointFacts } from '../../core/doctor/endpoint/endpoint-facts.ts';
import { isWithoutOwn } from '../../core/manifest/own.ts';
import { ownCapture } from '../../core/plan/capture.ts';
import { alarmNamesIn } from '../../core/plan/watched-alarms.ts';
import { accountOf } from '../aws/account-of.ts';
import type { Aws } from '../aws/aws.ts';
import { notedReads } from './noted-reads.ts';
import { patiently } from './patiently.ts';
import { readAllowed } from './read-allowed.ts';
import { existsAt, readModelData } from './read-model-data.ts';

/** What was read about an endpoint; or, if there is none of that name, how SageMaker spells it, if it has it at all. */
export type EndpointRead =
  | ({ readonly kind: 'endpoint' } & EndpointFacts)
  | { readonly kind: 'missing'; readonly ownName: string | undefined };

/** Anything, if what is allowed is not known: then it is not judged. */
const anything = ['*', '*/*'];

/**
 * Reads endpoints for `doctor` and `adopt`, one after another: through the controller's own adapters, so that both
 * see the same. Changes nothing. What may not be read is left out.
 */
export async function endpointReader(aws: Aws): Promise<(name: string) => Promise<EndpointRead>> {
  const { clients, names, stage, region, now } = aws;
  const { account } = accountOf(aws);
  const sageMaker = clients(SageMakerClient);
  const s3 = clients(S3Client);
  const endpoints = sageMakerEndpoints(sageMaker);
  const ledger = dynamoLedger(clients(DynamoDBClient), names.table);
  const ports = {
    endpoints,
    alarms: cloudWatchAlarms(clients(CloudWatchClient)),
    // It remembers where each quota is listed.
    quotas: serviceQuotas(clients(ServiceQuotasClient)),
    scaling: applicationAutoScaling(clients(ApplicationAutoScalingClient)),
    traffic: cloudWatchTraffic(clients(CloudWatchClient), now),
  };
  const first = notedReads();
  const allowed = await first.read('allowed', 'lambda:GetFunction', () => readAllowed(aws));
  const mayNotReadAllowed = first.unread.length > 0;

  const readOne = async (name: string): Promise<EndpointRead> => {
    const live = await endpoints.live(name);
    if (live === undefined)
      return { kind: 'missing', ownName: await ifReadable(() => endpoints.ownName(name)) };
    if (live.name !== name) return { kind: 'missing', ownName: live.name };
    const { unread, read } = notedReads();
    const [manifest, defaults, history, records, schedules] = await Promise.all([
      read('manifest', 's3:GetObject', () => readManifest(s3, names.bucket, name)),
      read('defaults', 's3:GetObject', () => readDefaults(s3, names.bucket)),
      read('history', 'dynamodb:GetItem', () => ledger.deploymentHistory(name)),
      read('history', 'dynamodb:Query', () => ledger.rollouts(name)),
      read("Model Monitor's schedules", 'sagemaker:ListMonitoringSchedules', () =>
        schedulesOf(sageMaker, name),
      ),
    ]);
    if (mayNotReadAllowed) unread.push({ what: 'what the stage allows', right: 'lambda:GetFunction' });
    const subject = { stage, manifest: manifest ?? ({ kind: 'none' } as const), live, history };
    // The manifest that `adopt` would write names the stored alarms, even where the defaults have a strategy of their own.
    const furtherAlarms = isWithoutOwn(subject.manifest)
      ? alarmNamesIn({ ...subject, manifest: { kind: 'none' } })
      : [];
    const destination = ownCapture(names.bucket, live);
    const [around, data, hasCome] = await Promise.all([
      readAround(ports, { ...subject, furtherAlarms }, ifReadable),
      readModelData(s3, dataToLookUp(live, records)),
      destination === undefined ? undefined : existsAt(s3, `${destination}/`),
    ]);
    return {
      kind: 'endpoint',
      account,
      region,
      findings: {
        ...subject,
        ...around,
        artifact: { problems: [], bytes: 0 },
        ownName: live.name,
        allowedImages: allowed?.images ?? anything,
        allowedRoles: allowed?.roles ?? anything,
        allowedKeys: allowed?.keys,
        allowedGates: {
          webhookHosts: allowed?.webhookHosts ?? anything,
          functions: allowed?.functions ?? anything,
          expectationFault,
          ...(allowed !== undefined && { publicAddress: allowed.publicAddress }),
        },
      },
      defaults: defaults ?? { kind: 'none' },
      knowsAllowed: allowed !== undefined,
      schedules,
      data,
      ...(destination !== undefined && { ownCapture: { destination, hasCome } }),
      unread,
      records,
    };
  };
  return (name) => patiently(() => readOne(name));
}

async function schedulesOf(client: SageMakerClient, EndpointName: string): Promise<string[]> {
  const found: string[] = [];
  for await (const { MonitoringScheduleSummaries = [] } of paginateListMonitoringSchedules(
    { client },
    { EndpointName },
  ))
    found.push(...MonitoringScheduleSummaries.flatMap(({ MonitoringScheduleName: name }) => name ?? []));
  return found;
}
