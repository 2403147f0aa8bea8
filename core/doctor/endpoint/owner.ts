import type { Tag } from '../../own-tags.ts';
import { truncate } from '../../values/plain-text.ts';
import type { Finding } from '../finding.ts';
import type { EndpointFacts } from './endpoint-facts.ts';

interface Owner {
  readonly name: string;
  /** Whether the tag shows it. */
  readonly shows: (tag: Tag) => boolean;
  readonly todo: string;
}

const says =
  (word: RegExp) =>
  ({ Key, Value }: Tag) =>
    word.test(Key) || (isOwnerKey(Key) && word.test(Value));

/** Keys by which people say what manages a resource: `ManagedBy`, `managed-by`, `provisioner`, `iac`. */
const isOwnerKey = (key: string): boolean =>
  /^(?:managed|created|provisioned|deployed|maintained)[-_ .:]?(?:by|with)$|^(?:provisioner|iac|iac[-_]?tool|automation|source)$/i.test(
    key,
  );

/**
 * The first that fits is told. CloudFormation marks what it makes (AWS: "Resource tags", aws:cloudformation:…),
 * which includes CDK, SAM and Service Catalog. Terraform and Pulumi do not: their tags are people's habits.
 */
const owners: readonly Owner[] = [
  {
    name: 'Service Catalog or a SageMaker project',
    shows: ({ Key }) => /^(?:aws:servicecatalog:|sagemaker:project-)/.test(Key),
    todo: "Take the endpoint out of the project's own deployment before releases go by Greenlight, or its next run sets the config back",
  },
  {
    name: 'CloudFormation (or CDK)',
    shows: ({ Key }) => /^aws:cloudformation:/.test(Key),
    todo: 'Leave EndpointConfigName alone in the stack from now on, and put the tag greenlight:managed=true into it (npx greenlight docs adopting)',
  },
  {
    name: 'Terraform',
    shows: says(/\b(?:terraform|opentofu|terragrunt|tf[-_]?(?:workspace|module|state))\b/i),
    todo: 'Let it ignore changes of endpoint_config_name, and put the tag greenlight:managed=true into its code (npx greenlight docs adopting)',
  },
  {
    name: 'Pulumi',
    shows: says(/\bpulumi\b/i),
    todo: 'Let it ignore changes of endpointConfigName, and put the tag greenlight:managed=true into its code (npx greenlight docs adopting)',
  },
];

/** Who else manages the endpoint, and would set its config back or take the tag away. */
export function checkOwner({ findings: { live } }: EndpointFacts): Finding<'owner'>[] {
  for (const { name, shows, todo } of owners) {
    const tag = live.tags.find(shows);
    if (tag === undefined) continue;
    const stack = live.tags.find(({ Key }) => Key === 'aws:cloudformation:stack-name') ?? tag;
    const shown = `${stack.Key}=${truncate(stack.Value, 60)}`;
    return [
      {
        check: 'owner',
        weight: 'warning',
        found: `it seems to belong to ${name} (tag ${shown}): the next run there may set its config back, or take the tag away`,
        todo,
      },
    ];
  }
  return [];
}
