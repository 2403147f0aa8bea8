import { arnOf } from '../../context.ts';
import type { Access } from '../access.ts';
import { anywhere, type NeedSite, type Needs, need, requestTags } from './need.ts';

/** SageMaker's ARNs are in lower case, whatever the name. */
const arn = ({ context }: NeedSite, type: string, name: unknown): string =>
  arnOf(context, 'sagemaker', `${type}/${String(name ?? '').toLowerCase()}`);

/** What is made with tags is tagged, which is an action of its own. */
const creation = (
  operation: string,
  resource: string,
  tags: Parameters<typeof requestTags>[0],
  more: Parameters<typeof need>[2] = {},
): Access[] => [
  need(`sagemaker:${operation}`, resource, { ...requestTags(tags), ...more }),
  ...((tags ?? []).length === 0
    ? []
    : [need('sagemaker:AddTags', resource, { ...requestTags(tags), 'sagemaker:TaggingAction': operation })]),
];

/** Whoever hands a role to SageMaker must be allowed to. */
const passed = (role: string | undefined): Access[] =>
  role === undefined
    ? []
    : [need('iam:PassRole', role, { 'iam:PassedToService': 'sagemaker.amazonaws.com' })];

/**
 * An endpoint whose config has a key is granted its use ("kms:CreateGrant (required only if the associated
 * EndpointConfig has a KmsKeyId specified)", SageMaker's API permissions reference). An alias is none of a key's ARNs,
 * and there is no KMS here that knows whose it is: it stands for a key of that name.
 */
function grant(site: NeedSite, configName: unknown): Access[] {
  const key = site.volumeKeyOf(String(configName ?? ''));
  if (key === undefined) return [];
  const resource = key.startsWith('arn:')
    ? key.replace(':alias/', ':key/')
    : arnOf(site.context, 'kms', `key/${key.replace(/^alias\//, '')}`);
  return [
    need('kms:CreateGrant', resource, {
      'kms:GrantIsForAWSResource': 'true',
      'kms:ViaService': `sagemaker.${site.context.region}.amazonaws.com`,
      'aws:ViaAWSService': 'true',
    }),
  ];
}

const one = (operation: string, type: string, member: string): Needs => ({
  [operation]: (input, site) => need(`sagemaker:${operation}`, arn(site, type, input[member])),
});

/** SageMaker's actions (Service Authorization Reference, "Amazon SageMaker"). */
export const sagemakerNeeds: Needs = {
  CreateModel: (input, site) => [
    ...creation('CreateModel', arn(site, 'model', input.ModelName), input.Tags),
    ...passed(input.ExecutionRoleArn),
  ],
  CreateEndpointConfig: (input, site) => [
    ...creation('CreateEndpointConfig', arn(site, 'endpoint-config', input.EndpointConfigName), input.Tags, {
      'sagemaker:InstanceTypes': (input.ProductionVariants ?? []).flatMap(
        ({ InstanceType }: { InstanceType?: string }) => InstanceType ?? [],
      ),
      'sagemaker:VolumeKmsKey': input.KmsKeyId,
    }),
    ...passed(input.ExecutionRoleArn),
  ],
  // Both are authorised on the endpoint and on its config.
  CreateEndpoint: (input, site) => [
    ...creation('CreateEndpoint', arn(site, 'endpoint', input.EndpointName), input.Tags),
    need(
      'sagemaker:CreateEndpoint',
      arn(site, 'endpoint-config', input.EndpointConfigName),
      requestTags(input.Tags),
    ),
    ...grant(site, input.EndpointConfigName),
  ],
  UpdateEndpoint: (input, site) => [
    need('sagemaker:UpdateEndpoint', arn(site, 'endpoint', input.EndpointName)),
    need('sagemaker:UpdateEndpoint', arn(site, 'endpoint-config', input.EndpointConfigName)),
    ...grant(site, input.EndpointConfigName),
  ],
  ...one('UpdateEndpointWeightsAndCapacities', 'endpoint', 'EndpointName'),
  ...one('DescribeEndpoint', 'endpoint', 'EndpointName'),
  ...one('DeleteEndpoint', 'endpoint', 'EndpointName'),
  ...one('DescribeEndpointConfig', 'endpoint-config', 'EndpointConfigName'),
  ...one('DeleteEndpointConfig', 'endpoint-config', 'EndpointConfigName'),
  ...one('DescribeModel', 'model', 'ModelName'),
  ...one('DeleteModel', 'model', 'ModelName'),
  ListEndpoints: anywhere('sagemaker:ListEndpoints'),
  ListEndpointConfigs: anywhere('sagemaker:ListEndpointConfigs'),
  ListModels: anywhere('sagemaker:ListModels'),
  AddTags: (input) => need('sagemaker:AddTags', input.ResourceArn ?? '', requestTags(input.Tags)),
  ListTags: (input) => need('sagemaker:ListTags', input.ResourceArn ?? ''),
  DeleteTags: (input) =>
    need('sagemaker:DeleteTags', input.ResourceArn ?? '', { 'aws:TagKeys': input.TagKeys ?? [] }),
};

/** Of its runtime, which has the same prefix. */
export const sagemakerRuntimeNeeds: Needs = {
  InvokeEndpoint: (input, site) =>
    need('sagemaker:InvokeEndpoint', arn(site, 'endpoint', input.EndpointName), {
      'sagemaker:TargetModel': input.TargetModel,
    }),
};
