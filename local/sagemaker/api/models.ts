import type {
  ContainerDefinition,
  CreateModelInput,
  CreateModelOutput,
  DeleteModelInput,
  DescribeModelInput,
  DescribeModelOutput,
  ListModelsOutput,
} from '@aws-sdk/client-sagemaker';
import type { LocalContext } from '../../context.ts';
import type { ObjectStore } from '../../ports.ts';
import { notCovered } from '../../transport/aws-error.ts';
import { modelDataOf } from '../fleet-spec.ts';
import { invalid } from './errors.ts';
import { type ListInput, pageOf } from './paging.ts';
import type { Resources } from './resources.ts';

export interface Model {
  readonly name: string;
  readonly arn: string;
  readonly createdAt: number;
  readonly container: ContainerDefinition;
  readonly input: CreateModelInput;
}

/** The operations on models. Roles, networks and tags are kept and shown, with no effect here. */
export function modelOperations(context: LocalContext, models: Resources<Model>, objects: ObjectStore) {
  return {
    async CreateModel(input: CreateModelInput): Promise<CreateModelOutput> {
      const name = input.ModelName ?? '';
      models.assertFree(name);
      const container = containerOf(input);
      await assertModelDataExists(container, objects);
      const model = { name, arn: models.arnFor(name), createdAt: context.clock.now(), container, input };
      models.add(model);
      return { ModelArn: model.arn };
    },

    DescribeModel({ ModelName }: DescribeModelInput): DescribeModelOutput {
      const { name, arn, createdAt, container, input } = models.get(ModelName ?? '');
      return {
        ModelName: name,
        ModelArn: arn,
        CreationTime: new Date(createdAt),
        PrimaryContainer: { Mode: 'SingleModel', ...container },
        ExecutionRoleArn: input.ExecutionRoleArn,
        VpcConfig: input.VpcConfig,
        EnableNetworkIsolation: input.EnableNetworkIsolation ?? false,
      };
    },

    ListModels(input: ListInput): ListModelsOutput {
      const { page, nextToken } = pageOf(models.all(), input);
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

function containerOf({ PrimaryContainer: container }: CreateModelInput): ContainerDefinition {
  if (container === undefined) throw invalid('PrimaryContainer is required.');
  if (container.Image === undefined) throw invalid('Image is required in PrimaryContainer.');
  if (container.Mode === 'MultiModel') throw notCovered('SageMaker CreateModel with Mode MultiModel');

  const source = container.ModelDataSource?.S3DataSource;
  if (source !== undefined && container.ModelDataUrl !== undefined) {
    throw invalid('ModelDataUrl and ModelDataSource cannot both be given.');
  }
  if (source?.S3DataType === 'S3Prefix' || source?.CompressionType === 'None') {
    throw notCovered('SageMaker CreateModel with uncompressed model data or S3DataType S3Prefix');
  }
  const url = container.ModelDataUrl ?? source?.S3Uri;
  if (url !== undefined && modelDataOf(container) === undefined) {
    throw notCovered(`SageMaker CreateModel with model data at ${url}: expected s3://bucket/key`);
  }
  return container;
}

/** CreateModel looks at once whether the artifact is there (seen in public reports); whether it is sound shows later. */
async function assertModelDataExists(container: ContainerDefinition, objects: ObjectStore): Promise<void> {
  const data = modelDataOf(container);
  if (data !== undefined && (await objects.read(data.bucket, data.key)) === undefined) {
    throw invalid(`Could not find model data at ${data.url}.`);
  }
}
