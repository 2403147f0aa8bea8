import type {
  ContainerDefinition,
  CreateModelInput,
  CreateModelOutput,
  DeleteModelInput,
  DescribeModelInput,
  DescribeModelOutput,
  ListModelsOutput,
  Tag,
} from '@aws-sdk/client-sagemaker';
import type { LocalContext } from '../../context.ts';
import type { ObjectStore } from '../../ports.ts';
import { notCovered } from '../../transport/aws-error.ts';
import { modelDataExists, modelDataOf } from '../model-data.ts';
import { invalid } from './errors.ts';
import { type ListInput, pageOf } from './paging.ts';
import type { Resources } from './resources.ts';
import { tagsOf } from './tag-set.ts';

export interface Model {
  readonly name: string;
  readonly arn: string;
  readonly createdAt: number;
  readonly container: ContainerDefinition;
  readonly input: CreateModelInput;
  tags: readonly Tag[];
}

/** The operations on models. Deleting one that a config or an endpoint uses is allowed, as on AWS. */
export function modelOperations(context: LocalContext, models: Resources<Model>, objects: ObjectStore) {
  return {
    async CreateModel(input: CreateModelInput): Promise<CreateModelOutput> {
      const name = input.ModelName ?? '';
      models.assertFree(name);
      const container = containerOf(input, context.account);
      const tags = tagsOf(input.Tags);
      await assertModelDataExists(container, objects);
      const arn = models.arnFor(name);
      models.add({ name, arn, createdAt: context.clock.now(), container, input, tags });
      return { ModelArn: arn };
    },

    DescribeModel({ ModelName }: DescribeModelInput): DescribeModelOutput {
      const { name, arn, createdAt, container, input } = models.get(ModelName ?? '');
      const shown: ContainerDefinition = { Mode: 'SingleModel', ...container };
      return {
        ModelName: name,
        ModelArn: arn,
        CreationTime: new Date(createdAt),
        ...(input.PrimaryContainer === undefined ? { Containers: [shown] } : { PrimaryContainer: shown }),
        ExecutionRoleArn: input.ExecutionRoleArn,
        VpcConfig: input.VpcConfig,
        EnableNetworkIsolation: input.EnableNetworkIsolation ?? false,
      };
    },

    ListModels(input: ListInput): ListModelsOutput {
      const { page, nextToken } = pageOf(models.all(), input, 'model');
      return {
        Models: page.map((model) => ({
          ModelName: model.name,
          ModelArn: model.arn,
          CreationTime: new Date(model.createdAt),
        })),
        NextToken: nextToken,
      };
    },

    DeleteModel({ ModelName }: DeleteModelInput): void {
      const { name } = models.get(ModelName ?? '');
      models.remove(name);
    },
  };
}

/** A model has one container, whichever member names it. Several are an inference pipeline. */
function containerOf(
  { PrimaryContainer, Containers }: CreateModelInput,
  account: string,
): ContainerDefinition {
  if (PrimaryContainer !== undefined && Containers !== undefined) {
    throw invalid('PrimaryContainer and Containers cannot both be given.');
  }
  const [container = PrimaryContainer, ...others] = Containers ?? [];
  if (others.length > 0)
    throw notCovered('SageMaker CreateModel with Containers of several (inference pipelines)');
  if (container === undefined) throw invalid('PrimaryContainer is required.');
  assertImage(container, account);
  if (container.Mode === 'MultiModel') throw notCovered('SageMaker CreateModel with Mode MultiModel');

  const source = container.ModelDataSource?.S3DataSource;
  if (source !== undefined && container.ModelDataUrl !== undefined) {
    throw invalid('ModelDataUrl and ModelDataSource cannot both be given.');
  }
  if (source?.S3DataType === 'S3Prefix') {
    if (source.CompressionType === 'Gzip') {
      throw notCovered('SageMaker CreateModel with S3DataType S3Prefix and CompressionType Gzip');
    }
    // "A valid key name prefix identified by S3Uri always ends with a forward slash" (S3ModelDataSource).
    if (!source.S3Uri?.endsWith('/')) {
      throw invalid(
        `S3Uri must end with a forward slash (/) when S3DataType is S3Prefix, got ${source.S3Uri}.`,
      );
    }
  }
  const url = container.ModelDataUrl ?? source?.S3Uri;
  if (url !== undefined && modelDataOf(container) === undefined) {
    throw notCovered(`SageMaker CreateModel with model data at ${url}: expected s3://bucket/key`);
  }
  assertEnvironment(container.Environment ?? {});
  return container;
}

/**
 * An image, or a model package of another account: a product of AWS Marketplace, whose image and artifact its buyer
 * never sees.
 */
function assertImage({ Image, ModelPackageName }: ContainerDefinition, account: string): void {
  if (ModelPackageName === undefined) {
    if (Image === undefined) throw invalid('Image is required in PrimaryContainer.');
    return;
  }
  const [, owner = account] = /^arn:[^:]+:sagemaker:[^:]*:(\d{12}):/.exec(ModelPackageName) ?? [];
  if (owner === account) {
    throw notCovered(
      'SageMaker CreateModel with ModelPackageName of its own account (there is no model registry to take the image and the artifact from)',
    );
  }
  if (Image !== undefined) throw invalid('Image and ModelPackageName cannot both be given.');
}

/** The API reference's limits beside the model's: 1024 bytes for each key and value, 32 KB for all of them. */
function assertEnvironment(environment: Readonly<Record<string, string>>): void {
  const sizes = Object.entries(environment)
    .flat()
    .map((part) => Buffer.byteLength(part));
  if (sizes.some((size) => size > 1024)) {
    throw invalid('Each key and value of Environment must be at most 1024 bytes long.');
  }
  if (sizes.reduce((sum, size) => sum + size, 0) > 32 * 1024) {
    throw invalid('All keys and values of Environment must be at most 32 KB long together.');
  }
}

/** CreateModel looks at once whether the data is there (seen in public reports); whether it is sound shows later. */
async function assertModelDataExists(container: ContainerDefinition, objects: ObjectStore): Promise<void> {
  const data = modelDataOf(container);
  if (data !== undefined && !(await modelDataExists(data, objects))) {
    throw invalid(`Could not find model data at ${data.url}.`);
  }
}
