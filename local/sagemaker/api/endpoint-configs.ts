import type {
  CreateEndpointConfigInput,
  CreateEndpointConfigOutput,
  DeleteEndpointConfigInput,
  DescribeEndpointConfigInput,
  DescribeEndpointConfigOutput,
  ListEndpointConfigsOutput,
  MetricsConfig,
  ProductionVariant,
  Tag,
} from '@aws-sdk/client-sagemaker';
import type { LocalContext } from '../../context.ts';
import { notCovered } from '../../transport/aws-error.ts';
import type { Assumptions } from '../assumptions.ts';
import { invalid } from './errors.ts';
import type { Model } from './models.ts';
import { type ListInput, pageOf } from './paging.ts';
import type { Resources } from './resources.ts';
import { tagsOf } from './tag-set.ts';

export interface EndpointConfig {
  readonly name: string;
  readonly arn: string;
  readonly createdAt: number;
  /** At least one, names unique, each with a model, an instance type or pools, and a count, and the defaults that Describe shows. */
  readonly variants: readonly ProductionVariant[];
  readonly input: CreateEndpointConfigInput;
  /** As it is shown; of what was left out the default, if that is shown. */
  readonly metrics: MetricsConfig | undefined;
  tags: readonly Tag[];
}

/**
 * The operations on endpoint configs. A config may be deleted while an endpoint uses it, as on AWS ("you must
 * not"): the endpoint keeps serving, and only another UpdateEndpoint misses it.
 */
export function endpointConfigOperations(
  context: LocalContext,
  configs: Resources<EndpointConfig>,
  models: Resources<Model>,
  assumptions: Assumptions,
) {
  /** @see detailedByDefaultFrom */
  const metricsOf = (given: MetricsConfig | undefined, createdAt: number): MetricsConfig | undefined =>
    createdAt >= detailedByDefaultFrom && assumptions.observabilityDefault === 'shown'
      ? { EnableDetailedObservability: true, ...given }
      : given;

  return {
    CreateEndpointConfig(input: CreateEndpointConfigInput): CreateEndpointConfigOutput {
      const name = input.EndpointConfigName ?? '';
      configs.assertFree(name);
      const variants = (input.ProductionVariants ?? []).map(completed);
      assertNamesUnique(variants);
      for (const { ModelName, InstancePools = [] } of variants) {
        models.get(ModelName ?? '');
        for (const { ModelNameOverride } of InstancePools) {
          if (ModelNameOverride !== undefined) models.get(ModelNameOverride);
        }
      }
      const arn = configs.arnFor(name);
      const tags = tagsOf(input.Tags);
      const createdAt = context.clock.now();
      const metrics = metricsOf(input.MetricsConfig, createdAt);
      configs.add({ name, arn, createdAt, variants, input, metrics, tags });
      return { EndpointConfigArn: arn };
    },

    DescribeEndpointConfig(query: DescribeEndpointConfigInput): DescribeEndpointConfigOutput {
      const { name, arn, createdAt, variants, input, metrics } = configs.get(query.EndpointConfigName ?? '');
      const { Tags, ...kept } = input;
      return {
        ...kept,
        ...(metrics && { MetricsConfig: metrics }),
        EndpointConfigName: name,
        EndpointConfigArn: arn,
        ProductionVariants: [...variants],
        CreationTime: new Date(createdAt),
      };
    },

    ListEndpointConfigs(input: ListInput): ListEndpointConfigsOutput {
      const { page, nextToken } = pageOf(configs.all(), input, 'endpoint configuration');
      return {
        EndpointConfigs: page.map((config) => ({
          EndpointConfigName: config.name,
          EndpointConfigArn: config.arn,
          CreationTime: new Date(config.createdAt),
        })),
        NextToken: nextToken,
      };
    },

    DeleteEndpointConfig({ EndpointConfigName }: DeleteEndpointConfigInput): void {
      const { name } = configs.get(EndpointConfigName ?? '');
      configs.remove(name);
    },
  };
}

/**
 * "For endpoint configurations created after June 17, 2026, EnableDetailedObservability defaults to true" (the guide,
 * "Getting started with detailed observability", where describe-endpoint-config then answers `true`). Before, it is off
 * unless it is given.
 */
const detailedByDefaultFrom = Date.UTC(2026, 5, 18);

/** A variant with its defaults: the weight is 1.0 by the API reference. */
function completed(variant: ProductionVariant): ProductionVariant {
  if (variant.ModelName === undefined) {
    throw notCovered('SageMaker production variants without ModelName (inference components)');
  }
  const { VariantName: name, InstanceType, InstancePools, InitialInstanceCount } = variant;
  if (InstanceType !== undefined && InstancePools !== undefined) {
    throw invalid(`InstanceType and InstancePools cannot both be given for production variant ${name}.`);
  }
  if (InstanceType === undefined && InstancePools === undefined) {
    throw invalid(`InstanceType is required for production variant ${name}.`);
  }
  if (InitialInstanceCount === undefined) {
    throw invalid(`InitialInstanceCount is required for production variant ${name}.`);
  }
  return { InitialVariantWeight: 1, ...variant };
}

function assertNamesUnique(variants: readonly ProductionVariant[]): void {
  const names = variants.map((variant) => variant.VariantName);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw invalid(`Production variant names must be unique: ${twice} is given twice.`);
}
