import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import {
  DescribeEndpointCommand,
  type DescribeEndpointCommandOutput,
  DescribeEndpointConfigCommand,
  DescribeModelCommand,
  ListTagsCommand,
  SageMakerClient,
} from '@aws-sdk/client-sagemaker';
import type { ReleaseNames } from './release-names.ts';
import type { RecordedSnapshot } from './release-record.ts';
import type { ReleaseWorld } from './release-world.ts';

/** The current state, as any client sees it. */
export async function readWorld(
  world: ReleaseWorld,
  labels: ReleaseNames,
  endpoint: string,
  at: number,
): Promise<RecordedSnapshot> {
  const { clock, aws } = world;
  const client = aws.clients(SageMakerClient);
  const told = (name: string | undefined) => (name === undefined ? 'none' : labels.told(name));
  const described = await clock.drive(
    client.send(new DescribeEndpointCommand({ EndpointName: endpoint })).catch(() => undefined),
  );
  const { models, configs } = await world.inSageMaker();
  const alarms = await clock.drive(
    aws.clients(CloudWatchClient).send(new DescribeAlarmsCommand({ MaxRecords: 100 })),
  );
  const lease = (await world.item('lease', endpoint))?.holder as { claim: { rollout: string } } | undefined;
  const pending = described?.PendingDeploymentSummary;
  const variants = described?.ProductionVariants ?? [];
  const statuses = [...(pending?.ProductionVariants ?? []), ...variants].flatMap(
    ({ VariantStatus = [] }) => VariantStatus,
  );
  const fleets = aws.endpoint(endpoint)?.fleets ?? [];
  const green = fleets.filter(({ colour }) => colour === 'green');
  return {
    at,
    status: described?.EndpointStatus ?? 'none',
    config: told(described?.EndpointConfigName),
    pending: told(pending?.EndpointConfigName),
    share: Math.round(green.reduce((sum, { share }) => sum + share, 0) * 1000) / 10,
    instances: Object.fromEntries(
      variants.map(({ VariantName = '', CurrentInstanceCount = 0 }) => [VariantName, CurrentInstanceCount]),
    ),
    doing: statuses.map(({ StatusMessage = '' }) => StatusMessage).join(' '),
    alarms: (alarms.MetricAlarms ?? [])
      .map(({ AlarmName = '' }) => labels.told(AlarmName))
      .filter((name) => !name.startsWith('greenlight-local/ops/'))
      .sort(),
    configs: configs.map((name) => labels.told(name)).sort(),
    models: models.map((name) => labels.told(name)).sort(),
    ...(await clock.drive(definitionsOf(client, described, labels))),
    lease: told(lease?.claim.rollout),
  };
}

/** The config, the models of its variants, and the tags of all of them. */
async function definitionsOf(
  client: SageMakerClient,
  endpoint: DescribeEndpointCommandOutput | undefined,
  labels: ReleaseNames,
): Promise<Pick<RecordedSnapshot, 'settings' | 'model' | 'tags'>> {
  if (endpoint === undefined) return { settings: {}, model: {}, tags: {} };
  const { EndpointArn, EndpointConfigName } = endpoint;
  const config = await client
    .send(new DescribeEndpointConfigCommand({ EndpointConfigName }))
    .catch(() => undefined);
  const model: Record<string, Record<string, unknown>> = {};
  const modelTags: Record<string, string> = {};
  for (const { VariantName = '', ModelName } of config?.ProductionVariants ?? []) {
    const found = await client.send(new DescribeModelCommand({ ModelName })).catch(() => undefined);
    model[VariantName] = plain(found, labels);
    Object.assign(modelTags, await tagsOf(client, found?.ModelArn));
  }
  const tags = {
    endpoint: await tagsOf(client, EndpointArn),
    config: await tagsOf(client, config?.EndpointConfigArn),
    model: modelTags,
  };
  return { settings: plain(config, labels), model, tags: plain(tags, labels) };
}

async function tagsOf(
  client: SageMakerClient,
  ResourceArn: string | undefined,
): Promise<Record<string, string>> {
  if (ResourceArn === undefined) return {};
  const { Tags = [] } = await client.send(new ListTagsCommand({ ResourceArn }));
  return Object.fromEntries(Tags.map(({ Key = '', Value = '' }) => [Key, Value]));
}

/** The value as JSON, with labels instead of ids. */
const plain = (value: object | undefined, labels: ReleaseNames): Record<string, unknown> =>
  JSON.parse(labels.told(JSON.stringify(value ?? {})));
