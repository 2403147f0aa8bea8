import type { Manifest } from '../manifest/schema.ts';
import type { ContainerDefinition } from '../sagemaker.ts';
import type { Problem } from '../values/problem.ts';

/**
 * Variables that tell serving containers which model to load, whatever is in /opt/ml/model: Hugging Face's,
 * vLLM's, the Large Model Inference container's, and the SageMaker SDK's for the code beside the model.
 */
const namingVariables = ['HF_MODEL_ID', 'SM_VLLM_MODEL', 'OPTION_MODEL_ID', 'SAGEMAKER_SUBMIT_DIRECTORY'];

/** Where SageMaker puts the artifact. A variable with a path in here names no other model. */
const ownFolder = '/opt/ml/';

/**
 * Warns of data that a container names besides the artifact and keeps: after the release it is still served,
 * or loaded, as before. Values of variables are not shown.
 */
export function keptDataWarnings(container: ContainerDefinition, manifest: Manifest): Problem[] {
  const warnings: Problem[] = [];
  const channels = additionalChannels(container);
  if (channels.length > 0)
    warnings.push({
      field: 'AdditionalModelDataSources',
      expected: "the artifact to be all of the model's data",
      got: `${channels.join(', ')} besides, kept as live`,
      fix: 'Data that belongs to the artifact has to be in it, or changed by hand.',
    });
  const naming = manifest.model?.environment === undefined ? variablesThatName(container) : [];
  if (naming.length > 0)
    warnings.push({
      field: 'model.environment',
      expected: 'variables that name no other model than the artifact',
      got: `${naming.join(', ')}, inherited: the container may load what is named there instead`,
      fix: 'Write model.environment without them if the artifact is to be loaded.',
    });
  return warnings;
}

function additionalChannels({ AdditionalModelDataSources: sources }: ContainerDefinition): string[] {
  if (!Array.isArray(sources)) return [];
  return sources.map((source: { readonly ChannelName?: unknown }) => String(source.ChannelName ?? 'unnamed'));
}

const variablesThatName = ({ Environment = {} }: ContainerDefinition): string[] =>
  Object.entries(Environment)
    .filter(([name, value]) =>
      namingVariables.includes(name) ? !value.startsWith(ownFolder) : value.startsWith('s3://'),
    )
    .map(([name]) => name);
