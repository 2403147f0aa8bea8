import type {
  CreateEndpointInput,
  CreateEndpointOutput,
  DeleteEndpointInput,
  DescribeEndpointInput,
  DescribeEndpointOutput,
  ListEndpointsOutput,
  UpdateEndpointInput,
  UpdateEndpointOutput,
} from '@aws-sdk/client-sagemaker';
import type { LocalContext } from '../../context.ts';
import type { AlarmWatch } from '../../ports.ts';
import { notCovered } from '../../transport/aws-error.ts';
import type { Assumptions } from '../assumptions.ts';
import { type Endpoint, statusOf } from '../endpoint.ts';
import { describeEndpoint } from '../endpoint-view.ts';
import { type FleetSpec, fleetSpecOf } from '../fleet-spec.ts';
import type { Lifecycle } from '../lifecycle.ts';
import { assertDeployable } from './deployment-rules.ts';
import type { EndpointConfig } from './endpoint-configs.ts';
import { inProgress, invalid } from './errors.ts';
import type { Model } from './models.ts';
import { type ListInput, pageOf } from './paging.ts';
import type { Resources } from './resources.ts';

export interface EndpointDeps {
  readonly context: LocalContext;
  readonly models: Resources<Model>;
  readonly configs: Resources<EndpointConfig>;
  readonly endpoints: Resources<Endpoint>;
  readonly lifecycle: Lifecycle;
  readonly alarms: AlarmWatch;
  readonly assumptions: Assumptions;
}

/** The operations on endpoints: they check and start; what follows is the lifecycle's. */
export function endpointOperations(deps: EndpointDeps) {
  const { context, models, configs, endpoints, lifecycle, assumptions } = deps;

  /** @throws AwsError if the config or its model is not there */
  const specOf = (configName: string): FleetSpec => {
    const config = configs.get(configName);
    const model = models.get(config.variant.ModelName ?? '');
    return fleetSpecOf(config.name, config.variant, model.container, context.clock.now());
  };

  return {
    CreateEndpoint(input: CreateEndpointInput): CreateEndpointOutput {
      const name = input.EndpointName ?? '';
      endpoints.assertFree(name);
      const spec = specOf(input.EndpointConfigName ?? '');
      assertDeployable(input.DeploymentConfig, spec.instanceCount, deps.alarms, assumptions);
      const now = context.clock.now();
      const endpoint: Endpoint = {
        name,
        arn: endpoints.arnFor(name),
        tags: input.Tags ?? [],
        createdAt: now,
        lastModifiedAt: now,
        activity: { kind: 'creating', since: now },
        live: { spec, instances: [] },
        failureReason: undefined,
        // Kept for later updates; it does not make the creation a blue/green deployment.
        lastDeploymentConfig: input.DeploymentConfig,
      };
      endpoints.add(endpoint);
      lifecycle.create(endpoint);
      return { EndpointArn: endpoint.arn };
    },

    DescribeEndpoint({ EndpointName }: DescribeEndpointInput): DescribeEndpointOutput {
      return describeEndpoint(endpoints.get(EndpointName ?? ''), assumptions);
    },

    ListEndpoints(input: ListInput): ListEndpointsOutput {
      const listed = endpoints.all().map((endpoint) => ({
        name: endpoint.name,
        arn: endpoint.arn,
        createdAt: endpoint.createdAt,
        lastModifiedAt: endpoint.lastModifiedAt,
        status: statusOf(endpoint.activity, assumptions),
      }));
      const { page, nextToken } = pageOf(listed, input);
      return {
        Endpoints: page.map((endpoint) => ({
          EndpointName: endpoint.name,
          EndpointArn: endpoint.arn,
          CreationTime: new Date(endpoint.createdAt),
          LastModifiedTime: new Date(endpoint.lastModifiedAt),
          EndpointStatus: endpoint.status,
        })),
        NextToken: nextToken,
      };
    },

    UpdateEndpoint(input: UpdateEndpointInput): UpdateEndpointOutput {
      const endpoint = endpoints.get(input.EndpointName ?? '');
      assertUpdatable(endpoint);
      if (input.RetainDeploymentConfig)
        throw notCovered('SageMaker UpdateEndpoint with RetainDeploymentConfig');
      // The config that serves must still be there too: AWS refuses otherwise.
      configs.get(endpoint.live.spec.configName);
      const wanted = specOf(input.EndpointConfigName ?? '');
      assertSameVariant(endpoint.live.spec, wanted);
      const spec = withRetained(input, endpoint.live.spec, wanted);
      assertDeployable(input.DeploymentConfig, spec.instanceCount, deps.alarms, assumptions);
      lifecycle.update(endpoint, spec, input.DeploymentConfig);
      return { EndpointArn: endpoint.arn };
    },

    DeleteEndpoint({ EndpointName }: DeleteEndpointInput): void {
      const endpoint = endpoints.get(EndpointName ?? '');
      const { kind } = endpoint.activity;
      if (kind !== 'in-service' && kind !== 'failed') throw inProgress(endpoint.arn);
      lifecycle.remove(endpoint, () => endpoints.remove(endpoint.name));
    },
  };
}

function assertUpdatable({ activity, arn }: Endpoint): void {
  if (activity.kind === 'failed') {
    throw invalid(`Cannot update endpoint "${arn}" in status Failed: only DeleteEndpoint is allowed.`);
  }
  if (activity.kind !== 'in-service') throw inProgress(arn);
}

function assertSameVariant(live: FleetSpec, wanted: FleetSpec): void {
  if (wanted.configName === live.configName) {
    throw invalid(
      `Cannot update endpoint with the currently in use endpoint configuration "${live.configName}".`,
    );
  }
  if (wanted.variantName !== live.variantName) {
    throw invalid(
      `The production variant names of the new endpoint configuration must equal those in use: expected ${live.variantName}, got ${wanted.variantName}.`,
    );
  }
}

/** RetainAllVariantProperties keeps what the endpoint runs with now, less what ExcludeRetainedVariantProperties names. */
function withRetained(input: UpdateEndpointInput, live: FleetSpec, wanted: FleetSpec): FleetSpec {
  if (!input.RetainAllVariantProperties) return wanted;
  const excluded =
    input.ExcludeRetainedVariantProperties?.map((property) => property.VariantPropertyType) ?? [];
  return {
    ...wanted,
    instanceCount: excluded.includes('DesiredInstanceCount') ? wanted.instanceCount : live.instanceCount,
    weight: excluded.includes('DesiredWeight') ? wanted.weight : live.weight,
  };
}
