import type { Manifest } from '../manifest/schema.ts';
import { pinnedUrl, type Release } from '../release.ts';
import type { ContainerDefinition, ModelDefinition } from '../sagemaker.ts';
import { type Problem, shown } from '../values/problem.ts';
import { keptDataWarnings } from './named-data.ts';

export const containersOf = (model: ModelDefinition): readonly ContainerDefinition[] =>
  model.PrimaryContainer === undefined ? (model.Containers ?? []) : [model.PrimaryContainer];

/**
 * The live model (empty for a first release) with the manifest's settings and the artifact. Inherited images
 * are pinned to the digest that was deployed, because a tag may have moved since.
 */
export function composeModel(
  release: Release,
  manifest: Manifest,
  live: ModelDefinition | undefined,
  resolvedImages: Readonly<Record<string, string>>,
): { model: ModelDefinition; problems: Problem[]; warnings: Problem[] } {
  const pinned = (container: ContainerDefinition): ContainerDefinition => {
    const digest = container.Image === undefined ? undefined : resolvedImages[container.Image];
    return digest === undefined ? container : { ...container, Image: digest };
  };
  const containers = live === undefined ? [{}] : containersOf(live);
  const role = manifest.model?.role;
  const common = { ...live, ...(role !== undefined && { ExecutionRoleArn: role }) };
  const { index, problems } = takesArtifact(containers, manifest.model?.container);
  const next = containers.map((container, at) =>
    at === index ? withArtifact(pinned(container), release, manifest) : pinned(container),
  );
  const taking = live === undefined || index === undefined ? undefined : containers[index];
  if (taking !== undefined) problems.push(...packageProblems(taking, manifest));
  const inline = live?.PrimaryContainer !== undefined || live === undefined;
  const model: ModelDefinition = inline
    ? { ...common, PrimaryContainer: next[0] ?? {} }
    : { ...common, Containers: next };
  return { model, problems, warnings: taking === undefined ? [] : keptDataWarnings(taking, manifest) };
}

function withArtifact(
  container: ContainerDefinition,
  release: Release,
  manifest: Manifest,
): ContainerDefinition {
  // The data must be named only once: the earlier members would contradict it or bring other data.
  const {
    ModelDataUrl: _url,
    ModelDataSource: _source,
    ModelPackageName: _package,
    InferenceSpecificationName: _specification,
    ImageConfig: pulling,
    ...kept
  } = container;
  const { image, environment } = manifest.model ?? {};
  return {
    ...kept,
    // Applied to how the old image was pulled: an ECR image cannot be pulled like one from a registry in a
    // VPC.
    ...(pulling !== undefined && !(image !== undefined && isInEcr(image)) && { ImageConfig: pulling }),
    ...(image !== undefined && { Image: image }),
    ...(environment !== undefined && { Environment: environment }),
    ...dataOf(release),
  };
}

function dataOf(release: Release): Partial<Pick<ContainerDefinition, 'ModelDataUrl' | 'ModelDataSource'>> {
  const url = pinnedUrl(release);
  switch (release.artifact.kind) {
    case 'archive':
      return { ModelDataUrl: url };
    case 'folder':
      return {
        ModelDataSource: { S3DataSource: { S3Uri: url, S3DataType: 'S3Prefix', CompressionType: 'None' } },
      };
    default:
      return release.artifact satisfies never;
  }
}

const isInEcr = (image: string): boolean => /^\d{12}\.dkr[.-]ecr[.-]/.test(image);

/** The container of the model that takes the artifact: the named one, or the only one with model data. */
function takesArtifact(
  containers: readonly ContainerDefinition[],
  wanted: string | number | undefined,
): { index: number | undefined; problems: Problem[] } {
  const all = containers.map((_, at) => at);
  const candidates =
    wanted !== undefined
      ? all.filter((at) =>
          typeof wanted === 'number' ? at === wanted - 1 : hostname(containers[at]) === wanted,
        )
      : containers.length === 1
        ? all
        : all.filter((at) => hasData(containers[at]));
  const [index, second] = candidates;
  if (index !== undefined && second === undefined) return { index, problems: [] };
  const names = all.map((at) =>
    [at + 1, hostname(containers[at])].filter((part) => part !== undefined).join(' or '),
  );
  const problem: Problem = {
    field: 'model.container',
    expected: `which container of the model takes the artifact: ${names.join(', ') || 'it has none'}`,
    got: shown(wanted),
    fix: 'Name it by hostname or number.',
  };
  return { index: undefined, problems: [problem] };
}

const hostname = (container: ContainerDefinition | undefined): string | undefined =>
  typeof container?.ContainerHostname === 'string' ? container.ContainerHostname : undefined;

const hasData = (container: ContainerDefinition | undefined): boolean =>
  container?.ModelDataUrl !== undefined || container?.ModelDataSource !== undefined;

/** A model package contains image and data, so a new artifact cannot be put into it. */
function packageProblems({ ModelPackageName: name }: ContainerDefinition, manifest: Manifest): Problem[] {
  if (name === undefined || manifest.model?.image !== undefined) return [];
  return [
    {
      field: 'model.image',
      expected: 'an image, since the live model comes from a model package, which has image and data in one',
      got: `nothing, and model package ${shown(name)}`,
      fix: 'Give model.image to leave the model package, or release the next package by hand.',
    },
  ];
}
