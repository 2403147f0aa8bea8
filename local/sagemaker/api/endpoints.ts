import type {
  CreateEndpointInput,
  CreateEndpointOutput,
  DeleteEndpointInput,
  DescribeEndpointInput,
  DescribeEndpointOutput,
  ListEndpointsOutput,
  UpdateEndpointInput,
  UpdateEndpointOutput,
  UpdateEndpointWeightsAndCapacitiesInput,
  UpdateEndpointWeightsAndCapacitiesOutput,
} from '@aws-sdk/client-sagemaker';
import type { LocalContext } from '../../context.ts';
import type { AlarmWatch, ScalableTargets } from '../../ports.ts';
import type { Assumptions } from '../assumptions.ts';
import { type Endpoint, statusOf } from '../endpoint.ts';
import { describeEndpoint } from '../endpoint-view.ts';
import { type Generation, unlaunched } from '../fleet.ts';
import { type FleetSpec, fleetSpecOf, servedBy } from '../fleet-spec.ts';
import type { Lifecycle } from '../lifecycle.ts';
import { shownFrom } from './config-view.ts';
import { assertDeployable } from './deployment-rules.ts';
import type { EndpointConfig } from './endpoint-configs.ts';
import { couldNotFind, inProgress } from './errors.ts';
import type { Model } from './models.ts';
import { type ListInput, pageOf } from './paging.ts';
import type { Resources } from './resources.ts';
import { tagsOf } from './tag-set.ts';
import {
  assertAnother,
  assertRescalable,
  assertScaledTypesKept,
  assertUpdatable,
  assertVariantNames,
  deploymentConfigOf,
  inOrderOf,
  rescalingOf,
  retaining,
} from './update-rules.ts';

/** How long an accepted update is not shown yet, under `updateShown: 'after-seconds'`. */
const unshownMs = 2000;

export interface EndpointDeps {
  readonly context: LocalContext;
  readonly models: Resources<Model>;
  readonly configs: Resources<EndpointConfig>;
  readonly endpoints: Resources<Endpoint>;
  readonly lifecycle: Lifecycle;
  readonly alarms: AlarmWatch;
  readonly scaling: ScalableTargets | undefined;
  readonly assumptions: Assumptions;
}

/** The operations on endpoints: they check and start; what follows is the lifecycle's. */
export function endpointOperations(deps: EndpointDeps) {
  const { context, models, configs, endpoints, lifecycle, assumptions } = deps;

  /** @throws AwsError if the config or one of its models is not there */
  const generationOf = (configName: string): Generation => {
    const config = configs.get(configName);
    const specs = config.variants.map((variant) => {
      const model = models.get(servedBy(variant).modelName);
      return fleetSpecOf(config.name, variant, model.container, context.clock.now(), config.input);
    });
    return unlaunched(config.name, specs);
  };

  /** @throws AwsError if there is none of that name, as the switch `endpointNameCase` reads names */
  const named = (name = ''): Endpoint => {
    const endpoint = endpoints.get(name);
    if (assumptions.endpointNameCase === 'matched' && endpoint.name !== name)
      throw couldNotFind('endpoint', endpoints.arnFor(name));
    return endpoint;
  };

  /** What DescribeEndpoint goes on showing of endpoints that were just updated (`updateShown`). */
  const shownBefore = new Map<Endpoint, { readonly until: number; readonly shown: DescribeEndpointOutput }>();
  const shownNow = (endpoint: Endpoint): DescribeEndpointOutput => ({
    ...describeEndpoint(endpoint, assumptions),
    ...shownFrom(configs.find(endpoint.live.configName), endpoint.live.fleets[0]?.spec.capture),
  });

  return {
    CreateEndpoint(input: CreateEndpointInput): CreateEndpointOutput {
      const name = input.EndpointName ?? '';
      endpoints.assertFree(name);
      const live = generationOf(input.EndpointConfigName ?? '');
      assertDeployable(input.DeploymentConfig, specsOf(live), deps.alarms, assumptions);
      lifecycle.assertRoom(live);
      const now = context.clock.now();
      const endpoint: Endpoint = {
        name,
        arn: endpoints.arnFor(name),
        tags: tagsOf(input.Tags),
        createdAt: now,
        lastModifiedAt: now,
        activity: { kind: 'creating', since: now },
        live,
        failureReason: undefined,
        // Kept for later updates; it does not make the creation a blue/green deployment.
        lastDeploymentConfig: input.DeploymentConfig,
      };
      endpoints.add(endpoint);
      lifecycle.create(endpoint);
      return { EndpointArn: endpoint.arn };
    },

    DescribeEndpoint({ EndpointName }: DescribeEndpointInput): DescribeEndpointOutput {
      const endpoint = named(EndpointName);
      const before = shownBefore.get(endpoint);
      if (before !== undefined && context.clock.now() < before.until) return before.shown;
      shownBefore.delete(endpoint);
      return shownNow(endpoint);
    },

    ListEndpoints(input: ListInput): ListEndpointsOutput {
      const listed = endpoints.all().map((endpoint) => ({
        name: endpoint.name,
        arn: endpoint.arn,
        createdAt: endpoint.createdAt,
        lastModifiedAt: endpoint.lastModifiedAt,
        status: statusOf(endpoint.activity, assumptions),
      }));
      const { page, nextToken } = pageOf(listed, input, 'endpoint');
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
      const endpoint = named(input.EndpointName);
      assertUpdatable(endpoint);
      // The config that serves must still be there too: AWS refuses otherwise.
      configs.get(endpoint.live.configName);
      const { live } = endpoint;
      const asked = generationOf(input.EndpointConfigName ?? '');
      assertAnother(endpoint, asked);
      if (deps.scaling) assertScaledTypesKept(endpoint, asked, deps.scaling);
      const wanted = unlaunched(
        asked.configName,
        inOrderOf(live, asked).map(retaining(input, live, assumptions)),
      );
      const config = deploymentConfigOf(input, endpoint);
      assertVariantNames(live, wanted, config, assumptions);
      assertDeployable(config, specsOf(wanted), deps.alarms, assumptions);
      if (assumptions.updateShown === 'after-seconds')
        shownBefore.set(endpoint, { until: context.clock.now() + unshownMs, shown: shownNow(endpoint) });
      lifecycle.update(endpoint, wanted, config);
      return { EndpointArn: endpoint.arn };
    },

    UpdateEndpointWeightsAndCapacities(
      input: UpdateEndpointWeightsAndCapacitiesInput,
    ): UpdateEndpointWeightsAndCapacitiesOutput {
      const endpoint = named(input.EndpointName);
      assertUpdatable(endpoint);
      assertRescalable(endpoint);
      const asynchronous = configs.find(endpoint.live.configName)?.input.AsyncInferenceConfig !== undefined;
      lifecycle.rescale(endpoint, rescalingOf(input, endpoint, asynchronous));
      return { EndpointArn: endpoint.arn };
    },

    DeleteEndpoint({ EndpointName }: DeleteEndpointInput): void {
      const endpoint = named(EndpointName);
      const { kind } = endpoint.activity;
      const settled = kind === 'in-service' || kind === 'failed' || kind === 'update-rollback-failed';
      if (!settled) throw inProgress(endpoint.arn);
      deps.scaling?.forget(endpoint.name);
      lifecycle.remove(endpoint, () => endpoints.remove(endpoint.name));
    },
  };
}

const specsOf = (generation: Generation): readonly FleetSpec[] => generation.fleets.map(({ spec }) => spec);
