import {
  DeleteEndpointConfigCommand,
  DeleteModelCommand,
  DescribeEndpointCommand,
  DescribeEndpointConfigCommand,
  DescribeModelCommand,
  type DescribeModelCommandOutput,
  ListTagsCommand,
  type SageMakerClient,
} from '@aws-sdk/client-sagemaker';
import type { DiscardKind, Discards } from '../../core/garbage/discards.ts';
import { isOwn, type Tag } from '../../core/own-tags.ts';
import { modelsOf, type ProductionVariant } from '../../core/sagemaker.ts';
import { listedLike } from './own-name.ts';

type Discarding = Pick<Discards, 'liveAndPending' | 'usedBy' | 'ownership' | 'deleteConfig' | 'deleteModel'>;

/** Finds and deletes what one stage's releases leave behind in SageMaker. */
export function sageMakerDiscards(client: SageMakerClient, stage: string): Discarding {
  const arnOf = async (kind: DiscardKind, name: string): Promise<string | undefined> => {
    switch (kind) {
      case 'config':
        return (
          await unlessMissing(client.send(new DescribeEndpointConfigCommand({ EndpointConfigName: name })))
        )?.EndpointConfigArn;
      case 'model':
        return (await unlessMissing(client.send(new DescribeModelCommand({ ModelName: name }))))?.ModelArn;
      default:
        return kind satisfies never;
    }
  };

  return {
    async liveAndPending(name) {
      const endpoint = await unlessMissing(client.send(new DescribeEndpointCommand({ EndpointName: name })));
      // The endpoint may exist under another spelling of its name and serve something unknown here.
      if (endpoint === undefined) return (await listedLike(client, name)) === undefined ? [] : 'unclear';
      const pending = endpoint.PendingDeploymentSummary?.EndpointConfigName;
      const configs = [endpoint.EndpointConfigName, pending].filter((config) => config !== undefined);
      switch (endpoint.EndpointStatus) {
        case 'InService':
        case 'OutOfService':
        case 'Failed':
        case 'Deleting':
          return configs;
        case 'UpdateRollbackFailed':
          // A mix of the old and the new config serves, and DescribeEndpoint may not name both (docs/assumptions.md).
          return 'unclear';
        default:
          return pending === undefined ? 'unclear' : configs;
      }
    },

    async usedBy(name) {
      const config = await unlessMissing(
        client.send(new DescribeEndpointConfigCommand({ EndpointConfigName: name })),
      );
      if (config === undefined) return undefined;
      const variants = [...(config.ProductionVariants ?? []), ...(config.ShadowProductionVariants ?? [])];
      const models = modelsOf(variants as unknown as readonly ProductionVariant[]);
      const described = await Promise.all(
        models.map((model) => unlessMissing(client.send(new DescribeModelCommand({ ModelName: model })))),
      );
      return { models, artifacts: described.flatMap((model) => (model ? artifactsOf(model) : [])) };
    },

    async ownership(kind, name, endpoint) {
      const arn = await arnOf(kind, name);
      if (arn === undefined) return 'gone';
      const tags: Partial<Tag>[] = [];
      let next: string | undefined;
      do {
        const page = await unlessMissing(
          client.send(
            new ListTagsCommand({ ResourceArn: arn, ...(next !== undefined && { NextToken: next }) }),
          ),
        );
        if (page === undefined) return 'gone';
        tags.push(...((page.Tags ?? []) as Tag[]));
        next = page.NextToken;
      } while (next !== undefined);
      return isOwn(tags, { stage, endpoint, rollout: name }) ? 'ours' : 'foreign';
    },

    async deleteConfig(name) {
      await unlessMissing(client.send(new DeleteEndpointConfigCommand({ EndpointConfigName: name })));
    },

    async deleteModel(name) {
      await unlessMissing(client.send(new DeleteModelCommand({ ModelName: name })));
    },
  };
}

/** Where the data of a model's containers lies. */
function artifactsOf(model: DescribeModelCommandOutput): string[] {
  const containers = [
    ...(model.PrimaryContainer ? [model.PrimaryContainer] : []),
    ...(model.Containers ?? []),
  ];
  return containers.flatMap((container) =>
    [
      container.ModelDataUrl,
      container.ModelDataSource?.S3DataSource?.S3Uri,
      ...(container.AdditionalModelDataSources ?? []).map(({ S3DataSource }) => S3DataSource?.S3Uri),
    ].filter((url) => url !== undefined),
  );
}

/** SageMaker reports a missing resource as a ValidationException: many issues on GitHub quote it. */
async function unlessMissing<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    const missing =
      error instanceof Error &&
      error.name === 'ValidationException' &&
      /^Could not find (endpoint|endpoint configuration|model) "/i.test(error.message);
    if (missing) return undefined;
    throw error;
  }
}
