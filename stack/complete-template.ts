import type { Addresses } from './addresses.ts';
import { keyRights, type Statement } from './key-rights.ts';
import { mentions, replaceReferences, type StandIn } from './replace-references.ts';
import type { Settings } from './settings.ts';

export interface Template {
  readonly Resources: Readonly<Record<string, Resource>>;
  readonly Outputs?: Readonly<Record<string, unknown>>;
}

interface Resource {
  readonly Type: string;
  readonly DependsOn?: string | readonly string[];
  // biome-ignore lint/suspicious/noExplicitAny: CloudFormation's properties
  readonly Properties?: any;
}

/** The framework makes it for functions without a role of their own. There is none. */
const unusedRole = 'IamRoleLambdaExecution';

/** The template as it is deployed: what the settings change in the resources that the framework has compiled. */
export function completeTemplate(
  template: Template,
  settings: Settings,
  addresses: Addresses,
  name: string,
): Template {
  const kept = settings.existing.reduce<Template>(
    (rest, which) => leftToOthers(rest, leftBehind(name)[which]),
    leftOut(template, unusedRole, ...turnedOff(addresses)),
  );
  const changed = Object.entries(kept.Resources).map(
    ([id, resource]) => [id, withSettings(resource, settings)] as const,
  );
  return fromOurRules({ ...kept, Resources: Object.fromEntries(changed) });
}

/** The queue for dead letters takes them from the rules of this template, and from no other rule of the account. */
function fromOurRules(template: Template): Template {
  const { DeadLettersPolicy: policy, ...others } = template.Resources;
  if (policy === undefined) return template;
  const { PolicyDocument, ...queues } = policy.Properties;
  const rules = Object.entries(others).filter(([, { Type }]) => Type === 'AWS::Events::Rule');
  const ours = { 'aws:SourceArn': rules.map(([id]) => ({ 'Fn::GetAtt': [id, 'Arn'] })) };
  const [statement] = PolicyDocument.Statement;
  const Statement = [{ ...statement, Condition: { ArnEquals: ours } }];
  const Properties = { ...queues, PolicyDocument: { ...PolicyDocument, Statement } };
  return { ...template, Resources: { ...others, DeadLettersPolicy: { ...policy, Properties } } };
}

/** The resources of stack/addresses.yml that nothing but outputs and variables refers to. */
const turnedOff = ({ decisions, commands }: Addresses): string[] => [
  ...(decisions ? [] : ['DecideGateUrl', 'DecideGateUrlPermission', 'DecideGateInvokePermission']),
  ...(commands === 'url'
    ? [
        'CommandsApi',
        'CommandsApiMethod',
        'CommandsApiDeployment',
        'CommandsApiStage',
        'CommandsApiPermission',
        'CommandsAddress',
      ]
    : ['OperateSignedUrl']),
];

interface Left {
  readonly logicalId: string;
  readonly standIn: StandIn;
}

/** A resource that is there already is not made: what refers to it names it. */
const leftToOthers = (template: Template, { logicalId, standIn }: Left): Template =>
  leftOut(replaceReferences(template, logicalId, standIn) as Template, logicalId);

/** What an earlier installation has left: nothing depends on how they came to be. */
const leftBehind = (name: string): Record<'bucket' | 'table', Left> => {
  // biome-ignore-start lint/suspicious/noTemplateCurlyInString: CloudFormation's own placeholders
  const bucket = `${name}-models-\${AWS::AccountId}-\${AWS::Region}`;
  const table = `${name}-state`;
  const tableArn = `arn:\${AWS::Partition}:dynamodb:\${AWS::Region}:\${AWS::AccountId}:table/${table}`;
  // biome-ignore-end lint/suspicious/noTemplateCurlyInString: CloudFormation's own placeholders
  return {
    bucket: {
      logicalId: 'ModelBucket',
      standIn: { ref: bucket, attributes: { Arn: `arn:\${AWS::Partition}:s3:::${bucket}` } },
    },
    table: { logicalId: 'StateTable', standIn: { ref: table, attributes: { Arn: tableArn } } },
  };
};

/** Without these resources, and without the outputs and the functions' variables that refer to them. */
function leftOut(template: Template, ...logicalIds: readonly string[]): Template {
  const others = Object.entries(template.Resources).filter(([id]) => !logicalIds.includes(id));
  const refersTo = (value: unknown) => logicalIds.some((id) => mentions(value, id));
  const kept = (values: Readonly<Record<string, unknown>>) =>
    Object.fromEntries(Object.entries(values).filter(([, value]) => !refersTo(value)));
  const resources = others.map(([id, { DependsOn, ...resource }]) => {
    const needed = [DependsOn ?? []].flat().filter((one) => !logicalIds.includes(one));
    const { Environment: environment, ...properties } = resource.Properties ?? {};
    const Environment = environment && { Variables: kept(environment.Variables) };
    return [
      id,
      {
        ...resource,
        ...(environment && { Properties: { ...properties, Environment } }),
        ...(needed.length > 0 && { DependsOn: needed }),
      },
    ] as const;
  });
  return { ...template, Resources: Object.fromEntries(resources), Outputs: kept(template.Outputs ?? {}) };
}

function withSettings(resource: Resource, { roles, keys }: Settings): Resource {
  const { Type, Properties } = resource;
  const and = (more: object): Resource => ({ ...resource, Properties: { ...Properties, ...more } });
  switch (Type) {
    case 'AWS::IAM::Role':
      return and({
        Path: roles.path,
        ...(roles.boundary && { PermissionsBoundary: roles.boundary }),
        Policies: Properties.Policies.map(withKeyRights(keys)),
      });
    case 'AWS::StepFunctions::StateMachine':
      return and({ DefinitionString: inPartition(Properties.DefinitionString) });
    case 'AWS::S3::Bucket':
      return keys.storage && Properties.BucketName ? and(encryptedBucket(keys.storage)) : resource;
    case 'AWS::DynamoDB::Table':
      return keys.storage ? and(encryptedTable(keys.storage)) : resource;
    default:
      return resource;
  }
}

/** Integrations have the partition in their ARNs. The framework's check of a definition takes only `aws`. */
function inPartition({
  'Fn::Sub': [text, ...values],
}: {
  readonly 'Fn::Sub': readonly [string, ...unknown[]];
}) {
  return {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation's own placeholder
    'Fn::Sub': [text.replaceAll('"arn:aws:states:::', '"arn:${AWS::Partition}:states:::'), ...values],
  };
}

interface Policy {
  readonly PolicyDocument: { readonly Statement: readonly Statement[] };
}

const withKeyRights =
  (keys: Settings['keys']) =>
  (policy: Policy): Policy => {
    const { PolicyDocument } = policy;
    const Statement = [...PolicyDocument.Statement, ...keyRights(PolicyDocument.Statement, keys)];
    return { ...policy, PolicyDocument: { ...PolicyDocument, Statement } };
  };

/** A bucket key makes one call to KMS where there would be one for each object. */
const encryptedBucket = (key: string) => ({
  BucketEncryption: {
    ServerSideEncryptionConfiguration: [
      {
        BucketKeyEnabled: true,
        ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: key },
      },
    ],
  },
});

const encryptedTable = (key: string) => ({
  SSESpecification: { SSEEnabled: true, SSEType: 'KMS', KMSMasterKeyId: key },
});
