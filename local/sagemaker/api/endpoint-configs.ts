import type {
  CreateEndpointConfigInput,
  CreateEndpointConfigOutput,
  DeleteEndpointConfigInput,
  DescribeEndpointConfigInput,
  DescribeEndpointConfigOutput,
  ListEndpointConfigsOutput,
  ProductionVariant,
} from '@aws-sdk/client-sagemaker';
import type { LocalContext } from '../../context.ts';
import { notCovered } from '../../transport/aws-error.ts';
import { invalid } from './errors.ts';
import type { Model } from './models.ts';
import { type ListInput, pageOf } from './paging.ts';
import type { Resources } from './resources.ts';

export interface EndpointConfig {
  readonly name: string;
  readonly arn: string;
  readonly createdAt: number;
  /** With the defaults that DescribeEndpointConfig shows. */
  readonly variant: ProductionVariant;
  readonly kmsKeyId: string | undefined;
}

/** The operations on endpoint configs. A config may be deleted while an endpoint uses it, as on AWS. */
export function endpointConfigOperations(
  context: LocalContext,
  configs: Resources<EndpointConfig>,
  models: Resources<Model>,
) {
  return {
    CreateEndpointConfig(input: CreateEndpointConfigInput): CreateEndpointConfigOutput {
      const name = input.EndpointConfigName ?? '';
      configs.assertFree(name);
      const variant = variantOf(input.ProductionVariants ?? []);
      models.get(variant.ModelName ?? '');
      const arn = configs.arnFor(name);
      configs.add({ name, arn, createdAt: context.clock.now(), variant, kmsKeyId: input.KmsKeyId });
      return { EndpointConfigArn: arn };
    },

    DescribeEndpointConfig(input: DescribeEndpointConfigInput): DescribeEndpointConfigOutput {
      const config = configs.get(input.EndpointConfigName ?? '');
      return {
        EndpointConfigName: config.name,
        EndpointConfigArn: config.arn,
        ProductionVariants: [config.variant],
        KmsKeyId: config.kmsKeyId,
        CreationTime: new Date(config.createdAt),
      };
    },

    ListEndpointConfigs(input: ListInput): ListEndpointConfigsOutput {
      const { page, nextToken } = pageOf(configs.all(), input);
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

function variantOf(variants: readonly ProductionVariant[]): ProductionVariant {
  const [variant, ...others] = variants;
  if (variant === undefined || others.length > 0) {
    throw notCovered('SageMaker endpoint configurations with several production variants');
  }
  if (variant.ModelName === undefined) {
    throw notCovered('SageMaker production variants without ModelName (inference components)');
  }
  for (const member of ['InstanceType', 'InitialInstanceCount'] as const) {
    if (variant[member] === undefined) {
      throw invalid(`${member} is required for production variant ${variant.VariantName}.`);
    }
  }
  return { InitialVariantWeight: 1, ...variant };
}
