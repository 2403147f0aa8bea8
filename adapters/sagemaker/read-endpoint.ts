import {
  DescribeEndpointCommand,
  type DescribeEndpointCommandOutput,
  DescribeEndpointConfigCommand,
  type DescribeEndpointConfigCommandOutput,
  DescribeModelCommand,
  type DescribeModelCommandOutput,
  ListTagsCommand,
  type PendingProductionVariantSummary,
  type ProductionVariantSummary,
  type SageMakerClient,
} from '@aws-sdk/client-sagemaker';
import type { EndpointReading } from '../../core/deployment/reading.ts';
import type { Tag } from '../../core/own-tags.ts';
import {
  type EndpointConfigDefinition,
  type EndpointProgress,
  type EndpointView,
  type KeptConfig,
  type LiveEndpoint,
  type ModelDefinition,
  modelsOf,
  type VariantProgress,
} from '../../core/sagemaker.ts';
import { endpointReading } from './deployment.ts';
import { unlessMissing } from './refusals.ts';
import { describeConfig, describeModel } from './unread.ts';

export async function readView(client: SageMakerClient, name: string): Promise<EndpointView | undefined> {
  const endpoint = await describe(client, name);
  return endpoint && viewOf(endpoint);
}

/** The view, and both fleets for people, from one call. */
export async function readBoth(
  client: SageMakerClient,
  name: string,
): Promise<{ view: EndpointView; reading: EndpointReading } | undefined> {
  const endpoint = await describe(client, name);
  return endpoint && { view: viewOf(endpoint), reading: endpointReading(endpoint) };
}

/** The progress of a running update, as DescribeEndpoint reports it. */
export async function readProgress(
  client: SageMakerClient,
  name: string,
): Promise<EndpointProgress | undefined> {
  const endpoint = await describe(client, name);
  if (endpoint === undefined) return undefined;
  const { ProductionVariants = [], PendingDeploymentSummary: pending } = endpoint;
  return {
    ...viewOf(endpoint),
    ...(pending?.StartTime !== undefined && { pendingSince: pending.StartTime.getTime() }),
    live: ProductionVariants.map(progressOf),
    pending: (pending?.ProductionVariants ?? []).map(progressOf),
  };
}

function progressOf(variant: ProductionVariantSummary | PendingProductionVariantSummary): VariantProgress {
  const { CurrentInstanceCount: instances, DesiredInstanceCount: desiredInstances } = variant;
  return {
    name: variant.VariantName ?? '',
    weight: variant.DesiredWeight ?? variant.CurrentWeight ?? 1,
    ...(instances !== undefined && { instances }),
    ...(desiredInstances !== undefined && { desiredInstances }),
    doing: (variant.VariantStatus ?? []).flatMap(({ Status }) => Status ?? []),
  };
}

/** The endpoint with its config and models. A Failed endpoint may lack them; the plan judges that. */
export async function readLive(
  client: SageMakerClient,
  name: string,
  withTags = false,
): Promise<LiveEndpoint | undefined> {
  const endpoint = await describe(client, name);
  if (endpoint === undefined) return undefined;
  const view = viewOf(endpoint);
  const [described, tags] = await Promise.all([
    unlessMissing(
      describeConfig(client, new DescribeEndpointConfigCommand({ EndpointConfigName: view.configName })),
    ),
    readTags(client, endpoint.EndpointArn),
  ]);
  const config = described?.output;
  const models = await readModels(client, config);
  const unread = [
    ...(described?.unread ?? []),
    ...models.flatMap(([model, found]) => (found?.unread ?? []).map((member) => `${model}: ${member}`)),
  ];
  const summaries = endpoint.ProductionVariants ?? [];
  const tagged = withTags ? await readTagged(client, config, models) : undefined;
  return {
    ...view,
    name: endpoint.EndpointName ?? name,
    config: configDefinition(config),
    ...(config?.CreationTime !== undefined && { configCreatedAt: config.CreationTime.getTime() }),
    inEffect: {
      ...(endpoint.MetricsConfig !== undefined && { metrics: plain(endpoint.MetricsConfig) }),
      routing: byVariant(summaries, ({ RoutingConfig }) => RoutingConfig && plain(RoutingConfig)),
    },
    ...(unread.length > 0 && { unread }),
    models: Object.fromEntries(models.flatMap(([model, found]) => (found ? [[model, found.model]] : []))),
    desiredInstanceCounts: byVariant(summaries, ({ DesiredInstanceCount }) => DesiredInstanceCount),
    resolvedImages: byVariant(summaries, resolvedImages),
    tags,
    ...(tagged && { tagged }),
    ...(endpoint.CreationTime !== undefined && { createdAt: endpoint.CreationTime.getTime() }),
    ...(endpoint.LastDeploymentConfig !== undefined && {
      lastDeployment: plain(endpoint.LastDeploymentConfig),
    }),
  };
}

/** What the tags of a new config and of a new model are carried over from. */
async function readTagged(
  client: SageMakerClient,
  config: DescribeEndpointConfigCommandOutput | undefined,
  models: Awaited<ReturnType<typeof readModels>>,
): Promise<NonNullable<LiveEndpoint['tagged']>> {
  const arns = models.flatMap(([model, found]) => (found === undefined ? [] : [[model, found.arn] as const]));
  const [ofConfig, ofModels] = await Promise.all([
    config === undefined ? [] : readTags(client, config.EndpointConfigArn),
    Promise.all(arns.map(async ([model, arn]) => [model, await readTags(client, arn)] as const)),
  ]);
  return { config: ofConfig, models: Object.fromEntries(ofModels) };
}

/** A kept endpoint config, and what a rollback to it needs. */
export async function readKept(client: SageMakerClient, name: string): Promise<KeptConfig | undefined> {
  const config = await unlessMissing(
    client.send(new DescribeEndpointConfigCommand({ EndpointConfigName: name })),
  );
  if (config === undefined) return undefined;
  const [models, tags] = await Promise.all([
    readModels(client, config),
    readTags(client, config.EndpointConfigArn),
  ]);
  const missingModels = models.flatMap(([model, found]) => (found === undefined ? [model] : []));
  return { name, config: configDefinition(config), tags, missingModels };
}

const describe = (client: SageMakerClient, name: string) =>
  unlessMissing(client.send(new DescribeEndpointCommand({ EndpointName: name })));

function viewOf(endpoint: DescribeEndpointCommandOutput): EndpointView {
  const pending = endpoint.PendingDeploymentSummary?.EndpointConfigName;
  return {
    status: endpoint.EndpointStatus ?? 'unknown',
    configName: endpoint.EndpointConfigName ?? '',
    lastModified: endpoint.LastModifiedTime?.getTime() ?? 0,
    ...(pending !== undefined && { pendingConfigName: pending }),
    ...(endpoint.FailureReason !== undefined && { failureReason: endpoint.FailureReason }),
  };
}

interface FoundModel {
  readonly model: ModelDefinition;
  readonly arn: string | undefined;
  readonly unread: readonly string[];
}

/** The models that the config's variants name, each once. A model that is gone is undefined. */
function readModels(
  client: SageMakerClient,
  config: DescribeEndpointConfigCommandOutput | undefined,
): Promise<(readonly [string, FoundModel | undefined])[]> {
  return Promise.all(
    modelsOf(configDefinition(config).ProductionVariants).map(async (name) => {
      const command = new DescribeModelCommand({ ModelName: name });
      const found = await unlessMissing(describeModel(client, command));
      const { ModelArn: arn } = found?.output ?? {};
      return [name, found && { model: modelDefinition(found.output), arn, unread: found.unread }] as const;
    }),
  );
}

async function readTags(client: SageMakerClient, arn: string | undefined): Promise<Tag[]> {
  const tags: Tag[] = [];
  let from: string | undefined;
  do {
    const input = { ResourceArn: arn, ...(from !== undefined && { NextToken: from }) };
    const page = await unlessMissing(client.send(new ListTagsCommand(input)));
    for (const { Key, Value } of page?.Tags ?? [])
      if (Key !== undefined && Value !== undefined) tags.push({ Key, Value });
    from = page?.NextToken;
  } while (from !== undefined);
  return tags;
}

/**
 * Drops the fields that only Describe has and Create does not accept. The next release inherits all others.
 */
function configDefinition(config: DescribeEndpointConfigCommandOutput | undefined): EndpointConfigDefinition {
  const { $metadata, EndpointConfigName, EndpointConfigArn, CreationTime, ...definition } =
    config ?? ({} as never);
  return {
    ...definition,
    ProductionVariants: (config?.ProductionVariants ??
      []) as unknown as EndpointConfigDefinition['ProductionVariants'],
  };
}

function modelDefinition(model: DescribeModelCommandOutput): ModelDefinition {
  const { $metadata, ModelName, ModelArn, CreationTime, DeploymentRecommendation, ...definition } = model;
  return definition as unknown as ModelDefinition;
}

function resolvedImages({ DeployedImages }: ProductionVariantSummary): Record<string, string> {
  const images = (DeployedImages ?? []).flatMap(({ SpecifiedImage, ResolvedImage }) =>
    SpecifiedImage !== undefined && ResolvedImage !== undefined
      ? [[SpecifiedImage, ResolvedImage] as const]
      : [],
  );
  return Object.fromEntries(images);
}

function byVariant<T>(
  summaries: readonly ProductionVariantSummary[],
  pick: (summary: ProductionVariantSummary) => T | undefined,
): Record<string, T> {
  const entries = summaries.flatMap((summary) => {
    const value = pick(summary);
    return summary.VariantName === undefined || value === undefined
      ? []
      : [[summary.VariantName, value] as const];
  });
  return Object.fromEntries(entries);
}

/** The value without undefined members, as it was on the wire. */
const plain = (value: object): Record<string, unknown> => JSON.parse(JSON.stringify(value));
