import {
  CreateEndpointCommand,
  CreateEndpointConfigCommand,
  type CreateEndpointConfigCommandInput,
  CreateModelCommand,
  type CreateModelCommandInput,
  DescribeEndpointCommand,
  type DescribeEndpointCommandOutput,
  DescribeEndpointConfigCommand,
  type DescribeEndpointConfigCommandOutput,
  DescribeModelCommand,
  type DescribeModelCommandOutput,
  type SageMakerClient,
  UpdateEndpointCommand,
  type UpdateEndpointCommandInput,
} from '@aws-sdk/client-sagemaker';
import { ApiRefused } from '../core/errors.ts';
import type { Endpoints } from '../core/ports.ts';
import type {
  DeploymentConfig,
  EndpointConfigDefinition,
  EndpointView,
  LiveEndpoint,
  ModelDefinition,
} from '../core/sagemaker.ts';

/** Endpoints on SageMaker. Refusals come as ApiRefused; throttling and faults as the SDK's own errors, to be retried. */
export function sageMakerEndpoints(client: SageMakerClient): Endpoints {
  const describe = (name: string) =>
    unlessMissing(client.send(new DescribeEndpointCommand({ EndpointName: name })));

  return {
    async view(name) {
      const endpoint = await describe(name);
      return endpoint && viewOf(endpoint);
    },

    async live(name) {
      const endpoint = await describe(name);
      if (endpoint === undefined) return undefined;
      const view = viewOf(endpoint);
      // A Failed endpoint may be without its config; what is missing is judged by the plan.
      const config = await unlessMissing(
        client.send(new DescribeEndpointConfigCommand({ EndpointConfigName: view.configName })),
      );
      const variants = config?.ProductionVariants ?? [];
      const modelName = variants.length === 1 ? variants[0]?.ModelName : undefined;
      const model = modelName
        ? await unlessMissing(client.send(new DescribeModelCommand({ ModelName: modelName })))
        : undefined;
      return liveOf(name, endpoint, view, config, model);
    },

    async createModel(name, model) {
      await createOnce(
        'CreateModel',
        () =>
          client.send(
            new CreateModelCommand({ ...(model as unknown as CreateModelCommandInput), ModelName: name }),
          ),
        () => client.send(new DescribeModelCommand({ ModelName: name })),
        model,
      );
    },

    async createEndpointConfig(name, config) {
      const input = config as unknown as CreateEndpointConfigCommandInput;
      await createOnce(
        'CreateEndpointConfig',
        () => client.send(new CreateEndpointConfigCommand({ ...input, EndpointConfigName: name })),
        () => client.send(new DescribeEndpointConfigCommand({ EndpointConfigName: name })),
        config,
      );
    },

    async createEndpoint(name, configName, deployment) {
      // The DeploymentConfig given here is only kept by SageMaker for later updates.
      const input = {
        EndpointName: name,
        EndpointConfigName: configName,
        DeploymentConfig: sdkDeployment(deployment),
      };
      await refusable('CreateEndpoint', client.send(new CreateEndpointCommand(input)));
    },

    async updateEndpoint(name, configName, deployment) {
      const input: UpdateEndpointCommandInput = {
        EndpointName: name,
        EndpointConfigName: configName,
        DeploymentConfig: sdkDeployment(deployment),
        RetainAllVariantProperties: true,
      };
      await refusable('UpdateEndpoint', client.send(new UpdateEndpointCommand(input)));
    },
  };
}

const sdkDeployment = (deployment: DeploymentConfig) =>
  deployment as NonNullable<UpdateEndpointCommandInput['DeploymentConfig']>;

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

function liveOf(
  name: string,
  endpoint: DescribeEndpointCommandOutput,
  view: EndpointView,
  config: DescribeEndpointConfigCommandOutput | undefined,
  model: DescribeModelCommandOutput | undefined,
): LiveEndpoint {
  const counts = (endpoint.ProductionVariants ?? []).flatMap((variant) =>
    variant.VariantName !== undefined && variant.DesiredInstanceCount !== undefined
      ? [[variant.VariantName, variant.DesiredInstanceCount] as const]
      : [],
  );
  return {
    ...view,
    name,
    config: configDefinition(config),
    model: model && modelDefinition(model),
    desiredInstanceCounts: Object.fromEntries(counts),
  };
}

/** What describing answers beyond what creating takes is left out; all else is inherited by the next release. */
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
  return definition as ModelDefinition;
}

/** Creates, or finds that an earlier try has: same content under the name counts as done. */
async function createOnce(
  operation: string,
  create: () => Promise<unknown>,
  describe: () => Promise<object>,
  wanted: object,
): Promise<void> {
  try {
    await create();
  } catch (error) {
    if (!isRefusal(error)) throw error;
    if (!/already existing/i.test(error.message))
      throw new ApiRefused(operation, error.message, { cause: error });
    const found = await describe();
    if (!contains(found, wanted))
      throw new ApiRefused(operation, `${error.message} Its content is another.`, { cause: error });
  }
}

/** Whether `found` has everything that `wanted` has; AWS adds defaults and names of its own. */
function contains(found: unknown, wanted: unknown): boolean {
  if (typeof wanted !== 'object' || wanted === null) return found === wanted;
  if (typeof found !== 'object' || found === null) return false;
  return Object.entries(wanted).every(
    ([key, value]) => value === undefined || contains((found as Record<string, unknown>)[key], value),
  );
}

async function refusable<T>(operation: string, call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    // An endpoint config just made may not be seen yet (AWS reads it eventually consistently): worth another try.
    const unseen = isRefusal(error) && /^Could not find endpoint configuration/i.test(error.message);
    if (isRefusal(error) && !unseen) throw new ApiRefused(operation, error.message, { cause: error });
    throw error;
  }
}

/** The answer, or undefined if there is no such thing: SageMaker says so as a ValidationException. */
async function unlessMissing<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (isRefusal(error) && /^Could not find /i.test(error.message)) return undefined;
    throw error;
  }
}

/** SageMaker models only ResourceLimitExceeded; all other refusals are matched by name. */
const isRefusal = (error: unknown): error is Error =>
  error instanceof Error &&
  ['ValidationException', 'ResourceLimitExceeded', 'AccessDeniedException'].includes(error.name);
