import * as z from 'zod';
import type { ContainerDefinition, LiveEndpoint, ModelDefinition } from '../sagemaker.ts';

/**
 * A config that no rollout of ours made, and what it served, at the time when ours replaced it. No
 * environment.
 */
export const replacedSchema = z.object({
  config: z.string(),
  variants: z.array(
    z.object({
      name: z.string(),
      model: z.string().optional(),
      images: z.array(z.string()),
      /** Where its containers have their model data: S3 URLs. */
      data: z.array(z.string()),
    }),
  ),
});
export type Replaced = z.infer<typeof replacedSchema>;

/** All names in AWS's spelling. */
export const replacedBy = (live: LiveEndpoint): Replaced => ({
  config: live.configName,
  variants: live.config.ProductionVariants.map(({ VariantName, ModelName }) => {
    const containers = containersOf(ModelName === undefined ? undefined : live.models[ModelName]);
    return {
      name: VariantName,
      ...(ModelName !== undefined && { model: ModelName }),
      images: containers.flatMap(({ Image }) => Image ?? []),
      data: containers.flatMap((container) => dataOf(container) ?? []),
    };
  }),
});

const containersOf = (model: ModelDefinition | undefined): readonly ContainerDefinition[] =>
  model?.Containers ?? (model?.PrimaryContainer ? [model.PrimaryContainer] : []);

const sourceSchema = z.object({ S3DataSource: z.object({ S3Uri: z.string() }) });

const dataOf = ({ ModelDataUrl, ModelDataSource }: ContainerDefinition): string | undefined =>
  ModelDataUrl ?? sourceSchema.safeParse(ModelDataSource).data?.S3DataSource.S3Uri;
