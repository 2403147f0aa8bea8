import type { Settings } from './settings.ts';

/** What `${settings:…}` stands for in serverless.yml and stack/*.yml. */
export interface TemplateValues {
  /** Lists of template parameters: texts with commas. */
  readonly images: string;
  readonly webhookHosts: string;
  readonly gateFunctions: string;
  readonly reservedConcurrency: number;
  readonly retentionDays: number;
  readonly reportDays: number;
  /** ARNs of the roles that models may have. */
  readonly modelRoles: readonly object[];
  /** ARNs of the keys that SageMaker may be granted. */
  readonly endpointKeys: readonly (string | object)[];
}

const inAccount = (rest: string): object => ({ 'Fn::Sub': `arn:\${AWS::Partition}:${rest}` });

export const templateValues = (settings: Settings, region: string): TemplateValues => ({
  images: (settings.allowed.images ?? [everyRegistryIn(region)]).join(','),
  webhookHosts: settings.allowed.webhookHosts.join(','),
  gateFunctions: settings.allowed.gateFunctions,
  reservedConcurrency: settings.reservedConcurrency,
  retentionDays: settings.logs.retentionDays,
  reportDays: settings.reports.retentionDays,
  // biome-ignore-start lint/suspicious/noTemplateCurlyInString: CloudFormation's own placeholders
  modelRoles: settings.allowed.roles.map((role) => inAccount(`iam::\${AWS::AccountId}:role/${role}`)),
  endpointKeys: settings.keys.endpoints ?? [inAccount('kms:${AWS::Region}:${AWS::AccountId}:key/*')],
  // biome-ignore-end lint/suspicious/noTemplateCurlyInString: CloudFormation's own placeholders
});

/** China's registries have a domain of their own. */
const everyRegistryIn = (region: string): string =>
  `*.dkr.ecr.*.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}/*`;
